// Package widget holds what an intranet embeds: pages made to be framed, custom elements, oEmbed, and the page where a
// recipe is chosen and copied.
//
// It asks only through the public graph. Addresses say which role, step or resource is meant, never what a team answered
// or has done: what an address could tell of people is refused or left unread. Nothing is loaded from elsewhere, and what
// is linked to is never framed.
package widget

import (
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"

	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/page"
)

//go:embed frames/*.html
var frames embed.FS

//go:embed embed.html
var configurator embed.FS

//go:embed assets
var assets embed.FS

//go:embed frozen
var frozen embed.FS

// Config is what is embedded, and where.
type Config struct {
	Ask       page.Ask
	Languages func() []language.Tag // of the catalogue, the reference language first
	Origins   page.Origins          // whose pages may embed
	Site      page.Site
	Log       *slog.Logger
}

type widget struct {
	Config
	set    *page.Set // the configurator
	framed *page.Set
	policy page.Policy // of framed pages
}

// The addresses of what is embedded.
const (
	pathAddress     = "/embed/path"
	resourceAddress = "/embed/resource/"
	searchAddress   = "/embed/search"
	elementAddress  = "/embed/parcours.js"
	frameAddress    = "/embed/frame-1.js" // of protocol 1; another protocol is another file beside it
)

// New returns the handlers by pattern of [http.ServeMux].
func New(c Config) map[string]http.Handler {
	files := page.NewFiles("/embed/assets/", page.Folder(assets, "assets"))
	w := &widget{Config: c, policy: page.Policy{Ancestors: c.Origins.Ancestors()}}
	w.set = page.New(page.Config{
		Templates: configurator, Files: files, Texts: texts, Languages: c.Languages, Log: c.Log, Funcs: template.FuncMap{"json": shownAs},
	})
	w.framed = page.New(page.Config{Templates: page.Folder(frames, "frames"), Files: files, Texts: texts, Languages: c.Languages, Log: c.Log})
	return map[string]http.Handler{
		"GET " + pathAddress:              w.frame(w.path),
		"GET " + resourceAddress + "{id}": w.frame(w.resource),
		"GET " + searchAddress:            w.frame(w.search),
		"GET " + frameAddress:             script{read("frozen/frame-1.js"), "public, max-age=31536000, immutable"},
		"GET " + elementAddress:           script{read("assets/parcours.js"), "public, max-age=600, stale-while-revalidate=86400"},
		"GET /oembed":                     http.HandlerFunc(w.oembed),
		"GET /embed":                      http.HandlerFunc(w.configure),
		"GET /embed/recipes.json":         http.HandlerFunc(w.recipes),
		files.Pattern():                   files,
	}
}

// inURL are the parameters that the address of a framed page may have, by kind. What else stands in it is not read.
var inURL = map[string][]string{
	kindPath:     {"role", "from", "to", "theme", "lang"},
	kindResource: {"theme", "lang"},
	kindSearch:   {"q", "after", "theme", "lang"},
}

// telling are the parameters that would say in an address what a team answered or has done.
var telling = []string{"answers", "answer", "completed", "done", "facts"}

// failure is why there is nothing to show.
type failure struct {
	status int
	text   string // of our texts
}

// Error returns the key of the text.
func (f failure) Error() string { return f.text }

var (
	errUnknown = failure{http.StatusNotFound, "unknown"}
	errAsked   = failure{http.StatusBadRequest, "asked"}
	errPrivate = failure{http.StatusUnauthorized, "private"}
	errFailed  = failure{http.StatusInternalServerError, "failed"}
)

// failed turns an error of the graph into what is shown of it; what is ours to mend is logged.
func (w *widget) failed(ctx context.Context, err error) failure {
	var shown failure
	var refused *page.AskError
	switch {
	case errors.As(err, &shown):
		return shown
	case errors.As(err, &refused) && refused.Code == "BAD_USER_INPUT":
		return errAsked
	}
	w.Log.LogAttrs(ctx, slog.LevelError, "embed failed", slog.Any("error", err))
	return errFailed
}

// framed is what the body of each framed page has.
type framed struct {
	Origins []string // which may know how high the page is
	Theme   string   // light, dark, or "" for what the reader prefers
	Whole   string   // the address of the whole site
	Problem string   // why there is nothing to show, "" where there is
}

// document is a framed page: the template that shows it, and what it shows.
type document struct {
	template string
	view     page.View
}

// frame answers a page for frames. Where there is nothing to show it says so and leads to the site, with the status that a
// program reads.
func (w *widget) frame(show func(r *http.Request, lang string, f framed) (document, error)) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		lang, _ := w.framed.Lang(r)
		f := framed{Origins: w.Origins, Whole: "/?lang=" + lang}
		if len(f.Origins) == 0 {
			f.Origins = []string{"*"}
		}
		if theme := r.URL.Query().Get("theme"); theme == "light" || theme == "dark" {
			f.Theme = theme
		}
		status := http.StatusOK
		d, err := show(r, lang, f)
		if err != nil {
			why := w.failed(r.Context(), err)
			status = why.status
			f.Problem = texts.In(lang, "")["problem."+why.text]
			d = document{"problem", page.View{Title: texts.In(lang, "")["problem"], Robots: "noindex", Body: f}}
		}
		h := rw.Header()
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("Cross-Origin-Embedder-Policy", "require-corp") // or a page that is isolated may not frame this one
		d.view.Policy = w.policy
		w.framed.Write(rw, r, status, d.template, d.view)
	})
}

// address returns the address of a framed page with what it may say, in an order of its own.
func address(kind, id string, with url.Values) string {
	kept := url.Values{}
	for _, name := range inURL[kind] {
		for _, value := range with[name] {
			if value != "" {
				kept.Add(name, value)
			}
		}
	}
	path := "/embed/" + kind
	if id != "" {
		path += "/" + url.PathEscape(id)
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + kept.Encode()
}

// read returns an embedded file. One that is not there is a broken invariant.
func read(name string) []byte {
	folder := assets
	if _, err := frozen.Open(name); err == nil {
		folder = frozen
	}
	content, err := folder.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return content
}
