package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.opentelemetry.io/otel/trace"

	"github.com/cloud-pi-native/parcours/internal/bounded"
)

// endpoint is GraphQL over HTTP by GET and POST. gqlgen's own transports echo bodies, answer `data` with errors of the
// request and let caches keep nothing.
type endpoint struct {
	Config
	gate    *gate
	library library
	control []string // Cache-Control of what a shared cache may keep
	crowded string   // what is said when no place is free
}

func newEndpoint(c Config) endpoint {
	return endpoint{
		Config: c, gate: newGate(c.InFlight, c.Queue, c.QueueTime),
		library: library{c.Trusted, c.TrustedOnly, bounded.New[string, string](c.PersistedQueries)},
		control: []string{fmt.Sprintf("public, max-age=%d, stale-while-revalidate=%d", c.Fresh/time.Second, c.Stale/time.Second)},
		crowded: fmt.Sprintf("in-flight: %d queries are computed at a time and %d may wait %v for it", c.InFlight, c.Queue, c.QueueTime),
	}
}

// Headers of answers.
var (
	vary     = []string{"Accept, Accept-Encoding, Accept-Language"}
	noStore  = []string{"no-store"}
	ofType   = map[string][]string{typeJSON: {typeJSON + "; charset=utf-8"}, typeResponse: {typeResponse + "; charset=utf-8"}}
	allowed  = []string{"GET, HEAD, OPTIONS, POST"}
	postOnly = []string{"POST"}
	onlyJSON = []string{typeJSON}
	plain    = []string{"identity"}
)

// result is what executing a request gave.
type result struct {
	refusal   *refusal      // the request was not taken
	errors    gqlerror.List // with data nil: GraphQL refused it, and nothing was executed
	data      []byte
	executed  bool
	private   bool // holds something about a person
	volatile  bool // holds something that other servers of the same revision answer otherwise
	operation string
	allow     []string
}

// serve answers one request.
func (e *endpoint) serve(x *exchange, s *Snapshot) {
	header := x.w.Header()
	varies(header, vary)
	media := answerType(strings.Join(x.r.Header["Accept"], ","))
	if media == "" {
		x.refuse(typeJSON, &refusal{http.StatusNotAcceptable, codeNotAcceptable, "answers are " + typeResponse + " or " + typeJSON})
		return
	}
	if s == nil {
		header["Retry-After"] = []string{"1"}
		x.refuse(media, &refusal{http.StatusServiceUnavailable, codeNotReady, "the catalogue is being loaded"})
		return
	}
	x.negotiate(s)
	exact := asked{language: x.language}
	var sent string
	switch x.r.Method {
	case http.MethodGet, http.MethodHead:
		sent = x.r.URL.RawQuery
		exact.how, exact.text = 'G', sent
	case http.MethodPost:
		if !jsonBody(x.r.Header) {
			header["Accept"], header["Accept-Encoding"] = onlyJSON, plain // of the next request
			x.refuse(media, &refusal{http.StatusUnsupportedMediaType, codeMediaType, "the body must be " + typeJSON + " in UTF-8, not compressed"})
			return
		}
		body, no := readBody(x.w, x.r, e.Body)
		if no != nil {
			x.refuse(media, no)
			return
		}
		sent = body
		sum := sha256.Sum256([]byte(body)) // nothing that may be personal stands in a key
		exact.how, exact.text = 'P', string(sum[:])
	default:
		header["Allow"] = allowed
		x.refuse(media, &refusal{http.StatusMethodNotAllowed, codeMethod, "GraphQL is asked by GET or POST"})
		return
	}
	if a, kept := s.answers.Get(exact); kept {
		x.cache = "hit"
		e.deliver(x, media, a)
		return
	}
	e.answer(x, media, exact, sent)
}

// answer answers a request whose parameters were sent as sent, and which was not answered before in these very bytes.
func (e *endpoint) answer(x *exchange, media string, exact asked, sent string) {
	read := inBody
	if exact.how == 'G' {
		read = inURL
	}
	p, no := read(sent)
	if no != nil {
		x.refuse(media, no)
		return
	}
	learn, no := e.library.find(p)
	if no != nil {
		x.refuse(media, no)
		return
	}
	sum, ok := p.normal()
	if !ok { // gqlgen says what cannot be read
		e.finish(x, media, e.execute(x.r.Context(), x, p))
		return
	}
	p.learn = learn
	key := asked{language: x.language, how: 'N', text: string(sum[:])}
	etag := tag(e.Build, x.snapshot.revision, x.snapshot.shown[x.language][0], key.text)
	if list := x.r.Header["If-None-Match"]; exact.how == 'G' && len(list) > 0 {
		if same, ok := matches(list[0], etag); ok { // what the client has was without errors, and still is
			x.notModified(same, e.control)
			return
		}
	}
	a, kept := x.snapshot.answers.Get(key)
	if !kept {
		a = e.share(x, media, p, key, etag)
	}
	if a == nil {
		return
	}
	e.library.learn(learn, p.Query) // what is answered without errors has passed
	if learn == "" {                // what may have to be learnt again has to come here again
		x.snapshot.answers.Put(exact, a, len(exact.text))
	}
	if kept {
		x.cache = "hit"
	}
	e.deliver(x, media, a)
}

// share computes an answer once for all who ask for it at the same time, and keeps it. It returns nil where it has
// answered the request itself, because the answer is not one to share.
func (e *endpoint) share(x *exchange, media string, p *params, key asked, etag string) *answer {
	s := x.snapshot
	x.cache = "miss"
	flight, ctx, leads := s.flights.join(x.r.Context(), key)
	if !leads {
		select {
		case <-flight.done:
			if flight.answer == nil {
				e.finish(x, media, e.execute(x.r.Context(), x, p))
			}
			return flight.answer
		case <-x.r.Context().Done():
			s.flights.leave(flight)
			x.refuse(media, &refusal{http.StatusServiceUnavailable, codeTimeout, "the request ended before it was answered"})
			return nil
		}
	}
	var a *answer
	defer func() { s.flights.land(key, flight, a) }() // after a panic too
	stop := context.AfterFunc(x.r.Context(), func() { s.flights.leave(flight) })
	defer stop()
	res := e.execute(ctx, x, p)
	if !res.executed || len(res.errors) > 0 || res.private || res.volatile {
		x.cache = ""
		e.finish(x, media, res)
		return nil
	}
	a = newAnswer(slices.Concat([]byte(`{"data":`), res.data, []byte("}")), etag)
	a.operation = res.operation
	s.answers.Put(key, a, len(key.text)+a.weight())
	return a
}

// execute asks gqlgen.
func (e *endpoint) execute(ctx context.Context, x *exchange, p *params) result {
	if !e.gate.enter(ctx) {
		return result{refusal: &refusal{http.StatusServiceUnavailable, codeOverloaded, e.crowded}}
	}
	defer e.gate.leave()
	if e.Tracer != nil {
		var span trace.Span
		ctx, span = e.Tracer.Start(ctx, "compute")
		defer span.End()
	}
	ctx = graphql.StartOperationTrace(x.bind(ctx))
	p.Headers = x.r.Header
	op, errs := e.GraphQL.CreateOperationContext(ctx, &p.RawParams)
	if len(errs) > 0 {
		if x.r.Method != http.MethodPost && p.writes() {
			return result{refusal: &refusal{http.StatusMethodNotAllowed, codeMethod, "only queries are asked by GET"}, allow: allowed}
		}
		return result{errors: e.GraphQL.DispatchError(graphql.WithOperationContext(ctx, op), errs).Errors}
	}
	res := result{operation: op.Operation.Name, executed: true}
	if op.Operation.Operation != ast.Query {
		no := &refusal{0, codeOperation, "only queries are answered"}
		if x.r.Method != http.MethodPost {
			no = &refusal{http.StatusMethodNotAllowed, codeMethod, "only queries are asked by GET"}
		}
		return result{refusal: no, allow: allowed, operation: res.operation}
	}
	if !e.Telling(op.Doc) {
		e.library.learn(p.learn, p.Query)
	}
	res.private = e.Private(op)
	res.volatile = e.Volatile(op)
	if res.private && x.r.Method != http.MethodPost {
		return result{operation: res.operation, allow: postOnly, refusal: &refusal{
			http.StatusMethodNotAllowed, codePrivateInURL, "what says something about a person is asked by POST: URLs are kept in logs and caches",
		}}
	}
	next, ctx := e.GraphQL.DispatchOperation(ctx, op)
	answered := next(ctx)
	if answered == nil {
		return result{operation: res.operation, refusal: &refusal{http.StatusServiceUnavailable, codeTimeout, "the request ended before it was answered"}}
	}
	res.data, res.errors = answered.Data, answered.Errors
	if len(res.data) == 0 {
		res.data = []byte("null")
	}
	return res
}

// deliver sends an answer that may be shared.
func (e *endpoint) deliver(x *exchange, media string, a *answer) {
	x.operation = a.operation
	if x.r.Method == http.MethodPost {
		x.w.Header()["Content-Type"] = ofType[media]
		x.w.Header()["Cache-Control"] = noStore
		x.status = http.StatusOK
		x.bytes = a.in(codingOf(x.r)).send(x.w, x.r)
		return
	}
	x.status, x.bytes = a.serve(x.w, x.r, ofType[media], e.control)
}

// finish sends a result that is this request's alone.
func (e *endpoint) finish(x *exchange, media string, res result) {
	x.operation = res.operation
	if res.allow != nil {
		x.w.Header()["Allow"] = res.allow
	}
	switch {
	case res.refusal != nil:
		if res.refusal.status == http.StatusServiceUnavailable {
			x.w.Header()["Retry-After"] = []string{"1"}
		}
		x.refuse(media, res.refusal)
	case !res.executed:
		x.send(media, refused(media), res.errors, nil)
	default:
		x.send(media, http.StatusOK, res.errors, res.data)
	}
}

// refused returns the status of a well-formed request that GraphQL refuses.
func refused(media string) int {
	if media == typeResponse {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// notModified says that the client has the answer.
func (x *exchange) notModified(etag string, control []string) {
	x.status, x.cache = notModified(x.w, etag, control), "hit"
}

// refuse answers one error of the request.
func (x *exchange) refuse(media string, no *refusal) {
	status := no.status
	if status == 0 {
		status = refused(media)
	}
	extensions := map[string]any{"code": no.code}
	if limit := limitOf[no.code]; limit != "" {
		extensions["limit"] = limit
	}
	if no.code == codeInternal {
		extensions["requestId"] = x.id
	}
	x.send(media, status, gqlerror.List{{Message: no.message, Extensions: extensions}}, nil)
}

// send sends what nobody may keep; without data, nothing was executed.
func (x *exchange) send(media string, status int, errs gqlerror.List, data []byte) {
	body := []byte("{")
	if len(errs) > 0 {
		x.code, _ = errs[0].Extensions["code"].(string)
		x.limit, _ = errs[0].Extensions["limit"].(string)
		list, err := json.Marshal(errs)
		if err != nil {
			panic(err) // messages, paths and codes are all JSON can hold
		}
		body = append(append(body, `"errors":`...), list...)
		if data != nil {
			body = append(body, ',')
		}
	}
	if data != nil {
		body = append(append(body, `"data":`...), data...)
	}
	body = append(body, '}')
	x.w.Header()["Content-Type"] = ofType[media]
	x.w.Header()["Cache-Control"] = noStore
	x.status = status
	x.bytes = sendOnce(x.w, x.r, status, body)
}
