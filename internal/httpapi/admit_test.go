package httpapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

// TestInFlight fills the places, then the queue: who comes then is told to come later at once, who waited too long after a
// while, and what is kept is answered all the same.
func TestInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &blocked{let: make(chan struct{})}
		h := b.handlerOf(func(c *httpapi.Config) { c.InFlight, c.Queue, c.QueueTime = 2, 3, time.Second })
		var all sync.WaitGroup
		var mu sync.Mutex
		after := map[int][]time.Duration{}
		began := time.Now()
		ask := func(i int) {
			w := get(h, fmt.Sprintf("query Q%d{name}", i))
			mu.Lock()
			defer mu.Unlock()
			after[w.Code] = append(after[w.Code], time.Since(began))
			if w.Code != 200 && (w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "OVERLOADED") || !strings.Contains(w.Body.String(), "in-flight: 2 queries")) {
				t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
			}
		}
		answered := func(status int) []time.Duration {
			mu.Lock()
			defer mu.Unlock()
			return slices.Clone(after[status])
		}
		for i := range 6 {
			all.Go(func() { ask(i) })
			synctest.Wait()
		}
		if at := answered(503); len(at) != 1 || at[0] != 0 {
			t.Errorf("the sixth: 503 after %v, want at once", at)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if at := answered(503); len(at) != 4 || at[3] != time.Second {
			t.Errorf("the queue: 503 after %v, want a second", at)
		}
		close(b.let)
		all.Wait()
		if at := answered(200); len(at) != 2 {
			t.Errorf("those with a place: 200 after %v", at)
		}
	})
}

// TestRate sends requests of several clients, some through proxies, to a server that allows two at once and one a second.
func TestRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := config(nil)
		c.Rate, c.Burst, c.Proxies = 1, 2, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
		h := httpapi.New(c)
		ask := func(path, from string, forwarded ...string) int {
			r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
			r.RemoteAddr = from
			r.Header["X-Forwarded-For"] = forwarded
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code == 429 && (w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "rate: one client may ask 1 times a second, and 2 times at once")) {
				t.Errorf("429 %v %s", w.Header(), w.Body)
			}
			return w.Code
		}
		const query = "/graphql?query={name}"
		for i, tc := range []struct {
			path, from string
			forwarded  []string
			want       int
		}{
			{query, "192.0.2.1:1", nil, 200},
			{query, "192.0.2.1:2", nil, 200},
			{query, "192.0.2.1:3", nil, 429},
			{"/", "192.0.2.1:4", nil, 429},
			{"/healthz", "192.0.2.1:4", nil, 200},
			{query, "192.0.2.1:1", []string{"198.51.100.9"}, 429}, // not a proxy of ours: not believed
			{query, "192.0.2.2:1", nil, 200},
			{query, "10.0.0.1:1", []string{"192.0.2.3"}, 200},
			{query, "10.0.0.2:1", []string{"192.0.2.3"}, 200},
			{query, "10.0.0.1:1", []string{"192.0.2.3, 10.9.9.9"}, 429},
			{query, "10.0.0.1:1", []string{"192.0.2.4", "192.0.2.3"}, 429}, // the client wrote the first itself
			{query, "[::ffff:10.0.0.1]:1", []string{"192.0.2.3"}, 429},     // a proxy of ours, in IPv6
			{query, "10.0.0.1:1", []string{"nonsense, 10.0.0.7"}, 200},     // the last that can be read
			{query, "[2001:db8::1]:1", nil, 200},
			{query, "[2001:db8::2]:1", nil, 200},
			{query, "[2001:db8::3]:1", nil, 429}, // one network
			{query, "[2001:db8:0:1::1]:1", nil, 200},
		} {
			if got := ask(tc.path, tc.from, tc.forwarded...); got != tc.want {
				t.Errorf("%d: %s from %s for %q: %d, want %d", i, tc.path, tc.from, tc.forwarded, got, tc.want)
			}
		}
		time.Sleep(time.Second)
		if got := ask(query, "192.0.2.1:5"); got != 200 {
			t.Errorf("a second later: %d", got)
		}
		if text := scrape(t, h); !strings.Contains(text, `parcours_limits_total{limit="rate"} 7`) {
			t.Error("those above the rate are not counted as such")
		}
	})
}

// TestResolverPanic has a resolver panic: that request reads an error without its reason, and the next is answered.
func TestResolverPanic(t *testing.T) {
	t.Parallel()
	h := newHandler(nil)
	w := post(h, "query Panics{name}")
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), `"code":"INTERNAL"`) ||
		!strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := post(h, "{name}"); w.Code != 200 {
		t.Errorf("the next request: %d %s", w.Code, w.Body)
	}
}
