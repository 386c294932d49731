package portal

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cloud-pi-native/parcours/graph"
)

// TestWords looks for a sentence for each value that the graph can answer, and for each that a script asks for.
func TestWords(t *testing.T) {
	t.Parallel()
	for prefix, enum := range map[string]string{
		"js.kind.": "ResourceKind", "js.network.": "Network", "js.account.": "Account", "js.cost.": "Cost", "js.outcome.": "Outcome",
		"js.state.": "ItemState", "js.": "GateState", "js.CHOICE.": "AnswerValue", "js.EVIDENCE.": "AnswerValue", "js.ACTION.": "AnswerValue",
	} {
		for _, v := range graph.Schema().Types[enum].EnumValues {
			if _, ok := texts[prefix+v.Name]; !ok {
				t.Errorf("no sentence %s%s", prefix, v.Name)
			}
		}
	}
	for _, v := range graph.Schema().Types["QuestionKind"].EnumValues {
		if _, ok := texts["js."+v.Name+".YES"]; !ok {
			t.Errorf("no answers to questions of kind %s", v.Name)
		}
	}
	scripts, err := fs.Glob(assets, "assets/*.js")
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`\btexts(?:\.(\w+)|\["([^"]+)"\])`)
	for _, name := range scripts {
		prefix := "js."
		if name == "assets/search.js" {
			prefix = "found."
		}
		script, err := fs.ReadFile(assets, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(script), -1) {
			if _, ok := texts[prefix+m[1]+m[2]]; !ok {
				t.Errorf("%s: no sentence %s%s%s", name, prefix, m[1], m[2])
			}
		}
	}
}

// TestWordsAreWhole looks for sentences that lack a language or whose places for values differ between the two.
func TestWordsAreWhole(t *testing.T) {
	t.Parallel()
	place := regexp.MustCompile(`\{\w+\}`)
	places := func(sentence string) []string {
		all := place.FindAllString(sentence, -1)
		slices.Sort(all)
		return all
	}
	for key, text := range texts {
		if (text.FR == "" || text.EN == "") && !strings.HasPrefix(key, "js.state.") {
			t.Errorf("%s: %+v", key, text)
		}
		if !slices.Equal(places(text.FR), places(text.EN)) {
			t.Errorf("%s: the languages do not say the same values: %+v", key, text)
		}
	}
}
