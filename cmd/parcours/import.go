package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/importer"
)

type importCmd struct {
	Markdown importMarkdownCmd `cmd:"" help:"Take in a folder of Markdown pages, and say what became of every part of it."`
	Csv      importCSVCmd      `cmd:"" help:"Take in a table of resources, one a row."`
	Mapping  importMappingCmd  `cmd:"" help:"Print the rules of thumb by which Markdown is understood, to change some of them."`
}

// importFlags are what every import may be told.
type importFlags struct {
	Format  string           `enum:"text,json" default:"text" help:"Of the report: text or json."`
	Lenient bool             `help:"Succeed even where something that looks like content was left."`
	DryRun  bool             `name:"dry-run" help:"Report, and write nothing."`
	Resolve importer.Resolve `enum:",mine,source" default:"" help:"What becomes of fields that both the source and an author have changed: mine or source. Without it they are reported and kept."`
}

type importMarkdownCmd struct {
	importFlags

	Src     string `arg:"" type:"existingdir" help:"The folder of pages."`
	Dst     string `arg:"" help:"The folder of content to write; made where it is new."`
	Mapping string `type:"existingfile" help:"Rules of thumb to lay over the built-in ones; see parcours import mapping."`
}

// errLeft ends an import that has left something; its report says what.
var (
	errLeft      = errors.New("something that looks like content was left: see the report, or --lenient")
	errConflicts = errors.New("some fields are in conflict: see the report, and --resolve")
	errUnsound   = errors.New("the content that the import makes has errors: see the report")
)

// Run imports, or only says what it would do.
func (c importMarkdownCmd) Run(stdout stdout, stderr stderr) error {
	m, err := mapping(c.Mapping)
	if err != nil {
		return err
	}
	if inside(c.Dst, c.Src) {
		return fmt.Errorf("import: %s is inside %s, so that the next import would read what this one writes: choose a folder beside it", c.Dst, c.Src)
	}
	src, err := os.OpenRoot(c.Src)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	defer src.Close()
	return c.into(c.Dst, stdout, stderr, func(dst *destination, o importer.Options) (*importer.Result, error) {
		o.Name = filepath.Base(c.Src)
		if abs, err := filepath.Abs(c.Src); err == nil {
			o.Name = filepath.Base(abs)
		}
		return importer.Markdown(src.FS(), dst.fsys, m, o)
	})
}

type importCSVCmd struct {
	importFlags

	File     string `arg:"" optional:"" help:"The table, in UTF-8, with commas or semicolons; - for standard input."`
	Dst      string `arg:"" optional:"" help:"The folder of content to write; made where it is new."`
	Mapping  string `type:"existingfile" help:"Rules of thumb to lay over the built-in ones; see parcours import mapping."`
	Template bool   `help:"Print a table with every column and an example, and read nothing."`
	Lang     string `env:"PARCOURS_LANG" default:"en" help:"Language of the template's headers: fr or en."`
}

// Run imports, or only says what it would do, or prints the template.
func (c importCSVCmd) Run(stdin stdin, stdout stdout, stderr stderr) error {
	if c.Template {
		if _, err := stdout.Write(importer.Template(c.Lang)); err != nil {
			return fmt.Errorf("print: %w", err)
		}
		return nil
	}
	if c.File == "" || c.Dst == "" {
		return errors.New("import: name the table and the folder to write, or ask for a --template")
	}
	m, err := mapping(c.Mapping)
	if err != nil {
		return err
	}
	name, table := "standard input", stdin.Reader
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		defer f.Close()
		name, table = filepath.Base(c.File), f
	}
	return c.into(c.Dst, stdout, stderr, func(dst *destination, o importer.Options) (*importer.Result, error) {
		o.Name = strings.TrimSuffix(name, filepath.Ext(name))
		return importer.CSV(name, table, dst.fsys, m, o)
	})
}

// mapping returns the rules of thumb, those of a file laid over the built-in ones.
func mapping(file string) (*importer.Mapping, error) {
	var overlay []byte
	if file != "" {
		var err error
		if overlay, err = os.ReadFile(file); err != nil { //nolint:gosec // the one who runs the command names the file
			return nil, fmt.Errorf("import: %w", err)
		}
	}
	m, err := importer.NewMapping(overlay)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	return m, nil
}

// inside reports whether a folder is another or lies below it.
func inside(dir, of string) bool {
	a, err := filepath.Abs(dir)
	b, err2 := filepath.Abs(of)
	rel, err3 := filepath.Rel(b, a)
	return err == nil && err2 == nil && err3 == nil && filepath.IsLocal(rel)
}

// into runs an import into the folder dir, reports, and says by its error what a script should know.
func (f importFlags) into(dir string, stdout stdout, stderr stderr, run func(*destination, importer.Options) (*importer.Result, error)) error {
	debug.SetGCPercent(50) // a large base is held by memory, not by time
	dst, err := openDestination(dir, f.DryRun)
	if err != nil {
		return err
	}
	defer dst.close()
	p := newProgress(stderr)
	defer p.done()
	res, err := run(dst, importer.Options{Resolve: f.Resolve, Progress: p.step("import")})
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if dst.root != nil && !f.DryRun {
		if err := res.Apply(dst.root, p.step("write")); err != nil {
			return fmt.Errorf("import: %w", err)
		}
	}
	p.done()
	report := res.Report.Text
	if f.Format == "json" {
		report = res.Report.JSON
	}
	if err := report(stdout); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	s := res.Report.Summary
	switch {
	case s.Errors > 0:
		return errUnsound
	case s.Conflicts > 0:
		return errConflicts
	case s.Content > 0 && !f.Lenient:
		return errLeft
	}
	return nil
}

// destination is the folder that an import writes into. Nothing outside it can be reached through it.
type destination struct {
	root *os.Root
	fsys fs.FS
}

// openDestination opens a folder, which is made where it is new, unless nothing is going to be written.
func openDestination(dir string, dry bool) (*destination, error) {
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) && dry {
		return &destination{fsys: nothing{}}, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // content is for everyone to read
		return nil, fmt.Errorf("import: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	return &destination{root: root, fsys: root.FS()}, nil
}

// nothing is an empty folder.
type nothing struct{}

// Open finds nothing.
func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (d *destination) close() {
	if d.root != nil {
		_ = d.root.Close() // nothing is written through it any more
	}
}

type importMappingCmd struct{}

// Run prints the built-in mapping with its comments.
func (importMappingCmd) Run(stdout stdout) error {
	if _, err := stdout.Write(importer.DefaultMapping); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}
