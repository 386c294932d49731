package authoring

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// maxFile is how large a file may be, in bytes.
const maxFile = 1 << 20

// unit is one thing, or one list of things, with the files that it is written in.
type unit struct {
	folder, id string     // "resources", "kubernetes-concepts"; "", "topics.yaml"
	files      []unitFile // the lowest layer first, and in each what is translated before its translations
}

// unitFile is one file of a unit.
type unitFile struct {
	layer int
	in    *Layer
	name  string
	lang  catalog.Lang // of a translation, "" otherwise
}

// sibling is a file or folder in a folder.
type sibling struct {
	name string
	dir  bool
}

// siblings returns what a folder of a layer holds that can be read, in the order of the names. Links are followed: the
// file system says whether they may be.
func (r *reader) siblings(in *Layer, folder string) []sibling {
	entries, err := fs.ReadDir(in.Files, folder)
	if err != nil {
		r.problem("unreadable", catalog.Position{File: in.file(folder)}, "", reason(err), "")
	}
	var all []sibling
	taken := map[string]string{}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		at := catalog.Position{File: in.file(name)}
		mode := e.Type()
		if ignored(e.Name()) {
			continue
		}
		if mode&fs.ModeSymlink != 0 {
			info, err := fs.Stat(in.Files, name)
			if err != nil {
				r.problem("symbolic-link", at, "", "leads out of the folder, or nowhere", "copy the file here")
				continue
			}
			mode = info.Mode().Type()
		}
		if mode != 0 && mode != fs.ModeDir {
			r.problem("unreadable", at, "", "is no regular file", "copy its content to a file")
			continue
		}
		if other, ok := taken[strings.ToLower(e.Name())]; ok {
			r.problem("case-clash", at, "", fmt.Sprintf("differs from %s only by case", other), "many file systems cannot hold both: rename one")
		}
		taken[strings.ToLower(e.Name())] = name
		all = append(all, sibling{e.Name(), mode == fs.ModeDir})
	}
	return all
}

// ignored reports whether a name is none of a catalogue's, and no mistake either.
func ignored(name string) bool {
	return strings.HasPrefix(name, ".") || name == "README.md" || name == "testdata" || path.Ext(name) == ".go"
}

// survey returns what the layers hold, in the order of the names. tops are the siblings at the top of each. It looks no
// deeper than a catalogue goes, so that a wrong folder is not a walk through a whole disk.
func (r *reader) survey(tops [][]sibling) []*unit {
	units := map[string]*unit{}
	for i := range r.layers {
		in := &r.layers[i]
		for _, s := range tops[i] {
			switch {
			case s.dir && (pages[s.name] != nil || s.name == checklists):
				for _, page := range r.siblings(in, s.name) {
					r.place(units, i, s.name, page)
				}
			case s.dir:
				r.misplaced(in, s.name, "folder", slices.Concat(slices.Collect(maps.Keys(pages)), []string{checklists}))
			case lists[s.name].read != nil:
				put(units, "", s.name, unitFile{layer: i, in: in, name: s.name})
			case s.name != settingsFile:
				r.misplaced(in, s.name, "file", append(slices.Collect(maps.Keys(lists)), settingsFile))
			}
		}
	}
	sorted := slices.SortedFunc(maps.Values(units), func(a, b *unit) int {
		return cmp.Or(cmp.Compare(a.folder, b.folder), cmp.Compare(a.id, b.id))
	})
	for _, u := range sorted {
		slices.SortStableFunc(u.files, func(a, b unitFile) int {
			return cmp.Or(cmp.Compare(a.layer, b.layer), cmp.Compare(min(len(a.lang), 1), min(len(b.lang), 1)))
		})
		r.complete(u)
	}
	return sorted
}

func put(units map[string]*unit, folder, id string, f unitFile) {
	key := folder + "/" + id
	if units[key] == nil {
		units[key] = &unit{folder: folder, id: id}
	}
	units[key].files = append(units[key].files, f)
}

// place puts a file of one of the folders in the unit it belongs to.
func (r *reader) place(units map[string]*unit, layer int, folder string, s sibling) {
	in, name := &r.layers[layer], path.Join(folder, s.name)
	f := unitFile{layer: layer, in: in, name: name}
	want := ".md"
	if folder == checklists {
		want = ".yaml"
	}
	base, right := strings.CutSuffix(s.name, want)
	if s.dir || !right {
		r.misplaced(in, name, "file", nil)
		return
	}
	if folder == checklists {
		put(units, folder, base, f)
		return
	}
	id, suffix, translated := strings.Cut(base, ".")
	if lang := catalog.Lang(suffix); translated && lang != r.reference() {
		if !r.lost && !slices.Contains(r.languages, lang) {
			hint := "add the language to catalog.yaml, or mend the name"
			if near, ok := catalog.Nearest(suffix, r.languages); ok {
				hint = fmt.Sprintf("did you mean %s.%s.md?", id, near)
			}
			r.problem("unknown-language", catalog.Position{File: in.file(name)}, "",
				fmt.Sprintf("is in %q, which the catalogue does not list", suffix), hint)
			return
		}
		f.lang = lang
	}
	put(units, folder, id, f)
}

// misplaced says that a file or folder has no place in a catalogue.
func (r *reader) misplaced(in *Layer, name, what string, known []string) {
	hint := "see content/README.md for the names and places; a name that begins with a dot is ignored"
	if near, ok := catalog.Nearest(strings.ToLower(name), known); ok {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	r.problem("unknown-file", catalog.Position{File: in.file(name)}, "", "is no "+what+" that a catalogue is made of", hint)
}

// complete says where the files of a unit do not make a thing: two of one name, or a translation of nothing.
func (r *reader) complete(u *unit) {
	main := -1
	u.files = slices.DeleteFunc(u.files, func(f unitFile) bool {
		switch {
		case f.lang != "" && main < 0:
			r.problem("lone-translation", catalog.Position{File: f.in.file(f.name)}, "", "translates nothing",
				fmt.Sprintf("write %s.md, with the fields, or mend the name", u.id))
			return true
		case f.lang == "" && main == f.layer:
			r.problem("duplicate-id", catalog.Position{File: f.in.file(f.name)}, "",
				fmt.Sprintf("%s.md and %[1]s.%s.md are one thing written twice", u.id, r.reference()), "keep one of them")
			return true
		case f.lang == "":
			main = f.layer
		}
		return false
	})
}

// reason returns what went wrong with a file, without the path that the message repeats.
func reason(err error) string {
	if wrapped, ok := errors.AsType[*fs.PathError](err); ok {
		return wrapped.Err.Error()
	}
	return err.Error()
}

// text returns the text of a file, or false after saying why it cannot.
func (r *reader) text(in *Layer, name string) (string, bool) {
	at := catalog.Position{File: in.file(name)}
	f, err := in.Files.Open(name)
	if err != nil {
		r.problem("unreadable", at, "", reason(err), "")
		return "", false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		r.problem("unreadable", at, "", reason(err), "")
		return "", false
	}
	return r.decode(at, b)
}

// decode returns the text of a file that holds b, its lines ended as ours, or false after saying why it cannot.
func (r *reader) decode(at catalog.Position, b []byte) (string, bool) {
	switch {
	case len(b) > maxFile:
		r.problem("file-too-large", at, "", fmt.Sprintf("is larger than %d bytes", maxFile), "split it")
	case !utf8.Valid(b):
		at.Line, at.Column = invalidAt(b)
		r.problem("invalid-utf-8", at, "", "holds bytes that are not UTF-8", "save the file as UTF-8")
	default:
		return ended(lineEnds.Replace(strings.TrimPrefix(string(b), "\ufeff"))), true
	}
	return "", false
}

// lineEnds makes one of the ways in which YAML and CommonMark let a line end.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// invalidAt returns the line and column of the first byte that is not UTF-8.
func invalidAt(b []byte) (line, column int) {
	line, column = 1, 1
	for len(b) > 0 {
		c, n := utf8.DecodeRune(b)
		switch {
		case c == utf8.RuneError && n == 1:
			return line, column
		case c == '\n', c == '\r' && !strings.HasPrefix(string(b[1:min(2, len(b))]), "\n"):
			line, column = line+1, 1
		default:
			column++
		}
		b = b[n:]
	}
	return line, column
}
