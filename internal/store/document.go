package store

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// HitKind is the kind of a thing that a search finds.
type HitKind string

// The kinds, in the order in which equally good hits come.
const (
	HitStep            HitKind = "STEP"
	HitRole            HitKind = "ROLE"
	HitTopic           HitKind = "TOPIC"
	HitTerm            HitKind = "TERM"
	HitArticle         HitKind = "ARTICLE"
	HitSupportService  HitKind = "SUPPORT_SERVICE"
	HitResource        HitKind = "RESOURCE"
	HitGuide           HitKind = "GUIDE"
	HitQuestion        HitKind = "QUESTION"
	HitSection         HitKind = "SECTION"
	HitObjective       HitKind = "OBJECTIVE" // its identifier is that of its step, a slash, and that of its role
	HitPlannedResource HitKind = "PLANNED_RESOURCE"
)

// HitKinds returns every kind, in the order in which equally good hits come.
func HitKinds() []HitKind {
	return []HitKind{
		HitStep, HitRole, HitTopic, HitTerm, HitArticle, HitSupportService, HitResource, HitGuide, HitQuestion, HitSection,
		HitObjective, HitPlannedResource,
	}
}

// document is what a search reads of a thing.
type document struct {
	kind  HitKind
	id    string
	order key            // among those of its kind
	title catalog.Text   // first: a match here weighs most
	tags  []catalog.Text // then topics and other names
	body  []catalog.Text // then the rest, in the order in which snippets are looked for
	name  string         // then what is in no language, such as a provider
}

// resourceDocument returns the document of a resource, without its order.
func resourceDocument(r *catalog.Resource) document {
	d := document{kind: HitResource, id: string(r.ID), title: r.Title, body: []catalog.Text{r.Summary, plainText(r.Body)}, name: r.Provider}
	for _, t := range r.Topics {
		d.tags = append(d.tags, t.Title)
	}
	for _, p := range r.Placements {
		d.body = append(d.body, p.Title)
	}
	return d
}

// documents returns everything a search finds but resources, kind by kind and in order.
func documents(c *catalog.Catalog) []document {
	var all []document
	add := func(d document) { all = append(all, d) }
	for _, t := range c.Steps {
		d := document{kind: HitStep, id: string(t.ID), order: key(nil).int(t.Number), title: t.Title}
		d.body = []catalog.Text{t.MaturityQuestion, t.ChecklistIntro, plainText(t.Body), t.Support.Label, t.Support.Appointment, t.Support.With}
		for _, a := range t.Actions {
			d.body = append(d.body, a.Label)
		}
		add(d)
		for _, o := range t.Objectives {
			add(document{
				kind: HitObjective, id: string(t.ID) + "/" + string(o.Role.ID), title: o.Text,
				order: key(nil).int(t.Number).int(o.Role.Position).string(string(o.Role.ID)),
			})
		}
	}
	for _, t := range c.Roles {
		add(document{
			kind: HitRole, id: string(t.ID), order: key(nil).int(t.Position).string(string(t.ID)), title: t.Title, tags: t.Aliases,
			body: append([]catalog.Text{t.Description, plainText(t.Body)}, t.Profiles...),
		})
	}
	named := func(kind HitKind, id string, title catalog.Text, body ...catalog.Text) {
		add(document{kind: kind, id: id, order: key(nil).string(id), title: title, body: body})
	}
	for _, t := range c.Topics {
		named(HitTopic, string(t.ID), t.Title)
	}
	for _, t := range c.Terms {
		add(document{kind: HitTerm, id: string(t.ID), order: key(nil).string(string(t.ID)), title: t.Term, tags: []catalog.Text{t.Meaning}, body: []catalog.Text{t.Definition}})
	}
	for _, t := range c.Articles {
		named(HitArticle, string(t.ID), t.Title, slices.Concat([]catalog.Text{t.Summary, plainText(t.Body)}, t.Questions, t.Takeaways)...)
	}
	for _, t := range c.Services {
		named(HitSupportService, string(t.ID), t.Title, t.Description)
	}
	for _, t := range c.Guides {
		named(HitGuide, string(t.ID), t.Title)
	}
	for _, t := range c.Sections {
		add(document{kind: HitSection, id: string(t.ID), order: key(nil).int(t.Step.Number).int(t.Position).string(string(t.ID)), title: t.Title})
	}
	for _, t := range c.Questions {
		add(document{
			kind: HitQuestion, id: string(t.ID), title: t.Text, body: []catalog.Text{t.Details},
			order: key(nil).int(t.Step().Number).int(t.Section.Position).int(t.Position).string(string(t.ID)),
		})
	}
	for _, t := range c.Planned {
		add(document{kind: HitPlannedResource, id: string(t.ID), order: key(nil).int(t.Step.Number).int(t.Position).string(string(t.ID)), title: t.Title})
	}
	ranks := map[HitKind]int{}
	for i, kind := range HitKinds() {
		ranks[kind] = i
	}
	slices.SortFunc(all, func(a, b document) int {
		if a.kind != b.kind {
			return ranks[a.kind] - ranks[b.kind]
		}
		return strings.Compare(string(a.order), string(b.order))
	})
	return all
}

// plainText returns Markdown texts as they read, each on one line.
func plainText(t catalog.Text) catalog.Text {
	if len(t) == 0 {
		return nil
	}
	plain := make(catalog.Text, len(t))
	for lang, s := range t {
		var words []string
		fenced := false
		for line := range strings.Lines(s) {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
				fenced = !fenced
				continue
			}
			if !fenced {
				line = strings.TrimLeft(line, "#> ")
				line = strings.TrimPrefix(strings.TrimPrefix(line, "- "), "+ ")
				if strings.Trim(line, "-=| :") == "" { // a rule under a title or in a table
					continue
				}
				if line = signs.Replace(line); strings.ContainsAny(line, "[<") {
					line = marks.ReplaceAllString(line, "$1")
				}
			}
			words = append(words, strings.Fields(line)...)
		}
		plain[lang] = strings.Join(words, " ")
	}
	return plain
}

// What Markdown adds to a text: signs; the address of a link or an image, the definition of one, and bare addresses.
var (
	signs = strings.NewReplacer("*", "", "`", "", "|", " ")
	marks = regexp.MustCompile(`!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|^\[[^\]]+\]:.*$|<https?://[^>]*>`)
)
