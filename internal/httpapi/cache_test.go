package httpapi_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

func get(h http.Handler, query string, header ...string) *httptest.ResponseRecorder {
	return send(h, httptest.NewRequest(http.MethodGet, "/graphql?query="+url.QueryEscape(query), http.NoBody), header...)
}

func post(h http.Handler, query string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"`+query+`"}`))
	r.Header.Set("Content-Type", "application/json")
	return send(h, r, header...)
}

func send(h http.Handler, r *http.Request, header ...string) *httptest.ResponseRecorder {
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestKeptAnswers asks the same in several ways, and counts how often it is computed.
func TestKeptAnswers(t *testing.T) {
	t.Parallel()
	c, counted := config(nil)
	h := httpapi.New(c)
	for i, ask := range []func() *httptest.ResponseRecorder{
		func() *httptest.ResponseRecorder { return get(h, "{name}") },
		func() *httptest.ResponseRecorder { return get(h, "{name}") },
		func() *httptest.ResponseRecorder { return get(h, "{ name, } # why") },
		func() *httptest.ResponseRecorder { return post(h, "{name}") },
		func() *httptest.ResponseRecorder {
			return post(h, "{name}", "Accept", "application/graphql-response+json")
		},
		func() *httptest.ResponseRecorder { return get(h, "{name}", "Accept-Encoding", "gzip") },
	} {
		if w := ask(); w.Code != 200 || w.Body.String() != `{"data":{"name":"x"}}` {
			t.Errorf("request %d: %d %s", i, w.Code, w.Body)
		}
	}
	if n := counted.asked.Load(); n != 1 {
		t.Errorf("computed %d times, want once", n)
	}
	for i, ask := range []func() *httptest.ResponseRecorder{
		func() *httptest.ResponseRecorder { return get(h, "{name}", "Accept-Language", "en") },
		func() *httptest.ResponseRecorder { return get(h, `{name(of:"y")}`) },
		func() *httptest.ResponseRecorder { return get(h, "query A{name}") },
	} {
		if ask(); int(counted.asked.Load()) != i+2 {
			t.Errorf("request %d, which differs, was answered with another's answer", i)
		}
	}
}

// TestConditional asks again with the tag of an answer: nothing is computed, not even by a server that has just started.
func TestConditional(t *testing.T) {
	t.Parallel()
	first, _ := config(nil)
	w := get(httpapi.New(first), "query Long{name}", "Accept-Encoding", "gzip")
	etag := w.Header().Get("ETag")
	if etag == "" || strings.HasPrefix(etag, "W/") || w.Header().Get("Cache-Control") != "public, max-age=60, stale-while-revalidate=3600" {
		t.Fatalf("headers %v", w.Header())
	}
	again, counted := config(nil)
	h := httpapi.New(again)
	for range 2 {
		w = get(h, "query Long{name}", "If-None-Match", `"other", `+etag)
		if w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("ETag") != etag || counted.asked.Load() != 0 {
			t.Errorf("%d %s, tag %s, want 304 with %s; computed %d times", w.Code, w.Body, w.Header().Get("ETag"), etag, counted.asked.Load())
		}
		if !strings.HasPrefix(w.Header().Get("Cache-Control"), "public") || w.Header().Get("Vary") == "" {
			t.Errorf("headers %v", w.Header())
		}
		if w.Header().Get("Content-Type") != "" || w.Header().Get("Content-Language") != "" {
			t.Errorf("it says what the client has: %v", w.Header())
		}
	}
	for name, change := range map[string]func(*httpapi.Config){
		"revision": func(c *httpapi.Config) {
			s := httpapi.NewSnapshot("r2", []language.Tag{language.French}, nil, 1<<20)
			c.Current = func() *httpapi.Snapshot { return s }
		},
		"program": func(c *httpapi.Config) { c.Build = "b2" },
	} {
		c, counted := config(nil)
		change(&c)
		if w := get(httpapi.New(c), "query Long{name}", "If-None-Match", etag); w.Code != 200 || counted.asked.Load() != 1 {
			t.Errorf("another %s: %d", name, w.Code)
		}
	}
	if w := get(h, "query Long{name}", "Accept-Language", "en", "If-None-Match", etag); w.Code != 200 {
		t.Errorf("another language: %d", w.Code)
	}
	if w := post(h, "query Long{name}", "If-None-Match", etag); w.Code != 200 {
		t.Errorf("POST: %d", w.Code)
	}
}

// TestNotKept looks at the answers that nobody may keep.
func TestNotKept(t *testing.T) {
	t.Parallel()
	c, counted := config(nil)
	h := httpapi.New(c)
	for name, tc := range map[string]struct {
		ask      func() *httptest.ResponseRecorder
		status   int
		want     string
		computed bool
	}{
		"errors":              {func() *httptest.ResponseRecorder { return get(h, "query Wrong{name}") }, 200, `"WRONG"`, true},
		"errors of a request": {func() *httptest.ResponseRecorder { return get(h, "{nope}") }, 200, "GRAPHQL_VALIDATION_FAILED", false},
		"personal, by POST":   {func() *httptest.ResponseRecorder { return post(h, "query Mine{name}") }, 200, `"data"`, true},
		"personal, by GET":    {func() *httptest.ResponseRecorder { return get(h, "query Mine{name}") }, 405, "PRIVATE_DATA_IN_URL", false},
		"volatile":            {func() *httptest.ResponseRecorder { return get(h, "query Now{name}") }, 200, `"data"`, true},
		"mutation":            {func() *httptest.ResponseRecorder { return get(h, "mutation {name}") }, 405, "METHOD_NOT_ALLOWED", false},
		"no query":            {func() *httptest.ResponseRecorder { return get(h, "") }, 400, "BAD_REQUEST", false},
	} {
		before := counted.asked.Load()
		for range 2 {
			w := tc.ask()
			if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.want) {
				t.Errorf("%s: %d %s, want %d with %s", name, w.Code, w.Body, tc.status, tc.want)
			}
			if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
				t.Errorf("%s: headers %v", name, w.Header())
			}
			if w.Code == 405 && w.Header().Get("Allow") == "" {
				t.Errorf("%s: no Allow", name)
			}
		}
		if n := counted.asked.Load() - before; tc.computed && n != 2 || !tc.computed && n != 0 {
			t.Errorf("%s: computed %d times", name, n)
		}
	}
}

// TestCodings reads one long answer in each coding, kept or not.
func TestCodings(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	h := httpapi.New(c)
	plain := get(h, "query Long{name}").Body.String()
	tags := map[string]bool{}
	for _, ask := range []func(http.Handler, string, ...string) *httptest.ResponseRecorder{get, post} {
		for coding, decode := range map[string]func(io.Reader) (io.Reader, error){
			"":     func(r io.Reader) (io.Reader, error) { return r, nil },
			"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
			"zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
		} {
			w := ask(h, "query Long{name}", "Accept-Encoding", coding)
			length := w.Body.Len()
			r, err := decode(w.Body)
			if err != nil {
				t.Fatal(coding, err)
			}
			body, err := io.ReadAll(r)
			if err != nil || string(body) != plain || w.Header().Get("Content-Encoding") != coding || coding != "" && length > len(plain)/5 {
				t.Errorf("%s: %v, %d bytes on the wire, headers %v", coding, err, length, w.Header())
			}
			if etag := w.Header().Get("ETag"); etag != "" && tags[etag] {
				t.Errorf("%s: the tag of other bytes", coding)
			} else {
				tags[etag] = true
			}
			if !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
				t.Errorf("Vary %s", w.Header().Get("Vary"))
			}
		}
	}
}

// blocked answers once it is let go, and says how often it was asked and how often its asker had left.
type blocked struct {
	let         chan struct{}
	asked, left int
	mu          sync.Mutex
}

func (b *blocked) handler() http.Handler { return b.handlerOf(func(*httpapi.Config) {}) }

func (b *blocked) handlerOf(change func(*httpapi.Config)) http.Handler {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: "type Query { name: String }"})
	c, _ := config(nil)
	c.GraphQL = executor.New(&graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return schema },
		ExecFunc: func(ctx context.Context) graphql.ResponseHandler {
			b.mu.Lock()
			b.asked++
			b.mu.Unlock()
			select {
			case <-b.let:
			case <-ctx.Done():
				b.mu.Lock()
				b.left++
				b.mu.Unlock()
			}
			return graphql.OneShot(&graphql.Response{Data: []byte(`{"name":"x"}`)})
		},
	})
	change(&c)
	return httpapi.New(c)
}

func TestComputedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &blocked{let: make(chan struct{})}
		h := b.handler()
		leaving, leave := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() { // the one who computes leaves
			send(h, httptest.NewRequestWithContext(leaving, http.MethodGet, "/graphql?query={name}", http.NoBody))
		})
		synctest.Wait()
		for range 20 {
			all.Go(func() {
				if w := get(h, "{name}"); w.Code != 200 || w.Body.String() != `{"data":{"name":"x"}}` {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			})
		}
		synctest.Wait()
		leave()
		synctest.Wait()
		close(b.let)
		all.Wait()
		if b.asked != 1 || b.left != 0 {
			t.Errorf("computed %d times, given up %d times, want 1 and 0", b.asked, b.left)
		}
	})
}

func TestEveryoneLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &blocked{let: make(chan struct{})}
		h := b.handler()
		ctx, leave := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				send(h, httptest.NewRequestWithContext(ctx, http.MethodGet, "/graphql?query={name}", http.NoBody))
			})
			synctest.Wait()
		}
		leave()
		all.Wait()
		if b.asked != 1 || b.left != 1 {
			t.Errorf("computed %d times, given up %d times, want 1 and 1", b.asked, b.left)
		}
	})
}

// TestCORS compares headers that a shared cache keeps: none depends on the origin.
func TestCORS(t *testing.T) {
	t.Parallel()
	h := newHandler(nil)
	for _, origin := range []string{"", "https://portal.example"} {
		w := get(h, "{name}", "Origin", origin)
		if w.Header().Get("Access-Control-Allow-Origin") != "*" || strings.Contains(w.Header().Get("Vary"), "Origin") || w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("origin %q: %v", origin, w.Header())
		}
	}
	r := httptest.NewRequest(http.MethodOptions, "/graphql", http.NoBody)
	w := send(h, r, "Origin", "https://portal.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Methods") != "POST" || w.Header().Get("Access-Control-Allow-Headers") != "content-type" {
		t.Errorf("preflight: %d %v", w.Code, w.Header())
	}
}

// TestOrigins names two origins: they may read, no other may, and caches are told that it depends.
func TestOrigins(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	c.Origins = []string{"https://portal.example", "https://*.gouv.example"}
	h := httpapi.New(c)
	for origin, allowed := range map[string]string{
		"https://portal.example": "https://portal.example", "https://wiki.gouv.example": "https://wiki.gouv.example",
		"https://else.example": "", "": "",
	} {
		w := get(h, "{name}", "Origin", origin)
		vary := strings.Join(w.Header().Values("Vary"), ", ")
		if w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != allowed || !strings.Contains(vary, "Origin") || !strings.Contains(vary, "Accept-Language") {
			t.Errorf("origin %q: %d %v", origin, w.Code, w.Header())
		}
	}
}
