// Package mirror rewrites the links of a catalogue for a network that reaches some sites by mirrors, and some not at all.
//
// A [Map] is what whoever serves a catalogue knows of that network. [Map.Apply] changes a draft before it becomes a
// catalogue, so that its revision, its paths and all that is answered follow. It decides only about links: what cannot be
// reached stays in the catalogue, marked, and paths leave it out with that cause. Links in prose are left as they are.
//
// The package is pure: it reads no file, no clock and no network.
package mirror

import (
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Map says where links lead from a network. The first rule that a link matches counts. Its zero value changes nothing.
type Map struct{ Rules []Rule }

// Rule is about the links that From names.
type Rule struct {
	// From is how links begin: "https://kubernetes.io/docs/" for what stands there and below; a host alone, "kubernetes.io",
	// for all of it and of the hosts below it.
	From string

	To          string          // what takes the place of From, a whole address; "" where links stay
	Network     catalog.Network // where the mirror opens from; "" as the catalogue says of the resource
	Unreachable bool            // whether links do not open from there
	At          catalog.Position
}

// Report is what became of the links of a catalogue.
type Report struct {
	Moved       int    // how many were rewritten
	Unreachable int    // how many resources were marked
	Unused      []Rule // that no link matches, in the order written
}

// Apply returns d with its links as m says, and what became of them. What d shares with others is not changed.
func (m Map) Apply(d catalog.Draft) (catalog.Draft, Report) {
	var report Report
	used := make([]bool, len(m.Rules))
	moved := func(link string) (string, *Rule) {
		to, i := m.find(link)
		if i < 0 {
			return link, nil
		}
		used[i] = true
		if to != link {
			report.Moved++
		}
		return to, &m.Rules[i]
	}
	d.Resources = slices.Clone(d.Resources)
	for i := range d.Resources {
		r := &d.Resources[i]
		var rule, successor *Rule
		r.URL, rule = moved(r.URL)
		if r.Dead != nil && r.Dead.Successor != "" {
			dead := *r.Dead
			dead.Successor, successor = moved(dead.Successor)
			r.Dead, rule = &dead, successor
		}
		switch {
		case rule == nil:
		case rule.Unreachable:
			r.Unreachable = true
			report.Unreachable++
		case rule.Network != "":
			r.Access.Network = rule.Network
		}
	}
	d.Guides = slices.Clone(d.Guides)
	for i := range d.Guides {
		g := &d.Guides[i]
		var rule *Rule
		if g.URL, rule = moved(g.URL); rule != nil && rule.Network != "" {
			g.Access.Network = rule.Network
		}
	}
	for i, rule := range m.Rules {
		if !used[i] {
			report.Unused = append(report.Unused, rule)
		}
	}
	return d, report
}

// find returns where a link leads, and the rule that says so; -1 where none does.
func (m Map) find(link string) (to string, rule int) {
	for i, r := range m.Rules {
		rest, ok := r.rest(link)
		switch {
		case !ok:
			continue
		case r.To == "":
			return link, i
		case strings.HasPrefix(rest, "/"):
			return strings.TrimSuffix(r.To, "/") + rest, i
		}
		return r.To + rest, i
	}
	return link, -1
}

// split takes an address apart: its scheme, its host with a port where it has one, in lower case, and what follows.
func split(link string) (scheme, host, rest string) {
	scheme, rest, _ = strings.Cut(link, "://")
	host = rest
	if at := strings.IndexAny(rest, "/?#"); at >= 0 {
		host, rest = rest[:at], rest[at:]
	} else {
		rest = ""
	}
	return strings.ToLower(scheme), strings.ToLower(host), rest
}

// rest returns what follows From in a link, where the link begins so: at the end of a part of its path, not within one.
func (r Rule) rest(link string) (rest string, ok bool) {
	scheme, host, rest := split(link)
	if !strings.Contains(r.From, "://") {
		host, _, _ = strings.Cut(host, ":")
		return rest, host == r.From || strings.HasSuffix(host, "."+r.From)
	}
	fromScheme, fromHost, prefix := split(r.From)
	if scheme != fromScheme || host != fromHost {
		return "", false
	}
	rest, ok = strings.CutPrefix(rest, strings.TrimSuffix(prefix, "/"))
	return rest, ok && (rest == "" || strings.ContainsRune("/?#", rune(rest[0])))
}
