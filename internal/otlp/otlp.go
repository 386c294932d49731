// Package otlp sends spans to an OpenTelemetry collector, as the standard variables say (OTEL_EXPORTER_OTLP_ENDPOINT and others).
//
// It refuses to speak anything but OTLP in JSON over HTTP, which every collector takes at the same port as its binary form:
// the official exporters link gRPC and protocol buffers, which would make the binary a third larger.
package otlp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Start returns a tracer for the scope name, and what ends it after sending what it has; nil, nil where the variables ask
// for no spans. Sampler, batches and limits are read by OpenTelemetry's own SDK. It returns an error for a variable that
// asks for what it cannot do.
func Start(ctx context.Context, name string, getenv func(string) string, log *slog.Logger) (trace.Tracer, func(context.Context) error, error) {
	e, err := newExporter(getenv, log)
	if e == nil || err != nil {
		return nil, nil, err
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", name)), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(e), sdk.WithResource(about))
	return provider.Tracer(name), provider.Shutdown, nil
}

// exporter sends batches of spans.
type exporter struct {
	endpoint string
	headers  http.Header
	client   *http.Client
	log      *slog.Logger
}

// newExporter returns what the variables ask for, nil for nothing.
func newExporter(getenv func(string) string, log *slog.Logger) (*exporter, error) {
	of := func(name string) string { // the setting for traces counts before the one for all
		if v := getenv("OTEL_EXPORTER_OTLP_TRACES_" + name); v != "" {
			return v
		}
		return getenv("OTEL_EXPORTER_OTLP_" + name)
	}
	kind := getenv("OTEL_TRACES_EXPORTER")
	if strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") || kind == "none" || kind == "" && of("ENDPOINT") == "" {
		return nil, nil
	}
	if kind != "" && kind != "otlp" {
		return nil, fmt.Errorf("OTEL_TRACES_EXPORTER=%s: only otlp and none are known", kind)
	}
	if p := of("PROTOCOL"); p != "" && p != "http/json" {
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL=%s: only http/json is spoken; collectors take it at the port of http/protobuf", p)
	}
	endpoint := getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
	if endpoint == "" {
		base := getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
		if base == "" {
			base = "http://localhost:4318"
		}
		endpoint = strings.TrimSuffix(base, "/") + "/v1/traces"
	}
	if u, err := url.Parse(endpoint); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT: %q is not an address as http://collector:4318", endpoint)
	}
	timeout := 10 * time.Second
	if v := of("TIMEOUT"); v != "" {
		ms, err := strconv.Atoi(v)
		if err != nil || ms <= 0 {
			return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_TIMEOUT=%s: not a number of milliseconds", v)
		}
		timeout = time.Duration(ms) * time.Millisecond
	}
	headers := http.Header{"Content-Type": {"application/json"}}
	for pair := range strings.SplitSeq(of("HEADERS"), ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if value, err := url.PathUnescape(value); ok && err == nil {
			headers.Set(strings.TrimSpace(key), strings.TrimSpace(value))
		}
	}
	return &exporter{endpoint, headers, &http.Client{Timeout: timeout}, log}, nil
}

// ExportSpans sends a batch. What cannot be sent is logged and lost: spans are no reason to hold anything up.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	if err := e.send(ctx, spans); err != nil {
		e.log.LogAttrs(ctx, slog.LevelWarn, "spans not sent", slog.Int("spans", len(spans)), slog.Any("error", err))
	}
	return nil
}

// Shutdown does nothing: nothing is held back.
func (*exporter) Shutdown(context.Context) error { return nil }

func (e *exporter) send(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	body, err := json.Marshal(payload(spans))
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header = e.headers
	response, err := e.client.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode >= http.StatusMultipleChoices {
		err = errors.New(response.Status)
	}
	return errors.Join(err, response.Body.Close())
}

// The form of OTLP in JSON: identifiers in hexadecimal digits, 64-bit numbers as text.
type (
	request struct {
		ResourceSpans []resourceSpans `json:"resourceSpans"`
	}
	resourceSpans struct {
		Resource   attributes   `json:"resource"`
		ScopeSpans []scopeSpans `json:"scopeSpans"`
	}
	attributes struct {
		Attributes []keyValue `json:"attributes"`
	}
	scopeSpans struct {
		Scope scope  `json:"scope"`
		Spans []span `json:"spans"`
	}
	scope struct {
		Name string `json:"name"`
	}
	span struct {
		TraceID    string     `json:"traceId"`
		SpanID     string     `json:"spanId"`
		ParentID   string     `json:"parentSpanId,omitempty"`
		TraceState string     `json:"traceState,omitempty"`
		Flags      uint32     `json:"flags"`
		Name       string     `json:"name"`
		Kind       int        `json:"kind"`
		Start      string     `json:"startTimeUnixNano"`
		End        string     `json:"endTimeUnixNano"`
		Attributes []keyValue `json:"attributes"`
		Status     status     `json:"status"`
	}
	status struct {
		Code    int    `json:"code,omitempty"`
		Message string `json:"message,omitempty"`
	}
	keyValue struct {
		Key   string `json:"key"`
		Value any    `json:"value"`
	}
)

// payload returns spans as a collector wants them; all have the same resource and scope.
func payload(spans []sdk.ReadOnlySpan) request {
	if len(spans) == 0 {
		return request{}
	}
	whole := resourceSpans{Resource: attributes{pairs(spans[0].Resource().Attributes())}, ScopeSpans: []scopeSpans{{Scope: scope{spans[0].InstrumentationScope().Name}}}}
	for _, s := range spans {
		of := s.SpanContext()
		sent := span{
			TraceID: of.TraceID().String(), SpanID: of.SpanID().String(), TraceState: of.TraceState().String(), Flags: uint32(of.TraceFlags()),
			Name: s.Name(), Kind: int(s.SpanKind()), Start: nanoseconds(s.StartTime()), End: nanoseconds(s.EndTime()), Attributes: pairs(s.Attributes()),
		}
		if s.Parent().IsValid() {
			sent.ParentID = s.Parent().SpanID().String()
		}
		switch s.Status().Code { // numbered otherwise on the wire
		case codes.Ok:
			sent.Status.Code = 1
		case codes.Error:
			sent.Status = status{2, s.Status().Description}
		case codes.Unset:
		}
		whole.ScopeSpans[0].Spans = append(whole.ScopeSpans[0].Spans, sent)
	}
	return request{[]resourceSpans{whole}}
}

func nanoseconds(t time.Time) string { return strconv.FormatInt(t.UnixNano(), 10) }

func pairs(list []attribute.KeyValue) []keyValue {
	all := make([]keyValue, len(list))
	for i, a := range list {
		all[i] = keyValue{string(a.Key), value(a.Value)}
	}
	return all
}

func value(v attribute.Value) any {
	switch v.Type() {
	case attribute.BOOL:
		return map[string]bool{"boolValue": v.AsBool()}
	case attribute.INT64:
		return map[string]string{"intValue": strconv.FormatInt(v.AsInt64(), 10)}
	case attribute.FLOAT64:
		return map[string]float64{"doubleValue": v.AsFloat64()}
	default: // lists, of which this program sends none, as text
		return map[string]string{"stringValue": v.String()}
	}
}
