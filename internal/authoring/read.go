// Package authoring reads what authors write: a folder of Markdown and YAML becomes a [catalog.Draft], and every mistake a
// [catalog.Problem] with its file, line and column.
//
// It decides nothing about the content itself: whether a draft makes a catalogue is for [catalog.New] to say. It refuses
// what cannot be read safely: files that are too large or not UTF-8, YAML aliases, symbolic links, HTML in Markdown.
package authoring

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// maxFile is how large a file may be, in bytes.
const maxFile = 1 << 20

// Load reads the catalogue in fsys. It returns nil with its problems, in order, where any of them is an error; and the
// catalogue with the warnings it deserves otherwise.
func Load(fsys fs.FS, layer string) (*catalog.Catalog, []catalog.Problem) {
	draft, problems := Read(fsys, layer)
	c, more := catalog.New(draft)
	if catalog.HasErrors(problems) {
		c = nil
		more = slices.DeleteFunc(more, func(p catalog.Problem) bool { return slices.Contains(echoes, p.Rule) })
	}
	problems = append(problems, more...)
	catalog.SortProblems(problems)
	return c, problems
}

// echoes are the rules that a file which cannot be read breaks elsewhere: what others refer to is missing from the draft.
// They are not looked at until everything can be read.
var echoes = []string{
	"unknown-reference", "empty-objective", "step-numbers", "empty-cell", "condition-order", "missing-field", "unknown-language",
	"support-hole", "support-overlap",
}

// Read returns the draft that the files of fsys describe, and every problem of reading them, in order. Layer names the
// folder in the origin of each thing.
func Read(fsys fs.FS, layer string) (catalog.Draft, []catalog.Problem) {
	r := &reader{fsys: fsys, layer: layer, names: map[string]string{}}
	r.catalog()
	err := fs.WalkDir(fsys, ".", r.visit)
	if err != nil {
		r.problem("unreadable", catalog.Position{File: "."}, "", err.Error(), "")
	}
	catalog.SortProblems(r.problems)
	return r.draft, r.problems
}

// reader reads one folder.
type reader struct {
	fsys      fs.FS
	layer     string
	reference catalog.Lang
	draft     catalog.Draft
	problems  []catalog.Problem
	names     map[string]string // lower-case path -> path
}

func (r *reader) problem(rule string, at catalog.Position, field, message, hint string) {
	r.problems = append(r.problems, catalog.Problem{
		Rule: rule, Severity: catalog.SeverityError, At: at, Field: field, Message: message, Hint: hint,
	})
}

func (r *reader) node(name string) catalog.Node {
	return catalog.Node{
		Origin: catalog.Origin{Layer: r.layer, File: name},
		At:     catalog.Position{File: name, Line: 1},
		Fields: map[string]catalog.Position{},
	}
}

// lists are the YAML files at the top of the folder.
func (r *reader) lists() map[string]func(value) {
	return map[string]func(value){
		"topics.yaml":      func(v value) { v.each(func(v value) { r.draft.Topics = append(r.draft.Topics, r.named(v)) }) },
		"respondents.yaml": func(v value) { v.each(func(v value) { r.draft.Respondents = append(r.draft.Respondents, r.named(v)) }) },
		"guides.yaml":      func(v value) { v.each(r.guide) },
		"planned.yaml":     r.planned(),
		"glossary.yaml":    func(v value) { v.each(r.term) },
		"support.yaml":     r.support,
	}
}

// visit reads the file at name, in the order of the names.
func (r *reader) visit(name string, d fs.DirEntry, err error) error {
	base := path.Base(name)
	switch {
	case err != nil:
		r.problem("unreadable", catalog.Position{File: name}, "", reason(err), "")
		return nil
	case d.Type()&fs.ModeSymlink != 0:
		r.problem("symbolic-link", catalog.Position{File: name}, "", "symbolic links are refused", "copy the file here")
		return nil
	case d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || base == "testdata"):
		return fs.SkipDir
	case d.IsDir() || strings.HasPrefix(base, ".") || base == "README.md" || name == "catalog.yaml" || path.Ext(base) == ".go":
		return nil
	}
	if other, ok := r.names[strings.ToLower(name)]; ok {
		r.problem("case-clash", catalog.Position{File: name}, "", fmt.Sprintf("differs from %s only by case", other),
			"many file systems cannot hold both: rename one")
		return nil
	}
	r.names[strings.ToLower(name)] = name
	folder, base := path.Split(name)
	list := r.lists()[name]
	switch {
	case list != nil:
		r.yaml(name, list)
	case folder == "questions/" && path.Ext(base) == ".yaml":
		r.yaml(name, func(v value) { r.questions(strings.TrimSuffix(base, ".yaml"), v) })
	case path.Ext(base) == ".md" && r.readers()[folder] != nil:
		r.page(name, r.readers()[folder])
	default:
		r.problem("unknown-file", catalog.Position{File: name}, "", "is no file that a catalogue is made of",
			"see content/README.md for the names and places; a name that begins with a dot is ignored")
	}
	return nil
}

// reason returns what went wrong with a file, without the path that the message repeats.
func reason(err error) string {
	if wrapped, ok := errors.AsType[*fs.PathError](err); ok {
		return wrapped.Err.Error()
	}
	return err.Error()
}

// text returns the text of a file, or false after saying why it cannot.
func (r *reader) text(name string) (string, bool) {
	at := catalog.Position{File: name}
	f, err := r.fsys.Open(name)
	if err != nil {
		r.problem("unreadable", at, "", reason(err), "")
		return "", false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		r.problem("unreadable", at, "", reason(err), "")
	case len(b) > maxFile:
		r.problem("file-too-large", at, "", fmt.Sprintf("is larger than %d bytes", maxFile), "split it")
	case !utf8.Valid(b):
		at.Line, at.Column = invalidAt(b)
		r.problem("invalid-utf-8", at, "", "holds bytes that are not UTF-8", "save the file as UTF-8")
	default:
		return strings.ReplaceAll(strings.TrimPrefix(string(b), "\ufeff"), "\r\n", "\n"), true
	}
	return "", false
}

// invalidAt returns the line and column of the first byte that is not UTF-8.
func invalidAt(b []byte) (line, column int) {
	line, column = 1, 1
	for len(b) > 0 {
		c, n := utf8.DecodeRune(b)
		switch {
		case c == utf8.RuneError && n == 1:
			return line, column
		case c == '\n':
			line, column = line+1, 1
		default:
			column += n
		}
		b = b[n:]
	}
	return line, column
}

// yaml reads a YAML file.
func (r *reader) yaml(name string, read func(value)) {
	text, ok := r.text(name)
	if !ok {
		return
	}
	f := &file{r: r, name: name}
	if root := f.parseYAML(text); root != nil {
		read(f.value(root))
	}
}

// catalog reads the settings, which say the reference language that all others need.
func (r *reader) catalog() {
	const name = "catalog.yaml"
	r.reference = "en"
	d := &r.draft
	d.Node = r.node(name)
	text, ok := r.text(name)
	if !ok {
		return
	}
	f := &file{r: r, name: name, node: &d.Node}
	root := f.parseYAML(text)
	if root == nil {
		return
	}
	var languages []string
	f.value(root).fields(map[string]func(value){
		"title": func(v value) { v.text(&d.Title) }, "description": func(v value) { v.text(&d.Description) },
		"languages": func(v value) { v.strings(&languages) },
		"licence":   func(v value) { v.string(&d.Licence) }, "contact": func(v value) { v.string(&d.Contact) },
		"upstream": func(v value) {
			v.each(func(v value) {
				var u catalog.Upstream
				v.fields(map[string]func(value){
					"name": func(v value) { v.string(&u.Name) }, "url": func(v value) { v.string(&u.URL) },
					"commit": func(v value) { v.string(&u.Commit) }, "date": func(v value) { v.string(&u.Date) },
				})
				d.Upstream = append(d.Upstream, u)
			})
		},
	})
	for i, l := range languages {
		if i == 0 {
			r.reference = catalog.Lang(l)
		}
		d.Languages = append(d.Languages, catalog.Lang(l))
	}
}

// page is a Markdown file with front matter.
type page struct {
	f     *file
	id    string
	front value
	body  catalog.Text
}

var frontMatter = regexp.MustCompile(`(?s)\A---\n(.*?\n)??---(?:\n(.*))?\z`)

// page reads a Markdown file: the front matter and body of a thing, or the body of a translation.
func (r *reader) page(name string, read func(page)) {
	base := strings.TrimSuffix(path.Base(name), ".md")
	id, suffix, translated := strings.Cut(base, ".")
	lang := catalog.Lang(suffix)
	if translated && lang != r.reference {
		return // read with the file it translates
	}
	text, ok := r.text(name)
	if !ok {
		return
	}
	parts := frontMatter.FindStringSubmatch(text)
	if parts == nil {
		r.problem("no-front-matter", catalog.Position{File: name, Line: 1, Column: 1}, "",
			"begins with no front matter", "begin with a line `---`, the fields, and another line `---`")
		return
	}
	node := r.node(name)
	p := page{f: &file{r: r, name: name, line: 1, node: &node}, id: id, body: catalog.Text{}}
	if root := p.f.parseYAML(parts[1]); root != nil {
		p.front = p.f.value(root)
	} else {
		return
	}
	r.body(name, parts[2], 2+strings.Count(parts[1], "\n"), r.reference, p.body)
	for _, l := range r.draft.Languages {
		translation := path.Join(path.Dir(name), id+"."+string(l)+".md")
		if _, err := fs.Stat(r.fsys, translation); err != nil || l == r.reference {
			continue
		}
		if text, ok := r.text(translation); ok {
			if strings.HasPrefix(text, "---\n") {
				r.problem("translated-front-matter", catalog.Position{File: translation, Line: 1, Column: 1}, "",
					"a translation holds a body only", "keep the fields in "+name)
				continue
			}
			r.body(translation, text, 0, l, p.body)
		}
	}
	if len(p.body) == 0 {
		p.body = nil
	}
	read(p)
}

// body adds a Markdown body to texts, unless it is blank or unsafe.
func (r *reader) body(name, markdown string, line int, lang catalog.Lang, texts catalog.Text) {
	if strings.TrimSpace(markdown) == "" {
		return
	}
	for _, u := range unsafe(markdown) {
		r.problem("unsafe-markdown", catalog.Position{File: name, Line: line + u.line, Column: 1}, "", u.what, u.hint)
	}
	texts[lang] = strings.TrimSpace(markdown) + "\n"
}
