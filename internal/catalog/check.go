package catalog

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// maxSuggestions bounds how many unknown references are compared with every identifier.
const maxSuggestions = 20

var identifier = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checker gathers the problems of a draft.
type checker struct {
	d         *Draft
	problems  []Problem
	ids       map[string]map[string]bool // kind -> identifiers
	suggested int
}

// check returns every problem of d, in no order.
func check(d *Draft) []Problem {
	k := &checker{d: d, ids: map[string]map[string]bool{}}
	if len(d.Languages) == 0 {
		k.add("missing-field", &d.Node, "languages", "the catalogue lists no language", "")
	}
	k.need(&d.Node, "title", d.Title)
	k.declare()
	k.steps()
	k.resources()
	k.cycles()
	k.questions()
	k.support()
	k.others()
	return k.problems
}

func (k *checker) add(rule string, n *Node, field, message, hint string) {
	k.problems = append(k.problems, Problem{
		Rule: rule, Severity: SeverityError, At: n.Where(field), Field: field, Message: message, Hint: hint,
	})
}

// declare records an identifier of each thing.
func (k *checker) declare() {
	d := k.d
	for i := range d.Steps {
		k.id("step", &d.Steps[i].Node, d.Steps[i].ID)
	}
	for i := range d.Roles {
		k.id("role", &d.Roles[i].Node, d.Roles[i].ID)
	}
	for i := range d.Resources {
		k.id("resource", &d.Resources[i].Node, d.Resources[i].ID)
	}
	for i := range d.Planned {
		k.id("planned resource", &d.Planned[i].Node, d.Planned[i].ID)
	}
	for i := range d.Sections {
		k.id("section", &d.Sections[i].Node, d.Sections[i].ID)
	}
	for i := range d.Respondents {
		k.id("respondent", &d.Respondents[i].Node, d.Respondents[i].ID)
	}
	for i := range d.Topics {
		k.id("topic", &d.Topics[i].Node, d.Topics[i].ID)
	}
	for i := range d.Guides {
		k.id("guide", &d.Guides[i].Node, d.Guides[i].ID)
	}
	for i := range d.Services {
		k.id("service", &d.Services[i].Node, d.Services[i].ID)
	}
	for i := range d.Facts {
		k.id("fact", &d.Facts[i].Node, d.Facts[i].ID)
	}
	for i := range d.Rules {
		k.id("rule", &d.Rules[i].Node, d.Rules[i].ID)
	}
	for i := range d.Terms {
		k.id("term", &d.Terms[i].Node, d.Terms[i].ID)
	}
	for i := range d.Articles {
		k.id("article", &d.Articles[i].Node, d.Articles[i].ID)
	}
}

func (k *checker) id(kind string, n *Node, id string) {
	if k.ids[kind] == nil {
		k.ids[kind] = map[string]bool{}
	}
	switch {
	case !identifier.MatchString(id):
		k.add("invalid-identifier", n, "id", fmt.Sprintf("%q is no identifier", id), "use a-z, 0-9 and single hyphens")
	case k.ids[kind][id]:
		k.add("duplicate-id", n, "id", fmt.Sprintf("there is another %s %q", kind, id), "")
	}
	k.ids[kind][id] = true
}

func (k *checker) ref(kind string, n *Node, field, id string) {
	if k.ids[kind][id] {
		return
	}
	hint := ""
	if k.suggested++; k.suggested <= maxSuggestions {
		known := make([]string, 0, len(k.ids[kind]))
		for other := range k.ids[kind] {
			known = append(known, other)
		}
		if near, ok := Nearest(id, known); ok {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
	}
	k.add("unknown-reference", n, field, fmt.Sprintf("no %s %q", kind, id), hint)
}

func (k *checker) target(n *Node, field string, t TargetDraft) {
	named := 0
	for kind, id := range map[string]string{"resource": t.Resource, "guide": t.Guide, "article": t.Article} {
		if id != "" {
			named++
			k.ref(kind, n, field+"."+kind, id)
		}
	}
	if named != 1 {
		k.add("missing-field", n, field, "names not exactly one resource, guide or article", "")
	}
}

func (k *checker) need(n *Node, field string, t Text) {
	if len(t) == 0 {
		k.add("missing-field", n, field, "is missing", "")
	}
	for lang, s := range t {
		if !slices.Contains(k.d.Languages, lang) {
			k.add("unknown-language", n, field, fmt.Sprintf("the catalogue is not written in %q", lang), "")
		}
		if strings.TrimSpace(s) == "" {
			k.add("empty-text", n, field, "is empty", "")
		}
	}
}

func known[E ~string](k *checker, n *Node, field string, value E, all ...E) {
	if !slices.Contains(all, value) {
		k.add("unknown-value", n, field, fmt.Sprintf("no value %q", value), fmt.Sprintf("one of %q", all))
	}
}

func (k *checker) access(n *Node, a Access) {
	known(k, n, "access.network", a.Network, Networks()...)
	known(k, n, "access.account", a.Account, Accounts()...)
	known(k, n, "access.cost", a.Cost, Costs()...)
}

func (k *checker) url(n *Node, field, s string) {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.ContainsAny(s, " \t\"'<>") {
		k.add("invalid-url", n, field, fmt.Sprintf("%q is no absolute http or https address", s), "")
	}
}

func (k *checker) steps() {
	numbers := map[int32]bool{}
	for i := range k.d.Steps {
		s := &k.d.Steps[i]
		if s.Number < 1 || int(s.Number) > len(k.d.Steps) || numbers[s.Number] {
			k.add("step-numbers", &s.Node, "number", fmt.Sprintf("steps are numbered 1 to %d, each once; not %d", len(k.d.Steps), s.Number), "")
		}
		numbers[s.Number] = true
		k.need(&s.Node, "title", s.Title)
		if g := s.Gate; g != nil && !(g.Score >= 0 && g.Score <= 1 && g.Coverage >= 0 && g.Coverage <= 1) { // not a number fails too
			k.add("invalid-gate", &s.Node, "gate", "thresholds are between 0 and 1", "")
		}
		seen := map[string]bool{}
		for _, o := range s.Objectives {
			k.ref("role", &s.Node, "objectives."+o.Role, o.Role)
			k.need(&s.Node, "objectives."+o.Role, o.Text)
			seen[o.Role] = true
		}
		for _, r := range k.d.Roles {
			if !seen[r.ID] {
				k.add("empty-objective", &s.Node, "objectives", fmt.Sprintf("no objective for role %q", r.ID), "")
			}
		}
		for j, a := range s.Actions {
			for l, t := range a.Links {
				k.target(&s.Node, fmt.Sprintf("actions[%d].links[%d]", j, l), t)
			}
		}
		if !s.Support.Link.IsZero() {
			k.target(&s.Node, "support.link", s.Support.Link)
		}
	}
}

func (k *checker) resources() {
	urls := map[string]string{}
	for i := range k.d.Resources {
		r := &k.d.Resources[i]
		k.need(&r.Node, "title", r.Title)
		k.url(&r.Node, "url", r.URL)
		if other, ok := urls[r.URL]; ok {
			k.add("duplicate-url", &r.Node, "url", fmt.Sprintf("is also the address of %q", other), "")
		}
		urls[r.URL] = r.ID
		known(k, &r.Node, "kind", r.Kind, Kinds()...)
		k.access(&r.Node, r.Access)
		if r.Minutes < 0 {
			k.add("negative-number", &r.Node, "minutes", "is negative", "")
		}
		for j, id := range r.Topics {
			k.ref("topic", &r.Node, fmt.Sprintf("topics[%d]", j), id)
		}
		for j, q := range r.Requires {
			k.ref("resource", &r.Node, fmt.Sprintf("requires[%d].resource", j), q.Resource)
			known(k, &r.Node, fmt.Sprintf("requires[%d].basis", j), q.Basis, BasisStated, BasisInferred)
		}
		if len(r.Placements) == 0 {
			k.add("missing-field", &r.Node, "placements", "is placed at no step", "")
		}
		for j, p := range r.Placements {
			field := fmt.Sprintf("placements[%d]", j)
			k.ref("step", &r.Node, field+".step", p.Step)
			if p.Everyone == (len(p.Roles) > 0) {
				k.add("audience", &r.Node, field+".for", "is for everyone or for some roles", "")
			}
			for _, id := range p.Roles {
				k.ref("role", &r.Node, field+".for", id)
			}
		}
	}
}

// cycles refuses requirements that lead back to where they began.
func (k *checker) cycles() {
	byID := map[string]*ResourceDraft{}
	for i := range k.d.Resources {
		byID[k.d.Resources[i].ID] = &k.d.Resources[i]
	}
	done, path := map[string]bool{}, []string{}
	place := map[string]int{}
	var visit func(id string)
	visit = func(id string) {
		if done[id] || byID[id] == nil {
			return
		}
		place[id], path = len(path), append(path, id)
		for j, q := range byID[id].Requires {
			if at, open := place[q.Resource]; open {
				k.add("requirement-cycle", &byID[id].Node, fmt.Sprintf("requires[%d].resource", j),
					strings.Join(append(slices.Clone(path[at:]), q.Resource), " -> "), "take one of them out")
				continue
			}
			visit(q.Resource)
		}
		delete(place, id)
		path, done[id] = path[:len(path)-1], true
	}
	for i := range k.d.Resources {
		visit(k.d.Resources[i].ID)
	}
}

func (k *checker) questions() {
	number := map[string]int32{}
	for _, s := range k.d.Steps {
		number[s.ID] = s.Number
	}
	sections := make([]*SectionDraft, 0, len(k.d.Sections))
	for i := range k.d.Sections {
		s := &k.d.Sections[i]
		sections = append(sections, s)
		k.ref("step", &s.Node, "", s.Step)
		k.need(&s.Node, "title", s.Title)
	}
	slices.SortStableFunc(sections, func(a, b *SectionDraft) int { return int(number[a.Step]) - int(number[b.Step]) })
	for _, s := range sections {
		for i := range s.Questions {
			q := &s.Questions[i]
			if c := q.OnlyIf; c != nil {
				if !k.ids["question"][c.Question] {
					k.add("condition-order", &q.Node, "onlyIf.question", fmt.Sprintf("no earlier question %q", c.Question), "")
				}
				if len(c.Answers) == 0 {
					k.add("missing-field", &q.Node, "onlyIf.answers", "is missing", "")
				}
				for _, a := range c.Answers {
					known(k, &q.Node, "onlyIf.answers", a, AnswerValues()...)
				}
			}
			k.id("question", &q.Node, q.ID)
			k.need(&q.Node, "text", q.Text)
			known(k, &q.Node, "kind", q.Kind, QuestionChoice, QuestionEvidence, QuestionAction)
			known(k, &q.Node, "expects", q.Expects, ExpectYes, ExpectAnswered)
			if q.ValidDays < 0 || q.Weight < 0 {
				k.add("negative-number", &q.Node, "", "validDays or weight is negative", "")
			}
			for _, id := range q.Respondents {
				k.ref("respondent", &q.Node, "respondents", id)
			}
			for j, h := range q.HelpedBy {
				k.target(&q.Node, fmt.Sprintf("helpedBy[%d]", j), h.TargetDraft)
				known(k, &q.Node, fmt.Sprintf("helpedBy[%d].strength", j), h.Strength, StrengthDirect, StrengthPartial)
			}
		}
	}
}

func (k *checker) support() {
	values := map[string]bool{}
	for _, f := range k.d.Facts {
		for _, v := range f.Values {
			values[f.ID+"="+v.ID] = true
		}
	}
	when := func(n *Node, conditions map[string][]string) {
		for fact, of := range conditions {
			k.ref("fact", n, "when."+fact, fact)
			for _, v := range of {
				if !values[fact+"="+v] {
					k.add("unknown-reference", n, "when."+fact, fmt.Sprintf("fact %q has no value %q", fact, v), "")
				}
			}
		}
	}
	for i := range k.d.Services {
		s := &k.d.Services[i]
		k.need(&s.Node, "title", s.Title)
		for _, id := range s.Steps {
			k.ref("step", &s.Node, "steps", id)
		}
	}
	for i := range k.d.Rules {
		r := &k.d.Rules[i]
		when(&r.Node, r.When)
		for service, o := range r.Outcomes {
			k.ref("service", &r.Node, "outcomes."+service, service)
			known(k, &r.Node, "outcomes."+service, o, Granted, Denied, ToBeAgreed)
		}
	}
	for i := range k.d.Holes {
		when(&k.d.Holes[i].Node, k.d.Holes[i].When)
	}
}

func (k *checker) others() {
	for i := range k.d.Roles {
		k.need(&k.d.Roles[i].Node, "title", k.d.Roles[i].Title)
	}
	for i := range k.d.Planned {
		k.ref("step", &k.d.Planned[i].Node, "step", k.d.Planned[i].Step)
	}
	for i := range k.d.Guides {
		g := &k.d.Guides[i]
		k.url(&g.Node, "url", g.URL)
		k.access(&g.Node, g.Access)
	}
	for i := range k.d.Articles {
		if a := &k.d.Articles[i]; a.Step != "" {
			k.ref("step", &a.Node, "step", a.Step)
		}
	}
}
