// Package export writes a catalogue, or a path through it, in the forms that other programs of the field read: JSON,
// JSON-LD, CSV, Atom, the shape of the Microsoft Learn catalog API, one HTML file, and an IMS Common Cartridge.
//
// Each form is written as it is made, thing by thing, so that a large catalogue takes no more memory than a small one, and
// depends on nothing but what it is made of: the same revision gives the same bytes. The package refuses to fill in what a
// catalogue does not say: a duration or a date that is not known is left out, whatever the form would like.
package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// Source is what is exported.
type Source struct {
	Catalog *catalog.Catalog
	History []Publication // the newest first; empty where nothing is known of what was before
}

// Publication says what changed in the catalogue at a time.
type Publication struct {
	At      time.Time
	Changes []catalog.Change
}

// View is how it is shown, where a form leaves a choice.
type View struct {
	Langs    []catalog.Lang        // texts are in the first of them that each has; a form says which forms ask
	Profile  tailor.Profile        // of the path, in the forms that hold one
	Filter   Filter                // of the catalog form
	Base     string                // address of the server without a final slash, "" where there is none
	Progress func(done, total int) // called now and then, may be nil
}

// Format is a form to export in.
type Format struct {
	Name     string // as --format takes it
	File     string // what it is written to
	Path     string // where it is served
	Type     string // media type
	Lang     bool   // whether its texts are in one language; else it holds those of every language, or no text
	Tailored bool   // whether it holds one path, tailored to a profile
	Events   bool   // whether it tells what changed, and so depends on the history too

	write func(*bufio.Writer, Source, View) error
}

// Formats returns every form, in the order in which help names them.
func Formats() []Format { return slices.Clone(formats) }

var formats = []Format{
	{Name: "json", File: "catalogue.json", Path: "/export/catalogue.json", Type: "application/json", write: writeJSON},
	{Name: "schema", File: "catalogue.schema.json", Path: "/export/catalogue.schema.json", Type: "application/schema+json", write: writeSchema},
	{Name: "jsonld", File: "catalogue.jsonld", Path: "/export/catalogue.jsonld", Type: "application/ld+json", Lang: true, write: writeJSONLD},
	{Name: "csv", File: "resources.csv", Path: "/export/resources.csv", Type: "text/csv; charset=utf-8; header=present", write: writeCSV},
	{Name: "atom", File: "resources.atom", Path: "/export/resources.atom", Type: "application/atom+xml; charset=utf-8", Lang: true, Events: true, write: writeAtom},
	{Name: "catalog", File: "api-catalog.json", Path: "/api/catalog/", Type: "application/json", Lang: true, Events: true, write: writeLearn},
	{Name: "html", File: "path.html", Path: "/export/path.html", Type: "text/html; charset=utf-8", Lang: true, Tailored: true, write: writeHTML},
	{Name: "imscc", File: "path.imscc", Path: "/export/path.imscc", Type: "application/zip", Lang: true, Tailored: true, write: writeIMSCC},
}

// ErrNoDate says that a form must hold a date and the source tells none.
var ErrNoDate = errors.New("no date is known: a catalogue has dates once it is published, or where the one who exports says them")

// Write writes s in the form. A mistake in the profile or the filter is a [*catalog.InputError]; a date that is missing
// is [ErrNoDate].
func (f Format) Write(w io.Writer, s Source, v View) error {
	b := bufio.NewWriterSize(w, 64<<10)
	if err := f.write(b, s, v); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	return nil
}

func (v View) progress(done, total int) {
	if v.Progress != nil {
		v.Progress(done, total)
	}
}

// text returns a text in the first of the view's languages.
func (v View) text(t catalog.Text) string {
	s, _ := t.In(v.Langs...)
	return strings.TrimSpace(s)
}

// foreign returns the language of a text, "" where it is the view's own.
func (v View) foreign(t catalog.Text) string {
	if _, in := t.In(v.Langs...); in != v.lang() {
		return string(in)
	}
	return ""
}

// lang returns the language that the view is in.
func (v View) lang() catalog.Lang {
	if len(v.Langs) == 0 {
		return "en"
	}
	return v.Langs[0]
}

// dates are what is known of when a thing came and last changed; zero where it is not known.
type dates struct{ added, changed time.Time }

// resourceDates returns what is known of the dates of resources, those of which nothing is known left out. A resource that
// only moved, to another step or rank, has not changed.
func (s Source) resourceDates() map[catalog.ResourceID]dates {
	known := map[catalog.ResourceID]dates{}
	for _, p := range s.History { // the newest first
		for _, c := range p.Changes {
			id := catalog.ResourceID(c.Thing.ID)
			if c.Thing.Type != catalog.TypeResource || c.Kind != catalog.ChangeAdded && c.Kind != catalog.ChangeChanged {
				continue
			}
			d := known[id]
			if d.changed.IsZero() {
				d.changed = p.At
			}
			if c.Kind == catalog.ChangeAdded && d.added.IsZero() {
				d.added = p.At
			}
			known[id] = d
		}
	}
	return known
}

// authority returns who mints the identifiers of the catalogue's things: the domain of its contact, which stays when people
// change, else the host of the base its facts come from. A catalogue that names neither gets a name that nobody can own.
func authority(c *catalog.Catalog) string {
	if _, domain, ok := strings.Cut(c.Contact, "@"); ok {
		return strings.ToLower(domain)
	}
	for _, u := range c.Upstream {
		if _, rest, ok := strings.Cut(u.URL, "://"); ok {
			host, _, _ := strings.Cut(rest, "/")
			return strings.ToLower(host)
		}
	}
	return "parcours.invalid"
}

// tagURI returns an identifier of a thing for the whole world (RFC 4151), the same in every form and as long as the thing
// keeps its own: "tag:example.org,2026:parcours:resource:kubernetes-concepts".
func tagURI(c *catalog.Catalog, r catalog.Ref) string {
	uri := "tag:" + authority(c) + ",2026:parcours"
	if !r.IsZero() {
		uri += ":" + r.String()
	}
	return uri
}

// resourceTag returns the identifier of a resource for the whole world.
func resourceTag(c *catalog.Catalog, r *catalog.Resource) string {
	return tagURI(c, catalog.Ref{Type: catalog.TypeResource, ID: string(r.ID)})
}

// each returns what f makes of each thing.
func each[T, U any](things []T, f func(T) U) []U {
	all := make([]U, 0, len(things))
	for _, t := range things {
		all = append(all, f(t))
	}
	return all
}
