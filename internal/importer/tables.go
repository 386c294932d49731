package importer

import (
	"slices"
	"strings"
	"unicode"
)

// grid is a table as rows of cells of one width, the header apart.
type grid struct {
	header []*block
	rows   []gridRow
}

type gridRow struct {
	cells []*block
	marks []*mark // of the rows of the source that it comes from
	block *block
}

// column is what the cells of a column hold.
type column struct {
	name  string // of the mapping's columns; "role", "everyone", "step" or "" besides
	label string
	roles []*role
}

// table reads a table: of steps, of resources, of a checklist, or of who obtains which help.
func (r *reading) table(c *scope, b *block) {
	g := newGrid(b)
	if len(g.rows) == 0 {
		return
	}
	if t, ok := r.transposed(g); ok {
		g = t
	}
	columns := r.columns(g)
	switch {
	case c.kind == pageSupport || r.isSupportTable(columns):
		if r.supportTable(c, g) {
			b.used = true
			return
		}
	case c.mode == modeChecklist:
		r.checklistTable(c, g, columns)
	case c.step != nil && !has(columns, "number") && has(columns, "url", "title", "role", "everyone", "theme"):
		r.resourceTable(c, g, columns)
	case r.isStepTable(g, columns):
		r.stepTable(c, g, columns)
	case has(columns, "url") || has(columns, "title") && gridHasWeb(g):
		r.resourceTable(c, g, columns)
	case gridHasWeb(g) && c.kind == pageResources:
		r.resourceTable(c, g, columns)
	}
	b.used = !slices.ContainsFunc(b.children, func(row *block) bool { return !row.used })
}

// newGrid takes a table apart. A header without words, as forges need one, gives way to the first row.
func newGrid(b *block) grid {
	var g grid
	width := 0
	for _, row := range b.children {
		width = max(width, len(row.children))
	}
	rows := b.children
	for len(rows) > 0 && g.header == nil {
		row := rows[0]
		rows = rows[1:]
		row.used = true
		if rowText(row) == strings.Repeat(" | ", max(len(row.children)-1, 0)) {
			row.marks0().left("an empty row", false)
			continue
		}
		g.header = padded(row, width)
		row.marks0().mergedWith("", "the header of the table")
	}
	for _, row := range rows {
		if strings.Trim(rowText(row), " |") == "" && len(row.marks) == 1 {
			row.used = true
			row.marks0().left("an empty row", false)
			continue
		}
		g.rows = append(g.rows, gridRow{cells: padded(row, width), marks: []*mark{row.marks0()}, block: row})
	}
	return g
}

func padded(row *block, width int) []*block {
	cells := slices.Clone(row.children)
	for len(cells) < width {
		cells = append(cells, &block{kind: blockCell, src: row.src, line: row.line})
	}
	return cells
}

// transposed turns a table whose columns are steps so that its rows are.
func (r *reading) transposed(g grid) (grid, bool) {
	steps := 0
	for i, h := range g.header {
		if _, ok := r.cellStep(h, i > 0); ok && i > 0 {
			steps++
		}
	}
	if steps < 2 || steps < len(g.header)-2 {
		return g, false
	}
	t := grid{header: []*block{g.header[0]}}
	for _, row := range g.rows {
		t.header = append(t.header, row.cells[0])
	}
	for i := 1; i < len(g.header); i++ {
		row := gridRow{cells: []*block{g.header[i]}}
		for _, from := range g.rows {
			row.cells = append(row.cells, from.cells[i])
			row.marks = append(row.marks, from.marks...)
		}
		t.rows = append(t.rows, row)
	}
	for _, row := range g.rows {
		row.block.used = true
	}
	return t, true
}

// cellStep returns the number of the step that a cell names: "2", "Étape 2", "2 - Préparer".
func (r *reading) cellStep(cell *block, strict bool) (int, bool) {
	text := cell.text()
	if n, _, ok := r.m.stepOf(text); ok {
		return n, true
	}
	all := tokens(text)
	if len(all) == 0 || len(all) > 1 && strict {
		return 0, false
	}
	n, ok := number(all[0])
	if !ok || n > r.m.Steps.Most {
		return 0, false
	}
	if len(all) > 1 {
		rest := strings.TrimLeft(text, "0123456789IVXivx ")
		if rest == "" || !strings.ContainsRune(".-–—:)/", firstRune(rest)) {
			return 0, false
		}
	}
	return n, true
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// columns understands the header of a table.
func (r *reading) columns(g grid) []column {
	all := make([]column, len(g.header))
	for i, h := range g.header {
		all[i] = r.column(h.text())
	}
	// The first column of a table of steps numbers them, whatever it is called.
	if len(all) > 0 && all[0].name != "number" {
		numbered := 0
		for _, row := range g.rows {
			if _, ok := r.cellStep(row.cells[0], false); ok {
				numbered++
			}
		}
		if numbered > 0 && numbered*2 >= len(g.rows) && all[0].name != "role" {
			all[0].name = "number"
		}
	}
	return all
}

// column understands the header of one column: a role, or the longest words that name something.
func (r *reading) column(text string) column {
	col := column{label: text}
	words := tokens(text)
	w := &r.m.words
	if w.strong.has(text) {
		col.name = "everyone"
		return col
	}
	name, at, long := "", -1, 0
	for n, ps := range w.columns {
		i, length := ps.in(words)
		if i < 0 || n == "case" || n == "services" || n == "organisation" {
			continue
		}
		if at < 0 || length > long || length == long && (i < at || i == at && n < name) {
			name, at, long = n, i, length
		}
	}
	roles := r.rolesOf(text)
	marked := slices.ContainsFunc(words, func(s string) bool { return w.markers.is(s) })
	if len(roles) > 0 && (marked || at < 0 || name == "actions" || name == "kind" || name == "title" || name == "objective" || name == "provider" || len(words) <= 3) {
		col.name, col.roles = "role", roles
		if w.planned.has(text) {
			col.name = "planned"
		}
		return col
	}
	if at < 0 && w.everyone.has(text) {
		name = "everyone"
	}
	if at < 0 && w.resources.has(text) {
		name = "everyone"
	}
	col.name = name
	return col
}

func has(columns []column, names ...string) bool {
	return slices.ContainsFunc(columns, func(c column) bool { return slices.Contains(names, c.name) })
}

func gridHasWeb(g grid) bool {
	for _, row := range g.rows {
		for _, cell := range row.cells {
			if hasWeb(cell.lines) {
				return true
			}
		}
	}
	return false
}

// isStepTable reports whether the rows of a table are steps: they are numbered, at least two, and no two rows of one
// step name resources.
func (r *reading) isStepTable(g grid, columns []column) bool {
	if len(columns) < 2 || columns[0].name != "number" {
		return false
	}
	steps := map[int]int{}
	for _, row := range g.rows {
		if n, ok := r.cellStep(row.cells[0], false); ok {
			steps[n]++
		}
	}
	if len(steps) == 0 || has(columns, "url", "kind", "audience") && !has(columns, "role") {
		return false
	}
	return len(steps) >= 2 || len(g.rows) == 1
}

// stepTable reads a table whose rows are steps. A row without number goes on with the step above.
func (r *reading) stepTable(c *scope, g grid, columns []column) {
	c.hub = true
	var s *step
	for _, row := range g.rows {
		if n, ok := r.cellStep(row.cells[0], false); ok {
			s = r.step(n)
			if rest := afterNumber(row.cells[0].text()); rest != "" {
				s.titles.add(rest, 2, first(row.marks))
			}
		}
		if s == nil {
			continue
		}
		if row.block != nil {
			row.block.used = true
		}
		saved := *c
		c.step = s
		for i := 1; i < len(row.cells); i++ {
			r.stepCell(c, columns[i], row.cells[i], first(row.marks))
		}
		for _, m := range row.cells[0].marks {
			r.pageLink(c, m, nil)
		}
		*c = saved
		for _, m := range row.marks {
			m.mergedInto(&s.thing, "", "a row of the table of steps")
		}
	}
}

func first(marks []*mark) *mark {
	if len(marks) == 0 {
		return nil
	}
	return marks[0]
}

// afterNumber returns what follows the number that a cell opens with.
func afterNumber(text string) string {
	rest := text
	for range 4 {
		if rest == "" {
			return ""
		}
		words := tokens(rest)
		if len(words) == 0 {
			return ""
		}
		_, numeric := number(words[0])
		rest = afterWord(rest)
		if numeric {
			return trimSeparators(rest)
		}
	}
	return ""
}

// stepCell reads a cell of a table of steps.
func (r *reading) stepCell(c *scope, col column, cell *block, m *mark) {
	text := cell.text()
	if text == "" && len(cell.marks) == 0 || strings.Trim(text, "-–—./ ") == "" && len(cell.marks) == 0 {
		return
	}
	pending := r.m.words.planned.is(strings.Trim(text, " ().…"))
	s := c.step
	switch col.name {
	case "title":
		if !hasWeb(cell.lines) || len(cell.marks) == 0 || r.onlyPages(c, cell) {
			s.titles.add(text, 3, m)
			r.pageLinks(c, cell, nil)
			return
		}
		r.cellResources(c, audience{everyone: true}, cell, m)
	case "question":
		s.questionsSaid.add(text, 3, m)
		r.pageLinks(c, cell, nil)
	case "role":
		for _, role := range col.roles {
			name := ""
			if len(col.roles) == 1 {
				name = r.roleLabel(col.label)
			}
			r.useRole(role, name)
		}
		who := audience{roles: col.roles}
		if r.onlyPages(c, cell) || !hasWeb(cell.lines) {
			r.pageLinks(c, cell, &who)
			if !pending {
				r.cellGoal(c, col, cell, m)
			}
			return
		}
		r.cellResources(c, who, cell, m)
	case "everyone":
		if r.onlyPages(c, cell) {
			r.pageLinks(c, cell, &audience{everyone: true})
			return
		}
		if !pending {
			r.cellResources(c, audience{everyone: true}, cell, m)
		}
	case "objective":
		r.objectiveCell(c, col, cell, m)
	case "planned":
		for _, part := range parts(cell, false) {
			if title := cleanTitle(label(part)); title != "" && !r.m.words.planned.is(title) {
				r.plan(c, part, m)
			}
		}
	case "actions":
		if pending {
			s.pending = true
			m.into(&s.thing, "actionsPending")
			return
		}
		r.actions(c, cell, m)
	case "support":
		if pending {
			s.support.pending = true
			m.into(&s.thing, "support.pending")
			return
		}
		r.supportCell(c, cell, m)
	case "checklist":
		r.questionsCell(c, cell, m)
	default:
		r.otherCell(c, col, cell, m)
	}
}

// roleLabel returns the part of a header that names a role: what follows the word that announces one.
func (r *reading) roleLabel(label string) string {
	words := strings.Fields(label)
	for i, w := range words {
		if r.m.words.markers.is(w) {
			return strings.Join(words[i:], " ")
		}
	}
	if len(words) <= 4 {
		return label
	}
	return ""
}

// onlyPages reports whether every link of a cell leads to a page of the source.
func (r *reading) onlyPages(c *scope, cell *block) bool {
	found := false
	for _, m := range cell.marks {
		if m.Kind != markURL {
			continue
		}
		if r.internal(c.name, m.URL) == nil {
			return false
		}
		found = true
	}
	return found
}

// pageLinks takes in the links of a cell to pages of the source: they say which step a page is about.
func (r *reading) pageLinks(c *scope, cell *block, who *audience) {
	for _, m := range cell.marks {
		r.pageLink(c, m, who)
	}
}

func (r *reading) pageLink(c *scope, m *mark, who *audience) {
	if m.Kind != markURL || m.Verdict != "" {
		return
	}
	if page := r.internal(c.name, m.URL); page != nil {
		r.links[page.name] = append(r.links[page.name], linkFrom{step: c.step.number, who: who})
		m.mergedInto(&c.step.thing, "", "leads to the page "+page.name+" of the source")
		return
	}
	if isWeb(m.URL) {
		f := r.found(span{url: m.URL, bare: true}, "")
		if sound(f.url) {
			t := r.link(f.url, cmpOr(m.Text, f.url))
			m.into(t.thing(), "url")
			c.step.actions = append(c.step.actions, &action{label: cmpOr(m.Text, f.url), links: []target{t}})
			r.glue(f, m)
			return
		}
	}
	leaveLocal(m)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// cellGoal takes the text of a role's cell as what the role should reach.
func (r *reading) cellGoal(c *scope, col column, cell *block, m *mark) {
	for _, role := range col.roles {
		c.step.goal(role).add(capital(joined(cell)), 3, m)
	}
}

// joined returns the lines of a cell as one text.
func joined(cell *block) string {
	var all []string
	for _, line := range cell.lines {
		if s := cleanTitle(label(line)); s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, " ; ")
}

// objectiveCell takes the objectives of a cell: each line for the role it names, or all of it for every role.
func (r *reading) objectiveCell(c *scope, col column, cell *block, m *mark) {
	roles := r.rolesOf(col.label)
	if len(roles) == 0 {
		for _, line := range cell.lines {
			name, text := splitLabel(cleanTitle(label(line)))
			if named := r.rolesOf(name); len(named) > 0 && text != "" {
				for _, role := range named {
					role.used = true
					c.step.goal(role).add(capital(text), 3, m)
				}
				continue
			}
			c.step.everyGoal.add(capital(cleanTitle(label(line))), 2, m)
		}
	}
	for _, role := range roles {
		role.used = true
		c.step.goal(role).add(capital(joined(cell)), 3, m)
	}
	r.citeAll(cell, &c.step.thing, "objectives")
}

// cellResources takes the links of a cell as resources; the parts without link are announced.
func (r *reading) cellResources(c *scope, who audience, cell *block, m *mark) {
	saved := *c
	c.who, c.mode, c.whoLevel = who, modeResources, 7
	for _, part := range parts(cell, true) {
		if r.resourceLines(c, [][]span{part}, m) {
			continue
		}
		title, _ := r.announced(part)
		if title == "" || len(tokens(title)) == 0 || r.m.words.planned.is(title) {
			continue
		}
		pages := false
		for _, s := range part {
			if s.url != "" && r.internal(c.name, s.url) != nil {
				r.pageLink(c, s.mark, &who)
				pages = true
			}
		}
		if !pages {
			r.plan(c, part, m)
			m.because("a subject without link: announced, and not there yet")
		}
	}
	*c = saved
}

// parts cuts the text of a cell into its items: at line breaks, at bullets, and, where links is false or no link would be
// cut, at slashes and semicolons.
func parts(cell *block, links bool) [][]span {
	var all [][]span
	for _, line := range cell.lines {
		var now []span
		add := func() {
			if label(now) != "" || slices.ContainsFunc(now, func(s span) bool { return s.url != "" }) {
				all = append(all, now)
			}
			now = nil
		}
		for i, s := range line {
			if s.url != "" {
				now = append(now, s)
				continue
			}
			rest := s
			for {
				at, n := cutAt(rest.text, links, i+1 < len(line) && line[i+1].strong)
				if at < 0 {
					break
				}
				before := rest
				before.text = rest.text[:at]
				now = append(now, before)
				add()
				rest.text = rest.text[at+n:]
			}
			if s.strong && !links && len(now) > 0 && strings.HasSuffix(strings.TrimRight(lastText(now), " "), "/") {
				now[len(now)-1].text = strings.TrimRight(strings.TrimRight(now[len(now)-1].text, " "), "/")
				add()
			}
			now = append(now, rest)
		}
		add()
	}
	return all
}

func lastText(line []span) string {
	if len(line) == 0 {
		return ""
	}
	return line[len(line)-1].text
}

// cutAt returns where a text is to be cut, and how much to drop: a slash before a blank separates, one within a word does
// not.
func cutAt(text string, links, strongNext bool) (at, length int) {
	for i, r := range text {
		rest := text[i:]
		switch {
		case r == '•' || r == '·' || r == '\n' || r == '▪' || r == '➢' || r == '✓':
			return i, len(string(r))
		case r == ';' && len(rest) > 1:
			return i, 1
		case r == '/' && len(rest) > 1 && isBlank(rune(rest[1])), r == '/' && len(rest) == 1 && strongNext && !links:
			return i, 1
		case links && (strings.HasPrefix(rest, " - ") || strings.HasPrefix(rest, "\n- ")) && i > 0 && strings.TrimSpace(text[:i]) == "":
			return i, 3
		}
	}
	return -1, 0
}

// actions takes a cell that says what to do at a step.
func (r *reading) actions(c *scope, cell *block, m *mark) {
	for _, part := range parts(cell, false) {
		text := cleanTitle(label(part))
		if text == "" {
			continue
		}
		a := &action{label: text}
		c.step.actions = append(c.step.actions, a)
		m.into(&c.step.thing, "actions")
		a.links = r.targets(c, part, a, nil, &c.step.thing, "actions")
	}
}

// targets returns what the links of a text lead to. A link to a page of the source is resolved once it is known whether
// the page becomes an article.
func (r *reading) targets(c *scope, line []span, a *action, s *step, t *thing, field string) []target {
	var all []target
	for _, sp := range line {
		switch {
		case sp.mark == nil:
		case sp.image:
			sp.mark.left(hintImage, false)
		case r.internal(c.name, sp.url) != nil:
			page := r.internal(c.name, sp.url)
			r.links[page.name] = append(r.links[page.name], linkFrom{step: c.step.number, weak: true})
			r.wanted = append(r.wanted, wantedArticle{page: page.name, action: a, support: s, mark: sp.mark})
		case isWeb(sp.url):
			f := r.found(sp, "")
			if !sound(f.url) {
				sp.mark.left("no address that can be opened", true)
				continue
			}
			to := r.link(f.url, cmpOr(cleanTitle(sp.text), label(line)))
			all = append(all, to)
			sp.mark.into(to.thing(), "url").into(t, field)
			r.glue(f, sp.mark)
		default:
			leaveLocal(sp.mark)
		}
	}
	return all
}

// supportCell takes a cell that says how to obtain help at a step: what is bold is the appointment, the rest what to do.
func (r *reading) supportCell(c *scope, cell *block, m *mark) {
	s := c.step
	var labels []string
	for _, part := range parts(cell, false) {
		text := cleanTitle(label(part))
		if text == "" {
			continue
		}
		if s.support.appointment == "" && isStrong(part) || s.support.appointment == "" && len(labels) > 0 && isAppointment(text) {
			s.support.appointment = text
			if i := strings.LastIndex(text, " avec "); i > 0 {
				s.support.appointment, s.support.with = clean(text[:i]), clean(text[i+len(" avec "):])
			}
			m.into(&s.thing, "support.appointment")
			r.targets(c, part, nil, nil, &s.thing, "support")
			continue
		}
		labels = append(labels, text)
		m.into(&s.thing, "support.label")
		for _, t := range r.targets(c, part, nil, s, &s.thing, "support.link") {
			if s.support.link.none() {
				s.support.link = t
			} else {
				s.actions = append(s.actions, &action{label: text, links: []target{t}})
			}
		}
	}
	if len(labels) > 0 {
		s.support.label = strings.TrimPrefix(s.support.label+" ; "+strings.Join(labels, " ; "), " ; ")
	}
}

func isStrong(line []span) bool {
	strong := false
	for _, s := range line {
		if strings.TrimFunc(s.text, func(r rune) bool { return !unicode.IsLetter(r) }) == "" {
			continue
		}
		if !s.strong {
			return false
		}
		strong = true
	}
	return strong
}

func isAppointment(text string) bool {
	first := tokens(text)
	return len(first) > 0 && slices.Contains([]string{"rdv", "rdvs", "rendez", "reunion", "meeting", "entretien"}, first[0])
}

// questionsCell takes the questions of a cell.
func (r *reading) questionsCell(c *scope, cell *block, m *mark) {
	if r.onlyPages(c, cell) {
		r.pageLinks(c, cell, nil)
		return
	}
	saved := *c
	c.section = nil
	heads := c.heads
	c.heads = nil
	for _, part := range parts(cell, true) {
		if label(part) != "" {
			r.ask(c, part, m)
		}
	}
	*c = saved
	c.heads = heads
}

// otherCell keeps a cell that no rule knows in the text of its step, under the name of its column.
func (r *reading) otherCell(c *scope, col column, cell *block, m *mark) {
	if r.onlyPages(c, cell) {
		r.pageLinks(c, cell, nil)
		return
	}
	s := c.step
	if hasWeb(cell.lines) {
		who := audience{everyone: true, why: "the column \"" + col.label + "\" does not say who it is for"}
		r.cellResources(c, who, cell, m)
		return
	}
	text := escape(joined(cell))
	if col.label != "" {
		text = "**" + escape(strings.TrimRight(col.label, " :")) + "** : " + text
	}
	s.body = append(s.body, text)
	m.into(&s.thing, "body")
	r.citeAll(cell, &s.thing, "body")
}

// resourceTable reads a table whose rows are resources. A cell without words repeats the one above in columns that sort
// the rows: the step, the theme, who it is for.
func (r *reading) resourceTable(c *scope, g grid, columns []column) {
	above := map[int]*block{}
	for _, row := range g.rows {
		cells := slices.Clone(row.cells)
		for i, col := range columns {
			if col.name != "number" && col.name != "theme" && col.name != "audience" {
				continue
			}
			if cells[i].text() != "" {
				above[i] = cells[i]
			} else if above[i] != nil {
				cells[i] = above[i]
			}
		}
		if r.resourceRow(c, cells, columns, row) && row.block != nil {
			row.block.used = true
		}
	}
}

// resourceRow reads a row that names a resource. It reports whether it does.
func (r *reading) resourceRow(c *scope, cells []*block, columns []column, row gridRow) bool {
	saved := *c
	defer func() { *c = saved }()
	m := first(row.marks)
	f := found{}
	var links []found
	var summaries []string
	for i, col := range columns {
		cell := cells[i]
		text := cell.text()
		if text == "" && len(cell.marks) == 0 {
			continue
		}
		switch col.name {
		case "number":
			if n, ok := r.cellStep(cell, false); ok {
				c.step = r.step(n)
				c.step.titles.add(capital(afterNumber(text)), 1, nil)
			}
		case "audience":
			r.audienceCell(c, text)
		case "theme":
			r.themeCell(c, text)
		case "kind", "language", "cost", "account", "network", "minutes", "provider", "summary", "question", "objective", "checklist", "support":
			r.describe(&f, col.name, text, &summaries)
			if hasWeb(cell.lines) {
				links = append(links, r.cellLinks(cell)...)
			}
		case "role":
			if hasWeb(cell.lines) {
				r.cellResources(c, audience{roles: col.roles}, cell, m)
				continue
			}
			if isMark(r, text) && text != "" {
				c.who, c.whoLevel = audience{roles: append(slices.Clone(c.who.roles), col.roles...)}, 7
				continue
			}
			summaries = append(summaries, text)
		default:
			links = append(links, r.cellLinks(cell)...)
			if t := cleanTitle(unlinked(cell)); f.title == "" && t != "" && (col.name == "title" || col.name == "url" && len(links) > 0 || col.name == "" || col.name == "everyone" || col.name == "actions") {
				f.title = t
			} else if t != "" && t != f.title {
				summaries = append(summaries, t)
			}
		}
	}
	made := false
	for _, l := range links {
		one := l
		if f.title != "" && (one.title == "" || len(links) == 1) {
			one.title = f.title
		}
		one.summary = cmpOr(one.summary, summary(strings.Join(summaries, " ; "), one.title))
		one.languages = append(one.languages, f.languages...)
		one.cost, one.account, one.network = cmpOr(f.cost, one.cost), cmpOr(f.account, one.account), cmpOr(f.network, one.network)
		if f.minutes > 0 {
			one.minutes = f.minutes
		}
		one.kind = f.kind
		made = r.resource(c, one, m) || made
	}
	if len(links) == 0 && f.title != "" && c.step != nil {
		p := r.addPlanned(c.step, f.title)
		m.into(&p.thing, "title").because("a row without link: announced, and not there yet")
		made = true
	}
	for _, cell := range cells {
		r.pageCells(c, cell)
	}
	return made || first(row.marks).Verdict == Imported
}

// pageCells takes in the links of a row to pages of the source.
func (r *reading) pageCells(c *scope, cell *block) {
	for _, m := range cell.marks {
		if m.Kind == markURL && m.Verdict == "" && c.step != nil && r.internal(c.name, m.URL) != nil {
			r.pageLink(c, m, nil)
		}
	}
}

// cellLinks returns the resources of a cell.
func (r *reading) cellLinks(cell *block) []found {
	var all []found
	for _, line := range cell.lines {
		all = append(all, r.linksOf(line)...)
	}
	return all
}

// unlinked returns the text of a cell outside its links, or the label of its only link.
func unlinked(cell *block) string {
	var b strings.Builder
	for _, line := range cell.lines {
		for _, s := range line {
			if s.url == "" {
				b.WriteString(s.text)
				b.WriteByte(' ')
			}
		}
	}
	return clean(b.String())
}

// describe takes in what a column says of a resource.
func (r *reading) describe(f *found, name, text string, summaries *[]string) {
	switch name {
	case "minutes":
		f.minutes = minutes(text)
		if n, ok := number(strings.Join(tokens(text), "")); ok && f.minutes == 0 {
			f.minutes = n
		}
		if f.minutes == 0 {
			*summaries = append(*summaries, text)
		}
	case "kind":
		for i, k := range r.m.Kinds {
			if r.m.words.kinds[i].has(text) || fold(k.Kind) == fold(text) {
				f.kind = k.Kind
				return
			}
		}
		*summaries = append(*summaries, text)
	case "language", "cost", "account", "network":
		if r.remark(&f.remarks, text) != "" {
			*summaries = append(*summaries, text)
		}
	default:
		*summaries = append(*summaries, text)
	}
}

// audienceCell takes a cell that says who a row is for.
func (r *reading) audienceCell(c *scope, text string) {
	w := &r.m.words
	if roles := r.rolesOf(text); len(roles) > 0 && !w.strong.has(text) {
		for _, role := range roles {
			role.used = true
		}
		c.who, c.whoLevel = audience{roles: roles}, 7
		return
	}
	if w.strong.has(text) || w.everyone.has(text) || slices.Contains([]string{"tous", "toutes", "all", "tout"}, fold(text)) {
		c.who, c.whoLevel = audience{everyone: true}, 7
		return
	}
	c.who, c.whoLevel = audience{roles: []*role{r.newRole(text)}}, 7
}

// themeCell takes a cell that says what a row is about.
func (r *reading) themeCell(c *scope, text string) {
	c.topic = r.topic(text)
	if c.whoLevel == 0 {
		if roles := r.rolesOf(text); len(roles) > 0 {
			c.who = audience{roles: roles}
			for _, role := range roles {
				role.used = true
			}
		} else if who := r.themeAudience(text); best(r.m.words.themes, text) >= 0 || r.m.words.everyoneThemes.has(text) {
			c.who = who
			for _, role := range who.roles {
				role.used = true
			}
		}
	}
}

// isMark reports whether a cell only ticks: x, oui, ✓.
func isMark(r *reading, text string) bool {
	return slices.Contains([]string{"✓", "✔", "✅", "☑", "●", "•", "√", "*"}, text) || r.m.words.granted.is(text)
}

// checklistTable reads a table whose rows are questions: the cell with the most words asks.
func (r *reading) checklistTable(c *scope, g grid, columns []column) {
	if c.step == nil && !has(columns, "number") {
		return
	}
	width := len(g.header)
	count := make([]int, width)
	for _, row := range g.rows {
		for i, cell := range row.cells {
			count[i] += len([]rune(cell.text()))
		}
	}
	asks := 0
	for i := range count {
		if count[i] > count[asks] {
			asks = i
		}
	}
	for i, col := range columns {
		if (col.name == "question" || col.name == "checklist") && count[i] > 0 {
			asks = i
			break
		}
	}
	for _, row := range g.rows {
		saved := *c
		if n, ok := r.cellStep(row.cells[0], true); ok && has(columns[:1], "number") && asks != 0 && c.step == nil {
			c.step, c.section = r.step(n), nil
		}
		if c.step == nil || row.cells[asks].text() == "" {
			*c = saved
			continue
		}
		var line []span
		for _, l := range row.cells[asks].lines {
			line = append(append(line, l...), span{text: " "})
		}
		q := r.ask(c, line, first(row.marks))
		for i, cell := range row.cells {
			text := cell.text()
			if i == asks || q == nil || !strings.ContainsFunc(text, unicode.IsLetter) || isMark(r, text) || columns[i].name == "number" {
				continue
			}
			q.details = clean(strings.TrimPrefix(q.details+" ; "+text, " ; "))
			for _, l := range cell.lines {
				r.helps(c, q, l)
			}
		}
		if row.block != nil {
			row.block.used = true
		}
		section := c.section
		step := c.step
		*c = saved
		if saved.step == step {
			c.section = section
		}
	}
}
