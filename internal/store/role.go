package store

import (
	"context"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func (w *writer) writeRoles(ctx context.Context) error {
	err := w.insert(ctx, "role", "number, id, layer, file, position, title, description, body", func(add func(...any)) {
		for i := range w.d.Roles {
			t := &w.d.Roles[i]
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, t.Position, encoded(t.Title), encoded(t.Description), encoded(t.Body))
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "role_name", "role, sort, number, title", func(add func(...any)) {
		for i := range w.d.Roles {
			for j, t := range w.d.Roles[i].Aliases {
				add(i+1, "alias", j+1, encoded(t))
			}
			for j, t := range w.d.Roles[i].Profiles {
				add(i+1, "profile", j+1, encoded(t))
			}
		}
	})
}

func (r *reader) readRoles(ctx context.Context) error {
	err := r.rows(ctx, `SELECT id, layer, file, position, title, description, body FROM role ORDER BY number`, func(scan func(...any)) error {
		var t catalog.RoleDraft
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), &t.Position, text{&t.Title}, text{&t.Description}, text{&t.Body})
		r.d.Roles = append(r.d.Roles, t)
		return nil
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT role, sort, title FROM role_name ORDER BY role, sort, number`, func(scan func(...any)) error {
		var role int64
		var sort string
		var title catalog.Text
		scan(&role, &sort, text{&title})
		t, err := at(r.d.Roles, role)
		switch {
		case err != nil:
			return err
		case sort == "alias":
			t.Aliases = append(t.Aliases, title)
		default:
			t.Profiles = append(t.Profiles, title)
		}
		return nil
	})
}
