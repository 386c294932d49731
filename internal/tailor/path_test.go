package tailor_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

func text(s string) catalog.Text { return catalog.Text{"en": s} }

// small returns a catalogue of two steps and two roles. A line is "resource step audience [key=value]": needs, topics,
// helps and hints (partial help) are lists. Questions q1 and q2 are of step one; of step two, q3 takes any answer, q4 applies only if q1 is
// answered YES, q5 is for teams that ask for support.
func small(t rapid.TB, lines string) *catalog.Catalog {
	t.Helper()
	d := catalog.Draft{Languages: []catalog.Lang{"en"}, Title: text("t"), Topics: []catalog.NamedDraft{{ID: "t1", Title: text("t1")}, {ID: "t2", Title: text("t2")}}}
	for i, id := range []string{"dev", "ops"} {
		d.Roles = append(d.Roles, catalog.RoleDraft{ID: id, Position: int32(i + 1), Title: text(id), Description: text(id)})
	}
	for i, id := range []string{"one", "two"} {
		s := catalog.StepDraft{ID: id, Number: int32(i + 1), Title: text(id), MaturityQuestion: text(id), Gate: &catalog.Gate{Score: 0.7, Coverage: 0.8}}
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
			case "net":
				r.Access.Network = catalog.Network(v)
			case "account":
				r.Access.Account = catalog.Account(v)
			case "lang":
				r.Languages = []catalog.Lang{catalog.Lang(v)}
			case "kind":
				r.Kind = catalog.Kind(v)
			case "helps", "hints":
				strength := map[string]catalog.Strength{"helps": catalog.StrengthDirect, "hints": catalog.StrengthPartial}[k]
				for id := range strings.SplitSeq(v, ",") {
					helps[id] = append(helps[id], catalog.HelpDraft{TargetDraft: catalog.TargetDraft{Resource: f[0]}, Strength: strength})
				}
			default:
				t.Fatalf("unknown option %q", o)
			}
		}
		d.Resources = append(d.Resources, r)
	}
	yes := true
	for step, questions := range map[string][]string{"one": {"q1", "q2"}, "two": {"q3", "q4", "q5"}} {
		sec := catalog.SectionDraft{ID: step, Step: step, Title: text(step)}
		for _, id := range questions {
			q := catalog.QuestionDraft{ID: id, Text: text(id), Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes, HelpedBy: helps[id]}
			switch id {
			case "q3":
				q.Expects = catalog.ExpectAnswered
			case "q4":
				q.OnlyIf = &catalog.ConditionDraft{Question: "q1", Answers: []catalog.AnswerValue{catalog.AnswerYes}}
			case "q5":
				q.SupportOnly = &yes
			}
			sec.Questions = append(sec.Questions, q)
		}
		d.Sections = append(d.Sections, sec)
	}
	slices.SortFunc(d.Sections, func(a, b catalog.SectionDraft) int { return strings.Compare(a.ID, b.ID) })
	d.Removed = []catalog.RemovedDraft{{Type: catalog.TypeResource, ID: "gone"}}
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
		"what is done and was removed since counts for nothing": {
			"a one all",
			tailor.Profile{Completed: []catalog.ResourceID{"gone"}},
			"1 a NEXT ESSENTIAL\n",
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
			tailor.Profile{Answers: []assess.Answer{{Question: "q1", Value: catalog.AnswerYes}, {Question: "q2", Value: catalog.AnswerNo}}},
			"1 a KNOWN ESSENTIAL\n1 b NEXT ESSENTIAL GAP\n",
		},
		"an answer that is expected of any kind is no gap, and says nothing of what is mastered": {
			"a one all helps=q3\nb one all helps=q1,q3",
			tailor.Profile{From: "one", Answers: []assess.Answer{{Question: "q3", Value: catalog.AnswerNo}, {Question: "q1", Value: catalog.AnswerYes}}},
			"1 a NEXT ESSENTIAL\n1 b KNOWN ESSENTIAL\n",
		},
		"partial help says nothing of what is mastered, direct help does": {
			"a one all hints=q1\nb one all helps=q1 hints=q2\nc one all hints=q4",
			tailor.Profile{From: "one", Answers: []assess.Answer{
				{Question: "q1", Value: catalog.AnswerYes}, {Question: "q2", Value: catalog.AnswerYes}, {Question: "q4", Value: catalog.AnswerNo},
			}},
			"1 a NEXT ESSENTIAL\n1 b KNOWN ESSENTIAL\n1 c TODO ESSENTIAL GAP\n",
		},
		"a question that does not concern the team is no gap, and keeps nothing from being known": {
			"a one all helps=q4,q2\nb one all helps=q5",
			tailor.Profile{From: "one", Answers: []assess.Answer{
				{Question: "q1", Value: catalog.AnswerNo},
				{Question: "q4", Value: catalog.AnswerNo},
				{Question: "q2", Value: catalog.AnswerYes},
				{Question: "q5", Value: catalog.AnswerNo},
			}},
			"1 a KNOWN ESSENTIAL\n1 b NEXT ESSENTIAL\n",
		},
		"the path starts where the team stands": {
			"a one all\nb two all",
			tailor.Profile{Answers: []assess.Answer{{Question: "q1", Value: catalog.AnswerYes}, {Question: "q2", Value: catalog.AnswerYes}}},
			"2 b NEXT ESSENTIAL\n",
		},
		"the path starts at its last step for a team that stands after it": {
			"a one all\nb two all",
			tailor.Profile{To: "one", Answers: []assess.Answer{{Question: "q1", Value: catalog.AnswerYes}, {Question: "q2", Value: catalog.AnswerYes}}},
			"1 a NEXT ESSENTIAL\n",
		},
		"the path starts at the last step for a team that has passed all": {
			"a one all\nb two all",
			tailor.Profile{Answers: []assess.Answer{
				{Question: "q1", Value: catalog.AnswerYes},
				{Question: "q2", Value: catalog.AnswerYes},
				{Question: "q3", Value: catalog.AnswerNo},
				{Question: "q4", Value: catalog.AnswerYes},
			}},
			"2 b NEXT ESSENTIAL\n",
		},
		"a starting step that is given counts, whatever the answers": {
			"a one all\nb two all",
			tailor.Profile{From: "two", Answers: []assess.Answer{{Question: "q1", Value: catalog.AnswerNo}}},
			"2 b NEXT ESSENTIAL\n",
		},
		"a substitute says only whom it stands for": {
			"a one all cost=PAID topics=t1\nb two ops topics=t1 helps=q1",
			tailor.Profile{Roles: []catalog.RoleID{"dev"}, Costs: free, Answers: []assess.Answer{{Question: "q1", Value: catalog.AnswerNo}}},
			"1 b NEXT SUBSTITUTE\nout a [COST]\n",
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
		"answers[0].question": {Answers: []assess.Answer{{Question: "q9", Value: catalog.AnswerNo}}},
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

// TestUnreachableIsLeftOut marks a link as those who serve the catalogue do: the resource nearest to it takes its place.
func TestUnreachableIsLeftOut(t *testing.T) {
	t.Parallel()
	c := small(t, "a one dev topics=t1\nb two dev topics=t1\nc one ops topics=t1")
	c.Resource("a").Unreachable = true
	path := must(t, c, tailor.Profile{Roles: []catalog.RoleID{"dev"}, To: "one"})
	out := path.LeftOut
	if len(out) != 1 || out[0].Resource.ID != "a" || !slices.Equal(out[0].Causes, []tailor.Cause{tailor.CauseUnreachable}) || out[0].Substitute == nil || out[0].Substitute.ID != "c" {
		t.Fatalf("left out: %+v", out)
	}
	if got, want := out[0].Explanation("en"), "Left out: its link does not open from the network of this site. In its place: “c”."; got != want {
		t.Errorf("explanation = %q, want %q", got, want)
	}
	if got, want := path.Stages[0].Items[0].Explanation("fr"), "Remplace « a », laissée de côté : son lien ne s’ouvre pas depuis le réseau de ce site."; !strings.Contains(strings.ReplaceAll(got, "\u00a0", " "), want) {
		t.Errorf("explanation = %q, want %q", got, want)
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
			if len(it.Reasons) == 0 || it.Explanation("fr") == "" || it.Explanation("en") == "" {
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
		fmt.Fprintf(&b, " account=%s", rapid.SampledFrom(catalog.Accounts()).Draw(t, "account"))
		fmt.Fprintf(&b, " net=%s", rapid.SampledFrom(catalog.Networks()).Draw(t, "net"))
		fmt.Fprintf(&b, " kind=%s", rapid.SampledFrom(catalog.Kinds()[:3]).Draw(t, "kind"))
		fmt.Fprintf(&b, " topics=%s", rapid.SampledFrom([]string{"t1", "t2", "t1,t2"}).Draw(t, "topics"))
		if l := rapid.SampledFrom([]string{"", "fr", "en"}).Draw(t, "lang"); l != "" {
			b.WriteString(" lang=" + l)
		}
		if q := rapid.SampledFrom([]string{"", "q1", "q2", "q3", "q4", "q5", "q1,q2", "q2,q3,q4"}).Draw(t, "helps"); q != "" {
			b.WriteString(" helps=" + q)
		}
		if q := rapid.SampledFrom([]string{"", "", "q1", "q4"}).Draw(t, "hints"); q != "" {
			b.WriteString(" hints=" + q)
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

// told writes all that a path says.
func told(p tailor.LearningPath) string {
	var b strings.Builder
	b.WriteString(render(p) + p.Fingerprint + "\n" + p.Assessment.Explanation("fr") + "\n")
	for _, s := range p.Stages {
		fmt.Fprintf(&b, "%s %+v\n", s.Step.ID, s.Duration)
		for _, it := range s.Items {
			fmt.Fprintf(&b, "%d %s\n", it.Position, it.Explanation("fr"))
		}
	}
	for _, l := range p.LeftOut {
		b.WriteString(l.Explanation("fr") + "\n")
	}
	for _, it := range p.StartHere {
		b.WriteString(string(it.Resource.ID) + "\n")
	}
	return b.String()
}

// some draws nothing as often as some of values.
func some[T comparable](t *rapid.T, label string, values []T) []T {
	if rapid.Bool().Draw(t, "any "+label) {
		return nil
	}
	return rapid.SliceOfNDistinct(rapid.SampledFrom(values), 1, -1, rapid.ID).Draw(t, label)
}

func drawProfile(t *rapid.T) tailor.Profile {
	p := tailor.Profile{
		Roles:          some(t, "roles", []catalog.RoleID{"dev", "ops"}),
		From:           rapid.SampledFrom([]catalog.StepID{"", "", "one", "two"}).Draw(t, "from"),
		Costs:          some(t, "costs", catalog.Costs()),
		Networks:       some(t, "networks", catalog.Networks()),
		Accounts:       some(t, "accounts", catalog.Accounts()),
		Kinds:          some(t, "kinds", catalog.Kinds()[:3]),
		Languages:      some(t, "languages", []catalog.Lang{"fr", "en"}),
		StrictAccess:   rapid.Bool().Draw(t, "strict"),
		AsksSupport:    rapid.Bool().Draw(t, "support"),
		MinutesPerWeek: rapid.Int32Range(0, 60).Draw(t, "week"),
	}
	if p.From != "two" {
		p.To = rapid.SampledFrom([]catalog.StepID{"", "", "one"}).Draw(t, "to")
	}
	for _, q := range []catalog.QuestionID{"q1", "q2", "q3", "q4", "q5"} {
		if rapid.Bool().Draw(t, "answered") {
			p.Answers = append(p.Answers, assess.Answer{Question: q, Value: rapid.SampledFrom(catalog.AnswerValues()).Draw(t, string(q))})
		}
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

// properties draws a catalogue and a profile, and fails unless their path keeps what every path promises, alone and
// beside the paths of profiles that are less constrained or have one answer more.
func properties(t *rapid.T) {
	c, p := drawCatalog(t), drawProfile(t)
	path := must(t, c, p)
	check(t, c, p, path)
	again := must(t, c, p)
	if told(path) != told(again) {
		t.Fatalf("same input, other path")
	}
	lift(t, c, p, path)
	moreYes(t, c, p, path)
}

// lift lifts each constraint alone: no item disappears but what was nothing but a substitute, and nothing more is left out.
func lift(t *rapid.T, c *catalog.Catalog, p tailor.Profile, path tailor.LearningPath) {
	for name, free := range map[string]func(*tailor.Profile){
		"costs":     func(p *tailor.Profile) { p.Costs = nil },
		"networks":  func(p *tailor.Profile) { p.Networks = nil },
		"accounts":  func(p *tailor.Profile) { p.Accounts = nil },
		"kinds":     func(p *tailor.Profile) { p.Kinds = nil },
		"languages": func(p *tailor.Profile) { p.Languages = nil },
		"strict":    func(p *tailor.Profile) { p.StrictAccess = false },
	} {
		lax := p
		free(&lax)
		wider := must(t, c, lax)
		wide := map[*catalog.Resource]bool{}
		for _, s := range wider.Stages {
			for _, it := range s.Items {
				wide[it.Resource] = true
			}
		}
		for _, s := range path.Stages {
			for _, it := range s.Items {
				if wide[it.Resource] {
					continue
				}
				for _, r := range it.Reasons {
					if r.Kind != tailor.Substitute {
						t.Fatalf("lifting %s removes %s, which is there for %s too", name, it.Resource.ID, r.Kind)
					}
				}
			}
		}
		for _, l := range wider.LeftOut {
			if !slices.ContainsFunc(path.LeftOut, func(o *tailor.LeftOut) bool { return o.Resource == l.Resource }) {
				t.Fatalf("lifting %s leaves %s out", name, l.Resource.ID)
			}
		}
	}
}

// moreYes answers YES where nothing was answered or the answer was not known: no item gets a gap that it had not.
func moreYes(t *rapid.T, c *catalog.Catalog, p tailor.Profile, path tailor.LearningPath) {
	before := gaps(path)
	for _, q := range c.Questions {
		if v := path.Assessment.Of(q).Value; v != "" && v != catalog.AnswerUnknown {
			continue
		}
		more := p
		more.Answers = []assess.Answer{{Question: q.ID, Value: catalog.AnswerYes}}
		for _, a := range p.Answers {
			if a.Question != q.ID {
				more.Answers = append(more.Answers, a)
			}
		}
		for g := range gaps(must(t, c, more)) {
			if !before[g] {
				t.Fatalf("%s=YES adds the gap %s", q.ID, g)
			}
		}
	}
}

func TestPathProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, properties)
}
