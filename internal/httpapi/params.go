package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
)

// refusal is why a request is not taken, with the status that says so.
type refusal struct {
	status  int // 0: that of a well-formed request which GraphQL refuses
	code    string
	message string
}

// Codes of requests that are refused before GraphQL reads them.
const (
	codeBadRequest    = "BAD_REQUEST"
	codeNotAcceptable = "NOT_ACCEPTABLE"
	codeMediaType     = "UNSUPPORTED_MEDIA_TYPE"
	codeTooLarge      = "BODY_TOO_LARGE"
	codeMethod        = "METHOD_NOT_ALLOWED"
	codeOperation     = "NOT_SUPPORTED"
	codePrivateInURL  = "PRIVATE_DATA_IN_URL"
	codeNotReady      = "NOT_READY"
	codeTimeout       = "TIMEOUT"
	codeOverloaded    = "OVERLOADED"
	codeTooMany       = "TOO_MANY_REQUESTS"
	codeInternal      = "INTERNAL"
)

// limitOf names the limit that a request is above, by the code it is refused with.
var limitOf = map[string]string{codeTooLarge: "body", codeOverloaded: "in-flight", codeTooMany: "rate"}

// params are the parameters of a request, as they were sent.
type params struct {
	graphql.RawParams
	DocumentID string
	learn      string // the hash that the query is to be known by from now on, "" if by none
}

// jsonBody reports whether a content type says JSON in UTF-8.
func jsonBody(header http.Header) bool {
	if strings.Join(header["Content-Encoding"], "") != "" || len(header["Content-Type"]) != 1 {
		return false
	}
	kind := header["Content-Type"][0]
	if kind == typeJSON {
		return true
	}
	kind, with, err := mime.ParseMediaType(kind)
	charset := with["charset"]
	return err == nil && kind == typeJSON && (charset == "" || strings.EqualFold(charset, "utf-8"))
}

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readBody reads a body of at most limit bytes.
func readBody(w http.ResponseWriter, r *http.Request, limit int) (string, *refusal) {
	buffer, _ := bodies.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= 64<<10 {
			buffer.Reset()
			bodies.Put(buffer)
		}
	}()
	_, err := buffer.ReadFrom(http.MaxBytesReader(w, r.Body, int64(limit)))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return "", &refusal{http.StatusRequestEntityTooLarge, codeTooLarge, fmt.Sprintf("body: more than %d bytes, which is the limit", limit)}
	}
	if err != nil {
		return "", &refusal{http.StatusBadRequest, codeBadRequest, "the body could not be read"}
	}
	return buffer.String(), nil
}

// inURL reads the parameters of a GET.
func inURL(query string) (*params, *refusal) {
	values, err := url.ParseQuery(query)
	if err != nil || !utf8.ValidString(query) {
		return nil, &refusal{http.StatusBadRequest, codeBadRequest, "the parameters are not encoded as a URL wants them"}
	}
	for _, name := range []string{"query", "operationName", "variables", "extensions", "documentId"} {
		if given := values[name]; len(given) > 1 {
			return nil, &refusal{http.StatusBadRequest, codeBadRequest, name + " is given twice"}
		} else if len(given) == 1 && !utf8.ValidString(given[0]) {
			return nil, &refusal{http.StatusBadRequest, codeBadRequest, "the parameters are not UTF-8"}
		}
	}
	p := &params{DocumentID: values.Get("documentId")}
	p.Query, p.OperationName = values.Get("query"), values.Get("operationName")
	for name, into := range map[string]*map[string]any{"variables": &p.Variables, "extensions": &p.Extensions} {
		if v := values.Get(name); v != "" {
			if *into, err = readObject(v); err != nil {
				return nil, &refusal{http.StatusBadRequest, codeBadRequest, name + " is not a JSON object, or one with a key that stands twice"}
			}
		}
	}
	return p, nil
}

// inBody reads the parameters of a POST. Keys are exact, and what other keys hold is ignored.
func inBody(body string) (*params, *refusal) {
	fields, err := readObject(body)
	if err != nil || fields == nil {
		return nil, &refusal{http.StatusBadRequest, codeBadRequest, "the body is not one JSON object of UTF-8, in which no key stands twice"}
	}
	p := &params{}
	for name, into := range map[string]*string{"query": &p.Query, "operationName": &p.OperationName, "documentId": &p.DocumentID} {
		text, ok := fields[name].(string)
		if !ok && fields[name] != nil {
			return nil, &refusal{http.StatusBadRequest, codeBadRequest, name + " is not a string"}
		}
		*into = text
	}
	for name, into := range map[string]*map[string]any{"variables": &p.Variables, "extensions": &p.Extensions} {
		if *into, err = asObject(fields[name]); err != nil {
			return nil, &refusal{http.StatusBadRequest, codeBadRequest, name + " is not an object"}
		}
	}
	return p, nil
}

// writes reports whether a request is for an operation that is no query. Only what was refused is looked at: its text has
// been parsed before, and is parsed again to tell which operation was asked for.
func (p *params) writes() bool {
	doc, err := parser.ParseQuery(&ast.Source{Input: p.Query})
	if err != nil {
		return false
	}
	for _, op := range doc.Operations {
		if (op.Name == p.OperationName || len(doc.Operations) == 1 && p.OperationName == "") && op.Operation != ast.Query {
			return true
		}
	}
	return false
}

// normal returns a sum that requests share which cannot differ in their answer: the same tokens whatever stands between
// them, the same operation, the same variables in any order. It reports false for what cannot be read.
func (p *params) normal() (sum [sha256.Size]byte, ok bool) {
	h := sha256.New()
	l := lexer.New(&ast.Source{Input: p.Query})
	for {
		t, err := l.ReadToken()
		if err != nil {
			return sum, false
		}
		if t.Kind == lexer.Comment {
			continue
		}
		add(h, int(t.Kind), t.Value)
		if t.Kind == lexer.EOF {
			break
		}
	}
	add(h, 0, p.OperationName)
	variables, err := json.Marshal(p.Variables) // keys sorted
	if err != nil {
		return sum, false
	}
	h.Write(variables)
	return [sha256.Size]byte(h.Sum(nil)), true
}

// add adds a text to a sum, with its length, so that no two lists of texts are the same bytes.
func add(h hash.Hash, kind int, text string) {
	var head [16]byte
	binary.LittleEndian.PutUint64(head[:8], uint64(kind)) //nolint:gosec // small and not negative
	binary.LittleEndian.PutUint64(head[8:], uint64(len(text)))
	h.Write(head[:])
	h.Write([]byte(text))
}
