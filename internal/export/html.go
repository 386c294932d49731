package export

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // the template and the style of the page
	"encoding/base64"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

//go:embed path.html
var pathPage string

//go:embed path.css
var pathStyle string

// pagePolicy lets the page have its own style, and nothing else.
var pagePolicy = func() string {
	sum := sha256.Sum256([]byte(pathStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}()

var pathTemplate = template.Must(template.New("path").Parse(pathPage))

// The parts of the page, in the reader's language.
type (
	pageHTML struct {
		Lang, Title, Catalogue, About, Policy string
		Style                                 template.CSS
		For, Duration, Contents, Goals, Out   string
		Empty, Revision, Contact              string
		Stages                                []stageHTML
		LeftOut                               []leftOutHTML
	}
	stageHTML struct {
		ID, Title, Question string
		Goals               []string
		Items               []itemHTML
	}
	itemHTML struct {
		Title, Lang, Link, Summary, Facts string // Lang is that of the title, "" for the page's
		Reasons                           []string
	}
	leftOutHTML struct{ Title, Why string }
)

// writeHTML writes a path as one file to put anywhere. It asks nothing of any server: no script, no font, no image, and a
// policy that forbids each of them.
func writeHTML(w *bufio.Writer, s Source, v View) error {
	path, err := tailor.Path(s.Catalog, v.Profile)
	if err != nil {
		return err //nolint:wrapcheck // the caller's mistake, told as it is
	}
	if err := pathTemplate.Execute(w, v.page(s.Catalog, &path)); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}

func (v View) page(c *catalog.Catalog, path *tailor.LearningPath) pageHTML {
	p := pageHTML{
		Lang: string(v.lang()), Title: v.pathTitle(c, path), Catalogue: v.text(c.Title), About: v.text(c.Description),
		Policy:   pagePolicy,
		Style:    template.CSS(pathStyle), //nolint:gosec // our own file
		Duration: v.total(path.Duration), Contents: v.say("Étapes", "Steps"), Goals: v.say("Objectifs", "Objectives"),
		Out: v.say("Laissé de côté", "Left out"), Empty: v.say("Rien de prévu à cette étape.", "Nothing at this step."),
		Revision: v.say("Révision %", "Revision %", c.Revision[:12]), Contact: c.Contact,
	}
	if len(path.Roles) > 0 {
		p.For = v.say("Pour : %", "For: %", strings.Join(each(path.Roles, func(r *catalog.Role) string { return v.text(r.Title) }), ", "))
	}
	for _, stage := range path.Stages {
		p.Stages = append(p.Stages, v.stage(stage, len(path.Roles) == 1))
	}
	for _, l := range path.LeftOut {
		p.LeftOut = append(p.LeftOut, leftOutHTML{v.text(l.Resource.Title), l.Explanation(v.lang())})
	}
	return p
}

// pathTitle returns the name of a path: the catalogue's, and whom the path is for.
func (v View) pathTitle(c *catalog.Catalog, path *tailor.LearningPath) string {
	title := v.text(c.Title)
	if len(path.Roles) > 0 {
		title += v.say(" : ", ": ") + strings.Join(each(path.Roles, func(r *catalog.Role) string { return v.text(r.Title) }), ", ")
	}
	return title
}

func (v View) stage(s *tailor.Stage, one bool) stageHTML {
	t := stageHTML{
		ID: "step-" + string(s.Step.ID), Title: fmt.Sprintf("%d. %s", s.Step.Number, v.text(s.Step.Title)), Question: v.text(s.Step.MaturityQuestion),
		Goals: each(s.Objectives, func(o *catalog.Objective) string {
			if one {
				return v.text(o.Text)
			}
			return v.text(o.Role.Title) + v.say(" : ", ": ") + v.text(o.Text)
		}),
	}
	for _, it := range s.Items {
		r := it.Resource
		facts := []string{v.kind(r.Kind)}
		if r.Provider != "" {
			facts = append(facts, r.Provider)
		}
		if len(r.Languages) > 0 {
			facts = append(facts, strings.Join(strs(r.Languages), ", "))
		}
		if r.Minutes > 0 {
			facts = append(facts, v.duration(r.Minutes))
		}
		if needs := v.conditions(r.Access); needs != "" {
			facts = append(facts, needs)
		}
		t.Items = append(t.Items, itemHTML{v.text(r.Title), v.foreign(r.Title), r.Link(), v.text(r.Summary), strings.Join(facts, " · "), it.Sentences(v.lang())})
	}
	return t
}

// total says how long a path takes, as far as is known.
func (v View) total(d tailor.Duration) string {
	known, unknown := strconv.Itoa(int(d.Known)), strconv.Itoa(int(d.Unknown))
	switch {
	case d.Known+d.Unknown == 0:
		return ""
	case d.Known == 0:
		return v.say("Durée inconnue.", "Duration not known.")
	case d.Unknown == 0:
		return v.say("Durée : %.", "Duration: %.", v.duration(d.KnownMinutes))
	}
	return v.say("Durée : % pour % ressources ; inconnue pour %.", "Duration: % for % resources; not known for %.", v.duration(d.KnownMinutes), known, unknown)
}
