package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// The shape of `parcours check --format json`, which README describes: fields may be added, none is renamed or taken out.
type (
	checkJSON struct {
		Errors   int           `json:"errors"`
		Warnings int           `json:"warnings"`
		Notes    int           `json:"notes"`
		Problems []problemJSON `json:"problems"`
	}
	problemJSON struct {
		Rule     string           `json:"rule"`
		Severity catalog.Severity `json:"severity"`
		File     string           `json:"file"`
		Line     *int             `json:"line"`
		Column   *int             `json:"column"`
		Field    string           `json:"field"`
		Message  string           `json:"message"`
		Hint     string           `json:"hint"`
	}
)

func problemsJSON(problems []catalog.Problem) checkJSON {
	all := checkJSON{Problems: make([]problemJSON, 0, len(problems))}
	for _, p := range problems {
		switch p.Severity {
		case catalog.SeverityError:
			all.Errors++
		case catalog.SeverityWarning:
			all.Warnings++
		case catalog.SeverityNote:
			all.Notes++
		}
		all.Problems = append(all.Problems, problemJSON{
			Rule: p.Rule, Severity: p.Severity, File: p.At.File, Line: known(p.At.Line), Column: known(p.At.Column),
			Field: p.Field, Message: p.Message, Hint: p.Hint,
		})
	}
	return all
}

// known returns nil for a line or column that is not known.
func known(n int) *int {
	if n == 0 {
		return nil
	}
	return new(n)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v) //nolint:wrapcheck // the caller says what was written
}

// What is written of SARIF 2.1.0, an OASIS standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string    `json:"id"`
		Short   sarifText `json:"shortDescription"`
		Default struct {
			Level catalog.Severity `json:"level"`
		} `json:"defaultConfiguration"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string           `json:"ruleId"`
		RuleIndex int              `json:"ruleIndex"`
		Level     catalog.Severity `json:"level"`
		Message   sarifText        `json:"message"`
		Locations []sarifLocation  `json:"locations"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact sarifArtifact `json:"artifactLocation"`
			Region   sarifRegion   `json:"region"`
		} `json:"physicalLocation"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
)

// sarif returns problems as SARIF. Its levels are the names of our severities. A problem of a whole file is said to be in its
// first line, since reviews show only what has one.
func sarif(problems []catalog.Problem) sarifLog {
	var run sarifRun
	rules := authoring.Rules()
	run.Tool.Driver = sarifDriver{Name: "parcours", Version: version()}
	run.ColumnKind, run.Results = "unicodeCodePoints", []sarifResult{}
	for _, r := range rules {
		rule := sarifRule{ID: r.ID, Short: sarifText{r.About}}
		rule.Default.Level = r.Severity
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
	}
	for _, p := range problems {
		var at sarifLocation
		at.Physical.Artifact.URI = reference(p.At.File)
		at.Physical.Region = sarifRegion{max(p.At.Line, 1), p.At.Column}
		run.Results = append(run.Results, sarifResult{
			RuleID: p.Rule, RuleIndex: slices.IndexFunc(rules, func(r catalog.WritingRule) bool { return r.ID == p.Rule }),
			Level: p.Severity, Message: sarifText{p.Sentence()}, Locations: []sarifLocation{at},
		})
	}
	return sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}
}

// reference returns the URI reference of a file.
func reference(file string) string {
	u := url.URL{Path: file}
	if path.IsAbs(file) {
		u.Scheme = "file"
	}
	return u.String()
}

// writeGitHub writes problems as workflow commands, by which GitHub annotates the lines of a pull request.
func writeGitHub(w io.Writer, problems []catalog.Problem) error {
	commands := map[catalog.Severity]string{catalog.SeverityError: "error", catalog.SeverityWarning: "warning", catalog.SeverityNote: "notice"}
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, p := range problems {
		place := "file=" + property.Replace(p.At.File)
		if p.At.Line > 0 {
			place += fmt.Sprintf(",line=%d", p.At.Line)
		}
		if p.At.Column > 0 {
			place += fmt.Sprintf(",col=%d", p.At.Column)
		}
		_, err := fmt.Fprintf(w, "::%s %s,title=%s::%s\n", commands[p.Severity], place, property.Replace(p.Rule), data.Replace(p.Sentence()))
		if err != nil {
			return err //nolint:wrapcheck // the caller says what was written
		}
	}
	return nil
}
