package graph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/graph/view"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/store"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// slug returns the short identifier of a thing of that kind, which may have been written with the kind before it.
func slug(kind, id string) string { return strings.TrimPrefix(id, kind+":") }

// node returns the thing that a global identifier names, or nil.
func node(c *catalog.Catalog, in *view.In, id string) view.Node {
	kind, name, _ := strings.Cut(id, ":")
	find, ok := kinds[kind]
	if !ok {
		return nil
	}
	if of := find(c, in, name); of != nil {
		return of
	}
	if gone := c.Tombstone(catalog.Ref{Type: catalog.Type(kind), ID: name}); gone != nil {
		return thing(c, in, gone.Successor) // of another kind, else it would have been found
	}
	return nil
}

// kinds says how to find the things of each kind by their slug.
var kinds = map[string]func(*catalog.Catalog, *view.In, string) view.Node{
	"step":             finder((*catalog.Catalog).Step, (*view.In).Step),
	"role":             finder((*catalog.Catalog).Role, (*view.In).Role),
	"objective":        finder(objective, (*view.In).Objective),
	"resource":         finder((*catalog.Catalog).Resource, (*view.In).Resource),
	"planned-resource": finder((*catalog.Catalog).PlannedResource, (*view.In).PlannedResource),
	"topic":            finder((*catalog.Catalog).Topic, (*view.In).Topic),
	"section":          finder((*catalog.Catalog).Section, (*view.In).Section),
	"question":         finder((*catalog.Catalog).Question, (*view.In).Question),
	"respondent":       finder((*catalog.Catalog).Respondent, (*view.In).Respondent),
	"guide":            finder((*catalog.Catalog).Guide, (*view.In).Guide),
	"service":          finder((*catalog.Catalog).Service, (*view.In).SupportService),
	"rule":             finder((*catalog.Catalog).Rule, (*view.In).SupportRule),
	"fact":             finder((*catalog.Catalog).Fact, (*view.In).Fact),
	"article":          finder((*catalog.Catalog).Article, (*view.In).Article),
	"term":             finder((*catalog.Catalog).Term, (*view.In).Term),
}

// objective returns the objective that a step and a role name, joined by a slash, or nil.
func objective(c *catalog.Catalog, name string) *catalog.Objective {
	stepID, roleID, _ := strings.Cut(name, "/")
	step, role := c.Step(catalog.StepID(stepID)), c.Role(catalog.RoleID(roleID))
	if step == nil || role == nil {
		return nil
	}
	for _, o := range step.Objectives {
		if o.Role == role {
			return o
		}
	}
	return nil
}

// finder joins a look-up and a view; what is not found is a nil Node.
func finder[ID ~string, T, V any](
	find func(*catalog.Catalog, ID) *T, show func(*view.In, *T) *V,
) func(*catalog.Catalog, *view.In, string) view.Node {
	return func(c *catalog.Catalog, in *view.In, name string) view.Node {
		of := find(c, ID(name))
		if of == nil {
			return nil
		}
		shown, _ := any(show(in, of)).(view.Node)
		return shown
	}
}

// profileOf returns what the path is tailored to; identifiers are checked by tailor.
func profileOf(c *catalog.Catalog, p model.ProfileInput) tailor.Profile {
	profile := tailor.Profile{
		Roles:        show(p.Roles, func(id string) catalog.RoleID { return catalog.RoleID(slug("role", id)) }),
		From:         stepID(c, p.From),
		To:           stepID(c, p.To),
		Completed:    show(p.Completed, func(id string) catalog.ResourceID { return catalog.ResourceID(slug("resource", id)) }),
		Languages:    words[catalog.Lang](p.Languages),
		Networks:     words[catalog.Network](p.Networks),
		Accounts:     words[catalog.Account](p.Accounts),
		Costs:        words[catalog.Cost](p.Costs),
		Kinds:        words[catalog.Kind](p.Kinds),
		StrictAccess: p.StrictAccess,
		Answers:      answersOf(p.Answers),
		AsksSupport:  p.AsksSupport,
		AsOf:         dayOf(p.AsOf),
	}
	if p.MinutesPerWeek != nil {
		profile.MinutesPerWeek = *p.MinutesPerWeek
	}
	return profile
}

// filterOf returns what resources must be, or an error for clients that names an unknown identifier.
func filterOf(c *catalog.Catalog, f *model.ResourceFilter) (store.Filter, error) {
	if f == nil {
		return store.Filter{}, nil
	}
	steps, err := steps("filter.steps", c, f.Steps)
	if err != nil {
		return store.Filter{}, err
	}
	roles, err := known("filter.roles", "role", f.Roles, c.Role, c.Roles, func(r *catalog.Role) catalog.RoleID { return r.ID })
	if err != nil {
		return store.Filter{}, err
	}
	topics, err := known("filter.topics", "topic", f.Topics, c.Topic, c.Topics, func(t *catalog.Topic) catalog.TopicID { return t.ID })
	if err != nil {
		return store.Filter{}, err
	}
	filter := store.Filter{
		Steps: steps, Roles: roles, Topics: topics, Kinds: words[catalog.Kind](f.Kinds),
		Languages: words[catalog.Lang](f.Languages), Networks: words[catalog.Network](f.Networks),
		Accounts: words[catalog.Account](f.Accounts), Costs: words[catalog.Cost](f.Costs),
		Providers: f.Providers, HasMinutes: f.HasDuration, Usable: f.Usable,
	}
	if f.Audience != nil {
		everyone := *f.Audience == model.AudienceEveryone
		filter.Everyone = &everyone
	}
	if f.LanguageKnown != nil {
		unknown := !*f.LanguageKnown
		filter.UnknownLanguage = &unknown
	}
	return filter, nil
}

// questionFilter returns whether a question passes, or an error for clients that names an unknown identifier.
func questionFilter(c *catalog.Catalog, f *model.QuestionFilter) (func(*catalog.Question) bool, error) {
	if f == nil {
		return func(*catalog.Question) bool { return true }, nil
	}
	steps, err := steps("filter.steps", c, f.Steps)
	if err != nil {
		return nil, err
	}
	sections, err := known("filter.sections", "section", f.Sections, c.Section, c.Sections, func(s *catalog.Section) catalog.SectionID { return s.ID })
	if err != nil {
		return nil, err
	}
	respondents, err := known("filter.respondents", "respondent", f.Respondents, c.Respondent, c.Respondents,
		func(r *catalog.Respondent) catalog.RespondentID { return r.ID })
	if err != nil {
		return nil, err
	}
	helpers, err := known("filter.helpedBy", "resource", f.HelpedBy, c.Resource, c.Resources, func(r *catalog.Resource) catalog.ResourceID { return r.ID })
	if err != nil {
		return nil, err
	}
	return func(q *catalog.Question) bool {
		resource := func(h *catalog.Help) bool { return h.Target.Resource != nil }
		return among(f.Steps, steps, q.Step().ID) && among(f.Sections, sections, q.Section.ID) &&
			among(f.Kinds, f.Kinds, model.QuestionKind(q.Kind)) &&
			is(f.Blocking, q.Blocking) && is(f.SupportOnly, q.SupportOnly) && is(f.Conditional, q.OnlyIf != nil) &&
			is(f.Helped, slices.ContainsFunc(q.HelpedBy, resource)) &&
			(f.Respondents == nil || slices.ContainsFunc(q.Respondents, func(r *catalog.Respondent) bool {
				return slices.Contains(respondents, r.ID)
			})) &&
			(f.HelpedBy == nil || slices.ContainsFunc(q.HelpedBy, func(h *catalog.Help) bool {
				return resource(h) && slices.Contains(helpers, h.Target.Resource.ID)
			}))
	}, nil
}

// among reports whether a value is one of those wanted; without a list every value is.
func among[A any, T comparable](asked []A, wanted []T, value T) bool {
	return asked == nil || slices.Contains(wanted, value)
}

// is reports whether a value is what is wanted; where nothing is said every value is.
func is(wanted *bool, value bool) bool { return wanted == nil || *wanted == value }

// known returns the slugs of identifiers, or an error for clients that names the first unknown one and the nearest known.
func known[ID ~string, T any](field, kind string, ids []string, find func(ID) *T, all []*T, id func(*T) ID) ([]ID, error) {
	var slugs []ID
	for i, written := range ids {
		name := ID(slug(kind, written))
		if find(name) == nil {
			message := fmt.Sprintf("%s[%d]: no %s %q", field, i, kind, written)
			if near, ok := catalog.Nearest(string(name), show(all, id)); ok {
				message += fmt.Sprintf(" (did you mean %q?)", near)
			}
			return nil, misused(message)
		}
		slugs = append(slugs, name)
	}
	return slugs, nil
}

// steps returns the slugs of steps written as identifiers or numbers, or an error for clients.
func steps(field string, c *catalog.Catalog, ids []string) ([]catalog.StepID, error) {
	slugs := show(ids, func(id string) string { return string(stepID(c, &id)) })
	return known(field, "step", slugs, c.Step, c.Steps, func(s *catalog.Step) catalog.StepID { return s.ID })
}

// stepID returns the slug of a step that is written as an identifier or as a number.
func stepID(c *catalog.Catalog, id *string) catalog.StepID {
	if id == nil {
		return ""
	}
	if n, err := strconv.Atoi(*id); err == nil && n >= 1 && n <= len(c.Steps) {
		return c.Steps[n-1].ID
	}
	return catalog.StepID(slug("step", *id))
}

// show returns what one makes of each element.
func show[T, U any](list []T, one func(T) U) []U {
	shown := make([]U, len(list))
	for i, t := range list {
		shown[i] = one(t)
	}
	return shown
}

// words returns a list of words as another type of words, nil for nil.
func words[U, T ~string](list []T) []U {
	if list == nil {
		return nil
	}
	return show(list, func(t T) U { return U(t) })
}
