package importer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// rest makes prose of what nothing else was made of: the body of an article, or of the step that a page is about.
func (r *reading) rest(c *scope) {
	var heads []*block
	written := map[*block]bool{}
	title := r.titleBlock(c)
	if title != nil && !r.titles(c, title) {
		title = nil
	}
	for _, b := range c.blocks {
		if b.kind == blockHeading {
			for len(heads) > 0 && heads[len(heads)-1].level >= b.level {
				heads = heads[:len(heads)-1]
			}
			heads = append(heads, b)
			continue
		}
		if b.kind == blockRule || b.used {
			continue
		}
		body, t := r.bodyFor(c, b)
		md := r.markdown(b)
		if md == "" { // pictures, blanks: their marks say so
			continue
		}
		for _, h := range heads {
			if !written[h] && h != title && !r.m.words.noise.has(h.text()) {
				written[h] = true
				if _, _, ok := r.m.stepOf(h.text()); ok && t.kind == kindStep {
					continue // it has become the step itself
				}
				if s := r.markdown(h); s != "" {
					*body = append(*body, s)
				}
				h.marks[0].into(t, "body")
				r.citeAll(h, t, "body")
			}
		}
		*body = append(*body, md)
		r.citeAll(b, t, "body")
	}
	if title != nil {
		for _, a := range r.articles {
			if a.page == c.name {
				title.marks[0].into(&a.thing, "title")
			}
		}
	}
}

// bodyFor returns the text that a block of prose goes into.
func (r *reading) bodyFor(c *scope, b *block) (*[]string, *thing) {
	if s := c.at[b]; s != nil && c.kind != pageProse && c.kind != pageSupport {
		return &s.body, &s.thing
	}
	a := r.article(c.name)
	return &a.body, &a.thing
}

// titles reports whether a heading becomes the title of its page's article, and so need not stand in its text.
func (r *reading) titles(c *scope, h *block) bool {
	return c.title == "" && (!isFront(c.name) || !strings.HasSuffix(h.text(), "?"))
}

// titleBlock returns the heading that titles a page: the first that says something.
func (r *reading) titleBlock(c *scope) *block {
	for _, b := range c.blocks {
		if b.kind == blockHeading && b.text() != "" && !r.m.words.noise.has(b.text()) {
			return b
		}
	}
	return nil
}

// markdown returns a block in Markdown that a catalogue may serve: as it was typed where that is safe, else written anew
// without HTML, pictures or links that would lead nowhere.
func (r *reading) markdown(b *block) string {
	if !b.foreign && !r.rewritten(b) {
		raw := strings.TrimRight(string(b.src.text[b.from:b.to]), " \t\n")
		if safeMarkdown(raw) {
			return raw
		}
	}
	w := &writer{r: r}
	w.block(b, "")
	s := strings.TrimRight(w.out.String(), " \t\n")
	if !safeMarkdown(s) {
		s = escape(clean(b.all()))
	}
	return strings.TrimLeft(s, "\n")
}

// all returns the text of a block and of everything in it.
func (b *block) all() string {
	var parts []string
	b.each(func(b *block) { parts = append(parts, b.text()) })
	return strings.Join(parts, " ")
}

// rewritten reports whether a block cannot stay as it was typed: a part of it is used elsewhere, or a link leads to a page
// or a picture that the catalogue does not have.
func (r *reading) rewritten(b *block) bool {
	found := false
	typed := string(b.src.text[b.from:b.to])
	b.each(func(inner *block) {
		if inner.used && inner != b && inner.kind != blockParagraph {
			found = true
		}
		for _, m := range inner.marks {
			if m.Kind == markURL && (!isWeb(m.URL) || !strings.Contains(typed, m.URL) || r.found(span{url: m.URL, bare: true}, "").url != m.URL) {
				found = true
			}
		}
		for _, line := range inner.lines {
			found = found || slices.ContainsFunc(line, func(s span) bool { return s.image })
		}
	})
	return found
}

// writer writes blocks in Markdown.
type writer struct {
	out strings.Builder
	r   *reading
}

func (w *writer) block(b *block, indent string) {
	switch b.kind {
	case blockHeading:
		w.line(indent, strings.Repeat("#", b.level)+" "+w.inline(flat(b.lines)))
	case blockParagraph:
		for _, l := range b.lines {
			w.line(indent, guard(w.inline(l)))
		}
	case blockList:
		for i, it := range b.children {
			if it.used {
				continue
			}
			mark := "- "
			if b.ordered {
				mark = itoa(i+1) + ". "
			}
			w.item(it, indent, mark)
		}
	case blockItem:
		w.item(b, indent, "- ")
	case blockQuote:
		inner := &writer{r: w.r}
		for i, c := range b.children {
			if i > 0 {
				inner.out.WriteByte('\n')
			}
			inner.block(c, "")
		}
		for l := range strings.SplitSeq(strings.TrimRight(inner.out.String(), "\n"), "\n") {
			w.line(indent, "> "+l)
		}
	case blockTable:
		width := 0
		for _, row := range b.children {
			width = max(width, len(row.children))
		}
		for i, row := range b.children {
			cells := make([]string, width)
			for j, cell := range row.children {
				cells[j] = strings.ReplaceAll(w.inline(flat(cell.lines)), "|", "\\|")
			}
			w.line(indent, "| "+strings.Join(cells, " | ")+" |")
			if i == 0 {
				w.line(indent, strings.Repeat("|-", width)+"|")
			}
		}
	case blockCode:
		fence := "```"
		for _, l := range b.lines {
			for strings.Contains(raw(l), fence) {
				fence += "`"
			}
		}
		w.line(indent, fence)
		for _, l := range b.lines {
			w.line(indent, raw(l))
		}
		w.line(indent, fence)
	default:
	}
}

func (w *writer) item(it *block, indent, mark string) {
	inner := indent + strings.Repeat(" ", len(mark))
	begun := false
	for _, c := range it.children {
		if c.kind == blockList && begun {
			w.block(c, inner)
			continue
		}
		part := &writer{r: w.r}
		part.block(c, "")
		for l := range strings.SplitSeq(strings.TrimRight(part.out.String(), "\n"), "\n") {
			if !begun {
				w.line(indent, mark+l)
				begun = true
			} else {
				w.line(inner, l)
			}
		}
	}
}

func (w *writer) line(indent, s string) {
	w.out.WriteString(strings.TrimRight(indent+s, " "))
	w.out.WriteByte('\n')
}

func flat(lines [][]span) []span {
	var all []span
	for i, l := range lines {
		if i > 0 {
			all = append(all, span{text: " "})
		}
		all = append(all, l...)
	}
	return all
}

func raw(line []span) string {
	var b strings.Builder
	for _, s := range line {
		b.WriteString(s.text)
	}
	return b.String()
}

// inline writes a line.
func (w *writer) inline(line []span) string {
	var b strings.Builder
	for _, s := range line {
		f := found{}
		if s.url != "" {
			f = w.r.found(span{url: s.url, bare: true}, "")
		}
		switch {
		case s.image:
		case s.url != "" && isWeb(s.url) && sound(f.url):
			b.WriteString("[" + escape(cmpOr(clean(s.text), f.url)) + "](<" + strings.NewReplacer("\\", "%5C").Replace(f.url) + ">)")
		case s.strong && clean(s.text) != "":
			lead, tail := edges(s.text)
			b.WriteString(lead + "**" + escape(clean(s.text)) + "**" + tail)
		default:
			lead, tail := edges(s.text)
			if clean(s.text) == "" {
				b.WriteString(lead)
				continue
			}
			b.WriteString(lead + escape(clean(s.text)) + tail)
		}
	}
	return strings.TrimSpace(b.String())
}

// edges returns a blank for each side of a text that has one.
func edges(s string) (lead, tail string) {
	if strings.TrimLeftFunc(s, isBlank) != s {
		lead = " "
	}
	if strings.TrimRightFunc(s, isBlank) != s {
		tail = " "
	}
	return lead, tail
}

// entity is what a reader of Markdown would take for another sign.
var entity = regexp.MustCompile(`&[#0-9A-Za-z]+;`)

var escapes = strings.NewReplacer(
	"\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "<", "\\<", ">", "\\>", "|", "\\|", "~", "\\~",
)

// escape returns a text as Markdown that reads as the same text.
func escape(s string) string { return entity.ReplaceAllString(escapes.Replace(s), `\$0`) }

// guard keeps the first sign of a line from starting a list, a heading or a line under one.
func guard(s string) string {
	if s == "" {
		return s
	}
	if strings.ContainsRune("#-+=", rune(s[0])) {
		return "\\" + s
	}
	if n := digits(s); n > 0 && n < len(s) && (s[n] == '.' || s[n] == ')') {
		return s[:n] + "\\" + s[n:]
	}
	return s
}

// safeMarkdown reports whether a text has neither HTML nor links of schemes that a catalogue refuses.
func safeMarkdown(s string) bool {
	root := goldmark.DefaultParser().Parse(text.NewReader([]byte(s)))
	safe := true
	_ = ast.Walk(root, func(n ast.Node, _ bool) (ast.WalkStatus, error) { // the function returns no error
		switch n := n.(type) {
		case *ast.HTMLBlock, *ast.RawHTML, *ast.Image:
			safe = false
		case *ast.Link:
			safe = safe && safeScheme(string(n.Destination))
		case *ast.AutoLink:
			safe = safe && (n.AutoLinkType == ast.AutoLinkEmail || safeScheme(string(n.URL([]byte(s)))))
		}
		return ast.WalkContinue, nil
	})
	return safe
}

func safeScheme(url string) bool {
	scheme, _, ok := strings.Cut(url, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	return slices.Contains([]string{"http", "https", "mailto"}, strings.ToLower(scheme))
}
