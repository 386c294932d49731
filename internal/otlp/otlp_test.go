package otlp_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/cloud-pi-native/parcours/internal/otlp"
)

func environment(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

// TestSent makes spans and reads what a collector gets.
func TestSent(t *testing.T) {
	var got map[string]any
	var header http.Header
	var path string
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		header, path = r.Header, r.URL.Path
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Errorf("%v: %s", err, body)
		}
	}))
	defer collector.Close()
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test")
	tracer, stop, err := otlp.Start(t.Context(), "parcours", environment(map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": collector.URL + "/", "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20x, x-a=b",
	}), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	remote := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}, TraceFlags: trace.FlagsSampled, Remote: true})
	_, span := tracer.Start(trace.ContextWithRemoteSpanContext(t.Context(), remote), "POST /graphql", trace.WithSpanKind(trace.SpanKindServer))
	span.SetAttributes(attribute.Int("http.response.status_code", 500), attribute.Bool("b", true), attribute.Float64("f", 1.5), attribute.String("s", "x"))
	span.SetStatus(codes.Error, "failed")
	span.End()
	if err := stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if path != "/v1/traces" || header.Get("Authorization") != "Bearer x" || header.Get("X-A") != "b" || header.Get("Content-Type") != "application/json" {
		t.Errorf("%s %v", path, header)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"traceId":"01000000000000000000000000000000"`, `"parentSpanId":"0200000000000000"`, `"name":"POST /graphql"`, `"kind":2`,
		`"status":{"code":2,"message":"failed"}`, `{"key":"http.response.status_code","value":{"intValue":"500"}}`,
		`{"key":"b","value":{"boolValue":true}}`, `{"key":"f","value":{"doubleValue":1.5}}`, `{"key":"s","value":{"stringValue":"x"}}`,
		`{"key":"service.name","value":{"stringValue":"parcours"}}`, `{"key":"deployment.environment","value":{"stringValue":"test"}}`, `"scope":{"name":"parcours"}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}

// TestLost sends spans to a collector that refuses them: that is said, and nothing else happens.
func TestLost(t *testing.T) {
	t.Parallel()
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	defer collector.Close()
	var log bytes.Buffer
	tracer, stop, err := otlp.Start(t.Context(), "parcours", environment(map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": collector.URL}), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	_, span := tracer.Start(t.Context(), "x")
	span.End()
	if err := stop(t.Context()); err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), "spans not sent") || !strings.Contains(log.String(), "503") {
		t.Errorf("log: %s", log.String())
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		environment map[string]string
		traces      bool
		err         string
	}{
		{nil, false, ""},
		{map[string]string{"OTEL_SERVICE_NAME": "x"}, false, ""},
		{map[string]string{"OTEL_TRACES_EXPORTER": "otlp"}, true, ""},
		{map[string]string{"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, false, ""},
		{map[string]string{"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, false, ""},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}, true, ""},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, false, "only http/json"},
		{map[string]string{"OTEL_TRACES_EXPORTER": "zipkin"}, false, "only otlp"},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4318"}, false, "not an address"},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_EXPORTER_OTLP_TIMEOUT": "soon"}, false, "milliseconds"},
	} {
		tracer, stop, err := otlp.Start(t.Context(), "x", environment(tc.environment), slog.New(slog.DiscardHandler))
		if (tracer != nil) != tc.traces || (err != nil) != (tc.err != "") || err != nil && !strings.Contains(err.Error(), tc.err) {
			t.Errorf("%v: tracer %v, %v; want %v %q", tc.environment, tracer != nil, err, tc.traces, tc.err)
		}
		if stop != nil {
			if err := stop(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
}
