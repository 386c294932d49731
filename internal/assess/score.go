package assess

import (
	"fmt"
	"slices"
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Score returns where the team stands by rule 9. What the input names and c does not have, and a question answered twice
// with two values, is an [*InputError]; an answer to a question that was removed without a successor counts for nothing.
//
// A question that depends on another counts as rule 9 says once the other is answered. Until then it is undetermined: it
// shows in score and coverage, and the gate is passed only where that holds with and without it. NOT_APPLICABLE takes any
// question out, a blocking one too: the team says that there is nothing to block on.
func Score(c *catalog.Catalog, in Input) (Assessment, error) {
	h, err := hear(c, in)
	if err != nil {
		return Assessment{}, err
	}
	return h.assessment(), nil
}

// hearing is what a team said, question by question.
type hearing struct {
	c       *catalog.Catalog
	in      Input
	said    map[*catalog.Question]*spoken
	perhaps map[*catalog.Question]bool // whether they apply hangs on a question that is not answered
	outside map[*catalog.Question]*Outside
}

// spoken is an answer as it was given, the latest where one was given several times.
type spoken struct {
	value   catalog.AnswerValue
	on      time.Time // zero where not said
	expired bool
}

// hear resolves the input.
func hear(c *catalog.Catalog, in Input) (*hearing, error) {
	h := &hearing{
		c: c, in: in,
		said:    make(map[*catalog.Question]*spoken, len(in.Answers)),
		perhaps: make(map[*catalog.Question]bool),
		outside: make(map[*catalog.Question]*Outside),
	}
	for i, id := range in.Roles {
		if c.Role(id) == nil {
			all := make([]catalog.RoleID, len(c.Roles))
			for j, r := range c.Roles {
				all[j] = r.ID
			}
			return nil, catalog.Unknown(fmt.Sprintf("roles[%d]", i), id, all, "role")
		}
	}
	for i, a := range in.Answers {
		if err := h.listen(fmt.Sprintf("answers[%d]", i), a); err != nil {
			return nil, err
		}
	}
	for q, s := range h.said {
		s.expired = q.ValidDays > 0 && !s.on.IsZero() && in.AsOf.After(validUntil(q, s.on))
	}
	for _, q := range c.Questions { // a condition is on an earlier one
		h.delimit(q)
	}
	return h, nil
}

func validUntil(q *catalog.Question, on time.Time) time.Time {
	return on.AddDate(0, 0, int(q.ValidDays))
}

func (h *hearing) listen(field string, a Answer) error {
	q := h.c.Question(a.Question)
	if q == nil && h.c.Tombstone(catalog.Ref{Type: catalog.TypeQuestion, ID: string(a.Question)}) != nil {
		return nil
	}
	if q == nil {
		all := make([]catalog.QuestionID, len(h.c.Questions))
		for i, known := range h.c.Questions {
			all[i] = known.ID
		}
		return catalog.Unknown(field+".question", a.Question, all, "question")
	}
	if !slices.Contains(catalog.AnswerValues(), a.Value) {
		return catalog.Unknown(field+".value", a.Value, catalog.AnswerValues(), "answer")
	}
	before := h.said[q]
	switch {
	case before == nil:
		h.said[q] = &spoken{value: a.Value, on: a.AnsweredOn}
	case before.value != a.Value:
		return &InputError{
			Field: field, Value: string(a.Question),
			Message: fmt.Sprintf("question %q answered twice, %s and %s", q.ID, before.value, a.Value),
		}
	case before.on.IsZero() || a.AnsweredOn.IsZero(): // one of them does not expire
		before.on = time.Time{}
	case a.AnsweredOn.After(before.on):
		before.on = a.AnsweredOn
	}
	return nil
}

// value returns the answer to q as it holds: UNKNOWN once expired, "" where nothing was said.
func (h *hearing) value(q *catalog.Question) catalog.AnswerValue {
	switch s := h.said[q]; {
	case s == nil:
		return ""
	case s.expired:
		return catalog.AnswerUnknown
	default:
		return s.value
	}
}

// answered reports whether the answer to q is known.
func (h *hearing) answered(q *catalog.Question) bool {
	v := h.value(q)
	return v != "" && v != catalog.AnswerUnknown
}

// delimit finds out whether q concerns the team, once that is known of the questions before it.
func (h *hearing) delimit(q *catalog.Question) {
	if q.SupportOnly && !h.in.AsksSupport {
		h.outside[q] = &Outside{Question: q, Cause: OutWithSupport}
		return
	}
	if on := q.OnlyIf; on != nil {
		asked := h.outside[on.Question]
		unheard := asked != nil && asked.Cause != OutByAnswer
		switch {
		case unheard:
			h.outside[q] = &Outside{Question: q, Cause: OutByCondition, Condition: on}
			return
		case !h.answered(on.Question):
			h.perhaps[q] = true
		case !slices.Contains(on.Answers, h.value(on.Question)):
			h.outside[q] = &Outside{Question: q, Cause: OutByCondition, Condition: on, Given: h.value(on.Question)}
			return
		case h.perhaps[on.Question]:
			h.perhaps[q] = true
		}
	}
	if h.value(q) == catalog.AnswerNotApplicable {
		h.outside[q] = &Outside{Question: q, Cause: OutByAnswer}
	}
}

// half is a score in halves, so that sums are exact.
type half int64

// worth returns what an answer to q is worth, and whether it is what q expects. Evidence is documented or not and actions
// are done or not: PARTLY is not yet, even where any answer will do.
func worth(q *catalog.Question, v catalog.AnswerValue) (points half, met bool) {
	switch {
	case v == catalog.AnswerYes:
		return 2, true
	case q.Kind != catalog.QuestionChoice:
		return 0, false
	case q.Expects == catalog.ExpectAnswered && (v == catalog.AnswerPartly || v == catalog.AnswerNo):
		return 2, true
	case v == catalog.AnswerPartly:
		return 1, false
	default:
		return 0, false
	}
}

// standing returns what was said of q.
func (h *hearing) standing(q *catalog.Question) Standing {
	v := h.value(q)
	switch _, met := worth(q, v); {
	case h.outside[q] != nil:
		return Standing{v, Out}
	case v == "":
		return Standing{}
	case met:
		return Standing{v, Met}
	default:
		return Standing{v, Lacking}
	}
}

func (h *hearing) assessment() Assessment {
	a := Assessment{standings: make(map[*catalog.Question]Standing, len(h.c.Questions))}
	for _, s := range h.c.Steps {
		result := h.tally(s).result()
		a.Steps = append(a.Steps, result)
		switch {
		case a.Stands != nil:
			result.State = StepAhead
		case result.Gate == GatePassed:
			result.State = StepBehind
		default:
			result.State, a.Stands = StepCurrent, result
		}
	}
	for _, q := range h.c.Questions {
		st := h.standing(q)
		if st != (Standing{}) {
			a.standings[q] = st
		}
		if o := h.outside[q]; o != nil {
			a.Outside = append(a.Outside, o)
		}
		if st.Verdict == Lacking {
			a.Gaps = append(a.Gaps, &Gap{Question: q, Value: st.Value, Helps: q.HelpedBy})
		}
		if s := h.said[q]; s != nil && s.expired {
			a.Expired = append(a.Expired, &Expired{Question: q, Value: s.value, AnsweredOn: s.on, ValidUntil: validUntil(q, s.on)})
		}
	}
	return a
}

// sum is what answers to some questions amount to.
type sum struct {
	questions, answered int32
	points, weight      half
}

func (s sum) add(q *catalog.Question, v catalog.AnswerValue, answered bool) sum {
	s.questions++
	if answered {
		points, _ := worth(q, v)
		s.answered++
		s.points += points * half(q.Weight)
		s.weight += 2 * half(q.Weight)
	}
	return s
}

// score returns the weighted mean, 0 where nothing is answered.
func (s sum) score() float64 {
	if s.weight == 0 {
		return 0
	}
	return float64(s.points) / float64(s.weight)
}

func (s sum) coverage() float64 { return share(s.answered, s.questions) }

// share returns n of all, 0 of none.
func share(n, all int32) float64 {
	if all == 0 {
		return 0
	}
	return float64(n) / float64(all)
}

// tally is what answers amount to at a step.
type tally struct {
	step *catalog.Step
	all  sum // of every question that applies or may apply

	// Of the questions that may turn out not to apply, those that only lower a share are taken in by worst, those that
	// only raise it by best: between the two lies what each way of turning out would give.
	worstCoverage           sum
	worstScore, bestScore   sum
	blocked, waits, perhaps []*catalog.Question
	uncertain               bool // a blocking question that may not apply is answered otherwise than expected
}

func (h *hearing) tally(s *catalog.Step) *tally {
	t := &tally{step: s}
	for _, section := range s.Sections {
		for _, q := range section.Questions {
			if h.outside[q] != nil {
				continue
			}
			value, answered := h.value(q), h.answered(q)
			points, met := worth(q, value)
			t.all = t.all.add(q, value, answered)
			certain := !h.perhaps[q]
			if certain || !answered {
				t.worstCoverage = t.worstCoverage.add(q, value, answered)
			}
			low := float64(points)/2 < s.Gate.Score
			if certain || low {
				t.worstScore = t.worstScore.add(q, value, answered)
			}
			if certain || !low {
				t.bestScore = t.bestScore.add(q, value, answered)
			}
			if !certain {
				t.perhaps = append(t.perhaps, q)
			}
			switch {
			case !q.Blocking || met:
			case !answered:
				t.waits = append(t.waits, q)
			case certain:
				t.blocked = append(t.blocked, q)
			default:
				t.uncertain = true
			}
		}
	}
	return t
}

func (t *tally) result() *StepResult {
	r := &StepResult{
		Step: t.step, Score: t.all.score(), Coverage: t.all.coverage(), Answered: t.all.answered, Questions: t.all.questions,
		BlockedBy: t.blocked, WaitsFor: t.waits, Undetermined: t.perhaps,
		CoverageLow: t.coverageLow(), Needed: t.needed(),
	}
	r.ScoreLow = !r.CoverageLow && t.bestScore.score() < t.step.Gate.Score
	r.Gate = t.gate()
	return r
}

// coverageLow reports whether too little is answered, or nothing.
func (t *tally) coverageLow() bool {
	return t.worstCoverage.answered == 0 || t.worstCoverage.coverage() < t.step.Gate.Coverage
}

// needed returns the least number of answers that the gate asks for.
func (t *tally) needed() int32 {
	for n := range t.all.questions {
		if n > 0 && share(n, t.all.questions) >= t.step.Gate.Coverage {
			return n
		}
	}
	return t.all.questions
}

func (t *tally) gate() GateState {
	switch {
	case t.coverageLow() || len(t.waits) > 0:
		return GateOpen
	case len(t.blocked) > 0 || t.bestScore.score() < t.step.Gate.Score:
		return GateBlocked
	case t.uncertain || t.worstScore.score() < t.step.Gate.Score:
		return GateOpen
	default:
		return GatePassed
	}
}
