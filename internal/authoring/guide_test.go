package authoring

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestGuide looks in content/README.md for what authors may write: each field under the heading of its file, and what may
// stand in it, down to each word of a choice, anywhere among the files.
func TestGuide(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../content/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n## The files, field by field\n")
	files, _, _ := strings.Cut(rest, "\n## ")
	all := codeWords(files)
	documented := map[string]bool{}
	for _, test := range []struct {
		heading string
		records []*shape
	}{
		{"`catalog.yaml`", []*shape{settings.shape}},
		{"`resources/ID.md`", []*shape{resources.record.shape}},
		{"`steps/ID.md`", []*shape{steps.record.shape}},
		{"`roles/ID.md`", []*shape{roles.record.shape}},
		{"`articles/ID.fr.md`", []*shape{articles.record.shape}},
		{"`questions/STEP.yaml`", []*shape{checklist.shape, sections.record.shape, questions.record.shape}},
		{"The lists", []*shape{topics.record.shape, respondents.record.shape, guides.record.shape, planned.record.shape, terms.record.shape}},
		{"`removed.yaml`", []*shape{removed.record.shape}},
		{"`support.yaml`", []*shape{support.shape}},
	} {
		_, section, found := strings.Cut(files, "\n### "+test.heading+"\n")
		section, _, _ = strings.Cut(section, "\n### ")
		if !found {
			t.Errorf("no section %s", test.heading)
		}
		words := codeWords(section)
		for _, s := range test.records {
			for _, f := range s.fields {
				if !slices.Contains(words, f.name) {
					t.Errorf("%s does not teach the field %s", test.heading, f.name)
				}
				for _, word := range wordsOf(f.shape) {
					if !slices.Contains(all, word) {
						t.Errorf("%s: nothing teaches %s, which may stand in %s", test.heading, word, f.name)
					}
					documented[word] = true
				}
			}
		}
	}
	if !documented["state-network"] || !documented["successor"] {
		t.Errorf("what stands deep in a field was not looked at: %v", documented)
	}
}

// codeWords returns the words between backquotes and in blocks of code.
func codeWords(markdown string) []string {
	var all []string
	for _, code := range regexp.MustCompile("(?s)```.*?```|`[^`\n]+`").FindAllString(markdown, -1) {
		all = append(all, regexp.MustCompile(`[A-Za-z][A-Za-z-]*`).FindAllString(code, -1)...)
	}
	return all
}

// wordsOf returns the names of fields and choices in a shape, as far down as it goes.
func wordsOf(s *shape) []string {
	words := slices.Clone(s.words)
	for _, f := range s.fields {
		words = append(append(words, f.name), wordsOf(f.shape)...)
	}
	if s.of != nil {
		words = append(words, wordsOf(s.of)...)
	}
	return words
}
