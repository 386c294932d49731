package view

import (
	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// Duration sums what is known of how long things take.
type Duration = tailor.Duration

// Roles returns the roles.
func (v *LearningPath) Roles() []*Role { return each(v.of.Roles, v.in.Role) }

// From returns the first step.
func (v *LearningPath) From() *Step { return v.in.Step(v.of.From) }

// To returns the last step.
func (v *LearningPath) To() *Step { return v.in.Step(v.of.To) }

// Stages returns a stage for each step.
func (v *LearningPath) Stages() []*Stage { return each(v.of.Stages, v.in.Stage) }

// Next returns the first item to do, or nil.
func (v *LearningPath) Next() *Item { return v.in.Item(v.of.Next) }

// LeftOut returns what a constraint keeps out.
func (v *LearningPath) LeftOut() []*LeftOut { return each(v.of.LeftOut, v.in.LeftOut) }

// Duration returns how long it takes.
func (v *LearningPath) Duration() *Duration { return &v.of.Duration }

// Fingerprint returns the hash of the path.
func (v *LearningPath) Fingerprint() string { return v.of.Fingerprint }

// Objectives returns what to reach.
func (v *Stage) Objectives() []*Objective { return each(v.of.Objectives, v.in.Objective) }

// Items returns the items, in order.
func (v *Stage) Items() []*Item { return each(v.of.Items, v.in.Item) }

// Duration returns how long it takes.
func (v *Stage) Duration() *Duration { return &v.of.Duration }

// Step returns the step.
func (v *Stage) Step() *Step { return v.in.Step(v.of.Step) }

// Step returns the step.
func (v *Item) Step() *Step { return v.in.Step(v.of.Step) }

// Step returns the step.
func (v *LeftOut) Step() *Step { return v.in.Step(v.of.Step) }

// Resource returns the resource.
func (v *Item) Resource() *Resource { return v.in.Resource(v.of.Resource) }

// Resource returns the resource.
func (v *LeftOut) Resource() *Resource { return v.in.Resource(v.of.Resource) }

// Position returns its rank in the path, from 1.
func (v *Item) Position() int32 { return v.of.Position }

// State returns what remains to be done.
func (v *Item) State() model.ItemState { return model.ItemState(v.of.State) }

// Reasons returns why the item is in the path.
func (v *Item) Reasons() []*Reason {
	reasons := make([]*Reason, len(v.of.Reasons))
	for i := range v.of.Reasons {
		reasons[i] = v.in.Reason(&v.of.Reasons[i])
	}
	return reasons
}

// Causes returns why it is left out.
func (v *LeftOut) Causes() []model.Cause {
	return as[model.Cause](v.of.Causes)
}

// Kind returns the kind.
func (v *Reason) Kind() model.ReasonKind { return model.ReasonKind(v.of.Kind) }

// Role returns the role, or nil.
func (v *Reason) Role() *Role { return v.in.Role(v.of.Role) }

// Objective returns the objective, or nil.
func (v *Reason) Objective() *Objective { return v.in.Objective(v.of.Objective) }

// Of returns the resource, or nil.
func (v *Reason) Of() *Resource { return v.in.Resource(v.of.Of) }

// Sentence returns the reason as a sentence.
func (v *Reason) Sentence() string { return v.of.Sentence(v.in.lang()) }

// lang returns the language that sentences are in.
func (in *In) lang() catalog.Lang {
	if len(in.Langs) == 0 {
		return ""
	}
	return in.Langs[0]
}

// Question returns the question, or nil.
func (v *Reason) Question() *Question { return v.in.Question(v.of.Question) }

// Answer returns what was answered, or nil.
func (v *Reason) Answer() *model.AnswerValue { return optional(model.AnswerValue(v.of.Answer)) }

// Requirement returns the requirement, or nil.
func (v *Reason) Requirement() *Requirement { return v.in.Requirement(v.of.Requirement) }

// Why returns what authors say of it, or nil.
func (v *Reason) Why() *string { return v.in.Optional(v.of.Why()) }

// Cause returns the cause, or nil.
func (v *Reason) Cause() *model.Cause { return optional(model.Cause(v.of.Cause)) }

// StartHere returns what to begin with.
func (v *LearningPath) StartHere() []*Item { return each(v.of.StartHere, v.in.Item) }

// Sittings returns what fits in each week.
func (v *LearningPath) Sittings() []*Sitting { return each(v.of.Sittings, v.in.Sitting) }

// Untimed returns the items that no sitting holds.
func (v *LearningPath) Untimed() []*Item { return each(v.of.Untimed, v.in.Item) }

// Number returns the rank, from 1.
func (v *Sitting) Number() int32 { return v.of.Number }

// Items returns its items.
func (v *Sitting) Items() []*Item { return each(v.of.Items, v.in.Item) }

// Minutes returns how long they take.
func (v *Sitting) Minutes() int32 { return v.of.Minutes }

// Over returns whether its only item is longer than a week's minutes.
func (v *Sitting) Over() bool { return v.of.Over }

// KnownBy says that an answer shows something to be mastered.
type KnownBy struct {
	Question *Question
	Answer   model.AnswerValue
}

// KnownBy returns the answers that say the item is mastered.
func (v *Item) KnownBy() []*KnownBy {
	return each(v.of.KnownBy, func(a tailor.Answered) *KnownBy {
		return &KnownBy{v.in.Question(a.Question), model.AnswerValue(a.Value)}
	})
}

// Unmet is a requirement that is neither completed nor in the path.
type Unmet struct {
	Requirement *Requirement
	Causes      []model.Cause
}

// Unmet returns the requirements that a constraint keeps out.
func (v *Item) Unmet() []*Unmet {
	return each(v.of.Unmet, func(u tailor.Unmet) *Unmet {
		return &Unmet{v.in.Requirement(u.Requirement), as[model.Cause](u.Causes)}
	})
}

// Substitute returns the item offered in its place, or nil.
func (v *LeftOut) Substitute() *Resource { return v.in.Resource(v.of.Substitute) }

// Explanation returns why it is left out, in sentences.
func (v *LeftOut) Explanation() string { return v.of.Explanation(v.in.lang()) }

// Explanation returns why the item is in the path, in sentences.
func (v *Item) Explanation() string { return v.of.Explanation(v.in.lang()) }
