package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A tree is what a YAML text says: a [*mapping], a list of trees ([]any), or a scalar as it reads (string). Comments and
// styles are no part of it.

// mapping is a YAML mapping in the order of its keys.
type mapping struct {
	keys   []string
	values map[string]any
}

func newMapping() *mapping { return &mapping{values: map[string]any{}} }

// set adds or replaces a value; nil, "" and empty lists and mappings are not said at all.
func (m *mapping) set(key string, v any) *mapping {
	switch v := v.(type) {
	case nil:
		return m
	case string:
		if v == "" {
			return m
		}
	case []any:
		if len(v) == 0 {
			return m
		}
	case *mapping:
		if v == nil || len(v.keys) == 0 {
			return m
		}
	}
	if _, ok := m.values[key]; !ok {
		m.keys = append(m.keys, key)
	}
	m.values[key] = v
	return m
}

// MarshalJSON writes the mapping in its order.
func (m *mapping) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, k := range m.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		key, _ := json.Marshal(k) //nolint:errchkjson // a string is always written
		value, err := json.Marshal(m.values[k])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k, err)
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// treeFromJSON reads what MarshalJSON wrote.
func treeFromJSON(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return decodeTree(d)
}

func decodeTree(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			list := []any{}
			for d.More() {
				v, err := decodeTree(d)
				if err != nil {
					return nil, err
				}
				list = append(list, v)
			}
			_, err := d.Token()
			return list, err //nolint:wrapcheck // the bracket was seen by More
		}
		m := newMapping()
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, fmt.Errorf("state: %w", err)
			}
			v, err := decodeTree(d)
			if err != nil {
				return nil, err
			}
			k, _ := key.(string)
			if _, ok := m.values[k]; !ok {
				m.keys = append(m.keys, k)
			}
			m.values[k] = v
		}
		_, err := d.Token()
		return m, err //nolint:wrapcheck // the brace was seen by More
	case string:
		return t, nil
	case json.Number:
		return t.String(), nil
	case bool:
		return strconv.FormatBool(t), nil
	}
	return nil, nil
}

// treeOf returns what a YAML node says; nil for nothing.
func treeOf(n ast.Node) any {
	switch n := n.(type) {
	case *ast.MappingNode:
		m := newMapping()
		for _, e := range n.Values {
			k := keyOf(e)
			if _, ok := m.values[k]; !ok {
				m.keys = append(m.keys, k)
			}
			m.values[k] = treeOf(e.Value)
		}
		return m
	case *ast.MappingValueNode:
		m := newMapping()
		m.keys, m.values[keyOf(n)] = []string{keyOf(n)}, treeOf(n.Value)
		return m
	case *ast.SequenceNode:
		list := []any{}
		for _, v := range n.Values {
			list = append(list, treeOf(v))
		}
		return list
	case *ast.TagNode:
		return treeOf(n.Value)
	case *ast.AnchorNode:
		return treeOf(n.Value)
	case *ast.StringNode:
		return strings.TrimSpace(n.Value)
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value)
	case *ast.NullNode, nil:
		return nil
	}
	return strings.TrimSpace(n.GetToken().Value)
}

func keyOf(e *ast.MappingValueNode) string {
	if s, ok := e.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return e.Key.String()
}

// parseTree parses a YAML text.
func parseTree(text string) (ast.Node, any, error) {
	f, err := parser.ParseBytes([]byte(text), parser.ParseComments)
	if err != nil {
		return nil, nil, fmt.Errorf("yaml: %w", err)
	}
	if len(f.Docs) == 0 || f.Docs[0].Body == nil {
		return nil, nil, nil
	}
	if len(f.Docs) > 1 {
		return nil, nil, errors.New("yaml: more than one document")
	}
	body := f.Docs[0].Body
	if _, ok := body.(*ast.CommentGroupNode); ok {
		return nil, nil, nil
	}
	return body, treeOf(body), nil
}

// equal reports whether two trees say the same, whatever the order of keys.
func equal(a, b any) bool {
	switch a := a.(type) {
	case *mapping:
		other, ok := b.(*mapping)
		if !ok || len(a.keys) != len(other.keys) {
			return false
		}
		for _, k := range a.keys {
			v, ok := other.values[k]
			if !ok || !equal(a.values[k], v) {
				return false
			}
		}
		return true
	case []any:
		other, ok := b.([]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for i := range a {
			if !equal(a[i], other[i]) {
				return false
			}
		}
		return true
	case nil:
		return b == nil
	case string:
		s, ok := b.(string)
		return ok && s == a
	}
	return false
}

// show returns a tree on one line, for reports.
func show(v any) string {
	if v == nil {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// flows are the fields that are written on one line.
var flows = map[string]bool{"placements": true, "links": true, "helpedBy": true, "link": true, "onlyIf": true, "access": true, "when": true, "outcomes": true, "languages": true, "topics": true, "steps": true}

// writeTree writes a tree as YAML below a margin: mappings and lists as blocks, but for short ones of the fields in flows.
func writeTree(b *strings.Builder, v any, margin int) {
	switch v := v.(type) {
	case *mapping:
		for _, k := range v.keys {
			pad(b, margin)
			writeField(b, k, v.values[k], margin)
		}
	case []any:
		for _, e := range v {
			pad(b, margin)
			writeEntry(b, e, margin, false)
		}
	default:
		pad(b, margin)
		b.WriteString(scalar(v, false) + "\n")
	}
}

func pad(b *strings.Builder, n int) { b.WriteString(strings.Repeat(" ", n)) }

// writeField writes a key and its value; the margin of the key is written already.
func writeField(b *strings.Builder, key string, v any, margin int) {
	b.WriteString(scalar(key, false) + ":")
	switch v := v.(type) {
	case *mapping:
		if line := flow(v); flows[key] && fits(v) && len(line) <= 110 {
			b.WriteString(" " + line + "\n")
			return
		}
		b.WriteByte('\n')
		writeTree(b, v, margin+2)
	case []any:
		if line := flow(v); (flows[key] || isScalars(v)) && isScalars(v) && short1(v) && len(line) <= 110 {
			b.WriteString(" " + line + "\n")
			return
		}
		b.WriteByte('\n')
		for _, e := range v {
			pad(b, margin+2)
			writeEntry(b, e, margin+2, flows[key])
		}
	default:
		b.WriteString(" " + scalar(v, false) + "\n")
	}
}

// writeEntry writes an entry of a list; its margin is written already.
func writeEntry(b *strings.Builder, v any, margin int, flowing bool) {
	m, ok := v.(*mapping)
	if !ok {
		if list, ok := v.([]any); ok {
			b.WriteString("- " + flow(list) + "\n")
			return
		}
		b.WriteString("- " + scalar(v, false) + "\n")
		return
	}
	if line := flow(m); flowing && fits(m) && len(line) <= 110 {
		b.WriteString("- " + line + "\n")
		return
	}
	b.WriteString("- ")
	for i, k := range m.keys {
		if i > 0 {
			pad(b, margin+2)
		}
		writeField(b, k, m.values[k], margin+2)
	}
	if len(m.keys) == 0 {
		b.WriteString("{}\n")
	}
}

func isScalars(list []any) bool {
	for _, v := range list {
		if _, ok := v.(string); !ok {
			return false
		}
	}
	return true
}

// short1 reports whether a list holds words rather than texts.
func short1(list []any) bool {
	for _, v := range list {
		if s, ok := v.(string); ok && !isWord(s) {
			return false
		}
	}
	return true
}

// fits reports whether a mapping holds only words and lists of words, so that a line of it is easy to read.
func fits(m *mapping) bool {
	for _, k := range m.keys {
		switch v := m.values[k].(type) {
		case string:
			if !isWord(v) {
				return false
			}
		case []any:
			if !isScalars(v) || !short1(v) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func isWord(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_' {
			return false
		}
	}
	return s != ""
}

// flow returns a tree on one line of YAML.
func flow(v any) string {
	switch v := v.(type) {
	case *mapping:
		parts := make([]string, len(v.keys))
		for i, k := range v.keys {
			parts[i] = scalar(k, true) + ": " + flow(v.values[k])
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = flow(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return scalar(v, true)
}

// reserved are the words that YAML readers take for something other than a text.
var reserved = map[string]bool{"true": true, "false": true, "yes": true, "no": true, "on": true, "off": true, "null": true, "y": true, "n": true, "nan": true, "inf": true}

// meant are reserved words that our own fields hold as words or as true and false.
var meant = map[string]bool{"true": true, "false": true, "yes": true, "no": true}

// scalar returns a scalar as YAML: bare where nothing in it could be misread.
func scalar(v any, flowing bool) string {
	s, ok := v.(string)
	if !ok {
		s = fmt.Sprint(v)
	}
	if meant[s] || isNumber(s) {
		return s
	}
	if isBare(s, flowing) {
		return s
	}
	return quote(s)
}

func isNumber(s string) bool {
	if s == "" || len(s) > 9 || s[0] == '0' && len(s) > 1 {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

func isBare(s string, flowing bool) bool {
	if s == "" || reserved[strings.ToLower(s)] || strings.TrimSpace(s) != s {
		return false
	}
	if isWord(s) && unicode.IsLetter(rune(s[0])) && !strings.HasPrefix(s, ".") {
		return true
	}
	if flowing || !unicode.IsLetter(firstRune(s)) || strings.Contains(s, ": ") || strings.Contains(s, " #") ||
		strings.HasSuffix(s, ":") || strings.Contains(s, ":\"") {
		return false
	}
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == '\\' || !unicode.IsPrint(r) {
			return false
		}
	}
	return !strings.ContainsAny(s, "\t")
}

func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == 0xfeff || r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
