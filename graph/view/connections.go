package view

import (
	"strings"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/store"
)

// Fragment is a part of a text, and whether it is what was searched for.
type Fragment = store.Fragment

// ResourceConnection is a page of a list of resources.
type ResourceConnection struct {
	Page[*Resource]
	Partial  bool                // nothing has all the words of the search
	Snippets []store.Snippet     // of each node; nil without a search
	Query    store.ResourceQuery // what it is a page of
	None     bool                // nothing can be in it, whatever the catalogue holds
}

// ResourceEdge is one of a page, with its place and where the words of a search stand in it.
type ResourceEdge struct {
	Cursor                  string
	Node                    *Resource
	TitleFragments, Snippet []*Fragment
}

// Edges returns what is on the page with the place of each.
func (c *ResourceConnection) Edges() []*ResourceEdge {
	all := edges(&c.Page, func(cursor string, node *Resource) *ResourceEdge {
		return &ResourceEdge{Cursor: cursor, Node: node}
	})
	for i := range c.Snippets {
		all[i].TitleFragments, all[i].Snippet = pointers(c.Snippets[i].Title), pointers(c.Snippets[i].Text)
	}
	return all
}

// SearchConnection is a page of what a search found.
type SearchConnection struct {
	Edges      []*SearchEdge
	PageInfo   *PageInfo
	TotalCount int32
	Partial    bool // nothing has all the words
}

// Nodes returns what was found.
func (c *SearchConnection) Nodes() []Node {
	return each(c.Edges, func(e *SearchEdge) Node { return e.Node })
}

// SearchEdge is something found, with its place and where the words stand in it.
type SearchEdge struct {
	Cursor string
	Node   Node
	Type   model.SearchType
	Found  store.Snippet
}

// Title returns what it is called.
func (e *SearchEdge) Title() string {
	var title strings.Builder
	for _, f := range e.Found.Title {
		title.WriteString(f.Text)
	}
	return title.String()
}

// TitleFragments returns what it is called, cut where the words stand.
func (e *SearchEdge) TitleFragments() []*Fragment { return pointers(e.Found.Title) }

// Snippet returns an extract of its texts, cut where the words stand.
func (e *SearchEdge) Snippet() []*Fragment { return pointers(e.Found.Text) }

func pointers[T any](list []T) []*T {
	all := make([]*T, len(list))
	for i := range list {
		all[i] = &list[i]
	}
	return all
}

// Facet is how many resources have a value.
type Facet struct {
	Value, Title string
	Count        int32
}

// PageSize is how much a page holds where the request does not say.
const PageSize = 50

// ResourceFacets counts resources by the values of each property.
type ResourceFacets struct {
	Steps, Roles, Audiences, Kinds, Languages, AllTopics, Networks, Accounts, Costs, AllProviders, HasDuration []*Facet
}

// Topics returns so many facets by topic, the most frequent first.
func (f *ResourceFacets) Topics(first *int32) []*Facet { return most(f.AllTopics, first) }

// Providers returns so many facets by provider, the most frequent first.
func (f *ResourceFacets) Providers(first *int32) []*Facet { return most(f.AllProviders, first) }

// most returns the first so many, [PageSize] for nil.
func most(facets []*Facet, first *int32) []*Facet {
	n := PageSize
	if first != nil {
		n = int(*first)
	}
	return facets[:min(n, len(facets))]
}
