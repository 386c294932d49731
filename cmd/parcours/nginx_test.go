package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// shared is the configuration of a shared cache, as an operator writes it: nothing in it is about us but the address.
const shared = `daemon off; master_process off; pid %[1]s/pid; error_log stderr crit; worker_rlimit_nofile 1024;
events { worker_connections 256; }
http {
	access_log off;
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
	proxy_cache_path %[1]s/cache keys_zone=shared:1m;
	server {
		listen %[2]s;
		location / {
			proxy_pass http://%[3]s;
			proxy_cache shared;
			proxy_cache_revalidate on;
			add_header X-Cache $upstream_cache_status always;
		}
	}
}`

// upstream notes the requests that reach a handler, and how they are answered.
type upstream struct {
	http.Handler
	mu      sync.Mutex
	reached []string
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kept := &statusOnly{ResponseWriter: w}
	u.Handler.ServeHTTP(kept, r)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.reached = append(u.reached, fmt.Sprint(r.Method, " ", kept.status, map[bool]string{true: " conditional"}[r.Header.Get("If-None-Match") != ""]))
}

// since returns what has reached the handler since it was asked last.
func (u *upstream) since() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	reached := strings.Join(u.reached, ", ")
	u.reached = nil
	return reached
}

type statusOnly struct {
	http.ResponseWriter
	status int
}

func (s *statusOnly) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// TestNginx puts nginx's cache in front, which knows nothing but our headers, and looks at what still reaches us. Without
// nginx it is skipped, or fails where PARCOURS_NGINX is required.
func TestNginx(t *testing.T) {
	nginx, err := exec.LookPath("nginx")
	if err != nil && os.Getenv("PARCOURS_NGINX") == "required" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip(err)
	}
	log := slog.New(slog.DiscardHandler)
	flags := serving(t, "--fresh", "1s", "--stale", "0s")
	now := &current{log: log, keep: flags.Caches.Answers}
	t.Cleanup(func() {
		if err := now.close(); err != nil {
			t.Error(err)
		}
	})
	serve := func(n int) {
		l, err := load(t.Context(), writeContent(t, n), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		now.serve(t.Context(), l)
	}
	serve(1)
	h, err := flags.handler(now, log)
	if err != nil {
		t.Fatal(err)
	}
	us := &upstream{Handler: h}
	behind := httptest.NewServer(us)
	t.Cleanup(behind.Close)
	front := startNginx(t, nginx, strings.TrimPrefix(behind.URL, "http://"))
	us.since()

	// ask returns how nginx came by its answer, what reached us for it, and the answer.
	ask := func(method, query string, headers ...string) (from, reached string, answer string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, "http://"+front+"/graphql?query="+url.QueryEscape(query), http.NoBody)
		if method == http.MethodPost {
			r, err = http.NewRequestWithContext(t.Context(), method, "http://"+front+"/graphql", strings.NewReader(withVariables(query, nil)))
		}
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.Header.Get("X-Cache"), us.since(), string(body)
	}

	// Each kind of answer is asked for till nginx has it, since a second may end in between.
	const query = "{steps{title}}"
	for _, tc := range []struct {
		headers []string
		want    string
	}{
		{[]string{"Accept-Language", "fr"}, "Étape 1"},
		{[]string{"Accept-Language", "en"}, "Step 1"},
		{[]string{"Accept-Language", "fr", "Accept", "application/graphql-response+json"}, "Étape 1"},
		{[]string{"Accept-Language", "fr", "Accept-Encoding", "identity"}, "Étape 1"},
	} {
		if from, reached, answer := ask(http.MethodGet, query, tc.headers...); from != "MISS" || reached != "GET 200" || !strings.Contains(answer, tc.want) {
			t.Errorf("%q, asked first: %s, %q reached us: %s", tc.headers, from, reached, answer)
		}
		for try := 0; ; try++ {
			from, reached, answer := ask(http.MethodGet, query, tc.headers...)
			if from == "HIT" && reached == "" && strings.Contains(answer, tc.want) {
				break
			}
			if try == 10 {
				t.Fatalf("%q, asked again: %s, %q reached us: %s", tc.headers, from, reached, answer)
			}
		}
	}
	// Once it is no longer fresh, nginx asks us whether it is still right, which costs us no computation and no body.
	late := func(want, reached, text string) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			from, came, answer := ask(http.MethodGet, query, "Accept-Language", "fr")
			if from == "HIT" && time.Now().Before(deadline) {
				continue
			}
			if from != want || came != reached || !strings.Contains(answer, text) {
				t.Errorf("no longer fresh: %s, %q reached us: %s, want %s and %q with %s", from, came, answer, want, reached, text)
			}
			return
		}
	}
	late("REVALIDATED", "GET 304 conditional", "Étape 1")
	serve(2)
	late("EXPIRED", "GET 200 conditional", "Étape 2")
	// What nobody may keep reaches us each time.
	for _, tc := range []struct{ method, query, want, reached string }{
		{http.MethodPost, "{learningPath(profile:{roles:[],completed:[]}){fingerprint}}", `"data"`, "POST 200"},
		{http.MethodGet, `{assessment(input:{answers:[{question:"x",value:NO}]}){explanation}}`, "PRIVATE_DATA_IN_URL", "GET 405"},
		{http.MethodGet, "{nope}", "GRAPHQL_VALIDATION_FAILED", "GET 200"},
		{http.MethodGet, "{", "GRAPHQL_PARSE_FAILED", "GET 200"},
	} {
		for range 2 {
			if from, reached, answer := ask(tc.method, tc.query); from == "HIT" || reached != tc.reached || !strings.Contains(answer, tc.want) {
				t.Errorf("%s %s: %s, %q reached us: %s", tc.method, tc.query, from, reached, answer)
			}
		}
	}
}

// startNginx starts nginx in front of an address and returns its own.
func startNginx(t *testing.T, nginx, behind string) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	front := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	config := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(config, []byte(fmt.Sprintf(shared, dir, front, behind)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(nginx, "-p", dir, "-c", config)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	for try := 0; ; try++ {
		res, err := http.Get("http://" + front + "/healthz")
		if err == nil {
			res.Body.Close()
			return front
		}
		if try == 200 {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
