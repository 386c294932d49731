package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/mirror"
)

// readLinks reads the file of --url-map; without it nothing is mapped. What is wrong with it is printed.
func readLinks(file string, stderr io.Writer) (mirror.Map, error) {
	if file == "" {
		return mirror.Map{}, nil
	}
	text, err := os.ReadFile(file) //nolint:gosec // the operator says which
	if err != nil {
		return mirror.Map{}, fmt.Errorf("--url-map: %w", err)
	}
	m, problems := mirror.Read(file, string(text))
	if len(problems) == 0 {
		return m, nil
	}
	if err := printProblems(stderr, problems); !errors.Is(err, errProblems) {
		return mirror.Map{}, err
	}
	return mirror.Map{}, fmt.Errorf("--url-map: %s has problems", file)
}

// content returns the revision of what was read: that of the catalogue, before its links were mapped.
func (l loaded) content() string { return cmp.Or(l.unmapped, l.c.Revision) }

// publish serves l with its links as the map of the current one says.
func (c *current) publish(ctx context.Context, l loaded) error {
	l, err := mapped(ctx, l, c.links, c.log)
	if err != nil {
		return err
	}
	c.serve(ctx, l)
	return nil
}

// mapped returns l with its links as m says: another catalogue, with a revision and a file of its own. It takes the place
// of l, which is closed. What was published before says nothing of it, so that its changes are those that are seen here.
func mapped(ctx context.Context, l loaded, m mirror.Map, log *slog.Logger) (loaded, error) {
	if len(m.Rules) == 0 {
		return l, nil
	}
	draft, err := l.Draft(ctx)
	if err != nil {
		return loaded{}, errors.Join(err, l.close())
	}
	draft, report := m.Apply(draft)
	log.LogAttrs(ctx, slog.LevelInfo, "links mapped", slog.Int("moved", report.Moved), slog.Int("unreachable", report.Unreachable))
	for _, rule := range report.Unused {
		log.LogAttrs(ctx, slog.LevelWarn, "no link matches a rule", slog.String("at", rule.At.String()), slog.String("from", rule.From))
	}
	c, problems := catalog.New(draft)
	if c == nil {
		return loaded{}, errors.Join(fmt.Errorf("--url-map: the catalogue it makes has %d problems, the first: %s", len(problems), problems[0]), l.close())
	}
	to, err := stored(ctx, c, draft)
	if err != nil {
		return loaded{}, errors.Join(fmt.Errorf("--url-map: %w", err), l.close())
	}
	to.source, to.warnings, to.unmapped = l.source, l.warnings, l.c.Revision
	to.source.Store, to.source.Changes = to.Store, nil
	return to, l.close()
}
