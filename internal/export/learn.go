package export

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// The shape of the Microsoft Learn catalog API, as far as a catalogue of ours can fill it. Steps are its levels, providers
// its products, topics its subjects, resources its modules, and the path of each role one of its learning paths. What we
// do not know is left out: a duration, a date, a rating.
type (
	moduleLearn struct {
		UID      string       `json:"uid"`
		Type     string       `json:"type"` // module
		Title    string       `json:"title"`
		Summary  string       `json:"summary"`
		Levels   []string     `json:"levels"`
		Roles    []string     `json:"roles"`
		Products []string     `json:"products"`
		Subjects []string     `json:"subjects"`
		Minutes  int32        `json:"duration_in_minutes,omitempty"`
		Locale   catalog.Lang `json:"locale"`
		Modified string       `json:"last_modified,omitempty"`
		URL      string       `json:"url,omitempty"`
		Modules  *[]string    `json:"modules,omitempty"` // of a learning path
		Children int          `json:"number_of_children"`
		changed  time.Time
	}
	taxonLearn struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
)

// The parts of the envelope, in its order.
const (
	learnModules  = "modules"
	learnPaths    = "learningPaths"
	learnLevels   = "levels"
	learnRoles    = "roles"
	learnProducts = "products"
	learnSubjects = "subjects"
)

var learnTypes = []string{learnModules, learnPaths, learnLevels, learnRoles, learnProducts, learnSubjects}

// Filter says which part of the catalog form is wanted. Of the values of one field any may match, and every field must;
// an empty field lets everything pass. A value that no thing has matches nothing. A thing whose date is not known passes
// every date, so that no client that asks for what is new misses it.
type Filter struct {
	Types    []string // parts of the envelope; the others are left out
	UIDs     []string // of modules and learning paths, as those of the fields below
	Levels   []string
	Roles    []string
	Products []string
	Subjects []string
	Modified func(time.Time) bool // nil: any date
}

// ParseFilter reads a filter as the Microsoft Learn catalog API writes it: lists with commas, and for last_modified an
// operator (lt, lte, eq, gt, gte; gte without one) before a day or a time. Other parameters are of no concern here. What
// cannot be read is a [*catalog.InputError].
func ParseFilter(query url.Values) (Filter, error) {
	list := func(name string) []string {
		return strings.FieldsFunc(strings.Join(query[name], ","), func(r rune) bool { return r == ',' || r == ' ' })
	}
	f := Filter{
		Types: list("type"), UIDs: list("uid"), Levels: list("level"), Roles: list("role"), Products: list("product"), Subjects: list("subject"),
	}
	for _, t := range f.Types {
		if !slices.Contains(learnTypes, t) {
			return Filter{}, catalog.Unknown("type", t, learnTypes, "type")
		}
	}
	if when := strings.TrimSpace(query.Get("last_modified")); when != "" {
		var err error
		if f.Modified, err = parseModified(when); err != nil {
			return Filter{}, err
		}
	}
	return f, nil
}

func parseModified(when string) (func(time.Time) bool, error) {
	operator, at, found := strings.Cut(when, " ")
	if !found {
		operator, at = "gte", when
	}
	length := 24 * time.Hour // a day without a time is all of it
	start, err := time.Parse(time.DateOnly, strings.TrimSpace(at))
	if err != nil {
		length = time.Second
		start, err = time.Parse(time.RFC3339, strings.TrimSpace(at))
	}
	if err != nil {
		return nil, &catalog.InputError{Field: "last_modified", Value: when, Message: "should be a day or a time, such as gte 2026-01-31"}
	}
	end := start.Add(length)
	switch operator {
	case "lt":
		return start.After, nil
	case "lte":
		return end.After, nil
	case "eq":
		return func(t time.Time) bool { return !t.Before(start) && t.Before(end) }, nil
	case "gt":
		return func(t time.Time) bool { return !t.Before(end) }, nil
	case "gte":
		return func(t time.Time) bool { return !t.Before(start) }, nil
	}
	return nil, &catalog.InputError{Field: "last_modified", Value: when, Message: "begins with lt, lte, eq, gt or gte"}
}

func (f Filter) wants(part string) bool { return len(f.Types) == 0 || slices.Contains(f.Types, part) }

func (f Filter) passes(m *moduleLearn) bool {
	meets := func(wanted, has []string) bool {
		return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(has, w) })
	}
	return meets(f.UIDs, []string{m.UID}) && meets(f.Levels, m.Levels) && meets(f.Roles, m.Roles) && meets(f.Products, m.Products) &&
		meets(f.Subjects, m.Subjects) && (f.Modified == nil || m.changed.IsZero() || f.Modified(m.changed))
}

// writeLearn writes the catalogue in the shape of the Microsoft Learn catalog API.
func writeLearn(w *bufio.Writer, s Source, v View) error {
	c := s.Catalog
	known := s.resourceDates()
	before := "{"
	part := func(name string, write func()) {
		if !v.Filter.wants(name) {
			return
		}
		fmt.Fprintf(w, "%s\n%q: [", before, name)
		write()
		fmt.Fprint(w, "]")
		before = ","
	}
	part(learnModules, func() {
		elements(w, c.Resources, func(r *catalog.Resource) any {
			if !r.Usable() {
				return nil
			}
			m := v.module(c, r, known)
			if !v.Filter.passes(&m) {
				return nil
			}
			return m
		}, v.progress)
	})
	var err error
	part(learnPaths, func() {
		elements(w, c.Roles, func(r *catalog.Role) any {
			path, failed := tailor.Path(c, tailor.Profile{Roles: []catalog.RoleID{r.ID}})
			if failed != nil {
				err = failed
				return nil
			}
			m := v.learningPath(r, &path, known)
			if !v.Filter.passes(&m) {
				return nil
			}
			return m
		}, nil)
	})
	part(learnLevels, func() {
		elements(w, c.Steps, func(s *catalog.Step) any { return taxonLearn{string(s.ID), v.text(s.Title)} }, nil)
	})
	part(learnRoles, func() {
		elements(w, c.Roles, func(r *catalog.Role) any { return taxonLearn{string(r.ID), v.text(r.Title)} }, nil)
	})
	part(learnProducts, func() {
		providers := slices.Sorted(func(yield func(string) bool) {
			for _, r := range c.Resources {
				if r.Provider != "" && !yield(r.Provider) {
					return
				}
			}
		})
		elements(w, slices.Compact(providers), func(p string) any { return taxonLearn{p, p} }, nil)
	})
	part(learnSubjects, func() {
		elements(w, c.Topics, func(t *catalog.Topic) any { return taxonLearn{string(t.ID), v.text(t.Title)} }, nil)
	})
	fmt.Fprintln(w, "}")
	return err //nolint:wrapcheck // a role of the catalogue is no mistake of anyone
}

// module returns a resource. One for everyone has every role.
func (v View) module(c *catalog.Catalog, r *catalog.Resource, known map[catalog.ResourceID]dates) moduleLearn {
	m := moduleLearn{
		UID: "resource:" + string(r.ID), Type: "module", Title: v.text(r.Title), Summary: v.text(r.Summary), Levels: []string{}, Roles: []string{},
		Products: []string{}, Subjects: each(r.Topics, func(t *catalog.Topic) string { return string(t.ID) }),
		Minutes: r.Minutes, Locale: cmp.Or(catalog.Lang(v.foreign(r.Title)), v.lang()), URL: r.Link(),
	}
	m.date(known[r.ID].changed)
	if r.Provider != "" {
		m.Products = append(m.Products, r.Provider)
	}
	for _, p := range r.Placements {
		roles := p.Roles
		if p.Everyone() {
			roles = c.Roles
		}
		m.Levels = with(m.Levels, string(p.Step.ID))
		for _, role := range roles {
			m.Roles = with(m.Roles, string(role.ID))
		}
	}
	return m
}

func (m *moduleLearn) date(changed time.Time) {
	m.changed = changed
	if !changed.IsZero() {
		m.Modified = stamp(changed)
	}
}

// learningPath returns the path of a role. It takes as long as its modules where that is known of each.
func (v View) learningPath(r *catalog.Role, path *tailor.LearningPath, known map[catalog.ResourceID]dates) moduleLearn {
	m := moduleLearn{
		UID: "role:" + string(r.ID), Type: "learningPath", Title: v.text(r.Title), Summary: v.text(r.Description), Levels: []string{},
		Roles: []string{string(r.ID)}, Products: []string{}, Subjects: []string{}, Locale: cmp.Or(catalog.Lang(v.foreign(r.Title)), v.lang()), Modules: &[]string{},
	}
	if path.Duration.Unknown == 0 {
		m.Minutes = path.Duration.KnownMinutes
	}
	if v.Base != "" {
		m.URL = v.Base + "/export/path.html?role=" + string(r.ID) + "&lang=" + string(v.lang())
	}
	var newest time.Time
	for _, stage := range path.Stages {
		for _, it := range stage.Items {
			m.Levels = with(m.Levels, string(stage.Step.ID))
			if p := it.Resource.Provider; p != "" {
				m.Products = with(m.Products, p)
			}
			for _, t := range it.Resource.Topics {
				m.Subjects = with(m.Subjects, string(t.ID))
			}
			*m.Modules = append(*m.Modules, "resource:"+string(it.Resource.ID))
			if d := known[it.Resource.ID].changed; d.After(newest) {
				newest = d
			}
		}
	}
	m.Children = len(*m.Modules)
	m.date(newest)
	return m
}

// with returns a list that holds s, once.
func with(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// refusal is the body of an answer to a request that cannot be read, in the shape of that API.
func refusal(code, message string) []byte {
	text, err := json.Marshal(map[string]map[string]string{"error": {"code": code, "message": message}})
	if err != nil {
		panic(err) // texts are JSON
	}
	return append(text, '\n')
}
