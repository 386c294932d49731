package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	browserEnv  = "PARCOURS_BROWSER"  // "required": a missing browser, or a missing part of what it tests, is a failure
	chromiumEnv = "PARCOURS_CHROMIUM" // the browser; chromium without it
)

// missing skips what cannot be tested on this machine, or fails where everything must be.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv(browserEnv) == "required" {
		t.Fatalf("%s is missing and %s=required", what, browserEnv)
	}
	t.Skipf("%s is missing", what)
}

// browser is a real browser that reaches no other machine.
type browser struct{ ctx context.Context }

func newBrowser(t *testing.T) browser {
	t.Helper()
	name, err := exec.LookPath(cmp.Or(os.Getenv(chromiumEnv), "chromium"))
	if err != nil {
		missing(t, "chromium")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(name), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return browser{ctx}
}

// tab is a page with a storage of its own. Whatever it complains of, and whatever it asks of another machine, fails the
// test.
type tab struct {
	t   *testing.T
	ctx context.Context

	noScript bool

	mu         sync.Mutex
	requests   []string
	complaints []string
	bytes      float64 // received over the wire, headers included
}

func (b browser) tab(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, p.note); err != nil {
		t.Fatal(err)
	}
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, chromedp.Void{})
	call(p, runtime.Enable, chromedp.Void{})
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, complaint := range p.complaints {
			t.Errorf("the browser complains: %s", complaint)
		}
		for _, address := range p.requests {
			if u, err := url.Parse(address); err != nil || u.Scheme != "data" && u.Scheme != "blob" && u.Scheme != "about" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
				t.Errorf("a request left the machine: %s", address)
			}
		}
	})
	return p
}

func (p *tab) note(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	case *network.EventLoadingFinished:
		p.bytes += e.EncodedDataLength
	case *runtime.EventExceptionThrown:
		words := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			words += " " + e.ExceptionDetails.Exception.Description
		}
		p.complaints = append(p.complaints, words)
	case *runtime.EventConsoleAPICalled:
		if slices.Contains([]string{"error", "warning", "assert"}, string(e.Type)) {
			var words []string
			for _, a := range e.Args {
				words = append(words, string(a.Value)+a.Description)
			}
			p.complaints = append(p.complaints, strings.Join(words, " "))
		}
	case *log.EventEntryAdded:
		if level := string(e.Entry.Level); level == "error" || level == "warning" {
			p.complaints = append(p.complaints, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// expectComplaint takes one complaint that holds text off the list, and fails where there is none.
func (p *tab) expectComplaint(text string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	before := len(p.complaints)
	p.complaints = slices.DeleteFunc(p.complaints, func(c string) bool { return strings.Contains(c, text) })
	if len(p.complaints) == before {
		p.t.Errorf("no complaint holds %q", text)
	}
}

// run does actions that return nothing, in order.
func (p *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// call sends one command of the browser's protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, command, params); err != nil {
		p.t.Fatal(err)
	}
}

// open loads a page and waits until its scripts, where it has any that say so, are ready.
func (p *tab) open(address string) {
	p.t.Helper()
	p.run(chromedp.Navigate(address))
	if p.noScript {
		return
	}
	p.wait(`document.readyState === "complete" && (!document.querySelector("script[type=module]") || "ready" in document.documentElement.dataset)`)
}

// wait waits until an expression of the page is true, whatever page comes meanwhile.
func (p *tab) wait(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	poll := `(async () => { while (!(` + expression + `)) await new Promise((done) => setTimeout(done, 10)); })()`
	for {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](poll, chromedp.EvalAwaitPromise))
		var thrown *chromedp.ExceptionError
		if err == nil {
			return
		}
		if ctx.Err() == nil && !errors.As(err, &thrown) {
			continue // the page has changed
		}
		state, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body?.innerText.slice(0, 2000)`))
		p.t.Fatalf("never true: %s: %v\n%s", expression, err, state)
	}
}

// eval returns the value of an expression of the page in into; promises are awaited.
func (p *tab) eval(expression string, into any) {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]byte](expression, chromedp.EvalAwaitPromise))
	if err == nil && into != nil {
		err = json.Unmarshal(value, into)
	}
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
}

func (p *tab) text(expression string) string {
	p.t.Helper()
	var s string
	p.eval(expression, &s)
	return s
}

// is fails unless an expression of the page is true.
func (p *tab) is(expression string) {
	p.t.Helper()
	var ok bool
	p.eval(expression, &ok)
	if !ok {
		p.t.Errorf("not true: %s", expression)
	}
}

// size sets the size of the window, in CSS pixels.
func (p *tab) size(width, height int64) {
	p.t.Helper()
	p.run(chromedp.EmulateViewport(width, height))
}

// scheme sets what the reader prefers: light or dark.
func (p *tab) scheme(name string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// axe fails on each violation of WCAG 2.2 AA, and of what is held good besides, that axe-core finds in the page.
func (p *tab) axe(script string) {
	p.t.Helper()
	var found []struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []struct {
			HTML           string `json:"html"`
			FailureSummary string `json:"failureSummary"`
		} `json:"nodes"`
	}
	var loaded bool
	p.eval(script+"\n;typeof axe === 'object'", &loaded)
	p.eval(`axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}}).then((r) => r.violations)`, &found)
	for _, v := range found {
		for _, n := range v.Nodes {
			p.t.Errorf("axe %s: %s\n%s\n%s", v.ID, v.Help, n.HTML, n.FailureSummary)
		}
	}
}

// axeScript returns axe-core, where the npm packages of the playground are installed.
func axeScript(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile("../../internal/playground/npm/node_modules/axe-core/axe.min.js")
	if err != nil {
		missing(t, "axe-core")
	}
	return string(script)
}

// site serves the embedded catalogue on an address of its own.
func site(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(embedded(t))
	t.Cleanup(s.Close)
	return s.URL
}

// quoted returns a string as JavaScript writes it.
func quoted(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string
	}
	return string(raw)
}

// script turns the scripts of pages on or off.
func (p *tab) script(on bool) {
	p.t.Helper()
	p.noScript = !on
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// press presses keys, one after the other, as a hand does: a key whose press the page refuses types nothing.
func (p *tab) press(keys string, modifiers ...kb.Modifier) {
	p.t.Helper()
	for _, r := range keys {
		events := kb.Encode(r)
		down, up := *events[0], *events[len(events)-1]
		if len(events) == 3 && len(modifiers) == 0 {
			down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
		}
		for _, m := range modifiers {
			down.Modifiers |= int64(m)
			up.Modifiers |= int64(m)
		}
		call(p, input.DispatchKeyEvent, down)
		call(p, input.DispatchKeyEvent, up)
	}
}
