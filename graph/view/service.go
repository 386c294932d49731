package view

import (
	"cmp"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Description returns what the service consists of.
func (v *SupportService) Description() string { return v.in.Text(v.of.Description) }

// Steps returns the steps it is given at.
func (v *SupportService) Steps() []*Step { return each(v.of.Steps, v.in.Step) }

// Question returns what to ask to learn the fact.
func (v *Fact) Question() string { return v.in.Text(v.of.Question) }

// Values returns the values it can have.
func (v *Fact) Values() []*FactValue { return each(v.of.Values, v.in.FactValue) }

// Slug returns the identifier in the fact.
func (v *FactValue) Slug() string { return string(v.of.ID) }

// Title returns what it is called.
func (v *FactValue) Title() string { return v.in.Text(v.of.Title) }

// Clause says which values of a fact are covered.
type Clause struct {
	Fact   *Fact
	Values []*FactValue
}

func (in *In) clause(of catalog.Clause) *Clause {
	return &Clause{in.Fact(of.Fact), each(of.Values, in.FactValue)}
}

// RuleOutcome is what a rule says of a service.
type RuleOutcome struct {
	Service *SupportService
	Outcome model.Outcome
}

// When returns the facts that the rule asks for.
func (v *SupportRule) When() []*Clause { return each(v.of.When, v.in.clause) }

// Outcomes returns what the rule says of each service; one that it does not name is denied.
func (v *SupportRule) Outcomes() []*RuleOutcome {
	return each(v.in.Snapshot.Services, func(s *catalog.Service) *RuleOutcome {
		outcome, ok := v.of.Outcomes[s.ID]
		if !ok {
			outcome = catalog.Denied
		}
		return &RuleOutcome{v.in.SupportService(s), model.Outcome(outcome)}
	})
}

// Note returns what else to know, or nil.
func (v *SupportRule) Note() *string { return v.in.Optional(v.of.Note) }

// Source returns where the rule comes from, or nil.
func (v *SupportRule) Source() *string { return optional(v.of.Source) }

// When returns the facts that are not covered.
func (v *SupportHole) When() []*Clause { return each(v.of.When, v.in.clause) }

// Message returns what to do.
func (v *SupportHole) Message() string { return v.in.Text(v.of.Message) }

// Contact returns the address to write to, the programme's where it has none of its own, or nil.
func (v *SupportHole) Contact() *string { return optional(cmp.Or(v.of.Contact, v.in.Snapshot.Contact)) }
