package importer_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/importer"
)

// facts are those of a base as somebody has read them, line by line: the shape of upstream.json.
type facts struct {
	Steps []struct {
		Number           int
		Title            string
		MaturityQuestion string `json:"maturity_question"`
		GuideActions     []struct {
			Label string
			URLs  []string
		} `json:"guide_actions"`
		Support struct {
			Label, URL, Appointment *string
			AppointmentWith         *string `json:"appointment_with"`
			Pending                 bool
		}
	}
	Roles []struct {
		Key, Name       string
		Description     string
		ExampleProfiles []string `json:"example_profiles"`
		ProfileText     string   `json:"profile_description"`
	}
	Objectives []struct {
		Step       int
		Role, Text string
	}
	Resources []struct {
		ID        string
		Step      int
		Audience  string
		Title     *string
		URLAccept []string `json:"url_accept"`
		File      string
		Line      int
		Minutes   *int32 `json:"duration_minutes"`
		Basis     string `json:"language_basis"`
		Language  *string
		Kind      string
	}
	UniqueResources []any `json:"unique_resources"`
	Upcoming        []struct {
		Step int
		Text string
	}
	Checklist []struct {
		Step     int
		Title    string
		Intro    string
		Sections []struct {
			Title       string
			Blocking    bool
			SupportOnly bool `json:"support_only"`
			Items       []struct {
				Kind, Text string
				Links      []struct{ URL string }
			}
		}
	}
	Eligibility struct {
		Services []struct{ Key, Name, Description string }
		Cases    []struct {
			Organisation, Goal string
			Support            []struct{ Service, Status string }
		}
	}
	Awareness struct {
		Questions []struct{ Text string }
		Takeaways []struct{ Text string }
	}
	TopicsWithoutLink []struct{ Text string } `json:"topics_without_link"`
}

var roleKeys = map[string]string{"all": "everyone", "technique": "technical", "pilotage-moe": "management", "gouvernance": "governance"}

// TestUpstream imports a real base and compares the catalogue with the facts that were read in it by hand, item by item,
// in order. PARCOURS_UPSTREAM is the folder that holds the base as upstream/ and the facts as data/upstream.json.
func TestUpstream(t *testing.T) {
	dir := os.Getenv("PARCOURS_UPSTREAM")
	if dir == "" {
		t.Skip("PARCOURS_UPSTREAM does not say where the base is; .ci/run does")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "data", "upstream.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want facts
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	for what, n := range map[string][2]int{
		"resource lines": {len(want.Resources), 61}, "planned": {len(want.Upcoming), 18},
		"objectives": {len(want.Objectives), 15}, "cases": {len(want.Eligibility.Cases), 4},
	} {
		if n[0] != n[1] {
			t.Fatalf("the facts hold %d %s, not %d", n[0], what, n[1])
		}
	}
	src, out := os.DirFS(filepath.Join(dir, "upstream")), t.TempDir()
	report := importInto(t, src, out, importer.ResolveNone)
	c, problems := authoring.Load(os.DirFS(out), "upstream")
	if c == nil {
		t.Fatalf("the import is not sound: %v", problems)
	}
	t.Run("steps", func(t *testing.T) { compareSteps(t, c, want) })
	t.Run("roles", func(t *testing.T) { compareRoles(t, c, want) })
	t.Run("objectives", func(t *testing.T) { compareObjectives(t, c, want) })
	t.Run("resources", func(t *testing.T) { compareResources(t, c, want) })
	t.Run("planned", func(t *testing.T) { comparePlanned(t, c, want) })
	t.Run("checklist", func(t *testing.T) { compareChecklist(t, c, want) })
	t.Run("support", func(t *testing.T) { compareSupport(t, c, want) })
	t.Run("awareness", func(t *testing.T) { compareAwareness(t, c, want) })
	t.Run("quirks", func(t *testing.T) { listsAllQuirks(t, filepath.Join(dir, "data", "quirks.md")) })
	t.Run("report", func(t *testing.T) { accountsForAll(t, src, report) })
	t.Run("again", func(t *testing.T) {
		again := importInto(t, src, out, importer.ResolveNone)
		if len(again.Changes) > 0 || len(again.Conflicts) > 0 {
			t.Errorf("a second import changes %v, conflicts %v", again.Changes, again.Conflicts)
		}
	})
}

// listsAllQuirks compares the list of quirks of this package with the notes that they were found in.
func listsAllQuirks(t *testing.T, notes string) {
	t.Helper()
	raw, err := os.ReadFile(notes)
	if err != nil {
		t.Fatal(err)
	}
	got, part := map[string]int{}, ""
	for line := range strings.SplitSeq(string(raw), "\n") {
		if title, ok := strings.CutPrefix(line, "### "); ok {
			part, _, _ = strings.Cut(title, " ")
		}
		if strings.HasPrefix(line, "- ") && quirks[part] != nil {
			got[part]++
		}
	}
	want := map[string]int{}
	for part, names := range quirks {
		want[part] = len(names)
	}
	same(t, "quirks", got, want)
}

// importInto imports a base into a folder and returns the report.
func importInto(t *testing.T, src fs.FS, out string, resolve importer.Resolve) *importer.Report {
	t.Helper()
	m, err := importer.NewMapping(nil)
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	res, err := importer.Markdown(src, root.FS(), m, importer.Options{Name: "base", Resolve: resolve})
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Apply(root, nil); err != nil {
		t.Fatal(err)
	}
	return res.Report
}

func fr(t catalog.Text) string { return t["fr"] }

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s mismatch (-want +got)\n%s", what, diff)
	}
}

func compareSteps(t *testing.T, c *catalog.Catalog, want facts) {
	t.Helper()
	same(t, "number of steps", len(c.Steps), len(want.Steps))
	for i, w := range want.Steps {
		s := c.Steps[i]
		at := fmt.Sprintf("step %d", w.Number)
		same(t, at+" title", fr(s.Title), w.Title)
		same(t, at+" question", fr(s.MaturityQuestion), w.MaturityQuestion)
		same(t, at+" pending", s.Support.Pending, w.Support.Pending)
		if w.Support.Label != nil {
			same(t, at+" support", fr(s.Support.Label), *w.Support.Label)
		}
		if w.Support.URL != nil {
			same(t, at+" support link", targetURL(s.Support.Link), *w.Support.URL)
		}
		if w.Support.Appointment != nil {
			if got := fr(s.Support.Appointment) + " avec " + fr(s.Support.With); got != *w.Support.Appointment {
				t.Errorf("%s appointment %q, want %q", at, got, *w.Support.Appointment)
			}
		}
		var labels, urls []string
		for _, a := range s.Actions {
			labels = append(labels, fr(a.Label))
			for _, l := range a.Links {
				urls = append(urls, targetURL(l))
			}
		}
		var wantLabels, wantURLs []string
		for _, a := range w.GuideActions {
			wantLabels = append(wantLabels, a.Label)
			wantURLs = append(wantURLs, a.URLs...)
		}
		// Where the base cuts two actions by a slash without blanks, one action is as right as two.
		same(t, at+" actions", strings.Join(labels, "/"), strings.Join(wantLabels, "/"))
		same(t, at+" action links", urls, wantURLs)
	}
}

func targetURL(t catalog.Target) string {
	switch {
	case t.Resource != nil:
		return t.Resource.URL
	case t.Guide != nil:
		return t.Guide.URL
	case t.Article != nil:
		return "./" + string(t.Article.ID) + ".md"
	}
	return ""
}

func compareRoles(t *testing.T, c *catalog.Catalog, want facts) {
	t.Helper()
	same(t, "number of roles", len(c.Roles), len(want.Roles))
	for i, w := range want.Roles {
		r := c.Roles[i]
		same(t, "role", string(r.ID), roleKeys[w.Key])
		same(t, "title of "+w.Key, fr(r.Title), w.Name)
		same(t, "description of "+w.Key, lower(fr(r.Description)), lower(w.Description))
		same(t, "body of "+w.Key, lower(strings.TrimSpace(fr(r.Body))), lower(w.ProfileText))
		var profiles []string
		for _, p := range r.Profiles {
			profiles = append(profiles, fr(p))
		}
		same(t, "profiles of "+w.Key, profiles, w.ExampleProfiles)
	}
}

func lower(s string) string { return strings.ToLower(s) }

func compareObjectives(t *testing.T, c *catalog.Catalog, want facts) {
	t.Helper()
	var got, wanted []string
	for _, s := range c.Steps {
		for _, o := range s.Objectives {
			got = append(got, fmt.Sprintf("%d %s %s", s.Number, o.Role.ID, lower(fr(o.Text))))
		}
	}
	for _, o := range want.Objectives {
		wanted = append(wanted, fmt.Sprintf("%d %s %s", o.Step, roleKeys[o.Role], lower(o.Text)))
	}
	slices.Sort(got)
	slices.Sort(wanted)
	same(t, "objectives", got, wanted)
}

func compareResources(t *testing.T, c *catalog.Catalog, want facts) {
	t.Helper()
	same(t, "unique resources", len(c.Resources), len(want.UniqueResources))
	places := map[string][]*catalog.Placement{}
	total := 0
	for _, s := range c.Steps {
		for _, p := range s.Placements {
			who := "everyone"
			if !p.Everyone() {
				who = string(p.Roles[0].ID)
			}
			key := fmt.Sprintf("%d/%s", s.Number, who)
			places[key] = append(places[key], p)
			total++
		}
	}
	same(t, "placements", total, len(want.Resources))
	for _, w := range want.Resources {
		key := fmt.Sprintf("%d/%s", w.Step, roleKeys[w.Audience])
		if len(places[key]) == 0 {
			t.Errorf("%s: nothing more stands at %s, want %v", w.ID, key, w.URLAccept)
			continue
		}
		p := places[key][0] // in the order of the base
		places[key] = places[key][1:]
		if !slices.Contains(w.URLAccept, p.Resource.URL) {
			t.Errorf("%s at %s: %s, want %v", w.ID, key, p.Resource.URL, w.URLAccept)
		}
		title := fr(p.Title)
		if title == "" {
			title = fr(p.Resource.Title)
		}
		if w.Title != nil && title != *w.Title {
			t.Errorf("%s: title %q, want %q", w.ID, title, *w.Title)
		}
		if w.Minutes != nil && p.Resource.Minutes != *w.Minutes {
			t.Errorf("%s: %d minutes, want %d", w.ID, p.Resource.Minutes, *w.Minutes)
		}
		if w.Minutes == nil && p.Resource.Minutes != 0 {
			t.Errorf("%s: %d minutes, which the base does not say", w.ID, p.Resource.Minutes)
		}
		if l := p.Resource.Languages; len(l) > 0 && (w.Language == nil || string(l[0]) != *w.Language) {
			t.Errorf("%s: language %v, want %v", w.ID, l, w.Language)
		}
		if strings.HasPrefix(w.Basis, "stated") && len(p.Resource.Languages) == 0 {
			t.Errorf("%s: the base says the language %s", w.ID, *w.Language)
		}
	}
}

func comparePlanned(t *testing.T, c *catalog.Catalog, want facts) {
	t.Helper()
	var got, wanted []string
	for _, p := range c.Planned {
		got = append(got, fmt.Sprintf("%d %s", p.Step.Number, fr(p.Title)))
	}
	for _, w := range want.Upcoming {
		wanted = append(wanted, fmt.Sprintf("%d %s", w.Step, w.Text))
	}
	same(t, "planned", got, wanted)
	var topics []string
	for _, topic := range c.Topics {
		topics = append(topics, fr(topic.Title))
	}
	for _, w := range want.TopicsWithoutLink {
		if !slices.Contains(topics, strings.TrimRight(w.Text, " .")) {
			t.Errorf("topic %q is not among %q", w.Text, topics)
		}
	}
}

func compareChecklist(t *testing.T, c *catalog.Catalog, want facts) {
	t.Helper()
	var got, wanted []string
	for _, s := range c.Steps {
		got = append(got, fmt.Sprintf("step %d %s", s.Number, fr(s.ChecklistIntro)))
		for _, section := range s.Sections {
			got = append(got, fmt.Sprintf("section %s blocking %t support %t", fr(section.Title), section.Blocking, section.SupportOnly))
			for _, q := range section.Questions {
				kind := "question"
				if q.Kind == catalog.QuestionAction {
					kind = "action"
				}
				got = append(got, kind+" "+fr(q.Text))
				for _, h := range q.HelpedBy {
					got = append(got, targetURL(h.Target))
				}
			}
		}
	}
	items := 0
	for _, s := range want.Checklist {
		wanted = append(wanted, fmt.Sprintf("step %d %s", s.Step, strings.Join(strings.Fields(s.Intro), " ")))
		for _, section := range s.Sections {
			wanted = append(wanted, fmt.Sprintf("section %s blocking %t support %t", section.Title, section.Blocking, section.SupportOnly))
			for _, i := range section.Items {
				items++
				kind := i.Kind
				if kind == "statement" {
					kind = "action"
				}
				wanted = append(wanted, kind+" "+i.Text)
				for _, l := range i.Links {
					wanted = append(wanted, l.URL)
				}
			}
		}
	}
	if items != 64 {
		t.Fatalf("the facts hold %d checklist items, not 64", items)
	}
	same(t, "checklist", got, wanted)
	same(t, "contact", c.Contact, "cloudpinative-relations@interieur.gouv.fr")
}

func compareSupport(t *testing.T, c *catalog.Catalog, want facts) {
	t.Helper()
	byKey := map[string]*catalog.Service{}
	same(t, "services", len(c.Services), len(want.Eligibility.Services))
	for i, w := range want.Eligibility.Services {
		byKey[w.Key] = c.Services[i]
		same(t, "service", fr(c.Services[i].Title), w.Name)
		same(t, "service "+w.Key, fr(c.Services[i].Description), w.Description)
	}
	same(t, "rules", len(c.Rules), len(want.Eligibility.Cases))
	for i, w := range want.Eligibility.Cases {
		r := c.Rules[i]
		same(t, "organisation", fr(r.When[0].Values[0].Title), w.Organisation)
		same(t, "goal", fr(r.When[1].Values[0].Title), w.Goal)
		outcomes := map[catalog.ServiceID]catalog.Outcome{}
		for _, s := range c.Services {
			outcomes[s.ID] = catalog.Denied
		}
		for _, s := range w.Support {
			outcomes[byKey[s.Service].ID] = map[string]catalog.Outcome{"eligible": catalog.Granted, "to-be-defined": catalog.ToBeAgreed}[s.Status]
		}
		same(t, fmt.Sprintf("outcomes of case %d", i+1), r.Outcomes, outcomes)
	}
}

func compareAwareness(t *testing.T, c *catalog.Catalog, want facts) {
	t.Helper()
	a := c.Article("sensibilisation")
	if a == nil || a.Step == nil || a.Step.Number != 1 {
		t.Fatalf("no article sensibilisation at step 1 among %d", len(c.Articles))
	}
	var questions, takeaways, wantQuestions, wantTakeaways []string
	for _, q := range a.Questions {
		questions = append(questions, fr(q))
	}
	for _, q := range a.Takeaways {
		takeaways = append(takeaways, fr(q))
	}
	for _, q := range want.Awareness.Questions {
		wantQuestions = append(wantQuestions, q.Text)
	}
	for _, q := range want.Awareness.Takeaways {
		wantTakeaways = append(wantTakeaways, q.Text)
	}
	same(t, "questions", questions, wantQuestions)
	same(t, "takeaways", takeaways, wantTakeaways)
}

// accountsForAll compares the report with the text of the pages, read in another way: line by line.
func accountsForAll(t *testing.T, src fs.FS, report *importer.Report) {
	t.Helper()
	raw, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Summary struct{ Content, Conflicts, Errors int }
		Entries []struct {
			Kind, File, URL, Verdict, Why, Text string
			Line                                int
			To                                  []string
		}
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	if r.Summary.Content > 0 || r.Summary.Errors > 0 || r.Summary.Conflicts > 0 {
		t.Errorf("summary %+v, want nothing left, in conflict or wrong", r.Summary)
	}
	urls, items := map[string]int{}, map[string]int{}
	for _, e := range r.Entries {
		at := fmt.Sprintf("%s:%d", e.File, e.Line)
		if e.Verdict == "" || e.Verdict == importer.Imported && len(e.To) == 0 || e.Verdict == importer.Left && e.Why == "" {
			t.Errorf("%s: %s %s%s has no account: %+v", at, e.Kind, e.Text, e.URL, e)
		}
		switch e.Kind {
		case "url":
			urls[at]++
		case "item":
			items[at]++
		}
	}
	pages, err := fs.Glob(src, "*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	seen := 0
	for _, name := range pages {
		text, err := fs.ReadFile(src, name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			at := fmt.Sprintf("%s:%d", name, i+1)
			if n := strings.Count(line, "http://") + strings.Count(line, "https://"); n > urls[at] {
				t.Errorf("%s holds %d addresses, the report accounts for %d", at, n, urls[at])
			} else {
				seen += n
			}
			bullet := strings.TrimLeft(line, " >")
			if (strings.HasPrefix(bullet, "- ") || strings.HasPrefix(bullet, "-\t")) && items[at] == 0 {
				t.Errorf("%s is an item that the report does not account for", at)
			}
		}
	}
	if seen < 80 {
		t.Errorf("the pages hold %d addresses: is this the base?", seen)
	}
}
