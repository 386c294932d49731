package store

import (
	"context"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func (w *writer) writeCatalog(ctx context.Context) error {
	d := w.d
	err := w.insert(ctx, "catalog", "one, revision, title, description, licence, contact, layer, file", func(add func(...any)) {
		add(1, w.c.Revision, encoded(d.Title), encoded(d.Description), d.Licence, d.Contact, d.Origin.Layer, d.Origin.File)
	})
	if err != nil {
		return err
	}
	err = w.insert(ctx, "language", "number, lang", func(add func(...any)) {
		for i, l := range d.Languages {
			add(i+1, string(l))
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "upstream", `number, name, url, "commit", date`, func(add func(...any)) {
		for i, u := range d.Upstream {
			add(i+1, u.Name, u.URL, u.Commit, u.Date)
		}
	})
}

func (r *reader) readCatalog(ctx context.Context, revision *string) error {
	d := &r.d
	err := r.rows(ctx, `SELECT revision, title, description, licence, contact, layer, file FROM catalog`, func(scan func(...any)) error {
		scan(revision, text{&d.Title}, text{&d.Description}, &d.Licence, &d.Contact, &d.Origin.Layer, &d.Origin.File)
		return nil
	})
	if err != nil {
		return err
	}
	err = r.rows(ctx, `SELECT lang FROM language ORDER BY number`, func(scan func(...any)) error {
		var l catalog.Lang
		scan(&l)
		d.Languages = append(d.Languages, l)
		return nil
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT name, url, "commit", date FROM upstream ORDER BY number`, func(scan func(...any)) error {
		var u catalog.Upstream
		scan(&u.Name, &u.URL, &u.Commit, &u.Date)
		d.Upstream = append(d.Upstream, u)
		return nil
	})
}

func (w *writer) writeRemoved(ctx context.Context) error {
	return w.insert(ctx, "removed", "number, type, id, layer, file, successor, why", func(add func(...any)) {
		for i := range w.d.Removed {
			t := &w.d.Removed[i]
			add(i+1, string(t.Type), t.ID, t.Origin.Layer, t.Origin.File, t.Successor, encoded(t.Why))
		}
	})
}

func (r *reader) readRemoved(ctx context.Context) error {
	return r.rows(ctx, `SELECT type, id, layer, file, successor, why FROM removed ORDER BY number`, func(scan func(...any)) error {
		var t catalog.RemovedDraft
		scan(&t.Type, &t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), &t.Successor, text{&t.Why})
		r.d.Removed = append(r.d.Removed, t)
		return nil
	})
}
