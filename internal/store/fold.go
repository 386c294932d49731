package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ligatures are letters that Unicode does not take apart and that people type in two.
var ligatures = map[rune]string{
	'œ': "oe", 'æ': "ae", 'ß': "ss", 'ø': "o", 'đ': "d", 'ł': "l", 'ı': "i", 'þ': "th", 'ð': "d",
}

// latin is what fold makes of the characters up to U+017F, which nearly all French and English is written in.
var latin = func() (table [0x180]string) {
	for r := range table {
		table[r] = foldRunes(string(rune(r)))
	}
	return table
}()

// fold returns s in lower case without accents: what is left where two texts differ only by how carefully they were typed.
// Characters that are compatible with others ("①", "ﬁ") become those.
func fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r >= rune(len(latin)) {
			return foldRunes(s)
		}
		b.WriteString(latin[r])
	}
	return b.String()
}

func foldRunes(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r < 0x80:
			b.WriteRune(unicode.ToLower(r)) // what was taken apart can hold a capital: "™"
		case ligatures[r] != "":
			b.WriteString(ligatures[r])
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func isFolded(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || 'A' <= s[i] && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

// titleKey returns what titles are put in order by: their folded letters and digits, words parted by one space.
func titleKey(title string) string {
	words := strings.FieldsFunc(fold(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, " ")
}
