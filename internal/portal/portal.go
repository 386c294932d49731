// Package portal holds the pages of a reference front end: a team says which roles it has, answers a few questions and reads
// what to learn next, why, and who can help.
//
// It asks only through the public graph, so whatever it shows a portal of your own can show. It keeps nothing about
// anyone: what a team answers and has done stays in its browser, and no address holds it.
package portal

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/cloud-pi-native/parcours/internal/page"
)

//go:embed *.html
var templates embed.FS

//go:embed assets
var assets embed.FS

//go:embed queries/*.graphql
var queries embed.FS

// Config is what the pages show.
type Config struct {
	Ask       page.Ask
	Markdown  func(string) string   // Markdown as HTML that is safe to put in a page
	Languages func() []language.Tag // of the catalogue, the reference language first
	Site      page.Site
	Log       *slog.Logger
}

type pages struct {
	Config
	set *page.Set
}

// New returns the handlers by pattern of [http.ServeMux].
func New(c Config) map[string]http.Handler {
	files := page.NewFiles("/assets/", page.Folder(assets, "assets"))
	p := &pages{Config: c}
	p.set = page.New(page.Config{
		Templates: templates, Files: files, Texts: texts, Languages: c.Languages, Log: c.Log,
		Funcs: template.FuncMap{
			"quoted":   quoted,
			"spoken":   spoken,
			"graph":    query,
			"markdown": func(text string) template.HTML { return template.HTML(c.Markdown(text)) }, //nolint:gosec // it is safe, says Config
			"join":     strings.Join,
			"fill":     fill,
			"hours":    hours,
			"anchor":   func(slug string) string { return "q-" + slug },
		},
	})
	return map[string]http.Handler{
		"GET /{$}":                          http.HandlerFunc(p.home),
		"GET /search":                       http.HandlerFunc(p.search),
		"GET /support":                      http.HandlerFunc(p.rules),
		"POST /support":                     http.HandlerFunc(p.eligibility),
		"GET " + page.ResourcePath + "{id}": http.HandlerFunc(p.resource),
		"GET /step/{id}":                    http.HandlerFunc(p.step),
		"GET /article/{id}":                 http.HandlerFunc(p.article),
		"GET /topic/{id}":                   http.HandlerFunc(p.topic),
		"GET /glossary":                     http.HandlerFunc(p.glossary),
		"GET /privacy":                      http.HandlerFunc(p.privacy),
		"GET /":                             http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.missing(w, r, http.StatusNotFound) }),
		files.Pattern():                     files,
	}
}

// query returns the query of a name. One that is not there is a broken invariant.
func query(name string) string {
	text, err := queries.ReadFile("queries/" + name + ".graphql")
	if err != nil {
		panic(err)
	}
	return string(text)
}

// ask asks the query of a name in the language of the request and decodes the answer into body. It reports whether it did;
// where it did not, the request is answered.
func (p *pages) ask(w http.ResponseWriter, r *http.Request, body any, name string, variables map[string]any) bool {
	lang, _ := p.set.Lang(r)
	err := p.Ask.Into(r.Context(), body, lang, query(name), variables)
	var refused *page.AskError
	switch {
	case err == nil:
		return true
	case errors.As(err, &refused) && refused.Code == "BAD_USER_INPUT":
		p.missing(w, r, http.StatusBadRequest)
	default:
		p.Log.LogAttrs(r.Context(), slog.LevelError, "portal failed", slog.String("query", name), slog.Any("error", err))
		http.Error(w, "internal error", http.StatusInternalServerError)
	}
	return false
}

// words returns the sentences in the language of a request.
func (p *pages) words(r *http.Request) map[string]string {
	lang, _ := p.set.Lang(r)
	return texts.In(lang, "")
}

// write answers a page that search engines and cards may show.
func (p *pages) write(w http.ResponseWriter, r *http.Request, name string, v page.View) {
	address := r.URL.EscapedPath()
	if lang, explicit := p.set.Lang(r); explicit {
		address += "?lang=" + lang
	}
	v.Canon = p.Site.URL(r, address)
	if strings.HasPrefix(address, page.ResourcePath) {
		v.OEmbed = p.Site.OEmbed(r, address)
	}
	p.set.Write(w, r, http.StatusOK, name, v)
}

// missing answers that there is no such page, with ways on.
func (p *pages) missing(w http.ResponseWriter, r *http.Request, status int) {
	p.set.Write(w, r, status, "missing", page.View{Title: p.words(r)["missing"], Robots: "noindex"})
}

// fill returns a sentence with values in the place of their names: fill("{n} of {of}", "n", 1, "of", 2).
func fill(sentence string, pairs ...any) string {
	for pair := range slices.Chunk(pairs, 2) {
		sentence = strings.ReplaceAll(sentence, fmt.Sprintf("{%v}", pair[0]), fmt.Sprint(pair[1]))
	}
	return sentence
}

// quoted returns titles as a list, each in the quotation marks of a sentence.
func quoted(mark string, titles []string) string {
	all := make([]string, len(titles))
	for i, title := range titles {
		all[i] = fill(mark, "title", title)
	}
	return strings.Join(all, ", ")
}

// hours returns minutes as people say them, the same in both languages: "8 min", "1 h 30 min".
func hours(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}

// spoken returns the name that a language has in itself, or its tag.
func spoken(tag string) string {
	if name := display.Self.Name(language.Make(tag)); name != "" {
		return name
	}
	return tag
}
