package httpapi_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

// TestWhole asks over one connection, all at once, for answers around the sizes of the buffers they go through, with their heads alone
// between them, and looks whether each arrives as it is and in its turn.
func TestWhole(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 1000, 2047, 2048, 2049, 3400, 3500, 3600, 4095, 4096, 4097, 10_000, 1 << 20} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			t.Parallel()
			c, _ := config(nil)
			c.DrainTime = 0
			c.SDL = strings.Repeat("sdl ", size/4) + strings.Repeat(".", size%4)
			h := httpapi.New(c)
			l := listen(t, "127.0.0.1:0")
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- h.Serve(ctx, l) }()
			conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			const schema, name = " /schema.graphql HTTP/1.1\r\nHost: x\r\n\r\n", " /graphql?query={name} HTTP/1.1\r\nHost: x\r\n\r\n"
			asked := []string{"GET" + schema, "HEAD" + schema, "GET" + name, "GET" + schema, "HEAD" + name, "GET" + schema}
			go func() { _, _ = io.WriteString(conn, strings.Join(asked, "")) }() // what it cannot write is missed below
			r := bufio.NewReader(conn)
			for i, request := range asked {
				method, target, _ := strings.Cut(request, " ")
				want := c.SDL
				if strings.HasPrefix(target, "/graphql") {
					want = `{"data":{"name":"x"}}`
				}
				res, err := http.ReadResponse(r, &http.Request{Method: method})
				if err != nil {
					t.Fatalf("answer %d: %v", i, err)
				}
				body, err := io.ReadAll(res.Body)
				res.Body.Close()
				if err != nil || res.ContentLength != int64(len(want)) || string(body) != want && method != http.MethodHead || method == http.MethodHead && len(body) > 0 {
					t.Errorf("answer %d: %d bytes of %d, want %d: %v", i, len(body), res.ContentLength, len(want), err)
				}
			}
			conn.Close()
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

// TestWholeIsCut has clients leave before a long answer has arrived: no part of it may reach the next client.
func TestWholeIsCut(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	c.DrainTime = 0
	c.SDL = strings.Repeat("sdl ", 1<<20)
	h := httpapi.New(c)
	l := listen(t, "127.0.0.1:0")
	go func() { _ = h.Serve(t.Context(), l) }() // until the test ends
	for range 50 {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, "GET /schema.graphql HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(conn, make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
		conn.Close()
		res, err := http.Get("http://" + l.Addr().String() + "/graphql?query={name}")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || string(body) != `{"data":{"name":"x"}}` {
			t.Fatalf("%q, %v", body, err)
		}
	}
}
