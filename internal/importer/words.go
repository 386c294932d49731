package importer

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clean returns a text on one line: runs of white space, no-break spaces among them, become one space.
func clean(s string) string { return strings.Join(strings.FieldsFunc(s, isBlank), " ") }

func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u2060'
}

// fold returns a text in lower case without accents, with straight apostrophes, for comparison only.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'œ':
			b.WriteString("oe")
		case r == 'æ':
			b.WriteString("ae")
		case r == '’' || r == 'ʼ' || r == '‘':
			b.WriteByte('\'')
		case isBlank(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// tokens returns the words of a text, folded, letters apart from digits: "Étape n°2" gives "etape", "n", "2".
func tokens(s string) []string {
	var all []string
	start, last := -1, rune(0)
	folded := fold(s)
	for i, r := range folded {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		if start >= 0 && (!word || unicode.IsDigit(r) != unicode.IsDigit(last)) {
			all, start = append(all, folded[start:i]), -1
		}
		if word && start < 0 {
			start = i
		}
		last = r
	}
	if start >= 0 {
		all = append(all, folded[start:])
	}
	return all
}

// alike reports whether a written word is a known one, give or take what fingers and plurals change: the longer the
// word, the more of it. The first letter is never wrong.
func alike(written, known string) bool {
	if written == known {
		return true
	}
	if written == "" || known == "" || written[0] != known[0] {
		return false
	}
	var allowed int
	switch n := utf8.RuneCountInString(known); {
	case n >= 9:
		allowed = 2
	case n >= 5:
		allowed = 1
	case n >= 3:
		return written == known+"s"
	default:
		return false
	}
	return distance([]rune(written), []rune(known), allowed) <= allowed
}

// distance returns how many letters to insert, take out, change or swap lead from a to b, or more than limit.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, previous, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(previous[j+1]+1, row[j]+1, previous[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, previous, row = previous, row, before
	}
	return previous[len(b)]
}

// phrase is some words in a row that mean something.
type phrase []string

// find returns where a phrase stands in words, or -1.
func (p phrase) find(words []string) int {
	if len(p) == 0 {
		return -1
	}
	for i := 0; i+len(p) <= len(words); i++ {
		found := true
		for j := range p {
			if !alike(words[i+j], p[j]) {
				found = false
				break
			}
		}
		if found {
			return i
		}
	}
	return -1
}

// phrases are several ways to say one thing.
type phrases []phrase

// newPhrases takes phrases as written in a mapping.
func newPhrases(written []string) phrases {
	all := make(phrases, 0, len(written))
	for _, w := range written {
		if t := tokens(w); len(t) > 0 {
			all = append(all, t)
		}
	}
	return all
}

// in returns where the first of the phrases stands, and how many words the longest one there has; or -1.
func (ps phrases) in(words []string) (at, length int) {
	at = -1
	for _, p := range ps {
		if i := p.find(words); i >= 0 && (at < 0 || len(p) > length || len(p) == length && i < at) {
			at, length = i, len(p)
		}
	}
	return at, length
}

// has reports whether any of the phrases stands in a text.
func (ps phrases) has(text string) bool {
	at, _ := ps.in(tokens(text))
	return at >= 0
}

// starts reports whether any of the phrases opens a text.
func (ps phrases) starts(text string) bool {
	words := tokens(text)
	for _, p := range ps {
		if len(words) >= len(p) && p.find(words[:len(p)]) == 0 {
			return true
		}
	}
	return false
}

// is reports whether a text says one of the phrases and nothing else.
func (ps phrases) is(text string) bool {
	words := tokens(text)
	for _, p := range ps {
		if len(words) == len(p) && p.find(words) == 0 {
			return true
		}
	}
	return false
}

// cutPrefix takes the words of one of the phrases off the start of a text, and the punctuation after them.
func (ps phrases) cutPrefix(text string) (string, bool) {
	if !ps.starts(text) {
		return text, false
	}
	best := 0
	words := tokens(text)
	for _, p := range ps {
		if len(words) >= len(p) && p.find(words[:len(p)]) == 0 {
			best = max(best, len(p))
		}
	}
	rest := text
	for range best {
		rest = afterWord(rest)
	}
	return trimSeparators(rest), true
}

// afterWord returns what follows the first word of a text.
func afterWord(s string) string {
	inside, digits := false, false
	for i, r := range s {
		word := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
		if inside && (!word || unicode.IsDigit(r) != digits) {
			return s[i:]
		}
		if word && !inside {
			inside, digits = true, unicode.IsDigit(r)
		}
	}
	return ""
}

const separators = " \t:;,.-–—=>→|/*_°º)]"

// trimSeparators takes off what stands between a label and what it labels.
func trimSeparators(s string) string {
	return strings.TrimLeftFunc(s, func(r rune) bool { return isBlank(r) || strings.ContainsRune(separators, r) })
}

// slug returns an identifier made of a text: folded words joined by hyphens, cut between words at about 60 letters; ""
// where a text has no letter or digit that an identifier may hold.
func slug(s string) string {
	var words []string
	length := 0
	for _, w := range strings.FieldsFunc(fold(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if length += len(w) + 1; length > 60 && len(words) > 0 {
			break
		}
		words = append(words, w[:min(len(w), 60)])
	}
	return strings.Join(words, "-")
}

var romans = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}

// number returns the value of digits or of a small roman number.
func number(word string) (int, bool) {
	if n, err := strconv.Atoi(word); err == nil && n >= 0 && n < 1000 {
		return n, true
	}
	n, ok := romans[word]
	return n, ok
}
