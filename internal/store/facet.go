package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Count is how many resources have a value.
type Count[V comparable] struct {
	Value V
	Count int32
}

// Facets say how many resources a filter would leave if it asked for each value: the count of a value looks past what the
// filter says of the value's own field, and no further. Each list holds the values that some resource of the catalogue
// has, those left with none too.
type Facets struct {
	Steps     []Count[catalog.StepID]  // by number
	Roles     []Count[catalog.RoleID]  // in the catalogue's order; those for everyone are not counted
	Everyone  []Count[bool]            // true, then false: placed for everyone, for particular roles
	Kinds     []Count[catalog.Kind]    // alphabetically
	Languages []Count[catalog.Lang]    // alphabetically, "" for an unknown one last
	Topics    []Count[catalog.TopicID] // the most resources first, then alphabetically
	Networks  []Count[catalog.Network] // as [catalog.Networks]
	Accounts  []Count[catalog.Account] // as [catalog.Accounts]
	Costs     []Count[catalog.Cost]    // as [catalog.Costs]
	Providers []Count[string]          // the most resources first, then alphabetically, "" for an unknown one last
	Minutes   []Count[bool]            // true, then false: of known duration, of unknown
	Usable    []Count[bool]            // true, then false
}

// Facet names lists of [Facets]; | joins them.
type Facet uint16

// The lists, each by its name.
const (
	FacetSteps Facet = 1 << iota
	FacetRoles
	FacetEveryone
	FacetKinds
	FacetLanguages
	FacetTopics
	FacetNetworks
	FacetAccounts
	FacetCosts
	FacetProviders
	FacetMinutes
	FacetUsable

	AllFacets Facet = 1<<iota - 1
)

// Facets returns those facets of a filter that are wanted, among the resources that search finds as [Store.Resources] does; among
// all for a blank search, and then it runs no SQL.
func (s *Store) Facets(ctx context.Context, f Filter, search string, wanted Facet) (Facets, error) {
	x := &s.lists.values
	b := s.scratch()
	defer s.release(b)
	if blank(search) {
		return x.facets(b, f, x.all, wanted), nil
	}
	m, err := s.match(ctx, b, s.search.words.parse(search), s.lang(""), s.asDocuments(b, x.filter(b, f)))
	if err != nil {
		return Facets{}, err
	}
	within := b.copy(x.all)
	within.and(m.base[:len(within)])
	return x.facets(b, f, within, wanted), nil
}

// facets counts in the resources of within.
func (x *values) facets(b *scratch, f Filter, within set, wanted Facet) Facets {
	fields := x.fields(b, f)
	rest := b.empty(len(within))
	but := func(lifted field) set { // what every other field leaves, until it is asked of another
		copy(rest, within)
		for name, of := range fields {
			if name != lifted {
				rest.and(of)
			}
		}
		return rest
	}
	var facets Facets
	if wanted&(FacetSteps|FacetRoles|FacetEveryone) != 0 {
		x.countPlacements(b, f, but(fieldPlacement), &facets)
	}
	wants := func(one Facet, field field, count func(in set)) {
		if wanted&one != 0 {
			count(but(field))
		}
	}
	wants(FacetKinds, fieldKinds, func(in set) { facets.Kinds = inOrder(x.kinds, catalog.Kinds(), in) })
	wants(FacetLanguages, fieldLanguages, func(in set) { facets.Languages = tally(x.languages, in, unknownLast) })
	wants(FacetTopics, fieldTopics, func(in set) { facets.Topics = tally(x.topics, in, mostFirst) })
	wants(FacetNetworks, fieldNetworks, func(in set) { facets.Networks = inOrder(x.networks, catalog.Networks(), in) })
	wants(FacetAccounts, fieldAccounts, func(in set) { facets.Accounts = inOrder(x.accounts, catalog.Accounts(), in) })
	wants(FacetCosts, fieldCosts, func(in set) { facets.Costs = inOrder(x.costs, catalog.Costs(), in) })
	wants(FacetProviders, fieldProviders, func(in set) { facets.Providers = tally(x.providers, in, mostFirst) })
	wants(FacetMinutes, fieldMinutes, func(in set) { facets.Minutes = inOrder(x.minutes, []bool{true, false}, in) })
	wants(FacetUsable, fieldUsable, func(in set) { facets.Usable = inOrder(x.usable, []bool{true, false}, in) })
	return facets
}

// countPlacements counts steps, roles and audiences among what all fields but placements leave.
func (x *values) countPlacements(b *scratch, f Filter, others set, facets *Facets) {
	facets.Steps, facets.Roles, facets.Everyone = slices.Clone(x.placing.Steps), slices.Clone(x.placing.Roles), slices.Clone(x.placing.Everyone)
	used := b.used
	count := func(wanted set) int32 {
		wanted.and(others)
		b.used = used // it is lent again
		return wanted.count()
	}
	for i := range facets.Steps {
		facets.Steps[i].Count = count(x.placed(b, []catalog.StepID{facets.Steps[i].Value}, f.Roles, f.Everyone))
	}
	for i := range facets.Roles {
		facets.Roles[i].Count = count(x.placed(b, f.Steps, []catalog.RoleID{facets.Roles[i].Value}, f.Everyone))
	}
	for i := range facets.Everyone {
		facets.Everyone[i].Count = count(x.placed(b, f.Steps, f.Roles, &facets.Everyone[i].Value))
	}
}

// inOrder counts the values of an enumeration in its order.
func inOrder[V comparable](postings map[V]posting, order []V, in set) []Count[V] {
	var counts []Count[V]
	for _, v := range order {
		if p, ok := postings[v]; ok {
			counts = append(counts, Count[V]{v, p.countIn(in)})
		}
	}
	return counts
}

// tally counts values of which there may be many.
func tally[V cmp.Ordered](postings map[V]posting, in set, order func(a, b Count[V]) int) []Count[V] {
	counts := make([]Count[V], 0, len(postings))
	for v, p := range postings {
		counts = append(counts, Count[V]{v, p.countIn(in)})
	}
	slices.SortFunc(counts, order)
	return counts
}

func unknownLast[V ~string](a, b Count[V]) int {
	if a.Value == "" || b.Value == "" {
		return cmp.Compare(b.Value, a.Value)
	}
	return cmp.Compare(a.Value, b.Value)
}

func mostFirst[V ~string](a, b Count[V]) int {
	if a.Value == "" || b.Value == "" {
		return cmp.Compare(b.Value, a.Value)
	}
	return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
}
