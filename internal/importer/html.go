package importer

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// maxHTMLDepth bounds how often a piece of HTML may hold Markdown that holds HTML.
const maxHTMLDepth = 4

// tag is what matters of an HTML tag.
type tag struct {
	name           string
	closing        bool
	href, src, alt string
	rows, columns  int // that a cell takes beyond its own
}

func parseTag(raw string) tag {
	z := html.NewTokenizer(strings.NewReader(raw))
	kind := z.Next()
	token := z.Token()
	t := tag{name: token.Data, closing: kind == html.EndTagToken}
	if kind != html.StartTagToken && kind != html.EndTagToken && kind != html.SelfClosingTagToken {
		return tag{}
	}
	t.attributes(&token)
	return t
}

func (t *tag) attributes(token *html.Token) {
	for _, a := range token.Attr {
		switch a.Key {
		case "href":
			t.href = strings.TrimSpace(a.Val)
		case "src", "data", "poster":
			t.src = strings.TrimSpace(a.Val)
		case "alt":
			t.alt = clean(a.Val)
		case "rowspan":
			t.rows = beyondOne(a.Val)
		case "colspan":
			t.columns = beyondOne(a.Val)
		}
	}
}

// beyondOne returns how many more than one a cell takes, within reason.
func beyondOne(s string) int {
	n, ok := number(strings.TrimSpace(s))
	if !ok || n > 1000 {
		return 0
	}
	return max(n-1, 0)
}

// html returns the blocks that a piece of HTML means, as if it had been written in Markdown. Addresses in comments are
// counted as hidden.
func (o *outliner) html(src *source, n *ast.HTMLBlock, depth int) []*block {
	from, to := extent(src, n)
	c := &converter{file: src.file, line: src.line(from)}
	c.convert(src.text[from:to])
	o.page.hidden = append(o.page.hidden, c.hidden...)
	text, origin := c.markdown()
	if strings.TrimSpace(string(text)) == "" {
		return nil
	}
	inner := newSource(src.file, text, origin)
	if depth >= maxHTMLDepth {
		return []*block{{
			kind: blockParagraph, src: inner, from: 0, to: len(text), line: inner.line(0), foreign: true,
			lines: [][]span{cutURLs([]span{{text: clean(string(text)), line: inner.line(0)}})},
		}}
	}
	blocks := o.parse(inner, depth+1)
	for _, b := range blocks {
		b.each(func(b *block) { b.foreign = true })
	}
	return blocks
}

// converter writes HTML as Markdown, line by line, each with the line it comes from.
type converter struct {
	file   string
	line   int // of the source
	out    []string
	origin []int
	now    strings.Builder
	began  int // the line that now began at
	hidden []*mark
	href   string
	items  int    // lists that are open
	inCell bool   // a break in a cell is not a new line
	raw    string // the element whose text is not read, such as script
}

func (c *converter) convert(text []byte) {
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		kind := z.Next()
		raw := z.Raw()
		lines := bytes.Count(raw, []byte("\n"))
		switch kind {
		case html.ErrorToken:
			c.text(string(raw))
			return
		case html.TextToken:
			c.text(string(raw))
			lines = 0
		case html.CommentToken, html.DoctypeToken:
			c.comment(string(raw))
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			token := z.Token()
			t := tag{name: token.Data, closing: kind == html.EndTagToken}
			t.attributes(&token)
			c.tag(t)
		}
		c.line += lines
	}
}

// text writes the text between tags, whose lines stay lines: it may be Markdown.
func (c *converter) text(s string) {
	for i, part := range strings.Split(s, "\n") {
		if i > 0 {
			if c.inCell {
				c.now.WriteByte(' ')
			} else {
				c.newline()
			}
			c.line++
		}
		if c.raw != "" {
			if at := nextURL(part); at >= 0 {
				c.comment(part)
			}
			continue
		}
		if c.now.Len() == 0 {
			c.began = c.line
			if c.items == 0 {
				part = strings.TrimLeft(part, " \t")
			}
		}
		if c.inCell {
			part = strings.ReplaceAll(part, "|", "&#124;")
		}
		c.now.WriteString(html.UnescapeString(part))
	}
}

// comment counts the addresses that are not shown.
func (c *converter) comment(s string) {
	for i, line := range strings.Split(s, "\n") {
		for {
			at := nextURL(line)
			if at < 0 {
				break
			}
			n := urlToken(line[at:])
			url := strings.TrimSuffix(line[at:at+n], "--")
			c.hidden = append(c.hidden, &mark{Kind: markURL, File: c.file, Line: c.line + i, URL: url, hint: hintComment})
			line = line[at+n:]
		}
	}
}

func (c *converter) newline() {
	c.out, c.origin = append(c.out, strings.TrimRight(c.now.String(), " \t")), append(c.origin, max(c.began, 1))
	c.now.Reset()
	c.began = c.line
}

// paragraph ends the line and leaves an empty one.
func (c *converter) paragraph() {
	if c.now.Len() > 0 {
		c.newline()
	}
	if len(c.out) > 0 && c.out[len(c.out)-1] != "" {
		c.newline()
	}
}

func (c *converter) write(s string) {
	if c.now.Len() == 0 {
		c.began = c.line
	}
	c.now.WriteString(s)
}

func (c *converter) tag(t tag) {
	switch t.name {
	case "script", "style", "iframe", "object", "svg":
		c.raw = t.name
		if t.closing || t.src != "" && t.name == "iframe" {
			c.raw = ""
		}
		if t.src != "" {
			c.hidden = append(c.hidden, &mark{Kind: markURL, File: c.file, Line: c.line, URL: t.src, hint: hintEmbedded})
		}
	case "a":
		if !t.closing {
			c.href = t.href
			if c.href != "" {
				c.write("[")
			}
		} else if c.href != "" {
			c.write("](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "").Replace(c.href) + ">)")
			c.href = ""
		}
	case "img":
		if t.src != "" {
			c.write("![" + t.alt + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "").Replace(t.src) + ">)")
		}
	case "b", "strong":
		if !c.inCell {
			c.write("**")
		}
	case "br":
		if c.inCell {
			c.write("<br>")
		} else {
			c.newline()
		}
	case "ul", "ol":
		if c.inCell {
			return
		}
		if t.closing {
			c.items = max(c.items-1, 0)
		} else {
			c.items++
		}
		c.paragraph()
	case "li":
		switch {
		case c.inCell && !t.closing:
			c.write("<br>")
		case !c.inCell && !t.closing:
			if c.now.Len() > 0 {
				c.newline()
			}
			c.write(strings.Repeat("  ", max(c.items-1, 0)) + "- ")
		}
	case "summary":
		c.paragraph()
		if !t.closing && !c.inCell {
			c.write("###### ")
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		c.paragraph()
		if !t.closing {
			c.write(strings.Repeat("#", int(t.name[1]-'0')) + " ")
		}
	case "p", "div", "details", "section", "article", "dl", "dt", "dd", "center", "figure", "figcaption", "blockquote", "body", "html", "header", "footer", "main":
		if c.inCell {
			c.write(" ")
		} else {
			c.paragraph()
		}
	}
}

// markdown returns what was written, and the line that each line comes from.
func (c *converter) markdown() (text []byte, origin []int) {
	if c.now.Len() > 0 {
		c.newline()
	}
	c.newline()
	return []byte(strings.Join(c.out, "\n")), c.origin
}

// markdownTables writes the HTML tables of a page as Markdown ones, so that a page has one kind of table. It returns the
// lines of the page and the line that each comes from; nil where they are the same.
func markdownTables(text []byte) (converted []byte, origin []int) {
	lower := bytes.ToLower(text)
	if len(lower) != len(text) || !bytes.Contains(lower, []byte("<table")) {
		return text, nil
	}
	var out []string
	line := 1
	copyLines := func(part []byte) {
		for i, s := range strings.Split(string(part), "\n") {
			if i > 0 || len(out) == 0 {
				out, origin = append(out, s), append(origin, line+i)
			} else {
				out[len(out)-1] += s
			}
		}
		line += bytes.Count(part, []byte("\n"))
	}
	for {
		from := bytes.Index(lower, []byte("<table"))
		if from < 0 {
			break
		}
		length := bytes.Index(lower[from:], []byte("</table>"))
		if length < 0 {
			break
		}
		length += len("</table>")
		copyLines(text[:from])
		rows, lines := tableRows(text[from:from+length], line)
		out, origin = append(out, ""), append(origin, line)
		out, origin = append(out, rows...), append(origin, lines...)
		line += bytes.Count(text[from:from+length], []byte("\n"))
		out, origin = append(out, "", ""), append(origin, line, line)
		text, lower = text[from+length:], lower[from+length:]
	}
	copyLines(text)
	return []byte(strings.Join(out, "\n")), origin
}

// tableRows returns the rows of an HTML table as those of a Markdown one.
func tableRows(text []byte, line int) (rows []string, lines []int) {
	z := html.NewTokenizer(bytes.NewReader(text))
	var cells []string
	var cell *converter
	var opened tag
	rowLine := line
	taken := map[int]int{} // rows that a cell above still takes, by column
	skip := func() {
		for taken[len(cells)] > 0 {
			taken[len(cells)]--
			cells = append(cells, "")
		}
	}
	end := func() {
		if cell != nil {
			content, _ := cell.markdown()
			for i := range opened.columns + 1 {
				taken[len(cells)] = opened.rows
				if i > 0 {
					content = nil
				}
				cells = append(cells, strings.ReplaceAll(strings.TrimSpace(string(content)), "\n", " "))
			}
			cell = nil
		}
	}
	flush := func() {
		end()
		if len(cells) > 0 {
			skip()
		}
		if len(cells) > 0 {
			rows, lines = append(rows, "| "+strings.Join(cells, " | ")+" |"), append(lines, rowLine)
			if len(rows) == 1 {
				rows, lines = append(rows, strings.Repeat("|-", len(cells))+"|"), append(lines, rowLine)
			}
		}
		cells = nil
	}
	for {
		kind := z.Next()
		raw := z.Raw()
		count := bytes.Count(raw, []byte("\n"))
		if kind == html.ErrorToken {
			flush()
			return rows, lines
		}
		token := z.Token()
		switch {
		case kind == html.TextToken || kind == html.CommentToken:
			if cell != nil && kind == html.TextToken {
				cell.text(string(raw))
			}
		case token.Data == "tr" && kind == html.StartTagToken:
			flush()
			rowLine = line
		case token.Data == "tr" || token.Data == "table" && kind == html.EndTagToken:
			flush()
		case (token.Data == "td" || token.Data == "th") && kind == html.StartTagToken:
			end()
			skip()
			opened = tag{}
			opened.attributes(&token)
			cell = &converter{line: line, began: line, inCell: true}
		case (token.Data == "td" || token.Data == "th") && kind == html.EndTagToken:
			end()
		case cell != nil:
			t := tag{name: token.Data, closing: kind == html.EndTagToken}
			t.attributes(&token)
			cell.tag(t)
		}
		line += count
	}
}
