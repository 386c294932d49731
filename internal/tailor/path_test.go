package tailor_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

func text(s string) catalog.Text { return catalog.Text{"en": s} }

// small returns a catalogue of two steps and two roles. A line is "resource step audience [key=value]": needs and topics
// are lists, helps names a question of the step.
func small(t rapid.TB, lines string) *catalog.Catalog {
	t.Helper()
	d := catalog.Draft{Languages: []catalog.Lang{"en"}, Title: text("t"), Topics: []catalog.NamedDraft{{ID: "t1", Title: text("t1")}, {ID: "t2", Title: text("t2")}}}
	for i, id := range []string{"dev", "ops"} {
		d.Roles = append(d.Roles, catalog.RoleDraft{ID: id, Position: int32(i + 1), Title: text(id), Description: text(id)})
	}
	for i, id := range []string{"one", "two"} {
		s := catalog.StepDraft{ID: id, Number: int32(i + 1), Title: text(id), MaturityQuestion: text(id)}
		for _, r := range d.Roles {
			s.Objectives = append(s.Objectives, catalog.ObjectiveDraft{Role: r.ID, Text: text(id + " " + r.ID)})
		}
		d.Steps = append(d.Steps, s)
	}
	helps := map[string][]catalog.HelpDraft{}
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		f := strings.Fields(line)
		r := catalog.ResourceDraft{
			ID: f[0], Title: text(f[0]), URL: "https://example.org/" + f[0], Kind: catalog.KindArticle,
			Access: catalog.Access{Network: catalog.NetworkInternet, Account: catalog.AccountNone, Cost: catalog.CostFree},
		}
		p := catalog.PlacementDraft{Step: f[1], Everyone: f[2] == "all", Position: int32(i + 1)}
		if !p.Everyone {
			p.Roles = strings.Split(f[2], ",")
		}
		r.Placements = []catalog.PlacementDraft{p}
		for _, o := range f[3:] {
			k, v, _ := strings.Cut(o, "=")
			switch k {
			case "needs":
				for id := range strings.SplitSeq(v, ",") {
					r.Requires = append(r.Requires, catalog.RequirementDraft{Resource: id, Basis: catalog.BasisStated})
				}
			case "topics":
				r.Topics = strings.Split(v, ",")
			case "min":
				if _, err := fmt.Sscan(v, &r.Minutes); err != nil {
					t.Fatal(err)
				}
			case "cost":
				r.Access.Cost = catalog.Cost(v)
			case "helps":
				helps[v] = append(helps[v], catalog.HelpDraft{TargetDraft: catalog.TargetDraft{Resource: f[0]}, Strength: catalog.StrengthDirect})
			default:
				t.Fatalf("unknown option %q", o)
			}
		}
		d.Resources = append(d.Resources, r)
	}
	sec := catalog.SectionDraft{ID: "s", Step: "one", Title: text("s")}
	for _, id := range []string{"q1", "q2"} {
		sec.Questions = append(sec.Questions, catalog.QuestionDraft{
			ID: id, Text: text(id), Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes, HelpedBy: helps[id],
		})
	}
	d.Sections = []catalog.SectionDraft{sec}
	c, problems := catalog.New(d)
	if c == nil {
		t.Fatalf("catalogue refused: %v", problems)
	}
	return c
}

// render writes a path as one line an item, "step resource STATE REASON…", then what is left out and the sittings.
func render(p tailor.LearningPath) string {
	var b strings.Builder
	for _, s := range p.Stages {
		for _, it := range s.Items {
			fmt.Fprintf(&b, "%d %s %s", s.Step.Number, it.Resource.ID, it.State)
			for _, r := range it.Reasons {
				fmt.Fprintf(&b, " %s", r.Kind)
			}
			for _, u := range it.Unmet {
				fmt.Fprintf(&b, " unmet:%s:%s", u.Requirement.Requires.ID, u.Causes[0])
			}
			b.WriteString("\n")
		}
	}
	for _, l := range p.LeftOut {
		fmt.Fprintf(&b, "out %s %v\n", l.Resource.ID, l.Causes)
	}
	for _, s := range p.Sittings {
		fmt.Fprintf(&b, "sitting %d", s.Minutes)
		for _, it := range s.Items {
			fmt.Fprintf(&b, " %s", it.Resource.ID)
		}
		b.WriteString("\n")
	}
	for _, it := range p.Untimed {
		fmt.Fprintf(&b, "untimed %s\n", it.Resource.ID)
	}
	return b.String()
}

func TestPath(t *testing.T) {
	t.Parallel()
	free := []catalog.Cost{catalog.CostFree}
	for name, test := range map[string]struct {
		lines string
		p     tailor.Profile
		want  string
	}{
		"everyone comes before roles, other roles are not there": {
			"a one dev\nb one all\nc one ops\nd two all",
			tailor.Profile{Roles: []catalog.RoleID{"dev"}},
			"1 b NEXT ESSENTIAL\n1 a TODO ROLE\n2 d TODO ESSENTIAL\n",
		},
		"what is required moves up, from another role and a later step too": {
			"a one all needs=b,c\nb one ops\nc two all",
			tailor.Profile{Roles: []catalog.RoleID{"dev"}},
			"1 b NEXT PREREQUISITE\n1 c TODO ESSENTIAL PREREQUISITE\n1 a TODO ESSENTIAL\n",
		},
		"catch-up comes from before the first step": {
			"a one all\nb two all needs=a",
			tailor.Profile{From: "two"},
			"2 a NEXT PREREQUISITE\n2 b TODO ESSENTIAL\n",
		},
		"what is done is not pulled in": {
			"a one all\nb two all needs=a",
			tailor.Profile{From: "two", Completed: []catalog.ResourceID{"a"}},
			"2 b NEXT ESSENTIAL\n",
		},
		"an excluded requirement is named": {
			"a one all cost=PAID\nb two all needs=a",
			tailor.Profile{From: "two", Costs: free},
			"2 b NEXT ESSENTIAL unmet:a:COST\n",
		},
		"an emptied cell gets a substitute, the one that shares most topics": {
			"a one all cost=PAID topics=t1,t2\nb two ops topics=t1\nc two ops topics=t1,t2",
			tailor.Profile{Roles: []catalog.RoleID{"dev"}, Costs: free},
			"1 c NEXT SUBSTITUTE\nout a [COST]\n",
		},
		"what is mastered is known, what is lacking is a gap": {
			"a one all helps=q1\nb one all helps=q2",
			tailor.Profile{Answers: []tailor.Answer{{Question: "q1", Value: catalog.AnswerYes}, {Question: "q2", Value: catalog.AnswerNo}}},
			"1 a KNOWN ESSENTIAL\n1 b NEXT ESSENTIAL GAP\n",
		},
		"sittings fit the week, essentials first": {
			"x one dev min=20\na one all min=20 needs=x\nb one all min=10\nc one all min=90\nd one all",
			tailor.Profile{MinutesPerWeek: 30},
			"1 x NEXT ROLE PREREQUISITE\n1 a TODO ESSENTIAL\n1 b TODO ESSENTIAL\n1 c TODO ESSENTIAL\n1 d TODO ESSENTIAL\n" +
				"sitting 20 x\nsitting 30 a b\nsitting 90 c\nuntimed d\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tailor.Path(small(t, test.lines), test.p)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, render(got)); diff != "" {
				t.Errorf("Path(%+v) mismatch (-want +got):\n%s", test.p, diff)
			}
		})
	}
}

func TestPathRefuses(t *testing.T) {
	t.Parallel()
	c := small(t, "a one all")
	for field, p := range map[string]tailor.Profile{
		"roles[0]":            {Roles: []catalog.RoleID{"dve"}},
		"from":                {From: "onne"},
		"to":                  {From: "two", To: "one"},
		"completed[0]":        {Completed: []catalog.ResourceID{"zz"}},
		"costs[0]":            {Costs: []catalog.Cost{"FREEE"}},
		"minutesPerWeek":      {MinutesPerWeek: -1},
		"answers[0].question": {Answers: []tailor.Answer{{Question: "q9", Value: catalog.AnswerNo}}},
	} {
		_, err := tailor.Path(c, p)
		var input *tailor.InputError
		if !errors.As(err, &input) || input.Field != field {
			t.Errorf("Path(%+v) error = %v, want one on %s", p, err, field)
		}
	}
	_, err := tailor.Path(c, tailor.Profile{Roles: []catalog.RoleID{"dve"}})
	if want := `roles[0]: no role "dve" (did you mean "dev"?)`; err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}

// check fails unless the path keeps what every path promises.
func check(t rapid.TB, c *catalog.Catalog, p tailor.Profile, path tailor.LearningPath) {
	t.Helper()
	at := map[*catalog.Resource]int32{}
	var next int
	for _, s := range path.Stages {
		for _, it := range s.Items {
			if at[it.Resource] != 0 {
				t.Fatalf("%s is twice in the path", it.Resource.ID)
			}
			at[it.Resource] = it.Position
			if it.State == tailor.Next {
				next++
			}
			if len(it.Reasons) == 0 {
				t.Fatalf("%s has no reason", it.Resource.ID)
			}
		}
	}
	if next > 1 || (next == 1) != (path.Next != nil) {
		t.Fatalf("%d items are next", next)
	}
	out := map[*catalog.Resource]bool{}
	for _, l := range path.LeftOut {
		if len(l.Causes) == 0 || at[l.Resource] != 0 {
			t.Fatalf("%s is left out without cause or is an item too", l.Resource.ID)
		}
		out[l.Resource] = true
	}
	for _, s := range path.Stages {
		for _, it := range s.Items {
			for _, q := range it.Resource.Requires {
				if at[q.Requires] > it.Position {
					t.Fatalf("%s comes before %s, which it requires", it.Resource.ID, q.Requires.ID)
				}
				unmet := slices.ContainsFunc(it.Unmet, func(u tailor.Unmet) bool { return u.Requirement == q && len(u.Causes) > 0 })
				if (it.State == tailor.Next || it.State == tailor.Todo) && at[q.Requires] == 0 && !unmet && !slices.Contains(p.Completed, q.Requires.ID) {
					t.Fatalf("%s lacks %s silently", it.Resource.ID, q.Requires.ID)
				}
			}
		}
	}
	for _, s := range c.Steps[path.From.Number-1 : path.To.Number] {
		for _, pl := range s.Placements {
			mine := pl.Everyone() || len(p.Roles) == 0 ||
				slices.ContainsFunc(pl.Roles, func(r *catalog.Role) bool { return slices.Contains(p.Roles, r.ID) })
			if mine && at[pl.Resource] == 0 && !out[pl.Resource] {
				t.Fatalf("%s disappeared", pl.Resource.ID)
			}
		}
	}
	for _, s := range path.Sittings {
		if s.Minutes > p.MinutesPerWeek && len(s.Items) != 1 {
			t.Fatalf("a sitting of %d minutes has %d items", s.Minutes, len(s.Items))
		}
	}
}

func drawCatalog(t *rapid.T) *catalog.Catalog {
	n := rapid.IntRange(1, 12).Draw(t, "resources")
	var b strings.Builder
	order := rapid.Permutation(seq(n)).Draw(t, "order")
	for i := range n {
		fmt.Fprintf(&b, "r%d %s %s", order[i], rapid.SampledFrom([]string{"one", "two"}).Draw(t, "step"),
			rapid.SampledFrom([]string{"all", "dev", "ops", "dev,ops"}).Draw(t, "audience"))
		if order[i] > 0 && rapid.Bool().Draw(t, "needs") {
			fmt.Fprintf(&b, " needs=r%d", rapid.IntRange(0, order[i]-1).Draw(t, "need"))
		}
		fmt.Fprintf(&b, " min=%d", rapid.IntRange(0, 60).Draw(t, "min"))
		fmt.Fprintf(&b, " cost=%s", rapid.SampledFrom(catalog.Costs()).Draw(t, "cost"))
		fmt.Fprintf(&b, " topics=%s", rapid.SampledFrom([]string{"t1", "t2", "t1,t2"}).Draw(t, "topics"))
		if q := rapid.SampledFrom([]string{"", "q1", "q2"}).Draw(t, "helps"); q != "" {
			b.WriteString(" helps=" + q)
		}
		b.WriteString("\n")
	}
	return small(t, b.String())
}

func seq(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func drawProfile(t *rapid.T) tailor.Profile {
	p := tailor.Profile{
		Roles:          rapid.SliceOfDistinct(rapid.SampledFrom([]catalog.RoleID{"dev", "ops"}), rapid.ID).Draw(t, "roles"),
		From:           rapid.SampledFrom([]catalog.StepID{"", "one", "two"}).Draw(t, "from"),
		Costs:          rapid.SliceOfDistinct(rapid.SampledFrom(catalog.Costs()), rapid.ID).Draw(t, "costs"),
		StrictAccess:   rapid.Bool().Draw(t, "strict"),
		MinutesPerWeek: rapid.Int32Range(0, 60).Draw(t, "week"),
	}
	if rapid.Bool().Draw(t, "answers") {
		p.Answers = []tailor.Answer{{Question: "q1", Value: rapid.SampledFrom(catalog.AnswerValues()).Draw(t, "q1")}}
	}
	if rapid.Bool().Draw(t, "done") {
		p.Completed = []catalog.ResourceID{"r0"}
	}
	return p
}

func must(t rapid.TB, c *catalog.Catalog, p tailor.Profile) tailor.LearningPath {
	t.Helper()
	path, err := tailor.Path(c, p)
	if err != nil {
		t.Fatalf("Path(%+v): %v", p, err)
	}
	return path
}

func gaps(path tailor.LearningPath) map[string]bool {
	all := map[string]bool{}
	for _, s := range path.Stages {
		for _, it := range s.Items {
			for _, r := range it.Reasons {
				if r.Kind == tailor.Gap {
					all[string(it.Resource.ID)+" "+string(r.Question.ID)] = true
				}
			}
		}
	}
	return all
}

func TestPathProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		c, p := drawCatalog(rt), drawProfile(rt)
		path := must(rt, c, p)
		check(rt, c, p, path)
		again := must(rt, c, p)
		if render(path) != render(again) || path.Fingerprint != again.Fingerprint {
			rt.Fatalf("same input, other path")
		}

		lax := p
		lax.Costs = nil
		wide := map[catalog.ResourceID]bool{}
		for _, s := range must(rt, c, lax).Stages {
			for _, it := range s.Items {
				wide[it.Resource.ID] = true
			}
		}
		for _, s := range path.Stages {
			for _, it := range s.Items {
				called := slices.ContainsFunc(it.Reasons, func(r tailor.Reason) bool { return r.Kind == tailor.Substitute })
				if !called && !wide[it.Resource.ID] {
					rt.Fatalf("lifting the cost removes %s", it.Resource.ID)
				}
			}
		}

		// without constraints no substitute comes and goes with what is useful
		before := gaps(must(rt, c, lax))
		lax.Answers = append(slices.Clone(lax.Answers), tailor.Answer{Question: "q2", Value: catalog.AnswerYes})
		for g := range gaps(must(rt, c, lax)) {
			if !before[g] {
				rt.Fatalf("a YES adds the gap %s", g)
			}
		}
	})
}
