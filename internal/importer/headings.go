package importer

import (
	"slices"
	"strings"
	"unicode"
)

type headingKind int

const (
	headOther headingKind = iota
	headNoise
	headStep
	headPlanned
	headEveryone
	headRole
	headNewRole
	headTheme
	headResources
	headRoles
	headChecklist
	headSupport
	headQuestions
	headTakeaways
	headObjectives
)

// heading is what a heading says.
type heading struct {
	kind  headingKind
	step  int
	roles []*role
	label string // the part before the colon, or what follows the number of a step
	after string // the part after the colon
	inner *heading
}

// splitLabel cuts a label from what it labels.
func splitLabel(text string) (label, after string) {
	for i := range text {
		rest := text[i:]
		for _, cut := range []string{": ", " : ", " – ", " — ", " - ", "\u00a0: ", ":"} {
			if strings.HasPrefix(rest, cut) && i > 0 {
				if cut == ":" && !isLetterAfter(text, i+1) && i+1 < len(text) {
					continue
				}
				return clean(text[:i]), clean(rest[len(cut):])
			}
		}
	}
	return clean(text), ""
}

// bareHeading returns a heading without what only dresses it: a number before it, a pictogram, an attribute behind it.
func bareHeading(text string) string {
	text = strings.TrimRight(text, " #*_")
	if at := strings.LastIndex(text, "{"); at > 0 && strings.HasSuffix(text, "}") && strings.ContainsAny(text[at+1:at+2], "#.:") {
		text = text[:at]
	}
	text = strings.TrimLeftFunc(text, func(r rune) bool {
		return isBlank(r) || strings.ContainsRune("#*_", r) || unicode.In(r, unicode.So, unicode.Sk, unicode.Mn, unicode.Cf)
	})
	first, rest, ok := strings.Cut(text, " ")
	if number := strings.TrimRight(first, ".)°-–"); ok && number != first && clean(rest) != "" && isNumbering(number) {
		text = rest
	}
	return clean(text)
}

// isNumbering reports whether a word counts parts: 2, 2.1, IV, b.
func isNumbering(word string) bool {
	if len(word) == 1 {
		return isAlnum(word[0])
	}
	return word != "" && (strings.Trim(word, "0123456789.") == "" || strings.Trim(word, "IVX") == "")
}

// head understands a heading. Prose pages are full of words that mean something elsewhere, so there only what leaves no
// doubt is taken for a role or a theme.
func (b *base) head(text string, kind pageKind, checklist bool) heading {
	w := &b.m.words
	text = bareHeading(text)
	label, after := splitLabel(text)
	h := heading{label: label, after: after}
	words := len(tokens(label))
	if n, rest, ok := b.m.stepOf(text); ok {
		h.kind, h.step, h.label, h.after = headStep, n, rest, ""
		if rest != "" && !checklist {
			inner := b.head(rest, pageProse, checklist)
			if slices.Contains([]headingKind{headRole, headPlanned, headEveryone, headChecklist}, inner.kind) {
				h.inner = &inner
			}
		}
		return h
	}
	question := strings.HasSuffix(text, "?")
	switch {
	case w.noise.is(label) || w.generic.is(label):
		h.kind = headNoise
	case words <= 9 && !question && w.planned.has(label), w.planned.is(after):
		h.kind = headPlanned
	case checklist:
		h.kind = headOther
	case w.strong.has(label) || w.markers.is(label) && w.strong.has(after):
		h.kind = headEveryone
	default:
		b.headRole(&h, kind, question)
		if h.kind == headOther {
			b.headPart(&h, kind, question)
		}
	}
	return h
}

// headRole finds the roles that a heading names.
func (b *base) headRole(h *heading, kind pageKind, question bool) {
	w := &b.m.words
	label := h.label
	marked := w.markers.starts(label)
	named := marked && len(tokens(label)) == 1 && h.after != "" // "Public : décideurs"
	if named {
		label, h.after = h.after, ""
	}
	words := len(tokens(label))
	if question || !marked && (kind == pageProse || words > 8) {
		return
	}
	at, _ := b.partAt(label)
	if roles := b.rolesOf(label); len(roles) > 0 {
		if first := b.firstRole(label); marked || at < 0 || first <= at || kind == pageResources && words <= 8 {
			h.kind, h.roles, h.label = headRole, roles, label
		}
		return
	}
	if named && kind == pageResources && words <= 4 && at < 0 {
		h.kind, h.label = headNewRole, label
		return
	}
	if marked && kind == pageResources && words >= 2 && words <= 7 && !w.roles.is(label) && at < 0 {
		h.kind, h.label = headNewRole, trimSeparators(afterWord(label))
	}
}

// firstRole returns where in a label the first word of a role stands.
func (b *base) firstRole(label string) int {
	words, first := tokens(label), 1<<20
	for _, r := range b.roles {
		for _, ps := range r.words {
			if at, _ := ps.in(words); at >= 0 {
				first = min(first, at)
			}
		}
	}
	return first
}

// partAt returns where in a label the first word of a part stands, and the part; -1 where there is none.
func (b *base) partAt(label string) (int, headingKind) {
	w := &b.m.words
	words := tokens(label)
	at, long, kind := -1, 0, headOther
	for _, part := range []struct {
		kind  headingKind
		words phrases
	}{
		{headRoles, w.roles},
		{headChecklist, w.checklist},
		{headTakeaways, w.takeaways},
		{headQuestions, w.questions},
		{headObjectives, w.objectives},
		{headResources, w.resources},
		{headSupport, w.support},
	} {
		if i, n := part.words.in(words); i >= 0 && (at < 0 || n > long+1 || i < at && n >= long || i == at && n > long) {
			at, long, kind = i, n, part.kind
		}
	}
	return at, kind
}

// headPart finds the part of a page that a heading opens.
func (b *base) headPart(h *heading, kind pageKind, question bool) {
	w := &b.m.words
	words := len(tokens(h.label))
	at, part := b.partAt(h.label)
	if question && part != headTakeaways && part != headQuestions && part != headChecklist {
		return
	}
	switch {
	case at >= 0 && (at == 0 || words <= 12 && part != headResources || words <= 8) && (kind != pageProse || part != headObjectives):
		if part == headResources && kind != pageProse && w.everyone.has(h.label) {
			h.kind = headEveryone
			return
		}
		h.kind = part
	case kind == pageProse:
	case words <= 6 && w.everyone.has(h.label):
		h.kind = headEveryone
	case words <= 6 && (w.everyoneThemes.has(h.label) || best(w.themes, h.label) >= 0):
		h.kind = headTheme
	}
}

// themeAudience returns who a theme is for.
func (b *base) themeAudience(label string) audience {
	i := b.m.themeOf(label)
	everyone, length := b.m.words.everyoneThemes.in(tokens(label))
	if i >= 0 {
		_, long := b.m.words.themes[i].in(tokens(label))
		if everyone < 0 || long >= length {
			return audience{roles: []*role{b.roles[i]}, why: "the theme \"" + label + "\" is that role's in the mapping"}
		}
	}
	return audience{everyone: true, why: "the theme \"" + label + "\" is everyone's in the mapping"}
}
