package store

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func slugs(resources []*catalog.Resource) []catalog.ResourceID {
	ids := []catalog.ResourceID{}
	for _, r := range resources {
		ids = append(ids, r.ID)
	}
	return ids
}

// orders are the orders of lists without a search.
func orders() []Order { return []Order{"", OrderPath, OrderTitle, OrderID, OrderMinutes} }

// naive returns the resources that satisfy f, by the definition of each field.
func naive(c *catalog.Catalog, f Filter) []*catalog.Resource {
	within := func(n int, has bool) bool { return n == 0 || has }
	var found []*catalog.Resource
	for _, r := range c.Resources {
		placed := len(f.Steps) == 0 && len(f.Roles) == 0 && f.Everyone == nil
		for _, p := range r.Placements {
			role := slices.ContainsFunc(p.Roles, func(role *catalog.Role) bool { return slices.Contains(f.Roles, role.ID) })
			placed = placed || within(len(f.Steps), slices.Contains(f.Steps, p.Step.ID)) && within(len(f.Roles), role) &&
				(f.Everyone == nil || *f.Everyone == (len(p.Roles) == 0))
		}
		language := slices.ContainsFunc(r.Languages, func(l catalog.Lang) bool { return slices.Contains(f.Languages, l) })
		if u := f.UnknownLanguage; u == nil {
			language = language || len(f.Languages) == 0
		} else if *u {
			language = language || len(r.Languages) == 0
		} else {
			language = len(r.Languages) > 0 && (language || len(f.Languages) == 0)
		}
		topic := slices.ContainsFunc(r.Topics, func(t *catalog.Topic) bool { return slices.Contains(f.Topics, t.ID) })
		if placed && language && within(len(f.Kinds), slices.Contains(f.Kinds, r.Kind)) && within(len(f.Topics), topic) &&
			within(len(f.Networks), slices.Contains(f.Networks, r.Access.Network)) &&
			within(len(f.Accounts), slices.Contains(f.Accounts, r.Access.Account)) &&
			within(len(f.Costs), slices.Contains(f.Costs, r.Access.Cost)) &&
			within(len(f.Providers), slices.Contains(f.Providers, r.Provider)) &&
			(f.HasMinutes == nil || *f.HasMinutes == (r.Minutes > 0)) && (f.Usable == nil || *f.Usable == r.Usable()) {
			found = append(found, r)
		}
	}
	return found
}

// anyFilter draws a filter over what c has, and sometimes what it has not.
func anyFilter(t *rapid.T, c *catalog.Catalog) Filter {
	var f Filter
	maybe := func(label string) bool { return rapid.IntRange(0, 3).Draw(t, label) == 0 }
	choice := func(label string) *bool {
		if !maybe(label) {
			return nil
		}
		b := rapid.Bool().Draw(t, label)
		return &b
	}
	some := func(label string, n int) []int {
		if !maybe(label) || n == 0 {
			return nil
		}
		return rapid.SliceOfN(rapid.IntRange(0, n-1), 1, 3).Draw(t, label)
	}
	for _, i := range some("steps", len(c.Steps)) {
		f.Steps = append(f.Steps, c.Steps[i].ID)
	}
	for _, i := range some("roles", len(c.Roles)) {
		f.Roles = append(f.Roles, c.Roles[i].ID)
	}
	for _, i := range some("topics", len(c.Topics)) {
		f.Topics = append(f.Topics, c.Topics[i].ID)
	}
	for _, i := range some("kinds", len(catalog.Kinds())) {
		f.Kinds = append(f.Kinds, catalog.Kinds()[i])
	}
	for _, i := range some("languages", 3) {
		f.Languages = append(f.Languages, []catalog.Lang{"fr", "en", "xx"}[i])
	}
	for _, i := range some("networks", 3) {
		f.Networks = append(f.Networks, catalog.Networks()[i])
	}
	for _, i := range some("accounts", 5) {
		f.Accounts = append(f.Accounts, catalog.Accounts()[i])
	}
	for _, i := range some("costs", 5) {
		f.Costs = append(f.Costs, catalog.Costs()[i])
	}
	for _, i := range some("providers", len(c.Resources)) {
		f.Providers = append(f.Providers, c.Resources[i].Provider)
	}
	f.Everyone, f.UnknownLanguage = choice("everyone"), choice("unknown language")
	f.HasMinutes, f.Usable = choice("has minutes"), choice("usable")
	return f
}

// TestPagesJoin goes through a list in pages, forward and backward, and compares with the whole; and the whole with what
// the filter means.
func TestPagesJoin(t *testing.T) {
	t.Parallel()
	s := open(t, published(t))
	rapid.Check(t, func(t *rapid.T) {
		q := ResourceQuery{
			Filter: anyFilter(t, s.Catalog()), Order: rapid.SampledFrom(orders()).Draw(t, "order"),
			Lang: rapid.SampledFrom([]catalog.Lang{"", "fr", "en", "de"}).Draw(t, "lang"),
		}
		pagesJoin(t, s, q, rapid.Int32Range(1, 20).Draw(t, "size"))
		whole, err := s.Resources(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		got, want := slugs(whole.Resources), slugs(naive(s.Catalog(), q.Filter))
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("filter %+v (-want +got):\n%s", q.Filter, diff)
		}
	})
}

func pagesJoin(t *rapid.T, s *Store, q ResourceQuery, size int32) {
	whole, err := s.Resources(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if whole.HasNext || whole.HasPrevious || int(whole.Total) != len(whole.Resources) {
		t.Errorf("the whole list: next %t, previous %t, total %d of %d", whole.HasNext, whole.HasPrevious, whole.Total, len(whole.Resources))
	}
	var forward, backward []catalog.ResourceID
	q.First = &size
	for {
		page, err := s.Resources(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if page.HasPrevious != (len(forward) > 0) || page.Total != whole.Total {
			t.Fatalf("after %d: previous %t, total %d", len(forward), page.HasPrevious, page.Total)
		}
		forward = append(forward, slugs(page.Resources)...)
		if !page.HasNext {
			break
		}
		q.After = page.Cursors[len(page.Cursors)-1]
	}
	q.First, q.After, q.Last = nil, "", &size
	for {
		page, err := s.Resources(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if page.HasNext != (len(backward) > 0) || page.Total != whole.Total {
			t.Fatalf("before %d: next %t, total %d", len(backward), page.HasNext, page.Total)
		}
		backward = append(slugs(page.Resources), backward...)
		if !page.HasPrevious {
			break
		}
		q.Before = page.Cursors[0]
	}
	want := slugs(whole.Resources)
	if !slices.Equal(want, forward) || !slices.Equal(want, backward) {
		t.Errorf("whole    %v\nforward  %v\nbackward %v", want, forward, backward)
	}
}

// TestFacets compares each count with the list that asking for that value gives.
func TestFacets(t *testing.T) {
	t.Parallel()
	s := open(t, published(t))
	c := s.Catalog()
	rapid.Check(t, func(t *rapid.T) {
		f := anyFilter(t, c)
		facets, err := s.Facets(t.Context(), f, "", AllFacets)
		if err != nil {
			t.Fatal(err)
		}
		compare := func(value any, count int32, with Filter) {
			if want := len(naive(c, with)); int(count) != want {
				t.Errorf("%v: %d, want %d with filter %+v", value, count, want, f)
			}
		}
		yes := true
		for _, x := range facets.Steps {
			with := f
			with.Steps = []catalog.StepID{x.Value}
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Roles {
			with := f
			with.Roles = []catalog.RoleID{x.Value}
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Everyone {
			with := f
			with.Everyone = &x.Value
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Kinds {
			with := f
			with.Kinds = []catalog.Kind{x.Value}
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Languages {
			with := f
			with.Languages, with.UnknownLanguage = []catalog.Lang{x.Value}, nil
			if x.Value == "" {
				with.Languages, with.UnknownLanguage = nil, &yes
			}
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Topics {
			with := f
			with.Topics = []catalog.TopicID{x.Value}
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Networks {
			with := f
			with.Networks = []catalog.Network{x.Value}
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Accounts {
			with := f
			with.Accounts = []catalog.Account{x.Value}
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Costs {
			with := f
			with.Costs = []catalog.Cost{x.Value}
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Providers {
			with := f
			with.Providers = []string{x.Value}
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Minutes {
			with := f
			with.HasMinutes = &x.Value
			compare(x.Value, x.Count, with)
		}
		for _, x := range facets.Usable {
			with := f
			with.Usable = &x.Value
			compare(x.Value, x.Count, with)
		}
	})
}

func TestBadQueries(t *testing.T) {
	t.Parallel()
	s := open(t, published(t))
	minus, one := int32(-1), int32(1)
	page, err := s.Resources(t.Context(), ResourceQuery{Order: OrderID, First: &one})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		q    ResourceQuery
		want error
	}{
		"fewer than none":             {ResourceQuery{First: &minus}, ErrBadQuery},
		"fewer than none, backward":   {ResourceQuery{Last: &minus}, ErrBadQuery},
		"an order that is none":       {ResourceQuery{Order: "CHANCE"}, ErrBadQuery},
		"garbage":                     {ResourceQuery{After: "garbage"}, ErrBadCursor},
		"a cursor of another order":   {ResourceQuery{After: page.Cursors[0], Order: OrderPath}, ErrBadCursor},
		"a cursor before, of another": {ResourceQuery{Before: page.Cursors[0], Order: OrderTitle}, ErrBadCursor},
		"a cursor that was cut":       {ResourceQuery{After: page.Cursors[0][1:], Order: OrderID}, ErrBadCursor},
	} {
		if _, err := s.Resources(t.Context(), test.q); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

// TestCursorsSurvive takes a resource out of the catalogue: a cursor kept from before leads to the same next resource, in each
// order, that of the resource that is gone too.
func TestCursorsSurvive(t *testing.T) {
	t.Parallel()
	d := published(t)
	before := open(t, d)
	gone := catalog.ResourceID("kubernetes-concepts")
	d.Resources = slices.Clone(d.Resources)
	d.Resources = slices.DeleteFunc(d.Resources, func(r catalog.ResourceDraft) bool { return r.ID == string(gone) })
	for i := range d.Resources {
		r := &d.Resources[i]
		r.Requires = slices.DeleteFunc(slices.Clone(r.Requires), func(q catalog.RequirementDraft) bool { return q.Resource == string(gone) })
	}
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			q := &d.Sections[i].Questions[j]
			q.HelpedBy = slices.DeleteFunc(q.HelpedBy, func(h catalog.HelpDraft) bool { return h.Resource == string(gone) })
		}
	}
	after := open(t, d)
	if after.Catalog().Resource(gone) != nil {
		t.Fatal("it is still there")
	}
	for _, order := range orders() {
		q := ResourceQuery{Order: order, Lang: "en"}
		page, err := before.Resources(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range page.Cursors {
			q.After = c
			rest, err := after.Resources(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			want := slices.DeleteFunc(slugs(page.Resources[i+1:]), func(id catalog.ResourceID) bool { return id == gone })
			if diff := cmp.Diff(want, slugs(rest.Resources)); diff != "" {
				t.Errorf("order %q after %s (-want +got):\n%s", order, page.Resources[i].ID, diff)
			}
		}
	}
}
