package content_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func load(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, problems := authoring.Load(content.FS, "content")
	if c == nil {
		t.Fatalf("the published catalogue does not load: %v", problems)
	}
	return c
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func TestCounts(t *testing.T) {
	t.Parallel()
	c := load(t)
	count := map[string]int{
		"steps": len(c.Steps), "roles": len(c.Roles), "resources": len(c.Resources), "planned": len(c.Planned),
		"sections": len(c.Sections), "questions": len(c.Questions), "services": len(c.Services), "rules": len(c.Rules),
		"topics": len(c.Topics), "articles": len(c.Articles), "terms": len(c.Terms), "guides": len(c.Guides), "respondents": len(c.Respondents),
	}
	for _, r := range c.Roles {
		if len(r.Aliases) > 0 && len(r.Profiles) > 0 {
			count["roles with aliases and profiles"]++
		}
	}
	for _, s := range c.Steps {
		if len(s.Support.Appointment) > 0 {
			count["appointments"]++
		}
		for _, a := range s.Actions {
			count["actions"]++
			count["links of actions"] += len(a.Links)
		}
		count["objectives"] += len(s.Objectives)
		for _, a := range s.Sections {
			count[fmt.Sprintf("questions at step %d", s.Number)] += len(a.Questions)
		}
	}
	for _, r := range c.Resources {
		count["placements"] += len(r.Placements)
		count["requirements"] += len(r.Requires)
		for _, q := range r.Requires {
			count["requirements "+strings.ToLower(string(q.Basis))]++
		}
		if r.Minutes > 0 {
			count["durations"]++
		}
		if len(r.Languages) == 0 {
			count["unknown languages"]++
		}
		if r.Dead != nil {
			count["dead links"]++
		}
	}
	for _, q := range c.Questions {
		if q.Blocking {
			count["blocking questions"]++
		}
		if q.SupportOnly {
			count["support-only questions"]++
		}
		if q.OnlyIf != nil {
			count["conditional questions"]++
		}
		if len(q.HelpedBy) > 0 {
			count["questions with help"]++
		}
		count["helps"] += len(q.HelpedBy)
	}
	for _, a := range c.Articles {
		count["article questions"], count["takeaways"] = len(a.Questions), len(a.Takeaways)
	}
	want := map[string]int{
		"steps": 5, "roles": 3, "objectives": 15, "resources": 56, "placements": 61, "planned": 18, "sections": 11, "questions": 64,
		"questions at step 1": 14, "questions at step 2": 41, "questions at step 3": 7, "questions at step 4": 2,
		"blocking questions": 11, "support-only questions": 7, "conditional questions": 2, "questions with help": 48, "helps": 90,
		"services": 3, "rules": 4, "topics": 38, "requirements": 37, "durations": 4, "unknown languages": 5, "dead links": 2,
		"articles": 1, "article questions": 4, "takeaways": 3, "terms": 12, "guides": 7, "respondents": 3, "actions": 11, "links of actions": 5,
		"appointments": 4, "roles with aliases and profiles": 3, "requirements stated": 6, "requirements inferred": 31,
	}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("counts mismatch (-want +got):\n%s", diff)
	}
}

// TestURLs compares the address of every resource with a table made from the original base.
func TestURLs(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range load(t).Resources {
		got = append(got, string(r.ID)+" "+r.URL)
	}
	if diff := cmp.Diff(lines(t, "testdata/urls.txt"), got); diff != "" {
		t.Errorf("URLs mismatch (-want +got):\n%s", diff)
	}
}

// TestPlacements compares which resource stands where, in which order, with the lines of the original base.
func TestPlacements(t *testing.T) {
	t.Parallel()
	var got []string
	for _, s := range load(t).Steps {
		for _, p := range s.Placements {
			audience := "everyone"
			if !p.Everyone() {
				audience = string(p.Roles[0].ID)
			}
			got = append(got, fmt.Sprintf("%d %s %s", s.Number, audience, p.Resource.ID))
		}
	}
	if diff := cmp.Diff(lines(t, "testdata/placements.txt"), got); diff != "" {
		t.Errorf("placements mismatch (-want +got):\n%s", diff)
	}
}

// TestEveryRelationSaysWhy asks a reason in both languages of every requirement and every help, one that nothing else that
// the same resource requires, or that helps with the same question, repeats.
func TestEveryRelationSaysWhy(t *testing.T) {
	t.Parallel()
	c := load(t)
	texts := map[string]bool{}
	check := func(whose, what string, why catalog.Text) {
		for _, lang := range []catalog.Lang{"fr", "en"} {
			text := why[lang]
			first, _ := utf8.DecodeRuneInString(text)
			if !unicode.IsUpper(first) || !strings.HasSuffix(text, ".") || utf8.RuneCountInString(text) > 110 {
				t.Errorf("%s: %s: why in %s is %q, want one sentence of 110 characters at most", whose, what, lang, text)
			}
			if key := whose + "\n" + text; texts[key] {
				t.Errorf("%s: %s: why in %s is said of another too: %q", whose, what, lang, text)
			} else {
				texts[key] = true
			}
		}
	}
	for _, r := range c.Resources {
		for _, q := range r.Requires {
			check("resource "+string(r.ID), string(q.Requires.ID), q.Why)
		}
	}
	for _, q := range c.Questions {
		for i, h := range q.HelpedBy {
			check("question "+string(q.ID), fmt.Sprintf("help %d", i+1), h.Why)
		}
	}
}

// TestOnlyKnownGaps lists the warnings that the original base itself deserves: a new one is a mistake of ours.
func TestOnlyKnownGaps(t *testing.T) {
	t.Parallel()
	_, problems := authoring.Load(content.FS, "content")
	var got []string
	for _, p := range problems {
		got = append(got, p.At.File+" "+p.Rule)
	}
	want := []string{"resources/amorcer-equipe-produit-plan-formation.md never-recommended"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems mismatch (-want +got):\n%s", diff)
	}
}

// TestCanonical compares each file with its canonical form, which `parcours fmt` writes.
func TestCanonical(t *testing.T) {
	t.Parallel()
	names, err := authoring.Files(content.FS)
	if err != nil || len(names) < 70 {
		t.Fatal(len(names), err)
	}
	for _, name := range names {
		b, err := content.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, problems := authoring.Canonical(name, b)
		if diff := cmp.Diff(want, string(b)); diff != "" || len(problems) > 0 {
			t.Errorf("%s: run `parcours fmt` (-canonical +is) %v\n%s", name, problems, diff)
		}
	}
}
