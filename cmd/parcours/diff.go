package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

type diffCmd struct {
	Old    string   `arg:"" help:"A folder of content, a file that build wrote, or oci://registry/repository:tag."`
	New    string   `arg:"" help:"The same, of what it is compared with."`
	Key    []string `env:"PARCOURS_KEY" placeholder:"FILE" help:"Public key by which what is in a registry should be signed; may be repeated."`
	Format string   `enum:"text,json" default:"text" help:"text or json."`

	registryFlags
}

// Run prints what changed, one thing a line.
func (d diffCmd) Run(stdout stdout, stderr stderr) (err error) {
	ctx, stop := untilStopped()
	defer stop()
	keys, err := publicKeys(d.Key)
	if err != nil {
		return err
	}
	old, err := open(ctx, d.Old, keys, d.registryFlags, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.close()) }()
	next, err := open(ctx, d.New, keys, d.registryFlags, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, next.close()) }()
	changes := catalog.Diff(old.c, next.c)
	if d.Format == "json" {
		encoder := json.NewEncoder(stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(struct {
			From    string           `json:"from"`
			To      string           `json:"to"`
			Changes []catalog.Change `json:"changes"`
		}{old.c.Revision, next.c.Revision, append([]catalog.Change{}, changes...)})
	}
	_, err = fmt.Fprint(stdout, changeLines(changes))
	return err
}

// changeLines returns changes one a line, for people.
func changeLines(changes []catalog.Change) string {
	var text strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&text, "%-10s %s", strings.ToLower(string(c.Kind)), c.Thing)
		if len(c.Fields) > 0 {
			fmt.Fprintf(&text, "  %s", strings.Join(c.Fields, ", "))
		}
		if !c.Successor.IsZero() {
			fmt.Fprintf(&text, "  by %s", c.Successor)
		}
		fmt.Fprintln(&text)
	}
	return text.String()
}
