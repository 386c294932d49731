package graph

import (
	"context"
	"fmt"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/cloud-pi-native/parcours/internal/bounded"
)

// Limits bound what one request may cost. Each is the largest value that passes. What is above one is refused with
// [LimitExceeded], the limit's name, its value and the cost.
type Limits struct {
	DocumentBytes      int           // of the query's text
	Tokens             int           // of the query's text, comments included
	Depth              int           // of nested fields, and of what is nested in a variable
	Selections         int           // fields, spreads and inline fragments in the text
	Aliases            int           // fields that are renamed
	RootFields         int           // of one operation, fragments included
	Directives         int           // in the text
	Repeats            int           // of one response key in one selection set
	Expanded           int           // selections of one operation when each spread is replaced by its fragment
	IntrospectionRoots int           // __schema and __type in one operation
	Introspection      int           // selections below them, expanded
	Cost               int           // values that one operation may read; see cost
	PageSize           int           // of first and last
	ListItems          int           // in the lists of all arguments of one operation
	Errors             int           // in one answer; the rest is cut off
	Time               time.Duration // to answer
	AnswerBytes        int           // of the answer's data
	DocumentCache      int           // bytes that parsed documents take in memory, about; 0 keeps none
}

// DefaultLimits returns limits with room for the longest examples of this repository and for the introspection that
// portals do.
func DefaultLimits() Limits {
	return Limits{
		DocumentBytes: 16 << 10, Tokens: 4000, Depth: 20, Selections: 600, Aliases: 60, RootFields: 20, Directives: 50,
		Repeats: 10, Expanded: 1500, IntrospectionRoots: 2, Introspection: 300,
		Cost: 50_000, PageSize: 100, ListItems: 2000,
		Errors: 20, Time: time.Second, AnswerBytes: 4 << 20, DocumentCache: 32 << 20,
	}
}

// exceeded is a request above a limit.
type exceeded struct {
	limit     string
	max, cost int
	advice    string
}

// Error returns the limit and the cost.
func (e *exceeded) Error() string {
	return fmt.Sprintf("%s: %d, the limit is %d%s", e.limit, e.cost, e.max, e.advice)
}

// shown returns the error as a client reads it.
func (e *exceeded) shown() *gqlerror.Error {
	return &gqlerror.Error{Message: e.Error(), Extensions: map[string]any{"code": LimitExceeded, "limit": e.limit, "max": e.max, "cost": e.cost}}
}

// bound is an extension of gqlgen that refuses what is above the limits: documents before they are validated, which
// costs up to the square of their length, and operations before they are executed.
type bound struct {
	Limits
	documents documents
	schema    *ast.Schema
	lengths   map[string]float64 // see introspection
}

// ExtensionName names the extension in gqlgen's messages.
func (bound) ExtensionName() string { return "Limits" }

// Validate reports nil: any schema can be bounded.
func (bound) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters refuses variables and a document above the limits. A document that is in the cache has passed.
func (b bound) MutateOperationParameters(ctx context.Context, p *graphql.RawParams) *gqlerror.Error {
	if e := b.variables(p.Variables); e != nil {
		return e
	}
	if _, passed := b.documents.Get(ctx, p.Query); passed {
		return nil
	}
	if e := b.document(p.Query); e != nil {
		return e
	}
	return nil
}

// MutateOperationContext refuses inputs that the schema does not allow, then operations above the limits.
func (b bound) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if op.Operation.Operation != ast.Query {
		return nil // refused by the transport, by what it is rather than by what it costs
	}
	if err := strict(b.schema, op.Operation, op.Variables); err != nil {
		return err
	}
	_, err := b.cost(op.Operation, op.Variables)
	return err
}

// InterceptOperation ends an operation that takes too long: what reads with its context stops, and what was read till
// then is not answered.
func (b bound) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	ctx, cancel := context.WithTimeout(ctx, b.Time)
	answer := next(ctx)
	return func(ctx context.Context) *graphql.Response {
		defer cancel()
		res := answer(ctx)
		if late := ctx.Err(); late != nil {
			return &graphql.Response{Errors: gqlerror.List{{
				Message:    fmt.Sprintf("time: not answered in %v", b.Time),
				Extensions: map[string]any{"code": Timeout, "limit": "time", "max": b.Time.Milliseconds()},
			}}}
		}
		return res
	}
}

// InterceptResponse keeps answers and their errors within the limits.
func (b bound) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	res := next(ctx)
	if res == nil {
		return nil
	}
	if len(res.Data) > b.AnswerBytes {
		e := &exceeded{"answer-bytes", b.AnswerBytes, len(res.Data), ": ask for fewer fields or smaller pages"}
		return &graphql.Response{Errors: gqlerror.List{e.shown()}}
	}
	if len(res.Errors) > b.Errors {
		res.Errors = res.Errors[:b.Errors:b.Errors]
	}
	return res
}

// variables returns why variables are above the limits, nil if they are not: gqlparser takes the square of their size.
func (b bound) variables(of map[string]any) *gqlerror.Error {
	deepest := 0
	for _, v := range of {
		deepest = max(deepest, nesting(v))
	}
	switch n := items(of); {
	case n > b.ListItems:
		return (&exceeded{"list-items", b.ListItems, n, ""}).shown()
	case deepest > b.Depth:
		return (&exceeded{"depth", b.Depth, deepest, ""}).shown()
	}
	return nil
}

// document returns why a document is above the limits, nil if it is not. What cannot be parsed passes, for the parser
// to say.
func (b bound) document(text string) *gqlerror.Error {
	if n := len(text); n > b.DocumentBytes {
		return (&exceeded{"document-bytes", b.DocumentBytes, n, ""}).shown()
	}
	if n := tokens(text); n > b.Tokens {
		return (&exceeded{"tokens", b.Tokens, n, ""}).shown()
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		return nil //nolint:nilerr // gqlgen parses it again and shows what is wrong
	}
	m := measure{frag: map[string]*ast.FragmentDefinition{}, memo: map[*ast.FragmentDefinition]*extent{}}
	whole := m.document(doc)
	if m.deferring != "" {
		return &gqlerror.Error{Message: "@" + m.deferring + " is not supported: everything is answered at once", Extensions: map[string]any{"code": NotSupported}}
	}
	for _, e := range []exceeded{
		{"depth", b.Depth, whole.depth, ""},
		{"selections", b.Selections, m.selections, ""},
		{"aliases", b.Aliases, m.aliases, ""},
		{"root-fields", b.RootFields, whole.fields, ""},
		{"directives", b.Directives, m.directives, ""},
		{"repeats", b.Repeats, m.repeats, ""},
		{"expanded", b.Expanded, whole.expanded, ""},
		{"introspection-roots", b.IntrospectionRoots, whole.introspections, ""},
		{"introspection", b.Introspection, whole.introspected, ""},
	} {
		if e.cost > e.max {
			return e.shown()
		}
	}
	return nil
}

// tokens returns how many tokens a text has, till the first that cannot be read.
func tokens(text string) int {
	l := lexer.New(&ast.Source{Input: text})
	for n := 0; ; n++ {
		if t, err := l.ReadToken(); err != nil || t.Kind == lexer.EOF {
			return n
		}
	}
}

// extent is how far a selection set goes when its spreads are replaced by their fragments.
type extent struct {
	depth, fields, expanded      int
	introspections, introspected int
}

// most is where counts stop: far above any limit, and the sum of two fits.
const most = 1 << 30

// measure sizes a document. Each fragment is walked once, however often it is spread: followed without memory, n
// fragments that spread the next one twice take 2^n steps.
type measure struct {
	selections, aliases, directives, repeats int
	deferring                                string // the directive that asks for parts of the answer later
	frag                                     map[string]*ast.FragmentDefinition
	memo                                     map[*ast.FragmentDefinition]*extent
}

// document returns the largest extent of any operation.
func (m *measure) document(doc *ast.QueryDocument) extent {
	for _, f := range doc.Fragments {
		m.frag[f.Name] = f
	}
	var whole extent
	for _, op := range doc.Operations {
		m.directed(op.Directives)
		for _, v := range op.VariableDefinitions {
			m.directed(v.Directives)
		}
		of := m.set(op.SelectionSet)
		whole.depth = max(whole.depth, of.depth)
		whole.fields = max(whole.fields, of.fields)
		whole.expanded = max(whole.expanded, of.expanded)
		whole.introspections = max(whole.introspections, of.introspections)
		whole.introspected = max(whole.introspected, of.introspected)
	}
	for _, f := range doc.Fragments { // those that nothing spreads are validated too
		m.fragment(f)
	}
	return whole
}

func (m *measure) directed(list ast.DirectiveList) {
	m.directives += len(list)
	for _, d := range list {
		if d.Name == "defer" || d.Name == "stream" {
			m.deferring = d.Name
		}
	}
}

// set returns the extent of one selection set and counts what is written in it.
func (m *measure) set(set ast.SelectionSet) extent {
	var whole extent
	keys := make(map[string]int, len(set))
	for _, s := range set {
		m.selections++
		var of extent
		switch s := s.(type) {
		case *ast.Field:
			m.directed(s.Directives)
			if s.Alias != s.Name {
				m.aliases++
			}
			keys[s.Alias]++
			m.repeats = max(m.repeats, keys[s.Alias])
			of = m.set(s.SelectionSet)
			of.depth++
			of.fields = 1
			if s.Name == "__schema" || s.Name == "__type" {
				of.introspections++
				of.introspected = of.expanded
			}
		case *ast.InlineFragment:
			m.directed(s.Directives)
			of = m.set(s.SelectionSet)
		case *ast.FragmentSpread:
			m.directed(s.Directives)
			if f := m.frag[s.Name]; f != nil {
				of = m.fragment(f)
			}
		}
		whole.depth = max(whole.depth, of.depth)
		whole.fields = min(whole.fields+of.fields, most)
		whole.expanded = min(whole.expanded+of.expanded+1, most)
		whole.introspections = min(whole.introspections+of.introspections, most)
		whole.introspected = min(whole.introspected+of.introspected, most)
	}
	return whole
}

// fragment returns the extent of a fragment. One that spreads itself counts once: validation refuses it.
func (m *measure) fragment(f *ast.FragmentDefinition) extent {
	if known := m.memo[f]; known != nil {
		return *known
	}
	of := &extent{}
	m.memo[f] = of
	m.directed(f.Directives)
	*of = m.set(f.SelectionSet)
	return *of
}

// documents keeps parsed documents that have passed.
type documents struct {
	*bounded.Map[string, *ast.QueryDocument]
}

// Get returns the document of a text.
func (d documents) Get(_ context.Context, text string) (*ast.QueryDocument, bool) {
	return d.Map.Get(text)
}

// Add keeps the document of a text, which weighs up to 64 times as much (see TestDocumentWeight), unless the text says
// something about a person or a team.
func (d documents) Add(_ context.Context, text string, doc *ast.QueryDocument) {
	if Telling(doc) {
		return
	}
	d.Put(text, doc, 64*len(text))
}
