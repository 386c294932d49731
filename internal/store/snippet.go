package store

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// How long the text of a snippet is, and how much of a text is looked at for one, in bytes.
const (
	snippetLength = 180
	snippetReach  = 4000
)

// Snippet shows where a search is met, in the words of the catalogue.
type Snippet struct {
	Title         []Fragment
	TitleLanguage catalog.Lang
	// Text is an extract of the text of the thing that has the most words of the search: its texts in the query's language,
	// then in others, then its topics and other names, then its title in another language where it is met nowhere else.
	// Without any it is the beginning of the first, nil where there is none.
	Text         []Fragment
	TextLanguage catalog.Lang // "" where the text is in none, such as a provider
}

// Fragment is a part of a text; the fragments of a text joined are the text, or the extract with an ellipsis where it is cut.
type Fragment struct {
	Text  string
	Match bool // these are words of the search
}

// snippet shows where a document meets the words, in lang as far as it can.
func (s *Store) snippet(words []searchWord, d document, lang catalog.Lang) Snippet {
	langs := append([]catalog.Lang{lang}, s.catalog.Languages...)
	title, titleLang := d.title.In(langs...)
	snippet := Snippet{TitleLanguage: titleLang}
	inTitle := s.search.words.matches(words, title)
	snippet.Title = fragments(title, 0, len(title), inTitle)
	most := -1
	consider := func(text string, lang catalog.Lang) {
		if text == "" || most == len(words) {
			return
		}
		reach := cutAt(text, snippetReach)
		found := s.search.words.matches(words, text[:reach])
		from, to, n := window(text, found)
		if n > most {
			most = n
			snippet.Text, snippet.TextLanguage = excerpt(text, from, to, found), lang
		}
	}
	texts := slices.Concat(d.body, d.tags)
	for _, t := range texts {
		consider(t[lang], lang)
	}
	for _, other := range s.catalog.Languages {
		for _, t := range texts {
			if other != lang {
				consider(t[other], other)
			}
		}
	}
	consider(d.name, "")
	for _, other := range s.catalog.Languages {
		if other != titleLang && most < 1 && len(inTitle) == 0 {
			consider(d.title[other], other)
		}
	}
	return snippet
}

// found is a word of a text that a search asks for.
type found struct{ word, start, end int }

// matches returns the words of text that the words of a search stand for.
func (v *vocabulary) matches(words []searchWord, text string) []found {
	var all []found
	for t := range new(speller).tokens(text) {
		if smallWords[t.word] {
			continue
		}
		for i := range words {
			if v.matchesWord(&words[i], t.form) {
				all = append(all, found{i, t.start, t.end})
				break
			}
		}
	}
	return all
}

func (v *vocabulary) matchesWord(w *searchWord, form string) bool {
	for _, begin := range w.begin {
		if strings.HasPrefix(form, begin) {
			return true
		}
	}
	alike := func(stem string) bool { return stem[0] == form[0] } // which spares most words the look-up
	if !slices.ContainsFunc(w.loose, alike) {
		return false
	}
	for _, stem := range v.stemsOf(form) {
		if _, ok := slices.BinarySearch(w.loose, stem); ok {
			return true
		}
	}
	return false
}

// window returns the part of a text, as long as a snippet, that has the most different words, and how many.
func window(text string, all []found) (from, to, words int) {
	for i, first := range all {
		var seen []int
		for _, f := range all[i:] {
			if f.end > first.start+snippetLength*2/3 {
				break
			}
			if !slices.Contains(seen, f.word) {
				seen = append(seen, f.word)
			}
		}
		if len(seen) > words {
			words, from = len(seen), max(0, first.start-snippetLength/4)
		}
	}
	if len(text)-from < snippetLength {
		from = max(0, len(text)-snippetLength)
	}
	to = min(len(text), from+snippetLength)
	return from, to, words
}

// excerpt returns the part of a text between two places, moved to where words begin and end.
func excerpt(text string, from, to int, all []found) []Fragment {
	if from > 0 {
		if i := strings.IndexByte(text[from:to], ' '); i >= 0 && !inside(all, from, from+i) {
			from += i + 1
		} else {
			from = cutAt(text, from)
		}
	}
	if to < len(text) {
		if i := strings.LastIndexByte(text[from:to], ' '); i > 0 && !inside(all, from+i, to) {
			to = from + i
		} else {
			to = cutAt(text, to)
		}
	}
	parts := fragments(text, from, to, all)
	if from > 0 {
		parts = append([]Fragment{{Text: "…"}}, parts...)
	}
	if to < len(text) {
		parts = append(parts, Fragment{Text: "…"})
	}
	return parts
}

// inside reports whether what is found stands between two places.
func inside(all []found, from, to int) bool {
	return slices.ContainsFunc(all, func(f found) bool { return f.start < to && f.end > from })
}

// fragments parts a text at what is found in it.
func fragments(text string, from, to int, all []found) []Fragment {
	var parts []Fragment
	for _, f := range all {
		if f.start < from || f.end > to {
			continue
		}
		if f.start > from {
			parts = append(parts, Fragment{Text: text[from:f.start]})
		}
		parts = append(parts, Fragment{Text: text[f.start:f.end], Match: true})
		from = f.end
	}
	if from < to {
		parts = append(parts, Fragment{Text: text[from:to]})
	}
	return parts
}

// cutAt returns the end of the last whole character of text that ends at or before n.
func cutAt(text string, n int) int {
	if n >= len(text) {
		return len(text)
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}
