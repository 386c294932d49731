package graph

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/graph/view"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/store"
)

// orders says what the orders of the schema are called in the store.
var orders = map[model.ResourceOrder]store.Order{
	model.ResourceOrderPath:      store.OrderPath,
	model.ResourceOrderTitle:     store.OrderTitle,
	model.ResourceOrderSlug:      store.OrderID,
	model.ResourceOrderDuration:  store.OrderMinutes,
	model.ResourceOrderRelevance: store.OrderRelevance,
}

// resources returns the page that is asked for of the resources that pass a filter and, where narrow is not nil, what it
// makes of that filter; narrow reports whether anything can pass.
func (r *Resolver) resources(
	ctx context.Context, filter *model.ResourceFilter, search *string, order *model.ResourceOrder, a paging,
	narrow func(*store.Filter) bool,
) (*view.ResourceConnection, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	c, in := r.snapshot(ctx)
	f, err := filterOf(c, filter)
	if err != nil {
		return nil, err
	}
	q := store.ResourceQuery{Filter: f, Lang: in.Langs[0], First: a.first, Last: a.last}
	if a.first == nil && a.last == nil {
		size := int32(view.PageSize)
		q.First = &size
	}
	for to, from := range map[*string]*string{&q.Search: search, &q.After: a.after, &q.Before: a.before} {
		if from != nil {
			*to = *from
		}
	}
	if order != nil {
		q.Order = orders[*order]
	}
	if q.Order == store.OrderRelevance && strings.TrimSpace(q.Search) == "" {
		return nil, misused("orderBy: RELEVANCE needs a search")
	}
	if narrow != nil && !narrow(&q.Filter) {
		return &view.ResourceConnection{Page: view.Page[*view.Resource]{PageInfo: &view.PageInfo{}}, None: true}, nil
	}
	page, err := r.source(ctx).Store.Resources(ctx, q)
	if errors.Is(err, store.ErrBadCursor) {
		return nil, misused("after, before: not a cursor of this list in this order; use one that a page of it gave")
	}
	if err != nil {
		return nil, err
	}
	connection := &view.ResourceConnection{
		Page: view.Page[*view.Resource]{
			Nodes: show(page.Resources, in.Resource), Cursors: page.Cursors, TotalCount: page.Total,
			PageInfo: &view.PageInfo{HasNextPage: page.HasNext, HasPreviousPage: page.HasPrevious},
		},
		Query: q, Partial: page.Partial, Snippets: page.Snippets,
	}
	ends(connection.PageInfo, connection.Cursors)
	return connection, nil
}

// only narrows what a filter allows of one property to one value, and reports whether the filter allows it.
func only[ID comparable](allowed *[]ID, one ID) bool {
	possible := *allowed == nil || slices.Contains(*allowed, one)
	*allowed = []ID{one}
	return possible
}

// facetOf names what is to be counted for a field of ResourceFacets.
var facetOf = map[string]store.Facet{
	"steps": store.FacetSteps, "roles": store.FacetRoles, "audiences": store.FacetEveryone, "kinds": store.FacetKinds, "languages": store.FacetLanguages,
	"topics": store.FacetTopics, "networks": store.FacetNetworks, "accounts": store.FacetAccounts, "costs": store.FacetCosts,
	"providers": store.FacetProviders, "hasDuration": store.FacetMinutes,
}

// facets returns how many resources each further choice would leave in a list, with the values in words.
func (r *Resolver) facets(ctx context.Context, of *view.ResourceConnection) (*view.ResourceFacets, error) {
	if of.None {
		return &view.ResourceFacets{}, nil
	}
	c, in := r.snapshot(ctx)
	var wanted store.Facet
	for _, field := range graphql.CollectFieldsCtx(ctx, []string{"ResourceFacets"}) {
		wanted |= facetOf[field.Name]
	}
	counts, err := r.source(ctx).Store.Facets(ctx, of.Query.Filter, of.Query.Search, wanted)
	if err != nil {
		return nil, err
	}
	return &view.ResourceFacets{
		Steps:        facets(counts.Steps, func(id catalog.StepID) string { return in.Text(c.Step(id).Title) }),
		Roles:        facets(counts.Roles, func(id catalog.RoleID) string { return in.Text(c.Role(id).Title) }),
		AllTopics:    facets(counts.Topics, func(id catalog.TopicID) string { return in.Text(c.Topic(id).Title) }),
		Languages:    facets(counts.Languages, in.LanguageName),
		AllProviders: facets(counts.Providers, func(name string) string { return cmp.Or(name, in.Word("UNKNOWN")) }),
		Audiences:    facets(renamed(counts.Everyone, "EVERYONE", "ROLES"), in.Word),
		Kinds:        facets(counts.Kinds, func(k catalog.Kind) string { return in.Word(string(k)) }),
		Networks:     facets(counts.Networks, func(n catalog.Network) string { return in.Word(string(n)) }),
		Accounts:     facets(counts.Accounts, func(a catalog.Account) string { return in.Word(string(a)) }),
		Costs:        facets(counts.Costs, func(c catalog.Cost) string { return in.Word(string(c)) }),
		HasDuration:  facets(renamed(counts.Minutes, "true", "false"), in.Word),
	}, nil
}

// facets shows counts with their values in words.
func facets[V ~string](counts []store.Count[V], title func(V) string) []*view.Facet {
	return show(counts, func(n store.Count[V]) *view.Facet {
		return &view.Facet{Value: string(n.Value), Title: title(n.Value), Count: n.Count}
	})
}

// renamed returns counts of what is true and false under the names that the schema has for them.
func renamed(counts []store.Count[bool], yes, no string) []store.Count[string] {
	return show(counts, func(n store.Count[bool]) store.Count[string] {
		name := no
		if n.Value {
			name = yes
		}
		return store.Count[string]{Value: name, Count: n.Count}
	})
}
