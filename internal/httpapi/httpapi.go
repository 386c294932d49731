// Package httpapi serves a GraphQL schema over HTTP, for any origin to read.
package httpapi

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/rs/cors"
	"github.com/vektah/gqlparser/v2/ast"
)

// Config is what a handler serves.
type Config struct {
	Schema  graphql.ExecutableSchema
	SDL     string                                                  // answered at /schema.graphql
	Ready   func() bool                                             // answered at /readyz
	Prepare func(r *http.Request, requestID string) context.Context // the context of one request, nil for its own
	Errors  graphql.ErrorPresenterFunc                              // nil: the presenter of gqlgen
	Log     *slog.Logger
}

// New returns the handler of every route.
func New(c Config) http.Handler {
	exec := handler.New(c.Schema)
	exec.AddTransport(wire{})
	exec.SetQueryCache(lru.New[*ast.QueryDocument](256))
	exec.Use(extension.Introspection{})
	if c.Errors != nil {
		exec.SetErrorPresenter(c.Errors)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /graphql", exec)
	mux.Handle("POST /graphql", exec)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !c.Ready() {
			text(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
		text(w, http.StatusOK, "ready\n")
	})
	mux.HandleFunc("GET /schema.graphql", func(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, c.SDL) })
	open := cors.New(cors.Options{
		AllowedOrigins: []string{"*"}, AllowedMethods: []string{"GET", "POST"},
		AllowedHeaders: []string{"Content-Type", "Accept", "Accept-Language"}, ExposedHeaders: []string{"X-Request-Id"},
	})
	return c.guard(open.Handler(mux))
}

// guard names each request, and keeps a panic from ending more than its own.
func (c Config) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		w.Header().Set("X-Request-Id", id)
		defer func() {
			if v := recover(); v != nil {
				c.Log.LogAttrs(r.Context(), slog.LevelError, "request panicked", slog.String("request_id", id),
					slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
				text(w, http.StatusInternalServerError, "internal error, request "+id+"\n")
			}
		}()
		if c.Prepare != nil {
			r = r.WithContext(c.Prepare(r, id))
		}
		next.ServeHTTP(w, r)
	})
}

// text answers plain text.
func text(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // the client has left: nobody to tell
}
