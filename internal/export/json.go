package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// The shape of the JSON form, which its schema is made of: fields may be added, none is renamed or taken out. A field that
// says nothing is left out, unless the schema requires it.
type (
	headJSON struct {
		Schema      string         `json:"$schema" about:"Where the schema of this file is."`
		Revision    string         `json:"revision" about:"Hash of all content: the same revision, the same catalogue."`
		Title       catalog.Text   `json:"title" about:"Name of the catalogue."`
		Description catalog.Text   `json:"description,omitempty" about:"What the catalogue is for."`
		Languages   []catalog.Lang `json:"languages" about:"What it is written in, the reference language first."`
		Licence     string         `json:"licence,omitempty" about:"SPDX identifier of the content's licence."`
		Contact     string         `json:"contact,omitempty" about:"E-mail address of the programme."`
		Upstream    []upstreamJSON `json:"upstream,omitempty" about:"Bases that the facts come from."`
	}
	upstreamJSON struct {
		Name   string `json:"name" about:"What the base is called."`
		URL    string `json:"url,omitempty" about:"Where it is."`
		Commit string `json:"commit,omitempty" about:"Which version of it."`
		Date   string `json:"date,omitempty" about:"Day of that version, as 2026-01-31."`
	}
	targetJSON struct {
		Resource catalog.ResourceID `json:"resource,omitempty" about:"A resource."`
		Guide    catalog.GuideID    `json:"guide,omitempty" about:"Or a guide."`
		Article  catalog.ArticleID  `json:"article,omitempty" about:"Or an article."`
	}
	accessJSON struct {
		Network catalog.Network `json:"network" about:"Where it can be opened from."`
		Account catalog.Account `json:"account" about:"What it asks of its reader."`
		Cost    catalog.Cost    `json:"cost" about:"What it costs."`
	}
	gateJSON struct {
		Score    float64 `json:"score" about:"Share of the score to reach, from 0 to 1."`
		Coverage float64 `json:"coverage" about:"Share of the questions to answer, from 0 to 1."`
	}
	stepJSON struct {
		ID               catalog.StepID  `json:"id" about:"Identifier."`
		Number           int32           `json:"number" about:"1, 2, … without a hole."`
		Title            catalog.Text    `json:"title" about:"Name of the step."`
		MaturityQuestion catalog.Text    `json:"maturityQuestion" about:"What a team asks itself there."`
		Body             catalog.Text    `json:"body,omitempty" about:"More, in Markdown."`
		ChecklistIntro   catalog.Text    `json:"checklistIntro,omitempty" about:"What its checklist is for."`
		Actions          []actionJSON    `json:"actions,omitempty" about:"What to do according to the programme's guides."`
		ActionsPending   bool            `json:"actionsPending,omitempty" about:"Whether guides are announced that are not there yet."`
		Support          *supportJSON    `json:"support,omitempty" about:"Help that a team may ask for."`
		Gate             gateJSON        `json:"gate" about:"What answers must reach."`
		Objectives       []objectiveJSON `json:"objectives" about:"What each role should reach."`
	}
	actionJSON struct {
		Label catalog.Text `json:"label" about:"What to do."`
		Links []targetJSON `json:"links,omitempty" about:"Where."`
	}
	supportJSON struct {
		Label       catalog.Text `json:"label,omitempty" about:"What to do to obtain it."`
		Link        *targetJSON  `json:"link,omitempty" about:"The form to fill in."`
		Appointment catalog.Text `json:"appointment,omitempty" about:"What the meeting is."`
		With        catalog.Text `json:"with,omitempty" about:"Whom it is with."`
		Pending     bool         `json:"pending,omitempty" about:"Announced, and not offered yet."`
	}
	objectiveJSON struct {
		Role catalog.RoleID `json:"role" about:"Of which role."`
		Text catalog.Text   `json:"text" about:"What to reach."`
	}
	roleJSON struct {
		ID          catalog.RoleID `json:"id" about:"Identifier."`
		Position    int32          `json:"position" about:"Lower comes first."`
		Title       catalog.Text   `json:"title" about:"Name of the role."`
		Description catalog.Text   `json:"description" about:"What it answers for."`
		Body        catalog.Text   `json:"body,omitempty" about:"More, in Markdown."`
		Aliases     []catalog.Text `json:"aliases,omitempty" about:"Other names of it."`
		Profiles    []catalog.Text `json:"profiles,omitempty" about:"Examples of people in it."`
	}
	resourceJSON struct {
		ID         catalog.ResourceID `json:"id" about:"Identifier."`
		Title      catalog.Text       `json:"title" about:"Name of the resource."`
		Summary    catalog.Text       `json:"summary,omitempty" about:"What it holds, in one sentence."`
		Body       catalog.Text       `json:"body,omitempty" about:"More, in Markdown."`
		URL        string             `json:"url" format:"uri" about:"Where it is."`
		Kind       catalog.Kind       `json:"kind" about:"What sort of thing it is."`
		Provider   string             `json:"provider,omitempty" about:"Who publishes it."`
		Languages  []catalog.Lang     `json:"languages,omitempty" about:"What it is written or spoken in; absent means unknown."`
		Minutes    int32              `json:"minutes,omitempty" about:"How long it takes; absent means unknown."`
		Access     accessJSON         `json:"access" about:"What it takes to open it."`
		Dead       *catalog.Dead      `json:"dead,omitempty" about:"That the link no longer opens."`
		Topics     []catalog.TopicID  `json:"topics,omitempty" about:"Its tags."`
		Requires   []requirementJSON  `json:"requires,omitempty" about:"What comes before it."`
		Placements []placementJSON    `json:"placements" about:"Where it stands, and for whom."`
	}
	requirementJSON struct {
		Resource catalog.ResourceID `json:"resource" about:"What comes before."`
		Basis    catalog.Basis      `json:"basis" about:"How that is known."`
		Why      catalog.Text       `json:"why,omitempty" about:"Why it comes before."`
	}
	placementJSON struct {
		Step     catalog.StepID   `json:"step" about:"Where it stands."`
		Everyone bool             `json:"everyone,omitempty" about:"Whether it is for every role."`
		Roles    []catalog.RoleID `json:"roles,omitempty" about:"Or for which."`
		Position int32            `json:"position" about:"Lower comes first."`
		Title    catalog.Text     `json:"title,omitempty" about:"Its title at this place, where it is another."`
	}
	plannedJSON struct {
		ID       catalog.PlannedID `json:"id" about:"Identifier."`
		Step     catalog.StepID    `json:"step" about:"Where it is announced."`
		Position int32             `json:"position" about:"Lower comes first."`
		Title    catalog.Text      `json:"title" about:"What is announced."`
	}
	sectionJSON struct {
		ID          catalog.SectionID `json:"id" about:"Identifier."`
		Step        catalog.StepID    `json:"step" about:"Whose checklist it is part of."`
		Title       catalog.Text      `json:"title" about:"Name of the section."`
		Blocking    bool              `json:"blocking,omitempty" about:"Whether its questions block unless they say otherwise."`
		SupportOnly bool              `json:"supportOnly,omitempty" about:"Whether it is only for teams that ask for support."`
		Questions   []questionJSON    `json:"questions" about:"In order."`
	}
	questionJSON struct {
		ID          catalog.QuestionID     `json:"id" about:"Identifier."`
		Text        catalog.Text           `json:"text" about:"What is asked."`
		Details     catalog.Text           `json:"details,omitempty" about:"More about what is asked."`
		Kind        catalog.QuestionKind   `json:"kind" about:"How it is answered."`
		Expects     catalog.Expectation    `json:"expects" about:"What it hopes to hear."`
		Blocking    bool                   `json:"blocking" about:"Whether it keeps the gate shut."`
		SupportOnly bool                   `json:"supportOnly" about:"Whether it is only for teams that ask for support."`
		OnlyIf      *conditionJSON         `json:"onlyIf,omitempty" about:"When it applies; absent means always."`
		ValidDays   int32                  `json:"validDays,omitempty" about:"How long an answer stays true; absent means for ever."`
		Weight      int32                  `json:"weight" about:"Its share in the score."`
		Respondents []catalog.RespondentID `json:"respondents,omitempty" about:"Who can answer."`
		HelpedBy    []helpJSON             `json:"helpedBy,omitempty" about:"What helps with it."`
		Source      string                 `json:"source,omitempty" about:"Where the question comes from."`
	}
	conditionJSON struct {
		Question catalog.QuestionID    `json:"question" about:"Which other question."`
		Answers  []catalog.AnswerValue `json:"answers" about:"Answered in one of these ways."`
	}
	helpJSON struct {
		targetJSON

		Strength catalog.Strength `json:"strength" about:"How well it helps."`
		Why      catalog.Text     `json:"why,omitempty" about:"Why it helps."`
	}
	namedJSON struct {
		ID    string       `json:"id" about:"Identifier."`
		Title catalog.Text `json:"title" about:"Name."`
	}
	guideJSON struct {
		ID     catalog.GuideID `json:"id" about:"Identifier."`
		Title  catalog.Text    `json:"title" about:"Name of the page."`
		URL    string          `json:"url" format:"uri" about:"Where it is."`
		Access accessJSON      `json:"access" about:"What it takes to open it."`
	}
	serviceJSON struct {
		ID          catalog.ServiceID `json:"id" about:"Identifier."`
		Title       catalog.Text      `json:"title" about:"Name of the service."`
		Description catalog.Text      `json:"description" about:"What is offered."`
		Steps       []catalog.StepID  `json:"steps,omitempty" about:"Where it is given."`
	}
	factJSON struct {
		ID       catalog.FactID `json:"id" about:"Identifier."`
		Question catalog.Text   `json:"question" about:"To ask where the fact is missing."`
		Values   []namedJSON    `json:"values" about:"What it can be."`
	}
	ruleJSON struct {
		ID       catalog.RuleID                           `json:"id" about:"Identifier."`
		Title    catalog.Text                             `json:"title" about:"Name of the rule."`
		When     map[catalog.FactID][]catalog.FactValueID `json:"when,omitempty" about:"Values that each fact may have; a fact not named may have any."`
		Outcomes map[catalog.ServiceID]catalog.Outcome    `json:"outcomes" about:"What it says of each service."`
		Note     catalog.Text                             `json:"note,omitempty" about:"More about it."`
		Source   string                                   `json:"source,omitempty" about:"Where the rule comes from."`
	}
	holeJSON struct {
		When    map[catalog.FactID][]catalog.FactValueID `json:"when,omitempty" about:"Values that each fact may have."`
		Message catalog.Text                             `json:"message" about:"What to do."`
		Contact string                                   `json:"contact,omitempty" about:"Whom to write to; absent means the catalogue's own."`
	}
	termJSON struct {
		ID         catalog.TermID `json:"id" about:"Identifier."`
		Term       catalog.Text   `json:"term" about:"The abbreviation or term."`
		Meaning    catalog.Text   `json:"meaning" about:"In full."`
		Definition catalog.Text   `json:"definition,omitempty" about:"Longer."`
	}
	articleJSON struct {
		ID        catalog.ArticleID `json:"id" about:"Identifier."`
		Title     catalog.Text      `json:"title" about:"Name of the article."`
		Summary   catalog.Text      `json:"summary,omitempty" about:"In one sentence."`
		Body      catalog.Text      `json:"body,omitempty" about:"Markdown."`
		Step      catalog.StepID    `json:"step,omitempty" about:"Where it belongs."`
		Questions []catalog.Text    `json:"questions,omitempty" about:"Questions that it answers."`
		Takeaways []catalog.Text    `json:"takeaways,omitempty" about:"To keep in mind."`
	}
	removedJSON struct {
		Type      catalog.Type `json:"type" about:"What it was."`
		ID        string       `json:"id" about:"Identifier that it had."`
		Successor string       `json:"successor,omitempty" about:"Identifier of what took its place."`
		Why       catalog.Text `json:"why,omitempty" about:"Why it was removed."`
	}
)

// writeJSON writes the whole catalogue in every language, one thing a line.
func writeJSON(w *bufio.Writer, s Source, v View) error {
	c := s.Catalog
	head := encode(headJSON{
		Schema: "catalogue.schema.json", Revision: c.Revision, Title: c.Title, Description: c.Description, Languages: c.Languages,
		Licence: c.Licence, Contact: c.Contact,
		Upstream: each(c.Upstream, func(u catalog.Upstream) upstreamJSON { return upstreamJSON(u) }),
	})
	fmt.Fprintf(w, "%s", bytes.TrimSuffix(head, []byte("}")))
	list(w, "steps", c.Steps, jsonStep, nil)
	list(w, "roles", c.Roles, func(r *catalog.Role) roleJSON {
		return roleJSON{r.ID, r.Position, r.Title, r.Description, r.Body, r.Aliases, r.Profiles}
	}, nil)
	list(w, "resources", c.Resources, jsonResource, v.progress)
	list(w, "planned", c.Planned, func(p *catalog.Planned) plannedJSON { return plannedJSON{p.ID, p.Step.ID, p.Position, p.Title} }, nil)
	list(w, "sections", c.Sections, jsonSection, nil)
	list(w, "respondents", c.Respondents, func(r *catalog.Respondent) namedJSON { return namedJSON{string(r.ID), r.Title} }, nil)
	list(w, "topics", c.Topics, func(t *catalog.Topic) namedJSON { return namedJSON{string(t.ID), t.Title} }, nil)
	list(w, "guides", c.Guides, func(g *catalog.Guide) guideJSON { return guideJSON{g.ID, g.Title, g.URL, accessJSON(g.Access)} }, nil)
	list(w, "services", c.Services, func(s *catalog.Service) serviceJSON {
		return serviceJSON{s.ID, s.Title, s.Description, each(s.Steps, stepID)}
	}, nil)
	list(w, "facts", c.Facts, func(f *catalog.Fact) factJSON {
		return factJSON{f.ID, f.Question, each(f.Values, func(v *catalog.FactValue) namedJSON { return namedJSON{string(v.ID), v.Title} })}
	}, nil)
	list(w, "rules", c.Rules, func(r *catalog.Rule) ruleJSON {
		return ruleJSON{r.ID, r.Title, jsonWhen(r.When), r.Outcomes, r.Note, r.Source}
	}, nil)
	list(w, "holes", c.Holes, func(h *catalog.Hole) holeJSON { return holeJSON{jsonWhen(h.When), h.Message, h.Contact} }, nil)
	list(w, "terms", c.Terms, func(t *catalog.Term) termJSON { return termJSON{t.ID, t.Term, t.Meaning, t.Definition} }, nil)
	list(w, "articles", c.Articles, jsonArticle, nil)
	list(w, "removed", c.Removed, func(r *catalog.Removed) removedJSON { return removedJSON{r.Type, r.ID, r.Successor.ID, r.Why} }, nil)
	fmt.Fprintln(w, "}")
	return nil
}

// list writes a field of things, one a line.
func list[T, U any](w *bufio.Writer, name string, things []T, shape func(T) U, progress func(done, total int)) {
	fmt.Fprintf(w, ",\n%q: [", name)
	elements(w, things, func(t T) any { return shape(t) }, progress)
	fmt.Fprint(w, "]")
}

// elements writes what shape makes of each thing, one a line, and nothing where it is nil.
func elements[T any](w *bufio.Writer, things []T, shape func(T) any, progress func(done, total int)) {
	written := false
	for i, t := range things {
		if v := shape(t); v != nil {
			if written {
				fmt.Fprint(w, ",")
			}
			fmt.Fprintf(w, "\n  %s", encode(v))
			written = true
		}
		if progress != nil {
			progress(i+1, len(things))
		}
	}
	if written {
		fmt.Fprintln(w)
	}
}

// encode returns a value as JSON on one line, with characters as they are.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("export: a catalogue is made of values JSON can write: %v", err))
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func stepID(s *catalog.Step) catalog.StepID { return s.ID }
func roleID(r *catalog.Role) catalog.RoleID { return r.ID }

func jsonTarget(t catalog.Target) (to targetJSON) {
	switch {
	case t.Resource != nil:
		to.Resource = t.Resource.ID
	case t.Guide != nil:
		to.Guide = t.Guide.ID
	case t.Article != nil:
		to.Article = t.Article.ID
	}
	return to
}

func jsonStep(s *catalog.Step) stepJSON {
	t := stepJSON{
		ID: s.ID, Number: s.Number, Title: s.Title, MaturityQuestion: s.MaturityQuestion, Body: s.Body,
		ChecklistIntro: s.ChecklistIntro, ActionsPending: s.ActionsPending, Gate: gateJSON(s.Gate),
		Actions: each(s.Actions, func(a *catalog.Action) actionJSON { return actionJSON{a.Label, each(a.Links, jsonTarget)} }),
		Objectives: each(s.Objectives, func(o *catalog.Objective) objectiveJSON {
			return objectiveJSON{o.Role.ID, o.Text}
		}),
	}
	p := s.Support
	support := supportJSON{Label: p.Label, Appointment: p.Appointment, With: p.With, Pending: p.Pending}
	if !p.Link.IsZero() {
		support.Link = new(jsonTarget(p.Link))
	}
	if len(p.Label)+len(p.Appointment)+len(p.With) > 0 || support.Link != nil || p.Pending {
		t.Support = &support
	}
	return t
}

func jsonResource(r *catalog.Resource) resourceJSON {
	return resourceJSON{
		ID: r.ID, Title: r.Title, Summary: r.Summary, Body: r.Body, URL: r.URL, Kind: r.Kind, Provider: r.Provider,
		Languages: r.Languages, Minutes: r.Minutes, Access: accessJSON(r.Access), Dead: r.Dead,
		Topics: each(r.Topics, func(t *catalog.Topic) catalog.TopicID { return t.ID }),
		Requires: each(r.Requires, func(q *catalog.Requirement) requirementJSON {
			return requirementJSON{q.Requires.ID, q.Basis, q.Why}
		}),
		Placements: each(r.Placements, func(p *catalog.Placement) placementJSON {
			return placementJSON{p.Step.ID, p.Everyone(), each(p.Roles, roleID), p.Position, p.Title}
		}),
	}
}

func jsonArticle(a *catalog.Article) articleJSON {
	t := articleJSON{ID: a.ID, Title: a.Title, Summary: a.Summary, Body: a.Body, Questions: a.Questions, Takeaways: a.Takeaways}
	if a.Step != nil {
		t.Step = a.Step.ID
	}
	return t
}

func jsonSection(s *catalog.Section) sectionJSON {
	return sectionJSON{s.ID, s.Step.ID, s.Title, s.Blocking, s.SupportOnly, each(s.Questions, func(q *catalog.Question) questionJSON {
		t := questionJSON{
			ID: q.ID, Text: q.Text, Details: q.Details, Kind: q.Kind, Expects: q.Expects, Blocking: q.Blocking,
			SupportOnly: q.SupportOnly, ValidDays: q.ValidDays, Weight: q.Weight, Source: q.Source,
			Respondents: each(q.Respondents, func(r *catalog.Respondent) catalog.RespondentID { return r.ID }),
			HelpedBy: each(q.HelpedBy, func(h *catalog.Help) helpJSON {
				return helpJSON{jsonTarget(h.Target), h.Strength, h.Why}
			}),
		}
		if q.OnlyIf != nil {
			t.OnlyIf = &conditionJSON{q.OnlyIf.Question.ID, q.OnlyIf.Answers}
		}
		return t
	})}
}

func jsonWhen(clauses []catalog.Clause) map[catalog.FactID][]catalog.FactValueID {
	when := map[catalog.FactID][]catalog.FactValueID{}
	for _, c := range clauses {
		when[c.Fact.ID] = each(c.Values, func(v *catalog.FactValue) catalog.FactValueID { return v.ID })
	}
	return when
}
