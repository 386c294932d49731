package store

import (
	"context"
	"database/sql"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func (w *writer) writeSteps(ctx context.Context) error {
	err := w.insert(ctx, "step", "number, id, layer, file, stage, title, maturity_question, body, checklist_intro, actions_pending, "+
		"support_label, support_resource, support_guide, support_article, support_appointment, support_with, support_pending, "+
		"gate_score, gate_coverage", func(add func(...any)) {
		for i := range w.d.Steps {
			t := &w.d.Steps[i]
			var score, coverage any
			if t.Gate != nil {
				score, coverage = t.Gate.Score, t.Gate.Coverage
			}
			resource, guide, article := w.target(t.Support.Link)
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, t.Number, encoded(t.Title), encoded(t.MaturityQuestion), encoded(t.Body),
				encoded(t.ChecklistIntro), t.ActionsPending, encoded(t.Support.Label), resource, guide, article,
				encoded(t.Support.Appointment), encoded(t.Support.With), t.Support.Pending, score, coverage)
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "objective", "step, number, role, text", func(add func(...any)) {
		for i := range w.d.Steps {
			for j, o := range w.d.Steps[i].Objectives {
				add(i+1, j+1, w.roles[o.Role], encoded(o.Text))
			}
		}
	})
}

func (r *reader) readSteps(ctx context.Context) error {
	err := r.rows(ctx, `SELECT id, layer, file, stage, title, maturity_question, body, checklist_intro, actions_pending, support_label,
		support_appointment, support_with, support_pending, gate_score, gate_coverage FROM step ORDER BY number`, func(scan func(...any)) error {
		var t catalog.StepDraft
		var score, coverage sql.NullFloat64
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), &t.Number, text{&t.Title}, text{&t.MaturityQuestion}, text{&t.Body},
			text{&t.ChecklistIntro}, &t.ActionsPending, text{&t.Support.Label}, text{&t.Support.Appointment}, text{&t.Support.With},
			&t.Support.Pending, &score, &coverage)
		if score.Valid {
			t.Gate = &catalog.Gate{Score: score.Float64, Coverage: coverage.Float64}
		}
		r.d.Steps = append(r.d.Steps, t)
		return nil
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT step, role, text FROM objective ORDER BY step, number`, func(scan func(...any)) error {
		var step, role int64
		var o catalog.ObjectiveDraft
		scan(&step, &role, text{&o.Text})
		t, err := at(r.d.Steps, step)
		if err != nil {
			return err
		}
		of, err := at(r.d.Roles, role)
		if err != nil {
			return err
		}
		o.Role = of.ID
		t.Objectives = append(t.Objectives, o)
		return nil
	})
}

// writeActions writes what steps link to, once everything that can be linked to is there.
func (w *writer) writeActions(ctx context.Context) error {
	err := w.insert(ctx, "action", "step, number, label", func(add func(...any)) {
		for i := range w.d.Steps {
			for j, a := range w.d.Steps[i].Actions {
				add(i+1, j+1, encoded(a.Label))
			}
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "action_link", "step, action, number, resource, guide, article", func(add func(...any)) {
		for i := range w.d.Steps {
			for j, a := range w.d.Steps[i].Actions {
				for k, link := range a.Links {
					resource, guide, article := w.target(link)
					add(i+1, j+1, k+1, resource, guide, article)
				}
			}
		}
	})
}

func (r *reader) readActions(ctx context.Context) error {
	const links = `SELECT number, support_resource, support_guide, support_article FROM step ORDER BY number`
	err := r.rows(ctx, links, func(scan func(...any)) error {
		var step int64
		var to targetRow
		scan(&step, &to.resource, &to.guide, &to.article)
		t, err := at(r.d.Steps, step)
		if err != nil {
			return err
		}
		t.Support.Link, err = r.target(to)
		return err
	})
	if err != nil {
		return err
	}
	err = r.rows(ctx, `SELECT step, label FROM action ORDER BY step, number`, func(scan func(...any)) error {
		var step int64
		var a catalog.ActionDraft
		scan(&step, text{&a.Label})
		t, err := at(r.d.Steps, step)
		if err != nil {
			return err
		}
		t.Actions = append(t.Actions, a)
		return nil
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT step, action, resource, guide, article FROM action_link ORDER BY step, action, number`, func(scan func(...any)) error {
		var step, action int64
		var to targetRow
		scan(&step, &action, &to.resource, &to.guide, &to.article)
		t, err := at(r.d.Steps, step)
		if err != nil {
			return err
		}
		a, err := at(t.Actions, action)
		if err != nil {
			return err
		}
		link, err := r.target(to)
		a.Links = append(a.Links, link)
		return err
	})
}
