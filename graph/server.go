package graph

import (
	"context"
	"log/slog"
	"maps"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/cloud-pi-native/parcours/graph/generated"
	"github.com/cloud-pi-native/parcours/internal/bounded"
)

// NewServer returns what answers operations on the graph within the limits, for a transport to ask.
func NewServer(r *Resolver, log *slog.Logger, limits Limits) *executor.Executor {
	return secure(generated.NewExecutableSchema(generated.Config{Resolvers: r, Schema: Schema()}), log, limits)
}

// secure returns an executor of s that keeps the limits and shows clients only what is meant for them.
func secure(s graphql.ExecutableSchema, log *slog.Logger, limits Limits) *executor.Executor {
	parsed := documents{bounded.New[string, *ast.QueryDocument](limits.DocumentCache)}
	x := executor.New(s)
	x.SetQueryCache(parsed)
	x.SetErrorPresenter(present(log))
	x.SetRecoverFunc(recovered)
	x.SetDisableSuggestion(true)
	x.SetDefaultRulesFn(withoutSuggestions)
	x.Use(bound{limits, parsed, s.Schema(), introspection(s.Schema())})
	x.Use(extension.Introspection{})
	return x
}

// withoutSuggestions returns the rules of validation. They suggest nothing: the whole schema is open to introspection,
// so an editor suggests better, and a server that suggests does work for whoever guesses.
func withoutSuggestions() *rules.Rules {
	set := rules.NewDefaultRules()
	for loud, quiet := range map[string]core.Rule{
		rules.KnownArgumentNamesRule.Name:  rules.KnownArgumentNamesRuleWithoutSuggestions,
		rules.KnownTypeNamesRule.Name:      rules.KnownTypeNamesRuleWithoutSuggestions,
		rules.ValuesOfCorrectTypeRule.Name: rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
	} { // gqlgen replaces the other two
		set.ReplaceRule(loud, quiet.RuleFunc)
	}
	return set
}

// Check returns why a document would be refused whatever its variables, nothing if it would not.
func Check(limits Limits, text string) gqlerror.List {
	if e := (bound{Limits: limits}).document(text); e != nil {
		return gqlerror.List{e}
	}
	_, errs := gqlparser.LoadQueryWithRules(Schema(), text, withoutSuggestions())
	return errs
}

// Operations returns the names of the operations in a document, none where it cannot be parsed.
func Operations(text string) []string {
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		return nil
	}
	var names []string
	for _, op := range doc.Operations {
		if op.Name != "" {
			names = append(names, op.Name)
		}
	}
	return names
}

// Answer answers one query without a server. Errors are in the answer, as clients read them.
func Answer(ctx context.Context, r *Resolver, log *slog.Logger, query string, variables map[string]any) *graphql.Response {
	x := NewServer(r, log, DefaultLimits())
	ctx = graphql.StartOperationTrace(ctx)
	operation, errs := x.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if errs != nil {
		return x.DispatchError(graphql.WithOperationContext(ctx, operation), errs)
	}
	next, ctx := x.DispatchOperation(ctx, operation)
	return next(ctx)
}

// Schema returns the schema. It has no @defer, which gqlgen brings along and which loses data over plain HTTP.
func Schema() *ast.Schema {
	s := *generated.NewExecutableSchema(generated.Config{}).Schema()
	s.Directives = maps.Clone(s.Directives)
	delete(s.Directives, "defer")
	return &s
}

// SDL returns the schema in the schema definition language, with its descriptions.
func SDL() string {
	var sdl strings.Builder
	formatter.NewFormatter(&sdl).FormatSchema(Schema())
	return sdl.String()
}
