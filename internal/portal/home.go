package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/cloud-pi-native/parcours/internal/page"
)

// choice is what an address may say of a team: nothing that it answers, and nothing that it has done.
type choice struct {
	Roles   []string `json:"roles"`   // slugs
	From    string   `json:"from"`    // slug of the step to begin with, "" for the first
	Only    []string `json:"only"`    // of limits
	Reads   string   `json:"reads"`   // the only language that is read, "" for any
	Support bool     `json:"support"` // whether it asks the programme for support
	Started bool     `json:"started"` // whether a path is asked for
}

// limits are what a team may refuse of resources, by name, as a profile says it.
var limits = map[string]struct {
	Field  string   `json:"field"`
	Values []string `json:"values"`
}{
	"internet": {"networks", []string{"INTERNET"}},
	"open":     {"accounts", []string{"NONE"}},
	"free":     {"costs", []string{"FREE"}},
}

// limitNames are the names of limits in the order they are shown.
var limitNames = []string{"internet", "open", "free"}

// chosen reads an address. What the catalogue does not know is left out.
func chosen(query url.Values, h *home) choice {
	c := choice{Roles: []string{}, Only: []string{}, Support: query.Has("support"), Started: query.Has("role") || query.Has("step")}
	for _, role := range h.Roles {
		if slices.Contains(query["role"], role.Slug) {
			c.Roles = append(c.Roles, role.Slug)
		}
	}
	for _, step := range h.Steps {
		if asked := query.Get("step"); asked == step.Slug || asked == strconv.Itoa(step.Number) {
			c.From = step.Slug
		}
	}
	for _, name := range limitNames {
		if slices.Contains(query["only"], name) {
			c.Only = append(c.Only, name)
		}
	}
	if reads := query.Get("reads"); slices.Contains(h.Catalog.Languages, reads) {
		c.Reads = reads
	}
	return c
}

// profile returns the choice as the graph takes it.
func (c choice) profile() map[string]any {
	profile := map[string]any{"roles": c.Roles, "asksSupport": c.Support}
	if c.From != "" {
		profile["from"] = c.From
	}
	for _, name := range c.Only {
		profile[limits[name].Field] = limits[name].Values
	}
	if c.Reads != "" {
		profile["languages"] = []string{c.Reads}
	}
	return profile
}

// link is a thing that has a page, or an address elsewhere.
type link struct{ Slug, Title, URL string }

type step struct {
	Slug, Title, MaturityQuestion string
	Number                        int
	Objectives                    []struct {
		Role struct{ Slug string }
		Text string
	}
}

type role struct {
	Slug, Title, Description string
	Profiles                 []string
}

type fact struct {
	Slug, Question string
	Values         []struct{ Slug, Title string }
}

type home struct {
	Catalog struct {
		Title, Description string
		Languages          []string
	}
	Steps    []step
	Roles    []role
	Coverage struct {
		Cells []struct {
			Step                   struct{ Number int }
			Role                   struct{ Slug string }
			Resources, ForEveryone int
		}
	}
	Facts []fact

	Choice choice `json:"-"`
	Path   *path  `json:"-"`
	Limits []string
}

// Said returns "": no address says anything of a fact.
func (h *home) Said(string) string { return "" }

// cell is one step for one role.
type cell struct {
	Text                   string // what to reach
	Resources, ForEveryone int
}

// Cell returns what the catalogue has for a role at a step.
func (h *home) Cell(s step, of role) cell {
	var c cell
	for _, o := range s.Objectives {
		if o.Role.Slug == of.Slug {
			c.Text = o.Text
		}
	}
	for _, one := range h.Coverage.Cells {
		if one.Step.Number == s.Number && one.Role.Slug == of.Slug {
			c.Resources, c.ForEveryone = one.Resources, one.ForEveryone
		}
	}
	return c
}

// At reports whether the path begins at a step.
func (h *home) At(number int) bool { return h.Path != nil && h.Path.From.Number == number }

// Chosen reports whether the choice has a role, a limit.
func (h *home) Chosen(name string) bool {
	return slices.Contains(h.Choice.Roles, name) || slices.Contains(h.Choice.Only, name)
}

// Script returns what the script of the page reads: the queries that it asks, and what no one of them answers.
func (h *home) Script() map[string]any {
	asked := map[string]string{}
	for _, name := range []string{"path", "questions", "answered", "support"} {
		asked[name] = query(name)
	}
	return map[string]any{"queries": asked, "choice": h.Choice, "limits": limits}
}

// path is a learning path as the page shows it.
type path struct {
	From     struct{ Number int }
	Stages   []stage
	LeftOut  []leftOut
	Duration duration
}

type duration struct{ KnownMinutes, Known, Unknown int }

type stage struct {
	Step       step
	Objectives []struct {
		Role struct{ Title string }
		Text string
	}
	Items []item
}

type item struct {
	State    string
	Resource resource
	Reasons  []struct {
		Kind, Sentence string
		Role, Of       *struct{ Title string }
	}
	Unmet []struct {
		Requirement struct{ Requires struct{ Title string } }
	}
}

// Before returns the titles of what requires an item.
func (i item) Before() []string {
	var titles []string
	for _, r := range i.Reasons {
		if r.Kind == "PREREQUISITE" {
			titles = append(titles, r.Of.Title)
		}
	}
	return titles
}

type leftOut struct {
	Step        struct{ Number int }
	Resource    resource
	Explanation string
}

// home answers the portal, with the path that the address asks for.
func (p *pages) home(w http.ResponseWriter, r *http.Request) {
	body := home{Limits: limitNames}
	if !p.ask(w, r, &body, "home", nil) {
		return
	}
	body.Choice = chosen(r.URL.Query(), &body)
	if body.Choice.Started {
		var answer struct{ LearningPath path }
		if !p.ask(w, r, &answer, "path", map[string]any{"profile": body.Choice.profile()}) {
			return
		}
		body.Path = &answer.LearningPath
	}
	p.write(w, r, "home", page.View{Title: body.Catalog.Title, About: body.Catalog.Description, Body: &body})
}
