package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// profileFlags say what a path is tailored to.
type profileFlags struct {
	contentFlags

	Role           []catalog.RoleID     `help:"A role the path is for; may be repeated. Every role without it."`
	From           string               `help:"First step, by number or identifier; without it where the answers place the team, else the first."`
	To             string               `help:"Last step, by number or identifier."`
	Completed      []catalog.ResourceID `help:"A resource that is done already; may be repeated."`
	Answers        string               `type:"existingfile" placeholder:"FILE" help:"YAML or JSON file of what the team answers."`
	Support        bool                 `help:"The team asks the programme for support: questions about support count."`
	AsOf           string               `placeholder:"YYYY-MM-DD" help:"Day by which answers expire; today without it."`
	MinutesPerWeek int32                `placeholder:"N" help:"Cut the path in sittings of so many minutes."`
	Network        []string             `help:"A network that can be used (internet, state-network); may be repeated."`
	Account        []string             `help:"An account that is acceptable (none, registration, free-account, state-agent); may be repeated."`
	Cost           []string             `help:"A cost that is acceptable (free, metered, paid, subscription); may be repeated."`
	Kind           []string             `help:"A kind of resource that is wanted, such as video; may be repeated."`
	Reads          []catalog.Lang       `placeholder:"LANG" help:"A language that can be read; may be repeated."`
	StrictAccess   bool                 `help:"Keep out resources of which it is not known what it takes to open them."`
	Lang           catalog.Lang         `env:"PARCOURS_LANG" help:"Language of the texts; the reference language without it."`
}

// profile returns what the flags and the file they name say.
func (f profileFlags) profile(c *catalog.Catalog) (tailor.Profile, error) {
	p := tailor.Profile{
		Roles: f.Role, From: step(c, f.From), To: step(c, f.To), Completed: f.Completed,
		Languages: f.Reads, Networks: words[catalog.Network](f.Network), Accounts: words[catalog.Account](f.Account),
		Costs: words[catalog.Cost](f.Cost), Kinds: words[catalog.Kind](f.Kind), StrictAccess: f.StrictAccess,
		AsksSupport: f.Support, MinutesPerWeek: f.MinutesPerWeek, AsOf: today(),
	}
	if f.AsOf != "" {
		day, err := time.Parse(time.DateOnly, f.AsOf)
		if err != nil {
			return p, fmt.Errorf("--as-of: %q is no day such as 2026-01-31", f.AsOf)
		}
		p.AsOf = day
	}
	if f.Answers != "" {
		said, err := readAnswers(c, f.Answers)
		if err != nil {
			return p, fmt.Errorf("answers: %w", err)
		}
		p.Answers, p.AsksSupport = said.answers, p.AsksSupport || said.asksSupport
	}
	return p, nil
}

// langs returns the languages to show texts in.
func (f profileFlags) langs(c *catalog.Catalog) []catalog.Lang {
	return append([]catalog.Lang{cmp.Or(f.Lang, c.Languages[0])}, c.Languages...)
}

func today() time.Time {
	now := time.Now()
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}

// words returns values as the catalogue writes them: "state-network" is STATE_NETWORK.
func words[E ~string](written []string) []E {
	values := make([]E, len(written))
	for i, w := range written {
		values[i] = E(strings.ToUpper(strings.ReplaceAll(w, "-", "_")))
	}
	return values
}

// said is what a team says in a file.
type said struct {
	answers     []assess.Answer
	asksSupport bool
}

// maxAnswers bounds a file of answers, in bytes.
const maxAnswers = 1 << 20

// readAnswers reads a YAML file, or a JSON one, which is YAML too:
//
//	asksSupport: true
//	answers:
//	  containers: yes
//	  stateless: {value: partly, answeredOn: 2026-01-31}
func readAnswers(c *catalog.Catalog, name string) (said, error) {
	f, err := os.Open(name) //nolint:gosec // the one who runs the command names the file
	if err != nil {
		return said{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxAnswers+1))
	if err != nil {
		return said{}, err
	}
	if len(text) > maxAnswers {
		return said{}, fmt.Errorf("%s: more than %d bytes", name, maxAnswers)
	}
	var file struct {
		AsksSupport bool          `yaml:"asksSupport"`
		Answers     yaml.MapSlice `yaml:"answers"`
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict(), yaml.UseOrderedMap()); err != nil && !errors.Is(err, io.EOF) {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return said{}, fmt.Errorf("%s: %s", name, first)
	}
	s := said{asksSupport: file.AsksSupport}
	for _, item := range file.Answers {
		a, err := answer(c, item)
		if err != nil {
			return said{}, fmt.Errorf("%s: %w", name, err)
		}
		s.answers = append(s.answers, a)
	}
	return s, nil
}

// answer returns one entry of a file of answers.
func answer(c *catalog.Catalog, item yaml.MapItem) (assess.Answer, error) {
	id := fmt.Sprint(item.Key)
	a := assess.Answer{Question: catalog.QuestionID(id)}
	if c.Question(a.Question) == nil && c.Tombstone(catalog.Ref{Type: catalog.TypeQuestion, ID: id}) == nil {
		return a, catalog.Unknown("answers", a.Question, each(c.Questions, func(q *catalog.Question) catalog.QuestionID { return q.ID }), "question")
	}
	value := item.Value
	if fields, ok := item.Value.(yaml.MapSlice); ok {
		value = nil
		for _, f := range fields {
			switch f.Key {
			case "value":
				value = f.Value
			case "answeredOn":
				day, err := time.Parse(time.DateOnly, fmt.Sprint(f.Value))
				if err != nil {
					return a, fmt.Errorf("answers.%s.answeredOn: %q is no day such as 2026-01-31", id, fmt.Sprint(f.Value))
				}
				a.AnsweredOn = day
			default:
				return a, fmt.Errorf("answers.%s: no field %q: write value and answeredOn", id, fmt.Sprint(f.Key))
			}
		}
	}
	a.Value = words[catalog.AnswerValue]([]string{fmt.Sprint(value)})[0]
	if !slices.Contains(catalog.AnswerValues(), a.Value) {
		return a, fmt.Errorf("answers.%s: %q is no answer: write yes, partly, no, not-applicable or unknown", id, fmt.Sprint(value))
	}
	return a, nil
}

// writeAnswers writes answers, in the catalogue's order, to a file that only its owner can read.
func writeAnswers(c *catalog.Catalog, name string, s said) error {
	var b strings.Builder
	fmt.Fprintf(&b, "asksSupport: %t\nanswers:", s.asksSupport)
	if len(s.answers) == 0 {
		b.WriteString(" {}")
	}
	b.WriteString("\n")
	for _, q := range c.Questions {
		for _, a := range s.answers {
			if c.Question(a.Question) != q {
				continue
			}
			value := strings.ReplaceAll(strings.ToLower(string(a.Value)), "_", "-")
			if a.AnsweredOn.IsZero() {
				fmt.Fprintf(&b, "  %s: %s\n", q.ID, value)
			} else {
				fmt.Fprintf(&b, "  %s: {value: %s, answeredOn: %s}\n", q.ID, value, a.AnsweredOn.Format(time.DateOnly))
			}
			break
		}
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	return nil
}
