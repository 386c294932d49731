package importer

import (
	"bytes"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// source is a text and where its lines come from: its own file, or a part of one in another form.
type source struct {
	file   string
	text   []byte
	starts []int // where each line begins
	origin []int // the line of the file that each line comes from, nil where they are the same
}

func newSource(file string, content []byte, origin []int) *source {
	s := &source{file: file, text: content, starts: []int{0}, origin: origin}
	for i, c := range content {
		if c == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	return s
}

// line returns the line of the file, counted from 1, that the byte at offset comes from.
func (s *source) line(offset int) int {
	i := sort.SearchInts(s.starts, offset+1) - 1
	if s.origin != nil {
		return s.origin[min(max(i, 0), len(s.origin)-1)]
	}
	return max(i, 0) + 1
}

type blockKind int

const (
	blockHeading blockKind = iota
	blockParagraph
	blockList
	blockItem
	blockQuote
	blockTable
	blockRow
	blockCell
	blockCode
	blockRule
)

// block is a part of a page: what Markdown says it is, with its text as lines of spans.
type block struct {
	kind     blockKind
	level    int // of a heading; 1 for the items of an outer list
	ordered  bool
	src      *source
	from, to int // the bytes of whole lines it takes in src
	line     int // of its file
	lines    [][]span
	children []*block
	marks    []*mark // what is counted of the block itself: its item or row, and its addresses
	used     bool    // something was made of it; what is left of a page becomes prose
	foreign  bool    // holds HTML: its bytes cannot be copied
}

// span is a part of a line that is written in one way.
type span struct {
	text   string // what is read: for a link its label
	url    string // the address as written, "" for a text
	bare   bool   // the address stands in the text
	image  bool
	strong bool
	code   bool
	line   int
	mark   *mark
}

// page is a Markdown file, taken apart.
type page struct {
	name   string
	src    *source
	title  string // from its front matter, "" without
	blocks []*block
	hidden []*mark // addresses that a reader of the page does not see
}

// bareURL is an inline parser for addresses in a text. It comes before emphasis is looked for, so that the underscores of
// an address stay in it.
type bareURL struct{}

func (bareURL) Trigger() []byte { return []byte(" :(\"',;-|/>=.#+") }

func (bareURL) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if pc.IsInLinkLabel() {
		return nil
	}
	line, segment := block.PeekLine()
	skip := 0
	if schemeAt(string(line[:min(len(line), 12)])) == "" {
		skip = 1
	}
	if len(line) <= skip || schemeAt(string(line[skip:min(len(line), skip+12)])) == "" {
		return nil
	}
	n := urlToken(string(line[skip:]))
	if skip > 0 {
		ast.MergeOrAppendTextSegment(parent, segment.WithStop(segment.Start+skip))
	}
	block.Advance(skip + n)
	value := ast.NewTextSegment(text.NewSegment(segment.Start+skip, segment.Start+skip+n))
	return ast.NewAutoLink(ast.AutoLinkURL, value)
}

// parsers returns one for pages and one for a line of text in which nothing is a list or a heading.
func parsers() (pages, lines parser.Parser) {
	inline := append(parser.DefaultInlineParsers(), util.Prioritized(bareURL{}, 50))
	pages = parser.NewParser(parser.WithBlockParsers(parser.DefaultBlockParsers()...), parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...))
	lines = parser.NewParser(parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(inline...))
	return pages, lines
}

// outliner takes pages apart.
type outliner struct {
	pages, lines parser.Parser
	page         *page
	refs         []parser.Reference
}

// outline takes a page apart, as [decode] returns it. It never fails: what Markdown does not understand is a text.
func outline(name string, raw []byte) *page {
	p := &page{name: name}
	raw = p.frontMatter(raw)
	o := &outliner{page: p}
	o.pages, o.lines = parsers()
	converted, origin := markdownTables(raw)
	p.src = newSource(name, converted, origin)
	p.blocks = o.parse(p.src, 0)
	return p
}

// frontMatter takes the fields before a page off, keeps their title, and leaves blank lines so that others keep their
// numbers.
func (p *page) frontMatter(raw []byte) []byte {
	rest, ok := bytes.CutPrefix(raw, []byte("---\n"))
	if !ok {
		return raw
	}
	end := bytes.Index(rest, []byte("\n---"))
	if end < 0 || bytes.Contains(rest[:end], []byte("\n\n")) {
		return raw
	}
	var fields map[string]any
	if err := yaml.Unmarshal(rest[:end+1], &fields); err != nil || fields == nil {
		return raw
	}
	if title, ok := fields["title"].(string); ok {
		p.title = clean(title)
	}
	end += len("---\n") + len("\n---")
	if next := bytes.IndexByte(raw[end:], '\n'); next >= 0 {
		end += next
	} else {
		end = len(raw)
	}
	blank := bytes.Repeat([]byte("\n"), bytes.Count(raw[:end], []byte("\n")))
	return append(blank, raw[end:]...)
}

// parse returns the blocks of a text. Depth counts the pieces of HTML around it.
func (o *outliner) parse(src *source, depth int) []*block {
	pc := parser.NewContext()
	root := o.pages.Parse(text.NewReader(src.text), parser.WithContext(pc))
	o.refs = append(o.refs, pc.References()...)
	return o.children(src, root, depth)
}

func (o *outliner) children(src *source, parent ast.Node, depth int) []*block {
	var all []*block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		all = append(all, o.block(src, n, depth)...)
	}
	return all
}

func (o *outliner) block(src *source, n ast.Node, depth int) []*block {
	b := &block{src: src}
	b.from, b.to = extent(src, n)
	b.line = src.line(b.from)
	switch n := n.(type) {
	case *ast.Heading:
		b.kind, b.level = blockHeading, n.Level
		b.lines = o.inline(src, n)
	case *ast.Paragraph, *ast.TextBlock:
		if rows := o.pipeTable(src, n); rows != nil {
			return rows
		}
		b.kind = blockParagraph
		b.lines = o.inline(src, n)
		if tight := tightHeading(b); tight != nil {
			return tight
		}
	case *ast.List:
		b.kind, b.ordered = blockList, n.IsOrdered()
		b.children = o.children(src, n, depth)
	case *ast.ListItem:
		b.kind = blockItem
		b.children = o.children(src, n, depth)
	case *ast.Blockquote:
		b.kind = blockQuote
		b.children = o.children(src, n, depth)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		b.kind = blockCode
		b.lines = codeLines(src, n)
	case *ast.HTMLBlock:
		return o.html(src, n, depth)
	case *ast.ThematicBreak:
		b.kind = blockRule
	case *ast.LinkReferenceDefinition:
		o.page.hidden = append(o.page.hidden, &mark{
			Kind: markURL, File: src.file, Line: b.line, URL: string(n.Destination), hint: hintDefinition,
		})
		return nil
	default:
		b.kind = blockParagraph
		b.lines = o.inline(src, n)
	}
	b.foreign = b.foreign || holdsHTML(n)
	return []*block{b}
}

// tightHeading returns the heading that a paragraph opens with, where its author left out the blank behind the signs, and
// the rest of the paragraph; nil where it opens with none.
func tightHeading(b *block) []*block {
	if len(b.lines) == 0 || b.lines[0][0].url != "" {
		return nil
	}
	title := strings.TrimLeft(b.lines[0][0].text, "#")
	level := len(b.lines[0][0].text) - len(title)
	if r, _ := utf8.DecodeRuneInString(title); level < 1 || level > 6 || !unicode.IsUpper(r) && (level == 1 || !unicode.IsLetter(r)) {
		return nil
	}
	end := b.from
	for end < b.to && b.src.text[end] != '\n' {
		end++
	}
	h := *b
	h.kind, h.level, h.to, h.lines = blockHeading, level, min(end+1, b.to), b.lines[:1]
	h.lines[0][0].text = title
	if len(b.lines) == 1 {
		return []*block{&h}
	}
	b.from, b.lines = h.to, b.lines[1:]
	b.line = b.src.line(b.from)
	return []*block{&h, b}
}

func holdsHTML(n ast.Node) bool {
	found := false
	_ = ast.Walk(n, func(n ast.Node, _ bool) (ast.WalkStatus, error) { // the function returns no error
		found = found || n.Kind() == ast.KindRawHTML || n.Kind() == ast.KindHTMLBlock
		if found {
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return found
}

// extent returns the whole lines of src that a node takes.
func extent(src *source, n ast.Node) (from, to int) {
	from, to = len(src.text), 0
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if !entering || n.Type() != ast.TypeBlock {
			return ast.WalkContinue, nil
		}
		if p := n.Pos(); p >= 0 {
			from, to = min(from, p), max(to, p)
		}
		for i := range n.Lines().Len() {
			at := n.Lines().At(i)
			from, to = min(from, at.Start), max(to, at.Stop)
		}
		if h, ok := n.(*ast.HTMLBlock); ok && h.HasClosure() {
			to = max(to, h.ClosureLine.Stop)
		}
		return ast.WalkContinue, nil
	})
	from = min(from, max(to, 0), len(src.text))
	for from > 0 && src.text[from-1] != '\n' {
		from--
	}
	if _, fenced := n.(*ast.FencedCodeBlock); fenced && n.Lines().Len() > 0 && n.Pos() < 0 {
		from = lineBefore(src.text, from)
	}
	for to < len(src.text) && (to == 0 || src.text[to-1] != '\n') {
		to++
	}
	return from, max(to, from)
}

func lineBefore(content []byte, at int) int {
	if at == 0 {
		return 0
	}
	return lineStart(content, at-1)
}

func codeLines(src *source, n ast.Node) [][]span {
	var lines [][]span
	for i := range n.Lines().Len() {
		at := n.Lines().At(i)
		s := strings.TrimRight(string(at.Value(src.text)), "\n")
		lines = append(lines, cutURLs([]span{{text: s, code: true, line: src.line(at.Start)}}))
	}
	return lines
}

// inline returns the lines of a block's text.
func (o *outliner) inline(src *source, n ast.Node) [][]span {
	f := &flattener{src: src, line: src.line(max(n.Pos(), 0))}
	if n.Lines().Len() > 0 {
		f.line = src.line(n.Lines().At(0).Start)
	}
	f.walk(n, false)
	f.endLine()
	return f.lines
}

// flattener makes lines of spans out of inline nodes.
type flattener struct {
	src   *source
	lines [][]span
	now   []span
	line  int
	open  *span // the link that an <a> has opened
}

func (f *flattener) add(s span) {
	s.line = f.line
	if s.url == "" && s.text == "" {
		return
	}
	if f.open != nil && s.url == "" {
		f.open.text += s.text
		return
	}
	if k := len(f.now) - 1; k >= 0 && s.url == "" && f.now[k].url == "" && f.now[k].strong == s.strong && f.now[k].code == s.code {
		f.now[k].text += s.text
		return
	}
	f.now = append(f.now, s)
}

func (f *flattener) endLine() {
	if f.open != nil {
		f.now = append(f.now, *f.open)
		f.open = nil
	}
	if line := cutURLs(f.now); len(line) > 0 {
		f.lines = append(f.lines, line)
	}
	f.now = nil
}

func (f *flattener) walk(parent ast.Node, strong bool) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if p := n.Pos(); p >= 0 {
			f.line = f.src.line(p)
		}
		switch n := n.(type) {
		case *ast.Text:
			f.line = f.src.line(n.Segment.Start)
			f.add(span{text: plain(n.Segment.Value(f.src.text)), strong: strong})
			if n.SoftLineBreak() || n.HardLineBreak() {
				f.endLine()
			}
		case *ast.String:
			f.add(span{text: string(n.Value), strong: strong})
		case *ast.CodeSpan:
			f.add(span{text: textOf(f.src, n), strong: strong, code: true})
		case *ast.AutoLink:
			label := string(n.Label(f.src.text))
			if n.AutoLinkType == ast.AutoLinkEmail {
				f.add(span{text: label, strong: strong})
			} else {
				f.add(span{text: label, url: label, bare: true, strong: strong})
			}
		case *ast.Link:
			f.link(n, strong)
		case *ast.Image:
			f.add(span{text: textOf(f.src, n), url: unescape(n.Destination), image: true, strong: strong})
		case *ast.Emphasis:
			f.walk(n, strong || n.Level == 2)
		case *ast.RawHTML:
			f.tag(n, strong)
		default:
			f.walk(n, strong)
		}
	}
}

func (f *flattener) link(n *ast.Link, strong bool) {
	line := f.line
	label, url := textOf(f.src, n), unescape(n.Destination)
	if own := ownText(f.src, n); clean(own) != "" {
		label = own
	}
	if schemeAt(label) != "" && schemeAt(url) == "" && !strings.Contains(url, ":") && !strings.Contains(url, ".md") {
		label, url = plain([]byte(url)), label // [address](title): the two were swapped
	}
	f.add(span{text: label, url: url, strong: strong})
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if i, ok := c.(*ast.Image); ok && entering {
			f.add(span{text: textOf(f.src, i), url: unescape(i.Destination), image: true})
		}
		return ast.WalkContinue, nil
	})
	f.line = line
}

// tag takes in a tag within a line: breaks, links and images mean something, the others are dropped.
func (f *flattener) tag(n *ast.RawHTML, strong bool) {
	var raw strings.Builder
	for i := range n.Segments.Len() {
		at := n.Segments.At(i)
		raw.Write(at.Value(f.src.text))
	}
	t := parseTag(raw.String())
	switch {
	case t.name == "br" || t.name == "p" || t.name == "li" || t.name == "div":
		f.endLine()
	case t.name == "a" && !t.closing && t.href != "":
		f.open = &span{url: t.href, strong: strong, line: f.line}
	case t.name == "a" && f.open != nil:
		s := *f.open
		f.open = nil
		f.add(s)
	case t.name == "img" && t.src != "":
		f.add(span{text: t.alt, url: t.src, image: true})
	case t.name != "" && (t.href != "" || t.src != ""):
		f.add(span{text: t.alt, url: t.href + t.src, image: t.src != ""})
	}
}

// ownText returns the text of a link without those of the pictures in it.
func ownText(src *source, n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Image:
		case *ast.Text:
			b.WriteString(plain(c.Segment.Value(src.text)))
			if c.SoftLineBreak() {
				b.WriteByte(' ')
			}
		default:
			b.WriteString(textOf(src, c))
		}
	}
	return b.String()
}

// textOf returns the text of a node as it is read.
func textOf(src *source, n ast.Node) string {
	var b strings.Builder
	_, code := n.(*ast.CodeSpan)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			if code {
				b.Write(c.Segment.Value(src.text))
			} else {
				b.WriteString(plain(c.Segment.Value(src.text)))
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(src.text))
		default:
			b.WriteString(textOf(src, c))
		}
	}
	return b.String()
}

// plain resolves the escapes and entities of a text.
func plain(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 && bytes.IndexByte(raw, '&') < 0 {
		return string(raw)
	}
	resolved := util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	return strings.ToValidUTF8(strings.ReplaceAll(string(resolved), "\x00", ""), "\ufffd")
}

// unescape returns a link's destination as its author meant it.
func unescape(raw []byte) string { return plain(raw) }

// cutURLs cuts the addresses that stand in texts into spans of their own, and drops empty texts.
func cutURLs(line []span) []span {
	var all []span
	for _, s := range line {
		if s.url != "" {
			all = append(all, s)
			continue
		}
		for s.text != "" {
			at := nextURL(s.text)
			if at < 0 {
				all = append(all, s)
				break
			}
			if at > 0 {
				before := s
				before.text = s.text[:at]
				all = append(all, before)
			}
			n := urlToken(s.text[at:])
			all = append(all, span{text: s.text[at : at+n], url: s.text[at : at+n], bare: true, strong: s.strong, code: s.code, line: s.line})
			s.text = s.text[at+n:]
		}
	}
	return all
}

// pipeTable returns the table that a paragraph is, with the lines before it as a paragraph of their own; nil where it is
// none. A row keeps every cell it has, however many its header has.
func (o *outliner) pipeTable(src *source, n ast.Node) []*block {
	count := n.Lines().Len()
	delimiter, piped := -1, 0
	for i := range count {
		at := n.Lines().At(i)
		line := strings.TrimSpace(string(at.Value(src.text)))
		if isDelimiter(line) && i > 0 && delimiter < 0 {
			delimiter = i
		}
		if strings.HasPrefix(line, "|") {
			piped++
		}
	}
	first := delimiter - 1
	if delimiter < 0 {
		if piped < count || count < 2 {
			return nil
		}
		first = 0
	}
	if header := n.Lines().At(first); !bytes.Contains(header.Value(src.text), []byte("|")) {
		return nil
	}
	t := &block{kind: blockTable, src: src}
	for i := first; i < count; i++ {
		at := n.Lines().At(i)
		if i == delimiter {
			continue
		}
		t.children = append(t.children, o.row(src, at))
	}
	t.from, _ = extent(src, n)
	_, t.to = extent(src, n)
	t.line = t.children[0].line
	blocks := []*block{t}
	if first > 0 {
		before := &block{kind: blockParagraph, src: src, from: t.from, line: src.line(t.from)}
		before.to = lineStart(src.text, n.Lines().At(first).Start)
		t.from = before.to
		for i := range first {
			at := n.Lines().At(i)
			before.lines = append(before.lines, o.fragment(src, at.Start, at.Stop)...)
		}
		blocks = tightHeading(before)
		if blocks == nil {
			blocks = []*block{before}
		}
		blocks = append(blocks, t)
	}
	return blocks
}

func lineStart(content []byte, at int) int {
	for at > 0 && content[at-1] != '\n' {
		at--
	}
	return at
}

// isDelimiter reports whether a line stands between the header of a table and its rows.
func isDelimiter(line string) bool {
	return strings.Contains(line, "-") && strings.Contains(line, "|") && strings.Trim(line, "|:- \t") == ""
}

func (o *outliner) row(src *source, at text.Segment) *block {
	r := &block{kind: blockRow, src: src, from: lineStart(src.text, at.Start), to: at.Stop, line: src.line(at.Start)}
	from, to := at.Start, at.Stop
	for from < to && (src.text[from] == ' ' || src.text[from] == '\t') {
		from++
	}
	for to > from && strings.ContainsRune(" \t\n", rune(src.text[to-1])) {
		to--
	}
	if from < to && src.text[from] == '|' {
		from++
	}
	if to > from && src.text[to-1] == '|' && (to-2 < from || src.text[to-2] != '\\') {
		to--
	}
	begin, code := from, false
	for i := from; i <= to; i++ {
		if i < to && src.text[i] == '`' {
			code = !code && bytes.IndexByte(src.text[i+1:to], '`') >= 0
		}
		if i < to && (src.text[i] != '|' || i > from && src.text[i-1] == '\\' || code) {
			continue
		}
		r.children = append(r.children, &block{
			kind: blockCell, src: src, from: begin, to: i, line: r.line, lines: o.fragment(src, begin, i),
		})
		begin = i + 1
	}
	return r
}

// fragment returns the lines of a part of a text in which nothing is a list or a heading.
func (o *outliner) fragment(src *source, from, to int) [][]span {
	part := newSource(src.file, bytes.ReplaceAll(src.text[from:to], []byte(`\|`), []byte("|")), nil)
	line := src.line(from)
	part.origin = make([]int, len(part.starts))
	for i := range part.origin {
		part.origin[i] = line + i
	}
	pc := parser.NewContext()
	for _, r := range o.refs {
		pc.AddReference(r)
	}
	root := o.lines.Parse(text.NewReader(part.text), parser.WithContext(pc))
	var lines [][]span
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		lines = append(lines, o.inline(part, n)...)
	}
	return lines
}

// label returns the text of some spans on one line, links as their labels.
func label(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		if !s.image {
			b.WriteString(s.text)
		}
	}
	return clean(b.String())
}

// text returns the text of a block on one line, links as their labels; without what stands in its children.
func (b *block) text() string {
	var parts []string
	for _, line := range b.lines {
		parts = append(parts, label(line))
	}
	return clean(strings.Join(parts, " "))
}

// own returns the lines of an item before the lists in it, or of any other block.
func (b *block) own() [][]span {
	if b.kind != blockItem {
		return b.lines
	}
	var lines [][]span
	for _, c := range b.children {
		if c.kind == blockParagraph || c.kind == blockHeading {
			lines = append(lines, c.lines...)
		}
	}
	return lines
}

// lists returns the lists in an item.
func (b *block) lists() []*block {
	var all []*block
	for _, c := range b.children {
		if c.kind == blockList {
			all = append(all, c)
		}
	}
	return all
}

// each calls f for a block and everything in it, a block before what it holds.
func (b *block) each(f func(*block)) {
	f(b)
	for _, c := range b.children {
		c.each(f)
	}
}

func isLetterAfter(s string, at int) bool {
	r, _ := utf8.DecodeRuneInString(s[at:])
	return r != utf8.RuneError && !isBlank(r)
}
