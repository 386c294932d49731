// Package graph is the GraphQL face of the catalogue. Only its schema is a promise; its Go symbols may change.
//
// It refuses to decide: it reads arguments, asks the pure packages, and shows what they answer.
package graph

import (
	"context"

	"github.com/cloud-pi-native/parcours/graph/view"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

//go:generate go tool gqlgen generate

// Store is what the graph reads: an opened catalogue.
type Store interface{ Catalog() *catalog.Catalog }

// Resolver answers the fields of Query.
type Resolver struct {
	Current func() Store // the catalogue for a request that brings none of its own
}

type (
	storeKey     struct{}
	languagesKey struct{}
)

// WithStore returns ctx for a request that is answered from s alone.
func WithStore(ctx context.Context, s Store) context.Context {
	return context.WithValue(ctx, storeKey{}, s)
}

// WithLanguages returns ctx for a request that prefers langs, best first.
func WithLanguages(ctx context.Context, langs []catalog.Lang) context.Context {
	return context.WithValue(ctx, languagesKey{}, langs)
}

// snapshot returns the catalogue that answers the request, and how the request sees it.
func (r *Resolver) snapshot(ctx context.Context) (*catalog.Catalog, *view.In) {
	s, ok := ctx.Value(storeKey{}).(Store)
	if !ok {
		s = r.Current()
	}
	c := s.Catalog()
	asked, _ := ctx.Value(languagesKey{}).([]catalog.Lang)
	return c, &view.In{Langs: append(append([]catalog.Lang{}, asked...), c.Languages...)}
}
