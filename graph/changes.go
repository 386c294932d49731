package graph

import (
	"strings"
	"time"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/graph/view"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Following is how a server keeps up with what is published. A zero time is one that has not come yet.
type Following struct {
	State                               string // CURRENT, NOT_CHECKED or why the last look failed: a FollowingState of the schema
	Digest                              string
	PublishedAt, Since, Checked, Agreed time.Time
	Commit                              string // "" if not said
	Failures                            int    // looks in a row
}

// following returns how the server of a request keeps up, or nil.
func (s Source) following() *view.Following {
	if s.Following == nil {
		return nil
	}
	f := s.Following()
	return &view.Following{
		State: model.FollowingState(f.State), Digest: f.Digest, PublishedAt: f.PublishedAt.UTC(), Commit: said(f.Commit),
		Since: f.Since.UTC(), CheckedAt: come(f.Checked), AgreedAt: come(f.Agreed), Failures: int32(min(f.Failures, 1<<31-1)), //nolint:gosec // just bounded
	}
}

func said(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func come(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// changes returns the page that is asked for of what changed since a revision, nil where that is not known.
func (s Source) changes(in *view.In, since string, a paging) (*view.ChangeConnection, error) {
	c := s.Store.Catalog()
	var all []catalog.Change
	known := since == c.Revision
	if !known && s.Changes != nil {
		all, known = s.Changes(since)
	}
	if !known {
		return nil, a.check()
	}
	page, err := lister[catalog.Change, *view.Change]{"change", all, changeKey, func(of catalog.Change) *view.Change {
		return change(c, in, of)
	}}.page(a)
	return &view.ChangeConnection{Page: page, Revision: c.Revision}, err
}

// changeKey sorts changes as [catalog.CompareChanges] does.
func changeKey(c catalog.Change) string {
	return strings.Join([]string{string(c.Thing.Type), c.Thing.ID, string(c.Kind)}, "\x00")
}

func change(c *catalog.Catalog, in *view.In, of catalog.Change) *view.Change {
	v := &view.Change{
		Kind: model.ChangeKind(of.Kind), Type: string(of.Thing.Type), ID: of.Thing.String(), Fields: append([]string{}, of.Fields...),
	}
	if tombstone := c.Tombstone(of.Thing); tombstone != nil {
		v.Successor = thing(c, in, tombstone.Successor)
	} else {
		v.Node = thing(c, in, of.Thing)
	}
	return v
}

// thing returns what a reference names, or nil.
func thing(c *catalog.Catalog, in *view.In, of catalog.Ref) view.Node {
	find, ok := kinds[string(of.Type)]
	if !ok {
		return nil
	}
	return find(c, in, of.ID)
}

// removed returns what is known of a thing that was removed, or nil.
func removed(c *catalog.Catalog, in *view.In, id string) *view.RemovedThing {
	kind, name, _ := strings.Cut(id, ":")
	of := c.Tombstone(catalog.Ref{Type: catalog.Type(kind), ID: name})
	if of == nil {
		return nil
	}
	return in.RemovedThing(of, thing(c, in, of.Successor))
}
