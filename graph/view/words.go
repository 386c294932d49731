package view

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Word returns a value of one of the schema's enums in words, in French where the request prefers it, else in English.
// A value without words of its own is returned as it is.
func (in *In) Word(value string) string {
	words := english
	if lang := string(in.lang()); lang == "fr" || strings.HasPrefix(lang, "fr-") {
		words = french
	}
	if word, ok := words[value]; ok {
		return word
	}
	return value
}

// LanguageName returns the name of a language in the language of the request; "" stands for an unknown one.
func (in *In) LanguageName(lang catalog.Lang) string {
	if lang == "" {
		return in.Word("UNKNOWN")
	}
	return display.Languages(language.Make(string(in.lang()))).Name(language.Make(string(lang)))
}

var english = map[string]string{
	"ARTICLE":       "Article",
	"CHECKLIST":     "Checklist",
	"COURSE":        "Course",
	"DOCUMENTATION": "Documentation",
	"EBOOK":         "E-book",
	"FORM":          "Form",
	"SLIDES":        "Slides",
	"TOOL":          "Tool",
	"TUTORIAL":      "Tutorial",
	"VIDEO":         "Video",
	"INTERNET":      "Internet",
	"STATE_NETWORK": "State network",
	"NONE":          "No account",
	"REGISTRATION":  "Registration form",
	"FREE_ACCOUNT":  "Free account",
	"STATE_AGENT":   "State agent account",
	"FREE":          "Free",
	"METERED":       "Free for a few pages",
	"PAID":          "Paid",
	"SUBSCRIPTION":  "Subscription",
	"UNKNOWN":       "Not known",
	"EVERYONE":      "Everyone",
	"ROLES":         "Particular roles",
	"true":          "Known",
	"false":         "Not known",
}

var french = map[string]string{
	"ARTICLE":       "Article",
	"CHECKLIST":     "Liste de contrôle",
	"COURSE":        "Formation",
	"DOCUMENTATION": "Documentation",
	"EBOOK":         "Livre numérique",
	"FORM":          "Formulaire",
	"SLIDES":        "Diaporama",
	"TOOL":          "Outil",
	"TUTORIAL":      "Tutoriel",
	"VIDEO":         "Vidéo",
	"INTERNET":      "Internet",
	"STATE_NETWORK": "Réseau de l’État",
	"NONE":          "Sans compte",
	"REGISTRATION":  "Formulaire d’inscription",
	"FREE_ACCOUNT":  "Compte gratuit",
	"STATE_AGENT":   "Compte d’agent de l’État",
	"FREE":          "Gratuit",
	"METERED":       "Gratuit pour quelques pages",
	"PAID":          "Payant",
	"SUBSCRIPTION":  "Sur abonnement",
	"UNKNOWN":       "Non renseigné",
	"EVERYONE":      "Tout le monde",
	"ROLES":         "Certains rôles",
	"true":          "Connue",
	"false":         "Non renseignée",
}
