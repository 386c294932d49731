package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// lists are the fields of the JSON form that hold things, with what each holds.
var lists = []struct {
	name, about string
	of          any
}{
	{"steps", "The stages of onboarding, by number.", stepJSON{}},
	{"roles", "Perimeters of responsibility, in order.", roleJSON{}},
	{"resources", "Things to learn from, by identifier.", resourceJSON{}},
	{"planned", "Resources that are announced and not there yet.", plannedJSON{}},
	{"sections", "The checklists, by step.", sectionJSON{}},
	{"respondents", "Who in an organisation can answer questions.", namedJSON{}},
	{"topics", "Tags of resources.", namedJSON{}},
	{"guides", "Pages that are linked to, and never recommended.", guideJSON{}},
	{"services", "Help that is offered.", serviceJSON{}},
	{"facts", "What the support rules need to know.", factJSON{}},
	{"rules", "Who may obtain which help.", ruleJSON{}},
	{"holes", "Cases that no rule decides.", holeJSON{}},
	{"terms", "The glossary.", termJSON{}},
	{"articles", "Long-form pages.", articleJSON{}},
	{"removed", "What was taken out, and what took its place.", removedJSON{}},
}

// words are the values of the types that have a few.
var words = map[reflect.Type][]string{
	reflect.TypeFor[catalog.Kind]():         strs(catalog.Kinds()),
	reflect.TypeFor[catalog.Network]():      strs(catalog.Networks()),
	reflect.TypeFor[catalog.Account]():      strs(catalog.Accounts()),
	reflect.TypeFor[catalog.Cost]():         strs(catalog.Costs()),
	reflect.TypeFor[catalog.Basis]():        {string(catalog.BasisStated), string(catalog.BasisInferred)},
	reflect.TypeFor[catalog.Strength]():     {string(catalog.StrengthDirect), string(catalog.StrengthPartial)},
	reflect.TypeFor[catalog.AnswerValue]():  strs(catalog.AnswerValues()),
	reflect.TypeFor[catalog.QuestionKind](): {string(catalog.QuestionChoice), string(catalog.QuestionEvidence), string(catalog.QuestionAction)},
	reflect.TypeFor[catalog.Expectation]():  {string(catalog.ExpectYes), string(catalog.ExpectAnswered)},
	reflect.TypeFor[catalog.Outcome]():      {string(catalog.Granted), string(catalog.Denied), string(catalog.ToBeAgreed)},
	reflect.TypeFor[catalog.Type]():         strs(catalog.Types()),
}

func strs[S ~string](values []S) []string { return each(values, func(s S) string { return string(s) }) }

// schema is a JSON schema.
type schema map[string]any

// writeSchema writes the JSON schema (2020-12) of the JSON form. It is made of the types that form is written from, so that
// they cannot say different things.
func writeSchema(w *bufio.Writer, _ Source, _ View) error {
	defs := schema{"text": schema{
		"description": "A text by language.", "type": "object", "minProperties": 1,
		"propertyNames":        schema{"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
		"additionalProperties": schema{"type": "string"},
	}}
	root := object(reflect.TypeFor[headJSON](), defs)
	properties, _ := root["properties"].(schema)
	required, _ := root["required"].([]string)
	for _, l := range lists {
		properties[l.name] = schema{"description": l.about, "type": "array", "items": of(reflect.TypeOf(l.of), defs)}
		required = append(required, l.name)
	}
	root["required"] = required
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "A catalogue of Parcours"
	root["$defs"] = defs
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s\n", text)
	return err //nolint:wrapcheck // of the writer, which is told once
}

// of returns the schema of a type, and adds those of the structs it needs to defs.
func of(t reflect.Type, defs schema) schema {
	switch {
	case t == reflect.TypeFor[catalog.Text]():
		return schema{"$ref": "#/$defs/text"}
	case words[t] != nil:
		return schema{"enum": words[t]}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return of(t.Elem(), defs)
	case reflect.Slice:
		return schema{"type": "array", "items": of(t.Elem(), defs)}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": of(t.Elem(), defs)}
	case reflect.Struct:
		name := strings.ToLower(strings.TrimSuffix(t.Name(), "JSON"))
		if defs[name] == nil {
			defs[name] = schema{} // not again
			defs[name] = object(t, defs)
		}
		return schema{"$ref": "#/$defs/" + name}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Int32:
		return schema{"type": "integer", "minimum": 0}
	case reflect.Float64:
		return schema{"type": "number", "minimum": 0, "maximum": 1}
	default:
		return schema{"type": "string", "minLength": 1}
	}
}

// object returns the schema of a struct: its fields and no others.
func object(t reflect.Type, defs schema) schema {
	properties, required := schema{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" {
			continue
		}
		field := of(f.Type, defs)
		if about := f.Tag.Get("about"); about != "" {
			field["description"] = about
		}
		if format := f.Tag.Get("format"); format != "" {
			field["format"] = format
		}
		properties[name] = field
		if !slices.Contains(strings.Split(options, ","), "omitempty") {
			required = append(required, name)
		}
	}
	return schema{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}
