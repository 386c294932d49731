package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/store"
)

// embedded is the catalogue of the binary, opened for all tests.
var embedded graph.Source

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "parcours-")
	if err != nil {
		panic(err)
	}
	draft, problems := authoring.Read(content.FS, "content")
	c, problems := authoring.Check(draft, problems)
	if c == nil {
		panic(fmt.Sprint(problems))
	}
	file := filepath.Join(dir, "catalogue.db")
	if err := store.Build(context.Background(), file, c, draft); err != nil {
		panic(err)
	}
	opened, err := store.Open(context.Background(), file)
	if err != nil {
		panic(err)
	}
	embedded = graph.Source{Store: opened, LoadedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), From: "embedded"}
	code := m.Run()
	if err := errors.Join(opened.Close(), os.RemoveAll(dir)); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// current is the catalogue as a resolver wants it.
func current() graph.Source { return embedded }

// reply returns what a query is answered, as indented JSON.
func reply(tb testing.TB, e graph.Example) []byte {
	tb.Helper()
	var variables map[string]any
	if e.Variables != nil {
		decoder := json.NewDecoder(bytes.NewReader(e.Variables))
		decoder.UseNumber()
		if err := decoder.Decode(&variables); err != nil {
			tb.Fatalf("%s.variables.json: %v", e.Name, err)
		}
	}
	ctx := tb.Context()
	if e.Language != "" {
		ctx = graph.WithLanguages(ctx, []catalog.Lang{catalog.Lang(e.Language)})
	}
	r := &graph.Resolver{Current: current}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(graph.Answer(ctx, r, slog.New(slog.DiscardHandler), e.Query, variables)); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// TestExamples answers every example twice, compares the answer with its file, and counts the SQL statements that it
// takes: none for an edge, a fixed few for a search. UPDATE=1 writes the files.
func TestExamples(t *testing.T) {
	var statements strings.Builder
	all := graph.Examples()
	if len(all) < 20 {
		t.Fatalf("%d examples", len(all))
	}
	for _, e := range all {
		before := embedded.Store.Statements()
		got := reply(t, e)
		fmt.Fprintf(&statements, "%s %d\n", e.Name, embedded.Store.Statements()-before)
		if bytes.Contains(got, []byte(`"errors":`)) {
			t.Errorf("%s: %s", e.Name, got)
		}
		if e.Title == "" || !slices.Contains([]string{"browse", "find", "tailor", "assess", "support"}, e.Group) {
			t.Errorf("%s: no title, or an unknown group %q", e.Name, e.Group)
		}
		golden(t, filepath.Join("examples", e.Name+".json"), got)
		if again := reply(t, e); !bytes.Equal(got, again) {
			t.Errorf("%s: two answers differ:\n%s", e.Name, cmp.Diff(string(got), string(again)))
		}
	}
	golden(t, filepath.Join("testdata", "statements.txt"), []byte(statements.String()))
}

// golden compares got with a file, which UPDATE=1 rewrites.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s mismatch (-want +got):\n%s", file, diff)
	}
}
