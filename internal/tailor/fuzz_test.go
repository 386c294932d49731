package tailor_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

func FuzzPath(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(properties))
}

func BenchmarkPath100k(b *testing.B) {
	var lines strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&lines, "r%d two dev,ops topics=t1 needs=r%d\n", i, max(i-1, 0))
	}
	c := small(b, strings.Replace(lines.String(), " needs=r0\n", "\n", 1))
	for b.Loop() {
		if _, err := tailor.Path(c, tailor.Profile{MinutesPerWeek: 30}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	of := &catalog.Resource{Title: text("100 % Go")}
	r := tailor.Reason{Kind: tailor.Substitute, Of: of, Cause: tailor.CauseCost}
	for lang, want := range map[catalog.Lang]string{
		"fr": "Remplace « 100 % Go », laissée de côté : son coût n’est pas de ceux que vous acceptez.",
		"de": "It stands in for “100 % Go”, which is left out: its cost is not one you accept.",
	} {
		if got := r.Sentence(lang); got != want {
			t.Errorf("Sentence(%s) = %q, want %q", lang, got, want)
		}
	}
}

func TestExpiredAnswerIsUnknown(t *testing.T) {
	t.Parallel()
	c := small(t, "a one all helps=q1")
	c.Question("q1").ValidDays = 10
	on := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p := tailor.Profile{Answers: []assess.Answer{{Question: "q1", Value: catalog.AnswerYes, AnsweredOn: on}}, AsOf: on.AddDate(0, 0, 11)}
	if got, want := render(must(t, c, p)), "1 a NEXT ESSENTIAL GAP\n"; got != want {
		t.Errorf("path = %q, want %q", got, want)
	}
}
