package graph

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed examples/*.graphql examples/*.variables.json
var examples embed.FS

// Example is a query that a portal really needs, on the catalogue of the binary.
type Example struct {
	Name      string          // of its file, without the ending
	Title     string          // what it asks, in one sentence
	Group     string          // what a portal wants to do by it: browse, find, tailor, assess, support
	Language  string          // what it is asked in; "" for the reference language
	Query     string          // the whole file, comments included
	Variables json.RawMessage // an object, nil where it has none
}

// Examples returns every example, by name. A test answers each of them and compares the answer with NAME.json.
func Examples() []Example {
	names, err := fs.Glob(examples, "examples/*.graphql")
	if err != nil {
		panic(fmt.Sprintf("graph: the pattern of examples is sound: %v", err))
	}
	all := make([]Example, len(names))
	for i, name := range names {
		all[i] = example(strings.TrimSuffix(name, ".graphql"))
	}
	return all
}

// example reads one example: its first line is the title, and the comments that follow are its settings.
func example(path string) Example {
	text, err := examples.ReadFile(path + ".graphql")
	if err != nil {
		panic(fmt.Sprintf("graph: an embedded example can be read: %v", err))
	}
	e := Example{Name: strings.TrimPrefix(path, "examples/"), Query: string(text)}
	for i, line := range strings.Split(e.Query, "\n") {
		comment, ok := strings.CutPrefix(line, "# ")
		if !ok {
			break
		}
		key, value, _ := strings.Cut(comment, ": ")
		switch {
		case i == 0:
			e.Title = comment
		case key == "group":
			e.Group = value
		case key == "language":
			e.Language = value
		}
	}
	if variables, err := examples.ReadFile(path + ".variables.json"); err == nil {
		e.Variables = variables
	}
	return e
}
