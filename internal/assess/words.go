package assess

import (
	"math"
	"strconv"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Explanation returns where the team stands and why, as sentences in French or in English; any other language gets
// English.
func (a *Assessment) Explanation(lang catalog.Lang) string {
	p := catalog.NewProse(lang)
	if len(a.Steps) == 0 {
		return p.Say("Ce catalogue n’a pas d’étape.", "This catalogue has no step.")
	}
	if a.Stands == nil {
		return p.Say("L’équipe a franchi toutes les étapes.", "The team has passed every step.")
	}
	return p.Say("L’équipe en est à l’étape %, %. ", "The team stands at step %, %. ",
		number(a.Stands.Step.Number), p.Quote(a.Stands.Step.Title)) + a.Stands.Explanation(lang)
}

// Explanation returns why the step's gate is as it is, as sentences in French or in English; any other language gets
// English.
func (r *StepResult) Explanation(lang catalog.Lang) string {
	p := catalog.NewProse(lang)
	switch {
	case r.Questions == 0 && len(r.Step.Sections) == 0:
		return p.Say("Cette étape ne pose pas de question : des réponses ne peuvent pas la faire franchir.",
			"This step asks no question: answers cannot take a team past it.")
	case r.Questions == 0:
		return p.Say("Aucune question de cette étape ne concerne l’équipe : des réponses ne peuvent pas la faire franchir.",
			"No question of this step concerns the team: answers cannot take it past the step.")
	case r.Answered == 0:
		return p.Say("Aucune des % questions de cette étape n’a encore de réponse.",
			"None of the % questions of this step has an answer yet.", number(r.Questions)) + r.blocked(p)
	}
	said := p.Say("Score de % sur % des % questions.", "Scored % on % of % questions.",
		percent(p, r.Score), number(r.Answered), number(r.Questions))
	if r.Gate == GatePassed {
		return said + p.Say(" L’étape est franchie.", " The step is passed.")
	}
	switch {
	case !r.CoverageLow:
	case r.Answered < r.Needed:
		said += p.Say(" Il faut au moins % réponses pour conclure.", " At least % answers are needed to conclude.", number(r.Needed))
	default:
		said += p.Say(" Trop de questions posées sous condition restent en suspens pour conclure.",
			" Too many conditional questions are left pending to conclude.")
	}
	said += r.waits(p) + r.blocked(p)
	if r.ScoreLow {
		said += p.Say(" Le score doit atteindre %.", " The score must reach %.", percent(p, r.Step.Gate.Score))
	}
	if !r.CoverageLow && !r.ScoreLow && len(r.WaitsFor)+len(r.BlockedBy) == 0 {
		said += p.Say(" Le résultat dépend encore de questions dont on ne sait pas si elles s’appliquent.",
			" The result still hangs on questions that may not apply.")
	}
	return said
}

// Word returns the state of a step's gate as an adjective for the step, in French or in English; any other language gets
// English.
func (g GateState) Word(lang catalog.Lang) string {
	p := catalog.NewProse(lang)
	switch g {
	case GateOpen:
		return p.Say("à évaluer", "to be assessed")
	case GateBlocked:
		return p.Say("bloquée", "blocked")
	case GatePassed:
		return p.Say("franchie", "passed")
	default:
		return ""
	}
}

func (r *StepResult) waits(p catalog.Prose) string {
	if len(r.WaitsFor) == 1 {
		return p.Say(" Une question bloquante attend sa réponse : %.", " A blocking question waits for its answer: %.", texts(p, r.WaitsFor))
	}
	if len(r.WaitsFor) > 1 {
		return p.Say(" % questions bloquantes attendent une réponse.", " % blocking questions wait for an answer.", number(int32(len(r.WaitsFor)))) //nolint:gosec // questions of a step
	}
	return ""
}

func (r *StepResult) blocked(p catalog.Prose) string {
	if len(r.BlockedBy) == 0 {
		return ""
	}
	return p.Say(" L’étape est bloquée par : %.", " The step is blocked by: %.", texts(p, r.BlockedBy))
}

func texts(p catalog.Prose, questions []*catalog.Question) string {
	quoted := make([]string, len(questions))
	for i, q := range questions {
		quoted[i] = p.Quote(q.Text)
	}
	return p.List(quoted)
}

func number(n int32) string { return strconv.Itoa(int(n)) }

// percent returns a share in whole percents, rounded down: 69.9 % does not reach 70 %.
func percent(p catalog.Prose, share float64) string {
	return strconv.Itoa(int(math.Floor(share*100+1e-9))) + p.Say(" %", "%", "%")
}
