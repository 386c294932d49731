package importer_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/export"
	"github.com/cloud-pi-native/parcours/internal/importer"
)

// importTable imports a table into what a folder holds. Nothing is written to a disk.
func importTable(tb testing.TB, table string, dst fstest.MapFS, resolve importer.Resolve) imported {
	tb.Helper()
	m, err := importer.NewMapping(nil)
	if err != nil {
		tb.Fatal(err)
	}
	res, err := importer.CSV("table.csv", strings.NewReader(table), dst, m, importer.Options{Name: "table", Resolve: resolve})
	if err != nil {
		tb.Fatal(err)
	}
	return applied(res, dst)
}

// folderOf returns the files of a content folder as they can be changed.
func folderOf(tb testing.TB, fsys fs.FS) fstest.MapFS {
	tb.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(fsys, name)
		files[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return files
}

func exported(tb testing.TB, fsys fs.FS) string {
	tb.Helper()
	c, problems := authoring.Load(fsys, "content")
	if c == nil {
		tb.Fatal(problems)
	}
	for _, f := range export.Formats() {
		if f.Name == "csv" {
			var b bytes.Buffer
			if err := f.Write(&b, export.Source{Catalog: c}, export.View{}); err != nil {
				tb.Fatal(err)
			}
			return b.String()
		}
	}
	tb.Fatal("no csv")
	return ""
}

// TestRoundTrip exports the resources of catalogues as a table and imports that over them: nothing changes, no row is lost.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("../export/testdata/content.txtar")
	if err != nil {
		t.Fatal(err)
	}
	small := fstest.MapFS{}
	for _, f := range archive.Files {
		small[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	for name, dst := range map[string]fstest.MapFS{"small": small, "published": folderOf(t, content.FS)} {
		table := exported(t, dst)
		for _, form := range []string{table, strings.ReplaceAll(table, "\r\n", "\n")} {
			got := importTable(t, form, dst, "")
			s := got.result.Report.Summary
			rows := s.Marks["row"]
			lines, err := csv.NewReader(strings.NewReader(form)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if s.Changed+s.Conflicts+s.Errors+s.Content > 0 || rows.Imported != len(lines)-1 || rows.Left+rows.Merged > 0 {
				t.Errorf("%s: %+v\n%s", name, s, got.text(t))
			}
			again := importTable(t, form, got.files, "")
			if len(again.result.Files)+len(again.result.Delete) > 0 {
				t.Errorf("%s: a second import writes %v", name, slices.Collect(maps.Keys(again.result.Files)))
			}
		}
	}
}

// TestTable imports a table as people write them into an empty folder, and compares the report and the files.
func TestTable(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/csv/table.txtar")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, f := range archive.Files {
		want[f.Name] = string(f.Data)
	}
	got := importTable(t, want["table.csv"], fstest.MapFS{}, "")
	made := map[string]string{"table.csv": want["table.csv"], "report": got.text(t)}
	for name, f := range got.files {
		if !strings.HasPrefix(name, ".") {
			made[name] = string(f.Data)
		}
	}
	if os.Getenv("UPDATE") != "" {
		archive.Files = nil
		for _, name := range slices.Sorted(maps.Keys(made)) {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(made[name])})
		}
		if err := os.WriteFile("testdata/csv/table.txtar", txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		want = made
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("import mismatch (-want +got)\n%s", diff)
	}
	again := importTable(t, want["table.csv"], got.files, "")
	if len(again.result.Report.Changes) > 0 {
		t.Errorf("a second import changes %v", again.result.Report.Changes)
	}
}

// TestTableAgain imports a table, lets an author and the table's keeper change things, and imports it again.
func TestTableAgain(t *testing.T) {
	t.Parallel()
	header := "id,title,url,kind,minutes,topics,placements\n"
	docker := "docker,Docker,https://example.org/docker,course,30,\"containers, basics\",1: everyone\n"
	helm := "helm,Helm,https://example.org/helm,video,,,1: everyone | 2: technical (5)\n"
	base := importTable(t, header+docker+helm, fstest.MapFS{}, "").files
	base["catalog.yaml"] = &fstest.MapFile{Data: []byte("title: table\nlanguages: [fr, en]\n")}
	edited := func(old, new string) fstest.MapFS {
		files := maps.Clone(base)
		text := string(files["resources/docker.md"].Data)
		if !strings.Contains(text, old) {
			t.Fatalf("no %q in %s", old, text)
		}
		files["resources/docker.md"] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
		return files
	}
	for name, tc := range map[string]struct {
		folder    fstest.MapFS
		table     string
		resolve   importer.Resolve
		conflicts int
		holds     []string // of docker.md
		lacks     []string
	}{
		"a cell changes":                      {base, strings.Replace(docker, "30", "45", 1) + helm, "", 0, []string{"minutes: 45"}, nil},
		"a cell is emptied":                   {base, strings.Replace(docker, ",30,", ",,", 1) + helm, "", 0, []string{"kind: course"}, []string{"minutes"}},
		"a topic goes and one comes":          {base, strings.Replace(docker, "basics", "images", 1) + helm, "", 0, []string{"[containers, images]"}, nil},
		"a place comes":                       {base, strings.Replace(docker, "1: everyone", "1: everyone | 2: technical", 1) + helm, "", 0, []string{"etape-1, for: everyone", "etape-2, for: [technical]"}, nil},
		"an author's field stays":             {edited("minutes: 30", "minutes: 30\nprovider: example.org"), docker + helm, "", 0, []string{"provider: example.org"}, nil},
		"an author's translation stays":       {edited("title: Docker", "title: {fr: Docker, en: Docker in English}"), strings.Replace(docker, "Docker,", "Docker 2,", 1) + helm, "", 0, []string{"fr: Docker 2", "en: Docker in English"}, nil},
		"both change a field":                 {edited("minutes: 30", "minutes: 20"), strings.Replace(docker, "30", "45", 1) + helm, "", 1, []string{"minutes: 20"}, nil},
		"both change a field, the table wins": {edited("minutes: 30", "minutes: 20"), strings.Replace(docker, "30", "45", 1) + helm, importer.ResolveSource, 0, []string{"minutes: 45"}, nil},
		"the rows change places":              {base, helm + docker, "", 0, []string{"minutes: 30"}, nil},
		"no identifier: known by the address": {base, strings.Replace(docker, "docker,D", ",D", 1) + helm, "", 0, []string{"title: Docker"}, nil},
		"a row goes":                          {base, helm, "", 0, nil, nil},
	} {
		got := importTable(t, header+tc.table, tc.folder, tc.resolve)
		s := got.result.Report.Summary
		if s.Conflicts != tc.conflicts || s.Errors > 0 {
			t.Errorf("%s: %d conflicts, %d errors\n%s", name, s.Conflicts, s.Errors, got.text(t))
		}
		f := got.files["resources/docker.md"]
		if (f == nil) != (tc.holds == nil) {
			t.Errorf("%s: docker.md: %v", name, f)
			continue
		}
		for _, h := range tc.holds {
			if !strings.Contains(string(f.Data), h) {
				t.Errorf("%s: no %q in\n%s", name, h, f.Data)
			}
		}
		for _, l := range tc.lacks {
			if strings.Contains(string(f.Data), l) {
				t.Errorf("%s: %q in\n%s", name, l, f.Data)
			}
		}
	}
}

// TestTableCounts imports a table whose steps are not 1, 2, …: each name means the same step at the next import.
func TestTableCounts(t *testing.T) {
	t.Parallel()
	table := "title,url,step,for\nA,https://example.org/a,2,ops\nB,https://example.org/b,4,dev\n"
	first := importTable(t, table, fstest.MapFS{}, "")
	if b := string(first.files["resources/b.md"].Data); !strings.Contains(b, "step: etape-4") || !strings.Contains(string(first.files["steps/etape-4.md"].Data), "number: 2") {
		t.Errorf("b.md: %s", b)
	}
	again := importTable(t, table, first.files, "")
	if s := again.result.Report.Summary; s.Changed+s.Content+s.Conflicts+s.Errors > 0 {
		t.Errorf("a second import: %+v\n%s", s, again.text(t))
	}
}

// TestTableIntoContent imports rows into a folder that people wrote, by the names that it has.
func TestTableIntoContent(t *testing.T) {
	t.Parallel()
	dst := folderOf(t, content.FS)
	row := func(cells string) imported {
		return importTable(t, "titre;lien;nature;étape;pour;thèmes\n"+cells+"\n", dst, "")
	}
	got := row("Un cours;https://example.org/cours;cours;2;Technique;kubernetes")
	c, problems := authoring.Load(got.files, "content")
	if c == nil {
		t.Fatal(problems)
	}
	r := c.Resource("un-cours")
	if r == nil || r.Kind != catalog.KindCourse || len(r.Placements) != 1 || r.Placements[0].Step.Number != 2 || len(r.Placements[0].Roles) != 1 ||
		r.Placements[0].Roles[0].ID != "technical" || len(r.Topics) != 1 || r.Topics[0].ID != "kubernetes" {
		t.Errorf("%+v\n%s", r, got.text(t))
	}
	for cells, why := range map[string]string{
		"Un cours;https://example.org/cours;cours;preparre;tous;":  `no step of that name (did you mean "prepare"?)`,
		"Un cours;https://example.org/cours;cours;2;astronautes;x": "no role of that name",
		"Un cours;https://example.org/cours;film;2;tous;":          "is none of article, checklist, course",
		"Un cours;nulle part;cours;2;tous;":                        "has no full http or https address",
		"Un cours;ftp://example.org/x;cours;2;tous;":               "has no full http or https address",
		"a;https://example.org/x;cours;2;tous;;;de trop":           "has 8 cells under 6 headers",
	} {
		got := row(cells)
		if got.result.Report.Summary.Content == 0 || !strings.Contains(got.text(t), why) {
			t.Errorf("%s: the report does not say %q:\n%s", cells, why, got.text(t))
		}
	}
	taken := importTable(t, "id,title,url\nmine,Mine,https://kubernetes.io/fr/docs/concepts/\n", dst, "")
	if !strings.Contains(taken.text(t), `has the address of resource "kubernetes-concepts"`) {
		t.Errorf("an address that is taken: %s", taken.text(t))
	}
}

// TestTableUnreadable reads what is no table.
func TestTableUnreadable(t *testing.T) {
	t.Parallel()
	m, err := importer.NewMapping(nil)
	if err != nil {
		t.Fatal(err)
	}
	for table, why := range map[string]string{
		"":                             "t.csv: is empty",
		"title,url\n\"a,b\nc":          "t.csv:",
		"title,url\na \"b\" c,http://": "t.csv:2: ",
	} {
		_, err := importer.CSV("t.csv", strings.NewReader(table), fstest.MapFS{}, m, importer.Options{})
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %s", table, err, why)
		}
	}
}

// TestTemplate imports the template as it is: every column is known, in both languages.
func TestTemplate(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"fr", "en"} {
		got := importTable(t, string(importer.Template(lang)), fstest.MapFS{}, "")
		s := got.result.Report.Summary
		if heads := s.Marks["heading"]; heads.Left > 0 || heads.Merged < 17 || s.Marks["row"].Imported != 1 || s.Content > 0 {
			t.Errorf("%s: %+v\n%s", lang, s, got.text(t))
		}
	}
}

// FuzzCSV imports any table into a catalogue and into nothing: every row is accounted for, and a second import has nothing
// to do.
func FuzzCSV(f *testing.F) {
	f.Add("id,title_fr,title_en,url,kind\na,Un,One,https://example.org/,video\n")
	f.Add("titre;lien;étape;pour;durée\nUn;https://example.org/1;1;tous;1\nDeux;https://example.org/1;2;x;deux\n;;\n")
	f.Add("url\thttps\nhttps://x.example/\t'=1\n\"")
	f.Add("title,url,placements,requires,dead\nx,www.example.org,1: everyone (3) | 2: a & b,\"y (stated)\",yes\n")
	f.Add(string(importer.Template("fr")))
	m, err := importer.NewMapping(nil)
	if err != nil {
		f.Fatal(err)
	}
	standing := fstest.MapFS{
		"catalog.yaml":       {Data: []byte("title: T\nlanguages: [fr, en]\n")},
		"steps/one.md":       {Data: []byte("---\nnumber: 1\ntitle: Un\nmaturityQuestion: Q\nobjectives: {a: x}\n---\n")},
		"roles/a.md":         {Data: []byte("---\ntitle: A\ndescription: D\n---\n")},
		"resources/a.md":     {Data: []byte("---\ntitle: {fr: Un}\nurl: https://example.org/\nkind: video\nplacements:\n  - {step: one, for: everyone, title: T}\n---\nbody\n")},
		"resources/other.md": {Data: []byte("---\ntitle: Autre\nurl: https://example.org/other\nkind: video\n---\n")},
	}
	f.Fuzz(func(t *testing.T, table string) {
		for _, dst := range []fstest.MapFS{{}, standing} {
			res, err := importer.CSV("t.csv", strings.NewReader(table), dst, m, importer.Options{Name: "t"})
			if err != nil {
				return
			}
			var report struct {
				Entries []struct{ Kind, Verdict, Why string }
			}
			var b bytes.Buffer
			if err := res.Report.JSON(&b); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b.Bytes(), &report); err != nil {
				t.Fatal(err)
			}
			for _, e := range report.Entries {
				if e.Verdict == "" || e.Verdict == importer.Left && e.Why == "" {
					t.Errorf("not accounted for: %+v", e)
				}
			}
			files := maps.Clone(dst)
			for name, raw := range res.Files {
				if !fs.ValidPath(name) {
					t.Errorf("writes %q", name)
				}
				files[name] = &fstest.MapFile{Data: raw}
			}
			if problems := authoring.Problems(authoring.Layer{Name: "t", Files: files}); catalog.HasErrors(problems) && res.Report.Summary.Errors == 0 {
				t.Errorf("the report does not say %v", problems)
			}
			again, err := importer.CSV("t.csv", strings.NewReader(table), files, m, importer.Options{Name: "t"})
			if err != nil {
				t.Fatal(err)
			}
			if len(again.Report.Changes) > 0 {
				t.Errorf("a second import changes %v: %s", again.Report.Changes, again.Files[again.Report.Changes[0].File])
			}
		}
	})
}
