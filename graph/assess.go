package graph

import (
	"fmt"
	"time"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// assessOf returns what a team says about itself; identifiers are checked by assess.
func assessOf(p model.AssessmentInput) assess.Input {
	return assess.Input{
		Answers:     answersOf(p.Answers),
		Roles:       show(p.Roles, func(id string) catalog.RoleID { return catalog.RoleID(slug("role", id)) }),
		AsksSupport: p.AsksSupport,
		AsOf:        dayOf(p.AsOf),
	}
}

func answersOf(answers []*model.AnswerInput) []assess.Answer {
	return show(answers, func(a *model.AnswerInput) assess.Answer {
		return assess.Answer{
			Question: catalog.QuestionID(slug("question", a.Question)), Value: catalog.AnswerValue(a.Value), AnsweredOn: dayOf(a.AnsweredOn),
		}
	})
}

// dayOf returns a day, the zero one for nil.
func dayOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// factsOf returns facts by identifier; a fact given twice with two values is an error for clients.
func factsOf(p model.EligibilityInput) (map[catalog.FactID]catalog.FactValueID, error) {
	facts := make(map[catalog.FactID]catalog.FactValueID, len(p.Facts))
	for i, f := range p.Facts {
		id, value := catalog.FactID(slug("fact", f.Fact)), catalog.FactValueID(f.Value)
		if before, twice := facts[id]; twice && before != value {
			return nil, &catalog.InputError{
				Field: fmt.Sprintf("facts[%d]", i), Value: string(id), Message: fmt.Sprintf("fact %q given twice, %s and %s", id, before, value),
			}
		}
		facts[id] = value
	}
	return facts, nil
}
