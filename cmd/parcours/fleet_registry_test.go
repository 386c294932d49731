package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// realRegistry is Debian's docker-registry on this machine.
type realRegistry struct {
	*process

	address string
	storage string
}

func newRegistry(t *testing.T, storage string) *realRegistry {
	t.Helper()
	name := program(t, "docker-registry")
	r := &realRegistry{address: freeAddress(t), storage: storage}
	config := filepath.Join(t.TempDir(), "config.yml")
	text := fmt.Sprintf("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: %s}\n", storage, r.address)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r.process = start(t, name, "serve", config)
	r.ready()
	return r
}

func (r *realRegistry) ready() {
	r.t.Helper()
	until(r.t, "the registry", func() bool { status, _ := fetch(r.address + "/v2/"); return status == http.StatusOK })
}

// largest returns the largest file of the registry that is not among those known: the catalogue published last.
func (r *realRegistry) largest(known map[string]bool) string {
	r.t.Helper()
	var found string
	var most int64
	err := filepath.WalkDir(r.storage, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || known[path] {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Size() > most {
			found, most = path, info.Size()
		}
		return err
	})
	if err != nil || found == "" {
		r.t.Fatal("no new file in the registry", err)
	}
	return found
}

func (r *realRegistry) files() map[string]bool {
	known := map[string]bool{}
	_ = filepath.WalkDir(r.storage, func(path string, _ fs.DirEntry, err error) error { known[path] = true; return err })
	return known
}

// replica is a server that follows the registry.
type replica struct {
	*process

	address, admin string
}

const poll = time.Second

func newReplica(t *testing.T, r *realRegistry, keys, cache string) *replica {
	t.Helper()
	p := &replica{address: freeAddress(t), admin: freeAddress(t)}
	p.process = start(t, "parcours", "serve", "--from", "oci://"+r.address+"/team/catalogue:stable", "--plain-http", "--key", keys+".pub",
		"--poll", poll.String(), "--cache", cache, "--addr", p.address, "--admin-addr", p.admin, "--drain-time", "100ms")
	return p
}

// serves reports whether a replica answers from an edition.
func (p *replica) serves(edition int) bool {
	_, body := fetch(p.address + "/graphql?query={catalog{title}}")
	return strings.Contains(body, fmt.Sprintf(`"Edition %d"`, edition))
}

// says reports whether /readyz says that the replica follows in a state.
func (p *replica) says(state string) bool {
	status, body := fetch(p.address + "/readyz")
	return status == http.StatusOK && strings.Contains(body, "following: "+state)
}

// memory returns the resident memory of a replica, in bytes.
func (p *replica) memory() float64 {
	p.t.Helper()
	_, body := fetch(p.admin + "/metrics")
	for line := range strings.Lines(body) {
		if value, ok := strings.CutPrefix(line, "process_resident_memory_bytes "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				p.t.Fatal(err)
			}
			return n
		}
	}
	p.t.Fatal("no memory among the metrics")
	return 0
}

// TestFleetFollows has three replicas follow a real registry under load: twenty publications, then a registry that is
// killed, started again, emptied, and that serves what was cut off, altered or is another thing. No request fails, no answer
// mixes two editions, and the last good one is served all the time.
func TestFleetFollows(t *testing.T) {
	registry := newRegistry(t, t.TempDir())
	keys := filepath.Join(t.TempDir(), "team")
	parcours(t, "keygen", keys)
	publish := func(to *realRegistry, n int) {
		t.Helper()
		parcours(t, "publish", "oci://"+to.address+"/team/catalogue:stable", "--plain-http", "--key", keys+".key", "--content", edition(t, n))
	}
	all := func(what string, holds func(*replica) bool, replicas ...*replica) {
		t.Helper()
		for _, p := range replicas {
			until(t, what, func() bool { return holds(p) })
		}
	}
	publish(registry, 0)
	var replicas []*replica
	var loads []*clients
	seen := &editions{of: map[string]string{}}
	caches := []string{t.TempDir(), t.TempDir(), t.TempDir()}
	for _, cache := range caches {
		replicas = append(replicas, newReplica(t, registry, keys, cache))
	}
	all("the first edition", func(p *replica) bool { return p.serves(0) }, replicas...)
	for _, p := range replicas {
		loads = append(loads, loading(t, seen, 2, p.address))
	}
	var slowest time.Duration
	for n := 1; n <= 20; n++ {
		publish(registry, n)
		published := time.Now()
		all(fmt.Sprintf("edition %d", n), func(p *replica) bool { return p.serves(n) }, replicas...)
		slowest = max(slowest, time.Since(published))
	}
	t.Logf("20 publications were followed by three replicas, the slowest after %.1f polls", slowest.Seconds()/poll.Seconds())

	keeps := func(what, state string, edition int) {
		t.Helper()
		all(what+": "+state, func(p *replica) bool { return p.says(state) }, replicas...)
		all(what+": the last good one", func(p *replica) bool { return p.serves(edition) }, replicas...)
	}
	registry.stop(syscall.SIGKILL)
	keeps("killed", "UNREACHABLE", 20)
	registry.start()
	keeps("started again", "CURRENT", 20)

	// a second registry on the same files publishes while the replicas cannot look
	spoil := func(what, state string, n int, damage func([]byte) []byte) {
		t.Helper()
		registry.stop(syscall.SIGKILL)
		before := registry.files()
		second := newRegistry(t, registry.storage)
		publish(second, n)
		second.stop(syscall.SIGKILL)
		file := registry.largest(before)
		good, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(file, damage(good), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		registry.start()
		keeps(what, state, n-1)
		if err := os.WriteFile(file, good, 0o600); err != nil {
			t.Fatal(err)
		}
		all("mended: "+what, func(p *replica) bool { return p.serves(n) && p.says("CURRENT") }, replicas...)
	}
	spoil("cut off", "ALTERED", 21, func(good []byte) []byte { return good[:len(good)/2] })
	spoil("altered", "ALTERED", 22, func(good []byte) []byte {
		bad := append([]byte(nil), good...)
		bad[len(bad)/2] ^= 1
		return bad
	})

	// the tag is moved to an image for other machines
	index := `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}`
	request, err := http.NewRequest(http.MethodPut, "http://"+registry.address+"/v2/team/catalogue/manifests/stable", strings.NewReader(index))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/vnd.oci.image.index.v1+json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		t.Fatalf("the registry does not take an index: %s", response.Status)
	}
	keeps("another thing", "NOT_CATALOGUE", 22)

	registry.stop(syscall.SIGKILL)
	if err := os.RemoveAll(filepath.Join(registry.storage, "docker")); err != nil {
		t.Fatal(err)
	}
	registry.start()
	registry.ready()
	keeps("emptied", "MISSING", 22)

	// without a registry, a replica that starts serves what it had kept
	registry.stop(syscall.SIGKILL)
	loads[0].end()
	replicas[0].stop(syscall.SIGTERM)
	begun := time.Now()
	cold := newReplica(t, registry, keys, caches[0])
	until(t, "a cold start", func() bool { return cold.serves(22) })
	t.Logf("a replica with a warm cache and no registry answers %v after its start", time.Since(begun).Round(time.Millisecond))

	var answered int64
	for _, l := range loads {
		l.end()
		l.none()
		answered += l.answered.Load()
	}
	for i, p := range replicas[1:] {
		const most = 256 << 20
		memory := p.memory()
		t.Logf("replica %d: %.0f MiB resident", i+1, memory/(1<<20))
		if memory > most {
			t.Errorf("replica %d has grown to %.0f MiB", i+1, memory/(1<<20))
		}
	}
	t.Logf("%d requests were answered, none failed; %d editions were seen", answered, len(seen.of))
}
