// Package httpapi serves a GraphQL schema over HTTP, for any origin to read.
//
// It refuses to know what is asked: what an answer means, who may read it and what a query costs is decided by what it is
// configured with. It holds no session, sets no cookie and logs nothing that a client sent but the name of an operation.
package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/vektah/gqlparser/v2/ast"
	"go.opentelemetry.io/otel/trace"
	"golang.org/x/text/language"
)

// Config is what a handler serves.
type Config struct {
	GraphQL graphql.GraphExecutor
	SDL     string           // answered at /schema.graphql
	Current func() *Snapshot // what requests are answered from; nil: nothing yet
	Build   string           // names the program; another one answers otherwise
	Origins []string         // of the pages that may read answers; empty: any
	Pages   http.Handler     // answers every other address; nil: nothing does
	Log     *slog.Logger

	Operations []string         // names that metrics and spans may show; any other is "other"
	Catalogue  func() Catalogue // what metrics say of what is served; nil: nothing
	Tracer     trace.Tracer     // makes a span for each request; nil: none

	Collectors  []prometheus.Collector // of more metrics
	State       func() string          // what /readyz says besides, in lines; nil: nothing
	Problems    func() int             // errors that keep what the content has become from being served; nil: none
	Reload      func()                 // what POST /-/reload does
	ReloadToken string                 // of those who may; "": nobody may

	Private  func(*graphql.OperationContext) bool // whether an operation says something about a person
	Telling  func(*ast.QueryDocument) bool        // whether a document does by itself
	Volatile func(*graphql.OperationContext) bool // whether the answer depends on more than revision, language and request

	Trusted     Trusted // documents that are known by their hash
	TrustedOnly bool    // answer no other

	PersistedQueries int           // bytes of documents that clients have given a hash
	Fresh            time.Duration // how long a shared cache may answer a GET by itself
	Stale            time.Duration // how much longer it may while it asks again

	Limits
}

// Limits bound what clients may take of the server. 0 is no limit where it says so.
type Limits struct {
	Body        int            // bytes of a request's body
	Header      int            // bytes of a request's headers
	Connections int            // open at a time; 0: any number
	InFlight    int            // queries computed at a time
	Queue       int            // queries that wait for a place
	QueueTime   time.Duration  // how long they do
	HeaderTime  time.Duration  // to read the headers
	ReadTime    time.Duration  // to read a request
	WriteTime   time.Duration  // to write an answer
	IdleTime    time.Duration  // between two requests of a connection
	Rate        float64        // requests a second of one client; 0: any number
	Burst       int            // requests of one client at once
	Proxies     []netip.Prefix // whose X-Forwarded-For is believed
	DrainTime   time.Duration  // between being told to stop and taking no new connections
}

// DefaultLimits returns limits for a server on the Internet, without a rate.
func DefaultLimits() Limits {
	return Limits{
		Body: 128 << 10, Header: 32 << 10, Connections: 4096, InFlight: 16, Queue: 64, QueueTime: 500 * time.Millisecond,
		HeaderTime: 5 * time.Second, ReadTime: 8 * time.Second, WriteTime: 15 * time.Second, IdleTime: time.Minute,
		Burst: 50, DrainTime: time.Second,
	}
}

// Request is what is known of a request before it is answered.
type Request struct {
	ID       string       // answered in X-Request-Id, and in the log
	Language language.Tag // the best of the snapshot's languages for the request
}

// Handler is the handler of every route.
type Handler struct {
	Config
	crossing crossing
	mux      *http.ServeMux
	graphql  endpoint
	ids      ids
	pace     *pace
	metrics  *metrics
	lines    map[kind]slog.Handler
	draining atomic.Bool
	open     atomic.Int64 // connections
}

// New returns the handler of every route.
func New(c Config) *Handler {
	h := &Handler{Config: c, crossing: newCrossing(c.Origins), mux: http.NewServeMux(), ids: newIDs(), pace: newPace(c.Rate, c.Burst, c.Proxies)}
	h.graphql = newEndpoint(c)
	h.metrics = newMetrics(h)
	h.lines = beginnings(c.Log)
	if c.Pages != nil {
		h.mux.Handle("/", c.Pages)
	}
	h.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, "ok\n") })
	h.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		state := ""
		if c.State != nil {
			state = c.State()
		}
		if h.draining.Load() || c.Current() == nil {
			text(w, http.StatusServiceUnavailable, "not ready\n"+state)
			return
		}
		text(w, http.StatusOK, "ready\n"+state)
	})
	h.mux.Handle("/-/", http.NotFoundHandler()) // what operators ask is no page, also where it is switched off
	if c.ReloadToken != "" {
		h.mux.HandleFunc("POST /-/reload", c.reload)
	}
	sdl := newAnswer([]byte(c.SDL), tag(c.Build, c.SDL))
	h.mux.HandleFunc("GET /schema.graphql", func(w http.ResponseWriter, r *http.Request) {
		varies(w.Header(), []string{"Accept-Encoding"})
		sdl.serve(w, r, plainText, h.graphql.control)
	})
	return h
}

// Headers that many answers share.
var (
	nosniff   = []string{"nosniff"}
	closing   = []string{"close"}
	plainText = []string{"text/plain; charset=utf-8"}
)

// problemsHeader says, in every answer, that what is served is not what the content has become, which has so many errors.
const problemsHeader = "Parcours-Content-Problems"

// ServeHTTP answers a request. A panic ends no more than its own request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{w: w, r: r, began: time.Now(), id: h.ids.next(), graphql: r.URL.Path == "/graphql"}
	header := w.Header()
	x.shown[0] = x.id
	header["X-Request-Id"] = x.shown[:]
	header["X-Content-Type-Options"] = nosniff
	if h.draining.Load() || h.Connections > 0 && h.open.Load() > int64(h.Connections)*3/4 {
		header["Connection"] = closing
	}
	if h.Problems != nil {
		if n := h.Problems(); n > 0 {
			header[problemsHeader] = []string{strconv.Itoa(n)}
		}
	}
	defer func() { //nolint:contextcheck // the exchange carries the request
		if v := recover(); v != nil {
			h.Log.LogAttrs(r.Context(), slog.LevelError, "request panicked", slog.String("request_id", x.id),
				slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
			if x.status != 0 {
				h.done(x)
				panic(http.ErrAbortHandler) // the client reads that its answer was cut
			}
			x.refuse(typeJSON, &refusal{http.StatusInternalServerError, codeInternal, "internal error, request " + x.id})
		}
		h.done(x)
	}()
	h.begin(x) //nolint:contextcheck // the exchange carries the request
	if r.Method != http.MethodOptions {
		h.crossing.allow(w, r)
	}
	switch {
	case r.Method == http.MethodOptions:
		h.crossing.preflight(x)
	case !probe(r.URL.Path) && !h.pace.allow(r):
		header["Retry-After"] = []string{"1"}
		x.refuse(typeJSON, &refusal{http.StatusTooManyRequests, codeTooMany, fmt.Sprintf("rate: one client may ask %v times a second, and %d times at once", h.Rate, h.Burst)})
	case x.graphql:
		h.graphql.serve(x, h.Current()) //nolint:contextcheck // the exchange carries the request
	default:
		x.route(h.mux, h.Current()) //nolint:contextcheck // the exchange carries the request
	}
}

// probe reports whether a path is asked by what watches over the server, which must not be told to come later.
func probe(path string) bool { return path == "/healthz" || path == "/readyz" }

// text answers plain text.
func text(w http.ResponseWriter, status int, body string) {
	w.Header()["Content-Type"] = plainText
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // the client has left: nobody to tell
}
