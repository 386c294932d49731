package catalog

// Lang is a language as a BCP 47 tag in its shortest form: "fr", "en", "pt-BR".
type Lang string

// Text is a text in one or several languages. A nil or empty Text is no text.
type Text map[Lang]string

// In returns the text in the first of langs it has, and the language it is in. Where it has none of them it falls back
// to the language that sorts first, so that the answer never depends on chance; an empty Text gives "" and "".
func (t Text) In(langs ...Lang) (text string, in Lang) {
	for _, l := range langs {
		if s, ok := t[l]; ok {
			return s, l
		}
	}
	for l, s := range t {
		if in == "" || l < in {
			text, in = s, l
		}
	}
	return text, in
}
