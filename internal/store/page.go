package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// ErrBadQuery says that a query asks for what cannot be: a negative number of resources, an order that is none or that
// needs a search.
var ErrBadQuery = errors.New("bad query")

// Filter says which resources are wanted. A resource must satisfy every field that is not empty, and does if it has any
// of the field's values.
type Filter struct {
	// Steps, Roles and Everyone must hold on one same placement.
	Steps []catalog.StepID
	Roles []catalog.RoleID // that a placement names; one for everyone names none
	// Everyone: placed for everyone (true), or for particular roles (false).
	Everyone  *bool
	Kinds     []catalog.Kind
	Languages []catalog.Lang
	// UnknownLanguage set to true adds the resources of which no language is known to those of Languages, or selects
	// them alone where Languages is empty; set to false it leaves them out.
	UnknownLanguage *bool
	Topics          []catalog.TopicID
	Networks        []catalog.Network
	Accounts        []catalog.Account
	Costs           []catalog.Cost
	Providers       []string // "" is an unknown one
	HasMinutes      *bool    // how long it takes is known
	Usable          *bool    // see [catalog.Resource.Usable]
}

// Order is an order of resources. Each ends with the identifier, so that it is total.
type Order string

// The orders.
const (
	// OrderPath is by step, everyone's first, then by role, then by position. A resource with several placements counts
	// once, at the first that satisfies the filter's Steps, Roles and Everyone. Those without any placement come last.
	OrderPath Order = "PATH"
	// OrderTitle is by the title that a reader of the query's language is served, whatever its case and accents.
	OrderTitle Order = "TITLE"
	// OrderID is by identifier.
	OrderID Order = "ID"
	// OrderMinutes is by duration, the shortest first, those of unknown duration last.
	OrderMinutes Order = "MINUTES"
	// OrderRelevance is by how well a resource answers the search, as [Store.Search] says.
	OrderRelevance Order = "RELEVANCE"
)

// ResourceQuery asks for a page of resources. The page is cut as Relay says: what stands after After and before Before,
// of that the first First, of those the last Last.
type ResourceQuery struct {
	Filter        Filter
	Search        string       // what somebody typed; a blank one is none
	Lang          catalog.Lang // that titles are ordered in, and preferred in by a search; the reference language for any other
	Order         Order        // "" is OrderRelevance with a search, OrderPath without
	First, Last   *int32       // nil is no limit
	After, Before string       // cursors, "" for none
}

// ResourcePage is a page of resources.
type ResourcePage struct {
	Resources []*catalog.Resource
	Cursors   []string  // of each resource
	Snippets  []Snippet // of each resource, with a search; nil without
	// HasNext and HasPrevious say whether there are more after and before the page, whichever way it was asked for.
	HasNext, HasPrevious bool
	Total                int32 // how many resources there are in all, exactly
	Partial              bool  // as in a [SearchPage]
}

// Resources returns a page of the resources that satisfy a query. It runs no SQL without a search, and no more than two
// statements with one. It returns [ErrBadCursor] or [ErrBadQuery] in its error.
func (s *Store) Resources(ctx context.Context, q ResourceQuery) (ResourcePage, error) {
	if q.First != nil && *q.First < 0 || q.Last != nil && *q.Last < 0 {
		return ResourcePage{}, fmt.Errorf("%w: first and last count from 0", ErrBadQuery)
	}
	b := s.scratch()
	defer s.release(b)
	wanted, searches := s.lists.values.filter(b, q.Filter), !blank(q.Search)
	var words []searchWord
	var found match
	if searches {
		words = s.search.words.parse(q.Search)
		var err error
		if found, err = s.match(ctx, b, words, s.lang(q.Lang), s.asDocuments(b, wanted)); err != nil {
			return ResourcePage{}, err
		}
		wanted = found.found[:len(wanted)]
		q.Order = cmp.Or(q.Order, OrderRelevance)
	}
	var l list
	var err error
	if q.Order == OrderRelevance && searches {
		l = s.ranked("relevance", found)
	} else if l, err = s.list(&q, wanted); err != nil {
		return ResourcePage{}, err
	}
	span, err := l.cut(q.First, q.Last, q.After, q.Before)
	if err != nil {
		return ResourcePage{}, err
	}
	page := ResourcePage{HasNext: span.next, HasPrevious: span.previous, Total: wanted.count(), Partial: found.partial}
	for _, i := range span.places {
		r := s.catalog.Resources[l.resource(i)]
		page.Resources = append(page.Resources, r)
		page.Cursors = append(page.Cursors, cursor(l.name, l.key(i)))
		if searches {
			page.Snippets = append(page.Snippets, s.snippet(words, resourceDocument(r), s.lang(q.Lang)))
		}
	}
	return page, nil
}

// list is an order of resources with some of them wanted.
type list struct {
	name     string // of the order, for cursors
	length   int
	key      func(i int) key // ascending
	wanted   func(i int) bool
	resource func(i int) uint32
}

func (s *Store) list(q *ResourceQuery, wanted set) (list, error) {
	c, lang := s.catalog, s.lang(q.Lang)
	ordered := func(name string, places []uint32, with func(key, *catalog.Resource) key) list {
		return list{
			name: name, length: len(c.Resources),
			resource: func(i int) uint32 { return places[i] },
			wanted:   func(i int) bool { return wanted.has(places[i]) },
			key: func(i int) key {
				r := c.Resources[places[i]]
				return with(nil, r).string(string(r.ID))
			},
		}
	}
	switch cmp.Or(q.Order, OrderPath) {
	case OrderPath:
		return s.pathList(q.Filter, wanted), nil
	case OrderTitle:
		return ordered("title:"+string(lang), s.lists.byTitle[lang], func(k key, r *catalog.Resource) key {
			return k.string(titleKey(served(c, r.Title, lang)))
		}), nil
	case OrderID:
		l := ordered("id", nil, nil)
		l.resource = func(i int) uint32 { return uint32(i) }         //nolint:gosec // a place
		l.wanted = func(i int) bool { return wanted.has(uint32(i)) } //nolint:gosec // a place
		l.key = func(i int) key { return key(nil).string(string(c.Resources[i].ID)) }
		return l, nil
	case OrderMinutes:
		return ordered("minutes", s.lists.byMinutes, func(k key, r *catalog.Resource) key {
			if r.Minutes == 0 {
				return k.int(math.MaxInt32)
			}
			return k.int(r.Minutes)
		}), nil
	case OrderRelevance:
		return list{}, fmt.Errorf("%w: the order %s needs a search", ErrBadQuery, q.Order)
	}
	return list{}, fmt.Errorf("%w: no order %q", ErrBadQuery, q.Order)
}

func blank(search string) bool { return strings.TrimSpace(search) == "" }

// pathList is the list of placements of which each wanted resource's first that suits the filter is wanted.
func (s *Store) pathList(f Filter, wanted set) list {
	path := s.lists.byPath
	steps := make([]bool, len(s.catalog.Steps))
	for i, step := range s.catalog.Steps {
		steps[i] = len(f.Steps) == 0 || slices.Contains(f.Steps, step.ID)
	}
	return list{
		name: "path", length: len(path),
		resource: func(i int) uint32 { return path[i].resource },
		key:      func(i int) key { return s.pathKey(path[i]) },
		wanted: func(i int) bool {
			e := &path[i]
			if e.step >= 0 && !steps[e.step] || !wanted.has(e.resource) {
				return false
			}
			if e.placement == nil {
				return true
			}
			for _, p := range s.catalog.Resources[e.resource].Placements {
				if f.suits(p) {
					return p == e.placement
				}
			}
			return false
		},
	}
}

// pathKey returns what [catalog.ComparePlacements] compares.
func (s *Store) pathKey(e entry) key {
	r := s.catalog.Resources[e.resource]
	p := e.placement
	if p == nil {
		return key(nil).int(math.MaxInt32).string(string(r.ID))
	}
	k := key(nil).int(p.Step.Number)
	if p.Everyone() {
		k = append(k, 0)
	} else {
		k = append(k, 1).int(p.Roles[0].Position).string(string(p.Roles[0].ID))
	}
	return k.int(p.Position).string(string(r.ID))
}

// span is the places of a page in its list.
type span struct {
	places         []int
	next, previous bool
}

// cut returns the page of a list that Relay's arguments ask for.
func (l *list) cut(first, last *int32, after, before string) (span, error) {
	low, high := 0, l.length
	if after != "" {
		k, err := parseCursor(l.name, after)
		if err != nil {
			return span{}, fmt.Errorf("after: %w", err)
		}
		low = sort.Search(l.length, func(i int) bool { return bytes.Compare(l.key(i), k) > 0 })
	}
	if before != "" {
		k, err := parseCursor(l.name, before)
		if err != nil {
			return span{}, fmt.Errorf("before: %w", err)
		}
		high = max(low, sort.Search(l.length, func(i int) bool { return bytes.Compare(l.key(i), k) >= 0 }))
	}
	var s span
	if first != nil || last == nil {
		for i := low; i < high && (first == nil || len(s.places) < int(*first)); i++ {
			if l.wanted(i) {
				s.places = append(s.places, i)
			}
		}
		if last != nil && len(s.places) > int(*last) {
			s.places = s.places[len(s.places)-int(*last):]
		}
	} else {
		for i := high - 1; i >= low && len(s.places) < int(*last); i-- {
			if l.wanted(i) {
				s.places = append(s.places, i)
			}
		}
		slices.Reverse(s.places)
	}
	// An empty page stands where it was asked from.
	from, to := low, low
	switch {
	case len(s.places) > 0:
		from, to = s.places[0], s.places[len(s.places)-1]+1
	case first == nil && last != nil:
		from, to = high, high
	}
	for i := from - 1; i >= 0 && !s.previous; i-- {
		s.previous = l.wanted(i)
	}
	for i := to; i < l.length && !s.next; i++ {
		s.next = l.wanted(i)
	}
	return s, nil
}
