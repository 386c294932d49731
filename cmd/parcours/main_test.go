package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"parcours": main})
}

// TestScripts runs the binary's behaviours, one a file.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", UpdateScripts: os.Getenv("UPDATE") != ""})
}

func embedded(tb testing.TB) http.Handler {
	tb.Helper()
	l, err := load("", io.Discard)
	if err != nil {
		tb.Fatal(err)
	}
	return handler(l, slog.New(slog.DiscardHandler))
}

func ask(tb testing.TB, h http.Handler, lang, body string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Language", lang)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestLanguageOfAnswers asks the same thing over HTTP in each language.
func TestLanguageOfAnswers(t *testing.T) {
	h := embedded(t)
	for lang, want := range map[string]string{
		"":          "Qualifier son besoin et analyser l'opportunité du cloud native",
		"fr":        "Qualifier son besoin et analyser l'opportunité du cloud native",
		"en":        "Qualify your need and assess the cloud native opportunity",
		"de, en-US": "Qualify your need and assess the cloud native opportunity",
	} {
		w := ask(t, h, lang, `{"query":"{ step(number: 1) { title } }"}`)
		if got := `{"data":{"step":{"title":"` + want + `"}}}`; strings.TrimSpace(w.Body.String()) != got {
			t.Errorf("Accept-Language %q: %s, want %s", lang, w.Body, got)
		}
	}
}

// TestErrorsForClients sends mistakes of clients and compares what they read.
func TestErrorsForClients(t *testing.T) {
	h := embedded(t)
	for query, want := range map[string][]string{
		`{ learningPath(profile: {roles: [\"technicl\"]}) { fingerprint } }`: {"BAD_USER_INPUT", "technicl", `\"technical\"`},
		`{ step { title } }`:                 {"BAD_USER_INPUT", "exactly one"},
		`{ resource(id: \"nope\") { url } }`: {`{"resource":null}`},
		`{ nope }`:                           {"GRAPHQL_VALIDATION_FAILED"},
	} {
		body := ask(t, h, "en", `{"query":"`+query+`"}`).Body.String()
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s: %s does not hold %s", query, body, w)
			}
		}
	}
}

// BenchmarkFirstAnswer measures all that comes between the start of the process and its first answered path.
func BenchmarkFirstAnswer(b *testing.B) {
	for b.Loop() {
		w := ask(b, embedded(b), "fr", `{"query":"{ learningPath(profile: {roles: [\"technical\"]}) { stages { step { number } items { resource { title url } reasons { kind } } } } }"}`)
		if !bytes.HasPrefix(w.Body.Bytes(), []byte(`{"data":{"learningPath"`)) {
			b.Fatal(w.Body)
		}
	}
}
