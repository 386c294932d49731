package importer

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

func numbered(id string, n int) string { return id + "-" + itoa(n) }

// names gives out identifiers: those of the last import to what it named, others by title.
type names struct {
	last  map[string]map[string]string // kind -> key -> identifier
	taken map[string]map[string]bool   // kind -> identifiers
	now   map[string]map[string]string
}

func newNames(last map[string]map[string]string) *names {
	n := &names{last: last, taken: map[string]map[string]bool{}, now: map[string]map[string]string{}}
	for _, kind := range append([]string{kindCatalog}, thingKinds...) {
		n.taken[kind], n.now[kind] = map[string]bool{}, map[string]string{}
	}
	return n
}

// reserve keeps the identifiers that the last import gave to things that are still there.
func (n *names) reserve(all []*thing) {
	seen := map[string]int{}
	for _, t := range all { // two things of one key are told apart by their order
		k := t.kind + "\x00" + t.key
		if seen[k]++; seen[k] > 1 {
			t.key = numbered(t.key, seen[k])
		}
	}
	for _, t := range all {
		if id := n.last[t.kind][t.key]; id != "" && !n.taken[t.kind][id] {
			n.keep(t, id)
		}
	}
	// A thing whose key has changed may be the one that had the identifier it would like, if nothing has that now.
	for _, t := range all {
		if t.id != "" || t.near == "" {
			continue
		}
		if id := n.last[t.kind][t.near]; id != "" && !n.taken[t.kind][id] {
			n.keep(t, id)
		}
	}
}

// give names a thing. Identifiers that others hold, among them what an author has written there, are not given out.
func (n *names) give(t *thing) {
	if t.id != "" {
		return
	}
	want := cmpOr(t.want, strings.TrimSuffix(t.kind, "s"))
	id := want
	for i := 2; n.taken[t.kind][id]; i++ {
		id = numbered(want, i)
	}
	n.keep(t, id)
}

// keep gives a thing an identifier, and remembers it for the next import.
func (n *names) keep(t *thing, id string) {
	t.id = id
	n.taken[t.kind][id] = true
	n.now[t.kind][t.key] = id
	if t.near != "" && n.now[t.kind][t.near] == "" {
		n.now[t.kind][t.near] = id
	}
}

// finish settles what could only be known once everything was read.
func (r *reading) finish(n *names) {
	if len(r.steps) == 0 && len(r.loose) > 0 {
		r.step(1)
	}
	if len(r.loose) > 0 && len(r.steps) == 1 {
		for _, s := range r.steps {
			for _, place := range r.loose {
				place(s)
			}
			r.assume(&s.thing, "number", itoa(s.number), "the source names no step: everything stands at one")
		}
	}
	r.settleSteps()
	r.settleArticles()
	r.settleLinks()
	r.settleTopics()
	r.settleResources()
	r.settleSupport()
	r.settleStrays()
	r.settleNames(n)
	r.settleMarks()
	for _, say := range r.assumed {
		say()
	}
}

// numbersOf returns the numbers of the steps in order.
func (r *reading) numbersOf() []int { return slices.Sorted(maps.Keys(r.steps)) }

// settleSteps numbers the steps from 1 without a hole, and gives each what it must have.
func (r *reading) settleSteps() {
	numbers := r.numbersOf()
	if len(numbers) > 0 && numbers[0] == 0 {
		shifted := map[int]*step{}
		for _, n := range numbers {
			s := r.steps[n]
			s.number = n + 1
			shifted[n+1] = s
			r.assume(&s.thing, "number", itoa(n+1), "the source counts from 0")
		}
		r.steps = shifted
	}
	for i, n := 1, slices.Max(append(r.numbersOf(), 0)); i <= n; i++ {
		if r.steps[i] == nil {
			s := r.step(i)
			r.assume(&s.thing, "number", itoa(i), "the source has steps after it, and nothing of it")
		}
	}
	used := r.usedRoles()
	for _, n := range r.numbersOf() {
		s := r.steps[n]
		s.title = s.titles.take(&s.thing, "title")
		s.question = s.questionsSaid.take(&s.thing, "maturityQuestion")
		if s.title == "" && s.question != "" {
			s.title = s.question
			r.assume(&s.thing, "title", s.title, "the source gives the step no title: its question")
		}
		if s.title == "" {
			s.title = fmt.Sprintf(r.m.Texts.StepTitle, s.number)
			r.assume(&s.thing, "title", s.title, "the source gives the step no title")
		}
		if s.question == "" {
			s.question = r.m.Texts.MaturityQuestion
			r.assume(&s.thing, "maturityQuestion", s.question, "the source asks no question for the step")
		}
		every := s.everyGoal.take(&s.thing, "objectives")
		for _, role := range used {
			c := s.goal(role)
			if len(*c) == 0 {
				text, why := cmpOr(every, r.m.Texts.Objective), "the source gives this role no objective at this step"
				if every != "" {
					why = "the source gives one objective for everyone at this step"
				}
				c.add(text, 0, nil)
				r.assumeOf(&s.thing, why, func() (string, string) { return "objectives." + role.id, text })
			}
		}
	}
}

// usedRoles returns the roles that the source names, in its order.
func (r *reading) usedRoles() []*role {
	var used []*role
	for _, role := range r.roles {
		if role.used {
			used = append(used, role)
		}
	}
	slices.SortStableFunc(used, func(a, b *role) int {
		rank := func(r *role) int {
			if r.order == 0 {
				return 1 << 20
			}
			return r.order
		}
		return rank(a) - rank(b)
	})
	for i, role := range used {
		role.order = i + 1
		if role.title == "" {
			k := slices.IndexFunc(r.m.Roles.Known, func(k mappingRole) bool { return k.ID == role.key })
			role.title = r.m.Roles.Known[k].Title
			if len(role.aliases) > 0 {
				role.title = capital(role.aliases[0])
			}
		}
		role.aliases = slices.DeleteFunc(role.aliases, func(a string) bool { return fold(a) == fold(role.title) })
		if role.description == "" {
			role.description = r.m.Texts.Description
			r.assume(&role.thing, "description", role.description, "the source names the role and does not describe it")
		}
	}
	return used
}

// settleArticles gives the pages that became articles a title.
func (r *reading) settleArticles() {
	r.articles = slices.DeleteFunc(r.articles, func(a *article) bool {
		return len(a.body) == 0 && len(a.questions) == 0 && len(a.takeaways) == 0
	})
	for _, a := range r.articles {
		a.used = true
		s := r.byName[strings.ToLower(a.page)]
		a.want = slug(nameWords(a.page))
		if isFront(a.page) {
			a.want = slug(r.m.Texts.FrontPage)
			if dir := path.Dir(a.page); dir != "." {
				a.want = slug(dir)
			}
		}
		a.title = s.title
		if a.title == "" {
			if h := r.titleBlock(&scope{sheet: s}); h != nil {
				a.title = h.text()
				if _, rest, ok := r.m.stepOf(a.title); ok && rest != "" {
					a.title = capital(rest)
				}
			}
		}
		if isFront(a.page) && (a.title == "" || strings.HasSuffix(a.title, "?")) {
			a.title = r.m.Texts.FrontPage
		}
		if a.title == "" {
			a.title = capital(clean(nameWords(a.page)))
			r.assume(&a.thing, "title", a.title, "the page has no heading: the name of the file")
		}
		if s.number > 0 {
			a.step = r.steps[s.number]
			if r.steps[s.number] == nil || r.steps[s.number].key != itoa(s.number) {
				a.step = r.stepOfKey(itoa(s.number))
			}
		}
	}
}

func (r *reading) stepOfKey(key string) *step {
	for _, s := range r.steps {
		if s.key == key {
			return s
		}
	}
	return nil
}

// settleLinks points the links to pages of the source at the articles that the pages have become.
func (r *reading) settleLinks() {
	for _, w := range r.wanted {
		i := slices.IndexFunc(r.articles, func(a *article) bool { return a.page == w.page })
		if i < 0 {
			w.mark.mergedWith(w.page, "leads to a page of the source, which has become other things")
			continue
		}
		t := target{article: r.articles[i]}
		w.mark.mergedInto(&r.articles[i].thing, "", "leads to a page of the source")
		switch {
		case w.question != nil && !slices.Contains(w.question.helpedBy, t):
			w.question.helpedBy = append(w.question.helpedBy, t)
		case w.action != nil && !slices.Contains(w.action.links, t):
			w.action.links = append(w.action.links, t)
		case w.support != nil && w.support.support.link.none():
			w.support.support.link = t
		}
	}
}

// settleTopics keeps the topics that something has.
func (r *reading) settleTopics() {
	for _, res := range r.resources {
		for _, t := range res.topics {
			t.kept = true
		}
	}
	r.topics = slices.DeleteFunc(r.topics, func(t *topic) bool { return !t.kept })
}

// settleResources gives each resource what it must have.
func (r *reading) settleResources() {
	for _, g := range r.guides {
		if res := r.byURL[r.m.identity(g.url)]; res != nil {
			g.as = res
		}
	}
	for _, res := range r.resources {
		if res.title == "" {
			res.title = titleOf(res.url)
			r.assume(&res.thing, "title", res.title, "the source gives no title: the address")
		}
		if res.kind == "" {
			kind, why := r.m.kind(res.url, res.title)
			if why == "" {
				why = "nothing says what kind of resource it is"
			}
			res.kind = kind
			r.assume(&res.thing, "kind", res.kind, why)
		}
		if len(res.languages) == 0 {
			if l := r.languageOf(res.url); l != "" {
				res.languages = []string{l}
				r.assume(&res.thing, "languages", l, "by its address")
			}
		}
	}
	for _, g := range r.guides {
		if g.as == nil && g.title == "" {
			g.title = titleOf(g.url)
			r.assume(&g.thing, "title", g.title, "the source gives no title: the address")
		}
	}
}

// titleOf returns what an address says of itself.
func titleOf(address string) string {
	p := strings.Trim(pathOf(address), "/")
	if p, _, _ = strings.Cut(p, "?"); p == "" {
		return host(address)
	}
	return host(address) + "/" + p
}

// languageOf returns the language that a part of an address names, or "".
func (r *reading) languageOf(address string) string {
	for part := range strings.SplitSeq(strings.ToLower(pathOf(address)), "/") {
		if l := r.m.Addresses.Languages[part]; l != "" {
			return l
		}
	}
	return ""
}

// settleSupport completes the table of who obtains what: a service has a description, and a case that no rule covers is
// said to be open.
func (r *reading) settleSupport() {
	if len(r.rules) == 0 {
		r.facts = nil
	}
	for _, s := range r.services {
		if s.description == "" {
			s.description = r.m.Texts.Description
			r.assume(&s.thing, "description", s.description, "the source names the service and does not describe it")
		}
		for _, n := range r.numbersOf() {
			if st := r.steps[n]; st.support.appointment != "" && len(r.services) > 1 && r.namedService(st.support.appointment) == s {
				s.steps = append(s.steps, st)
			}
		}
		if len(r.rules) == 0 {
			r.assume(&s.thing, "outcomes", "none", "the source does not say who obtains the service")
		}
	}
	if len(r.rules) == 0 && len(r.services) > 0 { // without a rule a service could be neither granted nor denied
		f := r.fact("")
		f.value("cas")
		r.facts = []*fact{f}
		f.values[0].title = r.m.Texts.Hole
		r.holes = []hole{{when: map[*fact][]*factValue{f: f.values}, message: r.m.Texts.Hole}}
		return
	}
	r.holes = r.uncovered()
}

// namedService returns the service that an appointment is for: the one with most of its words, the first of which says
// most; nil where two have as many.
func (r *reading) namedService(text string) *service {
	var found *service
	most, ties := 0, 0
	for _, s := range r.services {
		score, weight := 0, 3
		for _, w := range tokens(text) {
			if r.m.words.common[w] || len(w) <= 2 {
				continue
			}
			if s.words[w] {
				score += weight
			}
			weight = 2
		}
		switch {
		case score > most:
			found, most, ties = s, score, 1
		case score == most:
			ties++
		}
	}
	if most == 0 || ties > 1 {
		return nil
	}
	return found
}

// settleStrays says what became of the addresses that were glued to others.
func (r *reading) settleStrays() {
	for _, m := range r.strays {
		id := r.m.identity(r.m.cleanURL(m.URL).url)
		switch {
		case r.byURL[id] != nil:
			m.mergedInto(&r.byURL[id].thing, "url", "glued to another address")
		case r.byGuide[id] != nil:
			m.mergedInto(&r.byGuide[id].thing, "url", "glued to another address")
		case r.cited[id] != "":
			m.mergedWith(r.cited[id], "glued to another address, and cited there")
		default:
			m.left("glued to another address: whether it is a resource too is not said", true)
		}
	}
}

// settleNames gives everything its identifier and its file.
func (r *reading) settleNames(n *names) {
	all := r.things()
	n.reserve(all)
	for _, t := range all {
		n.give(t)
		switch t.kind {
		case kindStep, kindRole, kindResource:
			t.file = t.kind + "/" + t.id + ".md"
		case kindArticle:
			t.file = "articles/" + t.id + "." + r.m.Catalog.Language + ".md"
		}
	}
	for _, s := range r.sections {
		s.file = "questions/" + s.step.id + ".yaml"
		for _, q := range s.questions {
			q.file = s.file
		}
	}
}

// things returns everything that is written, in the order in which names are given out.
func (r *reading) things() []*thing {
	var all []*thing
	for _, n := range r.numbersOf() {
		s := r.steps[n]
		s.want = r.m.Steps.ID + "-" + itoa(s.number)
		all = append(all, &s.thing)
	}
	for _, role := range r.usedRoles() {
		all = append(all, &role.thing)
	}
	for _, res := range r.resources {
		res.want = slug(res.title)
		if res.named {
			res.near = "title:" + fold(res.title)
		}
		all = append(all, &res.thing)
	}
	for _, p := range r.planned {
		all = append(all, &p.thing)
	}
	for _, s := range r.sections {
		all = append(all, &s.thing)
		for _, q := range s.questions {
			all = append(all, &q.thing)
		}
	}
	for _, t := range r.topics {
		all = append(all, &t.thing)
	}
	for _, g := range r.guides {
		if g.as == nil {
			g.want = slug(g.title)
			all = append(all, &g.thing)
		}
	}
	for _, a := range r.articles {
		all = append(all, &a.thing)
	}
	for _, s := range r.services {
		all = append(all, &s.thing)
	}
	for _, f := range r.facts {
		all = append(all, &f.thing)
	}
	for _, rl := range r.rules {
		all = append(all, &rl.thing)
	}
	return all
}

// settleMarks gives a verdict to what nothing has claimed.
func (r *reading) settleMarks() {
	for _, m := range r.report.Entries {
		for i := range m.where {
			r.settlePlace(&m.where[i])
		}
		if m.Verdict != "" {
			continue
		}
		switch {
		case m.Kind == markURL && m.hint != "":
			r.settleHidden(m)
		case m.Kind == markURL && !isWeb(m.URL):
			leaveLocal(m)
		case m.Kind == markHeading:
			m.mergedWith("", "a heading over nothing that is left")
		case m.Kind == markItem || m.Kind == markRow || m.Kind == markText:
			if clean(strings.Trim(m.Text, "|")) == "" {
				m.left("nothing to read", false)
				continue
			}
			m.left("no rule knows what it is", true)
		default:
			m.left("no rule knows what it is", true)
		}
	}
}

// settlePlace follows a guide to the resource that stands for it.
func (r *reading) settlePlace(p *place) {
	if p.thing == nil || p.thing.kind != kindGuide {
		return
	}
	if g := r.byGuide[p.thing.key]; g != nil && g.as != nil {
		p.thing = &g.as.thing
	}
}

// settleHidden says what became of an address that readers of the page do not see.
func (r *reading) settleHidden(m *mark) {
	id := r.m.identity(r.m.cleanURL(m.URL).url)
	switch {
	case r.byURL[id] != nil:
		m.mergedInto(&r.byURL[id].thing, "url", m.hint)
	case r.byGuide[id] != nil:
		m.mergedInto(&r.byGuide[id].thing, "url", m.hint)
	case r.cited[id] != "":
		m.mergedWith(r.cited[id], m.hint)
	case m.hint == hintDefinition || m.hint == hintCode:
		m.left(m.hint+", which no rule knows", true)
	default:
		m.left(m.hint, false)
	}
}
