package importer_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// digest writes what a catalogue says, one thing a line, so that two catalogues are compared as texts. Identifiers and
// files are no part of it, nor is what an import assumes of every base alike.
func digest(c *catalog.Catalog) string {
	d := &digester{language: c.Languages[0]}
	for _, r := range c.Roles {
		d.line(0, "role %s", r.ID)
		d.text(1, "title", r.Title)
		d.text(1, "description", r.Description)
		d.texts(1, "alias", r.Aliases)
		d.texts(1, "profile", r.Profiles)
		d.text(1, "body", r.Body)
	}
	for _, s := range c.Steps {
		d.step(s)
	}
	for _, t := range c.Topics {
		d.line(0, "topic %q", d.in(t.Title))
	}
	for _, g := range c.Guides {
		d.line(0, "guide %q %s%s", d.in(g.Title), g.URL, access(g.Access))
	}
	for _, a := range c.Articles {
		at := ""
		if a.Step != nil {
			at = fmt.Sprintf(" at step %d", a.Step.Number)
		}
		d.line(0, "article %q%s", d.in(a.Title), at)
		d.texts(1, "question", a.Questions)
		d.texts(1, "takeaway", a.Takeaways)
		d.text(1, "body", a.Body)
	}
	for _, s := range c.Services {
		d.line(0, "service %q", d.in(s.Title))
		d.text(1, "description", s.Description)
		for _, at := range s.Steps {
			d.line(1, "at step %d", at.Number)
		}
	}
	for _, r := range c.Rules {
		d.line(0, "rule %q", d.in(r.Title))
		d.clauses(r.When)
		for _, s := range c.Services {
			d.line(1, "%q: %s", d.in(s.Title), cmp.Or(r.Outcomes[s.ID], catalog.Denied))
		}
		d.text(1, "note", r.Note)
	}
	for _, h := range c.Holes {
		d.line(0, "no rule")
		d.clauses(h.When)
	}
	if c.Contact != "" {
		d.line(0, "contact %s", c.Contact)
	}
	return d.b.String()
}

type digester struct {
	b        strings.Builder
	language catalog.Lang
}

func (d *digester) in(t catalog.Text) string { return t[d.language] }

func (d *digester) line(depth int, format string, args ...any) {
	d.b.WriteString(strings.Repeat("  ", depth) + fmt.Sprintf(format, args...) + "\n")
}

// text writes a text unless it only says that the base does not say it.
func (d *digester) text(depth int, name string, t catalog.Text) {
	s := d.in(t)
	if s == "" || strings.HasPrefix(s, "À préciser") {
		return
	}
	if name == "body" {
		d.line(depth, "body")
		for l := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
			d.b.WriteString(strings.TrimRight(strings.Repeat("  ", depth)+"| "+l, " ") + "\n")
		}
		return
	}
	d.line(depth, "%s %q", name, s)
}

func (d *digester) texts(depth int, name string, all []catalog.Text) {
	for _, t := range all {
		d.text(depth, name, t)
	}
}

func (d *digester) clauses(all []catalog.Clause) {
	for _, c := range all {
		for _, v := range c.Values {
			d.line(1, "%s %q", d.in(c.Fact.Question), d.in(v.Title))
		}
	}
}

func (d *digester) step(s *catalog.Step) {
	d.line(0, "step %d", s.Number)
	d.text(1, "title", s.Title)
	d.text(1, "question", s.MaturityQuestion)
	d.text(1, "intro", s.ChecklistIntro)
	for _, a := range s.Actions {
		d.line(1, "action %q%s", d.in(a.Label), links(a.Links))
	}
	if s.ActionsPending {
		d.line(1, "actions are announced")
	}
	if u := s.Support; d.in(u.Label) != "" || d.in(u.Appointment) != "" {
		d.line(1, "support %q%s", d.in(u.Label), links([]catalog.Target{u.Link}))
		d.text(2, "appointment", u.Appointment)
		d.text(2, "with", u.With)
	}
	if s.Support.Pending {
		d.line(1, "support is announced")
	}
	for _, o := range s.Objectives {
		d.text(1, "objective "+string(o.Role.ID), o.Text)
	}
	for _, p := range s.Placements {
		d.placement(p)
	}
	for _, p := range s.Planned {
		d.line(1, "planned %q", d.in(p.Title))
	}
	for _, section := range s.Sections {
		d.line(1, "section %q%s%s", d.in(section.Title), when(section.Blocking, " blocking"), when(section.SupportOnly, " support only"))
		for _, q := range section.Questions {
			d.line(2, "%s %q expects %s", strings.ToLower(string(q.Kind)), d.in(q.Text), strings.ToLower(string(q.Expects)))
			d.text(3, "details", q.Details)
			if q.OnlyIf != nil {
				d.line(3, "only if %v to %q", q.OnlyIf.Answers, d.in(q.OnlyIf.Question.Text))
			}
			for _, h := range q.HelpedBy {
				d.line(3, "helped by%s", links([]catalog.Target{h.Target}))
			}
		}
	}
	d.text(1, "body", s.Body)
}

func (d *digester) placement(p *catalog.Placement) {
	who := "everyone"
	if !p.Everyone() {
		var ids []string
		for _, r := range p.Roles {
			ids = append(ids, string(r.ID))
		}
		who = strings.Join(ids, "+")
	}
	r := p.Resource
	title := d.in(p.Title)
	if title == "" {
		title = d.in(r.Title)
	}
	var more []string
	if r.Minutes > 0 {
		more = append(more, fmt.Sprintf("%d min", r.Minutes))
	}
	for _, l := range r.Languages {
		more = append(more, string(l))
	}
	for _, t := range r.Topics {
		more = append(more, "#"+d.in(t.Title))
	}
	d.line(1, "%s: %q %s%s%s", who, title, r.URL, access(r.Access), when(len(more) > 0, " "+strings.Join(more, " ")))
	d.text(2, "summary", r.Summary)
	d.text(2, "body", r.Body)
}

func access(a catalog.Access) string {
	var all []string
	for _, s := range []string{string(a.Network), string(a.Account), string(a.Cost)} {
		if s != "" && s != "UNKNOWN" {
			all = append(all, s)
		}
	}
	return when(len(all) > 0, " ("+strings.Join(all, ", ")+")")
}

func links(all []catalog.Target) string {
	var b strings.Builder
	for _, t := range all {
		if !t.IsZero() {
			b.WriteString(" -> " + targetURL(t))
		}
	}
	return b.String()
}

func when(yes bool, s string) string {
	if yes {
		return s
	}
	return ""
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
