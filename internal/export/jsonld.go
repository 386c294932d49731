package export

import (
	"bufio"
	"fmt"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// The types of schema.org that the JSON-LD form is made of.
type (
	learningResourceLD struct {
		Type        string       `json:"@type"` // LearningResource
		ID          string       `json:"@id"`
		Name        string       `json:"name"`
		Description string       `json:"description,omitempty"`
		URL         string       `json:"url"`
		InLanguage  []string     `json:"inLanguage,omitempty"`
		Sort        string       `json:"learningResourceType"`
		Time        string       `json:"timeRequired,omitempty"` // ISO 8601
		Free        *bool        `json:"isAccessibleForFree,omitempty"`
		Conditions  string       `json:"conditionsOfAccess,omitempty"`
		Provider    *typedLD     `json:"provider,omitempty"`
		Keywords    []string     `json:"keywords,omitempty"`
		Audience    []audienceLD `json:"audience,omitempty"`
	}
	typedLD struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	audienceLD struct {
		Type string `json:"@type"` // EducationalAudience
		Role string `json:"educationalRole"`
	}
	referenceLD struct {
		ID string `json:"@id"`
	}
	itemListLD struct {
		Type        string       `json:"@type"` // ItemList
		ID          string       `json:"@id"`
		Name        string       `json:"name"`
		Description string       `json:"description,omitempty"`
		Order       string       `json:"itemListOrder"`
		Number      int          `json:"numberOfItems"`
		Elements    []listItemLD `json:"itemListElement"`
	}
	listItemLD struct {
		Type     string      `json:"@type"` // ListItem
		Position int         `json:"position"`
		Item     referenceLD `json:"item"`
	}
)

// writeJSONLD writes the catalogue in the words of schema.org: an ItemList for each step, in the order in which everyone
// meets its resources, and a LearningResource for each resource. A resource whose link is dead and has no successor is in
// neither: readers of this form take every url for one that opens.
func writeJSONLD(w *bufio.Writer, s Source, v View) error {
	c := s.Catalog
	fmt.Fprint(w, `{"@context": "https://schema.org", "@graph": [`)
	things := make([]func() any, 0, len(c.Steps)+len(c.Resources))
	for _, step := range c.Steps {
		things = append(things, func() any { return v.itemList(c, step) })
	}
	for _, r := range c.Resources {
		if r.Usable() {
			things = append(things, func() any { return v.learningResource(c, r) })
		}
	}
	elements(w, things, func(make func() any) any { return make() }, v.progress)
	fmt.Fprintln(w, "]}")
	return nil
}

func (v View) itemList(c *catalog.Catalog, s *catalog.Step) itemListLD {
	l := itemListLD{
		Type: "ItemList", ID: tagURI(c, catalog.Ref{Type: catalog.TypeStep, ID: string(s.ID)}), Name: v.text(s.Title),
		Description: v.text(s.MaturityQuestion), Order: "https://schema.org/ItemListOrderAscending", Elements: []listItemLD{},
	}
	seen := map[*catalog.Resource]bool{}
	for _, p := range s.Placements {
		if !p.Resource.Usable() || seen[p.Resource] {
			continue
		}
		seen[p.Resource] = true
		l.Elements = append(l.Elements, listItemLD{"ListItem", len(l.Elements) + 1, referenceLD{resourceTag(c, p.Resource)}})
	}
	l.Number = len(l.Elements)
	return l
}

func (v View) learningResource(c *catalog.Catalog, r *catalog.Resource) learningResourceLD {
	t := learningResourceLD{
		Type: "LearningResource", ID: resourceTag(c, r), Name: v.text(r.Title), Description: v.text(r.Summary), URL: r.Link(),
		InLanguage: strs(r.Languages), Sort: v.kind(r.Kind), Conditions: v.conditions(r.Access),
		Keywords: each(r.Topics, func(t *catalog.Topic) string { return v.text(t.Title) }),
	}
	if r.Minutes > 0 {
		t.Time = fmt.Sprintf("PT%dM", r.Minutes)
	}
	switch r.Access.Cost {
	case catalog.CostFree:
		t.Free = new(true)
	case catalog.CostPaid, catalog.CostSubscription, catalog.CostMetered:
		t.Free = new(false)
	case catalog.CostUnknown:
	}
	if r.Provider != "" {
		t.Provider = &typedLD{"Organization", r.Provider}
	}
	seen := map[*catalog.Role]bool{}
	for _, p := range r.Placements {
		if p.Everyone() {
			t.Audience = nil // a role would leave others out
			break
		}
		for _, role := range p.Roles {
			if !seen[role] {
				seen[role] = true
				t.Audience = append(t.Audience, audienceLD{"EducationalAudience", v.text(role.Title)})
			}
		}
	}
	return t
}
