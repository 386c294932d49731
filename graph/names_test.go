package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cloud-pi-native/parcours/graph"
)

// TestNames looks for the names that portals were promised before there was a schema, with their arguments and types.
func TestNames(t *testing.T) {
	t.Parallel()
	types := graph.Schema().Types
	for name, want := range map[string]string{
		"Query.catalog":      "Catalog!",
		"Query.step":         "(number: Int, id: ID) Step",
		"Query.steps":        "[Step!]!",
		"Query.roles":        "[Role!]!",
		"Query.resource":     "(id: ID!) Resource",
		"Query.resources":    "(filter: ResourceFilter, search: String, orderBy: ResourceOrder, first: Int, after: String, last: Int, before: String) ResourceConnection!",
		"Query.learningPath": "(profile: ProfileInput!) LearningPath!",
		"Query.node":         "(id: ID!) Node",
		"Query.nodes":        "(ids: [ID!]!) [Node]!",

		"ProfileInput.roles": "[ID!]!",

		"Step.number":           "Int!",
		"Step.title":            "String!",
		"Step.maturityQuestion": "String!",
		"Step.previous":         "Step",
		"Step.next":             "Step",
		"Step.objectives":       "[Objective!]!",
		"Step.sections":         "[Section!]!",
		"Step.resources":        "(filter: ResourceFilter, orderBy: ResourceOrder, first: Int, after: String, last: Int, before: String) ResourceConnection!",

		"Placement.step":     "Step!",
		"Placement.everyone": "Boolean!",
		"Placement.roles":    "[Role!]!",

		"Resource.id":         "ID!",
		"Resource.slug":       "String!",
		"Resource.title":      "String!",
		"Resource.url":        "String!",
		"Resource.placements": "[Placement!]!",
		"Resource.steps":      "[Step!]!",
		"Resource.requires":   "[Resource!]!",
		"Resource.requiredBy": "[Resource!]!",
		"Resource.topics":     "[Topic!]!",

		"LearningPath.stages":  "[Stage!]!",
		"LearningPath.next":    "Item",
		"LearningPath.leftOut": "[LeftOut!]!",
		"Stage.step":           "Step!",
		"Stage.objectives":     "[Objective!]!",
		"Stage.items":          "[Item!]!",
		"Item.resource":        "Resource!",
		"Item.reasons":         "[Reason!]!",
		"Item.state":           "ItemState!",
	} {
		typ, field, _ := strings.Cut(name, ".")
		f := types[typ].Fields.ForName(field)
		if f == nil {
			t.Errorf("no %s", name)
			continue
		}
		if got := signature(f); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for enum, values := range map[string][]string{"ItemState": {"DONE", "NEXT", "TODO"}, "ReasonKind": {"ESSENTIAL", "ROLE", "PREREQUISITE"}} {
		for _, v := range values {
			if types[enum] == nil || types[enum].EnumValues.ForName(v) == nil {
				t.Errorf("no %s of %s", v, enum)
			}
		}
	}
}

// signature returns the arguments and the type of a field.
func signature(f *ast.FieldDefinition) string {
	if len(f.Arguments) == 0 {
		return f.Type.String()
	}
	arguments := make([]string, len(f.Arguments))
	for i, a := range f.Arguments {
		arguments[i] = a.Name + ": " + a.Type.String()
	}
	return fmt.Sprintf("(%s) %s", strings.Join(arguments, ", "), f.Type)
}
