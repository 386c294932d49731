// Package httpapi serves a GraphQL schema over HTTP, for any origin to read.
package httpapi

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/rs/cors"
	"golang.org/x/text/language"
)

// Config is what a handler serves.
type Config struct {
	GraphQL   *handler.Server                                      // without transports: New adds its own
	SDL       string                                               // answered at /schema.graphql
	Languages []language.Tag                                       // those texts come in, the reference language first
	Ready     func() bool                                          // answered at /readyz
	Prepare   func(ctx context.Context, r Request) context.Context // what one request is answered in
	Log       *slog.Logger
}

// Request is what is known of a request before it is answered.
type Request struct {
	ID       string       // answered in X-Request-Id, and in the log
	Language language.Tag // the best of Config.Languages for the request
}

// New returns the handler of every route.
func New(c Config) http.Handler {
	c.GraphQL.AddTransport(wire{})
	mux := http.NewServeMux()
	mux.Handle("GET /graphql", c.GraphQL)
	mux.Handle("POST /graphql", c.GraphQL)
	mux.Handle("GET /{$}", page("index.html"))
	mux.Handle("GET /playground", page("playground.html"))
	mux.Handle("GET /playground.js", page("playground.js"))
	mux.Handle("GET /style.css", page("style.css"))
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

// prefer returns the best of the languages for a request: what ?lang= asks for, else Accept-Language.
func prefer(matcher language.Matcher, languages []language.Tag, r *http.Request) language.Tag {
	_, i := language.MatchStrings(matcher, r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))
	return languages[i]
}

// guard names each request, and keeps a panic from ending more than its own.
func (c Config) guard(next http.Handler) http.Handler {
	matcher := language.NewMatcher(c.Languages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, began, lang := rand.Text(), time.Now(), prefer(matcher, c.Languages, r)
		w.Header().Set("X-Request-Id", id)
		defer func() { //nolint:contextcheck // the context is the request's, which Prepare may replace below
			if v := recover(); v != nil {
				c.Log.LogAttrs(r.Context(), slog.LevelError, "request panicked", slog.String("request_id", id),
					slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
				text(w, http.StatusInternalServerError, "internal error, request "+id+"\n")
			}
		}()
		w.Header().Set("Content-Language", lang.String())
		w.Header().Add("Vary", "Accept, Accept-Language")
		if c.Prepare != nil {
			r = r.WithContext(c.Prepare(r.Context(), Request{ID: id, Language: lang}))
		}
		next.ServeHTTP(w, r)
		c.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("request_id", id), slog.String("method", r.Method),
			slog.String("path", r.URL.Path), slog.Duration("took", time.Since(began)))
	})
}

// text answers plain text.
func text(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // the client has left: nobody to tell
}
