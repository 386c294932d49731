package export

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// The elements of a feed (RFC 4287), in the namespace that the feed declares.
type (
	entryAtom struct {
		XMLName   xml.Name       `xml:"entry"`
		ID        string         `xml:"id"`
		Title     titleAtom      `xml:"title"`
		Link      linkAtom       `xml:"link"`
		Published string         `xml:"published,omitempty"`
		Updated   string         `xml:"updated"`
		Summary   string         `xml:"summary,omitempty"`
		Terms     []categoryAtom `xml:"category"`
	}
	titleAtom struct {
		Lang string `xml:"xml:lang,attr,omitempty"`
		Text string `xml:",chardata"`
	}
	linkAtom struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	categoryAtom struct {
		Term   string `xml:"term,attr"`
		Scheme string `xml:"scheme,attr,omitempty"`
		Label  string `xml:"label,attr"`
	}
	personAtom struct {
		XMLName xml.Name `xml:"author"`
		Name    string   `xml:"name"`
		Email   string   `xml:"email,omitempty"`
	}
)

// maxEntries bounds a feed: a reader that stays away longer has the whole catalogue to read.
const maxEntries = 500

// writeAtom writes a feed of the resources that were added or changed, the newest first, dated by the publication that
// brought the change. A resource of which no date is known is no entry; a feed without any date says the day of the base
// that the facts come from, and is [ErrNoDate] where the catalogue names none.
func writeAtom(w *bufio.Writer, s Source, v View) error {
	c := s.Catalog
	type entry struct {
		r *catalog.Resource
		dates
	}
	known := s.resourceDates()
	var entries []entry
	for _, r := range c.Resources {
		if d, ok := known[r.ID]; ok {
			entries = append(entries, entry{r, d})
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(b.changed.Compare(a.changed), cmp.Compare(a.r.ID, b.r.ID))
	})
	updated := catalogueDay(c)
	if len(s.History) > 0 && s.History[0].At.After(updated) {
		updated = s.History[0].At
	}
	if updated.IsZero() {
		return ErrNoDate
	}
	fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n", escaped(string(v.lang())))
	title := v.text(c.Title)
	for _, e := range [][2]string{
		{"id", tagURI(c, catalog.Ref{Type: catalog.TypeCatalog, ID: "resources"})},
		{"title", v.feedTitle(title)},
		{"subtitle", v.text(c.Description)},
		{"updated", stamp(updated)},
		{"rights", c.Licence},
	} {
		if e[1] != "" {
			fmt.Fprintf(w, "  <%s>%s</%[1]s>\n", e[0], escaped(e[1]))
		}
	}
	fmt.Fprintf(w, "  <generator uri=\"https://github.com/cloud-pi-native/parcours\">Parcours</generator>\n")
	element(w, personAtom{Name: title, Email: c.Contact})
	if v.Base != "" {
		fmt.Fprintf(w, "  <link rel=\"self\" type=\"application/atom+xml\" href=\"%s\"></link>\n", escaped(v.Base+"/export/resources.atom?lang="+string(v.lang())))
	}
	for i, e := range entries[:min(len(entries), maxEntries)] {
		element(w, v.entry(c, e.r, e.dates))
		v.progress(i+1, len(entries))
	}
	fmt.Fprintln(w, "</feed>")
	return nil
}

func (v View) entry(c *catalog.Catalog, r *catalog.Resource, d dates) entryAtom {
	e := entryAtom{
		ID: resourceTag(c, r), Title: titleAtom{v.foreign(r.Title), v.text(r.Title)}, Link: linkAtom{Rel: "alternate", Href: r.Link()}, Updated: stamp(d.changed),
		Summary: v.change(d),
	}
	if s := v.text(r.Summary); s != "" {
		e.Summary += v.say(" : ", ": ") + s
	}
	if !d.added.IsZero() {
		e.Published = stamp(d.added)
	}
	e.Terms = append(e.Terms, categoryAtom{Term: word(r.Kind), Label: v.kind(r.Kind)})
	for _, t := range r.Topics {
		e.Terms = append(e.Terms, categoryAtom{string(t.ID), tagURI(c, catalog.Ref{Type: catalog.TypeTopic, ID: "all"}), v.text(t.Title)})
	}
	return e
}

// catalogueDay returns the latest day that the catalogue says its facts come from, zero where it says none.
func catalogueDay(c *catalog.Catalog) (day time.Time) {
	for _, u := range c.Upstream {
		if t, err := time.Parse(time.DateOnly, u.Date); err == nil && t.After(day) {
			day = t
		}
	}
	return day
}

// stamp returns a time as RFC 3339 writes it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// element writes an element on a line of its own.
func element(w *bufio.Writer, v any) {
	text, err := xml.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("export: these elements are made of values XML can write: %v", err))
	}
	fmt.Fprintf(w, "  %s\n", text)
}

// escaped returns a text as XML holds it, in an element or an attribute.
func escaped(s string) string {
	var b escaper
	_ = xml.EscapeText(&b, []byte(s)) // memory takes everything
	return string(b)
}

type escaper []byte

func (e *escaper) Write(p []byte) (int, error) {
	*e = append(*e, p...)
	return len(p), nil
}
