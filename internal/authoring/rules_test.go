package authoring_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// folders are those that an archive may hold besides the lowest layer, whose name is "".
var folders = []string{"", "over", "top", "same"}

// lay lays the files of an archive over those of folders, by name. The name after a hyphen is taken out; a mere hyphen takes out
// everything.
func lay(in map[string]fstest.MapFS, a *txtar.Archive) {
	for _, f := range a.Files {
		folder, name, below := strings.Cut(f.Name, "/")
		if !below || folder == "" || in[folder] == nil {
			folder, name = "", f.Name
		}
		switch out, ok := strings.CutPrefix(name, "-"); {
		case name == "-":
			clear(in[""])
			clear(in["same"])
		case ok:
			delete(in[folder], out)
		default:
			in[folder][name] = &fstest.MapFile{Data: f.Data}
		}
	}
}

// stacked returns the small catalogue of testdata/base.txtar with the files of an archive laid over it: what stands in the
// folders "over" and "top" is of layers above. The folder "same", which begins as the small catalogue too, stands alone.
func stacked(tb testing.TB, a *txtar.Archive) (layers []authoring.Layer, same fs.FS) {
	tb.Helper()
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	in := map[string]fstest.MapFS{}
	for _, name := range folders {
		in[name] = fstest.MapFS{}
	}
	lay(in, base)
	maps.Copy(in["same"], in[""])
	lay(in, a)
	for _, name := range folders[:3] {
		if name == "" || len(in[name]) > 0 {
			layers = append(layers, authoring.Layer{Name: name, Path: name, Files: in[name]})
		}
	}
	return layers, in["same"]
}

func TestBaseIsSound(t *testing.T) {
	t.Parallel()
	layers, _ := stacked(t, &txtar.Archive{})
	if c, problems := authoring.LoadLayers(layers...); c == nil || len(problems) > 0 {
		t.Errorf("problems %v", problems)
	}
}

// said returns problems as authors read them, one a line.
func said(problems []catalog.Problem) string {
	var all strings.Builder
	for _, p := range problems {
		all.WriteString(p.String() + "\n")
	}
	return all.String()
}

// cases calls run for each archive of a folder of testdata, which returns the problems that it found, and compares those with
// the file "want" of the archive, place and all. It returns the names of the archives by the rules that their problems break.
func cases(t *testing.T, folder string, run func(t *testing.T, name string, a *txtar.Archive) []catalog.Problem) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	broken := map[string][]string{}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool {
			if f.Name == "want" {
				want = string(f.Data)
			}
			return f.Name == "want"
		})
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		problems := run(t, name, a)
		if got := said(problems); os.Getenv("UPDATE") != "" {
			a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(got)})
			if err := os.WriteFile(file, txtar.Format(a), 0o600); err != nil {
				t.Fatal(err)
			}
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: problems mismatch (-want +got):\n%s", file, diff)
		}
		for _, p := range problems {
			broken[p.Rule] = append(broken[p.Rule], name)
		}
	}
	return broken
}

// TestRules reads each folder of testdata/rules. There is one named after each rule, which breaks it.
func TestRules(t *testing.T) {
	t.Parallel()
	broken := cases(t, "rules", func(t *testing.T, name string, a *txtar.Archive) []catalog.Problem {
		t.Helper()
		layers, _ := stacked(t, a)
		return soundness(t, name, layers)
	})
	for _, r := range authoring.Rules() {
		if !slices.Contains(broken[r.ID], r.ID) && !slices.Contains(unwritable, r.ID) {
			t.Errorf("testdata/rules has no %s.txtar that breaks it", r.ID)
		}
	}
}

// soundness returns the problems of layers, after checking what holds for any: there is a catalogue where none is an error, each
// breaks a rule at a place that is there, and whoever asks again, or only for problems, is told the same.
func soundness(t *testing.T, name string, layers []authoring.Layer) []catalog.Problem {
	t.Helper()
	c, problems := authoring.LoadLayers(layers...)
	if (c == nil) != catalog.HasErrors(problems) {
		t.Errorf("%s: catalogue %t, problems %v", name, c != nil, problems)
	}
	if diff := cmp.Diff(said(problems), said(authoring.Problems(layers...))); diff != "" {
		t.Errorf("%s: Problems differs from LoadLayers (-load +problems):\n%s", name, diff)
	}
	if again, _ := authoring.LoadLayers(layers...); c != nil && (again == nil || again.Revision != c.Revision) {
		t.Errorf("%s: another revision the second time", name)
	}
	for _, p := range problems {
		checkPlace(t, name, layers, p)
	}
	return problems
}

// unwritable are the rules that no archive of texts can break: TestFiles does.
var unwritable = []string{"file-too-large", "invalid-utf-8", "symbolic-link"}

// checkPlace reports a problem whose severity is not its rule's, or whose place is not in its file.
func checkPlace(t *testing.T, name string, layers []authoring.Layer, p catalog.Problem) {
	t.Helper()
	if !slices.ContainsFunc(authoring.Rules(), func(r catalog.WritingRule) bool { return r.ID == p.Rule && r.Severity == p.Severity }) {
		t.Errorf("%s: %s is no rule of severity %s", name, p.Rule, p.Severity)
	}
	if p.At.Line == 0 {
		if p.At.File == "" || p.At.Column != 0 {
			t.Errorf("%s: %s stands nowhere", name, p)
		}
		return
	}
	layer, file := layers[0], p.At.File
	for _, l := range layers[1:] {
		if below, ok := strings.CutPrefix(p.At.File, l.Path+"/"); ok {
			layer, file = l, below
		}
	}
	text, err := fs.ReadFile(layer.Files, file)
	if err != nil {
		t.Errorf("%s: %s: %v", name, p, err)
		return
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(text)), "\n")
	if p.At.Line > len(lines) || p.At.Column > len([]rune(lines[p.At.Line-1]))+1 {
		t.Errorf("%s: %s stands outside its file", name, p)
	}
}

// TestRulesAreListed compares the list of rules with those that the code breaks off with, and with the table that authors
// read.
func TestRulesAreListed(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../../content/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rules, _ := strings.Cut(string(table), "## What each rule means")
	var listed []string
	for _, r := range authoring.Rules() {
		listed = append(listed, r.ID)
		if !strings.Contains(rules, "`"+r.ID+"`") {
			t.Errorf("content/README.md does not tell what %s means", r.ID)
		}
	}
	if diff := cmp.Diff(listed, append(spoken(t, "."), spoken(t, "../catalog")...), cmp.Transformer("set", func(s []string) []string {
		return slices.Compact(slices.Sorted(slices.Values(s)))
	})); diff != "" {
		t.Errorf("rules mismatch (-listed +in the code):\n%s", diff)
	}
}

// spoken returns the rules that the code of a package breaks off with: the constant that is handed to one of the functions that
// make problems.
func spoken(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"problem", "fail", "warn", "note"}, f.Sel.Name) {
				return true
			}
			if rule, ok := call.Args[0].(*ast.BasicLit); ok {
				id, err := strconv.Unquote(rule.Value)
				if err != nil {
					t.Fatal(err)
				}
				rules = append(rules, id)
			} else if rule, ok := call.Args[0].(*ast.Ident); !ok || rule.Name != "rule" {
				t.Errorf("%s: a problem whose rule is no constant", name)
			}
			return true
		})
	}
	return rules
}
