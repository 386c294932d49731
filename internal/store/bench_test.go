package store

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/fixture"
)

// BenchmarkLoad goes the whole way from a draft to an open store, and says how long each part takes.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			d := fixture.Draft(n)
			var parts [3]time.Duration
			worked := processor(b)
			for b.Loop() {
				start := time.Now()
				lap := func(i int) { parts[i] += time.Since(start); start = time.Now() }
				c, problems := catalog.New(d)
				if c == nil {
					b.Fatal(problems)
				}
				lap(0)
				file := filepath.Join(b.TempDir(), "catalogue.sqlite")
				if err := Build(b.Context(), file, c, d); err != nil {
					b.Fatal(err)
				}
				lap(1)
				s, err := Open(b.Context(), file)
				if err != nil {
					b.Fatal(err)
				}
				lap(2)
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((processor(b)-worked).Seconds()/float64(b.N), "cpu-s/op")
			for i, name := range []string{"new-s/op", "build-s/op", "open-s/op"} {
				b.ReportMetric(parts[i].Seconds()/float64(b.N), name)
			}
		})
	}
}

// processor returns how long the process has kept processors busy, which others on the machine change less than the time.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkAnswer answers 100 queries a second on 100,000 resources, whenever the one before is done, and says how long half
// of them took and how long all but one in a hundred.
func BenchmarkAnswer(b *testing.B) {
	s := open(b, fixture.Draft(100_000))
	first := int32(20)
	search := func(text string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := s.Resources(ctx, ResourceQuery{Search: text, Lang: "fr", First: &first})
			return err
		}
	}
	step := Filter{Steps: []catalog.StepID{"step-3"}, Roles: []catalog.RoleID{"technical"}, Languages: []catalog.Lang{"fr"}}
	for name, ask := range map[string]func(context.Context) error{
		"one common word":               search("kubernetes"),
		"one rare word":                 search("étiquette"),
		"one word nobody has":           search("xyzzy"),
		"two common words":              search("kubernetes sécurité"),
		"a common and a rare word":      search("kubernetes chiffrement"),
		"two words of which one is not": search("kubernetes xyzzy"),
		"one letter":                    search("c"),
		"two beginnings":                search("conteneurs co"), //nolint:misspell // French
		"eight words":                   search("kubernetes sécurité cloud données équipe déploiement produit conteneur"),
		"common word, filtered": func(ctx context.Context) error {
			_, err := s.Resources(ctx, ResourceQuery{Filter: step, Search: "cloud", Lang: "fr", First: &first})
			return err
		},
		"common word, facets": func(ctx context.Context) error {
			_, err := s.Facets(ctx, step, "cloud", AllFacets)
			return err
		},
		"common word, everything": func(ctx context.Context) error {
			_, err := s.Search(ctx, SearchQuery{Text: "cloud", Lang: "en", First: &first})
			return err
		},
		"filtered page": func(ctx context.Context) error {
			_, err := s.Resources(ctx, ResourceQuery{Filter: step, First: &first})
			return err
		},
		"filtered page by title": func(ctx context.Context) error {
			_, err := s.Resources(ctx, ResourceQuery{Filter: step, Order: OrderTitle, First: &first})
			return err
		},
		"facets": func(ctx context.Context) error {
			_, err := s.Facets(ctx, step, "", AllFacets)
			return err
		},
	} {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			took := make([]time.Duration, b.N)
			var asked sync.WaitGroup
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			worked := processor(b)
			b.ResetTimer()
			for i := range b.N {
				due := <-tick.C
				asked.Go(func() {
					if err := ask(b.Context()); err != nil {
						b.Error(err)
					}
					took[i] = time.Since(due)
				})
			}
			asked.Wait()
			slices.Sort(took)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(took[b.N/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[b.N*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64((processor(b)-worked).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
}
