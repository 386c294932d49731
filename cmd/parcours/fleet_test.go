package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// fleetEnv asks for the tests of a fleet, which take minutes and need programs of the system: a registry, nginx.
const fleetEnv = "PARCOURS_FLEET"

// program returns the path of a program that tests of a fleet need. They are skipped unless they are asked for.
func program(t *testing.T, name string) string {
	t.Helper()
	if os.Getenv(fleetEnv) == "" {
		t.Skipf("set %s=1 for the tests of a fleet; they need %s", fleetEnv, name)
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// process is a program in the background, which can be stopped and started again.
type process struct {
	t    *testing.T
	args []string
	cmd  *exec.Cmd
	said bytes.Buffer
}

// start starts a program, which is killed at the end of the test.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, args: args}
	p.start()
	t.Cleanup(func() {
		_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended; nginx takes its workers along
		_ = p.cmd.Wait()
		if t.Failed() {
			t.Logf("%s:\n%s", strings.Join(args, " "), tail(p.said.String(), 4000))
		}
	})
	return p
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

func (p *process) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.args[0], p.args[1:]...)
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	p.cmd.WaitDelay = 10 * time.Second
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

// stop tells the program to stop, waits until it has, and returns the processor time that it took.
func (p *process) stop(signal os.Signal) time.Duration {
	p.t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
	err := p.cmd.Wait()
	if signal == syscall.SIGTERM && err != nil {
		p.t.Errorf("%s: %v\n%s", p.args[0], err, tail(p.said.String(), 4000))
	}
	return p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
}

// parcours runs the binary and returns what it prints.
func parcours(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("parcours", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("parcours %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// until waits until something holds.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func fetch(address string) (status int, body string) {
	response, err := http.Get("http://" + address)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(text)
}

// edition writes the content of edition n: each of its titles says so.
func edition(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"catalog.yaml":         "title: Edition %d\nlanguages: [en]\n",
		"steps/discover.md":    "---\nnumber: 1\ntitle: Edition %d\nmaturityQuestion: What is it?\nobjectives: {everybody: Know it}\n---\n",
		"roles/everybody.md":   "---\norder: 1\ntitle: Edition %d\ndescription: All of us\n---\n",
		"resources/a-book.md":  "---\ntitle: Edition %d\nurl: \"https://example.org/book\"\nkind: article\nplacements:\n  - {step: discover, for: everyone, order: 10}\n---\n",
		"resources/another.md": "---\ntitle: Edition %d\nurl: \"https://example.org/more\"\nkind: article\nplacements:\n  - {step: discover, for: everyone, order: 20}\n---\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, fmt.Appendf(nil, text, n), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// editionQuery asks for everything that says an edition.
const editionQuery = `{catalog{revision,title},steps{title},roles{title},resources{nodes{title}},learningPath(profile:{roles:[]}){stages{items{resource{title}}}}}`

var editionTitles = regexp.MustCompile(`"title":"Edition (\d+)"`)

// editions remembers which revision each edition has.
type editions struct {
	mu sync.Mutex
	of map[string]string
}

// wrong says what is wrong with an answer: every title is to be of one edition, and that of one revision.
func (e *editions) wrong(body string) string {
	var answer struct {
		Data struct{ Catalog struct{ Revision string } }
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		return err.Error()
	}
	found := editionTitles.FindAllStringSubmatch(body, -1)
	if len(found) != 7 {
		return fmt.Sprintf("%d titles: %s", len(found), body)
	}
	for _, f := range found {
		if f[1] != found[0][1] {
			return "two editions in one answer: " + body
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	revision := answer.Data.Catalog.Revision
	if known := e.of[found[0][1]]; known != "" && known != revision {
		return fmt.Sprintf("edition %s of two revisions, %s and %s", found[0][1], known, revision)
	}
	e.of[found[0][1]] = revision
	return ""
}

// clients ask one address all the time, by GET and by POST in turn.
type clients struct {
	t        *testing.T
	answered atomic.Int64
	failed   atomic.Int64
	stop     context.CancelFunc
	wait     sync.WaitGroup
}

func loading(t *testing.T, e *editions, number int, address string) *clients {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l := &clients{t: t, stop: cancel}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: number}, Timeout: 30 * time.Second}
	post, err := json.Marshal(map[string]string{"query": editionQuery})
	if err != nil {
		t.Fatal(err)
	}
	for i := range number {
		l.wait.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				l.ask(ctx, client, e, address, post, n)
			}
		})
	}
	t.Cleanup(func() { l.end() })
	return l
}

func (l *clients) ask(ctx context.Context, client *http.Client, e *editions, address string, post []byte, n int) {
	var request *http.Request
	var err error
	if n%2 == 0 {
		// a comment makes every fourth question one that nobody has asked
		unseen := ""
		if n%8 == 0 {
			unseen = fmt.Sprintf("%%23%d%%0A", n)
		}
		request, err = http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodGet, "http://"+address+"/graphql?query="+unseen+editionQuery, http.NoBody)
	} else {
		request, err = http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodPost, "http://"+address+"/graphql", bytes.NewReader(post))
		if err == nil {
			request.Header.Set("Content-Type", "application/json")
		}
	}
	if err != nil {
		l.fail(err.Error())
		return
	}
	response, err := client.Do(request)
	if err != nil {
		l.fail(err.Error())
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		l.fail(err.Error())
		return
	case response.StatusCode != http.StatusOK:
		l.fail(response.Status + " " + string(body))
		return
	}
	if wrong := e.wrong(string(body)); wrong != "" {
		l.fail(wrong)
		return
	}
	l.answered.Add(1)
}

func (l *clients) fail(what string) {
	if l.failed.Add(1) <= 3 {
		l.t.Errorf("a request failed: %s", what)
	}
}

func (l *clients) end() {
	l.stop()
	l.wait.Wait()
}

// none fails the test if a request failed.
func (l *clients) none() {
	l.t.Helper()
	if n := l.failed.Load(); n > 0 {
		l.t.Errorf("%d requests failed, %d were answered", n, l.answered.Load())
	}
}
