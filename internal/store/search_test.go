package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// library returns a small catalogue whose resources have the titles given, by identifier; a title is French, with an English
// one behind a bar.
func library(tb testing.TB, titles map[string]string) catalog.Draft {
	tb.Helper()
	d := catalog.Draft{
		Title: catalog.Text{"fr": "Essai"}, Languages: []catalog.Lang{"fr", "en"},
		Steps: []catalog.StepDraft{{ID: "s", Number: 1, Title: catalog.Text{"fr": "Étape"}, MaturityQuestion: catalog.Text{"fr": "Où ?"}}},
	}
	for id, title := range titles {
		fr, en, both := strings.Cut(title, "|")
		text := catalog.Text{"fr": fr}
		if both {
			text["en"] = en
		}
		d.Resources = append(d.Resources, catalog.ResourceDraft{
			ID: id, Title: text, URL: "https://example.org/" + id, Kind: catalog.KindArticle,
			Access:     catalog.Access{Network: catalog.NetworkInternet, Account: catalog.AccountNone, Cost: catalog.CostFree},
			Placements: []catalog.PlacementDraft{{Step: "s", Everyone: true}},
		})
	}
	slices.SortFunc(d.Resources, func(a, b catalog.ResourceDraft) int { return strings.Compare(a.ID, b.ID) })
	return d
}

func TestSearchFinds(t *testing.T) {
	t.Parallel()
	s := open(t, library(t, map[string]string{
		"offer": "Découvrir l'offre", "today": "Le cloud aujourd'hui", "container": "Un conteneur, pas à pas", "containers": "Conteneurisation",
		"security": "La sécurité|Security", "heart": "Au cœur du système", "cpp": "C++ et CI/CD", "k8s": "Kubernetes (K8s) avancé",
		"teams": "Équipes produit|Product teams", "dont": "Ne pas|Don't panic", "formation": "Formations", "russian": "Введение в облако",
	}))
	for name, test := range map[string]struct{ text, want string }{
		"an elision":                         {"offre", "offer"},
		"an elision typed":                   {"l'offre", "offer"},
		"an elision with another apostrophe": {"l’offre", "offer"},
		"an elision with nothing behind":     {"l'", ""},
		"aujourd'hui":                        {"aujourd'hui", "today"},
		"aujourd’hui":                        {"aujourd’hui", "today"},
		"the beginning of aujourd'hui":       {"aujourd", "today"},
		"a plural for a singular":            {"conteneurs", "container containers"}, //nolint:misspell // French
		"a singular and what derives":        {"conteneur", "container containers"},
		"what derives":                       {"conteneurisation", "containers"},
		"the beginning of a word":            {"conteneurisa", "containers"},
		"more of a word than its stem":       {"conteneurisatio", "containers"},
		"without accents":                    {"securite", "security"},
		"without accents, in the plural":     {"securites", "security"},
		"with accents too many":              {"sécùrité", "security"},
		"in capitals":                        {"SÉCURITÉ", "security"},
		"in English":                         {"security", "security"},
		"in the English plural":              {"securities", "security"},
		"a ligature":                         {"cœur", "heart"},
		"a ligature in two letters":          {"coeur", "heart"},
		"a letter":                           {"c", "cpp container containers heart today"},
		"words parted by a stroke":           {"ci/cd", "cpp"},
		"letters and digits":                 {"k8s", "k8s"},
		"two words of two languages":         {"équipes product", "teams"},
		"two words, the last begun":          {"équipes prod", "teams"},
		"two words, the first begun":         {"prod équipes", ""},
		"small words":                        {"la sécurité de", "security"},
		"nothing but a small word":           {"le", ""},
		"an English contraction":             {"don't", "dont"},
		"a word none has":                    {"zzz", ""},
		"Russian":                            {"введение", "russian"},
		"Russian begun":                      {"обла", "russian"},
		"signs":                              {"+++ !!! \"", ""},
		"an operator":                        {"conteneur AND", "container containers"},
		"a column":                           {"title:conteneur", ""},
		"a quote":                            {`"conteneur`, "container containers"},
		"a star":                             {"conteneur*", "container containers"},
		"a null":                             {"conteneur\x00", "container containers"},
		"bytes that are no text":             {"conteneur\xff\xfe", "container containers"},
	} {
		page, err := s.Resources(t.Context(), ResourceQuery{Search: test.text, Lang: "fr"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := []string{}
		for _, r := range page.Resources {
			got = append(got, string(r.ID))
		}
		want := strings.Fields(test.want)
		if page.Partial {
			got = []string{}
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: Search(%q) (-want +got):\n%s", name, test.text, diff)
		}
	}
}

// marked returns a text with what is found in it between brackets.
func marked(parts []Fragment) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Match {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestSearchRanks(t *testing.T) {
	t.Parallel()
	d := library(t, map[string]string{
		"a": "Tout autre chose", "b": "Rien", "c": "Sécurité des réseaux", "d": "Réseau|Security", "0": "Sécuritaire", "f": "Voir aussi",
	})
	d.Topics = []catalog.NamedDraft{{ID: "t", Title: catalog.Text{"fr": "Sécurité"}}}
	d.Resources[2].Topics = []string{"t"}
	d.Resources[5].Summary = catalog.Text{"fr": "Où la sécurité du réseau est traitée."}
	d.Resources[1].Summary = catalog.Text{"en": "This is about securities."}
	s := open(t, d)
	for name, test := range map[string]struct {
		text string
		lang catalog.Lang
		want []catalog.ResourceID
	}{
		// Titles with the word; titles with a word that begins as it does; topics and titles of the other language, whose
		// word has the same stem; texts.
		"one word":             {"sécurité", "fr", []catalog.ResourceID{"c", "0", "b", "d", "a", "f"}},
		"without its accents":  {"securites", "fr", []catalog.ResourceID{"c", "0", "b", "d", "a", "f"}},
		"in English":           {"security", "en", []catalog.ResourceID{"d", "b", "c", "a", "f"}},
		"two words":            {"sécurité réseau", "fr", []catalog.ResourceID{"c", "d", "f"}},
		"two words, none both": {"rien sécuritaire", "fr", []catalog.ResourceID{"0", "b"}},
	} {
		page, err := s.Resources(t.Context(), ResourceQuery{Search: test.text, Lang: test.lang})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, slugs(page.Resources)); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", name, test.text, diff)
		}
		if want := name == "two words, none both"; page.Partial != want {
			t.Errorf("%s: partial %t", name, page.Partial)
		}
	}
}

func TestSearchPublished(t *testing.T) {
	t.Parallel()
	s := open(t, published(t))
	var got strings.Builder
	for _, q := range []SearchQuery{
		{Text: "helm", Lang: "fr"},
		{Text: "conteneurs", Lang: "fr", Kinds: []HitKind{HitResource, HitTerm}}, //nolint:misspell // French
		{Text: "l'homologation de sécurité", Lang: "fr"},
		{Text: "persistent stor", Lang: "en"},
		{Text: "monitoring", Lang: "fr"},
		{Text: "console DSO", Lang: "en"},
		{Text: "governance", Lang: "en"},
		{Text: "gouvernance", Lang: "en"},
		{Text: "udemy", Lang: "fr"},
		{Text: "hébergement souverain licorne", Lang: "fr"},
		{Text: "licorne", Lang: "fr"},
	} {
		page, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%q in %s: %d", q.Text, q.Lang, page.Total)
		if page.Partial {
			got.WriteString(" with some of the words")
		}
		got.WriteString("\n")
		for _, h := range page.Hits[:min(6, len(page.Hits))] {
			fmt.Fprintf(&got, "  %s %s: %s (%s)\n", h.Kind, h.ID, marked(h.Title), h.TitleLanguage)
			if h.Text != nil {
				fmt.Fprintf(&got, "    %s (%s)\n", marked(h.Text), h.TextLanguage)
			}
		}
	}
	const golden = "testdata/search.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("Search (-want +got):\n%s", diff)
	}
}

// TestSearchStopsInTime has the statement of a search run without end: it stops when the search's time is over.
func TestSearchStopsInTime(t *testing.T) {
	t.Parallel()
	s := open(t, published(t))
	endless, err := s.db.PrepareContext(t.Context(), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i), ? FROM n`)
	if err != nil {
		t.Fatal(err)
	}
	s.text.Close()
	s.text = endless // closed with the store
	for name, search := range map[string]func(context.Context) error{
		"search": func(ctx context.Context) error { _, err := s.Search(ctx, SearchQuery{Text: "kubernetes"}); return err },
		"page": func(ctx context.Context) error {
			_, err := s.Resources(ctx, ResourceQuery{Search: "kubernetes"})
			return err
		},
		"facets": func(ctx context.Context) error {
			_, err := s.Facets(ctx, Filter{}, "kubernetes", AllFacets)
			return err
		},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if err := search(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, want %v", name, err, context.DeadlineExceeded)
		}
		cancel()
	}
}
