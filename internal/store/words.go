package store

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"golang.org/x/text/unicode/norm"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// maxWord is how much of a word counts, in bytes of its folded form.
const maxWord = 40

// token is a word of a text.
type token struct {
	*spelled

	start, end int // where it stands in the text, in bytes
}

// elisions are what French leaves of a small word before a vowel.
var elisions = wordSet("l d qu c j m n s t jusqu lorsqu puisqu quoiqu presqu")

// contractions are what English leaves of a small word after an apostrophe.
var contractions = wordSet("s t d m re ve ll")

// smallWords say nothing of what a text is about, in French and English. A search leaves them out where it has others, so
// that all its words can be asked of a text.
var smallWords = wordSet("a à au aux avec ce ces cet cette dans de des du elle en est et eux il ils je la le les leur leurs lui ma mais me mes mon ne " +
	"nos notre nous on ou où par pas pour qu que qui sa se ses son sont sur ta te tes ton tu un une vos votre vous y " +
	"an and are as at be by for from has have how i in is it its of or our that the their this to was we were what when which who will with you your")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '＇'
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return !isApostrophe(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// speller reads words. It remembers how it has read each run of letters, where it has a map for that, and is for one
// goroutine then.
type speller struct{ known map[string]*spelled }

// spelled is a run of letters and digits.
type spelled struct {
	word, form string     // as in a token
	stems      [][]uint32 // by language, as whoever remembers it numbers them
}

func (s *speller) spell(run string) *spelled {
	if known := s.known[run]; known != nil {
		return known
	}
	read := &spelled{word: lower(run), form: foldedWord(run)}
	if s.known != nil {
		s.known[strings.Clone(run)] = read
	}
	return read
}

// tokens returns the words of a text in order: runs of letters and digits, without what an apostrophe has left of a small
// word ("l'offre" is "offre"), but "aujourd'hui" is one word.
func (s *speller) tokens(text string) iter.Seq[token] {
	return func(yield func(token) bool) {
		for start := 0; start < len(text); {
			r, size := utf8.DecodeRuneInString(text[start:])
			if !isWordRune(r) {
				start += size
				continue
			}
			end := runEnd(text, start)
			run := s.spell(text[start:end])
			after := end
			if next, ok := afterApostrophe(text, end); ok {
				if elisions[run.form] {
					start = next
					continue
				}
				nextEnd := runEnd(text, next)
				switch following := s.spell(text[next:nextEnd]); {
				case run.form == "aujourd" && following.form == "hui":
					run, end, after = s.spell("aujourdhui"), nextEnd, nextEnd
				case contractions[following.form]:
					after = nextEnd
				}
			}
			if run.form != "" && !yield(token{run, start, end}) {
				return
			}
			start = after
		}
	}
}

// runEnd returns where the run of letters and digits that begins at start ends.
func runEnd(text string, start int) int {
	for i, r := range text[start:] {
		if !isWordRune(r) {
			return start + i
		}
	}
	return len(text)
}

// afterApostrophe returns where the word behind an apostrophe at end begins, if there is one.
func afterApostrophe(text string, end int) (int, bool) {
	r, size := utf8.DecodeRuneInString(text[end:])
	if !isApostrophe(r) {
		return 0, false
	}
	next, _ := utf8.DecodeRuneInString(text[end+size:])
	return end + size, isWordRune(next)
}

// lower returns a word as a stemmer takes it.
func lower(word string) string {
	if isFolded(word) {
		return word
	}
	return norm.NFC.String(strings.ToLower(cut(word)))
}

// foldedWord returns the folded letters and digits of a word, as much as counts of it.
func foldedWord(word string) string {
	if strings.IndexFunc(word, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) < 0 {
		return cut(word)
	}
	return cut(strings.Map(func(r rune) rune {
		if isWordRune(r) && !unicode.IsMark(r) {
			return r
		}
		return -1 // what a letter was taken apart into
	}, fold(cut(word))))
}

// cut returns as many whole characters of a word as count.
func cut(word string) string {
	if len(word) <= maxWord {
		return word
	}
	i := maxWord
	for i > 0 && !utf8.RuneStart(word[i]) {
		i--
	}
	return word[:i]
}

// stems returns the folded stem of a word of a language; for a language without a stemmer of ours, or "" where it is not
// known, those of a French and of an English word.
func stems(lang catalog.Lang, word, form string) []string {
	base, _, _ := strings.Cut(string(lang), "-")
	switch base {
	case "fr":
		return []string{stem(word, form, french.Stem)}
	case "en":
		return []string{stem(word, form, english.Stem)}
	}
	return []string{stem(word, form, french.Stem), stem(word, form, english.Stem)}
}

func stem(word, form string, take func(*snowballstem.Env) bool) string {
	env := snowballstem.NewEnv(word)
	take(env)
	if stem := foldedWord(env.Current()); stem != "" {
		return stem
	}
	return form
}
