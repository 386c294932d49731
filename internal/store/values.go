package store

import (
	"slices"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// values says which resources have each value that filters and facets know, so that a filtered list, its total and its
// facets are operations on sets, whatever the number of resources.
type values struct {
	all       set
	cells     map[cell]posting
	kinds     map[catalog.Kind]posting
	languages map[catalog.Lang]posting // "" for resources of which none is known
	topics    map[catalog.TopicID]posting
	networks  map[catalog.Network]posting
	accounts  map[catalog.Account]posting
	costs     map[catalog.Cost]posting
	providers map[string]posting
	minutes   map[bool]posting
	usable    map[bool]posting
	steps     []catalog.StepID // in the catalogue's order
	roles     []catalog.RoleID // in the catalogue's order
	placing   Facets           // the steps, roles and audiences that some resource is placed for, without counts
}

// cell is a step and an audience: a role, or "" for everyone. A filter on placements is a choice of cells.
type cell struct {
	step catalog.StepID
	role catalog.RoleID
}

// index returns the values of the resources of c.
func index(c *catalog.Catalog) values {
	n := len(c.Resources)
	x := values{all: full(n)}
	for _, s := range c.Steps {
		x.steps = append(x.steps, s.ID)
	}
	for _, r := range c.Roles {
		x.roles = append(x.roles, r.ID)
	}
	x.cells = post(c, func(r *catalog.Resource, has func(cell)) {
		for _, p := range r.Placements {
			if p.Everyone() {
				has(cell{step: p.Step.ID})
			}
			for _, role := range p.Roles {
				has(cell{p.Step.ID, role.ID})
			}
		}
	})
	x.kinds = post(c, func(r *catalog.Resource, has func(catalog.Kind)) { has(r.Kind) })
	x.languages = post(c, func(r *catalog.Resource, has func(catalog.Lang)) {
		for _, l := range r.Languages {
			has(l)
		}
		if len(r.Languages) == 0 {
			has("")
		}
	})
	x.topics = post(c, func(r *catalog.Resource, has func(catalog.TopicID)) {
		for _, t := range r.Topics {
			has(t.ID)
		}
	})
	x.networks = post(c, func(r *catalog.Resource, has func(catalog.Network)) { has(r.Access.Network) })
	x.accounts = post(c, func(r *catalog.Resource, has func(catalog.Account)) { has(r.Access.Account) })
	x.costs = post(c, func(r *catalog.Resource, has func(catalog.Cost)) { has(r.Access.Cost) })
	x.providers = post(c, func(r *catalog.Resource, has func(string)) { has(r.Provider) })
	x.minutes = post(c, func(r *catalog.Resource, has func(bool)) { has(r.Minutes > 0) })
	x.usable = post(c, func(r *catalog.Resource, has func(bool)) { has(r.Usable()) })
	b := new(scratch)
	for _, step := range x.steps {
		if x.placed(b, []catalog.StepID{step}, nil, nil).count() > 0 {
			x.placing.Steps = append(x.placing.Steps, Count[catalog.StepID]{Value: step})
		}
	}
	for _, role := range x.roles {
		if x.placed(b, nil, []catalog.RoleID{role}, nil).count() > 0 {
			x.placing.Roles = append(x.placing.Roles, Count[catalog.RoleID]{Value: role})
		}
	}
	for _, everyone := range []bool{true, false} {
		if x.placed(b, nil, nil, &everyone).count() > 0 {
			x.placing.Everyone = append(x.placing.Everyone, Count[bool]{Value: everyone})
		}
	}
	return x
}

// post returns the resources that have each value.
func post[V comparable](c *catalog.Catalog, of func(r *catalog.Resource, has func(V))) map[V]posting {
	lists := map[V][]uint32{}
	for i, r := range c.Resources {
		i := uint32(i)
		of(r, func(v V) {
			if l := lists[v]; len(l) == 0 || l[len(l)-1] != i { // a value may be written twice
				lists[v] = append(l, i)
			}
		})
	}
	postings := make(map[V]posting, len(lists))
	for v, l := range lists {
		postings[v] = newPosting(slices.Clip(l), len(c.Resources))
	}
	return postings
}

// field names a field of a filter.
type field string

// The fields.
const (
	fieldPlacement field = "placement" // steps, roles and everyone
	fieldKinds     field = "kinds"
	fieldLanguages field = "languages"
	fieldTopics    field = "topics"
	fieldNetworks  field = "networks"
	fieldAccounts  field = "accounts"
	fieldCosts     field = "costs"
	fieldProviders field = "providers"
	fieldMinutes   field = "minutes"
	fieldUsable    field = "usable"
)

// filter returns the resources that satisfy f.
func (x *values) filter(b *scratch, f Filter) set {
	all := b.copy(x.all)
	for _, s := range x.fields(b, f) {
		all.and(s)
	}
	return all
}

// fields returns what satisfies each field of f that says something, those on placements as one.
func (x *values) fields(b *scratch, f Filter) map[field]set {
	fields := map[field]set{}
	if len(f.Steps) > 0 || len(f.Roles) > 0 || f.Everyone != nil {
		fields[fieldPlacement] = x.placed(b, f.Steps, f.Roles, f.Everyone)
	}
	if len(f.Languages) > 0 || f.UnknownLanguage != nil {
		fields[fieldLanguages] = x.language(b, f.Languages, f.UnknownLanguage)
	}
	want(b, x, fields, fieldKinds, x.kinds, f.Kinds)
	want(b, x, fields, fieldTopics, x.topics, f.Topics)
	want(b, x, fields, fieldNetworks, x.networks, f.Networks)
	want(b, x, fields, fieldAccounts, x.accounts, f.Accounts)
	want(b, x, fields, fieldCosts, x.costs, f.Costs)
	want(b, x, fields, fieldProviders, x.providers, f.Providers)
	if f.HasMinutes != nil {
		want(b, x, fields, fieldMinutes, x.minutes, []bool{*f.HasMinutes})
	}
	if f.Usable != nil {
		want(b, x, fields, fieldUsable, x.usable, []bool{*f.Usable})
	}
	return fields
}

// want adds a field whose values are wanted.
func want[V comparable](b *scratch, x *values, fields map[field]set, name field, postings map[V]posting, wanted []V) {
	if len(wanted) > 0 {
		fields[name] = union(b, x, postings, wanted)
	}
}

// union returns the resources that have any of some values.
func union[V comparable](b *scratch, x *values, postings map[V]posting, wanted []V) set {
	s := b.empty(len(x.all))
	for _, v := range wanted {
		postings[v].addTo(s)
	}
	return s
}

// language returns the resources in any of some languages, and in none that is known as f says.
func (x *values) language(b *scratch, langs []catalog.Lang, unknown *bool) set {
	switch {
	case unknown == nil:
		return union(b, x, x.languages, langs)
	case *unknown:
		return union(b, x, x.languages, append(slices.Clone(langs), ""))
	case len(langs) > 0:
		return union(b, x, x.languages, slices.DeleteFunc(slices.Clone(langs), func(l catalog.Lang) bool { return l == "" }))
	}
	s := b.copy(x.all)
	s.andNot(union(b, x, x.languages, []catalog.Lang{""}))
	return s
}

// placed returns the resources with a placement at any of the steps (all for none) for any of the roles (all audiences
// for none), for everyone or not as said.
func (x *values) placed(b *scratch, steps []catalog.StepID, roles []catalog.RoleID, everyone *bool) set {
	if len(steps) == 0 {
		steps = x.steps
	}
	if len(roles) == 0 {
		roles = append([]catalog.RoleID{""}, x.roles...)
	}
	s := b.empty(len(x.all))
	for _, step := range steps {
		for _, role := range roles {
			if everyone == nil || *everyone == (role == "") {
				x.cells[cell{step, role}].addTo(s)
			}
		}
	}
	return s
}

// suits reports whether a placement satisfies what f says of placements.
func (f *Filter) suits(p *catalog.Placement) bool {
	return (len(f.Steps) == 0 || slices.Contains(f.Steps, p.Step.ID)) &&
		(f.Everyone == nil || *f.Everyone == p.Everyone()) &&
		(len(f.Roles) == 0 || slices.ContainsFunc(p.Roles, func(r *catalog.Role) bool { return slices.Contains(f.Roles, r.ID) }))
}
