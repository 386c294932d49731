package httpapi

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// exchange is one request while it is answered, with what the log says of it.
type exchange struct {
	w        http.ResponseWriter
	r        *http.Request
	began    time.Time
	id       string
	shown    [1]string // id as the value of a header
	snapshot *Snapshot
	language int
	graphql  bool
	span     trace.Span // nil where spans are not wanted

	code      string // of the first error
	limit     string // the one it is above
	status    int
	bytes     int
	operation string // its name
	cache     string // hit, miss, or "" where nothing is kept
}

// negotiate binds the exchange to a snapshot and one of its languages.
func (x *exchange) negotiate(s *Snapshot) {
	x.snapshot, x.language = s, s.prefer(x.r)
	x.w.Header()["Content-Language"] = s.shown[x.language]
}

// bind returns ctx for what answers the exchange.
func (x *exchange) bind(ctx context.Context) context.Context {
	if x.snapshot.bind == nil {
		return ctx
	}
	return x.snapshot.bind(ctx, Request{ID: x.id, Language: x.snapshot.languages[x.language]})
}

// route lets another handler answer.
func (x *exchange) route(h http.Handler, s *Snapshot) {
	r := x.r
	if s != nil {
		x.negotiate(s)
		varies(x.w.Header(), []string{"Accept-Language"})
		r = r.WithContext(x.bind(r.Context()))
	}
	h.ServeHTTP(&recorder{ResponseWriter: x.w, x: x}, r)
}

// recorder notes what a handler answers.
type recorder struct {
	http.ResponseWriter
	x *exchange
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.x.status == 0 && status >= 200 {
		r.x.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write notes the length.
func (r *recorder) Write(b []byte) (int, error) {
	if r.x.status == 0 {
		r.x.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.x.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// ids gives each request a name: where it was answered, and its number there.
type ids struct {
	prefix string
	last   *atomic.Uint64
}

func newIDs() ids { return ids{rand.Text()[:10] + "-", new(atomic.Uint64)} }

func (i ids) next() string { return i.prefix + strconv.FormatUint(i.last.Add(1), 36) }
