package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/cloud-pi-native/parcours/internal/authoring"
)

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// Result is what an import has found, and the files it would write.
type Result struct {
	Report *Report
	Files  map[string][]byte // to write, by path below the folder
	Delete []string          // to take out, in order
}

// Apply writes the files below root, and nowhere else. A file is written whole or not at all.
func (res *Result) Apply(root *os.Root, progress func(done, total int)) error {
	made := map[string]bool{".": true}
	total := len(res.Files) + len(res.Delete)
	for i, name := range slices.Sorted(maps.Keys(res.Files)) {
		if dir := path.Dir(name); !made[dir] {
			if err := root.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("write: %w", err)
			}
			made[dir] = true
		}
		temporary := path.Join(path.Dir(name), "."+path.Base(name)+".tmp")
		if err := root.WriteFile(temporary, res.Files[name], 0o644); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		if err := root.Rename(temporary, name); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		if progress != nil {
			progress(i, total)
		}
	}
	for _, name := range res.Delete {
		if err := root.Remove(name); err != nil && !isNotExist(err) {
			return fmt.Errorf("delete: %w", err)
		}
	}
	return nil
}

// settle compares what the source says with what stands in the folder, and says what to write.
func settle(report *Report, dst fs.FS, by string, last state, docs map[string]*document, n *names, m *Mapping, o Options) (*Result, error) {
	res := &Result{Report: report, Files: map[string][]byte{}}
	before := last.Imports[by]
	now := importState{IDs: n.now, Files: map[string]fileState{}}
	names := slices.Sorted(maps.Keys(docs))
	for _, name := range slices.Sorted(maps.Keys(before.Files)) {
		if docs[name] == nil {
			names = append(names, name)
		}
	}
	for i, name := range names {
		if !fs.ValidPath(name) {
			return nil, fmt.Errorf("%q is no path of a content folder", name)
		}
		if err := res.file(dst, name, before, &now, docs[name], m, o); err != nil {
			return nil, err
		}
		o.progress(i, len(names))
	}
	last.Imports[by] = now
	raw, err := json.Marshal(last)
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	raw = append(raw, '\n')
	if old, err := fs.ReadFile(dst, stateFile); err != nil || !bytes.Equal(old, raw) {
		res.Files[stateFile] = raw
	}
	// A large base would fill the memory twice: what it was read into goes before the files are read back.
	docs, before, now, last = nil, importState{}, importState{}, state{} //nolint:ineffassign,wastedassign // lets go of them
	report.settlePlaces()
	report.problems(authoring.Problems(authoring.Layer{Name: "destination", Files: newOverlaid(dst, res)}))
	report.finish()
	return res, nil
}

// file merges one file.
func (res *Result) file(dst fs.FS, name string, before importState, now *importState, doc *document, m *Mapping, o Options) error {
	merger := &merger{file: name, resolve: o.Resolve, language: m.Catalog.Language}
	was, known := before.Files[name]
	text, err := fs.ReadFile(dst, name)
	switch {
	case isNotExist(err) && !known:
		res.Files[name] = []byte(doc.text())
		res.Report.Changes = append(res.Report.Changes, Change{name, "created"})
		now.keep(name, doc.tree, doc.body)
		return nil
	case isNotExist(err):
		return res.deleted(merger, name, was, doc, now)
	case err != nil:
		return fmt.Errorf("destination: %w", err)
	}
	md := strings.HasSuffix(name, ".md")
	mine, err := readDocument(string(text), md)
	if err != nil {
		return fmt.Errorf("%s: %w: mend it before importing over it", name, err)
	}
	if doc == nil {
		if equal(mine.tree, was.tree()) && mine.body == was.Body {
			res.remove(name)
			return nil
		}
		merged, written := merger.conflict("", show(was.tree()), show(mine.tree), nil)
		res.Report.Conflicts = append(res.Report.Conflicts, merger.conflicts...)
		switch {
		case merged == nil:
			res.remove(name)
		case written != nil:
			now.Files[name] = was
		}
		return nil
	}
	tree, written := merger.merge("", was.tree(), mine.tree, doc.tree)
	body, bodyWritten := merger.merge("body", orNil(was.Body), orNil(mine.body), orNil(doc.body))
	res.Report.Conflicts = append(res.Report.Conflicts, merger.conflicts...)
	b, _ := body.(string)
	w, _ := bodyWritten.(string)
	now.keep(name, written, w)
	if equal(tree, mine.tree) && b == mine.body {
		return nil
	}
	res.Files[name] = []byte(mine.rewritten(string(text), tree, b, md))
	res.Report.Changes = append(res.Report.Changes, Change{name, "updated"})
	return nil
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// deleted says what becomes of a file that an author has taken out.
func (res *Result) deleted(m *merger, name string, was fileState, doc *document, now *importState) error {
	switch {
	case doc == nil:
	case equal(doc.tree, was.tree()) && doc.body == was.Body:
		now.Files[name] = was
	default:
		merged, written := m.conflict("", show(was.tree()), nil, show(doc.tree))
		res.Report.Conflicts = append(res.Report.Conflicts, m.conflicts...)
		switch {
		case merged != nil:
			res.Files[name] = []byte(doc.text())
			res.Report.Changes = append(res.Report.Changes, Change{name, "created"})
			now.keep(name, doc.tree, doc.body)
		case m.resolve == ResolveMine && written != nil:
			now.keep(name, doc.tree, doc.body)
		default:
			now.Files[name] = was
		}
	}
	return nil
}

func (res *Result) remove(name string) {
	res.Delete = append(res.Delete, name)
	res.Report.Changes = append(res.Report.Changes, Change{name, "deleted"})
}

func (s *importState) keep(name string, tree any, body string) {
	raw, err := json.Marshal(tree)
	if err != nil {
		panic(fmt.Sprintf("importer: a tree is made of values JSON can write: %v", err))
	}
	s.Files[name] = fileState{Tree: raw, Body: body}
}

// readDocument reads a file of a content folder.
func readDocument(text string, md bool) (*document, error) {
	d := &document{md: md}
	front := strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	if md {
		var ok bool
		if front, d.body, ok = splitPage(front); !ok {
			return nil, errors.New("begins with no front matter")
		}
		d.body = strings.TrimSpace(d.body)
		if d.body != "" {
			d.body += "\n"
		}
	}
	var err error
	_, d.tree, err = parseTree(front)
	return d, err
}

// rewritten returns a file that says something else, with as few lines changed as can be.
func (d *document) rewritten(text string, tree any, body string, md bool) string {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	if !md {
		return edit(text, d.tree, tree)
	}
	front, old, _ := splitPage(text)
	if !equal(d.tree, tree) {
		front = edit(front, d.tree, tree)
	}
	if body != d.body {
		old = body
	}
	return "---\n" + front + "---\n" + old
}

// overlaid is a folder as it will be once a result is applied.
type overlaid struct {
	fs.FS
	res  *Result
	gone map[string]bool
}

func newOverlaid(dst fs.FS, res *Result) *overlaid {
	o := &overlaid{dst, res, make(map[string]bool, len(res.Delete))}
	for _, name := range res.Delete {
		o.gone[name] = true
	}
	return o
}

// Open opens a file as it will be.
func (o *overlaid) Open(name string) (fs.File, error) {
	if b, ok := o.res.Files[name]; ok {
		return &memoryFile{Reader: bytes.NewReader(b), name: path.Base(name), size: int64(len(b))}, nil
	}
	if o.gone[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := o.FS.Open(name)
	if err != nil {
		return nil, err //nolint:wrapcheck // the error of the folder itself
	}
	return f, nil
}

// ReadDir lists a folder as it will be.
func (o *overlaid) ReadDir(name string) ([]fs.DirEntry, error) {
	listed, err := fs.ReadDir(o.FS, name)
	if err != nil && !isNotExist(err) {
		return nil, err //nolint:wrapcheck // the error of the folder itself
	}
	byName := map[string]fs.DirEntry{}
	for _, e := range listed {
		if !o.gone[path.Join(name, e.Name())] {
			byName[e.Name()] = e
		}
	}
	for file, b := range o.res.Files {
		rest := file
		if name != "." {
			var ok bool
			if rest, ok = strings.CutPrefix(file, name+"/"); !ok {
				continue
			}
		}
		if dir, _, below := strings.Cut(rest, "/"); below {
			if byName[dir] == nil {
				byName[dir] = fs.FileInfoToDirEntry(&memoryFile{name: dir, dir: true})
			}
		} else {
			byName[rest] = fs.FileInfoToDirEntry(&memoryFile{name: rest, size: int64(len(b))})
		}
	}
	var all []fs.DirEntry
	for _, n := range slices.Sorted(maps.Keys(byName)) {
		all = append(all, byName[n])
	}
	return all, nil
}

// Stat describes a file as it will be.
func (o *overlaid) Stat(name string) (fs.FileInfo, error) {
	if name == "." {
		return &memoryFile{name: ".", dir: true}, nil
	}
	f, err := o.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat() //nolint:wrapcheck // the error of the folder itself
}

// memoryFile is a file that is not written yet, and its description.
type memoryFile struct {
	io.Reader
	name string
	size int64
	dir  bool
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) Name() string               { return f.name }
func (f *memoryFile) Size() int64                { return f.size }
func (f *memoryFile) ModTime() time.Time         { return time.Time{} }
func (f *memoryFile) IsDir() bool                { return f.dir }
func (f *memoryFile) Sys() any                   { return nil }

func (f *memoryFile) Mode() fs.FileMode {
	if f.dir {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
