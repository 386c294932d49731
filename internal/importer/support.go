package importer

import (
	"slices"
	"strings"
)

// maxCombinations bounds the cases of a support table that are looked at one by one.
const maxCombinations = 2000

// isSupportTable reports whether the header of a table speaks of organisations and of what they obtain.
func (r *reading) isSupportTable(columns []column) bool {
	w := r.m.words.columns
	organisation := slices.ContainsFunc(columns, func(c column) bool { return w["organisation"].has(c.label) })
	services := slices.ContainsFunc(columns, func(c column) bool { return w["services"].has(c.label) })
	return organisation && services
}

// serviceEntry takes in a paragraph or an item that names a service and describes it. It reports whether it is one.
func (r *reading) serviceEntry(lines [][]span, m *mark) bool {
	name, text, strong := lead(lines)
	if name == "" || len(strings.Fields(text)) < 3 || len(tokens(name)) > 14 || !strong && len(tokens(name)) > 6 {
		return false
	}
	if strings.HasSuffix(name, "?") || m == nil || m.Kind != markItem && !strong {
		return false
	}
	s := r.service(name, false)
	if s.description == "" {
		s.description = strings.TrimRight(capital(text), " ;")
		m.into(&s.thing, "description")
	} else {
		m.mergedInto(&s.thing, "", "described already")
	}
	for _, line := range lines {
		for _, sp := range line {
			if sp.mark != nil {
				r.cite(sp.mark, &s.thing, "description")
			}
		}
	}
	s.mark = m
	return true
}

// service returns the service that a text names best; a new one where none is named, or for its very name.
func (r *reading) service(text string, find bool) *service {
	words := r.serviceWords(text)
	var found *service
	most := 0
	for _, s := range r.services {
		if !find && fold(s.title) == fold(text) {
			return s
		}
		common := 0
		for w := range words {
			for known := range s.words {
				if alike(w, known) {
					common++
					break
				}
			}
		}
		if common > most {
			found, most = s, common
		}
	}
	if find && found != nil {
		return found
	}
	title := capital(clean(strings.Trim(text, " .;:")))
	s := &service{
		thing: thing{kind: kindService, key: fold(title), want: slug(title), file: "support.yaml"}, title: title, words: words,
	}
	r.services = append(r.services, s)
	return s
}

// serviceWords returns the words of a text that tell a service from others.
func (r *reading) serviceWords(text string) map[string]bool {
	agreed := r.m.words.agreed
	words := map[string]bool{}
	all := tokens(text)
	if at, n := agreed.in(all); at >= 0 {
		all = slices.Delete(slices.Clone(all), at, at+n)
	}
	for _, w := range all {
		if !r.m.words.common[w] && len(w) > 2 {
			words[w] = true
		}
	}
	return words
}

// supportTable reads a table of who obtains which help. It reports whether it is one.
func (r *reading) supportTable(c *scope, g grid) bool {
	w := r.m.words.columns
	width := len(g.header)
	listed, marks := -1, []int{}
	var facts []int
	for i, h := range g.header {
		text := h.text()
		ticks, words, numbers := 0, 0, 0
		for _, row := range g.rows {
			switch t := row.cells[i].text(); {
			case t == "":
			case r.outcomeOf(t) != "":
				ticks++
			default:
				if _, ok := number(strings.Join(tokens(t), "")); ok {
					numbers++
				}
				words++
			}
		}
		switch {
		case i == 0 && words > 0 && numbers == words && (w["case"].has(text) || text == ""):
		case ticks > words:
			marks = append(marks, i)
		case listed < 0 && w["services"].has(text) && i > 0:
			listed = i
		case words > 0 || w["organisation"].has(text):
			facts = append(facts, i)
		}
	}
	switch {
	case len(marks) > 0 && (len(facts) == 1 && r.rowsAreServices(g, facts[0], marks)):
		r.matrixByColumn(c, g, facts[0], marks)
	case len(marks) > 0 && len(facts) > 0:
		r.supportRules(c, g, facts, func(row gridRow) map[*service]string {
			outcomes := map[*service]string{}
			for _, i := range marks {
				if o := r.outcomeOf(row.cells[i].text()); o != "" {
					outcomes[r.service(g.header[i].text(), true)] = o
				}
			}
			return outcomes
		})
	case listed >= 0 && len(facts) > 0:
		r.supportRules(c, g, facts, func(row gridRow) map[*service]string { return r.outcomes(row.cells[listed]) })
	default:
		return false
	}
	for _, row := range g.rows {
		row.block.used = true
		for _, cell := range row.cells {
			for _, m := range cell.marks {
				if m.Verdict == "" && len(r.rules) > 0 {
					r.cite(m, &r.rules[len(r.rules)-1].thing, "note")
				}
			}
		}
	}
	return width > 1
}

// outcomeOf returns what a cell that only ticks says, or "".
func (r *reading) outcomeOf(text string) string {
	w := &r.m.words
	switch text {
	case "✓", "✔", "✅", "☑", "●", "•", "√", "+", "🟢":
		return "granted"
	case "✗", "✘", "❌", "☒", "-", "–", "—", "/", "🔴":
		return "denied"
	case "~", "?", "🟠", "🟡":
		return "to-be-agreed"
	}
	switch {
	case w.agreed.is(text):
		return "to-be-agreed"
	case w.denied.is(text):
		return "denied"
	case w.granted.is(text):
		return "granted"
	}
	return ""
}

// rowsAreServices reports whether the rows of a matrix are services and its columns cases, rather than the other way.
func (r *reading) rowsAreServices(g grid, labels int, marks []int) bool {
	w := r.m.words.columns
	if w["organisation"].has(g.header[labels].text()) {
		return false
	}
	known := func(text string) bool {
		words := r.serviceWords(text)
		return slices.ContainsFunc(r.services, func(s *service) bool {
			for word := range words {
				if s.words[word] {
					return true
				}
			}
			return false
		})
	}
	rows, columns := 0, 0
	for _, row := range g.rows {
		if known(row.cells[labels].text()) {
			rows++
		}
	}
	for _, i := range marks {
		if known(g.header[i].text()) {
			columns++
		}
	}
	if rows != columns {
		return rows > columns
	}
	return w["services"].has(g.header[labels].text())
}

// outcomes reads a cell that lists services: "Préqualification, qualification, lancement à définir".
func (r *reading) outcomes(cell *block) map[*service]string {
	outcomes := map[*service]string{}
	w := &r.m.words
	if text := cell.text(); w.denied.starts(text) || r.outcomeOf(text) == "denied" {
		return outcomes
	}
	for _, line := range cell.lines {
		for part := range strings.FieldsFuncSeq(label(line), func(c rune) bool { return strings.ContainsRune(",;+•·", c) }) {
			part = clean(part)
			if len(tokens(part)) == 0 || w.denied.starts(part) {
				continue
			}
			o := "granted"
			if w.agreed.has(part) {
				o = "to-be-agreed"
			}
			if len(r.serviceWords(part)) == 0 {
				continue
			}
			outcomes[r.service(part, true)] = o
		}
	}
	return outcomes
}

// supportRules makes a rule of each row: the columns in facts say when it holds.
func (r *reading) supportRules(c *scope, g grid, facts []int, outcomes func(gridRow) map[*service]string) {
	byColumn := map[int]*fact{}
	for _, i := range facts {
		byColumn[i] = r.fact(g.header[i].text())
	}
	above := map[int]string{}
	for _, row := range g.rows {
		rl := &rule{when: map[*fact][]*factValue{}, outcomes: outcomes(row), source: c.name, mark: first(row.marks)}
		var titles []string
		for _, i := range facts {
			text := row.cells[i].text()
			if text == "" {
				text = above[i]
			}
			above[i] = text
			if text == "" {
				continue
			}
			rl.when[byColumn[i]] = []*factValue{byColumn[i].value(text)}
			titles = append(titles, text)
		}
		r.addRule(rl, titles)
	}
}

// matrixByColumn makes a rule of each column of ticks: the rows are services.
func (r *reading) matrixByColumn(c *scope, g grid, labels int, marks []int) {
	f := r.fact("")
	for _, i := range marks {
		text := g.header[i].text()
		if text == "" {
			continue
		}
		rl := &rule{when: map[*fact][]*factValue{f: {f.value(text)}}, outcomes: map[*service]string{}, source: c.name}
		for _, row := range g.rows {
			if o := r.outcomeOf(row.cells[i].text()); o != "" && row.cells[labels].text() != "" {
				rl.outcomes[r.service(row.cells[labels].text(), true)] = o
			}
		}
		r.addRule(rl, []string{text})
		for _, row := range g.rows {
			first(row.marks).into(&rl.thing, "outcomes")
		}
	}
}

func (r *reading) addRule(rl *rule, titles []string) {
	if len(rl.when) == 0 {
		rl.mark.left("a case that says nothing of when it holds", true)
		return
	}
	for _, other := range r.rules {
		if sameWhen(other.when, rl.when) {
			if sameOutcomes(other.outcomes, rl.outcomes) {
				rl.mark.mergedInto(&other.thing, "", "the same case")
			} else {
				rl.mark.left("the same case as another row, with another outcome", true)
			}
			return
		}
	}
	rl.title = strings.Join(titles, " : ")
	rl.thing = thing{kind: kindRule, key: fold(rl.title), want: slug(rl.title), file: "support.yaml"}
	r.rules = append(r.rules, rl)
	rl.mark.into(&rl.thing, "when")
}

func sameWhen(a, b map[*fact][]*factValue) bool {
	if len(a) != len(b) {
		return false
	}
	for f, values := range a {
		if !slices.Equal(values, b[f]) {
			return false
		}
	}
	return true
}

func sameOutcomes(a, b map[*service]string) bool {
	if len(a) != len(b) {
		return false
	}
	for s, o := range a {
		if b[s] != o {
			return false
		}
	}
	return true
}

// fact returns the fact that a header names.
func (r *reading) fact(title string) *fact {
	question := title
	if question == "" {
		question, title = r.m.Texts.Organisation, "cas"
	}
	for _, f := range r.facts {
		if f.question == question {
			return f
		}
	}
	f := &fact{thing: thing{kind: kindFact, key: fold(title), want: slug(title), file: "support.yaml"}, question: question}
	r.facts = append(r.facts, f)
	return f
}

func (f *fact) value(title string) *factValue {
	for _, v := range f.values {
		if fold(v.title) == fold(title) {
			return v
		}
	}
	v := &factValue{title: title}
	id := cmpOr(slug(title), "valeur")
	for n := 2; v.id == ""; n++ {
		if !slices.ContainsFunc(f.values, func(other *factValue) bool { return other.id == id }) {
			v.id = id
			break
		}
		id = numbered(cmpOr(slug(title), "valeur"), n)
	}
	f.values = append(f.values, v)
	return v
}

// uncovered returns the combinations of facts that no rule covers, those that differ only in the last fact together.
func (b *base) uncovered() []hole {
	total := 1
	for _, f := range b.facts {
		total *= len(f.values)
		if total > maxCombinations {
			return nil
		}
	}
	if len(b.facts) == 0 || len(b.rules) == 0 {
		return nil
	}
	var holes []hole
	chosen := map[*fact]*factValue{}
	last := len(b.facts) - 1
	var walk func(i int)
	walk = func(i int) {
		f := b.facts[i]
		if i < last {
			for _, v := range f.values {
				chosen[f] = v
				walk(i + 1)
			}
			return
		}
		var open []*factValue
		for _, v := range f.values {
			chosen[f] = v
			if !slices.ContainsFunc(b.rules, func(r *rule) bool { return covers(r.when, chosen) }) {
				open = append(open, v)
			}
		}
		if len(open) == 0 {
			return
		}
		h := hole{when: map[*fact][]*factValue{f: open}, message: b.m.Texts.Hole}
		for _, other := range b.facts[:last] {
			h.when[other] = []*factValue{chosen[other]}
		}
		holes = append(holes, h)
	}
	walk(0)
	return holes
}

func covers(when map[*fact][]*factValue, chosen map[*fact]*factValue) bool {
	for f, values := range when {
		if !slices.Contains(values, chosen[f]) {
			return false
		}
	}
	return true
}
