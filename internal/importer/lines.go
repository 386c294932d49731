package importer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// found is a resource as one line of the source has it.
type found struct {
	url     string
	title   string // "" where the line gives none
	summary string // what else the line says
	glued   []string
	mark    *mark
	kind    string // where a column says it
	remarks
}

// remarks is what a line says of a resource beside its title.
type remarks struct {
	languages              []string
	cost, account, network string
	minutes                int
}

// linksOf returns the resources that a line holds, in order. A line without an address of the web has none.
func (b *base) linksOf(line []span) []found {
	var all []found
	before, last := "", -1
	for i, s := range line {
		if s.image {
			continue
		}
		if !isWeb(s.url) {
			before += s.text
			continue
		}
		f := b.found(s, before)
		if len(all) > 0 && f.title == "" && s.bare {
			f.title = all[len(all)-1].title
		}
		all, before, last = append(all, f), "", i
	}
	if last < 0 {
		return nil
	}
	end := &all[len(all)-1]
	rest := b.remark(&end.remarks, before)
	whole := label(line)
	switch {
	case rest == "":
	case end.title == "" && len(all) == 1:
		end.title = cleanTitle(rest)
	case len(all) == 1 && !line[last].bare:
		end.summary = summary(whole, end.title)
	default:
		end.summary = summary(rest, end.title)
	}
	for i := range all {
		f := &all[i]
		f.title = b.titleRemarks(&f.remarks, f.title)
		b.remarkInParentheses(&f.remarks, f.title+" "+f.summary)
		if f.minutes == 0 {
			f.minutes = minutes(f.title)
		}
		if f.minutes == 0 && len(all) == 1 {
			f.minutes = minutes(rest)
		}
	}
	return all
}

// isWeb reports whether an address leads to the web, rather than to a page beside or to a mailbox.
func isWeb(url string) bool {
	s := strings.TrimLeftFunc(url, func(r rune) bool { return isBlank(r) || strings.ContainsRune("\"'(<", r) })
	return schemeAt(s) != "" || strings.HasPrefix(strings.ToLower(s), "www.") || strings.HasPrefix(s, "//")
}

// found reads one link with the text before it.
func (b *base) found(s span, before string) found {
	raw := strings.TrimSpace(s.url)
	if strings.HasPrefix(raw, "//") {
		raw = "https:" + raw
	}
	c := b.m.cleanURL(raw)
	f := found{url: c.url, glued: c.glued, mark: s.mark}
	before = strings.TrimRightFunc(before, isBlank)
	outside := cleanTitle(before)
	text := clean(s.text)
	if s.bare || nextURL(text) == 0 || text == "" || b.m.words.generic.is(text) {
		f.title = outside
		if f.title == "" && !s.bare && text != "" && nextURL(text) != 0 && !b.m.words.generic.is(text) {
			f.title = text
		}
		return f
	}
	f.title = cleanTitle(text)
	if outside != "" && !isJoin(before) {
		f.summary = summary(clean(before+" "+text), f.title)
	}
	return f
}

// isJoin reports whether a text only joins two links: "A, B et C".
func isJoin(s string) bool {
	switch fold(clean(strings.Trim(s, " ,;/|-–—•·+&()"))) {
	case "", "et", "ou", "and", "or", "puis", "then":
		return true
	}
	return false
}

// summary returns a text, or "" where it says no more than the title.
func summary(text, title string) string {
	text = clean(strings.TrimLeftFunc(text, func(r rune) bool { return isBlank(r) || strings.ContainsRune(":;,.-–—=>→|/*•)", r) }))
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.Index(inner, ")") == len(inner)-1 {
		text = clean(strings.TrimSuffix(inner, ")"))
	}
	if text == "" || fold(text) == fold(title) || !strings.ContainsFunc(text, unicode.IsLetter) {
		return ""
	}
	return text
}

// cleanTitle takes off a title what leads to its address: a final colon, dash or opening bracket, and what marks a list.
func cleanTitle(s string) string {
	s = clean(noteMark.ReplaceAllString(s, ""))
	for {
		t := strings.TrimSpace(s)
		for _, mark := range []string{"[ ]", "[x]", "[X]", "•", "·", "*", "- ", "– ", "— ", "/ ", "; ", ", ", "| ", "> "} {
			t = strings.TrimSpace(strings.TrimPrefix(t, mark))
		}
		for _, mark := range []string{":", "→", "=>", "->", "(", "[", "<", " -", " –", " —", "|", " =", "](", "*", ";", ",", "«", "“"} {
			t = strings.TrimSpace(strings.TrimSuffix(t, mark))
		}
		if strings.HasPrefix(t, "[") && strings.HasSuffix(t, "]") || strings.HasPrefix(t, "[") && !strings.Contains(t, "]") {
			t = strings.Trim(t, "[]")
		}
		if n := strings.Count(t, `"`); n == 1 && strings.HasSuffix(t, `"`) {
			t = strings.TrimSuffix(t, `"`)
		}
		if t == s {
			break
		}
		s = t
	}
	if isJoin(s) || s == "-" {
		return ""
	}
	if inner, ok := strings.CutPrefix(s, "«"); ok && strings.Index(inner, "»") == len(inner)-len("»") {
		s = clean(strings.TrimSuffix(inner, "»"))
	}
	return s
}

// noteMark is the mark of a footnote in a text.
var noteMark = regexp.MustCompile(`\[\^[^\]\s]+\]`)

// remark reads what stands behind an address, and returns what it did not understand.
func (b *base) remark(r *remarks, text string) string {
	text = clean(text)
	inner := strings.Trim(text, " ()[].,;:-–—/|*\"«»")
	if inner == "" {
		return ""
	}
	understood := true
	for part := range strings.FieldsFuncSeq(inner, func(c rune) bool { return strings.ContainsRune(",;/|()", c) }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		if !b.remarkPart(r, part) {
			understood = false
		}
	}
	if understood {
		return ""
	}
	return text
}

// titleRemarks reads what stands in parentheses before a title or behind it, and returns the title without what it
// understood.
func (b *base) titleRemarks(r *remarks, title string) string {
	if inner, rest, ok := strings.Cut(strings.TrimPrefix(title, "("), ")"); ok && title[0] == '(' && clean(rest) != "" && b.remark(r, inner) == "" {
		title = cleanTitle(rest)
	}
	if at := strings.LastIndexByte(title, '('); at > 0 && strings.HasSuffix(title, ")") && b.remark(r, title[at:]) == "" {
		title = cleanTitle(title[:at])
	}
	return title
}

var parentheses = regexp.MustCompile(`[(\[]([^()\[\]]{1,40})[)\]]`)

// remarkInParentheses reads what a title says in parentheses, and leaves it there.
func (b *base) remarkInParentheses(r *remarks, text string) {
	for _, found := range parentheses.FindAllStringSubmatch(text, -1) {
		for part := range strings.FieldsFuncSeq(found[1], func(c rune) bool { return strings.ContainsRune(",;/|", c) }) {
			b.remarkPart(r, part)
		}
	}
}

func (b *base) remarkPart(r *remarks, part string) bool {
	w := &b.m.words
	if n := minutes(part); n > 0 && len(tokens(part)) <= 3 {
		r.minutes = n
		return true
	}
	for i, words := range w.languages {
		if words.is(part) {
			if l := b.m.Remarks.Languages[i].Language; !slices.Contains(r.languages, l) {
				r.languages = append(r.languages, l)
			}
			return true
		}
	}
	for i, words := range w.costs {
		if words.is(part) {
			r.cost = b.m.Remarks.Costs[i].Cost
			return true
		}
	}
	for i, words := range w.accounts {
		if words.is(part) {
			r.account = b.m.Remarks.Accounts[i].Account
			return true
		}
	}
	for i, words := range w.networks {
		if words.is(part) {
			r.network = b.m.Remarks.Networks[i].Network
			return true
		}
	}
	return false
}

var duration = regexp.MustCompile(`(?:^|[^\pL\pN])(\d{1,3})(?:[,.](5))?\s*(h|heures?|hours?|min|mins|minutes?|mn)(?:\s*(\d{1,2})(?:\s*(?:min|mn|minutes?))?)?(?:$|[^\pL\pN])`)

// minutes returns the duration that a text states, in minutes; 0 where it states none.
func minutes(text string) int {
	m := duration.FindStringSubmatch(strings.ToLower(text))
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1]) // three digits at most
	if !strings.HasPrefix(m[3], "h") {
		return n
	}
	rest, _ := strconv.Atoi(m[4]) // two digits or none
	if m[2] != "" {
		rest = 30
	}
	if n*60+rest >= 24*60 && m[3] == "h" {
		return 0 // 24h/24 is no duration
	}
	return n*60 + rest
}

// isResourceLine reports whether a line is a title and an address rather than a sentence that cites one.
func (b *base) isResourceLine(line []span) bool {
	web, words := 0, 0
	for _, s := range line {
		switch {
		case s.image:
		case isWeb(s.url):
			web++
			if !s.bare {
				words -= len(strings.Fields(s.text))
			}
		default:
		}
	}
	if web == 0 {
		return false
	}
	words += len(strings.Fields(label(line))) - bareWords(line)
	return web > 1 && words <= 12*web || web == 1 && words <= 30
}

func bareWords(line []span) int {
	n := 0
	for _, s := range line {
		if s.bare {
			n++
		}
	}
	return n
}

// isLinkOnly reports whether a line is one link to the web and nothing else, or a short title before a bare one.
func (b *base) isLinkOnly(line []span) bool {
	web, bare := 0, false
	var outside strings.Builder
	for _, s := range line {
		switch {
		case s.image:
			return false
		case isWeb(s.url):
			web++
			bare = s.bare
		default:
			outside.WriteString(s.text)
		}
	}
	if web != 1 {
		return false
	}
	var r remarks
	rest := strings.Trim(clean(outside.String()), " :-–—.,;*()[]\"")
	if bare {
		return len(strings.Fields(rest)) <= 20
	}
	return rest == "" || b.remark(&r, rest) == ""
}

var mailbox = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}`)

// mail returns the first mailbox in a text, or "".
func mail(text string) string { return mailbox.FindString(text) }
