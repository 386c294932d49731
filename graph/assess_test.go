package graph_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/support"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// TestAssessmentMistakes reads what a client is told about mistakes in answers, facts and days.
func TestAssessmentMistakes(t *testing.T) {
	t.Parallel()
	for query, wants := range map[string][]string{
		`{assessment(input:{answers:[{question:"contaners",value:YES}]}){explanation}}`:                                            {`answers[0].question: no question`, `did you mean`, `containers`},
		`{assessment(input:{answers:[{question:"containers",value:YES},{question:"question:containers",value:NO}]}){explanation}}`: {`answers[1]: question`, `answered twice, YES and NO`},
		`{assessment(input:{answers:[{question:"containers",value:YES,answeredOn:"31/01/2026"}]}){explanation}}`:                   {`not a day such as 2026-01-31`},
		`{assessment(input:{answers:[],asOf:"2026-02-30"}){explanation}}`:                                                          {`not a day such as 2026-01-31`},
		`{nextQuestions(input:{answers:[],roles:["technicl"]}){question{slug}}}`:                                                   {`roles[0]: no role`, `technical`},
		`{nextQuestions(input:{answers:[{question:"",value:NO}]}){question{slug}}}`:                                                {`answers[0].question: no question`},
		`{learningPath(profile:{roles:[],answers:[{question:"x",value:NO}]}){fingerprint}}`:                                        {`answers[0].question: no question`},
		`{eligibility(input:{facts:[{fact:"organization",value:"ministry"}]}){rule{slug}}}`:                                        {`facts: no fact`, `organisation`},
		`{eligibility(input:{facts:[{fact:"organisation",value:"ministri"}]}){rule{slug}}}`:                                        {`facts.organisation: no value`, `ministry`},
		`{eligibility(input:{facts:[{fact:"goal",value:"cloud-pi"},{fact:"fact:goal",value:"own-purposes"}]}){rule{slug}}}`:        {`facts[1]: fact`, `given twice, cloud-pi and own-purposes`},
	} {
		got := string(reply(t, graph.Example{Query: query}))
		for _, want := range append(wants, `"code": "BAD_USER_INPUT"`) {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %s\ndoes not hold %s", query, got, want)
			}
		}
	}
}

// TestNextQuestionsPage asks for no question, for one without saying so, and for too many.
func TestNextQuestionsPage(t *testing.T) {
	t.Parallel()
	for arguments, want := range map[string]int{"": 1, ",first:0": 0, ",first:3": 3, ",first:100": 55, ",first:101": -1, ",first:-1": -1} {
		var got struct {
			Data struct {
				NextQuestions []struct{ Question struct{ Slug string } }
			}
			Errors []struct{ Message string }
		}
		body := reply(t, graph.Example{Query: `{nextQuestions(input:{answers:[]}` + arguments + `){question{slug}}}`})
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatal(err)
		}
		if n := len(got.Data.NextQuestions); n != max(want, 0) || (want < 0) != (len(got.Errors) > 0) {
			t.Errorf("first %q: %d questions, errors %v, want %d", arguments, n, got.Errors, want)
		}
	}
}

// TestCoverage compares the matrix with a count of its own over the answer to another query.
func TestCoverage(t *testing.T) {
	t.Parallel()
	type resource struct {
		Slug   string
		Access struct{ Network, Cost string }
	}
	var got struct {
		Data struct {
			Coverage struct {
				Cells []struct {
					Step, Role                               struct{ Slug string }
					Resources, ForEveryone, OnInternet, Free int
					Duration                                 struct{ KnownMinutes, Known, Unknown int }
				}
				Unreached []resource
			}
			Steps []struct {
				Slug       string
				Placements []struct {
					Everyone bool
					Roles    []struct{ Slug string }
					Resource resource
				}
			}
		}
	}
	body := reply(t, graph.Example{Query: `{
		coverage { cells { step { slug } role { slug } resources forEveryone onInternet free duration { knownMinutes known unknown } } unreached { slug } }
		steps { slug placements { everyone roles { slug } resource { slug access { network cost } } } }
	}`})
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err, string(body))
	}
	if len(got.Data.Coverage.Cells) != 15 || len(got.Data.Coverage.Unreached) != 0 {
		t.Fatalf("%d cells, %d resources unreached", len(got.Data.Coverage.Cells), len(got.Data.Coverage.Unreached))
	}
	dead := map[string]bool{}
	for _, r := range embedded.Store.Catalog().Resources {
		dead[string(r.ID)] = !r.Usable()
	}
	for _, cell := range got.Data.Coverage.Cells {
		all, everyone, internet, free := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, s := range got.Data.Steps {
			for _, p := range s.Placements {
				mine := p.Everyone
				for _, r := range p.Roles {
					mine = mine || r.Slug == cell.Role.Slug
				}
				if s.Slug != cell.Step.Slug || !mine || dead[p.Resource.Slug] {
					continue
				}
				all[p.Resource.Slug] = true
				if p.Everyone {
					everyone[p.Resource.Slug] = true
				}
				if p.Resource.Access.Network == "INTERNET" {
					internet[p.Resource.Slug] = true
				}
				if p.Resource.Access.Cost == "FREE" {
					free[p.Resource.Slug] = true
				}
			}
		}
		if cell.Resources != len(all) || cell.ForEveryone != len(everyone) || cell.OnInternet != len(internet) || cell.Free != len(free) {
			t.Errorf("%+v, want %d resources, %d for everyone, %d on the Internet, %d free", cell, len(all), len(everyone), len(internet), len(free))
		}
		if cell.Duration.Known+cell.Duration.Unknown != cell.Resources {
			t.Errorf("%+v: durations of other resources", cell)
		}
	}
}

// TestEnumsOfAssessment compares the values of the schema's enums with those that the packages behind them know.
func TestEnumsOfAssessment(t *testing.T) {
	t.Parallel()
	schema := graph.Schema()
	for name, known := range map[string][]string{
		"AnswerValue":       texts(catalog.AnswerValues()),
		"GateState":         texts(assess.GateStates()),
		"StepState":         texts(assess.StepStates()),
		"OutsideCause":      texts(assess.OutsideCauses()),
		"SupportActionKind": texts(support.ActionKinds()),
		"ReasonKind":        texts(tailor.ReasonKinds()),
		"ItemState":         texts(tailor.States()),
		"Cause":             texts(tailor.Causes()),
	} {
		var values []string
		for _, v := range schema.Types[name].EnumValues {
			values = append(values, v.Name)
		}
		slices.Sort(values)
		slices.Sort(known)
		if diff := cmp.Diff(known, values); diff != "" {
			t.Errorf("enum %s mismatch (-package +schema):\n%s", name, diff)
		}
	}
}

func texts[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}
