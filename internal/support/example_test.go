package support_test

import (
	"fmt"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/support"
)

func ExampleEligible() {
	en := func(s string) catalog.Text { return catalog.Text{"en": s} }
	c, _ := catalog.New(catalog.Draft{
		Title: en("Example"), Languages: []catalog.Lang{"en"}, Contact: "us@example.org",
		Services: []catalog.ServiceDraft{{ID: "coaching", Title: en("Coaching"), Description: en("A meeting")}},
		Facts: []catalog.FactDraft{{ID: "organisation", Question: en("Which organisation is it?"), Values: []catalog.FactValueDraft{
			{ID: "ministry", Title: en("A ministry")}, {ID: "external", Title: en("Another one")},
		}}},
		Rules: []catalog.RuleDraft{
			{ID: "ministry", Title: en("Ministries"), When: map[string][]string{"organisation": {"ministry"}}, Outcomes: map[string]catalog.Outcome{"coaching": catalog.Granted}},
			{ID: "external", Title: en("Others"), When: map[string][]string{"organisation": {"external"}}},
		},
	})
	for _, facts := range []map[catalog.FactID]catalog.FactValueID{nil, {"organisation": "ministry"}} {
		e, err := support.Eligible(c, facts)
		fmt.Println(e.Services[0].Outcome, e.Services[0].Explanation("en"), e.Services[0].Actions[0].Sentence("en"), err)
	}
	// Output:
	// NEEDS_FACTS It depends on the answer to “Which organisation is it?”. Answer the question “Which organisation is it?”. <nil>
	// GRANTED Granted: rule “Ministries”. Write to us@example.org. <nil>
}
