package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const strictSchema = `
	type Query { f(s: String, i: Int, d: Float, b: Boolean, id: ID, e: Colour, by: By, list: [Int!], in: In, free: Free): String page(first: Int, last: Int): Connection }
	type Connection { edges: [Edge!]! pageInfo: Info names: [String!] }
	type Edge { node: Connection names: [String!] }
	type Info { more: Boolean names: [Info!] }
	enum Colour { RED GREEN }
	input By @oneOf { id: ID number: Int }
	input In { by: By!, deep: [[String!]!], colours: [Colour!] }
	scalar Free
`

// mocked returns an executor of strictSchema that answers what exec says.
func mocked(log *slog.Logger, exec func(ctx context.Context) *graphql.Response) *executor.Executor {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: strictSchema})
	return secure(&graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return schema },
		ExecFunc:   func(ctx context.Context) graphql.ResponseHandler { return graphql.OneShot(exec(ctx)) },
	}, log, DefaultLimits())
}

func asked(x *executor.Executor, query, variables string) *graphql.Response {
	p := &graphql.RawParams{Query: query}
	d := json.NewDecoder(strings.NewReader(variables))
	d.UseNumber()
	if err := d.Decode(&p.Variables); err != nil {
		panic(err)
	}
	ctx := WithRequestID(graphql.StartOperationTrace(context.Background()), "R1")
	op, errs := x.CreateOperationContext(ctx, p)
	if errs != nil {
		return x.DispatchError(graphql.WithOperationContext(ctx, op), errs)
	}
	next, ctx := x.DispatchOperation(ctx, op)
	return next(ctx)
}

// TestVariablesAsLiterals gives each value once as a literal and once in a variable: both pass, or both are refused.
func TestVariablesAsLiterals(t *testing.T) {
	t.Parallel()
	x := mocked(slog.New(slog.DiscardHandler), func(context.Context) *graphql.Response { return &graphql.Response{Data: []byte(`{}`)} })
	types := map[string]string{
		"s": "String", "i": "Int", "d": "Float", "b": "Boolean", "id": "ID", "e": "Colour", "by": "By", "list": "[Int!]", "in": "In", "free": "Free",
	}
	for _, tc := range []struct {
		argument, literal, variable string
		ok                          bool
	}{
		{"s", `"x"`, `"x"`, true},
		{"s", `""`, `""`, true},
		{"s", `null`, `null`, true},
		{"s", `1`, `1`, false},
		{"s", `true`, `true`, false},
		{"s", `["x"]`, `["x"]`, false},
		{"s", `{}`, `{"a":1}`, false},
		{"s", `[]`, `[]`, false},
		{"i", `{}`, `{}`, false},
		{"d", `{}`, `{}`, false},
		{"b", `{}`, `{}`, false},
		{"id", `{}`, `{}`, false},
		{"e", `{}`, `{}`, false},
		{"e", `[RED]`, `["RED"]`, false},
		{"e", `null`, `null`, true},
		{"i", `1.0`, `1.0`, false},
		{"i", `1e3`, `1e3`, false},
		{"i", `2147483647`, `2147483647`, true},
		{"i", `2147483648`, `2147483648`, false},
		{"i", `99999999999999999999`, `99999999999999999999`, false},
		{"d", `1e400`, `1e400`, false},
		{"list", `[]`, `[]`, true},
		{"list", `null`, `null`, true},
		{"list", `[{}]`, `[{}]`, false},
		{"list", `[[1]]`, `[[1]]`, false},
		{"list", `[2147483648]`, `[2147483648]`, false},
		{"by", `null`, `null`, true},
		{"by", `"a"`, `"a"`, false},
		{"by", `[]`, `[]`, false},
		{"by", `{id:{}}`, `{"id":{}}`, false},
		{"by", `{number:2147483648}`, `{"number":2147483648}`, false},
		{"in", `{by:null}`, `{"by":null}`, false},
		{"in", `{by:{id:"a"},nope:1}`, `{"by":{"id":"a"},"nope":1}`, false},
		{"in", `{by:{id:"a"},deep:[[{}]]}`, `{"by":{"id":"a"},"deep":[[{}]]}`, false},
		{"in", `{by:{id:"a"},deep:[[null]]}`, `{"by":{"id":"a"},"deep":[[null]]}`, false},
		{"in", `{by:{id:"a"},colours:[BLUE]}`, `{"by":{"id":"a"},"colours":["BLUE"]}`, false},
		{"i", `2`, `2`, true},
		{"i", `-2147483648`, `-2147483648`, true},
		{"i", `"2"`, `"2"`, false},
		{"i", `1.5`, `1.5`, false},
		{"i", `true`, `true`, false},
		{"d", `2`, `2`, true},
		{"d", `1.5e3`, `1.5e3`, true},
		{"d", `"1.5"`, `"1.5"`, false},
		{"b", `true`, `true`, true},
		{"b", `"true"`, `"true"`, false},
		{"b", `1`, `1`, false},
		{"id", `"a"`, `"a"`, true},
		{"id", `4`, `4`, true},
		{"id", `1.5`, `1.5`, false},
		{"id", `true`, `true`, false},
		{"e", `RED`, `"RED"`, true},
		{"e", `red`, `"red"`, false},
		{"e", `BLUE`, `"BLUE"`, false},
		{"e", `1`, `1`, false},
		{"list", `[1,2]`, `[1,2]`, true},
		{"list", `1`, `1`, true},
		{"list", `["1"]`, `["1"]`, false},
		{"list", `"1"`, `"1"`, false},
		{"list", `[null]`, `[null]`, false},
		{"by", `{id:"a"}`, `{"id":"a"}`, true},
		{"by", `{number:1}`, `{"number":1}`, true},
		{"by", `{number:null}`, `{}`, false},
		{"by", `{id:null}`, `{"id":null}`, false},
		{"by", `{id:"a",number:1}`, `{"id":"a","number":1}`, false},
		{"by", `{id:"a",number:null}`, `{"id":"a","number":null}`, false},
		{"by", `{nope:1}`, `{"nope":1}`, false},
		{"in", `{by:{id:"a"}}`, `{"by":{"id":"a"}}`, true},
		{"in", `{by:{}}`, `{"by":{}}`, false},
		{"in", `{}`, `{}`, false},
		{"in", `{by:{id:"a"},deep:[["x"],"y"]}`, `{"by":{"id":"a"},"deep":[["x"],"y"]}`, true},
		{"in", `{by:{id:"a"},deep:[[1]]}`, `{"by":{"id":"a"},"deep":[[1]]}`, false},
		{"in", `{by:{id:"a"},colours:[RED]}`, `{"by":{"id":"a"},"colours":["RED"]}`, true},
		{"in", `{by:{id:"a"},colours:RED}`, `{"by":{"id":"a"},"colours":"RED"}`, true},
		{"free", `{a:1}`, `{"a":1}`, true},
		{"free", `"x"`, `"x"`, true},
	} {
		got := asked(x, fmt.Sprintf("{f(%s:%s)}", tc.argument, tc.literal), "{}")
		if tc.ok != (len(got.Errors) == 0) && tc.argument != "free" { // gqlparser knows no fields of a free literal
			t.Errorf("literal %s:%s: %v, want ok %v", tc.argument, tc.literal, got.Errors, tc.ok)
		}
		for _, e := range got.Errors {
			if e.Extensions["code"] == nil || len(e.Locations) == 0 || strings.Contains(e.Message, "interface") {
				t.Errorf("literal %s:%s: %v %v", tc.argument, tc.literal, e, e.Extensions)
			}
		}
		got = asked(x, fmt.Sprintf("query($v:%s){f(%s:$v)}", types[tc.argument], tc.argument), `{"v":`+tc.variable+`}`)
		if tc.ok != (len(got.Errors) == 0) {
			t.Errorf("variable %s:%s: %v, want ok %v", tc.argument, tc.variable, got.Errors, tc.ok)
		}
		for _, e := range got.Errors {
			if e.Extensions["code"] != BadUserInput || !strings.HasPrefix(e.Message, "$v") || e.Path != nil || strings.Contains(e.Message, "cannot use") {
				t.Errorf("variable %s:%s: %v %v %v", tc.argument, tc.variable, e.Message, e.Path, e.Extensions)
			}
		}
	}
}

// TestVariablesInLiterals puts variables inside of literals, where validation looks at their types only.
func TestVariablesInLiterals(t *testing.T) {
	t.Parallel()
	x := mocked(slog.New(slog.DiscardHandler), func(context.Context) *graphql.Response { return &graphql.Response{Data: []byte(`{}`)} })
	for _, tc := range []struct {
		query, variables string
		ok               bool
	}{
		{"query($v:ID!){f(by:{id:$v})}", `{"v":"a"}`, true},
		{"query($v:ID){f(by:{id:$v})}", `{"v":null}`, false},
		{"query($v:ID){f(by:{id:$v})}", `{}`, false},
		{"query($v:ID){f(in:{by:{id:$v}})}", `{"v":null}`, false},
		{"query($v:ID!){f(by:{id:$v,number:1})}", `{"v":"a"}`, false},
		{"query($v:Int){f(by:{id:\"a\",number:$v})}", `{}`, false},
		{"query($v:ID=\"a\"){f(by:{id:$v})}", `{}`, false},
		{"query($v:By={id:\"a\",number:1}){f(by:$v)}", `{}`, false},
		{"query($v:By={}){f(by:$v)}", `{}`, false},
		{"query($v:Int={}){f(i:$v)}", `{}`, false},
		{"query($v:Int=1){f(i:$v)}", `{"unknown":1}`, true},
		{"query($v:String!){f(in:{by:{id:\"a\"},deep:[[$v]]})}", `{"v":1}`, false},
		{"query($v:String){f(in:{by:{id:\"a\"},deep:[[$v]]})}", `{"v":null}`, false},
		{"query($v:Colour!){f(in:{by:{id:\"a\"},colours:[$v]})}", `{"v":"red"}`, false},
		{"query($v:Boolean!){f @include(if:$v)}", `{"v":"true"}`, false},
		{"query($v:Boolean!){f @include(if:$v)}", `{}`, false},
		{"query($v:Boolean!){f @include(if:$v)}", `{"v":null}`, false},
		{"{f @include(if:{})}", `{}`, false},
		{"{...{f} ...@skip(if:{}){f}}", `{}`, false},
		{"{...f @skip(if:{})} fragment f on Query{f}", `{}`, false},
		{"{...f} fragment f on Query{f @skip(if:{})}", `{}`, false},
		{"{__typename @skip(if:{})}", `{}`, false},
		{"{__type(name:{}){name}}", `{}`, false},
		{"{__schema{types @skip(if:{}){name}}}", `{}`, false},
		{"{__schema{types{fields(includeDeprecated:{}){name}}}}", `{}`, false},
		{"{__schema{types{fields(includeDeprecated:true){name}}}}", `{}`, true},
		{"{f @include(if:1)}", `{}`, false},
		{"{f @include}", `{}`, false},
	} {
		query := strings.ReplaceAll(tc.query, `\"`, `"`)
		got := asked(x, query, tc.variables)
		if tc.ok != (len(got.Errors) == 0) {
			t.Errorf("%s %s: %v, want ok %v", query, tc.variables, got.Errors, tc.ok)
		}
		for _, e := range got.Errors {
			if e.Extensions["code"] == nil || strings.Contains(e.Message, "interface") {
				t.Errorf("%s %s: %v %v", query, tc.variables, e, e.Extensions)
			}
		}
	}
}

// TestPages costs pages, which say how long the lists in them are, and refuses those that are too long.
func TestPages(t *testing.T) {
	t.Parallel()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: strictSchema})
	limits := DefaultLimits()
	for query, want := range map[string]any{
		"{page(first:3){edges{names}}}":                                                       1 + 1 + 3*1,
		"{page(last:3){edges{names}}}":                                                        1 + 1 + 3*1,
		"{page(first:3){...{...f}}} fragment f on Connection{edges{names}}":                   1 + 1 + 3*1,
		"{page{edges{names}}}":                                                                1 + 1 + 50*1,
		"{page(first:null){edges{names}}}":                                                    1 + 1 + 50*1,
		"{page(first:0){edges{names}}}":                                                       1 + 1 + 50*1,
		"query($n:Int=7){page(first:$n){edges{names}}}":                                       1 + 1 + 7*1,
		"{page(first:3){edges{node{edges{names}}}}}":                                          1 + 1 + 3*(1+1+10*1),
		"{page(first:3){pageInfo{names{more}}}}":                                              1 + 1 + 1 + 10*1,
		"{page(first:100){edges{names}}}":                                                     1 + 1 + 100*1,
		"{page(first:100){edges{node{edges{node{edges{node{edges{node{edges{names}}}}}}}}}}}": "cost: ",
		"{page(first:101){edges{names}}}":                                                     "page-size: 101, the limit is 100",
		"{page(first:2147483647){edges{names}}}":                                              "page-size: ",
		"{page(last:101){edges{names}}}":                                                      "page-size: 101, the limit is 100",
		"{page(first:-1){edges{names}}}":                                                      "page: first is -1, not at least 0",
	} {
		doc, errs := gqlparser.LoadQueryWithRules(schema, query, nil)
		if errs != nil {
			t.Fatal(query, errs)
		}
		got, err := bound{Limits: limits, schema: schema}.cost(doc.Operations[0], nil)
		if message, refused := want.(string); refused {
			if err == nil || !strings.HasPrefix(err.Message, message) || len(err.Locations) == 0 && !strings.HasPrefix(message, "cost") {
				t.Errorf("%s: %v, want %s", query, err, message)
			}
		} else if err != nil || got != want {
			t.Errorf("%s: costs %d, %v, want %d", query, got, err, want)
		}
	}
}

// TestNothingLeaks fails in each way a resolver can, and looks at what the client reads and what the log keeps.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	const secret = "sqlite: no such table /srv/data/db.sqlite"
	for name, tc := range map[string]struct {
		err  error
		code string
		log  bool
	}{
		"unknown":  {errors.New(secret), Internal, true},
		"wrapped":  {fmt.Errorf("page: %w", errors.New(secret)), Internal, true},
		"panic":    {recovered(context.Background(), secret), Internal, true},
		"deadline": {fmt.Errorf("%s: %w", secret, context.DeadlineExceeded), Timeout, false},
		"left":     {fmt.Errorf("%s: %w", secret, context.Canceled), Timeout, false},
		"misused":  {misused("give one of them"), BadUserInput, false},
	} {
		var log bytes.Buffer
		x := mocked(slog.New(slog.NewTextHandler(&log, nil)), func(ctx context.Context) *graphql.Response {
			graphql.AddError(ctx, tc.err)
			return &graphql.Response{Data: []byte("null")}
		})
		got := asked(x, "{f}", "{}")
		if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != tc.code || strings.Contains(got.Errors.Error(), "sqlite") {
			t.Errorf("%s: the client reads %v", name, got.Errors)
		}
		if kept := strings.Contains(log.String(), "sqlite") && strings.Contains(log.String(), "request=R1"); kept != tc.log {
			t.Errorf("%s: the log keeps %q", name, log.String())
		}
	}
}
