package store

import (
	"context"
	"maps"
	"slices"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// writeSupport writes the services, the facts and the decision table.
func (w *writer) writeSupport(ctx context.Context) error {
	for _, write := range []func(context.Context) error{w.writeServices, w.writeFacts, w.writeRules, w.writeHoles} {
		if err := write(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) writeServices(ctx context.Context) error {
	err := w.insert(ctx, "service", "number, id, layer, file, title, description", func(add func(...any)) {
		for i := range w.d.Services {
			t := &w.d.Services[i]
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, encoded(t.Title), encoded(t.Description))
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "service_step", "service, number, step", func(add func(...any)) {
		for i := range w.d.Services {
			for j, step := range w.d.Services[i].Steps {
				add(i+1, j+1, w.steps[step])
			}
		}
	})
}

func (w *writer) writeFacts(ctx context.Context) error {
	err := w.insert(ctx, "fact", "number, id, layer, file, question", func(add func(...any)) {
		for i := range w.d.Facts {
			t := &w.d.Facts[i]
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, encoded(t.Question))
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "fact_value", "fact, number, id, title", func(add func(...any)) {
		for i := range w.d.Facts {
			for j, v := range w.d.Facts[i].Values {
				add(i+1, j+1, v.ID, encoded(v.Title))
			}
		}
	})
}

func (w *writer) writeRules(ctx context.Context) error {
	err := w.insert(ctx, "rule", "number, id, layer, file, title, note, source", func(add func(...any)) {
		for i := range w.d.Rules {
			t := &w.d.Rules[i]
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, encoded(t.Title), encoded(t.Note), t.Source)
		}
	})
	if err != nil {
		return err
	}
	err = w.insert(ctx, "rule_value", "rule, fact, number, value", func(add func(...any)) {
		for i := range w.d.Rules {
			w.values(w.d.Rules[i].When, i+1, add)
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "outcome", "rule, service, outcome", func(add func(...any)) {
		for i := range w.d.Rules {
			for _, service := range slices.Sorted(maps.Keys(w.d.Rules[i].Outcomes)) {
				add(i+1, w.services[service], string(w.d.Rules[i].Outcomes[service]))
			}
		}
	})
}

func (w *writer) writeHoles(ctx context.Context) error {
	err := w.insert(ctx, "hole", "number, layer, file, message, contact", func(add func(...any)) {
		for i := range w.d.Holes {
			t := &w.d.Holes[i]
			add(i+1, t.Origin.Layer, t.Origin.File, encoded(t.Message), t.Contact)
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "hole_value", "hole, fact, number, value", func(add func(...any)) {
		for i := range w.d.Holes {
			w.values(w.d.Holes[i].When, i+1, add)
		}
	})
}

// values adds the rows of one condition, facts in the order of their names.
func (w *writer) values(when map[string][]string, owner int, add func(...any)) {
	for _, fact := range slices.Sorted(maps.Keys(when)) {
		for i, value := range when[fact] {
			add(owner, w.facts[fact], i+1, value)
		}
	}
}

func (r *reader) readSupport(ctx context.Context) error {
	for _, read := range []func(context.Context) error{r.readServices, r.readFacts, r.readRules, r.readHoles} {
		if err := read(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) readServices(ctx context.Context) error {
	err := r.rows(ctx, `SELECT id, layer, file, title, description FROM service ORDER BY number`, func(scan func(...any)) error {
		var t catalog.ServiceDraft
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), text{&t.Title}, text{&t.Description})
		r.d.Services = append(r.d.Services, t)
		return nil
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT service, step FROM service_step ORDER BY service, number`, func(scan func(...any)) error {
		var service, step int64
		scan(&service, &step)
		t, err := at(r.d.Services, service)
		if err != nil {
			return err
		}
		of, err := at(r.d.Steps, step)
		if err != nil {
			return err
		}
		t.Steps = append(t.Steps, of.ID)
		return nil
	})
}

func (r *reader) readFacts(ctx context.Context) error {
	err := r.rows(ctx, `SELECT id, layer, file, question FROM fact ORDER BY number`, func(scan func(...any)) error {
		var t catalog.FactDraft
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), text{&t.Question})
		r.d.Facts = append(r.d.Facts, t)
		return nil
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT fact, id, title FROM fact_value ORDER BY fact, number`, func(scan func(...any)) error {
		var fact int64
		var v catalog.FactValueDraft
		scan(&fact, &v.ID, text{&v.Title})
		t, err := at(r.d.Facts, fact)
		if err != nil {
			return err
		}
		t.Values = append(t.Values, v)
		return nil
	})
}

func (r *reader) readRules(ctx context.Context) error {
	err := r.rows(ctx, `SELECT id, layer, file, title, note, source FROM rule ORDER BY number`, func(scan func(...any)) error {
		t := catalog.RuleDraft{When: map[string][]string{}}
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), text{&t.Title}, text{&t.Note}, &t.Source)
		r.d.Rules = append(r.d.Rules, t)
		return nil
	})
	if err != nil {
		return err
	}
	err = r.rows(ctx, `SELECT rule, fact, value FROM rule_value ORDER BY rule, fact, number`, func(scan func(...any)) error {
		var rule, fact int64
		var value string
		scan(&rule, &fact, same(r, &value))
		t, err := at(r.d.Rules, rule)
		if err != nil {
			return err
		}
		of, err := at(r.d.Facts, fact)
		if err != nil {
			return err
		}
		t.When[of.ID] = append(t.When[of.ID], value)
		return nil
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT rule, service, outcome FROM outcome ORDER BY rule, service`, func(scan func(...any)) error {
		var rule, service int64
		var outcome catalog.Outcome
		scan(&rule, &service, same(r, &outcome))
		t, err := at(r.d.Rules, rule)
		if err != nil {
			return err
		}
		of, err := at(r.d.Services, service)
		if err != nil {
			return err
		}
		if t.Outcomes == nil {
			t.Outcomes = map[string]catalog.Outcome{}
		}
		t.Outcomes[of.ID] = outcome
		return nil
	})
}

func (r *reader) readHoles(ctx context.Context) error {
	err := r.rows(ctx, `SELECT layer, file, message, contact FROM hole ORDER BY number`, func(scan func(...any)) error {
		t := catalog.HoleDraft{When: map[string][]string{}}
		scan(same(r, &t.Origin.Layer), same(r, &t.Origin.File), text{&t.Message}, &t.Contact)
		r.d.Holes = append(r.d.Holes, t)
		return nil
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT hole, fact, value FROM hole_value ORDER BY hole, fact, number`, func(scan func(...any)) error {
		var hole, fact int64
		var value string
		scan(&hole, &fact, same(r, &value))
		t, err := at(r.d.Holes, hole)
		if err != nil {
			return err
		}
		of, err := at(r.d.Facts, fact)
		if err != nil {
			return err
		}
		t.When[of.ID] = append(t.When[of.ID], value)
		return nil
	})
}
