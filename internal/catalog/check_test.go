package catalog_test

import (
	"testing"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func resource(id, requires string) catalog.ResourceDraft {
	return catalog.ResourceDraft{
		ID: id, Title: catalog.Text{"en": id}, URL: "https://example.org/" + id, Kind: catalog.KindVideo,
		Access:     catalog.Access{Network: catalog.NetworkUnknown, Account: catalog.AccountUnknown, Cost: catalog.CostUnknown},
		Requires:   []catalog.RequirementDraft{{Resource: requires, Basis: catalog.BasisStated}},
		Placements: []catalog.PlacementDraft{{Step: "one", Everyone: true}},
	}
}

func TestNewRefusesRequirements(t *testing.T) {
	for rule, requires := range map[string]string{"requirement-cycle": "alpha", "unknown-reference": "alpho"} {
		c, problems := catalog.New(catalog.Draft{
			Languages: []catalog.Lang{"en"}, Title: catalog.Text{"en": "t"},
			Steps:     []catalog.StepDraft{{ID: "one", Number: 1, Title: catalog.Text{"en": "One"}, MaturityQuestion: catalog.Text{"en": "Ready?"}}},
			Resources: []catalog.ResourceDraft{resource("alpha", requires)},
		})
		if c != nil || len(problems) != 1 || problems[0].Rule != rule {
			t.Errorf("requires %s: catalogue %v, problems %v; want only %s", requires, c != nil, problems, rule)
		}
	}
}
