package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// newCmd writes what authors begin with.
type newCmd struct {
	Resource newResource `cmd:"" help:"A resource: a link, where it stands and for whom."`
	Step     newStep     `cmd:"" help:"A step, after the last."`
	Role     newRole     `cmd:"" help:"A role: a perimeter of responsibility."`
	Question newQuestion `cmd:"" help:"A question, at the end of a section of a step's checklist."`
	Article  newArticle  `cmd:"" help:"A long-form page."`
}

// newFlags are those of every new thing.
type newFlags struct {
	ID      string     `arg:"" help:"Its identifier: lower-case letters and digits, in words joined by hyphens."`
	Content folderName `env:"PARCOURS_CONTENT" default:"content" help:"The folder of content; ${default} without it."`
}

// Validate refuses an identifier that the checker would.
func (f newFlags) Validate() error {
	if !catalog.IsIdentifier(f.ID) {
		return fmt.Errorf("%q is no identifier: use lower-case letters and digits, in words joined by single hyphens", f.ID)
	}
	return nil
}

type newResource struct {
	newFlags

	Title string   `required:"" help:"Name of the resource, in the reference language."`
	URL   string   `name:"url" required:"" help:"Full address."`
	Kind  string   `default:"article" help:"What sort of thing it is: article, video, tutorial…"`
	Step  string   `help:"The step it stands at; nowhere without it, and no path recommends it."`
	For   []string `default:"everyone" help:"For whom: everyone, or roles."`
}

// Run writes resources/ID.md.
func (n newResource) Run(stdout stdout, stderr stderr) error {
	given := []authoring.Given{
		{Name: "title", Value: authoring.Quoted(n.Title)}, {Name: "url", Value: authoring.Quoted(n.URL)}, {Name: "kind", Value: authoring.Quoted(n.Kind)},
	}
	if n.Step != "" {
		whom := "[" + strings.Join(n.For, ", ") + "]"
		if slices.Equal(n.For, []string{"everyone"}) {
			whom = "everyone"
		}
		draft, err := n.draft()
		if err != nil {
			return err
		}
		var last int32
		for _, r := range draft.Resources {
			for _, p := range r.Placements {
				if p.Step == n.Step {
					last = max(last, p.Position)
				}
			}
		}
		given = append(given, authoring.Given{
			Name: "placements", Value: fmt.Sprintf("\n  - {step: %s, for: %s, order: %d}", authoring.Quoted(n.Step), whom, last+10),
		})
	}
	return n.scaffold(stdout, stderr, "resource", given)
}

type newStep struct {
	newFlags

	Title     string            `required:"" help:"Name of the step, in the reference language."`
	Question  string            `required:"" help:"What a team asks itself there."`
	Objective map[string]string `help:"What a role should reach there, as ROLE=TEXT; may be repeated. Each role needs one."`
}

// Run writes steps/ID.md.
func (n newStep) Run(stdout stdout, stderr stderr) error {
	draft, err := n.draft()
	if err != nil {
		return err
	}
	var last int32
	for _, s := range draft.Steps {
		last = max(last, s.Number)
	}
	given := []authoring.Given{
		{Name: "number", Value: strconv.Itoa(int(last) + 1)},
		{Name: "title", Value: authoring.Quoted(n.Title)},
		{Name: "maturityQuestion", Value: authoring.Quoted(n.Question)},
	}
	slices.SortStableFunc(draft.Roles, func(a, b catalog.RoleDraft) int { return cmp.Compare(a.Position, b.Position) })
	var objectives strings.Builder
	for _, r := range draft.Roles {
		if text := n.Objective[r.ID]; text != "" {
			fmt.Fprintf(&objectives, "\n  %s: %s", r.ID, authoring.Quoted(text))
			delete(n.Objective, r.ID)
		}
	}
	for role := range n.Objective {
		return fmt.Errorf("--objective: no role is called %q", role)
	}
	if objectives.Len() > 0 {
		given = append(given, authoring.Given{Name: "objectives", Value: objectives.String()})
	}
	return n.scaffold(stdout, stderr, "step", given)
}

type newRole struct {
	newFlags

	Title       string `required:"" help:"Name of the perimeter, in the reference language."`
	Description string `required:"" help:"Who has this perimeter."`
}

// Run writes roles/ID.md. Each step needs an objective for the role, which is left to its author.
func (n newRole) Run(stdout stdout, stderr stderr) error {
	draft, err := n.draft()
	if err != nil {
		return err
	}
	var last int32
	for _, r := range draft.Roles {
		last = max(last, r.Position)
	}
	return n.scaffold(stdout, stderr, "role", []authoring.Given{
		{Name: "order", Value: strconv.Itoa(int(last) + 1)},
		{Name: "title", Value: authoring.Quoted(n.Title)},
		{Name: "description", Value: authoring.Quoted(n.Description)},
	})
}

type newArticle struct {
	newFlags

	Title string `required:"" help:"Title of the page, in the reference language."`
	Step  string `help:"The step it belongs to."`
}

// Run writes articles/ID.md.
func (n newArticle) Run(stdout stdout, stderr stderr) error {
	given := []authoring.Given{{Name: "title", Value: authoring.Quoted(n.Title)}}
	if n.Step != "" {
		given = append(given, authoring.Given{Name: "step", Value: authoring.Quoted(n.Step)})
	}
	return n.scaffold(stdout, stderr, "article", given)
}

type newQuestion struct {
	newFlags

	Step    string `required:"" help:"The step whose checklist it stands in."`
	Section string `help:"The section of the checklist; the last without it."`
	Text    string `required:"" help:"The question, in the reference language."`
	Kind    string `default:"choice" enum:"choice,evidence,action" help:"How it is answered: choice, evidence or action."`
	Expects string `default:"yes" enum:"yes,answered" help:"What it hopes to hear: yes, or merely to be answered."`
}

// Run adds the question to questions/STEP.yaml.
func (n newQuestion) Run(stdout stdout, stderr stderr) error {
	root, err := n.Content.open()
	if err != nil {
		return err
	}
	defer root.Close()
	name := path.Join("questions", n.Step+".yaml")
	if kind, ok := authoring.KindOf(name); !ok || kind.Name != "questions" {
		return fmt.Errorf("--step: %q is no step", n.Step)
	}
	before, err := root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is not there: write the first section and question of the step by hand, as content/README.md shows", n.Content.file(name))
	}
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	after, err := authoring.AddQuestion(name, string(before), n.Section, n.ID,
		authoring.Given{Name: "text", Value: authoring.Quoted(n.Text)}, authoring.Given{Name: "kind", Value: n.Kind}, authoring.Given{Name: "expects", Value: n.Expects})
	if err != nil {
		return err
	}
	draft, err := n.draft()
	if err != nil {
		return err
	}
	for _, s := range draft.Sections {
		for _, q := range s.Questions {
			if q.ID == n.ID {
				return fmt.Errorf("question %q is there already, in %s", n.ID, q.At.File)
			}
		}
	}
	if err := replace(root, name, []byte(after)); err != nil {
		return fmt.Errorf("new: %w", err)
	}
	return n.tell(stdout, stderr, name)
}

// draft returns what the folder holds, as far as it can be read.
func (f newFlags) draft() (catalog.Draft, error) {
	_, draft, _, err := folders{f.Content}.read()
	return draft, err
}

// scaffold writes a new file, never over one that is there.
func (f newFlags) scaffold(stdout stdout, stderr stderr, kind string, given []authoring.Given) error {
	root, err := f.Content.open()
	if err != nil {
		return err
	}
	defer root.Close()
	kinds := authoring.Kinds()
	name, text := authoring.Scaffold(kinds[slices.IndexFunc(kinds, func(k authoring.Kind) bool { return k.Name == kind })], f.ID, given...)
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return fmt.Errorf("new: %w", err)
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already", f.Content.file(name))
	}
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("new: %w", err)
	}
	return f.tell(stdout, stderr, name)
}

// tell prints the name of a file that was written, and what is left to do according to the checker.
func (f newFlags) tell(stdout stdout, stderr stderr, name string) error {
	if _, err := fmt.Fprintln(stdout, f.Content.file(name)); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	_, _, problems, err := folders{f.Content}.read()
	if err != nil {
		return err
	}
	problems = slices.DeleteFunc(problems, func(p catalog.Problem) bool { return p.Severity != catalog.SeverityError })
	if len(problems) == 0 {
		return nil
	}
	fmt.Fprintln(stderr, "left to do, as parcours check says:")
	if err := printProblems(stderr, problems); !errors.Is(err, errProblems) {
		return err
	}
	return nil
}
