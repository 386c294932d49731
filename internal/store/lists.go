package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// The statements that say the order of each list. Each is served by a table or an index that stands in that order.
const (
	listByID      = `SELECT number FROM resource ORDER BY id`
	listByMinutes = `SELECT number FROM resource ORDER BY minutes IS NULL, minutes, id`
	listByTitle   = `SELECT lang, resource FROM title ORDER BY lang, key, id`
	listByPath    = `SELECT resource FROM path ORDER BY stage, audience, position, id, number`
)

// lists are the orders of resources, in places of [catalog.Catalog.Resources].
type lists struct {
	byMinutes []uint32
	byTitle   map[catalog.Lang][]uint32
	byPath    []entry
	values    values
}

// entry is a placement in path order, or a resource that has none.
type entry struct {
	resource  uint32
	step      int32              // the place of its step, below 0 for none
	placement *catalog.Placement // nil at the end of the path, where resources without a placement stand
}

// writeLists writes the tables whose order the catalogue decides.
func (w *writer) writeLists(ctx context.Context) error {
	ranks := make(map[catalog.RoleID]int, len(w.c.Roles))
	for i, role := range w.c.Roles {
		ranks[role.ID] = i + 1
	}
	err := w.insert(ctx, "path", "stage, audience, position, id, number, resource", func(add func(...any)) {
		for _, s := range w.c.Steps { // in the order of the table, which is four times faster
			for i, p := range s.Placements {
				audience := 0
				if !p.Everyone() {
					audience = ranks[p.Roles[0].ID]
				}
				add(s.Number, audience, p.Position, string(p.Resource.ID), i+1, w.resources[string(p.Resource.ID)])
			}
		}
		for _, r := range w.c.Resources {
			if len(r.Placements) == 0 {
				add(math.MaxInt32, 0, 0, string(r.ID), 0, w.resources[string(r.ID)])
			}
		}
	})
	if err != nil {
		return err
	}
	type titled struct{ key, id string }
	rows := make([]titled, len(w.c.Resources))
	for _, lang := range slices.Sorted(slices.Values(w.c.Languages)) {
		for i, r := range w.c.Resources {
			rows[i] = titled{titleKey(served(w.c, r.Title, lang)), string(r.ID)}
		}
		slices.SortFunc(rows, func(a, b titled) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id)) })
		err := w.insert(ctx, "title", "lang, key, id, resource", func(add func(...any)) {
			for _, r := range rows {
				add(string(lang), r.key, r.id, w.resources[r.id])
			}
		})
		if err != nil {
			return err
		}
	}
	if _, err := w.tx.ExecContext(ctx, `CREATE INDEX resource_minutes ON resource (minutes IS NULL, minutes, id)`); err != nil {
		return fmt.Errorf("resource_minutes: %w", err)
	}
	return nil
}

// served returns the text a reader of lang is served: in that language, else in the catalogue's first that has it.
func served(c *catalog.Catalog, t catalog.Text, lang catalog.Lang) string {
	if s, ok := t[lang]; ok {
		return s
	}
	s, _ := t.In(c.Languages...)
	return s
}

var errLists = errors.New("the lists and the catalogue differ")

// numberLists are the lists as the file has them: resources by number.
type numberLists struct {
	byID, byMinutes, byPath []uint32
	byTitle                 map[catalog.Lang][]uint32
}

// readLists reads the orders.
func (r *reader) readLists(ctx context.Context) (numberLists, error) {
	l := numberLists{byTitle: map[catalog.Lang][]uint32{}}
	for _, one := range []struct {
		query string
		to    *[]uint32
	}{{listByID, &l.byID}, {listByMinutes, &l.byMinutes}, {listByPath, &l.byPath}} {
		err := r.rows(ctx, one.query, func(scan func(...any)) error {
			var number uint32
			scan(&number)
			*one.to = append(*one.to, number)
			return nil
		})
		if err != nil {
			return l, err
		}
	}
	return l, r.rows(ctx, listByTitle, func(scan func(...any)) error {
		var lang catalog.Lang
		var number uint32
		scan(same(r, &lang), &number)
		l.byTitle[lang] = append(l.byTitle[lang], number)
		return nil
	})
}

// resolve returns the lists as places in the resources of a catalogue made from d, or an error where they cannot be its.
func (n *numberLists) resolve(c *catalog.Catalog, d *catalog.Draft) (lists, error) {
	place := make(map[string]uint32, len(c.Resources))
	for i, t := range c.Resources {
		place[string(t.ID)] = uint32(i)
	}
	places := make([]uint32, len(d.Resources)) // by number
	for i := range d.Resources {
		places[i] = place[d.Resources[i].ID]
	}
	whole := true
	resolve := func(numbers []uint32, length int) []uint32 {
		whole = whole && (length < 0 || len(numbers) == length)
		for i, number := range numbers {
			p, err := at(places, int64(number))
			if err != nil {
				whole = false
				return nil
			}
			numbers[i] = *p
		}
		return numbers
	}
	for i, p := range resolve(n.byID, len(places)) {
		whole = whole && int(p) == i
	}
	l := lists{byMinutes: resolve(n.byMinutes, len(places)), byTitle: map[catalog.Lang][]uint32{}, values: index(c)}
	for _, lang := range c.Languages {
		l.byTitle[lang] = resolve(n.byTitle[lang], len(places))
	}
	path := resolve(n.byPath, -1)
	seen := make([]int, len(places))
	l.byPath = make([]entry, len(path))
	for i, p := range path {
		l.byPath[i] = entry{resource: p, step: -1}
		if placements := c.Resources[p].Placements; seen[p] < len(placements) {
			l.byPath[i].placement, l.byPath[i].step = placements[seen[p]], placements[seen[p]].Step.Number-1
		}
		seen[p]++
	}
	for i, t := range c.Resources {
		whole = whole && seen[i] == max(1, len(t.Placements))
	}
	if !whole {
		return l, errLists
	}
	return l, nil
}
