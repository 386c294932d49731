package httpapi_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

func scrape(t *testing.T, h *httpapi.Handler) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.Admin().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// TestMetrics sends requests of each kind and reads what operators see of them.
func TestMetrics(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	c.Operations = []string{"Long", "Wrong"}
	c.Catalogue = func() httpapi.Catalogue {
		return httpapi.Catalogue{Revision: "r1", LoadedAt: time.Unix(1700000000, 0), Warnings: 3}
	}
	h := httpapi.New(c)
	get(h, "query Long{name}")
	get(h, "query Long{name}")
	post(h, "query Wrong{name}")
	post(h, "{nope}")
	for i := range 200 {
		get(h, fmt.Sprintf("query Made%dUp{name}", i))
	}
	send(h, httptest.NewRequest(http.MethodGet, "/healthz", http.NoBody))
	send(h, httptest.NewRequest(http.MethodGet, "/nowhere", http.NoBody))
	text := scrape(t, h)
	for _, want := range []string{
		`parcours_requests_total{operation="Long",outcome="ok"} 2`,
		`parcours_requests_total{operation="Wrong",outcome="WRONG"} 1`,
		`parcours_requests_total{operation="",outcome="GRAPHQL_VALIDATION_FAILED"} 1`,
		`parcours_requests_total{operation="other",outcome="ok"} 200`,
		`parcours_request_seconds_count{cache="hit"} 1`,
		`parcours_request_seconds_count{cache="miss"} 201`,
		`parcours_request_seconds_count{cache="none"} 2`,
		`parcours_pages_total{status="2xx"} 1`, `parcours_pages_total{status="4xx"} 1`,
		`parcours_catalogue_info{revision="r1"} 1`, `parcours_catalogue_loaded_timestamp_seconds 1.7e+09`, `parcours_catalogue_warnings 3`,
		`parcours_answers_kept `, `parcours_answers_kept_bytes `, `parcours_answer_bytes_total `, `parcours_in_flight 0`, `parcours_queue 0`, `parcours_connections 0`, `go_goroutines `, `process_resident_memory_bytes `,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("no %s", want)
		}
	}
	if n := len(regexp.MustCompile(`(?m)^parcours_requests_total`).FindAllString(text, -1)); n != 4 {
		t.Errorf("%d series of requests, want 4 however many names clients make up", n)
	}
	if w := send(h, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody)); w.Code != http.StatusNotFound {
		t.Errorf("/metrics at the public address: %d", w.Code)
	}
	profile := httptest.NewRecorder()
	h.Admin().ServeHTTP(profile, httptest.NewRequest(http.MethodGet, "/debug/pprof/goroutine?debug=1", http.NoBody))
	if profile.Code != http.StatusOK || !strings.Contains(profile.Body.String(), "goroutine profile") {
		t.Errorf("profile: %d", profile.Code)
	}
}

// TestLimitsAreCounted refuses a request at a limit and looks for the limit's name.
func TestLimitsAreCounted(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	c.GraphQL = limited(t)
	h := httpapi.New(c)
	post(h, "{name}")
	if text := scrape(t, h); !strings.Contains(text, `parcours_limits_total{limit="depth"} 1`) {
		t.Error("the limit is not counted")
	}
}

// TestAccessLine reads the line of a request: what it was, never what it asked about.
func TestAccessLine(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	var log bytes.Buffer
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	h := httpapi.New(c)
	const trace = "0af7651916cd43dd8448eb211c80319c"
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"query Wrong($s:String){name(of:$s)}","variables":{"s":"secret"}}`))
	r.Header.Set("Content-Type", "application/json")
	w := send(h, r, "Traceparent", "00-"+trace+"-b7ad6b7169203331-01")
	want := regexp.MustCompile(`level=INFO msg=request method=POST path=/graphql request_id=` + w.Header().Get("X-Request-Id") +
		` status=200 us=\d+ bytes=\d+ operation=Wrong code=WRONG trace=` + trace + "\n$")
	if !want.MatchString(log.String()) || strings.Contains(log.String(), "secret") {
		t.Errorf("%s does not match %s", log.String(), want)
	}
	log.Reset()
	get(h, "query Long{name}", "Traceparent", "nonsense")
	get(h, "query Long{name}")
	if got := log.String(); strings.Count(got, "cache=miss") != 1 || strings.Count(got, "cache=hit") != 1 || strings.Contains(got, "trace=") || strings.Contains(got, "code=") {
		t.Errorf("%s", got)
	}
	log.Reset()
	send(h, httptest.NewRequest(http.MethodGet, "/"+strings.Repeat("x", 5000), http.NoBody))
	if len(log.String()) > 400 {
		t.Errorf("a line of %d bytes", len(log.String()))
	}
}

// TestSpans looks at the spans of a request that names its trace: one for it, one for what was computed.
func TestSpans(t *testing.T) {
	t.Parallel()
	c, _ := config(nil)
	recorded := tracetest.NewSpanRecorder()
	c.Tracer = sdk.NewTracerProvider(sdk.WithSpanProcessor(recorded)).Tracer("test")
	c.Operations = []string{"Long"}
	h := httpapi.New(c)
	const trace = "0af7651916cd43dd8448eb211c80319c"
	for range 2 {
		get(h, "query Long{name}", "Traceparent", "00-"+trace+"-b7ad6b7169203331-01")
	}
	send(h, httptest.NewRequest(http.MethodGet, "/somebody/"+strings.Repeat("x", 99), http.NoBody))
	var names []string
	for _, s := range recorded.Ended() {
		names = append(names, s.Name())
		if s.Name() != "GET" && s.SpanContext().TraceID().String() != trace {
			t.Errorf("%s is of another trace", s.Name())
		}
	}
	if got := strings.Join(names, ", "); got != "compute, GET /graphql, GET /graphql, GET" {
		t.Errorf("spans %s", got)
	}
	attributes := fmt.Sprint(recorded.Ended()[1].Attributes())
	for _, want := range []string{"http.response.status_code", "graphql.operation.name", "Long", "miss"} {
		if !strings.Contains(attributes, want) {
			t.Errorf("no %s in %s", want, attributes)
		}
	}
}
