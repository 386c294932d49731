package playground

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/page"
)

// TestWithoutGraphiQL asks for what was not built: the reader is led to the page that is always there, which says how to.
func TestWithoutGraphiQL(t *testing.T) {
	t.Parallel()
	c := Config{
		Ask: func(context.Context, string, string, map[string]any) (json.RawMessage, error) {
			return nil, &page.AskError{Code: "WRONG", Message: "wrong"}
		},
		Schema:    gqlparser.MustLoadSchema(&ast.Source{Input: `"Start." type Query { "A name." name: String }`}),
		Examples:  []Example{{Name: "a", Title: "A name", Group: "browse", Query: "{ name }"}},
		Languages: func() []language.Tag { return []language.Tag{language.French} }, Log: slog.New(slog.DiscardHandler),
	}
	mux := http.NewServeMux()
	for pattern, h := range handlers(c, fstest.MapFS{"README.md": {}}) {
		mux.Handle(pattern, h)
	}
	get := func(target string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, http.NoBody))
		return w
	}
	w := get("/playground?lang=en")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("/playground: %d, want 303", w.Code)
	}
	body := get(w.Header().Get("Location")).Body.String()
	if !strings.Contains(body, "go generate ./internal/playground") || !strings.Contains(body, "not in this binary") || strings.Contains(body, "Open GraphiQL") {
		t.Errorf("no way to build GraphiQL in\n%s", body)
	}
	if body := get("/explore?example=a&lang=en").Body.String(); !strings.Contains(body, "WRONG: wrong") {
		t.Errorf("the problem of an answer is not said in\n%s", body)
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	var got []string
	for _, g := range groups([]Example{{Name: "a", Group: "other"}, {Name: "b", Group: "browse"}, {Name: "c", Group: "tailor"}, {Name: start, Group: "tailor"}, {Name: "d", Group: "browse"}}) {
		got = append(got, g.Name)
		for _, e := range g.Examples {
			got = append(got, e.Name)
		}
	}
	if diff := cmp.Diff([]string{"tailor", start, "c", "browse", "b", "d", "other", "a"}, got); diff != "" {
		t.Errorf("groups mismatch (-want +got)\n%s", diff)
	}
}
