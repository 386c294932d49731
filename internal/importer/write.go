package importer

import (
	"slices"
	"strings"
)

// document is a file of a content folder: its fields, and the Markdown under them.
type document struct {
	tree any    // nil for a file without fields
	body string // "" where there is none; with a final newline
	md   bool
}

// documents returns the files that the catalogue is written in.
func (r *reading) documents() map[string]*document {
	docs := map[string]*document{"catalog.yaml": {tree: r.settingsTree()}}
	for _, n := range r.numbersOf() {
		s := r.steps[n]
		docs[s.file] = &document{tree: r.stepTree(s), body: body(s.body), md: true}
	}
	for _, role := range r.usedRoles() {
		docs[role.file] = &document{tree: roleTree(role), body: body(role.body), md: true}
	}
	for _, res := range r.resources {
		docs[res.file] = &document{tree: resourceTree(res), body: body(res.body), md: true}
	}
	for _, a := range r.articles {
		docs[a.file] = &document{tree: articleTree(a), body: body(a.body), md: true}
	}
	list := func(name string, entries []any) {
		if len(entries) > 0 {
			docs[name] = &document{tree: entries}
		}
	}
	var topics, guides, plans []any
	for _, t := range r.topics {
		topics = append(topics, newMapping().set("id", t.id).set("title", t.title))
	}
	for _, g := range r.guides {
		if g.as == nil {
			guides = append(guides, newMapping().set("id", g.id).set("title", g.title).set("url", g.url).
				set("access", newMapping().set("network", g.network)))
		}
	}
	slices.SortStableFunc(r.planned, func(a, b *planned) int { return a.step.number - b.step.number })
	for _, p := range r.planned {
		plans = append(plans, newMapping().set("id", p.id).set("step", p.step.id).set("title", p.title))
	}
	list("topics.yaml", topics)
	list("guides.yaml", guides)
	list("planned.yaml", plans)
	sections := map[string][]any{}
	for _, s := range r.sections {
		if len(s.questions) > 0 {
			sections[s.file] = append(sections[s.file], sectionTree(s))
		}
	}
	for name, entries := range sections {
		docs[name] = &document{tree: newMapping().set("sections", entries)}
	}
	if t := r.supportTree(); t != nil {
		docs["support.yaml"] = &document{tree: t}
	}
	return docs
}

func body(paragraphs []string) string {
	s := strings.TrimSpace(join(paragraphs))
	if s == "" {
		return ""
	}
	return s + "\n"
}

// join puts blocks under each other; items stay together.
func join(blocks []string) string {
	var b strings.Builder
	for i, s := range blocks {
		if i > 0 {
			b.WriteByte('\n')
			if !strings.HasPrefix(s, "- ") || !strings.HasPrefix(blocks[i-1], "- ") {
				b.WriteByte('\n')
			}
		}
		b.WriteString(s)
	}
	return b.String()
}

func (r *reading) settingsTree() any {
	return newMapping().set("title", r.title).set("languages", []any{r.m.Catalog.Language}).
		set("licence", r.m.Catalog.Licence).set("contact", r.contact)
}

func list(texts []string) []any {
	var all []any
	for _, t := range texts {
		all = append(all, t)
	}
	return all
}

func yes(b bool) any {
	if b {
		return "true"
	}
	return nil
}

func count(n int) any {
	if n == 0 {
		return nil
	}
	return itoa(n)
}

func (t target) tree() *mapping {
	switch {
	case t.guide != nil && t.guide.as != nil:
		return newMapping().set("resource", t.guide.as.id)
	case t.guide != nil:
		return newMapping().set("guide", t.guide.id)
	case t.resource != nil:
		return newMapping().set("resource", t.resource.id)
	case t.article != nil:
		return newMapping().set("article", t.article.id)
	}
	return newMapping()
}

func targets(all []target) []any {
	var list []any
	for _, t := range all {
		tree := t.tree()
		if !slices.ContainsFunc(list, func(other any) bool { return equal(other, tree) }) {
			list = append(list, tree)
		}
	}
	return list
}

func (r *reading) stepTree(s *step) any {
	goals := newMapping()
	for _, role := range r.usedRoles() {
		goals.set(role.id, s.goal(role).take(&s.thing, "objectives."+role.id))
	}
	var actions []any
	for _, a := range s.actions {
		actions = append(actions, newMapping().set("label", a.label).set("links", targets(a.links)))
	}
	help := newMapping().set("label", s.support.label)
	if !s.support.link.none() {
		help.set("link", s.support.link.tree())
	}
	help.set("appointment", s.support.appointment).set("with", s.support.with).set("pending", yes(s.support.pending))
	return newMapping().set("number", itoa(s.number)).set("title", s.title).set("maturityQuestion", s.question).
		set("checklistIntro", strings.Join(s.intro, " ")).set("objectives", goals).set("actions", actions).
		set("actionsPending", yes(s.pending)).set("support", help)
}

func roleTree(r *role) any {
	return newMapping().set("order", itoa(r.order)).set("title", r.title).set("description", r.description).
		set("aliases", list(r.aliases)).set("profiles", list(r.profiles))
}

func resourceTree(res *resource) any {
	var topics, places []any
	for _, t := range res.topics {
		topics = append(topics, t.id)
	}
	for _, p := range res.placements {
		m := newMapping().set("step", p.step.id)
		if p.who.everyone {
			m.set("for", "everyone")
		} else {
			var ids []any
			for _, role := range p.who.roles {
				ids = append(ids, role.id)
			}
			m.set("for", ids)
		}
		places = append(places, m.set("order", itoa(p.order)).set("title", p.title))
	}
	return newMapping().set("title", res.title).set("summary", res.summary).set("url", res.url).set("kind", res.kind).
		set("provider", res.provider).set("languages", list(res.languages)).set("minutes", count(res.minutes)).
		set("access", newMapping().set("network", res.network).set("account", res.account).set("cost", res.cost)).
		set("topics", topics).set("placements", places)
}

func articleTree(a *article) any {
	m := newMapping().set("title", a.title)
	if a.step != nil {
		m.set("step", a.step.id)
	}
	return m.set("questions", list(a.questions)).set("takeaways", list(a.takeaways))
}

func sectionTree(s *section) any {
	var questions []any
	for _, q := range s.questions {
		m := newMapping().set("id", q.id).set("text", q.text).set("details", q.details).set("kind", q.kind).set("expects", q.expects)
		if q.onlyIf != nil {
			m.set("onlyIf", newMapping().set("question", q.onlyIf.id).set("answers", list(q.answers)))
		}
		var helps []any
		for _, t := range targets(q.helpedBy) {
			if t, ok := t.(*mapping); ok {
				helps = append(helps, t.set("strength", "direct"))
			}
		}
		questions = append(questions, m.set("helpedBy", helps).set("source", q.source))
	}
	return newMapping().set("id", s.id).set("title", s.title).set("blocking", yes(s.blocking)).
		set("supportOnly", yes(s.supportOnly)).set("questions", questions)
}

func (r *reading) supportTree() any {
	if len(r.services) == 0 {
		return nil
	}
	var facts, services, rules, holes []any
	for _, f := range r.facts {
		var values []any
		for _, v := range f.values {
			values = append(values, newMapping().set("id", v.id).set("title", v.title))
		}
		facts = append(facts, newMapping().set("id", f.id).set("question", f.question).set("values", values))
	}
	for _, s := range r.services {
		var steps []any
		for _, st := range s.steps {
			steps = append(steps, st.id)
		}
		services = append(services, newMapping().set("id", s.id).set("title", s.title).set("description", s.description).set("steps", steps))
	}
	for _, rl := range r.rules {
		outcomes := newMapping()
		for _, s := range r.services {
			outcomes.set(s.id, rl.outcomes[s])
		}
		for _, s := range r.services { // what a case does not name is not obtained
			if rl.outcomes[s] == "" {
				outcomes.set(s.id, "denied")
			}
		}
		rules = append(rules, newMapping().set("id", rl.id).set("title", rl.title).set("when", r.whenTree(rl.when)).
			set("outcomes", outcomes).set("note", rl.note).set("source", rl.source))
	}
	for _, h := range r.holes {
		holes = append(holes, newMapping().set("when", r.whenTree(h.when)).set("message", h.message))
	}
	return newMapping().set("facts", facts).set("services", services).set("rules", rules).set("holes", holes)
}

func (r *reading) whenTree(when map[*fact][]*factValue) *mapping {
	m := newMapping()
	for _, f := range r.facts {
		var ids []any
		for _, v := range when[f] {
			ids = append(ids, v.id)
		}
		m.set(f.id, ids)
	}
	return m
}

// text returns the file of a document.
func (d *document) text() string {
	var b strings.Builder
	if d.md {
		b.WriteString("---\n")
	}
	if d.tree != nil {
		writeTree(&b, d.tree, 0)
	}
	if d.md {
		b.WriteString("---\n")
		b.WriteString(d.body)
	}
	return b.String()
}
