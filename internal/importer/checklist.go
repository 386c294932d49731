package importer

import (
	"slices"
	"strings"
)

// isQuestion reports whether a text asks something, with a question mark or without.
func (r *reading) isQuestion(text string) bool {
	w := &r.m.words
	return strings.Contains(text, "?") || w.open.starts(text) || w.opening.starts(text) || w.interrogative.has(text)
}

// checklistText takes a paragraph of a checklist: questions without bullets, else what introduces the list.
func (r *reading) checklistText(c *scope, b *block, m *mark) {
	if c.step == nil {
		return
	}
	under := len(c.heads) > 0 && c.heads[len(c.heads)-1].level > max(c.stepLevel, 1)
	asks := 0
	for _, line := range b.lines {
		if text := label(line); strings.HasSuffix(strings.TrimRight(text, " )"), "?") && len(strings.Fields(text)) <= 40 {
			asks++
		}
	}
	if asks == len(b.lines) && (under || len(b.lines) > 1) {
		b.used = true
		for _, line := range b.lines {
			r.ask(c, line, m)
		}
		return
	}
	c.step.intro = append(c.step.intro, b.text())
	m.into(&c.step.thing, "checklistIntro")
	r.citeAll(b, &c.step.thing, "checklistIntro")
	if r.contact == "" {
		r.contact = mail(b.text())
	}
}

// checklistItem takes an item of a checklist; the items below it are questions too where they ask, else they say more.
func (r *reading) checklistItem(c *scope, it *block, m *mark) {
	lines := it.own()
	if c.step == nil {
		return
	}
	if len(lines) == 0 {
		r.nested(c, it)
		return
	}
	var joined []span
	for i, line := range lines {
		if i > 0 {
			joined = append(joined, span{text: " "})
		}
		joined = append(joined, line...)
	}
	it.used = true
	q := r.ask(c, joined, m)
	for _, inner := range it.lists() {
		for _, sub := range inner.children {
			text := itemText(sub)
			if q == nil || r.isQuestion(text) || len(sub.lists()) > 0 {
				r.checklistItem(c, sub, sub.marks0())
				continue
			}
			q.details = clean(strings.TrimPrefix(q.details+" ; "+text, " ; "))
			sub.marks0().into(&q.thing, "details")
			for _, line := range sub.own() {
				r.helps(c, q, line)
			}
			sub.used = true
		}
		inner.used = true
	}
}

// ask makes a question of an item.
func (r *reading) ask(c *scope, line []span, m *mark) *question {
	text := label(line)
	for _, box := range []string{"[ ]", "[x]", "[X]", "☐", "☑", "✅", "□"} {
		text = clean(strings.TrimPrefix(text, box))
	}
	if text == "" {
		if m != nil {
			m.left("asks nothing", false)
		}
		return nil
	}
	s := r.sectionOf(c)
	q := &question{thing: thing{
		kind: kindQuestion, key: s.key + "/" + fold(text), want: slug(text), file: s.file,
	}, text: text, source: c.name}
	q.kind, q.expects, q.why = r.questionKind(line, text)
	if i := slices.IndexFunc(r.m.words.conditions, func(p phrases) bool { return p.starts(text) }); i >= 0 && len(s.questions) > 0 {
		if before := s.questions[len(s.questions)-1]; before.kind == "choice" {
			q.onlyIf, q.answers = before, r.m.Checklist.Conditions[i].Answers
		}
	}
	s.questions = append(s.questions, q)
	m.into(&q.thing, "text")
	r.assume(&q.thing, "kind, expects", q.kind+", "+q.expects, q.why)
	r.helps(c, q, line)
	if r.contact == "" {
		r.contact = mail(text)
	}
	return q
}

// questionKind says how a question is answered, and what it hopes to hear, by its words.
func (r *reading) questionKind(line []span, text string) (kind, expects, why string) {
	w := &r.m.words
	web := 0
	for _, s := range line {
		if s.url != "" && !s.image {
			web++
		}
	}
	body := text
	for _, p := range w.conditions {
		if rest, ok := p.cutPrefix(text); ok {
			body = rest
		}
	}
	switch {
	case web > 0 && !strings.Contains(text, "?") && r.isLinkOnlyOrPending(line):
		return "action", "yes", "the item is a link"
	case w.open.starts(body) || r.labelled(body):
		return "evidence", "answered", "an open question"
	case r.isQuestion(body):
		if w.neutral.has(body) {
			return "choice", "answered", "a closed question in which no answer is wrong"
		}
		return "choice", "yes", "a closed question"
	}
	return "action", "yes", "a statement to tick"
}

// labelled reports whether an open question stands behind a label: "Hébergement : quel est…".
func (r *reading) labelled(text string) bool {
	_, after := splitLabel(text)
	return after != "" && strings.Contains(after, "?") && r.m.words.open.starts(after)
}

// isLinkOnlyOrPending reports whether a line is one link, with at most a remark that it is not ready.
func (r *reading) isLinkOnlyOrPending(line []span) bool {
	words := 0
	for _, s := range line {
		if s.url == "" {
			words += len(strings.Fields(s.text))
		}
	}
	return words <= 5
}

// helps takes in the links of a question: they help to answer it.
func (r *reading) helps(c *scope, q *question, line []span) {
	for _, s := range line {
		switch {
		case s.mark == nil:
		case s.image:
			s.mark.left(hintImage, false)
		case isWeb(s.url):
			f := r.found(s, "")
			if !sound(f.url) {
				s.mark.left("no address that can be opened", true)
				continue
			}
			t := r.link(f.url, strings.Trim(clean(f.title), " ."))
			if !slices.Contains(q.helpedBy, t) {
				q.helpedBy = append(q.helpedBy, t)
			}
			s.mark.into(t.thing(), "url").into(&q.thing, "helpedBy")
			r.glue(f, s.mark)
		case r.internal(c.name, s.url) != nil:
			page := r.internal(c.name, s.url)
			r.wanted = append(r.wanted, wantedArticle{page: page.name, question: q, mark: s.mark})
		default:
			leaveLocal(s.mark)
		}
	}
}

// wantedArticle is a link to a page of the source, which helps where the page becomes an article.
type wantedArticle struct {
	page     string
	question *question
	action   *action
	support  *step
	mark     *mark
}

// sectionOf returns the section that the headings over this place open, which is made where it is new.
func (r *reading) sectionOf(c *scope) *section {
	if c.section != nil {
		return c.section
	}
	title, head := "", (*mark)(nil)
	for _, h := range c.heads {
		if h.level > c.stepLevel && (c.kind != pageChecklist || c.stepLevel > 0 || h.level > 1) {
			title, head = h.text(), h.marks[0]
		}
	}
	w := &r.m.words
	if title == "" {
		title = "Questions"
		if c.step.titles != nil {
			title = c.step.titles[0].text
		}
	}
	key := c.step.key + "/" + slug(title)
	for _, s := range r.sections {
		if s.key == key {
			c.section = s
			return s
		}
	}
	s := &section{
		thing: thing{kind: kindSection, key: key, want: slug(title)}, step: c.step, title: clean(strings.TrimRight(title, " :")),
	}
	for _, h := range c.heads {
		if h.level > c.stepLevel {
			s.blocking = s.blocking || w.blocking.has(h.text())
			s.supportOnly = s.supportOnly || w.supportOnly.has(h.text())
		}
	}
	r.sections = append(r.sections, s)
	head.into(&s.thing, "title")
	c.section = s
	return s
}
