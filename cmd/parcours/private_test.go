package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestAnswersStayPrivate sends what a team says about itself in every way it could be sent: rightly, wrongly, by POST and
// in a URL. Nothing of it stands in the log, in a header of an answer or in what anyone is answered afterwards.
func TestAnswersStayPrivate(t *testing.T) {
	l, err := load(t.Context(), nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	log := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	now := &current{log: log}
	now.serve(t.Context(), l)
	defer now.close()
	h, err := serving(t).handler(now, log)
	if err != nil {
		t.Fatal(err)
	}

	secrets := []string{"containers", "stateless", "NOT_APPLICABLE", "ministry", "cloud-pi\"", "mode-produit", "2026-01-31", "zanzibar"}
	said := `{answers:[{question:"containers",value:NOT_APPLICABLE,answeredOn:"2026-01-31"},{question:"stateless",value:NO}]}`
	inVariables := map[string]any{
		"i": map[string]any{"answers": []any{map[string]any{"question": "containers", "value": "NOT_APPLICABLE", "answeredOn": "2026-01-31"}}},
		"f": map[string]any{"facts": []any{map[string]any{"fact": "organisation", "value": "ministry"}}},
		"p": map[string]any{"roles": []any{}, "completed": []any{"mode-produit"}},
	}
	requests := []struct {
		query     string
		variables map[string]any
		mistaken  bool
	}{
		{`{assessment(input:` + said + `){explanation}}`, nil, false},
		{`{nextQuestions(input:` + said + `){question{slug}}}`, nil, false},
		{`{learningPath(profile:{roles:[],completed:["mode-produit"],answers:[{question:"stateless",value:NO}]}){fingerprint}}`, nil, false},
		{`{eligibility(input:{facts:[{fact:"organisation",value:"ministry"},{fact:"goal",value:"cloud-pi"}]}){rule{slug}}}`, nil, false},
		{
			`query Told($i:AssessmentInput!,$f:EligibilityInput!,$p:ProfileInput!){assessment(input:$i){explanation} eligibility(input:$f){missing{fact{slug}}} learningPath(profile:$p){fingerprint}}`,
			inVariables, false,
		},
		{`{assessment(input:{answers:[{question:"zanzibar",value:NO}]}){explanation}}`, nil, true},
		{`{assessment(input:{answers:[{question:"stateless",value:ZANZIBAR}]}){explanation}}`, nil, true},
		{`{eligibility(input:{facts:[{fact:"zanzibar",value:"ministry"}]}){rule{slug}}}`, nil, true},
		{`query($i:AssessmentInput!){assessment(input:$i){explanation}}`, map[string]any{"i": map[string]any{"answers": "zanzibar"}}, true},
		{`{assessment(input:{answers:[{question:"containers"`, nil, true},
	}
	page := func(path string) string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Body.String()
	}
	home := page("/")
	for _, r := range requests {
		body, err := json.Marshal(map[string]any{"query": r.query, "variables": r.variables})
		if err != nil {
			t.Fatal(err)
		}
		w := ask(t, h, "en", string(body))
		if failed := strings.Contains(w.Body.String(), `"errors"`); failed != r.mistaken {
			t.Errorf("POST %s: %s", r.query, w.Body)
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("POST %s: Cache-Control %q", r.query, w.Header().Get("Cache-Control"))
		}
		quiet(t, "headers of POST "+r.query, headers(w.Header()), secrets)

		variables, err := json.Marshal(r.variables)
		if err != nil {
			t.Fatal(err)
		}
		u := url.URL{Path: "/graphql", RawQuery: url.Values{"query": {r.query}, "variables": {string(variables)}}.Encode()}
		w = httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, u.String(), nil))
		if !r.mistaken && (w.Code != http.StatusMethodNotAllowed || !strings.Contains(w.Body.String(), "PRIVATE_DATA_IN_URL")) {
			t.Errorf("GET %s: %d %s", r.query, w.Code, w.Body)
		}
		if cache := w.Header().Get("Cache-Control"); cache != "no-store" {
			t.Errorf("GET %s: Cache-Control %q", r.query, cache)
		}
		quiet(t, "headers of GET "+r.query, headers(w.Header()), secrets)
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		quiet(t, path, page(path), secrets)
	}
	if page("/") != home {
		t.Error("the first page is another one after what was told")
	}
	if lines := strings.Count(logged.String(), "\n"); lines < 2*len(requests) {
		t.Errorf("%d lines are logged of %d requests", lines, 2*len(requests))
	}
	quiet(t, "the log", logged.String(), secrets)
}

func headers(h http.Header) string {
	var b strings.Builder
	_ = h.Write(&b) // to memory
	return b.String()
}

// quiet fails if what was told stands in a text.
func quiet(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	for _, s := range secrets {
		if strings.Contains(strings.ToLower(text), strings.ToLower(s)) {
			t.Errorf("%s holds %q:\n%s", where, s, text)
		}
	}
}
