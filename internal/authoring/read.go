// Package authoring reads what authors write: a folder of Markdown and YAML becomes a [catalog.Draft], and every mistake a
// [catalog.Problem] with its file, line and column. Folders can be laid over one another: see [Layer].
//
// It decides nothing about the content itself: whether a draft makes a catalogue is for [catalog.New] to say. It refuses
// what cannot be read safely: files that are too large or not UTF-8, YAML aliases, HTML in Markdown, and what the file
// system it is handed refuses to open, such as symbolic links that lead out of an [os.Root].
package authoring

import (
	"io/fs"
	"path"
	"runtime"
	"slices"
	"sync"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Layer is a folder of content. A layer that lies over others adds things, changes fields of theirs, or hides them.
type Layer struct {
	Name  string // in the origin of each thing: "content"
	Path  string // how problems begin the names of files: "../content", "" to say them as they are in the folder
	Files fs.FS
}

// file returns how problems name a file of the layer.
func (l *Layer) file(name string) string { return path.Join(l.Path, name) }

// Load reads the catalogue in fsys, as [LoadLayers] does with one layer of that name.
func Load(fsys fs.FS, layer string) (*catalog.Catalog, []catalog.Problem) {
	return LoadLayers(Layer{Name: layer, Files: fsys})
}

// LoadLayers reads the catalogue that layers make, the lowest first. It returns nil with its problems, in order, where
// any of them is an error; and the catalogue with the warnings and notes it deserves otherwise.
func LoadLayers(layers ...Layer) (*catalog.Catalog, []catalog.Problem) {
	return Check(ReadLayers(layers...))
}

// Check returns the catalogue that a draft makes, or nil, with the problems of reading it and its own: what [LoadLayers]
// returns for what [ReadLayers] has read.
func Check(draft catalog.Draft, problems []catalog.Problem) (*catalog.Catalog, []catalog.Problem) {
	if catalog.HasErrors(problems) {
		return nil, join(problems, catalog.Check(draft))
	}
	c, more := catalog.New(draft)
	return c, join(problems, more)
}

// Problems returns the problems that [LoadLayers] would, without making a catalogue.
func Problems(layers ...Layer) []catalog.Problem {
	draft, problems := ReadLayers(layers...)
	return join(problems, catalog.Check(draft))
}

// join returns the problems of reading a draft and those of the draft itself, in order and without echoes.
func join(reading, draft []catalog.Problem) []catalog.Problem {
	all := append(slices.Clip(reading), slices.DeleteFunc(draft, echoes(reading))...)
	catalog.SortProblems(all)
	return all
}

// echoes reports whether a problem of a draft only repeats one of reading it: it is about the same place, or about a file
// of which nothing could be read.
func echoes(problems []catalog.Problem) func(catalog.Problem) bool {
	said := make(map[catalog.Position]bool, len(problems))
	for _, p := range problems {
		if p.Severity == catalog.SeverityError && !slices.Contains(besides, p.Rule) {
			said[p.At] = true
		}
	}
	return func(p catalog.Problem) bool {
		return said[p.At] || said[catalog.Position{File: p.At.File}]
	}
}

// besides are the rules that a file may break without losing a field.
var besides = []string{"unsafe-markdown", "unknown-language", "translated-front-matter"}

// Read returns the draft that the files of fsys describe, as [ReadLayers] does with one layer of that name.
func Read(fsys fs.FS, layer string) (catalog.Draft, []catalog.Problem) {
	return ReadLayers(Layer{Name: layer, Files: fsys})
}

// ReadLayers returns the draft that the files of the layers describe, the lowest first, and every problem of reading
// them, in order.
func ReadLayers(layers ...Layer) (catalog.Draft, []catalog.Problem) {
	s := &stack{layers: layers}
	whole := reader{stack: s}
	tops := make([][]sibling, len(layers))
	for i := range layers {
		tops[i] = whole.siblings(&layers[i], ".")
	}
	whole.settings(tops)
	units := whole.survey(tops)
	draft, problems, gone := whole.draft, whole.problems, []hidden(nil)
	for _, some := range readParts(s, units) {
		add(&draft, &some.draft)
		problems, gone = append(problems, some.problems...), append(gone, some.hidden...)
	}
	rank(draft.Planned)
	s.prune(&draft, gone)
	catalog.SortProblems(problems)
	return draft, problems
}

// settingsFile is the file that says what the catalogue is.
const settingsFile = "catalog.yaml"

// stack is what all readers of one folder, or of several, share: nothing of it changes once the settings are read.
type stack struct {
	layers    []Layer
	languages []catalog.Lang
	lost      bool // the settings could not be read
}

// reference returns the language of texts that do not say theirs.
func (s *stack) reference() catalog.Lang {
	if len(s.languages) == 0 {
		return "en"
	}
	return s.languages[0]
}

// layered reports whether one folder lies over another.
func (s *stack) layered() bool { return len(s.layers) > 1 }

// part is how many files one reader reads in a row.
const part = 64

// readParts reads the units, several at a time, and returns their readers in order.
func readParts(s *stack, units []*unit) []*reader {
	var parts []*reader
	var wait sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for some := range slices.Chunk(units, part) {
		r := &reader{stack: s}
		parts = append(parts, r)
		slots <- struct{}{}
		wait.Go(func() {
			for _, u := range some {
				r.unit(u)
			}
			<-slots
		})
	}
	wait.Wait()
	return parts
}

// add appends the things of a part to those of the whole.
func add(d, p *catalog.Draft) {
	d.Steps = append(d.Steps, p.Steps...)
	d.Roles = append(d.Roles, p.Roles...)
	d.Resources = append(d.Resources, p.Resources...)
	d.Planned = append(d.Planned, p.Planned...)
	d.Sections = append(d.Sections, p.Sections...)
	d.Respondents = append(d.Respondents, p.Respondents...)
	d.Topics = append(d.Topics, p.Topics...)
	d.Guides = append(d.Guides, p.Guides...)
	d.Services = append(d.Services, p.Services...)
	d.Facts = append(d.Facts, p.Facts...)
	d.Rules = append(d.Rules, p.Rules...)
	d.Holes = append(d.Holes, p.Holes...)
	d.Terms = append(d.Terms, p.Terms...)
	d.Articles = append(d.Articles, p.Articles...)
	d.Removed = append(d.Removed, p.Removed...)
	d.Unread = append(d.Unread, p.Unread...)
}

// rank numbers the planned resources of each step in the order written.
func rank(planned []catalog.PlannedDraft) {
	ranks := map[string]int32{}
	for i := range planned {
		ranks[planned[i].Step]++
		planned[i].Position = ranks[planned[i].Step]
	}
}

// reader reads some files.
type reader struct {
	*stack

	draft    catalog.Draft
	problems []catalog.Problem
	errors   int
	hidden   []hidden
}

func (r *reader) problem(rule string, at catalog.Position, field, message, hint string) {
	r.errors++
	r.problems = append(r.problems, catalog.Problem{
		Rule: rule, Severity: catalog.SeverityError, At: at, Field: field, Message: message, Hint: hint,
	})
}

// unread remembers that a thing could not be read, or not wholly; "" stands for one whose identifier is not known.
func (r *reader) unread(typ catalog.Type, id string) {
	r.draft.Unread = append(r.draft.Unread, catalog.Ref{Type: typ, ID: id})
}

func newNode(in *Layer, name string) catalog.Node {
	return catalog.Node{
		Origin: catalog.Origin{Layer: in.Name, File: name},
		At:     catalog.Position{File: in.file(name), Line: 1},
	}
}

// newNode returns the node of the thing that v describes.
func (f *file) newNode(v value) catalog.Node {
	n := newNode(f.in, f.name)
	n.At = f.at(v.n)
	return n
}

// settings reads catalog.yaml of every layer; tops are the siblings at the top of each. What it says of languages all
// other files need.
func (r *reader) settings(tops [][]sibling) {
	d := &r.draft
	d.Node = newNode(&r.layers[0], settingsFile)
	for i := range r.layers {
		in := &r.layers[i]
		if !slices.Contains(tops[i], sibling{name: settingsFile}) {
			if i == 0 {
				r.problem("unreadable", catalog.Position{File: in.file(settingsFile)}, "", "is not there", "every catalogue has one: see content/README.md")
				r.lost = true
				r.unread(catalog.TypeCatalog, "")
			}
			continue
		}
		before := r.errors
		if text, ok := r.text(in, settingsFile); ok {
			f := newFile(r, in, settingsFile, &d.Node)
			if root, ok := f.parseYAML(text); ok {
				if first := root.first("languages"); first != "" { // before any text
					r.languages = []catalog.Lang{catalog.Lang(first)}
				}
				settings.read(root, d)
			}
		}
		if r.errors > before {
			r.lost = true
			r.unread(catalog.TypeCatalog, "")
		}
		d.Origin = catalog.Origin{Layer: in.Name, File: settingsFile}
	}
	d.Fields.Sort()
	r.languages = d.Languages
}

// list returns the format of a list of things, each with an identifier. In a layer above, an entry with the identifier
// of one below changes it.
func (k *thing[T]) list() format[[]T] {
	return format[[]T]{
		shape: &shape{sort: sortList, of: k.record.shape, things: true},
		read: func(v value, to *[]T) {
			below := make(map[string]int, len(*to))
			for i := range *to {
				if _, id := k.node(&(*to)[i]); *id != "" {
					below[*id] = i
				}
			}
			var gone []int
			whole := v.each(func(v value) {
				i, over := below[v.id()]
				switch {
				case hides(v, over):
					if over {
						gone = append(gone, i)
						node, id := k.node(&(*to)[i])
						v.f.r.hide(v, k.typ, *id, node)
					}
				case over:
					k.over(v, &(*to)[i])
				default:
					k.entry(v, to)
				}
			})
			if !whole {
				v.f.r.unread(k.typ, "")
			}
			slices.Sort(gone)
			for _, i := range slices.Backward(slices.Compact(gone)) {
				*to = slices.Delete(*to, i, i+1)
			}
		},
	}
}

// entry appends the thing that an entry of a list describes.
func (k *thing[T]) entry(v value, to *[]T) {
	t := k.start
	node, id := k.node(&t)
	*node = v.f.newNode(v)
	f, before := *v.f, len(v.f.r.problems)
	f.node = node
	k.record.read(value{f: &f, n: v.n}, &t)
	node.Fields.Sort()
	said := f.r.problems[before:]
	k.unread(f.r, *id, said)
	if len(said) > 0 && node.Fields.Empty() {
		return // not even a mapping
	}
	*to = append(*to, t)
}

// over reads an entry of a layer above over the thing it changes.
func (k *thing[T]) over(v value, t *T) {
	node, id := k.node(t)
	f, before := *v.f, len(v.f.r.problems)
	f.node = node
	v.f.r.shadow(v, k.typ, *id, node)
	k.record.read(value{f: &f, n: v.n}, t)
	node.Origin = catalog.Origin{Layer: f.in.Name, File: f.name}
	node.Fields.Sort()
	k.unread(f.r, *id, f.r.problems[before:])
}

// pages are the folders of Markdown files, each of which holds one thing.
var pages = map[string]func(*reader, *unit){
	"steps":     func(r *reader, u *unit) { page(&steps, r, u, &r.draft.Steps) },
	"roles":     func(r *reader, u *unit) { page(&roles, r, u, &r.draft.Roles) },
	"resources": func(r *reader, u *unit) { page(&resources, r, u, &r.draft.Resources) },
	"articles":  func(r *reader, u *unit) { page(&articles, r, u, &r.draft.Articles) },
}

// checklists is the folder of the files that hold the questions of a step.
const checklists = "questions"

// listFile is a YAML file that holds things of some types: they are unknown where it cannot be read.
type listFile struct {
	read  func(value, *catalog.Draft)
	types []catalog.Type
}

// lists are the YAML files at the top of the folder.
var lists = map[string]listFile{
	"topics.yaml":      listed(&topics, func(d *catalog.Draft) *[]catalog.NamedDraft { return &d.Topics }),
	"respondents.yaml": listed(&respondents, func(d *catalog.Draft) *[]catalog.NamedDraft { return &d.Respondents }),
	"guides.yaml":      listed(&guides, func(d *catalog.Draft) *[]catalog.GuideDraft { return &d.Guides }),
	"planned.yaml":     listed(&planned, func(d *catalog.Draft) *[]catalog.PlannedDraft { return &d.Planned }),
	"glossary.yaml":    listed(&terms, func(d *catalog.Draft) *[]catalog.TermDraft { return &d.Terms }),
	"removed.yaml":     listed(&removed, func(d *catalog.Draft) *[]catalog.RemovedDraft { return &d.Removed }),
	"support.yaml":     {support.read, []catalog.Type{catalog.TypeFact, catalog.TypeService, catalog.TypeRule, catalog.TypeHole}},
}

func listed[T any](k *thing[T], at func(*catalog.Draft) *[]T) listFile {
	f := k.list()
	return listFile{func(v value, d *catalog.Draft) { f.read(v, at(d)) }, []catalog.Type{k.typ}}
}

// unit reads the files of one thing, or of one list of things, over one another.
func (r *reader) unit(u *unit) {
	if read := pages[u.folder]; read != nil {
		read(r, u)
		return
	}
	var d catalog.Draft
	list := lists[u.id]
	if u.folder == checklists {
		list = listFile{checklist.read, []catalog.Type{catalog.TypeSection, catalog.TypeQuestion}}
	}
	for _, uf := range u.files {
		before := r.errors
		if text, ok := r.text(uf.in, uf.name); ok {
			f := newFile(r, uf.in, uf.name, nil)
			if root, ok := f.parseYAML(text); ok {
				list.read(root, &d)
				continue
			}
		}
		if r.errors > before {
			for _, t := range list.types {
				r.unread(t, "")
			}
		}
	}
	for i := range d.Sections {
		d.Sections[i].Step = u.id
	}
	add(&r.draft, &d)
}
