package authoring

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Given is a field of a new thing with its value as YAML writes it: behind the field's name, or on the lines below it.
type Given struct {
	Name  string
	Value string
}

// Quoted returns a text as YAML writes it in a line, whatever it holds.
func Quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b) // a string of JSON is one of YAML
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(fmt.Sprintf("authoring: a text that JSON cannot write: %v", err))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Scaffold returns the name and the text of a file for a new thing of a kind that has a file for each: what is given, in
// canonical order, and each other field as a comment that says what it is. It panics for a field that the kind does not
// have.
func Scaffold(k Kind, id string, given ...Given) (name, text string) {
	var b strings.Builder
	b.WriteString("---\n")
	known := map[string]bool{}
	for _, f := range k.shape.fields {
		known[f.name] = true
		value := ""
		for _, g := range given {
			if g.Name == f.name {
				value = g.Value
			}
		}
		if value == "" {
			fmt.Fprintf(&b, "# %s: %s\n", f.name, f.about)
			continue
		}
		if !strings.HasPrefix(value, "\n") {
			value = " " + value
		}
		fmt.Fprintf(&b, "%s:%s\n", f.name, value)
	}
	for _, g := range given {
		if !known[g.Name] {
			panic(fmt.Sprintf("authoring: a %s has no field %q", k.Name, g.Name))
		}
	}
	b.WriteString("---\n")
	return path.Join(path.Dir(k.Files), id+path.Ext(k.Files)), b.String()
}

// AddQuestion returns the text of a checklist with a question more at the end of one of its sections, or of the last for
// "". Everything else stays to the letter. The error says why it cannot be added; the entry is then to be written by hand.
func AddQuestion(name, text, section, id string, given ...Given) (string, error) {
	in := &Layer{}
	r := &reader{stack: &stack{layers: []Layer{*in}}}
	f := newFile(r, in, name, nil)
	root, ok := f.parseYAML(text)
	if !ok || len(r.problems) > 0 {
		return "", fmt.Errorf("%s cannot be read: mend what parcours check says of it first", name)
	}
	var all []place
	for _, s := range root.elements("sections") {
		p := place{id: s.id(), line: f.at(s.n).Line}
		for _, q := range s.elements("questions") {
			p.question = f.at(q.n)
		}
		all = append(all, p)
	}
	at := len(all) - 1
	for i, p := range all {
		if p.id == section {
			at = i
		}
	}
	if at < 0 || section != "" && all[at].id != section {
		return "", fmt.Errorf("%s has no section %q", name, section)
	}
	p := all[at]
	if p.question.Line == 0 || p.question.Column < 3 {
		return "", fmt.Errorf("section %q of %s has no question yet: write its first by hand", p.id, name)
	}
	a := &arranger{lines: strings.SplitAfter(ended(text), "\n")}
	a.lines = a.lines[:len(a.lines)-1]
	to := len(a.lines)
	if at+1 < len(all) {
		to = all[at+1].line - 1
	}
	end := a.end(p.question.Line-1, to, p.question.Column-3)
	margin := strings.Repeat(" ", p.question.Column-3)
	var b strings.Builder
	fmt.Fprintf(&b, "%s- id: %s\n", margin, id)
	for _, g := range given {
		fmt.Fprintf(&b, "%s  %s: %s\n", margin, g.Name, g.Value)
	}
	entry := b.String()
	added := strings.Join(a.lines[:end], "") + entry + strings.Join(a.lines[end:], "")
	if root, ok := f.parseYAML(added); !ok || len(r.problems) > 0 || !root.holds(p.id, id) {
		return "", fmt.Errorf("section %q of %s is not written a question below the other: write it there by hand:\n%s", p.id, name, entry)
	}
	return added, nil
}

// place is where a section begins, and its last question.
type place struct {
	id       string
	line     int
	question catalog.Position
}

// elements returns the elements of the list that a mapping holds under key.
func (v value) elements(key string) []value {
	var all []value
	if m, ok := v.n.(*ast.MappingNode); ok {
		for _, entry := range m.Values {
			if s, ok := entry.Value.(*ast.SequenceNode); ok && keyOf(entry) == key {
				for _, n := range s.Values {
					all = append(all, value{f: v.f, n: n})
				}
			}
		}
	}
	return all
}

// holds reports whether the last question of a section is that one.
func (v value) holds(section, id string) bool {
	for _, s := range v.elements("sections") {
		if questions := s.elements("questions"); s.id() == section && len(questions) > 0 {
			return questions[len(questions)-1].id() == id
		}
	}
	return false
}
