package widget

import "fmt"

// The JSON-LD of embedded pages, in the words of schema.org. What is not known is left out.
type (
	linkedResource struct {
		Context  string          `json:"@context,omitempty"`
		Type     string          `json:"@type"`
		Name     string          `json:"name"`
		About    string          `json:"description,omitempty"`
		URL      string          `json:"url"`
		Language []string        `json:"inLanguage,omitempty"`
		Time     string          `json:"timeRequired,omitempty"`
		Provider *linkedProvider `json:"provider,omitempty"`
		Free     *bool           `json:"isAccessibleForFree,omitempty"`
	}
	linkedProvider struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	linkedList struct {
		Context string       `json:"@context"`
		Type    string       `json:"@type"`
		Name    string       `json:"name"`
		Count   int          `json:"numberOfItems"`
		Items   []linkedItem `json:"itemListElement"`
	}
	linkedItem struct {
		Type     string         `json:"@type"`
		Position int            `json:"position"`
		Item     linkedResource `json:"item"`
	}
)

const linkedContext = "https://schema.org"

// linked returns a resource as a LearningResource.
func (r resource) linked() linkedResource {
	l := linkedResource{Context: linkedContext, Type: "LearningResource", Name: r.Title, URL: r.URL, Language: r.Languages}
	if r.Summary != nil {
		l.About = *r.Summary
	}
	if r.Minutes != nil {
		l.Time = fmt.Sprintf("PT%dM", *r.Minutes)
	}
	if r.Provider != nil {
		l.Provider = &linkedProvider{"Organization", *r.Provider}
	}
	if free := r.Access.Cost == "FREE"; r.Access.Cost != "UNKNOWN" {
		l.Free = &free
	}
	return l
}

// linked returns a path as an ItemList.
func (p learningPath) linked(lang string) linkedList {
	l := linkedList{Context: linkedContext, Type: "ItemList", Name: p.title(lang), Items: []linkedItem{}}
	for _, s := range p.Stages {
		for _, it := range s.Items {
			item := it.Resource.linked()
			item.Context = ""
			l.Items = append(l.Items, linkedItem{"ListItem", len(l.Items) + 1, item})
		}
	}
	l.Count = len(l.Items)
	return l
}
