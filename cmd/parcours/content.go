package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/registry"
	"github.com/cloud-pi-native/parcours/internal/store"
)

// errProblems ends a command on content whose problems are printed already.
var errProblems = errors.New("the content has problems")

// contentFlags name what a command reads.
type contentFlags struct {
	Content folders `env:"PARCOURS_CONTENT" placeholder:"FOLDER" help:"Folder of content, or embedded for the catalogue in the binary, which stands without it; may be repeated, each over those before it."`
}

// embeddedName stands for the catalogue in the binary where a folder is named.
const embeddedName = "embedded"

// folderName is the path of a folder of content, or [embeddedName].
type folderName string

// UnmarshalText takes a path that leads to a folder.
func (f *folderName) UnmarshalText(text []byte) error {
	*f = folderName(text)
	if *f == embeddedName {
		return nil
	}
	info, err := os.Stat(string(*f))
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder", text)
	}
	return err
}

// folders are folders of content, each laid over those before it; none stand for the catalogue in the binary.
type folders []folderName

// Validate refuses a folder that is named twice: it would lie over itself.
func (f folders) Validate() error {
	seen := map[string]folderName{}
	for _, name := range f {
		place := string(name)
		if name != embeddedName {
			var err error
			if place, err = filepath.Abs(place); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if other, ok := seen[place]; ok {
			return fmt.Errorf("%s and %s are one folder: name it once", other, name)
		}
		seen[place] = name
	}
	return nil
}

// names returns what the origins of things call each folder: what does not depend on where it is, as far as that tells
// them apart.
func (f folders) names() []string {
	if len(f) < 2 {
		return []string{"content"}
	}
	names := make([]string, len(f))
	count := map[string]int{}
	for i, name := range f {
		names[i] = string(name)
		if name != embeddedName {
			names[i] = name.base()
		}
		count[names[i]]++
	}
	for i, name := range f {
		if count[names[i]] > 1 && name != embeddedName {
			names[i] = filepath.ToSlash(filepath.Clean(string(name)))
		}
	}
	return names
}

// base returns the last part of the folder's path.
func (f folderName) base() string {
	if abs, err := filepath.Abs(string(f)); err == nil {
		return filepath.Base(abs)
	}
	return filepath.Base(string(f))
}

// open opens a folder to change its files. Nothing outside it can be reached through it.
func (f folderName) open() (*os.Root, error) {
	if f == embeddedName {
		return nil, errors.New("the catalogue in the binary cannot be changed: name a folder")
	}
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	return root, nil
}

// file returns the path of a file of the folder.
func (f folderName) file(name string) string {
	return filepath.Join(string(f), filepath.FromSlash(name))
}

// from says in a few words where the catalogue comes from.
func (f folders) from() string {
	switch len(f) {
	case 0:
		return embeddedName
	case 1:
		if f[0] == embeddedName {
			return embeddedName
		}
		return f[0].base()
	}
	return strings.Join(f.names(), ", ")
}

// layers returns the folders, the lowest first, and what closes them. Nothing outside a folder can be reached through it.
func (f folders) layers() ([]authoring.Layer, func(), error) {
	names := f.names()
	if len(f) == 0 {
		f = folders{embeddedName}
	}
	var layers []authoring.Layer
	var roots []*os.Root
	closing := func() {
		for _, r := range roots {
			_ = r.Close() // only read
		}
	}
	for i, name := range f {
		layer := authoring.Layer{Name: names[i]}
		if len(f) > 1 {
			layer.Path = filepath.ToSlash(filepath.Clean(string(name)))
		}
		if name == embeddedName {
			layer.Files = content.FS
		} else {
			root, err := os.OpenRoot(string(name))
			if err != nil {
				closing()
				return nil, nil, fmt.Errorf("content: %w", err)
			}
			roots, layer.Files = append(roots, root), root.FS()
		}
		layers = append(layers, layer)
	}
	return layers, closing, nil
}

// read returns what the folders hold, and their problems: no catalogue where any of them is an error.
func (f folders) read() (*catalog.Catalog, catalog.Draft, []catalog.Problem, error) {
	layers, closing, err := f.layers()
	if err != nil {
		return nil, catalog.Draft{}, nil, err
	}
	defer closing()
	draft, problems := authoring.ReadLayers(layers...)
	c, problems := authoring.Check(draft, problems)
	return c, draft, problems, nil
}

// untilStopped returns a context that ends when the process is told to stop, so that its temporary files are taken away.
func untilStopped() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
}

// loaded is a catalogue, mostly in a SQLite file of its own, which lasts as long as the command.
type loaded struct {
	*store.Store // nil where it is a catalogue that nobody searches

	c        *catalog.Catalog
	folder   string
	source   graph.Source
	history  registry.History // what is known of the catalogues before, the newest first
	warnings int              // about the content, where it was read
	unmapped string           // its revision before links were mapped, "" where none are
}

// load builds the catalogue of folders and opens it; where there is none it prints why. It is to be closed.
func load(ctx context.Context, from folders, stderr io.Writer) (loaded, error) {
	c, draft, problems, err := from.read()
	if err != nil {
		return loaded{}, err
	}
	if c == nil {
		return loaded{}, printProblems(stderr, problems)
	}
	return built(ctx, from, c, draft, problems)
}

// built builds the file of a catalogue that was read, and opens it.
func built(ctx context.Context, from folders, c *catalog.Catalog, draft catalog.Draft, problems []catalog.Problem) (loaded, error) {
	l, err := stored(ctx, c, draft)
	if err != nil {
		return loaded{}, err
	}
	l.warnings = count(problems, catalog.SeverityWarning)
	l.source.LoadedAt, l.source.From = time.Now(), from.from()
	return l, nil
}

// stored returns a catalogue in a file that it builds in a temporary folder.
func stored(ctx context.Context, c *catalog.Catalog, draft catalog.Draft) (loaded, error) {
	temporary, err := os.MkdirTemp("", "parcours-")
	if err != nil {
		return loaded{}, fmt.Errorf("the catalogue is built in a temporary folder, and %s cannot be written: set TMPDIR to one that can: %w",
			os.TempDir(), err)
	}
	l := loaded{folder: temporary}
	file := filepath.Join(temporary, "catalogue.sqlite")
	if err := store.Build(ctx, file, c, draft); err != nil {
		return loaded{}, errors.Join(err, l.close())
	}
	if l.Store, err = store.Open(ctx, file); err != nil {
		return loaded{}, errors.Join(err, l.close())
	}
	l.c = l.Catalog()
	l.source.Store = l.Store
	return l, nil
}

// count returns how many of the problems are of a severity.
func count(problems []catalog.Problem, severity catalog.Severity) int {
	n := 0
	for _, p := range problems {
		if p.Severity == severity {
			n++
		}
	}
	return n
}

// image returns the catalogue of folders for a command that does not search it; where there is none it prints why.
func image(from folders, stderr io.Writer) (*catalog.Catalog, error) {
	c, _, problems, err := from.read()
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, printProblems(stderr, problems)
	}
	return c, nil
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
	if err := writeText(w, problems, nil, false); err != nil {
		return fmt.Errorf("print problems: %w", err)
	}
	return errProblems
}

// resolver returns what the graph needs to answer from one catalogue.
func (l loaded) resolver() *graph.Resolver {
	return &graph.Resolver{Current: func() graph.Source { return l.source }}
}
