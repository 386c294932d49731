package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// The codes that errors of this package carry in extensions.code. gqlgen adds GRAPHQL_PARSE_FAILED and
// GRAPHQL_VALIDATION_FAILED.
const (
	BadUserInput  = "BAD_USER_INPUT"
	Internal      = "INTERNAL"
	LimitExceeded = "LIMIT_EXCEEDED" // with limit, max and cost
	NotSupported  = "NOT_SUPPORTED"
	Timeout       = "TIMEOUT"
)

// longestMessage is how many bytes of a message a client reads: messages repeat names that it may have sent.
const longestMessage = 400

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
		if variable, ok := variablePath(shown.Path); ok { // a mistake in a variable; its path is not one of the answer
			if _, wanted, ok := strings.Cut(shown.Message, " as "); ok && strings.HasPrefix(shown.Message, "cannot use ") {
				shown.Message = "not a value of " + wanted // gqlparser says "value 0" of each number that is no Int
			}
			shown.Message, shown.Path = variable+": "+shown.Message, nil
			shown.Extensions = map[string]any{"code": BadUserInput}
		}
		if shown.Extensions["code"] == nil {
			mask(ctx, log, shown, err)
		}
		shown.Message = clip(shown.Message)
		return shown
	}
}

// mask gives an error that has no code yet its code, and hides the message of one that is not a client's mistake.
func mask(ctx context.Context, log *slog.Logger, shown *gqlerror.Error, err error) {
	var bad misused
	var input *tailor.InputError
	field := graphql.GetFieldContext(ctx)
	coercing := field != nil && field.Args == nil && field.Field.Field != nil && len(field.Field.Arguments) > 0
	switch {
	case errors.As(err, &bad) || errors.As(err, &input):
		shown.Extensions = map[string]any{"code": BadUserInput}
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		shown.Message = "time: not answered in time"
		shown.Extensions = map[string]any{"code": Timeout}
	case coercing && !isPanic(err):
		shown.Path = field.Path() // without the argument's name, which is not in the answer
		shown.Extensions = map[string]any{"code": BadUserInput}
	default:
		id, _ := ctx.Value(requestIDKey{}).(string)
		attributes := []slog.Attr{slog.String("request", id), slog.Any("error", err)}
		if p, ok := errors.AsType[*panicked](err); ok {
			attributes = append(attributes, slog.String("stack", p.stack))
		}
		log.LogAttrs(ctx, slog.LevelError, "query failed", attributes...)
		shown.Message = "internal error"
		shown.Extensions = map[string]any{"code": Internal, "requestId": id}
	}
}

// variablePath returns the place in a variable that gqlparser's path "variable", name, … stands for, as $name.field[0].
func variablePath(p ast.Path) (string, bool) {
	if len(p) < 2 || p[0] != ast.PathElement(ast.PathName("variable")) {
		return "", false
	}
	return "$" + p[1:].String(), true
}

// clip cuts a message that is too long, between two characters.
func clip(message string) string {
	if len(message) <= longestMessage {
		return message
	}
	cut := longestMessage
	for cut > 0 && !utf8.RuneStart(message[cut]) {
		cut--
	}
	return message[:cut] + "…"
}

// panicked is a panic of a resolver.
type panicked struct {
	value any
	stack string
}

// Error returns what the panic said.
func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func isPanic(err error) bool {
	_, ok := errors.AsType[*panicked](err)
	return ok
}

// recovered turns a panic into an error, which [present] logs with its stack. Only its own request is lost.
func recovered(_ context.Context, p any) error { return &panicked{p, string(debug.Stack())} }
