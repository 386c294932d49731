// Package scalar reads and writes the schema's own scalars. It refuses what is not exactly in their form.
package scalar

import (
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalDate writes a day as "2026-01-31".
func MarshalDate(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, strconv.Quote(t.Format(time.DateOnly))) // gqlgen gives a buffer
	})
}

// UnmarshalDate reads a day such as "2026-01-31", at its first instant in UTC.
func UnmarshalDate(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, errors.New("not a day such as 2026-01-31")
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return time.Time{}, errors.New("not a day such as 2026-01-31")
	}
	return t, nil
}
