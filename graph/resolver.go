// Package graph is the GraphQL face of the catalogue. Only its schema is a promise; its Go symbols may change.
//
// It refuses to decide: it reads arguments, asks the pure packages, and shows what they answer.
package graph

import (
	"context"
	"time"

	"github.com/cloud-pi-native/parcours/graph/view"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/store"
)

//go:generate go tool gqlgen generate
//go:generate env UPDATE=1 go test -count=1 -run ^TestPromise$ .

// Source is a catalogue that is served: what the graph reads during a whole request.
type Source struct {
	Store    *store.Store
	LoadedAt time.Time
	From     string // the name of what it was loaded from, never a path

	Changes   func(since string) ([]catalog.Change, bool) // what changed since a revision; false or nil: not known
	Following func() Following                            // how the server keeps up with what is published; nil: it does not
}

// Resolver answers the fields of Query.
type Resolver struct {
	Current func() Source // the catalogue for a request that brings none of its own
}

type (
	sourceKey    struct{}
	languagesKey struct{}
)

// WithSource returns a context in which a request is answered from s from start to end.
func WithSource(ctx context.Context, s Source) context.Context {
	return context.WithValue(ctx, sourceKey{}, s)
}

// WithLanguages returns a context in which texts come in the first of langs that they have.
func WithLanguages(ctx context.Context, langs []catalog.Lang) context.Context {
	return context.WithValue(ctx, languagesKey{}, langs)
}

// source returns the catalogue that a request is answered from.
func (r *Resolver) source(ctx context.Context) Source {
	if s, ok := ctx.Value(sourceKey{}).(Source); ok {
		return s
	}
	return r.Current()
}

// snapshot returns the catalogue that a request is answered from, and how the request sees it.
func (r *Resolver) snapshot(ctx context.Context) (*catalog.Catalog, *view.In) {
	c := r.source(ctx).Store.Catalog()
	asked, _ := ctx.Value(languagesKey{}).([]catalog.Lang)
	return c, &view.In{Snapshot: c, Langs: append(append([]catalog.Lang{}, asked...), c.Languages...)}
}
