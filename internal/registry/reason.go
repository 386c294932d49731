package registry

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/errcode"
)

// Reason says in one word why a publication could not be had. It is made for metrics, and shown to clients; the error
// that carries it is for operators.
type Reason string

// The reasons.
const (
	Unreachable  Reason = "UNREACHABLE"   // the registry does not answer, or answers what it should not
	Denied       Reason = "DENIED"        // it wants other credentials
	Missing      Reason = "MISSING"       // it has no such repository, tag or blob
	NotCatalogue Reason = "NOT_CATALOGUE" // the tag is on something else, or on a format that is not known here
	Unsigned     Reason = "UNSIGNED"      // there is no signature
	Untrusted    Reason = "UNTRUSTED"     // there are signatures, by other keys
	Altered      Reason = "ALTERED"       // bytes are missing, or are not those that were signed
	TooLarge     Reason = "TOO_LARGE"     // more is promised than is allowed
	RolledBack   Reason = "ROLLED_BACK"   // an older publication than the last good one
	Unreadable   Reason = "UNREADABLE"    // the file is what was signed, and cannot be opened
	Local        Reason = "LOCAL"         // the cache folder cannot be read or written
)

// Reasons returns every reason.
func Reasons() []Reason {
	return []Reason{
		Unreachable, Denied, Missing, NotCatalogue, Unsigned, Untrusted, Altered, TooLarge, RolledBack, Unreadable, Local,
	}
}

// Error is why a publication could not be had.
type Error struct {
	Reason Reason
	Err    error
}

// Error returns the reason in words.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func refuse(reason Reason, format string, a ...any) error {
	return &Error{reason, fmt.Errorf(format, a...)}
}

// reasoned gives err the reason that its kind tells, unless it has one.
func reasoned(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	reason := Unreachable
	if answer, ok := errors.AsType[*errcode.ErrorResponse](err); ok {
		switch answer.StatusCode {
		case http.StatusUnauthorized, http.StatusForbidden:
			reason = Denied
		case http.StatusNotFound:
			reason = Missing
		}
	}
	if errors.Is(err, errdef.ErrNotFound) {
		reason = Missing
	}
	if errors.Is(err, auth.ErrBasicCredentialNotFound) {
		reason = Denied
	}
	if errors.Is(err, errdef.ErrSizeExceedsLimit) {
		reason = TooLarge
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("the registry took too long: %w", err)
	}
	return &Error{reason, err}
}

// ReasonOf returns the reason of an error of this package.
func ReasonOf(err error) Reason {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	return Unreachable
}
