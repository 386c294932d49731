package view

import (
	"time"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// ChangeConnection is a page of changes that lead to a revision.
type ChangeConnection struct {
	Page[*Change]
	Revision string
}

// ChangeEdge is one of a page, with its place.
type ChangeEdge struct {
	Cursor string
	Node   *Change
}

// Edges returns what is on the page with the place of each.
func (c *ChangeConnection) Edges() []*ChangeEdge {
	return edges(&c.Page, func(cursor string, node *Change) *ChangeEdge { return &ChangeEdge{cursor, node} })
}

// Change is a catalog.Change as a request sees it.
type Change struct {
	Kind            model.ChangeKind
	Type, ID        string
	Fields          []string
	Node, Successor Node // nil where there is none
}

// RemovedThing is a catalog.Removed as a request sees it.
type RemovedThing struct {
	of        *catalog.Removed
	in        *In
	Successor Node // nil where there is none
}

// RemovedThing returns of, with what took its place, as the request sees it.
func (in *In) RemovedThing(of *catalog.Removed, successor Node) *RemovedThing {
	return &RemovedThing{of, in, successor}
}

// ID returns the global identifier that it had.
func (v *RemovedThing) ID() string { return v.of.String() }

// Why returns why it was removed, or nil.
func (v *RemovedThing) Why() *string { return v.in.Optional(v.of.Why) }

// Following says how a server keeps up with what is published.
type Following struct {
	State               model.FollowingState
	Digest              string
	PublishedAt         time.Time
	Commit              *string
	Since               time.Time
	CheckedAt, AgreedAt *time.Time
	Failures            int32
}

// Followed returns the catalogue of a server that keeps up with what is published; following may be nil.
func (v *Catalog) Followed(following *Following) *Catalog {
	v.following = following
	return v
}

// Following returns how the server keeps up, or nil.
func (v *Catalog) Following() *Following { return v.following }
