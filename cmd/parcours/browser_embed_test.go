package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// host is a site of another origin, with a policy that lets it load what recipes say and nothing else of its own but files.
type host struct {
	at    string
	pages map[string]string // body by path
	files map[string]string
}

// hosting serves a site that embeds what service offers; policy is what it adds to a strict one.
func hosting(t *testing.T, policy string) *host {
	t.Helper()
	s := &host{pages: map[string]string{}, files: map[string]string{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if file, ok := s.files[r.URL.Path]; ok {
			w.Header().Set("Content-Type", map[bool]string{true: "text/css", false: "text/javascript"}[strings.HasSuffix(r.URL.Path, ".css")])
			fmt.Fprint(w, file)
			return
		}
		body, ok := s.pages[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNoContent) // the icon that browsers ask for
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; "+policy)
		fmt.Fprintf(w, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Intranet</title>
<link rel="stylesheet" href="/style.css"><body><main><h1>Intranet</h1><h2>Learn</h2>%s</main>`, body)
	}))
	t.Cleanup(server.Close)
	s.at = server.URL
	s.files["/style.css"] = "body { margin: 1rem }"
	return s
}

// recipe returns what the configurator says to copy, as a browser reads it.
func recipe(p *tab, service, choice, id string) string {
	p.t.Helper()
	p.open(service + "/embed?" + choice)
	return p.text(`document.getElementById(` + quoted(id) + `).textContent`)
}

// framed is the document of an origin in a page of another one.
type framed struct {
	p      *tab
	origin string

	mu       sync.Mutex
	contexts []string // where its scripts run, the latest last
}

// framed returns the document of an origin that the pages to be opened will frame.
func (p *tab) framed(origin string) *framed {
	p.t.Helper()
	f := &framed{p: p, origin: origin}
	err := chromedp.Listen(p.ctx, func(event any) {
		if e, ok := event.(*runtime.EventExecutionContextCreated); ok && e.Context.Origin == origin {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.contexts = append(f.contexts, e.Context.UniqueID)
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return f
}

// eval returns the value of an expression of the framed document.
func (f *framed) eval(expression string) any {
	f.p.t.Helper()
	f.mu.Lock()
	contexts := f.contexts
	f.mu.Unlock()
	if len(contexts) == 0 {
		f.p.t.Fatalf("nothing of %s is framed", f.origin)
	}
	yes := true
	result, err := chromedp.Call(f.p.ctx, runtime.Evaluate, runtime.EvaluateParams{
		Expression: expression, UniqueContextID: contexts[len(contexts)-1], ReturnByValue: &yes, AwaitPromise: &yes,
	})
	if err != nil || result.ExceptionDetails != nil {
		f.p.t.Fatalf("%s: %v %+v", expression, err, result.ExceptionDetails)
	}
	var value any
	if len(result.Result.Value) > 0 {
		if err := json.Unmarshal(result.Result.Value, &value); err != nil {
			f.p.t.Fatal(err)
		}
	}
	return value
}

// is fails unless an expression of the framed document is true.
func (f *framed) is(expression string) {
	f.p.t.Helper()
	if f.eval(expression) != true {
		f.p.t.Errorf("not true in the frame: %s", expression)
	}
}

// allow takes complaints that hold one of these texts off the list, if there are any.
func (p *tab) allow(texts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.complaints = slices.DeleteFunc(p.complaints, func(c string) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(c, text) })
	})
}

const height = `document.querySelector("iframe").clientHeight`

// TestBrowserFrame embeds what the configurator says, in a page of another origin with a strict policy.
func TestBrowserFrame(t *testing.T) {
	b, at := newBrowser(t), site(t)
	intranet := hosting(t, "frame-src "+at+"; script-src 'self' "+at)
	p := b.tab(t)
	intranet.pages["/path"] = recipe(p, at, "lang=en&role=technical&from=2", "c-frame")
	intranet.pages["/resource"] = recipe(p, at, "lang=fr&what=resource&id=gitops-tutoriel", "c-frame")
	intranet.pages["/heard"] = intranet.pages["/path"] + `<script src="/heard.js"></script>`
	intranet.files["/heard.js"] = `window.heard = []; addEventListener("message", (e) => heard.push(e.origin + " " + JSON.stringify(e.data)));`

	t.Run("grows and shrinks", func(t *testing.T) {
		p := b.tab(t)
		p.size(800, 900)
		f := p.framed(at)
		p.run(chromedp.Navigate(intranet.at + "/path"))
		p.wait(height + ` > 700`) // the first stage is open
		p.is(`document.querySelector("iframe").scrolling !== "no"`)
		f.is(`document.documentElement.scrollHeight <= innerHeight`)
		f.is(`[...document.querySelectorAll("main a, footer a")].every((a) => a.target === "_blank" && a.rel === "noopener" && a.textContent.includes("(new tab)"))`)
		var open int
		p.eval(height, &open)
		f.eval(`document.querySelector(".stage").open = false`)
		p.wait(fmt.Sprintf(height+" < %d - 300", open))
		f.eval(`document.querySelectorAll(".stage").forEach((stage) => { stage.open = true })`)
		p.wait(fmt.Sprintf(height+" > %d + 300", open))
		p.size(320, 700)
		p.is(`document.documentElement.scrollWidth <= 320`)
		f.is(`document.documentElement.scrollWidth <= innerWidth`)
	})

	t.Run("speaks to whom it may", func(t *testing.T) {
		p := b.tab(t)
		p.run(chromedp.Navigate(intranet.at + "/heard"))
		p.wait(`heard.length > 0`)
		p.is(`heard.every((one) => one.startsWith(` + quoted(at+` {"parcours":1,"height":`) + `))`)
	})

	t.Run("foreign messages", func(t *testing.T) {
		p := b.tab(t)
		p.run(chromedp.Navigate(intranet.at + "/resource"))
		p.wait(height + ` < 155 && ` + height + ` > 50`)
		var before, after int
		p.eval(height, &before)
		// from the page itself, from a frame of the page's own origin, and nonsense from the right frame
		p.eval(`postMessage({ parcours: 1, height: 999 }, "*")`, nil)
		p.eval(`window.dispatchEvent(new MessageEvent("message", { data: { parcours: 1, height: 998 }, origin: `+quoted(at)+`, source: window }))`, nil)
		p.eval(`window.dispatchEvent(new MessageEvent("message", { data: { parcours: 1, height: 997 }, origin: "https://elsewhere.example", source: document.querySelector("iframe").contentWindow }))`, nil)
		for _, data := range []string{"null", `"x"`, `{ parcours: 2, height: 996 }`, `{ parcours: 1, height: -1 }`, `{ parcours: 1, height: 1e9 }`, `{ parcours: 1, height: "100vh;x" }`} {
			p.eval(`window.dispatchEvent(new MessageEvent("message", { data: `+data+`, origin: `+quoted(at)+`, source: document.querySelector("iframe").contentWindow }))`, nil)
		}
		p.eval(`new Promise((done) => setTimeout(done, 100))`, nil)
		if p.eval(height, &after); after != before {
			t.Errorf("a foreign message sets the height from %d to %d", before, after)
		}
		// the right one is heard
		p.eval(`window.dispatchEvent(new MessageEvent("message", { data: { parcours: 1, height: 333 }, origin: `+quoted(at)+`, source: document.querySelector("iframe").contentWindow }))`, nil)
		p.is(height + ` === 333`)
	})

	t.Run("without scripts", func(t *testing.T) {
		p := b.tab(t)
		p.script(false)
		p.open(at + "/embed/search?lang=en")
		p.run(chromedp.SetValue(chromedp.CSS("#q"), "helm"), chromedp.Click(chromedp.CSS("button")))
		p.run(chromedp.WaitVisible(chromedp.CSS(".result")))
		p.is(`location.search.includes("q=helm") && document.querySelectorAll(".result").length > 1`)
		p.open(at + "/embed/path?role=technical&lang=en")
		p.is(`document.querySelectorAll(".stage li a").length > 20`)
		p.open(at + "/embed?lang=en&what=search")
		p.is(`document.querySelector("#c-frame").textContent.includes("/embed/search")`)
	})
}

// TestBrowserFrameRefused frames a page where it may not be framed: the link stays.
func TestBrowserFrameRefused(t *testing.T) {
	b := newBrowser(t)
	service := httptest.NewServer(embedded(t, "--embed-origins", "https://intranet.example"))
	t.Cleanup(service.Close)
	intranet := hosting(t, "frame-src "+service.URL+"; script-src "+service.URL+"; connect-src "+service.URL)
	p := b.tab(t)
	frame, element := recipe(p, service.URL, "lang=en", "c-frame"), recipe(p, service.URL, "lang=en", "c-element")
	intranet.pages["/"] = frame + element
	p = b.tab(t)
	p.run(chromedp.Navigate(intranet.at + "/"))
	p.wait(`document.readyState === "complete" && document.querySelector("iframe").contentDocument === null`)
	p.is(`[...document.querySelectorAll("p a, parcours-path a")].every((a) => a.checkVisibility() && a.getBoundingClientRect().height > 10) && document.querySelectorAll("main a").length === 2`)
	p.expectComplaint("frame-ancestors")
	p.allow("CORS", "net::ERR_FAILED", "ERR_BLOCKED_BY_RESPONSE") // the scripts, which it may not read
}

// TestBrowserElement shows the custom elements in a page of another origin whose policy refuses inline styles.
func TestBrowserElement(t *testing.T) {
	b, at := newBrowser(t), site(t)
	intranet := hosting(t, "script-src 'self' "+at+"; connect-src "+at)
	p := b.tab(t)
	intranet.pages["/"] = recipe(p, at, "lang=en&role=technical&from=2", "c-element") + recipe(p, at, "lang=en&what=resource&id=gitops-tutoriel", "c-element")
	intranet.pages["/done"] = `<script type="module" src="` + at + `/embed/parcours.js"></script><parcours-path roles="technical" from="2" to="2" lang="en" done="mode-produit"><a href="` + at + `">Path</a></parcours-path>`
	intranet.pages["/wrong"] = `<script type="module" src="` + at + `/embed/parcours.js"></script>
<parcours-path roles="nope"><a href="` + at + `">Path</a></parcours-path><parcours-resource slug="nope"><a href="` + at + `">Resource</a></parcours-resource>
<parcours-resource slug="gitops-tutoriel" server="http://127.0.0.1:1"><a href="` + at + `">Away</a></parcours-resource>`

	const root = `document.querySelector("parcours-path").shadowRoot`
	ready := func(p *tab, path string) {
		p.run(chromedp.Navigate(intranet.at + path))
		p.wait(`[...document.querySelectorAll("parcours-path, parcours-resource")].every((e) => ["ready", "failed"].includes(e.getAttribute("state")))`)
	}

	t.Run("shows", func(t *testing.T) {
		p := b.tab(t)
		ready(p, "/")
		p.is(root + `.querySelector("h3").textContent === "Path: Technical delivery" && ` + root + `.querySelectorAll("li").length > 30`)
		p.is(`getComputedStyle(` + root + `.querySelector(".stage")).borderTopStyle === "solid"`) // its styles are not refused
		p.is(`document.querySelector("parcours-resource").shadowRoot.querySelector("[part=title] a").textContent.startsWith("GitOps")`)
		p.is(`!document.querySelector("parcours-path > a").checkVisibility()`) // the link inside has given way
		p.is(`[...` + root + `.querySelectorAll("a")].every((a) => a.target === "_blank" && a.rel === "noopener" && a.textContent.includes("(new tab)"))`)
		for _, request := range p.requests {
			if strings.Contains(request, "/graphql") && !strings.HasPrefix(request, at+"/graphql?query=") {
				t.Errorf("asked otherwise than by GET: %s", request)
			}
		}
		p.size(320, 700)
		p.is(`document.documentElement.scrollWidth <= 320`)
		p.eval(`document.querySelector("parcours-path").setAttribute("lang", "fr")`, nil)
		p.wait(root + `.querySelector("h3").textContent === "Parcours : Réalisation technique"`)
	})

	t.Run("host keeps progress", func(t *testing.T) {
		p := b.tab(t)
		ready(p, "/done")
		p.is(root + `.querySelector(".next a").textContent.startsWith("What is DevSecOps")`)
		p.is(root + `.querySelectorAll("input:checked").length === 1`)
		p.eval(`window.told = []; for (const name of ["parcours:done", "parcours:open"]) document.addEventListener(name, (e) => {
			told.push([name, e.detail.slug, e.detail.done, e.detail.all?.join()].join(" ")); if (window.refuse || name === "parcours:open") e.preventDefault(); })`, nil)
		p.eval(root+`.querySelector(".next input").click()`, nil)
		p.is(`told.at(-1) === "parcours:done devsecops-en-8-minutes true mode-produit,devsecops-en-8-minutes"`)
		p.is(`document.querySelector("parcours-path").getAttribute("done") === "mode-produit devsecops-en-8-minutes"`)
		p.is(root + `.querySelector(".next a").textContent.startsWith("Cybersecurity")`)
		p.eval(`window.refuse = true; `+root+`.querySelector(".next input").click()`, nil) // the page decides
		p.is(root + `.querySelectorAll("input:checked").length === 2`)
		p.eval(root+`.querySelector(".next a").click()`, nil)
		p.is(`told.at(-1).startsWith("parcours:open cybersecurite-projets-numeriques")`)
		p.eval(`document.querySelector("parcours-path").removeAttribute("done")`, nil)
		p.is(`![...` + root + `.querySelectorAll("label")].some((l) => l.checkVisibility())`)
		for _, request := range p.requests {
			if strings.Contains(request, "mode-produit") {
				t.Errorf("what is done was sent: %s", request)
			}
		}
	})

	t.Run("nothing to show", func(t *testing.T) {
		p := b.tab(t)
		ready(p, "/wrong")
		p.is(`[...document.querySelectorAll("main a")].every((a) => a.checkVisibility())`)
		p.is(`[...document.querySelectorAll("parcours-path, parcours-resource")].every((e) => e.getAttribute("state") === "failed")`)
		p.allow("Content Security Policy", "net::ERR_") // what is away is not in the policy either
	})

	t.Run("script blocked", func(t *testing.T) {
		strict := hosting(t, "script-src 'self'")
		strict.pages["/"] = intranet.pages["/"]
		p := b.tab(t)
		p.run(chromedp.Navigate(strict.at + "/"))
		p.wait(`document.readyState === "complete"`)
		p.is(`document.querySelectorAll("main a").length === 2 && [...document.querySelectorAll("main a")].every((a) => a.checkVisibility() && a.getBoundingClientRect().height > 10)`)
		p.expectComplaint("script-src")
	})

	t.Run("takes the colours of the page", func(t *testing.T) {
		colour := func(p *tab, selector, property string) string {
			return p.text(`getComputedStyle(` + root + `.querySelector(` + quoted(selector) + `))[` + quoted(property) + `]`)
		}
		intranet.files["/style.css"] = `:root { color-scheme: dark; --text-default-grey: #cecece; --background-default-grey: #161616; --text-action-high-blue-france: #8585f6;
--text-mention-grey: #929292; --border-default-grey: #353535; } body { margin: 1rem; background: #161616; color: #cecece; }`
		p := b.tab(t)
		ready(p, "/")
		for selector, want := range map[string]string{"h3": "rgb(206, 206, 206)", "a": "rgb(133, 133, 246)", ".facts": "rgb(146, 146, 146)"} {
			if got := colour(p, selector, "color"); got != want {
				t.Errorf("%s is %s, want %s", selector, got, want)
			}
		}
		p.axe(axeScript(t))
		intranet.files["/style.css"] = `:root { color-scheme: light dark; --parcours-accent: rgb(1, 2, 3) } body { margin: 1rem }`
		p.scheme("dark")
		ready(p, "/")
		p.is(`getComputedStyle(document.querySelector("parcours-path")).backgroundColor === "rgb(18, 18, 18)"`) // the system's, dark
		if got := colour(p, "a", "color"); got != "rgb(1, 2, 3)" {
			t.Errorf("a link is %s, and the page says otherwise", got)
		}
	})
}

// TestBrowserConfigurator chooses, sees and copies.
func TestBrowserConfigurator(t *testing.T) {
	b, at := newBrowser(t), site(t)
	p := b.tab(t)
	p.open(at + "/embed?lang=en")
	p.is(`!document.querySelector("#for-path").hidden && document.querySelector("#for-resource").hidden`)
	p.wait(`document.querySelector("#element parcours-path")?.getAttribute("state") === "ready"`)
	p.run(chromedp.Click(chromedp.CSS(`input[value=technical]`)))
	p.wait(`document.querySelector("#c-element").textContent.includes('roles="technical"')`)
	p.wait(`document.querySelector("#frame").contentDocument?.querySelector("h1")?.textContent === "Path: Technical delivery"`)
	p.wait(`document.querySelector("#element parcours-path")?.shadowRoot.querySelector("h4")?.textContent === "Path: Technical delivery"`)
	p.is(`document.querySelector("#status").textContent === "Recipes updated." && location.search.includes("role=technical")`)
	p.run(chromedp.Click(chromedp.CSS(`input[value=search]`)))
	p.wait(`document.querySelector("#with-element").hidden && document.querySelector("#c-frame").textContent.includes("/embed/search")`)
	p.is(`document.activeElement.value === "search"`) // the focus stays
	p.eval(`navigator.clipboard.writeText = async (text) => { window.copied = text }`, nil)
	p.run(chromedp.Click(chromedp.CSS(`[data-copy=c-card]`)))
	p.wait(`window.copied === document.querySelector("#c-card").textContent && document.querySelector("#status").textContent === "Copied."`)
}
