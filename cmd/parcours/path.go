package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

type pathCmd struct {
	profileFlags

	Format string `enum:"text,markdown,json" default:"text" help:"text, markdown or json."`
}

// Run prints the path.
func (p pathCmd) Run(stdout stdout, stderr stderr) error {
	c, err := image(p.Content, stderr)
	if err != nil {
		return err
	}
	profile, err := p.profile(c)
	if err != nil {
		return err
	}
	path, err := tailor.Path(c, profile)
	if err != nil {
		return fmt.Errorf("path: %w", err)
	}
	return printPath(stdout, c, &path, p.langs(c), p.Format)
}

// printPath writes a path in one of the formats; one for people says where the team stands if it has answered anything.
func printPath(stdout stdout, c *catalog.Catalog, path *tailor.LearningPath, langs []catalog.Lang, format string) error {
	if format == "json" {
		return writePathJSON(stdout, c, path, langs)
	}
	w := &pathWriter{langs: langs, bullet: "  - ", colour: coloured(stdout)}
	if format == "markdown" {
		w.heading, w.bullet, w.colour = "## ", "- ", false
	}
	w.path(path)
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
	colour          bool
}

func (w *pathWriter) text(t catalog.Text) string {
	s, _ := t.In(w.langs...)
	return s
}

func (w *pathWriter) path(path *tailor.LearningPath) {
	if slices.ContainsFunc(path.Assessment.Steps, func(s *assess.StepResult) bool { return s.Answered > 0 }) {
		w.assessment(&path.Assessment)
		fmt.Fprintln(w)
	}
	for i, stage := range path.Stages {
		if i > 0 {
			fmt.Fprintln(w)
		}
		w.title(fmt.Sprintf("%d. %s", stage.Step.Number, w.text(stage.Step.Title)))
		for _, item := range stage.Items {
			w.item(item)
			for _, sentence := range item.Sentences(w.langs[0]) {
				w.detail(sentence)
			}
		}
	}
	w.sittings(path)
	for i, out := range path.LeftOut {
		if i == 0 {
			fmt.Fprintln(w)
			w.title(w.say("Laissé de côté", "Left out"))
		}
		fmt.Fprintf(w, "\n%s%s\n", w.bullet, w.text(out.Resource.Title))
		w.detail(out.Explanation(w.langs[0]))
	}
}

// title writes the line above a part of the path.
func (w *pathWriter) title(s string) {
	fmt.Fprintf(w, "%s%s\n", w.heading, paint(w.colour, bold, s))
}

// item writes what to do and where: what comes next stands out, what is behind is faint.
func (w *pathWriter) item(item *tailor.Item) {
	state, title := "["+strings.ToLower(string(item.State))+"]", w.text(item.Resource.Title)
	switch item.State {
	case tailor.Next:
		state, title = paint(w.colour, green, state), paint(w.colour, bold, title)
	case tailor.Done, tailor.Known:
		state, title = paint(w.colour, dim, state), paint(w.colour, dim, title)
	case tailor.Todo:
	}
	fmt.Fprintf(w, "\n%s%s %s\n", w.bullet, state, title)
	w.detail(item.Resource.Link())
}

// say returns a sentence of ours in the reader's language.
func (w *pathWriter) say(french, english string, values ...string) string {
	return catalog.NewProse(w.langs[0]).Say(french, english, values...)
}

// assessment writes where the team stands, and a line for each step that has questions.
func (w *pathWriter) assessment(a *assess.Assessment) {
	fmt.Fprintf(w, "%s\n\n", a.Explanation(w.langs[0]))
	for _, s := range a.Steps {
		if s.Questions == 0 {
			continue
		}
		fmt.Fprintf(w, "%s%d. %s%s (%d/%d)\n", w.bullet, s.Step.Number, w.text(s.Step.Title)+w.say(" : ", ": "), s.Gate.Word(w.langs[0]), s.Answered, s.Questions)
	}
}

// sittings writes what fits in each week.
func (w *pathWriter) sittings(path *tailor.LearningPath) {
	titles := func(items []*tailor.Item) {
		for _, it := range items {
			fmt.Fprintf(w, "%s%s\n", w.bullet, w.text(it.Resource.Title))
		}
	}
	for _, s := range path.Sittings {
		fmt.Fprintln(w)
		title := w.say("Semaine % : % min", "Week %: % min", strconv.Itoa(int(s.Number)), strconv.Itoa(int(s.Minutes)))
		if s.Over {
			title += w.say(", plus que le temps d’une semaine", ", more than the time of a week")
		}
		w.title(title)
		titles(s.Items)
	}
	if len(path.Untimed) > 0 {
		fmt.Fprintln(w)
		w.title(w.say("Durée inconnue", "Duration not known"))
		titles(path.Untimed)
	}
}

func (w *pathWriter) detail(line string) {
	fmt.Fprintf(w, "%s%s\n", strings.Repeat(" ", len(w.bullet)), line)
}
