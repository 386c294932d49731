package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

const (
	maxBody      = 128 << 10
	typeJSON     = "application/json"
	typeResponse = "application/graphql-response+json"
)

// wire is GraphQL over HTTP by GET and POST. The transports of gqlgen echo bodies and answer `data` with errors of the
// request.
type wire struct{}

// Supports reports true: the route has refused every other method.
func (wire) Supports(*http.Request) bool { return true }

// Do answers one request.
func (wire) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	answer := answerType(r.Header.Get("Accept"))
	if answer == "" {
		fail(w, typeJSON, http.StatusNotAcceptable, "answers are "+typeResponse+" or "+typeJSON)
		return
	}
	params, status, err := read(w, r)
	if err != nil {
		fail(w, answer, status, err.Error())
		return
	}
	refused := http.StatusOK // a well-formed request that GraphQL refuses, for clients of application/json
	if answer == typeResponse {
		refused = http.StatusBadRequest
	}
	ctx := r.Context()
	params.Headers = r.Header
	op, errs := exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		write(w, answer, refused, nil, exec.DispatchError(graphql.WithOperationContext(ctx, op), errs).Errors)
		return
	}
	if op.Operation.Operation != ast.Query {
		w.Header().Set("Allow", "GET, POST")
		fail(w, answer, http.StatusMethodNotAllowed, "only queries are answered")
		return
	}
	next, ctx := exec.DispatchOperation(ctx, op)
	res := next(ctx)
	if res == nil {
		fail(w, answer, http.StatusServiceUnavailable, "the request ended before it was answered")
		return
	}
	data := res.Data
	if len(data) == 0 {
		data = json.RawMessage("null")
	}
	write(w, answer, http.StatusOK, data, res.Errors)
}

// read reads the parameters of a request; with an error comes the status to answer.
func read(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, int, error) {
	p := &graphql.RawParams{}
	if r.Method == http.MethodGet {
		q := r.URL.Query()
		p.Query, p.OperationName = q.Get("query"), q.Get("operationName")
		if v := q.Get("variables"); v != "" {
			if err := decode([]byte(v), &p.Variables); err != nil {
				return nil, http.StatusBadRequest, errors.New("variables is not a JSON object")
			}
		}
	} else {
		kind, with, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		charset := with["charset"]
		if err != nil || kind != typeJSON || charset != "" && !strings.EqualFold(charset, "utf-8") ||
			r.Header.Get("Content-Encoding") != "" {
			return nil, http.StatusUnsupportedMediaType, errors.New("the body must be " + typeJSON + " in UTF-8, not compressed")
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, http.StatusRequestEntityTooLarge, errors.New("the body is larger than 128 KiB")
		}
		if err != nil {
			return nil, http.StatusBadRequest, errors.New("the body could not be read")
		}
		var fields map[string]json.RawMessage // exact keys, which a struct would match in any case
		if decode(body, &fields) != nil || fields == nil {
			return nil, http.StatusBadRequest, errors.New("the body is not one JSON object")
		}
		for name, into := range map[string]any{"query": &p.Query, "operationName": &p.OperationName, "variables": &p.Variables, "extensions": &p.Extensions} {
			if raw, ok := fields[name]; ok && decode(raw, into) != nil {
				return nil, http.StatusBadRequest, errors.New(name + " has the wrong type")
			}
		}
	}
	if p.Query == "" {
		return nil, http.StatusBadRequest, errors.New("query is missing")
	}
	return p, 0, nil
}

// decode reads exactly one JSON value of valid UTF-8, its numbers kept as written.
func decode(src []byte, into any) error {
	if !utf8.Valid(src) {
		return errors.New("not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("trailing data")
	}
	return nil
}

// answerType chooses the media type of the answer, "" where the client accepts none of ours.
func answerType(accept string) string {
	if strings.TrimSpace(accept) == "" {
		return typeJSON
	}
	for part := range strings.SplitSeq(accept, ",") {
		kind, with, err := mime.ParseMediaType(part)
		if err != nil || strings.Trim(with["q"], "0.") == "" && with["q"] != "" {
			continue
		}
		switch kind {
		case typeResponse:
			return typeResponse
		case typeJSON, "application/*", "*/*":
			return typeJSON
		}
	}
	return ""
}

// fail answers one error of the request.
func fail(w http.ResponseWriter, answer string, status int, message string) {
	write(w, answer, status, nil, gqlerror.List{{Message: message, Extensions: map[string]any{"code": "BAD_REQUEST"}}})
}

// write writes an answer, without data where data is nil: then nothing was executed.
func write(w http.ResponseWriter, answer string, status int, data json.RawMessage, errs gqlerror.List) {
	body, err := json.Marshal(struct {
		Errors gqlerror.List   `json:"errors,omitempty"`
		Data   json.RawMessage `json:"data,omitempty"`
	}{errs, data})
	if err != nil {
		panic(err) // what is written was JSON already; the handler answers 500
	}
	w.Header().Set("Content-Type", answer+"; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client has left: nobody to tell
}
