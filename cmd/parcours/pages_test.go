package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cloud-pi-native/parcours/graph"
)

// TestExamplesInPages opens each example as the playground shows it: the page holds its answer.
func TestExamplesInPages(t *testing.T) {
	h := embedded(t)
	for _, e := range graph.Examples() {
		for _, lang := range []string{"fr", "en"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/explore?example="+e.Name+"&lang="+lang, http.NoBody))
			if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, `JSON">{`) {
				_, status, _ := strings.Cut(body, `role="status">`)
				t.Errorf("%s in %s: %d %.200s", e.Name, lang, w.Code, status)
			}
		}
	}
}

// TestPortalPages opens the pages of the portal as a search engine does, without scripts.
func TestPortalPages(t *testing.T) {
	h := embedded(t)
	for path, want := range map[string]struct {
		status int
		parts  []string
	}{
		"/": {200, []string{`<h1>Embarquement Cloud Pi Native</h1>`, `value="technical"`, `id="stepper"`, "4 ressources"}},
		"/?lang=en&role=technical&step=2": {200, []string{
			`id="stage-2"`, `id="stage-5"`, "Start here", "What is DevSecOps?", "For everyone", "Technical delivery", `aria-current="step"`,
		}},
		"/?lang=en&role=technical&step=&only=free": {200, []string{"Left out (", "its cost is not one you accept"}},
		"/?lang=en&role=nobody&step=9":             {200, []string{"Your path"}}, // what is unknown is left out
		"/search?lang=en&q=kubernetes":             {200, []string{"<mark>Kubernetes</mark>", `href="/resource/kubernetes-concepts?lang=en"`}},
		"/search?lang=en&q=zzzz":                   {200, []string{"Nothing matches"}},
		"/search?q=%22%3E%3Cscript%3E":             {200, []string{`value="&#34;&gt;&lt;script&gt;"`}},
		"/resource/mode-produit": {200, []string{
			`<a class="button main" href="https://mentor.gouv.fr/`, `rel="canonical" href="http://example.com/resource/mode-produit"`, `property="og:title"`,
			`type="application/json+oembed" href="http://example.com/oembed?url=http%3A%2F%2Fexample.com%2Fresource%2Fmode-produit`,
		}},
		"/resource/nope":               {404, []string{"Page introuvable"}},
		"/step/2":                      {302, nil},
		"/step/prepare?lang=en":        {200, []string{"How can I understand", `href="/?lang=en&amp;step=prepare"`, "blocking", `id="q-containers"`}},
		"/step/nope":                   {404, nil},
		"/article/awareness":           {200, []string{"essentiel</h2>"}},
		"/article/nope":                {404, nil},
		"/topic/kubernetes":            {200, []string{`href="/resource/kubernetes-concepts"`}},
		"/topic/nope":                  {404, nil},
		"/topic/kubernetes?after=nope": {400, nil},
		"/glossary":                    {200, []string{"<dt id="}},
		"/support?lang=en":             {200, []string{"Granted", "To be agreed", `name="organisation"`}},
		"/privacy":                     {200, []string{"stockage local"}},
		"/nope":                        {404, []string{"Page introuvable"}},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		if w.Code != want.status {
			t.Errorf("%s: %d, want %d", path, w.Code, want.status)
		}
		for _, part := range want.parts {
			if !strings.Contains(w.Body.String(), part) {
				t.Errorf("%s: no %q in\n%s", path, part, w.Body)
			}
		}
		if cookie := w.Header().Get("Set-Cookie"); cookie != "" {
			t.Errorf("%s sets the cookie %s", path, cookie)
		}
	}
}

// TestResourcesAsLinkedData reads what search engines read of each resource: schema.org's words, and nothing made up.
func TestResourcesAsLinkedData(t *testing.T) {
	h := embedded(t)
	var answer struct {
		Data struct {
			Resources struct {
				Nodes []struct {
					Slug, Title, URL, Provider string
					Minutes                    int
					Languages                  []string
				}
			}
		}
	}
	w := ask(t, h, "en", `{"query": "{ resources(first: 100) { nodes { slug title url provider minutes languages } } }"}`)
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Data.Resources.Nodes) < 50 {
		t.Fatalf("%d resources", len(answer.Data.Resources.Nodes))
	}
	for _, r := range answer.Data.Resources.Nodes {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/resource/"+r.Slug+"?lang=en", http.NoBody))
		_, block, _ := strings.Cut(w.Body.String(), `<script type="application/ld+json">`)
		block, _, _ = strings.Cut(block, "</script>")
		var got map[string]any
		if err := json.Unmarshal([]byte(block), &got); err != nil {
			t.Errorf("%s: %v in %q", r.Slug, err, block)
			continue
		}
		if got["@type"] != "LearningResource" || got["name"] != r.Title || got["url"] != r.URL {
			t.Errorf("%s: %s", r.Slug, block)
		}
		if _, ok := got["timeRequired"]; ok != (r.Minutes > 0) {
			t.Errorf("%s takes %d minutes: %s", r.Slug, r.Minutes, block)
		}
		if _, ok := got["inLanguage"]; ok != (len(r.Languages) > 0) {
			t.Errorf("%s is in %v: %s", r.Slug, r.Languages, block)
		}
		if _, ok := got["provider"]; ok != (r.Provider != "") {
			t.Errorf("%s is of %q: %s", r.Slug, r.Provider, block)
		}
	}
}

// TestSupportWithoutScripts fills in the form of support as a browser without scripts does.
func TestSupportWithoutScripts(t *testing.T) {
	h := embedded(t)
	for told, want := range map[string]struct {
		status int
		part   string
	}{
		"organisation=ministry&goal=cloud-pi":         {200, `data-outcome="GRANTED"`},
		"organisation=ministry&goal=":                 {200, "More to say"},
		"organisation=zanzibar":                       {400, "No such page"},
		"zanzibar=1":                                  {200, "More to say"},
		"organisation=" + strings.Repeat("x", 20<<10): {400, "too long"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/support?lang=en", strings.NewReader(told))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want.status || !strings.Contains(w.Body.String(), want.part) {
			t.Errorf("%.40s: %d, want %d and %q in\n%s", told, w.Code, want.status, want.part, w.Body)
		}
		if want.status == http.StatusOK && w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%.40s: Cache-Control %q", told, w.Header().Get("Cache-Control"))
		}
	}
}
