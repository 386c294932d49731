package tailor

import (
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Sentence returns the reason as a sentence in French or in English, followed by what authors say of it in that language; any other
// language gets English.
func (r Reason) Sentence(lang catalog.Lang) string {
	p := catalog.NewProse(lang)
	switch r.Kind {
	case Essential:
		return p.Say("À connaître par tous.", "Everyone should know this.")
	case ForRole:
		if r.Objective == nil {
			return p.Say("Destinée au rôle %.", "It is meant for the role %.", p.Quote(r.Role.Title))
		}
		return p.Say("Le rôle % en a besoin pour atteindre l’objectif %.", "The role % needs it to reach the objective %.",
			p.Quote(r.Role.Title), p.Quote(r.Objective.Text))
	case Gap:
		return p.Add(gap(p, r.Question, r.Answer), r.Why())
	case Prerequisite:
		return p.Add(p.Say("À voir avant %, qui la requiert.", "It comes before %, which requires it.", p.Quote(r.Of.Title)), r.Why())
	case Substitute:
		return p.Say("Remplace %, laissée de côté : %.", "It stands in for %, which is left out: %.", p.Quote(r.Of.Title), r.Cause.in(p))
	default:
		return ""
	}
}

// gap says what an item helps with, in the words of the question's kind.
func gap(p catalog.Prose, q *catalog.Question, answer catalog.AnswerValue) string {
	text, partly := p.Quote(q.Text), answer == catalog.AnswerPartly
	switch {
	case answer == catalog.AnswerUnknown:
		return p.Say("Aide à avancer sur %, dont la réponse n’est pas connue.", "It helps with %, whose answer is not known.", text)
	case q.Kind == catalog.QuestionEvidence && partly:
		return p.Say("Aide à répondre à la question %, qui n’est documentée qu’en partie.", "It helps to answer %, which is only partly documented.", text)
	case q.Kind == catalog.QuestionEvidence:
		return p.Say("Aide à répondre à la question %, qui n’est pas encore documentée.", "It helps to answer %, which is not documented yet.", text)
	case q.Kind == catalog.QuestionAction && partly:
		return p.Say("Aide à finir ce qui n’est fait qu’en partie : %.", "It helps to finish what is only partly done: %.", text)
	case q.Kind == catalog.QuestionAction:
		return p.Say("Aide à faire ce qui ne l’est pas encore : %.", "It helps to do what is not done yet: %.", text)
	case partly:
		return p.Say("Aide à avancer sur la question %, à laquelle vous avez répondu « en partie ».", "It helps with %, which you answered “partly”.", text)
	default:
		return p.Say("Aide à avancer sur la question %, à laquelle vous avez répondu « non ».", "It helps with %, which you answered “no”.", text)
	}
}

// Sentence returns the cause as a clause without full stop, in French or in English; any other language gets English.
func (c Cause) Sentence(lang catalog.Lang) string { return c.in(catalog.NewProse(lang)) }

func (c Cause) in(p catalog.Prose) string {
	switch c {
	case CauseDeadLink:
		return p.Say("son lien ne s’ouvre plus", "its link no longer opens")
	case CauseUnreachable:
		return p.Say("son lien ne s’ouvre pas depuis le réseau de ce site", "its link does not open from the network of this site")
	case CauseNetwork:
		return p.Say("elle ne s’ouvre pas depuis vos réseaux", "it does not open from the networks you use")
	case CauseAccount:
		return p.Say("elle demande un compte que vous ne souhaitez pas utiliser", "it asks for an account you do not want to use")
	case CauseCost:
		return p.Say("son coût n’est pas de ceux que vous acceptez", "its cost is not one you accept")
	case CauseLanguage:
		return p.Say("elle n’est dans aucune de vos langues", "it is in none of your languages")
	case CauseKind:
		return p.Say("elle n’est pas d’un type demandé", "it is not of a kind you asked for")
	default:
		return ""
	}
}

// causes returns the causes in a row.
func causes(p catalog.Prose, all []Cause) string {
	clauses := make([]string, len(all))
	for i, c := range all {
		clauses[i] = c.in(p)
	}
	return p.List(clauses)
}

// Explanation returns the sentences of [Item.Sentences] as one text.
func (it *Item) Explanation(lang catalog.Lang) string { return strings.Join(it.Sentences(lang), " ") }

// Sentences returns why the item is in the path and what may be missing, in French or in English; any other language gets
// English. They say what [Item.State], [Item.KnownBy], [Item.Reasons] and [Item.Unmet] say, with reasons of a kind put
// together where that reads better. There is at least one.
func (it *Item) Sentences(lang catalog.Lang) []string {
	p := catalog.NewProse(lang)
	var said []string
	switch it.State { //nolint:exhaustive // only these say that there is nothing to do
	case Done:
		said = append(said, p.Say("Déjà suivie.", "Already completed."))
	case Known:
		said = append(said, it.known(p))
	}
	of := func(kind ReasonKind) []Reason {
		var some []Reason
		for _, r := range it.Reasons {
			if r.Kind == kind {
				some = append(some, r)
			}
		}
		return some
	}
	for _, r := range of(Essential) {
		said = append(said, r.Sentence(lang))
	}
	said = append(said, roles(p, lang, of(ForRole))...)
	for _, r := range of(Gap) {
		said = append(said, r.Sentence(lang))
	}
	if before := of(Prerequisite); len(before) == 1 {
		said = append(said, before[0].Sentence(lang))
	} else if len(before) > 1 {
		said = append(said, p.Say("À voir avant %, qui la requièrent.", "It comes before %, which require it.", titles(p, before)))
	}
	for _, r := range of(Substitute) {
		said = append(said, r.Sentence(lang))
	}
	for _, u := range it.Unmet {
		said = append(said, p.Say("Suppose de connaître %, laissée de côté : %.", "It builds on %, which is left out: %.",
			p.Quote(u.Requirement.Requires.Title), causes(p, u.Causes)))
	}
	return said
}

func (it *Item) known(p catalog.Prose) string {
	quoted := make([]string, len(it.KnownBy))
	for i, k := range it.KnownBy {
		quoted[i] = p.Quote(k.Question.Text)
	}
	if len(quoted) == 1 {
		return p.Say("Déjà acquise, d’après votre réponse à %.", "Already mastered, going by your answer to %.", quoted[0])
	}
	return p.Say("Déjà acquise, d’après vos réponses à %.", "Already mastered, going by your answers to %.", p.List(quoted))
}

func titles(p catalog.Prose, reasons []Reason) string {
	quoted := make([]string, len(reasons))
	for i, r := range reasons {
		quoted[i] = p.Quote(r.Of.Title)
	}
	return p.List(quoted)
}

// roles returns a sentence for each objective, or for all roles of which none has any.
func roles(p catalog.Prose, lang catalog.Lang, reasons []Reason) []string {
	var said, without []string
	for _, r := range reasons {
		if r.Objective == nil {
			without = append(without, p.Quote(r.Role.Title))
			continue
		}
		said = append(said, r.Sentence(lang))
	}
	if len(without) == 1 {
		return append(said, p.Say("Destinée au rôle %.", "It is meant for the role %.", without[0]))
	}
	if len(without) > 1 {
		return append(said, p.Say("Destinée aux rôles %.", "It is meant for the roles %.", p.List(without)))
	}
	return said
}

// Explanation returns why the resource is left out, and what is offered in its place, as sentences in French or in
// English; any other language gets English.
func (l *LeftOut) Explanation(lang catalog.Lang) string {
	p := catalog.NewProse(lang)
	said := p.Say("Laissée de côté : %.", "Left out: %.", causes(p, l.Causes))
	if l.Substitute != nil {
		said += p.Say(" À sa place : %.", " In its place: %.", p.Quote(l.Substitute.Title))
	}
	return said
}
