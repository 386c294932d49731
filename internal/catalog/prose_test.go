package catalog_test

import (
	"testing"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func TestProse(t *testing.T) {
	t.Parallel()
	title := catalog.Text{"fr": "Le « nouveau monde » en 100 %.", "en": `The "new world" in 100 %.`}
	for lang, want := range map[catalog.Lang]string{
		"fr":    "Lire « Le “nouveau monde” en 100 % », a, b et c.",
		"fr-CA": "Lire « Le “nouveau monde” en 100 % », a, b et c.",
		"en":    "Read “The ‘new world’ in 100 %”, a, b and c.",
		"de":    "Read “The ‘new world’ in 100 %”, a, b and c.",
		"":      "Read “The ‘new world’ in 100 %”, a, b and c.",
	} {
		p := catalog.NewProse(lang)
		if got := p.Say("Lire %, %.", "Read %, %.", p.Quote(title), p.List([]string{"a", "b", "c"})); got != want {
			t.Errorf("in %q: %s, want %s", lang, got, want)
		}
	}
	p := catalog.NewProse("fr")
	for written, want := range map[string]string{
		"Données, stockage, etc.": "« Données, stockage, etc. »",
		"Et après…":               "« Et après… »",
		"Vraiment ?":              "« Vraiment ? »",
		" ":                       "«  »",
	} {
		if got := p.Quote(catalog.Text{"fr": written}); got != want {
			t.Errorf("Quote(%q) = %s, want %s", written, got, want)
		}
	}
	if got := p.List(nil) + p.List([]string{"a"}); got != "a" {
		t.Errorf("lists of none and of one: %q, want a", got)
	}
}
