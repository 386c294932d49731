package authoring

import (
	"bytes"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	markup "github.com/yuin/goldmark/text"
)

// Markdown returns CommonMark as HTML that is safe to put in a page: without scripts, styles, frames or unknown schemes.
func Markdown(src string) string {
	var page bytes.Buffer
	if err := goldmark.Convert([]byte(src), &page); err != nil {
		panic(fmt.Sprintf("authoring: a buffer takes everything: %v", err))
	}
	return bluemonday.UGCPolicy().Sanitize(page.String())
}

// Links returns the http and https addresses that a Markdown text links to, in order, each once.
func Links(markdown string) []string {
	src := []byte(markdown)
	var all []string
	add := func(address string) {
		if (strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")) && !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	root := goldmark.DefaultParser().Parse(markup.NewReader(src))
	_ = ast.Walk(root, func(n ast.Node, _ bool) (ast.WalkStatus, error) { // the function returns no error
		switch n := n.(type) {
		case *ast.Link:
			add(string(n.Destination))
		case *ast.Image:
			add(string(n.Destination))
		case *ast.AutoLink:
			add(string(n.URL(src)))
		}
		return ast.WalkContinue, nil
	})
	return all
}

// finding is something in a Markdown text that must not be served.
type finding struct {
	line, column int
	what, hint   string
}

// unsafe returns the raw HTML and the links of unknown schemes in a Markdown text, in order.
func unsafe(markdown string) []finding {
	if !strings.ContainsAny(markdown, "<]") { // neither HTML nor links
		return nil
	}
	src := []byte(markdown)
	var found []finding
	lines := split(markdown)
	root := goldmark.DefaultParser().Parse(markup.NewReader(src))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		add := func(what, hint string) {
			f := finding{what: what, hint: hint}
			f.line, f.column = lines.at(n.Pos())
			found = append(found, f)
		}
		switch n := n.(type) {
		case *ast.HTMLBlock, *ast.RawHTML:
			add("raw HTML is refused", "write it in Markdown; put code between backquotes")
		case *ast.Link:
			if !safeLink(string(n.Destination)) {
				add(fmt.Sprintf("link to %q is refused", n.Destination), "link to http, https, mailto or a page of this site")
			}
		case *ast.Image:
			if !safeLink(string(n.Destination)) {
				add(fmt.Sprintf("image %q is refused", n.Destination), "use http, https or a path")
			}
		case *ast.AutoLink:
			if !safeLink(string(n.URL(src))) && n.AutoLinkType != ast.AutoLinkEmail {
				add(fmt.Sprintf("link to %q is refused", n.URL(src)), "link to http, https, mailto or a page of this site")
			}
		}
		return ast.WalkContinue, nil
	})
	return found
}

// lines are the places where the lines of a text begin.
type lines struct {
	text   string
	starts []int
}

func split(text string) lines {
	l := lines{text: text, starts: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// at returns the line and column of an offset, both from 1, the column in characters.
func (l lines) at(offset int) (line, column int) {
	offset = min(max(offset, 0), len(l.text))
	line, found := slices.BinarySearch(l.starts, offset)
	if found {
		line++
	}
	return line, 1 + utf8.RuneCountInString(l.text[l.starts[line-1]:offset])
}

// safeLink reports whether a link's scheme is one of those we serve, or absent. Who renders the text resolves entities and
// escapes in it, and browsers pass over spaces and control characters.
func safeLink(url string) bool {
	url = strings.Map(func(c rune) rune {
		if c == '\\' || unicode.IsSpace(c) || unicode.IsControl(c) {
			return -1
		}
		return c
	}, html.UnescapeString(url))
	scheme, _, ok := strings.Cut(url, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto":
		return true
	}
	return false
}
