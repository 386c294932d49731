package importer_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/importer"
)

// FuzzMarkdown imports any pages, then any others over what that made. Nothing panics, nothing is written outside the
// folder, every part is accounted for, what is made is sound or the report says why not, nobody but an author makes a
// conflict, and a second import of the same changes nothing.
func FuzzMarkdown(f *testing.F) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatal(err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		source := new(txtar.Archive)
		for _, file := range a.Files {
			if page, ok := strings.CutPrefix(file.Name, "source/"); ok {
				source.Files = append(source.Files, txtar.File{Name: page, Data: file.Data})
			}
		}
		text := string(txtar.Format(source))
		f.Add(text, "")
		f.Add(text, strings.ToUpper(text))
	}
	f.Add("-- a.md --\n# Étape 1\n- <a href=https://a>x\n  > 1. | a |\n```\nhttps://b\n", "-- ../a.md --\n")
	f.Fuzz(func(t *testing.T, first, second string) {
		dst := fstest.MapFS{}
		for i, text := range []string{first, second, second} {
			src := fstest.MapFS{}
			for _, file := range txtar.Parse([]byte(text)).Files {
				if fs.ValidPath(file.Name) && file.Name != "." && !nested(src, file.Name) {
					src[file.Name] = &fstest.MapFile{Data: file.Data}
				}
			}
			got := importPages(t, src, dst, nil, importer.ResolveNone)
			sane(t, got)
			if utf8.ValidString(text) && !strings.ContainsAny(text, "\r\x00") {
				accounted(t, src, got)
			}
			if i == 2 && len(got.result.Files)+len(got.result.Delete) > 0 {
				t.Errorf("again: writes %v, deletes %v", sortedKeys(got.result.Files), got.result.Delete)
			}
			dst = got.files
		}
	})
}

// nested reports whether a name is a folder of others already, or stands in a file.
func nested(src fstest.MapFS, name string) bool {
	for other := range src {
		if strings.HasPrefix(other, name+"/") || strings.HasPrefix(name, other+"/") {
			return true
		}
	}
	return false
}

// sane fails where an import writes where it should not, or is unsound without saying so.
func sane(t *testing.T, i imported) {
	t.Helper()
	for name := range i.result.Files {
		if !fs.ValidPath(name) || !filepath.IsLocal(name) || strings.ContainsAny(name, "\x00\\:") {
			t.Errorf("writes %q", name)
		}
	}
	if c := i.result.Report.Conflicts; len(c) > 0 {
		t.Errorf("nobody has edited anything, and yet: %+v", c)
	}
	c, problems := authoring.Load(i.files, "destination")
	if c == nil && i.result.Report.Summary.Errors == 0 {
		t.Errorf("the report does not say what is wrong: %v", problems)
	}
	if len(i.result.Report.Problems) != len(problems) {
		t.Errorf("the report has %q, the check says %v", i.result.Report.Problems, problems)
	}
}

// TestOutside holds what is written inside the folder, whatever stands in it: links that lead out, and a memory of the
// last import that names files elsewhere.
func TestOutside(t *testing.T) {
	t.Parallel()
	src := fstest.MapFS{"a.md": &fstest.MapFile{Data: []byte("# Étape 1\n\n- ../../x: https://example.org/x\n- /etc/y: https://example.org/y\n")}}
	m, err := importer.NewMapping(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, prepare := range map[string]func(dst, outside string) error{
		"a folder that is a link": func(dst, outside string) error { return os.Symlink(outside, filepath.Join(dst, "resources")) },
		"a file that is a link": func(dst, outside string) error {
			return os.Symlink(filepath.Join(outside, "catalog.yaml"), filepath.Join(dst, "catalog.yaml"))
		},
		"a memory that leads out": func(dst, _ string) error {
			return os.WriteFile(filepath.Join(dst, ".parcours-import.json"), []byte(`{"version":1,"imports":{"markdown":{"ids":{"resources":{"example.org/x":"../../x"}},"files":{"../x.md":{"tree":{"a":"b"}},"/etc/z":{}}}}}`), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			top := t.TempDir()
			dst, outside := filepath.Join(top, "dst"), filepath.Join(top, "outside")
			for _, dir := range []string{dst, outside} {
				if err := os.Mkdir(dir, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			if err := prepare(dst, outside); err != nil {
				t.Fatal(err)
			}
			root, err := os.OpenRoot(dst)
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			res, err := importer.Markdown(src, root.FS(), m, importer.Options{Name: "base"})
			if err == nil {
				err = res.Apply(root, nil)
			}
			t.Log(err)
			for _, dir := range []string{outside, top} {
				found, _ := os.ReadDir(dir)
				want := map[string]int{outside: 0, top: 2}[dir]
				if len(found) != want {
					t.Errorf("%s holds %v", dir, found)
				}
			}
		})
	}
}
