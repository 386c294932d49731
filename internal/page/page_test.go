package page_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/page"
)

func newSet(files *page.Files, languages ...language.Tag) *page.Set {
	return page.New(page.Config{
		Templates: fstest.MapFS{"one.html": {Data: []byte(`{{define "main"}}<p>{{t "hello"}} {{.Body}}</p><a href="{{.Href "/x?y=z"}}">x</a>{{end}}`)}},
		Files:     files, Texts: page.Texts{"hello": {"Bonjour", "Hello"}}, Languages: func() []language.Tag { return languages }, Log: slog.New(slog.DiscardHandler),
	})
}

func write(s *page.Set, r *http.Request, v page.View) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Write(w, r, http.StatusOK, "one", v)
	return w
}

func TestLanguageOfPages(t *testing.T) {
	t.Parallel()
	files := page.NewFiles("/assets/")
	for name, tc := range map[string]struct {
		languages      []language.Tag
		target, accept string
		want, link     string
	}{
		"reference language":   {[]language.Tag{language.French, language.English}, "/", "", "Bonjour", `"/x?y=z"`},
		"other reference":      {[]language.Tag{language.English, language.French}, "/", "", "Hello", `"/x?y=z"`},
		"header":               {[]language.Tag{language.French, language.English}, "/", "en-GB", "Hello", `"/x?y=z"`},
		"address":              {[]language.Tag{language.French, language.English}, "/?lang=en", "fr", "Hello", `"/x?lang=en&amp;y=z"`},
		"address not spoken":   {[]language.Tag{language.French, language.English}, "/?lang=xx", "", "Bonjour", `"/x?y=z"`},
		"catalogue of neither": {[]language.Tag{language.German}, "/", "de", "Hello", `"/x?y=z"`},
		"one language":         {[]language.Tag{language.French}, "/", "en", "Hello", `"/x?y=z"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, tc.target, http.NoBody)
			r.Header.Set("Accept-Language", tc.accept)
			body := write(newSet(files, tc.languages...), r, page.View{Title: "One"}).Body.String()
			for _, want := range []string{"<p>" + tc.want + " ", tc.link} {
				if !strings.Contains(body, want) {
					t.Errorf("no %s in\n%s", want, body)
				}
			}
		})
	}
}

// TestPageIsSafe shows a page what would be HTML, and reads what it tells browsers to refuse.
func TestPageIsSafe(t *testing.T) {
	t.Parallel()
	s := newSet(page.NewFiles("/assets/"), language.French)
	r := httptest.NewRequest(http.MethodGet, "/?lang=%22%3E%3Cscript%3E", http.NoBody)
	w := write(s, r, page.View{Title: "<b>", Body: "<script>alert(1)</script>", LD: map[string]string{"name": "</script><script>"}})
	if body := w.Body.String(); strings.Contains(body, "<script>") || strings.Contains(body, "<b>") {
		t.Errorf("HTML in\n%s", body)
	}
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
		if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, want) || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %q: no %s, or something unsafe", policy, want)
		}
	}
	if policy := (page.Policy{Ancestors: []string{"https://a.example", "https://b.example"}}).String(); !strings.HasSuffix(policy, "frame-ancestors https://a.example https://b.example") {
		t.Errorf("policy %q", policy)
	}
}

func TestPageIsAskedForAgainCheaply(t *testing.T) {
	t.Parallel()
	s := newSet(page.NewFiles("/assets/"), language.French)
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.Header.Set("If-None-Match", write(s, r, page.View{Body: "a"}).Header().Get("ETag"))
	if w := write(s, r, page.View{Body: "a"}); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("the same page: %d, %d bytes; want 304 and none", w.Code, w.Body.Len())
	}
	if w := write(s, r, page.View{Body: "b"}); w.Code != http.StatusOK {
		t.Errorf("another page: %d, want 200", w.Code)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	files := page.NewFiles("/assets/", fstest.MapFS{"a.js": {Data: []byte("export {}")}})
	other := page.NewFiles("/assets/", fstest.MapFS{"a.js": {Data: []byte("export {};")}})
	address, err := files.URL("a.js")
	if err != nil {
		t.Fatal(err)
	}
	if moved, _ := other.URL("a.js"); moved == address {
		t.Errorf("%s is the address of two contents", address)
	}
	if _, err := files.URL("b.js"); err == nil {
		t.Error("a file that is not there has an address")
	}
	for target, want := range map[string]struct {
		status int
		cache  string
	}{
		address:                {200, "public, max-age=31536000, immutable"},
		"/assets/old/a.js":     {200, "no-cache"},
		"/assets/old/b.js":     {404, ""},
		"/assets/old/../a.js":  {404, ""},
		"/assets/":             {404, ""},
		"/assets/old/base.css": {200, "no-cache"},
	} {
		w := httptest.NewRecorder()
		files.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, http.NoBody))
		if w.Code != want.status || w.Header().Get("Cache-Control") != want.cache {
			t.Errorf("%s: %d %q, want %d %q", target, w.Code, w.Header().Get("Cache-Control"), want.status, want.cache)
		}
	}
}
