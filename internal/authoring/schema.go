package authoring

import (
	"encoding/json"
	"math"
	"slices"
)

// schema is a JSON Schema (2020-12), as far as our formats need it.
type schema struct {
	Dialect     string             `json:"$schema,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        any                `json:"type,omitempty"` // a word, or several
	Const       any                `json:"const,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	Format      string             `json:"format,omitempty"`
	Minimum     *int               `json:"minimum,omitempty"`
	Maximum     *int               `json:"maximum,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	MinItems    int                `json:"minItems,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Additional  any                `json:"additionalProperties,omitempty"` // false, or a schema
	MinFields   int                `json:"minProperties,omitempty"`
	AnyOf       []*schema          `json:"anyOf,omitempty"`
	OneOf       []*schema          `json:"oneOf,omitempty"`
}

// Schema returns the JSON Schema of a kind of file, or of its front matter: what the reader accepts and a catalogue asks of
// a file by itself, whatever others hold. In an overlay no field is required and a thing may be hidden.
func Schema(k Kind, overlay bool) []byte {
	s := shaping{overlay}.of(k.shape)
	s.Dialect, s.Title, s.Description = "https://json-schema.org/draft/2020-12/schema", k.Files, k.About
	if overlay && k.shape.sort == sortRecord && k.Files[len(k.Files)-len(".md"):] == ".md" {
		s.Properties[hideField] = hiding
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic("authoring: a schema holds nothing that JSON cannot: " + err.Error())
	}
	return append(b, '\n')
}

var hiding = &schema{Const: true, Description: "Hides the thing of a folder below."}

// shaping makes schemas of shapes.
type shaping struct{ overlay bool }

// of returns the schema of what has a shape.
func (p shaping) of(s *shape) *schema {
	bound := func(n int) *int { return &n }
	switch s.sort {
	case sortNumber:
		return &schema{Type: "integer", Minimum: bound(s.least), Maximum: bound(math.MaxInt32)}
	case sortShare:
		return &schema{Type: "number", Minimum: bound(0), Maximum: bound(1)}
	case sortFlag:
		return &schema{Type: "boolean"}
	case sortChoice:
		return &schema{Type: "string", Enum: s.words}
	case sortAddress:
		word := scalar()
		word.Format = "uri"
		return word
	case sortText:
		return &schema{AnyOf: []*schema{
			scalar(), {Type: "object", Additional: scalar(), Description: "One text a language, by its code."},
		}}
	case sortAudience:
		return &schema{AnyOf: []*schema{{Const: everyone}, {Type: "array", Items: scalar(), MinItems: 1, Description: "Roles."}}}
	case sortList:
		list := &schema{Type: "array", Items: p.of(s.of)}
		if p.overlay && s.things {
			list.Items.Properties[hideField] = hiding
		}
		return list
	case sortTable:
		of := p.of(s.of)
		switch s.of.sort { //nolint:exhaustive // others are never empty
		case sortList:
			of.MinItems = 1
		case sortText:
			of.AnyOf[1].MinFields = 1
		}
		return &schema{Type: "object", Additional: of}
	case sortRecord:
		return p.record(s)
	case sortString, sortIdentifier, sortLanguage:
	}
	return scalar()
}

// scalar returns the schema of a word or sentence: YAML reads some as numbers or flags.
func scalar() *schema { return &schema{Type: []string{"string", "number", "boolean"}, Pattern: `\S`} }

// record returns the schema of a mapping with known fields.
func (p shaping) record(s *shape) *schema {
	r := &schema{Type: "object", Properties: make(map[string]*schema, len(s.fields)), Additional: false}
	for _, f := range s.fields {
		of := p.of(f.shape)
		of.Description = f.about
		r.Properties[f.name] = of
		if f.required && (!p.overlay || f.name == "id") {
			r.Required = append(r.Required, f.name)
		}
		switch {
		case f.required && f.shape.sort == sortText:
			of.AnyOf[1].MinFields = 1
		case f.required && f.shape.sort == sortList:
			of.MinItems = 1
		}
	}
	for _, name := range s.one {
		r.OneOf = append(r.OneOf, &schema{Required: []string{name}})
	}
	slices.Sort(r.Required)
	return r
}
