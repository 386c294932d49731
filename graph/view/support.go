package view

import (
	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/support"
)

// Eligibility is a support.Eligibility as a request sees it.
type Eligibility struct {
	of *support.Eligibility
	in *In
}

// Eligibility returns of as the request sees it.
func (in *In) Eligibility(of *support.Eligibility) *Eligibility { return &Eligibility{of, in} }

// Services returns what becomes of a request for each service.
func (v *Eligibility) Services() []*ServiceEligibility {
	return each(v.of.Services, func(o *support.ServiceOutcome) *ServiceEligibility { return &ServiceEligibility{o, v.in} })
}

// Rule returns the rule that applies, or nil.
func (v *Eligibility) Rule() *SupportRule { return v.in.SupportRule(v.of.Rule()) }

// Hole returns the declared hole that applies, or nil.
func (v *Eligibility) Hole() *SupportHole { return v.in.SupportHole(v.of.Hole()) }

// Rules returns the rules that may apply.
func (v *Eligibility) Rules() []*SupportRule { return each(v.of.Rules, v.in.SupportRule) }

// Holes returns the declared holes that may apply.
func (v *Eligibility) Holes() []*SupportHole { return each(v.of.Holes, v.in.SupportHole) }

// Missing returns the facts to ask for.
func (v *Eligibility) Missing() []*MissingFact {
	return each(v.of.Missing, func(m *support.MissingFact) *MissingFact {
		return &MissingFact{v.in.Fact(m.Fact), each(m.Services, v.in.SupportService)}
	})
}

// ServiceEligibility is a support.ServiceOutcome as a request sees it.
type ServiceEligibility struct {
	of *support.ServiceOutcome
	in *In
}

// Service returns the service.
func (v *ServiceEligibility) Service() *SupportService { return v.in.SupportService(v.of.Service) }

// Outcome returns what becomes of a request for it.
func (v *ServiceEligibility) Outcome() model.Outcome { return model.Outcome(v.of.Outcome) }

// Explanation returns the outcome and where it comes from, in sentences.
func (v *ServiceEligibility) Explanation() string { return v.of.Explanation(v.in.lang()) }

// Actions returns what to do next.
func (v *ServiceEligibility) Actions() []*SupportAction {
	return each(v.of.Actions, func(a support.Action) *SupportAction { return &SupportAction{a, v.in} })
}

// SupportAction is a support.Action as a request sees it.
type SupportAction struct {
	of support.Action
	in *In
}

// Kind returns the kind.
func (v *SupportAction) Kind() model.SupportActionKind { return model.SupportActionKind(v.of.Kind) }

// Sentence returns the action as a sentence.
func (v *SupportAction) Sentence() string { return v.of.Sentence(v.in.lang()) }

// Step returns the step to ask at, or nil.
func (v *SupportAction) Step() *Step { return v.in.Step(v.of.Step) }

// Link returns the form to fill in, or nil.
func (v *SupportAction) Link() Target {
	if v.of.Step == nil {
		return nil
	}
	return v.in.Target(v.of.Step.Support.Link)
}

// Appointment returns what the appointment is, or nil.
func (v *SupportAction) Appointment() *string {
	if v.of.Step == nil {
		return nil
	}
	return v.in.Optional(v.of.Step.Support.Appointment)
}

// With returns whom the appointment is with, or nil.
func (v *SupportAction) With() *string {
	if v.of.Step == nil {
		return nil
	}
	return v.in.Optional(v.of.Step.Support.With)
}

// Contact returns the address to write to, or nil.
func (v *SupportAction) Contact() *string { return optional(v.of.Address) }

// Fact returns the fact to tell, or nil.
func (v *SupportAction) Fact() *Fact { return v.in.Fact(v.of.Fact) }

// MissingFact is a fact that outcomes hang on.
type MissingFact struct {
	Fact     *Fact
	Services []*SupportService
}
