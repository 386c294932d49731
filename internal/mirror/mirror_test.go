package mirror_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/mirror"
)

func ExampleMap_Apply() {
	m, problems := mirror.Read("links.yaml", `
links:
  - from: https://kubernetes.io/docs/
    to: https://mirror.example/k8s/
  - from: youtube.com
    unreachable: true
`)
	fmt.Println(problems)
	d, report := m.Apply(catalog.Draft{Resources: []catalog.ResourceDraft{
		{URL: "https://kubernetes.io/docs/concepts/?x=1#pods"}, {URL: "https://www.youtube.com/watch?v=1"},
	}})
	fmt.Println(d.Resources[0].URL, d.Resources[1].Unreachable)
	fmt.Println(report.Moved, report.Unreachable)
	// Output:
	// []
	// https://mirror.example/k8s/concepts/?x=1#pods true
	// 1 1
}

func read(t *testing.T, text string) mirror.Map {
	t.Helper()
	m, problems := mirror.Read("links.yaml", text)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return m
}

func TestLinks(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]struct{ from, to, moved string }{
		"https://a.example/docs/x?y#z":  {"https://a.example/docs/", "https://m.example/a/", "https://m.example/a/x?y#z"},
		"https://a.example/docs":        {"https://a.example/docs/", "https://m.example/a/", "https://m.example/a/"},
		"https://a.example/docs/":       {"https://a.example/docs", "https://m.example/a", "https://m.example/a/"},
		"https://a.example/docs?y":      {"https://a.example/docs", "https://m.example/a", "https://m.example/a?y"},
		"https://a.example/docsets":     {"https://a.example/docs", "https://m.example/a", ""}, // not within a part of a path
		"http://a.example/docs/x":       {"https://a.example/docs", "https://m.example/a", ""}, // another scheme
		"https://A.EXAMPLE/docs/x":      {"https://a.example/docs", "https://m.example/a", "https://m.example/a/x"},
		"https://a.example:8443/docs/x": {"https://a.example/docs", "https://m.example/a", ""}, // another port
		"https://b.a.example/x":         {"a.example", "https://m.example/a/", "https://m.example/a/x"},
		"http://a.example":              {"a.example", "https://m.example/a/", "https://m.example/a/"},
		"https://A.example:8443?x":      {"a.example", "https://m.example", "https://m.example?x"},
		"https://ba.example/x":          {"a.example", "https://m.example", ""}, // another host that ends so
		"https://a.example.org/x":       {"a.example", "https://m.example", ""},
		"https://a.example/%7Ea/":       {"https://a.example", "https://m.example", "https://m.example/%7Ea/"},
	} {
		if want.moved == "" {
			want.moved = link
		}
		m := read(t, "links: [{from: '"+want.from+"', to: '"+want.to+"'}]")
		d, _ := m.Apply(catalog.Draft{Resources: []catalog.ResourceDraft{{URL: link}}})
		if got := d.Resources[0].URL; got != want.moved {
			t.Errorf("%s with %s -> %s: %s, want %s", link, want.from, want.to, got, want.moved)
		}
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	m := read(t, `
links:
  - from: https://a.example/open/
    to: https://m.example/open/
    network: state-network
  - from: a.example
    unreachable: true
  - from: b.example
    to: https://m.example/b/
  - from: never.example
    unreachable: true
`)
	draft := catalog.Draft{
		Resources: []catalog.ResourceDraft{
			{ID: "first rule", URL: "https://a.example/open/1", Access: catalog.Access{Network: catalog.NetworkInternet}},
			{ID: "unreachable", URL: "https://a.example/closed"},
			{ID: "dead", URL: "https://b.example/old", Dead: &catalog.Dead{}},
			{ID: "successor", URL: "https://a.example/old", Dead: &catalog.Dead{Successor: "https://b.example/new"}}, // the link that counts
			{ID: "successor closed", URL: "https://b.example/old2", Dead: &catalog.Dead{Successor: "https://a.example/new"}},
			{ID: "other", URL: "https://c.example"},
		},
		Guides: []catalog.GuideDraft{{URL: "https://a.example/open/guide"}, {URL: "https://a.example/closed"}},
	}
	revision := draft.Revision()
	got, report := m.Apply(draft)
	want := catalog.Draft{
		Resources: []catalog.ResourceDraft{
			{ID: "first rule", URL: "https://m.example/open/1", Access: catalog.Access{Network: catalog.NetworkState}},
			{ID: "unreachable", URL: "https://a.example/closed", Unreachable: true},
			{ID: "dead", URL: "https://m.example/b/old", Dead: &catalog.Dead{}},
			{ID: "successor", URL: "https://a.example/old", Dead: &catalog.Dead{Successor: "https://m.example/b/new"}},
			{ID: "successor closed", URL: "https://m.example/b/old2", Dead: &catalog.Dead{Successor: "https://a.example/new"}, Unreachable: true},
			{ID: "other", URL: "https://c.example"},
		},
		Guides: []catalog.GuideDraft{{URL: "https://m.example/open/guide", Access: catalog.Access{Network: catalog.NetworkState}}, {URL: "https://a.example/closed"}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(catalog.Places{})); diff != "" {
		t.Errorf("Apply mismatch (-want +got)\n%s", diff)
	}
	if report.Moved != 5 || report.Unreachable != 2 || len(report.Unused) != 1 || report.Unused[0].From != "never.example" || report.Unused[0].At.String() != "links.yaml:10:5" {
		t.Errorf("report %+v", report)
	}
	if draft.Revision() != revision || got.Revision() == revision {
		t.Error("the draft was changed in place, or the revision does not tell")
	}
	if same, _ := (mirror.Map{}).Apply(draft); same.Revision() != revision {
		t.Error("an empty map changes something")
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                  "links.yaml:1: holds no links (write a list under `links:`) [no-links]",
		"rules: []":                         "links.yaml:1:1: has other fields than links (write a list under `links:`, and nothing else) [unknown-field]",
		"links: x":                          "links.yaml:1:1: links: is not a list (begin each rule with `- from:`) [wrong-type]",
		"links: [x]":                        "links.yaml:1:9: links[0]: is not a mapping (write `from:`, and `to:` or `unreachable: true`) [wrong-type]",
		"links:\n  - from: a.example":       "links.yaml:2:5: links[0]: says nothing of its links (add `to: https://…` or `unreachable: true`) [missing-field]",
		"links:\n  - to: https://m.example": "links.yaml:2:5: links[0].from: is missing (say how the links begin) [missing-field]",
		"links:\n  - from: a.example\n    too: https://m.example":                                    `links.yaml:3:5: links[0].too: is not known (did you mean "to"?) [unknown-field]`,
		"links:\n  - from: a.example\n    to: m.example":                                             `links.yaml:3:5: links[0].to: "m.example" is no address (write it in full: https://…) [invalid-url]`,
		"links:\n  - from: A.example\n    unreachable: true":                                         `links.yaml:2:5: links[0].from: "A.example" is neither an address nor a host (write https://example.org/docs/, or example.org in lower case) [invalid-url]`,
		"links:\n  - from: a.example\n    unreachable: yes please":                                   "links.yaml:3:5: links[0].unreachable: is not true or false [wrong-type]",
		"links:\n  - {from: a.example, to: https://m.example, unreachable: true}":                    "links.yaml:2:6: links[0]: has a mirror and cannot be reached (keep `to` or `unreachable`) [contradiction]",
		"links:\n  - {from: a.example, network: internet, unreachable: true}":                        "links.yaml:2:6: links[0].network: is that of a mirror, and there is none (add `to`, or take it out) [contradiction]",
		"links:\n  - {from: a.example, to: https://m.example, network: lan}":                         `links.yaml:2:46: links[0].network: "lan" is no network (there are internet, state-network, unknown) [unknown-value]`,
		"links:\n  - {from: a.example, unreachable: true}\n  - {from: a.example, unreachable: true}": `links.yaml:3:6: links[1].from: "a.example" has a rule already (keep one: the first counts) [duplicate-rule]`,
	} {
		m, problems := mirror.Read("links.yaml", text)
		var got []string
		for _, p := range problems {
			got = append(got, p.String())
		}
		if strings.Join(got, "\n") != want || len(m.Rules) > 0 {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
	if _, problems := mirror.Read("links.yaml", "links:\n  - from: [a"); len(problems) != 1 || problems[0].At.Line != 2 || problems[0].Rule != "yaml-syntax" {
		t.Errorf("syntax: %v", problems)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("links:\n  - from: a.example\n    to: https://m.example\n", "https://a.example/x")
	f.Fuzz(func(_ *testing.T, text, link string) {
		m, _ := mirror.Read("links.yaml", text)
		m.Apply(catalog.Draft{Resources: []catalog.ResourceDraft{{URL: link}}})
	})
}
