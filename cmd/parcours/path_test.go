package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/graph"
)

// TestWholeTechnicalPath asks for the path of one role and compares it with the placements of the content: every usable
// resource of everyone's and that role's is there once, at its step, with a reason.
func TestWholeTechnicalPath(t *testing.T) {
	l, err := load(t.Context(), nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	})
	answer := graph.Answer(t.Context(), l.resolver(), slog.New(slog.DiscardHandler),
		`{ learningPath(profile: {roles: ["technical"]}) { stages { step { number } items { resource { slug } reasons { kind } } } } }`, nil)
	var path struct {
		LearningPath struct {
			Stages []struct {
				Step  struct{ Number int32 }
				Items []struct {
					Resource struct{ Slug string }
					Reasons  []struct{ Kind string }
				}
			}
		}
	}
	if err := json.Unmarshal(answer.Data, &path); err != nil {
		t.Fatal(err, answer.Errors)
	}
	got, want := map[string]int32{}, map[string]int32{}
	for _, stage := range path.LearningPath.Stages {
		for _, item := range stage.Items {
			if _, twice := got[item.Resource.Slug]; twice || len(item.Reasons) == 0 {
				t.Errorf("%s: twice, or without a reason", item.Resource.Slug)
			}
			if len(item.Reasons) == 1 && item.Reasons[0].Kind == "PREREQUISITE" {
				continue // another role's, pulled in (rule 2)
			}
			got[item.Resource.Slug] = stage.Step.Number
		}
	}
	technical := l.c.Role("technical")
	for _, r := range l.c.Resources {
		for _, p := range r.Placements { // the first that applies counts
			if want[string(r.ID)] == 0 && r.Usable() && (p.Everyone() || slices.Contains(p.Roles, technical)) {
				want[string(r.ID)] = p.Step.Number
			}
		}
	}
	if len(path.LearningPath.Stages) != 5 {
		t.Errorf("%d stages, want 5", len(path.LearningPath.Stages))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("path mismatch (-want +got):\n%s", diff)
	}
}
