package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// reader reads the draft back, with a number of statements that does not depend on its size. It goes through a table in
// the order of its primary key, which begins with the number of the thing that holds the row.
type reader struct {
	db      *sql.DB
	d       catalog.Draft
	queries []string          // that it has run
	words   map[string]string // that repeat themselves
}

func newReader(db *sql.DB) *reader { return &reader{db: db, words: map[string]string{}} }

// draft returns the draft that was written, without the places in files but for each thing's origin, and the revision
// the file says it has.
func (r *reader) draft(ctx context.Context) (d catalog.Draft, revision string, err error) {
	for _, read := range []func(context.Context) error{
		func(ctx context.Context) error { return r.readCatalog(ctx, &revision) },
		r.readRoles, r.readEntries, r.readSteps, r.readArticles, r.readResources, r.readActions,
		r.readQuestions, r.readSupport, r.readRemoved,
	} {
		if err := read(ctx); err != nil {
			return d, "", err
		}
	}
	return r.d, revision, nil
}

// rows calls row for each row of a query, in order.
func (r *reader) rows(ctx context.Context, query string, row func(scan func(...any)) error, arguments ...any) error {
	r.queries = append(r.queries, query)
	rows, err := r.db.QueryContext(ctx, query, arguments...) //nolint:sqlclosecheck // closed below, whatever happens in between
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	defer rows.Close()
	var failed error
	scan := func(to ...any) {
		if err := rows.Scan(to...); err != nil && failed == nil {
			failed = err
		}
	}
	for rows.Next() {
		if err := row(scan); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		if failed != nil {
			return fmt.Errorf("%s: %w", query, failed)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	return nil
}

// text scans a column that holds a text.
type text struct{ to *catalog.Text }

// Scan implements [sql.Scanner].
func (t text) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t.to = nil
		return nil
	case string:
		if *t.to = decoded(v); *t.to != nil {
			return nil
		}
		return json.Unmarshal([]byte(v), t.to)
	}
	return fmt.Errorf("a text is no %T", v)
}

// decoded returns the text that [encoded] wrote without escapes, as nearly all are, in a fifth of the time; nil for others.
func decoded(s string) catalog.Text {
	s, ok := strings.CutPrefix(s, "{")
	if !ok || strings.ContainsRune(s, '\\') {
		return nil
	}
	t := catalog.Text{}
	for {
		lang, rest, ok := unquote(s)
		if !ok || !strings.HasPrefix(rest, ":") {
			return nil
		}
		text, rest, ok := unquote(rest[1:])
		if !ok {
			return nil
		}
		t[catalog.Lang(lang)] = text
		switch {
		case rest == "}":
			return t
		case !strings.HasPrefix(rest, ","):
			return nil
		}
		s = rest[1:]
	}
}

// unquote returns the string without escapes that s begins with, and what follows it.
func unquote(s string) (text, rest string, ok bool) {
	if s, ok = strings.CutPrefix(s, `"`); !ok {
		return "", "", false
	}
	return strings.Cut(s, `"`)
}

// word scans a column that repeats itself from row to row, and keeps one copy.
type word[S ~string] struct {
	r  *reader
	to *S
}

// Scan implements [sql.Scanner].
func (w word[S]) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("a word is no %T", v)
	}
	known, ok := w.r.words[s]
	if !ok {
		w.r.words[s], known = s, s
	}
	*w.to = S(known)
	return nil
}

func same[S ~string](r *reader, to *S) word[S] { return word[S]{r, to} }

// at returns the thing of a number, or an error that the row refers to nothing.
func at[T any](things []T, number int64) (*T, error) {
	if number < 1 || number > int64(len(things)) {
		return nil, fmt.Errorf("no row %d among %d", number, len(things))
	}
	return &things[number-1], nil
}

// id returns the identifier of the thing of a number; "" for NULL.
func id[T any](things []T, number sql.NullInt64, of func(*T) string) (string, error) {
	if !number.Valid {
		return "", nil
	}
	t, err := at(things, number.Int64)
	if err != nil {
		return "", err
	}
	return of(t), nil
}

func stepID(t *catalog.StepDraft) string         { return t.ID }
func resourceID(t *catalog.ResourceDraft) string { return t.ID }
func guideID(t *catalog.GuideDraft) string       { return t.ID }
func articleID(t *catalog.ArticleDraft) string   { return t.ID }

// targetRow scans the three references of a target.
type targetRow struct{ resource, guide, article sql.NullInt64 }

// target returns what a row points at.
func (r *reader) target(row targetRow) (t catalog.TargetDraft, err error) {
	if t.Resource, err = id(r.d.Resources, row.resource, resourceID); err != nil {
		return t, err
	}
	if t.Guide, err = id(r.d.Guides, row.guide, guideID); err != nil {
		return t, err
	}
	t.Article, err = id(r.d.Articles, row.article, articleID)
	return t, err
}
