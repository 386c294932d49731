package graph

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/graph/view"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// paging is which page of a list a request wants, as Relay's arguments say it.
type paging struct {
	first, last   *int32
	after, before *string
}

// check returns an error for clients where the arguments make no sense together. How much a page may hold, and that it
// is not less than nothing, is for the limits to say.
func (a paging) check() error {
	if a.first != nil && a.last != nil {
		return misused("first, last: give one of them, not both")
	}
	return nil
}

// lister is a list that is sorted by a key that is its own of each element, so that a cursor, which is the key, keeps its
// place whatever else comes and goes.
type lister[T, V any] struct {
	kind string
	all  []T
	key  func(T) string
	show func(T) V
}

// page returns the page of the list that is asked for.
func (l lister[T, V]) page(a paging) (view.Page[V], error) {
	var none view.Page[V]
	if err := a.check(); err != nil {
		return none, err
	}
	low, high := 0, len(l.all)
	if a.after != nil {
		key, err := l.place("after", *a.after)
		if err != nil {
			return none, err
		}
		i, found := l.find(key)
		if found {
			i++
		}
		low = i
	}
	if a.before != nil {
		key, err := l.place("before", *a.before)
		if err != nil {
			return none, err
		}
		high, _ = l.find(key)
	}
	high = max(low, high)
	switch {
	case a.first != nil:
		high = min(high, low+int(*a.first))
	case a.last != nil:
		low = max(low, high-int(*a.last))
	default:
		high = min(high, low+view.PageSize)
	}
	p := view.Page[V]{PageInfo: &view.PageInfo{HasNextPage: high < len(l.all), HasPreviousPage: low > 0}}
	p.TotalCount = int32(min(len(l.all), 1<<31-1))
	for _, one := range l.all[low:high] {
		p.Nodes, p.Cursors = append(p.Nodes, l.show(one)), append(p.Cursors, cursor(l.kind, l.key(one)))
	}
	ends(p.PageInfo, p.Cursors)
	return p, nil
}

// find returns where an element of that key is, or would be.
func (l lister[T, V]) find(key string) (at int, found bool) {
	return slices.BinarySearchFunc(l.all, key, func(one T, key string) int { return strings.Compare(l.key(one), key) })
}

// place returns the key that a cursor of this list holds.
func (l lister[T, V]) place(argument, cursor string) (key string, err error) {
	bytes, err := base64.RawURLEncoding.DecodeString(cursor)
	kind, key, ok := strings.Cut(string(bytes), "\x00")
	if err != nil || !ok || kind != l.kind {
		return "", misused(argument + ": not a cursor of this list; use one that a page of it gave")
	}
	return key, nil
}

func cursor(kind, key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(kind + "\x00" + key))
}

// ends fills in the first and the last cursor of a page that is not empty.
func ends(info *view.PageInfo, cursors []string) {
	if len(cursors) > 0 {
		info.StartCursor, info.EndCursor = &cursors[0], &cursors[len(cursors)-1]
	}
}

// questionKey sorts questions by step, section and position; the identifier makes it the question's own.
func questionKey(q *catalog.Question) string {
	return fmt.Sprintf("%010d.%010d.%010d.%s", q.Step().Number, q.Section.Position, q.Position, q.ID)
}

// plannedKey sorts planned resources by step and position; the identifier makes it their own.
func plannedKey(p *catalog.Planned) string {
	return fmt.Sprintf("%010d.%010d.%s", p.Step.Number, p.Position, p.ID)
}
