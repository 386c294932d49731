package store

import (
	"context"
	"database/sql"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// writeResources writes resources with what hangs on them, and planned ones.
func (w *writer) writeResources(ctx context.Context) error {
	d := w.d
	err := w.insert(ctx, "resource", "number, id, layer, file, title, summary, body, url, kind, provider, minutes, network, account, cost, "+
		"dead, dead_reason, dead_successor, unreachable", func(add func(...any)) {
		for i := range d.Resources {
			t := &d.Resources[i]
			var dead catalog.Dead
			if t.Dead != nil {
				dead = *t.Dead
			}
			var minutes any
			if t.Minutes != 0 {
				minutes = t.Minutes
			}
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, encoded(t.Title), encoded(t.Summary), encoded(t.Body), t.URL, string(t.Kind),
				t.Provider, minutes, string(t.Access.Network), string(t.Access.Account), string(t.Access.Cost),
				t.Dead != nil, encoded(dead.Reason), dead.Successor, t.Unreachable)
		}
	})
	if err != nil {
		return err
	}
	for _, write := range []func(context.Context) error{
		w.writeResourceLanguages, w.writeResourceTopics, w.writeRequirements, w.writePlacements, w.writePlanned,
	} {
		if err := write(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) writeResourceLanguages(ctx context.Context) error {
	return w.insert(ctx, "resource_language", "resource, number, lang", func(add func(...any)) {
		for i := range w.d.Resources {
			for j, l := range w.d.Resources[i].Languages {
				add(i+1, j+1, string(l))
			}
		}
	})
}

func (w *writer) writeResourceTopics(ctx context.Context) error {
	return w.insert(ctx, "resource_topic", "resource, number, topic", func(add func(...any)) {
		for i := range w.d.Resources {
			for j, topic := range w.d.Resources[i].Topics {
				add(i+1, j+1, w.topics[topic])
			}
		}
	})
}

func (w *writer) writeRequirements(ctx context.Context) error {
	return w.insert(ctx, "requirement", "resource, number, requires, basis, why", func(add func(...any)) {
		for i := range w.d.Resources {
			for j, q := range w.d.Resources[i].Requires {
				add(i+1, j+1, w.resources[q.Resource], string(q.Basis), encoded(q.Why))
			}
		}
	})
}

func (w *writer) writePlacements(ctx context.Context) error {
	err := w.insert(ctx, "placement", "resource, number, step, everyone, position, title", func(add func(...any)) {
		for i := range w.d.Resources {
			for j, p := range w.d.Resources[i].Placements {
				add(i+1, j+1, w.steps[p.Step], p.Everyone, p.Position, encoded(p.Title))
			}
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "placement_role", "resource, placement, number, role", func(add func(...any)) {
		for i := range w.d.Resources {
			for j, p := range w.d.Resources[i].Placements {
				for k, role := range p.Roles {
					add(i+1, j+1, k+1, w.roles[role])
				}
			}
		}
	})
}

func (w *writer) writePlanned(ctx context.Context) error {
	return w.insert(ctx, "planned", "number, id, layer, file, step, position, title", func(add func(...any)) {
		for i := range w.d.Planned {
			t := &w.d.Planned[i]
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, w.steps[t.Step], t.Position, encoded(t.Title))
		}
	})
}

func (r *reader) readResources(ctx context.Context) error {
	err := r.rows(ctx, `SELECT id, layer, file, title, summary, body, url, kind, provider, minutes, network, account, cost,
		dead, dead_reason, dead_successor, unreachable FROM resource ORDER BY number`, func(scan func(...any)) error {
		var t catalog.ResourceDraft
		var dead catalog.Dead
		var isDead bool
		var minutes sql.NullInt32
		scan(&t.ID, same(r, &t.Origin.Layer), &t.Origin.File, text{&t.Title}, text{&t.Summary}, text{&t.Body}, &t.URL, same(r, &t.Kind),
			same(r, &t.Provider), &minutes, same(r, &t.Access.Network), same(r, &t.Access.Account), same(r, &t.Access.Cost),
			&isDead, text{&dead.Reason}, &dead.Successor, &t.Unreachable)
		t.Minutes = minutes.Int32
		if isDead {
			t.Dead = &dead
		}
		r.d.Resources = append(r.d.Resources, t)
		return nil
	})
	if err != nil {
		return err
	}
	for _, read := range []func(context.Context) error{
		r.readResourceLanguages, r.readResourceTopics, r.readRequirements, r.readPlacements, r.readPlanned,
	} {
		if err := read(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) readResourceLanguages(ctx context.Context) error {
	return r.rows(ctx, `SELECT resource, lang FROM resource_language ORDER BY resource, number`, func(scan func(...any)) error {
		var resource int64
		var lang catalog.Lang
		scan(&resource, same(r, &lang))
		t, err := at(r.d.Resources, resource)
		if err != nil {
			return err
		}
		t.Languages = append(t.Languages, lang)
		return nil
	})
}

func (r *reader) readResourceTopics(ctx context.Context) error {
	return r.rows(ctx, `SELECT resource, topic FROM resource_topic ORDER BY resource, number`, func(scan func(...any)) error {
		var resource, topic int64
		scan(&resource, &topic)
		t, err := at(r.d.Resources, resource)
		if err != nil {
			return err
		}
		of, err := at(r.d.Topics, topic)
		if err != nil {
			return err
		}
		t.Topics = append(t.Topics, of.ID)
		return nil
	})
}

func (r *reader) readRequirements(ctx context.Context) error {
	return r.rows(ctx, `SELECT resource, requires, basis, why FROM requirement ORDER BY resource, number`, func(scan func(...any)) error {
		var resource, requires int64
		var q catalog.RequirementDraft
		scan(&resource, &requires, same(r, &q.Basis), text{&q.Why})
		t, err := at(r.d.Resources, resource)
		if err != nil {
			return err
		}
		of, err := at(r.d.Resources, requires)
		if err != nil {
			return err
		}
		q.Resource = of.ID
		t.Requires = append(t.Requires, q)
		return nil
	})
}

func (r *reader) readPlacements(ctx context.Context) error {
	const placements = `SELECT resource, step, everyone, position, title FROM placement ORDER BY resource, number`
	err := r.rows(ctx, placements, func(scan func(...any)) error {
		var resource, step int64
		var p catalog.PlacementDraft
		scan(&resource, &step, &p.Everyone, &p.Position, text{&p.Title})
		t, err := at(r.d.Resources, resource)
		if err != nil {
			return err
		}
		of, err := at(r.d.Steps, step)
		if err != nil {
			return err
		}
		p.Step = of.ID
		t.Placements = append(t.Placements, p)
		return nil
	})
	if err != nil {
		return err
	}
	const roles = `SELECT resource, placement, role FROM placement_role ORDER BY resource, placement, number`
	return r.rows(ctx, roles, func(scan func(...any)) error {
		var resource, placement, role int64
		scan(&resource, &placement, &role)
		t, err := at(r.d.Resources, resource)
		if err != nil {
			return err
		}
		p, err := at(t.Placements, placement)
		if err != nil {
			return err
		}
		of, err := at(r.d.Roles, role)
		if err != nil {
			return err
		}
		p.Roles = append(p.Roles, of.ID)
		return nil
	})
}

func (r *reader) readPlanned(ctx context.Context) error {
	return r.rows(ctx, `SELECT id, layer, file, step, position, title FROM planned ORDER BY number`, func(scan func(...any)) error {
		var t catalog.PlannedDraft
		var step int64
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), &step, &t.Position, text{&t.Title})
		of, err := at(r.d.Steps, step)
		if err != nil {
			return err
		}
		t.Step = of.ID
		r.d.Planned = append(r.d.Planned, t)
		return nil
	})
}
