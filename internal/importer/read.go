package importer

import (
	"slices"
	"strings"
	"unicode"
)

// mode is what the items under a heading are.
type mode int

const (
	modeNone mode = iota
	modeResources
	modeRoles
	modeServices
	modeQuestions
	modeTakeaways
	modeObjectives
	modeChecklist
)

// scope is where the reading of a page stands: what its headings have said so far.
type scope struct {
	*sheet
	step      *step
	stepLevel int
	who       audience
	whoLevel  int  // of the heading that says who, 0 where none does
	planned   int  // level of the heading that announces, 0 where none does
	mode      mode // what the items are
	level     int  // of the heading that set the mode
	topic     *topic
	topicAt   int // level of the heading that names the topic
	section   *section
	heads     []*block // headings over this place, outermost first
	told      bool     // a long paragraph stands above under the same heading: what follows is prose too
	roleHead  *mark
}

// said is something that a part of the source says of a field; of several, the highest rank stands.
type said struct {
	text string
	rank int
	mark *mark
}

type choice []said

func (c *choice) add(text string, rank int, m *mark) {
	if text = clean(text); text != "" {
		*c = append(*c, said{text, rank, m})
	}
}

// take returns what stands, and gives each mark its verdict.
func (c choice) take(t *thing, field string) string {
	if len(c) == 0 {
		return ""
	}
	top := c[0]
	for _, s := range c[1:] {
		if s.rank > top.rank {
			top = s
		}
	}
	top.mark.into(t, field)
	for _, s := range c {
		switch {
		case s.mark == top.mark || s.mark == nil:
		case fold(s.text) == fold(top.text):
			s.mark.mergedInto(t, field, "says what "+top.mark.at()+" says")
		default:
			s.mark.mergedInto(t, field, top.mark.at()+" says it in other words: "+short(top.text))
		}
	}
	return top.text
}

// read reads one page from top to bottom.
func (r *reading) read(s *sheet) {
	c := &scope{sheet: s}
	s.at = map[*block]*step{}
	if s.number > 0 {
		c.step = r.step(s.number)
		if !slices.Contains(c.step.pages, s.name) {
			c.step.pages = append(c.step.pages, s.name)
		}
	}
	c.reset(0)
	if _, rest, ok := r.m.stepOf(s.title); ok && rest != "" && c.step != nil {
		r.stepHeading(c, heading{label: rest}, nil)
	}
	for _, b := range s.blocks {
		r.block(c, b)
		s.at[b] = c.step
	}
	r.rest(c)
}

// reset forgets what headings of a level or deeper have said.
func (c *scope) reset(level int) {
	c.who, c.whoLevel = audience{everyone: true, why: "nothing says who it is for"}, 0
	if c.sheet.who != nil {
		c.who = *c.sheet.who
	} else if c.kind == pageProse {
		c.who.why = ""
	}
	c.planned, c.mode, c.level, c.topic, c.topicAt, c.section, c.roleHead = 0, modeNone, level, nil, 0, nil, nil
	if c.kind == pageChecklist {
		c.mode = modeChecklist
	}
	if c.kind == pageSupport {
		c.mode = modeServices
	}
}

func (r *reading) block(c *scope, b *block) {
	switch b.kind {
	case blockHeading:
		r.heading(c, b)
	case blockParagraph:
		if !r.strongHeading(c, b) {
			r.paragraph(c, b)
		}
	case blockList:
		r.list(c, b)
	case blockTable:
		r.table(c, b)
	case blockQuote:
		r.quote(c, b)
	default:
	}
}

// longText is how many words make a paragraph that is written to be read, rather than to lead to something.
const longText = 20

// quote reads what is quoted where resources are listed; elsewhere a quotation is prose.
func (r *reading) quote(c *scope, b *block) {
	if c.kind == pageProse && c.mode != modeResources {
		return
	}
	for _, inner := range b.children {
		r.block(c, inner)
	}
	b.used = !slices.ContainsFunc(b.children, func(inner *block) bool { return !inner.used })
}

func (r *reading) heading(c *scope, b *block) {
	text, m := b.text(), b.marks[0]
	c.told = false
	for len(c.heads) > 0 && c.heads[len(c.heads)-1].level >= b.level {
		c.heads = c.heads[:len(c.heads)-1]
	}
	c.heads = append(c.heads, b)
	if text == "" {
		m.left("an empty heading", false)
		return
	}
	h := r.head(text, c.kind, c.mode == modeChecklist && (c.kind == pageChecklist || b.level > c.level))
	if h.kind == headOther && c.step == nil || c.kind == pageChecklist && h.kind == headOther && b.level <= max(c.stepLevel, 1) {
		if s := r.stepByTitle(text); s != nil {
			h = heading{kind: headStep, step: s.number, label: ""}
		}
	}
	r.apply(c, b, h, m)
}

// strongHeading takes a line in bold that says what a heading says for one, below the last that is a heading to Markdown.
// It reports whether it is one.
func (r *reading) strongHeading(c *scope, b *block) bool {
	if len(b.lines) != 1 || !isStrong(b.lines[0]) || slices.ContainsFunc(b.lines[0], func(s span) bool { return s.url != "" }) {
		return false
	}
	h := r.head(b.text(), c.kind, c.mode == modeChecklist)
	if !slices.Contains([]headingKind{headStep, headPlanned, headEveryone, headRole, headResources, headChecklist, headQuestions, headTakeaways}, h.kind) {
		return false
	}
	for len(c.heads) > 0 && (c.heads[len(c.heads)-1].kind != blockHeading || c.heads[len(c.heads)-1].foreign) {
		c.heads = c.heads[:len(c.heads)-1]
	}
	b.level = 1
	if len(c.heads) > 0 {
		b.level = c.heads[len(c.heads)-1].level + 1
	}
	c.heads = append(c.heads, b)
	b.used, c.told = true, false
	r.apply(c, b, h, b.marks0())
	return true
}

// apply changes the scope as a heading says.
func (r *reading) apply(c *scope, b *block, h heading, m *mark) {
	if c.planned > 0 && b.level > c.planned && h.kind != headStep {
		if c.step != nil {
			m.mergedInto(&c.step.thing, "", "what is announced stands at a step, for whomever")
		}
		return
	}
	switch h.kind {
	case headNoise:
		m.mergedWith("", "says nothing of what stands under it")
	case headStep:
		c.step, c.stepLevel = r.step(h.step), b.level
		c.reset(b.level)
		r.stepHeading(c, h, m)
		if h.inner != nil {
			r.apply(c, b, *h.inner, m)
		}
	case headPlanned:
		who := c.who
		c.reset(b.level)
		c.who, c.planned = who, b.level
		r.mergeHeading(c, m, "announces what stands under it")
	case headEveryone:
		c.reset(b.level)
		c.who, c.whoLevel, c.mode = audience{everyone: true}, b.level, modeResources
		r.mergeHeading(c, m, "for everyone")
	case headRole, headNewRole:
		if h.kind == headNewRole {
			h.roles = []*role{r.newRole(h.label)}
		}
		r.roleHeading(c, b, h, m)
	case headTheme:
		r.theme(c, b, h, m)
	case headResources:
		c.reset(b.level)
		c.mode = modeResources
		if c.sheet.who == nil {
			c.who = audience{everyone: true}
		}
		r.mergeHeading(c, m, "resources")
	case headRoles, headQuestions, headTakeaways, headObjectives:
		c.reset(b.level)
		c.mode = map[headingKind]mode{
			headRoles: modeRoles, headQuestions: modeQuestions, headTakeaways: modeTakeaways, headObjectives: modeObjectives,
		}[h.kind]
		r.mergeHeading(c, m, "says what stands under it")
	case headChecklist:
		c.reset(b.level)
		c.mode = modeChecklist
		r.mergeHeading(c, m, "a checklist")
	case headSupport:
		if c.kind != pageSupport {
			r.otherHeading(c, b, h, m)
			return
		}
		c.reset(b.level)
		r.mergeHeading(c, m, "services")
	case headOther:
		r.otherHeading(c, b, h, m)
	}
}

// mergeHeading says what a heading was taken for.
func (r *reading) mergeHeading(c *scope, m *mark, why string) {
	if c.step != nil {
		m.mergedInto(&c.step.thing, "", why)
		return
	}
	m.mergedWith("", why)
}

// stepHeading takes in what a heading says of its step beside the number.
func (r *reading) stepHeading(c *scope, h heading, m *mark) {
	if h.label == "" {
		r.mergeHeading(c, m, "names its step")
		return
	}
	switch {
	case c.kind == pageChecklist:
		c.step.titles.add(h.label, 2, m)
	case h.inner != nil:
	case strings.HasSuffix(h.label, "?") || r.m.words.open.starts(h.label):
		c.step.questionsSaid.add(capital(h.label), 1, m)
	default:
		c.step.titles.add(capital(h.label), 1, m)
	}
}

func (r *reading) roleHeading(c *scope, b *block, h heading, m *mark) {
	c.reset(b.level)
	c.who, c.whoLevel, c.mode, c.roleHead = audience{roles: h.roles}, b.level, modeResources, m
	for _, role := range h.roles {
		name := ""
		if len(h.roles) == 1 {
			name = h.label
		}
		r.useRole(role, name)
		m.mergedInto(&role.thing, "", "who what stands under it is for")
		if h.after != "" && c.step != nil && !r.m.words.planned.is(h.after) {
			c.step.goal(role).add(capital(h.after), 1, m)
		}
	}
	if r.m.words.planned.is(h.after) {
		c.planned = b.level
	}
}

// theme takes a heading that names a subject: it says who what follows is for, unless a heading above it does.
func (r *reading) theme(c *scope, b *block, h heading, m *mark) {
	t := r.topic(h.label)
	if c.whoLevel == 0 || b.level <= c.whoLevel {
		who := r.themeAudience(h.label)
		if c.sheet.who != nil {
			who = *c.sheet.who
		}
		c.reset(b.level)
		c.who, c.whoLevel = who, b.level
		for _, role := range who.roles {
			role.used = true
		}
	}
	c.mode, c.topic, c.topicAt = modeResources, t, b.level
	if t != nil {
		m.mergedInto(&t.thing, "title", "a subject")
	}
}

// otherHeading takes a heading that no rule knows: deeper than the one that says who, it is a part of that; otherwise it
// ends it.
func (r *reading) otherHeading(c *scope, b *block, h heading, m *mark) {
	switch {
	case c.mode == modeChecklist:
		c.section = nil
		if c.step != nil {
			m.mergedInto(&c.step.thing, "", "a part of the checklist")
		}
		return
	case c.kind == pageSupport:
		return
	case c.kind == pageResources && c.step != nil && c.stepLevel == 0 && (isFront(c.name) || c.stepWhy == "its name") && b == r.titleBlock(c):
		c.reset(b.level)
		r.stepHeading(c, heading{label: h.label}, m)
		r.mergeHeading(c, m, "names its step")
		return
	case c.whoLevel > 0 && b.level > c.whoLevel, c.mode != modeNone && b.level > c.level:
	default:
		c.reset(b.level)
	}
	c.topic, c.topicAt = nil, 0
	if c.kind == pageResources && c.step != nil && b.level > 1 && !strings.HasSuffix(h.label, "?") && len(tokens(h.label)) <= 8 {
		c.topic, c.topicAt = r.laterTopic(h.label, m), b.level
	}
}

// laterTopic returns a topic that is kept only if a resource comes to have it.
func (r *reading) laterTopic(title string, m *mark) *topic {
	t := r.topic(title)
	if t != nil {
		t.head = append(t.head, m)
	}
	return t
}

// stepByTitle returns the step whose title a text repeats, in about the same words.
func (r *reading) stepByTitle(text string) *step {
	words := tokens(text)
	if len(words) < 3 {
		return nil
	}
	for n := range r.m.Steps.Most + 1 {
		s := r.steps[n]
		if s == nil {
			continue
		}
		for _, t := range s.titles {
			if overlap(words, tokens(t.text)) >= 0.75 {
				return s
			}
		}
	}
	return nil
}

// overlap returns the share of words that two texts have in common.
func overlap(a, b []string) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	common := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			common++
		}
	}
	return float64(2*common) / float64(len(a)+len(b))
}

func capital(s string) string {
	r := firstRune(s)
	if !unicode.IsLetter(r) {
		return s
	}
	return string(unicode.ToUpper(r)) + s[len(string(r)):]
}

func (r *reading) paragraph(c *scope, b *block) {
	m := b.marks0()
	if len(b.lines) == 0 {
		b.used = true
		m.left("nothing to read", false)
		return
	}
	if r.roleEntry(c, b.lines, m) {
		b.used = true
		return
	}
	switch {
	case c.mode == modeChecklist:
		r.checklistText(c, b, m)
	case c.mode == modeServices:
		b.used = r.serviceEntry(b.lines, m)
	case c.planned > 0:
		if c.step != nil && len(strings.Fields(b.text())) <= 40*len(b.lines) {
			b.used = true
			for _, line := range b.lines {
				r.plan(c, line, m)
			}
		}
	case c.mode == modeQuestions || c.mode == modeTakeaways || c.mode == modeRoles || c.mode == modeObjectives:
	case c.kind == pageProse && c.mode != modeResources:
		if c.step != nil && len(b.lines) == 1 && r.isLinkOnly(b.lines[0]) && r.outward(c, b.lines[0]) {
			b.used = r.resourceLines(c, b.lines, m)
		}
	default:
		c.told = c.told || len(c.heads) > 1 && len(strings.Fields(b.text())) >= longText
		if r.allResourceLines(c, b.lines) {
			b.used = r.resourceLines(c, b.lines, m)
		} else if c.step != nil {
			b.used = r.announcedLines(c, b.lines, m)
		}
	}
}

// announcedLines plans the lines of a paragraph if each says that it is not there yet. It reports whether it does.
func (r *reading) announcedLines(c *scope, lines [][]span, m *mark) bool {
	for _, line := range lines {
		if title, ok := r.announced(line); !ok || len(strings.Fields(title)) > 25 {
			return false
		}
	}
	for _, line := range lines {
		r.plan(c, line, m)
	}
	return true
}

func (b *block) marks0() *mark {
	if len(b.marks) == 0 || b.marks[0].Kind == markURL {
		return nil
	}
	return b.marks[0]
}

// outward reports whether a line's links leave the source.
func (r *reading) outward(c *scope, line []span) bool {
	return !slices.ContainsFunc(line, func(s span) bool { return s.url != "" && r.internal(c.name, s.url) != nil })
}

// allResourceLines reports whether every line of a paragraph is a resource, or the title of the address on the next line.
func (r *reading) allResourceLines(c *scope, lines [][]span) bool {
	any := false
	if strings.HasPrefix(label(lines[0]), "[^") { // a footnote
		return false
	}
	for i, line := range lines {
		switch {
		case r.isResourceLine(line) && r.outward(c, line):
			any = true
		case i+1 < len(lines) && isBareLine(lines[i+1]) && len(strings.Fields(label(line))) <= 25:
		default:
			return false
		}
	}
	return any
}

// isBareLine reports whether a line is an address and nothing else.
func isBareLine(line []span) bool {
	web := 0
	for _, s := range line {
		if isWeb(s.url) && s.bare {
			web++
		} else if strings.Trim(s.text, " \t-–:>*()") != "" {
			return false
		}
	}
	return web == 1
}

// resourceLines makes resources of lines. It reports whether it made any.
func (r *reading) resourceLines(c *scope, lines [][]span, m *mark) bool {
	made := false
	above := ""
	for i, line := range lines {
		all := r.linksOf(line)
		if len(all) == 0 {
			if i+1 < len(lines) && isBareLine(lines[i+1]) {
				above = cleanTitle(label(line))
			}
			continue
		}
		for _, f := range all {
			if f.title == "" {
				f.title = above
			}
			made = r.resource(c, f, m) || made
		}
		above = ""
	}
	return made
}

func (r *reading) list(c *scope, list *block) {
	linked := false
	for _, it := range list.children {
		for _, line := range it.own() {
			linked = linked || slices.ContainsFunc(line, func(s span) bool { return isWeb(s.url) })
		}
	}
	for _, it := range list.children {
		r.item(c, it, linked)
	}
	list.used = !slices.ContainsFunc(list.children, func(it *block) bool { return !it.used })
}

// item reads one item of a list; linked says whether any item of the list has an address.
func (r *reading) item(c *scope, it *block, linked bool) {
	m := it.marks0()
	lines := it.own()
	if len(lines) == 0 && len(it.children) == 0 {
		it.used = true
		m.left("an empty item", false)
		return
	}
	if r.roleEntry(c, lines, m) {
		it.used = true
		r.nested(c, it)
		return
	}
	switch {
	case c.mode == modeChecklist:
		r.checklistItem(c, it, m)
	case c.mode == modeServices:
		if it.used = r.serviceEntry(lines, m); it.used {
			r.nested(c, it)
		}
	case c.mode == modeQuestions && (c.kind == pageProse || r.isQuestion(itemText(it))):
		a := r.article(c.name)
		a.questions = append(a.questions, itemText(it))
		m.into(&a.thing, "questions")
		r.citeAll(it, &a.thing, "questions")
		it.used = true
	case c.mode == modeTakeaways:
		a := r.article(c.name)
		a.takeaways = append(a.takeaways, itemText(it))
		m.into(&a.thing, "takeaways")
		r.citeAll(it, &a.thing, "takeaways")
		it.used = true
	case (c.mode == modeObjectives || c.mode == modeRoles) && (c.step == nil || len(lines) != 1 || !r.isLinkOnly(lines[0])):
	case c.planned > 0 && c.step != nil:
		it.used = true
		for _, line := range lines {
			r.plan(c, line, m)
		}
		r.nested(c, it)
	case c.kind == pageProse && c.mode != modeResources:
		if c.step != nil && len(lines) == 1 && r.isLinkOnly(lines[0]) && r.outward(c, lines[0]) {
			it.used = r.resourceLines(c, lines, m)
			r.nested(c, it)
		}
	default:
		r.resourceItem(c, it, m, linked)
	}
}

// nested reads the lists in an item.
func (r *reading) nested(c *scope, it *block) {
	for _, inner := range it.lists() {
		r.list(c, inner)
		it.used = it.used && inner.used
	}
}

// resourceItem reads an item where resources are listed.
func (r *reading) resourceItem(c *scope, it *block, m *mark, linked bool) {
	lines := it.own()
	web := false
	for _, line := range lines {
		web = web || slices.ContainsFunc(line, func(s span) bool { return isWeb(s.url) && r.internal(c.name, s.url) == nil })
	}
	if web {
		if c.step == nil && (c.kind == pageProse || isFront(c.name) && r.stepped) {
			return // a link in a page that stands at no step: prose
		}
		if _, announced := r.announced(lines[0]); announced && len(lines) == 1 && c.step != nil {
			it.used = true
			r.plan(c, lines[0], m)
			r.nested(c, it)
			return
		}
		it.used = r.resourceLines(c, lines, m)
		r.details(c, it)
		return
	}
	if r.pageItem(c, it, lines, m) {
		return
	}
	inner := false
	for _, l := range it.lists() {
		l.each(func(b *block) {
			for _, line := range b.lines {
				inner = inner || slices.ContainsFunc(line, func(s span) bool { return isWeb(s.url) })
			}
		})
	}
	if inner || len(it.lists()) > 0 && slices.Contains([]headingKind{headRole, headEveryone, headPlanned}, r.head(itemText(it), c.kind, false).kind) {
		r.group(c, it, m)
		return
	}
	if c.step == nil || len(lines) == 0 {
		return
	}
	title, announced := r.announced(lines[0])
	switch {
	case announced:
		it.used = true
		r.plan(c, lines[0], m)
	case c.kind == pageProse && c.mode != modeResources:
		return
	case linked && (c.whoLevel > 0 || c.mode == modeResources):
		if t := r.topic(title); t != nil {
			it.used, t.kept = true, true
			m.into(&t.thing, "title").because("a subject without link, among resources")
		}
	case c.whoLevel > 0 || c.mode == modeResources || c.urls == 0 && c.kind == pageResources && !c.told:
		if len(strings.Fields(title)) <= 40 {
			it.used = true
			r.plan(c, lines[0], m)
			m.because("a subject without link: announced, and not there yet")
		}
	}
	if it.used {
		r.nested(c, it)
	}
}

// pageItem takes an item that only leads to a page of the source. It reports whether it does.
func (r *reading) pageItem(c *scope, it *block, lines [][]span, m *mark) bool {
	if len(lines) != 1 || len(it.lists()) > 0 {
		return false
	}
	var page *sheet
	for _, s := range lines[0] {
		switch to := r.internal(c.name, s.url); {
		case to != nil && page == nil:
			page = to
		case to != nil || strings.ContainsFunc(s.text, unicode.IsLetter):
			return false
		}
	}
	if page == nil {
		return false
	}
	it.used = true
	for _, s := range lines[0] {
		s.mark.mergedWith(page.name, "leads to a page of the source")
	}
	m.mergedWith(page.name, "leads to a page of the source")
	return true
}

// details takes the items below a resource: those with an address are resources too, the others describe it.
func (r *reading) details(c *scope, it *block) {
	if !it.used {
		return
	}
	var last *resource
	if len(r.resources) > 0 {
		last = r.lastMade
	}
	for _, inner := range it.lists() {
		for _, sub := range inner.children {
			web := false
			for _, line := range sub.own() {
				web = web || slices.ContainsFunc(line, func(s span) bool { return isWeb(s.url) })
			}
			if web || last == nil || len(sub.lists()) > 0 {
				r.item(c, sub, true)
				continue
			}
			sub.used = true
			text := itemText(sub)
			last.body = append(last.body, "- "+escape(text))
			sub.marks0().into(&last.thing, "body")
			r.citeAll(sub, &last.thing, "body")
		}
		inner.used = !slices.ContainsFunc(inner.children, func(b *block) bool { return !b.used })
		it.used = it.used && inner.used
	}
}

// group takes an item that only says what the resources below it are about, or for whom.
func (r *reading) group(c *scope, it *block, m *mark) {
	text := cleanTitle(itemText(it))
	saved := *c
	h := r.head(text, c.kind, false)
	switch {
	case h.kind == headRole && c.whoLevel == 0:
		c.who, c.whoLevel = audience{roles: h.roles}, 7
		for _, role := range h.roles {
			r.useRole(role, h.label)
			m.mergedInto(&role.thing, "", "who what stands under it is for")
		}
	case h.kind == headEveryone && c.whoLevel == 0:
		c.who, c.whoLevel = audience{everyone: true}, 7
		r.mergeHeading(c, m, "for everyone")
	case h.kind == headPlanned && c.step != nil:
		c.planned = 7
		r.mergeHeading(c, m, "announces what stands under it")
	case h.kind == headStep:
		c.step = r.step(h.step)
		r.stepHeading(c, h, m)
	default:
		if t := r.topic(text); t != nil {
			c.topic, t.kept = t, true
			m.into(&t.thing, "title").because("what the items under it are about")
		}
	}
	it.used = true
	for _, inner := range it.lists() {
		r.list(c, inner)
		it.used = it.used && inner.used
	}
	*c = saved
}

// announced returns the title of an item, and whether the item itself says that it is not there yet: before or behind it.
func (r *reading) announced(line []span) (title string, ok bool) {
	text := cleanTitle(label(slices.DeleteFunc(slices.Clone(line), func(s span) bool { return s.bare })))
	w := &r.m.words
	if rest, ok := w.planned.cutPrefix(text); ok && rest != "" {
		return rest, true
	}
	if i := strings.LastIndexAny(text, "([-–:"); i > 0 && w.planned.is(strings.Trim(text[i:], " ()[]-–:.")) {
		return clean(strings.TrimRight(text[:i], " ([-–:")), true
	}
	return text, false
}

// plan announces an item. An address in it is kept as a guide: it leads somewhere, though not to what is announced.
func (r *reading) plan(c *scope, line []span, m *mark) {
	title, _ := r.announced(line)
	if title == "" {
		m.left("announces nothing", false)
		return
	}
	p := r.addPlanned(c.step, title)
	m.into(&p.thing, "title")
	for _, s := range line {
		switch {
		case s.mark == nil:
		case s.image:
			s.mark.left(hintImage, false)
		case r.internal(c.name, s.url) != nil:
			s.mark.mergedWith(r.internal(c.name, s.url).name, "leads to a page of the source")
		case !isWeb(s.url):
			leaveLocal(s.mark)
		default:
			f := r.found(s, "")
			if sound(f.url) {
				g := r.link(f.url, title)
				s.mark.into(g.thing(), "url").because("the item it stands in is announced: kept as a guide")
			} else {
				s.mark.left("no address that can be opened", true)
			}
			r.glue(f, s.mark)
		}
	}
}

func (r *reading) addPlanned(s *step, title string) *planned {
	key := s.key + "/" + fold(title)
	for _, p := range r.planned {
		if p.step == s && fold(p.title) == fold(title) {
			return p
		}
	}
	p := &planned{thing: thing{kind: kindPlanned, key: key, want: slug(title), file: "planned.yaml"}, step: s, title: title}
	r.planned = append(r.planned, p)
	return p
}

// resource takes in a resource that a line names. It reports whether it could.
func (r *reading) resource(c *scope, f found, m *mark) bool {
	if !sound(f.url) {
		f.mark.left("no address that can be opened", true)
		m.left("its address cannot be opened", true)
		return false
	}
	res, seen := r.addResource(f, m)
	r.lastMade = res
	if c.topic != nil && !slices.Contains(res.topics, c.topic) {
		res.topics = append(res.topics, c.topic)
		for _, h := range c.topic.head {
			h.mergedInto(&c.topic.thing, "title", "a subject")
		}
	}
	if seen {
		f.mark.mergedInto(&res.thing, "url", "the address of "+res.at)
	} else {
		f.mark.into(&res.thing, "url")
	}
	r.glue(f, f.mark)
	who := c.who
	if c.step == nil {
		r.loose = append(r.loose, func(s *step) { r.place(res, s, who, f.title, m) })
		m.into(&res.thing, "title")
		return true
	}
	r.place(res, c.step, who, f.title, m)
	return true
}

// addResource returns the resource of an address, which is made where it is new.
func (r *reading) addResource(f found, m *mark) (res *resource, seen bool) {
	id := r.m.identity(f.url)
	res = r.byURL[id]
	if seen = res != nil; !seen {
		res = &resource{
			thing: thing{kind: kindResource, key: id}, url: f.url, network: r.network(f.url), provider: host(f.url), at: m.at(),
		}
		r.byURL[id] = res
		r.resources = append(r.resources, res)
	}
	if res.title == "" && f.title != "" {
		res.title, res.named = f.title, true
	}
	if res.summary == "" {
		res.summary = f.summary
	} else if f.summary != "" && fold(f.summary) != fold(res.summary) {
		res.body = append(res.body, escape(f.summary))
	}
	if res.minutes == 0 {
		res.minutes = f.minutes
	}
	for _, l := range f.languages {
		if !slices.Contains(res.languages, l) {
			res.languages = append(res.languages, l)
		}
	}
	for to, value := range map[*string]string{&res.cost: f.cost, &res.account: f.account, &res.network: f.network} {
		if *to == "" {
			*to = value
		}
	}
	return res, seen
}

// place puts a resource at a step for an audience, unless it stands there already under the same title.
func (r *reading) place(res *resource, s *step, who audience, title string, m *mark) {
	who.roles = slices.Clone(who.roles)
	for _, role := range who.roles {
		role.used = true
	}
	if title == res.title {
		title = ""
	}
	for _, p := range res.placements {
		if p.step != s || p.who.everyone != who.everyone {
			continue
		}
		if who.everyone {
			if title == "" || title == p.title {
				m.mergedInto(&res.thing, "placements", "stands there already, as "+p.mark.at()+" says")
				return
			}
			continue
		}
		who.roles = slices.DeleteFunc(who.roles, func(role *role) bool {
			return slices.Contains(p.who.roles, role) && (title == "" || title == p.title)
		})
	}
	if !who.everyone && len(who.roles) == 0 {
		m.mergedInto(&res.thing, "placements", "stands there already for the same roles")
		return
	}
	s.orders++
	p := &placement{step: s, who: who, title: title, order: s.orders * 10, mark: m}
	res.placements = append(res.placements, p)
	m.into(&res.thing, "placements")
	if who.why != "" {
		r.assumeOf(&res.thing, who.why, func() (string, string) { return "placements.for", who.key() })
	}
}

// glue counts the addresses that stood in another without a blank.
func (r *reading) glue(f found, m *mark) {
	for _, g := range f.glued {
		if m == nil || g == "" {
			continue
		}
		second := &mark{Kind: markURL, File: m.File, Line: m.Line, URL: g}
		r.report.Entries = append(r.report.Entries, second)
		r.strays = append(r.strays, second)
	}
}

func (t target) thing() *thing {
	switch {
	case t.resource != nil:
		return &t.resource.thing
	case t.guide != nil:
		return &t.guide.thing
	case t.article != nil:
		return &t.article.thing
	}
	return nil
}

// citeAll says that the addresses of a block stand in a text of a thing.
func (r *reading) citeAll(b *block, t *thing, field string) {
	b.each(func(b *block) {
		b.used = true
		for _, m := range b.marks {
			if m.Verdict != "" {
				continue
			}
			if m.Kind == markURL {
				r.cite(m, t, field)
				continue
			}
			m.into(t, field)
		}
	})
}

// cite says that an address stands in a text: as a link where the text can hold one.
func (r *reading) cite(m *mark, t *thing, field string) {
	switch {
	case m.hint == hintImage:
		m.left(hintImage, false)
	case r.internal(m.File, m.URL) != nil:
		m.mergedWith("", "leads to a page of the source")
	case isWeb(m.URL):
		f := r.found(span{url: m.URL, bare: true}, "")
		r.cited[r.m.identity(f.url)] = m.at()
		r.glue(f, m)
		if field == "body" || field == "text" {
			m.into(t, field).because("cited")
			return
		}
		if sound(f.url) {
			m.into(r.link(f.url, m.Text).thing(), "url").because("cited in " + m.at())
			return
		}
		m.left("no address that can be opened", true)
	default:
		leaveLocal(m)
	}
}

// leaveLocal says why a link that leads neither to the web nor to a page of the source is not in the catalogue.
func leaveLocal(m *mark) {
	scheme, _, hasScheme := strings.Cut(m.URL, ":")
	switch {
	case m == nil:
	case strings.HasPrefix(m.URL, "#"):
		m.mergedWith("", "leads to a place of the page")
	case strings.EqualFold(scheme, "mailto"):
		m.mergedWith("", "a mailbox")
	case hasScheme && !strings.ContainsAny(scheme, "/.?#"):
		m.left("no address that a catalogue may hold", true)
	default:
		m.left("leads to a file that is no page of the source: publish it, or say in the mapping's addresses.base where it is", true)
	}
}
