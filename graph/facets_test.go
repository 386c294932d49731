package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/graph"
)

// TestFacets asks for each facet alone, through a fragment too, and for all together: only what is asked for is counted.
func TestFacets(t *testing.T) {
	t.Parallel()
	type counts []struct {
		Value string
		Count int
	}
	ask := func(selection string) map[string]counts {
		var answer struct {
			Data struct {
				Resources struct{ Facets map[string]counts }
			}
		}
		query := `{ resources(filter: {steps: ["1"]}) { facets { ` + selection + ` } } } fragment More on ResourceFacets { topics { value count } }`
		if err := json.Unmarshal(reply(t, graph.Example{Query: query}), &answer); err != nil {
			t.Fatal(err)
		}
		return answer.Data.Resources.Facets
	}
	everything := []string{"...More"}
	for _, f := range graph.Schema().Types["ResourceFacets"].Fields {
		everything = append(everything, f.Name+" { value count }")
	}
	all := ask(strings.Join(everything, " "))
	for _, f := range graph.Schema().Types["ResourceFacets"].Fields {
		one := ask("...More " + f.Name + " { value count }")
		if len(one[f.Name]) == 0 {
			t.Errorf("%s: nothing is counted", f.Name)
		}
		if diff := cmp.Diff(all[f.Name], one[f.Name]); diff != "" {
			t.Errorf("%s (-with all others +alone):\n%s", f.Name, diff)
		}
		if diff := cmp.Diff(all["topics"], one["topics"]); diff != "" {
			t.Errorf("topics, in a fragment beside %s (-with all +alone):\n%s", f.Name, diff)
		}
	}
	few := ask("more: topics(first: 3) { value count } none: providers(first: 0) { value count } ...More")
	if diff := cmp.Diff(few["topics"][:3], few["more"]); diff != "" || few["none"] == nil || len(few["none"]) != 0 {
		t.Errorf("first: %v (-want +got):\n%s", few["none"], diff)
	}
}
