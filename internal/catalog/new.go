package catalog

import (
	"cmp"
	"errors"
	"slices"
	"sync"
)

// ErrNotFound says that a catalogue holds no thing of that kind with that identifier.
var ErrNotFound = errors.New("not found")

// index finds things by identifier.
type index struct {
	steps       map[StepID]*Step
	roles       map[RoleID]*Role
	resources   map[ResourceID]*Resource
	planned     map[PlannedID]*Planned
	sections    map[SectionID]*Section
	questions   map[QuestionID]*Question
	respondents map[RespondentID]*Respondent
	topics      map[TopicID]*Topic
	guides      map[GuideID]*Guide
	services    map[ServiceID]*Service
	facts       map[FactID]*Fact
	rules       map[RuleID]*Rule
	terms       map[TermID]*Term
	articles    map[ArticleID]*Article
	removed     map[Ref]*Removed
}

// Step returns the step of that identifier, or nil.
func (c *Catalog) Step(id StepID) *Step { return c.index.steps[id] }

// Role returns the role of that identifier, or nil.
func (c *Catalog) Role(id RoleID) *Role { return c.index.roles[id] }

// Resource returns the resource of that identifier, or nil.
func (c *Catalog) Resource(id ResourceID) *Resource { return c.index.resources[id] }

// PlannedResource returns the planned resource of that identifier, or nil.
func (c *Catalog) PlannedResource(id PlannedID) *Planned { return c.index.planned[id] }

// Section returns the section of that identifier, or nil.
func (c *Catalog) Section(id SectionID) *Section { return c.index.sections[id] }

// Question returns the question of that identifier, or nil.
func (c *Catalog) Question(id QuestionID) *Question { return c.index.questions[id] }

// Respondent returns the respondent of that identifier, or nil.
func (c *Catalog) Respondent(id RespondentID) *Respondent { return c.index.respondents[id] }

// Topic returns the topic of that identifier, or nil.
func (c *Catalog) Topic(id TopicID) *Topic { return c.index.topics[id] }

// Guide returns the guide of that identifier, or nil.
func (c *Catalog) Guide(id GuideID) *Guide { return c.index.guides[id] }

// Service returns the support service of that identifier, or nil.
func (c *Catalog) Service(id ServiceID) *Service { return c.index.services[id] }

// Fact returns the fact of that identifier, or nil.
func (c *Catalog) Fact(id FactID) *Fact { return c.index.facts[id] }

// Rule returns the support rule of that identifier, or nil.
func (c *Catalog) Rule(id RuleID) *Rule { return c.index.rules[id] }

// Term returns the glossary term of that identifier, or nil.
func (c *Catalog) Term(id TermID) *Term { return c.index.terms[id] }

// Article returns the article of that identifier, or nil.
func (c *Catalog) Article(id ArticleID) *Article { return c.index.articles[id] }

// StepNumber returns the step of that number, or nil.
func (c *Catalog) StepNumber(n int32) *Step {
	if n < 1 || int(n) > len(c.Steps) {
		return nil
	}
	return c.Steps[n-1]
}

// Check returns every problem of d, in the order of [SortProblems]: what [New] would say, without making a catalogue.
func Check(d Draft) []Problem {
	problems := check(&d)
	SortProblems(problems)
	return problems
}

// New returns the catalogue d describes, with the warnings it deserves; or nil and all its problems if any of them is
// an error. Problems are in the order of [SortProblems].
func New(d Draft) (*Catalog, []Problem) {
	var revision string
	var hashed sync.WaitGroup
	hashed.Go(func() { revision = d.Revision() }) // takes half as long as checking
	problems := Check(d)
	hashed.Wait()
	if HasErrors(problems) {
		return nil, problems
	}
	c := link(&d)
	c.Revision = revision
	return c, problems
}

// link resolves the references of a draft that check found sound. It leaves the revision to its caller.
func link(d *Draft) *Catalog {
	l := linker{c: &Catalog{
		Title: d.Title, Description: d.Description, Languages: d.Languages, Licence: d.Licence,
		Upstream: d.Upstream, Contact: d.Contact,
	}}
	l.nodes(d)
	l.resources(d)
	l.steps(d)
	l.questions(d)
	l.support(d)
	l.order()
	l.removed(d)
	return l.c
}

// linker builds one Catalog.
type linker struct{ c *Catalog }

// build makes a thing of each draft and finds each by its identifier.
func build[D any, ID comparable, T any](drafts []D, thing func(*D) (ID, *T)) ([]*T, map[ID]*T) {
	things, byID := make([]*T, 0, len(drafts)), make(map[ID]*T, len(drafts))
	for i := range drafts {
		id, t := thing(&drafts[i])
		things, byID[id] = append(things, t), t
	}
	return things, byID
}

func (l *linker) nodes(d *Draft) {
	c, x := l.c, &l.c.index
	c.Steps, x.steps = build(d.Steps, func(s *StepDraft) (StepID, *Step) {
		t := &Step{
			ID: StepID(s.ID), Origin: s.Origin, Number: s.Number, Title: s.Title, MaturityQuestion: s.MaturityQuestion,
			Body: s.Body, ChecklistIntro: s.ChecklistIntro, ActionsPending: s.ActionsPending,
		}
		if s.Gate != nil {
			t.Gate = *s.Gate
		}
		return t.ID, t
	})
	c.Roles, x.roles = build(d.Roles, func(r *RoleDraft) (RoleID, *Role) {
		t := &Role{
			ID: RoleID(r.ID), Origin: r.Origin, Position: r.Position, Title: r.Title, Description: r.Description,
			Body: r.Body, Aliases: r.Aliases, Profiles: r.Profiles,
		}
		return t.ID, t
	})
	c.Topics, x.topics = build(d.Topics, func(n *NamedDraft) (TopicID, *Topic) {
		return TopicID(n.ID), &Topic{ID: TopicID(n.ID), Origin: n.Origin, Title: n.Title}
	})
	c.Respondents, x.respondents = build(d.Respondents, func(n *NamedDraft) (RespondentID, *Respondent) {
		return RespondentID(n.ID), &Respondent{ID: RespondentID(n.ID), Title: n.Title}
	})
	c.Guides, x.guides = build(d.Guides, func(g *GuideDraft) (GuideID, *Guide) {
		return GuideID(g.ID), &Guide{ID: GuideID(g.ID), Origin: g.Origin, Title: g.Title, URL: g.URL, Access: g.Access}
	})
	c.Terms, x.terms = build(d.Terms, func(t *TermDraft) (TermID, *Term) {
		return TermID(t.ID), &Term{
			ID: TermID(t.ID), Origin: t.Origin, Term: t.Term, Meaning: t.Meaning, Definition: t.Definition,
		}
	})
	c.Articles, x.articles = build(d.Articles, func(a *ArticleDraft) (ArticleID, *Article) {
		t := &Article{
			ID: ArticleID(a.ID), Origin: a.Origin, Title: a.Title, Summary: a.Summary, Body: a.Body,
			Questions: a.Questions, Takeaways: a.Takeaways, Step: x.steps[StepID(a.Step)],
		}
		if t.Step != nil {
			t.Step.Articles = append(t.Step.Articles, t)
		}
		return t.ID, t
	})
	c.Planned, x.planned = build(d.Planned, func(p *PlannedDraft) (PlannedID, *Planned) {
		t := &Planned{
			ID: PlannedID(p.ID), Origin: p.Origin, Step: x.steps[StepID(p.Step)], Position: p.Position, Title: p.Title,
		}
		t.Step.Planned = append(t.Step.Planned, t)
		return t.ID, t
	})
}

func (l *linker) resources(d *Draft) {
	c, x := l.c, &l.c.index
	c.Resources, x.resources = build(d.Resources, func(r *ResourceDraft) (ResourceID, *Resource) {
		t := &Resource{
			ID: ResourceID(r.ID), Origin: r.Origin, Title: r.Title, Summary: r.Summary, Body: r.Body, URL: r.URL,
			Kind: r.Kind, Provider: r.Provider, Languages: r.Languages, Minutes: r.Minutes, Access: r.Access, Dead: r.Dead, Unreachable: r.Unreachable,
		}
		for _, id := range r.Topics {
			topic := x.topics[TopicID(id)]
			t.Topics, topic.Resources = append(t.Topics, topic), append(topic.Resources, t)
		}
		return t.ID, t
	})
	for i := range d.Resources {
		r, t := &d.Resources[i], c.Resources[i]
		for _, q := range r.Requires {
			edge := &Requirement{Resource: t, Requires: x.resources[ResourceID(q.Resource)], Basis: q.Basis, Why: q.Why}
			t.Requires = append(t.Requires, edge)
			edge.Requires.RequiredBy = append(edge.Requires.RequiredBy, edge)
		}
		for _, p := range r.Placements {
			place := &Placement{Resource: t, Step: x.steps[StepID(p.Step)], Position: p.Position, Title: p.Title}
			for _, id := range p.Roles {
				role := x.roles[RoleID(id)]
				place.Roles, role.Placements = append(place.Roles, role), append(role.Placements, place)
			}
			t.Placements, place.Step.Placements = append(t.Placements, place), append(place.Step.Placements, place)
		}
	}
}

func (l *linker) steps(d *Draft) {
	x := &l.c.index
	for i := range d.Steps {
		s, t := &d.Steps[i], l.c.Steps[i]
		linked := func(target Target) {
			switch {
			case target.Resource != nil && !slices.Contains(target.Resource.Actions, t):
				target.Resource.Actions = append(target.Resource.Actions, t)
			case target.Guide != nil && !slices.Contains(target.Guide.Steps, t):
				target.Guide.Steps = append(target.Guide.Steps, t)
			}
		}
		for _, a := range s.Actions {
			action := &Action{Label: a.Label}
			for _, link := range a.Links {
				target := l.target(link)
				action.Links = append(action.Links, target)
				linked(target)
			}
			t.Actions = append(t.Actions, action)
		}
		t.Support = Support{
			Label: s.Support.Label, Link: l.target(s.Support.Link), Appointment: s.Support.Appointment,
			With: s.Support.With, Pending: s.Support.Pending,
		}
		linked(t.Support.Link)
		for _, o := range s.Objectives {
			objective := &Objective{Step: t, Role: x.roles[RoleID(o.Role)], Text: o.Text}
			t.Objectives = append(t.Objectives, objective)
			objective.Role.Objectives = append(objective.Role.Objectives, objective)
		}
	}
}

func (l *linker) target(t TargetDraft) Target {
	x := &l.c.index
	return Target{
		Resource: x.resources[ResourceID(t.Resource)],
		Guide:    x.guides[GuideID(t.Guide)],
		Article:  x.articles[ArticleID(t.Article)],
	}
}

func (l *linker) questions(d *Draft) {
	c, x := l.c, &l.c.index
	x.questions = make(map[QuestionID]*Question)
	positions := make(map[*Step]int32)
	c.Sections, x.sections = build(d.Sections, func(s *SectionDraft) (SectionID, *Section) {
		t := &Section{
			ID: SectionID(s.ID), Origin: s.Origin, Step: x.steps[StepID(s.Step)], Title: s.Title,
			Blocking: s.Blocking, SupportOnly: s.SupportOnly,
		}
		positions[t.Step]++
		t.Position = positions[t.Step]
		t.Step.Sections = append(t.Step.Sections, t)
		for i := range s.Questions {
			q := l.question(&s.Questions[i], t)
			q.Position = int32(i) + 1
			t.Questions = append(t.Questions, q)
			x.questions[q.ID] = q
		}
		return t.ID, t
	})
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			q, t := &d.Sections[i].Questions[j], c.Sections[i].Questions[j]
			if q.OnlyIf == nil {
				continue
			}
			t.OnlyIf = &Condition{Question: x.questions[QuestionID(q.OnlyIf.Question)], Answers: q.OnlyIf.Answers}
			t.OnlyIf.Question.ConditionOf = append(t.OnlyIf.Question.ConditionOf, t)
		}
	}
}

func (l *linker) question(q *QuestionDraft, section *Section) *Question {
	t := &Question{
		ID: QuestionID(q.ID), Origin: q.Origin, Section: section, Text: q.Text, Details: q.Details, Kind: q.Kind,
		Expects: q.Expects, Blocking: section.Blocking, SupportOnly: section.SupportOnly, ValidDays: q.ValidDays,
		Weight: max(q.Weight, 1), Source: q.Source,
	}
	if q.Blocking != nil {
		t.Blocking = *q.Blocking
	}
	if q.SupportOnly != nil {
		t.SupportOnly = *q.SupportOnly
	}
	for _, r := range l.c.Respondents {
		if slices.Contains(q.Respondents, string(r.ID)) {
			t.Respondents = append(t.Respondents, r)
		}
	}
	for _, h := range q.HelpedBy {
		t.HelpedBy = append(t.HelpedBy, &Help{Question: t, Target: l.target(h.TargetDraft), Strength: h.Strength, Why: h.Why})
	}
	slices.SortStableFunc(t.HelpedBy, func(a, b *Help) int { return cmp.Compare(a.Strength, b.Strength) }) // DIRECT < PARTIAL
	return t
}

func (l *linker) support(d *Draft) {
	c, x := l.c, &l.c.index
	c.Services, x.services = build(d.Services, func(s *ServiceDraft) (ServiceID, *Service) {
		t := &Service{ID: ServiceID(s.ID), Origin: s.Origin, Title: s.Title, Description: s.Description}
		for _, id := range s.Steps {
			step := x.steps[StepID(id)]
			t.Steps, step.Services = append(t.Steps, step), append(step.Services, t)
		}
		return t.ID, t
	})
	c.Facts, x.facts = build(d.Facts, func(f *FactDraft) (FactID, *Fact) {
		t := &Fact{ID: FactID(f.ID), Question: f.Question}
		for _, v := range f.Values {
			t.Values = append(t.Values, &FactValue{ID: FactValueID(v.ID), Title: v.Title})
		}
		return t.ID, t
	})
	c.Rules, x.rules = build(d.Rules, func(r *RuleDraft) (RuleID, *Rule) {
		t := &Rule{
			ID: RuleID(r.ID), Origin: r.Origin, Title: r.Title, When: l.clauses(r.When),
			Outcomes: make(map[ServiceID]Outcome, len(c.Services)), Note: r.Note, Source: r.Source,
		}
		for _, s := range c.Services {
			t.Outcomes[s.ID] = cmp.Or(r.Outcomes[string(s.ID)], Denied)
		}
		return t.ID, t
	})
	for i := range d.Holes {
		h := &d.Holes[i]
		c.Holes = append(c.Holes, &Hole{When: l.clauses(h.When), Message: h.Message, Contact: h.Contact})
	}
}

// clauses returns a condition in the order of the facts and of their values.
func (l *linker) clauses(when map[string][]string) []Clause {
	var clauses []Clause
	for _, f := range l.c.Facts {
		values, ok := when[string(f.ID)]
		if !ok {
			continue
		}
		clause := Clause{Fact: f}
		for _, v := range f.Values {
			if slices.Contains(values, string(v.ID)) {
				clause.Values = append(clause.Values, v)
			}
		}
		clauses = append(clauses, clause)
	}
	return clauses
}

// order puts every slice in its documented order.
func (l *linker) order() {
	c := l.c
	for _, r := range c.Resources {
		for _, p := range r.Placements {
			slices.SortFunc(p.Roles, compareRoles)
		}
	}
	slices.SortFunc(c.Steps, func(a, b *Step) int { return cmp.Compare(a.Number, b.Number) })
	slices.SortFunc(c.Roles, compareRoles)
	slices.SortFunc(c.Resources, func(a, b *Resource) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Topics, func(a, b *Topic) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Guides, func(a, b *Guide) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Terms, func(a, b *Term) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Articles, func(a, b *Article) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Planned, func(a, b *Planned) int {
		return cmp.Or(compareSteps(a.Step, b.Step), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	slices.SortStableFunc(c.Sections, func(a, b *Section) int {
		return cmp.Or(compareSteps(a.Step, b.Step), cmp.Compare(a.Position, b.Position))
	})
	for _, s := range c.Sections {
		c.Questions = append(c.Questions, s.Questions...)
	}
	rank := make(map[*Question]int, len(c.Questions))
	for i, q := range c.Questions {
		rank[q] = i
	}
	for _, q := range c.Questions {
		slices.SortFunc(q.ConditionOf, func(a, b *Question) int { return cmp.Compare(rank[a], rank[b]) })
		for _, h := range q.HelpedBy {
			switch t := h.Target; {
			case t.Resource != nil:
				t.Resource.Helps = append(t.Resource.Helps, h)
			case t.Guide != nil:
				t.Guide.Helps = append(t.Guide.Helps, h)
			case t.Article != nil:
				t.Article.Helps = append(t.Article.Helps, h)
			}
		}
	}
	for i, s := range c.Steps {
		if i > 0 {
			s.Previous, c.Steps[i-1].Next = c.Steps[i-1], s
		}
		slices.SortFunc(s.Objectives, func(a, b *Objective) int { return compareRoles(a.Role, b.Role) })
		slices.SortFunc(s.Planned, func(a, b *Planned) int {
			return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
		})
		slices.SortFunc(s.Articles, func(a, b *Article) int { return cmp.Compare(a.ID, b.ID) })
	}
	var sorted sync.WaitGroup // the long ones: there are as many as placements, and nothing else changes meanwhile
	for _, s := range c.Steps {
		sorted.Go(func() { slices.SortFunc(s.Placements, ComparePlacements) })
	}
	for _, r := range c.Roles {
		sorted.Go(func() { slices.SortFunc(r.Placements, ComparePlacements) })
	}
	sorted.Wait()
	for _, r := range c.Roles {
		slices.SortFunc(r.Objectives, func(a, b *Objective) int { return compareSteps(a.Step, b.Step) })
	}
	for _, r := range c.Resources {
		slices.SortFunc(r.Placements, ComparePlacements)
		slices.SortFunc(r.RequiredBy, func(a, b *Requirement) int { return cmp.Compare(a.Resource.ID, b.Resource.ID) })
		slices.SortFunc(r.Actions, compareSteps)
	}
	for _, t := range c.Topics {
		slices.SortFunc(t.Resources, func(a, b *Resource) int { return cmp.Compare(a.ID, b.ID) })
	}
	for _, g := range c.Guides {
		slices.SortFunc(g.Steps, compareSteps)
	}
	for _, s := range c.Services {
		slices.SortFunc(s.Steps, compareSteps)
	}
}

// ComparePlacements orders placements as rule 5 of the design does: by step, everyone's before roles', roles in their
// order, then by position, then by identifier of the resource.
func ComparePlacements(a, b *Placement) int {
	if order := compareSteps(a.Step, b.Step); order != 0 {
		return order
	}
	if order := compareAudience(a, b); order != 0 {
		return order
	}
	return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Resource.ID, b.Resource.ID))
}

func compareAudience(a, b *Placement) int {
	if a.Everyone() || b.Everyone() {
		return cmp.Compare(min(len(a.Roles), 1), min(len(b.Roles), 1))
	}
	return compareRoles(a.Roles[0], b.Roles[0])
}

func compareSteps(a, b *Step) int { return cmp.Compare(a.Number, b.Number) }

func compareRoles(a, b *Role) int {
	return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
}
