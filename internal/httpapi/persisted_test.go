package httpapi_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// call sends parameters by GET or POST.
func call(t *testing.T, h http.Handler, method string, params map[string]any) *httptest.ResponseRecorder {
	t.Helper()
	if method == http.MethodPost {
		body, err := json.Marshal(params)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(method, "/graphql", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		return send(h, r)
	}
	values := url.Values{}
	for name, v := range params {
		text, ok := v.(string)
		if !ok {
			raw, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			text = string(raw)
		}
		values.Set(name, text)
	}
	return send(h, httptest.NewRequest(method, "/graphql?"+values.Encode(), http.NoBody))
}

func persisted(query, hash string) map[string]any {
	params := map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}}
	if query != "" {
		params["query"] = query
	}
	return params
}

// TestAutomatic does what a client of automatic persisted queries does: ask by hash, send the query along once, ask by hash.
func TestAutomatic(t *testing.T) {
	t.Parallel()
	for _, first := range []string{http.MethodGet, http.MethodPost} {
		for _, then := range []string{http.MethodGet, http.MethodPost} {
			c, counted := config(nil)
			h := httpapi.New(c)
			const query = "query A { name }"
			get(h, "query A{name}") // kept, but by no hash
			miss := call(t, h, first, persisted("", hashOf(query)))
			if !strings.Contains(miss.Body.String(), `"PersistedQueryNotFound"`) || !strings.Contains(miss.Body.String(), "PERSISTED_QUERY_NOT_FOUND") || miss.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s %s: %s %v", first, then, miss.Body, miss.Header())
			}
			for i, params := range []map[string]any{persisted(query, hashOf(query)), persisted("", hashOf(query)), persisted(query, hashOf(query)), persisted("", hashOf(query))} {
				if w := call(t, h, then, params); w.Body.String() != `{"data":{"name":"x"}}` {
					t.Errorf("%s %s: request %d: %s", first, then, i, w.Body)
				}
			}
			if n := counted.asked.Load(); n != 1 {
				t.Errorf("%s %s: computed %d times", first, then, n)
			}
		}
	}
}

// TestNotLearnt sends documents along with their hash that must not be kept under it.
func TestNotLearnt(t *testing.T) {
	t.Parallel()
	for name, query := range map[string]string{
		"cannot be parsed": "{", "cannot be read": `{"`, "is not valid": "{nope}", "says something about a person": "query Telling{name}",
		"is long": "{name #" + strings.Repeat("x", 200<<10) + "\n}",
	} {
		c, _ := config(nil)
		c.Body = 1 << 20
		h := httpapi.New(c)
		call(t, h, http.MethodPost, persisted(query, hashOf(query)))
		if w := call(t, h, http.MethodPost, persisted("", hashOf(query))); !strings.Contains(w.Body.String(), "PERSISTED_QUERY_NOT_FOUND") {
			t.Errorf("a document that %s was kept: %s", name, w.Body)
		}
	}
}

func TestPersistedMistakes(t *testing.T) {
	t.Parallel()
	h := newHandler(nil)
	const query = "{name}"
	for name, tc := range map[string]struct {
		params map[string]any
		want   string
	}{
		"another hash":    {persisted(query, hashOf("{ name }")), "PERSISTED_QUERY_HASH_MISMATCH"},
		"in capitals":     {persisted(query, strings.ToUpper(hashOf(query))), "PERSISTED_QUERY_HASH_MISMATCH"},
		"short":           {persisted("", "abc"), "PERSISTED_QUERY_NOT_SUPPORTED"},
		"version 2":       {map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 2, "sha256Hash": hashOf(query)}}}, "PERSISTED_QUERY_NOT_SUPPORTED"},
		"no object":       {map[string]any{"extensions": map[string]any{"persistedQuery": "x"}}, "PERSISTED_QUERY_NOT_SUPPORTED"},
		"empty":           {map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{}}}, "PERSISTED_QUERY_NOT_SUPPORTED"},
		"null":            {map[string]any{"extensions": map[string]any{"persistedQuery": nil}}, "query is missing"},
		"unknown id":      {map[string]any{"documentId": "sha256:" + hashOf(query)}, "DOCUMENT_NOT_FOUND"},
		"id and query":    {map[string]any{"documentId": "x", "query": query}, "not both"},
		"nothing":         {map[string]any{}, "query is missing"},
		"null everywhere": {map[string]any{"query": nil, "extensions": nil, "variables": nil, "operationName": nil}, "query is missing"},
	} {
		if w := call(t, h, http.MethodPost, tc.params); !strings.Contains(w.Body.String(), tc.want) || strings.Contains(w.Body.String(), `"data"`) {
			t.Errorf("%s: %d %s, want %s", name, w.Code, w.Body, tc.want)
		}
	}
}

// TestTrusted asks for trusted documents in each way, and for others, of servers that answer others too and that do not.
func TestTrusted(t *testing.T) {
	t.Parallel()
	const query, other = "query A { name }", "query B { name }"
	manifest, err := json.Marshal(map[string]string{"sha256:" + hashOf(query): query})
	if err != nil {
		t.Fatal(err)
	}
	for _, only := range []bool{false, true} {
		c, _ := config(nil)
		c.TrustedOnly = only
		if c.Trusted, err = httpapi.ReadTrusted(manifest); err != nil {
			t.Fatal(err)
		}
		h := httpapi.New(c)
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			for name, params := range map[string]map[string]any{
				"id": {"documentId": "sha256:" + hashOf(query)}, "bare id": {"documentId": hashOf(query)}, "hash": persisted("", hashOf(query)),
				"hash and text": persisted(query, hashOf(query)), "text": {"query": query},
			} {
				if w := call(t, h, method, params); w.Body.String() != `{"data":{"name":"x"}}` {
					t.Errorf("%s, trusted, by %s: %s", method, name, w.Body)
				}
			}
			for name, params := range map[string]map[string]any{
				"text": {"query": other}, "hash and text": persisted(other, hashOf(other)), "hash": persisted("", hashOf(other)), "blanks": {"query": query + " "},
			} {
				if w := call(t, h, method, params); strings.Contains(w.Body.String(), "DOCUMENT_NOT_TRUSTED") != only {
					t.Errorf("%s, other, by %s, only trusted %v: %s", method, name, only, w.Body)
				}
			}
		}
	}
}

func TestReadTrusted(t *testing.T) {
	t.Parallel()
	for manifest, want := range map[string]string{
		`[]`: "not an object", `{"a":1}`: "not an object", `{"sha256:00":"{a}"}`: "is not the SHA-256", `{} {}`: "not an object",
	} {
		if _, err := httpapi.ReadTrusted([]byte(manifest)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", manifest, err, want)
		}
	}
}
