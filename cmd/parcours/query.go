package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

type queryCmd struct {
	contentFlags

	File      string `arg:"" help:"File that holds the query; - for standard input."`
	Variables string `help:"Variables, as a JSON object."`
	Lang      string `env:"PARCOURS_LANG" help:"Language of the texts; the reference language without it."`
}

// errAnswer ends a query whose errors are printed in its answer already.
var errAnswer = errors.New("the answer has errors")

// Run prints the answer as indented JSON.
func (q queryCmd) Run(stdin stdin, stdout stdout, stderr stderr) (err error) {
	var text []byte
	if q.File == "-" {
		text, err = io.ReadAll(stdin)
	} else {
		text, err = os.ReadFile(q.File)
	}
	if err != nil {
		return fmt.Errorf("query: %w", err)
	}
	var variables map[string]any
	if q.Variables != "" {
		d := json.NewDecoder(strings.NewReader(q.Variables))
		d.UseNumber() // a whole number stays one
		if err := d.Decode(&variables); err != nil {
			return fmt.Errorf("variables: %w", err)
		}
	}
	ctx, stop := untilStopped()
	defer stop()
	l, err := load(ctx, q.Content, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	if q.Lang != "" {
		ctx = graph.WithLanguages(ctx, []catalog.Lang{catalog.Lang(q.Lang)})
	}
	answer := graph.Answer(ctx, l.resolver(), slog.New(slog.NewTextHandler(stderr, nil)), string(text), variables)
	encoder := json.NewEncoder(stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(answer); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if len(answer.Errors) > 0 {
		return errAnswer
	}
	return nil
}
