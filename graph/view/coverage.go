package view

import (
	"maps"
	"slices"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// Coverage says how well a catalogue covers steps and roles.
type Coverage struct {
	of *catalog.Catalog
	in *In
}

// Coverage returns how well of covers steps and roles.
func (in *In) Coverage(of *catalog.Catalog) *Coverage { return &Coverage{of, in} }

// Cells returns the matrix, by step and then by role.
func (v *Coverage) Cells() []*CoverageCell {
	var cells []*CoverageCell
	for _, s := range v.of.Steps {
		for _, o := range s.Objectives { // one for each role, by role
			cells = append(cells, v.in.cell(o))
		}
	}
	return cells
}

// QuestionsWithoutResource returns the questions that no resource helps with.
func (v *Coverage) QuestionsWithoutResource() []*Question {
	return each(unhelped(v.of.Questions, func(*catalog.Resource) bool { return true }), v.in.Question)
}

// Unreached returns the resources that nobody is led to.
func (v *Coverage) Unreached() []*Resource {
	reached := map[*catalog.Resource]bool{}
	var reach func(*catalog.Resource)
	reach = func(r *catalog.Resource) {
		if reached[r] {
			return
		}
		reached[r] = true
		for _, q := range r.Requires { // a path pulls them in
			reach(q.Requires)
		}
	}
	for _, r := range v.of.Resources {
		if len(r.Placements) > 0 || len(r.Helps) > 0 {
			reach(r)
		}
	}
	return v.resources(func(r *catalog.Resource) bool { return !reached[r] })
}

// Dead returns the resources that no path recommends because their link is dead.
func (v *Coverage) Dead() []*Resource {
	return v.resources((*catalog.Resource).Lost)
}

func (v *Coverage) resources(are func(*catalog.Resource) bool) []*Resource {
	shown := []*Resource{}
	for _, r := range v.of.Resources {
		if are(r) {
			shown = append(shown, v.in.Resource(r))
		}
	}
	return shown
}

// unhelped returns the questions that none of some resources helps with.
func unhelped(questions []*catalog.Question, among func(*catalog.Resource) bool) []*catalog.Question {
	var without []*catalog.Question
	for _, q := range questions {
		if !slices.ContainsFunc(q.HelpedBy, func(h *catalog.Help) bool {
			return h.Target.Resource != nil && h.Target.Resource.Usable() && among(h.Target.Resource)
		}) {
			without = append(without, q)
		}
	}
	return without
}

// CoverageCell counts what a role finds at a step.
type CoverageCell struct {
	Step                     *Step
	Role                     *Role
	Objective                *Objective
	Resources                int32
	ForEveryone              int32
	OnInternet               int32
	OnStateNetwork           int32
	WithoutAccount           int32
	Free                     int32
	Languages                []*LanguageCount
	UnknownLanguage          int32
	Duration                 *Duration
	QuestionsWithoutResource []*Question
}

// LanguageCount says how many resources are in a language.
type LanguageCount struct {
	Language string
	Count    int32
}

// cell counts what the role of an objective finds at its step.
func (in *In) cell(o *catalog.Objective) *CoverageCell {
	c := &CoverageCell{Step: in.Step(o.Step), Role: in.Role(o.Role), Objective: in.Objective(o), Duration: &tailor.Duration{}}
	everyone := make(map[*catalog.Resource]bool)
	for _, p := range o.Step.Placements {
		if p.Resource.Usable() && (p.Everyone() || slices.Contains(p.Roles, o.Role)) {
			everyone[p.Resource] = everyone[p.Resource] || p.Everyone()
		}
	}
	languages := make(map[catalog.Lang]int32)
	for r, all := range everyone {
		c.Resources++
		count(&c.ForEveryone, all)
		count(&c.OnInternet, r.Access.Network == catalog.NetworkInternet)
		count(&c.OnStateNetwork, r.Access.Network == catalog.NetworkState)
		count(&c.WithoutAccount, r.Access.Account == catalog.AccountNone)
		count(&c.Free, r.Access.Cost == catalog.CostFree)
		count(&c.UnknownLanguage, len(r.Languages) == 0)
		for _, l := range r.Languages {
			languages[l]++
		}
		c.Duration.Add(r.Minutes)
	}
	c.Languages = []*LanguageCount{}
	for _, l := range slices.Sorted(maps.Keys(languages)) {
		c.Languages = append(c.Languages, &LanguageCount{string(l), languages[l]})
	}
	var questions []*catalog.Question
	for _, s := range o.Step.Sections {
		questions = append(questions, s.Questions...)
	}
	c.QuestionsWithoutResource = each(unhelped(questions, func(r *catalog.Resource) bool {
		return slices.ContainsFunc(r.Placements, func(p *catalog.Placement) bool {
			return p.Everyone() || slices.Contains(p.Roles, o.Role)
		})
	}), in.Question)
	return c
}

func count(n *int32, yes bool) {
	if yes {
		*n++
	}
}
