package main

import (
	"fmt"
	"io"
	"io/fs"
	"time"
)

// progress is a line on a terminal that says how far a long work is. Elsewhere it says nothing.
type progress struct {
	w     io.Writer
	shown bool
	last  time.Time
}

func newProgress(stderr stderr) *progress {
	if !isTerminal(stderr.Writer) {
		return &progress{}
	}
	return &progress{w: stderr.Writer}
}

// step returns what to call with how much of a part of the work is done; total may be 0 where it is not known.
func (p *progress) step(what string) func(done, total int) {
	return func(done, total int) {
		if p.w == nil || time.Since(p.last) < 100*time.Millisecond {
			return
		}
		p.last, p.shown = time.Now(), true
		if total == 0 {
			fmt.Fprintf(p.w, "\r\x1b[K%s: %d", what, done)
			return
		}
		fmt.Fprintf(p.w, "\r\x1b[K%s: %d of %d (%d %%)", what, done, total, 100*done/total)
	}
}

// done takes the line away.
func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// countedFS counts the files that are opened in a folder.
type countedFS struct {
	fs.FS
	opened int
	tell   func(done, total int)
}

// Open opens a file and counts it.
func (c *countedFS) Open(name string) (fs.File, error) {
	c.opened++
	c.tell(c.opened, 0)
	return c.FS.Open(name) //nolint:wrapcheck // the error of the folder itself
}

// counted returns a folder that tells how many of its files are read.
func (p *progress) counted(fsys fs.FS, what string) fs.FS {
	if p.w == nil {
		return fsys
	}
	return &countedFS{FS: fsys, tell: p.step(what)}
}
