package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/export"
	"github.com/cloud-pi-native/parcours/internal/page"
)

type exportCmd struct {
	profileFlags

	Dir       string   `arg:"" help:"Folder to write into, made where it is new; - for standard output, with one form."`
	Format    []string `placeholder:"FORM" help:"json, jsonld, csv, atom, catalog, html or imscc; may be repeated. Every form without it."`
	Catalogue string   `env:"PARCOURS_CATALOGUE" placeholder:"WHERE" help:"What build wrote, or oci://registry/repository:tag; a folder takes precedence."`
	Since     string   `placeholder:"WHERE" help:"The catalogue before, a folder, a file or oci://…: the feed tells what changed since. What was published has a history of its own."`
	Date      string   `placeholder:"YYYY-MM-DD" help:"Day of the changes since; with --since."`
	Base      string   `placeholder:"URL" help:"Address of the server that answers the same, to name it in the feed and the catalog."`
	Key       []string `env:"PARCOURS_KEY" placeholder:"FILE" help:"Public key by which what is in a registry should be signed; may be repeated."`

	registryFlags
}

// Run writes the catalogue, and a path through it, in each form that is asked for.
func (e exportCmd) Run(stdout stdout, stderr stderr) (err error) {
	ctx, stop := untilStopped()
	defer stop()
	forms, err := e.forms()
	if err != nil {
		return err
	}
	s, err := e.source(ctx, stderr)
	if err != nil {
		return err
	}
	profile, err := e.profile(s.Catalog)
	if err != nil {
		return err
	}
	p := newProgress(stderr)
	defer p.done()
	v := export.View{Langs: e.langs(s.Catalog), Profile: profile, Base: strings.TrimSuffix(e.Base, "/")}
	if e.Dir == "-" {
		v.Progress = p.step("export")
		return forms[0].Write(stdout, s, v)
	}
	if err := os.MkdirAll(e.Dir, 0o755); err != nil { //nolint:gosec // an export is for everyone to read
		return fmt.Errorf("export: %w", err)
	}
	root, err := os.OpenRoot(e.Dir)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer root.Close()
	for _, f := range forms {
		v.Progress = p.step("export " + f.Name)
		err := writeWhole(root, f.File, func(w io.Writer) error { return f.Write(w, s, v) })
		p.done()
		if errors.Is(err, export.ErrNoDate) && len(e.Format) == 0 {
			fmt.Fprintf(stderr, "parcours: %s: left out: %v\n", f.File, export.ErrNoDate)
			continue
		}
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		fmt.Fprintln(stdout, f.File)
	}
	return nil
}

// forms returns what is to be written, in the order of [export.Formats]. The JSON form brings its schema.
func (e exportCmd) forms() ([]export.Format, error) {
	var names []string
	wanted := map[string]bool{}
	for _, name := range e.Format {
		for name := range strings.SplitSeq(name, ",") {
			wanted[name] = true
		}
	}
	var forms []export.Format
	for _, f := range export.Formats() {
		names = append(names, f.Name)
		if len(wanted) == 0 || wanted[f.Name] || f.Name == "schema" && wanted["json"] && e.Dir != "-" {
			forms = append(forms, f)
		}
	}
	for name := range wanted {
		if !slices.Contains(names, name) {
			return nil, catalog.Unknown("--format", name, names, "form")
		}
	}
	if e.Dir == "-" && len(forms) != 1 {
		return nil, errors.New("export: one form goes to standard output: name it with --format")
	}
	return forms, nil
}

// source returns the catalogue to export, with what is known of its past.
func (e exportCmd) source(ctx context.Context, stderr stderr) (export.Source, error) {
	keys, err := publicKeys(e.Key)
	if err != nil {
		return export.Source{}, err
	}
	day, err := e.day()
	if err != nil {
		return export.Source{}, err
	}
	s, err := e.read(ctx, keys, stderr)
	if err != nil || e.Since == "" {
		return s, err
	}
	old, err := open(ctx, e.Since, keys, e.registryFlags, stderr)
	if err != nil {
		return export.Source{}, fmt.Errorf("--since: %w", err)
	}
	s.History = []export.Publication{{At: day, Changes: catalog.Diff(old.c, s.Catalog)}}
	return s, old.close()
}

// day returns the day that --date names.
func (e exportCmd) day() (day time.Time, err error) {
	if (e.Since == "") != (e.Date == "") {
		return day, errors.New("export: --since and --date go together: a change has a day")
	}
	if e.Date != "" {
		if day, err = time.Parse(time.DateOnly, e.Date); err != nil {
			return day, fmt.Errorf("--date: %q is no day such as 2026-01-31", e.Date)
		}
	}
	return day, nil
}

// read returns the catalogue that the flags name.
func (e exportCmd) read(ctx context.Context, keys []ed25519.PublicKey, stderr stderr) (export.Source, error) {
	if len(e.Content) > 0 || e.Catalogue == "" {
		c, err := image(e.Content, stderr)
		return export.Source{Catalog: c}, err
	}
	l, err := open(ctx, e.Catalogue, keys, e.registryFlags, stderr)
	if err != nil {
		return export.Source{}, err
	}
	return l.exported(), l.close()
}

// exported returns what is exported of a catalogue.
func (l loaded) exported() export.Source {
	s := export.Source{Catalog: l.c}
	for _, e := range l.history {
		if !e.Created.IsZero() {
			s.History = append(s.History, export.Publication{At: e.Created, Changes: e.Changes})
		}
	}
	return s
}

// writeWhole writes a file of a folder, whole or not at all.
func writeWhole(root *os.Root, name string, write func(io.Writer) error) error {
	temporary := "." + name + ".tmp"
	f, err := root.Create(temporary)
	if err != nil {
		return err //nolint:wrapcheck // names the file
	}
	err = errors.Join(write(f), f.Close())
	if err == nil {
		err = root.Rename(temporary, name)
	}
	if err != nil {
		return errors.Join(err, root.Remove(temporary))
	}
	return nil
}

// exports returns the handlers of all forms of the catalogue of the moment.
func exports(now *current, site page.Site, log *slog.Logger) map[string]http.Handler {
	return export.New(export.Config{
		Current: func() (export.Source, bool) {
			s := now.now.Load()
			if s == nil {
				return export.Source{}, false
			}
			return s.exported(), true
		},
		URL: site.URL, Build: build(), Log: log,
	})
}
