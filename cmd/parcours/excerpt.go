package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// sources are the files that problems are about. The last one is kept, since problems come in the order of their files.
type sources struct {
	layers []authoring.Layer
	file   string
	lines  []string
}

// widest is how many characters of a line an excerpt shows.
const widest = 100

// excerpt returns the line that a problem is about and a mark under its column, "" where there is none to show:
//
//	4 | requires: [discver]
//	  |            ^
func (s *sources) excerpt(p catalog.Problem, colour bool) string {
	line, ok := s.line(p.At)
	if !ok {
		return ""
	}
	shown, column := window(line, p.At.Column)
	number := fmt.Sprintf("%5d | ", p.At.Line)
	excerpt := "\n" + paint(colour, dim, number) + printable(string(shown))
	if column == 0 {
		return excerpt
	}
	margin := fmt.Sprintf("%*s | ", len(number)-len(" | "), "")
	return excerpt + "\n" + paint(colour, dim, margin) + blank(shown[:column-1]) + paint(colour, green, "^")
}

// line returns the line at a place, if that is known and can be read.
func (s *sources) line(at catalog.Position) ([]rune, bool) {
	if at.Line == 0 {
		return nil, false
	}
	if at.File != s.file {
		text, ok := s.text(at.File)
		if !ok {
			return nil, false // the problem itself says so
		}
		s.file, s.lines = at.File, strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	}
	if at.Line > len(s.lines) {
		return nil, false
	}
	return []rune(strings.TrimSuffix(s.lines[at.Line-1], "\r")), true
}

// text returns the text of a file that problems name, if it can be read.
func (s *sources) text(name string) (string, bool) {
	for _, l := range s.layers {
		if below, err := filepath.Rel(l.Path, name); err == nil && fs.ValidPath(below) {
			if text, err := fs.ReadFile(l.Files, below); err == nil {
				return string(text), true
			}
		}
	}
	return "", false
}

// window returns the part of a line around a column, and the column in that part. A column that is not known is 0.
func window(line []rune, column int) ([]rune, int) {
	column = min(column, len(line)+1)
	if len(line) <= widest {
		return line, column
	}
	from := min(max(column-widest/2, 0), len(line)-widest)
	shown := append([]rune(nil), line[from:from+widest]...)
	if from > 0 {
		shown[0] = '…'
	}
	if from+widest < len(line) {
		shown[widest-1] = '…'
	}
	return shown, max(column-from, min(column, 1))
}

// blank returns what is as wide as a text and shows nothing.
func blank(text []rune) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t':
			return c
		case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
			return -1
		}
		return ' '
	}, string(text))
}

// printable returns a text without what would steer a terminal.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\t' {
			return unicode.ReplacementChar
		}
		return c
	}, text)
}
