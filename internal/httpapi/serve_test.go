package httpapi_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

func listen(t *testing.T, addr string) net.Listener {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// taking notes which clients' connections it has taken.
type taking struct {
	net.Listener
	taken *sync.Map
}

func (l taking) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		l.taken.Store(c.RemoteAddr().String(), true)
	}
	return c, err
}

// TestNothingLost keeps clients asking while a server stops and another starts on the same port, again and again. Every
// connection that was taken is answered. Who finds nobody listening, or is cut before he was taken, tries again.
func TestNothingLost(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	c.DrainTime = 250 * time.Millisecond
	l := listen(t, "127.0.0.1:0")
	addr := l.Addr().String()
	var done atomic.Bool
	var all sync.WaitGroup
	var taken sync.Map
	var answered, retried, lost atomic.Int64
	for i := range 8 {
		all.Go(func() {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: i%2 == 0}, Timeout: 10 * time.Second}
			for !done.Load() {
				var local string
				ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
					GotConn: func(info httptrace.GotConnInfo) { local = info.Conn.LocalAddr().String() },
				})
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/graphql", strings.NewReader(`{"query":"{name}"}`))
				if err != nil {
					t.Error(err)
					return
				}
				r.GetBody = nil // nothing is sent twice
				r.Header.Set("Content-Type", "application/json")
				res, err := client.Do(r)
				var body []byte
				if err == nil {
					body, err = io.ReadAll(res.Body)
					res.Body.Close()
				}
				if err == nil && res.StatusCode == http.StatusOK && string(body) == `{"data":{"name":"x"}}` {
					answered.Add(1)
					if res.Close || i%2 == 0 {
						taken.Delete(local) // the port may come again
					}
				} else if _, was := taken.Load(local); was || err == nil {
					lost.Add(1)
					t.Errorf("lost: %v %s", err, body)
				} else {
					retried.Add(1)
				}
			}
		})
	}
	for range 5 {
		before := answered.Load()
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- httpapi.New(c).Serve(ctx, taking{l, &taken}) }()
		for answered.Load() < before+200 && lost.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		l = listen(t, addr)
	}
	done.Store(true)
	ctx, stop := context.WithCancel(t.Context())
	go func() { all.Wait(); stop() }()
	if err := httpapi.New(c).Serve(ctx, l); err != nil {
		t.Error(err)
	}
	t.Logf("%d answered, %d tried again, %d lost", answered.Load(), retried.Load(), lost.Load())
}

// TestReadiness looks at /readyz before and while a server drains, and at how it lets go of its clients.
func TestReadiness(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	c.DrainTime = 300 * time.Millisecond
	h := httpapi.New(c)
	l := listen(t, "127.0.0.1:0")
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- h.Serve(ctx, l) }()
	ask := func(path string) (int, bool) {
		res, err := http.Get("http://" + l.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode, res.Close
	}
	if status, closing := ask("/readyz"); status != 200 || closing {
		t.Errorf("before: %d, closing %v", status, closing)
	}
	stop()
	for status, _ := ask("/readyz"); status != 503; status, _ = ask("/readyz") {
		time.Sleep(time.Millisecond)
	}
	if status, closing := ask("/graphql?query={name}"); status != 200 || !closing {
		t.Errorf("while it drains: %d, closing %v, want 200 and closing", status, closing)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// TestConnections opens more connections than the limit: those above are told so at once, and places become free again.
func TestConnections(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	c.Connections, c.DrainTime = 8, 0
	l := listen(t, "127.0.0.1:0")
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	h := httpapi.New(c)
	go func() { served <- h.Serve(ctx, l) }()
	ask := func(conn net.Conn) string {
		_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
		fmt.Fprint(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
		head := make([]byte, 12)
		_, err := io.ReadFull(conn, head)
		if err != nil {
			return err.Error()
		}
		return string(head)
	}
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	var open []net.Conn
	for range 6 {
		conn := dial()
		open = append(open, conn)
		if got := ask(conn); got != "HTTP/1.1 200" {
			t.Errorf("within the limit: %s", got)
		}
	}
	open = append(open, dial(), dial()) // silent
	above := dial()
	head := make([]byte, 12)
	_ = above.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.ReadFull(above, head); err != nil || string(head) != "HTTP/1.1 503" {
		t.Errorf("above the limit: %s %v", head, err)
	}
	if text := scrape(t, h); !strings.Contains(text, `parcours_limits_total{limit="connections"} 1`) {
		t.Error("the connection above the limit is not counted")
	}
	for _, conn := range open {
		conn.Close()
	}
	for got := ""; got != "HTTP/1.1 200"; {
		conn := dial()
		got = ask(conn)
		conn.Close()
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// TestHeaderBytes sends headers as long as they may be, and longer ones.
func TestHeaderBytes(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	c.DrainTime = 0
	l := listen(t, "127.0.0.1:0")
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- httpapi.New(c).Serve(ctx, l) }()
	const around = 4 << 10 // net/http counts in whole buffers
	for length, want := range map[int]int{c.Header - 256: 200, c.Header + around: 431} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.Addr().String()+"/healthz", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Long", strings.Repeat("x", length))
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("a header of %d bytes: %d, want %d", length, res.StatusCode, want)
		}
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// TestTimes has clients that send no headers, no body, nothing after their answer, and who read no answer: each is cut off
// once its time is over.
func TestTimes(t *testing.T) {
	t.Parallel()
	const short, long = 50 * time.Millisecond, time.Hour
	for name, tc := range map[string]struct {
		set  func(*httpapi.Config)
		send string
	}{
		"headers": {func(c *httpapi.Config) { c.HeaderTime = short }, "POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: "},
		"body":    {func(c *httpapi.Config) { c.ReadTime = short }, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"},
		"idle":    {func(c *httpapi.Config) { c.IdleTime = short }, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"},
		"write":   {func(c *httpapi.Config) { c.WriteTime = short }, strings.Repeat("GET /long HTTP/1.1\r\nHost: x\r\n\r\n", 100)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := config(nil)
			c.HeaderTime, c.ReadTime, c.WriteTime, c.IdleTime, c.DrainTime = long, long, long, long, 0
			left := make(chan struct{})
			c.Pages = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if _, err := w.Write(make([]byte, 8<<20)); err != nil {
					close(left)
				}
			})
			tc.set(&c)
			l := listen(t, "127.0.0.1:0")
			ctx, stop := context.WithCancel(t.Context())
			served := make(chan error, 1)
			go func() { served <- httpapi.New(c).Serve(ctx, l) }()
			conn, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprint(conn, tc.send)
			if name == "write" {
				<-left
			}
			if _, err := io.Copy(io.Discard, conn); err != nil && name != "write" { // till the server closes
				t.Error(err)
			}
			stop()
			if err := <-served; err != nil {
				t.Error(err)
			}
		})
	}
}
