package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cloud-pi-native/parcours/graph"
)

func newExecutor(limits graph.Limits) *executor.Executor {
	return graph.NewServer(&graph.Resolver{Current: current}, slog.New(slog.DiscardHandler), limits)
}

// answer answers one query, errors of the request included.
func answer(ctx context.Context, x *executor.Executor, query, variables string) *graphql.Response {
	p := &graphql.RawParams{Query: query}
	if variables != "" {
		d := json.NewDecoder(strings.NewReader(variables))
		d.UseNumber()
		if err := d.Decode(&p.Variables); err != nil {
			panic(err)
		}
	}
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := x.CreateOperationContext(ctx, p)
	if errs != nil {
		return x.DispatchError(graphql.WithOperationContext(ctx, op), errs)
	}
	next, ctx := x.DispatchOperation(ctx, op)
	return next(ctx)
}

func times(n int, format string) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, format, i)
	}
	return s.String()
}

// TestLimits sends to each limit a request that costs exactly as much, and the same request to a limit that is one less.
func TestLimits(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{"Errors": true, "Time": true, "DocumentCache": true} // below, and in internal/bounded
	for name, tc := range map[string]struct {
		field, query, variables string
		cost                    int
	}{
		"document-bytes":       {"DocumentBytes", "{steps{id}}", "", 11},
		"tokens":               {"Tokens", "{steps{id}}#", "", 7},
		"depth":                {"Depth", "{steps{...f}} fragment f on Step{next{next{id}}}", "", 4},
		"depth: variables":     {"Depth", "query($p:ProfileInput!){learningPath(profile:$p){fingerprint}}", `{"p":{"roles":[],"answers":[{"question":"containers","value":"YES"}]}}`, 3},
		"list-items: sent":     {"ListItems", "query($r:[ID!]!){nodes(ids:$r){id}}", `{"r":["a","b","c","d"]}`, 4},
		"selections":           {"Selections", "{steps{... {id} ...f}} fragment f on Step{id slug}", "", 6},
		"aliases":              {"Aliases", "{steps{" + times(7, "a%d:id ") + "}}", "", 7},
		"root-fields":          {"RootFields", "{...f steps{id}} fragment f on Query{" + times(3, "a%d:steps{id} ") + "}", "", 4},
		"directives":           {"Directives", "query($a:Boolean=true){steps @skip(if:$a){...f @skip(if:$a)}} fragment f on Step{id @include(if:$a)}", "", 3},
		"repeats":              {"Repeats", "{steps{" + times(5, "id#%d\n") + "}}", "", 5},
		"expanded":             {"Expanded", "{steps{...a ...a}} fragment a on Step{...b ...b} fragment b on Step{...c ...c} fragment c on Step{id slug}", "", 31},
		"introspection-roots":  {"IntrospectionRoots", `{...f __schema{queryType{name}}} fragment f on Query{__type(name:"Step"){name}}`, "", 2},
		"introspection":        {"Introspection", "{__schema{types{...t ...t}}} fragment t on __Type{name kind}", "", 7},
		"cost: plain lists":    {"Cost", "{steps{id objectives{text}}}", "", 1 + 10*(1+1+10*1)},
		"cost: identifiers":    {"Cost", "query($i:[ID!]!){nodes(ids:$i){id}}", `{"i":["role:a","role:b","role:c"]}`, 1 + 3*1},
		"cost: one identifier": {"Cost", "query($i:[ID!]!){nodes(ids:$i){id}}", `{"i":"role:a"}`, 1 + 1},
		"cost: pages":          {"Cost", "{resources(first:7){nodes{id}}}", "", 1 + (1 + 7*1)},
		"page-size":            {"PageSize", "{resources(first:7){totalCount}}", "", 7},
		"answer-bytes":         {"AnswerBytes", "{step(number:1){number}}", "", len(`{"step":{"number":1}}`)},
		"list-items":           {"ListItems", `query($r:[ID!]!){learningPath(profile:{roles:$r,completed:["gitops-tutoriel"]}){fingerprint}}`, `{"r":["technical","management"]}`, 3},
	} {
		tested[tc.field] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limits := graph.DefaultLimits()
			field := reflect.ValueOf(&limits).Elem().FieldByName(tc.field)
			if got := answer(t.Context(), newExecutor(limits), tc.query, tc.variables); len(got.Errors) > 0 {
				t.Errorf("refused by the default limits: %v", got.Errors)
			}
			field.SetInt(int64(tc.cost))
			if got := answer(t.Context(), newExecutor(limits), tc.query, tc.variables); len(got.Errors) > 0 {
				t.Errorf("limit %d: refused: %v", tc.cost, got.Errors)
			}
			field.SetInt(int64(tc.cost - 1))
			got := answer(t.Context(), newExecutor(limits), tc.query, tc.variables)
			if len(got.Errors) != 1 || got.Data != nil {
				t.Fatalf("limit %d: errors %v, data %s, want one error and no data", tc.cost-1, got.Errors, got.Data)
			}
			limit, _, _ := strings.Cut(name, ":")
			e := got.Errors[0]
			if want := fmt.Sprintf("%s: %d, the limit is %d", limit, tc.cost, tc.cost-1); !strings.HasPrefix(e.Message, want) {
				t.Errorf("message %q, want %q", e.Message, want)
			}
			if e.Extensions["code"] != graph.LimitExceeded || e.Extensions["limit"] != limit || e.Extensions["max"] != tc.cost-1 || e.Extensions["cost"] != tc.cost {
				t.Errorf("extensions %v", e.Extensions)
			}
		})
	}
	for f := range reflect.TypeFor[graph.Limits]().Fields() {
		if !tested[f.Name] {
			t.Errorf("no request is sent to the limit %s", f.Name)
		}
	}
}

func TestLimitOfErrors(t *testing.T) {
	t.Parallel()
	limits := graph.DefaultLimits()
	x := newExecutor(limits)
	for n, want := range map[int]int{limits.Errors: limits.Errors, limits.Errors + 1: limits.Errors} {
		got := answer(t.Context(), x, "{steps{"+times(n, "nope%d ")+"}}", "")
		if len(got.Errors) != want {
			t.Errorf("%d mistakes: %d errors, want %d", n, len(got.Errors), want)
		}
	}
	got := answer(t.Context(), x, "{"+strings.Repeat("é", 5)+"}", "")
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "GRAPHQL_PARSE_FAILED" {
		t.Errorf("a document that cannot be parsed: %v", got.Errors)
	}
	for _, e := range answer(t.Context(), x, "{"+strings.Repeat("a", 9000)+"}", "").Errors {
		if len(e.Message) > 500 {
			t.Errorf("a message of %d bytes", len(e.Message))
		}
	}
}

func TestLimitOfTime(t *testing.T) {
	t.Parallel()
	limits := graph.DefaultLimits()
	limits.Time = time.Nanosecond
	got := answer(t.Context(), newExecutor(limits), "{steps{id}}", "")
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != graph.Timeout || len(got.Data) > 0 {
		t.Errorf("%s %v, want only %s", got.Data, got.Errors, graph.Timeout)
	}
}

// TestBombs sends documents that grow when their fragments are followed, whose walk would not end without memory.
func TestBombs(t *testing.T) {
	t.Parallel()
	var chain, ring strings.Builder
	for i := range 60 {
		fmt.Fprintf(&chain, "fragment f%d on Step{...f%d ...f%[2]d}", i, i+1)
	}
	for i := range 100 {
		fmt.Fprintf(&ring, "fragment f%d on Step{id ...f%d}", i, (i+1)%100)
	}
	for name, tc := range map[string]struct{ query, want string }{
		"chain":           {"{steps{...f0}}" + chain.String() + "fragment f60 on Step{id}", "expanded: "},
		"ring":            {"{steps{...f0}}" + ring.String(), "Cannot spread fragment"},
		"itself":          {"{steps{...f}} fragment f on Step{...f}", "Cannot spread fragment"},
		"introspection":   {"{__schema{" + times(60, "a%d:types{name kind description fields{name}} ") + "}}", "introspection"},
		"types, again":    {"{__schema{" + times(42, "a%d:types{name kind description fields{name isDeprecated}}") + "}}", "cost"},
		"fields, again":   {"{__schema{types{" + times(48, "a%d:fields{name description type{name}}") + "}}}", "cost"},
		"type in type":    {"{__schema{types{" + strings.Repeat("ofType{", 40) + "name" + strings.Repeat("}", 43), "depth"},
		"repeated fields": {"{steps{" + strings.Repeat("id ", 599) + "}}", "repeats"},
		"lists in lists":  {"{steps{placements{resource{placements{resource{placements{resource{placements{resource{placements{resource{id}}}}}}}}}}}}", "cost"},
		"defer":           {"{steps{... @defer {id}}}", "@defer is not supported"},
		"stream":          {"{steps @stream(initialCount: 1) {id}}", "@stream is not supported"},
		"defer, labelled": {`{steps{...f @defer(label:"x")}} fragment f on Step{id}`, "@defer is not supported"},
	} {
		began := time.Now()
		got := answer(t.Context(), newExecutor(graph.DefaultLimits()), tc.query, "")
		if len(got.Errors) == 0 || !strings.Contains(got.Errors[0].Message, tc.want) {
			t.Errorf("%s: %v, want %q", name, got.Errors, tc.want)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

// TestPanicEndsOneRequest has resolvers panic: their request is answered, and the next one is too.
func TestPanicEndsOneRequest(t *testing.T) {
	t.Parallel()
	var calm bool
	x := graph.NewServer(&graph.Resolver{Current: func() graph.Source {
		if !calm {
			panic("secret")
		}
		return embedded
	}}, slog.New(slog.DiscardHandler), graph.DefaultLimits())
	got := answer(t.Context(), x, "{steps{id}}", "")
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != graph.Internal || strings.Contains(got.Errors.Error(), "secret") {
		t.Errorf("%v, want %s", got.Errors, graph.Internal)
	}
	calm = true
	if got := answer(t.Context(), x, "{steps{id}}", ""); len(got.Errors) > 0 {
		t.Errorf("the next request: %v", got.Errors)
	}
}

// TestNoSuggestions makes each mistake for which gqlparser would suggest a name.
func TestNoSuggestions(t *testing.T) {
	t.Parallel()
	for _, query := range []string{
		"{step}", "{stepz{id}}", "{steps{idd}}", "{steps{id{x}}}", "{step(numbre:1){id}}", "{...f} fragment f on Quer{steps{id}}",
		`{learningPath(profile:{role:["x"]}){fingerprint}}`, "query($a:ProfileInpu){steps{id}}", "{__schema{directive}}",
	} {
		got := answer(t.Context(), newExecutor(graph.DefaultLimits()), query, "")
		if len(got.Errors) == 0 {
			t.Errorf("%s: no error", query)
		}
		for _, e := range got.Errors {
			if strings.Contains(e.Message, "Did you mean") || e.Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("%s: %v %v", query, e, e.Extensions)
			}
		}
	}
}

// TestRoomForExamples costs what README shows, the examples and a whole introspection, and wants half of each limit left.
func TestRoomForExamples(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	queries := []string{introspection(t)}
	for _, block := range regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllSubmatch(text, -1) {
		queries = append(queries, string(block[1]))
	}
	variables := map[string]string{}
	for _, e := range graph.Examples() {
		queries = append(queries, e.Query)
		variables[e.Query] = string(e.Variables)
	}
	half := graph.DefaultLimits()
	for _, f := range []*int{
		&half.DocumentBytes, &half.Tokens, &half.Selections, &half.Aliases, &half.RootFields, &half.Directives, &half.Repeats,
		&half.Expanded, &half.Cost, &half.ListItems, &half.IntrospectionRoots, &half.AnswerBytes,
	} {
		*f /= 2
	}
	for _, query := range queries {
		if got := answer(t.Context(), newExecutor(half), query, variables[query]); len(got.Errors) > 0 {
			t.Errorf("%s\n%v", query, got.Errors)
		}
	}
}

// TestDocumentWeight keeps documents of many shapes that pass the limits, and compares what they weigh in the cache with
// the memory they take.
func TestDocumentWeight(t *testing.T) {
	schema := graph.Schema()
	for name, text := range map[string]string{
		"aliases":          "{steps{" + times(60, "a%d:id ") + "}}",
		"inline fragments": "{steps{" + strings.Repeat("...{id}", 290) + "}}",
		"spreads":          "{steps{" + strings.Repeat("...f ", 590) + "}}fragment f on Step{id}",
		"fragments":        "{steps{" + times(190, "...f%d ") + "}}" + times(190, "fragment f%d on Step{id}"),
		"arguments":        `{nodes(ids:["` + strings.Repeat(`a","`, 1000) + `"]){id}}`,
		"introspection":    introspection(t),
	} {
		keep := make([]*ast.QueryDocument, 100)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range keep {
			doc, errs := gqlparser.LoadQueryWithRules(schema, text, nil)
			if errs != nil {
				t.Fatal(name, errs)
			}
			keep[i] = doc
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		perByte := float64(after.HeapAlloc-before.HeapAlloc) / float64(len(keep)*len(text))
		runtime.KeepAlive(keep)
		t.Logf("%s: %.0f bytes of memory for each byte of text", name, perByte)
		if perByte > 64 {
			t.Errorf("%s: a document takes %.0f times its text, and weighs 64 times", name, perByte)
		}
	}
}

// introspection returns a query for the whole schema, as code generators send it.
func introspection(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
