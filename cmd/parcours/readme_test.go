package main

import (
	"io"
	"log/slog"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/graph"
)

// TestREADME answers each query that README shows.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	l, err := load(t.Context(), nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	})
	blocks := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllSubmatch(text, -1)
	if len(blocks) == 0 {
		t.Fatal("README shows no query")
	}
	for _, block := range blocks {
		answer := graph.Answer(t.Context(), l.resolver(), slog.New(slog.DiscardHandler), string(block[1]), nil)
		if len(answer.Errors) > 0 {
			t.Errorf("%s\n%v", block[1], answer.Errors)
		}
	}
}

// TestREADMEInFrench holds README.fr.md to README.md: headings of the same levels in the same places, rows of the same
// tables about the same things, and the same code, byte for byte.
func TestREADMEInFrench(t *testing.T) {
	code := regexp.MustCompile("(?s)\n```.*?\n```\n")
	shape := regexp.MustCompile("(?m)^(#+ |\\| `[^|]*`[^|]* \\||- |\\*\\*)|<code>")
	read := func(name string) (blocks, marks []string) {
		t.Helper()
		text, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		blocks = code.FindAllString(string(text), -1)
		return blocks, shape.FindAllString(code.ReplaceAllString(string(text), "<code>"), -1)
	}
	blocks, marks := read("README.md")
	if len(blocks) < 10 || len(marks) < 50 {
		t.Fatalf("README.md has %d blocks of code and %d marks of structure: is it read rightly?", len(blocks), len(marks))
	}
	french, frenchMarks := read("README.fr.md")
	if diff := cmp.Diff(blocks, french); diff != "" {
		t.Errorf("code mismatch (-README.md +README.fr.md)\n%s", diff)
	}
	if diff := cmp.Diff(marks, frenchMarks); diff != "" {
		t.Errorf("structure mismatch (-README.md +README.fr.md)\n%s", diff)
	}
}
