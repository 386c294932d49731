package graph

import (
	"context"
	"log/slog"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/cloud-pi-native/parcours/graph/generated"
)

// NewServer returns a server of the graph without transports: the caller adds those it wants.
func NewServer(r *Resolver, log *slog.Logger) *handler.Server {
	s := handler.New(generated.NewExecutableSchema(generated.Config{Resolvers: r}))
	s.SetQueryCache(lru.New[*ast.QueryDocument](1000))
	s.SetParserTokenLimit(4000)
	s.SetErrorPresenter(present(log))
	s.SetRecoverFunc(recovered)
	s.Use(extension.Introspection{})
	return s
}

// Answer answers one query without a server. Errors are in the answer, as clients read them.
func Answer(ctx context.Context, r *Resolver, log *slog.Logger, query string, variables map[string]any) *graphql.Response {
	x := executor.New(generated.NewExecutableSchema(generated.Config{Resolvers: r}))
	x.SetErrorPresenter(present(log))
	x.SetRecoverFunc(recovered)
	ctx = graphql.StartOperationTrace(ctx)
	operation, errs := x.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if errs != nil {
		return x.DispatchError(graphql.WithOperationContext(ctx, operation), errs)
	}
	next, ctx := x.DispatchOperation(ctx, operation)
	return next(ctx)
}

// SDL returns the schema in the schema definition language, with its descriptions.
func SDL() string {
	var sdl strings.Builder
	formatter.NewFormatter(&sdl).FormatSchema(generated.NewExecutableSchema(generated.Config{}).Schema())
	return sdl.String()
}
