package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// errProblems ends a command on content whose problems are printed already.
var errProblems = errors.New("the content has problems")

// folder returns the files of dir, or those in the binary for "". Nothing outside dir can be reached through it.
func folder(dir string) (fsys fs.FS, layer string, err error) {
	if dir == "" {
		return content.FS, "content", nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, "", fmt.Errorf("content: %w", err)
	}
	return root.FS(), dir, nil
}

// loaded is a catalogue as the graph reads it.
type loaded struct{ c *catalog.Catalog }

// Catalog returns the catalogue.
func (l loaded) Catalog() *catalog.Catalog { return l.c }

// load returns the catalogue of dir; where there is none it prints why.
func load(dir string, stderr io.Writer) (loaded, error) {
	fsys, layer, err := folder(dir)
	if err != nil {
		return loaded{}, err
	}
	c, problems := authoring.Load(fsys, layer)
	if c == nil {
		return loaded{}, printProblems(stderr, problems)
	}
	return loaded{c}, nil
}

// printProblems writes problems one a line, as a compiler would, and returns errProblems.
func printProblems(w io.Writer, problems []catalog.Problem) error {
	for _, p := range problems {
		if _, err := fmt.Fprintln(w, p); err != nil {
			return fmt.Errorf("print problems: %w", err)
		}
	}
	return errProblems
}

// resolver returns what the graph needs to answer from one catalogue.
func (l loaded) resolver() *graph.Resolver {
	return &graph.Resolver{Current: func() graph.Store { return l }}
}
