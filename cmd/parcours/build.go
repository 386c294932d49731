package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/registry"
	"github.com/cloud-pi-native/parcours/internal/store"
)

type buildCmd struct {
	contentFlags

	Output string `short:"o" required:"" type:"path" placeholder:"FILE" help:"Where to write the catalogue."`
}

// Run writes the catalogue as one file: the same content gives the same bytes, on any machine.
func (b buildCmd) Run(stdout stdout, stderr stderr) error {
	ctx, stop := untilStopped()
	defer stop()
	c, err := compile(ctx, b.Content, b.Output, stderr)
	if err != nil {
		return err
	}
	if err := os.Chmod(b.Output, 0o644); err != nil { //nolint:gosec // a catalogue is made to be read
		return fmt.Errorf("build: %w", err)
	}
	digest, size, err := registry.FileDigest(b.Output)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "revision %s\n%s, %d bytes\n", c.Revision, digest, size)
	return err
}

// compile writes the catalogue of folders to file; where there is none it prints why. What it writes does not depend on
// where they are.
func compile(ctx context.Context, from folders, file string, stderr io.Writer) (*catalog.Catalog, error) {
	c, draft, problems, err := from.read()
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, printProblems(stderr, problems)
	}
	return c, store.Build(ctx, file, c, draft)
}
