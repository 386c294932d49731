package view

import (
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Catalog is the catalogue as a request sees it.
type Catalog struct {
	of       *catalog.Catalog
	in       *In
	loadedAt time.Time
	source   string

	following *Following
}

// Catalog returns of, loaded at a time from a source, as the request sees it.
func (in *In) Catalog(of *catalog.Catalog, loadedAt time.Time, source string) *Catalog {
	return &Catalog{of: of, in: in, loadedAt: loadedAt, source: source}
}

// Title returns the title.
func (v *Catalog) Title() string { return v.in.Text(v.of.Title) }

// Description returns what it is about.
func (v *Catalog) Description() string { return v.in.Text(v.of.Description) }

// Revision returns the hash of the content.
func (v *Catalog) Revision() string { return v.of.Revision }

// Languages returns the languages, the reference first.
func (v *Catalog) Languages() []string { return as[string](v.of.Languages) }

// Licence returns the licence, or nil.
func (v *Catalog) Licence() *string { return optional(v.of.Licence) }

// Contact returns the address of the programme, or nil.
func (v *Catalog) Contact() *string { return optional(v.of.Contact) }

// LoadedAt returns when it was loaded.
func (v *Catalog) LoadedAt() time.Time { return v.loadedAt.UTC() }

// Source returns what it was loaded from.
func (v *Catalog) Source() string { return v.source }

// Upstream returns the bases that its facts come from.
func (v *Catalog) Upstream() []*Upstream {
	return each(v.of.Upstream, func(u catalog.Upstream) *Upstream {
		return &Upstream{u.Name, optional(u.URL), optional(u.Commit), optional(u.Date)}
	})
}

// Upstream is a base that facts come from; what is not said is nil.
type Upstream struct {
	Name              string
	URL, Commit, Date *string
}

// Counts says how many things of each kind there are.
type Counts struct {
	Steps, Roles, Objectives, Resources, Placements, Requirements, PlannedResources, Sections, Questions, Topics, Guides,
	SupportServices, SupportRules, Terms, Articles int32
}

// Counts returns how much the catalogue holds.
func (v *Catalog) Counts() *Counts {
	of := v.of
	c := &Counts{
		Steps: size(of.Steps), Roles: size(of.Roles), Resources: size(of.Resources), PlannedResources: size(of.Planned),
		Sections: size(of.Sections), Questions: size(of.Questions), Topics: size(of.Topics), Guides: size(of.Guides),
		SupportServices: size(of.Services), SupportRules: size(of.Rules), Terms: size(of.Terms), Articles: size(of.Articles),
	}
	for _, s := range of.Steps {
		c.Objectives += size(s.Objectives)
	}
	for _, r := range of.Resources {
		c.Placements += size(r.Placements)
		c.Requirements += size(r.Requires)
	}
	return c
}
