package graph

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cloud-pi-native/parcours/graph/view"
)

// listSize is how long a list is taken to be whose arguments do not say it.
const listSize = 10

// cost returns how many values an operation may read: each field counts once, as often as the lists it stands in have
// elements. A field with the argument `first` or `last` has that many, [view.PageSize] where neither is given; where it is a
// connection, so have the lists in it. A list that is asked by identifiers has as many; any other list is taken to
// have [listSize]. The lists of introspection are as long as they are in the schema, on average.
//
// Pages and lists in arguments that are too long are refused on the way, and what validation lets pass of literals.
func (b bound) cost(op *ast.OperationDefinition, variables map[string]any) (int, *gqlerror.Error) {
	w := pricing{limits: b.Limits, schema: b.schema, variables: variables, lengths: b.lengths}
	cost := int(math.Ceil(w.set(op.SelectionSet, 0)))
	switch {
	case w.err != nil:
		return 0, w.err
	case w.items > b.ListItems:
		return 0, (&exceeded{"list-items", b.ListItems, w.items, ""}).shown()
	case cost > b.Cost:
		return 0, (&exceeded{"cost", b.Cost, cost, ": ask for smaller pages or fewer lists in lists"}).shown()
	}
	return cost, nil
}

// pricing walks an operation. The walk is short, since the expanded size is bounded before.
type pricing struct {
	limits    Limits
	schema    *ast.Schema
	variables map[string]any
	lengths   map[string]float64
	items     int
	err       *gqlerror.Error
}

// set returns the cost of a selection set; paged is the length of lists that stand directly in it, 0 where it does not
// say.
func (w *pricing) set(set ast.SelectionSet, paged int) float64 {
	sum := 0.0
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			w.directives(s.Directives)
			sum += w.field(s, paged)
		case *ast.InlineFragment:
			w.directives(s.Directives)
			sum += w.set(s.SelectionSet, paged)
		case *ast.FragmentSpread:
			w.directives(s.Directives)
			sum += w.set(s.Definition.SelectionSet, paged)
		}
		sum = min(sum, most)
	}
	return sum
}

// directives reads the arguments of directives as it reads those of fields: gqlgen panics where `if` is no Boolean.
func (w *pricing) directives(list ast.DirectiveList) {
	for _, d := range list {
		for _, def := range w.schema.Directives[d.Name].Arguments {
			if given := d.Arguments.ForName(def.Name); given != nil {
				w.value(d.Position, "@"+d.Name+"."+def.Name, def.Type, given.Value)
			}
		}
	}
}

// value returns what stands in an argument, and whether it is what the argument takes. Validation lets pass {} for an Int,
// and looks only at the type of a variable that stands in a literal.
func (w *pricing) value(at *ast.Position, path string, t *ast.Type, written *ast.Value) (v any, ok bool) {
	v, err := written.Value(w.variables)
	bad := strictly(w.schema, path, t, v)
	if err != nil { // a number that no type holds
		bad = misinput(path, "not a value of "+t.Name())
	}
	if bad != nil {
		w.refuse(at, bad)
	}
	return v, bad == nil
}

func (w *pricing) field(f *ast.Field, paged int) float64 {
	list := f.Definition.Type.Elem != nil
	page, identifiers := w.arguments(f)
	if length, ok := w.lengths[f.ObjectDefinition.Name+"."+f.Name]; ok {
		return min(1+length*w.set(f.SelectionSet, 0), most)
	}
	size, below := 1, 0
	switch {
	case page > 0 && list:
		size = page
	case page > 0:
		below = page
	case list && paged > 0:
		size = paged
	case list && identifiers >= 0:
		size = identifiers
	case list:
		size = listSize
	}
	return min(1+float64(size)*w.set(f.SelectionSet, below), most)
}

// introspection returns how long the lists of introspection are on average, by type and field; of a type that wraps
// another, how often there is one.
func introspection(s *ast.Schema) map[string]float64 {
	var fields, inputs, arguments, values, interfaces, possible, types, wrapped float64
	typed := func(t *ast.Type) {
		for types++; t != nil; t = t.Elem {
			if t.NonNull {
				wrapped++
			}
			if t.Elem != nil {
				wrapped++
			}
		}
	}
	for _, d := range s.Types {
		for _, f := range d.Fields {
			typed(f.Type)
			for _, a := range f.Arguments {
				typed(a.Type)
			}
			arguments += float64(len(f.Arguments))
		}
		if d.Kind == ast.InputObject {
			inputs += float64(len(d.Fields))
		} else {
			fields += float64(len(d.Fields))
		}
		values += float64(len(d.EnumValues))
		interfaces += float64(len(d.Interfaces))
		possible += float64(len(s.PossibleTypes[d.Name]))
	}
	n := float64(len(s.Types))
	return map[string]float64{
		"__Schema.types": n, "__Schema.directives": float64(len(s.Directives)), "__Type.fields": fields / n, "__Type.inputFields": inputs / n,
		"__Type.enumValues": values / n, "__Type.interfaces": interfaces / n, "__Type.possibleTypes": possible / n,
		"__Field.args": arguments / fields, "__Directive.args": 1, "__Directive.locations": 3, "__Type.ofType": wrapped / (types + wrapped),
	}
}

// arguments returns how long the page is that a field asks for, 0 where it has no pages, and how many identifiers it
// gives, -1 where it takes none.
func (w *pricing) arguments(f *ast.Field) (page, identifiers int) {
	identifiers = -1
	asked := 0
	for _, def := range f.Definition.Arguments {
		pages := (def.Name == "first" || def.Name == "last") && def.Type.NamedType == "Int"
		list := def.Type.Elem != nil
		value := def.DefaultValue
		if given := f.Arguments.ForName(def.Name); given != nil {
			value = given.Value
		}
		if pages {
			page = max(page, 1)
		}
		if value == nil {
			continue
		}
		v, ok := w.value(f.Position, f.Name+"."+def.Name, def.Type, value)
		if !ok {
			continue
		}
		w.items = min(w.items+items(v), most)
		if pages {
			asked = max(asked, w.page(f, def.Name, v))
		}
		if given, isList := elements(v); isList && list && def.Type.Elem.NamedType == "ID" {
			identifiers = len(given)
		}
	}
	switch {
	case page == 0:
		return 0, identifiers
	case asked == 0:
		return min(view.PageSize, w.limits.PageSize), identifiers
	default:
		return asked, identifiers
	}
}

// page returns the length of a page, 0 where v does not say one.
func (w *pricing) page(f *ast.Field, argument string, v any) int {
	n, ok := integer(v)
	if !ok {
		return 0
	}
	if n < 0 {
		w.refuse(f.Position, &gqlerror.Error{
			Message:    fmt.Sprintf("%s: %s is %d, not at least 0", f.Name, argument, n),
			Extensions: map[string]any{"code": BadUserInput},
		})
		return 0
	}
	if limit := w.limits.PageSize; n > int64(limit) {
		w.refuse(f.Position, (&exceeded{"page-size", limit, int(min(n, most)), ": ask for the next page after it"}).shown())
	}
	return int(min(n, most))
}

// refuse keeps the first reason to refuse the operation.
func (w *pricing) refuse(at *ast.Position, e *gqlerror.Error) {
	if w.err != nil {
		return
	}
	if at != nil {
		e.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	w.err = e
}

// integer returns v as an integer, if it is one.
func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case int:
		return int64(v), true
	case float64:
		return int64(v), v == float64(int64(v))
	case json.Number:
		n, err := v.Int64()
		return n, err == nil
	}
	return 0, false
}

// items returns how many elements the lists in v have.
func items(v any) int {
	n := 0
	if object, ok := v.(map[string]any); ok {
		for _, e := range object {
			n += items(e)
		}
		return n
	}
	list, _ := elements(v)
	for _, e := range list {
		n += 1 + items(e)
	}
	return n
}

// nesting returns how deep lists and objects are nested in v.
func nesting(v any) int {
	deepest := 0
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			deepest = max(deepest, nesting(e))
		}
	case []any:
		for _, e := range v {
			deepest = max(deepest, nesting(e))
		}
	default:
		return 0
	}
	return deepest + 1
}
