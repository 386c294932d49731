package importer

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// editor changes a YAML text so that it says something else, and leaves all lines alone that need not change: an author's
// comments, order and quotes stay.
type editor struct {
	lines []string
	edits []lineEdit
	ok    bool
}

// lineEdit puts text in the place of the lines from up to, but without, to.
type lineEdit struct {
	from, to int
	text     string
}

// edit returns a text that says what merged says, made of one that says ours; written anew where that cannot be done.
func edit(text string, ours, merged any) string {
	if e, ok := tryEdit(text, ours, merged); ok {
		return e
	}
	var b strings.Builder
	writeTree(&b, merged, 0)
	return b.String()
}

func tryEdit(text string, ours, merged any) (string, bool) {
	root, _, err := parseTree(text)
	if err != nil || root == nil {
		return "", false
	}
	e := &editor{lines: strings.Split(strings.TrimSuffix(text, "\n"), "\n"), ok: true}
	switch n := root.(type) {
	case *ast.MappingNode:
		a, ok1 := ours.(*mapping)
		b, ok2 := merged.(*mapping)
		if !ok1 || !ok2 || n.IsFlowStyle {
			return "", false
		}
		e.mapping(n, a, b, len(e.lines))
	case *ast.SequenceNode:
		a, ok1 := ours.([]any)
		b, ok2 := merged.([]any)
		if !ok1 || !ok2 || n.IsFlowStyle {
			return "", false
		}
		e.sequence(n, a, b, len(e.lines))
	default:
		return "", false
	}
	if !e.ok {
		return "", false
	}
	out := e.apply()
	if _, now, err := parseTree(out); err != nil || !equal(now, merged) {
		return "", false
	}
	return out, true
}

// apply makes the edits, the last first.
func (e *editor) apply() string {
	slices.SortStableFunc(e.edits, func(a, b lineEdit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.to - b.to
	})
	var b strings.Builder
	at := 0
	for _, c := range e.edits {
		for ; at < c.from; at++ {
			b.WriteString(e.lines[at] + "\n")
		}
		b.WriteString(c.text)
		at = max(at, c.to)
	}
	for ; at < len(e.lines); at++ {
		b.WriteString(e.lines[at] + "\n")
	}
	return b.String()
}

// indent returns the blanks before a line's text.
func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// end returns where what begins at from ends before limit: blank lines and comments that stand no deeper than margin
// belong to what follows.
func (e *editor) end(from, limit, margin int) int {
	for limit > from+1 {
		line := e.lines[limit-1]
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || strings.HasPrefix(trimmed, "#") && indent(line) <= margin {
			limit--
			continue
		}
		break
	}
	return limit
}

// mapping edits a mapping that ends before the line limit.
func (e *editor) mapping(n *ast.MappingNode, ours, merged *mapping, limit int) {
	type field struct{ from, to int }
	at := map[string]field{}
	margin := 0
	for i, v := range n.Values {
		pos := v.Key.GetToken().Position
		from := pos.Line - 1
		if i == 0 {
			margin = pos.Column - 1
		}
		to := limit
		if i+1 < len(n.Values) {
			to = n.Values[i+1].Key.GetToken().Position.Line - 1
		}
		if from < 0 || from >= len(e.lines) || to <= from || margin > len(e.lines[from]) {
			e.ok = false
			return
		}
		at[keyOf(v)] = field{from, e.end(from, to, margin)}
	}
	for i, v := range n.Values {
		k := keyOf(v)
		f := at[k]
		want, kept := merged.values[k]
		switch {
		case !kept && i == 0 && strings.TrimSpace(e.lines[f.from][:margin]) != "":
			e.ok = false // the first field of an entry stands behind its dash
			return
		case !kept:
			e.edits = append(e.edits, lineEdit{f.from, f.to, ""})
		case !equal(ours.values[k], want):
			e.value(v, ours.values[k], want, f.from, f.to, margin)
		}
		if !e.ok {
			return
		}
	}
	after := ""
	for _, k := range merged.keys {
		if _, there := at[k]; there {
			after = k
			continue
		}
		var b strings.Builder
		pad(&b, margin)
		writeField(&b, k, merged.values[k], margin)
		line := limit
		switch {
		case after != "":
			line = at[after].to
		case len(n.Values) > 0:
			line = at[keyOf(n.Values[0])].to
		}
		e.edits = append(e.edits, lineEdit{line, line, b.String()})
	}
}

// value edits the value of a field that takes the lines from up to to.
func (e *editor) value(v *ast.MappingValueNode, ours, merged any, from, to, margin int) {
	switch n := v.Value.(type) {
	case *ast.MappingNode:
		a, ok1 := ours.(*mapping)
		b, ok2 := merged.(*mapping)
		if ok1 && ok2 && !n.IsFlowStyle && len(n.Values) > 0 && n.Values[0].Key.GetToken().Position.Line-1 > from {
			e.mapping(n, a, b, to)
			return
		}
	case *ast.SequenceNode:
		a, ok1 := ours.([]any)
		b, ok2 := merged.([]any)
		if ok1 && ok2 && !n.IsFlowStyle && n.Start.Position.Line-1 > from {
			e.sequence(n, a, b, to)
			return
		}
	}
	var b strings.Builder
	b.WriteString(e.lines[from][:margin])
	writeField(&b, keyOf(v), merged, margin)
	e.edits = append(e.edits, lineEdit{from, to, b.String()})
}

// sequence edits a list that ends before the line limit, entry by entry where entries have names and keep their order.
func (e *editor) sequence(n *ast.SequenceNode, ours, merged []any, limit int) {
	margin := n.Start.Position.Column - 1
	starts := make([]int, len(n.Values))
	for i, v := range n.Values {
		line := firstLine(v) - 1
		for line >= 0 && line < len(e.lines) && (len(e.lines[line]) <= margin || indent(e.lines[line]) != margin || e.lines[line][margin] != '-') {
			line--
		}
		if line < 0 || line >= len(e.lines) || i > 0 && line <= starts[i-1] {
			e.ok = false
			return
		}
		starts[i] = line
	}
	ends := make([]int, len(starts))
	for i := range starts {
		to := limit
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		ends[i] = e.end(starts[i], to, margin)
	}
	here, _, ok1 := keyed(ours)
	there, byKey, ok2 := keyed(merged)
	if !ok1 || !ok2 || len(here) != len(starts) || !slices.Equal(common(here, there), common(there, here)) {
		e.rewrite(starts, ends, merged, margin)
		return
	}
	for i, k := range here {
		want, kept := byKey[k]
		switch {
		case !kept:
			e.edits = append(e.edits, lineEdit{starts[i], ends[i], ""})
		case !equal(ours[i], want):
			e.entry(n.Values[i], ours[i], want, starts[i], ends[i], margin)
		}
		if !e.ok {
			return
		}
	}
	line := starts[0]
	for i, k := range there {
		if j := slices.Index(here, k); j >= 0 {
			line = ends[j]
			continue
		}
		var b strings.Builder
		pad(&b, margin)
		writeEntry(&b, merged[i], margin, flowsHere(e.lines[starts[0]]))
		e.edits = append(e.edits, lineEdit{line, line, b.String()})
	}
}

// flowsHere reports whether an entry is written on one line, so that its new neighbours are too.
func flowsHere(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " -"), "{") }

// entry edits an entry of a list.
func (e *editor) entry(n ast.Node, ours, merged any, from, to, margin int) {
	m, block := n.(*ast.MappingNode)
	a, ok1 := ours.(*mapping)
	b, ok2 := merged.(*mapping)
	if block && !m.IsFlowStyle && ok1 && ok2 {
		before := len(e.edits)
		e.mapping(m, a, b, to)
		if e.ok {
			return
		}
		e.edits, e.ok = e.edits[:before], true
	}
	var w strings.Builder
	pad(&w, margin)
	writeEntry(&w, merged, margin, flowsHere(e.lines[from]))
	e.edits = append(e.edits, lineEdit{from, to, w.String()})
}

// rewrite writes all entries of a list anew.
func (e *editor) rewrite(starts, ends []int, merged []any, margin int) {
	if len(starts) == 0 {
		e.ok = false
		return
	}
	var b strings.Builder
	for _, v := range merged {
		pad(&b, margin)
		writeEntry(&b, v, margin, flowsHere(e.lines[starts[0]]))
	}
	e.edits = append(e.edits, lineEdit{starts[0], ends[len(ends)-1], b.String()})
}

// firstLine returns the line of a node's first token.
func firstLine(n ast.Node) int {
	line := n.GetToken().Position.Line
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		line = m.Values[0].Key.GetToken().Position.Line
	}
	return line
}
