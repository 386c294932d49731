package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/fixture"
	"github.com/cloud-pi-native/parcours/internal/store"
)

// generateLoad is a client in a process of its own, whose work is not counted as the server's. It reads lines of an address, a number
// and a request in base64, sends the request so often on four connections, and prints how many nanoseconds that took.
func generateLoad() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var addr, coded string
		var n int
		if _, err := fmt.Sscan(lines.Text(), &addr, &n, &coded); err != nil {
			fmt.Println(err)
			return
		}
		request, err := base64.StdEncoding.DecodeString(coded)
		if err != nil {
			fmt.Println(err)
			return
		}
		const connections = 4
		failed := make(chan error, connections)
		var ready, all sync.WaitGroup
		ready.Add(connections)
		begin := make(chan struct{})
		for range connections {
			all.Go(func() { failed <- repeat(addr, request, n/connections, ready.Done, begin) })
		}
		ready.Wait()
		began := time.Now()
		close(begin)
		all.Wait()
		took := time.Since(began)
		for range connections {
			if err := <-failed; err != nil {
				fmt.Println(err)
				return
			}
		}
		fmt.Println(took.Nanoseconds())
	}
}

// repeat sends a request n times, one after the other, on one connection, once begin is closed.
func repeat(addr string, request []byte, n int, ready func(), begin <-chan struct{}) error {
	conn, err := net.Dial("tcp", addr)
	ready()
	if err != nil {
		return err
	}
	defer conn.Close()
	<-begin
	r := bufio.NewReaderSize(conn, 64<<10)
	for range n {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		length := 0
		for {
			line, err := r.ReadSlice('\n')
			if err != nil {
				return err
			}
			if text, ok := strings.CutPrefix(string(line), "Content-Length: "); ok {
				_, _ = fmt.Sscan(text, &length)
			}
			if len(line) == 2 {
				break
			}
		}
		if _, err := r.Discard(length); err != nil {
			return err
		}
	}
	return nil
}

// loader drives a process that runs [generateLoad].
type loader struct {
	in  io.Writer
	out *bufio.Scanner
}

func startLoad(b *testing.B) loader {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), self)
	cmd.Args = []string{"load"}
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		_ = cmd.Wait()
	})
	return loader{in, bufio.NewScanner(out)}
}

// ask has a request sent n times and returns how long it took.
func (l loader) ask(b *testing.B, addr string, n int, request string) time.Duration {
	b.Helper()
	fmt.Fprintf(l.in, "%s %d %s\n", addr, n, base64.StdEncoding.EncodeToString([]byte(request)))
	if !l.out.Scan() {
		b.Fatal("the client ended")
	}
	took, err := time.ParseDuration(l.out.Text() + "ns")
	if err != nil {
		b.Fatal(l.out.Text())
	}
	return took
}

// invented returns a catalogue of n invented resources.
func invented(tb testing.TB, n int) loaded {
	tb.Helper()
	d := fixture.Draft(n)
	c, problems := catalog.New(d)
	if c == nil {
		tb.Fatal(problems)
	}
	file := filepath.Join(tb.TempDir(), "catalogue.sqlite")
	if err := store.Build(tb.Context(), file, c, d); err != nil {
		tb.Fatal(err)
	}
	l, err := openFile(tb.Context(), file)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// processor returns how long this process has kept processors busy.
func processor() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage) // cannot fail
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

const wholePath = `query WholePath { learningPath(profile: {roles: ["technical"], from: "1"}) { fingerprint stages { step { number title } objectives { text }
	items { state resource { title url minutes } reasons { kind } } } leftOut { resource { title } causes } next { resource { title url } } duration { knownMinutes known unknown } } }`

// BenchmarkWire answers the whole-path query from what is kept, with 304 and anew, and has a plain handler write the same
// bytes, headers included, in turns, each to a client in another process. It reports the ratios to the plain handler: of
// requests a second, and of processor time. All are served with the same timeouts, and ours logs.
func BenchmarkWire(b *testing.B) {
	for name, catalogue := range map[string]func() loaded{
		"embedded": func() loaded {
			l, err := load(b.Context(), nil, io.Discard)
			if err != nil {
				b.Fatal(err)
			}
			return l
		},
		"10000": func() loaded { return invented(b, 10_000) },
	} {
		b.Run(name, func(b *testing.B) {
			log := slog.New(slog.NewTextHandler(struct{ io.Writer }{io.Discard}, nil))  // lines are made, as they are for a file
			serve := serving(b, "--max-time", "1m", "--max-answer-bytes", "1000000000") // to see what 10,000 cost
			kept, anew := &current{log: log, keep: serve.Caches.Answers}, &current{log: log}
			l := catalogue()
			kept.serve(b.Context(), l)
			anew.serve(b.Context(), l)
			defer kept.close() // which closes it for both
			get := func(headers string) string {
				return "GET /graphql?query=" + url.QueryEscape(wholePath) + " HTTP/1.1\r\nHost: parcours.example\r\nAccept: application/json\r\n" + headers + "\r\n"
			}
			h, err := serve.handler(kept, log)
			if err != nil {
				b.Fatal(err)
			}
			uncached, err := serve.handler(anew, log)
			if err != nil {
				b.Fatal(err)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/graphql?query="+url.QueryEscape(wholePath), http.NoBody))
			body := w.Body.Bytes()
			if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), `{"data":{"learningPath":{"`) {
				b.Fatalf("%d %.300s", w.Code, body)
			}
			header := w.Header()
			plain := &http.Server{
				ReadHeaderTimeout: serve.Server.HeaderTime, ReadTimeout: serve.Server.ReadTime, WriteTimeout: serve.Server.WriteTime, IdleTimeout: serve.Server.IdleTime,
				Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					maps.Copy(w.Header(), header)
					_, _ = w.Write(body)
				}),
			}
			ways := []struct {
				name    string
				addr    string
				request string
				n       int
				took    time.Duration
				worked  time.Duration
			}{
				{name: "plain", addr: listening(b, plain.Serve), request: get(""), n: 2000},
				{name: "cached", addr: listening(b, func(l net.Listener) error { return h.Serve(b.Context(), l) }), request: get(""), n: 2000},
				{name: "304", request: get("If-None-Match: " + w.Header().Get("ETag") + "\r\n"), n: 2000},
				{name: "uncached", addr: listening(b, func(l net.Listener) error { return uncached.Serve(b.Context(), l) }), request: get(""), n: 100},
			}
			ways[2].addr = ways[1].addr
			client := startLoad(b)
			rounds := 0
			for b.Loop() {
				rounds++
				for i := range ways {
					way := &ways[i]
					before := processor()
					way.took += client.ask(b, way.addr, way.n, way.request)
					way.worked += processor() - before
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(len(body)), "bytes")
			each := func(d time.Duration, n int) float64 { return float64(d.Nanoseconds()) / float64(n*rounds) / 1000 }
			b.ReportMetric(each(ways[0].worked, ways[0].n), "plain-cpu-µs")
			for _, way := range ways[1:] {
				b.ReportMetric(each(ways[0].took, ways[0].n)/each(way.took, way.n), way.name+"-rps/plain")
				b.ReportMetric(each(way.worked, way.n)/each(ways[0].worked, ways[0].n), way.name+"-cpu/plain")
			}
		})
	}
}

// listening serves on an address of its own, which it returns.
func listening(b *testing.B, serve func(net.Listener) error) string {
	b.Helper()
	l, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = serve(l) }() // until the benchmark ends
	return l.Addr().String()
}

// BenchmarkSearchWire asks for the first page of searches and filtered lists of 100,000 resources, totals and facets included, 100 times a
// second over HTTP, each anew, and says how long half of them took and how long all but one in a hundred.
func BenchmarkSearchWire(b *testing.B) {
	log := slog.New(slog.NewTextHandler(struct{ io.Writer }{io.Discard}, nil))
	anew := &current{log: log}
	anew.serve(b.Context(), invented(b, 100_000))
	defer anew.close()
	h, err := serving(b).handler(anew, log)
	if err != nil {
		b.Fatal(err)
	}
	server := listening(b, func(l net.Listener) error { return h.Serve(b.Context(), l) }) + "/graphql?query="
	for name, arguments := range map[string]string{
		"one common word": `search: "kubernetes"`, "one letter": `search: "c"`, "a rare word": `search: "étiquette"`, "two common words": `search: "kubernetes sécurité"`,
		"a common and a rare word": `search: "kubernetes chiffrement"`, "a common word, filtered": `search: "cloud", filter: {steps: ["3"], roles: ["technical"]}`,
		"filtered": `filter: {steps: ["3"], roles: ["technical"], languages: ["fr"]}`, "by title": `orderBy: TITLE`,
	} {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			target := server + url.QueryEscape("{ resources(first: 20, "+arguments+") { totalCount facets { kinds { value count } topics { value count } } edges { node { title url } } } }")
			took := make([]time.Duration, b.N)
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			var asked sync.WaitGroup
			for i := range took {
				due := <-tick.C
				asked.Go(func() {
					status, body := fetch(target)
					if took[i] = time.Since(due); !strings.HasPrefix(body, `{"data":{"resources":{"totalCount":`) {
						b.Errorf("%d %.300s", status, body)
					}
				})
			}
			asked.Wait()
			slices.Sort(took)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(took[b.N/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[b.N*99/100].Microseconds()), "p99-µs")
		})
	}
}
