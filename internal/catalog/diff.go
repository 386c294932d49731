package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ChangeKind says what happened to a thing between two catalogues.
type ChangeKind string

// The kinds of changes.
const (
	ChangeAdded      ChangeKind = "ADDED"
	ChangeChanged    ChangeKind = "CHANGED"    // what it says
	ChangeMoved      ChangeKind = "MOVED"      // where it stands: its step, section, audience or order
	ChangeRemoved    ChangeKind = "REMOVED"    // and nothing took its place
	ChangeSuperseded ChangeKind = "SUPERSEDED" // removed, and something took its place
)

// ChangeKinds returns every kind of change, in alphabetical order.
func ChangeKinds() []ChangeKind {
	return []ChangeKind{ChangeAdded, ChangeChanged, ChangeMoved, ChangeRemoved, ChangeSuperseded}
}

// The types of what can change without having an identifier: they are no type of [Types].
const (
	TypeCatalog Type = "catalog" // its identifier is ""
	TypeHole    Type = "hole"    // its identifier is its condition, such as "goal=evaluate,organisation=ministry|agency"
)

// Change is what happened to one thing between two catalogues.
type Change struct {
	Kind      ChangeKind `json:"kind"`
	Thing     Ref        `json:"thing"`
	Fields    []string   `json:"fields,omitempty"`   // which, in the alphabet: "title.fr", "placements"; only of CHANGED and MOVED
	Successor Ref        `json:"successor,omitzero"` // what took its place; only of SUPERSEDED
}

// CompareChanges orders changes by thing, then by kind.
func CompareChanges(a, b Change) int {
	return cmp.Or(CompareRefs(a.Thing, b.Thing), cmp.Compare(a.Kind, b.Kind))
}

// Diff returns what changed from old to c, in the order of [CompareChanges]: nothing where both have the same revision. A
// thing that both changed and moved gives two changes. Where an order is implied by what is written, a thing is moved
// only if others did not simply make way for something: the fewest moves that explain the new order are told.
func Diff(old, c *Catalog) []Change {
	if old.Revision == c.Revision {
		return nil
	}
	before, after := things(old), things(c)
	was, is := byRef(before), byRef(after)
	var changes []Change
	for _, t := range before {
		if is[t.Ref] == nil {
			changes = append(changes, gone(t.Ref, c))
		}
	}
	stayed := inOrder(before, after, was, is)
	var a, b facets
	for i := range after {
		t := &after[i]
		o := was[t.Ref]
		if o == nil {
			changes = append(changes, Change{Kind: ChangeAdded, Thing: t.Ref})
			continue
		}
		a.read(o)
		b.read(t)
		if fields := differing(a.says, b.says); len(fields) > 0 {
			changes = append(changes, Change{Kind: ChangeChanged, Thing: t.Ref, Fields: fields})
		}
		fields := differing(a.stands, b.stands)
		if o.parent == t.parent && !stayed[t.Ref] {
			fields = append(fields, "order")
			slices.Sort(fields)
		}
		if len(fields) > 0 {
			changes = append(changes, Change{Kind: ChangeMoved, Thing: t.Ref, Fields: fields})
		}
	}
	changes = append(changes, tombstones(old, c, was, is)...)
	slices.SortFunc(changes, CompareChanges)
	return changes
}

// Amount returns what lists of changes, each on the catalogue that the one before led to, amount to, in the order of
// [CompareChanges]. What was changed twice is told once with the fields of both; what came and went is not told; of what
// went and came back it is only told that it changed, without saying which fields.
func Amount(lists ...[]Change) []Change {
	sum := amount{}
	for _, list := range lists {
		for _, c := range list {
			sum.add(c)
		}
	}
	return slices.SortedFunc(maps.Values(sum), CompareChanges)
}

// amount holds what changes amount to: for each thing where it moved, and what else happened to it.
type amount map[happened]Change

type happened struct {
	Ref
	moved bool
}

func (sum amount) add(c Change) {
	k := happened{c.Thing, c.Kind == ChangeMoved}
	before, ok := sum[k]
	isNew := sum[happened{c.Thing, false}].Kind == ChangeAdded
	over := c.Kind == ChangeRemoved || c.Kind == ChangeSuperseded
	if over {
		delete(sum, happened{c.Thing, true})
	}
	switch {
	case isNew && over:
		delete(sum, k)
	case isNew: // whatever it became, it is new
	case ok && c.Kind == ChangeAdded:
		sum[k] = Change{Kind: ChangeChanged, Thing: c.Thing}
	case ok && before.Kind == c.Kind:
		c.Fields = slices.Compact(slices.Sorted(slices.Values(slices.Concat(before.Fields, c.Fields))))
		sum[k] = c
	default:
		sum[k] = c
	}
}

// gone is the change of a thing that c holds no more.
func gone(r Ref, c *Catalog) Change {
	if t := c.Tombstone(r); t != nil && !t.Successor.IsZero() {
		return Change{Kind: ChangeSuperseded, Thing: r, Successor: t.Successor}
	}
	return Change{Kind: ChangeRemoved, Thing: r}
}

// tombstones returns what changed about things that old did not hold any more.
func tombstones(old, c *Catalog, was, is map[Ref]*thing) []Change {
	var changes []Change
	for _, t := range c.Removed {
		if was[t.Ref] != nil {
			continue
		}
		before := old.Tombstone(t.Ref)
		if before == nil {
			before = &Removed{Ref: t.Ref}
			if t.Successor.IsZero() {
				changes = append(changes, Change{Kind: ChangeRemoved, Thing: t.Ref})
				continue
			}
		}
		if before.Successor != t.Successor && !t.Successor.IsZero() {
			changes = append(changes, Change{Kind: ChangeSuperseded, Thing: t.Ref, Successor: t.Successor})
			continue
		}
		changes = append(changes, reworded(before, t)...)
	}
	for _, t := range old.Removed {
		if c.Tombstone(t.Ref) == nil && is[t.Ref] == nil {
			changes = append(changes, reworded(t, &Removed{Ref: t.Ref})...)
		}
	}
	return changes
}

// reworded is what changed about a tombstone: a field "removed" stands for the tombstone itself.
func reworded(a, b *Removed) []Change {
	var was, is facets
	was.read(&thing{Ref: a.Ref, write: func(f *facets) { f.value("successor", a.Successor.String()); f.text("why", a.Why) }})
	is.read(&thing{Ref: b.Ref, write: func(f *facets) { f.value("successor", b.Successor.String()); f.text("why", b.Why) }})
	fields := differing(was.says, is.says)
	for i := range fields {
		fields[i] = "removed." + fields[i]
	}
	if len(fields) == 0 {
		return nil
	}
	return []Change{{Kind: ChangeChanged, Thing: a.Ref, Fields: fields}}
}

// thing is something that can change: what it is called, what its order is counted in, and how to read what it says.
type thing struct {
	Ref
	parent string // of an order that is implied by what is written; "" where no order is implied
	write  func(*facets)
}

func byRef(list []thing) map[Ref]*thing {
	m := make(map[Ref]*thing, len(list))
	for i := range list {
		m[list[i].Ref] = &list[i]
	}
	return m
}

// inOrder returns the things that need not have moved for the order before to become the order after: in each parent, a
// longest increasing run. Things without an implied order are all in it.
func inOrder(before, after []thing, was, is map[Ref]*thing) map[Ref]bool {
	stayed, ranks := make(map[Ref]bool, len(after)), map[Ref]int{}
	for i, t := range before {
		if n := is[t.Ref]; n != nil && n.parent == t.parent {
			ranks[t.Ref] = i
		}
	}
	runs := map[string][]Ref{}
	for _, t := range after {
		o := was[t.Ref]
		if o == nil || o.parent != t.parent || t.parent == "" {
			stayed[t.Ref] = true
			continue
		}
		runs[t.parent] = append(runs[t.parent], t.Ref)
	}
	for _, refs := range runs {
		for _, r := range longestRun(refs, ranks) {
			stayed[r] = true
		}
	}
	return stayed
}

// longestRun returns a longest part of refs whose ranks increase.
func longestRun(refs []Ref, ranks map[Ref]int) []Ref {
	var ends []int // ends[n]: the one of lowest rank at which a run of n+1 ends
	previous := make([]int, len(refs))
	for i, r := range refs {
		n, _ := slices.BinarySearchFunc(ends, ranks[r], func(e, rank int) int { return cmp.Compare(ranks[refs[e]], rank) })
		previous[i] = -1
		if n > 0 {
			previous[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	var run []Ref
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = previous[i] {
			run = append(run, refs[i])
		}
	}
	return run
}

// facets is a thing taken apart into named values: what it says, and where it stands.
type facets struct{ says, stands map[string]string }

func (f *facets) read(t *thing) {
	if f.says == nil {
		f.says, f.stands = map[string]string{}, map[string]string{}
	}
	clear(f.says)
	clear(f.stands)
	t.write(f)
}

// differing returns the names whose values are not the same, in the alphabet.
func differing(a, b map[string]string) []string {
	if maps.Equal(a, b) {
		return nil
	}
	var names []string
	for name, value := range a {
		if other, ok := b[name]; !ok || other != value {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (f *facets) text(name string, t Text) {
	for lang, s := range t {
		f.says[name+"."+string(lang)] = s
	}
}

func (f *facets) texts(name string, list []Text) { f.value(name, list) }

// value keeps v as text: it is compared, never shown.
func (f *facets) value(name string, v any) { f.says[name] = fmt.Sprintf("%q", v) }

func (f *facets) number(name string, n int32) { f.says[name] = number(n) }

func number(n int32) string { return strconv.Itoa(int(n)) }

func (f *facets) flag(name string, b bool) { f.says[name] = strconv.FormatBool(b) }

func (f *facets) place(name string, where ...string) { f.stands[name] = strings.Join(where, " ") }

func (f *facets) access(a Access) {
	f.value("access.network", a.Network)
	f.value("access.account", a.Account)
	f.value("access.cost", a.Cost)
}

// string returns the global identifier of what t points at, "" for nothing.
func (t Target) string() string {
	switch {
	case t.Resource != nil:
		return Ref{TypeResource, string(t.Resource.ID)}.String()
	case t.Guide != nil:
		return Ref{TypeGuide, string(t.Guide.ID)}.String()
	case t.Article != nil:
		return Ref{TypeArticle, string(t.Article.ID)}.String()
	}
	return ""
}

// condition returns the clauses as one word.
func condition(clauses []Clause) string {
	facts := make([]string, len(clauses))
	for i, c := range clauses {
		values := make([]string, len(c.Values))
		for j, v := range c.Values {
			values[j] = string(v.ID)
		}
		slices.Sort(values)
		facts[i] = string(c.Fact.ID) + "=" + strings.Join(values, "|")
	}
	slices.Sort(facts)
	return strings.Join(facts, ",")
}

func ids[T any, ID ~string](list []T, id func(T) ID) []string {
	words := make([]string, len(list))
	for i, t := range list {
		words[i] = string(id(t))
	}
	return words
}

// things lists all that can change in c, in the order of the catalogue.
func things(c *Catalog) []thing {
	list := make([]thing, 0, 1+len(c.Steps)+len(c.Roles)+len(c.Resources)+len(c.Questions))
	add := func(t Type, id, parent string, write func(*facets)) {
		list = append(list, thing{Ref: Ref{t, id}, parent: parent, write: write})
	}
	add(TypeCatalog, "", "", c.facets)
	for _, s := range c.Steps {
		add(TypeStep, string(s.ID), "", s.facets)
	}
	for _, r := range c.Roles {
		add(TypeRole, string(r.ID), "", r.facets)
	}
	for _, r := range c.Resources {
		add(TypeResource, string(r.ID), "", r.facets)
	}
	for _, p := range c.Planned {
		add(TypePlanned, string(p.ID), "planned:"+string(p.Step.ID), func(f *facets) {
			f.text("title", p.Title)
			f.place("step", string(p.Step.ID))
		})
	}
	for _, s := range c.Sections {
		add(TypeSection, string(s.ID), "sections:"+string(s.Step.ID), func(f *facets) {
			f.text("title", s.Title)
			f.flag("blocking", s.Blocking)
			f.flag("supportOnly", s.SupportOnly)
			f.place("step", string(s.Step.ID))
		})
	}
	for _, q := range c.Questions {
		add(TypeQuestion, string(q.ID), "questions:"+string(q.Section.ID), q.facets)
	}
	for _, r := range c.Respondents {
		add(TypeRespondent, string(r.ID), "respondents", func(f *facets) { f.text("title", r.Title) })
	}
	for _, t := range c.Topics {
		add(TypeTopic, string(t.ID), "", func(f *facets) { f.text("title", t.Title) })
	}
	for _, g := range c.Guides {
		add(TypeGuide, string(g.ID), "", func(f *facets) {
			f.text("title", g.Title)
			f.value("url", g.URL)
			f.access(g.Access)
		})
	}
	for _, s := range c.Services {
		add(TypeService, string(s.ID), "services", func(f *facets) {
			f.text("title", s.Title)
			f.text("description", s.Description)
			f.place("steps", ids(s.Steps, func(s *Step) StepID { return s.ID })...)
		})
	}
	for _, t := range c.Facts {
		add(TypeFact, string(t.ID), "facts", func(f *facets) {
			f.text("question", t.Question)
			f.value("values", ids(t.Values, func(v *FactValue) FactValueID { return v.ID }))
			for _, v := range t.Values {
				f.text("values."+string(v.ID), v.Title)
			}
		})
	}
	for _, r := range c.Rules {
		add(TypeRule, string(r.ID), "rules", func(f *facets) {
			f.text("title", r.Title)
			f.value("when", condition(r.When))
			for service, outcome := range r.Outcomes {
				f.value("outcomes."+string(service), outcome)
			}
			f.text("note", r.Note)
			f.value("source", r.Source)
		})
	}
	for _, h := range c.Holes {
		add(TypeHole, condition(h.When), "holes", func(f *facets) {
			f.text("message", h.Message)
			f.value("contact", h.Contact)
		})
	}
	for _, t := range c.Terms {
		add(TypeTerm, string(t.ID), "", func(f *facets) {
			f.text("term", t.Term)
			f.text("meaning", t.Meaning)
			f.text("definition", t.Definition)
		})
	}
	for _, a := range c.Articles {
		add(TypeArticle, string(a.ID), "", a.facets)
	}
	return list
}

func (c *Catalog) facets(f *facets) {
	f.text("title", c.Title)
	f.text("description", c.Description)
	f.value("languages", c.Languages)
	f.value("licence", c.Licence)
	f.value("contact", c.Contact)
	f.value("upstream", c.Upstream)
}

func (s *Step) facets(f *facets) {
	f.place("number", number(s.Number))
	f.text("title", s.Title)
	f.text("maturityQuestion", s.MaturityQuestion)
	f.text("body", s.Body)
	f.text("checklistIntro", s.ChecklistIntro)
	for i, a := range s.Actions {
		f.text(fmt.Sprintf("actions[%d].label", i), a.Label)
		f.value(fmt.Sprintf("actions[%d].links", i), ids(a.Links, Target.string))
	}
	f.flag("actionsPending", s.ActionsPending)
	f.text("support.label", s.Support.Label)
	f.value("support.link", s.Support.Link.string())
	f.text("support.appointment", s.Support.Appointment)
	f.text("support.with", s.Support.With)
	f.flag("support.pending", s.Support.Pending)
	f.says["gate.score"] = strconv.FormatFloat(s.Gate.Score, 'g', -1, 64)
	f.says["gate.coverage"] = strconv.FormatFloat(s.Gate.Coverage, 'g', -1, 64)
	for _, o := range s.Objectives {
		f.text("objectives."+string(o.Role.ID), o.Text)
	}
}

func (r *Role) facets(f *facets) {
	f.place("order", number(r.Position))
	f.text("title", r.Title)
	f.text("description", r.Description)
	f.text("body", r.Body)
	f.texts("aliases", r.Aliases)
	f.texts("profiles", r.Profiles)
}

func (r *Resource) facets(f *facets) {
	f.text("title", r.Title)
	f.text("summary", r.Summary)
	f.text("body", r.Body)
	f.value("url", r.URL)
	f.value("kind", r.Kind)
	f.value("provider", r.Provider)
	f.value("languages", r.Languages)
	f.number("minutes", r.Minutes)
	f.access(r.Access)
	if r.Dead != nil {
		f.flag("dead", true)
		f.text("dead.reason", r.Dead.Reason)
		f.value("dead.successor", r.Dead.Successor)
	}
	f.flag("unreachable", r.Unreachable)
	f.value("topics", ids(r.Topics, func(t *Topic) TopicID { return t.ID }))
	f.value("requires", ids(r.Requires, func(q *Requirement) ResourceID { return q.Requires.ID }))
	for _, q := range r.Requires {
		name := "requires." + string(q.Requires.ID)
		f.value(name+".basis", q.Basis)
		f.text(name+".why", q.Why)
	}
	for _, p := range r.Placements {
		roles := ids(p.Roles, func(r *Role) RoleID { return r.ID })
		name := "placements." + strings.Join(append([]string{string(p.Step.ID)}, roles...), ".")
		f.stands[name] += " " + number(p.Position) // the same place twice differs by title
		if len(p.Title) > 0 {
			f.says[name+".title"] += fmt.Sprintf("%q", p.Title)
		}
	}
}

func (q *Question) facets(f *facets) {
	f.place("section", string(q.Section.ID))
	f.text("text", q.Text)
	f.text("details", q.Details)
	f.value("kind", q.Kind)
	f.value("expects", q.Expects)
	f.flag("blocking", q.Blocking)
	f.flag("supportOnly", q.SupportOnly)
	if q.OnlyIf != nil {
		f.value("onlyIf.question", q.OnlyIf.Question.ID)
		f.value("onlyIf.answers", q.OnlyIf.Answers)
	}
	f.number("validDays", q.ValidDays)
	f.number("weight", q.Weight)
	f.value("respondents", ids(q.Respondents, func(r *Respondent) RespondentID { return r.ID }))
	f.value("helpedBy", ids(q.HelpedBy, func(h *Help) string { return h.Target.string() }))
	for _, h := range q.HelpedBy {
		name := "helpedBy." + h.Target.string()
		f.value(name+".strength", h.Strength)
		f.text(name+".why", h.Why)
	}
	f.value("source", q.Source)
}

func (a *Article) facets(f *facets) {
	f.text("title", a.Title)
	f.text("summary", a.Summary)
	f.text("body", a.Body)
	if a.Step != nil {
		f.place("step", string(a.Step.ID))
	}
	f.texts("questions", a.Questions)
	f.texts("takeaways", a.Takeaways)
}
