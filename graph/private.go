package graph

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// personal are the arguments and fields of inputs that say something about a person or a team.
var personal = []string{"answers", "completed", "facts"}

// Private reports whether a request says something about a person or a team: what it answers must not be kept, and what
// it asks must not stand in a URL. Those fields count only where they hold something. An operation beside the one that is
// asked for is looked at too: it travels with it.
func Private(op *graphql.OperationContext) bool {
	return tells(op.Operation.SelectionSet, op.Variables) || op.Doc != nil && Telling(op.Doc)
}

// Telling reports whether a document says something about a person or a team by itself, whatever its variables: it must not
// be kept either.
func Telling(doc *ast.QueryDocument) bool {
	return slices.ContainsFunc(doc.Operations, func(o *ast.OperationDefinition) bool {
		return tells(o.SelectionSet, nil) || slices.ContainsFunc(o.VariableDefinitions, func(v *ast.VariableDefinition) bool {
			if v.DefaultValue == nil {
				return false
			}
			value, err := v.DefaultValue.Value(nil)
			return err != nil || told(v.Variable, value)
		})
	})
}

// tells walks a selection set, whose expanded size is bounded before.
func tells(set ast.SelectionSet, variables map[string]any) bool {
	return slices.ContainsFunc(set, func(s ast.Selection) bool {
		switch s := s.(type) {
		case *ast.Field:
			return slices.ContainsFunc(s.Arguments, func(a *ast.Argument) bool {
				v, err := a.Value.Value(variables)
				return err != nil || told(a.Name, v)
			}) || tells(s.SelectionSet, variables)
		case *ast.InlineFragment:
			return tells(s.SelectionSet, variables)
		case *ast.FragmentSpread:
			return tells(s.Definition.SelectionSet, variables)
		}
		return false
	})
}

// told reports whether a value, given under a name, holds something personal.
func told(name string, v any) bool {
	if object, ok := v.(map[string]any); ok {
		for field, below := range object {
			if told(field, below) {
				return true
			}
		}
		return slices.Contains(personal, name) && len(object) > 0
	}
	list, isList := elements(v)
	for _, e := range list {
		if told("", e) {
			return true
		}
	}
	return v != nil && slices.Contains(personal, name) && (!isList || len(list) > 0)
}

// Volatile reports whether what an operation answers depends on the server that answers, not on the catalogue alone.
func Volatile(op *graphql.OperationContext) bool { return local(op.Operation.SelectionSet) }

// localFields are the fields of Catalog that differ from one server to another.
var localFields = []string{"following", "loadedAt", "source"}

func local(set ast.SelectionSet) bool {
	return slices.ContainsFunc(set, func(s ast.Selection) bool {
		switch s := s.(type) {
		case *ast.Field:
			ofServer := s.ObjectDefinition != nil && s.ObjectDefinition.Name == "Catalog" && slices.Contains(localFields, s.Name)
			return ofServer || local(s.SelectionSet)
		case *ast.InlineFragment:
			return local(s.SelectionSet)
		case *ast.FragmentSpread:
			return local(s.Definition.SelectionSet)
		}
		return false
	})
}
