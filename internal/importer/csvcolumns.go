package importer

import (
	"bytes"
	"encoding/csv"
)

// spelling is a word of a table with the other ways to write it, all as [tokens] makes them.
type spelling struct {
	name string
	also []string
	fr   string // in the template for French
	row  string // in the example of the template
}

// columnNames are the columns of a table, in the order of the template, and how headers name them.
var columnNames = []spelling{
	{"id", []string{"identifiant", "identifier", "slug"}, "identifiant", "kubernetes-concepts"},
	{"title", []string{"titre", "nom", "name", "intitule"}, "titre", ""},
	{"summary", []string{"resume", "description"}, "résumé", ""},
	{"url", []string{"lien", "link", "adresse", "address"}, "lien", "https://kubernetes.io/docs/concepts/"},
	{"kind", []string{"nature", "type", "genre"}, "nature", "documentation"},
	{"provider", []string{"fournisseur", "editeur", "publisher"}, "fournisseur", "kubernetes.io"},
	{"languages", []string{"langues", "langue", "language"}, "langues", "fr, en"},
	{"minutes", []string{"duree", "duration", "duree minutes", "duree min"}, "minutes", "45"},
	{"network", []string{"reseau"}, "réseau", "internet"},
	{"account", []string{"compte"}, "compte", "none"},
	{"cost", []string{"cout", "prix", "price"}, "coût", "free"},
	{"topics", []string{"themes", "theme", "sujets", "sujet", "topic", "tags", "mots cles"}, "thèmes", "kubernetes, containers"},
	{"requires", []string{"prerequis", "requiert", "prerequisites"}, "prérequis", ""},
	{"placements", []string{"emplacements", "placement", "emplacement"}, "emplacements", "prepare: technical (20) | launch: everyone"},
	{"step", []string{"etape"}, "", ""},
	{"for", []string{"pour", "public", "audience", "role", "roles"}, "", ""},
	{"order", []string{"ordre", "position", "rang"}, "", ""},
	{"dead", []string{"mort", "lien mort", "dead link"}, "mort", ""},
	{"successor", []string{"remplacement", "successeur", "remplace par", "replaced by"}, "remplacement", ""},
}

// texts are the columns that may stand once a language.
var texts = []string{"title", "summary", "dead"}

// exampleTexts are the texts of the template's example.
var exampleTexts = map[string]string{
	"title_fr": "Les concepts de Kubernetes", "title_en": "Kubernetes concepts",
	"summary_fr": "Ce dont un cluster est fait.", "summary_en": "What a cluster is made of.",
}

// Template returns a table with every column, an example below them, and nothing else: its headers in French for "fr",
// else in English.
func Template(lang string) []byte {
	var header, example []string
	add := func(c spelling, suffix string) {
		name, shown := c.name, c.name
		if lang == "fr" {
			shown = c.fr
		}
		header = append(header, shown+suffix)
		cell := c.row
		if suffix != "" {
			cell = exampleTexts[name+suffix]
		}
		example = append(example, cell)
	}
	for _, c := range columnNames {
		switch {
		case c.fr == "": // another way to write placements
		case c.name == "title" || c.name == "summary":
			add(c, "_fr")
			add(c, "_en")
		default:
			add(c, "")
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	_ = w.WriteAll([][]string{header, example}) // memory takes everything
	return b.Bytes()
}

// choice is a word that a cell may hold, as content files write it, with the other ways to write it.
type cellWord struct {
	value string
	also  []string
}

// cellWords are the words of the columns that take a few.
var cellWords = map[string][]cellWord{
	"kind": {
		{"article", nil},
		{"checklist", []string{"liste de controle", "liste de verification"}},
		{"course", []string{"cours", "formation", "mooc"}},
		{"documentation", []string{"doc"}},
		{"ebook", []string{"livre numerique", "livre", "book"}},
		{"form", []string{"formulaire"}},
		{"slides", []string{"diaporama", "presentation"}},
		{"tool", []string{"outil"}},
		{"tutorial", []string{"tutoriel", "tuto"}},
		{"video", nil},
	},
	"network": {
		{"internet", nil},
		{"state-network", []string{"reseau de l'etat", "reseau de l etat", "rie", "intranet de l etat"}},
		{"unknown", []string{"inconnu"}},
	},
	"account": {
		{"none", []string{"aucun", "non", "no"}},
		{"registration", []string{"inscription"}},
		{"free-account", []string{"compte gratuit"}},
		{"state-agent", []string{"agent de l etat", "agent public"}},
		{"unknown", []string{"inconnu"}},
	},
	"cost": {
		{"free", []string{"gratuit"}},
		{"metered", []string{"acces limite", "limite"}},
		{"paid", []string{"payant"}},
		{"subscription", []string{"abonnement"}},
		{"unknown", []string{"inconnu"}},
	},
	"basis": {{"stated", []string{"dit", "explicite"}}, {"inferred", []string{"deduit", "suppose"}}},
}

// everyoneWords are how a table says that something is for every role.
var everyoneWords = []string{"everyone", "tous", "toutes", "tout le monde", "all"}

// languageWords are languages by name.
var languageWords = map[string]string{"francais": "fr", "french": "fr", "anglais": "en", "english": "en"}
