package support_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/support"
)

func text(s string) catalog.Text { return catalog.Text{"en": s} }

// base returns a draft with the steps one and two, whose support is offered and announced, and the given facts, each
// "fact:value,value".
func base(facts ...string) catalog.Draft {
	d := catalog.Draft{Languages: []catalog.Lang{"en"}, Title: text("t"), Contact: "us@example.org"}
	d.Steps = []catalog.StepDraft{
		{ID: "one", Number: 1, Title: text("One"), MaturityQuestion: text("?"), Support: catalog.SupportDraft{Label: text("Fill the form in"), Appointment: text("first meeting"), With: text("a lead")}},
		{ID: "two", Number: 2, Title: text("Two"), MaturityQuestion: text("?"), Support: catalog.SupportDraft{Pending: true}},
	}
	for _, f := range facts {
		id, values, _ := strings.Cut(f, ":")
		fact := catalog.FactDraft{ID: id, Question: text(id + "?")}
		for v := range strings.SplitSeq(values, ",") {
			fact.Values = append(fact.Values, catalog.FactValueDraft{ID: v, Title: text(v)})
		}
		d.Facts = append(d.Facts, fact)
	}
	for id, steps := range map[string][]string{"coaching": {"one", "two"}, "review": {"two"}} {
		d.Services = append(d.Services, catalog.ServiceDraft{ID: id, Title: text(id), Description: text(id), Steps: steps})
	}
	slices.SortFunc(d.Services, func(a, b catalog.ServiceDraft) int { return strings.Compare(a.ID, b.ID) })
	return d
}

func rule(id, when, coaching, review string) catalog.RuleDraft {
	return catalog.RuleDraft{
		ID: id, Title: text(id), When: clauses(when), Source: id + ".md:1",
		Outcomes: map[string]catalog.Outcome{"coaching": catalog.Outcome(coaching), "review": catalog.Outcome(review)},
	}
}

// clauses reads "fact:value,value fact:value".
func clauses(s string) map[string][]string {
	when := map[string][]string{}
	for f := range strings.FieldsSeq(s) {
		id, values, _ := strings.Cut(f, ":")
		when[id] = strings.Split(values, ",")
	}
	return when
}

func build(t rapid.TB, d catalog.Draft) *catalog.Catalog {
	t.Helper()
	c, problems := catalog.New(d)
	if c == nil {
		t.Fatalf("catalogue refused: %v", problems)
	}
	return c
}

// policy is a table like that of the content.
func policy(t rapid.TB) *catalog.Catalog {
	t.Helper()
	d := base("who:ministry,external", "goal:here,elsewhere,public")
	d.Rules = []catalog.RuleDraft{
		rule("ministry-here", "who:ministry goal:here", "GRANTED", "GRANTED"),
		rule("ministry-elsewhere", "who:ministry goal:elsewhere", "GRANTED", "TO_BE_AGREED"),
		rule("external-public", "who:external goal:public", "GRANTED", "DENIED"),
	}
	d.Holes = []catalog.HoleDraft{
		{When: clauses("who:ministry goal:public"), Message: text("Nobody thought of it: ask."), Contact: "other@example.org"},
		{When: clauses("who:external goal:here,elsewhere"), Message: text("Nobody thought of it: ask.")},
	}
	return build(t, d)
}

// given reads "fact=value fact=value".
func given(s string) map[catalog.FactID]catalog.FactValueID {
	facts := map[catalog.FactID]catalog.FactValueID{}
	for f := range strings.FieldsSeq(s) {
		id, v, _ := strings.Cut(f, "=")
		facts[catalog.FactID(id)] = catalog.FactValueID(v)
	}
	return facts
}

func render(e support.Eligibility) string {
	var b strings.Builder
	for _, o := range e.Services {
		fmt.Fprintf(&b, "%s %s. %s", o.Service.ID, o.Outcome, o.Explanation("en"))
		for _, a := range o.Actions {
			fmt.Fprintf(&b, " [%s] %s", a.Kind, a.Sentence("en"))
		}
		b.WriteString("\n")
	}
	for _, m := range e.Missing {
		fmt.Fprintf(&b, "ask %s for", m.Fact.ID)
		for _, s := range m.Services {
			fmt.Fprintf(&b, " %s", s.ID)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestEligible(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ facts, want string }{
		"a rule applies": {
			"who=ministry goal=here",
			"coaching GRANTED. Granted: rule “ministry-here” (ministry-here.md:1). [ASK_AT_STEP] At step “One”: Fill the form in (first meeting, with: a lead).\n" +
				"review GRANTED. Granted: rule “ministry-here” (ministry-here.md:1). [CONTACT] Write to us@example.org.\n",
		},
		"a rule denies": {
			"who=external goal=public",
			"coaching GRANTED. Granted: rule “external-public” (external-public.md:1). [ASK_AT_STEP] At step “One”: Fill the form in (first meeting, with: a lead).\n" +
				"review DENIED. Not granted: rule “external-public” (external-public.md:1).\n",
		},
		"a declared hole says whom to contact": {
			"who=ministry goal=public",
			"coaching TO_BE_AGREED. Nobody thought of it: ask. [CONTACT] Write to other@example.org.\n" +
				"review TO_BE_AGREED. Nobody thought of it: ask. [CONTACT] Write to other@example.org.\n",
		},
		"a hole without a contact falls back on the catalogue's": {
			"who=external goal=elsewhere",
			"coaching TO_BE_AGREED. Nobody thought of it: ask. [CONTACT] Write to us@example.org.\n" +
				"review TO_BE_AGREED. Nobody thought of it: ask. [CONTACT] Write to us@example.org.\n",
		},
		"nothing given: the fact that decides most is asked first": {
			"",
			"coaching NEEDS_FACTS. It depends on the answer to “goal?”. [TELL_A_FACT] Answer the question “goal?”.\n" +
				"review NEEDS_FACTS. It depends on the answer to “goal?”. [TELL_A_FACT] Answer the question “goal?”.\n" +
				"ask goal for coaching review\nask who for coaching review\n",
		},
		"what is the same however the facts are completed is told at once": {
			"goal=elsewhere",
			"coaching NEEDS_FACTS. It depends on the answer to “who?”. [TELL_A_FACT] Answer the question “who?”.\n" +
				"review TO_BE_AGREED. To be agreed with the programme, whatever the missing answers are. [CONTACT] Write to us@example.org.\n" +
				"ask who for coaching\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := support.Eligible(policy(t), given(test.facts))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, render(got)); diff != "" {
				t.Errorf("Eligible(%s) mismatch (-want +got):\n%s", test.facts, diff)
			}
		})
	}
}

// TestDecisiveFactFirst has a fact that settles everything for one of its values, after one that never settles anything
// alone, and one that changes nothing.
func TestDecisiveFactFirst(t *testing.T) {
	t.Parallel()
	d := base("size:small,big", "colour:red,blue", "who:ministry,external")
	d.Rules = []catalog.RuleDraft{
		rule("external", "who:external", "DENIED", "DENIED"),
		rule("small", "who:ministry size:small", "GRANTED", "GRANTED"),
		rule("big", "who:ministry size:big", "TO_BE_AGREED", "TO_BE_AGREED"),
	}
	e, err := support.Eligible(build(t, d), nil)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, m := range e.Missing {
		order = append(order, string(m.Fact.ID))
	}
	if diff := cmp.Diff([]string{"who", "size"}, order); diff != "" {
		t.Errorf("missing facts mismatch (-want +got):\n%s", diff)
	}
}

func TestEligibleRefuses(t *testing.T) {
	t.Parallel()
	for facts, want := range map[string]string{
		"whoo=ministry": `facts: no fact "whoo" (did you mean "who"?)`,
		"who=ministri":  `facts.who: no value "ministri" (did you mean "ministry"?)`,
	} {
		_, err := support.Eligible(policy(t), given(facts))
		var input *support.InputError
		if !errors.As(err, &input) || err.Error() != want {
			t.Errorf("Eligible(%s) error = %v, want %s", facts, err, want)
		}
	}
}

func TestNoServices(t *testing.T) {
	t.Parallel()
	d := base("who:ministry,external")
	d.Services = nil
	e, err := support.Eligible(build(t, d), nil)
	if err != nil || len(e.Services)+len(e.Missing) > 0 {
		t.Errorf("Eligible = %s, %v, want nothing", render(e), err)
	}
}

// drawPolicy draws a table that is complete and without overlap: each combination of the facts is a rule or a hole.
func drawPolicy(t *rapid.T) *catalog.Catalog {
	var facts []string
	combinations := []string{""}
	for i := range rapid.IntRange(0, 3).Draw(t, "facts") {
		var values, longer []string
		for v := range rapid.IntRange(1, 3).Draw(t, "values") {
			values = append(values, fmt.Sprintf("v%d", v))
			for _, c := range combinations {
				longer = append(longer, fmt.Sprintf("%s f%d:v%d", c, i, v))
			}
		}
		facts = append(facts, fmt.Sprintf("f%d:%s", i, strings.Join(values, ",")))
		combinations = longer
	}
	d := base(facts...)
	for i, c := range combinations {
		outcome := rapid.SampledFrom([]string{"GRANTED", "DENIED", "TO_BE_AGREED"})
		if rapid.IntRange(0, 4).Draw(t, "hole") == 0 {
			d.Holes = append(d.Holes, catalog.HoleDraft{When: clauses(c), Message: text("ask")})
			continue
		}
		d.Rules = append(d.Rules, rule(fmt.Sprintf("r%d", i), c, outcome.Draw(t, "coaching"), outcome.Draw(t, "review")))
	}
	return build(t, d)
}

// partial gives facts one by one, in a drawn order: what is decided stays so, a fact is asked for only where it is
// missing and something hangs on it, and once all are given all is decided.
func partial(t *rapid.T) {
	c := drawPolicy(t)
	facts := map[catalog.FactID]catalog.FactValueID{}
	decided := map[catalog.ServiceID]catalog.Outcome{}
	order := rapid.Permutation(c.Facts).Draw(t, "order")
	for i := 0; ; i++ {
		e, err := support.Eligible(c, maps.Clone(facts))
		if err != nil {
			t.Fatal(err)
		}
		again, _ := support.Eligible(c, facts)
		if render(e) != render(again) {
			t.Fatal("same input, other answer")
		}
		open := 0
		for _, o := range e.Services {
			before, was := decided[o.Service.ID]
			if was && before != o.Outcome {
				t.Fatalf("%s was %s, now %s: %v", o.Service.ID, before, o.Outcome, facts)
			}
			if o.Outcome == catalog.NeedsFacts {
				open++
			} else {
				decided[o.Service.ID] = o.Outcome
			}
			if o.Explanation("fr") == "" || (len(o.Actions) == 0) != (o.Outcome == catalog.Denied) {
				t.Fatalf("%s %s: not explained, or no next action", o.Service.ID, o.Outcome)
			}
		}
		if (open > 0) != (len(e.Missing) > 0) {
			t.Fatalf("%d services need facts, %d facts are asked for", open, len(e.Missing))
		}
		for _, m := range e.Missing {
			if _, ok := facts[m.Fact.ID]; ok || len(m.Services) == 0 {
				t.Fatalf("%s is asked for nothing", m.Fact.ID)
			}
		}
		if i == len(order) {
			if open > 0 || (e.Rule() == nil) == (e.Hole() == nil) {
				t.Fatal("all facts are given, and not one rule or hole applies")
			}
			return
		}
		facts[order[i].ID] = rapid.SampledFrom(order[i].Values).Draw(t, "value").ID
	}
}

func TestPartialFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, partial)
}

func FuzzEligible(f *testing.F) { f.Fuzz(rapid.MakeFuzz(partial)) }
