package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// The shape of `parcours path --format json`, which README describes: fields may be added, none is renamed or taken out.
// Texts are in the language asked for, or in the one the catalogue falls back to; lists may be empty, never null.
type (
	pathJSON struct {
		Revision    string        `json:"revision"`
		Fingerprint string        `json:"fingerprint"`
		Language    catalog.Lang  `json:"language"`
		Roles       []namedJSON   `json:"roles"`
		From        *string       `json:"from"` // null, as to, in a catalogue without steps
		To          *string       `json:"to"`
		Stages      []stageJSON   `json:"stages"`
		Next        *string       `json:"next"`
		LeftOut     []leftOutJSON `json:"leftOut"`
		Duration    durationJSON  `json:"duration"`
		Assessment  assessedJSON  `json:"assessment"`
		Sittings    []sittingJSON `json:"sittings"`
		Untimed     []string      `json:"untimed"` // identifiers of resources, as in sittings
	}
	assessedJSON struct {
		Stands      *string    `json:"stands"` // null where every step is passed
		Explanation string     `json:"explanation"`
		Steps       []gateJSON `json:"steps"`
	}
	gateJSON struct {
		Step      string           `json:"step"`
		Gate      assess.GateState `json:"gate"`
		Score     *float64         `json:"score"` // null where nothing is answered
		Answered  int32            `json:"answered"`
		Questions int32            `json:"questions"`
	}
	sittingJSON struct {
		Minutes int32    `json:"minutes"`
		Items   []string `json:"items"`
	}
	namedJSON struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	stageJSON struct {
		Step       stepJSON        `json:"step"`
		Objectives []objectiveJSON `json:"objectives"`
		Items      []itemJSON      `json:"items"`
		Duration   durationJSON    `json:"duration"`
	}
	stepJSON struct {
		namedJSON

		Number int32 `json:"number"`
	}
	objectiveJSON struct {
		Role string `json:"role"`
		Text string `json:"text"`
	}
	itemJSON struct {
		Position int32        `json:"position"`
		State    tailor.State `json:"state"`
		Resource resourceJSON `json:"resource"`
		Reasons  []reasonJSON `json:"reasons"`
		Unmet    []unmetJSON  `json:"unmet"`
	}
	resourceJSON struct {
		namedJSON

		URL       string         `json:"url"`
		Kind      catalog.Kind   `json:"kind"`
		Languages []catalog.Lang `json:"languages"`
		Minutes   *int32         `json:"minutes"` // null where it is not known
	}
	reasonJSON struct {
		Kind     tailor.ReasonKind `json:"kind"`
		Sentence string            `json:"sentence"`
		Role     string            `json:"role,omitempty"`
		Question string            `json:"question,omitempty"`
		Of       string            `json:"of,omitempty"`
	}
	unmetJSON struct {
		Resource string      `json:"resource"`
		Causes   []causeJSON `json:"causes"`
	}
	leftOutJSON struct {
		Resource   resourceJSON `json:"resource"`
		Step       string       `json:"step"`
		Causes     []causeJSON  `json:"causes"`
		Substitute *string      `json:"substitute"`
	}
	causeJSON struct {
		Cause    tailor.Cause `json:"cause"`
		Sentence string       `json:"sentence"`
	}
	durationJSON struct {
		KnownMinutes int32 `json:"knownMinutes"`
		Known        int32 `json:"known"`
		Unknown      int32 `json:"unknown"`
	}
)

// writePathJSON writes a path as one indented JSON object, its texts in the first of langs that each has.
func writePathJSON(w io.Writer, c *catalog.Catalog, path *tailor.LearningPath, langs []catalog.Lang) error {
	in := inLanguages(langs)
	object := pathJSON{
		Revision: c.Revision, Fingerprint: path.Fingerprint, Language: langs[0],
		Roles:  each(path.Roles, func(r *catalog.Role) namedJSON { return namedJSON{string(r.ID), in.text(r.Title)} }),
		Stages: each(path.Stages, in.stage), LeftOut: each(path.LeftOut, in.leftOut), Duration: durationJSON(path.Duration),
		Assessment: in.assessed(&path.Assessment), Untimed: each(path.Untimed, resourceID),
		Sittings: each(path.Sittings, func(s *tailor.Sitting) sittingJSON {
			return sittingJSON{s.Minutes, each(s.Items, resourceID)}
		}),
	}
	if path.From != nil {
		object.From, object.To = new(string(path.From.ID)), new(string(path.To.ID))
	}
	if path.Next != nil {
		object.Next = new(string(path.Next.Resource.ID))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(object); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// each returns what f makes of each thing: an empty list, never nil, of none.
func each[T, U any](things []T, f func(T) U) []U {
	all := make([]U, 0, len(things))
	for _, t := range things {
		all = append(all, f(t))
	}
	return all
}

// inLanguages shows things in the first language each has.
type inLanguages []catalog.Lang

func (in inLanguages) text(t catalog.Text) string {
	s, _ := t.In(in...)
	return s
}

func resourceID(it *tailor.Item) string { return string(it.Resource.ID) }

func (in inLanguages) assessed(a *assess.Assessment) assessedJSON {
	shown := assessedJSON{Explanation: a.Explanation(in[0]), Steps: each(a.Steps, func(s *assess.StepResult) gateJSON {
		gate := gateJSON{Step: string(s.Step.ID), Gate: s.Gate, Answered: s.Answered, Questions: s.Questions}
		if s.Answered > 0 {
			gate.Score = &s.Score
		}
		return gate
	})}
	if a.Stands != nil {
		shown.Stands = new(string(a.Stands.Step.ID))
	}
	return shown
}

func (in inLanguages) stage(s *tailor.Stage) stageJSON {
	return stageJSON{
		Step: stepJSON{namedJSON{string(s.Step.ID), in.text(s.Step.Title)}, s.Step.Number},
		Objectives: each(s.Objectives, func(o *catalog.Objective) objectiveJSON {
			return objectiveJSON{string(o.Role.ID), in.text(o.Text)}
		}),
		Items: each(s.Items, in.item), Duration: durationJSON(s.Duration),
	}
}

func (in inLanguages) item(i *tailor.Item) itemJSON {
	return itemJSON{
		Position: i.Position, State: i.State, Resource: in.resource(i.Resource), Reasons: each(i.Reasons, in.reason),
		Unmet: each(i.Unmet, func(u tailor.Unmet) unmetJSON {
			return unmetJSON{string(u.Requirement.Requires.ID), each(u.Causes, in.cause)}
		}),
	}
}

func (in inLanguages) resource(r *catalog.Resource) resourceJSON {
	shown := resourceJSON{
		namedJSON: namedJSON{string(r.ID), in.text(r.Title)}, URL: r.Link(), Kind: r.Kind,
		Languages: each(r.Languages, func(l catalog.Lang) catalog.Lang { return l }),
	}
	if r.Minutes > 0 {
		shown.Minutes = &r.Minutes
	}
	return shown
}

func (in inLanguages) reason(r tailor.Reason) reasonJSON {
	shown := reasonJSON{Kind: r.Kind, Sentence: r.Sentence(in[0])}
	if r.Role != nil {
		shown.Role = string(r.Role.ID)
	}
	if r.Question != nil {
		shown.Question = string(r.Question.ID)
	}
	if r.Of != nil {
		shown.Of = string(r.Of.ID)
	}
	return shown
}

func (in inLanguages) leftOut(l *tailor.LeftOut) leftOutJSON {
	shown := leftOutJSON{Resource: in.resource(l.Resource), Step: string(l.Step.ID), Causes: each(l.Causes, in.cause)}
	if l.Substitute != nil {
		shown.Substitute = new(string(l.Substitute.ID))
	}
	return shown
}

func (in inLanguages) cause(c tailor.Cause) causeJSON { return causeJSON{c, c.Sentence(in[0])} }
