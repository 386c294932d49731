package authoring_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// TestLayers reads the layers of each archive of testdata/layers and compares what they make with the one folder, "same",
// that says the same.
func TestLayers(t *testing.T) {
	t.Parallel()
	cases(t, "layers", func(t *testing.T, name string, a *txtar.Archive) []catalog.Problem {
		t.Helper()
		layers, same := stacked(t, a)
		problems := soundness(t, name, layers)
		if catalog.HasErrors(problems) {
			return problems
		}
		got, _ := authoring.ReadLayers(layers...)
		want, alone := authoring.Read(same, "same")
		if catalog.HasErrors(alone) {
			t.Fatalf("%s: the folder that says the same: %v", name, alone)
		}
		if diff := cmp.Diff(written(t, want), written(t, got)); diff != "" {
			t.Errorf("%s: layers mismatch (-same folder +layers):\n%s", name, diff)
		}
		return problems
	})
}

// written returns a draft without its places.
func written(t *testing.T, d catalog.Draft) string {
	t.Helper()
	text, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
