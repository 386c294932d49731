package authoring

import (
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// readers are the folders of Markdown files.
func (r *reader) readers() map[string]func(page) {
	return map[string]func(page){
		"steps/": r.step, "roles/": r.role, "resources/": r.resource, "articles/": r.article,
	}
}

func (r *reader) step(p page) {
	s := catalog.StepDraft{ID: p.id, Body: p.body}
	p.front.fields(map[string]func(value){
		"number":           func(v value) { v.number(&s.Number) },
		"title":            func(v value) { v.text(&s.Title) },
		"maturityQuestion": func(v value) { v.text(&s.MaturityQuestion) },
		"checklistIntro":   func(v value) { v.text(&s.ChecklistIntro) },
		"actionsPending":   func(v value) { v.bool(&s.ActionsPending) },
		"gate": func(v value) {
			s.Gate = new(catalog.Gate)
			v.fields(map[string]func(value){
				"score": func(v value) { v.decimal(&s.Gate.Score) }, "coverage": func(v value) { v.decimal(&s.Gate.Coverage) },
			})
		},
		"objectives": func(v value) {
			v.entries(func(role string, v value) {
				o := catalog.ObjectiveDraft{Role: role}
				v.text(&o.Text)
				s.Objectives = append(s.Objectives, o)
			})
		},
		"actions": func(v value) {
			v.each(func(v value) {
				var a catalog.ActionDraft
				v.fields(map[string]func(value){
					"label": func(v value) { v.text(&a.Label) },
					"links": func(v value) {
						v.each(func(v value) {
							var t catalog.TargetDraft
							v.fields(targetFields(&t))
							a.Links = append(a.Links, t)
						})
					},
				})
				s.Actions = append(s.Actions, a)
			})
		},
		"support": func(v value) {
			v.fields(map[string]func(value){
				"label":       func(v value) { v.text(&s.Support.Label) },
				"link":        func(v value) { v.fields(targetFields(&s.Support.Link)) },
				"appointment": func(v value) { v.text(&s.Support.Appointment) },
				"with":        func(v value) { v.text(&s.Support.With) },
				"pending":     func(v value) { v.bool(&s.Support.Pending) },
			})
		},
	})
	s.Node = *p.f.node
	r.draft.Steps = append(r.draft.Steps, s)
}

func targetFields(t *catalog.TargetDraft) map[string]func(value) {
	return map[string]func(value){
		"resource": func(v value) { v.string(&t.Resource) },
		"guide":    func(v value) { v.string(&t.Guide) },
		"article":  func(v value) { v.string(&t.Article) },
	}
}

func (r *reader) role(p page) {
	t := catalog.RoleDraft{ID: p.id, Body: p.body}
	p.front.fields(map[string]func(value){
		"order": func(v value) { v.number(&t.Position) }, "title": func(v value) { v.text(&t.Title) },
		"description": func(v value) { v.text(&t.Description) },
		"aliases":     func(v value) { v.texts(&t.Aliases) }, "profiles": func(v value) { v.texts(&t.Profiles) },
	})
	t.Node = *p.f.node
	r.draft.Roles = append(r.draft.Roles, t)
}

func accessFields(a *catalog.Access) map[string]func(value) {
	return map[string]func(value){
		"network": func(v value) { enum(v, &a.Network) },
		"account": func(v value) { enum(v, &a.Account) },
		"cost":    func(v value) { enum(v, &a.Cost) },
	}
}

// unknownAccess is what is known of a link of which nothing is written.
func unknownAccess() catalog.Access {
	return catalog.Access{Network: catalog.NetworkUnknown, Account: catalog.AccountUnknown, Cost: catalog.CostUnknown}
}

func (r *reader) resource(p page) {
	t := catalog.ResourceDraft{ID: p.id, Body: p.body, Access: unknownAccess()}
	p.front.fields(map[string]func(value){
		"title": func(v value) { v.text(&t.Title) }, "summary": func(v value) { v.text(&t.Summary) },
		"url": func(v value) { v.string(&t.URL) }, "kind": func(v value) { enum(v, &t.Kind) },
		"provider": func(v value) { v.string(&t.Provider) },
		"languages": func(v value) {
			v.each(func(v value) {
				var l string
				v.string(&l)
				t.Languages = append(t.Languages, catalog.Lang(l))
			})
		},
		"minutes": func(v value) { v.number(&t.Minutes) },
		"access":  func(v value) { v.fields(accessFields(&t.Access)) },
		"topics":  func(v value) { v.strings(&t.Topics) },
		"requires": func(v value) {
			v.each(func(v value) {
				var q catalog.RequirementDraft
				v.fields(map[string]func(value){
					"resource": func(v value) { v.string(&q.Resource) },
					"basis":    func(v value) { enum(v, &q.Basis) }, "why": func(v value) { v.text(&q.Why) },
				})
				t.Requires = append(t.Requires, q)
			})
		},
		"placements": func(v value) { v.each(func(v value) { t.Placements = append(t.Placements, placement(v)) }) },
		"dead": func(v value) {
			t.Dead = new(catalog.Dead)
			v.fields(map[string]func(value){
				"reason": func(v value) { v.text(&t.Dead.Reason) }, "successor": func(v value) { v.string(&t.Dead.Successor) },
			})
		},
	})
	t.Node = *p.f.node
	r.draft.Resources = append(r.draft.Resources, t)
}

func placement(v value) catalog.PlacementDraft {
	var p catalog.PlacementDraft
	v.fields(map[string]func(value){
		"step": func(v value) { v.string(&p.Step) },
		"for": func(v value) {
			if s, ok := v.scalar(); ok && s == "everyone" {
				p.Everyone = true
				return
			}
			v.strings(&p.Roles)
		},
		"order": func(v value) { v.number(&p.Position) },
		"title": func(v value) { v.text(&p.Title) },
	})
	return p
}

func (r *reader) article(p page) {
	t := catalog.ArticleDraft{ID: p.id, Body: p.body}
	p.front.fields(map[string]func(value){
		"title": func(v value) { v.text(&t.Title) }, "summary": func(v value) { v.text(&t.Summary) },
		"step":      func(v value) { v.string(&t.Step) },
		"questions": func(v value) { v.texts(&t.Questions) }, "takeaways": func(v value) { v.texts(&t.Takeaways) },
	})
	t.Node = *p.f.node
	r.draft.Articles = append(r.draft.Articles, t)
}

// entry reads one entry of a list: a thing with a node of its own.
func (r *reader) entry(v value, readers map[string]func(value)) catalog.Node {
	f := *v.f
	node := r.node(f.name)
	node.At = f.at(v.n)
	f.node = &node
	value{f: &f, n: v.n}.fields(readers)
	return node
}

func (r *reader) named(v value) catalog.NamedDraft {
	var t catalog.NamedDraft
	t.Node = r.entry(v, map[string]func(value){
		"id": func(v value) { v.string(&t.ID) }, "title": func(v value) { v.text(&t.Title) },
	})
	return t
}

func (r *reader) guide(v value) {
	t := catalog.GuideDraft{Access: unknownAccess()}
	t.Node = r.entry(v, map[string]func(value){
		"id": func(v value) { v.string(&t.ID) }, "title": func(v value) { v.text(&t.Title) },
		"url": func(v value) { v.string(&t.URL) }, "access": func(v value) { v.fields(accessFields(&t.Access)) },
	})
	r.draft.Guides = append(r.draft.Guides, t)
}

// planned returns a reader that ranks the entries of each step in the order written.
func (r *reader) planned() func(value) {
	ranks := map[string]int32{}
	return func(v value) {
		v.each(func(v value) {
			var t catalog.PlannedDraft
			t.Node = r.entry(v, map[string]func(value){
				"id": func(v value) { v.string(&t.ID) }, "step": func(v value) { v.string(&t.Step) },
				"title": func(v value) { v.text(&t.Title) },
			})
			ranks[t.Step]++
			t.Position = ranks[t.Step]
			r.draft.Planned = append(r.draft.Planned, t)
		})
	}
}

func (r *reader) term(v value) {
	var t catalog.TermDraft
	t.Node = r.entry(v, map[string]func(value){
		"id": func(v value) { v.string(&t.ID) }, "term": func(v value) { v.text(&t.Term) },
		"meaning": func(v value) { v.text(&t.Meaning) }, "definition": func(v value) { v.text(&t.Definition) },
	})
	r.draft.Terms = append(r.draft.Terms, t)
}

func (r *reader) questions(step string, v value) {
	v.fields(map[string]func(value){
		"sections": func(v value) {
			v.each(func(v value) {
				s := catalog.SectionDraft{Step: step}
				s.Node = r.entry(v, map[string]func(value){
					"id": func(v value) { v.string(&s.ID) }, "title": func(v value) { v.text(&s.Title) },
					"blocking": func(v value) { v.bool(&s.Blocking) }, "supportOnly": func(v value) { v.bool(&s.SupportOnly) },
					"questions": func(v value) { v.each(func(v value) { s.Questions = append(s.Questions, r.question(v)) }) },
				})
				r.draft.Sections = append(r.draft.Sections, s)
			})
		},
	})
}

func (r *reader) question(v value) catalog.QuestionDraft {
	var q catalog.QuestionDraft
	flag := func(to **bool) func(value) {
		return func(v value) {
			*to = new(bool)
			v.bool(*to)
		}
	}
	q.Node = r.entry(v, map[string]func(value){
		"id": func(v value) { v.string(&q.ID) }, "text": func(v value) { v.text(&q.Text) },
		"details": func(v value) { v.text(&q.Details) }, "kind": func(v value) { enum(v, &q.Kind) },
		"expects": func(v value) { enum(v, &q.Expects) }, "blocking": flag(&q.Blocking), "supportOnly": flag(&q.SupportOnly),
		"onlyIf": func(v value) {
			q.OnlyIf = new(catalog.ConditionDraft)
			v.fields(map[string]func(value){
				"question": func(v value) { v.string(&q.OnlyIf.Question) },
				"answers": func(v value) {
					v.each(func(v value) {
						var a catalog.AnswerValue
						enum(v, &a)
						q.OnlyIf.Answers = append(q.OnlyIf.Answers, a)
					})
				},
			})
		},
		"validDays": func(v value) { v.number(&q.ValidDays) }, "weight": func(v value) { v.number(&q.Weight) },
		"respondents": func(v value) { v.strings(&q.Respondents) }, "source": func(v value) { v.string(&q.Source) },
		"helpedBy": func(v value) {
			v.each(func(v value) {
				var h catalog.HelpDraft
				readers := targetFields(&h.TargetDraft)
				readers["strength"] = func(v value) { enum(v, &h.Strength) }
				readers["why"] = func(v value) { v.text(&h.Why) }
				v.fields(readers)
				q.HelpedBy = append(q.HelpedBy, h)
			})
		},
	})
	return q
}

func (r *reader) support(v value) {
	v.fields(map[string]func(value){
		"facts": func(v value) { v.each(r.fact) }, "services": func(v value) { v.each(r.service) },
		"rules": func(v value) { v.each(r.rule) }, "holes": func(v value) { v.each(r.hole) },
	})
}

func (r *reader) fact(v value) {
	var t catalog.FactDraft
	t.Node = r.entry(v, map[string]func(value){
		"id": func(v value) { v.string(&t.ID) }, "question": func(v value) { v.text(&t.Question) },
		"values": func(v value) {
			v.each(func(v value) {
				var f catalog.FactValueDraft
				v.fields(map[string]func(value){
					"id": func(v value) { v.string(&f.ID) }, "title": func(v value) { v.text(&f.Title) },
				})
				t.Values = append(t.Values, f)
			})
		},
	})
	r.draft.Facts = append(r.draft.Facts, t)
}

func (r *reader) service(v value) {
	var t catalog.ServiceDraft
	t.Node = r.entry(v, map[string]func(value){
		"id": func(v value) { v.string(&t.ID) }, "title": func(v value) { v.text(&t.Title) },
		"description": func(v value) { v.text(&t.Description) }, "steps": func(v value) { v.strings(&t.Steps) },
	})
	r.draft.Services = append(r.draft.Services, t)
}

// when reads the condition of a rule or a hole.
func when(to *map[string][]string) func(value) {
	return func(v value) {
		*to = map[string][]string{}
		v.entries(func(fact string, v value) {
			var values []string
			v.strings(&values)
			(*to)[fact] = values
		})
	}
}

func (r *reader) rule(v value) {
	var t catalog.RuleDraft
	t.Node = r.entry(v, map[string]func(value){
		"id": func(v value) { v.string(&t.ID) }, "title": func(v value) { v.text(&t.Title) }, "when": when(&t.When),
		"outcomes": func(v value) {
			t.Outcomes = map[string]catalog.Outcome{}
			v.entries(func(service string, v value) {
				var o catalog.Outcome
				enum(v, &o)
				t.Outcomes[service] = o
			})
		},
		"note": func(v value) { v.text(&t.Note) }, "source": func(v value) { v.string(&t.Source) },
	})
	r.draft.Rules = append(r.draft.Rules, t)
}

func (r *reader) hole(v value) {
	var t catalog.HoleDraft
	t.Node = r.entry(v, map[string]func(value){
		"when": when(&t.When), "message": func(v value) { v.text(&t.Message) }, "contact": func(v value) { v.string(&t.Contact) },
	})
	r.draft.Holes = append(r.draft.Holes, t)
}
