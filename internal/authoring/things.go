package authoring

import (
	"math"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// thing says how things of one type are written, each in a file or an entry of its own.
type thing[T any] struct {
	typ    catalog.Type
	record format[T]
	start  T // what a thing is of which nothing is written
	node   func(*T) (*catalog.Node, *string)
	body   func(*T) *catalog.Text // nil for entries of lists
	vital  []string               // fields that others depend on; nil for all
}

// unread remembers a thing of which fields could not be read, where others depend on one of them.
func (k *thing[T]) unread(r *reader, id string, problems []catalog.Problem) {
	for _, p := range problems {
		field, _, _ := strings.Cut(p.Field, ".")
		field, _, _ = strings.Cut(field, "[")
		if p.Severity == catalog.SeverityError && (k.vital == nil || field == "" || slices.Contains(k.vital, field)) {
			r.unread(k.typ, id)
			return
		}
	}
}

// accesses is what it takes to open a link.
var accesses = record(
	may("network", choice(catalog.Networks()...), func(a *catalog.Access) *catalog.Network { return &a.Network }, "Where the link opens from."),
	may("account", choice(catalog.Accounts()...), func(a *catalog.Access) *catalog.Account { return &a.Account }, "What the link asks of its reader."),
	may("cost", choice(catalog.Costs()...), func(a *catalog.Access) *catalog.Cost { return &a.Cost }, "What the link costs its reader."),
)

// unknownAccess is what is known of a link of which nothing is written.
var unknownAccess = catalog.Access{Network: catalog.NetworkUnknown, Account: catalog.AccountUnknown, Cost: catalog.CostUnknown}

// target returns the fields that name one thing, of what holds it.
func target[T any](at func(*T) *catalog.TargetDraft) []field[T] {
	return []field[T]{
		may("resource", ref(catalog.TypeResource), func(t *T) *string { return &at(t).Resource }, "The resource it leads to."),
		may("guide", ref(catalog.TypeGuide), func(t *T) *string { return &at(t).Guide }, "The guide it leads to."),
		may("article", ref(catalog.TypeArticle), func(t *T) *string { return &at(t).Article }, "The article it leads to."),
	}
}

var targets = exactlyOne(record(target(func(t *catalog.TargetDraft) *catalog.TargetDraft { return t })...), targetFields...)

// targetFields are the fields of target.
var targetFields = []string{"resource", "guide", "article"}

// settings are the fields of catalog.yaml.
var settings = record(
	must("title", text, func(d *catalog.Draft) *catalog.Text { return &d.Title }, "Name of the catalogue."),
	may("description", text, func(d *catalog.Draft) *catalog.Text { return &d.Description }, "What the catalogue is for."),
	must("languages", list(language), func(d *catalog.Draft) *[]catalog.Lang { return &d.Languages },
		"Languages of the texts; the first is the one every text falls back to."),
	may("licence", str, func(d *catalog.Draft) *string { return &d.Licence }, "SPDX identifier of the content's licence."),
	may("contact", str, func(d *catalog.Draft) *string { return &d.Contact }, "E-mail address of the programme."),
	may("upstream", list(record(
		may("name", str, func(u *catalog.Upstream) *string { return &u.Name }, "Name of the base."),
		may("url", str, func(u *catalog.Upstream) *string { return &u.URL }, "Where the base is."),
		may("commit", str, func(u *catalog.Upstream) *string { return &u.Commit }, "Version that the facts come from."),
		may("date", str, func(u *catalog.Upstream) *string { return &u.Date }, "Day of that version, as YYYY-MM-DD."),
	)), func(d *catalog.Draft) *[]catalog.Upstream { return &d.Upstream }, "Bases that the facts come from."),
)

var steps = thing[catalog.StepDraft]{
	typ:   catalog.TypeStep,
	vital: []string{"number"},
	node:  func(s *catalog.StepDraft) (*catalog.Node, *string) { return &s.Node, &s.ID },
	body:  func(s *catalog.StepDraft) *catalog.Text { return &s.Body },
	record: record(
		must("number", whole(1), func(s *catalog.StepDraft) *int32 { return &s.Number }, "1, 2, 3… without a hole."),
		must("title", text, func(s *catalog.StepDraft) *catalog.Text { return &s.Title }, "Name of the step."),
		must("maturityQuestion", text, func(s *catalog.StepDraft) *catalog.Text { return &s.MaturityQuestion }, "What a team asks itself there."),
		may("checklistIntro", text, func(s *catalog.StepDraft) *catalog.Text { return &s.ChecklistIntro }, "Text above the checklist."),
		may("gate", optional(record(
			may("score", share, func(g *catalog.Gate) *float64 { return &g.Score }, "Share of the score that answers must reach, from 0 to 1."),
			may("coverage", share, func(g *catalog.Gate) *float64 { return &g.Coverage }, "Share of the questions that must be answered, from 0 to 1."),
		)), func(s *catalog.StepDraft) **catalog.Gate { return &s.Gate }, "What answers must reach to pass the step."),
		may("objectives", objectives, func(s *catalog.StepDraft) *[]catalog.ObjectiveDraft { return &s.Objectives }, "What each role should reach at this step."),
		may("actions", list(record(
			must("label", text, func(a *catalog.ActionDraft) *catalog.Text { return &a.Label }, "What to do."),
			may("links", list(targets), func(a *catalog.ActionDraft) *[]catalog.TargetDraft { return &a.Links }, "What to read for it."),
		)), func(s *catalog.StepDraft) *[]catalog.ActionDraft { return &s.Actions }, "What to do and read in the programme's own guides."),
		may("actionsPending", flag, func(s *catalog.StepDraft) *bool { return &s.ActionsPending }, "Whether the actions are still to be defined."),
		may("support", record(
			may("label", text, func(s *catalog.SupportDraft) *catalog.Text { return &s.Label }, "What to do to obtain it."),
			may("link", record(target(func(t *catalog.TargetDraft) *catalog.TargetDraft { return t })...), func(s *catalog.SupportDraft) *catalog.TargetDraft { return &s.Link }, "The form to fill in."),
			may("appointment", text, func(s *catalog.SupportDraft) *catalog.Text { return &s.Appointment }, "What the meeting is."),
			may("with", text, func(s *catalog.SupportDraft) *catalog.Text { return &s.With }, "Whom it is with."),
			may("pending", flag, func(s *catalog.SupportDraft) *bool { return &s.Pending }, "Whether it is announced and not offered yet."),
		), func(s *catalog.StepDraft) *catalog.SupportDraft { return &s.Support }, "The help a team may ask for there."),
	),
}

// objectives is a table of texts by role, kept in the order written.
var objectives = format[[]catalog.ObjectiveDraft]{
	shape: &shape{sort: sortTable, keys: "a role", of: text.shape},
	read: func(v value, to *[]catalog.ObjectiveDraft) {
		v.entries(func(role string, v value) {
			i := slices.IndexFunc(*to, func(o catalog.ObjectiveDraft) bool { return o.Role == role })
			if i < 0 {
				i = len(*to)
				*to = append(*to, catalog.ObjectiveDraft{Role: role})
			}
			text.read(v, &(*to)[i].Text)
		})
	},
}

var roles = thing[catalog.RoleDraft]{
	typ:  catalog.TypeRole,
	node: func(r *catalog.RoleDraft) (*catalog.Node, *string) { return &r.Node, &r.ID },
	body: func(r *catalog.RoleDraft) *catalog.Text { return &r.Body },
	record: record(
		may("order", whole(math.MinInt32), func(r *catalog.RoleDraft) *int32 { return &r.Position }, "Lower comes first."),
		must("title", text, func(r *catalog.RoleDraft) *catalog.Text { return &r.Title }, "Name of the perimeter."),
		must("description", text, func(r *catalog.RoleDraft) *catalog.Text { return &r.Description }, "Who has this perimeter."),
		may("aliases", list(text), func(r *catalog.RoleDraft) *[]catalog.Text { return &r.Aliases }, "Other names of the same perimeter."),
		may("profiles", list(text), func(r *catalog.RoleDraft) *[]catalog.Text { return &r.Profiles }, "Examples of people who belong to it."),
	),
}

var resources = thing[catalog.ResourceDraft]{
	typ:   catalog.TypeResource,
	vital: []string{"placements", "dead"},
	start: catalog.ResourceDraft{Access: unknownAccess},
	node:  func(r *catalog.ResourceDraft) (*catalog.Node, *string) { return &r.Node, &r.ID },
	body:  func(r *catalog.ResourceDraft) *catalog.Text { return &r.Body },
	record: record(
		must("title", text, func(r *catalog.ResourceDraft) *catalog.Text { return &r.Title }, "Name of the resource."),
		may("summary", text, func(r *catalog.ResourceDraft) *catalog.Text { return &r.Summary }, "What it holds, in one sentence."),
		must("url", address, func(r *catalog.ResourceDraft) *string { return &r.URL }, "Full http or https address, of no other resource."),
		must("kind", choice(catalog.Kinds()...), func(r *catalog.ResourceDraft) *catalog.Kind { return &r.Kind }, "What sort of thing it is."),
		may("provider", str, func(r *catalog.ResourceDraft) *string { return &r.Provider }, "Who publishes it."),
		may("languages", list(language), func(r *catalog.ResourceDraft) *[]catalog.Lang { return &r.Languages },
			"Languages of the resource itself; absent means unknown."),
		may("minutes", whole(0), func(r *catalog.ResourceDraft) *int32 { return &r.Minutes }, "How long it takes; absent means unknown."),
		may("access", accesses, func(r *catalog.ResourceDraft) *catalog.Access { return &r.Access }, "What it takes to open it."),
		may("topics", list(ref(catalog.TypeTopic)), func(r *catalog.ResourceDraft) *[]string { return &r.Topics }, "Tags, from topics.yaml."),
		may("requires", list(record(
			must("resource", ref(catalog.TypeResource), func(q *catalog.RequirementDraft) *string { return &q.Resource }, "What comes before."),
			must("basis", choice(catalog.BasisStated, catalog.BasisInferred), func(q *catalog.RequirementDraft) *catalog.Basis { return &q.Basis },
				"Whether titles or addresses say so, or we judge so."),
			may("why", text, func(q *catalog.RequirementDraft) *catalog.Text { return &q.Why }, "Why it comes before."),
		)), func(r *catalog.ResourceDraft) *[]catalog.RequirementDraft { return &r.Requires }, "Resources to meet before this one."),
		may("placements", list(record(
			must("step", ref(catalog.TypeStep), func(p *catalog.PlacementDraft) *string { return &p.Step }, "Where it stands."),
			must("for", audience, func(p *catalog.PlacementDraft) *catalog.PlacementDraft { return p }, "Everyone, or a list of roles."),
			may("order", whole(math.MinInt32), func(p *catalog.PlacementDraft) *int32 { return &p.Position }, "Lower comes first."),
			may("title", text, func(p *catalog.PlacementDraft) *catalog.Text { return &p.Title }, "Its title at this place, where it is another."),
		)), func(r *catalog.ResourceDraft) *[]catalog.PlacementDraft { return &r.Placements }, "Where it stands, and for whom."),
		may("dead", optional(record(
			may("reason", text, func(d *catalog.Dead) *catalog.Text { return &d.Reason }, "How that is known."),
			may("successor", address, func(d *catalog.Dead) *string { return &d.Successor }, "Address that took its place."),
		)), func(r *catalog.ResourceDraft) **catalog.Dead { return &r.Dead }, "That the link no longer opens."),
	),
}

var articles = thing[catalog.ArticleDraft]{
	typ:  catalog.TypeArticle,
	node: func(a *catalog.ArticleDraft) (*catalog.Node, *string) { return &a.Node, &a.ID },
	body: func(a *catalog.ArticleDraft) *catalog.Text { return &a.Body },
	record: record(
		must("title", text, func(a *catalog.ArticleDraft) *catalog.Text { return &a.Title }, "Title of the page."),
		may("summary", text, func(a *catalog.ArticleDraft) *catalog.Text { return &a.Summary }, "What it says, in one sentence."),
		may("step", ref(catalog.TypeStep), func(a *catalog.ArticleDraft) *string { return &a.Step }, "The step it belongs to."),
		may("questions", list(text), func(a *catalog.ArticleDraft) *[]catalog.Text { return &a.Questions }, "Questions it answers."),
		may("takeaways", list(text), func(a *catalog.ArticleDraft) *[]catalog.Text { return &a.Takeaways }, "What to keep in mind."),
	),
}

func named(typ catalog.Type) thing[catalog.NamedDraft] {
	return thing[catalog.NamedDraft]{
		typ:  typ,
		node: func(n *catalog.NamedDraft) (*catalog.Node, *string) { return &n.Node, &n.ID },
		record: record(
			must("id", self, func(n *catalog.NamedDraft) *string { return &n.ID }, "Its identifier."),
			must("title", text, func(n *catalog.NamedDraft) *catalog.Text { return &n.Title }, "Its name."),
		),
	}
}

var (
	topics      = named(catalog.TypeTopic)
	respondents = named(catalog.TypeRespondent)
)

var guides = thing[catalog.GuideDraft]{
	typ:   catalog.TypeGuide,
	start: catalog.GuideDraft{Access: unknownAccess},
	node:  func(g *catalog.GuideDraft) (*catalog.Node, *string) { return &g.Node, &g.ID },
	record: record(
		must("id", self, func(g *catalog.GuideDraft) *string { return &g.ID }, "Its identifier."),
		must("title", text, func(g *catalog.GuideDraft) *catalog.Text { return &g.Title }, "Name of the page."),
		must("url", address, func(g *catalog.GuideDraft) *string { return &g.URL }, "Full http or https address."),
		may("access", accesses, func(g *catalog.GuideDraft) *catalog.Access { return &g.Access }, "What it takes to open it."),
	),
}

var planned = thing[catalog.PlannedDraft]{
	typ:  catalog.TypePlanned,
	node: func(p *catalog.PlannedDraft) (*catalog.Node, *string) { return &p.Node, &p.ID },
	record: record(
		must("id", self, func(p *catalog.PlannedDraft) *string { return &p.ID }, "Its identifier."),
		must("step", ref(catalog.TypeStep), func(p *catalog.PlannedDraft) *string { return &p.Step }, "Where it will stand."),
		must("title", text, func(p *catalog.PlannedDraft) *catalog.Text { return &p.Title }, "What is announced."),
	),
}

var terms = thing[catalog.TermDraft]{
	typ:  catalog.TypeTerm,
	node: func(t *catalog.TermDraft) (*catalog.Node, *string) { return &t.Node, &t.ID },
	record: record(
		must("id", self, func(t *catalog.TermDraft) *string { return &t.ID }, "Its identifier."),
		must("term", text, func(t *catalog.TermDraft) *catalog.Text { return &t.Term }, "The word or abbreviation."),
		must("meaning", text, func(t *catalog.TermDraft) *catalog.Text { return &t.Meaning }, "What it stands for."),
		may("definition", text, func(t *catalog.TermDraft) *catalog.Text { return &t.Definition }, "What it means, at more length."),
	),
}

var questions = thing[catalog.QuestionDraft]{
	typ:  catalog.TypeQuestion,
	node: func(q *catalog.QuestionDraft) (*catalog.Node, *string) { return &q.Node, &q.ID },
	record: record(
		must("id", self, func(q *catalog.QuestionDraft) *string { return &q.ID }, "Its identifier, unique in the whole catalogue."),
		must("text", text, func(q *catalog.QuestionDraft) *catalog.Text { return &q.Text }, "What is asked."),
		may("details", text, func(q *catalog.QuestionDraft) *catalog.Text { return &q.Details }, "More about what is asked."),
		must("kind", choice(catalog.QuestionChoice, catalog.QuestionEvidence, catalog.QuestionAction),
			func(q *catalog.QuestionDraft) *catalog.QuestionKind { return &q.Kind }, "How it is answered."),
		must("expects", choice(catalog.ExpectYes, catalog.ExpectAnswered), func(q *catalog.QuestionDraft) *catalog.Expectation { return &q.Expects },
			"What it hopes to hear; `answered` where no answer is wrong."),
		may("blocking", optional(flag), func(q *catalog.QuestionDraft) **bool { return &q.Blocking }, "Whether it blocks the step; absent means as the section."),
		may("supportOnly", optional(flag), func(q *catalog.QuestionDraft) **bool { return &q.SupportOnly },
			"Whether it is for teams that ask for support only; absent means as the section."),
		may("onlyIf", optional(record(
			must("question", ref(catalog.TypeQuestion), func(c *catalog.ConditionDraft) *string { return &c.Question }, "An earlier question."),
			must("answers", list(choice(catalog.AnswerValues()...)), func(c *catalog.ConditionDraft) *[]catalog.AnswerValue { return &c.Answers },
				"The answers on which this one applies."),
		)), func(q *catalog.QuestionDraft) **catalog.ConditionDraft { return &q.OnlyIf }, "When it applies; absent means always."),
		may("validDays", whole(0), func(q *catalog.QuestionDraft) *int32 { return &q.ValidDays }, "How many days an answer stays true; absent means for ever."),
		may("weight", whole(0), func(q *catalog.QuestionDraft) *int32 { return &q.Weight }, "Its share in the score; 1 unless written."),
		may("respondents", list(ref(catalog.TypeRespondent)), func(q *catalog.QuestionDraft) *[]string { return &q.Respondents }, "Who can answer."),
		may("helpedBy", list(exactlyOne(record(append(target(func(h *catalog.HelpDraft) *catalog.TargetDraft { return &h.TargetDraft }),
			must("strength", choice(catalog.StrengthDirect, catalog.StrengthPartial), func(h *catalog.HelpDraft) *catalog.Strength { return &h.Strength },
				"How well it helps."),
			may("why", text, func(h *catalog.HelpDraft) *catalog.Text { return &h.Why }, "Why it helps."),
		)...), targetFields...)), func(q *catalog.QuestionDraft) *[]catalog.HelpDraft { return &q.HelpedBy }, "What helps to answer yes."),
		may("source", str, func(q *catalog.QuestionDraft) *string { return &q.Source }, "Where the question comes from."),
	),
}

var sections = thing[catalog.SectionDraft]{
	typ:  catalog.TypeSection,
	node: func(s *catalog.SectionDraft) (*catalog.Node, *string) { return &s.Node, &s.ID },
	record: record(
		must("id", self, func(s *catalog.SectionDraft) *string { return &s.ID }, "Its identifier, unique in the whole catalogue."),
		must("title", text, func(s *catalog.SectionDraft) *catalog.Text { return &s.Title }, "Name of the section."),
		may("blocking", flag, func(s *catalog.SectionDraft) *bool { return &s.Blocking }, "Whether each of its questions blocks the step."),
		may("supportOnly", flag, func(s *catalog.SectionDraft) *bool { return &s.SupportOnly }, "Whether it is for teams that ask for support only."),
		may("questions", questions.list(), func(s *catalog.SectionDraft) *[]catalog.QuestionDraft { return &s.Questions }, "Its questions, in the order they are asked."),
	),
}

// checklist is the format of questions/STEP.yaml.
var checklist = record(
	may("sections", sections.list(), func(d *catalog.Draft) *[]catalog.SectionDraft { return &d.Sections }, "Parts of the checklist, in order."),
)

var facts = thing[catalog.FactDraft]{
	typ:  catalog.TypeFact,
	node: func(f *catalog.FactDraft) (*catalog.Node, *string) { return &f.Node, &f.ID },
	record: record(
		must("id", self, func(f *catalog.FactDraft) *string { return &f.ID }, "Its identifier."),
		must("question", text, func(f *catalog.FactDraft) *catalog.Text { return &f.Question }, "What to ask where the fact is missing."),
		must("values", list(record(
			must("id", self, func(v *catalog.FactValueDraft) *string { return &v.ID }, "Its identifier."),
			must("title", text, func(v *catalog.FactValueDraft) *catalog.Text { return &v.Title }, "Its name."),
		)), func(f *catalog.FactDraft) *[]catalog.FactValueDraft { return &f.Values }, "The values it can have."),
	),
}

var services = thing[catalog.ServiceDraft]{
	typ:  catalog.TypeService,
	node: func(s *catalog.ServiceDraft) (*catalog.Node, *string) { return &s.Node, &s.ID },
	record: record(
		must("id", self, func(s *catalog.ServiceDraft) *string { return &s.ID }, "Its identifier."),
		must("title", text, func(s *catalog.ServiceDraft) *catalog.Text { return &s.Title }, "Name of the service."),
		must("description", text, func(s *catalog.ServiceDraft) *catalog.Text { return &s.Description }, "What it offers."),
		may("steps", list(ref(catalog.TypeStep)), func(s *catalog.ServiceDraft) *[]string { return &s.Steps }, "Where it is given."),
	),
}

// condition is the format of what a rule or a hole covers.
var condition = table("a fact", list(line[string](&shape{sort: sortIdentifier})))

var rules = thing[catalog.RuleDraft]{
	typ:  catalog.TypeRule,
	node: func(r *catalog.RuleDraft) (*catalog.Node, *string) { return &r.Node, &r.ID },
	record: record(
		must("id", self, func(r *catalog.RuleDraft) *string { return &r.ID }, "Its identifier."),
		must("title", text, func(r *catalog.RuleDraft) *catalog.Text { return &r.Title }, "Name of the case."),
		may("when", condition, func(r *catalog.RuleDraft) *map[string][]string { return &r.When },
			"What it covers: values by fact; a fact left out may have any."),
		may("outcomes", table("a service", choice(catalog.Granted, catalog.Denied, catalog.ToBeAgreed)),
			func(r *catalog.RuleDraft) *map[string]catalog.Outcome { return &r.Outcomes }, "What it says of each service; one left out is denied."),
		may("note", text, func(r *catalog.RuleDraft) *catalog.Text { return &r.Note }, "More about the case."),
		may("source", str, func(r *catalog.RuleDraft) *string { return &r.Source }, "Where the rule comes from."),
	),
}

var holes = record(
	may("when", condition, func(h *catalog.HoleDraft) *map[string][]string { return &h.When }, "What no rule covers: values by fact."),
	must("message", text, func(h *catalog.HoleDraft) *catalog.Text { return &h.Message }, "What to tell who is in that case."),
	may("contact", str, func(h *catalog.HoleDraft) *string { return &h.Contact }, "E-mail address to write to."),
)

// holeList is a list of holes. They have no identifier: a layer above writes them all again.
var holeList = format[[]catalog.HoleDraft]{
	shape: &shape{sort: sortList, of: holes.shape},
	read: func(v value, to *[]catalog.HoleDraft) {
		*to = nil
		v.each(func(v value) {
			h := catalog.HoleDraft{Node: v.f.newNode(v)}
			f := *v.f
			f.node = &h.Node
			before := f.r.errors
			holes.read(value{f: &f, n: v.n}, &h)
			h.Fields.Sort()
			if f.r.errors > before {
				f.r.unread(catalog.TypeHole, "")
			}
			*to = append(*to, h)
		})
	},
}

// support is the format of support.yaml.
var support = record(
	may("facts", facts.list(), func(d *catalog.Draft) *[]catalog.FactDraft { return &d.Facts }, "What one must know of a team."),
	may("services", services.list(), func(d *catalog.Draft) *[]catalog.ServiceDraft { return &d.Services }, "The help that is offered."),
	may("rules", rules.list(), func(d *catalog.Draft) *[]catalog.RuleDraft { return &d.Rules }, "Who may obtain which help."),
	may("holes", holeList, func(d *catalog.Draft) *[]catalog.HoleDraft { return &d.Holes }, "Cases that no rule decides."),
)

var removed = thing[catalog.RemovedDraft]{
	typ:    "removed", // it has no identifier of its own
	node:   func(r *catalog.RemovedDraft) (*catalog.Node, *string) { return &r.Node, new(string) },
	record: exactlyOne(record(tombstone()...), removable()...),
}

// removable returns the names of the types of things, as fields.
func removable() []string {
	var names []string
	for _, t := range catalog.Types() {
		names = append(names, t.Field())
	}
	return names
}

// tombstone returns the fields of an entry of removed.yaml: the one named after a type holds the identifier of what was
// removed.
func tombstone() []field[catalog.RemovedDraft] {
	var fields []field[catalog.RemovedDraft]
	for _, t := range catalog.Types() {
		f := may(t.Field(), self, func(r *catalog.RemovedDraft) *string { return &r.ID },
			"Identifier that a "+strings.ReplaceAll(string(t), "-", " ")+" had.")
		read := f.read
		f.read = func(v value, r *catalog.RemovedDraft) {
			if r.Type != "" {
				v.problem("one-target", "is a second thing in one entry", "write an entry for each thing that was removed")
				return
			}
			r.Type = t
			read(v, r)
		}
		fields = append(fields, f)
	}
	return append(fields,
		may("successor", self, func(r *catalog.RemovedDraft) *string { return &r.Successor }, "Identifier of what took its place."),
		may("why", text, func(r *catalog.RemovedDraft) *catalog.Text { return &r.Why }, "Why it was removed."),
	)
}
