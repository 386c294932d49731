// Package store holds a catalogue in SQLite: [Build] writes one file per revision, [Open] reads it, and a [Store] answers
// lists, facet counts and searches.
//
// The file is what is built, shipped, opened and searched. The [catalog.Catalog] of a Store is its read-only image in
// memory, so that an edge of the graph is a pointer to follow and costs no SQL.
//
// The package decides nothing about content, which is [catalog.New]'s to refuse, and nothing about languages a reader
// prefers or how large a page may be, which is for its callers. It never writes to a file that is open, migrates nothing
// (a file of another schema is refused: build it again) and stores nothing about who asks.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// What tells a file of ours from another SQLite file, and this layout of tables from an earlier one.
const (
	applicationID = 0x50617263 // "Parc"
	schemaVersion = 3
)

// Errors that [Open] wraps with the name of the file.
var (
	// ErrNotStore says that a file is not a catalogue that [Build] wrote, or is of another version's schema.
	ErrNotStore = errors.New("not a catalogue of this version")
	// ErrCorrupted says that a file was a catalogue and has been damaged.
	ErrCorrupted = errors.New("damaged catalogue")

	errOrphan = errors.New("a row belongs to nothing")
)

// Store is an open catalogue. It never changes, and may be used by any number of goroutines until it is closed.
type Store struct {
	db         *sql.DB
	common     *sql.Stmt // searchCommon
	text       *sql.Stmt // searchText
	catalog    *catalog.Catalog
	lists      lists
	search     searchIndex
	scratches  sync.Pool // of *scratch
	statements atomic.Int64
}

// Catalog returns the catalogue that the file holds.
func (s *Store) Catalog() *catalog.Catalog { return s.catalog }

// Draft reads back the draft that the catalogue was built from, without the places where it was written.
func (s *Store) Draft(ctx context.Context) (catalog.Draft, error) {
	d, _, err := newReader(s.db).draft(ctx)
	if err != nil {
		return catalog.Draft{}, damaged(ctx, err)
	}
	return d, nil
}

// Statements returns how many SQL statements have run since the store was opened. Reading the catalogue and the lists is
// not counted: it is part of opening.
func (s *Store) Statements() int64 { return s.statements.Load() }

// Close closes the file. The catalogue stays usable, searching does not.
func (s *Store) Close() error {
	var errs []error
	for _, statement := range []*sql.Stmt{s.common, s.text} {
		if statement != nil {
			errs = append(errs, statement.Close())
		}
	}
	if err := errors.Join(append(errs, s.db.Close())...); err != nil {
		return fmt.Errorf("close the catalogue: %w", err)
	}
	return nil
}

// Open opens a file that [Build] wrote, read-only, and reads the catalogue back from it. The file must not change while
// the store is open. It returns fs.ErrNotExist, [ErrNotStore] or [ErrCorrupted] in its error.
func Open(ctx context.Context, file string) (*Store, error) {
	if _, err := os.Stat(file); err != nil { // SQLite only says that it cannot open it
		return nil, fmt.Errorf("open the catalogue: %w", err)
	}
	db, err := sql.Open("sqlite", address(file, "mode=ro&immutable=1"))
	if err != nil {
		return nil, fmt.Errorf("open the catalogue %s: %w", file, err)
	}
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	s := &Store{db: db}
	if err := s.read(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the catalogue %s: %w", file, err), s.Close())
	}
	return s, nil
}

// address returns the name SQLite opens file by: a path may hold what a URI gives a meaning to.
func address(file, query string) string {
	u := url.URL{Scheme: "file", OmitHost: true, Path: file, RawQuery: query}
	if len(file) > 0 && file[0] != '/' {
		u.Path, u.Opaque = "", url.PathEscape(file)
	}
	return u.String()
}

// read fills s from its file.
func (s *Store) read(ctx context.Context) error {
	if err := s.recognise(ctx); err != nil {
		return err
	}
	// Half of the work is not SQLite's, so that two processors can share it.
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var numbers numberLists
	listed := make(chan error, 1)
	go func() {
		r := newReader(s.db)
		var err error
		if numbers, err = r.readLists(ctx); err == nil {
			s.search.words, err = r.readVocabulary(ctx)
		}
		listed <- err
	}()
	d, err := s.readCatalog(ctx)
	if err != nil {
		stop()
		if late := <-listed; late != nil && !errors.Is(late, context.Canceled) {
			err = errors.Join(err, late)
		}
		return err
	}
	if err := <-listed; err != nil {
		return damaged(ctx, err)
	}
	if s.lists, err = numbers.resolve(s.catalog, &d); err != nil {
		return damaged(ctx, err)
	}
	s.indexDocuments()
	if s.common, err = s.db.PrepareContext(ctx, searchCommon); err != nil {
		return damaged(ctx, err)
	}
	if s.text, err = s.db.PrepareContext(ctx, searchText); err != nil {
		return damaged(ctx, err)
	}
	return nil
}

// readCatalog reads the catalogue and returns the draft it is made of.
func (s *Store) readCatalog(ctx context.Context) (catalog.Draft, error) {
	d, revision, err := newReader(s.db).draft(ctx)
	if err != nil {
		return d, damaged(ctx, err)
	}
	c, problems := catalog.New(d)
	if c == nil {
		return d, fmt.Errorf("%w: %d problems, the first: %s", ErrCorrupted, len(problems), problems[0])
	}
	if c.Revision != revision {
		return d, fmt.Errorf("%w: it says revision %.12s and holds %.12s", ErrCorrupted, revision, c.Revision)
	}
	s.catalog = c
	return d, nil
}

// recognise refuses a file that is not ours.
func (s *Store) recognise(ctx context.Context) error {
	var application, version int64
	row := s.db.QueryRowContext(ctx, `SELECT application_id, user_version FROM pragma_application_id, pragma_user_version`)
	if err := row.Scan(&application, &version); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var e *sqlite.Error
		if errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CORRUPT {
			return damaged(ctx, err)
		}
		return fmt.Errorf("%w: %w", ErrNotStore, err)
	}
	switch {
	case application != applicationID:
		return fmt.Errorf("%w: it is another program's SQLite file", ErrNotStore)
	case version != schemaVersion:
		return fmt.Errorf("%w: its schema is version %d, ours is %d: build it again", ErrNotStore, version, schemaVersion)
	}
	return nil
}

// damaged says so of whatever error reading a recognised file gives, unless we were told to stop.
func damaged(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, fs.ErrPermission) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrCorrupted, err)
}
