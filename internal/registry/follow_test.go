package registry_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloud-pi-native/parcours/internal/registry"
	"github.com/cloud-pi-native/parcours/internal/registry/registrytest"
)

// following is a follower on a registry, with what it opened.
type following struct {
	*registry.Follower
	mu     sync.Mutex
	opened []string
	broken string // a text that cannot be opened
}

// served returns what was opened last.
func (f *following) served() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.opened) == 0 {
		return ""
	}
	return f.opened[len(f.opened)-1]
}

const poll = 30 * time.Second

// follow starts a follower that ends with the test. To be called in a synctest bubble.
func follow(t *testing.T, g http.RoundTripper, keys pair, cache string, set func(*registry.Follower)) *following {
	t.Helper()
	from := repository(t, g, 1000)
	kept, err := registry.OpenCache(cache, from.String())
	if err != nil {
		t.Fatal(err)
	}
	f := &following{}
	f.Follower = &registry.Follower{
		From: from, Keys: keys.public, Cache: kept, Every: poll, Log: slog.New(slog.DiscardHandler),
		Open: func(_ context.Context, h registry.Held) error {
			text, err := os.ReadFile(h.File)
			f.mu.Lock()
			defer f.mu.Unlock()
			if err == nil && string(text) == f.broken {
				err = errors.New("not a database")
			}
			if err == nil {
				f.opened = append(f.opened, string(text))
			}
			return err
		},
	}
	if set != nil {
		set(f.Follower)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	f.Resume(ctx)
	go func() {
		f.Follow(ctx)
		close(ended)
	}()
	t.Cleanup(func() { stop(); <-ended })
	synctest.Wait()
	return f
}

// pass lets time go by.
func pass(d time.Duration) {
	time.Sleep(d) // of the bubble: it takes none
	synctest.Wait()
}

func (f *following) expect(t *testing.T, text string, reason registry.Reason) {
	t.Helper()
	s, last := f.State(), f.served()
	if last != text || (s.Problem == nil) != (reason == "") || reason != "" && registry.ReasonOf(s.Problem) != reason {
		t.Fatalf("serves %q with problem %v, want %q with %q", last, s.Problem, text, reason)
	}
}

func TestFollowTwoPolls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys, g := newPair(t), &registrytest.Registry{}
		r := repository(t, g, 0)
		publish(t, r, publication(t, keys, 1, "one", nil))
		f := follow(t, g, keys, t.TempDir(), nil)
		f.expect(t, "one", "")
		for n := int64(2); n <= 20; n++ {
			text := fmt.Sprintf("number %d", n)
			publish(t, r, publication(t, keys, n, text, nil))
			pass(2 * poll)
			f.expect(t, text, "")
		}
		publish(t, r, publication(t, keys, 21, "nudged", nil))
		f.Nudge()
		synctest.Wait()
		f.expect(t, "nudged", "")
		// while nothing is new, a look costs one request
		g.Served()
		pass(10 * poll)
		if served := g.Served(); len(served) < 9 || len(served) > 12 || !strings.HasPrefix(served[0], "HEAD ") ||
			len(slices.Compact(served)) != 1 {
			t.Errorf("%d requests in ten polls: %v", len(served), served)
		}
	})
}

// TestFollowKeepsTheLastGood lets a registry do its worst, one thing after the other, and mends it each time.
func TestFollowKeepsTheLastGood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys, others, g := newPair(t), newPair(t), &registrytest.Registry{}
		r := repository(t, g, 0)
		n, text := int64(1), "number 1"
		good := func() {
			n++
			text = fmt.Sprintf("number %d", n)
			publish(t, r, publication(t, keys, n, text, nil))
		}
		good()
		cache := t.TempDir()
		f := follow(t, g, keys, cache, nil)
		f.expect(t, text, "")
		_, oldest := g.Tagged(place, "stable")
		for _, worst := range []struct {
			name string
			do   func()
			want registry.Reason
		}{
			{"killed", func() {
				g.Before(func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) })
			}, registry.Unreachable},
			{"answering 503", func() { answering("/", status(503))(g) }, registry.Unreachable},
			{"emptied", g.Empty, registry.Missing},
			{"truncated", func() { good(); g.Blob(digestOf(text), func(b []byte) []byte { return b[:3] }) }, registry.Altered},
			{"altered", func() { good(); g.Blob(digestOf(text), bytes.ToUpper) }, registry.Altered},
			{"another architecture", func() { tagged(typeIndex, `{"manifests":[{"platform":{"os":"linux","architecture":"arm64"}}]}`)(g) }, registry.NotCatalogue},
			{"too large", func() {
				publish(t, r, publication(t, keys, n, strings.Repeat("x", 2000), nil))
			}, registry.TooLarge},
			{"a circle of redirects", func() { answering("/manifests/", redirect(""))(g) }, registry.Unreachable},
			{"rolled back", func() {
				publish(t, r, publication(t, keys, 2, "number 2", nil))
				g.Tag(place, "stable", typeManifest, oldest)
			}, registry.RolledBack},
			{"signed by another key", func() { publish(t, r, publication(t, others, n+1, "theirs", nil)) }, registry.Untrusted},
			{"cannot be opened", func() {
				f.mu.Lock()
				f.broken = "broken"
				f.mu.Unlock()
				publish(t, r, publication(t, keys, n+1, "broken", nil))
			}, registry.Unreadable},
		} {
			served := f.served()
			worst.do()
			pass(2 * poll)
			f.expect(t, served, worst.want)
			if f.State().Held == nil || f.State().Failures == 0 {
				t.Fatalf("%s: %+v", worst.name, f.State())
			}
			// back as it should be: taken at the next look, which is at most five minutes away
			g.Before(nil)
			good()
			pass(5 * time.Minute)
			f.expect(t, text, "")
		}
		if f.State().Failed[registry.Missing] == 0 || f.State().Opened < 10 {
			t.Errorf("%+v", f.State())
		}
		if entries, err := filepath.Glob(filepath.Join(cache, "*", "*")); err != nil || len(entries) > 4 {
			t.Errorf("the cache keeps %v", entries)
		}
	})
}

// TestFollowResumes starts again with the cache of the follower before, while the registry is away.
func TestFollowResumes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys, others, g := newPair(t), newPair(t), &registrytest.Registry{}
		publish(t, repository(t, g, 0), publication(t, keys, 1, "one", nil))
		_, older := g.Tagged(place, "stable")
		history := registry.History{}.With(registry.Entry{Revision: "revision-1"})
		publish(t, repository(t, g, 0), publication(t, keys, 2, "two", history))
		cache := t.TempDir()
		follow(t, g, keys, cache, nil).expect(t, "two", "")

		away := &registrytest.Registry{}
		answering("/", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })(away)
		f := follow(t, away, keys, cache, nil)
		f.expect(t, "two", registry.Unreachable)
		if s := f.State(); s.Held.Revision != "revision-2" || len(s.History) != 2 || !s.Agreed.IsZero() {
			t.Errorf("resumed %+v", s)
		}
		// the key was replaced: what it signed is not served any more
		follow(t, away, others, cache, nil).expect(t, "", registry.Unreachable)
		// what is older than what was held before is refused after a restart too, unless it is allowed
		g.Tag(place, "stable", typeManifest, older)
		follow(t, g, keys, cache, nil).expect(t, "two", registry.RolledBack)
		follow(t, g, keys, cache, func(f *registry.Follower) { f.AllowRollback = true }).expect(t, "one", "")
		follow(t, g, keys, cache, nil).expect(t, "one", "")
		// whatever happens to the files of the cache, they are not served unless they are right
		files, err := filepath.Glob(filepath.Join(cache, "*", strings.TrimPrefix(digestOf(string(older)), "sha256:"), "*"))
		if err != nil || len(files) != 4 {
			t.Fatal(files, err)
		}
		current, err := filepath.Glob(filepath.Join(cache, "*", "current.json"))
		if err != nil || len(current) != 1 {
			t.Fatal(current, err)
		}
		for _, file := range append(files, current...) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, spoiled := range [][]byte{nil, append(bytes.Clone(text), ' '), text[:len(text)-1], []byte("{}")} {
				if err := os.WriteFile(file, spoiled, 0o600); err != nil {
					t.Fatal(err)
				}
				if served := follow(t, away, keys, cache, nil).served(); served != "" && served != "one" {
					t.Errorf("%s spoiled: %q is served", file, served)
				}
				follow(t, g, keys, cache, func(f *registry.Follower) { f.AllowRollback = true }).expect(t, "one", "")
			}
		}
	})
}

// TestFollowBacksOff counts the looks at a registry that is away, and measures how soon a first catalogue is taken.
func TestFollowBacksOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys, g := newPair(t), &registrytest.Registry{}
		answering("/", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })(g)
		f := follow(t, g, keys, t.TempDir(), nil)
		f.expect(t, "", registry.Unreachable)
		g.Served()
		pass(30 * time.Second) // nothing to serve: after about 1, 2, 4, 8 and 16 seconds
		if n := len(g.Served()); n < 4 || n > 8 {
			t.Errorf("%d looks in the first 30 seconds, want about 5", n)
		}
		pass(time.Hour)
		if n := len(g.Served()); n < 12 || n > 32 {
			t.Errorf("%d looks in the next hour, want one in 2.5 to 5 minutes", n)
		}
		g.Before(nil)
		publish(t, repository(t, g, 0), publication(t, keys, 1, "one", nil))
		f.Nudge()
		synctest.Wait()
		f.expect(t, "one", "")
		g.Before(func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) })
		pass(time.Hour)
		if s := f.State(); s.Next.Sub(s.Checked) > 5*time.Minute || s.Next.Sub(s.Checked) < 150*time.Second {
			t.Errorf("the next look is %v away", s.Next.Sub(s.Checked))
		}
	})
}

// TestFollowStalled meets a registry that falls silent in the middle of a download, then goes on from there.
func TestFollowStalled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys, g := newPair(t), &registrytest.Registry{}
		publish(t, repository(t, g, 0), publication(t, keys, 1, "the catalogue", nil))
		var asked []string
		slow := transport(func(r *http.Request) (*http.Response, error) {
			res, err := g.RoundTrip(r)
			if strings.Contains(r.URL.Path, digestOf("the catalogue")) {
				asked = append(asked, r.Header.Get("Range"))
				if len(asked) == 1 {
					res.Body = &silent{body: res.Body, after: 4, ctx: r.Context()}
				}
			}
			return res, err
		})
		f := follow(t, slow, keys, t.TempDir(), nil)
		pass(29 * time.Second)
		f.expect(t, "", "")
		pass(10 * time.Second)
		f.expect(t, "the catalogue", "")
		if !slices.Equal(asked, []string{"", "bytes=4-"}) || f.State().Failed[registry.Unreachable] != 1 {
			t.Errorf("asked for %q; %v", asked, f.State().Failed)
		}
	})
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// silent gives so many bytes, then nothing until the request is given up.
type silent struct {
	body  io.ReadCloser
	after int
	ctx   context.Context //nolint:containedctx // a body ends with its request
}

func (s *silent) Read(p []byte) (int, error) {
	if s.after == 0 {
		<-s.ctx.Done()
		return 0, s.ctx.Err()
	}
	n, err := s.body.Read(p[:min(len(p), s.after)])
	s.after -= n
	return n, err
}

func (s *silent) Close() error { return s.body.Close() }

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}
