package support

import (
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Explanation returns what the facts say of the service and why, as sentences in French or in English; any other language
// gets English.
func (o *ServiceOutcome) Explanation(lang catalog.Lang) string {
	p := catalog.NewProse(lang)
	switch o.Outcome {
	case catalog.NeedsFacts:
		for _, a := range o.Actions {
			return p.Say("Cela dépend de la réponse à la question %.", "It depends on the answer to %.", p.Quote(a.Fact.Question))
		}
		return ""
	case catalog.Granted:
		return o.because(p, p.Say("Accordé", "Granted"))
	case catalog.Denied:
		return o.because(p, p.Say("Non accordé", "Not granted"))
	case catalog.ToBeAgreed:
		if h := o.of.Hole(); h != nil {
			return p.Text(h.Message)
		}
		return o.because(p, p.Say("À convenir avec le programme", "To be agreed with the programme"))
	default:
		return ""
	}
}

// because completes a verdict with the rule it comes from.
func (o *ServiceOutcome) because(p catalog.Prose, verdict string) string {
	r := o.of.Rule()
	if r == nil {
		return verdict + p.Say(", quelles que soient les réponses qui manquent.", ", whatever the missing answers are.")
	}
	said := verdict + p.Say(" : règle %", ": rule %", p.Quote(r.Title))
	if r.Source != "" {
		said += " (" + r.Source + ")"
	}
	said += "."
	if note := p.Text(r.Note); note != "" && o.Outcome != catalog.Denied {
		said += " " + note
	}
	return said
}

// Sentence returns the action as a sentence in French or in English; any other language gets English.
func (a Action) Sentence(lang catalog.Lang) string {
	p := catalog.NewProse(lang)
	switch a.Kind {
	case AskAtStep:
		s := a.Step.Support
		said := strings.TrimRight(p.Text(s.Label), ". ")
		if said == "" {
			said = p.Say("Demander un rendez-vous", "Ask for an appointment")
		}
		var details []string
		if len(s.Appointment) > 0 {
			details = append(details, p.Text(s.Appointment))
		}
		if len(s.With) > 0 {
			details = append(details, p.Say("avec : %", "with: %", p.Text(s.With)))
		}
		if len(details) > 0 {
			said += " (" + strings.Join(details, ", ") + ")"
		}
		return p.Say("À l’étape % : %.", "At step %: %.", p.Quote(a.Step.Title), said)
	case Contact:
		if a.Address == "" {
			return p.Say("Prendre contact avec le programme.", "Contact the programme.")
		}
		return p.Say("Écrire à %.", "Write to %.", a.Address)
	case TellAFact:
		return p.Say("Répondre à la question %.", "Answer the question %.", p.Quote(a.Fact.Question))
	default:
		return ""
	}
}
