package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// The codes that errors of this package carry in extensions.code.
const (
	BadUserInput = "BAD_USER_INPUT"
	Internal     = "INTERNAL"
)

type requestIDKey struct{}

// WithRequestID returns ctx for the request that the log and its client know as id.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// misused is a mistake of the client, to be shown as it is.
type misused string

// Error returns what is wrong.
func (m misused) Error() string { return string(m) }

// present returns a function that shows a client its own mistakes, and of any other error only that it was logged.
func present(log *slog.Logger) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		shown := graphql.DefaultErrorPresenter(ctx, err)
		if shown.Extensions["code"] != nil {
			return shown
		}
		var bad misused
		var input *tailor.InputError
		field := graphql.GetFieldContext(ctx)
		coercing := field != nil && field.Args == nil && field.Field.Field != nil && len(field.Field.Arguments) > 0
		if errors.As(err, &bad) || errors.As(err, &input) || coercing {
			shown.Extensions = map[string]any{"code": BadUserInput}
			return shown
		}
		id, _ := ctx.Value(requestIDKey{}).(string)
		log.LogAttrs(ctx, slog.LevelError, "query failed", slog.String("request", id), slog.Any("error", err))
		shown.Message = "internal error"
		shown.Extensions = map[string]any{"code": Internal, "requestId": id}
		return shown
	}
}

// recovered turns a panic into an error, which [present] logs.
func recovered(_ context.Context, p any) error { return fmt.Errorf("panic: %v", p) }
