package catalog

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says whether a Problem keeps a catalogue from being served.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityNote    Severity = "note" // worth knowing, nothing to mend
)

// Problem is a mistake of an author: where it is, what is wrong and what to do.
type Problem struct {
	Rule     string // stable identifier of the rule that was broken, such as "unknown-reference"
	Severity Severity
	At       Position
	Field    string // path of the field in its thing, such as "requires[1].resource", "" for the thing itself
	Message  string // what is wrong: lower-case, no full stop, names the thing
	Hint     string // what to do, may be empty: `did you mean "discover"?`
}

// String returns the problem as a compiler would print it: `steps/prepare.md:4:3: requires: no step "discver" (did you
// mean "discover"?) [unknown-reference]`.
func (p Problem) String() string {
	s := p.At.String()
	if s != "" {
		s += ": "
	}
	if p.Severity != SeverityError {
		s += string(p.Severity) + ": "
	}
	return s + p.Sentence() + " [" + p.Rule + "]"
}

// Sentence returns the problem without its place and rule: `requires: no step "discver" (did you mean "discover"?)`.
func (p Problem) Sentence() string {
	s := p.Message
	if p.Field != "" {
		s = p.Field + ": " + s
	}
	if p.Hint != "" {
		s += " (" + p.Hint + ")"
	}
	return s
}

// String returns "file:line:column" with what is known of it.
func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// HasErrors reports whether any of the problems is an error.
func HasErrors(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == SeverityError })
}

// SortProblems orders problems by file, line, column, rule and message, in place.
func SortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message),
		)
	})
}
