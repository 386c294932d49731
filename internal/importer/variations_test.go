package importer_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/importer"
)

// plan is what a base says, whatever the form it says it in.
type plan struct {
	steps []planStep
}

type planStep struct {
	title      string
	objectives map[string]string // by role
	parts      []planPart        // in order
	planned    []string
}

type planPart struct {
	role  string // "" for everyone
	lines []planLine
}

type planLine struct{ title, url string }

var planRoles = []string{"technical", "management", "governance"}

// newPlan draws what a base says.
func newPlan(r *rand.Rand) plan {
	nouns := shuffled(r, []string{
		"le marteau", "la scie", "le rabot", "la lime", "le ciseau", "l'équerre", "le niveau", "la truelle", "le fil à plomb",
		"la tenaille", "l'enclume", "le soufflet", "la pince", "le burin", "la vrille", "le maillet", "la varlope", "la gouge",
		"le trusquin", "la râpe", "le compas", "la règle", "le mètre", "l'établi", "la forge", "le tour", "la presse",
		"le chevalet", "la meule", "le crayon", "la colle", "le vernis", "le clou", "la vis", "la cheville", "le tenon",
	})
	verbs := []string{"Manier", "Choisir", "Ranger", "Affûter", "Prêter", "Dessiner", "Comparer", "Observer"}
	at := 0
	next := func() string {
		at++
		return verbs[r.IntN(len(verbs))] + " " + nouns[(at-1)%len(nouns)] + when(at > len(nouns), " bis")
	}
	hosts := []string{"https://example.org/%d", "https://atelier.example.net/pages/%d/", "https://example.com/voir?id=%d", "https://example.org/a_(%d)"}
	var p plan
	for n := range 2 + r.IntN(3) {
		s := planStep{title: []string{"Découvrir l'atelier", "Préparer son bois", "Assembler un meuble", "Vernir et livrer"}[n], objectives: map[string]string{}}
		roles := append([]string{""}, planRoles...)
		for _, role := range roles {
			part := planPart{role: role}
			for range 1 + r.IntN(3) {
				part.lines = append(part.lines, planLine{next(), fmt.Sprintf(hosts[r.IntN(len(hosts))], 100+at)})
			}
			s.parts = append(s.parts, part)
			if role != "" {
				s.objectives[role] = capitalised(next()) + " sans se blesser"
			}
		}
		for range r.IntN(3) {
			s.planned = append(s.planned, next())
		}
		p.steps = append(p.steps, s)
	}
	return p
}

func capitalised(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func shuffled[E any](r *rand.Rand, all []E) []E {
	all = slices.Clone(all)
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// says returns what a catalogue says of what a plan holds, one thing a line, and so does plan.says of the plan.
func says(c *catalog.Catalog) []string {
	var all []string
	for _, s := range c.Steps {
		all = append(all, fmt.Sprintf("%d %s", s.Number, fr(s.Title)))
		for _, o := range s.Objectives {
			if text := fr(o.Text); !strings.HasPrefix(text, "À préciser") {
				all = append(all, fmt.Sprintf("%d objective %s %s", s.Number, o.Role.ID, text))
			}
		}
		for _, p := range s.Placements {
			who := "everyone"
			if !p.Everyone() {
				var ids []string
				for _, r := range p.Roles {
					ids = append(ids, string(r.ID))
				}
				who = strings.Join(ids, "+")
			}
			all = append(all, fmt.Sprintf("%d %s %s %s", s.Number, who, cmp.Or(fr(p.Title), fr(p.Resource.Title)), p.Resource.URL))
		}
		for _, p := range s.Planned {
			all = append(all, fmt.Sprintf("%d planned %s", s.Number, fr(p.Title)))
		}
	}
	slices.Sort(all)
	return all
}

func (p plan) says(objectives bool) []string {
	var all []string
	for i, s := range p.steps {
		all = append(all, fmt.Sprintf("%d %s", i+1, s.title))
		for _, role := range planRoles {
			if objectives {
				all = append(all, fmt.Sprintf("%d objective %s %s", i+1, role, s.objectives[role]))
			}
		}
		for _, part := range s.parts {
			for _, l := range part.lines {
				all = append(all, fmt.Sprintf("%d %s %s %s", i+1, cmp.Or(part.role, "everyone"), l.title, l.url))
			}
		}
		for _, title := range s.planned {
			all = append(all, fmt.Sprintf("%d planned %s", i+1, title))
		}
	}
	slices.Sort(all)
	return all
}

// author writes a plan in one form among many.
type author struct {
	r          *rand.Rand
	b          strings.Builder
	layout     string // of pages
	shift      int    // how many levels deeper headings are
	setext     bool
	closing    bool
	stepWord   string
	line       string // how a resource is written
	bullet     string
	junk       string
	roleWords  map[string]string
	everyone   string
	plannedHow string
	planned    string
	details    bool
	objectives string // where they stand
	refs       []string
	count      int
	flat       bool   // all parts have the level of their step
	dress      string // of headings
	wrap       string // around lists
	intro      bool
}

func pick(r *rand.Rand, all ...string) string { return all[r.IntN(len(all))] }

func newAuthor(r *rand.Rand) *author {
	a := &author{
		r: r, shift: r.IntN(3), setext: r.IntN(4) == 0, closing: r.IntN(4) == 0, details: r.IntN(6) == 0, flat: r.IntN(5) == 0,
		intro: r.IntN(4) == 0,
		layout: pick(r, "a page a step", "one page", "a folder a step", "a page a role", "index and pages", "a page a step",
			"wide table", "long table", "nested list"),
		dress:    pick(r, "", "", "", "", "bold", "number", "emoji", "anchor", "attribute", "no blank", "paragraph"),
		wrap:     pick(r, "", "", "", "", "quote", "html"),
		stepWord: pick(r, "Étape", "Etape", "ETAPE", "Step", "Phase", "Niveau", "étape n°"),
		line: pick(r, "colon", "nbsp colon", "blank", "tab", "link", "angled", "dash", "parentheses", "arrow", "reference", "bold",
			"here", "anchor", "next line", "long dash", "pointy link", "link then colon"),
		bullet: pick(r, "- ", "* ", "+ ", "1. ", "1) ", "- [ ] ", "-\t", "none", "table", "-   ", "• ", "br"),
		junk:   pick(r, "", "", "", "", ".", " ;", "\"", " ", ","),
		roleWords: map[string]string{
			"technical": pick(r, "Périmètre technique", "Périmètre réalisation technique", "Réalisation technique", "TECHNIQUE", "Périmètre tecnique",
				"Public : équipes techniques", "Pour les développeurs", "Profil technique", "Équipe technique"),
			"management": pick(r, "Périmètre pilotage MOE", "Pilotage", "Périmètre pilottage MOE", "Public : chefs de projet", "Pour les chefs de projet", "Profil pilotage", "PILOTAGE MOE"),
			"governance": pick(r, "Périmètre gouvernance/décisionnaire", "Gouvernance", "Périmètre gouvernace", "Public : décideurs", "Pour les décideurs", "Profil gouvernance", "Décideurs et dirigeants"),
		},
		everyone:   pick(r, "Ressources essentielles (pour tous)", "Pour tous", "Tronc commun", "Tous publics", "Ressources communes à tous", "Pour tout le monde", "Essentiel", "L'essentiel"),
		planned:    pick(r, "À venir", "A venir", "Ressources à venir", "Bientôt", "Prochainement", "TBD", "Coming soon", "En cours de rédaction", "Contenus à venir", "Bientôt disponible !", "En préparation"),
		plannedHow: pick(r, "heading", "heading", "before", "behind"),
		objectives: pick(r, "none", "heading", "table", "heading"),
	}
	if slices.Contains([]string{"wide table", "long table", "nested list"}, a.layout) {
		a.objectives, a.plannedHow = "none", "heading"
	}
	if a.dress == "number" {
		a.setext = false // "1. Title" over a line is an item over a rule
	}
	if a.wrap == "quote" && a.bullet == "table" || a.wrap == "html" {
		a.bullet = "- "
	}
	return a
}

func (a *author) heading(level int, text string) {
	level += a.shift
	switch a.dress {
	case "bold":
		text = "**" + text + "**"
	case "number":
		a.count++
		text = fmt.Sprintf("%d. %s", a.count, text)
	case "emoji":
		text = pick(a.r, "🚀", "📚", "✅") + " " + text
	case "anchor":
		text = `<a name="part"></a>` + text
	case "attribute":
		text += " {#part}"
	case "no blank":
		if level > 1+a.shift {
			fmt.Fprintf(&a.b, "\n%s%s\n", strings.Repeat("#", min(level, 6)), text)
			return
		}
	case "paragraph":
		if level > 1+a.shift {
			fmt.Fprintf(&a.b, "\n**%s**\n\n", text)
			return
		}
	}
	if level > 6 {
		level = 6
	}
	if a.setext && level <= 2 {
		fmt.Fprintf(&a.b, "%s\n%s\n\n", text, strings.Repeat(map[int]string{1: "=", 2: "-"}[level], 5))
		return
	}
	fmt.Fprintf(&a.b, "%s %s%s\n", strings.Repeat("#", level), text, when(a.closing, " "+strings.Repeat("#", level)))
	if a.r.IntN(2) == 0 {
		a.b.WriteString("\n")
	}
}

// resource returns a line that names a resource.
func (a *author) resource(l planLine) string {
	switch a.line {
	case "nbsp colon":
		return l.title + "\u00a0: " + l.url + a.junk
	case "blank":
		return l.title + " " + l.url + a.junk
	case "tab":
		return l.title + "\t" + l.url + a.junk
	case "link":
		return "[" + l.title + "](" + l.url + ")" + strings.Trim(a.junk, "\"")
	case "pointy link":
		return "[" + l.title + "](<" + l.url + ">)"
	case "angled":
		return l.title + " : <" + l.url + ">"
	case "dash":
		return l.title + " - " + l.url + a.junk
	case "long dash":
		return l.title + " – " + l.url + a.junk
	case "parentheses":
		return l.title + " (" + l.url + ")"
	case "arrow":
		return l.title + " → " + l.url + a.junk
	case "reference":
		a.refs = append(a.refs, l.url)
		return "[" + l.title + "][r" + strconv.Itoa(len(a.refs)) + "]"
	case "bold":
		return "**" + l.title + "** : " + l.url + a.junk
	case "here":
		return l.title + " : [lien](" + l.url + ")"
	case "anchor":
		return `<a href="` + l.url + `">` + l.title + `</a>`
	case "next line":
		return l.title + " :\n  " + l.url
	case "link then colon":
		return "[" + l.title + "](" + l.url + ") :"
	}
	return l.title + ": " + l.url + a.junk
}

// list writes lines as the author's lists are.
func (a *author) list(lines []string) {
	for i, l := range lines {
		switch {
		case a.bullet == "none":
			a.b.WriteString(l + "\n")
		case a.bullet == "br":
			a.b.WriteString(l + when(i+1 < len(lines), "<br>") + "\n")
		case strings.HasPrefix(a.bullet, "1"):
			fmt.Fprintf(&a.b, "%d%s%s\n", i+1, a.bullet[1:], l)
		case a.bullet == "table":
		default:
			a.b.WriteString(a.bullet + l + "\n")
		}
	}
	a.b.WriteString("\n")
}

func (a *author) part(p planPart) {
	if a.bullet == "table" {
		a.b.WriteString("| Titre | Lien |\n|---|---|\n")
		for _, l := range p.lines {
			a.b.WriteString("| " + l.title + " | " + l.url + " |\n")
		}
		a.b.WriteString("\n")
		return
	}
	if a.wrap == "html" {
		a.b.WriteString("<ul>\n")
		for _, l := range p.lines {
			fmt.Fprintf(&a.b, "<li><a href=\"%s\">%s</a></li>\n", l.url, l.title)
		}
		a.b.WriteString("</ul>\n\n")
		return
	}
	before := a.b.Len()
	var lines []string
	for _, l := range p.lines {
		lines = append(lines, a.resource(l))
	}
	a.list(lines)
	if a.wrap == "quote" {
		all := a.b.String()
		a.b.Reset()
		a.b.WriteString(all[:before] + "> " + strings.ReplaceAll(strings.TrimRight(all[before:], "\n"), "\n", "\n> ") + "\n\n")
	}
}

// wide writes all steps as the rows of one table, with a column for each role.
func (a *author) wide(p plan) {
	a.b.WriteString("| N° étape | Stade d'avancement | " + a.everyone + " | " + a.roleWords["technical"] + " | " + a.roleWords["management"] + " | " +
		a.roleWords["governance"] + " | À venir |\n|---|---|---|---|---|---|---|\n")
	for i, s := range p.steps {
		cells := []string{strconv.Itoa(i + 1), s.title}
		for _, part := range s.parts {
			var lines []string
			for _, l := range part.lines {
				lines = append(lines, strings.ReplaceAll(a.inCell(l), "|", "\\|"))
			}
			cells = append(cells, strings.Join(lines, "<br>"))
		}
		a.b.WriteString("| " + strings.Join(append(cells, strings.Join(s.planned, "<br>")), " | ") + " |\n")
	}
}

// inCell returns a resource as a cell can hold it.
func (a *author) inCell(l planLine) string {
	if a.line == "next line" || a.line == "reference" {
		return l.title + " : " + l.url
	}
	return a.resource(l)
}

// long writes all resources as the rows of one table.
func (a *author) long(p plan) {
	a.b.WriteString("| Étape | Public | Titre | Lien |\n|---|---|---|---|\n")
	for i, s := range p.steps {
		step := fmt.Sprintf("%d - %s", i+1, s.title)
		for _, part := range s.parts {
			for _, l := range part.lines {
				fmt.Fprintf(&a.b, "| %s | %s | %s | %s |\n", step, cmp.Or(a.roleWords[part.role], "Tous"), l.title, l.url)
			}
		}
	}
	a.b.WriteString("\n")
	for i, s := range p.steps {
		if len(s.planned) > 0 {
			a.heading(2, fmt.Sprintf("Étape %d : à venir", i+1))
			a.plannedHow = "behind"
			a.announce(3, s.planned)
		}
	}
}

// nested writes a page a step whose roles are items of lists too.
func (a *author) nested(n int, s planStep) {
	a.heading(1, fmt.Sprintf("%s %d : %s", a.stepWord, n+1, s.title))
	if len(s.planned) > 0 {
		s.parts = append(slices.Clone(s.parts), planPart{role: "planned"})
	}
	for _, part := range s.parts {
		name := cmp.Or(map[string]string{"": a.everyone, "planned": a.planned}[part.role], a.roleWords[part.role])
		a.b.WriteString("- " + pick(a.r, name, "**"+name+"**", name+" :") + "\n")
		for _, l := range part.lines {
			a.b.WriteString("  - " + strings.ReplaceAll(a.resource(l), "\n", "\n  ") + "\n")
		}
		if part.role == "planned" {
			for _, title := range s.planned {
				a.b.WriteString("  - " + title + "\n")
			}
		}
	}
}

// announce writes what is planned at a step.
func (a *author) announce(level int, titles []string) {
	if len(titles) == 0 {
		return
	}
	bullet := a.bullet
	defer func() { a.bullet = bullet }()
	if a.bullet == "table" || a.bullet == "br" || a.bullet == "none" {
		a.bullet = "- "
	}
	var lines []string
	for _, title := range titles {
		switch a.plannedHow {
		case "before":
			title = "À venir : " + title
		case "behind":
			title += " (à venir)"
		}
		lines = append(lines, title)
	}
	if a.plannedHow == "heading" {
		a.heading(level, a.planned)
	}
	a.list(lines)
}

func (a *author) roleHeading(level int, s planStep, role string) {
	text := a.roleWords[role]
	if a.objectives == "heading" && !strings.Contains(text, ":") {
		text += pick(a.r, " : ", ": ", "\u00a0: ") + s.objectives[role]
	}
	a.heading(level, text)
}

// step writes a step from the heading of a level on.
func (a *author) step(n int, s planStep, level int) {
	part := level + 1
	if a.flat {
		part = level
	}
	a.heading(level, fmt.Sprintf("%s %d%s%s", a.stepWord, n+1, pick(a.r, " : ", ": ", " - ", " – ", "\u00a0: "), s.title))
	if a.intro {
		a.b.WriteString("On apprend ici ce qu'il faut pour cette partie du métier.\n\n")
	}
	for _, p := range s.parts {
		if p.role == "" {
			a.heading(part, a.everyone)
		} else {
			a.roleHeading(part, s, p.role)
		}
		if a.details {
			a.b.WriteString("<details>\n<summary>Voir</summary>\n\n")
		}
		a.part(p)
		if a.details {
			a.b.WriteString("</details>\n\n")
		}
	}
	a.announce(part, s.planned)
}

// page takes what was written so far.
func (a *author) page() *fstest.MapFile {
	for i, url := range a.refs {
		fmt.Fprintf(&a.b, "\n[r%d]: %s", i+1, url)
	}
	a.refs = nil
	raw := a.b.String() + "\n"
	a.b.Reset()
	return &fstest.MapFile{Data: []byte(raw)}
}

// write returns a base that says what a plan says.
func (a *author) write(p plan) fstest.MapFS {
	src := fstest.MapFS{}
	if a.objectives == "table" {
		a.b.WriteString("# Le livre de l'atelier\n\n")
		a.b.WriteString(pick(a.r, "| | | | |\n|-|-|-|-|\n|**N° étape**|**Périmètre technique**|**Périmètre pilotage**|**Périmètre gouvernance**|\n",
			"| Étape | Technique | Pilotage | Gouvernance |\n|:-:|---|---|---|\n"))
		for i, s := range p.steps {
			fmt.Fprintf(&a.b, "| %d | %s | %s | %s |\n", i+1, s.objectives["technical"], s.objectives["management"], s.objectives["governance"])
		}
		src["README.md"] = a.page()
	}
	if a.layout == "index and pages" && src["README.md"] == nil {
		a.b.WriteString("# Le livre de l'atelier\n\n")
		for i, s := range p.steps {
			fmt.Fprintf(&a.b, "%d. [%s](etapes/etape-%d.md)\n", i+1, s.title, i+1)
		}
		src["README.md"] = a.page()
	}
	switch a.layout {
	case "wide table":
		a.wide(p)
		src["parcours.md"] = a.page()
		return src
	case "long table":
		a.heading(1, "L'atelier")
		a.long(p)
		src["liste.md"] = a.page()
		return src
	case "one page":
		a.heading(1, "L'atelier")
		for i, s := range p.steps {
			a.step(i, s, 2)
		}
		src["atelier.md"] = a.page()
		return src
	}
	for i, s := range p.steps {
		switch a.layout {
		case "a folder a step":
			a.step(i, s, 1)
			src[fmt.Sprintf("%d-dossier/README.md", i+1)] = a.page()
		case "nested list":
			a.nested(i, s)
			src[fmt.Sprintf("etape-%d.md", i+1)] = a.page()
		case "index and pages":
			a.step(i, s, 1)
			src[fmt.Sprintf("etapes/etape-%d.md", i+1)] = a.page()
		case "a page a role":
			for _, part := range s.parts {
				only := s
				only.parts, only.planned = []planPart{part}, nil
				if part.role == "" {
					only.planned = s.planned
				}
				a.step(i, only, 1)
				src[fmt.Sprintf("etape%d/%s.md", i+1, cmp.Or(part.role, "a-lire"))] = a.page()
			}
		default:
			a.step(i, s, 1)
			src[fmt.Sprintf("formation_step%d.md", i+1)] = a.page()
		}
	}
	return src
}

// TestVariations writes what one base says in forms that authors choose, drawn by chance from a seed, and holds the
// catalogues equal to what the base says. PARCOURS_SEEDS=N draws N forms; SEED=N draws that one alone, and shows it.
func TestVariations(t *testing.T) {
	t.Parallel()
	first, seeds := number(t, "SEED", -1), number(t, "PARCOURS_SEEDS", 60)
	if first < 0 {
		first = 0
	} else {
		seeds = first + 1
	}
	for seed := first; seed < seeds; seed++ {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		p, a := newPlan(r), newAuthor(r)
		src := a.write(p)
		got := importPages(t, src, fstest.MapFS{}, nil, importer.ResolveNone)
		accounted(t, src, got)
		c, problems := authoring.Load(got.files, "base")
		if c == nil {
			t.Fatalf("seed %d is not sound: %v", seed, problems)
		}
		objectives := a.objectives != "none"
		if a.objectives == "heading" {
			for _, words := range a.roleWords {
				objectives = objectives && !strings.Contains(words, ":")
			}
		}
		want := p.says(objectives)
		have := says(c)
		if !objectives {
			have = slices.DeleteFunc(have, func(s string) bool { return strings.Contains(s, " objective ") })
		}
		if !slices.Equal(have, want) {
			t.Errorf("seed %d: %s, dress %q, wrap %q, %q, %q, %q, roles %q, everyone %q, planned %s %q, setext %t, flat %t, details %t, objectives %s",
				seed, a.layout, a.dress, a.wrap, a.stepWord, a.line, a.bullet, a.roleWords, a.everyone, a.plannedHow, a.planned, a.setext, a.flat, a.details, a.objectives)
			same(t, "says", have, want)
			if os.Getenv("SEED") != "" {
				for _, name := range sortedKeys(src) {
					t.Logf("%s\n%s", name, src[name].Data)
				}
				t.Log(got.text(t))
			}
		}
	}
}

// number returns the number that a variable of the environment holds, or another where it holds none.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
