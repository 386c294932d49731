package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Catalogue is what metrics say of what is served.
type Catalogue struct {
	Revision string
	LoadedAt time.Time
	Warnings int // of its content
}

// metrics counts requests. What a client can choose is a label only where it is one of a few known values.
type metrics struct {
	known    map[string]bool // names of operations
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	counted  counters
	seconds  map[string]prometheus.Observer
	bytes    prometheus.Counter
	limits   *prometheus.CounterVec
	pages    *prometheus.CounterVec
}

func newMetrics(h *Handler) *metrics {
	m := &metrics{
		known:    map[string]bool{},
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parcours_requests_total", Help: "GraphQL requests, by known operation and outcome: ok, or the code of the first error.",
		}, []string{"operation", "outcome"}),
		seconds: map[string]prometheus.Observer{},
		bytes:   prometheus.NewCounter(prometheus.CounterOpts{Name: "parcours_answer_bytes_total", Help: "Bytes of GraphQL answers as sent."}),
		limits:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "parcours_limits_total", Help: "Requests above a limit, by its name."}, []string{"limit"}),
		pages:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "parcours_pages_total", Help: "Requests of anything but GraphQL, by status."}, []string{"status"}),
	}
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "parcours_request_seconds", Help: "Time to answer GraphQL requests, by what was kept: hit, miss or none.",
		Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
	}, []string{"cache"})
	for _, cache := range []string{"hit", "miss", "none"} {
		m.seconds[cache] = seconds.WithLabelValues(cache)
	}
	for _, name := range h.Operations {
		m.known[name] = true
	}
	gauge := func(name, help string, of func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, of)
	}
	m.registry.MustRegister(
		m.requests, seconds, m.bytes, m.limits, m.pages, catalogue{h},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector(),
		gauge("parcours_in_flight", "Queries that are computed.", func() float64 { return float64(len(h.graphql.gate.places)) }),
		gauge("parcours_queue", "Queries that wait to be computed.", func() float64 { return float64(h.graphql.gate.waiting.Load()) }),
		gauge("parcours_connections", "Open connections.", func() float64 { return float64(h.open.Load()) }),
		gauge("parcours_persisted_queries", "Queries that clients have given a hash.", func() float64 {
			n, _ := h.graphql.library.learnt.Size()
			return float64(n)
		}),
	)
	m.registry.MustRegister(h.Collectors...)
	return m
}

// note counts a request that is answered.
func (m *metrics) note(x *exchange, took time.Duration) {
	if x.limit != "" {
		m.limits.WithLabelValues(x.limit).Inc()
	}
	if !x.graphql {
		m.pages.WithLabelValues(statusText(x.status)).Inc()
		return
	}
	operation, outcome, cache := x.operation, x.code, x.cache
	if !m.known[operation] && operation != "" {
		operation = "other"
	}
	if outcome == "" {
		outcome = "ok"
	}
	if cache == "" {
		cache = "none"
	}
	m.counted.of(m.requests, operation, outcome).Inc()
	m.seconds[cache].Observe(took.Seconds())
	m.bytes.Add(float64(x.bytes))
}

// counters remembers those of a vector that were asked for, which the vector takes longer to find.
type counters struct {
	mu   sync.RWMutex
	seen map[[2]string]prometheus.Counter
}

// of returns the counter of a vector with these two labels.
func (c *counters) of(vector *prometheus.CounterVec, first, second string) prometheus.Counter {
	labels := [2]string{first, second}
	c.mu.RLock()
	counter := c.seen[labels]
	c.mu.RUnlock()
	if counter == nil {
		counter = vector.WithLabelValues(first, second)
		c.mu.Lock()
		if c.seen == nil {
			c.seen = map[[2]string]prometheus.Counter{}
		}
		c.seen[labels] = counter
		c.mu.Unlock()
	}
	return counter
}

// statusText returns the class of a status.
func statusText(status int) string {
	if status < 100 || status > 599 {
		return "none"
	}
	return [...]string{"1xx", "2xx", "3xx", "4xx", "5xx"}[status/100-1]
}

// catalogue says which catalogue is served, and what is kept of its answers.
type catalogue struct{ h *Handler }

var (
	aboutCatalogue = prometheus.NewDesc("parcours_catalogue_info", "The catalogue that is served.", []string{"revision"}, nil)
	loadedAt       = prometheus.NewDesc("parcours_catalogue_loaded_timestamp_seconds", "When it was loaded.", nil, nil)
	warnings       = prometheus.NewDesc("parcours_catalogue_warnings", "Warnings about its content.", nil, nil)
	problems       = prometheus.NewDesc("parcours_content_problems", "Errors that keep what the content has become from being served.", nil, nil)
	keptAnswers    = prometheus.NewDesc("parcours_answers_kept", "Requests whose answer is kept.", nil, nil)
	keptBytes      = prometheus.NewDesc("parcours_answers_kept_bytes", "Bytes that kept answers take, about.", nil, nil)
)

// Describe sends what there is to say.
func (catalogue) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{aboutCatalogue, loadedAt, warnings, problems, keptAnswers, keptBytes} {
		to <- d
	}
}

// Collect sends what holds now; nothing where no catalogue is served yet.
func (c catalogue) Collect(to chan<- prometheus.Metric) {
	s := c.h.Current()
	if s == nil {
		return
	}
	entries, bytes := s.answers.Size()
	to <- prometheus.MustNewConstMetric(keptAnswers, prometheus.GaugeValue, float64(entries))
	to <- prometheus.MustNewConstMetric(keptBytes, prometheus.GaugeValue, float64(bytes))
	if c.h.Problems != nil {
		to <- prometheus.MustNewConstMetric(problems, prometheus.GaugeValue, float64(c.h.Problems()))
	}
	if c.h.Catalogue == nil {
		return
	}
	of := c.h.Catalogue()
	to <- prometheus.MustNewConstMetric(aboutCatalogue, prometheus.GaugeValue, 1, of.Revision)
	to <- prometheus.MustNewConstMetric(loadedAt, prometheus.GaugeValue, float64(of.LoadedAt.UnixMilli())/1000)
	to <- prometheus.MustNewConstMetric(warnings, prometheus.GaugeValue, float64(of.Warnings))
}

// Admin returns the handler of what only operators may see: metrics and profiles. It belongs on an address of its own.
func (h *Handler) Admin() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(h.metrics.registry, promhttp.HandlerOpts{Registry: h.metrics.registry}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// done says in log, metrics and span what became of a request, without anything that it asked about.
func (h *Handler) done(x *exchange) {
	took := time.Since(x.began)
	h.metrics.note(x, took)
	if x.span != nil {
		x.span.SetAttributes(attribute.Int("http.response.status_code", x.status), attribute.String("parcours.cache", x.cache))
		if h.metrics.known[x.operation] {
			x.span.SetAttributes(attribute.String("graphql.operation.name", x.operation))
		}
		if x.status >= http.StatusInternalServerError {
			x.span.SetStatus(codes.Error, x.code)
		}
		x.span.End()
	}
	ctx := x.r.Context()
	if !h.Log.Enabled(ctx, slog.LevelInfo) {
		return
	}
	log, begun := h.lines[kind{x.r.Method, x.cache}]
	attributes := make([]slog.Attr, 0, 10)
	if !begun || !x.graphql {
		log = h.Log.Handler()
		attributes = append(attributes, beginning(x.r.Method, x.r.URL.Path, x.cache)...)
	}
	attributes = append(attributes, slog.String("request_id", x.id), slog.Int("status", x.status), slog.Int64("us", took.Microseconds()), slog.Int("bytes", x.bytes))
	for _, a := range [...]slog.Attr{
		slog.String("operation", clip(x.operation)), slog.String("code", x.code), slog.String("trace", traceOf(x.r.Header)),
	} {
		if a.Value.String() != "" {
			attributes = append(attributes, a)
		}
	}
	line := slog.NewRecord(x.began.Add(took), slog.LevelInfo, "request", 0) // not [slog.Logger.LogAttrs], which looks up the caller
	line.AddAttrs(attributes...)
	_ = log.Handle(ctx, line) // nobody to tell
}

// kind is what the lines of many GraphQL requests have in common.
type kind struct{ method, cache string }

// beginnings returns what writes the lines of each kind, whose beginning is made once.
func beginnings(log *slog.Logger) map[kind]slog.Handler {
	lines := map[kind]slog.Handler{}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, cache := range []string{"hit", "miss", ""} {
			lines[kind{method, cache}] = log.Handler().WithAttrs(beginning(method, "/graphql", cache))
		}
	}
	return lines
}

// beginning returns what a line begins with.
func beginning(method, path, cache string) []slog.Attr {
	attributes := []slog.Attr{slog.String("method", method), slog.String("path", clip(path))}
	if cache != "" {
		attributes = append(attributes, slog.String("cache", cache))
	}
	return attributes
}

// clip shortens what a client chose.
func clip(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// traceOf returns the trace that a request belongs to, "" where it says none.
func traceOf(header http.Header) string {
	if len(header["Traceparent"]) == 0 {
		return ""
	}
	ctx := propagation.TraceContext{}.Extract(context.Background(), propagation.HeaderCarrier(header))
	if of := trace.SpanContextFromContext(ctx); of.IsValid() {
		return of.TraceID().String()
	}
	return ""
}

// begin begins the span of a request, below the one that its client names.
func (h *Handler) begin(x *exchange) {
	if h.Tracer == nil {
		return
	}
	name := x.r.Method
	if x.graphql {
		name += " /graphql"
	}
	ctx := propagation.TraceContext{}.Extract(x.r.Context(), propagation.HeaderCarrier(x.r.Header))
	ctx, x.span = h.Tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.String("http.request.method", x.r.Method)))
	x.r = x.r.WithContext(ctx)
}
