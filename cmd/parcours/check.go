package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

type checkCmd struct {
	contentFlags

	Folders folders `arg:"" optional:"" name:"folder" help:"The folders, each over those before it; those of --content without it."`
	Strict  bool    `env:"PARCOURS_STRICT" help:"Fail on warnings too."`
	Format  string  `enum:"text,json,sarif,github" default:"text" help:"text, json, sarif (2.1.0), or github for annotations of a pull request."`
	Excerpt *bool   `negatable:"" help:"Show each line that is wrong with a mark under the column, in text; without it, on a terminal only."`
}

// Run prints every problem.
func (c checkCmd) Run(stdout stdout, stderr stderr) error {
	from := c.Folders
	if len(from) == 0 {
		from = c.Content
	}
	layers, closing, err := from.layers()
	if err != nil {
		return err
	}
	defer closing()
	if len(from) == 1 && from[0] != embeddedName { // names begin where the reader is, so that editors and reviews find them
		layers[0].Path = filepath.ToSlash(filepath.Clean(string(from[0])))
	}
	p := newProgress(stderr)
	counted := slices.Clone(layers)
	for i := range counted {
		counted[i].Files = p.counted(counted[i].Files, "check")
	}
	problems := authoring.Problems(counted...)
	p.done()
	if err := c.print(stdout, problems, layers); err != nil {
		return fmt.Errorf("print problems: %w", err)
	}
	if fails(problems, c.Strict) {
		return errProblems
	}
	return nil
}

// print writes problems in the format asked for; their excerpts are taken from the layers.
func (c checkCmd) print(w stdout, problems []catalog.Problem, layers []authoring.Layer) error {
	switch c.Format {
	case "json":
		return writeJSON(w, problemsJSON(problems))
	case "sarif":
		return writeJSON(w, sarif(problems))
	case "github":
		return writeGitHub(w, problems)
	}
	if excerpt := c.Excerpt; excerpt != nil && !*excerpt || excerpt == nil && !isTerminal(w) {
		return writeText(w, problems, nil, false)
	}
	return writeText(w, problems, &sources{layers: layers}, coloured(w))
}

// fails reports whether a check fails on these problems: on errors, where it is strict on warnings too, on notes never.
func fails(problems []catalog.Problem, strict bool) bool {
	return catalog.HasErrors(problems) || strict && count(problems, catalog.SeverityWarning) > 0
}

// writeText writes problems as a compiler would, each with its line of the sources unless they are nil.
func writeText(w io.Writer, problems []catalog.Problem, from *sources, colour bool) error {
	for _, p := range problems {
		place, text := printable(p.At.String()), printable(p.String())
		text = paint(colour, bold, place) + strings.TrimPrefix(text, place)
		if from != nil {
			text += from.excerpt(p, colour)
		}
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err //nolint:wrapcheck // the caller says what was written
		}
	}
	return nil
}
