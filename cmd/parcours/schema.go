package main

import (
	"fmt"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/authoring"
)

type schemaCmd struct {
	Kind    string `arg:"" optional:"" help:"A kind of file; their names are listed without it."`
	Overlay bool   `help:"Of a folder that lies over others, where no field is required and a thing may be hidden."`
}

// Run prints the JSON Schema of a kind of file, or the kinds.
func (s schemaCmd) Run(stdout stdout) error {
	var names, table strings.Builder
	for _, k := range authoring.Kinds() {
		if k.Name == s.Kind {
			_, err := stdout.Write(authoring.Schema(k, s.Overlay))
			return err
		}
		fmt.Fprintf(&names, " %s", k.Name)
		fmt.Fprintf(&table, "%-12s %-20s %s\n", k.Name, k.Files, k.About)
	}
	if s.Kind != "" {
		return fmt.Errorf("schema: no kind of file is called %q: there are%s", s.Kind, names.String())
	}
	_, err := fmt.Fprint(stdout, table.String())
	return err
}
