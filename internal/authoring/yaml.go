package authoring

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// maxDepth bounds how deep mappings and lists may nest: our formats need eight.
const maxDepth = 32

// file is one file being read: its problems land in r, its places are those of the file.
type file struct {
	r    *reader
	name string
	line int // lines before the YAML text in the file
	node *catalog.Node
}

// parseYAML returns the root value of a YAML text, or nil where it has none or cannot be read.
func (f *file) parseYAML(text string) ast.Node {
	tree, err := parser.ParseBytes([]byte(text), 0)
	if err != nil {
		at := catalog.Position{File: f.name, Line: f.line + 1}
		message := err.Error()
		if line, column, rest, ok := syntaxError(message); ok {
			at.Line, at.Column, message = f.line+line, column, rest
		}
		f.r.problem("yaml-syntax", at, "", message, "mind the indentation, and quote texts that hold `: ` or `#`")
		return nil
	}
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return nil
	}
	if len(tree.Docs) > 1 {
		f.r.problem("yaml-syntax", f.at(tree.Docs[1]), "", "more than one YAML document in the file", "keep the first, move the others")
	}
	return tree.Docs[0].Body
}

// syntaxError takes "[3:5] message\n excerpt" apart.
func syntaxError(text string) (line, column int, message string, ok bool) {
	rest, found := strings.CutPrefix(text, "[")
	if !found {
		return 0, 0, "", false
	}
	place, rest, found := strings.Cut(rest, "] ")
	if !found {
		return 0, 0, "", false
	}
	if n, err := fmt.Sscanf(place, "%d:%d", &line, &column); n != 2 || err != nil {
		return 0, 0, "", false
	}
	message, _, _ = strings.Cut(rest, "\n")
	return line, column, message, true
}

func (f *file) at(n ast.Node) catalog.Position {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	p := n.GetToken().Position
	return catalog.Position{File: f.name, Line: f.line + p.Line, Column: p.Column}
}

// value is a node of the tree with its path in the thing that holds it.
type value struct {
	f     *file
	n     ast.Node
	path  string
	depth int
}

func (f *file) value(n ast.Node) value { return value{f: f, n: unwrap(n)} }

// unwrap takes off tags and comments around a node.
func unwrap(n ast.Node) ast.Node {
	for {
		switch t := n.(type) {
		case *ast.TagNode:
			n = t.Value
		default:
			return n
		}
	}
}

func (v value) problem(rule, message, hint string) {
	v.f.r.problem(rule, v.f.at(v.n), v.path, message, hint)
}

func (v value) wrong(want string) {
	v.problem("wrong-type", "is "+describe(v.n)+", should be "+want, "")
}

func describe(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode, nil:
		return "empty"
	case *ast.IntegerNode, *ast.FloatNode:
		return "a number"
	case *ast.BoolNode:
		return "true or false"
	case *ast.AliasNode, *ast.AnchorNode:
		return "an alias"
	}
	return "a text"
}

// child returns the value of a field or element of v and records where it stands.
func (v value) child(n ast.Node, path string) value {
	c := value{f: v.f, n: unwrap(n), path: path, depth: v.depth + 1}
	if v.f.node != nil && c.n != nil {
		v.f.node.Fields[path] = v.f.at(c.n)
	}
	return c
}

// fields calls the reader of each field of a mapping; a field without a reader is unknown.
func (v value) fields(readers map[string]func(value)) {
	m, ok := v.n.(*ast.MappingNode)
	if !ok {
		v.wrong("a mapping")
		return
	}
	if v.depth > maxDepth {
		v.problem("yaml-syntax", "nests too deep", "")
		return
	}
	seen := map[string]bool{}
	for _, entry := range m.Values {
		key := keyOf(entry)
		if entry.Key.IsMergeKey() || entry.Value.Type() == ast.AliasType || entry.Value.Type() == ast.AnchorType {
			v.f.r.problem("yaml-alias", v.f.at(entry.Key), join(v.path, key), "anchors and aliases are refused", "write the value out")
			continue
		}
		at := v.f.at(entry.Key)
		if seen[key] {
			v.f.r.problem("duplicate-field", at, join(v.path, key), "is written twice", "keep one")
			continue
		}
		seen[key] = true
		read, ok := readers[key]
		if !ok {
			known := make([]string, 0, len(readers))
			for k := range readers {
				known = append(known, k)
			}
			slices.Sort(known)
			hint := "known fields: " + strings.Join(known, ", ")
			if near, ok := catalog.Nearest(key, known); ok {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			v.f.r.problem("unknown-field", at, join(v.path, key), "no such field", hint)
			continue
		}
		if _, empty := entry.Value.(*ast.NullNode); empty {
			v.f.r.problem("empty-field", at, join(v.path, key), "has no value", "give it one or take the line out")
			continue
		}
		read(v.child(entry.Value, join(v.path, key)))
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// each calls read for each element of a list.
func (v value) each(read func(value)) {
	s, ok := v.n.(*ast.SequenceNode)
	if !ok {
		v.wrong("a list")
		return
	}
	if v.depth > maxDepth {
		v.problem("yaml-syntax", "nests too deep", "")
		return
	}
	for i, n := range s.Values {
		c := v.child(n, fmt.Sprintf("%s[%d]", v.path, i))
		switch c.n.(type) {
		case *ast.AliasNode, *ast.AnchorNode:
			c.problem("yaml-alias", "anchors and aliases are refused", "write the value out")
		default:
			read(c)
		}
	}
}

// keyOf returns the key of an entry, without the quotes it may be written in.
func keyOf(entry *ast.MappingValueNode) string {
	if s, ok := entry.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return entry.Key.String()
}

// entries calls read for each field of a mapping whose keys are the author's own.
func (v value) entries(read func(key string, v value)) {
	m, ok := v.n.(*ast.MappingNode)
	if !ok {
		v.wrong("a mapping")
		return
	}
	readers := map[string]func(value){}
	for _, entry := range m.Values {
		key := keyOf(entry)
		readers[key] = func(v value) { read(key, v) }
	}
	v.fields(readers)
}

func (v value) scalar() (string, bool) {
	switch n := v.n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func (v value) string(to *string) {
	s, ok := v.scalar()
	if !ok {
		v.wrong("a text")
		return
	}
	*to = strings.TrimSpace(s)
}

func (v value) strings(to *[]string) {
	v.each(func(v value) {
		var s string
		v.string(&s)
		*to = append(*to, s)
	})
}

func (v value) number(to *int32) {
	s, ok := v.scalar()
	n, err := strconv.ParseInt(s, 10, 32)
	if !ok || err != nil {
		v.wrong("a whole number")
		return
	}
	*to = int32(n)
}

func (v value) decimal(to *float64) {
	s, ok := v.scalar()
	n, err := strconv.ParseFloat(s, 64)
	if !ok || err != nil {
		v.wrong("a number")
		return
	}
	*to = n
}

func (v value) bool(to *bool) {
	b, ok := v.n.(*ast.BoolNode)
	if !ok {
		v.wrong("true or false")
		return
	}
	*to = b.Value
}

// text reads a string in the reference language, or one string a language.
func (v value) text(to *catalog.Text) {
	if s, ok := v.scalar(); ok {
		*to = catalog.Text{v.f.r.reference: strings.TrimSpace(s)}
		return
	}
	*to = catalog.Text{}
	v.entries(func(lang string, v value) {
		var s string
		v.string(&s)
		(*to)[catalog.Lang(lang)] = s
	})
}

func (v value) texts(to *[]catalog.Text) {
	v.each(func(v value) {
		var t catalog.Text
		v.text(&t)
		*to = append(*to, t)
	})
}

// enum reads a word in lower case with hyphens into a constant in upper case with underscores.
func enum[E ~string](v value, to *E) {
	var s string
	v.string(&s)
	*to = E(strings.ToUpper(strings.ReplaceAll(s, "-", "_")))
}
