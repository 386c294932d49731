package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mappedHandler serves the catalogue in the binary with its links as a map says, and returns what is served.
func mappedHandler(t *testing.T, links string) (http.Handler, *current) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "links.yaml")
	if err := os.WriteFile(file, []byte(links), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := serving(t, "--url-map", file)
	m, err := readLinks(flags.URLMap, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	l, err := load(t.Context(), nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	now := &current{log: log, keep: share(flags.Caches.Answers), links: m}
	t.Cleanup(func() {
		if err := now.close(); err != nil {
			t.Error(err)
		}
	})
	if err := now.publish(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.folder); err == nil {
		t.Errorf("%s is left of the catalogue that was mapped", l.folder)
	}
	h, err := flags.handler(now, log)
	if err != nil {
		t.Fatal(err)
	}
	return h, now
}

// TestURLMap serves a network that reaches one site by a mirror and another not at all: graph and pages follow, under a
// revision of their own.
func TestURLMap(t *testing.T) {
	h, now := mappedHandler(t, `
links:
  - from: https://kubernetes.io/
    to: https://miroir.intranet.example/kubernetes/
    network: state-network
  - from: youtube.com
    unreachable: true
`)
	var answer struct {
		Data struct {
			Catalog      struct{ Revision string }
			Resource     struct{ URL string }
			Video        struct{ Reachable bool }
			LearningPath struct {
				Stages []struct {
					Items []struct {
						Resource struct{ URL string }
						Reasons  []struct{ Kind, Cause string }
					}
				}
				LeftOut []struct {
					Resource    struct{ URL string }
					Causes      []string
					Explanation string
				}
			}
		}
	}
	const query = `{"query": "{ catalog { revision } resource(id: \"kubernetes-concepts\") { url } video: resource(id: \"devsecops-en-8-minutes\") { reachable } learningPath(profile: {roles: []}) { stages { items { resource { url } reasons { kind cause } } } leftOut { resource { url } causes explanation } } }"}`
	if err := json.Unmarshal(ask(t, h, "en", query).Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	data := answer.Data
	if !strings.HasPrefix(data.Resource.URL, "https://miroir.intranet.example/kubernetes/") || data.Video.Reachable {
		t.Errorf("%+v %+v", data.Resource, data.Video)
	}
	if plain := embedded(t); data.Catalog.Revision != now.now.Load().c.Revision || data.Catalog.Revision == now.now.Load().content() ||
		!strings.Contains(ask(t, plain, "en", `{"query": "{ catalog { revision } }"}`).Body.String(), now.now.Load().content()) {
		t.Errorf("revision %s, of content %s", data.Catalog.Revision, now.now.Load().content())
	}
	left := 0
	for _, out := range data.LearningPath.LeftOut {
		if strings.Contains(out.Resource.URL, "youtube.com") {
			left++
			if !slices.Contains(out.Causes, "UNREACHABLE") || !strings.Contains(out.Explanation, "does not open from the network of this site") {
				t.Errorf("%+v", out)
			}
		}
	}
	for _, stage := range data.LearningPath.Stages {
		for _, it := range stage.Items {
			if strings.Contains(it.Resource.URL, "youtube.com") || strings.HasPrefix(it.Resource.URL, "https://kubernetes.io/") {
				t.Errorf("%s is in the path", it.Resource.URL)
			}
		}
	}
	if left == 0 {
		t.Error("nothing is left out")
	}
	if body := get(t, h, "/embed/resource/devsecops-en-8-minutes?lang=en").Body.String(); !strings.Contains(body, "does not open from this network") {
		t.Error("a resource that does not open does not say so")
	}
	for _, part := range []string{"https://miroir.intranet.example/kubernetes/", "does not open from the network of this site"} {
		if body := get(t, h, "/embed/path?lang=en").Body.String(); !strings.Contains(body, part) || strings.Contains(body, `href="https://www.youtube.com`) {
			t.Errorf("the embedded path has no %q, or a link that does not open", part)
		}
	}
}
