package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// maxSuggestions bounds how many unknown references are compared with every identifier there is: the first mistakes are
// the ones an author reads.
const maxSuggestions = 20

// maxCombinations bounds the support table: all combinations of its facts are looked at.
const maxCombinations = 10_000

// IsIdentifier reports whether a text may name a thing: lower-case letters and digits, in words joined by single hyphens.
func IsIdentifier(id string) bool { return identifier.MatchString(id) }

var identifier = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// check returns every problem of d, in no order. A draft without errors can be linked.
func check(d *Draft) []Problem {
	c := &checker{d: d, ids: map[string]map[string]bool{}, removals: d.removals(), unread: map[Ref]bool{}}
	for i, l := range d.Languages {
		if !slices.Contains(d.Languages[:i], l) {
			c.languages++
		}
	}
	for _, r := range d.Unread {
		c.unread[r], c.unread[Ref{Type: r.Type, ID: anyID}] = true, true
	}
	c.settings()
	c.identifiers()
	c.steps()
	c.roles()
	c.resources()
	c.questions()
	c.lists()
	c.support()
	c.cells()
	c.removed()
	return c.problems
}

// checker collects the problems of one draft.
type checker struct {
	d           *Draft
	ids         map[string]map[string]bool // kind -> identifiers
	problems    []Problem
	suggestions int
	languages   int // different ones
	removals    map[Ref]*RemovedDraft
	unread      map[Ref]bool // see [Draft.Unread]
}

// anyID is no identifier: with it, unread says whether anything of a type could not be read.
const anyID = "*"

// partial reports whether something of one of these types could not be read.
func (c *checker) partial(types ...Type) bool {
	return slices.ContainsFunc(types, func(t Type) bool { return c.unread[Ref{t, anyID}] })
}

func (c *checker) add(s Severity, rule string, n *Node, field, message, hint string) {
	c.problems = append(c.problems, Problem{
		Rule: rule, Severity: s, At: n.Where(field), Field: field, Message: message, Hint: hint,
	})
}

func (c *checker) fail(rule string, n *Node, field, message, hint string) {
	c.add(SeverityError, rule, n, field, message, hint)
}

func (c *checker) warn(rule string, n *Node, field, message, hint string) {
	c.add(SeverityWarning, rule, n, field, message, hint)
}

// name gives a thing its place among those of its kind.
func (c *checker) name(kind, id string, n *Node) {
	if c.ids[kind] == nil {
		c.ids[kind] = map[string]bool{}
	}
	switch {
	case id == "":
		c.fail("missing-field", n, "id", kind+" has no identifier", "add an `id`")
	case !identifier.MatchString(id):
		c.fail("invalid-identifier", n, "id", fmt.Sprintf("%q is no identifier", id),
			"use lower-case letters and digits, in words joined by single hyphens")
	case c.ids[kind][id]:
		c.fail("duplicate-id", n, "id", fmt.Sprintf("%s %q is there already", kind, id), "rename one of them")
	}
	c.ids[kind][id] = true
}

// reference says so where there is no thing of that kind with that identifier.
func (c *checker) reference(kind, id string, n *Node, field string) bool {
	t := Type(strings.ReplaceAll(kind, " ", "-"))
	if c.ids[kind][id] || c.unread[Ref{t, id}] || c.unread[Ref{t, ""}] {
		return true
	}
	if id == "" {
		c.fail("missing-field", n, field, "is missing", "write the identifier of a "+kind)
		return false
	}
	hint := ""
	if r := c.removals[Ref{t, id}]; r != nil {
		hint = "it was removed: take this out"
		if next, _ := successor(c.removals, r); !next.IsZero() {
			hint = fmt.Sprintf("it was removed: write its successor %q", next.ID)
		}
	} else if at, hidden := c.d.Hidden[Ref{t, id}]; hidden {
		hint = fmt.Sprintf("it is hidden at %s: hide this too, or take it out", at)
	} else if c.suggestions++; c.suggestions <= maxSuggestions {
		if near, ok := Nearest(id, slices.Collect(maps.Keys(c.ids[kind]))); ok {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
	}
	c.fail("unknown-reference", n, field, fmt.Sprintf("no %s %q", kind, id), hint)
	return false
}

// text checks a text that may be left out unless required; it returns whether a listed language is missing.
func (c *checker) text(t Text, n *Node, field string, required bool) (untranslated bool) {
	if len(t) == 0 {
		if required {
			c.fail("missing-field", n, field, "is missing", "add it")
		}
		return false
	}
	for lang, s := range t {
		switch {
		case len(c.d.Languages) > 0 && !slices.Contains(c.d.Languages, lang) && !c.partial(TypeCatalog):
			c.fail("unknown-language", n, field+"."+string(lang), fmt.Sprintf("is in %q, which the catalogue does not list", lang),
				"add the language to catalog.yaml or mend its code")
		case strings.TrimSpace(s) == "":
			c.fail("empty-text", n, field+"."+string(lang), fmt.Sprintf("is empty in %q", lang), "write it or take the language out")
		}
	}
	return len(t) < c.languages
}

// texts checks the texts of one thing and warns once where some lack a language.
func (c *checker) texts(n *Node, required, optional map[string]Text) {
	if missing := append(c.untranslated(n, required, true), c.untranslated(n, optional, false)...); len(missing) > 0 {
		c.warn("missing-translation", n, "", "is not in every language: "+strings.Join(missing, ", "),
			"readers get the reference language")
	}
}

// untranslated checks some texts of one thing and returns the fields of those that lack a language, in order.
func (c *checker) untranslated(n *Node, texts map[string]Text, required bool) []string {
	var fields []string
	before := len(c.problems)
	for field, t := range texts {
		if c.text(t, n, field, required) {
			fields = append(fields, field)
		}
	}
	// Most texts are sound: what is found is put in order, not what is looked at.
	slices.Sort(fields)
	slices.SortStableFunc(c.problems[before:], func(a, b Problem) int { return cmp.Compare(a.Field, b.Field) })
	return fields
}

func oneOf[E ~string](c *checker, v E, all []E, n *Node, field string) {
	if slices.Contains(all, v) {
		return
	}
	words := make([]string, len(all))
	for i, e := range all {
		words[i] = strings.ReplaceAll(strings.ToLower(string(e)), "_", "-")
	}
	if v == "" {
		c.fail("missing-field", n, field, "is missing", "one of "+strings.Join(words, ", "))
		return
	}
	c.fail("unknown-value", n, field, fmt.Sprintf("%q is not a value", strings.ReplaceAll(strings.ToLower(string(v)), "_", "-")),
		"one of "+strings.Join(words, ", "))
}

func (c *checker) settings() {
	d := c.d
	c.texts(&d.Node, map[string]Text{"title": d.Title}, map[string]Text{"description": d.Description})
	if len(d.Languages) == 0 {
		c.fail("missing-field", &d.Node, "languages", "is missing", "list the languages of the texts, the reference first")
	}
	for i, l := range d.Languages {
		if slices.Contains(d.Languages[:i], l) || l == "" {
			c.fail("unknown-language", &d.Node, fmt.Sprintf("languages[%d]", i), fmt.Sprintf("%q is listed twice or empty", l), "")
		}
	}
}

func (c *checker) identifiers() {
	d := c.d
	for i := range d.Steps {
		c.name("step", d.Steps[i].ID, &d.Steps[i].Node)
	}
	for i := range d.Roles {
		c.name("role", d.Roles[i].ID, &d.Roles[i].Node)
	}
	for i := range d.Resources {
		c.name("resource", d.Resources[i].ID, &d.Resources[i].Node)
	}
	for i := range d.Planned {
		c.name("planned resource", d.Planned[i].ID, &d.Planned[i].Node)
	}
	for i := range d.Sections {
		s := &d.Sections[i]
		c.name("section", s.ID, &s.Node)
		for j := range s.Questions {
			c.name("question", s.Questions[j].ID, &s.Questions[j].Node)
		}
	}
	for i := range d.Respondents {
		c.name("respondent", d.Respondents[i].ID, &d.Respondents[i].Node)
	}
	for i := range d.Topics {
		c.name("topic", d.Topics[i].ID, &d.Topics[i].Node)
	}
	for i := range d.Guides {
		c.name("guide", d.Guides[i].ID, &d.Guides[i].Node)
	}
	for i := range d.Services {
		c.name("service", d.Services[i].ID, &d.Services[i].Node)
	}
	for i := range d.Facts {
		c.name("fact", d.Facts[i].ID, &d.Facts[i].Node)
	}
	for i := range d.Rules {
		c.name("rule", d.Rules[i].ID, &d.Rules[i].Node)
	}
	for i := range d.Terms {
		c.name("term", d.Terms[i].ID, &d.Terms[i].Node)
	}
	for i := range d.Articles {
		c.name("article", d.Articles[i].ID, &d.Articles[i].Node)
	}
}

func (c *checker) steps() {
	byNumber := map[int32]*StepDraft{}
	for i := range c.d.Steps {
		s := &c.d.Steps[i]
		if other := byNumber[s.Number]; c.partial(TypeStep) {
			// which numbers are taken is not known
		} else if _, written := s.Fields.At("number"); s.Number == 0 && !written {
			c.fail("missing-field", &s.Node, "number", "is missing", "number the steps from 1")
		} else if other != nil {
			c.fail("step-numbers", &s.Node, "number", fmt.Sprintf("%d is the number of step %q already", s.Number, other.ID), "")
		} else if s.Number < 1 || int(s.Number) > len(c.d.Steps) {
			c.fail("step-numbers", &s.Node, "number", fmt.Sprintf("%d leaves a hole", s.Number),
				fmt.Sprintf("number the %d steps from 1 to %d", len(c.d.Steps), len(c.d.Steps)))
		}
		byNumber[s.Number] = s
		optional := map[string]Text{
			"body": s.Body, "checklistIntro": s.ChecklistIntro, "support.label": s.Support.Label,
			"support.appointment": s.Support.Appointment, "support.with": s.Support.With,
		}
		required := map[string]Text{"title": s.Title, "maturityQuestion": s.MaturityQuestion}
		for j, a := range s.Actions {
			required[fmt.Sprintf("actions[%d].label", j)] = a.Label
			for k, link := range a.Links {
				c.target(link, &s.Node, fmt.Sprintf("actions[%d].links[%d]", j, k))
			}
		}
		if !s.Support.Link.IsZero() {
			c.target(s.Support.Link, &s.Node, "support.link")
		}
		if g := s.Gate; g != nil && (g.Score < 0 || g.Score > 1 || g.Coverage < 0 || g.Coverage > 1) {
			c.fail("invalid-gate", &s.Node, "gate", "a threshold is not between 0 and 1", "write a share: 0.8 for 80 %")
		}
		seen := map[string]bool{}
		for _, o := range s.Objectives {
			field := "objectives." + o.Role
			required[field] = o.Text
			c.reference("role", o.Role, &s.Node, field)
			seen[o.Role] = true
		}
		for _, r := range c.d.Roles {
			if !seen[r.ID] {
				c.fail("empty-objective", &s.Node, "objectives", fmt.Sprintf("step %q has no objective for role %q", s.ID, r.ID),
					"say what that role should reach at this step")
			}
		}
		c.texts(&s.Node, required, optional)
	}
}

func (c *checker) target(t TargetDraft, n *Node, field string) {
	named := 0
	for kind, id := range map[string]string{"resource": t.Resource, "guide": t.Guide, "article": t.Article} {
		if id != "" {
			named++
			c.reference(kind, id, n, field+"."+kind)
		}
	}
	if named != 1 {
		c.fail("one-target", n, field, "should name one thing", "write one of resource, guide or article")
	}
}

func (c *checker) roles() {
	for i := range c.d.Roles {
		r := &c.d.Roles[i]
		optional := map[string]Text{"body": r.Body}
		for j, t := range r.Aliases {
			optional[fmt.Sprintf("aliases[%d]", j)] = t
		}
		for j, t := range r.Profiles {
			optional[fmt.Sprintf("profiles[%d]", j)] = t
		}
		c.texts(&r.Node, map[string]Text{"title": r.Title, "description": r.Description}, optional)
	}
}

func (c *checker) access(a Access, n *Node) {
	oneOf(c, a.Network, Networks(), n, "access.network")
	oneOf(c, a.Account, Accounts(), n, "access.account")
	oneOf(c, a.Cost, Costs(), n, "access.cost")
}

// address says what is wrong with a URL, and reports whether nothing is.
func (c *checker) address(raw string, n *Node, field string) bool {
	if raw == "" {
		c.fail("missing-field", n, field, "is missing", "add the address")
		return false
	}
	message, hint := malformed(raw)
	if message != "" {
		c.fail("invalid-url", n, field, message, hint)
	}
	return message == ""
}

// malformed says what is wrong with an address and what to do, or nothing.
func malformed(raw string) (message, hint string) {
	u, err := url.Parse(raw)
	switch {
	case strings.ContainsAny(raw, "\"'<>` \t\u00a0"):
		return fmt.Sprintf("%q holds a quote or a space", raw), "take out what is not part of the address"
	case strings.Count(raw, "://") > 1:
		return fmt.Sprintf("%q holds two addresses", raw), "keep one"
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Sprintf("%q is not an absolute http or https address", raw), "write it in full: https://…"
	case strings.HasSuffix(raw, ".") || strings.HasSuffix(raw, ",") || strings.Count(raw, ")") > strings.Count(raw, "("):
		return fmt.Sprintf("%q ends with what is not part of the address", raw), "take the last character out"
	}
	return "", ""
}

func (c *checker) resources() {
	byURL := map[string]string{}
	numbers := map[string]int32{}
	first := map[string]int32{}
	for _, s := range c.d.Steps {
		numbers[s.ID] = s.Number
	}
	for i := range c.d.Resources {
		r := &c.d.Resources[i]
		for _, p := range r.Placements {
			if n := numbers[p.Step]; n > 0 && (first[r.ID] == 0 || n < first[r.ID]) {
				first[r.ID] = n
			}
		}
	}
	byID := make(map[string]*ResourceDraft, len(c.d.Resources))
	for i := range c.d.Resources {
		byID[c.d.Resources[i].ID] = &c.d.Resources[i]
	}
	pulled := c.pulled(byID)
	for i := range c.d.Resources {
		r := &c.d.Resources[i]
		n := &r.Node
		if !c.address(r.URL, n, "url") {
			// it is no address that another could share
		} else if other, ok := byURL[r.URL]; ok {
			c.fail("duplicate-url", n, "url", fmt.Sprintf("is the address of resource %q already", other),
				"give that resource a second placement instead")
		}
		byURL[r.URL] = r.ID
		oneOf(c, r.Kind, Kinds(), n, "kind")
		c.access(r.Access, n)
		if r.Minutes < 0 {
			c.fail("negative-number", n, "minutes", "is less than nothing", "leave it out where it is not known")
		}
		optional := map[string]Text{"summary": r.Summary, "body": r.Body}
		for j, id := range r.Topics {
			c.reference("topic", id, n, fmt.Sprintf("topics[%d]", j))
			if slices.Contains(r.Topics[:j], id) {
				c.fail("duplicate-reference", n, fmt.Sprintf("topics[%d]", j), fmt.Sprintf("%q is listed twice", id), "keep one")
			}
		}
		for j, q := range r.Requires {
			field := fmt.Sprintf("requires[%d]", j)
			if len(q.Why) > 0 {
				optional[field+".why"] = q.Why
			}
			oneOf(c, q.Basis, []Basis{BasisStated, BasisInferred}, n, field+".basis")
			if c.reference("resource", q.Resource, n, field+".resource") && !c.partial(TypeStep) && first[q.Resource] > first[r.ID] && first[r.ID] > 0 {
				c.warn("requires-later", n, field, fmt.Sprintf("%q first comes at a later step", q.Resource), "is the edge the right way round?")
			}
		}
		if r.Dead != nil {
			optional["dead.reason"] = r.Dead.Reason
			if r.Dead.Lost() {
				c.warn("never-recommended", n, "dead", fmt.Sprintf("resource %q is dead and has no successor", r.ID), "find one, or take the resource out")
			} else {
				c.address(r.Dead.Successor, n, "dead.successor")
			}
		}
		c.placements(r, optional, pulled)
		c.texts(n, map[string]Text{"title": r.Title}, optional)
	}
	c.cycles(byID)
}

// pulled returns the resources that paths recommend because one that stands at a step requires them, directly or through
// others.
func (c *checker) pulled(byID map[string]*ResourceDraft) map[string]bool {
	var next []*ResourceDraft
	for i := range c.d.Resources {
		r := &c.d.Resources[i]
		if len(r.Placements) > 0 && !r.Dead.Lost() {
			next = append(next, r)
		}
	}
	pulled := map[string]bool{}
	for len(next) > 0 {
		r := next[len(next)-1]
		next = next[:len(next)-1]
		for _, q := range r.Requires {
			if of := byID[q.Resource]; of != nil && !pulled[of.ID] && !of.Dead.Lost() {
				pulled[of.ID] = true
				next = append(next, of)
			}
		}
	}
	return pulled
}

func (c *checker) placements(r *ResourceDraft, texts map[string]Text, pulled map[string]bool) {
	if len(r.Placements) == 0 && !pulled[r.ID] {
		c.warn("never-recommended", &r.Node, "placements", fmt.Sprintf("resource %q stands at no step", r.ID), "give it a placement")
	}
	seen := map[string]bool{}
	for j, p := range r.Placements {
		field := fmt.Sprintf("placements[%d]", j)
		if len(p.Title) > 0 {
			texts[field+".title"] = p.Title
		}
		c.reference("step", p.Step, &r.Node, field+".step")
		if p.Everyone == (len(p.Roles) > 0) {
			c.fail("audience", &r.Node, field+".for", "should be `everyone` or a list of roles", "")
		}
		audience := p.Roles
		if p.Everyone {
			audience = []string{""}
		}
		for k, id := range audience {
			if id != "" {
				c.reference("role", id, &r.Node, fmt.Sprintf("%s.for[%d]", field, k))
			}
			if key := p.Step + "/" + id; seen[key] && len(p.Title) == 0 {
				c.fail("duplicate-placement", &r.Node, field, "stands at that step for that audience already", "keep one, or give the second a title of its own")
			} else {
				seen[key] = true
			}
		}
	}
}

// cycles finds resources that require themselves, directly or through others.
func (c *checker) cycles(byID map[string]*ResourceDraft) {
	const open, done = 1, 2
	state := map[string]int{}
	for i := range c.d.Resources {
		if state[c.d.Resources[i].ID] != 0 {
			continue
		}
		// An explicit stack: a chain of requirements may be as long as the catalogue.
		type frame struct {
			r    *ResourceDraft
			next int
		}
		stack := []frame{{r: &c.d.Resources[i]}}
		state[c.d.Resources[i].ID] = open
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(top.r.Requires) {
				state[top.r.ID] = done
				stack = stack[:len(stack)-1]
				continue
			}
			next := byID[top.r.Requires[top.next].Resource]
			top.next++
			switch {
			case next == nil:
			case state[next.ID] == open:
				names := []string{next.ID}
				for j := len(stack) - 1; j >= 0 && stack[j].r.ID != next.ID; j-- {
					names = append(names, stack[j].r.ID)
				}
				names = append(names, next.ID)
				slices.Reverse(names)
				c.fail("requirement-cycle", &top.r.Node, fmt.Sprintf("requires[%d]", top.next-1),
					"a circle of requirements: "+strings.Join(names, " -> "), "take one of them out")
			case state[next.ID] == 0:
				state[next.ID] = open
				stack = append(stack, frame{r: next})
			}
		}
	}
}

func (c *checker) questions() {
	type place struct{ step, section, question int }
	order := map[string]place{}
	numbers := map[string]int{}
	for _, s := range c.d.Steps {
		numbers[s.ID] = int(s.Number)
	}
	for i := range c.d.Sections {
		for j := range c.d.Sections[i].Questions {
			if _, twice := order[c.d.Sections[i].Questions[j].ID]; !twice {
				order[c.d.Sections[i].Questions[j].ID] = place{numbers[c.d.Sections[i].Step], i, j}
			}
		}
	}
	for i := range c.d.Sections {
		s := &c.d.Sections[i]
		c.reference("step", s.Step, &s.Node, "step")
		c.texts(&s.Node, map[string]Text{"title": s.Title}, nil)
		if len(s.Questions) == 0 {
			c.warn("empty-section", &s.Node, "questions", fmt.Sprintf("section %q has no question", s.ID), "")
		}
		for j := range s.Questions {
			q := &s.Questions[j]
			n := &q.Node
			optional := map[string]Text{"details": q.Details}
			oneOf(c, q.Kind, []QuestionKind{QuestionChoice, QuestionEvidence, QuestionAction}, n, "kind")
			oneOf(c, q.Expects, []Expectation{ExpectYes, ExpectAnswered}, n, "expects")
			if q.ValidDays < 0 {
				c.fail("negative-number", n, "validDays", "is less than nothing", "leave it out where the answer stays true")
			}
			if q.Weight < 0 {
				c.fail("negative-number", n, "weight", "is less than nothing", "leave it out for 1")
			}
			for k, id := range q.Respondents {
				c.reference("respondent", id, n, fmt.Sprintf("respondents[%d]", k))
			}
			for k, h := range q.HelpedBy {
				field := fmt.Sprintf("helpedBy[%d]", k)
				c.target(h.TargetDraft, n, field)
				oneOf(c, h.Strength, []Strength{StrengthDirect, StrengthPartial}, n, field+".strength")
				optional[field+".why"] = h.Why
			}
			c.texts(n, map[string]Text{"text": q.Text}, optional)
			if q.OnlyIf == nil {
				continue
			}
			if len(q.OnlyIf.Answers) == 0 {
				c.fail("empty-condition", n, "onlyIf", "names no answer", "list the answers on which the question applies")
			}
			for k, a := range q.OnlyIf.Answers {
				oneOf(c, a, AnswerValues(), n, fmt.Sprintf("onlyIf.answers[%d]", k))
			}
			here, there := place{numbers[s.Step], i, j}, order[q.OnlyIf.Question]
			if c.reference("question", q.OnlyIf.Question, n, "onlyIf.question") && !c.partial(TypeStep, TypeQuestion, TypeSection) &&
				cmp.Or(cmp.Compare(there.step, here.step), cmp.Compare(there.section, here.section), cmp.Compare(there.question, here.question)) >= 0 {
				c.fail("condition-order", n, "onlyIf.question", fmt.Sprintf("question %q is not asked before this one", q.OnlyIf.Question),
					"make it depend on an earlier question")
			}
		}
	}
}

func (c *checker) lists() {
	d := c.d
	for i := range d.Planned {
		p := &d.Planned[i]
		c.reference("step", p.Step, &p.Node, "step")
		c.texts(&p.Node, map[string]Text{"title": p.Title}, nil)
	}
	for i := range d.Topics {
		c.texts(&d.Topics[i].Node, map[string]Text{"title": d.Topics[i].Title}, nil)
	}
	for i := range d.Respondents {
		c.texts(&d.Respondents[i].Node, map[string]Text{"title": d.Respondents[i].Title}, nil)
	}
	for i := range d.Guides {
		g := &d.Guides[i]
		c.texts(&g.Node, map[string]Text{"title": g.Title}, nil)
		c.access(g.Access, &g.Node)
		c.address(g.URL, &g.Node, "url")
	}
	for i := range d.Terms {
		t := &d.Terms[i]
		c.texts(&t.Node, map[string]Text{"term": t.Term, "meaning": t.Meaning}, map[string]Text{"definition": t.Definition})
	}
	for i := range d.Articles {
		a := &d.Articles[i]
		optional := map[string]Text{"summary": a.Summary, "body": a.Body}
		for j, t := range a.Questions {
			optional[fmt.Sprintf("questions[%d]", j)] = t
		}
		for j, t := range a.Takeaways {
			optional[fmt.Sprintf("takeaways[%d]", j)] = t
		}
		c.texts(&a.Node, map[string]Text{"title": a.Title}, optional)
		if a.Step != "" {
			c.reference("step", a.Step, &a.Node, "step")
		}
	}
}

// cells warns of each Step and Role for which nothing usable stands, everyone's resources counted.
func (c *checker) cells() {
	if c.partial(TypeStep, TypeRole, TypeResource) {
		return
	}
	usable := map[string]bool{}
	for _, r := range c.d.Resources {
		if r.Dead.Lost() {
			continue
		}
		for _, p := range r.Placements {
			for _, role := range p.Roles {
				usable[p.Step+"/"+role] = true
			}
			if p.Everyone {
				usable[p.Step+"/"] = true
			}
		}
	}
	for i := range c.d.Steps {
		s := &c.d.Steps[i]
		for _, r := range c.d.Roles {
			if !usable[s.ID+"/"] && !usable[s.ID+"/"+r.ID] {
				c.warn("empty-cell", &s.Node, "", fmt.Sprintf("step %q has no usable resource for role %q", s.ID, r.ID), "place one there")
			}
		}
	}
}

func (c *checker) support() {
	d := c.d
	for i := range d.Services {
		s := &d.Services[i]
		c.texts(&s.Node, map[string]Text{"title": s.Title, "description": s.Description}, nil)
		for j, id := range s.Steps {
			c.reference("step", id, &s.Node, fmt.Sprintf("steps[%d]", j))
		}
	}
	combinations := 1
	for i := range d.Facts {
		f := &d.Facts[i]
		required := map[string]Text{"question": f.Question}
		values := map[string]bool{}
		for j, v := range f.Values {
			field := fmt.Sprintf("values[%d]", j)
			required[field+".title"] = v.Title
			if v.ID == "" {
				c.fail("missing-field", &f.Node, field+".id", "value has no identifier", "add an `id`")
			} else if !identifier.MatchString(v.ID) {
				c.fail("invalid-identifier", &f.Node, field+".id", fmt.Sprintf("%q is no identifier", v.ID),
					"use lower-case letters and digits, in words joined by single hyphens")
			}
			if values[v.ID] {
				c.fail("duplicate-id", &f.Node, field+".id", fmt.Sprintf("value %q is there already", v.ID), "rename one of them")
			}
			values[v.ID] = true
		}
		if len(f.Values) == 0 {
			c.fail("missing-field", &f.Node, "values", "a fact needs the values it can have", "")
		}
		c.texts(&f.Node, required, nil)
		combinations = min(combinations*max(len(f.Values), 1), maxCombinations+1)
	}
	sound := combinations <= maxCombinations
	if !sound {
		c.fail("support-size", &d.Facts[0].Node, "", fmt.Sprintf("the facts have more than %d combinations", maxCombinations), "use fewer facts or values")
	}
	for i := range d.Rules {
		r := &d.Rules[i]
		c.texts(&r.Node, map[string]Text{"title": r.Title}, map[string]Text{"note": r.Note})
		sound = c.when(r.When, &r.Node) && sound
		for _, id := range slices.Sorted(maps.Keys(r.Outcomes)) {
			c.reference("service", id, &r.Node, "outcomes."+id)
			oneOf(c, r.Outcomes[id], []Outcome{Granted, Denied, ToBeAgreed}, &r.Node, "outcomes."+id)
		}
	}
	for i := range d.Holes {
		h := &d.Holes[i]
		c.texts(&h.Node, map[string]Text{"message": h.Message}, nil)
		sound = c.when(h.When, &h.Node) && sound
	}
	if sound && len(d.Services) > 0 && !c.partial(TypeFact, TypeService, TypeRule, TypeHole) {
		c.table()
	}
}

func (c *checker) when(clauses map[string][]string, n *Node) bool {
	sound := true
	for _, fact := range slices.Sorted(maps.Keys(clauses)) {
		field := "when." + fact
		if !c.reference("fact", fact, n, field) {
			sound = false
			continue
		}
		i := slices.IndexFunc(c.d.Facts, func(f FactDraft) bool { return f.ID == fact })
		if len(clauses[fact]) == 0 {
			c.fail("empty-condition", n, field, "names no value", "list values, or leave the fact out where any will do")
			sound = false
		}
		if i < 0 { // it is among those that could not be read
			sound = false
			continue
		}
		for _, v := range clauses[fact] {
			if !slices.ContainsFunc(c.d.Facts[i].Values, func(f FactValueDraft) bool { return f.ID == v }) {
				c.fail("unknown-reference", n, field, fmt.Sprintf("fact %q has no value %q", fact, v), "")
				sound = false
			}
		}
	}
	return sound
}

// table looks at every combination of the facts: exactly one rule or declared hole should cover it.
func (c *checker) table() {
	d := c.d
	chosen := map[string]string{}
	var walk func(i int)
	walk = func(i int) {
		if i < len(d.Facts) {
			for _, v := range d.Facts[i].Values {
				chosen[d.Facts[i].ID] = v.ID
				walk(i + 1)
			}
			return
		}
		var names []string
		var last *Node
		for j := range d.Rules {
			if covers(d.Rules[j].When, chosen) {
				names, last = append(names, fmt.Sprintf("rule %q", d.Rules[j].ID)), &d.Rules[j].Node
			}
		}
		for j := range d.Holes {
			if covers(d.Holes[j].When, chosen) {
				names, last = append(names, fmt.Sprintf("hole %d", j+1)), &d.Holes[j].Node
			}
		}
		var facts []string
		for _, f := range d.Facts {
			facts = append(facts, f.ID+": "+chosen[f.ID])
		}
		switch {
		case len(names) == 0:
			at := &d.Services[0].Node
			if len(d.Rules) > 0 {
				at = &d.Rules[len(d.Rules)-1].Node
			}
			c.fail("support-hole", at, "", "no rule covers "+cmp.Or(strings.Join(facts, ", "), "anything"), "add a rule, or declare the hole and whom to ask")
		case len(names) > 1:
			c.fail("support-overlap", last, "when", strings.Join(names, " and ")+" both cover "+strings.Join(facts, ", "), "make them exclude each other")
		}
	}
	walk(0)
}

func covers(when map[string][]string, chosen map[string]string) bool {
	for fact, values := range when {
		if !slices.Contains(values, chosen[fact]) {
			return false
		}
	}
	return true
}
