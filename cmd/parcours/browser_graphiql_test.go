package main

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowserGraphiQL runs an example in GraphiQL. That no request leaves the machine is checked for every tab.
func TestBrowserGraphiQL(t *testing.T) {
	b, at := newBrowser(t), site(t)
	response, err := http.Get(at + "/playground")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.Request.URL.Path != "/playground" {
		missing(t, "GraphiQL (go generate ./internal/playground)")
	}
	axe := axeScript(t)
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			p := b.tab(t)
			p.scheme(scheme)
			p.size(1440, 900)
			p.run(chromedp.Navigate(at + "/playground?lang=en"))
			p.wait(`document.querySelector(".graphiql-execute-button") && document.querySelector(".graphiql-query-editor .view-line")`)
			p.wait(`document.querySelectorAll(".graphiql-tab").length >= 4`)
			p.wait(`document.querySelector(".graphiql-editor-tool").innerText.includes("accept-language")`)
			p.run(chromedp.Click(chromedp.CSS(".graphiql-execute-button")))
			p.wait(`document.querySelector(".result-window").innerText.includes("learningPath")`)
			for _, width := range []int64{360, 1440} {
				p.size(width, 900)
				p.axe(axe)
			}
		})
	}
	t.Run("examples and link", func(t *testing.T) {
		p := b.tab(t)
		p.size(1440, 900)
		p.run(chromedp.Navigate(at + "/playground?lang=en"))
		p.wait(`document.querySelector(".graphiql-query-editor .view-line")`)
		p.run(chromedp.Click(chromedp.CSS("[aria-label='Show Examples']")))
		p.wait(`document.querySelectorAll(".parcours-examples button").length >= 20`)
		p.eval(`[...document.querySelectorAll(".parcours-examples button")].find((b) => b.textContent === "The abbreviations in full").click()`, nil)
		p.wait(`document.querySelector(".graphiql-query-editor").innerText.includes("glossary")`)
		p.run(chromedp.Click(chromedp.CSS("[aria-label='Copy link']")))
		p.wait(`location.hash.startsWith("#q=")`)
		link := p.text(`location.href`)
		p = b.tab(t)
		p.size(1440, 900)
		p.run(chromedp.Navigate(link))
		p.wait(`document.querySelector(".graphiql-query-editor")?.innerText.includes("glossary")`)
		p.is(`document.querySelectorAll(".graphiql-tab").length === 1`)
	})
}
