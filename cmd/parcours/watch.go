package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

// A change is looked at once nothing else has changed for so long; at the latest, however, after longest.
const (
	settled = 100 * time.Millisecond
	longest = 2 * time.Second
)

// maxShown is how many problems the log and /readyz name.
const maxShown = 20

// watcher keeps what is served up with folders of content. What has errors is not served: the last good catalogue is.
type watcher struct {
	from   folders
	now    *current
	log    *slog.Logger
	events *fsnotify.Watcher
	asked  chan struct{}          // to look without an event
	seen   map[string]fs.FileInfo // the folders that are watched, by path
	tops   []string               // those of from, by absolute path
	last   atomic.Pointer[look]
}

// look is how the folders were found.
type look struct {
	errors   []catalog.Problem // that keep what is there from being served
	warnings int
	revision string
}

// newWatcher returns what watches over folders from now on.
func newWatcher(from folders, now *current, log *slog.Logger) (*watcher, error) {
	w := &watcher{from: from, now: now, log: log, asked: make(chan struct{}, 1), seen: map[string]fs.FileInfo{}}
	w.last.Store(&look{})
	for _, name := range from {
		if name == embeddedName {
			continue
		}
		top, err := filepath.Abs(string(name))
		if err != nil {
			return nil, fmt.Errorf("--watch: %w", err)
		}
		w.tops = append(w.tops, top)
	}
	if len(w.tops) == 0 {
		return nil, errors.New("--watch: there is no folder to watch: name one with --content")
	}
	var err error
	if w.events, err = fsnotify.NewWatcher(); err == nil {
		err = w.widen()
	}
	if err != nil {
		return nil, fmt.Errorf("--watch: %w: the system may allow more watches (fs.inotify.max_user_instances, max_user_watches)", err)
	}
	return w, nil
}

// widen watches every folder that files may appear in and that is not watched yet. The folder above one of content tells
// when another takes its place, as a link that is switched.
func (w *watcher) widen() error {
	var failed error
	for _, top := range w.tops {
		all := []string{filepath.Dir(top), top}
		entries, err := os.ReadDir(top)
		if err != nil {
			entries = nil // the reader says so
		}
		for _, e := range entries {
			all = append(all, filepath.Join(top, e.Name()))
		}
		for _, name := range all {
			info, err := os.Stat(name)
			if err != nil || !info.IsDir() {
				continue
			}
			if before, ok := w.seen[name]; ok && os.SameFile(before, info) {
				continue
			}
			w.forget(name)
			if err := w.events.Add(name); err != nil {
				failed = errors.Join(failed, err)
				continue
			}
			w.seen[name] = info
		}
	}
	return failed
}

// forget lets a folder be watched anew.
func (w *watcher) forget(name string) {
	if _, ok := w.seen[name]; ok {
		delete(w.seen, name)
		_ = w.events.Remove(name) // it may have gone by itself
	}
}

// concerns reports whether an event may change what is read.
func (w *watcher) concerns(e fsnotify.Event) bool {
	if e.Op == fsnotify.Chmod {
		return false
	}
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		w.forget(e.Name)
	}
	for _, top := range w.tops {
		if e.Name == top || strings.HasPrefix(e.Name, top+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// keep looks at the folders after each change, until ctx ends.
func (w *watcher) keep(ctx context.Context) {
	defer func() { _ = w.events.Close() }() // nothing is lost
	var due <-chan time.Time                // nil while nothing has changed
	var first time.Time
	changed := func() {
		if due == nil {
			first = time.Now()
		}
		due = time.After(min(settled, time.Until(first.Add(longest))))
	}
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-w.events.Events:
			if w.concerns(e) {
				changed()
			}
		case err := <-w.events.Errors: // events may be lost
			w.log.LogAttrs(ctx, slog.LevelWarn, "watch failed", slog.Any("error", err))
			changed()
		case <-w.asked:
			changed()
		case <-due:
			due = nil
			w.look(ctx)
		}
	}
}

// ask has the folders looked at, whether an event told of a change or not.
func (w *watcher) ask() {
	select {
	case w.asked <- struct{}{}:
	default: // asked already
	}
}

// look reads the folders, and serves what is new there if it has no errors.
func (w *watcher) look(ctx context.Context) {
	if err := w.widen(); err != nil { // before reading: what changes later tells so
		w.log.LogAttrs(ctx, slog.LevelWarn, "watch failed", slog.Any("error", err))
	}
	c, draft, problems, err := w.from.read()
	found := &look{warnings: count(problems, catalog.SeverityWarning)}
	if err == nil && c != nil {
		found.revision = c.Revision
		if c.Revision != w.now.now.Load().content() {
			var l loaded
			if l, err = built(ctx, w.from, c, draft, problems); err == nil {
				err = w.now.publish(ctx, l)
			}
		}
	}
	if ctx.Err() != nil {
		return
	}
	for _, p := range problems {
		if p.Severity == catalog.SeverityError {
			found.errors = append(found.errors, p)
		}
	}
	if err != nil {
		found.errors = append(found.errors, catalog.Problem{Rule: "unreadable", Severity: catalog.SeverityError, Message: err.Error()})
	}
	if before := w.last.Swap(found); !reflect.DeepEqual(before, found) {
		w.tell(ctx, found)
	}
}

// tell logs how the folders were found.
func (w *watcher) tell(ctx context.Context, l *look) {
	if len(l.errors) == 0 {
		w.log.LogAttrs(ctx, slog.LevelInfo, "content is served as it is", slog.String("revision", l.revision), slog.Int("warnings", l.warnings))
		return
	}
	w.log.LogAttrs(ctx, slog.LevelWarn, "content has errors, the last good catalogue is served", slog.Int("errors", len(l.errors)))
	for _, p := range l.errors[:min(len(l.errors), maxShown)] {
		w.log.LogAttrs(ctx, slog.LevelWarn, "content has an error", slog.String("problem", p.String()))
	}
}

// configure lets a server say how the folders were found.
func (w *watcher) configure(c *httpapi.Config) {
	c.Problems = func() int { return len(w.last.Load().errors) }
	c.State = func() string { return watched(w.now.now.Load(), w.last.Load()) }
	c.Reload = w.ask
}

// watched says in lines which catalogue is served, and why it is not what the folders hold.
func watched(s *served, l *look) string {
	var text strings.Builder
	fmt.Fprintf(&text, "revision: %s\nwarnings: %d\nerrors: %d\n", s.c.Revision, s.warnings, len(l.errors))
	if len(l.errors) > 0 {
		fmt.Fprintln(&text, "the last good catalogue is served, not what the content has become:")
	}
	for i, p := range l.errors {
		if i == maxShown {
			fmt.Fprintf(&text, "and %d more\n", len(l.errors)-i)
			break
		}
		fmt.Fprintln(&text, p)
	}
	return text.String()
}
