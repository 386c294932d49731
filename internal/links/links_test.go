package links

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// hostile is a server that behaves badly in the ways that its paths name.
func hostile(t *testing.T) (server *httptest.Server, asked *sync.Map) {
	t.Helper()
	asked = &sync.Map{}
	var busy, changes atomic.Int64
	stop := make(chan struct{})
	mux := http.NewServeMux()
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	mux.HandleFunc("/ok", status(200))
	mux.HandleFunc("/gone", status(410))
	mux.HandleFunc("/login", status(403))
	mux.HandleFunc("/fails", status(500))
	mux.HandleFunc("/no-head", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
	})
	mux.HandleFunc("/lies", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-stop:
		case <-r.Context().Done():
		}
	})
	redirect := func(to string, code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, code) }
	}
	mux.HandleFunc("/loop", redirect("/loop", 302))
	mux.HandleFunc("/moved", redirect("/moved-again", 301))
	mux.HandleFunc("/moved-again", redirect("/for-now", 308))
	mux.HandleFunc("/for-now", redirect("/ok", 302))
	mux.HandleFunc("/moved-away", redirect("/gone", 301))
	mux.HandleFunc("/script", redirect("javascript:alert(1)", 301))
	mux.HandleFunc("/busy", func(w http.ResponseWriter, _ *http.Request) {
		if busy.Add(1) <= 1 {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	mux.HandleFunc("/too-busy", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "86400")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	mux.HandleFunc("/changes", func(w http.ResponseWriter, _ *http.Request) {
		if changes.Add(1) > 2 {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := asked.LoadOrStore(r.URL.Path, new(atomic.Int64))
		n.(*atomic.Int64).Add(1)
		if r.UserAgent() != "parcours-test" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { close(stop); server.Close() })
	return server, asked
}

func tester() *Checker {
	return &Checker{
		Timeout: 500 * time.Millisecond, Concurrency: 8, Patience: time.Minute, AllowPrivate: true, Agent: "parcours-test",
		sleep: func(context.Context, time.Duration) error { return nil },
	}
}

// TestCheck asks a server that times out, loops, lies, changes and asks to be left alone.
func TestCheck(t *testing.T) {
	t.Parallel()
	server, asked := hostile(t)
	c := tester()
	type want struct {
		outcome Outcome
		holds   string // in the reason or the new address
	}
	wants := map[string]want{
		"/ok": {OK, ""}, "/gone": {Broken, "410 Gone"}, "/nothing": {Broken, "404"}, "/login": {Unsure, "403"}, "/fails": {Broken, "500"},
		"/no-head": {OK, ""}, "/lies": {Broken, "404"}, "/slow": {Broken, "no answer in time"}, "/loop": {Broken, "without an end"},
		"/moved": {Moved, server.URL + "/for-now"}, "/moved-again": {Moved, server.URL + "/for-now"}, "/for-now": {OK, ""},
		"/moved-away": {Broken, "410"}, "/script": {Broken, "not to http"}, "/busy": {OK, ""}, "/too-busy": {Unsure, "429"},
	}
	var all []Link
	for path := range wants {
		all = append(all, Link{URL: server.URL + path})
	}
	told := 0
	c.Progress = func(_, total int) { told++; _ = total }
	results, err := c.Check(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		path := strings.TrimPrefix(all[i].URL, server.URL)
		if w := wants[path]; r.URL != all[i].URL || r.Outcome != w.outcome || !strings.Contains(r.Reason+r.To, w.holds) || r.Checked.IsZero() {
			t.Errorf("%s: %+v, want %s with %q", path, r, w.outcome, w.holds)
		}
	}
	if told != len(all) {
		t.Errorf("progress was told %d times of %d", told, len(all))
	}
	if n, _ := asked.Load("/too-busy"); n.(*atomic.Int64).Load() != 2 { // HEAD and GET, neither again
		t.Errorf("asked %d times what wants a day of rest", n.(*atomic.Int64).Load())
	}
}

// TestCheckChanges asks twice what has gone in between.
func TestCheckChanges(t *testing.T) {
	t.Parallel()
	server, _ := hostile(t)
	for _, want := range []Outcome{OK, Broken} {
		results, err := tester().Check(t.Context(), []Link{{URL: server.URL + "/changes"}})
		if err != nil || results[0].Outcome != want {
			t.Errorf("%+v, %v, want %s", results, err, want)
		}
	}
}

// TestCheckPrivate lets nothing lead into a private network: no address, no name, no redirect.
func TestCheckPrivate(t *testing.T) {
	t.Parallel()
	server, asked := hostile(t)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	c := tester()
	c.AllowPrivate = false
	results, err := c.Check(t.Context(), []Link{
		{URL: server.URL + "/ok"},
		{URL: "http://localhost:" + port + "/ok"},
		{URL: "http://[::ffff:127.0.0.1]:" + port + "/ok"},
		{URL: "http://2130706433:" + port + "/ok"},
		{URL: server.URL + "/ok", Within: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		want := Broken
		if i == 4 {
			want = Skipped
		}
		if r.Outcome != want || i != 3 && !strings.Contains(r.Reason, "private network") {
			t.Errorf("%+v, want %s", r, want)
		}
	}
	asked.Range(func(path, _ any) bool { t.Errorf("%v was asked", path); return true })
	for address, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1": true, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "127.0.0.1": false,
		"169.254.169.254": false, "100.64.1.1": false, "0.0.0.0": false, "::1": false, "fe80::1": false, "fd00::1": false, "64:ff9b::a00:1": false,
		"224.0.0.1": false, "255.255.255.255": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("public(%s) = %t", address, got)
		}
	}
}

// TestCheckRedirectsToPrivate follows a redirect from a server that may be asked into a network that may not.
func TestCheckRedirectsToPrivate(t *testing.T) {
	t.Parallel()
	within, asked := hostile(t)
	without := httptest.NewServer(http.RedirectHandler(within.URL+"/ok", http.StatusMovedPermanently))
	defer without.Close()
	c := tester()
	c.AllowPrivate = false
	c.public = func(at netip.AddrPort) bool { return at.String() == strings.TrimPrefix(without.URL, "http://") }
	results, err := c.Check(t.Context(), []Link{{URL: without.URL}})
	if err != nil || results[0].Outcome != Broken || results[0].Reason != ErrPrivate.Error() {
		t.Errorf("%+v, %v, want broken", results, err)
	}
	asked.Range(func(path, _ any) bool { t.Errorf("%v was asked", path); return true })
}

// TestPace spaces the requests to one host, and lets a host rest that asks for it.
func TestPace(t *testing.T) {
	t.Parallel()
	server, _ := hostile(t)
	var mu sync.Mutex
	var waits []time.Duration
	c := tester()
	c.PerHost = time.Hour
	c.sleep = func(_ context.Context, d time.Duration) error {
		mu.Lock()
		defer mu.Unlock()
		waits = append(waits, d.Round(time.Hour))
		return nil
	}
	if _, err := c.Check(t.Context(), []Link{{URL: server.URL + "/ok"}, {URL: server.URL + "/gone"}}); err != nil {
		t.Fatal(err)
	}
	seen := map[time.Duration]bool{}
	for _, d := range waits {
		seen[d] = true
	}
	for hours := range 4 { // two links, HEAD and GET
		if len(waits) != 4 || !seen[time.Duration(hours)*time.Hour] {
			t.Errorf("waits %v, want 0 to 3 hours, each once", waits)
		}
	}
	waits, c.PerHost = nil, 0
	c.sleep = func(_ context.Context, d time.Duration) error {
		waits = append(waits, d.Round(time.Second))
		return nil
	}
	if _, err := c.Check(t.Context(), []Link{{URL: server.URL + "/busy"}}); err != nil {
		t.Fatal(err)
	}
	if len(waits) != 3 || waits[0] != 0 || waits[1] != 7*time.Second { // HEAD, HEAD again as asked, GET
		t.Errorf("waits %v, want 7 s before the second request of three", waits)
	}
}

// TestCheckStopped ends with its context.
func TestCheckStopped(t *testing.T) {
	t.Parallel()
	server, _ := hostile(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tester().Check(ctx, []Link{{URL: server.URL + "/ok"}}); err == nil {
		t.Error("no error")
	}
}
