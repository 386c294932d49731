package httpapi_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

// FuzzHTTP sends any method, query, headers (one a line) and body to the endpoint, which keeps and learns what it may: there
// is an answer, with a status that the endpoint has, and its body is empty or one JSON object with data or errors.
func FuzzHTTP(f *testing.F) {
	const js = "Content-Type: application/json"
	for _, seed := range []struct{ method, query, headers, body string }{
		{"GET", "query={name}", "", ""},
		{"GET", "query=query+Long{name}&lang=en", "Accept-Encoding: gzip\nIf-None-Match: \"a\", W/\"b\"", ""},
		{"GET", "query={name}&variables={\"a\":1}&operationName=A&extensions={}", "Accept: application/graphql-response+json;q=0.5, */*;q=0.1", ""},
		{"HEAD", "query=query+Wrong{name}", "Accept-Language: en-GB,fr;q=0.2", ""},
		{"POST", "", js, `{"query":"query Mine($s:String){name(of:$s)}","variables":{"s":"x"}}`},
		{"POST", "", js + ";charset=UTF-8\nAccept-Encoding: zstd", `{"query":"query Long{name}"}`},
		{"POST", "", js, `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + hashOf("{name}") + `"}}}`},
		{"POST", "", js, `{"query":"{name}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + hashOf("{name}") + `"}}}`},
		{"POST", "", js + "\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", `{"documentId":"x"}`},
		{"POST", "", "Content-Encoding: gzip\n" + js, "\x1f\x8b"},
		{"OPTIONS", "", "Origin: https://x.example\nAccess-Control-Request-Method: POST", ""},
		{"DELETE", "", "", ""},
	} {
		f.Add(seed.method, seed.query, seed.headers, seed.body)
	}
	c, _ := config(nil)
	var log bytes.Buffer
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	h := httpapi.New(c)
	statuses := []int{200, 204, 304, 400, 405, 406, 413, 415}
	f.Fuzz(func(t *testing.T, method, query, headers, body string) {
		log.Reset()
		for range 2 { // the second may be answered from what was kept
			r, err := http.NewRequestWithContext(t.Context(), method, "/graphql", strings.NewReader(body))
			if err != nil {
				return // no server gets such a request
			}
			r.URL.RawQuery = query
			for line := range strings.SplitSeq(headers, "\n") {
				name, value, _ := strings.Cut(line, ": ")
				r.Header.Add(name, value)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if strings.Contains(log.String(), "panic=secret") {
				return // of a resolver, as it was asked to
			}
			if strings.Contains(log.String(), "panicked") || !slices.Contains(statuses, w.Code) {
				t.Fatalf("status %d: %s\n%s", w.Code, w.Body, log.String())
			}
			if (w.Body.Len() == 0) != (w.Code == http.StatusNoContent || w.Code == http.StatusNotModified) {
				t.Errorf("%d with %d bytes", w.Code, w.Body.Len())
			}
			var answer map[string]json.RawMessage
			if w.Body.Len() > 0 && w.Header().Get("Content-Encoding") == "" {
				if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer["data"] == nil && answer["errors"] == nil {
					t.Errorf("%d %q: %v", w.Code, w.Body, err)
				}
			}
			public := strings.HasPrefix(w.Header().Get("Cache-Control"), "public")
			if public != (w.Header().Get("Etag") != "" && method != http.MethodPost) || public && answer["errors"] != nil {
				t.Errorf("%d %s: headers %v", w.Code, w.Body, w.Header())
			}
		}
	})
}
