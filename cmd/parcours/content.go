package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/store"
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

// untilStopped returns a context that ends when the process is told to stop, so that its temporary files are taken away.
func untilStopped() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
}

// loaded is a catalogue in a SQLite file of its own, which lasts as long as the command.
type loaded struct {
	*store.Store

	c        *catalog.Catalog
	folder   string
	source   graph.Source
	warnings int // about the content, where it was read
}

// load builds the catalogue of dir, or the one in the binary for "", and opens it; where there is none it prints why. It
// is to be closed.
func load(ctx context.Context, dir string, stderr io.Writer) (loaded, error) {
	fsys, layer, err := folder(dir)
	if err != nil {
		return loaded{}, err
	}
	draft, problems := authoring.Read(fsys, layer)
	c, problems := authoring.Check(draft, problems)
	if c == nil {
		return loaded{}, printProblems(stderr, problems)
	}
	temporary, err := os.MkdirTemp("", "parcours-")
	if err != nil {
		return loaded{}, fmt.Errorf("the catalogue is built in a temporary folder, and %s cannot be written: set TMPDIR to one that can: %w",
			os.TempDir(), err)
	}
	l := loaded{folder: temporary, warnings: len(problems)}
	file := filepath.Join(temporary, "catalogue.sqlite")
	if err := store.Build(ctx, file, c, draft); err != nil {
		return loaded{}, errors.Join(err, l.close())
	}
	if l.Store, err = store.Open(ctx, file); err != nil {
		return loaded{}, errors.Join(err, l.close())
	}
	l.c = l.Catalog()
	l.source = graph.Source{Store: l.Store, LoadedAt: time.Now(), From: "embedded"}
	if dir != "" {
		l.source.From = filepath.Base(dir)
	}
	return l, nil
}

// image returns the catalogue that load loads, for a command that does not search it: its file is gone already.
func image(dir string, stderr io.Writer) (*catalog.Catalog, error) {
	ctx, stop := untilStopped()
	defer stop()
	l, err := load(ctx, dir, stderr)
	if err != nil {
		return nil, err
	}
	return l.c, l.close()
}

// close closes the catalogue and takes its file away.
func (l loaded) close() error {
	var err error
	if l.Store != nil {
		err = l.Close()
	}
	return errors.Join(err, os.RemoveAll(l.folder))
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
	return &graph.Resolver{Current: func() graph.Source { return l.source }}
}
