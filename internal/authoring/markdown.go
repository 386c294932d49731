package authoring

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Markdown returns CommonMark as HTML that is safe to put in a page: without scripts, styles, frames or unknown schemes.
func Markdown(src string) string {
	var html bytes.Buffer
	if err := goldmark.Convert([]byte(src), &html); err != nil {
		panic(fmt.Sprintf("authoring: a buffer takes everything: %v", err))
	}
	return bluemonday.UGCPolicy().Sanitize(html.String())
}

// finding is something in a Markdown text that must not be served.
type finding struct {
	line       int
	what, hint string
}

// unsafe returns the raw HTML and the links of unknown schemes in a Markdown text, in order.
func unsafe(markdown string) []finding {
	src := []byte(markdown)
	var found []finding
	line := 1
	root := goldmark.DefaultParser().Parse(text.NewReader(src))
	add := func(what, hint string) { found = append(found, finding{line: line, what: what, hint: hint}) }
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
			line = 1 + bytes.Count(src[:n.Lines().At(0).Start], []byte("\n"))
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

// safeLink reports whether a link's scheme is one of those we serve, or absent.
func safeLink(url string) bool {
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
