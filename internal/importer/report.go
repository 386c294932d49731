package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Kinds of marks: what of a source is counted.
const (
	markURL     = "url"
	markItem    = "item"    // of a list
	markRow     = "row"     // of a table, its header left out
	markText    = "text"    // a paragraph, a quotation or a piece of code
	markHeading = "heading" // with what it was taken for
	markFile    = "file"    // one that is no Markdown page, or is set aside
)

// Verdicts on marks: what became of them.
const (
	Imported = "imported" // it stands in the catalogue
	Merged   = "merged"   // it says what another part says, or belongs to it
	Left     = "left"     // the catalogue does not have it
)

// Hints are why something that was never understood may be left without a loss.
const (
	hintComment    = "in a comment of the page, which its readers do not see"
	hintDefinition = "a link definition"
	hintEmbedded   = "a page or program embedded in the page"
	hintCode       = "in a piece of code"
	hintImage      = "an image: a catalogue holds no pictures"
)

// mark is something of the source that the report accounts for.
type mark struct {
	Kind    string   `json:"kind"`
	File    string   `json:"file"`
	Line    int      `json:"line"`
	Text    string   `json:"text,omitempty"`
	URL     string   `json:"url,omitempty"`     // as written, or in full where it was relative
	Written string   `json:"written,omitempty"` // a relative address as written
	Verdict string   `json:"verdict"`
	To      []string `json:"to,omitempty"`   // "resources/x.md: placements[0]"
	With    string   `json:"with,omitempty"` // what it was merged with
	Why     string   `json:"why,omitempty"`
	Content bool     `json:"content,omitempty"` // left, and looks like content

	hint  string
	where []place
}

// place is a field of something that is written; its file is known once everything has a name.
type place struct {
	thing *thing
	field string
}

// into says that the mark stands in a field of a thing now.
func (m *mark) into(t *thing, field string) *mark {
	if m == nil {
		return nil
	}
	m.Verdict = Imported
	m.where = append(m.where, place{t, field})
	return m
}

// mergedWith says that the mark adds nothing to what stands elsewhere.
func (m *mark) mergedWith(with, why string) {
	if m != nil && m.Verdict != Imported {
		m.Verdict, m.With, m.Why = Merged, with, why
	}
}

// mergedInto says that the mark belongs to something that has a field for it.
func (m *mark) mergedInto(t *thing, field, why string) {
	if m == nil || m.Verdict == Imported {
		return
	}
	m.Verdict, m.Why = Merged, why
	m.where = append(m.where, place{t, field})
}

// left says why the mark is not in the catalogue, and whether a reader would miss it.
func (m *mark) left(why string, content bool) *mark {
	if m == nil || m.Verdict != "" {
		return m
	}
	m.Verdict, m.Why, m.Content = Left, why, content
	return m
}

// because adds why to a verdict.
func (m *mark) because(why string) {
	if m != nil {
		m.Why = why
	}
}

// at returns "file:line" of the mark.
func (m *mark) at() string { return fmt.Sprintf("%s:%d", m.File, m.Line) }

// Assumption is something the source does not say, and what was written in its place.
type Assumption struct {
	File  string `json:"file"`
	Field string `json:"field"`
	Value string `json:"value"`
	Why   string `json:"why"`
}

// Conflict is a field that both the source and an author have changed since the last import. What stands in the file was
// kept.
type Conflict struct {
	File   string `json:"file"`
	Field  string `json:"field"`  // "" for the whole file or entry
	Last   string `json:"last"`   // what the last import wrote, as JSON; "" where it wrote nothing
	Mine   string `json:"mine"`   // what stands in the folder, as JSON; "" where it was taken out
	Source string `json:"source"` // what the source says now, as JSON; "" where it says nothing more
}

// Change is what an import does to a file.
type Change struct {
	File   string `json:"file"`
	Change string `json:"change"` // created, updated, deleted
}

// Document is a page of the source and what it was taken for.
type Document struct {
	File string `json:"file"`
	As   string `json:"as"`
	Step int    `json:"step,omitempty"`
}

// Count says how much of one kind was imported, merged and left.
type Count struct {
	Imported int `json:"imported"`
	Merged   int `json:"merged"`
	Left     int `json:"left"`
}

// Report says what became of every part of a source.
type Report struct {
	Summary struct {
		Marks     map[string]Count `json:"marks"`   // by kind
		Things    map[string]int   `json:"things"`  // how many of each kind the catalogue has from this source
		Content   int              `json:"content"` // parts left that look like content
		Conflicts int              `json:"conflicts"`
		Errors    int              `json:"errors"`  // of the check
		Changed   int              `json:"changed"` // files
	} `json:"summary"`
	Documents   []Document   `json:"documents"`
	Entries     []*mark      `json:"entries"` // by file, line and kind
	Assumptions []Assumption `json:"assumptions"`
	Conflicts   []Conflict   `json:"conflicts"`
	Changes     []Change     `json:"changes"`
	Problems    []string     `json:"problems"` // of the check of what the folder holds after the import
}

// settlePlaces writes where everything is, now that everything has a name, and lets go of what was read.
func (r *Report) settlePlaces() {
	for _, m := range r.Entries {
		for _, p := range m.where {
			to := p.thing.path()
			if p.field != "" {
				to += ": " + p.field
			}
			if !slices.Contains(m.To, to) {
				m.To = append(m.To, to)
			}
		}
		m.where = nil
	}
}

// finish puts everything in order and counts it.
func (r *Report) finish() {
	rank := map[string]int{markFile: 0, markHeading: 1, markText: 2, markItem: 3, markRow: 4, markURL: 5}
	slices.SortStableFunc(r.Entries, func(a, b *mark) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(rank[a.Kind], rank[b.Kind]))
	})
	s := &r.Summary
	s.Marks, s.Content = map[string]Count{}, 0
	for _, m := range r.Entries {
		c := s.Marks[m.Kind]
		switch m.Verdict {
		case Imported:
			c.Imported++
		case Merged:
			c.Merged++
		default:
			c.Left++
			if m.Content {
				s.Content++
			}
		}
		s.Marks[m.Kind] = c
	}
	slices.SortFunc(r.Changes, func(a, b Change) int { return cmp.Compare(a.File, b.File) })
	slices.SortStableFunc(r.Assumptions, func(a, b Assumption) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Field, b.Field))
	})
	s.Conflicts, s.Changed = len(r.Conflicts), len(r.Changes)
	for _, list := range []*[]string{&r.Problems} {
		if *list == nil {
			*list = []string{}
		}
	}
	if r.Assumptions == nil {
		r.Assumptions = []Assumption{}
	}
	if r.Conflicts == nil {
		r.Conflicts = []Conflict{}
	}
	if r.Changes == nil {
		r.Changes = []Change{}
	}
	if r.Entries == nil {
		r.Entries = []*mark{}
	}
	if r.Documents == nil {
		r.Documents = []Document{}
	}
}

// problems takes in what the check says of the folder after the import.
func (r *Report) problems(all []catalog.Problem) {
	for _, p := range all {
		r.Problems = append(r.Problems, p.String())
		if p.Severity == catalog.SeverityError {
			r.Summary.Errors++
		}
	}
}

// JSON writes the report for programs.
func (r *Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// Text writes the report for people: what became of each part, page by page, then what was assumed, what is in conflict,
// what was left and the figures, so that the end says what matters.
func (r *Report) Text(w io.Writer) error {
	var b strings.Builder
	file := ""
	as := map[string]string{}
	for _, d := range r.Documents {
		as[d.File] = d.As
	}
	for _, m := range r.Entries {
		if m.File != file {
			file = m.File
			fmt.Fprintf(&b, "\n%s", file)
			if as[file] != "" {
				fmt.Fprintf(&b, " (%s)", as[file])
			}
			b.WriteByte('\n')
		}
		if m.Kind == markHeading && m.Verdict != Left {
			continue // the report names each of them in JSON; here they would hide the content
		}
		fmt.Fprintf(&b, "  %d: %s\n", m.Line, m.sentence())
		if b.Len() > 1<<16 {
			if err := flush(w, &b); err != nil {
				return err
			}
		}
	}
	r.assumed(&b)
	for i, c := range r.Conflicts {
		if i == 0 {
			b.WriteString("\nConflicts: both the source and an author changed these; what stands in the folder was kept\n")
		}
		fmt.Fprintf(&b, "  %s: %s\n    last import: %s\n    in the folder: %s\n    in the source: %s\n", c.File,
			cmp.Or(c.Field, "the whole"), cmp.Or(c.Last, "nothing"), cmp.Or(c.Mine, "taken out"), cmp.Or(c.Source, "taken out"))
	}
	r.leftovers(&b)
	for i, p := range r.Problems {
		if i == 0 {
			b.WriteString("\nCheck\n")
		}
		fmt.Fprintf(&b, "  %s\n", p)
	}
	r.figures(&b)
	return flush(w, &b)
}

func flush(w io.Writer, b *strings.Builder) error {
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	b.Reset()
	return nil
}

// sentence says what a mark is and what became of it.
func (m *mark) sentence() string {
	what := m.Kind + " " + short(m.Text)
	if m.Kind == markURL {
		what = "url " + cmp.Or(m.Written, m.URL)
	}
	if m.Kind == markFile {
		what = "file"
	}
	s := what + ": " + m.Verdict
	if len(m.To) > 0 {
		s += " -> " + strings.Join(m.To, ", ")
	}
	if m.With != "" {
		s += " with " + m.With
	}
	if m.Why != "" {
		s += " (" + m.Why + ")"
	}
	return s
}

func short(s string) string {
	const most = 70
	runes := []rune(s)
	if len(runes) <= most {
		return `"` + s + `"`
	}
	return `"` + string(runes[:most-1]) + `…"`
}

// assumed lists what was filled in, those of one reason together.
func (r *Report) assumed(b *strings.Builder) {
	if len(r.Assumptions) == 0 {
		return
	}
	b.WriteString("\nAssumed: the source does not say it\n")
	type group struct{ field, value, why string }
	var order []group
	files := map[group][]string{}
	for _, a := range r.Assumptions {
		g := group{a.Field, a.Value, a.Why}
		if files[g] == nil {
			order = append(order, g)
		}
		files[g] = append(files[g], a.File)
	}
	for _, g := range order {
		list := files[g]
		where := strings.Join(list[:min(3, len(list))], ", ")
		if len(list) > 3 {
			where += fmt.Sprintf(" and %d more", len(list)-3)
		}
		fmt.Fprintf(b, "  %s = %s in %s (%s)\n", g.field, short(g.value), where, g.why)
	}
}

// leftovers repeats what was left and looks like content, at the end, where it is read.
func (r *Report) leftovers(b *strings.Builder) {
	first := true
	for _, m := range r.Entries {
		if m.Verdict != Left || !m.Content {
			continue
		}
		if first {
			b.WriteString("\nLeft: looks like content, and is not in the catalogue\n")
			first = false
		}
		what := short(m.Text)
		if m.Kind == markURL {
			what = m.URL
		}
		fmt.Fprintf(b, "  %s: %s %s: %s\n", m.at(), m.Kind, what, m.Why)
	}
}

func (r *Report) figures(b *strings.Builder) {
	b.WriteString("\nSummary\n")
	for _, kind := range []string{markURL, markItem, markRow, markText, markFile} {
		if c, ok := r.Summary.Marks[kind]; ok {
			fmt.Fprintf(b, "  %-8s %d imported, %d merged, %d left\n", kind+"s", c.Imported, c.Merged, c.Left)
		}
	}
	var things []string
	for _, kind := range thingKinds {
		if n := r.Summary.Things[kind]; n > 0 {
			things = append(things, fmt.Sprintf("%d %s", n, kind))
		}
	}
	if len(things) > 0 {
		fmt.Fprintf(b, "  catalogue: %s\n", strings.Join(things, ", "))
	}
	changes := map[string]int{}
	for _, c := range r.Changes {
		changes[c.Change]++
	}
	fmt.Fprintf(b, "  files: %d created, %d updated, %d deleted\n", changes["created"], changes["updated"], changes["deleted"])
	fmt.Fprintf(b, "  %d left that look like content, %d conflicts, %d errors of the check\n",
		r.Summary.Content, r.Summary.Conflicts, r.Summary.Errors)
}
