package graph

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// strict returns the first variable that holds what a literal in its place could not: a number for a String, "2" for an
// Int, a value of an enum in another case, two fields of a @oneOf input. gqlgen lets these pass.
func strict(schema *ast.Schema, op *ast.OperationDefinition, variables map[string]any) *gqlerror.Error {
	for _, def := range op.VariableDefinitions {
		if v, given := variables[def.Variable]; given {
			if err := strictly(schema, "$"+def.Variable, def.Type, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// strictly returns why v, which stands at path, is not of type t.
func strictly(schema *ast.Schema, path string, t *ast.Type, v any) *gqlerror.Error {
	if v == nil {
		return nil // gqlgen refuses null where it must not be
	}
	if t.Elem != nil {
		list, ok := elements(v)
		if !ok {
			return strictly(schema, path, t.Elem, v) // one value stands for a list of one
		}
		for i, e := range list {
			if err := strictly(schema, path+"["+strconv.Itoa(i)+"]", t.Elem, e); err != nil {
				return err
			}
		}
		return nil
	}
	def := schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		if name, ok := v.(string); !ok || def.EnumValues.ForName(name) == nil {
			return misinput(path, "not a value of "+def.Name)
		}
	case ast.Scalar:
		if !scalar(def.Name, v) {
			return misinput(path, "not a value of "+def.Name)
		}
	case ast.InputObject:
		object, ok := v.(map[string]any)
		if !ok {
			return misinput(path, "not an object")
		}
		if isOneOf(def) && !one(object) {
			return misinput(path, def.Name+" takes exactly one field, not null")
		}
		for _, f := range def.Fields {
			if err := strictly(schema, path+"."+f.Name, f.Type, object[f.Name]); err != nil {
				return err
			}
		}
	default: // gqlgen refuses variables of output types
	}
	return nil
}

// scalar reports whether v is a value of a scalar that GraphQL itself has; other scalars read theirs themselves.
func scalar(name string, v any) bool {
	_, isText := v.(string)
	switch name {
	case "String":
		return isText
	case "Boolean":
		_, ok := v.(bool)
		return ok
	case "Int":
		n, ok := integer(v)
		return ok && n >= math.MinInt32 && n <= math.MaxInt32
	case "Float":
		number, ok := v.(json.Number)
		if ok {
			_, err := number.Float64()
			return err == nil
		}
		return !isText && isNumber(v)
	case "ID":
		_, whole := integer(v)
		return isText || whole
	}
	return true
}

// elements returns the elements of a list. The one value that stands for a list has become a list of its own Go type.
func elements(v any) ([]any, bool) {
	if list, ok := v.([]any); ok {
		return list, true
	}
	of := reflect.ValueOf(v)
	if of.Kind() != reflect.Slice {
		return nil, false
	}
	list := make([]any, of.Len())
	for i := range list {
		list[i] = of.Index(i).Interface()
	}
	return list, true
}

func isNumber(v any) bool {
	_, float := v.(float64)
	_, whole := integer(v)
	return float || whole
}

func isOneOf(def *ast.Definition) bool {
	return def != nil && def.Kind == ast.InputObject && def.Directives.ForName("oneOf") != nil
}

// one reports whether an object has one field, which is not null.
func one(object map[string]any) bool {
	for _, v := range object {
		return len(object) == 1 && v != nil
	}
	return false
}

// misinput is a mistake in the value that stands at path of a variable.
func misinput(path, what string) *gqlerror.Error {
	return &gqlerror.Error{Message: path + ": " + what, Extensions: map[string]any{"code": BadUserInput}}
}
