package portal

import (
	"net/http"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/page"
)

// mostHits is how many hits a page of a search shows.
const mostHits = 30

// longestSearch is how many bytes of what was typed are looked for.
const longestSearch = 200

// found is what a search found.
type found struct {
	TotalCount int
	Partial    bool
	Edges      []struct {
		Type           string
		TitleFragments []fragment
		Snippet        []fragment
		Node           struct {
			Slug, URL, Meaning string
			Step               struct{ Slug string }
		}
	}
}

type fragment struct {
	Text  string
	Match bool
}

// search answers what holds the words of an address.
func (p *pages) search(w http.ResponseWriter, r *http.Request) {
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	if len(text) > longestSearch {
		text = strings.ToValidUTF8(text[:longestSearch], "")
	}
	var body struct {
		Text   string
		Search *found
		Query  string
	}
	if text != "" && !p.ask(w, r, &body, "search", map[string]any{"text": text, "first": mostHits}) {
		return
	}
	body.Text, body.Query = text, query("search")
	p.set.Write(w, r, http.StatusOK, "search", page.View{Title: p.words(r)["search"], Robots: "noindex", Body: body})
}
