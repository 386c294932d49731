package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Colours of a terminal, by what they say.
const (
	bold  = "\x1b[1m"
	dim   = "\x1b[2m"
	green = "\x1b[32m"
	plain = "\x1b[0m"
)

// isTerminal reports whether a person sees what is written to w as it comes.
func isTerminal(w io.Writer) bool {
	switch s := w.(type) {
	case stdout:
		w = s.Writer
	case stderr:
		w = s.Writer
	}
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// coloured reports whether w is a terminal whose user has not asked for plain text, by NO_COLOR or a dumb terminal.
func coloured(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// paint returns s in a colour, or as it is.
func paint(on bool, colour, s string) string {
	if !on {
		return s
	}
	return colour + s + plain
}
