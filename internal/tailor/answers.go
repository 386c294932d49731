package tailor

import (
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Answer is what a team says about a question.
type Answer struct {
	Question   catalog.QuestionID
	Value      catalog.AnswerValue
	AnsweredOn time.Time // zero if not said
}

// InputError says which part of a profile is wrong, and what was probably meant.
type InputError struct {
	Field   string // "roles[0]"
	Value   string
	Nearest string // "" if nothing is near
	Message string
}

// Error returns the field, what is wrong with it and what was probably meant.
func (e *InputError) Error() string {
	if e.Nearest == "" {
		return e.Field + ": " + e.Message
	}
	return e.Field + ": " + e.Message + " (did you mean \"" + e.Nearest + "\"?)"
}

// listen resolves the answers of the profile. An answer past its validity is UNKNOWN; a question answered twice with two
// values is an error naming both.
func (pl *plan) listen() error {
	for i, a := range pl.p.Answers {
		q := pl.c.Question(a.Question)
		field := index("answers", i)
		if q == nil {
			all := ids(pl.c.Questions, func(q *catalog.Question) catalog.QuestionID { return q.ID })
			return wrong(field+".question", a.Question, all, "question")
		}
		if err := one(field+".value", []catalog.AnswerValue{a.Value}, catalog.AnswerValues(), "answer"); err != nil {
			return err
		}
		if said, twice := pl.said[q]; twice && said != a.Value {
			return &InputError{
				Field: field, Value: string(a.Question),
				Message: "question answered twice, " + string(said) + " and " + string(a.Value),
			}
		}
		pl.said[q] = a.Value
		pl.answers[q] = a.Value
		if q.ValidDays > 0 && !a.AnsweredOn.IsZero() && pl.p.AsOf.After(a.AnsweredOn.AddDate(0, 0, int(q.ValidDays))) {
			pl.answers[q] = catalog.AnswerUnknown
		}
	}
	return nil
}
