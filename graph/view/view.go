// Package view shows a catalogue and its paths in the languages of one request.
//
// Its methods walk the snapshot and take no context, so that the graph's edges are resolved in line. It refuses to
// decide anything: what belongs in a path is decided before it is viewed.
package view

import (
	"math"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// In is how a request sees the catalogue: the languages it prefers, best first.
type In struct {
	Snapshot *catalog.Catalog
	Langs    []catalog.Lang // the catalogue's own come last, so that every text is found
}

// Text returns t in the best language there is.
func (in *In) Text(t catalog.Text) string {
	text, _ := t.In(in.Langs...)
	return text
}

// Optional returns t in the best language there is, or nil where it is empty.
func (in *In) Optional(t catalog.Text) *string { return optional(in.Text(t)) }

// Texts returns each of ts in the best language there is.
func (in *In) Texts(ts []catalog.Text) []string { return each(ts, in.Text) }

// language returns the language that [In.Text] serves t in.
func (in *In) language(t catalog.Text) string {
	_, lang := t.In(in.Langs...)
	return string(lang)
}

// Node is a thing that has a global identifier.
type Node interface{ IsNode() }

// Origin is where something was written.
type Origin = catalog.Origin

// optional returns nil for the zero value, which stands for what is not known.
func optional[T comparable](value T) *T {
	var unknown T
	if value == unknown {
		return nil
	}
	return &value
}

func each[T, U any](list []T, show func(T) U) []U {
	shown := make([]U, len(list))
	for i, one := range list {
		shown[i] = show(one)
	}
	return shown
}

// as returns a list of words as another type of words, such as an enum of the schema.
func as[U, T ~string](list []T) []U { return each(list, func(t T) U { return U(t) }) }

// size returns a length as GraphQL's Int: files of 1 MiB and memory keep any of ours far below its bound.
func size[T any](things []T) int32 { return int32(min(len(things), math.MaxInt32)) }
