package mirror

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// The fields of a rule.
const (
	fieldFrom        = "from"
	fieldTo          = "to"
	fieldNetwork     = "network"
	fieldUnreachable = "unreachable"
)

var fields = []string{fieldFrom, fieldTo, fieldNetwork, fieldUnreachable}

// Read returns the map that a file of that name holds in YAML, and all that is wrong with it, each problem where it is. The
// map is good only where there is none.
//
//	links:
//	  - from: https://kubernetes.io/docs/
//	    to: https://mirror.intranet.example/kubernetes/
//	    network: state-network
//	  - from: youtube.com
//	    unreachable: true
func Read(name, text string) (Map, []catalog.Problem) {
	r := &reader{name: name}
	file, err := parser.ParseBytes([]byte(text), 0)
	switch {
	case err != nil:
		r.syntax(err)
	case len(file.Docs) != 1 || file.Docs[0].Body == nil:
		r.fail(catalog.Position{File: name, Line: 1}, "", "no-links", "holds no links", "write a list under `links:`")
	default:
		r.root(file.Docs[0].Body)
	}
	if len(r.problems) > 0 {
		return Map{}, r.problems
	}
	return r.m, nil
}

type reader struct {
	name     string
	m        Map
	problems []catalog.Problem
}

func (r *reader) fail(at catalog.Position, field, rule, message, hint string) {
	r.problems = append(r.problems, catalog.Problem{Rule: rule, Severity: catalog.SeverityError, At: at, Field: field, Message: message, Hint: hint})
}

var syntaxForm = regexp.MustCompile(`^\[(\d+):(\d+)\] ([^\n]*)`)

// syntax says what the parser does not understand, and where.
func (r *reader) syntax(err error) {
	at := catalog.Position{File: r.name, Line: 1}
	message := err.Error()
	if m := syntaxForm.FindStringSubmatch(message); m != nil {
		_, _ = fmt.Sscan(m[1]+" "+m[2], &at.Line, &at.Column) // digits
		message = m[3]
	}
	r.fail(at, "", "yaml-syntax", message, "mind the indentation, and quote texts that hold `: ` or `#`")
}

func (r *reader) at(n ast.Node) catalog.Position {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return catalog.Position{File: r.name, Line: t.Position.Line, Column: t.Position.Column}
	}
	return catalog.Position{File: r.name, Line: 1}
}

func (r *reader) root(n ast.Node) {
	m, ok := n.(*ast.MappingNode)
	if !ok || len(m.Values) != 1 || m.Values[0].Key.String() != "links" {
		r.fail(r.at(n), "", "unknown-field", "has other fields than links", "write a list under `links:`, and nothing else")
		return
	}
	list, ok := m.Values[0].Value.(*ast.SequenceNode)
	if !ok {
		r.fail(r.at(m.Values[0].Key), "links", "wrong-type", "is not a list", "begin each rule with `- from:`")
		return
	}
	seen := map[string]bool{}
	for i, entry := range list.Values {
		path := fmt.Sprintf("links[%d]", i)
		rule, ok := r.rule(entry, path)
		if !ok {
			continue
		}
		if seen[rule.From] {
			r.fail(rule.At, path+".from", "duplicate-rule", fmt.Sprintf("%q has a rule already", rule.From), "keep one: the first counts")
		}
		seen[rule.From] = true
		r.m.Rules = append(r.m.Rules, rule)
	}
}

// rule reads one rule; it reports false where something is wrong with it.
func (r *reader) rule(n ast.Node, path string) (Rule, bool) {
	before := len(r.problems)
	rule := Rule{At: r.at(n)}
	m, ok := n.(*ast.MappingNode)
	if !ok {
		r.fail(rule.At, path, "wrong-type", "is not a mapping", "write `from:`, and `to:` or `unreachable: true`")
		return rule, false
	}
	given := map[string]bool{}
	for _, entry := range m.Values {
		key := entry.Key.String()
		at, field := r.at(entry.Key), path+"."+key
		if given[key] {
			r.fail(at, field, "duplicate-field", "is written twice", "keep one")
			continue
		}
		given[key] = true
		r.field(&rule, key, entry.Value, at, field)
	}
	switch {
	case !given[fieldFrom]:
		r.fail(rule.At, path+".from", "missing-field", "is missing", "say how the links begin")
	case given[fieldTo] && rule.Unreachable:
		r.fail(rule.At, path, "contradiction", "has a mirror and cannot be reached", "keep `to` or `unreachable`")
	case !given[fieldTo] && !rule.Unreachable && len(r.problems) == before:
		r.fail(rule.At, path, "missing-field", "says nothing of its links", "add `to: https://…` or `unreachable: true`")
	case given[fieldNetwork] && !given[fieldTo]:
		r.fail(rule.At, path+".network", "contradiction", "is that of a mirror, and there is none", "add `to`, or take it out")
	}
	return rule, len(r.problems) == before
}

// field reads one field of a rule.
func (r *reader) field(rule *Rule, key string, n ast.Node, at catalog.Position, field string) {
	text, isText := "", false
	if s, ok := n.(*ast.StringNode); ok {
		text, isText = s.Value, true
	}
	switch {
	case key == fieldUnreachable:
		b, ok := n.(*ast.BoolNode)
		if !ok {
			r.fail(at, field, "wrong-type", "is not true or false", "")
			return
		}
		rule.Unreachable = b.Value
	case key != fieldFrom && key != fieldTo && key != fieldNetwork:
		hint := "there are " + strings.Join(fields, ", ")
		if near, ok := catalog.Nearest(key, fields); ok {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		r.fail(at, field, "unknown-field", "is not known", hint)
	case !isText:
		r.fail(at, field, "wrong-type", "is not a text", "")
	case key == fieldNetwork:
		rule.Network = catalog.Network(strings.ToUpper(strings.ReplaceAll(text, "-", "_")))
		if text != strings.ToLower(text) || rule.Network != catalog.NetworkInternet && rule.Network != catalog.NetworkState && rule.Network != catalog.NetworkUnknown {
			r.fail(at, field, "unknown-value", fmt.Sprintf("%q is no network", text), "there are internet, state-network, unknown")
		}
	case key == fieldTo:
		rule.To = text
		if !address(text) {
			r.fail(at, field, "invalid-url", fmt.Sprintf("%q is no address", text), "write it in full: https://…")
		}
	default:
		rule.From = text
		if !address(text) && !hostForm.MatchString(text) {
			r.fail(at, field, "invalid-url", fmt.Sprintf("%q is neither an address nor a host", text), "write https://example.org/docs/, or example.org in lower case")
		}
	}
}

var hostForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// address reports whether a text is the beginning of links: absolute, without a query.
func address(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		!strings.ContainsAny(text, "\"'<>` \t?#")
}
