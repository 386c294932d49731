package graph

import (
	"context"
	"errors"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/graph/view"
	"github.com/cloud-pi-native/parcours/internal/store"
)

// found says which nodes the hits of each kind are; the kinds of hits are called as the schema calls them.
var found = map[store.HitKind]string{
	store.HitStep:            "step",
	store.HitRole:            "role",
	store.HitTopic:           "topic",
	store.HitTerm:            "term",
	store.HitArticle:         "article",
	store.HitSupportService:  "service",
	store.HitResource:        "resource",
	store.HitGuide:           "guide",
	store.HitQuestion:        "question",
	store.HitSection:         "section",
	store.HitObjective:       "objective",
	store.HitPlannedResource: "planned-resource",
}

// search returns the page that is asked for of what holds the words of a text.
func (r *Resolver) search(ctx context.Context, text string, types []model.SearchType, a paging) (*view.SearchConnection, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	c, in := r.snapshot(ctx)
	q := store.SearchQuery{Text: text, Lang: in.Langs[0], First: a.first, Last: a.last, Kinds: words[store.HitKind](types)}
	if a.first == nil && a.last == nil {
		size := int32(view.PageSize)
		q.First = &size
	}
	for to, from := range map[*string]*string{&q.After: a.after, &q.Before: a.before} {
		if from != nil {
			*to = *from
		}
	}
	page, err := r.source(ctx).Store.Search(ctx, q)
	if errors.Is(err, store.ErrBadCursor) {
		return nil, misused("after, before: not a cursor of a search; use one that a page of it gave")
	}
	if err != nil {
		return nil, err
	}
	connection := &view.SearchConnection{
		PageInfo:   &view.PageInfo{HasNextPage: page.HasNext, HasPreviousPage: page.HasPrevious},
		TotalCount: page.Total, Partial: page.Partial,
		Edges: show(page.Hits, func(h store.Hit) *view.SearchEdge {
			return &view.SearchEdge{
				Cursor: h.Cursor, Node: node(c, in, found[h.Kind]+":"+h.ID), Type: model.SearchType(h.Kind), Found: h.Snippet,
			}
		}),
	}
	ends(connection.PageInfo, show(page.Hits, func(h store.Hit) string { return h.Cursor }))
	return connection, nil
}
