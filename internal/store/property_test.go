package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/fixture"
)

// openWith returns the store of a draft for which other words are common than usual.
func openWith(tb testing.TB, d catalog.Draft, common commonness) *Store {
	tb.Helper()
	c, problems := catalog.New(d)
	if c == nil {
		tb.Fatal(problems)
	}
	file := filepath.Join(tb.TempDir(), "catalogue.sqlite")
	if err := write(tb.Context(), file, c, &d, common); err != nil {
		tb.Fatal(err)
	}
	s, err := Open(tb.Context(), file)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// anySearch draws what somebody may type: words of a catalogue, whole, begun or bent, and other text between them.
func anySearch(t *rapid.T, s *Store) string {
	word := rapid.Custom(func(t *rapid.T) string {
		r := s.catalog.Resources[rapid.IntRange(0, len(s.catalog.Resources)-1).Draw(t, "resource")]
		text := r.Title[rapid.SampledFrom(s.catalog.Languages).Draw(t, "language")]
		if text == "" {
			return "x"
		}
		w := rapid.SampledFrom(strings.Fields(text)).Draw(t, "word")
		switch rapid.IntRange(0, 5).Draw(t, "change") {
		case 0:
			w = string([]rune(w)[:1])
		case 1:
			w = string([]rune(w)[:(len([]rune(w))+1)/2])
		case 2:
			w += "s"
		case 3:
			w = fold(w)
		}
		return w
	})
	words := rapid.SliceOfN(word, 1, 3).Draw(t, "words")
	return strings.Join(words, rapid.SampledFrom([]string{" ", "-", "'", "  ", ", "}).Draw(t, "separator")) +
		rapid.SampledFrom([]string{"", "", "", " ", "*", "\"", " zzz", " de"}).Draw(t, "end")
}

// definition finds what documents a search should, by going through all their words.
type definition struct {
	s      *Store
	tokens [][]definedToken // of each document
	stems  map[string][]string
}

type definedToken struct{ form, stem string }

func define(s *Store) *definition {
	d := &definition{s: s, stems: map[string][]string{}}
	for n := range s.search.total {
		doc := s.document(uint32(n))
		var all []definedToken
		text := func(lang catalog.Lang, text string) {
			for t := range new(speller).tokens(text) {
				if smallWords[t.word] {
					continue
				}
				own := stems(lang, t.word, t.form)
				for i, unaccented := range stems(lang, t.form, t.form) {
					all = append(all, definedToken{t.form, own[i]})
					for _, form := range []string{t.form, own[i], unaccented} {
						d.stems[form] = append(d.stems[form], own[i])
					}
				}
			}
		}
		for _, t := range append(append([]catalog.Text{doc.title}, doc.body...), doc.tags...) {
			for lang, s := range t {
				text(lang, s)
			}
		}
		text("", doc.name)
		d.tokens = append(d.tokens, all)
	}
	return d
}

// finds returns the numbers of the documents of within that have all the words, or without any those that have some.
func (d *definition) finds(text string, within set) (found []uint32, partial bool) {
	typed := slices.Collect(new(speller).tokens(text))
	words := slices.DeleteFunc(slices.Clone(typed), func(t token) bool { return smallWords[t.word] })
	if len(words) == 0 && len(typed) > 0 {
		words = typed[len(typed)-1:]
	}
	matches := make([]func(definedToken) bool, len(words))
	for i, w := range words {
		forms := append(append([]string{w.form}, stems("", w.word, w.form)...), stems("", w.form, w.form)...)
		whole := map[string]bool{}
		for _, form := range forms {
			for _, stem := range d.stems[form] {
				whole[stem] = true
			}
		}
		var begin []string
		if i == len(words)-1 && w.start == typed[len(typed)-1].start && strings.TrimRight(text[w.end:], " ") == "" {
			begin = append(begin, w.form)
		}
		for _, stem := range forms[1:] {
			if len(stem) >= minStem && strings.HasPrefix(w.form, stem) {
				begin = append(begin, stem)
			}
		}
		loose := whole
		for form, stems := range d.stems {
			if slices.ContainsFunc(begin, func(b string) bool { return strings.HasPrefix(form, b) }) {
				for _, stem := range stems {
					loose[stem] = true
				}
			}
		}
		matches[i] = func(t definedToken) bool { return loose[t.stem] }
	}
	var some []uint32
	for n, tokens := range d.tokens {
		if !within.has(uint32(n)) {
			continue
		}
		has := 0
		for _, match := range matches {
			if slices.ContainsFunc(tokens, match) {
				has++
			}
		}
		if has == len(words) && has > 0 {
			found = append(found, uint32(n))
		}
		if has > 0 {
			some = append(some, uint32(n))
		}
	}
	if len(found) == 0 && len(words) > 1 {
		return some, true
	}
	return found, false
}

// TestSearchIsAsDefined compares searches with the definition; and the same whichever words are common.
func TestSearchIsAsDefined(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]catalog.Draft{"published": published(t), "generated": fixture.Draft(200)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rare := openWith(t, d, commonness{documents: 1 << 30, stems: 1 << 30, tail: 1 << 30})
			common := openWith(t, d, commonness{documents: 3, stems: 2, tail: 5})
			if len(rare.search.words.common) > 0 || len(common.search.words.common) < 20 {
				t.Fatalf("%d and %d common terms", len(rare.search.words.common), len(common.search.words.common))
			}
			defined := define(rare)
			rapid.Check(t, func(t *rapid.T) {
				text := anySearch(t, rare)
				kinds := rapid.SliceOfDistinct(rapid.SampledFrom(HitKinds()), rapid.ID[HitKind]).Draw(t, "kinds")
				q := SearchQuery{Text: text, Kinds: kinds, Lang: rapid.SampledFrom([]catalog.Lang{"fr", "en"}).Draw(t, "lang")}
				page, err := rare.Search(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				again, err := common.Search(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(page, again); diff != "" {
					t.Errorf("%q where all words are rare, and where most are common (-rare +common):\n%s", text, diff)
				}
				numbers, partial := defined.finds(text, rare.search.within(new(scratch), kinds))
				want := []string{}
				for _, n := range numbers {
					doc := rare.document(n)
					want = append(want, fmt.Sprint(doc.kind, doc.id))
				}
				got := []string{}
				for _, h := range page.Hits {
					got = append(got, fmt.Sprint(h.Kind, h.ID))
				}
				slices.Sort(want)
				slices.Sort(got)
				if diff := cmp.Diff(want, got); diff != "" || page.Partial != partial || int(page.Total) != len(got) {
					t.Errorf("%q in %v: partial %t, total %d (-want +got):\n%s", text, kinds, page.Partial, page.Total, diff)
				}
			})
		})
	}
}

// TestSearchPagesJoin goes through what a search finds in pages, in every order, forward and backward.
func TestSearchPagesJoin(t *testing.T) {
	t.Parallel()
	s := open(t, fixture.Draft(60)) // each draw reads every page three times
	rapid.Check(t, func(t *rapid.T) {
		text, size := anySearch(t, s), rapid.Int32Range(1, 30).Draw(t, "size")
		lang := rapid.SampledFrom([]catalog.Lang{"fr", "en"}).Draw(t, "lang")
		order := rapid.SampledFrom(append(orders(), OrderRelevance)).Draw(t, "order")
		pagesJoin(t, s, ResourceQuery{Search: text, Lang: lang, Order: order, Filter: anyFilter(t, s.Catalog())}, size)

		q := SearchQuery{Text: text, Lang: lang}
		whole, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var forward, backward []Hit
		q.First = &size
		for next := true; next; {
			page, err := s.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if page.HasPrevious != (len(forward) > 0) || page.Total != whole.Total {
				t.Fatalf("after %d: previous %t, total %d", len(forward), page.HasPrevious, page.Total)
			}
			forward, next = append(forward, page.Hits...), page.HasNext
			if next {
				q.After = page.Hits[len(page.Hits)-1].Cursor
			}
		}
		q = SearchQuery{Text: text, Lang: lang, Last: &size}
		for previous := true; previous; {
			page, err := s.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if page.HasNext != (len(backward) > 0) {
				t.Fatalf("before %d: next %t", len(backward), page.HasNext)
			}
			backward, previous = append(slices.Clone(page.Hits), backward...), page.HasPrevious
			if previous {
				q.Before = page.Hits[0].Cursor
			}
		}
		if diff := cmp.Diff(whole.Hits, forward); diff != "" {
			t.Errorf("%q forward (-whole +pages):\n%s", text, diff)
		}
		if diff := cmp.Diff(whole.Hits, backward); diff != "" {
			t.Errorf("%q backward (-whole +pages):\n%s", text, diff)
		}
	})
}

// TestSearchFilters compares a filtered search, its total and its facets with the same search filtered afterwards.
func TestSearchFilters(t *testing.T) {
	t.Parallel()
	s := open(t, fixture.Draft(200))
	c := s.Catalog()
	rapid.Check(t, func(t *rapid.T) {
		text, f := anySearch(t, s), anyFilter(t, c)
		all, err := s.Resources(t.Context(), ResourceQuery{Search: text})
		if err != nil {
			t.Fatal(err)
		}
		filtered, err := s.Resources(t.Context(), ResourceQuery{Search: text, Filter: f})
		if err != nil {
			t.Fatal(err)
		}
		if filtered.Partial && !all.Partial {
			return // nothing has all the words here, and something elsewhere
		}
		var want []*catalog.Resource
		suits := naive(c, f)
		for _, r := range all.Resources {
			if slices.Contains(suits, r) {
				want = append(want, r)
			}
		}
		if diff := cmp.Diff(slugs(want), slugs(filtered.Resources)); diff != "" || int(filtered.Total) != len(want) {
			t.Errorf("%q with %+v: %d (-want +got):\n%s", text, f, filtered.Total, diff)
		}
		facets, err := s.Facets(t.Context(), f, text, AllFacets)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range facets.Kinds {
			with := f
			with.Kinds = []catalog.Kind{x.Value}
			suits, n := naive(c, with), 0
			for _, r := range all.Resources {
				if slices.Contains(suits, r) {
					n++
				}
			}
			if int(x.Count) != n {
				t.Errorf("%q with %+v: %d of %s, want %d", text, f, x.Count, x.Value, n)
			}
		}
	})
}

// TestStatements counts the SQL statements of each question, on catalogues of two sizes.
func TestStatements(t *testing.T) {
	t.Parallel()
	five := int32(5)
	for name, d := range map[string]catalog.Draft{"small": fixture.Draft(30), "larger": fixture.Draft(3000)} {
		s := open(t, d)
		for what, test := range map[string]struct {
			ask  func() error
			want int64
		}{
			"a filtered page": {func() error {
				_, err := s.Resources(t.Context(), ResourceQuery{First: &five, Filter: Filter{Steps: []catalog.StepID{"step-2"}}})
				return err
			}, 0},
			"a blank search": {func() error {
				_, err := s.Resources(t.Context(), ResourceQuery{First: &five, Search: " "})
				return err
			}, 0},
			"facets": {func() error {
				_, err := s.Facets(t.Context(), Filter{}, "", AllFacets)
				return err
			}, 0},
			"a search": {func() error {
				_, err := s.Search(t.Context(), SearchQuery{Text: "kubernetes sécurité chiff", First: &five})
				return err
			}, 2},
			"a search of what nobody has": {func() error {
				_, err := s.Search(t.Context(), SearchQuery{Text: "xyzzy plugh", First: &five})
				return err
			}, 2},
			"a search of resources": {func() error {
				_, err := s.Resources(t.Context(), ResourceQuery{Search: "cloud données", First: &five})
				return err
			}, 2},
			"facets of a search": {func() error {
				_, err := s.Facets(t.Context(), Filter{}, "cloud données", AllFacets)
				return err
			}, 2},
		} {
			before := s.Statements()
			if err := test.ask(); err != nil {
				t.Fatal(err)
			}
			if n := s.Statements() - before; n > test.want {
				t.Errorf("%s: %s ran %d statements, want at most %d", name, what, n, test.want)
			}
		}
		r := newReader(s.db)
		if _, _, err := r.draft(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(r.queries) > 50 {
			t.Errorf("%s: reading takes %d statements", name, len(r.queries))
		}
	}
}

// TestOrdersAreServedByIndexes asks SQLite how it runs each statement that we do: none sorts, and none goes through a table
// for each row of another.
func TestOrdersAreServedByIndexes(t *testing.T) {
	t.Parallel()
	s := open(t, published(t))
	r := newReader(s.db)
	if _, _, err := r.draft(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.readLists(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.readVocabulary(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, query := range append(slices.Clone(r.queries), searchCommon, searchText) {
		arguments := make([]any, strings.Count(query, "?"))
		for i := range arguments {
			arguments[i] = `[["a", "b"]]`
		}
		var plan []string
		err := newReader(s.db).rows(t.Context(), `EXPLAIN QUERY PLAN `+query, func(scan func(...any)) error {
			var id, parent, unused int
			var detail string
			scan(&id, &parent, &unused, &detail)
			plan = append(plan, detail)
			return nil
		}, arguments...)
		if err != nil {
			t.Fatal(err)
		}
		whole := strings.Join(plan, "\n")
		if strings.Contains(whole, "TEMP B-TREE") {
			t.Errorf("%s\nsorts:\n%s", query, whole)
		}
		for _, step := range plan[1:] {
			if strings.HasPrefix(step, "SCAN") && !strings.HasPrefix(step, "SCAN text VIRTUAL TABLE INDEX") {
				t.Errorf("%s\nscans again and again:\n%s", query, whole)
			}
		}
	}
}

func TestSearchStops(t *testing.T) {
	t.Parallel()
	s := open(t, published(t))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Search(ctx, SearchQuery{Text: "kubernetes"}); !errors.Is(err, context.Canceled) {
		t.Errorf("Search gives %v when it is told to stop", err)
	}
	if _, err := Open(ctx, build(t, published(t))); !errors.Is(err, context.Canceled) || errors.Is(err, ErrCorrupted) {
		t.Errorf("Open gives %v when it is told to stop", err)
	}
	d := published(t)
	c, _ := catalog.New(d)
	folder := t.TempDir()
	if err := Build(ctx, filepath.Join(folder, "f"), c, d); !errors.Is(err, context.Canceled) {
		t.Errorf("Build gives %v when it is told to stop", err)
	}
	if left, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(left) > 0 {
		t.Errorf("Build that was told to stop left %q (%v)", left, err)
	}
}

// TestTogether asks one store many things at once and expects the answers that it gives alone.
func TestTogether(t *testing.T) {
	t.Parallel()
	s := open(t, fixture.Draft(1500))
	ten := int32(10)
	ask := func(i int) any {
		texts := []string{"kubernetes", "c", "sécurité cloud", "étiquette", "données réseau chiffrement", "zzz"}
		var answer any
		var err error
		switch i % 3 {
		case 0:
			answer, err = s.Search(t.Context(), SearchQuery{Text: texts[i%len(texts)], First: &ten, Lang: "en"})
		case 1:
			var page ResourcePage
			page, err = s.Resources(t.Context(), ResourceQuery{Search: texts[i%len(texts)], Order: OrderTitle, First: &ten})
			page.Resources = nil // cursors say which
			answer = page
		case 2:
			answer, err = s.Facets(t.Context(), Filter{Kinds: []catalog.Kind{catalog.KindVideo}}, texts[i%len(texts)], AllFacets)
		}
		if err != nil {
			t.Error(err)
		}
		return answer
	}
	var want [18]any
	for i := range want {
		want[i] = ask(i)
	}
	var group sync.WaitGroup
	for i := range 180 {
		group.Go(func() {
			if diff := cmp.Diff(want[i%len(want)], ask(i%len(want))); diff != "" {
				t.Errorf("question %d (-alone +together):\n%s", i%len(want), diff)
			}
		})
	}
	group.Wait()
}

func FuzzSearch(f *testing.F) {
	for _, text := range []string{
		"", "kubernetes", "l'offre", "\"", "a* OR b", "title:x", "NEAR(a b)", "-x", "^x", "éèœ™", "\x00", "\xff", "aujourd’hui", "ﷺ", "İ", "a\u0301", "AND",
		"un deux trois quatre cinq six sept huit neuf", "日本語", "don't", "''''", "c'est l'", "ŉ ß", "1234567890123456789012345678901234567890123",
	} {
		f.Add(text, true)
	}
	s := openWith(f, published(f), commonness{documents: 5, stems: 3, tail: 10})
	ten := int32(10)
	f.Fuzz(func(t *testing.T, text string, french bool) {
		q := SearchQuery{Text: text, Lang: "en", First: &ten}
		if french {
			q.Lang = "fr"
		}
		page, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatalf("Search(%q): %v", text, err)
		}
		if len(page.Hits) > 10 || int(page.Total) < len(page.Hits) || page.HasNext != (int(page.Total) > len(page.Hits)) {
			t.Errorf("Search(%q): %d hits of %d, next %t", text, len(page.Hits), page.Total, page.HasNext)
		}
		for _, h := range page.Hits {
			var title strings.Builder
			for _, part := range h.Title {
				title.WriteString(part.Text)
			}
			if !strings.Contains(string(h.Kind), "_") && title.Len() == 0 {
				t.Errorf("Search(%q): %s %s has no title", text, h.Kind, h.ID)
			}
			q.After = h.Cursor
		}
		if len(page.Hits) > 0 {
			next, err := s.Search(t.Context(), q)
			if err != nil || next.HasPrevious != true || page.HasNext != (len(next.Hits) > 0) {
				t.Errorf("Search(%q) after its page: %d hits, %v", text, len(next.Hits), err)
			}
		}
		if _, err := s.Resources(t.Context(), ResourceQuery{Search: text, First: &ten}); err != nil {
			t.Errorf("Resources(%q): %v", text, err)
		}
	})
}

func FuzzCursor(f *testing.F) {
	s := open(f, published(f))
	one, ten := int32(1), int32(10)
	for _, order := range orders() {
		page, err := s.Resources(f.Context(), ResourceQuery{Order: order, First: &one})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(page.Cursors[0], []byte("key"))
	}
	f.Fuzz(func(t *testing.T, text string, k []byte) {
		for _, order := range orders() {
			q := ResourceQuery{Order: order, After: text, First: &ten}
			if _, err := s.Resources(t.Context(), q); err != nil && !errors.Is(err, ErrBadCursor) {
				t.Errorf("after %q in order %q: %v", text, order, err)
			}
			// Whatever its key, a cursor parts the list in two.
			l, err := s.list(&q, s.lists.values.all)
			if err != nil {
				t.Fatal(err)
			}
			c := cursor(l.name, k)
			after, err := s.Resources(t.Context(), ResourceQuery{Order: order, After: c})
			if err != nil {
				t.Fatal(err)
			}
			before, err := s.Resources(t.Context(), ResourceQuery{Order: order, Before: c})
			if err != nil {
				t.Fatal(err)
			}
			if n := len(after.Resources) + len(before.Resources); n != len(s.catalog.Resources) && n != len(s.catalog.Resources)-1 {
				t.Errorf("key %q in order %q: %d before and %d after", k, order, len(before.Resources), len(after.Resources))
			}
		}
	})
}
