package main

import (
	"fmt"
	"os"
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
