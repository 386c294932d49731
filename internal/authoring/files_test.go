package authoring_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/cloud-pi-native/parcours/internal/authoring"
)

// TestFiles breaks the rules of files that no archive of texts can break, and reads what is awkward and allowed.
func TestFiles(t *testing.T) {
	t.Parallel()
	const topic = "- {id: paper, title: Paper}\n"
	bomb, refused := "- &a [x, x, x, x, x, x, x, x, x, x]\n", ""
	for i := range 9 {
		if i > 0 {
			bomb += fmt.Sprintf("- &%c [%s]\n", 'a'+i, strings.TrimSuffix(strings.Repeat("*"+string(rune('a'+i-1))+", ", 10), ", ")) //nolint:perfsprint // nine lines
		}
		refused += fmt.Sprintf("topics.yaml:%d:3: [%d]: anchors and aliases are refused (write the value out) [yaml-alias]\n", i+2, i+1)
	}
	for name, test := range map[string]struct {
		file, text string
		want       string
	}{
		"as large as may be": {"topics.yaml", topic + strings.Repeat("#", 1<<20-len(topic)), ""},
		"a byte too large":   {"topics.yaml", topic + strings.Repeat("#", 1<<20-len(topic)+1), "topics.yaml: is larger than 1048576 bytes (split it) [file-too-large]\n"},
		"not UTF-8": {
			"topics.yaml", topic + "- {id: ink, title: \"Ét\xe9\"}\n",
			"topics.yaml:2:23: holds bytes that are not UTF-8 (save the file as UTF-8) [invalid-utf-8]\n",
		},
		"UTF-16": {
			"topics.yaml", "\xff\xfe-\x00 \x00", "topics.yaml:1:1: holds bytes that are not UTF-8 (save the file as UTF-8) [invalid-utf-8]\n",
		},
		"a byte order mark, and lines that end as on Windows": {"topics.yaml", "\ufeff- id: paper\r\n  title: Paper\r\n", ""},
		"front matter that ends as on Windows": {
			"roles/reader.md", "---\r\ntitle: Reader\r\ndescription: All who read\r\n---\r\nReads.\r\n", "",
		},
		"texts of several lines": {"topics.yaml", "- id: paper\n  title: >-\n    Paper\n    and ink\n", ""},
		"a YAML bomb":            {"topics.yaml", topic + bomb, refused},
		"brackets that nest deep": {
			"topics.yaml", topic + "- " + strings.Repeat("[", 200_000),
			"topics.yaml:2:34: nests deeper than 32 levels (our formats need eight: close the brackets that are open) [yaml-syntax]\n",
		},
		"mappings that nest deep": {
			"topics.yaml", topic + "- " + strings.Repeat("{a: ", 100_000),
			"topics.yaml:2:127: nests deeper than 32 levels (our formats need eight: close the brackets that are open) [yaml-syntax]\n",
		},
		"dashes that nest deep": {
			"topics.yaml", topic + strings.Repeat("- ", 100_000),
			"topics.yaml:2:65: nests deeper than 32 levels (our formats need eight: close the brackets that are open) [yaml-syntax]\n",
		},
		"quotes that nest deep in Markdown": {"articles/welcome.md", "---\ntitle: Welcome\n---\n" + strings.Repeat("> ", 1000), ""},
	} {
		layers, _ := stacked(t, &txtar.Archive{Files: []txtar.File{{Name: test.file, Data: []byte(test.text)}}})
		if diff := cmp.Diff(test.want, said(soundness(t, name, layers))); diff != "" {
			t.Errorf("%s: problems mismatch (-want +got):\n%s", name, diff)
		}
	}
}

// TestFolders reads folders on a disk with links, and with what is no file, as commands do: through [os.Root].
func TestFolders(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "secret.yaml")
	if err := os.WriteFile(outside, []byte("- {id: secret, title: Secret}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := func(target string) func(dir, name string) error {
		return func(dir, name string) error { return os.Symlink(target, filepath.Join(dir, name)) }
	}
	for name, test := range map[string]struct {
		file string
		make func(dir, name string) error
		want string
	}{
		"a link to a file of the folder": {"glossary.yaml", link(".terms/list"), ""},
		"a link out of the folder":       {"topics.yaml", link(outside), "topics.yaml: leads out of the folder, or nowhere (copy the file here) [symbolic-link]\n"},
		"a link out of the folder, by a path that begins inside": {
			"topics.yaml", link(".terms/../../secret.yaml"), "topics.yaml: leads out of the folder, or nowhere (copy the file here) [symbolic-link]\n",
		},
		"a link to nowhere": {"topics.yaml", link("nowhere"), "topics.yaml: leads out of the folder, or nowhere (copy the file here) [symbolic-link]\n"},
		"a link to itself":  {"topics.yaml", link("topics.yaml"), "topics.yaml: leads out of the folder, or nowhere (copy the file here) [symbolic-link]\n"},
		"a folder that is a link out": {
			"resources", link(filepath.Dir(outside)), "resources: leads out of the folder, or nowhere (copy the file here) [symbolic-link]\n",
		},
		"a folder named as a file": {
			"topics.yaml", func(dir, name string) error { return os.Mkdir(filepath.Join(dir, name), 0o700) },
			"topics.yaml: is no folder that a catalogue is made of (see content/README.md for the names and places; a name that begins with a dot is ignored) [unknown-file]\n",
		},
	} {
		dir := t.TempDir()
		for file, text := range map[string]string{
			"catalog.yaml": "title: Small\nlanguages: [en]\n", ".terms/list": "- {id: page, term: Page, meaning: A side of a leaf}\n",
		} {
			file = filepath.Join(dir, file)
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := test.make(dir, test.file); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		got := said(soundness(t, name, []authoring.Layer{{Files: root.FS()}}))
		if err := root.Close(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: problems mismatch (-want +got):\n%s", name, diff)
		}
	}
}

// broken is a folder whose files fail when they are opened, or read.
type broken struct {
	fstest.MapFS

	open, read string
}

func (b broken) Open(name string) (fs.File, error) {
	if name == b.open {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	f, err := b.MapFS.Open(name)
	if name == b.read {
		return failing{f}, err
	}
	return f, err
}

type failing struct{ fs.File }

func (failing) Read([]byte) (int, error) { return 0, fs.ErrClosed }

func TestUnreadable(t *testing.T) {
	t.Parallel()
	layers, _ := stacked(t, &txtar.Archive{})
	files, ok := layers[0].Files.(fstest.MapFS)
	if !ok {
		t.Fatalf("%T", layers[0].Files)
	}
	for _, test := range []struct {
		folder broken
		want   string
	}{
		{broken{files, "topics.yaml", ""}, "topics.yaml: permission denied [unreadable]\n"},
		{broken{files, "", "topics.yaml"}, "topics.yaml: file already closed [unreadable]\n"},
		{broken{files, "resources/book.md", ""}, "resources/book.md: permission denied [unreadable]\n"},
		{broken{files, "catalog.yaml", ""}, "catalog.yaml: permission denied [unreadable]\n"},
	} {
		if diff := cmp.Diff(test.want, said(authoring.Problems(authoring.Layer{Files: test.folder}))); diff != "" {
			t.Errorf("problems mismatch (-want +got):\n%s", diff)
		}
	}
	const nowhere = ".: no such file or directory [unreadable]\ncatalog.yaml: is not there (every catalogue has one: see content/README.md) [unreadable]\n"
	if diff := cmp.Diff(nowhere, said(authoring.Problems(authoring.Layer{Files: os.DirFS(filepath.Join(t.TempDir(), "nowhere"))}))); diff != "" {
		t.Errorf("a folder that is not there: mismatch (-want +got):\n%s", diff)
	}
}

// FuzzRead reads any tree as a layer over the small catalogue, or alone: it neither panics nor hangs, each problem breaks a rule
// at a place that is there, and where none is an error there is a catalogue, the same each time.
func FuzzRead(f *testing.F) {
	for _, folder := range []string{"rules", "layers"} {
		files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			text, _, _ = bytes.Cut(text, []byte("-- want --\n"))
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a := txtar.Parse(text)
		kept := a.Files[:0]
		for _, file := range a.Files {
			if fs.ValidPath(strings.TrimPrefix(file.Name, "-")) || file.Name == "-" {
				kept = append(kept, file)
			}
		}
		a.Files = kept
		layers, same := stacked(t, a)
		soundness(t, "", layers)
		soundness(t, "", []authoring.Layer{{Files: same}})
	})
}
