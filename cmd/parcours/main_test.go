package main

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/cloud-pi-native/parcours/internal/registry/registrytest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"parcours": main, "load": generateLoad})
}

// TestScripts runs the binary's behaviours, one a file. Besides the usual commands, `ready` waits until a server in the
// background answers at $ADDR, and `terminate` sends SIGTERM to what runs in the background. At $REGISTRY is
// an empty registry.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(e *testscript.Env) error {
			for _, name := range []string{"ADDR", "ADMIN"} {
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					return err
				}
				e.Setenv(name, l.Addr().String())
				defer l.Close() //nolint:gocritic // two, and the second must be another
			}
			registry := httptest.NewServer(new(registrytest.Registry))
			e.Defer(registry.Close)
			e.Setenv("REGISTRY", strings.TrimPrefix(registry.URL, "http://"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"http": scriptHTTP,
			"ready": func(ts *testscript.TestScript, _ bool, _ []string) {
				for deadline := time.Now().Add(30 * time.Second); ; runtime.Gosched() {
					response, err := http.Get("http://" + ts.Getenv("ADDR") + "/readyz")
					if err == nil {
						response.Body.Close()
						if response.StatusCode == http.StatusOK {
							return
						}
					}
					if time.Now().After(deadline) {
						ts.Fatalf("not ready: %v", err)
					}
				}
			},
			"terminate": func(ts *testscript.TestScript, _ bool, _ []string) {
				for _, c := range ts.BackgroundCmds() {
					ts.Check(c.Process.Signal(syscall.SIGTERM))
				}
			},
		},
	})
}

// serving returns the command serve with these flags.
func serving(tb testing.TB, flags ...string) serveCmd {
	tb.Helper()
	var c cli
	if _, err := kong.Must(&c, kong.Name("parcours")).Parse(append([]string{"serve"}, flags...)); err != nil {
		tb.Fatal(err)
	}
	return c.Serve
}

// embedded returns the handler of the catalogue in the binary, served with these flags.
func embedded(tb testing.TB, flags ...string) http.Handler {
	tb.Helper()
	l, err := load(tb.Context(), nil, io.Discard)
	if err != nil {
		tb.Fatal(err)
	}
	serve := serving(tb, flags...)
	now := &current{log: slog.New(slog.DiscardHandler), keep: share(serve.Caches.Answers)}
	now.serve(tb.Context(), l)
	tb.Cleanup(func() {
		if err := now.close(); err != nil {
			tb.Error(err)
		}
	})
	h, err := serve.handler(now, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatal(err)
	}
	return h
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
	r := httptest.NewRequest(http.MethodGet, "/graphql?lang=en&query={step(number:1){title}}", http.NoBody)
	r.Header.Set("Accept-Language", "fr")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if got := w.Header().Get("Content-Language"); got != "en" || !strings.Contains(w.Body.String(), "Qualify your need") {
		t.Errorf("?lang=en: Content-Language %q, %s", got, w.Body)
	}
	if vary := strings.Join(w.Header().Values("Vary"), ", "); !strings.Contains(vary, "Accept-Language") {
		t.Errorf("Vary %q", vary)
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
