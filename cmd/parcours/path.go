package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

type pathCmd struct {
	Role      []catalog.RoleID     `help:"A role the path is for; may be repeated. Every role without it."`
	From      string               `help:"First step, by number or identifier."`
	To        string               `help:"Last step, by number or identifier."`
	Completed []catalog.ResourceID `help:"A resource that is done already; may be repeated."`
	Lang      catalog.Lang         `env:"PARCOURS_LANG" help:"Language of the texts; the reference language without it."`
	Format    string               `enum:"text,markdown" default:"text" help:"text or markdown."`
	Content   string               `env:"PARCOURS_CONTENT" type:"existingdir" help:"Folder of content; the catalogue in the binary without it."`
}

// Run prints the path.
func (p pathCmd) Run(stdout stdout, stderr stderr) error {
	l, err := load(p.Content, stderr)
	if err != nil {
		return err
	}
	path, err := tailor.Path(l.c, tailor.Profile{
		Roles: p.Role, From: step(l.c, p.From), To: step(l.c, p.To), Completed: p.Completed,
	})
	if err != nil {
		return fmt.Errorf("path: %w", err)
	}
	lang := cmp.Or(p.Lang, l.c.Languages[0])
	w := &pathWriter{langs: append([]catalog.Lang{lang}, l.c.Languages...), heading: "", bullet: "  - "}
	if p.Format == "markdown" {
		w.heading, w.bullet = "## ", "- "
	}
	w.path(&path)
	if _, err := io.WriteString(stdout, w.String()); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// step returns the identifier of the step that a number or an identifier names.
func step(c *catalog.Catalog, name string) catalog.StepID {
	if n, err := strconv.ParseInt(name, 10, 32); err == nil {
		if s := c.StepNumber(int32(n)); s != nil {
			return s.ID
		}
	}
	return catalog.StepID(name)
}

// pathWriter writes a path for people.
type pathWriter struct {
	strings.Builder
	langs           []catalog.Lang
	heading, bullet string
}

func (w *pathWriter) text(t catalog.Text) string {
	s, _ := t.In(w.langs...)
	return s
}

func (w *pathWriter) path(path *tailor.LearningPath) {
	for i, stage := range path.Stages {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s%d. %s\n", w.heading, stage.Step.Number, w.text(stage.Step.Title))
		for _, item := range stage.Items {
			fmt.Fprintf(w, "\n%s[%s] %s\n", w.bullet, strings.ToLower(string(item.State)), w.text(item.Resource.Title))
			w.detail(item.Resource.Link())
			for _, r := range item.Reasons {
				w.detail(r.Sentence(w.langs[0]))
			}
		}
	}
	for i, out := range path.LeftOut {
		if i == 0 {
			fmt.Fprintf(w, "\n%s%s\n", w.heading, w.leftOut())
		}
		causes := make([]string, len(out.Causes))
		for j, c := range out.Causes {
			causes[j] = c.Sentence(w.langs[0])
		}
		fmt.Fprintf(w, "\n%s%s\n", w.bullet, w.text(out.Resource.Title))
		w.detail(strings.Join(slices.Compact(causes), "; "))
	}
}

func (w *pathWriter) leftOut() string {
	if w.langs[0] == "fr" {
		return "Laissé de côté"
	}
	return "Left out"
}

func (w *pathWriter) detail(line string) {
	fmt.Fprintf(w, "%s%s\n", strings.Repeat(" ", len(w.bullet)), line)
}
