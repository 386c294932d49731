package page

// common are the sentences that every page shows.
var common = Texts{
	"skip":         {"Aller au contenu", "Skip to content"},
	"nav":          {"Menu principal", "Main menu"},
	"nav.path":     {"Parcours", "Path"},
	"nav.search":   {"Rechercher", "Search"},
	"nav.explore":  {"Interroger", "Query"},
	"nav.support":  {"Accompagnement", "Support"},
	"nav.glossary": {"Glossaire", "Glossary"},
	"nav.embed":    {"Intégrer", "Embed"},
	"nav.privacy":  {"Vie privée", "Privacy"},
	"nav.schema":   {"Schéma", "Schema"},
	"langs":        {"Langue de la page", "Language of the page"},
	"lang.fr":      {"français", "français"},
	"lang.en":      {"English", "English"},
	"footer":       {"Rien n'est conservé sur vous.", "Nothing about you is stored."},
}
