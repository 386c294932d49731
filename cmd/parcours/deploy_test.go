package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/cloud-pi-native/parcours/internal/registry"
)

const deploy = "../../deploy/"

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// expressions returns the PromQL of the dashboard and of the alert rules.
func expressions(t *testing.T) []string {
	t.Helper()
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
		Annotations struct{ List []struct{ Expr string } }
		Templating  struct {
			List []struct{ Query any }
		}
	}
	if err := json.Unmarshal([]byte(read(t, deploy+"monitoring/dashboard.json")), &board); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range board.Panels {
		if len(p.Targets) == 0 {
			t.Errorf("panel %q shows nothing", p.Title)
		}
		for _, target := range p.Targets {
			all = append(all, target.Expr)
		}
	}
	for _, a := range board.Annotations.List {
		all = append(all, a.Expr)
	}
	var rules struct {
		Groups []struct{ Rules []struct{ Expr string } }
	}
	if err := yaml.Unmarshal([]byte(read(t, deploy+"monitoring/alerts.yaml")), &rules); err != nil {
		t.Fatal(err)
	}
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			all = append(all, r.Expr)
		}
	}
	return all
}

// TestMonitoredMetricsExist compares the names of metrics and labels in the dashboard and the alert rules with what a replica
// exposes.
func TestMonitoredMetricsExist(t *testing.T) {
	exposed := map[string]bool{}
	for _, c := range []prometheus.Collector{followMetrics{func() registry.State { return registry.State{} }}} {
		ch := make(chan *prometheus.Desc, 100)
		c.Describe(ch)
		close(ch)
		name := regexp.MustCompile(`fqName: "([^"]+)"`)
		for d := range ch {
			exposed[name.FindStringSubmatch(d.String())[1]] = true
		}
	}
	l, err := load(t.Context(), nil, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	now := &current{log: log}
	now.serve(t.Context(), l)
	defer now.close()
	h, err := serving(t).handler(now, log)
	if err != nil {
		t.Fatal(err)
	}
	ask(t, h, "fr", `{"query":"{steps{`+strings.Repeat("id ", 30)+`}}"}`)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/healthz", nil))
	w := httptest.NewRecorder()
	h.Admin().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		name, _, _ := strings.Cut(line, " ")
		name, _, _ = strings.Cut(name, "{")
		exposed[name] = true
	}
	named := regexp.MustCompile(`\b(?:parcours|process|go)_[a-z0-9_]+\b`)
	seen := 0
	for _, e := range expressions(t) {
		names := named.FindAllString(e, -1)
		for _, name := range names {
			seen++
			if !exposed[name] {
				t.Errorf("%s: nothing is called %s", e, name)
			}
		}
		if len(names) == 0 && !strings.Contains(e, "up{") && !strings.Contains(e, "parcours:") {
			t.Errorf("%s asks for nothing of ours", e)
		}
	}
	if seen < 20 {
		t.Errorf("only %d names were found", seen)
	}
}

// TestDeployedSettingsExist compares the variables that the chart and the image set with those of the binary.
func TestDeployedSettingsExist(t *testing.T) {
	t.Parallel()
	known := []string{"PARCOURS_RELOAD_TOKEN", "PARCOURS_REGISTRY_USERNAME", "PARCOURS_REGISTRY_PASSWORD"}
	for _, node := range kong.Must(&cli{}, kong.Name("parcours")).Model.Children {
		if node.Name != "serve" {
			continue
		}
		for _, flag := range node.Flags {
			known = append(known, flag.Envs...)
		}
	}
	named := regexp.MustCompile(`\bPARCOURS_[A-Z_]+\b`)
	for _, name := range []string{"Dockerfile", "chart/templates/deployment.yaml", "chart/values.yaml", "README.md"} {
		for _, variable := range named.FindAllString(read(t, deploy+name), -1) {
			if !slices.Contains(known, variable) {
				t.Errorf("%s: serve has no %s", name, variable)
			}
		}
	}
}

// TestImageHoldsNothingElse reads the Dockerfile as a reviewer would.
func TestImageHoldsNothingElse(t *testing.T) {
	t.Parallel()
	text := read(t, deploy+"Dockerfile")
	if !regexp.MustCompile(`(?m)^FROM scratch$`).MatchString(text) || regexp.MustCompile(`(?m)^(RUN|ADD) `).MatchString(text) {
		t.Error("the image is not from scratch")
	}
	if !regexp.MustCompile(`(?m)^USER [1-9]\d+:[1-9]\d+$`).MatchString(text) {
		t.Error("the image does not run as a numeric user other than root")
	}
}

// TestChecklistIsAnswered compares deploy/README.md with the blocking questions of our own catalogue: each is answered there.
func TestChecklistIsAnswered(t *testing.T) {
	t.Parallel()
	l, err := load(t.Context(), nil, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	text := read(t, deploy+"README.md")
	blocking := 0
	for _, q := range l.c.Questions {
		if !q.Blocking {
			continue
		}
		blocking++
		if title, _ := q.Text.In("en"); !strings.Contains(text, "**"+title+"**") {
			t.Errorf("deploy/README.md does not answer %q", title)
		}
	}
	if blocking != 11 {
		t.Errorf("%d blocking questions", blocking)
	}
}
