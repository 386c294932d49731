package assess_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func text(s string) catalog.Text { return catalog.Text{"en": s} }

// small returns a catalogue of the steps one, two and three, whose gates ask for 0.7 and 0.8, and of the roles dev and
// ops. Each line is a question, "id step [option]": blocking, support, evidence, action, any (expects any answer),
// if=question:VALUE,VALUE, days=n, weight=n, help=resource,… (resources that all stand at the question's step for dev).
func small(t rapid.TB, lines string) *catalog.Catalog {
	t.Helper()
	return draft(t, lines, catalog.Gate{Score: 0.7, Coverage: 0.8})
}

func draft(t rapid.TB, lines string, gate catalog.Gate) *catalog.Catalog {
	t.Helper()
	c, problems := catalog.New(written(t, lines, gate))
	if c == nil {
		t.Fatalf("catalogue refused: %v\n%s", problems, lines)
	}
	return c
}

func written(t rapid.TB, lines string, gate catalog.Gate) catalog.Draft {
	t.Helper()
	d := catalog.Draft{Languages: []catalog.Lang{"en"}, Title: text("t")}
	for i, id := range []string{"dev", "ops"} {
		d.Roles = append(d.Roles, catalog.RoleDraft{ID: id, Position: int32(i + 1), Title: text(id), Description: text(id)})
	}
	for i, id := range []string{"one", "two", "three"} {
		s := catalog.StepDraft{ID: id, Number: int32(i + 1), Title: text(id), MaturityQuestion: text(id), Gate: &gate}
		for _, r := range d.Roles {
			s.Objectives = append(s.Objectives, catalog.ObjectiveDraft{Role: r.ID, Text: text(id + " " + r.ID)})
		}
		d.Steps = append(d.Steps, s)
		d.Services = append(d.Services, catalog.ServiceDraft{ID: "help-" + id, Title: text(id), Description: text(id), Steps: []string{id}})
	}
	d.Rules = []catalog.RuleDraft{{ID: "all", Title: text("all"), When: map[string][]string{}}}
	resources := map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		q := catalog.QuestionDraft{ID: f[0], Text: text(f[0] + "?"), Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes}
		yes := true
		for _, o := range f[2:] {
			k, v, _ := strings.Cut(o, "=")
			switch k {
			case "blocking":
				q.Blocking = &yes
			case "support":
				q.SupportOnly = &yes
			case "evidence":
				q.Kind = catalog.QuestionEvidence
			case "action":
				q.Kind = catalog.QuestionAction
			case "any":
				q.Expects = catalog.ExpectAnswered
			case "if":
				id, values, _ := strings.Cut(v, ":")
				q.OnlyIf = &catalog.ConditionDraft{Question: id}
				for value := range strings.SplitSeq(values, ",") {
					q.OnlyIf.Answers = append(q.OnlyIf.Answers, catalog.AnswerValue(value))
				}
			case "days":
				if _, err := fmt.Sscan(v, &q.ValidDays); err != nil {
					t.Fatal(err)
				}
			case "weight":
				if _, err := fmt.Sscan(v, &q.Weight); err != nil {
					t.Fatal(err)
				}
			case "help":
				for id := range strings.SplitSeq(v, ",") {
					q.HelpedBy = append(q.HelpedBy, catalog.HelpDraft{TargetDraft: catalog.TargetDraft{Resource: id}, Strength: catalog.StrengthDirect})
					if resources[id] {
						continue
					}
					resources[id] = true
					d.Resources = append(d.Resources, catalog.ResourceDraft{
						ID: id, Title: text(id), URL: "https://example.org/" + id, Kind: catalog.KindArticle,
						Access:     catalog.Access{Network: catalog.NetworkInternet, Account: catalog.AccountNone, Cost: catalog.CostFree},
						Placements: []catalog.PlacementDraft{{Step: f[1], Roles: []string{"dev"}, Position: 1}},
					})
				}
			default:
				t.Fatalf("unknown option %q", o)
			}
		}
		i := len(d.Sections) - 1
		if i < 0 || d.Sections[i].Step != f[1] {
			d.Sections = append(d.Sections, catalog.SectionDraft{ID: fmt.Sprintf("s%d", i+1), Step: f[1], Title: text(f[1])})
			i++
		}
		d.Sections[i].Questions = append(d.Sections[i].Questions, q)
	}
	return d
}

// answers reads "question=VALUE question=VALUE@2026-01-31".
func answers(t rapid.TB, s string) []assess.Answer {
	t.Helper()
	var all []assess.Answer
	for f := range strings.FieldsSeq(s) {
		id, v, _ := strings.Cut(f, "=")
		v, day, dated := strings.Cut(v, "@")
		a := assess.Answer{Question: catalog.QuestionID(id), Value: catalog.AnswerValue(v)}
		if dated {
			on, err := time.Parse(time.DateOnly, day)
			if err != nil {
				t.Fatal(err)
			}
			a.AnsweredOn = on
		}
		all = append(all, a)
	}
	return all
}

func ids(questions []*catalog.Question) string {
	var all []string
	for _, q := range questions {
		all = append(all, string(q.ID))
	}
	return strings.Join(all, ",")
}

// render writes a line for each step that has questions, one for what else there is to say, and where the team stands.
func render(a assess.Assessment) string {
	var b strings.Builder
	for _, s := range a.Steps {
		if len(s.Step.Sections) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s %s %s %.2f on %d of %d", s.Step.ID, s.State, s.Gate, s.Score, s.Answered, s.Questions)
		if len(s.BlockedBy) > 0 {
			fmt.Fprintf(&b, " blocked:%s", ids(s.BlockedBy))
		}
		if len(s.WaitsFor) > 0 {
			fmt.Fprintf(&b, " waits:%s", ids(s.WaitsFor))
		}
		if len(s.Undetermined) > 0 {
			fmt.Fprintf(&b, " perhaps:%s", ids(s.Undetermined))
		}
		b.WriteString("\n")
	}
	for _, g := range a.Gaps {
		fmt.Fprintf(&b, "gap %s %s\n", g.Question.ID, g.Value)
	}
	for _, o := range a.Outside {
		fmt.Fprintf(&b, "out %s %s %s\n", o.Question.ID, o.Cause, o.Given)
	}
	for _, e := range a.Expired {
		fmt.Fprintf(&b, "expired %s %s %s\n", e.Question.ID, e.Value, e.ValidUntil.Format(time.DateOnly))
	}
	return b.String()
}

func TestScore(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lines, answers string
		support        bool
		asOf           string
		want           string
	}{
		"nothing answered leaves every gate open": {
			lines: "a one\nb two",
			want:  "one CURRENT OPEN 0.00 on 0 of 1\ntwo AHEAD OPEN 0.00 on 0 of 1\n",
		},
		"a passed step is behind": {
			lines: "a one\nb two", answers: "a=YES",
			want: "one BEHIND PASSED 1.00 on 1 of 1\ntwo CURRENT OPEN 0.00 on 0 of 1\n",
		},
		"a later step that is passed stays ahead": {
			lines: "a one\nb two", answers: "b=YES",
			want: "one CURRENT OPEN 0.00 on 0 of 1\ntwo AHEAD PASSED 1.00 on 1 of 1\n",
		},
		"the score is weighted, partly counts half": {
			lines: "a one weight=3\nb one", answers: "a=YES b=PARTLY",
			want: "one BEHIND PASSED 0.88 on 2 of 2\ngap b PARTLY\n",
		},
		"a score that is short blocks": {
			lines: "a one\nb one", answers: "a=YES b=NO",
			want: "one CURRENT BLOCKED 0.50 on 2 of 2\ngap b NO\n",
		},
		"coverage that is short keeps the gate open, whatever the score": {
			lines: "a one\nb one\nc one", answers: "a=YES b=NO",
			want: "one CURRENT OPEN 0.50 on 2 of 3\ngap b NO\n",
		},
		"a blocking answer blocks a good score": {
			lines: "a one blocking\nb one\nc one\nd one\ne one", answers: "a=NO b=YES c=YES d=YES e=YES",
			want: "one CURRENT BLOCKED 0.80 on 5 of 5 blocked:a\ngap a NO\n",
		},
		"a blocking question without an answer keeps the gate open": {
			lines: "a one blocking\nb one\nc one\nd one\ne one", answers: "b=YES c=YES d=YES e=YES",
			want: "one CURRENT OPEN 1.00 on 4 of 5 waits:a\n",
		},
		"not known is not answered": {
			lines: "a one\nb one", answers: "a=YES b=UNKNOWN",
			want: "one CURRENT OPEN 1.00 on 1 of 2\ngap b UNKNOWN\n",
		},
		"not applicable takes a question out, a blocking one too": {
			lines: "a one\nb one blocking", answers: "a=YES b=NOT_APPLICABLE",
			want: "one BEHIND PASSED 1.00 on 1 of 1\nout b NOT_APPLICABLE \n",
		},
		"a step of which nothing applies is never passed": {
			lines: "a one", answers: "a=NOT_APPLICABLE",
			want: "one CURRENT OPEN 0.00 on 0 of 0\nout a NOT_APPLICABLE \n",
		},
		"where no answer is wrong, each is worth a point": {
			lines: "a one any blocking\nb one any", answers: "a=NO b=PARTLY",
			want: "one BEHIND PASSED 1.00 on 2 of 2\n",
		},
		"evidence is documented or not, actions are done or not": {
			lines: "a one evidence any\nb one action", answers: "a=PARTLY b=PARTLY",
			want: "one CURRENT BLOCKED 0.00 on 2 of 2\ngap a PARTLY\ngap b PARTLY\n",
		},
		"a support question counts for a team that asks": {
			lines: "a one\nb one support", answers: "a=YES", support: true,
			want: "one CURRENT OPEN 1.00 on 1 of 2\n",
		},
		"a support question counts for no other team": {
			lines: "a one\nb one support", answers: "a=YES b=NO",
			want: "one BEHIND PASSED 1.00 on 1 of 1\nout b SUPPORT_ONLY \n",
		},
		"a condition met lets a question in": {
			lines: "a one\nb one if=a:YES,PARTLY", answers: "a=YES",
			want: "one CURRENT OPEN 1.00 on 1 of 2\n",
		},
		"a condition not met keeps it out, and what depends on it": {
			lines: "a one\nb one if=a:NO\nc one if=b:YES", answers: "a=YES b=YES c=NO",
			want: "one BEHIND PASSED 1.00 on 1 of 1\nout b CONDITION YES\nout c CONDITION \n",
		},
		"a condition may wait for NOT_APPLICABLE": {
			lines: "a one\nb one if=a:NOT_APPLICABLE", answers: "a=NOT_APPLICABLE b=YES",
			want: "one BEHIND PASSED 1.00 on 1 of 1\nout a NOT_APPLICABLE \n",
		},
		"an open condition keeps a blocking question's gate open": {
			lines: "a one\nb two\nc two blocking if=a:YES", answers: "b=YES",
			want: "one CURRENT OPEN 0.00 on 0 of 1\ntwo AHEAD OPEN 1.00 on 1 of 2 waits:c perhaps:c\n",
		},
		"a gate is passed only whichever way a condition turns out": {
			lines: "a one\nb two\nc two weight=9 if=a:NO", answers: "b=PARTLY c=YES",
			want: "one CURRENT OPEN 0.00 on 0 of 1\ntwo AHEAD OPEN 0.95 on 2 of 2 perhaps:c\ngap b PARTLY\n",
		},
		"a wrong answer to a blocking question that may not apply leaves the gate open": {
			lines: "a one\nb two weight=9\nc two blocking if=a:YES", answers: "b=YES c=NO",
			want: "one CURRENT OPEN 0.00 on 0 of 1\ntwo AHEAD OPEN 0.90 on 2 of 2 perhaps:c\ngap c NO\n",
		},
		"coverage has to do without a question that may not apply": {
			lines: "a one\nb two\nc two\nd two\ne two\nf two if=a:YES", answers: "b=YES c=YES d=YES f=YES",
			want: "one CURRENT OPEN 0.00 on 0 of 1\ntwo AHEAD OPEN 1.00 on 4 of 5 perhaps:f\n",
		},
		"an expired answer is not known": {
			lines: "a one days=10", answers: "a=YES@2026-01-01", asOf: "2026-01-12",
			want: "one CURRENT OPEN 0.00 on 0 of 1\ngap a UNKNOWN\nexpired a YES 2026-01-11\n",
		},
		"an answer holds on its last day": {
			lines: "a one days=10", answers: "a=YES@2026-01-01", asOf: "2026-01-11",
			want: "one BEHIND PASSED 1.00 on 1 of 1\n",
		},
		"the latest of equal answers counts": {
			lines: "a one days=10", answers: "a=YES@2026-01-05 a=YES@2026-01-01", asOf: "2026-01-12",
			want: "one BEHIND PASSED 1.00 on 1 of 1\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := assess.Input{Answers: answers(t, test.answers), AsksSupport: test.support}
			if test.asOf != "" {
				in.AsOf = answers(t, "x=YES@"+test.asOf)[0].AnsweredOn
			}
			got, err := assess.Score(small(t, test.lines), in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, render(got)); diff != "" {
				t.Errorf("Score(%s) mismatch (-want +got):\n%s", test.answers, diff)
			}
		})
	}
}

// TestRemovedQuestions has answers that a portal kept: to a question that another took the place of, and to one that is
// gone.
func TestRemovedQuestions(t *testing.T) {
	t.Parallel()
	d := written(t, "a one\nb one", catalog.Gate{Score: 0.7, Coverage: 0.8})
	d.Removed = []catalog.RemovedDraft{
		{Type: catalog.TypeQuestion, ID: "old", Successor: "a"}, {Type: catalog.TypeQuestion, ID: "gone"},
	}
	c, problems := catalog.New(d)
	if c == nil {
		t.Fatal(problems)
	}
	a, err := assess.Score(c, assess.Input{Answers: answers(t, "old=YES gone=NO")})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := render(a), "one CURRENT OPEN 1.00 on 1 of 2\n"; got != want {
		t.Errorf("Score = %s, want %s", got, want)
	}
	_, err = assess.Score(c, assess.Input{Answers: answers(t, "old=YES a=NO")})
	if want := `answers[1]: question "a" answered twice, YES and NO`; err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}

func TestScoreRefuses(t *testing.T) {
	t.Parallel()
	c := small(t, "alpha one\nbeta one")
	for _, test := range []struct {
		in   assess.Input
		want string
	}{
		{assess.Input{Answers: answers(t, "alpha=YES alhpa=NO")}, `answers[1].question: no question "alhpa" (did you mean "alpha"?)`},
		{assess.Input{Answers: answers(t, "alpha=YESS")}, `answers[0].value: no answer "YESS" (did you mean "YES"?)`},
		{assess.Input{Answers: answers(t, "alpha=YES beta=NO alpha=NO")}, `answers[2]: question "alpha" answered twice, YES and NO`},
		{assess.Input{Roles: []catalog.RoleID{"dve"}}, `roles[0]: no role "dve" (did you mean "dev"?)`},
	} {
		_, err := assess.Score(c, test.in)
		var input *assess.InputError
		if !errors.As(err, &input) || err.Error() != test.want {
			t.Errorf("Score error = %v, want %s", err, test.want)
		}
		if _, next := assess.NextQuestions(c, test.in, 1); next == nil || next.Error() != test.want {
			t.Errorf("NextQuestions error = %v, want %s", next, test.want)
		}
	}
}

func TestExplanation(t *testing.T) {
	t.Parallel()
	lines := "a one blocking\nb one\nc one\nd one\ne one\nf two\ng two if=f:YES\nh two if=g:YES"
	for given, want := range map[string][2]string{
		"": {
			"L’équipe en est à l’étape 1, « one ». Aucune des 5 questions de cette étape n’a encore de réponse.",
			"The team stands at step 1, “one”. None of the 5 questions of this step has an answer yet.",
		},
		"b=YES c=YES d=YES e=YES": {
			"L’équipe en est à l’étape 1, « one ». Score de 100 % sur 4 des 5 questions. Une question bloquante attend sa réponse : « a? ».",
			"The team stands at step 1, “one”. Scored 100% on 4 of 5 questions. A blocking question waits for its answer: “a?”.",
		},
		"a=NO b=PARTLY": {
			"L’équipe en est à l’étape 1, « one ». Score de 25 % sur 2 des 5 questions. Il faut au moins 4 réponses pour conclure. L’étape est bloquée par : « a? ».",
			"The team stands at step 1, “one”. Scored 25% on 2 of 5 questions. At least 4 answers are needed to conclude. The step is blocked by: “a?”.",
		},
		"a=YES b=YES c=NO d=NO e=YES": {
			"L’équipe en est à l’étape 1, « one ». Score de 60 % sur 5 des 5 questions. Le score doit atteindre 70 %.",
			"The team stands at step 1, “one”. Scored 60% on 5 of 5 questions. The score must reach 70%.",
		},
		"a=YES b=YES c=YES d=YES f=YES g=YES h=YES": {
			"L’équipe en est à l’étape 3, « three ». Cette étape ne pose pas de question : des réponses ne peuvent pas la faire franchir.",
			"The team stands at step 3, “three”. This step asks no question: answers cannot take a team past it.",
		},
		"a=YES b=YES c=YES d=YES g=YES h=YES": {
			"L’équipe en est à l’étape 2, « two ». Score de 100 % sur 2 des 3 questions. Il faut au moins 3 réponses pour conclure.",
			"The team stands at step 2, “two”. Scored 100% on 2 of 3 questions. At least 3 answers are needed to conclude.",
		},
	} {
		a, err := assess.Score(small(t, lines), assess.Input{Answers: answers(t, given)})
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Explanation("fr"); got != want[0] {
			t.Errorf("Explanation(fr) of %q\ngot  %s\nwant %s", given, got, want[0])
		}
		if got := a.Explanation("en"); got != want[1] {
			t.Errorf("Explanation(en) of %q\ngot  %s\nwant %s", given, got, want[1])
		}
	}
	all, err := assess.Score(small(t, "a one\nb two\nc three"), assess.Input{Answers: answers(t, "a=YES b=YES c=YES")})
	if err != nil || all.Stands != nil || all.Explanation("fr") != "L’équipe a franchi toutes les étapes." {
		t.Errorf("all passed: stands at %v, %s, %v", all.Stands, all.Explanation("fr"), err)
	}
}

// next writes the questions to ask, each with what hangs on it.
func next(t rapid.TB, c *catalog.Catalog, in assess.Input, first int) string {
	t.Helper()
	all, err := assess.NextQuestions(c, in, first)
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(all))
	for i, n := range all {
		words := []string{string(n.Question.ID)}
		for _, r := range n.Resources {
			words = append(words, string(r.ID))
		}
		for _, s := range n.Gates {
			words = append(words, "gate:"+string(s.ID))
		}
		for _, s := range n.Services {
			words = append(words, string(s.ID))
		}
		if len(n.Questions) > 0 {
			words = append(words, "then:"+ids(n.Questions))
		}
		lines[i] = strings.Join(words, " ")
	}
	return strings.Join(lines, "\n")
}

func TestNextQuestions(t *testing.T) {
	t.Parallel()
	lines := "a one help=x\nb one blocking help=y\nc one help=x,y,z if=a:YES\nd two help=z,y"
	for name, test := range map[string]struct {
		in   assess.Input
		want string
	}{
		"most at stake first, then blocking, then the catalogue's order": {
			assess.Input{}, "a x gate:one then:c\nd z y gate:two\nb y gate:one",
		},
		"what another role needs does not count": {
			assess.Input{Roles: []catalog.RoleID{"ops"}}, "a gate:one then:c\nb gate:one\nd gate:two",
		},
		"a question comes once its condition is met": {
			assess.Input{Answers: answers(t, "a=YES b=YES")}, "c x y z gate:one\nd z y gate:two",
		},
		"a gate that is blocked for good is no longer at stake": {
			assess.Input{Answers: answers(t, "a=NO b=NO")}, "d z y gate:two",
		},
		"what a team does not know comes last": {
			assess.Input{Answers: answers(t, "a=UNKNOWN")}, "d z y gate:two\nb y gate:one\na x gate:one then:c",
		},
		"nothing is left to change": {
			assess.Input{Answers: answers(t, "a=YES b=YES c=YES d=NO")}, "",
		},
		"a team that asks for support hears which service hangs on the gate": {
			assess.Input{AsksSupport: true, Answers: answers(t, "a=NO b=YES")}, "d z y gate:two help-two",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, next(t, small(t, lines), test.in, 9)); diff != "" {
				t.Errorf("NextQuestions mismatch (-want +got):\n%s", diff)
			}
		})
	}
	c := small(t, lines)
	if got := next(t, c, assess.Input{}, 1); got != "a x gate:one then:c" {
		t.Errorf("the first question = %s", got)
	}
	if got := next(t, c, assess.Input{}, -1); got != "" {
		t.Errorf("less than no question = %s", got)
	}
}

// drawCatalog draws a catalogue of up to nine questions with conditions, weights, thresholds and kinds.
func drawCatalog(t *rapid.T) *catalog.Catalog {
	var lines strings.Builder
	for i := range rapid.IntRange(0, 9).Draw(t, "questions") {
		fmt.Fprintf(&lines, "q%d %s weight=%d days=%d", i, []string{"one", "two", "three"}[min(i/3, 2)],
			rapid.IntRange(1, 5).Draw(t, "weight"), rapid.SampledFrom([]int{0, 10}).Draw(t, "days"))
		for _, o := range []string{"blocking", "support", "evidence", "any", "help=x", "help=y"} {
			if rapid.IntRange(0, 3).Draw(t, o) == 0 {
				lines.WriteString(" " + o)
			}
		}
		if i > 0 && rapid.Bool().Draw(t, "conditional") {
			values := rapid.SliceOfNDistinct(rapid.SampledFrom(catalog.AnswerValues()), 1, 3, rapid.ID).Draw(t, "values")
			written := make([]string, len(values))
			for j, v := range values {
				written[j] = string(v)
			}
			fmt.Fprintf(&lines, " if=q%d:%s", rapid.IntRange(0, i-1).Draw(t, "if"), strings.Join(written, ","))
		}
		lines.WriteString("\n")
	}
	threshold := rapid.SampledFrom([]float64{0, 0.3, 0.5, 0.7, 0.8, 1})
	return draft(t, lines.String(), catalog.Gate{Score: threshold.Draw(t, "score"), Coverage: threshold.Draw(t, "coverage")})
}

func drawInput(t *rapid.T, c *catalog.Catalog) assess.Input {
	day := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	in := assess.Input{AsksSupport: rapid.Bool().Draw(t, "support"), AsOf: day}
	for _, q := range c.Questions {
		if rapid.IntRange(0, 3).Draw(t, "answered") > 0 {
			in.Answers = append(in.Answers, assess.Answer{
				Question: q.ID, Value: rapid.SampledFrom(catalog.AnswerValues()).Draw(t, string(q.ID)),
				AnsweredOn: day.AddDate(0, 0, -rapid.IntRange(0, 12).Draw(t, "age")),
			})
		}
	}
	return in
}

func must(t rapid.TB, c *catalog.Catalog, in assess.Input) assess.Assessment {
	t.Helper()
	a, err := assess.Score(c, in)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// stands returns the number of the step where the team stands, one more than the last where it has passed all.
func stands(a assess.Assessment) int32 {
	if a.Stands == nil {
		return int32(len(a.Steps)) + 1
	}
	return a.Stands.Step.Number
}

// check fails unless an assessment keeps what each one promises.
func check(t rapid.TB, c *catalog.Catalog, in assess.Input, a assess.Assessment) {
	t.Helper()
	counted := 0
	for _, s := range a.Steps {
		counted += int(s.Questions)
		if s.Score < 0 || s.Score > 1 || s.Coverage < 0 || s.Coverage > 1 || s.Answered > s.Questions || s.Needed > s.Questions {
			t.Fatalf("step %s: impossible figures: %+v", s.Step.ID, s)
		}
		if s.Answered == 0 && s.Gate != assess.GateOpen {
			t.Fatalf("step %s is %s with no answer", s.Step.ID, s.Gate)
		}
		if s.Gate == assess.GatePassed && (len(s.BlockedBy)+len(s.WaitsFor) > 0 || s.CoverageLow || s.ScoreLow) {
			t.Fatalf("step %s is passed against what it says: %+v", s.Step.ID, s)
		}
		if s.Gate.Word("fr") == "" || s.Gate.Word("en") == "" || s.Explanation("fr") == "" || s.Explanation("en") == "" {
			t.Fatalf("step %s is not explained", s.Step.ID)
		}
	}
	if counted+len(a.Outside) != len(c.Questions) {
		t.Fatalf("%d questions count, %d do not, of %d", counted, len(a.Outside), len(c.Questions))
	}
	for _, g := range a.Gaps {
		if a.Of(g.Question).Verdict != assess.Lacking {
			t.Fatalf("%s is a gap and %s", g.Question.ID, a.Of(g.Question).Verdict)
		}
	}
	questions, err := assess.NextQuestions(c, in, len(c.Questions))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range questions {
		if v := a.Of(n.Question).Value; v != "" && v != catalog.AnswerUnknown {
			t.Fatalf("%s is asked and answered %s", n.Question.ID, v)
		}
	}
}

// TestMoreYes adds an answer YES to a question that had none, or none that holds: no step that was passed is passed no
// longer, the team stands no earlier, and no question becomes a gap.
func TestMoreYes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) { moreYes(rt) })
}

func moreYes(t *rapid.T) {
	c := drawCatalog(t)
	in := drawInput(t, c)
	before := must(t, c, in)
	check(t, c, in, before)
	if render(before) != render(must(t, c, in)) {
		t.Fatal("same input, other assessment")
	}
	gaps := map[*catalog.Question]bool{}
	for _, g := range before.Gaps {
		gaps[g.Question] = true
	}
	for _, q := range c.Questions {
		if v := before.Of(q).Value; v != "" && v != catalog.AnswerUnknown {
			continue
		}
		more := in
		more.Answers = []assess.Answer{{Question: q.ID, Value: catalog.AnswerYes}}
		for _, a := range in.Answers {
			if a.Question != q.ID {
				more.Answers = append(more.Answers, a)
			}
		}
		after := must(t, c, more)
		if stands(after) < stands(before) {
			t.Fatalf("%s=YES moves the team from step %d to %d\n%s\n%s", q.ID, stands(before), stands(after), render(before), render(after))
		}
		for i, s := range before.Steps {
			if s.Gate == assess.GatePassed && after.Steps[i].Gate != assess.GatePassed {
				t.Fatalf("%s=YES takes step %s back\n%s\n%s", q.ID, s.Step.ID, render(before), render(after))
			}
		}
		for _, g := range after.Gaps {
			if !gaps[g.Question] {
				t.Fatalf("%s=YES adds the gap %s", q.ID, g.Question.ID)
			}
		}
	}
}

// TestNextQuestionsEnd answers what is asked until nothing is: no more than each question once, and then no answer that
// could still be given changes a gate.
func TestNextQuestionsEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCatalog(rt)
		in := assess.Input{AsksSupport: rapid.Bool().Draw(rt, "support")}
		for {
			questions, err := assess.NextQuestions(c, in, 1)
			if err != nil {
				rt.Fatal(err)
			}
			if len(questions) == 0 {
				break
			}
			if len(in.Answers) == len(c.Questions) {
				rt.Fatalf("%s is asked again", questions[0].Question.ID)
			}
			v := rapid.SampledFrom([]catalog.AnswerValue{catalog.AnswerYes, catalog.AnswerPartly, catalog.AnswerNo, catalog.AnswerNotApplicable}).Draw(rt, "answer")
			in.Answers = append(in.Answers, assess.Answer{Question: questions[0].Question.ID, Value: v})
		}
		before := must(rt, c, in)
		for _, q := range c.Questions {
			if before.Of(q) != (assess.Standing{}) {
				continue
			}
			for _, v := range []catalog.AnswerValue{catalog.AnswerYes, catalog.AnswerNo} {
				more := in
				more.Answers = append([]assess.Answer{{Question: q.ID, Value: v}}, in.Answers...)
				for i, s := range must(rt, c, more).Steps {
					if s.Gate != before.Steps[i].Gate {
						rt.Fatalf("nothing to ask, yet %s=%s makes step %s %s, it was %s", q.ID, v, s.Step.ID, s.Gate, before.Steps[i].Gate)
					}
				}
			}
		}
	})
}

func FuzzScore(f *testing.F) { f.Fuzz(rapid.MakeFuzz(moreYes)) }
