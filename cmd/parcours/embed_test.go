package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// get asks the embedded catalogue, as a reader of http://parcours.example.
func get(t *testing.T, h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://parcours.example"+target, http.NoBody)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestFramedPages(t *testing.T) {
	h := embedded(t)
	for target, want := range map[string]struct {
		status int
		holds  []string
	}{
		"/embed/path?role=technical&from=2&lang=en":         {200, []string{"<h1>Path: Technical delivery</h1>", `rel="noopener"`, "(new tab)", `"@type":"ItemList"`, "Steps 2 to 5", `href="/?lang=en&amp;role=technical&amp;step=2"`}},
		"/embed/path?role=technical,governance&lang=en":     {200, []string{"Path: Governance and decision-making, Technical delivery"}},
		"/embed/path?lang=fr":                               {200, []string{"<h1>Parcours de tous les rôles</h1>", "Laissé de côté"}},
		"/embed/path?role=nope&lang=en":                     {400, []string{"does not know", `href="/?lang=en"`}},
		"/embed/path?from=4&to=2&lang=en":                   {400, []string{"out of order"}},
		"/embed/resource/gitops-tutoriel?lang=en":           {200, []string{"GitOps: understand and practise", `"@type":"LearningResource"`, `property="og:title"`}},
		"/embed/resource/nope?lang=fr":                      {404, []string{"Cette adresse ne désigne rien"}},
		"/embed/search?lang=en":                             {200, []string{`role="search"`, `name="lang" value="en"`}},
		"/embed/search?q=kubernetes&lang=en":                {200, []string{"resources found.", "Next results", "after="}},
		"/embed/search?q=zzzzzz&lang=en":                    {200, []string{"No resource found."}},
		"/embed/search?q=%3Cscript%3Ealert(1)%3C/script%3E": {200, []string{"&lt;script&gt;alert(1)"}},
		"/embed/path?theme=dark":                            {200, []string{`data-theme="dark"`}},
	} {
		w := get(t, h, target)
		body := w.Body.String()
		if w.Code != want.status {
			t.Errorf("%s: %d, want %d", target, w.Code, want.status)
		}
		for _, part := range want.holds {
			if !strings.Contains(body, part) {
				t.Errorf("%s: no %s in\n%.3000s", target, part, body)
			}
		}
		if policy := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors *") {
			t.Errorf("%s: policy %s", target, policy)
		}
	}
	if policy := get(t, h, "/embed").Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors 'none'") {
		t.Errorf("the configurator can be framed: %s", policy)
	}
}

// TestAddressesSayNothingOfPeople asks for a path with what a careless page might add to its address.
func TestAddressesSayNothingOfPeople(t *testing.T) {
	h := embedded(t)
	plain := get(t, h, "/embed/path?role=technical&lang=en")
	careless := get(t, h, "/embed/path?role=technical&answers=containers:NO&completed=gitops-tutoriel&lang=en")
	if plain.Body.String() != careless.Body.String() {
		t.Error("answers in an address change the page, or stay in it")
	}
}

func TestOEmbed(t *testing.T) {
	h := embedded(t)
	const site = "http://parcours.example"
	for name, tc := range map[string]struct {
		url, more string
		status    int
		want      map[string]any // of the answer
	}{
		"path": {
			site + "/embed/path?role=technical&lang=en", "&format=json", 200,
			map[string]any{
				"version": "1.0", "type": "rich", "title": "Path: Technical delivery", "provider_name": "Parcours", "provider_url": site + "/",
				"cache_age": 3600.0, "width": 640.0, "height": 560.0,
				"html": `<iframe src="http://parcours.example/embed/path?lang=en&amp;role=technical" title="Path: Technical delivery" width="640" height="560" frameborder="0" loading="lazy" data-parcours></iframe>
<p><a href="http://parcours.example/embed/path?lang=en&amp;role=technical" target="_blank" rel="noopener">Path: Technical delivery</a></p>`,
			},
		},
		"resource":          {site + "/embed/resource/gitops-tutoriel?lang=en", "", 200, map[string]any{"title": "GitOps: understand and practise", "height": 160.0}},
		"page of the site":  {site + "/resource/gitops-tutoriel?lang=en", "", 200, map[string]any{"title": "GitOps: understand and practise"}},
		"search":            {site + "/embed/search?q=helm&lang=fr", "", 200, map[string]any{"title": "Rechercher une ressource"}},
		"small":             {site + "/embed/path", "&maxwidth=300&maxheight=200", 200, map[string]any{"type": "rich", "width": 300.0, "height": 200.0}},
		"no room":           {site + "/embed/path", "&maxwidth=100", 200, map[string]any{"type": "link", "html": nil, "width": nil}},
		"XML":               {site + "/embed/path", "&format=xml", 501, nil},
		"unknown resource":  {site + "/embed/resource/nope", "", 404, nil},
		"unknown role":      {site + "/embed/path?role=nope", "", 404, nil},
		"unknown page":      {site + "/explore", "", 404, nil},
		"another site":      {"https://elsewhere.example/embed/path", "", 404, nil},
		"not an address":    {"javascript:alert(1)", "", 404, nil},
		"answers":           {site + "/embed/path?answers=containers:NO", "", 401, nil},
		"done":              {site + "/embed/path?completed=gitops-tutoriel", "", 401, nil},
		"nothing":           {"", "", 400, nil},
		"not so many pixel": {site + "/embed/path", "&maxwidth=-1", 400, nil},
	} {
		w := get(t, h, "/oembed?url="+url.QueryEscape(tc.url)+tc.more)
		if w.Code != tc.status {
			t.Errorf("%s: %d, want %d: %s", name, w.Code, tc.status, w.Body)
			continue
		}
		var got map[string]any
		if tc.status == http.StatusOK {
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for key, value := range tc.want {
			if got[key] != value {
				t.Errorf("%s: %s is %#v, want %#v", name, key, got[key], value)
			}
		}
	}
}

// TestOEmbedIsDiscovered follows the link that each framed page has.
func TestOEmbedIsDiscovered(t *testing.T) {
	h := embedded(t)
	for _, target := range []string{"/embed/path?role=technical", "/embed/resource/gitops-tutoriel", "/embed/search?q=helm"} {
		_, rest, _ := strings.Cut(get(t, h, target).Body.String(), `type="application/json+oembed" href="http://parcours.example`)
		link, _, _ := strings.Cut(rest, `"`)
		if w := get(t, h, strings.ReplaceAll(link, "&amp;", "&")); w.Code != http.StatusOK {
			t.Errorf("%s leads to %q: %d %s", target, link, w.Code, w.Body)
		}
	}
}

// TestRecipes reads what the configurator offers, with its form alone.
func TestRecipes(t *testing.T) {
	h := embedded(t)
	for target, parts := range map[string][]string{
		"/embed?lang=en&role=technical&from=launch&in=fr": {
			`&lt;iframe src=&#34;http://parcours.example/embed/path?from=launch&amp;amp;lang=fr&amp;amp;role=technical&#34; title=&#34;Parcours : Réalisation technique&#34;`,
			`&lt;parcours-path roles=&#34;technical&#34; from=&#34;launch&#34; lang=&#34;fr&#34;&gt;`, `integrity=&#34;sha384-`, "/oembed?url=http%3A%2F%2Fparcours.example%2Fembed%2Fpath",
			`value="technical" aria-describedby="roles-help" checked`, `<option value="launch" selected>`,
		},
		"/embed?lang=fr&what=resource&id=gitops-tutoriel":  {`&lt;parcours-resource slug=&#34;gitops-tutoriel&#34; lang=&#34;fr&#34;&gt;`, `value="gitops-tutoriel" selected`},
		"/embed?lang=en&what=search&q=helm":                {`/embed/search?lang=en&amp;amp;q=helm`, `id="with-element" hidden`},
		"/embed?lang=en&what=resource&id=nope":             {"names nothing that the catalogue knows"},
		"/embed?lang=en&from=4&to=2":                       {"steps out of order"},
		"/embed?lang=en&what=search&q=%22%3E%3Cscript%3E1": {`value="&#34;&gt;&lt;script&gt;1"`},
	} {
		w := get(t, h, target)
		for _, part := range parts {
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), part) {
				t.Errorf("%s: %d, no %s in\n%s", target, w.Code, part, w.Body)
			}
		}
	}
}

// TestEmbedders gives one list, which says both who frames and who reads.
func TestEmbedders(t *testing.T) {
	h := embedded(t, "--embed-origins", "https://intranet.example,https://*.gouv.example", "--public-url", "https://parcours.example")
	for origin, allowed := range map[string]bool{
		"https://intranet.example": true, "https://a.gouv.example": true, "http://intranet.example": false, "https://elsewhere.example": false,
	} {
		for _, target := range []string{"/graphql?query=%7B__typename%7D", "/embed/parcours.js", "/embed/frame-1.js"} {
			w := get(t, h, target, "Origin", origin)
			if got := w.Header().Get("Access-Control-Allow-Origin") == origin; got != allowed {
				t.Errorf("%s may read %s: %v, want %v", origin, target, got, allowed)
			}
			if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Origin") {
				t.Errorf("%s does not vary by origin: %v", target, w.Header())
			}
		}
	}
	w := get(t, h, "/embed/path")
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors 'self' https://intranet.example https://*.gouv.example") {
		t.Errorf("policy %s", policy)
	}
	for _, part := range []string{`data-origins="https://intranet.example https://*.gouv.example"`, `rel="canonical" href="https://parcours.example/embed/path"`} {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("no %s", part)
		}
	}
	if policy := get(t, h, "/explore").Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors 'none'") {
		t.Errorf("another page can be framed: %s", policy)
	}
	for _, wrong := range [][]string{{"--embed-origins", "intranet.example"}, {"--public-url", "https://a.example/b"}} {
		if _, err := serving(t, wrong...).config(nil, nil); err == nil || !strings.HasPrefix(err.Error(), wrong[0]) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}
