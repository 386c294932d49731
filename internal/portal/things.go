package portal

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/cloud-pi-native/parcours/internal/page"
)

// resource is a thing to learn from, with what a page asks of it.
type resource struct {
	Slug, Title, Language, Summary, Body, URL, Kind, Provider string

	Languages []string
	Minutes   int // 0 where it is not known
	Access    struct{ Network, Account, Cost string }
	Dead      *struct{ URL, Reason, Successor string }

	Placements []struct {
		Everyone bool
		Roles    []struct{ Title string }
		Step     step
	}
	Requirements []struct {
		Why      string
		Requires link
	}
	Dependents []struct {
		Why      string
		Resource link
	}
	Topics []link
	Helps  []struct {
		Strength, Why string
		Question      struct {
			Slug, Text string
			Step       step
		}
	}
}

// learningResource is a resource as JSON-LD: what is not known is left out.
type learningResource struct {
	Context string        `json:"@context"`
	Type    string        `json:"@type"`
	Name    string        `json:"name"`
	URL     string        `json:"url"`
	About   string        `json:"description,omitempty"`
	In      []string      `json:"inLanguage,omitempty"`
	Kind    string        `json:"learningResourceType"`
	Time    string        `json:"timeRequired,omitempty"`
	By      *schemaThing  `json:"provider,omitempty"`
	Free    *bool         `json:"isAccessibleForFree,omitempty"`
	Topics  []schemaThing `json:"about,omitempty"`
}

// schemaThing is anything that has a name.
type schemaThing struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// linked returns a resource as JSON-LD, its kind in words.
func linked(r *resource, kind string) learningResource {
	ld := learningResource{
		Context: "https://schema.org", Type: "LearningResource",
		Name: r.Title, URL: r.URL, About: r.Summary, In: r.Languages, Kind: kind,
	}
	if r.Minutes > 0 {
		ld.Time = fmt.Sprintf("PT%dM", r.Minutes)
	}
	if r.Provider != "" {
		ld.By = &schemaThing{"Organization", r.Provider}
	}
	if r.Access.Cost != "UNKNOWN" {
		free := r.Access.Cost == "FREE"
		ld.Free = &free
	}
	for _, topic := range r.Topics {
		ld.Topics = append(ld.Topics, schemaThing{"Thing", topic.Title})
	}
	return ld
}

// moved reports whether a thing is asked for by another identifier than its own, and then leads there.
func moved(w http.ResponseWriter, r *http.Request, folder, slug string) bool {
	if r.PathValue("id") == slug {
		return false
	}
	to := url.URL{Path: folder + slug, RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, to.String(), http.StatusFound)
	return true
}

// resource answers the page of one resource.
func (p *pages) resource(w http.ResponseWriter, r *http.Request) {
	var body struct{ Resource *resource }
	if !p.ask(w, r, &body, "resource", map[string]any{"id": r.PathValue("id")}) {
		return
	}
	it := body.Resource
	if it == nil {
		p.missing(w, r, http.StatusNotFound)
		return
	}
	if moved(w, r, page.ResourcePath, it.Slug) {
		return
	}
	words := p.words(r)
	p.write(w, r, "resource", page.View{
		Title: it.Title, About: cmp.Or(it.Summary, it.Title+" · "+words["js.kind."+it.Kind]), LD: linked(it, words["js.kind."+it.Kind]), Body: it,
	})
}

// stepPage is everything about a step.
type stepPage struct {
	step
	Body           string
	Previous, Next *step
	Objectives     []struct {
		Role struct{ Title string }
		Text string
	}
	Placements []struct {
		Title    string
		Everyone bool
		Roles    []struct{ Title string }
		Resource resource
	}
	PlannedResources []struct{ Title string }
	ChecklistIntro   string
	Sections         []struct {
		Title                 string
		Blocking, SupportOnly bool
		Questions             []struct {
			Slug, Text, Details, Kind string
			Blocking, SupportOnly     bool
			HelpedBy                  []struct{ Target link }
		}
	}
	Actions []struct {
		Label string
		Links []link
	}
	Support struct {
		Label, Appointment, With string
		Link                     *link
		Pending                  bool
	}
	Articles []struct{ Slug, Title, Summary string }
}

// step answers the page of one step, which a number names too.
func (p *pages) step(w http.ResponseWriter, r *http.Request) {
	var body struct{ Step *stepPage }
	which := map[string]any{"id": r.PathValue("id")}
	if number, err := strconv.ParseInt(r.PathValue("id"), 10, 32); err == nil {
		which = map[string]any{"number": number}
	}
	if !p.ask(w, r, &body, "step", which) {
		return
	}
	if body.Step == nil {
		p.missing(w, r, http.StatusNotFound)
		return
	}
	if moved(w, r, "/step/", body.Step.Slug) {
		return
	}
	p.write(w, r, "step", page.View{
		Title: fmt.Sprintf("%d. %s", body.Step.Number, body.Step.Title), About: body.Step.MaturityQuestion, Body: body.Step,
	})
}

// article answers a long-form page.
func (p *pages) article(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Article *struct {
			Slug, Title, Language, Summary, Body string
			Questions, Takeaways                 []string
			Step                                 *step
		}
	}
	if !p.ask(w, r, &body, "article", map[string]any{"id": r.PathValue("id")}) {
		return
	}
	if body.Article == nil {
		p.missing(w, r, http.StatusNotFound)
		return
	}
	if moved(w, r, "/article/", body.Article.Slug) {
		return
	}
	p.write(w, r, "article", page.View{Title: body.Article.Title, About: body.Article.Summary, Body: body.Article})
}

// topic answers the resources about a topic, a hundred at a time.
func (p *pages) topic(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Topic *struct {
			Slug, Title string
			Resources   struct {
				TotalCount int
				Nodes      []resource
				PageInfo   pageInfo
			}
		}
	}
	if !p.ask(w, r, &body, "topic", map[string]any{"id": r.PathValue("id"), "after": after(r)}) {
		return
	}
	if body.Topic == nil {
		p.missing(w, r, http.StatusNotFound)
		return
	}
	if moved(w, r, "/topic/", body.Topic.Slug) {
		return
	}
	p.write(w, r, "topic", page.View{Title: body.Topic.Title, Body: body.Topic})
}

// pageInfo says whether a list goes on.
type pageInfo struct {
	HasNextPage bool
	EndCursor   string
}

// after returns the cursor that an address asks to go on from, nil for none.
func after(r *http.Request) any {
	if cursor := r.URL.Query().Get("after"); cursor != "" {
		return cursor
	}
	return nil
}

// glossary answers the abbreviations in full, a hundred at a time.
func (p *pages) glossary(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Glossary struct {
			Nodes    []struct{ Slug, Term, Meaning, Definition string }
			PageInfo pageInfo
		}
	}
	if p.ask(w, r, &body, "glossary", map[string]any{"after": after(r)}) {
		p.write(w, r, "glossary", page.View{Title: p.words(r)["glossary"], Body: body.Glossary})
	}
}

// privacy answers what becomes of what a reader tells.
func (p *pages) privacy(w http.ResponseWriter, r *http.Request) {
	p.write(w, r, "privacy", page.View{Title: p.words(r)["privacy"]})
}
