package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// heaviestPortal is how many bytes the portal may take over the wire in all, a path in it.
const heaviestPortal = 60_000

// kept is a state as a browser keeps it: a developer who has done something and answered two questions.
const kept = `{"version":1,"started":true,"roles":["technical"],"from":"prepare","only":[],"reads":"","support":false,` +
	`"answers":{"containers":{"value":"YES","on":"2026-01-31"},"stateless":{"value":"NO","on":"2026-01-31"}},"done":["mode-produit"],"facts":{"organisation":"ministry"}}`

// tabTo presses Tab until the focus is on an element, as somebody without a mouse does.
func (p *tab) tabTo(selector string, modifiers ...kb.Modifier) {
	p.t.Helper()
	for range 400 {
		p.press(kb.Tab, modifiers...)
		var there bool
		p.eval(`document.activeElement.matches(`+quoted(selector)+`)`, &there)
		if there {
			return
		}
	}
	p.t.Fatalf("Tab never leads to %s", selector)
}

// keeps opens a page whose browser has kept a state.
func (p *tab) keeps(at, state string) {
	p.t.Helper()
	p.open(at + "/privacy?lang=en")
	p.eval(`localStorage.setItem("parcours", `+quoted(state)+`)`, nil)
}

// untold fails where an address that was asked for tells what a team said about itself.
func (p *tab) untold(secrets ...string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, address := range p.requests {
		for _, secret := range append(secrets, "YES", "stateless", "containers", "ministry") {
			if strings.Contains(address, secret) {
				p.t.Errorf("the address %s tells %q", address, secret)
			}
		}
	}
}

// TestBrowserPortal goes through the portal by keyboard alone: roles, a path, an answer, something done, support.
func TestBrowserPortal(t *testing.T) {
	b, at := newBrowser(t), site(t)
	p := b.tab(t)
	p.size(1280, 900)
	p.open(at + "/?lang=en")
	p.is(`document.querySelector("#journey").hidden && document.querySelector("#asking").hidden`)
	p.press(kb.Tab)
	p.is(`document.activeElement.className === "skip"`)
	p.tabTo("input[name=role][value=technical]")
	p.press(" ")
	p.tabTo("#team button.main")
	p.press(kb.Enter)
	p.wait(`document.querySelectorAll("#journey .item").length > 20`)
	p.wait(`document.activeElement.id === "h-path"`)
	p.is(`/^Path updated: \d+ resources to see\.$/.test(document.querySelector("#status").textContent)`)
	p.is(`document.querySelector(".item[data-state=NEXT] .state").textContent === "Start here"`)
	p.is(`[...document.querySelectorAll(".item")].every((item) => item.querySelector(".why li"))`)
	p.is(`document.querySelectorAll("#questions fieldset").length === 3`)
	p.is(`location.search.includes("role=technical")`)

	p.tabTo("#questions button.main", kb.ModifierShift)
	p.tabTo("#questions input", kb.ModifierShift)
	p.press(kb.ArrowDown) // round to the first answer
	p.is(`document.activeElement.checked && document.activeElement.value === "YES"`)
	name := p.text(`document.activeElement.name`)
	p.tabTo("#questions button.main")
	p.press(kb.Enter)
	p.wait(`document.activeElement.id === "h-questions"`)
	p.is(fmt.Sprintf(`!document.querySelector("[name=%s]")`, name))
	p.is(fmt.Sprintf(`JSON.parse(localStorage.parcours).answers[%q].value === "YES"`, strings.TrimPrefix(name, "q-")))
	p.is(`document.querySelector(".stands").textContent.startsWith("The team stands at step")`)
	p.tabTo("#given summary")
	p.press(kb.Enter)
	p.wait(`document.querySelectorAll("#given li").length === 1`)
	p.tabTo("#given button")
	p.press(kb.Enter)
	p.wait(`!document.querySelector("#given details") && document.activeElement.id === "h-questions"`)

	p.tabTo(".item input")
	slug := strings.TrimPrefix(p.text(`document.activeElement.id`), "done-")
	p.press(" ")
	p.wait(fmt.Sprintf(`document.querySelector("#done-%s").closest(".item").dataset.state === "DONE"`, slug))
	p.is(fmt.Sprintf(`document.activeElement.id === "done-%s"`, slug)) // the place is not lost
	p.is(`document.querySelector(".stepper .share").textContent.startsWith("1 of ")`)

	p.tabTo("#facts select")
	p.press(kb.ArrowDown)
	p.tabTo("#facts button")
	p.press(kb.Enter)
	p.wait(`document.querySelectorAll("#services li.card").length === 3`)
	p.is(`document.querySelector("#services .outcome").dataset.outcome === "NEEDS_FACTS"`)

	p.open(at + "/?lang=en")
	p.is(fmt.Sprintf(`document.querySelector("#done-%s").checked && document.querySelector("input[value=technical]").checked`, slug))
	p.is(`document.querySelectorAll("#services li.card").length === 3`)
	p.untold(slug)
}

// TestBrowserPortalWithoutScripts reads a path with JavaScript off.
func TestBrowserPortalWithoutScripts(t *testing.T) {
	b, at := newBrowser(t), site(t)
	p := b.tab(t)
	p.script(false)
	p.size(360, 800)
	p.open(at + "/?lang=en")
	p.is(`document.querySelectorAll(".stepper li").length === 5`)
	p.run(chromedp.Click(chromedp.CSS("input[value=technical]")), chromedp.SetValue(chromedp.CSS("#step"), "prepare"),
		chromedp.Click(chromedp.CSS("#team summary")), chromedp.Click(chromedp.CSS("input[value=free]")), chromedp.Click(chromedp.CSS("#team button.main")))
	p.run(chromedp.WaitVisible(chromedp.CSS("#journey .left")))
	p.is(`document.querySelectorAll("#journey .item").length > 15`)
	p.is(`document.querySelector("#h-path").textContent === "Your path"`)
	p.is(`[...document.querySelectorAll(".item")].every((item) => item.querySelector(".why li"))`)
	p.is(`document.querySelector(".left").innerText.includes("Left out")`)
	p.is(`document.querySelectorAll(".stage").length === 4 && document.querySelector("input[value=technical]").checked`)
	p.is(`new URLSearchParams(location.search).get("lang") === "en"`)

	p.open(at + "/support?lang=en")
	p.run(chromedp.SetValue(chromedp.CSS("select[name=organisation]"), "ministry"), chromedp.SetValue(chromedp.CSS("select[name=goal]"), "cloud-pi"),
		chromedp.Click(chromedp.CSS("main form button")))
	p.run(chromedp.WaitVisible(chromedp.CSS(".services")))
	p.is(`document.querySelectorAll(".services .outcome[data-outcome=GRANTED]").length === 3`)

	p.open(at + "/?lang=en")
	p.run(chromedp.SetValue(chromedp.CSS("#q"), "kubernetes"), chromedp.Click(chromedp.CSS(".search button")))
	p.run(chromedp.WaitVisible(chromedp.CSS("#results")))
	p.is(`document.querySelectorAll(".hits mark").length > 5`)
	p.untold()
}

// TestBrowserYours takes what a browser keeps along, gives it away, brings it back and erases it.
func TestBrowserYours(t *testing.T) {
	b, at := newBrowser(t), site(t)
	same := `document.querySelector("#done-mode-produit").checked && document.querySelector(".stage").id === "stage-2" && ` +
		`document.querySelector("#given summary").textContent === "Your answers (2)"`

	p := b.tab(t)
	p.keeps(at, kept)
	p.open(at + "/?lang=en")
	p.is(same)
	p.is(`document.querySelector(".gate[data-gate=OPEN]") !== null`)
	p.eval(`navigator.clipboard.writeText = async (text) => { window.copied = text; }`, nil)
	p.eval(`{ const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.exported = blob; return make.call(URL, blob); }; }`, nil)
	p.run(chromedp.Click(chromedp.CSS("#share")))
	p.wait(`window.copied`)
	link := p.text(`window.copied`)
	p.run(chromedp.Click(chromedp.CSS("#export")))
	p.wait(`window.exported`)
	file := filepath.Join(t.TempDir(), "parcours.json")
	if err := os.WriteFile(file, []byte(p.text(`window.exported.text()`)), 0o600); err != nil {
		t.Fatal(err)
	}

	t.Run("link", func(t *testing.T) {
		p := b.tab(t)
		p.open(link)
		p.is(same)
		p.is(`!document.querySelector("#shared").hidden && localStorage.length === 0`)
		p.run(chromedp.Click(chromedp.CSS("#keep")))
		p.wait(`localStorage.parcours && location.hash === ""`)
		p.is(same)
		p.untold("mode-produit", "#s=")
	})
	t.Run("link beside what is kept", func(t *testing.T) {
		p := b.tab(t)
		p.keeps(at, strings.Replace(kept, "technical", "governance", 1))
		p.open(link)
		p.is(`document.querySelector("input[value=technical]").checked && localStorage.parcours.includes("governance")`)
		p.run(chromedp.Click(chromedp.CSS("#mine")))
		p.wait(`document.documentElement?.dataset.ready === "" && document.querySelector("input[value=governance]").checked`)
	})
	t.Run("address beside what is kept", func(t *testing.T) {
		p := b.tab(t)
		p.keeps(at, kept)
		p.open(at + "/?lang=en&step=launch")
		p.is(`document.querySelector("input[value=technical]").checked && document.querySelector(".stage").id === "stage-3"`)
		p.is(`document.querySelector("#given summary").textContent === "Your answers (2)"`)
	})
	t.Run("link that was cut", func(t *testing.T) {
		p := b.tab(t)
		p.open(link[:len(link)-20])
		p.is(`document.querySelector("#status").textContent === "This share link is incomplete." && document.querySelector("#journey").hidden`)
	})
	t.Run("file", func(t *testing.T) {
		p := b.tab(t)
		p.open(at + "/?lang=en&role=governance")
		p.run(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}))
		p.wait(`document.querySelector("#status").textContent === "File imported."`)
		p.is(same)
		if err := os.WriteFile(file, []byte(`{"version": 7}`), 0o600); err != nil {
			t.Fatal(err)
		}
		p.run(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}))
		p.wait(`document.querySelector("#status").textContent === "This file is not an export of Parcours."`)
		p.is(same)
	})
	t.Run("what is gone from the catalogue", func(t *testing.T) {
		p := b.tab(t)
		p.keeps(at, strings.NewReplacer("mode-produit", "gone", "stateless", "gone-too").Replace(kept))
		p.open(at + "/?lang=en")
		p.is(`document.querySelector("#status").textContent === "The catalogue has changed: 2 things noted are no longer in it and were taken out."`)
		p.is(`!localStorage.parcours.includes("gone") && localStorage.parcours.includes("containers")`)
	})
	t.Run("erase", func(t *testing.T) {
		p := b.tab(t)
		p.keeps(at, kept)
		p.open(at + "/?lang=en")
		p.run(chromedp.Click(chromedp.CSS("#erase")))
		p.is(`document.querySelector("#sure").open`)
		p.press(kb.Escape)
		p.wait(`!document.querySelector("#sure").open && localStorage.parcours`)
		p.run(chromedp.Click(chromedp.CSS("#erase")), chromedp.Click(chromedp.CSS("#erase-yes")))
		p.wait(`document.documentElement?.dataset.ready === "" && document.querySelector("#journey").hidden`)
		p.is(`localStorage.length === 0 && !document.querySelector("input[value=technical]").checked && location.search === "?lang=en"`)
		p.keeps(at, kept)
		p.open(at + "/privacy?lang=en")
		p.is(`document.querySelector("#value").textContent.includes("stateless")`)
		p.run(chromedp.Click(chromedp.CSS("#erase")))
		p.is(`localStorage.length === 0 && document.querySelector("#value").textContent === "Nothing is noted in this browser."`)
	})
}

// TestBrowserPrint reads a path as a printer does: a checklist with addresses, and nothing to press.
func TestBrowserPrint(t *testing.T) {
	b, at := newBrowser(t), site(t)
	p := b.tab(t)
	p.keeps(at, kept)
	p.open(at + "/?lang=en")
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	p.is(`[...document.querySelectorAll(".item h4 a")].every((a) => getComputedStyle(a, "::after").content.includes(a.href))`)
	p.is(`[...document.querySelectorAll(".item")].every((item) => getComputedStyle(item, "::before").borderTopStyle === "solid")`)
	p.is(`getComputedStyle(document.querySelector("#done-mode-produit").closest(".item"), "::before").content.includes("✓")`)
	p.is(`[...document.querySelectorAll("button, select, input, header, footer")].every((e) => e.getClientRects().length === 0)`)
	p.is(`document.querySelector("#journey").innerText.includes("Technical delivery")`)
}

// TestBrowserSearch searches while typing, by keyboard.
func TestBrowserSearch(t *testing.T) {
	b, at := newBrowser(t), site(t)
	p := b.tab(t)
	p.open(at + "/?lang=en")
	p.eval(`document.querySelector("#q").focus()`, nil)
	p.press("kubernetes clus")
	p.wait(`document.querySelectorAll("#found a mark").length > 1`)
	p.is(`/^\d+ results?$/.test(document.querySelector("#found-status").textContent)`)
	var asked int
	for _, address := range p.requests {
		if strings.HasSuffix(address, "/graphql") {
			asked++
		}
		if strings.Contains(address, "kubernetes") {
			t.Errorf("what was typed stands in %s", address)
		}
	}
	if asked == 0 || asked > 5 {
		t.Errorf("%d questions for 15 keys", asked)
	}
	p.press(kb.ArrowDown)
	p.is(`document.activeElement === document.querySelector("#found a")`)
	p.press(kb.Escape)
	p.is(`document.activeElement.id === "q" && document.querySelector("#found").hidden`)
	p.press(kb.Enter)
	p.wait(`location.pathname === "/search" && document.querySelector("#results li mark") !== null`)
}

// TestBrowserPortalIsLight counts what the portal takes over the wire, a path in it.
func TestBrowserPortalIsLight(t *testing.T) {
	b, at := newBrowser(t), site(t)
	p := b.tab(t)
	p.open(at + "/?lang=fr&role=technical&role=management&role=governance&step=")
	p.wait(`document.querySelectorAll(".item input").length > 40`)
	p.mu.Lock()
	defer p.mu.Unlock()
	t.Logf("%.0f bytes in %d requests", p.bytes, len(p.requests))
	if p.bytes < 10_000 || p.bytes > heaviestPortal {
		t.Errorf("the portal takes %.0f bytes, at most %d", p.bytes, heaviestPortal)
	}
}
