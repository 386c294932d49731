package authoring

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Canonical returns the text of a file of a content folder in canonical form: the fields of each record in the order of
// their format, those without one last. Comments move with the field they stand above or beside; those that open the file stay
// there. Whatever else the author chose stays: quotes, blank lines, the order of lists and of the author's own keys. It
// says the same as before and is its own canonical form. A text that cannot be read is returned as it is, with problems.
func Canonical(name string, b []byte) (string, []catalog.Problem) {
	in := &Layer{}
	r := &reader{stack: &stack{layers: []Layer{*in}}}
	text, ok := r.decode(catalog.Position{File: name}, b)
	if !ok {
		return string(b), r.problems
	}
	kind, ok := KindOf(name)
	if !ok {
		r.problem("unknown-file", catalog.Position{File: name}, "", "is no file that a catalogue is made of", "")
		return string(b), r.problems
	}
	if !strings.HasSuffix(name, ".md") {
		arranged, ok := arrange(newFile(r, in, name, nil), text, kind.shape, true)
		if !ok {
			return string(b), r.problems
		}
		return arranged, nil
	}
	if !strings.HasPrefix(text, "---\n") && strings.Count(name, ".") > 1 {
		return text, nil // a translation holds a body only
	}
	front, body, _, ok := r.split(unitFile{in: in, name: name}, text)
	if !ok {
		return string(b), r.problems
	}
	f := newFile(r, in, name, nil)
	f.line = 1
	arranged, ok := arrange(f, front, kind.shape, false)
	if !ok {
		return string(b), r.problems
	}
	return "---\n" + arranged + "---\n" + body, nil
}

// ended returns a text whose last line is ended, if it has any.
func ended(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

// arrange returns a YAML text with its fields in canonical order, or false after saying why it cannot be read. What
// cannot be arranged safely stays as it is. opens says whether the text is the beginning of its file.
func arrange(f *file, text string, s *shape, opens bool) (string, bool) {
	text = ended(text)
	before := f.r.errors
	root, ok := f.parseYAML(text)
	switch {
	case f.r.errors > before:
		return "", false
	case !ok: // comments at most
		return text, true
	}
	a := &arranger{lines: strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n"), opens: opens}
	a.lines[len(a.lines)-1] += "\n"
	a.value(root.n, s, 0, len(a.lines))
	arranged := strings.Join(a.lines, "")
	if !sameContent(text, arranged) {
		return text, true
	}
	return arranged, true
}

// arranger puts the lines of a YAML text in another order. Their number never changes, so that the places of values that
// were not touched yet hold: it goes from the last to the first, and from the inside out.
type arranger struct {
	lines []string // with their ends
	opens bool
}

// value arranges a value that is written in lines from up to, but without, to.
func (a *arranger) value(n ast.Node, s *shape, from, to int) {
	switch n := n.(type) {
	case *ast.MappingNode:
		if n.IsFlowStyle {
			a.flow(n.Start, s, to)
			return
		}
		a.mapping(n, s, from, to)
	case *ast.SequenceNode:
		if n.IsFlowStyle {
			a.flow(n.Start, s, to)
			return
		}
		a.sequence(n, s, to)
	}
}

// sequence arranges the elements of a list in block style.
func (a *arranger) sequence(n *ast.SequenceNode, s *shape, to int) {
	if s == nil || len(n.Entries) != len(n.Values) {
		return
	}
	for i, dash := range slices.Backward(n.Entries) {
		at := dash.Start.Position
		if at.Line > to {
			return
		}
		a.value(n.Values[i], s.of, at.Line-1, a.end(at.Line-1, to, at.Column-1))
		to = at.Line - 1
	}
}

// indent returns how many blanks a line begins with.
func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// end returns where what begins in the line from ends: blank lines, and comments no deeper than margin, belong to what
// follows.
func (a *arranger) end(from, to, margin int) int {
	for to > from+1 {
		line := strings.TrimSpace(a.lines[to-1])
		if line != "" && (!strings.HasPrefix(line, "#") || indent(a.lines[to-1]) > margin) {
			break
		}
		to--
	}
	return to
}

// segment is a field of a mapping in block style.
type segment struct {
	rank              int
	blank, head, line int // where the blank lines, the comments above, and the field begin
	end               int
}

// mapping arranges a mapping in block style, which begins in the line from or below.
func (a *arranger) mapping(n *ast.MappingNode, s *shape, from, to int) {
	segments := make([]segment, len(n.Values))
	margin := n.Values[0].Key.GetToken().Position.Column - 1
	for i, entry := range slices.Backward(n.Values) {
		at := entry.Key.GetToken().Position
		if at.Column-1 != margin || at.Line <= from || at.Line > to {
			return
		}
		g := segment{line: at.Line - 1, end: a.end(at.Line-1, to, margin)}
		rank, of := s.field(keyOf(entry))
		g.rank = rank
		a.value(entry.Value, of, g.line+1, g.end)
		segments[i], to = g, g.line
	}
	if s == nil || s.sort != sortRecord {
		return
	}
	first := n.Values[0].Key.GetToken().Position.Line - 1
	prefix := a.lines[first][:margin]
	dashed := strings.TrimSpace(prefix) == "-"
	switch {
	case dashed:
		from = first
	case strings.TrimSpace(prefix) != "":
		return
	case from < first && strings.HasPrefix(strings.TrimSpace(a.lines[from]), "-"): // a dash on a line of its own
		from++
	}
	for i := range segments {
		g := &segments[i]
		g.blank = from
		for g.head = from; g.head < g.line && strings.TrimSpace(a.lines[g.head]) == ""; g.head++ {
		}
		from = g.end
	}
	if g := &segments[0]; !dashed {
		g.head = a.opening(g)
	}
	a.reorder(segments, prefix, dashed)
}

// opening returns where the comments of the first field begin: what opens a file, or stands apart from the field, and a
// line for an editor stay where they are.
func (a *arranger) opening(g *segment) int {
	if a.opens && g.blank == 0 {
		return g.line
	}
	for i := g.line - 1; i >= g.head; i-- {
		text := strings.TrimSpace(a.lines[i])
		if text == "" || strings.HasPrefix(text, "# yaml-language-server:") {
			return i + 1
		}
	}
	return g.head
}

// reorder puts the segments of a mapping in the order of their ranks. prefix is what stands before the first key.
func (a *arranger) reorder(segments []segment, prefix string, dashed bool) {
	order := slices.Clone(segments)
	slices.SortStableFunc(order, func(x, y segment) int { return x.rank - y.rank })
	if slices.Equal(order, segments) {
		return
	}
	margin := strings.Repeat(" ", len(prefix))
	var lines []string
	for i, g := range order {
		slot := segments[i]
		lines = append(lines, a.lines[slot.blank:slot.head]...)
		for _, line := range a.lines[g.head:g.line] {
			if dashed && i == 0 && strings.TrimSpace(line) != "" {
				line = strings.Repeat(" ", indent(prefix)) + strings.TrimLeft(line, " ")
			}
			lines = append(lines, line)
		}
		field := slices.Clone(a.lines[g.line:g.end])
		switch {
		case dashed && i == 0:
			field[0] = prefix + field[0][len(prefix):]
		case dashed && g == segments[0]:
			field[0] = margin + field[0][len(prefix):]
		}
		lines = append(lines, field...)
	}
	copy(a.lines[segments[0].blank:], lines)
}

// field returns the rank of a field and the shape of its value: nil where nothing is known of it.
func (s *shape) field(key string) (int, *shape) {
	switch {
	case s == nil:
		return 0, nil
	case s.sort == sortTable:
		return 0, s.of
	}
	for i, f := range s.fields {
		if f.name == key {
			return i, f.shape
		}
	}
	return len(s.fields), nil
}

// flow arranges a value in flow style that begins with a bracket and ends before the line to. It is left as it is where
// it holds comments.
func (a *arranger) flow(bracket *token.Token, s *shape, to int) {
	from, column := bracket.Position.Line-1, bracket.Position.Column-1
	line := []rune(a.lines[from])
	if column >= len(line) || string(line[column]) != bracket.Value {
		return
	}
	before := string(line[:column])
	p := &flow{src: strings.Join(a.lines[from:to], "")[len(before):], ok: true}
	text := before + p.collection(s) + p.src[min(p.at, len(p.src)):]
	if lines := strings.SplitAfter(text, "\n"); p.ok && len(lines) == to-from+1 {
		copy(a.lines[from:to], lines)
	}
}

// flow goes through a value in flow style.
type flow struct {
	src string
	at  int
	ok  bool
}

// collection returns a mapping or a list in canonical order; it begins at its bracket. Blanks stay where they are.
func (p *flow) collection(s *shape) string {
	type item struct {
		before, text, after string
		rank                int
	}
	opening := p.src[p.at]
	p.at++
	var items []item
	for p.ok {
		text, key := p.item(opening, s)
		trimmed := strings.TrimSpace(text)
		start := strings.Index(text, trimmed)
		it := item{before: text[:start], text: trimmed, after: text[start+len(trimmed):]}
		if opening == '{' && s != nil && s.sort == sortRecord {
			it.rank, _ = s.field(key)
		}
		items = append(items, it)
		if p.at >= len(p.src) {
			p.ok = false
			break
		}
		p.at++
		if p.src[p.at-1] != ',' {
			break
		}
	}
	closing := p.src[min(p.at, len(p.src))-1]
	order := slices.Clone(items)
	if n := len(order); n > 0 && order[n-1].text == "" { // after a last comma
		order = order[:n-1]
	}
	slices.SortStableFunc(order, func(x, y item) int { return x.rank - y.rank })
	var b strings.Builder
	b.WriteByte(opening)
	for i, slot := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(slot.before)
		if i < len(order) {
			b.WriteString(order[i].text)
		}
		b.WriteString(slot.after)
	}
	b.WriteByte(closing)
	return b.String()
}

// item returns the text of an element up to the comma or bracket that ends it, and its key in a mapping.
func (p *flow) item(opening byte, s *shape) (text, key string) {
	var b strings.Builder
	of, begins, keyed := s, true, false // begins: a value may begin here
	if opening == '[' {
		if s != nil {
			of = s.of
		}
		keyed = true
	}
	for ; p.at < len(p.src); p.at++ {
		switch c := p.src[p.at]; {
		case c == ',' || c == '}' || c == ']':
			return b.String(), key
		case c == '{' || c == '[':
			if !begins {
				p.ok = false
				return "", ""
			}
			b.WriteString(p.collection(of))
			p.at--
			begins = false
		case begins && (c == '"' || c == '\''):
			end := quoted(p.src[p.at:])
			b.WriteString(p.src[p.at : p.at+end])
			p.at += end - 1
			begins = false
		case c == '#' && (b.Len() == 0 || strings.ContainsRune(" \n\t", rune(p.src[p.at-1]))):
			p.ok = false
			return "", ""
		case c == ':' && !keyed && p.at+1 < len(p.src) && strings.ContainsRune(" \n\t,[]{}", rune(p.src[p.at+1])):
			key, keyed, begins = strings.Trim(strings.TrimSpace(b.String()), `"'`), true, true
			_, of = s.field(key)
			b.WriteByte(c)
		case c == ' ' || c == '\n' || c == '\t':
			b.WriteByte(c)
		default:
			b.WriteByte(c)
			begins = false
		}
	}
	p.ok = false
	return "", ""
}

// quoted returns the length of the quoted scalar that a text begins with.
func quoted(text string) int {
	quote := text[0]
	for i := 1; i < len(text); i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}

// sameContent reports whether two YAML texts say the same and hold the same comments, in whichever order.
func sameContent(a, b string) bool {
	said := func(text string) (value, []string, bool) {
		f := newFile(&reader{stack: &stack{layers: make([]Layer, 1)}}, &Layer{}, "", nil)
		v, ok := f.parseYAML(text)
		var comments []string
		for _, t := range lexer.Tokenize(text) {
			if t.Type == token.CommentType {
				comments = append(comments, t.Value)
			}
			if slices.Contains([]token.Type{token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType}, t.Type) {
				return value{}, nil, false // refused by the reader, and their order matters
			}
		}
		slices.Sort(comments)
		return v, comments, ok
	}
	x, before, ok1 := said(a)
	y, after, ok2 := said(b)
	return ok1 && ok2 && slices.Equal(before, after) && sameNode(x.n, y.n)
}

// sameNode reports whether two values are the same, whatever the order of fields. A field written twice is never the same.
func sameNode(a, b ast.Node) bool {
	switch a := a.(type) {
	case *ast.MappingNode:
		b, ok := b.(*ast.MappingNode)
		if !ok || len(a.Values) != len(b.Values) {
			return false
		}
		fields := make(map[string]ast.Node, len(a.Values))
		for _, entry := range b.Values {
			fields[keyOf(entry)] = entry.Value
		}
		if len(fields) < len(a.Values) {
			return false
		}
		return !slices.ContainsFunc(a.Values, func(entry *ast.MappingValueNode) bool {
			other, there := fields[keyOf(entry)]
			return !there || !sameNode(entry.Value, other)
		})
	case *ast.SequenceNode:
		b, ok := b.(*ast.SequenceNode)
		return ok && slices.EqualFunc(a.Values, b.Values, sameNode)
	}
	x, ok1 := value{n: a}.scalar()
	y, ok2 := value{n: b}.scalar()
	return ok1 == ok2 && x == y && describe(a) == describe(b) && (ok1 || fmt.Sprintf("%T", a) == fmt.Sprintf("%T", b))
}
