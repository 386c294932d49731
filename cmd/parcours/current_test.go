package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// TestCurrent replaces a catalogue under a request: the request can read it to its end, and then it is closed.
func TestCurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &current{log: slog.New(slog.DiscardHandler)}
		if c.snapshot() != nil {
			t.Error("there is a snapshot before there is a catalogue")
		}
		var loads []loaded
		for range 3 {
			l, err := load(t.Context(), nil, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			loads = append(loads, l)
		}
		closed := func(l loaded) bool {
			_, err := os.Stat(l.folder)
			return errors.Is(err, fs.ErrNotExist)
		}
		c.serve(t.Context(), loads[0])
		request, end := context.WithCancel(t.Context())
		late := c.now.Load() // received, and begun only when it was replaced
		c.use(request, late)
		c.serve(t.Context(), loads[1])
		time.Sleep(grace - time.Second)
		other, endOther := context.WithCancel(t.Context())
		c.use(other, late)
		time.Sleep(time.Minute)
		synctest.Wait()
		if closed(loads[0]) {
			t.Fatal("closed under two requests")
		}
		end()
		synctest.Wait()
		if closed(loads[0]) {
			t.Fatal("closed under one request")
		}
		endOther()
		synctest.Wait()
		if !closed(loads[0]) || closed(loads[1]) {
			t.Fatal("the one replaced is not closed, or the other is")
		}
		c.serve(t.Context(), loads[2])
		if err := c.close(); err != nil || !closed(loads[1]) || !closed(loads[2]) {
			t.Fatal("not all are closed at the end", err)
		}
		time.Sleep(time.Minute) // and nothing is closed twice
		synctest.Wait()
	})
}

// TestCurrentRemembers serves one content after the other: each tells what changed since those before it.
func TestCurrentRemembers(t *testing.T) {
	t.Parallel()
	c := &current{log: slog.New(slog.DiscardHandler)}
	t.Cleanup(func() {
		if err := c.close(); err != nil {
			t.Error(err)
		}
	})
	var revisions []string
	for n, title := range []string{"One", "One", "Two", "Three"} {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"catalog.yaml": "title: " + title + "\nlanguages: [en]\n",
			"steps/a.md":   "---\nnumber: 1\ntitle: A\nmaturityQuestion: B\n---\n",
		} {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		l, err := load(t.Context(), folders{folderName(dir)}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		c.serve(t.Context(), l)
		revisions = append(revisions, l.c.Revision)
		for before, revision := range revisions {
			changes, known := c.now.Load().source.Changes(revision)
			if !known || (len(changes) > 0) != (revision != l.c.Revision) {
				t.Errorf("content %d since content %d: %v, %t", n, before, changes, known)
			}
		}
	}
	if _, known := c.now.Load().source.Changes("never"); known {
		t.Error("the changes since a revision that never was are known")
	}
}
