package assess

import (
	"cmp"
	"slices"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// NextQuestion is a Question worth asking, with what hangs on its answer.
type NextQuestion struct {
	Question *catalog.Question
	Before   Standing // what is known: nothing, or an answer UNKNOWN or expired

	Resources []*catalog.Resource // items whose state or reasons the answer can change, direct help before partial
	Gates     []*catalog.Step     // whose gate the answer, or those that follow from it, can still change, by number
	Services  []*catalog.Service  // given at those steps, for a team that asks for support: which comes next hangs on the gate
	Questions []*catalog.Question // that apply or not depending on the answer
}

// stakes returns how many things hang on the answer.
func (n *NextQuestion) stakes() int {
	return len(n.Resources) + len(n.Gates) + len(n.Services) + len(n.Questions)
}

// NextQuestions returns at most first questions whose answer can still change something, those on whose answer most hangs
// first; at equality blocking ones, then the catalogue's order. A question that the team has just said it cannot answer
// comes after all that it has not been asked. The result is empty when nothing can change. Errors are those of [Score].
//
// Resources count where a path from the step where the team stands would have them, constraints aside. Whether support is
// granted depends on facts and never on answers; see package support.
func NextQuestions(c *catalog.Catalog, in Input, first int) ([]*NextQuestion, error) {
	h, err := hear(c, in)
	if err != nil {
		return nil, err
	}
	a := h.assessment()
	scope := h.scope(a.Stands)
	unsettled := make(map[*catalog.Step]stakes, len(c.Steps))
	for _, s := range c.Steps {
		unsettled[s] = h.stakes(s)
	}
	var all []*NextQuestion
	for _, q := range c.Questions {
		if h.outside[q] != nil || h.answered(q) || h.perhaps[q] && !h.waitsForUnknown(q) {
			continue
		}
		n := &NextQuestion{Question: q, Before: a.Of(q)}
		for _, help := range q.HelpedBy {
			if r := help.Target.Resource; r != nil && scope[r] && !slices.Contains(n.Resources, r) {
				n.Resources = append(n.Resources, r)
			}
		}
		if unsettled[q.Step()].hangsOn(q) {
			n.gate(q.Step())
		}
		for _, d := range q.ConditionOf {
			if h.outside[d] != nil {
				continue
			}
			n.Questions = append(n.Questions, d)
			if unsettled[d.Step()] != nothing {
				n.gate(d.Step())
			}
		}
		slices.SortFunc(n.Gates, func(a, b *catalog.Step) int { return cmp.Compare(a.Number, b.Number) })
		if in.AsksSupport {
			n.serve()
		}
		if n.stakes() > 0 {
			all = append(all, n)
		}
	}
	slices.SortStableFunc(all, func(a, b *NextQuestion) int {
		return cmp.Or(
			trueFirst(!h.refused(a.Question), !h.refused(b.Question)),
			cmp.Compare(b.stakes(), a.stakes()),
			trueFirst(a.Question.Blocking, b.Question.Blocking),
		)
	})
	return all[:max(0, min(first, len(all)))], nil
}

// trueFirst puts true before false.
func trueFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// refused reports whether the team has said that it does not know.
func (h *hearing) refused(q *catalog.Question) bool {
	s := h.said[q]
	return s != nil && !s.expired
}

// waitsForUnknown reports whether q is to be asked because the team does not know the answer to the question before.
func (h *hearing) waitsForUnknown(q *catalog.Question) bool {
	return slices.Contains(q.OnlyIf.Answers, catalog.AnswerUnknown) && h.said[q.OnlyIf.Question] != nil
}

func (n *NextQuestion) gate(s *catalog.Step) {
	if !slices.Contains(n.Gates, s) {
		n.Gates = append(n.Gates, s)
	}
}

func (n *NextQuestion) serve() {
	for _, s := range n.Gates {
		for _, service := range s.Services {
			if !slices.Contains(n.Services, service) {
				n.Services = append(n.Services, service)
			}
		}
	}
}

// scope returns the resources that a path from where the team stands would have for its roles, constraints aside.
func (h *hearing) scope(stands *StepResult) map[*catalog.Resource]bool {
	in := make(map[*catalog.Resource]bool)
	if len(h.c.Steps) == 0 {
		return in
	}
	from := h.c.Steps[len(h.c.Steps)-1]
	if stands != nil {
		from = stands.Step
	}
	roles := make(map[*catalog.Role]bool, len(h.in.Roles))
	for _, id := range h.in.Roles {
		roles[h.c.Role(id)] = true
	}
	var queue []*catalog.Resource
	add := func(r *catalog.Resource) {
		if !in[r] && r.Usable() {
			in[r] = true
			queue = append(queue, r)
		}
	}
	for s := from; s != nil; s = s.Next {
		for _, p := range s.Placements {
			if p.Everyone() || len(roles) == 0 || slices.ContainsFunc(p.Roles, func(r *catalog.Role) bool { return roles[r] }) {
				add(p.Resource)
			}
		}
	}
	for i := 0; i < len(queue); i++ { //nolint:intrange // the queue grows as it is walked
		for _, q := range queue[i].Requires {
			add(q.Requires)
		}
	}
	return in
}

// stakes says which answers can still change a gate.
type stakes int

const (
	nothing    stakes = iota
	onlyWorse         // only those that are not as expected
	everything        // any
)

// stakes returns what can still change the gate of s.
func (h *hearing) stakes(s *catalog.Step) stakes {
	t := h.tally(s)
	if t.all.answered == t.all.questions {
		return nothing
	}
	switch t.gate() {
	case GateOpen:
		return everything
	case GateBlocked: // by an answer for good, or by the score until enough good answers raise it
		if len(t.blocked) > 0 || h.completed(s, catalog.AnswerYes) < s.Gate.Score {
			return nothing
		}
		return everything
	default:
		if h.completed(s, catalog.AnswerNo) >= s.Gate.Score {
			return nothing
		}
		return onlyWorse
	}
}

// hangsOn reports whether the gate can change by the answer to q, which is not answered.
func (k stakes) hangsOn(q *catalog.Question) bool {
	return k == everything || k == onlyWorse && canFail(q)
}

// canFail reports whether an answer to q can be otherwise than expected.
func canFail(q *catalog.Question) bool {
	_, met := worth(q, catalog.AnswerNo)
	return !met
}

// completed returns the score of s if each question that is not answered were answered so, save where NO is as good an
// answer as any: the least a score can come to leaves those aside.
func (h *hearing) completed(s *catalog.Step, answer catalog.AnswerValue) float64 {
	var t sum
	for _, section := range s.Sections {
		for _, q := range section.Questions {
			switch {
			case h.outside[q] != nil:
			case h.answered(q):
				t = t.add(q, h.value(q), true)
			case answer == catalog.AnswerYes || canFail(q):
				t = t.add(q, answer, true)
			}
		}
	}
	return t.score()
}
