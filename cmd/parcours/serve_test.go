package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestHandedOver stops and starts the binary on one socket under constant load: nobody is refused, cut or left waiting.
func TestHandedOver(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	socket, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "parcours")
	if err := os.Symlink(self, binary); err != nil {
		t.Fatal(err)
	}
	start := func() *exec.Cmd {
		cmd := exec.Command("sh", "-c", `LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve --drain-time 200ms`, binary)
		cmd.ExtraFiles = []*os.File{socket}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	var done atomic.Bool
	var all sync.WaitGroup
	var answered atomic.Int64
	for i := range 4 {
		all.Go(func() {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: i%2 == 0}, Timeout: 30 * time.Second}
			for n := 0; !done.Load(); n++ {
				body := fmt.Sprintf(`{"query":"{ steps { title } } # %d %d"}`, i, n)
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+addr+"/graphql", strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				r.GetBody = nil // nothing is sent twice
				r.Header.Set("Content-Type", "application/json")
				res, err := client.Do(r)
				if err != nil {
					t.Errorf("lost: %v", err)
					return
				}
				answer, err := io.ReadAll(res.Body)
				res.Body.Close()
				if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(string(answer), `{"data":{"steps":[`) {
					t.Errorf("lost: %d %s %v", res.StatusCode, answer, err)
					return
				}
				answered.Add(1)
			}
		})
	}
	for range 3 {
		cmd := start()
		for until := answered.Load() + 200; answered.Load() < until && !t.Failed(); {
			time.Sleep(time.Millisecond)
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	last := start()
	done.Store(true)
	all.Wait()
	_ = last.Process.Signal(syscall.SIGTERM)
	if err := last.Wait(); err != nil {
		t.Error(err)
	}
	t.Logf("%d answered by four processes", answered.Load())
}
