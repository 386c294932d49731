package httpapi_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

func newHandler(prepare func(context.Context, httpapi.Request) context.Context) http.Handler {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: "type Query { name: String }"})
	return httpapi.New(httpapi.Config{
		GraphQL: handler.New(&graphql.ExecutableSchemaMock{
			SchemaFunc:     func() *ast.Schema { return schema },
			ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 0, false },
			ExecFunc: func(context.Context) graphql.ResponseHandler {
				return graphql.OneShot(&graphql.Response{Data: []byte(`{"name":"x"}`)})
			},
		}),
		Languages: []language.Tag{language.French, language.English},
		SDL:       "type Query", Ready: func() bool { return true }, Prepare: prepare, Log: slog.New(slog.DiscardHandler),
	})
}

func TestRequests(t *testing.T) {
	const query, data = `{"query":"{name}"}`, `{"data":{"name":"x"}}`
	const js, gr = "application/json", "application/graphql-response+json"
	for name, tc := range map[string]struct {
		method, target, kind, accept, body string
		status                             int
		want                               string // part of the answer
	}{
		"post":             {"POST", "/graphql", js, gr, query, 200, data},
		"get":              {"GET", "/graphql?query={name}", "", "", "", 200, data},
		"put":              {"PUT", "/graphql", js, "", query, 405, ""},
		"text":             {"POST", "/graphql", "text/plain", "", query, 415, "errors"},
		"charset":          {"POST", "/graphql", js + "; charset=utf-16", "", query, 415, "errors"},
		"accept":           {"POST", "/graphql", js, "text/html", query, 406, "errors"},
		"too large":        {"POST", "/graphql", js, "", `{"query":"` + strings.Repeat("a", 128<<10) + `"}`, 413, "errors"},
		"trailing":         {"POST", "/graphql", js, "", query + "{}", 400, "errors"},
		"case of a key":    {"POST", "/graphql", js, "", `{"QUERY":"{name}"}`, 400, "query is missing"},
		"null":             {"POST", "/graphql", js, "", `null`, 400, "errors"},
		"syntax, json":     {"POST", "/graphql", js, js, `{"query":"{"}`, 200, "errors"},
		"syntax, response": {"POST", "/graphql", js, gr, `{"query":"{"}`, 400, "errors"},
		"unknown field":    {"POST", "/graphql", js, gr, `{"query":"{nope}"}`, 400, "nope"},
		"health":           {"GET", "/healthz", "", "", "", 200, "ok"},
		"ready":            {"GET", "/readyz", "", "", "", 200, "ready"},
		"schema":           {"GET", "/schema.graphql", "", "", "", 200, "type Query"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(tc.method, tc.target, strings.NewReader(tc.body))
			r.Header.Set("Content-Type", tc.kind)
			r.Header.Set("Accept", tc.accept)
			w := httptest.NewRecorder()
			newHandler(nil).ServeHTTP(w, r)
			got := w.Body.String()
			if w.Code != tc.status || !strings.Contains(got, tc.want) {
				t.Errorf("%d %s, want %d with %q", w.Code, got, tc.status, tc.want)
			}
			if strings.Contains(got, "errors") && strings.Contains(got, `"data"`) {
				t.Errorf("an error of the request has data: %s", got)
			}
			if w.Header().Get("X-Request-Id") == "" {
				t.Error("no X-Request-Id")
			}
		})
	}
}

func TestPanicEndsOneRequest(t *testing.T) {
	w := httptest.NewRecorder()
	newHandler(func(context.Context, httpapi.Request) context.Context { panic("secret") }).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/healthz", http.NoBody))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestLanguages(t *testing.T) {
	for name, tc := range map[string]struct{ target, accept, want string }{
		"none":      {"/healthz", "", "fr"},
		"header":    {"/healthz", "de, en;q=0.8, fr;q=0.5", "en"},
		"region":    {"/healthz", "en-GB", "en"},
		"parameter": {"/healthz?lang=fr", "en", "fr"},
		"unknown":   {"/healthz?lang=xx", "zz", "fr"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, tc.target, http.NoBody)
			r.Header.Set("Accept-Language", tc.accept)
			w := httptest.NewRecorder()
			newHandler(nil).ServeHTTP(w, r)
			if got := w.Header().Get("Content-Language"); got != tc.want {
				t.Errorf("Content-Language %q, want %q", got, tc.want)
			}
			if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Language") {
				t.Errorf("Vary %q does not name Accept-Language", w.Header().Values("Vary"))
			}
		})
	}
}

func TestPages(t *testing.T) {
	for target, want := range map[string]string{
		"/": "text/html", "/playground": "text/html", "/playground.js": "text/javascript", "/style.css": "text/css",
	} {
		w := httptest.NewRecorder()
		newHandler(nil).ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, http.NoBody))
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), want) || strings.Contains(w.Body.String(), "https://") {
			t.Errorf("%s: %d %s, want 200 %s and no address of another host", target, w.Code, w.Header().Get("Content-Type"), want)
		}
	}
}
