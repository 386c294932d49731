package catalog_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cloud-pi-native/parcours/content"
	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// published returns the draft of the embedded content, anew.
func published(tb testing.TB) catalog.Draft {
	tb.Helper()
	d, problems := authoring.Read(content.FS, "content")
	if catalog.HasErrors(problems) {
		tb.Fatal(problems)
	}
	return d
}

func made(tb testing.TB, d catalog.Draft) *catalog.Catalog {
	tb.Helper()
	c, problems := catalog.New(d)
	if c == nil {
		tb.Fatal(problems)
	}
	return c
}

// told returns changes one a line, as the examples below write them.
func told(changes []catalog.Change) []string {
	var lines []string
	for _, c := range changes {
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Kind, c.Thing, strings.Join(c.Fields, " ")))
		if !c.Successor.IsZero() {
			line += " by " + c.Successor.String()
		}
		lines = append(lines, line)
	}
	return lines
}

func TestDiff(t *testing.T) {
	t.Parallel()
	small := func() catalog.Draft {
		d := withRemoved()
		d.Sections = []catalog.SectionDraft{{ID: "checks", Step: "one", Title: catalog.Text{"en": "Checks"}}}
		for _, id := range []string{"a", "b", "c", "d"} {
			d.Sections[0].Questions = append(d.Sections[0].Questions, catalog.QuestionDraft{
				ID: id, Text: catalog.Text{"en": id}, Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes,
			})
		}
		return d
	}
	for name, test := range map[string]struct {
		edit func(d *catalog.Draft)
		want []string
	}{
		"nothing": {func(*catalog.Draft) {}, nil},
		"a title, an address and a placement": {func(d *catalog.Draft) {
			r := &d.Resources[0]
			r.Title, r.URL, r.Placements[0].Position = catalog.Text{"en": "Alpha"}, "https://example.org/a", 5
		}, []string{"CHANGED resource:alpha title.en url", "MOVED resource:alpha placements.one"}},
		"a translation": {func(d *catalog.Draft) {
			d.Languages = append(d.Languages, "fr")
			d.Steps[0].Title["fr"] = "Un"
		}, []string{"CHANGED catalog: languages", "CHANGED step:one title.fr"}},
		"a resource less": {
			func(d *catalog.Draft) { d.Resources = d.Resources[:1] },
			[]string{"REMOVED resource:beta"},
		},
		"a resource renamed": {func(d *catalog.Draft) {
			d.Resources[1].ID = "gamma"
			d.Removed = []catalog.RemovedDraft{gone("beta", "gamma")}
		}, []string{"SUPERSEDED resource:beta by resource:gamma", "ADDED resource:gamma"}},
		"a tombstone for what went before": {func(d *catalog.Draft) {
			d.Removed = []catalog.RemovedDraft{gone("old", "beta"), gone("older", "")}
		}, []string{"SUPERSEDED resource:old by resource:beta", "REMOVED resource:older"}},
		"a question inserted first moves none": {func(d *catalog.Draft) {
			q := d.Sections[0].Questions[0]
			q.ID = "new"
			d.Sections[0].Questions = slices.Insert(d.Sections[0].Questions, 0, q)
		}, []string{"ADDED question:new"}},
		"the first question put last moves alone": {func(d *catalog.Draft) {
			q := d.Sections[0].Questions
			d.Sections[0].Questions = append(slices.Clone(q[1:]), q[0])
		}, []string{"MOVED question:a order"}},
		"a question in another section": {func(d *catalog.Draft) {
			q := d.Sections[0].Questions
			d.Sections[0].Questions = slices.Clone(q[1:])
			d.Sections = append(d.Sections, catalog.SectionDraft{
				ID: "later", Step: "one", Title: catalog.Text{"en": "Later"}, Questions: q[:1],
			})
		}, []string{"MOVED question:a section", "ADDED section:later"}},
		"a section that blocks makes its questions block": {func(d *catalog.Draft) {
			d.Sections[0].Blocking, d.Sections[0].Questions = true, d.Sections[0].Questions[:1]
		}, []string{
			"CHANGED question:a blocking", "REMOVED question:b", "REMOVED question:c", "REMOVED question:d",
			"CHANGED section:checks blocking",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, d := made(t, small()), small()
			test.edit(&d)
			if diff := cmp.Diff(test.want, told(catalog.Diff(old, made(t, d)))); diff != "" {
				t.Errorf("Diff mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDiffOfTombstones(t *testing.T) {
	t.Parallel()
	why := func(id, successor, why string) catalog.RemovedDraft {
		r := gone(id, successor)
		if why != "" {
			r.Why = catalog.Text{"en": why}
		}
		return r
	}
	old := made(t, withRemoved(why("a", "alpha", "merged"), why("b", "alpha", ""), why("c", "", ""), why("d", "beta", "")))
	c := made(t, withRemoved(why("a", "alpha", "split"), why("b", "beta", ""), why("c", "alpha", "")))
	want := []string{
		"CHANGED resource:a removed.why.en", "SUPERSEDED resource:b by resource:beta", "SUPERSEDED resource:c by resource:alpha",
		"CHANGED resource:d removed.successor",
	}
	if diff := cmp.Diff(want, told(catalog.Diff(old, c))); diff != "" {
		t.Errorf("Diff mismatch (-want +got):\n%s", diff)
	}
}

// TestAmount compares two steps of change told together with the change from end to end.
func TestAmount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) *catalog.Catalog {
			d := withRemoved()
			d.Topics = nil
			present := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-d]`), 0, 4, rapid.ID[string]).Draw(t, name)
			for _, id := range []string{"a", "b", "c", "d"} {
				if slices.Contains(present, id) {
					title := rapid.SampledFrom([]string{"x", "y"}).Draw(t, id)
					d.Topics = append(d.Topics, catalog.NamedDraft{ID: id, Title: catalog.Text{"en": title}})
				} else {
					d.Removed = append(d.Removed, catalog.RemovedDraft{Type: catalog.TypeTopic, ID: id})
				}
			}
			c, problems := catalog.New(d)
			if c == nil {
				t.Fatal(problems)
			}
			return c
		}
		a, b, c := draw("a"), draw("b"), draw("c")
		got := catalog.Amount(catalog.Diff(a, b), catalog.Diff(b, c))
		if !slices.IsSortedFunc(got, catalog.CompareChanges) {
			t.Fatal("not in order")
		}
		kinds := map[string][]catalog.ChangeKind{}
		for _, change := range got {
			kinds[change.Thing.String()] = append(kinds[change.Thing.String()], change.Kind)
		}
		for _, change := range catalog.Diff(a, c) {
			if !slices.Contains(kinds[change.Thing.String()], change.Kind) {
				t.Fatalf("%v is not in %v", change, got)
			}
			delete(kinds, change.Thing.String())
		}
		for thing, k := range kinds { // there and back again: told as changed, which it may not be
			if !slices.Equal(k, []catalog.ChangeKind{catalog.ChangeChanged}) {
				t.Fatalf("%s: %v too many in %v", thing, k, got)
			}
		}
	})
}

// leaf is a value of a draft that can be set, and the path to it without the positions of lists.
type leaf struct {
	shape string
	set   func()
}

// leaves lists the values below v that a Draft writes to JSON.
func leaves(v reflect.Value, path string) []leaf {
	var list []leaf
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if tag := f.Tag.Get("json"); tag != "-" && f.Type != reflect.TypeFor[catalog.Node]() {
				list = append(list, leaves(v.Field(i), path+"."+f.Name)...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			list = append(list, leaves(v.Index(i), path+"[]")...)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			list = leaves(v.Elem(), path)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if v.Type().Elem().Kind() == reflect.String {
				list = append(list, leaf{path + "{}", func() {
					v.SetMapIndex(key, reflect.ValueOf(v.MapIndex(key).String()+" again").Convert(v.Type().Elem()))
				}})
			}
		}
	case reflect.String:
		list = append(list, leaf{path, func() { v.SetString(v.String() + "x") }})
	case reflect.Bool:
		list = append(list, leaf{path, func() { v.SetBool(!v.Bool()) }})
	case reflect.Int32:
		list = append(list, leaf{path, func() { v.SetInt(v.Int() + 2) }})
	case reflect.Float64:
		list = append(list, leaf{path, func() { v.SetFloat(v.Float() / 2) }})
	default:
		panic("a draft holds a " + v.Kind().String() + ", which this test cannot change")
	}
	return list
}

// TestDiffSeesEveryField changes each kind of value of the published content in turn: whatever makes another sound
// catalogue of another revision is told. A field added to a draft and forgotten in Diff fails here.
func TestDiffSeesEveryField(t *testing.T) {
	t.Parallel()
	written, err := json.Marshal(published(t))
	if err != nil {
		t.Fatal(err)
	}
	read := func() *catalog.Draft {
		d := new(catalog.Draft)
		if err := json.Unmarshal(written, d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	old := made(t, *read())
	first := leaves(reflect.ValueOf(read()), "")
	tried, seen := map[string]int{}, map[string]bool{}
	for i, l := range first {
		if tried[l.shape] >= 12 || seen[l.shape] {
			continue
		}
		d := read()
		leaves(reflect.ValueOf(d), "")[i].set()
		tried[l.shape]++
		c, _ := catalog.New(*d)
		if c == nil || c.Revision == old.Revision {
			continue
		}
		seen[l.shape] = true
		if len(catalog.Diff(old, c)) == 0 {
			t.Errorf("%s changed and Diff tells nothing", l.shape)
		}
	}
	unseen := []string{}
	for shape := range tried {
		if !seen[shape] {
			unseen = append(unseen, shape)
		}
	}
	slices.Sort(unseen)
	// what cannot be changed alone in a sound catalogue: references, closed lists, numbers without a hole
	closed := regexp.MustCompile(`(ID|Number|Kind|Role|Roles\[\]|Resource|Guide|Article|Step|Steps\[\]|Question|Expects|Strength|Basis|Topics\[\]|Languages\[\]|Respondents\[\]|Outcomes\{\}|Answers\[\]|Access\.\w+|Everyone)$`)
	for _, shape := range unseen {
		if !closed.MatchString(shape) {
			t.Errorf("%s: no change of it made a sound catalogue: nothing is known of it", shape)
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d kinds of values were changed: %v", len(seen), seen)
	}
}

// TestDiffOfRandomCatalogues compares what Diff tells with what was taken out, put in and permuted.
func TestDiffOfRandomCatalogues(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) catalog.Draft {
			d := withRemoved()
			ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-e]`), 1, 5, rapid.ID[string]).Draw(t, name)
			section := catalog.SectionDraft{ID: "s", Step: "one", Title: catalog.Text{"en": "S"}}
			for _, id := range ids {
				section.Questions = append(section.Questions, catalog.QuestionDraft{
					ID: id, Text: catalog.Text{"en": rapid.SampledFrom([]string{"x", "y"}).Draw(t, id)},
					Kind: catalog.QuestionChoice, Expects: catalog.ExpectYes,
				})
			}
			d.Sections = []catalog.SectionDraft{section}
			return d
		}
		before, after := draw("before"), draw("after")
		a, _ := catalog.New(before)
		b, _ := catalog.New(after)
		changes := catalog.Diff(a, b)
		if !slices.IsSortedFunc(changes, catalog.CompareChanges) {
			t.Fatal("not in order")
		}
		if (len(changes) == 0) != (a.Revision == b.Revision) {
			t.Fatalf("revisions equal: %t, changes %v", a.Revision == b.Revision, changes)
		}
		kinds := map[string]map[catalog.ChangeKind]bool{}
		for _, c := range changes {
			if kinds[c.Thing.ID] == nil {
				kinds[c.Thing.ID] = map[catalog.ChangeKind]bool{}
			}
			if kinds[c.Thing.ID][c.Kind] {
				t.Fatalf("told twice: %v", c)
			}
			kinds[c.Thing.ID][c.Kind] = true
		}
		var stay []string // what is left when what moved is taken out
		for _, q := range a.Questions {
			o := b.Question(q.ID)
			k := kinds[string(q.ID)]
			if k[catalog.ChangeRemoved] != (o == nil) || o != nil && k[catalog.ChangeChanged] != (o.Text["en"] != q.Text["en"]) {
				t.Fatalf("%s: %v", q.ID, changes)
			}
			if o != nil && !k[catalog.ChangeMoved] {
				stay = append(stay, string(q.ID))
			}
		}
		var stayed []string
		for _, q := range b.Questions {
			if k := kinds[string(q.ID)]; k[catalog.ChangeAdded] != (a.Question(q.ID) == nil) {
				t.Fatalf("%s: %v", q.ID, changes)
			} else if a.Question(q.ID) != nil && !k[catalog.ChangeMoved] {
				stayed = append(stayed, string(q.ID))
			}
		}
		if !slices.Equal(stay, stayed) {
			t.Fatalf("what did not move is in another order: %v, %v", stay, stayed)
		}
	})
}
