package main

import (
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
