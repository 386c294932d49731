package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Type is a kind of thing that has an identifier, in the words that begin global identifiers.
type Type string

// The types, in the order of [Types].
const (
	TypeStep       Type = "step"
	TypeRole       Type = "role"
	TypeResource   Type = "resource"
	TypePlanned    Type = "planned-resource"
	TypeSection    Type = "section"
	TypeQuestion   Type = "question"
	TypeRespondent Type = "respondent"
	TypeTopic      Type = "topic"
	TypeGuide      Type = "guide"
	TypeService    Type = "service"
	TypeFact       Type = "fact"
	TypeRule       Type = "rule"
	TypeTerm       Type = "term"
	TypeArticle    Type = "article"
)

// Types returns every type of thing that can be removed.
func Types() []Type {
	return []Type{
		TypeStep, TypeRole, TypeResource, TypePlanned, TypeSection, TypeQuestion, TypeRespondent, TypeTopic, TypeGuide,
		TypeService, TypeFact, TypeRule, TypeTerm, TypeArticle,
	}
}

// Succession returns the type of what takes the place of a removed thing: its own, but a planned resource's is the
// resource it was announced for.
func (t Type) Succession() Type {
	if t == TypePlanned {
		return TypeResource
	}
	return t
}

// words returns the type as a sentence says it.
func (t Type) words() string { return strings.ReplaceAll(string(t), "-", " ") }

// Ref names a thing of a catalogue. The zero Ref names nothing.
type Ref struct {
	Type Type   `json:"type"`
	ID   string `json:"id"`
}

// IsZero reports whether r names nothing.
func (r Ref) IsZero() bool { return r == Ref{} }

// String returns the global identifier, such as "resource:kubernetes-concepts".
func (r Ref) String() string { return string(r.Type) + ":" + r.ID }

// CompareRefs orders refs by type, in the alphabet, then by identifier.
func CompareRefs(a, b Ref) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID)) }

// Removed is the tombstone of a thing that the catalogue held once. Whoever kept its identifier is led to its successor:
// the look-ups of a Catalog ([Catalog.Resource] and its like) answer the successor for it.
type Removed struct {
	Ref
	Successor Ref  // the thing of this catalogue that took its place, at the end of the chain of tombstones; zero if none
	Why       Text // may be empty
}

// RemovedDraft is a [Removed] as written.
type RemovedDraft struct {
	Node
	Type      Type   `json:"type"`
	ID        string `json:"id"`
	Successor string `json:"successor,omitempty"` // may itself be removed
	Why       Text   `json:"why,omitempty"`
}

// Tombstone returns what is known of a thing that was removed, or nil.
func (c *Catalog) Tombstone(r Ref) *Removed { return c.index.removed[r] }

// removals finds the tombstones of a draft.
func (d *Draft) removals() map[Ref]*RemovedDraft {
	byRef := make(map[Ref]*RemovedDraft, len(d.Removed))
	for i := range d.Removed {
		byRef[Ref{d.Removed[i].Type, d.Removed[i].ID}] = &d.Removed[i]
	}
	return byRef
}

// successor follows tombstones to a thing that has none: zero where the last has no successor, and false where they
// lead in a circle.
func successor(removals map[Ref]*RemovedDraft, r *RemovedDraft) (Ref, bool) {
	for range removals {
		if r.Successor == "" {
			return Ref{}, true
		}
		next := Ref{r.Type.Succession(), r.Successor}
		if r = removals[next]; r == nil {
			return next, true
		}
	}
	return Ref{}, r.Successor == ""
}

// removed checks the tombstones.
func (c *checker) removed() {
	removals, seen := c.removals, map[Ref]bool{}
	for i := range c.d.Removed {
		r := &c.d.Removed[i]
		ref, field := Ref{r.Type, r.ID}, "successor"
		switch {
		case !slices.Contains(Types(), r.Type):
			c.fail("missing-field", &r.Node, "", "names nothing that was removed", "write one of "+typeNames())
			continue
		case c.ids[r.Type.words()][r.ID]:
			c.fail("removed-exists", &r.Node, "", fmt.Sprintf("%s %q is still there", r.Type.words(), r.ID),
				"take it out of the content, or this entry")
		case seen[ref]:
			c.fail("duplicate-id", &r.Node, "", fmt.Sprintf("%s %q is removed already", r.Type.words(), r.ID), "keep one entry")
		case !identifier.MatchString(r.ID):
			c.fail("invalid-identifier", &r.Node, "", fmt.Sprintf("%q is no identifier", r.ID),
				"write the identifier that the thing had")
		}
		seen[ref] = true
		c.texts(&r.Node, nil, map[string]Text{"why": r.Why})
		if _, ok := successor(removals, r); !ok {
			c.fail("removed-circle", &r.Node, field, fmt.Sprintf("the successors of %s %q lead in a circle", r.Type.words(), r.ID),
				"name a thing that is there")
			continue
		}
		next := Ref{r.Type.Succession(), r.Successor}
		if r.Successor != "" && removals[next] == nil {
			c.reference(next.Type.words(), next.ID, &r.Node, field)
		}
	}
}

// typeNames lists the types as authors write them.
func typeNames() string {
	names := make([]string, len(Types()))
	for i, t := range Types() {
		names[i] = t.Field()
	}
	return strings.Join(names, ", ")
}

// Field returns the type as authors write it: "plannedResource".
func (t Type) Field() string {
	if t == TypePlanned {
		return "plannedResource"
	}
	return string(t)
}

// removed links the tombstones and lets their identifiers find the successors.
func (l *linker) removed(d *Draft) {
	x, removals := &l.c.index, d.removals()
	x.removed = make(map[Ref]*Removed, len(d.Removed))
	for i := range d.Removed {
		r := &d.Removed[i]
		next, _ := successor(removals, r)
		t := &Removed{Ref: Ref{r.Type, r.ID}, Successor: next, Why: r.Why}
		l.c.Removed, x.removed[t.Ref] = append(l.c.Removed, t), t
		if !next.IsZero() {
			x.alias(t)
		}
	}
	slices.SortFunc(l.c.Removed, func(a, b *Removed) int { return CompareRefs(a.Ref, b.Ref) })
}

// alias makes the identifier of a removed thing find its successor.
func (x *index) alias(r *Removed) {
	switch r.Type {
	case TypeStep:
		alias(x.steps, r)
	case TypeRole:
		alias(x.roles, r)
	case TypeResource:
		alias(x.resources, r)
	case TypePlanned, TypeCatalog, TypeHole: // the successor of the first is a resource; the others have no identifier
	case TypeSection:
		alias(x.sections, r)
	case TypeQuestion:
		alias(x.questions, r)
	case TypeRespondent:
		alias(x.respondents, r)
	case TypeTopic:
		alias(x.topics, r)
	case TypeGuide:
		alias(x.guides, r)
	case TypeService:
		alias(x.services, r)
	case TypeFact:
		alias(x.facts, r)
	case TypeRule:
		alias(x.rules, r)
	case TypeTerm:
		alias(x.terms, r)
	case TypeArticle:
		alias(x.articles, r)
	}
}

func alias[ID ~string, T any](things map[ID]*T, r *Removed) {
	things[ID(r.ID)] = things[ID(r.Successor.ID)]
}
