package main

import (
	"fmt"
	"strings"
	"testing"
)

// everyPage lists each page in a state worth a look.
var everyPage = []string{
	"/", "/?role=technical&step=prepare", "/?role=governance&role=management&only=internet&only=open&only=free&reads=fr&step=", "/search?q=kubernetes", "/search?q=zzzz", "/support",
	"/resource/mode-produit", "/resource/gitops-tutoriel", "/step/prepare", "/article/awareness", "/topic/kubernetes", "/glossary", "/privacy", "/nope", "/resource/nope",
	"/explore", "/explore?example=path-technical", "/explore?example=path-resume", "/explore/schema", "/explore/schema/Query", "/explore/schema/Resource", "/explore/schema/ItemState",
	"/explore/schema/ProfileInput", "/explore/schema/Nope",
	"/embed", "/embed/path?role=technical&from=2", "/embed/resource/gitops-tutoriel", "/embed/search?q=helm",
}

// TestBrowserPages opens each page as a phone and as a desktop, light and dark, in both languages, and asks axe-core for
// what keeps someone out. At 320 px nothing may make the page scroll sideways.
func TestBrowserPages(t *testing.T) {
	b, axe, at := newBrowser(t), axeScript(t), site(t)
	for _, path := range everyPage {
		t.Run(path, func(t *testing.T) {
			p := b.tab(t)
			for _, lang := range []string{"fr", "en"} {
				separator := "?"
				if strings.Contains(path, "?") {
					separator = "&"
				}
				p.size(320, 640)
				p.open(at + path + separator + "lang=" + lang)
				if strings.HasSuffix(strings.ToLower(path), "/nope") {
					p.expectComplaint("404")
				}
				p.is(`document.documentElement.scrollWidth <= 320`)
				p.is(fmt.Sprintf(`document.documentElement.lang === %q`, lang))
				for _, scheme := range []string{"light", "dark"} {
					p.scheme(scheme)
					for _, width := range []int64{360, 1440} {
						p.size(width, 900)
						p.axe(axe)
					}
					if lang == "en" {
						break // words have no colour
					}
				}
			}
		})
	}
}

// TestBrowserPortalStates asks axe-core about what scripts make of the portal: a team half way, with everything open.
func TestBrowserPortalStates(t *testing.T) {
	b, axe, at := newBrowser(t), axeScript(t), site(t)
	p := b.tab(t)
	p.keeps(at, strings.Replace(kept, `"only":[]`, `"only":["free"]`, 1))
	for scheme, width := range map[string]int64{"light": 360, "dark": 1440} {
		p.scheme(scheme)
		p.size(width, 900)
		p.open(at + "/?lang=en")
		p.eval(`document.querySelector("#given summary").click()`, nil)
		p.wait(`document.querySelectorAll("#given li").length === 2`)
		p.is(`document.querySelectorAll("#services li.card").length === 3 && document.querySelector(".left") !== null`)
		p.is(fmt.Sprintf(`document.documentElement.scrollWidth <= %d`, width))
		p.axe(axe)
		p.eval(`document.querySelector("#q").focus()`, nil)
		p.press("kubernetes")
		p.wait(`!document.querySelector("#found").hidden`)
		p.axe(axe)
		p.eval(`document.querySelector("#erase").click()`, nil)
		p.wait(`document.querySelector("#sure").open`)
		p.axe(axe)
	}
}
