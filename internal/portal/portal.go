// Package portal holds the pages of a reference front end: what a team reads when it wants to know what to learn next.
//
// It asks only through the public graph, so whatever it shows a portal of your own can show. It keeps nothing about
// anyone.
package portal

import (
	"embed"
	"log/slog"
	"net/http"

	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/page"
)

//go:embed *.html
var templates embed.FS

// Config is what the pages show.
type Config struct {
	Ask       page.Ask
	Languages func() []language.Tag // of the catalogue, the reference language first
	Log       *slog.Logger
}

type pages struct {
	Config
	set *page.Set
}

// New returns the handlers by pattern of [http.ServeMux].
func New(c Config) map[string]http.Handler {
	files := page.NewFiles("/assets/")
	p := &pages{Config: c}
	p.set = page.New(page.Config{Templates: templates, Files: files, Texts: texts, Languages: c.Languages, Log: c.Log})
	return map[string]http.Handler{
		"GET /{$}":      http.HandlerFunc(p.home),
		files.Pattern(): files,
	}
}

const homeQuery = `{ catalog { title description } steps { number title maturityQuestion } roles { title description } }`

type home struct {
	Catalog struct{ Title, Description string }
	Steps   []struct {
		Number                  int
		Title, MaturityQuestion string
	}
	Roles []struct{ Title, Description string }
}

func (p *pages) home(w http.ResponseWriter, r *http.Request) {
	lang, _ := p.set.Lang(r)
	var body home
	if err := p.Ask.Into(r.Context(), &body, lang, homeQuery, nil); err != nil {
		p.Log.LogAttrs(r.Context(), slog.LevelError, "portal failed", slog.Any("error", err))
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	p.set.Write(w, r, http.StatusOK, "home", page.View{Title: body.Catalog.Title, About: body.Catalog.Description, Body: body})
}
