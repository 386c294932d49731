// Package support tells from facts about an organisation which help of the programme it may obtain.
//
// [Eligible] reads the catalogue's decision table. It is pure, and refuses to guess: a service whose outcome hangs on a
// fact that was not given needs that fact; where every way of completing the facts leads to the same outcome, that
// outcome is told at once. A combination that the table declares as a hole is to be agreed with whom the hole names.
package support

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// InputError says which fact is wrong, and what was probably meant.
type InputError = catalog.InputError

// Eligibility is which help may be obtained, and why.
type Eligibility struct {
	Services []*ServiceOutcome // one for each service, in the catalogue's order
	Rules    []*catalog.Rule   // rules that may apply, in the catalogue's order
	Holes    []*catalog.Hole   // declared holes that may apply, in the catalogue's order
	Missing  []*MissingFact    // what to ask: the fact that decides most services comes first
}

// Rule returns the rule that applies, or nil while several rules or holes may, or where a hole does.
func (e *Eligibility) Rule() *catalog.Rule {
	if len(e.Rules) == 1 && len(e.Holes) == 0 {
		return e.Rules[0]
	}
	return nil
}

// Hole returns the declared hole that applies, or nil while several rules or holes may, or where a rule does.
func (e *Eligibility) Hole() *catalog.Hole {
	if len(e.Holes) == 1 && len(e.Rules) == 0 {
		return e.Holes[0]
	}
	return nil
}

// ServiceOutcome is what the facts say of a Service.
type ServiceOutcome struct {
	Service *catalog.Service
	Outcome catalog.Outcome
	Actions []Action // what to do next, one for each step that the service is given at; empty where it is denied

	of *Eligibility
}

// ActionKind is what a team can do next to obtain a Service.
type ActionKind string

// The kinds of actions.
const (
	AskAtStep ActionKind = "ASK_AT_STEP" // ask for the appointment of a step: Step
	Contact   ActionKind = "CONTACT"     // write to somebody: Address
	TellAFact ActionKind = "TELL_A_FACT" // say a fact that is missing: Fact
)

// ActionKinds returns every kind of action.
func ActionKinds() []ActionKind { return []ActionKind{AskAtStep, Contact, TellAFact} }

// Action is what a team can do next. Fields that its kind does not name are zero.
type Action struct {
	Kind    ActionKind
	Step    *catalog.Step // its Support says what to do, with which form, for which appointment
	Address string        // e-mail address, "" where the catalogue names none
	Fact    *catalog.Fact
}

// MissingFact is a Fact on which outcomes hang.
type MissingFact struct {
	Fact     *catalog.Fact
	Services []*catalog.Service // whose outcome can depend on it, in the catalogue's order
}

// Eligible returns what facts say of each service of c. Facts that are not given are missing only where an outcome hangs
// on them. A fact or a value that c does not have is an [*InputError].
func Eligible(c *catalog.Catalog, facts map[catalog.FactID]catalog.FactValueID) (Eligibility, error) {
	t, err := newTable(c, facts)
	if err != nil {
		return Eligibility{}, err
	}
	e := Eligibility{}
	for _, r := range c.Rules {
		if slices.ContainsFunc(t.rows, func(w row) bool { return w.rule == r }) {
			e.Rules = append(e.Rules, r)
		}
	}
	for _, h := range c.Holes {
		if slices.ContainsFunc(t.rows, func(w row) bool { return w.hole == h }) {
			e.Holes = append(e.Holes, h)
		}
	}
	e.Missing = t.missing()
	for _, s := range c.Services {
		o := &ServiceOutcome{Service: s, Outcome: t.outcome(s, t.rows)}
		o.Actions = e.actions(c, o)
		e.Services = append(e.Services, o)
	}
	for _, o := range e.Services {
		o.of = &e
	}
	return e, nil
}

// row is what covers one way of completing the facts: a rule or a hole.
type row struct {
	rule *catalog.Rule
	hole *catalog.Hole
}

func (w row) outcome(s *catalog.Service) catalog.Outcome {
	if w.rule == nil {
		return catalog.ToBeAgreed
	}
	return w.rule.Outcomes[s.ID]
}

// table is every way of completing the facts.
type table struct {
	c     *catalog.Catalog
	open  []*catalog.Fact // not given, in the catalogue's order
	rows  []row           // one for each combination of the open facts' values, the last fact turning fastest
	steps []int           // how many rows apart two values of each open fact are
}

func newTable(c *catalog.Catalog, facts map[catalog.FactID]catalog.FactValueID) (*table, error) {
	chosen := make(map[*catalog.Fact]*catalog.FactValue, len(c.Facts))
	for _, id := range slices.Sorted(maps.Keys(facts)) {
		f := c.Fact(id)
		if f == nil {
			return nil, catalog.Unknown("facts", id, slices.Collect(factIDs(c)), "fact")
		}
		i := slices.IndexFunc(f.Values, func(v *catalog.FactValue) bool { return v.ID == facts[id] })
		if i < 0 {
			values := make([]catalog.FactValueID, len(f.Values))
			for j, v := range f.Values {
				values[j] = v.ID
			}
			return nil, catalog.Unknown("facts."+string(f.ID), facts[id], values, "value")
		}
		if given := chosen[f]; given != nil && given != f.Values[i] {
			return nil, &InputError{
				Field: "facts", Value: string(id), Message: fmt.Sprintf("fact %q given twice, %s and %s", f.ID, given.ID, facts[id]),
			}
		}
		chosen[f] = f.Values[i]
	}
	t := &table{c: c}
	for _, f := range c.Facts {
		if chosen[f] == nil {
			t.open = append(t.open, f)
		}
	}
	t.complete(chosen, 0)
	t.steps = make([]int, len(t.open))
	apart := 1
	for i := len(t.open) - 1; i >= 0; i-- {
		t.steps[i] = apart
		apart *= len(t.open[i].Values)
	}
	return t, nil
}

func factIDs(c *catalog.Catalog) func(func(catalog.FactID) bool) {
	return func(yield func(catalog.FactID) bool) {
		for _, f := range c.Facts {
			if !yield(f.ID) {
				return
			}
		}
	}
}

// complete lists what covers each combination of the open facts from the ith on.
func (t *table) complete(chosen map[*catalog.Fact]*catalog.FactValue, i int) {
	if i < len(t.open) {
		for _, v := range t.open[i].Values {
			chosen[t.open[i]] = v
			t.complete(chosen, i+1)
		}
		delete(chosen, t.open[i])
		return
	}
	for _, r := range t.c.Rules {
		if covers(r.When, chosen) {
			t.rows = append(t.rows, row{rule: r})
			return
		}
	}
	for _, h := range t.c.Holes {
		if covers(h.When, chosen) {
			t.rows = append(t.rows, row{hole: h})
			return
		}
	}
	if len(t.c.Services) > 0 {
		panic("support: a catalogue with services whose table has an undeclared hole")
	}
	t.rows = append(t.rows, row{})
}

func covers(when []catalog.Clause, chosen map[*catalog.Fact]*catalog.FactValue) bool {
	for _, clause := range when {
		if !slices.Contains(clause.Values, chosen[clause.Fact]) {
			return false
		}
	}
	return true
}

// outcome returns what all of rows say of s, or NEEDS_FACTS where they differ.
func (t *table) outcome(s *catalog.Service, rows []row) catalog.Outcome {
	for _, w := range rows[1:] {
		if w.outcome(s) != rows[0].outcome(s) {
			return catalog.NeedsFacts
		}
	}
	return rows[0].outcome(s)
}

// missing returns the open facts that outcomes hang on.
func (t *table) missing() []*MissingFact {
	type candidate struct {
		*MissingFact
		decided, values int
	}
	var all []candidate
	for i, f := range t.open {
		m := &MissingFact{Fact: f}
		for _, s := range t.c.Services {
			if t.hangs(s, i) {
				m.Services = append(m.Services, s)
			}
		}
		if len(m.Services) > 0 {
			all = append(all, candidate{m, t.decided(i), len(f.Values)})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { // the services decided by a value, on average
		return cmp.Or(cmp.Compare(b.decided*a.values, a.decided*b.values), cmp.Compare(len(b.Services), len(a.Services)))
	})
	missing := make([]*MissingFact, len(all))
	for i, m := range all {
		missing[i] = m.MissingFact
	}
	return missing
}

// hangs reports whether the outcome of s can differ by the ith open fact alone.
func (t *table) hangs(s *catalog.Service, i int) bool {
	for n, w := range t.rows {
		if value := n / t.steps[i] % len(t.open[i].Values); w.outcome(s) != t.rows[n-value*t.steps[i]].outcome(s) {
			return true
		}
	}
	return false
}

// decided returns how many services are decided by each value of the ith open fact, summed over its values.
func (t *table) decided(i int) int {
	sum := 0
	for value := range t.open[i].Values {
		var rows []row
		for n, w := range t.rows {
			if n/t.steps[i]%len(t.open[i].Values) == value {
				rows = append(rows, w)
			}
		}
		for _, s := range t.c.Services {
			if t.outcome(s, rows) != catalog.NeedsFacts {
				sum++
			}
		}
	}
	return sum
}

// actions returns what to do next to obtain a service.
func (e *Eligibility) actions(c *catalog.Catalog, o *ServiceOutcome) []Action {
	switch o.Outcome {
	case catalog.Granted:
		var ask []Action
		for _, s := range o.Service.Steps {
			if offered(s.Support) {
				ask = append(ask, Action{Kind: AskAtStep, Step: s})
			}
		}
		if len(ask) == 0 {
			ask = []Action{{Kind: Contact, Address: c.Contact}}
		}
		return ask
	case catalog.ToBeAgreed:
		var addresses []string
		for _, h := range e.Holes {
			addresses = append(addresses, cmp.Or(h.Contact, c.Contact))
		}
		if len(e.Rules) > 0 {
			addresses = append(addresses, c.Contact)
		}
		var write []Action
		for i, a := range addresses {
			if !slices.Contains(addresses[:i], a) {
				write = append(write, Action{Kind: Contact, Address: a})
			}
		}
		return write
	case catalog.NeedsFacts:
		for _, m := range e.Missing {
			if slices.Contains(m.Services, o.Service) {
				return []Action{{Kind: TellAFact, Fact: m.Fact}}
			}
		}
		return nil
	case catalog.Denied:
		return nil
	default:
		panic("support: an outcome that no rule can have: " + string(o.Outcome))
	}
}

// offered reports whether a step says how to ask for support there.
func offered(s catalog.Support) bool {
	return !s.Pending && (len(s.Label) > 0 || !s.Link.IsZero() || len(s.Appointment) > 0)
}
