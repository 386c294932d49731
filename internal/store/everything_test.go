package store

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/fixture"
)

// everything returns a small sound draft in which every field that a draft can have says something.
func everything() catalog.Draft {
	node := func(file string) catalog.Node {
		return catalog.Node{Origin: catalog.Origin{Layer: "layer of " + file, File: file}}
	}
	text := func(s string) catalog.Text {
		return catalog.Text{"fr": s + " \"cité\" \\ <b>&\u2028\n", "en": s, "pt-BR": "çã " + s}
	}
	yes, no := true, false
	access := catalog.Access{Network: catalog.NetworkState, Account: catalog.AccountStateAgent, Cost: catalog.CostMetered}
	return catalog.Draft{
		Node: node("catalog.yaml"), Title: text("title"), Description: text("description"), Languages: []catalog.Lang{"fr", "en", "pt-BR"},
		Licence: "etalab-2.0", Contact: "a@example.org",
		Upstream: []catalog.Upstream{{Name: "base", URL: "https://example.org", Commit: "abc", Date: "2026-01-02"}},
		Steps: []catalog.StepDraft{{
			Node: node("steps/two.md"), ID: "two", Number: 2, Title: text("two"), MaturityQuestion: text("two?"),
			Objectives: []catalog.ObjectiveDraft{{Role: "b", Text: text("two b")}, {Role: "a", Text: text("two a")}},
			Gate:       &catalog.Gate{},
		}, {
			Node: node("steps/one.md"), ID: "one", Number: 1, Title: text("one"), MaturityQuestion: text("one?"), Body: text("body"),
			ChecklistIntro: text("intro"), ActionsPending: true,
			Actions: []catalog.ActionDraft{
				{Label: text("act"), Links: []catalog.TargetDraft{{Resource: "second"}, {Guide: "guide"}, {Article: "article"}}}, {Label: text("rest")},
			},
			Support: catalog.SupportDraft{
				Label: text("support"), Link: catalog.TargetDraft{Guide: "guide"}, Appointment: text("meeting"), With: text("us"), Pending: true,
			},
			Gate:       &catalog.Gate{Score: 0.1, Coverage: 2.0 / 3},
			Objectives: []catalog.ObjectiveDraft{{Role: "a", Text: text("one a")}, {Role: "b", Text: text("one b")}},
		}},
		Roles: []catalog.RoleDraft{
			{Node: node("roles/b.md"), ID: "b", Position: 2, Title: text("b"), Description: text("the b")},
			{
				Node: node("roles/a.md"), ID: "a", Position: 1, Title: text("a"), Description: text("the a"), Body: text("body"),
				Aliases: []catalog.Text{text("z"), text("y")}, Profiles: []catalog.Text{text("x"), text("w")},
			},
		},
		Resources: []catalog.ResourceDraft{
			{
				Node: node("resources/second.md"), ID: "second", Title: text("second"), Summary: text("summary"), Body: text("body"),
				URL: "https://example.org/2", Kind: catalog.KindVideo, Provider: "example.org", Languages: []catalog.Lang{"fr", "xx"}, Minutes: 7,
				Access: access, Unreachable: true, Dead: &catalog.Dead{Reason: text("gone"), Successor: "https://example.org/3"}, Topics: []string{"t2", "t1"},
				Requires: []catalog.RequirementDraft{{Resource: "first", Basis: catalog.BasisStated, Why: text("why")}},
				Placements: []catalog.PlacementDraft{
					{Step: "two", Everyone: true, Position: 3, Title: text("elsewhere")}, {Step: "one", Roles: []string{"b", "a"}, Position: 1},
				},
			},
			{
				Node: node("resources/first.md"), ID: "first", Title: text("first"), URL: "https://example.org/1", Kind: catalog.KindTool,
				Access: access, Placements: []catalog.PlacementDraft{{Step: "one", Everyone: true, Position: 1}},
			},
			{Node: node("resources/nowhere.md"), ID: "nowhere", Title: text("nowhere"), URL: "https://example.org/0", Kind: catalog.KindForm, Access: access, Dead: &catalog.Dead{}},
		},
		Planned: []catalog.PlannedDraft{{Node: node("planned.yaml"), ID: "p", Step: "two", Position: 1, Title: text("planned")}},
		Sections: []catalog.SectionDraft{
			{Node: node("questions/two.yaml"), ID: "s2", Step: "two", Title: text("s2"), Questions: []catalog.QuestionDraft{{
				Node: node("questions/two.yaml"), ID: "q3", Text: text("q3"), Details: text("details"), Kind: catalog.QuestionEvidence,
				Expects: catalog.ExpectAnswered, Blocking: &no, SupportOnly: &yes, ValidDays: 90, Weight: 3, Source: "source",
				OnlyIf:      &catalog.ConditionDraft{Question: "q1", Answers: []catalog.AnswerValue{catalog.AnswerPartly, catalog.AnswerNo}},
				Respondents: []string{"r2", "r1"},
				HelpedBy: []catalog.HelpDraft{
					{TargetDraft: catalog.TargetDraft{Article: "article"}, Strength: catalog.StrengthPartial, Why: text("helps")},
					{TargetDraft: catalog.TargetDraft{Resource: "first"}, Strength: catalog.StrengthDirect},
					{TargetDraft: catalog.TargetDraft{Guide: "guide"}, Strength: catalog.StrengthDirect},
				},
			}}},
			{Node: node("questions/one.yaml"), ID: "s1", Step: "one", Title: text("s1"), Blocking: true, SupportOnly: true, Questions: []catalog.QuestionDraft{
				{Node: node("questions/one.yaml"), ID: "q1", Text: text("q1"), Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes, Blocking: &yes, SupportOnly: &no},
				{Node: node("questions/one.yaml"), ID: "q2", Text: text("q2"), Kind: catalog.QuestionAction, Expects: catalog.ExpectYes},
			}},
		},
		Respondents: []catalog.NamedDraft{{Node: node("respondents.yaml"), ID: "r1", Title: text("r1")}, {Node: node("respondents.yaml"), ID: "r2", Title: text("r2")}},
		Topics:      []catalog.NamedDraft{{Node: node("topics.yaml"), ID: "t2", Title: text("t2")}, {Node: node("topics.yaml"), ID: "t1", Title: text("t1")}},
		Guides:      []catalog.GuideDraft{{Node: node("guides.yaml"), ID: "guide", Title: text("guide"), URL: "https://example.org/guide", Access: access}},
		Services: []catalog.ServiceDraft{
			{Node: node("support.yaml"), ID: "v2", Title: text("v2"), Description: text("the v2"), Steps: []string{"two", "one"}},
			{Node: node("support.yaml"), ID: "v1", Title: text("v1"), Description: text("the v1")},
		},
		Facts: []catalog.FactDraft{{Node: node("support.yaml"), ID: "f", Question: text("f?"), Values: []catalog.FactValueDraft{
			{ID: "z", Title: text("z")}, {ID: "y", Title: text("y")}, {ID: "x", Title: text("x")},
		}}},
		Rules: []catalog.RuleDraft{{
			Node: node("support.yaml"), ID: "rule", Title: text("rule"), When: map[string][]string{"f": {"x", "z"}},
			Outcomes: map[string]catalog.Outcome{"v1": catalog.Granted, "v2": catalog.ToBeAgreed}, Note: text("note"), Source: "source",
		}},
		Holes: []catalog.HoleDraft{{Node: node("support.yaml"), When: map[string][]string{"f": {"y"}}, Message: text("ask"), Contact: "b@example.org"}},
		Terms: []catalog.TermDraft{{Node: node("glossary.yaml"), ID: "term", Term: text("term"), Meaning: text("means"), Definition: text("that")}},
		Articles: []catalog.ArticleDraft{{
			Node: node("articles/article.md"), ID: "article", Title: text("article"), Summary: text("summary"), Body: text("body"), Step: "one",
			Questions: []catalog.Text{text("q"), text("p")}, Takeaways: []catalog.Text{text("o"), text("n")},
		}},
		Removed: []catalog.RemovedDraft{{Node: node("removed.yaml"), Type: catalog.TypeResource, ID: "old", Successor: "first", Why: text("moved")}},
	}
}

// TestEverythingIsEverything fails where a draft has a field that everything leaves out: whoever adds one adds it there, and
// then TestRoundTrip asks for it in the store.
func TestEverythingIsEverything(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	var look func(path string, v reflect.Value)
	look = func(path string, v reflect.Value) {
		said[path] = said[path] || !v.IsZero()
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.Name != "At" && f.Name != "Fields" && f.Name != "Unread" && f.Name != "Hidden" {
					look(path+"."+f.Name, v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				look(path, v.Index(i))
			}
		case reflect.Pointer:
			if !v.IsNil() {
				look(path, v.Elem())
			}
		default:
		}
	}
	look("Draft", reflect.ValueOf(everything()))
	for path, ok := range said {
		if !ok && !strings.Contains(path, ".Link.") { // its kinds are tried by the links of actions
			t.Errorf("%s says nothing in everything()", path)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]catalog.Draft{
		"everything": everything(), "published": published(t), "generated": fixture.Draft(300), "without resources": fixture.Draft(0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, d)
			got, revision, err := newReader(s.db).draft(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(d, got, asWritten); diff != "" {
				t.Errorf("the draft read back (-written +read):\n%s", diff)
			}
			if revision != d.Revision() || s.Catalog().Revision != revision {
				t.Errorf("revision %s, catalogue %s, want %s", revision, s.Catalog().Revision, d.Revision())
			}
			if n := s.Statements(); n != 0 {
				t.Errorf("opening counted %d statements", n)
			}
		})
	}
}
