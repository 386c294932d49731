package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestFleetBehindNginx has nginx spread requests over two replicas, of which one after the other is told to stop every two
// seconds, drains and starts again. No request fails. The throughput of one and of two replicas is logged with what it
// costs; on a machine with two processors, which the clients and nginx use as well, the second replica is not expected to
// double it.
func TestFleetBehindNginx(t *testing.T) {
	program(t, "nginx")
	file := filepath.Join(t.TempDir(), "catalogue.db")
	parcours(t, "build", "--content", edition(t, 1), "-o", file)
	var replicas []*replica
	for range 2 {
		p := &replica{address: freeAddress(t)}
		p.process = start(t, "parcours", "serve", "--catalogue", file, "--addr", p.address, "--drain-time", "300ms", "--max-connections", "1024")
		replicas = append(replicas, p)
	}
	for _, p := range replicas {
		until(t, "a replica", func() bool { return p.serves(1) })
	}
	both, one := nginx(t, replicas...), nginx(t, replicas[0])
	seen := &editions{of: map[string]string{}}

	for n, address := range []string{one, both} {
		before := cpu(t, replicas)
		l := loading(t, seen, 8, address)
		time.Sleep(3 * time.Second)
		l.end()
		l.none()
		answered := l.answered.Load()
		t.Logf("%d replicas behind nginx: %d requests/s, %v of a processor each", n+1, answered/3,
			((cpu(t, replicas) - before) / time.Duration(max(answered, 1))).Round(time.Microsecond))
	}

	l := loading(t, seen, 8, both)
	var stopped atomic.Int64
	for i := range 6 {
		time.Sleep(2 * time.Second)
		p := replicas[i%2]
		p.stop(syscall.SIGTERM)
		stopped.Add(1)
		p.start()
		until(t, "the replica again", func() bool { return p.serves(1) })
	}
	l.end()
	l.none()
	t.Logf("%d requests were answered while %d replicas were stopped and started", l.answered.Load(), stopped.Load())
}

// nginx starts nginx in front of some replicas and returns its address. A replica that is drained answers /readyz with 503
// and closes its connections: what it did not answer is asked of another, since every request may be repeated.
func nginx(t *testing.T, replicas ...*replica) string {
	t.Helper()
	dir, address := t.TempDir(), freeAddress(t)
	var servers strings.Builder
	for _, p := range replicas {
		fmt.Fprintf(&servers, "    server %s max_fails=0;\n", p.address)
	}
	config := fmt.Sprintf(`daemon off;
worker_processes 1;
pid %[1]s/pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path %[1]s/body;
  proxy_temp_path %[1]s/proxy;
  fastcgi_temp_path %[1]s/fastcgi;
  uwsgi_temp_path %[1]s/uwsgi;
  scgi_temp_path %[1]s/scgi;
  upstream parcours {
%[3]s    keepalive 32;
  }
  server {
    listen %[2]s;
    location / {
      proxy_pass http://parcours;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_next_upstream error timeout http_503 non_idempotent;
    }
  }
}
`, dir, address, servers.String())
	if err := os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, "nginx", "-p", dir, "-c", filepath.Join(dir, "nginx.conf"))
	until(t, "nginx", func() bool { status, _ := fetch(address + "/readyz"); return status == 200 })
	return address
}

// cpu returns the processor time that replicas have taken since they started.
func cpu(t *testing.T, replicas []*replica) time.Duration {
	t.Helper()
	var sum time.Duration
	for _, p := range replicas {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		var user, system int64
		fields := strings.Fields(string(text[strings.LastIndex(string(text), ")")+1:]))
		if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
			t.Fatal(err)
		}
		const tick = time.Second / 100
		sum += time.Duration(user+system) * tick
	}
	return sum
}
