package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

// watching is a server that watches over folders.
type watching struct {
	t   *testing.T
	url string
	log lockedBuffer
}

// lockedBuffer is a buffer that several write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func watch(t *testing.T, folders ...string) *watching {
	t.Helper()
	w := &watching{t: t}
	args := []string{"--watch"}
	for _, f := range folders {
		args = append(args, "--content", f)
	}
	flags := serving(t, args...)
	log := slog.New(slog.NewTextHandler(&w.log, nil))
	now := &current{log: log, keep: flags.Caches.Answers}
	k, err := flags.begin(t.Context(), now, log, stderr{io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	config, err := flags.config(now, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := tell(&config, k); err != nil {
		t.Fatal(err)
	}
	config.Log = slog.New(slog.DiscardHandler)
	server := httptest.NewServer(httpapi.New(config))
	w.url = server.URL
	var kept sync.WaitGroup
	kept.Go(func() { k.keep(t.Context()) })
	t.Cleanup(func() {
		server.Close()
		kept.Wait() // the context of the test has ended
		if err := now.close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// get returns the status, the number of problems and the body of an answer.
func (w *watching) get(path string) (status int, problems, body string) {
	w.t.Helper()
	res, err := http.Get(w.url + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Parcours-Content-Problems"), string(b)
}

const titles = "/graphql?query={steps{title}articles{nodes{title}}}"

// until waits for an answer that holds some text and says so many problems.
func (w *watching) until(holds, problems string) {
	w.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; runtime.Gosched() {
		_, said, body := w.get(titles)
		if strings.Contains(body, holds) && said == problems {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("%s with %q problems, want %s with %q\n%s", body, said, holds, problems, &w.log)
		}
	}
}

// load asks without a pause until the function it returns is called: every answer must be whole.
func (w *watching) load() (stop func() int64) {
	var done atomic.Bool
	var answered atomic.Int64
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for n := 0; !done.Load(); n++ {
				body := fmt.Sprintf(`{"query":"{ steps { title } } # %d %d"}`, i, n%2*n) // some are kept, some computed
				res, err := http.Post(w.url+"/graphql", "application/json", strings.NewReader(body))
				if err != nil {
					w.t.Errorf("lost: %v", err)
					return
				}
				answer, err := io.ReadAll(res.Body)
				res.Body.Close()
				if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(string(answer), `{"data":{"steps":[{"title":"`) {
					w.t.Errorf("lost: %d %s %v", res.StatusCode, answer, err)
					return
				}
				answered.Add(1)
			}
		})
	}
	return func() int64 {
		done.Store(true)
		all.Wait()
		return answered.Load()
	}
}

const watchedStep = "---\nnumber: 1\ntitle: %s\nmaturityQuestion: What is it?\n---\n"

// put writes files as careful editors do: beside, and then by a rename.
func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		beside := filepath.Join(filepath.Dir(file), ".beside")
		for _, err := range []error{
			os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(beside, []byte(text), 0o600), os.Rename(beside, file),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestWatch breaks and mends content under load: no request fails, and what is broken is said and never served.
func TestWatch(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	base, above := filepath.Join(top, "base"), filepath.Join(top, "above")
	put(t, base, map[string]string{
		"catalog.yaml": "title: Small\nlanguages: [en]\n", "steps/a.md": fmt.Sprintf(watchedStep, "One"),
	})
	put(t, above, map[string]string{"topics.yaml": "- {id: a, title: A}\n"})
	w := watch(t, base, above)
	stop := w.load()
	defer stop()
	w.until("One", "")

	put(t, base, map[string]string{"steps/a.md": fmt.Sprintf(watchedStep, "Two")})
	w.until("Two", "")

	put(t, base, map[string]string{"steps/a.md": "---\nnumber: 1\ntitel: Three\nmaturityQuestion: [\n---\n"})
	w.until("Two", "1")
	status, _, state := w.get("/readyz")
	for _, want := range []string{"ready\n", "errors: 1\n", "base/steps/a.md:4:", "[yaml-syntax]"} {
		if status != http.StatusOK || !strings.Contains(state, want) {
			t.Errorf("/readyz: %d %s, want 200 with %q", status, state, want)
		}
	}
	put(t, base, map[string]string{"steps/a.md": "---\nnumber: 1\n---\n"})
	w.until("Two", "2")
	put(t, base, map[string]string{"steps/a.md": fmt.Sprintf(watchedStep, "Three")})
	w.until("Three", "")

	put(t, above, map[string]string{"articles/new.md": "---\ntitle: In a new folder\n---\nText\n"})
	w.until("In a new folder", "")
	put(t, above, map[string]string{"articles/new.md": "---\ntitle: Changed there\n---\nText\n"})
	w.until("Changed there", "")

	// another folder takes the place of one that is watched, and is watched in its turn
	put(t, filepath.Join(top, "next"), map[string]string{"a.md": fmt.Sprintf(watchedStep, "Four")})
	for _, err := range []error{
		os.Rename(filepath.Join(base, "steps"), filepath.Join(top, "before")), os.Rename(filepath.Join(top, "next"), filepath.Join(base, "steps")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	w.until("Four", "")
	put(t, base, map[string]string{"steps/a.md": fmt.Sprintf(watchedStep, "Five")})
	w.until("Five", "")

	if err := os.Rename(base, base+".away"); err != nil {
		t.Fatal(err)
	}
	w.until("Five", "1")
	if err := os.Rename(base+".away", base); err != nil {
		t.Fatal(err)
	}
	w.until("Five", "")
	put(t, base, map[string]string{"steps/a.md": fmt.Sprintf(watchedStep, "Six")})
	w.until("Six", "")

	t.Logf("%d answered", stop())
	for _, want := range []string{
		`msg="content has errors, the last good catalogue is served" errors=1`, `msg="content has an error" problem="`, `msg="content is served as it is"`,
	} {
		if !strings.Contains(w.log.String(), want) {
			t.Errorf("the log does not hold %s:\n%s", want, &w.log)
		}
	}
}

// TestWatchSwitchedLink switches a link to another folder of content, as git-sync and Kubernetes do.
func TestWatchSwitchedLink(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	for _, version := range []string{"One", "Two"} {
		put(t, filepath.Join(top, "."+version), map[string]string{
			"catalog.yaml": "title: Small\nlanguages: [en]\n", "steps/a.md": fmt.Sprintf(watchedStep, version),
		})
	}
	link := func(version string) {
		if err := os.Symlink("."+version, filepath.Join(top, "beside")); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(top, "beside"), filepath.Join(top, "content")); err != nil {
			t.Fatal(err)
		}
	}
	link("One")
	w := watch(t, filepath.Join(top, "content"))
	w.until("One", "")
	link("Two")
	w.until("Two", "")
	put(t, filepath.Join(top, ".Two"), map[string]string{"steps/a.md": fmt.Sprintf(watchedStep, "Three")})
	w.until("Three", "")
}

// TestWatchLeavesNothing shows that temporary files are taken away: those of catalogues that were replaced, too.
func TestWatchLeavesNothing(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Run("watch", func(t *testing.T) {
		dir := filepath.Join(temporary, "content")
		put(t, dir, map[string]string{"catalog.yaml": "title: Small\nlanguages: [en]\n", "steps/a.md": fmt.Sprintf(watchedStep, "One")})
		w := watch(t, dir)
		for _, title := range []string{"Two", "Three"} {
			put(t, dir, map[string]string{"steps/a.md": fmt.Sprintf(watchedStep, title)})
			w.until(title, "")
		}
	})
	left, err := fs.Glob(os.DirFS(temporary), "parcours-*")
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}
