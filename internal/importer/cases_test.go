package importer_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/tools/txtar"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/importer"
)

// imported is what an import makes of a source in an empty folder.
type imported struct {
	result *importer.Result
	files  fstest.MapFS // what the folder holds now
}

// importPages imports a source into what a folder holds, with a mapping or nil. Nothing is written to a disk.
func importPages(t *testing.T, src, dst fstest.MapFS, mapping []byte, resolve importer.Resolve) imported {
	t.Helper()
	m, err := importer.NewMapping(mapping)
	if err != nil {
		t.Fatal(err)
	}
	res, err := importer.Markdown(src, dst, m, importer.Options{Name: "base", Resolve: resolve})
	if err != nil {
		t.Fatal(err)
	}
	return applied(res, dst)
}

// applied returns a result with what it makes of a folder, which stays as it is.
func applied(res *importer.Result, dst fstest.MapFS) imported {
	after := fstest.MapFS{}
	maps.Copy(after, dst)
	for name, raw := range res.Files {
		after[name] = &fstest.MapFile{Data: raw}
	}
	for _, name := range res.Delete {
		delete(after, name)
	}
	return imported{res, after}
}

// catalogue returns the digest of what an import made.
func (i imported) catalogue(t *testing.T) string {
	t.Helper()
	c, problems := authoring.Load(i.files, "base")
	if c == nil {
		t.Fatalf("the import is not sound: %v", problems)
	}
	return digest(c)
}

func (i imported) text(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := i.result.Report.Text(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// entry is a part of a source in the report, as JSON has it.
type entry struct {
	Kind, File, Text, URL, Written, Verdict, With, Why string
	Line                                               int
	To                                                 []string
	Content                                            bool
}

// entries returns the parts of the source that a report accounts for.
func (i imported) entries(t *testing.T) []entry {
	t.Helper()
	var b bytes.Buffer
	if err := i.result.Report.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var r struct{ Entries []entry }
	if err := json.Unmarshal(b.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	return r.Entries
}

// kase is one file of testdata: pages, and what an import of them is to make.
type kase struct {
	name    string
	archive *txtar.Archive
	source  fstest.MapFS
	mapping []byte
}

func cases(t *testing.T) []kase {
	t.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d cases: %v", len(names), err)
	}
	var all []kase
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		k := kase{name: strings.TrimSuffix(filepath.Base(name), ".txtar"), archive: a, source: fstest.MapFS{}}
		for _, f := range a.Files {
			if page, ok := strings.CutPrefix(f.Name, "source/"); ok {
				k.source[page] = &fstest.MapFile{Data: f.Data}
			}
			if f.Name == "mapping.yaml" {
				k.mapping = f.Data
			}
		}
		all = append(all, k)
	}
	return all
}

// TestCases imports the pages of each case and compares the catalogue, the report and the files that the case holds.
// UPDATE=1 writes them.
func TestCases(t *testing.T) {
	t.Parallel()
	for _, k := range cases(t) {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			first := importPages(t, k.source, fstest.MapFS{}, k.mapping, importer.ResolveNone)
			accounted(t, k.source, first)
			if again := importPages(t, k.source, first.files, k.mapping, importer.ResolveNone); len(again.result.Files) > 0 || len(again.result.Delete) > 0 {
				t.Errorf("a second import changes %v and deletes %v", sortedKeys(again.result.Files), again.result.Delete)
			}
			changed := false
			for i, f := range k.archive.Files {
				var got string
				switch {
				case f.Name == "catalogue":
					got = first.catalogue(t)
				case f.Name == "report":
					got = first.text(t)
				case strings.HasPrefix(f.Name, "want/"):
					raw, err := fs.ReadFile(first.files, strings.TrimPrefix(f.Name, "want/"))
					if err != nil {
						t.Errorf("%v; the import made %v", err, sortedKeys(first.files))
						continue
					}
					got = string(raw)
				default:
					continue
				}
				if got == string(f.Data) {
					continue
				}
				if os.Getenv("UPDATE") != "" {
					k.archive.Files[i].Data, changed = []byte(got), true
					continue
				}
				same(t, f.Name, strings.Split(got, "\n"), strings.Split(string(f.Data), "\n"))
			}
			if changed {
				if err := os.WriteFile(path.Join("testdata", k.name+".txtar"), txtar.Format(k.archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// quirks maps each formatting quirk that was found in a real base to the case that holds it: the numbers are those of the
// parts of ../shared/data/quirks.md and of the bullets in them, from 1.
var quirks = map[string][]string{
	"1.1": {
		"urls-trailing", "urls-trailing", "urls-trailing", "urls-trailing", "urls-glued", "urls-in-links", "urls-remarks",
		"urls-trailing", "urls-trailing", "urls-trailing", "urls-trailing", "urls-glued", "urls-glued", "urls-in-links",
		"urls-in-links", "urls-in-links", "urls-glued",
	},
	"1.2": {
		"lines", "lines", "lines", "lines", "lines", "lines", "lines", "lines", "lines-unbulleted", "lines-unbulleted", "lines",
		"lines-unbulleted", "lines-unbulleted", "lines", "lines", "lines",
	},
	"1.3": {
		"headings", "headings", "headings", "headings-upcoming", "headings-upcoming", "headings", "headings", "headings",
		"headings", "headings", "headings-article", "headings-article", "checklist", "checklist", "checklist",
		"headings-article",
	},
	"1.4": {
		"tables", "tables", "tables", "tables", "tables", "tables", "tables", "tables", "tables", "tables", "eligibility",
		"eligibility", "eligibility", "eligibility", "other-files",
	},
	"1.5": {
		"checklist", "checklist", "checklist", "checklist", "checklist", "checklist", "checklist", "checklist", "checklist",
		"roles", "roles", "roles", "roles", "blanks", "blanks", "blanks", "blanks", "blanks", "blanks", "checklist",
		"checklist", "roles",
	},
	"2.2": {"duplicates", "duplicates", "duplicates", "duplicates", "duplicates", "duplicates"},
}

// TestQuirks holds the list and the cases together: each quirk is named by its case, and no case names another.
func TestQuirks(t *testing.T) {
	want := map[string][]string{}
	for part, names := range quirks {
		for i, name := range names {
			want[name] = append(want[name], fmt.Sprintf("%s.%d", part, i+1))
		}
	}
	got := map[string][]string{}
	for _, k := range cases(t) {
		for line := range strings.SplitSeq(string(k.archive.Comment), "\n") {
			if numbers, ok := strings.CutPrefix(line, "quirks "); ok {
				got[k.name] = strings.Fields(numbers)
			}
		}
	}
	for _, all := range []map[string][]string{got, want} {
		for _, numbers := range all {
			slices.Sort(numbers)
		}
	}
	same(t, "quirks by case", got, want)
}

// TestEncodings reads the pages of each case as other programs would have saved them: with another end of line, a mark at
// the start, in the encoding that French Windows has had for thirty years. The catalogue is the same.
func TestEncodings(t *testing.T) {
	t.Parallel()
	for _, k := range cases(t) {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			want := importPages(t, k.source, fstest.MapFS{}, k.mapping, importer.ResolveNone)
			for name, save := range map[string]func([]byte) []byte{
				"CRLF":         func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")) },
				"CR":           func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\n"), []byte("\r")) },
				"byte order":   func(raw []byte) []byte { return append([]byte("\ufeff"), raw...) },
				"Windows-1252": windows1252,
				"UTF-16":       utf16LE,
				"no last line": func(raw []byte) []byte { return bytes.TrimRight(raw, "\n") },
			} {
				source := fstest.MapFS{}
				for page, f := range k.source {
					source[page] = &fstest.MapFile{Data: save(f.Data)}
				}
				got := importPages(t, source, fstest.MapFS{}, k.mapping, importer.ResolveNone)
				same(t, name, strings.Split(got.catalogue(t), "\n"), strings.Split(want.catalogue(t), "\n"))
			}
		})
	}
}

func utf16LE(raw []byte) []byte {
	out := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune(string(raw))) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// windows1252 returns a text as that encoding has it, or as it was where the encoding lacks one of its signs.
func windows1252(raw []byte) []byte {
	out, err := charmap.Windows1252.NewEncoder().Bytes(raw)
	if err != nil {
		return raw
	}
	return out
}
