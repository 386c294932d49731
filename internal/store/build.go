package store

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

//go:embed schema.sql
var schema string

// rowsPerInsert is how many rows an INSERT holds: more of them load no faster.
const rowsPerInsert = 100

// Build writes the catalogue c, made from the draft d, to file, in one transaction. It writes beside the file and renames,
// so that file is either what it was or complete; the folder must exist and be writable. The same content gives the same
// bytes.
func Build(ctx context.Context, file string, c *catalog.Catalog, d catalog.Draft) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(file), ".parcours-*.sqlite")
	if err != nil {
		return fmt.Errorf("build the catalogue: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("build the catalogue: %w", err)
			if e := os.Remove(temporary.Name()); !errors.Is(e, fs.ErrNotExist) {
				err = errors.Join(err, e)
			}
		}
	}()
	if err := temporary.Close(); err != nil {
		return err
	}
	if err := write(ctx, temporary.Name(), c, &d, usual); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), file)
}

// write fills an empty file. It keeps no journal: a file whose writing fails is thrown away.
func write(ctx context.Context, file string, c *catalog.Catalog, d *catalog.Draft, common commonness) (err error) {
	db, err := sql.Open("sqlite", address(file, "_pragma=journal_mode(off)&_pragma=synchronous(off)&"+
		"_pragma=locking_mode(exclusive)&_pragma=cache_size(-65536)&_pragma=foreign_keys(on)&_pragma=temp_store(memory)"))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if n := len(c.Languages); n > maxLanguages {
		return errors.Join(fmt.Errorf("%d languages: there is room for %d", n, maxLanguages), tx.Rollback())
	}
	ctx, stop := context.WithCancel(ctx)
	w := &writer{tx: tx, c: c, d: d, common: common}
	w.startWords(ctx)
	err = w.all(ctx)
	stop()
	for range w.texts { // until its goroutine has ended
	}
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// writer writes one draft in one transaction.
type writer struct {
	tx *sql.Tx
	c  *catalog.Catalog
	d  *catalog.Draft

	common commonness
	words  *wordIndex
	texts  chan []row

	steps, roles, topics, respondents, guides, articles, resources, questions, services, facts map[string]int64
}

// all writes everything, what is referred to before what refers to it.
func (w *writer) all(ctx context.Context) error {
	if _, err := w.tx.ExecContext(ctx, schema); err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, schemaVersion)
	if _, err := w.tx.ExecContext(ctx, mark); err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	w.number()
	for _, write := range []func(context.Context) error{
		w.writeCatalog, w.writeRoles, w.writeEntries, w.writeSteps, w.writeArticles, w.writeResources, w.writeActions,
		w.writeQuestions, w.writeSupport, w.writeRemoved, w.writeLists, w.writeWords,
	} {
		if err := write(ctx); err != nil {
			return err
		}
	}
	return nil
}

// numbers returns the place of each thing, from 1, by its identifier.
func numbers[T any](things []T, id func(*T) string) map[string]int64 {
	m := make(map[string]int64, len(things))
	for i := range things {
		m[id(&things[i])] = int64(i) + 1
	}
	return m
}

func (w *writer) number() {
	d := w.d
	w.steps = numbers(d.Steps, func(t *catalog.StepDraft) string { return t.ID })
	w.roles = numbers(d.Roles, func(t *catalog.RoleDraft) string { return t.ID })
	w.topics = numbers(d.Topics, func(t *catalog.NamedDraft) string { return t.ID })
	w.respondents = numbers(d.Respondents, func(t *catalog.NamedDraft) string { return t.ID })
	w.guides = numbers(d.Guides, func(t *catalog.GuideDraft) string { return t.ID })
	w.articles = numbers(d.Articles, func(t *catalog.ArticleDraft) string { return t.ID })
	w.resources = numbers(d.Resources, func(t *catalog.ResourceDraft) string { return t.ID })
	w.services = numbers(d.Services, func(t *catalog.ServiceDraft) string { return t.ID })
	w.facts = numbers(d.Facts, func(t *catalog.FactDraft) string { return t.ID })
	w.questions = map[string]int64{}
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			w.questions[d.Sections[i].Questions[j].ID] = int64(len(w.questions)) + 1
		}
	}
}

// insert writes the rows that each hands to add into the columns of a table.
func (w *writer) insert(ctx context.Context, table, columns string, each func(add func(values ...any))) error {
	return w.insertRows(ctx, rowsPerInsert, table, columns, each)
}

// insertRows is insert with so many rows a statement.
func (w *writer) insertRows(ctx context.Context, rows int, table, columns string, each func(add func(values ...any))) error {
	width := strings.Count(columns, ",") + 1
	row := ", (?" + strings.Repeat(", ?", width-1) + ")"
	statement := func(rows int) string {
		return "INSERT INTO " + table + " (" + columns + ") VALUES " + strings.Repeat(row, rows)[2:]
	}
	var full *sql.Stmt
	var err error
	values := make([]any, 0, rows*width)
	each(func(v ...any) {
		if err != nil {
			return
		}
		if len(v) != width {
			panic(fmt.Sprintf("store: %d values for the %d columns of %s", len(v), width, table))
		}
		if values = append(values, v...); len(values) < rows*width {
			return
		}
		if full == nil {
			if full, err = w.tx.PrepareContext(ctx, statement(rows)); err != nil { //nolint:sqlclosecheck // closed below
				return
			}
		}
		_, err = full.ExecContext(ctx, values...)
		values = values[:0]
	})
	if full != nil {
		err = errors.Join(err, full.Close())
	}
	if err == nil && len(values) > 0 {
		_, err = w.tx.ExecContext(ctx, statement(len(values)/width), values...)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	return nil
}

// encoded returns a text as the JSON object a column holds, nil for no text.
func encoded(t catalog.Text) any {
	if len(t) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteByte('{')
	for i, lang := range slices.Sorted(maps.Keys(t)) {
		if i > 0 {
			b.WriteByte(',')
		}
		quote(&b, string(lang))
		b.WriteByte(':')
		quote(&b, t[lang])
	}
	b.WriteByte('}')
	return b.String()
}

// quote writes a JSON string.
func quote(b *strings.Builder, s string) {
	if plain(s) {
		b.WriteByte('"')
		b.WriteString(s)
		b.WriteByte('"')
		return
	}
	j, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("store: a string is JSON: %v", err))
	}
	b.Write(j)
}

// plain reports whether s stands in JSON as it is.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return false
		}
	}
	return utf8.ValidString(s)
}

// optional returns a reference, nil for none.
func optional(numbers map[string]int64, id string) any {
	if n, ok := numbers[id]; ok {
		return n
	}
	return nil
}

// flag returns a boolean that may not be said, nil where it is not.
func flag(b *bool) any {
	if b == nil {
		return nil
	}
	return *b
}

// target returns the three references of a target, at most one of them not nil.
func (w *writer) target(t catalog.TargetDraft) (resource, guide, article any) {
	return optional(w.resources, t.Resource), optional(w.guides, t.Guide), optional(w.articles, t.Article)
}
