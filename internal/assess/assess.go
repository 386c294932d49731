// Package assess tells from answers where a team stands, what it lacks, and which question is worth asking next.
//
// [Score] and [NextQuestions] apply rule 9 of the design. They are pure: a day is an argument, nothing is kept. The
// package refuses to guess: what is not answered is not scored, a step without questions is never passed by answers, and
// a gate is passed only where it would be passed whichever way the conditions still open turn out. One answer YES more,
// to a question that had none, therefore never moves a team to an earlier step.
package assess

import (
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// InputError says which part of an [Input] is wrong, and what was probably meant.
type InputError = catalog.InputError

// Answer is what a team says about a question.
type Answer struct {
	Question   catalog.QuestionID
	Value      catalog.AnswerValue
	AnsweredOn time.Time // the day, zero if not said; an answer without a day does not expire
}

// Input is what a team says about itself. Its zero value is a team that has said nothing.
type Input struct {
	Answers     []Answer
	Roles       []catalog.RoleID // whose resources hang on a question, every role's where empty; scores do not depend on them
	AsksSupport bool             // the team asks the programme for support: support-only questions count
	AsOf        time.Time        // the day by which answers expire; zero: none has expired
}

// Assessment is where a team stands. Questions are in the catalogue's order in each list.
type Assessment struct {
	Steps   []*StepResult // one for each step, by number
	Stands  *StepResult   // the first step that is not passed; nil where all are
	Gaps    []*Gap        // questions whose answer is not what they expect
	Outside []*Outside    // questions that count for nothing, and why
	Expired []*Expired    // answers too old to hold

	standings map[*catalog.Question]Standing
}

// Standing is what an Answer says of a Question. The zero value is a question that is not answered.
type Standing struct {
	Value   catalog.AnswerValue // as it holds: UNKNOWN once expired, "" where nothing was said
	Verdict Verdict
}

// Verdict is how an Answer compares with what its Question expects.
type Verdict string

// The verdicts. The zero value means that nothing was said.
const (
	Unanswered Verdict = ""
	Met        Verdict = "MET"     // as expected
	Lacking    Verdict = "LACKING" // not as expected, not known, or expired
	Out        Verdict = "OUT"     // the question counts for nothing
)

// Of returns what was said of q.
func (a *Assessment) Of(q *catalog.Question) Standing { return a.standings[q] }

// GateState is whether a Step's answers let a team through.
type GateState string

// The states of a gate.
const (
	GateOpen    GateState = "OPEN"    // not enough is known to say
	GateBlocked GateState = "BLOCKED" // enough is known, and it does not suffice
	GatePassed  GateState = "PASSED"
)

// GateStates returns every state of a gate.
func GateStates() []GateState { return []GateState{GateOpen, GateBlocked, GatePassed} }

// StepState is where a Step is from where the team stands.
type StepState string

// The states of a step.
const (
	StepBehind  StepState = "BEHIND"  // before the step where the team stands, or all are passed
	StepCurrent StepState = "CURRENT" // where the team stands
	StepAhead   StepState = "AHEAD"   // after it, even where its own gate is passed
)

// StepStates returns every state of a step.
func StepStates() []StepState { return []StepState{StepBehind, StepCurrent, StepAhead} }

// StepResult is what answers say of a Step.
type StepResult struct {
	Step     *catalog.Step
	State    StepState
	Gate     GateState
	Score    float64 // weighted mean over what is answered, from 0 to 1; 0 where nothing is
	Coverage float64 // Answered of Questions, from 0 to 1; 0 where there is no question
	// Score and coverage take in the questions of Undetermined; what does not apply is in neither.
	Answered  int32
	Questions int32
	Needed    int32 // how many answers the gate asks for at least

	BlockedBy    []*catalog.Question // blocking questions whose answer is not what they expect
	WaitsFor     []*catalog.Question // blocking questions without an answer
	Undetermined []*catalog.Question // questions that may not apply: what they depend on is not answered
	CoverageLow  bool                // too little is answered
	ScoreLow     bool                // enough is answered, and the score is too low whatever remains undetermined
}

// Gap is a Question whose answer is not what it expects.
type Gap struct {
	Question *catalog.Question
	Value    catalog.AnswerValue // as it holds: UNKNOWN once expired
	Helps    []*catalog.Help     // what helps, direct before partial
}

// OutsideCause is why a Question counts for nothing.
type OutsideCause string

// The causes.
const (
	OutByCondition OutsideCause = "CONDITION"      // it depends on another one, answered otherwise or out itself
	OutByAnswer    OutsideCause = "NOT_APPLICABLE" // the team said so
	OutWithSupport OutsideCause = "SUPPORT_ONLY"   // it is for teams that ask for support
)

// OutsideCauses returns every cause.
func OutsideCauses() []OutsideCause {
	return []OutsideCause{OutByCondition, OutByAnswer, OutWithSupport}
}

// Outside is a Question that counts for nothing, answered or not.
type Outside struct {
	Question  *catalog.Question
	Cause     OutsideCause
	Condition *catalog.Condition  // where Cause is CONDITION, else nil
	Given     catalog.AnswerValue // the answer to the condition's question, "" where that question is out itself
}

// Expired is an Answer that no longer holds.
type Expired struct {
	Question   *catalog.Question
	Value      catalog.AnswerValue // as it was given
	AnsweredOn time.Time
	ValidUntil time.Time // the last day it held
}
