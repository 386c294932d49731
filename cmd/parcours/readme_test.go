package main

import (
	"io"
	"log/slog"
	"os"
	"regexp"
	"testing"

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
