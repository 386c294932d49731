package export_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/export"
)

// folder returns the small catalogue's files, some of them changed.
func folder(tb testing.TB, changes ...string) fs.FS {
	tb.Helper()
	archive, err := txtar.ParseFile("testdata/content.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range archive.Files {
		fsys[f.Name] = &fstest.MapFile{Data: []byte(strings.NewReplacer(changes...).Replace(string(f.Data)))}
	}
	return fsys
}

func load(tb testing.TB, fsys fs.FS) *catalog.Catalog {
	tb.Helper()
	c, problems := authoring.Load(fsys, "content")
	if c == nil {
		tb.Fatal(problems)
	}
	return c
}

// small returns the small catalogue with a history: one resource was added, then changed, another only changed.
func small(tb testing.TB) export.Source {
	tb.Helper()
	resource := func(kind catalog.ChangeKind, id string) catalog.Change {
		return catalog.Change{Kind: kind, Thing: catalog.Ref{Type: catalog.TypeResource, ID: id}}
	}
	day := func(d int) time.Time { return time.Date(2026, 3, d, 10, 0, 0, 0, time.FixedZone("", 3600)) }
	return export.Source{Catalog: load(tb, folder(tb)), History: []export.Publication{
		{At: day(3), Changes: []catalog.Change{resource(catalog.ChangeChanged, "docker"), resource(catalog.ChangeMoved, "gone")}},
		{At: day(2), Changes: []catalog.Change{resource(catalog.ChangeAdded, "docker"), resource(catalog.ChangeChanged, "moved"), resource(catalog.ChangeAdded, "never-again")}},
	}}
}

func published(tb testing.TB) export.Source {
	tb.Helper()
	return export.Source{Catalog: load(tb, content.FS)}
}

func format(tb testing.TB, name string) export.Format {
	tb.Helper()
	for _, f := range export.Formats() {
		if f.Name == name {
			return f
		}
	}
	tb.Fatal(name)
	return export.Format{}
}

func write(tb testing.TB, name string, s export.Source, v export.View) string {
	tb.Helper()
	var b bytes.Buffer
	if err := format(tb, name).Write(&b, s, v); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func in(langs ...catalog.Lang) export.View { return export.View{Langs: langs} }

// unzipped returns the files of an archive in its order.
func unzipped(tb testing.TB, archive string) *txtar.Archive {
	tb.Helper()
	z, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
	if err != nil {
		tb.Fatal(err)
	}
	var files txtar.Archive
	for _, f := range z.File {
		if !f.Modified.IsZero() && f.Modified.Year() > 1980 {
			tb.Errorf("%s tells a time: %v", f.Name, f.Modified)
		}
		r, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			tb.Fatal(err)
		}
		files.Files = append(files.Files, txtar.File{Name: f.Name, Data: data})
	}
	return &files
}

// TestGolden compares each form of the small catalogue with a file to read; UPDATE=1 rewrites them. Written again, by way
// of another reading of the content, each is the same byte for byte.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, f := range export.Formats() {
		for _, lang := range []catalog.Lang{"fr", "en"} {
			if !f.Lang && lang == "en" {
				continue
			}
			v := in(lang, "fr", "en")
			v.Base = "https://parcours.example.org"
			got := write(t, f.Name, small(t), v)
			if again := write(t, f.Name, small(t), v); again != got {
				t.Errorf("%s in %s is not the same twice", f.Name, lang)
			}
			name := f.File
			if f.Lang {
				name = strings.TrimSuffix(name, path.Ext(name)) + "." + string(lang) + path.Ext(name)
			}
			if f.Name == "imscc" {
				got = string(txtar.Format(unzipped(t, got)))
				name += ".txtar"
			}
			golden(t, "testdata/golden/"+name, got)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s mismatch (-want +got)\n%s", name, diff)
	}
}

// TestNothingInvented exports a catalogue of which little is known: no form tells a duration, a date or a price of it.
func TestNothingInvented(t *testing.T) {
	t.Parallel()
	c := load(t, folder(t, "minutes: 95\n", "", "minutes: 60\n", "", ", date: \"2026-01-31\"", "", "cost: free", "cost: unknown", "cost: paid", "cost: unknown"))
	for name, words := range map[string][]string{
		"json":    {`"minutes"`, `"date"`, `"FREE"`},
		"jsonld":  {"timeRequired", "isAccessibleForFree", "date"},
		"csv":     {"free", "95"},
		"catalog": {"duration_in_minutes", "last_modified", "rating", "popularity"},
		"html":    {" min", " h "},
	} {
		text := write(t, name, export.Source{Catalog: c}, in("en", "fr"))
		for _, w := range words {
			if strings.Contains(text, w) {
				t.Errorf("%s says %q, which nobody knows:\n%s", name, w, text)
			}
		}
	}
	if err := format(t, "atom").Write(io.Discard, export.Source{Catalog: c}, in("en")); err == nil || !strings.Contains(err.Error(), export.ErrNoDate.Error()) {
		t.Errorf("a feed without any date: %v, want %v", err, export.ErrNoDate)
	}
}

// TestProgress follows the writing of each form that goes through all resources.
func TestProgress(t *testing.T) {
	t.Parallel()
	s := small(t)
	for _, name := range []string{"json", "jsonld", "csv", "catalog", "imscc", "atom"} {
		last := ""
		v := in("fr")
		v.Progress = func(done, total int) { last = fmt.Sprintf("%d of %d", done, total) }
		write(t, name, s, v)
		if done, total, _ := strings.Cut(last, " of "); done != total || done == "" || done == "0" {
			t.Errorf("%s ended at %q", name, last)
		}
	}
}
