package graph_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"math"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/fixture"
	"github.com/cloud-pi-native/parcours/internal/store"
)

// small returns the catalogue that a few files make.
func small(t *testing.T, files map[string]string) graph.Source {
	t.Helper()
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	draft, problems := authoring.Read(folder, "content")
	if catalog.HasErrors(problems) {
		t.Fatal(problems)
	}
	return opened(t, draft)
}

// opened returns the catalogue of a draft, in a store of its own.
func opened(t *testing.T, draft catalog.Draft) graph.Source {
	t.Helper()
	c, problems := catalog.New(draft)
	if c == nil {
		t.Fatal(problems)
	}
	file := filepath.Join(t.TempDir(), "catalogue.sqlite")
	if err := store.Build(t.Context(), file, c, draft); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return graph.Source{Store: s}
}

// TestCoverageOfASmallCatalogue counts what authors can count by hand.
func TestCoverageOfASmallCatalogue(t *testing.T) {
	t.Parallel()
	source := small(t, map[string]string{
		"catalog.yaml":      "title: Small\nlanguages: [en]\n",
		"roles/builder.md":  "---\norder: 1\ntitle: Builder\ndescription: Who builds\n---\n",
		"roles/leader.md":   "---\norder: 2\ntitle: Leader\ndescription: Who leads\n---\n",
		"steps/discover.md": "---\nnumber: 1\ntitle: Discover\nmaturityQuestion: What?\nobjectives: {builder: Know how, leader: Know why}\n---\n",
		"steps/launch.md":   "---\nnumber: 2\ntitle: Launch\nmaturityQuestion: When?\nobjectives: {builder: Build it, leader: Pay it}\n---\n",
		// At the first step: one for everyone, one for builders that is there twice, and one that is dead.
		"resources/book.md": `---
title: A book
url: https://example.org/book
kind: ebook
languages: [fr, en]
minutes: 30
access: {network: internet, account: none, cost: free}
requires: [{resource: alphabet, basis: stated}]
placements: [{step: discover, for: everyone}]
---`,
		"resources/wiki.md": `---
title: A wiki
url: https://example.org/wiki
kind: documentation
languages: [fr]
access: {network: state-network, account: state-agent, cost: free}
placements:
  - {step: discover, for: [builder]}
  - {step: discover, for: [builder], title: The wiki again}
---`,
		"resources/ruin.md": `---
title: A ruin
url: https://example.org/ruin
kind: tool
dead: {reason: It fell}
placements: [{step: discover, for: everyone}]
---`,
		// At the second: one for leaders, of which little is known.
		"resources/film.md": "---\ntitle: A film\nurl: https://example.org/film\nkind: video\nplacements: [{step: launch, for: [leader]}]\n---\n",
		// At none: what a book requires, what helps with a question, and what nobody is led to.
		"resources/alphabet.md": "---\ntitle: Letters\nurl: https://example.org/abc\nkind: course\n---\n",
		"resources/manual.md":   "---\ntitle: A manual\nurl: https://example.org/manual\nkind: documentation\n---\n",
		"resources/island.md":   "---\ntitle: An island\nurl: https://example.org/island\nkind: course\nrequires: [{resource: reef, basis: stated}]\n---\n",
		"resources/reef.md":     "---\ntitle: A reef\nurl: https://example.org/reef\nkind: course\n---\n",
		"questions/discover.yaml": `sections:
  - id: basics
    title: Basics
    questions:
      - {id: read, text: Read?, kind: choice, expects: yes, helpedBy: [{resource: book, strength: direct}]}
      - {id: looked, text: Looked up?, kind: choice, expects: yes, helpedBy: [{resource: wiki, strength: partial}]}
      - {id: visited, text: Visited?, kind: choice, expects: yes, helpedBy: [{resource: ruin, strength: direct}]}
      - {id: repaired, text: Repaired?, kind: choice, expects: yes, helpedBy: [{resource: manual, strength: direct}]}
      - {id: alone, text: Alone?, kind: choice, expects: yes}
`,
	})
	answer := graph.Answer(t.Context(), &graph.Resolver{Current: func() graph.Source { return source }}, slog.New(slog.DiscardHandler), `{
		coverage {
			cells {
				step { number } role { slug } resources forEveryone onInternet onStateNetwork withoutAccount free
				languages { language count } unknownLanguage duration { knownMinutes known unknown } questionsWithoutResource { slug }
			}
			questionsWithoutResource { slug } unreached { slug } dead { slug }
		}
	}`, nil)
	if len(answer.Errors) > 0 {
		t.Fatal(answer.Errors)
	}
	var got bytes.Buffer
	if err := json.Indent(&got, answer.Data, "", "  "); err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("testdata", "coverage.json"), append(got.Bytes(), '\n'))
}

// TestStatementsDoNotGrow asks for edges of every kind, along a path and back, on catalogues of two sizes: no edge takes a
// statement, so that a path takes none on either.
func TestStatementsDoNotGrow(t *testing.T) {
	t.Parallel()
	counts := map[int]map[string]int64{}
	for _, n := range []int{30, 600} {
		source := opened(t, fixture.Draft(n))
		counts[n] = map[string]int64{}
		limits := graph.DefaultLimits()
		limits.Time, limits.AnswerBytes = time.Hour, math.MaxInt
		x := graph.NewServer(&graph.Resolver{Current: func() graph.Source { return source }}, slog.New(slog.DiscardHandler), limits)
		for name, query := range map[string]string{
			"path": `{ learningPath(profile: {roles: ["technical"]}) { stages { step { number title } objectives { text role { title } }
				items { resource { title url topics { title resources(first: 1) { nodes { slug } } } requires { slug } requiredBy { slug }
					placements { step { number } roles { slug } } steps { number } } reasons { kind } } } leftOut { resource { slug } causes } next { position } } }`,
			"page":   `{ resources(first: 20, filter: {steps: ["1"]}) { totalCount nodes { title requiredBy { slug } } facets { topics { value count } } } }`,
			"search": `{ search(text: "kubernetes", first: 10) { totalCount edges { node { id } title } } }`,
		} {
			before := source.Store.Statements()
			if got := answer(t.Context(), x, query, ""); len(got.Errors) > 0 {
				t.Fatalf("%s: %v", name, got.Errors)
			}
			counts[n][name] = source.Store.Statements() - before
		}
	}
	if diff := cmp.Diff(counts[30], counts[600]); diff != "" {
		t.Errorf("statements by 30 and by 600 resources (-few +many):\n%s", diff)
	}
	if counts[30]["path"] != 0 || counts[30]["page"] != 0 || counts[30]["search"] == 0 {
		t.Errorf("statements %v, want none for a path or a page, and some for a search", counts[30])
	}
}
