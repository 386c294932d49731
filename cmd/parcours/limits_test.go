package main

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

// TestLimitFlags compares the defaults of the flags with those of the package, and README with the flags.
func TestLimitFlags(t *testing.T) {
	var c cli
	parser := kong.Must(&c, kong.Name("parcours"))
	if _, err := parser.Parse([]string{"serve"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(graph.DefaultLimits(), c.Serve.Limits.limits()); diff != "" {
		t.Errorf("defaults mismatch (-package +flags):\n%s", diff)
	}
	if diff := cmp.Diff(httpapi.DefaultLimits(), c.Serve.Server.limits()); diff != "" {
		t.Errorf("defaults mismatch (-package +flags):\n%s", diff)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range parser.Model.Children {
		for _, flag := range node.Flags {
			if flag.Group == nil {
				continue
			}
			if row := fmt.Sprintf("| `--%s` | %s |", flag.Name, flag.Default); !strings.Contains(string(readme), row) {
				t.Errorf("README has no row %s", row)
			}
			if want := "PARCOURS_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_")); len(flag.Envs) != 1 || flag.Envs[0] != want {
				t.Errorf("--%s: variables %q, want %s", flag.Name, flag.Envs, want)
			}
		}
	}
}

// TestShare takes no more for a cache than a quarter of what the process may take in all.
func TestShare(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(before)
	for limit, want := range map[int64]int{math.MaxInt64: 64 << 20, 400 << 20: 64 << 20, 100 << 20: 25 << 20} {
		debug.SetMemoryLimit(limit)
		if got := share(64 << 20); got != want {
			t.Errorf("of %d: %d, want %d", limit, got, want)
		}
	}
}

// TestCacheFlags asks servers with other times what a shared cache may do.
func TestCacheFlags(t *testing.T) {
	for want, flags := range map[string][]string{
		"public, max-age=60, stale-while-revalidate=600": nil,
		"public, max-age=7200, stale-while-revalidate=0": {"--fresh", "2h", "--stale", "0"},
		"public, max-age=0, stale-while-revalidate=5":    {"--fresh", "0s", "--stale", "5s"},
	} {
		w := httptest.NewRecorder()
		embedded(t, flags...).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/graphql?query={steps{id}}", http.NoBody))
		if got := w.Header().Get("Cache-Control"); w.Code != http.StatusOK || got != want {
			t.Errorf("%q: %d, Cache-Control %q, want %q", flags, w.Code, got, want)
		}
	}
}
