package catalog

import "strings"

// Prose is how sentences about a catalogue are put together for a reader: in French, else in English.
type Prose struct {
	french bool
	langs  []Lang
}

// NewProse returns the prose for a reader of lang. Sentences are in French for any sort of French, in English for any
// other language; the texts they quote are in lang, else in the language of the sentence, else as [Text.In] falls back.
func NewProse(lang Lang) Prose {
	if lang.Primary() == "fr" {
		return Prose{french: true, langs: []Lang{lang, "fr"}}
	}
	return Prose{langs: []Lang{lang, "en"}}
}

// Primary returns the language in lower case without its region: "fr" for "fr-CA".
func (l Lang) Primary() Lang {
	base, _, _ := strings.Cut(strings.ToLower(string(l)), "-")
	return Lang(base)
}

// Say returns the sentence of the reader's language with each % replaced by the next value; a % in a value stays.
func (p Prose) Say(french, english string, values ...string) string {
	pattern := english
	if p.french {
		pattern = french
	}
	parts := strings.Split(pattern, "%")
	var b strings.Builder
	for i, part := range parts {
		b.WriteString(part)
		if i < len(values) {
			b.WriteString(values[i])
		}
	}
	return b.String()
}

// Add returns a sentence followed by what authors say of it, where they say it in the language of the sentence.
func (p Prose) Add(sentence string, t Text) string {
	for _, lang := range p.langs {
		if said, ok := t[lang]; ok && (lang.Primary() == "fr") == p.french {
			return sentence + " " + strings.TrimSpace(said)
		}
	}
	return sentence
}

// Quote returns t between quotation marks: those of the language, the inner ones within, without a closing full stop.
func (p Prose) Quote(t Text) string {
	s, _ := t.In(p.langs...)
	s = strings.TrimSpace(s)
	if !strings.HasSuffix(s, "etc.") && !strings.HasSuffix(s, "…") {
		s = strings.TrimRight(s, ". ")
	}
	if p.french {
		return "« " + innerQuotes(s, "“", "”") + " »"
	}
	return "“" + innerQuotes(s, "‘", "’") + "”"
}

// innerQuotes returns s with its quotation marks replaced by those that stand within others.
func innerQuotes(s, opening, closing string) string {
	s = strings.NewReplacer(
		"« ", opening, " »", closing, "«\u00a0", opening, "\u00a0»", closing, "«\u202f", opening, "\u202f»", closing,
		"«", opening, "»", closing, "“", opening, "”", closing,
	).Replace(s)
	var b strings.Builder
	for i, part := range strings.Split(s, `"`) {
		switch {
		case i == 0:
		case i%2 == 1:
			b.WriteString(opening)
		default:
			b.WriteString(closing)
		}
		b.WriteString(part)
	}
	return b.String()
}

// List returns the items in a row: "a", "a and b", "a, b and c".
func (p Prose) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + p.Say(" et ", " and ") + items[last]
}

// Text returns t as it is, in the reader's language.
func (p Prose) Text(t Text) string {
	s, _ := t.In(p.langs...)
	return s
}
