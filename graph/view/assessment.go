package view

import (
	"time"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/assess"
)

// Assessment is an assess.Assessment as a request sees it.
type Assessment struct {
	of *assess.Assessment
	in *In
}

// Assessment returns of as the request sees it.
func (in *In) Assessment(of *assess.Assessment) *Assessment { return &Assessment{of, in} }

// Stands returns the step where the team stands, or nil.
func (v *Assessment) Stands() *StepAssessment { return v.in.stepAssessment(v.of.Stands) }

// Explanation returns where the team stands and why, in sentences.
func (v *Assessment) Explanation() string { return v.of.Explanation(v.in.lang()) }

// Steps returns what the answers say of each step.
func (v *Assessment) Steps() []*StepAssessment { return each(v.of.Steps, v.in.stepAssessment) }

// Gaps returns the questions that are not answered as expected.
func (v *Assessment) Gaps() []*QuestionGap {
	return each(v.of.Gaps, func(g *assess.Gap) *QuestionGap {
		return &QuestionGap{v.in.Question(g.Question), model.AnswerValue(g.Value), each(g.Helps, v.in.Help)}
	})
}

// Outside returns the questions that count for nothing.
func (v *Assessment) Outside() []*QuestionOutside {
	return each(v.of.Outside, func(o *assess.Outside) *QuestionOutside {
		shown := &QuestionOutside{
			Question: v.in.Question(o.Question), Cause: model.OutsideCause(o.Cause), Given: optional(model.AnswerValue(o.Given)),
		}
		if o.Condition != nil {
			shown.Condition = shown.Question.OnlyIf()
		}
		return shown
	})
}

// Expired returns the answers that no longer hold.
func (v *Assessment) Expired() []*ExpiredAnswer {
	return each(v.of.Expired, func(e *assess.Expired) *ExpiredAnswer {
		return &ExpiredAnswer{v.in.Question(e.Question), model.AnswerValue(e.Value), e.AnsweredOn, e.ValidUntil}
	})
}

// StepAssessment is an assess.StepResult as a request sees it.
type StepAssessment struct {
	of *assess.StepResult
	in *In
}

func (in *In) stepAssessment(of *assess.StepResult) *StepAssessment {
	if of == nil {
		return nil
	}
	return &StepAssessment{of, in}
}

// Step returns the step.
func (v *StepAssessment) Step() *Step { return v.in.Step(v.of.Step) }

// State returns where the step is from where the team stands.
func (v *StepAssessment) State() model.StepState { return model.StepState(v.of.State) }

// Gate returns whether the answers let the team through.
func (v *StepAssessment) Gate() model.GateState { return model.GateState(v.of.Gate) }

// Score returns the score, or nil where nothing is answered.
func (v *StepAssessment) Score() *float64 {
	if v.of.Answered == 0 {
		return nil
	}
	return &v.of.Score
}

// Coverage returns the share answered.
func (v *StepAssessment) Coverage() float64 { return v.of.Coverage }

// Answered returns how many questions are answered.
func (v *StepAssessment) Answered() int32 { return v.of.Answered }

// Questions returns how many questions count.
func (v *StepAssessment) Questions() int32 { return v.of.Questions }

// Needed returns how many answers the gate asks for.
func (v *StepAssessment) Needed() int32 { return v.of.Needed }

// ScoreNeeded returns the score that the gate asks for.
func (v *StepAssessment) ScoreNeeded() float64 { return v.of.Step.Gate.Score }

// BlockedBy returns the blocking questions that are not answered as expected.
func (v *StepAssessment) BlockedBy() []*Question { return each(v.of.BlockedBy, v.in.Question) }

// WaitsFor returns the blocking questions that are not answered.
func (v *StepAssessment) WaitsFor() []*Question { return each(v.of.WaitsFor, v.in.Question) }

// Undetermined returns the questions that may not apply.
func (v *StepAssessment) Undetermined() []*Question { return each(v.of.Undetermined, v.in.Question) }

// CoverageLow returns whether too little is answered.
func (v *StepAssessment) CoverageLow() bool { return v.of.CoverageLow }

// ScoreLow returns whether the score is too low.
func (v *StepAssessment) ScoreLow() bool { return v.of.ScoreLow }

// Explanation returns why the gate is as it is, in sentences.
func (v *StepAssessment) Explanation() string { return v.of.Explanation(v.in.lang()) }

// QuestionGap is a question that is not answered as expected.
type QuestionGap struct {
	Question *Question
	Answer   model.AnswerValue
	Helps    []*Help
}

// QuestionOutside is a question that counts for nothing.
type QuestionOutside struct {
	Question  *Question
	Cause     model.OutsideCause
	Condition *Condition
	Given     *model.AnswerValue
}

// ExpiredAnswer is an answer that no longer holds.
type ExpiredAnswer struct {
	Question   *Question
	Answer     model.AnswerValue
	AnsweredOn time.Time
	ValidUntil time.Time
}

// NextQuestion is an assess.NextQuestion as a request sees it.
type NextQuestion struct {
	of *assess.NextQuestion
	in *In
}

// NextQuestion returns of as the request sees it.
func (in *In) NextQuestion(of *assess.NextQuestion) *NextQuestion { return &NextQuestion{of, in} }

// Question returns the question.
func (v *NextQuestion) Question() *Question { return v.in.Question(v.of.Question) }

// Answer returns what is known already, or nil.
func (v *NextQuestion) Answer() *model.AnswerValue {
	return optional(model.AnswerValue(v.of.Before.Value))
}

// Resources returns the resources that hang on the answer.
func (v *NextQuestion) Resources() []*Resource { return each(v.of.Resources, v.in.Resource) }

// Gates returns the steps whose gate hangs on the answer.
func (v *NextQuestion) Gates() []*Step { return each(v.of.Gates, v.in.Step) }

// Services returns the support services of those steps.
func (v *NextQuestion) Services() []*SupportService { return each(v.of.Services, v.in.SupportService) }

// Questions returns the questions that apply or not depending on the answer.
func (v *NextQuestion) Questions() []*Question { return each(v.of.Questions, v.in.Question) }

// Assessment returns what the answers say.
func (v *LearningPath) Assessment() *Assessment { return v.in.Assessment(&v.of.Assessment) }
