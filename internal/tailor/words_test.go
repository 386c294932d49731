package tailor_test

import (
	"testing"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

func TestItemExplanation(t *testing.T) {
	t.Parallel()
	lines := "a one all cost=PAID topics=t1\n" +
		"b one all helps=q1,q2\n" +
		"c two dev,ops helps=q3 needs=a\n" +
		"d two dev needs=b\n" +
		"e two dev needs=b helps=q4\n" +
		"f two ops topics=t1"
	c := small(t, lines)
	p := tailor.Profile{
		Roles: []catalog.RoleID{"dev"}, From: "one", Costs: []catalog.Cost{catalog.CostFree},
		Answers: []assess.Answer{
			{Question: "q1", Value: catalog.AnswerYes},
			{Question: "q2", Value: catalog.AnswerNo},
			{Question: "q3", Value: catalog.AnswerUnknown},
			{Question: "q4", Value: catalog.AnswerYes},
		},
	}
	want := map[catalog.ResourceID][2]string{
		"b": {
			"À connaître par tous. Aide à avancer sur la question « q2 », à laquelle vous avez répondu « non ». À voir avant « d », qui la requiert.",
			"Everyone should know this. It helps with “q2”, which you answered “no”. It comes before “d”, which requires it.",
		},
		"c": {
			"Le rôle « dev » en a besoin pour atteindre l’objectif « two dev ». Aide à avancer sur « q3 », dont la réponse n’est pas connue. Suppose de connaître « a », laissée de côté : son coût n’est pas de ceux que vous acceptez.",
			"The role “dev” needs it to reach the objective “two dev”. It helps with “q3”, whose answer is not known. It builds on “a”, which is left out: its cost is not one you accept.",
		},
		"d": {
			"Le rôle « dev » en a besoin pour atteindre l’objectif « two dev ».",
			"The role “dev” needs it to reach the objective “two dev”.",
		},
		"e": {
			"Déjà acquise, d’après votre réponse à « q4 ». Le rôle « dev » en a besoin pour atteindre l’objectif « two dev ».",
			"Already mastered, going by your answer to “q4”. The role “dev” needs it to reach the objective “two dev”.",
		},
	}
	path := must(t, c, p)
	for _, s := range path.Stages {
		for _, it := range s.Items {
			w, ok := want[it.Resource.ID]
			if !ok {
				t.Errorf("%s is an item", it.Resource.ID)
			}
			delete(want, it.Resource.ID)
			if got := it.Explanation("fr"); got != w[0] {
				t.Errorf("Explanation(fr) of %s\ngot  %s\nwant %s", it.Resource.ID, got, w[0])
			}
			if got := it.Explanation("en"); got != w[1] {
				t.Errorf("Explanation(en) of %s\ngot  %s\nwant %s", it.Resource.ID, got, w[1])
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not in the path: %v", want)
	}
}

func TestSubstituteExplanation(t *testing.T) {
	t.Parallel()
	c := small(t, "a one all cost=PAID topics=t1\nb two ops topics=t1")
	path := must(t, c, tailor.Profile{Roles: []catalog.RoleID{"dev"}, Costs: []catalog.Cost{catalog.CostFree}})
	for lang, want := range map[catalog.Lang][2]string{
		"fr": {
			"Remplace « a », laissée de côté : son coût n’est pas de ceux que vous acceptez.",
			"Laissée de côté : son coût n’est pas de ceux que vous acceptez. À sa place : « b ».",
		},
		"en": {
			"It stands in for “a”, which is left out: its cost is not one you accept.",
			"Left out: its cost is not one you accept. In its place: “b”.",
		},
	} {
		if got := path.Next.Explanation(lang); got != want[0] {
			t.Errorf("Explanation(%s) of the item = %s, want %s", lang, got, want[0])
		}
		if got := path.LeftOut[0].Explanation(lang); got != want[1] {
			t.Errorf("Explanation(%s) of what is left out = %s, want %s", lang, got, want[1])
		}
	}
}

// TestGapSentence reads a gap of each kind of question.
func TestGapSentence(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind   catalog.QuestionKind
		answer catalog.AnswerValue
		fr, en string
	}{
		{catalog.QuestionChoice, catalog.AnswerNo, "Aide à avancer sur la question « Q ? », à laquelle vous avez répondu « non ».", "It helps with “Q?”, which you answered “no”."},
		{catalog.QuestionChoice, catalog.AnswerPartly, "Aide à avancer sur la question « Q ? », à laquelle vous avez répondu « en partie ».", "It helps with “Q?”, which you answered “partly”."},
		{catalog.QuestionEvidence, catalog.AnswerNo, "Aide à répondre à la question « Q ? », qui n’est pas encore documentée.", "It helps to answer “Q?”, which is not documented yet."},
		{catalog.QuestionEvidence, catalog.AnswerPartly, "Aide à répondre à la question « Q ? », qui n’est documentée qu’en partie.", "It helps to answer “Q?”, which is only partly documented."},
		{catalog.QuestionAction, catalog.AnswerNo, "Aide à faire ce qui ne l’est pas encore : « Q ? ».", "It helps to do what is not done yet: “Q?”."},
		{catalog.QuestionAction, catalog.AnswerPartly, "Aide à finir ce qui n’est fait qu’en partie : « Q ? ».", "It helps to finish what is only partly done: “Q?”."},
		{catalog.QuestionAction, catalog.AnswerUnknown, "Aide à avancer sur « Q ? », dont la réponse n’est pas connue.", "It helps with “Q?”, whose answer is not known."},
	} {
		q := &catalog.Question{Kind: test.kind, Text: catalog.Text{"fr": "Q ?", "en": "Q?"}}
		r := tailor.Reason{Kind: tailor.Gap, Question: q, Answer: test.answer}
		if got := r.Sentence("fr"); got != test.fr {
			t.Errorf("%s %s: %s, want %s", test.kind, test.answer, got, test.fr)
		}
		if got := r.Sentence("en"); got != test.en {
			t.Errorf("%s %s: %s, want %s", test.kind, test.answer, got, test.en)
		}
	}
}

// TestWhy reads what authors say of a relation behind the sentence about it, in the language of the sentence only.
func TestWhy(t *testing.T) {
	t.Parallel()
	q := &catalog.Question{Kind: catalog.QuestionAction, Text: catalog.Text{"fr": "Q ?", "en": "Q?"}}
	why := catalog.Text{"fr": "Montre comment.", "en": "It shows how."}
	requirement := &catalog.Requirement{Requires: &catalog.Resource{}, Why: catalog.Text{"fr": "D’abord les bases."}}
	of := &catalog.Resource{Title: catalog.Text{"fr": "Suite"}}
	for _, test := range []struct {
		reason tailor.Reason
		lang   catalog.Lang
		want   string
	}{
		{tailor.Reason{Kind: tailor.Gap, Question: q, Answer: catalog.AnswerNo, Help: &catalog.Help{Why: why}}, "fr", "Aide à faire ce qui ne l’est pas encore : « Q ? ». Montre comment."},
		{tailor.Reason{Kind: tailor.Gap, Question: q, Answer: catalog.AnswerNo, Help: &catalog.Help{Why: why}}, "fr-CA", "Aide à faire ce qui ne l’est pas encore : « Q ? ». Montre comment."},
		{tailor.Reason{Kind: tailor.Gap, Question: q, Answer: catalog.AnswerNo, Help: &catalog.Help{Why: why}}, "de", "It helps to do what is not done yet: “Q?”. It shows how."},
		{tailor.Reason{Kind: tailor.Gap, Question: q, Answer: catalog.AnswerNo, Help: &catalog.Help{}}, "en", "It helps to do what is not done yet: “Q?”."},
		{tailor.Reason{Kind: tailor.Prerequisite, Of: of, Requirement: requirement}, "fr", "À voir avant « Suite », qui la requiert. D’abord les bases."},
		{tailor.Reason{Kind: tailor.Prerequisite, Of: of, Requirement: requirement}, "en", "It comes before “Suite”, which requires it."},
	} {
		if got := test.reason.Sentence(test.lang); got != test.want {
			t.Errorf("Sentence(%s) = %s, want %s", test.lang, got, test.want)
		}
	}
}
