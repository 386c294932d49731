package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

type assessCmd struct {
	profileFlags

	Save   string `type:"path" placeholder:"FILE" help:"Write the answers to a YAML file; without it they are written nowhere."`
	Max    int    `placeholder:"N" help:"Ask at most so many questions; without it, until no answer can change anything."`
	Format string `enum:"text,markdown,json" default:"text" help:"How the path is printed: text, markdown or json."`
}

// Run asks questions on standard error, reads letters from standard input, and prints where the team stands and its path.
// Answers in a file are asked again only from a terminal, and only where they do not hold.
func (a assessCmd) Run(stdin stdin, stdout stdout, stderr stderr) error {
	c, err := image(a.Content, stderr)
	if err != nil {
		return err
	}
	profile, err := a.profile(c)
	if err != nil {
		return err
	}
	if a.Answers == "" || typed(stdin) {
		i := &interview{c: c, p: profile, langs: a.langs(c), max: a.Max, in: bufio.NewScanner(stdin), out: stderr, bold: coloured(stderr)}
		if err := i.ask(); err != nil {
			return err
		}
		profile = i.p
	}
	path, err := tailor.Path(c, profile)
	if err != nil {
		return fmt.Errorf("assess: %w", err)
	}
	if a.Save != "" {
		if err := writeAnswers(c, a.Save, said{profile.Answers, profile.AsksSupport}); err != nil {
			return err
		}
	}
	return printPath(stdout, c, &path, a.langs(c), a.Format)
}

// typed reports whether a person types what is read.
func typed(in stdin) bool {
	f, ok := in.Reader.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// interview asks the questions on which most hangs, one by one.
type interview struct {
	c     *catalog.Catalog
	p     tailor.Profile
	langs []catalog.Lang
	max   int // 0 for no bound
	in    *bufio.Scanner
	out   io.Writer
	bold  bool
	asked []turn
}

// turn is a question that was asked, and the answer to it before.
type turn struct {
	question *catalog.Question
	before   []assess.Answer
}

func (i *interview) say(french, english string, values ...string) string {
	return catalog.NewProse(i.langs[0]).Say(french, english, values...)
}

func (i *interview) text(t catalog.Text) string {
	s, _ := t.In(i.langs...)
	return s
}

func (i *interview) input() assess.Input {
	return assess.Input{Answers: i.p.Answers, Roles: i.p.Roles, AsksSupport: i.p.AsksSupport, AsOf: i.p.AsOf}
}

// ask goes on until nothing is left to ask, the bound is reached, or the input ends.
func (i *interview) ask() error {
	defer fmt.Fprintln(i.out) // what comes next stands below the last prompt
	stands := ""
	for i.max == 0 || len(i.asked) < i.max {
		next, err := i.next()
		if err != nil {
			return err
		}
		if next == nil {
			return nil
		}
		a, err := assess.Score(i.c, i.input())
		if err != nil {
			return fmt.Errorf("assess: %w", err)
		}
		if now := a.Explanation(i.langs[0]); now != stands {
			stands = now
			fmt.Fprintf(i.out, "%s\n\n", now)
		}
		i.show(next)
		if more, err := i.hear(next.Question); err != nil || !more {
			return err
		}
	}
	return nil
}

// next returns the best question that was not asked yet, nil where there is none.
func (i *interview) next() (*assess.NextQuestion, error) {
	all, err := assess.NextQuestions(i.c, i.input(), len(i.c.Questions))
	if err != nil {
		return nil, fmt.Errorf("assess: %w", err)
	}
	for _, n := range all {
		if !slices.ContainsFunc(i.asked, func(t turn) bool { return t.question == n.Question }) {
			return n, nil
		}
	}
	return nil, nil //nolint:nilnil // the caller asks no more
}

// choice is a letter that may be typed.
type choice struct {
	letter, label string
	value         catalog.AnswerValue
}

func (i *interview) choices(q *catalog.Question) []choice {
	yes, no := i.say("oui", "yes"), i.say("non", "no")
	switch q.Kind {
	case catalog.QuestionEvidence:
		yes, no = i.say("oui, c’est documenté", "yes, documented"), i.say("non, pas encore", "no, not yet")
	case catalog.QuestionAction:
		yes, no = i.say("oui, c’est fait", "yes, done"), i.say("non, pas encore", "no, not yet")
	case catalog.QuestionChoice:
	}
	all := []choice{{i.say("o", "y"), yes, catalog.AnswerYes}}
	if q.Kind == catalog.QuestionChoice {
		all = append(all, choice{"p", i.say("en partie", "partly"), catalog.AnswerPartly})
	}
	return append(all,
		choice{"n", no, catalog.AnswerNo},
		choice{i.say("s", "a"), i.say("sans objet", "not applicable"), catalog.AnswerNotApplicable},
		choice{i.say("i", "u"), i.say("inconnu", "unknown"), catalog.AnswerUnknown},
	)
}

// show writes a question, what hangs on it, and how to answer.
func (i *interview) show(n *assess.NextQuestion) {
	q := n.Question
	fmt.Fprintf(i.out, "%d. %s\n", len(i.asked)+1, paint(i.bold, bold, i.text(q.Text)))
	if details := i.text(q.Details); details != "" {
		fmt.Fprintf(i.out, "   %s\n", details)
	}
	fmt.Fprintf(i.out, "   %s\n  ", i.stakes(n))
	for _, c := range i.choices(q) {
		fmt.Fprintf(i.out, " [%s] %s", c.letter, c.label)
	}
	fmt.Fprintf(i.out, "\n    %s\n> ", i.say("[Entrée] passer  [r] revenir  [q] terminer", "[Enter] skip  [b] back  [q] finish"))
}

// stakes says where the question comes from and what hangs on it.
func (i *interview) stakes(n *assess.NextQuestion) string {
	said := i.say("Étape %", "Step %", strconv.Itoa(int(n.Question.Step().Number)))
	if n.Question.Blocking {
		said += i.say(", question bloquante", ", blocking question")
	}
	var hangs []string
	count := func(things int, one, many string) {
		if things == 1 {
			hangs = append(hangs, one)
		} else if things > 1 {
			hangs = append(hangs, strconv.Itoa(things)+" "+many)
		}
	}
	count(len(n.Resources), i.say("une ressource", "one resource"), i.say("ressources", "resources"))
	for _, s := range n.Gates {
		hangs = append(hangs, i.say("le verdict de l’étape %", "the verdict on step %", strconv.Itoa(int(s.Number))))
	}
	count(len(n.Services), i.say("un accompagnement", "one support service"), i.say("accompagnements", "support services"))
	count(len(n.Questions), i.say("une autre question", "another question"), i.say("autres questions", "other questions"))
	return said + i.say(". En dépendent : %.", ". On it hang: %.", catalog.NewProse(i.langs[0]).List(hangs))
}

// hear reads lines until one answers q, skips it, goes back or ends; it returns whether to go on.
func (i *interview) hear(q *catalog.Question) (more bool, err error) {
	for i.in.Scan() {
		line := strings.ToLower(strings.TrimSpace(i.in.Text()))
		switch line {
		case "q":
			return false, nil
		case i.say("r", "b"):
			i.back()
			return true, nil
		case "":
			i.asked = append(i.asked, turn{q, i.p.Answers})
			return true, nil
		}
		for _, c := range i.choices(q) {
			if line == c.letter {
				i.answer(q, c.value)
				return true, nil
			}
		}
		fmt.Fprintf(i.out, "%s\n> ", i.say("Tapez une des lettres entre crochets, puis Entrée.", "Type one of the letters in brackets, then Enter."))
	}
	if err := i.in.Err(); err != nil {
		return false, fmt.Errorf("assess: read answers: %w", err)
	}
	return false, nil
}

// answer keeps an answer of today, in place of one before.
func (i *interview) answer(q *catalog.Question, v catalog.AnswerValue) {
	i.asked = append(i.asked, turn{q, i.p.Answers})
	kept := []assess.Answer{{Question: q.ID, Value: v, AnsweredOn: i.p.AsOf}}
	for _, a := range i.p.Answers {
		if i.c.Question(a.Question) != q {
			kept = append(kept, a)
		}
	}
	i.p.Answers = kept
}

// back takes the last turn back.
func (i *interview) back() {
	if n := len(i.asked); n > 0 {
		i.p.Answers, i.asked = i.asked[n-1].before, i.asked[:n-1]
	}
}
