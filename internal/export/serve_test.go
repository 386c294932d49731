package export_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cloud-pi-native/parcours/internal/export"
)

// served returns the handlers of all forms of what s holds.
func served(tb testing.TB, s *export.Source) http.Handler {
	tb.Helper()
	mux := http.NewServeMux()
	for pattern, h := range export.New(export.Config{
		Current: func() (export.Source, bool) { return *s, s.Catalog != nil }, Build: "test", Log: slog.New(slog.DiscardHandler),
		URL: func(r *http.Request, path string) string { return "https://" + r.Host + path },
	}) {
		mux.Handle(pattern, h)
	}
	return mux
}

func ask(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, http.NoBody)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestServe asks each form by GET, HEAD and with the tag that it has.
func TestServe(t *testing.T) {
	t.Parallel()
	s := small(t)
	h := served(t, &s)
	for _, f := range export.Formats() {
		got := ask(h, http.MethodGet, f.Path, "Accept-Language", "en-GB, fr;q=0.5")
		text, tag := got.Body.String(), got.Header().Get("ETag")
		v := in("en", "fr", "en")
		if f.Name == "atom" || f.Name == "catalog" {
			v.Base = "https://example.com"
		}
		if want := write(t, f.Name, s, v); got.Code != http.StatusOK || text != want {
			t.Errorf("%s: %d, %d bytes; want %d", f.Path, got.Code, len(text), len(want))
		}
		language, vary := "fr, en", ""
		switch {
		case f.Lang:
			language, vary = "en", "Accept-Language"
		case f.Name == "schema":
			language = "en"
		}
		for name, want := range map[string]string{
			"Content-Type": f.Type, "Content-Language": language, "Vary": vary, "Cache-Control": "public, no-cache", "X-Content-Type-Options": "nosniff",
		} {
			if got := got.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", f.Path, name, got, want)
			}
		}
		head := ask(h, http.MethodHead, f.Path, "Accept-Language", "en-GB, fr;q=0.5")
		if head.Code != http.StatusOK || head.Body.String() != "" || head.Header().Get("ETag") != tag || head.Header().Get("Content-Type") != f.Type {
			t.Errorf("HEAD %s: %d %v", f.Path, head.Code, head.Header())
		}
		again := ask(h, http.MethodGet, f.Path, "Accept-Language", "en", "If-None-Match", `"other", `+tag)
		if again.Code != http.StatusNotModified || again.Body.String() != "" || again.Header().Get("ETag") != tag {
			t.Errorf("%s with its tag: %d", f.Path, again.Code)
		}
		french := ask(h, http.MethodGet, f.Path+"?lang=fr", "Accept-Language", "en", "If-None-Match", tag)
		if want := map[bool]int{true: http.StatusOK, false: http.StatusNotModified}[f.Lang]; french.Code != want {
			t.Errorf("%s in French with the tag of English: %d, want %d", f.Path, french.Code, want)
		}
		if refused := ask(h, http.MethodPost, f.Path); refused.Code != http.StatusMethodNotAllowed {
			t.Errorf("POST %s: %d", f.Path, refused.Code)
		}
	}
	if got := ask(h, http.MethodGet, "/api/catalog?locale=fr-fr&type=levels", "Accept-Language", "en"); !strings.Contains(got.Body.String(), "Découvrir") {
		t.Errorf("the catalog in French: %d %v", got.Code, got.Header())
	}
}

// TestServeChanges asks with the tag of what was served before: of another catalogue, of another history, of another wish.
func TestServeChanges(t *testing.T) {
	t.Parallel()
	s := small(t)
	h := served(t, &s)
	fresh := func(target, tag string) bool {
		r := ask(h, http.MethodGet, target, "If-None-Match", tag)
		return r.Code == http.StatusOK
	}
	tags := map[string]string{}
	for _, f := range export.Formats() {
		tags[f.Path] = ask(h, http.MethodGet, f.Path).Header().Get("ETag")
	}
	for path, other := range map[string]string{
		"/api/catalog/": "/api/catalog/?role=technical", "/export/path.html": "/export/path.html?role=technical",
		"/export/path.imscc": "/export/path.imscc?from=2",
	} {
		if !fresh(other, tags[path]) {
			t.Errorf("%s has the tag of %s", other, path)
		}
	}
	s.History = append([]export.Publication{{At: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}}, s.History...)
	for _, f := range export.Formats() {
		if got := fresh(f.Path, tags[f.Path]); got != f.Events {
			t.Errorf("%s after another publication: answered anew: %v", f.Path, got)
		}
	}
	s.Catalog = load(t, folder(t, "Disparue", "Autre"))
	for _, f := range export.Formats() {
		if !fresh(f.Path, tags[f.Path]) {
			t.Errorf("%s of another catalogue has the same tag", f.Path)
		}
	}
}

// TestServeRefuses makes the mistakes of clients.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	s, none := small(t), export.Source{}
	undated := export.Source{Catalog: load(t, folder(t, ", date: \"2026-01-31\"", ""))}
	for _, tc := range []struct {
		s      *export.Source
		target string
		status int
		says   string
	}{
		{&s, "/export/path.html?role=tecnical", http.StatusBadRequest, `no role "tecnical" (did you mean "technical"?)`},
		{&s, "/export/path.imscc?from=9", http.StatusBadRequest, "from"},
		{&s, "/export/path.html?from=2&to=1", http.StatusBadRequest, "to"},
		{&s, "/api/catalog/?type=units", http.StatusBadRequest, `{"error":{"code":"BadRequest","message":"type: no type \"units\""`},
		{&s, "/api/catalog/?last_modified=x", http.StatusBadRequest, `"BadRequest"`},
		{&s, "/export/nothing", http.StatusNotFound, ""},
		{&s, "/api/catalog/more", http.StatusNotFound, ""},
		{&undated, "/export/resources.atom", http.StatusNotFound, "no date is known"},
		{&none, "/export/catalogue.json", http.StatusServiceUnavailable, "nothing is served yet"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			got := ask(served(t, tc.s), method, tc.target)
			text := got.Body.String()
			if got.Code != tc.status || method == http.MethodGet && !strings.Contains(text, tc.says) || got.Header().Get("ETag") != "" {
				t.Errorf("%s %s: %d %s %v, want %d with %s", method, tc.target, got.Code, text, got.Header(), tc.status, tc.says)
			}
		}
	}
}

// slow is a client that takes nothing until it is told to.
type slow struct {
	http.ResponseWriter
	at, wait chan struct{}
}

func (s slow) Write(p []byte) (int, error) {
	s.at <- struct{}{}
	<-s.wait
	return s.ResponseWriter.Write(p) //nolint:wrapcheck // a test's
}

// TestServeBusy fills every place with clients that read nothing: the next is told to come again, and may as soon as one leaves.
func TestServeBusy(t *testing.T) {
	t.Parallel()
	s := small(t)
	h := served(t, &s)
	at, wait, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	const places = 8
	for range places {
		go func() {
			h.ServeHTTP(slow{httptest.NewRecorder(), at, wait}, httptest.NewRequest(http.MethodGet, "/export/resources.csv", http.NoBody))
			done <- struct{}{}
		}()
		<-at
	}
	refused := ask(h, http.MethodGet, "/export/catalogue.json")
	if refused.Code != http.StatusServiceUnavailable || refused.Header().Get("Retry-After") == "" {
		t.Errorf("one too many: %d %v", refused.Code, refused.Header())
	}
	close(wait)
	for range places {
		<-done
	}
	if got := ask(h, http.MethodGet, "/export/catalogue.json"); got.Code != http.StatusOK {
		t.Errorf("afterwards: %d", got.Code)
	}
}
