package view

import "github.com/cloud-pi-native/parcours/graph/model"

// Step returns the step whose checklist it is part of.
func (v *Section) Step() *Step { return v.in.Step(v.of.Step) }

// Position returns the rank in the step, from 1.
func (v *Section) Position() int32 { return v.of.Position }

// Blocking returns whether every question is blocking.
func (v *Section) Blocking() bool { return v.of.Blocking }

// SupportOnly returns whether it is only for teams that ask for support.
func (v *Section) SupportOnly() bool { return v.of.SupportOnly }

// Questions returns the questions, in order.
func (v *Section) Questions() []*Question { return each(v.of.Questions, v.in.Question) }

// Text returns the question.
func (v *Question) Text() string { return v.in.Text(v.of.Text) }

// Details returns more about what is asked, or nil.
func (v *Question) Details() *string { return v.in.Optional(v.of.Details) }

// Step returns the step whose checklist holds it.
func (v *Question) Step() *Step { return v.in.Step(v.of.Step()) }

// Section returns the section that holds it.
func (v *Question) Section() *Section { return v.in.Section(v.of.Section) }

// Position returns the rank in the section, from 1.
func (v *Question) Position() int32 { return v.of.Position }

// Kind returns how it is answered.
func (v *Question) Kind() model.QuestionKind { return model.QuestionKind(v.of.Kind) }

// Expects returns what it hopes to hear.
func (v *Question) Expects() model.Expectation { return model.Expectation(v.of.Expects) }

// Blocking returns whether a step cannot be passed without it.
func (v *Question) Blocking() bool { return v.of.Blocking }

// SupportOnly returns whether it is only for teams that ask for support.
func (v *Question) SupportOnly() bool { return v.of.SupportOnly }

// OnlyIf returns the condition on which it applies, or nil.
func (v *Question) OnlyIf() *Condition {
	if v.of.OnlyIf == nil {
		return nil
	}
	return &Condition{v.in.Question(v.of.OnlyIf.Question), as[model.AnswerValue](v.of.OnlyIf.Answers)}
}

// ConditionOf returns the questions that apply only on some answers to it.
func (v *Question) ConditionOf() []*Question { return each(v.of.ConditionOf, v.in.Question) }

// ValidDays returns how long an answer stays true, or nil for ever.
func (v *Question) ValidDays() *int32 { return optional(v.of.ValidDays) }

// Weight returns the weight in the step's score.
func (v *Question) Weight() int32 { return v.of.Weight }

// Respondents returns who can answer.
func (v *Question) Respondents() []*Respondent { return each(v.of.Respondents, v.in.Respondent) }

// Source returns where the question comes from, or nil.
func (v *Question) Source() *string { return optional(v.of.Source) }

// HelpedBy returns what helps with it.
func (v *Question) HelpedBy() []*Help { return each(v.of.HelpedBy, v.in.Help) }

// Condition says that a question applies only on some answers to another.
type Condition struct {
	Question *Question
	Answers  []model.AnswerValue
}

// Question returns the question.
func (v *Help) Question() *Question { return v.in.Question(v.of.Question) }

// Target returns what helps.
func (v *Help) Target() Target { return v.in.Target(v.of.Target) }

// Strength returns how well it helps.
func (v *Help) Strength() model.HelpStrength { return model.HelpStrength(v.of.Strength) }

// Why returns the reason, or nil.
func (v *Help) Why() *string { return v.in.Optional(v.of.Why) }
