package assess_test

import (
	"fmt"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func ExampleScore() {
	yes := true
	c, _ := catalog.New(catalog.Draft{
		Title: catalog.Text{"en": "Example"}, Languages: []catalog.Lang{"en"},
		Steps: []catalog.StepDraft{{
			ID: "prepare", Number: 1, Title: catalog.Text{"en": "Prepare"}, MaturityQuestion: catalog.Text{"en": "Are we ready?"},
			Gate: &catalog.Gate{Score: 0.7, Coverage: 0.8},
		}},
		Sections: []catalog.SectionDraft{{ID: "prerequisites", Step: "prepare", Title: catalog.Text{"en": "Prerequisites"}, Questions: []catalog.QuestionDraft{
			{ID: "containers", Text: catalog.Text{"en": "Is the project containerised?"}, Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes},
			{ID: "stateless", Text: catalog.Text{"en": "Is it stateless?"}, Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes, Blocking: &yes},
		}}},
	})
	assessment, err := assess.Score(c, assess.Input{Answers: []assess.Answer{
		{Question: "containers", Value: catalog.AnswerYes},
		{Question: "stateless", Value: catalog.AnswerNo},
	}})
	fmt.Println(assessment.Explanation("en"), err)
	// Output:
	// The team stands at step 1, “Prepare”. Scored 50% on 2 of 2 questions. The step is blocked by: “Is it stateless?”. The score must reach 70%. <nil>
}

func ExampleNextQuestions() {
	text := func(s string) catalog.Text { return catalog.Text{"en": s} }
	c, _ := catalog.New(catalog.Draft{
		Title: text("Example"), Languages: []catalog.Lang{"en"},
		Steps: []catalog.StepDraft{{
			ID: "prepare", Number: 1, Title: text("Prepare"), MaturityQuestion: text("Are we ready?"),
			Gate: &catalog.Gate{Score: 0.7, Coverage: 0.8},
		}},
		Sections: []catalog.SectionDraft{{ID: "prerequisites", Step: "prepare", Title: text("Prerequisites"), Questions: []catalog.QuestionDraft{
			{ID: "containers", Text: text("Is the project containerised?"), Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes},
			{
				ID: "rootless", Text: text("Do images run without root rights?"), Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes,
				OnlyIf: &catalog.ConditionDraft{Question: "containers", Answers: []catalog.AnswerValue{catalog.AnswerYes}},
			},
		}}},
	})
	var in assess.Input
	for {
		next, err := assess.NextQuestions(c, in, 1)
		if err != nil || len(next) == 0 {
			break
		}
		fmt.Println(next[0].Question.Text["en"])
		in.Answers = append(in.Answers, assess.Answer{Question: next[0].Question.ID, Value: catalog.AnswerYes})
	}
	// Output:
	// Is the project containerised?
	// Do images run without root rights?
}
