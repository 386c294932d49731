package authoring

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// maxDepth bounds how deep mappings and lists may nest: our formats need eight. The parser takes quadratic time in it.
const maxDepth = 32

// file is one file being read: its problems land in r, its places are those of the file.
type file struct {
	r     *reader
	in    *Layer
	name  string // below the layer's folder
	shown string // as problems name it
	line  int    // lines before the YAML text in the file
	node  *catalog.Node
}

func newFile(r *reader, in *Layer, name string, node *catalog.Node) *file {
	return &file{r: r, in: in, name: name, shown: in.file(name), node: node}
}

// parseYAML returns the root value of a YAML text, or false where it has none or cannot be read.
func (f *file) parseYAML(text string) (value, bool) {
	tokens := lexer.Tokenize(text)
	if deep := tooDeep(tokens); deep != nil {
		f.problem("yaml-syntax", f.place(deep.Position), "", fmt.Sprintf("nests deeper than %d levels", maxDepth),
			"our formats need eight: close the brackets that are open")
		return value{}, false
	}
	tree, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		at := catalog.Position{File: f.shown, Line: f.line + 1}
		message := err.Error()
		if line, column, rest, ok := syntaxError(message); ok {
			at.Line, at.Column, message = f.line+line, column, rest
		}
		f.problem("yaml-syntax", at, "", message, "mind the indentation, and quote texts that hold `: ` or `#`")
		return value{}, false
	}
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return value{}, false
	}
	if len(tree.Docs) > 1 {
		at := catalog.Position{File: f.shown, Line: f.line + 1}
		if second := tree.Docs[1]; second.Body != nil {
			at = f.at(second.Body)
		} else if second.Start != nil {
			at = f.place(second.Start.Position)
		}
		f.problem("yaml-syntax", at, "", "more than one YAML document in the file", "keep the first, move the others")
	}
	root := value{f: f, n: tree.Docs[0].Body}
	return root, root.plain(f.at(root.n))
}

// tooDeep returns the token that opens one level too many, or nil.
func tooDeep(tokens token.Tokens) *token.Token {
	type level struct {
		column int
		list   bool
	}
	var block []level
	flow := 0
	for i, t := range tokens {
		column, list := t.Position.Column, false
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow = max(flow-1, 0)
		case token.SequenceEntryType:
			list = true
		case token.MappingValueType:
			if i > 0 {
				column = tokens[i-1].Position.Column
			}
		case token.MappingKeyType:
		default:
			continue
		}
		if flow == 0 {
			// What begins further to the left ends what is open; a list may stand right below its key.
			for n := len(block); n > 0 && (block[n-1].column > column || block[n-1].column == column && block[n-1].list && !list); n-- {
				block = block[:n-1]
			}
			if n := len(block); n == 0 || block[n-1] != (level{column, list}) {
				block = append(block, level{column, list})
			}
		}
		if len(block)+flow > maxDepth {
			return t
		}
	}
	return nil
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

func (f *file) problem(rule string, at catalog.Position, field, message, hint string) {
	f.r.problem(rule, at, field, message, hint)
}

func (f *file) place(p *token.Position) catalog.Position {
	return catalog.Position{File: f.shown, Line: f.line + p.Line, Column: p.Column}
}

func (f *file) at(n ast.Node) catalog.Position {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	t := n.GetToken()
	if t == nil || t.Position == nil {
		return catalog.Position{File: f.shown, Line: f.line + 1}
	}
	at := f.place(t.Position)
	if t.Type == token.ImplicitNullType {
		at.Column-- // nothing is written: it stands behind the sign, not behind the blank that may not be there
	}
	return at
}

// value is a node of the tree with its path in the thing that holds it.
type value struct {
	f    *file
	n    ast.Node
	path string
}

func (v value) problem(rule, message, hint string) {
	v.f.problem(rule, v.f.at(v.n), v.path, message, hint)
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
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.BoolNode:
		return "true or false"
	}
	return "a text"
}

// plain reports whether v is written out; else it says so: what is written elsewhere or with a tag is refused.
func (v value) plain(at catalog.Position) bool {
	switch v.n.(type) {
	case *ast.AliasNode, *ast.AnchorNode:
		v.f.problem("yaml-alias", at, v.path, "anchors and aliases are refused", "write the value out")
	case *ast.TagNode:
		v.f.problem("yaml-tag", at, v.path, "tags are refused", "take out the word that begins with `!`")
	default:
		return true
	}
	return false
}

// note records where v stands in the thing being read. In a layer above, it takes the place of what was written below.
func (v value) note(at catalog.Position) {
	if v.f.node != nil {
		v.f.node.Fields.Add(v.path, at)
	}
}

// forget drops what layers below wrote in v, which is about to be replaced.
func (v value) forget() {
	if v.f.node != nil && v.f.r.layered() {
		v.f.node.Fields.Drop(v.path)
	}
}

// each entry of a mapping, whose value is written out, in order. A key that was read already is a problem.
func (v value) mapping(read func(key string, v value, at catalog.Position)) {
	m, ok := v.n.(*ast.MappingNode)
	if !ok {
		v.wrong("a mapping")
		return
	}
	seen := make(map[string]bool, len(m.Values))
	for _, entry := range m.Values {
		key, at := keyOf(entry), v.f.at(entry.Key)
		c := value{f: v.f, n: entry.Value, path: below(v.path, key)}
		switch entry.Key.(type) {
		case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
			v.f.problem("yaml-alias", at, v.path, "anchors, aliases and tags are refused", "write the fields out")
			continue
		}
		if seen[key] {
			v.f.problem("duplicate-field", at, c.path, "is written twice", "keep one")
			continue
		}
		seen[key] = true
		read(key, c, at)
	}
}

// given reports whether the value of a field can be read: it says so where nothing is written, or not in full.
func (v value) given(at catalog.Position) bool {
	if _, empty := v.n.(*ast.NullNode); empty {
		v.note(at)
		v.f.problem("empty-field", at, v.path, "has no value", "give it one or take the line out")
		return false
	}
	if !v.plain(at) {
		v.note(at)
		return false
	}
	v.note(v.f.at(v.n))
	return true
}

// below returns the path of a field of what stands at path.
func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// each calls read for each element of a list; it returns false after saying that there is no list or that some element is
// not written out.
func (v value) each(read func(value)) (whole bool) {
	s, ok := v.n.(*ast.SequenceNode)
	if !ok {
		v.wrong("a list")
		return false
	}
	whole = true
	for i, n := range s.Values {
		c := value{f: v.f, n: n, path: fmt.Sprintf("%s[%d]", v.path, i)}
		if !c.plain(v.f.at(n)) {
			whole = false
			continue
		}
		c.note(v.f.at(n))
		read(c)
	}
	return whole
}

// entries calls read for each field of a mapping whose keys are the author's own.
func (v value) entries(read func(key string, v value)) {
	v.mapping(func(key string, v value, at catalog.Position) {
		if v.given(at) {
			read(key, v)
		}
	})
}

// id returns the scalar that a mapping holds under id, or "".
func (v value) id() string {
	if m, ok := v.n.(*ast.MappingNode); ok {
		for _, entry := range m.Values {
			if keyOf(entry) == "id" {
				s, _ := value{n: entry.Value}.scalar()
				return strings.TrimSpace(s)
			}
		}
	}
	return ""
}

// first returns the first element of the list that a mapping holds under key, or "".
func (v value) first(key string) string {
	if m, ok := v.n.(*ast.MappingNode); ok {
		for _, entry := range m.Values {
			if s, ok := entry.Value.(*ast.SequenceNode); ok && keyOf(entry) == key && len(s.Values) > 0 {
				scalar, _ := value{n: s.Values[0]}.scalar()
				return strings.TrimSpace(scalar)
			}
		}
	}
	return ""
}

// keyOf returns the key of an entry, without the quotes it may be written in.
func keyOf(entry *ast.MappingValueNode) string {
	switch k := entry.Key.(type) {
	case *ast.StringNode:
		return k.Value
	case *ast.MappingKeyNode:
		if s, ok := k.Value.(*ast.StringNode); ok {
			return s.Value
		}
	}
	return entry.Key.String()
}

// scalar returns the text of a scalar as it is written.
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
