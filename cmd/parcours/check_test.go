package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// awkward are problems that hold what formats must escape.
var awkward = []catalog.Problem{
	{Rule: "unreadable", Severity: catalog.SeverityError, At: catalog.Position{File: "my content/é.md"}, Message: "100 %\r\nof: it, lost"},
	{Rule: "missing-translation", Severity: catalog.SeverityWarning, At: catalog.Position{File: "/abs/a,b:c.md", Line: 3}, Field: "title", Message: "is <not> there", Hint: "write it"},
	{Rule: "shadowed", Severity: catalog.SeverityNote, At: catalog.Position{File: "a.md", Line: 3, Column: 7}, Message: "changes a field"},
}

func TestFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		problems       []catalog.Problem
		always, strict bool
	}{
		"nothing":   {nil, false, false},
		"a note":    {awkward[2:], false, false},
		"a warning": {awkward[1:], false, true},
		"an error":  {awkward[:1], true, true},
	} {
		if got := fails(test.problems, false); got != test.always {
			t.Errorf("%s: fails %t, want %t", name, got, test.always)
		}
		if got := fails(test.problems, true); got != test.strict {
			t.Errorf("%s, strict: fails %t, want %t", name, got, test.strict)
		}
	}
}

// TestGitHub compares workflow commands with https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
func TestGitHub(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	if err := writeGitHub(&got, awkward); err != nil {
		t.Fatal(err)
	}
	want := `::error file=my content/é.md,title=unreadable::100 %25%0D%0Aof: it, lost
::warning file=/abs/a%2Cb%3Ac.md,line=3,title=missing-translation::title: is <not> there (write it)
::notice file=a.md,line=3,col=7,title=shadowed::changes a field
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("commands mismatch (-want +got):\n%s", diff)
	}
}

// TestSARIF checks what the standard asks for and readers rely on: each rule once, and results that point to their rule, say
// where they are, and have a level.
func TestSARIF(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	if err := writeJSON(&text, sarif(awkward)); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	d := json.NewDecoder(&text)
	d.DisallowUnknownFields()
	if err := d.Decode(&log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 || log.Runs[0].Tool.Driver.Name != "parcours" {
		t.Fatalf("log %+v", log)
	}
	run := log.Runs[0]
	var ids []string
	for _, r := range run.Tool.Driver.Rules {
		ids = append(ids, r.ID)
		if !slices.Contains([]catalog.Severity{"error", "warning", "note"}, r.Default.Level) || !strings.HasSuffix(r.Short.Text, ".") {
			t.Errorf("rule %+v", r)
		}
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("rules %q are not each there once, in order", ids)
	}
	type result struct {
		Rule, Level, URI, Message string
		Line, Column              int
	}
	var got []result
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("result of %s points to rule %d", r.RuleID, r.RuleIndex)
		}
		for _, l := range r.Locations {
			p := l.Physical
			if _, err := url.Parse(p.Artifact.URI); err != nil {
				t.Error(err)
			}
			got = append(got, result{r.RuleID, string(r.Level), p.Artifact.URI, r.Message.Text, p.Region.StartLine, p.Region.StartColumn})
		}
	}
	want := []result{
		{"unreadable", "error", "my%20content/%C3%A9.md", "100 %\r\nof: it, lost", 1, 0},
		{"missing-translation", "warning", "file:///abs/a,b:c.md", "title: is <not> there (write it)", 3, 0},
		{"shadowed", "note", "a.md", "changes a field", 3, 7},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results mismatch (-want +got):\n%s", diff)
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 30)
	from := &sources{layers: []authoring.Layer{{Path: "out", Files: fstest.MapFS{"a.md": {}}}, {Path: "in", Files: fstest.MapFS{
		"a.md": {Data: []byte("\ufeff\té\x1b[31mx\r\n" + long + "\ne\u0301te\u0301")},
	}}}}
	for name, test := range map[string]struct {
		at   catalog.Position
		want []string
	}{
		"a tab stays one, and nothing steers the terminal": {
			catalog.Position{File: "in/a.md", Line: 1, Column: 3}, []string{"    1 | \té\ufffd[31mx", "      | \t ^"},
		},
		"just after the end":          {catalog.Position{File: "in/a.md", Line: 1, Column: 99}, []string{"    1 | \té\ufffd[31mx", "      | \t       ^"}},
		"a column that is not known":  {catalog.Position{File: "in/a.md", Line: 1}, []string{"    1 | \té\ufffd[31mx"}},
		"the beginning of a long one": {catalog.Position{File: "in/a.md", Line: 2, Column: 2}, []string{"    2 | " + long[:99] + "…", "      |  ^"}},
		"the middle of a long one": {
			catalog.Position{File: "in/a.md", Line: 2, Column: 151},
			[]string{"    2 | …" + long[102:200] + "…", "      | " + strings.Repeat(" ", 49) + "^"},
		},
		"the end of a long one": {
			catalog.Position{File: "in/a.md", Line: 2, Column: 301},
			[]string{"    2 | …" + long[201:], "      | " + strings.Repeat(" ", 100) + "^"},
		},
		"letters of two characters": {catalog.Position{File: "in/a.md", Line: 3, Column: 3}, []string{"    3 | e\u0301te\u0301", "      |  ^"}},
		"a line that is not known":  {catalog.Position{File: "in/a.md"}, nil},
		"a line that is not there":  {catalog.Position{File: "in/a.md", Line: 9}, nil},
		"a file that is not there":  {catalog.Position{File: "in/b.md", Line: 1}, nil},
	} {
		want := ""
		for _, line := range test.want {
			want += "\n" + line
		}
		if diff := cmp.Diff(want, from.excerpt(catalog.Problem{At: test.at}, false)); diff != "" {
			t.Errorf("%s: mismatch (-want +got):\n%s", name, diff)
		}
	}
	got := from.excerpt(catalog.Problem{At: catalog.Position{File: "in/a.md", Line: 3, Column: 1}}, true)
	if want := "\n" + dim + "    3 | " + plain + "e\u0301te\u0301\n" + dim + "      | " + plain + green + "^" + plain; got != want {
		t.Errorf("in colour: %q, want %q", got, want)
	}
}
