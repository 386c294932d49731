package graph

import (
	"log/slog"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"

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
