// Package playground holds the pages where a person asks the graph by hand: a light one that is always there, GraphiQL where
// it was built, and the documentation of the schema.
//
// It asks only through the public graph and keeps nothing: what is typed stays in the page, or in the part of its address
// that no server sees.
package playground

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/page"
)

//go:generate go run ./bundle

//go:embed *.html
var templates embed.FS

//go:embed assets
var assets embed.FS

//go:embed built
var built embed.FS

// Example is a query to begin with.
type Example struct {
	Name      string // in addresses
	Title     string
	Group     string // what a portal wants to do by it
	Language  string // what it is asked in; "" for the language of the page
	Query     string
	Variables json.RawMessage // an object, nil where it has none
}

// Config is what the pages show.
type Config struct {
	Ask       page.Ask
	Schema    *ast.Schema
	Examples  []Example
	Languages func() []language.Tag // of the catalogue, the reference language first
	Log       *slog.Logger
}

// longestForm is how many bytes of a form are read: a query and its variables, percent-encoded.
const longestForm = 256 << 10

type pages struct {
	Config
	set    *page.Set
	docs   *docs
	groups []group
	built  bool // whether GraphiQL is in the binary
}

// group is the examples of one aim.
type group struct {
	Name     string
	Examples []Example
}

// New returns the handlers by pattern of [http.ServeMux]. An example that the schema refuses is a broken invariant.
func New(c Config) map[string]http.Handler { return handlers(c, page.Folder(built, "built")) }

// handlers returns the handlers with what was built of GraphiQL.
func handlers(c Config, built fs.FS) map[string]http.Handler {
	files := page.NewFiles("/explore/assets/", page.Folder(assets, "assets"))
	editor := page.NewFiles("/playground/assets/", built)
	p := &pages{Config: c, docs: document(c.Schema, c.Examples), groups: groups(c.Examples), built: editor.Has("playground.js")}
	p.set = page.New(page.Config{
		Templates: templates, Files: files, Texts: texts, Languages: c.Languages, Log: c.Log, Funcs: template.FuncMap{"editor": editor.URL},
	})
	outline := p.docs.outline()
	return map[string]http.Handler{
		"GET /explore":               http.HandlerFunc(p.explore),
		"POST /explore":              http.HandlerFunc(p.answer),
		"GET /explore/schema":        http.HandlerFunc(p.index),
		"GET /explore/schema/{name}": http.HandlerFunc(p.oneType),
		"GET /explore/schema.json": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-cache")
			_, _ = w.Write(outline) // the client has left: nobody to tell
		}),
		"GET /playground": http.HandlerFunc(p.graphiql),
		files.Pattern():   files,
		editor.Pattern():  editor,
	}
}

// aims are the groups of examples in the order they are shown; others come last.
var aims = []string{"tailor", "assess", "find", "browse", "support"}

// start is the example that its group begins with, where there is one of that name.
const start = "path-technical"

// groups puts examples together by aim.
func groups(examples []Example) []group {
	var all []group
	for _, e := range examples {
		i := slices.IndexFunc(all, func(g group) bool { return g.Name == e.Group })
		if i < 0 {
			i = len(all)
			all = append(all, group{Name: e.Group})
		}
		all[i].Examples = append(all[i].Examples, e)
		if e.Name == start {
			last := len(all[i].Examples) - 1
			copy(all[i].Examples[1:], all[i].Examples[:last])
			all[i].Examples[0] = e
		}
	}
	rank := func(g group) int { return (slices.Index(aims, g.Name) + len(aims) + 1) % (len(aims) + 1) }
	slices.SortStableFunc(all, func(a, b group) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

// sheet is what the page of queries shows.
type sheet struct {
	Groups    []group
	Example   string // the one that is shown, "" for none
	Query     string
	Variables string
	In        string // the language to ask in
	Languages []string
	Answer    string // indented JSON, "" where nothing was asked
	Problem   string // what went wrong, "" for nothing
	NoEditor  bool   // whether the reader asked for GraphiQL in vain
	Editor    bool   // whether GraphiQL can be asked for
}

// explore answers the page with an example in it, and the example's answer.
func (p *pages) explore(w http.ResponseWriter, r *http.Request) {
	s := p.sheet(r)
	name := r.URL.Query().Get("example")
	for _, e := range p.Examples {
		if e.Name == name {
			s.Example, s.Query, s.Variables = e.Name, e.Query, string(indented(e.Variables))
			if e.Language != "" {
				s.In = e.Language
			}
			p.fill(r, &s)
		}
	}
	if s.Query == "" && len(p.groups) > 0 {
		first := p.groups[0].Examples[0]
		s.Query, s.Variables = first.Query, string(indented(first.Variables))
	}
	p.write(w, r, s)
}

// answer answers the page with what its form asked, for browsers without scripts.
func (p *pages) answer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form is too long or cannot be read", http.StatusBadRequest)
		return
	}
	s := p.sheet(r)
	s.Query, s.Variables = r.PostForm.Get("query"), r.PostForm.Get("variables")
	if in := r.PostForm.Get("in"); in != "" {
		s.In = in
	}
	p.fill(r, &s)
	w.Header().Set("Cache-Control", "no-store")
	p.write(w, r, s)
}

func (p *pages) sheet(r *http.Request) sheet {
	s := sheet{Groups: p.groups, Editor: p.built, NoEditor: !p.built && r.URL.Query().Has("graphiql")}
	s.In, _ = p.set.Lang(r)
	for _, tag := range p.Languages() {
		s.Languages = append(s.Languages, tag.String())
	}
	return s
}

// fill asks what the sheet says, and writes the answer into it.
func (p *pages) fill(r *http.Request, s *sheet) {
	var variables map[string]any
	if s.Variables != "" {
		d := json.NewDecoder(strings.NewReader(s.Variables))
		d.UseNumber() // a whole number stays one
		if err := d.Decode(&variables); err != nil {
			s.Problem = "variables: " + err.Error()
			return
		}
	}
	data, err := p.Ask(r.Context(), s.In, s.Query, variables)
	var refused *page.AskError
	switch {
	case errors.As(err, &refused):
		s.Problem = refused.Error()
	case err != nil:
		p.Log.LogAttrs(r.Context(), slog.LevelError, "query page failed", slog.Any("error", err))
		s.Problem = "INTERNAL"
	default:
		s.Answer = string(indented(data))
	}
}

func (p *pages) write(w http.ResponseWriter, r *http.Request, s sheet) {
	lang, _ := p.set.Lang(r)
	p.set.Write(w, r, http.StatusOK, "explore", page.View{Title: texts.In(lang, "")["explore"], Body: s})
}

// graphiql answers the page of GraphiQL, or leads to the other where it was not built.
func (p *pages) graphiql(w http.ResponseWriter, r *http.Request) {
	if !p.built {
		to := url.Values{"graphiql": {""}}
		if lang, explicit := p.set.Lang(r); explicit {
			to.Set("lang", lang)
		}
		http.Redirect(w, r, "/explore?"+to.Encode(), http.StatusSeeOther)
		return
	}
	type example struct {
		Name      string `json:"name"`
		Title     string `json:"title"`
		Query     string `json:"query"`
		Variables string `json:"variables"`
		Language  string `json:"language"`
	}
	type part struct {
		Title    string    `json:"title"`
		Examples []example `json:"examples"`
	}
	lang, _ := p.set.Lang(r)
	words := texts.In(lang, "")
	var parts []part
	for _, g := range p.groups {
		one := part{Title: words["group."+g.Name]}
		for _, e := range g.Examples {
			one.Examples = append(one.Examples, example{e.Name, e.Title, e.Query, string(indented(e.Variables)), e.Language})
		}
		parts = append(parts, one)
	}
	p.set.Write(w, r, http.StatusOK, "graphiql", page.View{
		Title: "GraphiQL", Policy: page.Policy{Editor: true},
		Body: map[string]any{"texts": map[string]string{"link": words["link"], "examples": words["examples"]}, "groups": parts, "lang": lang},
	})
}

// indented returns JSON on several lines, with a line's end; nothing for nothing.
func indented(raw json.RawMessage) []byte {
	if len(raw) == 0 {
		return nil
	}
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(raw), "", "  "); err != nil {
		return raw
	}
	return b.Bytes()
}
