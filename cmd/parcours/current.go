package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/httpapi"
	"github.com/cloud-pi-native/parcours/internal/mirror"
	"github.com/cloud-pi-native/parcours/internal/registry"
)

// grace is how long a catalogue that was replaced stays open for requests that were received and not yet begun. It is
// longer than a request may take.
const grace = 30 * time.Second

// current is the catalogue that requests are answered from. Another may take its place at any time: a request goes on with
// the one it began with, which is closed when none uses it any more.
type current struct {
	log  *slog.Logger
	keep int // bytes of answers that each catalogue keeps

	links mirror.Map // of catalogues that are published

	now  atomic.Pointer[served]
	mu   sync.Mutex
	open map[*served]bool
	past registry.History // of catalogues that bring none
}

// served is a catalogue that requests are, or were, answered from.
type served struct {
	loaded

	snapshot *httpapi.Snapshot
	uses     atomic.Int64 // requests under way, and one more while others may begin
}

// serve makes l what requests are answered from.
func (c *current) serve(ctx context.Context, l loaded) {
	c.remember(&l)
	s := &served{loaded: l}
	s.uses.Store(1)
	s.snapshot = snapshot(l, c.keep, func(ctx context.Context) { c.use(ctx, s) })
	c.mu.Lock()
	if c.open == nil {
		c.open = map[*served]bool{}
	}
	c.open[s] = true
	c.mu.Unlock()
	if before := c.now.Swap(s); before != nil {
		time.AfterFunc(grace, func() { c.leave(context.WithoutCancel(ctx), before) })
	}
}

// remember lets a catalogue that does not know what was before it tell what was served here before it. What is published
// brings its history, which is the same on every server.
func (c *current) remember(l *loaded) {
	if l.source.Changes != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.now.Load()
	switch {
	case before == nil:
		c.past = registry.History{}.With(registry.Entry{Revision: l.c.Revision})
	case before.c.Revision != l.c.Revision:
		c.past = c.past.With(registry.Entry{
			Revision: l.c.Revision, Created: l.source.LoadedAt, Changes: catalog.Diff(before.c, l.c), Complete: true,
		})
	}
	l.history = c.past
	l.source.Changes = c.past.Since
}

// use keeps s open until ctx ends.
func (c *current) use(ctx context.Context, s *served) {
	s.uses.Add(1)
	context.AfterFunc(ctx, func() { c.leave(ctx, s) })
}

// leave says that somebody does not use s any more.
func (c *current) leave(ctx context.Context, s *served) {
	if s.uses.Add(-1) > 0 {
		return
	}
	c.mu.Lock()
	mine := c.open[s]
	delete(c.open, s)
	c.mu.Unlock()
	if !mine {
		return
	}
	if err := s.close(); err != nil {
		c.log.LogAttrs(ctx, slog.LevelWarn, "catalogue not closed", slog.Any("error", err))
	}
}

// snapshot returns what requests are answered from, nil where there is nothing yet.
func (c *current) snapshot() *httpapi.Snapshot {
	if s := c.now.Load(); s != nil {
		return s.snapshot
	}
	return nil
}

// catalogue returns what metrics say of what is served.
func (c *current) catalogue() httpapi.Catalogue {
	s := c.now.Load()
	if s == nil {
		return httpapi.Catalogue{}
	}
	return httpapi.Catalogue{Revision: s.c.Revision, LoadedAt: s.source.LoadedAt, Warnings: s.warnings}
}

// resolver returns what the graph needs: each request brings its catalogue.
func (c *current) resolver() *graph.Resolver {
	return &graph.Resolver{Current: func() graph.Source { return c.now.Load().source }}
}

// close closes every catalogue that is still open: nobody asks any more.
func (c *current) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var err error
	for s := range c.open {
		err = errors.Join(err, s.close())
	}
	clear(c.open)
	return err
}
