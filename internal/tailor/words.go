package tailor

import (
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Sentence returns the reason as a sentence in French or in English; any other language gets English.
func (r Reason) Sentence(lang catalog.Lang) string {
	w, langs := english, []catalog.Lang{lang, "en"}
	if primary(lang) == "fr" {
		w, langs = french, []catalog.Lang{lang, "fr"}
	}
	in := func(t catalog.Text) string {
		s, _ := t.In(langs...)
		return s
	}
	switch r.Kind {
	case Essential:
		return w.essential
	case ForRole:
		if r.Objective == nil {
			return fill(w.role, in(r.Role.Title))
		}
		return fill(w.objective, in(r.Role.Title), strings.TrimRight(in(r.Objective.Text), ". "))
	case Gap:
		return fill(w.gap, in(r.Question.Text), w.answers[r.Answer])
	case Prerequisite:
		return fill(w.prerequisite, in(r.Of.Title))
	case Substitute:
		return fill(w.substitute, in(r.Of.Title), w.causes[r.Cause])
	default:
		return ""
	}
}

// Sentence returns the cause as a clause without full stop, in French or in English; any other language gets English.
func (c Cause) Sentence(lang catalog.Lang) string {
	if primary(lang) == "fr" {
		return french.causes[c]
	}
	return english.causes[c]
}

// words are the sentences of a language; each % takes the next value.
type words struct {
	essential, role, objective, gap, prerequisite, substitute string

	answers map[catalog.AnswerValue]string
	causes  map[Cause]string
}

var english = words{
	essential:    "Everyone should know this.",
	role:         "It is meant for the role “%”.",
	objective:    "The role “%” needs it to reach the objective “%”.",
	gap:          "It helps with the question “%”, answered %.",
	prerequisite: "It comes before “%”, which requires it.",
	substitute:   "It stands in for “%”: %.",
	answers: map[catalog.AnswerValue]string{
		catalog.AnswerYes: "“yes”", catalog.AnswerPartly: "“partly”", catalog.AnswerNo: "“no”",
		catalog.AnswerNotApplicable: "“not applicable”", catalog.AnswerUnknown: "“do not know”, or too long ago",
	},
	causes: map[Cause]string{
		CauseDeadLink: "its link no longer opens",
		CauseNetwork:  "it does not open from the networks you use",
		CauseAccount:  "it asks for an account you do not want to use",
		CauseCost:     "its cost is not one you accept",
		CauseLanguage: "it is in none of your languages",
		CauseKind:     "it is not of a kind you asked for",
	},
}

var french = words{
	essential:    "À connaître par tous.",
	role:         "Destinée au rôle « % ».",
	objective:    "Le rôle « % » en a besoin pour atteindre l’objectif « % ».",
	gap:          "Aide à progresser sur la question « % », dont la réponse est %.",
	prerequisite: "À voir avant « % », qui la requiert.",
	substitute:   "Remplace « % » : %.",
	answers: map[catalog.AnswerValue]string{
		catalog.AnswerYes: "« oui »", catalog.AnswerPartly: "« en partie »", catalog.AnswerNo: "« non »",
		catalog.AnswerNotApplicable: "« sans objet »", catalog.AnswerUnknown: "« ne sait pas », ou trop ancienne",
	},
	causes: map[Cause]string{
		CauseDeadLink: "son lien ne s’ouvre plus",
		CauseNetwork:  "elle ne s’ouvre pas depuis vos réseaux",
		CauseAccount:  "elle demande un compte que vous ne souhaitez pas utiliser",
		CauseCost:     "son coût n’est pas de ceux que vous acceptez",
		CauseLanguage: "elle n’est dans aucune de vos langues",
		CauseKind:     "elle n’est pas d’un type demandé",
	},
}

// fill puts each value in place of the next % of pattern; a % within a value stays as it is.
func fill(pattern string, values ...string) string {
	parts := strings.Split(pattern, "%")
	var b strings.Builder
	for i, part := range parts {
		b.WriteString(part)
		if i < len(values) {
			b.WriteString(values[i])
		}
	}
	return b.String()
}
