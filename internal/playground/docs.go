package playground

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/cloud-pi-native/parcours/internal/page"
)

// docs is the schema as pages show it: each type knows what it holds, what leads to it, and which examples use it.
type docs struct {
	types map[string]*typeDoc
	kinds []kindDocs
}

// kindDocs is the types of one kind, by name, after those that questions start from.
type kindDocs struct {
	Kind  string
	Types []*typeDoc
}

type typeDoc struct {
	Name, Kind, Text string
	Fields           []*fieldDoc // of an object, an interface or an input
	Values           []*fieldDoc // of an enum, without type
	Implements       []string
	Possible         []string  // of an interface or a union
	UsedBy           []usage   // by type, then field
	Examples         []Example // by name
}

type fieldDoc struct {
	Name, Text string
	Type       ref
	Default    string
	Args       []*fieldDoc
	Deprecated string
	Examples   []Example
}

// ref is a type as a field names it: the name between its brackets.
type ref struct{ Before, Name, After string }

// usage is a field, or one of its arguments, that leads to a type.
type usage struct{ Type, Field, Argument string }

// document returns the documentation of a schema. It panics on an example that the schema refuses.
func document(schema *ast.Schema, examples []Example) *docs {
	d := &docs{types: map[string]*typeDoc{}}
	for _, def := range schema.Types {
		if strings.HasPrefix(def.Name, "__") {
			continue
		}
		d.types[def.Name] = describe(schema, def)
	}
	for _, t := range d.types {
		for _, f := range t.Fields {
			d.use(f.Type, usage{t.Name, f.Name, ""})
			for _, a := range f.Args {
				d.use(a.Type, usage{t.Name, f.Name, a.Name})
			}
		}
	}
	for _, t := range d.types {
		slices.SortFunc(t.UsedBy, func(a, b usage) int {
			return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Argument, b.Argument))
		})
	}
	for _, e := range examples {
		d.show(schema, e)
	}
	for _, kind := range []ast.DefinitionKind{ast.Object, ast.InputObject, ast.Enum, ast.Interface, ast.Union, ast.Scalar} {
		of := kindDocs{Kind: string(kind)}
		for _, t := range d.types {
			if t.Kind == string(kind) && t.Name != schema.Query.Name {
				of.Types = append(of.Types, t)
			}
		}
		slices.SortFunc(of.Types, func(a, b *typeDoc) int { return cmp.Compare(a.Name, b.Name) })
		if len(of.Types) > 0 {
			d.kinds = append(d.kinds, of)
		}
	}
	return d
}

func describe(schema *ast.Schema, def *ast.Definition) *typeDoc {
	t := &typeDoc{Name: def.Name, Kind: string(def.Kind), Text: def.Description, Implements: def.Interfaces}
	for _, f := range def.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		field := &fieldDoc{Name: f.Name, Text: f.Description, Type: refTo(f.Type), Deprecated: deprecated(f.Directives)}
		if f.DefaultValue != nil {
			field.Default = f.DefaultValue.String()
		}
		for _, a := range f.Arguments {
			arg := &fieldDoc{Name: a.Name, Text: a.Description, Type: refTo(a.Type), Deprecated: deprecated(a.Directives)}
			if a.DefaultValue != nil {
				arg.Default = a.DefaultValue.String()
			}
			field.Args = append(field.Args, arg)
		}
		t.Fields = append(t.Fields, field)
	}
	for _, v := range def.EnumValues {
		t.Values = append(t.Values, &fieldDoc{Name: v.Name, Text: v.Description, Deprecated: deprecated(v.Directives)})
	}
	if def.IsAbstractType() {
		for _, possible := range schema.GetPossibleTypes(def) {
			t.Possible = append(t.Possible, possible.Name)
		}
		slices.Sort(t.Possible)
	}
	return t
}

// deprecated returns why something should no longer be used, "" where it may.
func deprecated(list ast.DirectiveList) string {
	d := list.ForName("deprecated")
	if d == nil {
		return ""
	}
	if reason := d.Arguments.ForName("reason"); reason != nil {
		return reason.Value.Raw
	}
	return "deprecated"
}

func refTo(t *ast.Type) ref {
	before, after, _ := strings.Cut(t.String(), t.Name())
	return ref{before, t.Name(), after}
}

func (d *docs) use(of ref, by usage) {
	if t, ok := d.types[of.Name]; ok {
		t.UsedBy = append(t.UsedBy, by)
	}
}

// show notes an example at each type and field that it uses.
func (d *docs) show(schema *ast.Schema, e Example) {
	document, err := parser.ParseQuery(&ast.Source{Name: e.Name, Input: e.Query})
	if err != nil {
		panic(fmt.Sprintf("playground: example %s: %v", e.Name, err))
	}
	if errs := validator.ValidateWithRules(schema, document, nil); len(errs) > 0 {
		panic(fmt.Sprintf("playground: example %s: %v", e.Name, errs))
	}
	add := func(to *[]Example) {
		if !slices.ContainsFunc(*to, func(other Example) bool { return other.Name == e.Name }) {
			*to = append(*to, e)
		}
	}
	var walk func(ast.SelectionSet)
	walk = func(set ast.SelectionSet) {
		for _, s := range set {
			switch s := s.(type) {
			case *ast.Field:
				if t := d.types[s.ObjectDefinition.Name]; t != nil {
					add(&t.Examples)
					for _, f := range t.Fields {
						if f.Name == s.Name {
							add(&f.Examples)
						}
					}
				}
				walk(s.SelectionSet)
			case *ast.InlineFragment:
				walk(s.SelectionSet)
			case *ast.FragmentSpread: // the fragment is walked on its own
			}
		}
	}
	for _, o := range document.Operations {
		walk(o.SelectionSet)
		for _, v := range o.VariableDefinitions {
			if t := d.types[v.Type.Name()]; t != nil {
				add(&t.Examples)
			}
		}
	}
	for _, f := range document.Fragments {
		walk(f.SelectionSet)
	}
}

// outline returns what an editor completes names from, as JSON: types by name, each with its fields or values.
func (d *docs) outline() []byte {
	type field struct {
		Type       string           `json:"type,omitempty"`
		Text       string           `json:"text"`
		Args       map[string]field `json:"args,omitempty"`
		Deprecated bool             `json:"deprecated,omitempty"`
	}
	type kind struct {
		Kind     string           `json:"kind"`
		Fields   map[string]field `json:"fields,omitempty"`
		Values   map[string]field `json:"values,omitempty"`
		Possible []string         `json:"possible,omitempty"`
	}
	fields := func(list []*fieldDoc, args func(*fieldDoc) map[string]field) map[string]field {
		m := map[string]field{}
		for _, f := range list {
			one := field{Type: f.Type.Before + f.Type.Name + f.Type.After, Text: f.Text, Deprecated: f.Deprecated != ""}
			if args != nil {
				one.Args = args(f)
			}
			m[f.Name] = one
		}
		return m
	}
	all := map[string]kind{}
	for name, t := range d.types {
		all[name] = kind{
			Kind: t.Kind, Possible: t.Possible, Values: fields(t.Values, nil),
			Fields: fields(t.Fields, func(f *fieldDoc) map[string]field { return fields(f.Args, nil) }),
		}
	}
	raw, err := json.Marshal(all)
	if err != nil {
		panic(err) // strings and maps of strings
	}
	return raw
}

// index answers the list of types.
func (p *pages) index(w http.ResponseWriter, r *http.Request) {
	lang, _ := p.set.Lang(r)
	p.set.Write(w, r, http.StatusOK, "schema", page.View{
		Title: texts.In(lang, "")["schema"],
		Body:  map[string]any{"Query": p.docs.types[p.Schema.Query.Name], "Kinds": p.docs.kinds},
	})
}

// oneType answers one type, or the list with what is missing.
func (p *pages) oneType(w http.ResponseWriter, r *http.Request) {
	t, ok := p.docs.types[r.PathValue("name")]
	if !ok {
		lang, _ := p.set.Lang(r)
		p.set.Write(w, r, http.StatusNotFound, "schema", page.View{
			Title: texts.In(lang, "")["schema"],
			Body:  map[string]any{"Query": p.docs.types[p.Schema.Query.Name], "Kinds": p.docs.kinds, "Missing": r.PathValue("name")},
		})
		return
	}
	p.set.Write(w, r, http.StatusOK, "type", page.View{Title: t.Name, Body: t})
}
