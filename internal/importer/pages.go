package importer

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
)

// pageKind is how a page is read.
type pageKind int

const (
	pageResources pageKind = iota // lists of resources, by audience
	pageProse                     // text, with some links in it
	pageChecklist
	pageSupport
)

func (k pageKind) String() string {
	return [...]string{"resources", "prose", "checklist", "support"}[k]
}

// sheet is a page while it is read.
type sheet struct {
	*page
	kind    pageKind
	number  int // of its step, 0 where it says none
	stepWhy string
	who     *audience        // of the whole page, nil where it says none
	hub     bool             // has a table of steps
	several bool             // its headings name several steps
	at      map[*block]*step // the step that each block stands under
	items   int
	urls    int
}

// linkFrom is a link of a table of steps to a page.
type linkFrom struct {
	step int
	who  *audience
	weak bool // it says to read the page, not that the page is the step's
}

// reading is the whole source while it is read.
type reading struct {
	*base
	sheets []*sheet
	byName map[string]*sheet
	links  map[string][]linkFrom // by page
	loose  []func(*step)         // resources that no step was found for
	strays []*mark               // addresses glued to another
	cited  map[string]string     // where an address stands in a text, by identity

	own      map[string]bool // repositories that hold the source
	stepped  bool            // a page says its step
	wanted   []wantedArticle
	lastMade *resource
}

// count marks everything of a page that the report accounts for.
func (s *sheet) count(r *Report) {
	add := func(m *mark) *mark {
		m.File = s.name
		r.Entries = append(r.Entries, m)
		return m
	}
	var walk func(b *block, inItem bool)
	walk = func(b *block, inItem bool) {
		switch b.kind {
		case blockHeading:
			b.marks = append(b.marks, add(&mark{Kind: markHeading, Line: b.line, Text: b.text()}))
		case blockItem:
			s.items++
			b.marks = append(b.marks, add(&mark{Kind: markItem, Line: b.line, Text: itemText(b)}))
			inItem = true
		case blockRow:
			b.marks = append(b.marks, add(&mark{Kind: markRow, Line: b.line, Text: rowText(b)}))
			inItem = true
		case blockParagraph, blockCode:
			if !inItem {
				b.marks = append(b.marks, add(&mark{Kind: markText, Line: b.line, Text: b.text()}))
			}
		default:
		}
		for i := range b.lines {
			for j := range b.lines[i] {
				if sp := &b.lines[i][j]; sp.url != "" {
					sp.mark = add(&mark{Kind: markURL, Line: sp.line, Text: clean(sp.text), URL: sp.url})
					if sp.bare {
						sp.mark.Text = ""
					}
					if sp.image {
						sp.mark.hint = hintImage
					}
					b.marks = append(b.marks, sp.mark)
				}
			}
		}
		for _, c := range b.children {
			walk(c, inItem)
		}
	}
	for _, b := range s.blocks {
		walk(b, false)
	}
	for _, m := range s.hidden {
		add(m)
	}
}

func itemText(b *block) string {
	var parts []string
	for _, line := range b.own() {
		parts = append(parts, label(line))
	}
	return clean(strings.Join(parts, " "))
}

func rowText(b *block) string {
	var parts []string
	for _, c := range b.children {
		parts = append(parts, c.text())
	}
	return strings.Join(parts, " | ")
}

// unseen counts the addresses that stand in the file and that Markdown does not show: whatever becomes of a page, no
// address of it goes unnoticed.
func (s *sheet) unseen(r *Report, from int, raw []byte) {
	byLine := map[int][]*mark{}
	for _, m := range r.Entries[from:] {
		if m.Kind == markURL {
			byLine[m.Line] = append(byLine[m.Line], m)
		}
	}
	for i, line := range strings.Split(string(raw), "\n") {
		line = plain([]byte(line))
		for at := nextURL(line); at >= 0; at = nextURL(line) {
			token := line[at : at+urlToken(line[at:])]
			known := slices.ContainsFunc(byLine[i+1], func(m *mark) bool {
				u := strings.TrimSpace(m.URL)
				return u != "" && (strings.Contains(token, u) || strings.Contains(u, strings.TrimRight(token, junk+")]")) ||
					strings.Contains(m.Text, strings.TrimRight(token, junk+")]")))
			})
			if !known {
				known = slices.ContainsFunc(byLine[i+1], func(m *mark) bool { return sameStart(m.URL, token) })
			}
			if !known {
				m := &mark{Kind: markURL, File: s.name, Line: i + 1, URL: token, hint: hintCode}
				r.Entries = append(r.Entries, m)
				byLine[i+1] = append(byLine[i+1], m)
			}
			line = line[at+max(len(token), 1):]
		}
	}
}

// sameStart reports whether two texts are one address, of which one is cut short by what follows it.
func sameStart(a, b string) bool {
	n := min(len(a), len(b))
	return n > len("https://a.b") && a[:n] == b[:n]
}

// survey says how a page is to be read, from its name, its headings and what stands in it.
func (r *reading) survey(s *sheet) {
	var prose, questions, lines int
	w := &r.m.words
	title, first := s.title, ""
	var heads []string
	for _, b := range s.blocks {
		b.each(func(b *block) {
			switch b.kind {
			case blockHeading:
				heads = append(heads, b.text())
				if first == "" && !w.noise.is(b.text()) {
					first = b.text()
				}
			case blockItem:
				if r.isQuestion(itemText(b)) {
					questions++
				}
				for _, line := range b.own() {
					if r.isResourceLine(line) {
						lines++
					}
				}
			case blockParagraph:
				if n := len(strings.Fields(b.text())); n >= longText {
					prose += n
				}
				for _, line := range b.lines {
					if r.isLinkOnly(line) {
						lines++
					}
				}
			default:
			}
		})
	}
	s.urls = lines
	name := nameWords(s.name)
	if title == "" {
		title = first
	}
	roleHeads := 0
	for _, h := range heads {
		if k := r.head(h, pageProse, false); k.kind == headRole {
			roleHeads++
		}
	}
	r.stepOfPage(s, name, title, heads)
	tables := slices.ContainsFunc(s.blocks, func(b *block) bool { return b.kind == blockTable })
	switch {
	case w.checklistFiles.has(name) || w.checklistFiles.has(title):
		s.kind = pageChecklist
	case w.supportFiles.has(name) || w.supportFiles.has(title):
		s.kind = pageSupport
	case s.items >= 5 && questions*10 >= s.items*6 && lines*4 < s.items:
		s.kind = pageChecklist
	case prose > 300 && prose > 30*lines && roleHeads < 2, prose > 120 && lines == 0 && roleHeads == 0,
		isFront(s.name) && s.number == 0 && !s.several && (prose > 60 || tables):
		s.kind = pageProse
	}
	if label, _ := splitLabel(title); s.kind == pageResources {
		if h := r.head(label, pageProse, false); h.kind == headRole {
			s.who = &audience{roles: h.roles}
		} else if roles := r.rolesOf(name); len(roles) > 0 && s.who == nil && !isFront(s.name) && r.firstIsRole(name) {
			s.who = &audience{roles: roles, why: "the page is called " + path.Base(s.name)}
		}
	}
}

// firstIsRole reports whether a file name holds a role beside words that announce one, a step or resources: "formation
// technique", not "choix techniques".
func (r *reading) firstIsRole(name string) bool {
	for _, t := range tokens(name) {
		if r.roleOf(t) == nil && !r.m.words.steps.is(t) && !r.m.words.resources.has(t) && !r.m.words.markers.has(t) && !strings.ContainsAny(t, "0123456789") {
			return false
		}
	}
	return true
}

// stepOfPage finds the step that a page is about: in its first heading, its name or its folder.
func (r *reading) stepOfPage(s *sheet, name, title string, heads []string) {
	steps := map[int]bool{}
	for _, h := range heads {
		if n, _, ok := r.m.stepOf(h); ok {
			steps[n] = true
		}
	}
	if s.several = len(steps) > 1; s.several {
		return // a page of several steps says which at each of them
	}
	if n, _, ok := r.m.stepOf(title); ok {
		s.number, s.stepWhy = n, "its heading"
		return
	}
	for n := range steps {
		s.number, s.stepWhy = n, "its heading"
		return
	}
	if n, ok := r.m.stepInName(name); ok {
		s.number, s.stepWhy = n, "its name"
		return
	}
	for folder := path.Dir(s.name); folder != "." && folder != "/"; folder = path.Dir(folder) {
		if n, ok := r.m.stepInName(nameWords(folder)); ok {
			s.number, s.stepWhy = n, "its folder"
			return
		}
	}
}

// foldersOfSteps gives the pages of a folder that say no step the one that its front page is about.
func (r *reading) foldersOfSteps() {
	fronts := map[string]*sheet{}
	for _, s := range r.sheets {
		r.stepped = r.stepped || s.number > 0 || s.several
		if dir := path.Dir(s.name); dir != "." && isFront(s.name) && s.number > 0 {
			fronts[dir] = s
		}
	}
	for _, s := range r.sheets {
		if front := fronts[path.Dir(s.name)]; front != nil && s.number == 0 && !s.several {
			s.number = front.number
		}
	}
}

// stepInName returns the step that a file or folder is named after: the number may stand before the word or behind it.
func (m *Mapping) stepInName(name string) (int, bool) {
	all := tokens(name)
	for i, t := range all {
		if !m.words.steps.is(t) {
			continue
		}
		if i+1 < len(all) {
			if n, ok := number(all[i+1]); ok && n <= m.Steps.Most {
				return n, true
			}
		}
	}
	return 0, false
}

// nameWords returns the last part of a path as words.
func nameWords(name string) string {
	base := path.Base(name)
	if ext := path.Ext(base); isMarkdown(base) {
		base = strings.TrimSuffix(base, ext)
	}
	return strings.NewReplacer("_", " ", "-", " ", ".", " ", "%20", " ").Replace(base)
}

func isMarkdown(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".mdown", ".mkd":
		return true
	}
	return false
}

// isFront reports whether a page is the one that a folder opens with.
func isFront(name string) bool {
	switch strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name))) {
	case "readme", "index", "accueil", "home", "_index":
		return true
	}
	return false
}

// internal returns the page of the source that an address leads to: relative, or in full to a forge that holds the source.
func (r *reading) internal(from, address string) *sheet {
	address = strings.TrimSpace(address)
	if address == "" || strings.HasPrefix(address, "#") {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	name := u.Path
	if u.Host != "" {
		if !r.own[repository(u)] {
			return nil
		}
		_, after, ok := strings.Cut(u.Path, "/blob/")
		if !ok {
			if _, after, ok = strings.Cut(u.Path, "/tree/"); !ok {
				return nil
			}
		}
		if _, name, ok = strings.Cut(after, "/"); !ok {
			return nil
		}
	} else {
		if u.Scheme != "" {
			return nil
		}
		if rooted, ok := strings.CutPrefix(name, "/"); ok {
			name = rooted
		} else {
			name = path.Join(path.Dir(from), name)
		}
	}
	name = path.Clean(name)
	for _, try := range []string{name, name + ".md", path.Join(name, "README.md"), strings.TrimSuffix(name, ".html") + ".md"} {
		if s := r.byName[strings.ToLower(try)]; s != nil {
			return s
		}
	}
	return nil
}

// repository returns the forge's name of the repository that an address leads into, or "".
func repository(u *url.URL) string {
	parts := strings.SplitN(strings.TrimPrefix(u.Path, "/"), "/", 3)
	if len(parts) < 3 {
		return ""
	}
	return strings.ToLower(u.Host + "/" + parts[0] + "/" + parts[1])
}

// ownRepositories finds the repositories that hold the source: those that its pages link into at the name of one of its
// pages. Every repository has a README, so that one says nothing.
func (r *reading) ownRepositories() {
	r.own = map[string]bool{}
	for _, m := range r.report.Entries {
		u, err := url.Parse(strings.TrimSpace(m.URL))
		if m.Kind != markURL || err != nil || u.Host == "" || repository(u) == "" || r.own[repository(u)] {
			continue
		}
		r.own[repository(u)] = true
		s := r.internal("", m.URL)
		if s == nil || isFront(s.name) {
			delete(r.own, repository(u))
			continue
		}
		if before, _, ok := strings.Cut(m.URL, "/blob/"); ok && r.m.Addresses.Base == "" {
			_, after, _ := strings.Cut(m.URL, "/blob/")
			ref, _, _ := strings.Cut(after, "/")
			r.m.Addresses.Base = strings.TrimSpace(before) + "/blob/" + ref + "/"
		}
	}
	for _, s := range r.sheets {
		for _, b := range s.blocks {
			b.each(func(b *block) { r.complete(s, b) })
		}
	}
}

// complete writes the relative links of a block to files of the source in full, where it is known where the source is
// published: a document that stands beside the pages is a resource like any other.
func (r *reading) complete(s *sheet, b *block) {
	for i := range b.lines {
		for j := range b.lines[i] {
			sp := &b.lines[i][j]
			u, err := url.Parse(strings.TrimSpace(sp.url))
			if sp.url == "" || sp.image || r.m.Addresses.Base == "" || err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" ||
				r.internal(s.name, sp.url) != nil {
				continue
			}
			full := r.m.Addresses.Base + strings.TrimPrefix(path.Join(path.Dir(s.name), u.EscapedPath()), "/")
			if strings.HasPrefix(u.Path, "/") {
				full = r.m.Addresses.Base + strings.TrimPrefix(u.EscapedPath(), "/")
			}
			if !sound(full) || strings.Contains(full, "/../") {
				continue
			}
			sp.mark.Written, sp.mark.URL, sp.url = sp.url, full, full
		}
	}
}

// natural compares names as people do: step2 before step10.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x > 0 && y > 0 {
			m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
			if len(m) != len(n) {
				return len(m) - len(n)
			}
			if m != n {
				return strings.Compare(m, n)
			}
			a, b = a[x:], b[y:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// files returns the files of a source in natural order, the front pages first.
func files(src fs.FS) (pages, others []string, err error) {
	err = fs.WalkDir(src, ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || base == "node_modules"):
			return fs.SkipDir
		case d.IsDir():
			return nil
		case isMarkdown(name) && d.Type().IsRegular():
			pages = append(pages, name)
		default:
			others = append(others, name)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("source: %w", err)
	}
	rank := func(name string) int {
		if isFront(name) {
			return strings.Count(name, "/")
		}
		return 1000
	}
	slices.SortFunc(pages, func(a, b string) int {
		if x, y := rank(a), rank(b); x != y {
			return x - y
		}
		return natural(a, b)
	})
	slices.SortFunc(others, natural)
	return pages, others, nil
}
