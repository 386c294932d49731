package graph_test

import (
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cloud-pi-native/parcours/graph"
)

func TestPrivate(t *testing.T) {
	t.Parallel()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { path(profile: Profile): Query help(facts: [Fact!], of: Query2): Query role(id: ID): Query }
		input Profile { roles: [ID!] answers: [Answer!] completed: [ID!] }
		input Answer { id: ID }
		input Fact { id: ID }
		input Query2 { facts: Fact }
	`})
	for _, tc := range []struct {
		query     string
		variables map[string]any
		want      bool
	}{
		{`{path(profile:{roles:["a"]}){role(id:"b"){path{__typename}}}}`, nil, false},
		{`{path(profile:{answers:[{id:"a"}]}){__typename}}`, nil, true},
		{`{path(profile:{completed:["a"]}){__typename}}`, nil, true},
		{`{path(profile:{completed:"a"}){__typename}}`, nil, true},
		{`{path(profile:{completed:[],answers:null}){__typename}}`, nil, false},
		{`{help(facts:[{id:"a"}]){__typename}}`, nil, true},
		{`{help(of:{facts:{id:"a"}}){__typename}}`, nil, true},
		{`{role{role{help(facts:[{id:"a"}]){__typename}}}}`, nil, true},
		{`{...{...f}} fragment f on Query{help(facts:[{id:"a"}]){__typename}}`, nil, true},
		{`query($p:Profile){path(profile:$p){__typename}}`, map[string]any{"p": map[string]any{"answers": []any{map[string]any{"id": "a"}}}}, true},
		{`query($p:Profile){path(profile:$p){__typename}}`, map[string]any{"p": map[string]any{"roles": []any{"a"}}}, false},
		{`query($p:Profile={completed:["a"]}){path(profile:$p){__typename}}`, nil, true},
		{`query($f:[Fact!]){help(facts:$f){__typename}}`, map[string]any{"f": []map[string]any{{"id": "a"}}}, true},
		{`query($f:[Fact!]){help(facts:$f){__typename}}`, map[string]any{}, false},
		{`query A{role{__typename}} query B{help(facts:[{id:"a"}]){__typename}}`, nil, true},
		{`query A{role{__typename}} query B($f:[Fact!]){help(facts:$f){__typename}}`, nil, false},
		{`query A{role{__typename}} query B($f:[Fact!]=[{id:"a"}]){help(facts:$f){__typename}}`, nil, true},
	} {
		doc, errs := gqlparser.LoadQueryWithRules(schema, tc.query, nil)
		if doc == nil {
			t.Fatal(tc.query, errs)
		}
		if got := graph.Private(&graphql.OperationContext{Doc: doc, Operation: doc.Operations[0], Variables: tc.variables}); got != tc.want {
			t.Errorf("%s %v: private %v, want %v", tc.query, tc.variables, got, tc.want)
		}
	}
}

// TestPrivateDocumentsAreNotKept asks each query twice: only one that says nothing about a team is parsed once.
func TestPrivateDocumentsAreNotKept(t *testing.T) {
	t.Parallel()
	x := newExecutor(graph.DefaultLimits())
	for query, kept := range map[string]bool{
		`{steps{id}}`: true,
		`query($a:[AnswerInput!]!){assessment(input:{answers:$a}){explanation}}`:                          true,
		`{assessment(input:{answers:[{question:"containers",value:NO}]}){explanation}}`:                   false,
		`{eligibility(input:{facts:[{fact:"organisation",value:"ministry"}]}){rule{id}}}`:                 false,
		`{learningPath(profile:{roles:[],completed:["mode-produit"]}){fingerprint}}`:                      false,
		`{...f} fragment f on Query{learningPath(profile:{roles:[],completed:["kubernetes"]}){from{id}}}`: false,
	} {
		var docs []*ast.QueryDocument
		for range 2 {
			op, errs := x.CreateOperationContext(graphql.StartOperationTrace(t.Context()), &graphql.RawParams{
				Query: query, Variables: map[string]any{"a": []any{map[string]any{"question": "containers", "value": "NO"}}},
			})
			if errs != nil {
				t.Fatal(query, errs)
			}
			docs = append(docs, op.Doc)
		}
		if (docs[0] == docs[1]) != kept {
			t.Errorf("%s: kept %v, want %v", query, docs[0] == docs[1], kept)
		}
	}
}

func TestVolatile(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		"{catalog{title revision}}":                          false,
		"{catalog{loadedAt}}":                                true,
		"{...{catalog{...f}}} fragment f on Catalog{source}": true,
		"{resources(first:1){nodes{provider}}}":              false,
	} {
		doc, errs := gqlparser.LoadQueryWithRules(graph.Schema(), query, nil)
		if errs != nil {
			t.Fatal(query, errs)
		}
		if got := graph.Volatile(&graphql.OperationContext{Operation: doc.Operations[0]}); got != want {
			t.Errorf("%s: volatile %v, want %v", query, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{steps{id}}": "", "{": "Expected Name", "{nope}": "Cannot query field", "{steps{" + times(100, "a%d:id ") + "}}": "aliases: 100",
	} {
		errs := graph.Check(graph.DefaultLimits(), text)
		if want == "" && len(errs) > 0 || want != "" && (len(errs) == 0 || !strings.Contains(errs.Error(), want)) {
			t.Errorf("%.20s: %v, want %q", text, errs, want)
		}
	}
}
