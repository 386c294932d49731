package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// withRemoved returns a sound draft of a step and the resources "alpha" and "beta", with tombstones.
func withRemoved(removed ...catalog.RemovedDraft) catalog.Draft {
	alpha, beta := resource("alpha", ""), resource("beta", "")
	alpha.Requires, beta.Requires = nil, nil
	return catalog.Draft{
		Languages: []catalog.Lang{"en"}, Title: catalog.Text{"en": "t"},
		Steps:     []catalog.StepDraft{{ID: "one", Number: 1, Title: catalog.Text{"en": "One"}, MaturityQuestion: catalog.Text{"en": "Ready?"}}},
		Resources: []catalog.ResourceDraft{alpha, beta}, Removed: removed,
	}
}

func gone(id, successor string) catalog.RemovedDraft {
	return catalog.RemovedDraft{Type: catalog.TypeResource, ID: id, Successor: successor}
}

func TestRemovedIdentifiersFindTheirSuccessor(t *testing.T) {
	c, problems := catalog.New(withRemoved(
		gone("oldest", "older"), gone("older", "old"), gone("old", "alpha"), gone("lost", ""), gone("loster", "lost"),
		catalog.RemovedDraft{Type: catalog.TypePlanned, ID: "announced", Successor: "beta"},
		catalog.RemovedDraft{Type: catalog.TypeStep, ID: "zero", Successor: "one"},
	))
	if c == nil {
		t.Fatal(problems)
	}
	for id, want := range map[catalog.ResourceID]*catalog.Resource{
		"alpha": c.Resources[0], "old": c.Resources[0], "older": c.Resources[0], "oldest": c.Resources[0],
		"lost": nil, "loster": nil, "announced": nil, "never": nil,
	} {
		if got := c.Resource(id); got != want {
			t.Errorf("Resource(%q) = %v, want %v", id, got, want)
		}
	}
	if c.Step("zero") != c.Steps[0] || c.PlannedResource("announced") != nil {
		t.Error("a step, or a planned resource, does not lead where it should")
	}
	want := []catalog.Ref{
		{Type: "planned-resource", ID: "announced"},
		{Type: "resource", ID: "lost"},
		{Type: "resource", ID: "loster"},
		{Type: "resource", ID: "old"},
		{Type: "resource", ID: "older"},
		{Type: "resource", ID: "oldest"},
		{Type: "step", ID: "zero"},
	}
	var got []catalog.Ref
	for _, r := range c.Removed {
		got = append(got, r.Ref)
		if c.Tombstone(r.Ref) != r {
			t.Errorf("Tombstone(%s) is another", r.Ref)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Removed mismatch (-want +got):\n%s", diff)
	}
	if got := c.Tombstone(want[0]).Successor.String(); got != "resource:beta" {
		t.Errorf("the planned resource leads to %s", got)
	}
	if len(c.Resources) != 2 {
		t.Errorf("%d resources, want 2: a tombstone is none", len(c.Resources))
	}
}

func TestNewRefusesTombstones(t *testing.T) {
	requires := withRemoved(gone("old", "beta"))
	requires.Resources[0].Requires = []catalog.RequirementDraft{{Resource: "old", Basis: catalog.BasisStated}}
	for rule, d := range map[string]catalog.Draft{
		"removed-exists":     withRemoved(gone("alpha", "beta")),
		"removed-circle":     withRemoved(gone("a", "b"), gone("b", "a")),
		"duplicate-id":       withRemoved(gone("a", "alpha"), gone("a", "beta")),
		"invalid-identifier": withRemoved(gone("A b", "alpha")),
		"unknown-reference":  withRemoved(gone("a", "alpho")),
		"missing-field":      withRemoved(catalog.RemovedDraft{Successor: "alpha"}),
		"unknown-language":   withRemoved(catalog.RemovedDraft{Type: catalog.TypeResource, ID: "a", Why: catalog.Text{"de": "weg"}}),
	} {
		c, problems := catalog.New(d)
		if c != nil || len(problems) == 0 {
			t.Errorf("%s: accepted", rule)
		}
		for _, p := range problems {
			if p.Rule != rule {
				t.Errorf("%s: %s", rule, p)
			}
		}
	}
	c, problems := catalog.New(requires)
	if c != nil || len(problems) != 1 || problems[0].Hint != `it was removed: write its successor "beta"` {
		t.Errorf("a reference to what was removed: %v", problems)
	}
}
