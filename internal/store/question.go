package store

import (
	"context"
	"database/sql"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// writeQuestions writes sections, their questions in one sequence of numbers, and what hangs on them.
func (w *writer) writeQuestions(ctx context.Context) error {
	err := w.insert(ctx, "section", "number, id, layer, file, step, title, blocking, support_only", func(add func(...any)) {
		for i := range w.d.Sections {
			t := &w.d.Sections[i]
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, w.steps[t.Step], encoded(t.Title), t.Blocking, t.SupportOnly)
		}
	})
	if err != nil {
		return err
	}
	err = w.insert(ctx, "question", "number, id, layer, file, section, text, details, kind, expects, blocking, support_only, only_if, "+
		"valid_days, weight, source", func(add func(...any)) {
		w.eachQuestion(func(section, number int, t *catalog.QuestionDraft) {
			var on any
			if t.OnlyIf != nil {
				on = optional(w.questions, t.OnlyIf.Question)
			}
			add(number, t.ID, t.Origin.Layer, t.Origin.File, section, encoded(t.Text), encoded(t.Details), string(t.Kind), string(t.Expects),
				flag(t.Blocking), flag(t.SupportOnly), on, t.ValidDays, t.Weight, t.Source)
		})
	})
	if err != nil {
		return err
	}
	err = w.insert(ctx, "condition_answer", "question, number, answer", func(add func(...any)) {
		w.eachQuestion(func(_, number int, t *catalog.QuestionDraft) {
			if t.OnlyIf == nil {
				return
			}
			for i, a := range t.OnlyIf.Answers {
				add(number, i+1, string(a))
			}
		})
	})
	if err != nil {
		return err
	}
	err = w.insert(ctx, "question_respondent", "question, number, respondent", func(add func(...any)) {
		w.eachQuestion(func(_, number int, t *catalog.QuestionDraft) {
			for i, respondent := range t.Respondents {
				add(number, i+1, w.respondents[respondent])
			}
		})
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "help", "question, number, resource, guide, article, strength, why", func(add func(...any)) {
		w.eachQuestion(func(_, number int, t *catalog.QuestionDraft) {
			for i, h := range t.HelpedBy {
				resource, guide, article := w.target(h.TargetDraft)
				add(number, i+1, resource, guide, article, string(h.Strength), encoded(h.Why))
			}
		})
	})
}

// eachQuestion goes through the questions in the order written, with the numbers of each and of its section.
func (w *writer) eachQuestion(do func(section, number int, t *catalog.QuestionDraft)) {
	number := 0
	for i := range w.d.Sections {
		for j := range w.d.Sections[i].Questions {
			number++
			do(i+1, number, &w.d.Sections[i].Questions[j])
		}
	}
}

func (r *reader) readQuestions(ctx context.Context) error {
	const sections = `SELECT id, layer, file, step, title, blocking, support_only FROM section ORDER BY number`
	err := r.rows(ctx, sections, func(scan func(...any)) error {
		var t catalog.SectionDraft
		var step int64
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), &step, text{&t.Title}, &t.Blocking, &t.SupportOnly)
		of, err := at(r.d.Steps, step)
		if err != nil {
			return err
		}
		t.Step = of.ID
		r.d.Sections = append(r.d.Sections, t)
		return nil
	})
	if err != nil {
		return err
	}
	type place struct{ section, index int }
	var places []place
	question := func(number int64) (*catalog.QuestionDraft, error) {
		p, err := at(places, number)
		if err != nil {
			return nil, err
		}
		return &r.d.Sections[p.section].Questions[p.index], nil
	}
	conditions := map[int64]int64{}
	err = r.rows(ctx, `SELECT number, id, layer, file, section, text, details, kind, expects, blocking, support_only, only_if, valid_days,
		weight, source FROM question ORDER BY number`, func(scan func(...any)) error {
		var t catalog.QuestionDraft
		var number, section int64
		var blocking, supportOnly sql.NullBool
		var on sql.NullInt64
		scan(&number, &t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), &section, text{&t.Text}, text{&t.Details}, same(r, &t.Kind),
			same(r, &t.Expects), &blocking, &supportOnly, &on, &t.ValidDays, &t.Weight, &t.Source)
		if blocking.Valid {
			t.Blocking = &blocking.Bool
		}
		if supportOnly.Valid {
			t.SupportOnly = &supportOnly.Bool
		}
		if on.Valid {
			conditions[number] = on.Int64
		}
		of, err := at(r.d.Sections, section)
		if err != nil {
			return err
		}
		places = append(places, place{int(section - 1), len(of.Questions)})
		of.Questions = append(of.Questions, t)
		return nil
	})
	if err != nil {
		return err
	}
	for number, on := range conditions {
		t, err := question(number)
		if err != nil {
			return err
		}
		of, err := question(on)
		if err != nil {
			return err
		}
		t.OnlyIf = &catalog.ConditionDraft{Question: of.ID}
	}
	const answers = `SELECT question, answer FROM condition_answer ORDER BY question, number`
	err = r.rows(ctx, answers, func(scan func(...any)) error {
		var number int64
		var answer catalog.AnswerValue
		scan(&number, same(r, &answer))
		t, err := question(number)
		if err != nil {
			return err
		}
		if t.OnlyIf == nil {
			return errOrphan
		}
		t.OnlyIf.Answers = append(t.OnlyIf.Answers, answer)
		return nil
	})
	if err != nil {
		return err
	}
	const respondents = `SELECT question, respondent FROM question_respondent ORDER BY question, number`
	err = r.rows(ctx, respondents, func(scan func(...any)) error {
		var number, respondent int64
		scan(&number, &respondent)
		t, err := question(number)
		if err != nil {
			return err
		}
		of, err := at(r.d.Respondents, respondent)
		if err != nil {
			return err
		}
		t.Respondents = append(t.Respondents, of.ID)
		return nil
	})
	if err != nil {
		return err
	}
	const helps = `SELECT question, resource, guide, article, strength, why FROM help ORDER BY question, number`
	return r.rows(ctx, helps, func(scan func(...any)) error {
		var number int64
		var to targetRow
		var h catalog.HelpDraft
		scan(&number, &to.resource, &to.guide, &to.article, same(r, &h.Strength), text{&h.Why})
		t, err := question(number)
		if err != nil {
			return err
		}
		h.TargetDraft, err = r.target(to)
		t.HelpedBy = append(t.HelpedBy, h)
		return err
	})
}
