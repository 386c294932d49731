package httpapi_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

// counted answers every query with the number of queries it has answered.
type counted struct{ asked atomic.Int32 }

func (c *counted) executor() *executor.Executor {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: "type Query { name(of: String): String } type Mutation { name: String }"})
	return executor.New(&graphql.ExecutableSchemaMock{
		SchemaFunc:     func() *ast.Schema { return schema },
		ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 0, false },
		ExecFunc: func(ctx context.Context) graphql.ResponseHandler {
			c.asked.Add(1)
			res := &graphql.Response{Data: []byte(`{"name":"x"}`)}
			switch graphql.GetOperationContext(ctx).Operation.Name {
			case "Wrong":
				res.Errors = gqlerror.List{{Message: "wrong", Extensions: map[string]any{"code": "WRONG"}}}
			case "Panics":
				panic("secret")
			case "Long":
				res.Data = []byte(`{"name":"` + strings.Repeat("long ", 1000) + `"}`)
			}
			return graphql.OneShot(res)
		},
	})
}

func config(prepare func(context.Context, httpapi.Request) context.Context) (httpapi.Config, *counted) {
	c := &counted{}
	current := httpapi.NewSnapshot("r1", []language.Tag{language.French, language.English}, prepare, 1<<20)
	return httpapi.Config{
		GraphQL: c.executor(), Current: func() *httpapi.Snapshot { return current },
		Private: func(op *graphql.OperationContext) bool {
			return slices.Contains([]string{"Mine", "Telling"}, op.Operation.Name)
		},
		Telling:          func(doc *ast.QueryDocument) bool { return strings.Contains(doc.Operations[0].Name, "Telling") },
		Volatile:         func(op *graphql.OperationContext) bool { return op.Operation.Name == "Now" },
		PersistedQueries: 1 << 20,
		SDL:              "type Query", Build: "b1", Log: slog.New(slog.DiscardHandler), Fresh: time.Minute, Stale: time.Hour, Limits: httpapi.DefaultLimits(),
	}, c
}

func newHandler(prepare func(context.Context, httpapi.Request) context.Context) http.Handler {
	c, _ := config(prepare)
	return httpapi.New(c)
}

func TestRequests(t *testing.T) {
	const query, data = `{"query":"{name}"}`, `{"data":{"name":"x"}}`
	const js, gr = "application/json", "application/graphql-response+json"
	for name, tc := range map[string]struct {
		method, target, kind, accept, body string
		status                             int
		want                               string // part of the answer
	}{
		"post":                  {"POST", "/graphql", js, gr, query, 200, data},
		"get":                   {"GET", "/graphql?query={name}", "", "", "", 200, data},
		"put":                   {"PUT", "/graphql", js, "", query, 405, ""},
		"text":                  {"POST", "/graphql", "text/plain", "", query, 415, "errors"},
		"charset":               {"POST", "/graphql", js + "; charset=utf-16", "", query, 415, "errors"},
		"accept":                {"POST", "/graphql", js, "text/html", query, 406, "errors"},
		"as large as it may be": {"POST", "/graphql", js, "", query + strings.Repeat(" ", 128<<10-len(query)), 200, data},
		"larger":                {"POST", "/graphql", js, "", query + strings.Repeat(" ", 128<<10-len(query)+1), 413, "more than 131072 bytes"},
		"trailing":              {"POST", "/graphql", js, "", query + "{}", 400, "errors"},
		"case of a key":         {"POST", "/graphql", js, "", `{"QUERY":"{name}"}`, 400, "query is missing"},
		"twice":                 {"POST", "/graphql", js, "", `{"query":"{name}","query":"{name}"}`, 400, "twice"},
		"twice, written apart":  {"POST", "/graphql", js, "", `{"query":"{name}","qu\u0065ry":"{name}"}`, 400, "twice"},
		"twice in a variable":   {"POST", "/graphql", js, "", `{"query":"{name}","variables":{"a":[{"b":1,"b":1}]}}`, 400, "twice"},
		"twice in a URL":        {"GET", "/graphql?query={name}&query={name}", "", "", "", 400, "query is given twice"},
		"twice in a URL, deep":  {"GET", `/graphql?query={name}&variables={"a":1,"a":1}`, "", "", "", 400, "variables is not"},
		"an unknown key":        {"POST", "/graphql", js, "", `{"query":"{name}","Query":1,"other":{}}`, 200, data},
		"batch":                 {"POST", "/graphql", js, "", "[" + query + "]", 400, "not one JSON object"},
		"not UTF-8":             {"POST", "/graphql", js, "", "{\"query\":\"{name} #\xff\"}", 400, "UTF-8"},
		"not UTF-8, in a URL":   {"GET", "/graphql?query={name}%23%ff", "", "", "", 400, "UTF-8"},
		"marked":                {"POST", "/graphql", js, "", "\ufeff" + query, 400, "not one JSON object"},
		"a number as query":     {"POST", "/graphql", js, "", `{"query":1}`, 400, "query is not a string"},
		"a list of variables":   {"POST", "/graphql", js, "", `{"query":"{name}","variables":[]}`, 400, "variables is not an object"},
		"text of variables":     {"POST", "/graphql", js, "", `{"query":"{name}","variables":"{}"}`, 400, "variables is not an object"},
		"null variables":        {"POST", "/graphql", js, "", `{"query":"{name}","variables":null,"extensions":null,"operationName":null}`, 200, data},
		"empty in a URL":        {"GET", "/graphql?query={name}&variables=&extensions=&operationName=", "", "", "", 200, data},
		"semicolons":            {"GET", "/graphql?query={name};variables={}", "", "", "", 400, "encoded"},
		"no content type":       {"POST", "/graphql", "", "", query, 415, "errors"},
		"form":                  {"POST", "/graphql", "application/x-www-form-urlencoded", "", "query={name}", 415, "errors"},
		"own type":              {"POST", "/graphql", gr, "", query, 415, "errors"},
		"charset in capitals":   {"POST", "/graphql", "Application/JSON; Charset=\"UTF-8\"", "", query, 200, data},
		"mutation":              {"POST", "/graphql", js, js, `{"query":"mutation{name}"}`, 200, "NOT_SUPPORTED"},
		"mutation, response":    {"POST", "/graphql", js, gr, `{"query":"mutation{name}"}`, 400, "NOT_SUPPORTED"},
		"mutation, GET":         {"GET", "/graphql?query=mutation{name}", "", "", "", 405, "METHOD_NOT_ALLOWED"},
		"mutation, HEAD":        {"HEAD", "/graphql?query=mutation{name}", "", "", "", 405, "METHOD_NOT_ALLOWED"},
		"wrong mutation, GET":   {"GET", "/graphql?query=mutation{nope}", "", "", "", 405, "METHOD_NOT_ALLOWED"},
		"one of two, GET":       {"GET", "/graphql?operationName=M&query=mutation%20M{name}%20query%20Q{nope}", "", "", "", 405, "METHOD_NOT_ALLOWED"},
		"the other, GET":        {"GET", "/graphql?operationName=Q&query=mutation%20M{name}%20query%20Q{name}", "", "", "", 200, data},
		"subscription, GET":     {"GET", "/graphql?query=subscription{name}", "", "", "", 405, "METHOD_NOT_ALLOWED"},
		"subscription":          {"POST", "/graphql", js, gr, `{"query":"subscription{name}"}`, 400, "GRAPHQL_VALIDATION_FAILED"},
		"head":                  {"HEAD", "/graphql?query={name}", "", "", "", 200, ""},
		"delete":                {"DELETE", "/graphql?query={name}", "", "", "", 405, "METHOD_NOT_ALLOWED"},
		"an unknown method":     {"GRAPHQL", "/graphql?query={name}", "", "", "", 405, "METHOD_NOT_ALLOWED"},
		"null":                  {"POST", "/graphql", js, "", `null`, 400, "errors"},
		"syntax, json":          {"POST", "/graphql", js, js, `{"query":"{"}`, 200, "errors"},
		"syntax, response":      {"POST", "/graphql", js, gr, `{"query":"{"}`, 400, "errors"},
		"unknown field":         {"POST", "/graphql", js, gr, `{"query":"{nope}"}`, 400, "nope"},
		"health":                {"GET", "/healthz", "", "", "", 200, "ok"},
		"ready":                 {"GET", "/readyz", "", "", "", 200, "ready"},
		"schema":                {"GET", "/schema.graphql", "", "", "", 200, "type Query"},
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
			header := w.Header()
			if header.Get("X-Request-Id") == "" {
				t.Error("no X-Request-Id")
			}
			if w.Code == 405 && header.Get("Allow") != "GET, HEAD, OPTIONS, POST" {
				t.Errorf("405 with Allow %q", header.Get("Allow"))
			}
			if w.Code == 415 && (header.Get("Accept") != js || header.Get("Accept-Encoding") != "identity") {
				t.Errorf("415 with Accept %q, Accept-Encoding %q", header.Get("Accept"), header.Get("Accept-Encoding"))
			}
		})
	}
}

// TestCompressedBodies sends bodies that are compressed, or say so more than once.
func TestCompressedBodies(t *testing.T) {
	for _, encodings := range [][]string{{"gzip"}, {"", "gzip"}, {"identity"}} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{name}"}`))
		r.Header = http.Header{"Content-Type": {"application/json"}, "Content-Encoding": encodings}
		if w := send(newHandler(nil), r); w.Code != 415 || w.Header().Get("Accept-Encoding") != "identity" {
			t.Errorf("Content-Encoding %q: %d %v", encodings, w.Code, w.Header())
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{name}"}`))
	r.Header = http.Header{"Content-Type": {"application/json", "text/plain"}}
	if w := send(newHandler(nil), r); w.Code != 415 {
		t.Errorf("two content types: %d", w.Code)
	}
}

func TestPanicEndsOneRequest(t *testing.T) {
	w := httptest.NewRecorder()
	newHandler(func(context.Context, httpapi.Request) context.Context { panic("secret") }).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/healthz", http.NoBody))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), `"requestId":"`+w.Header().Get("X-Request-Id")+`"`) {
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
	c, _ := config(nil)
	c.Pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "page "+r.URL.Path) })
	h := httpapi.New(c)
	for target, want := range map[string]string{"/": "page /", "/a/b": "page /a/b", "/healthz": "ok\n"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, http.NoBody))
		if w.Code != 200 || w.Body.String() != want {
			t.Errorf("%s: %d %q, want 200 %q", target, w.Code, w.Body, want)
		}
	}
}

// limited returns an executor that refuses every request at a limit.
func limited(t *testing.T) graphql.GraphExecutor {
	t.Helper()
	x := new(counted).executor()
	x.Use(refusing{})
	return x
}

type refusing struct{}

func (refusing) ExtensionName() string                   { return "Refusing" }
func (refusing) Validate(graphql.ExecutableSchema) error { return nil }
func (refusing) MutateOperationParameters(context.Context, *graphql.RawParams) *gqlerror.Error {
	return &gqlerror.Error{Message: "too deep", Extensions: map[string]any{"code": "LIMIT_EXCEEDED", "limit": "depth"}}
}
