package widget

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/page"
)

// resource is a resource as the graph answers it.
type resource struct {
	Slug, Language, Title, URL, Kind string
	Summary, Provider                *string
	Languages                        []string
	Reachable                        bool
	Minutes                          *int
	Access                           struct{ Network, Account, Cost string }
}

const fragment = `fragment R on Resource { slug language title url kind provider summary languages minutes reachable access { network account cost } }`

// ordinary is what access mostly takes: it goes without saying.
var ordinary = map[string]bool{"networks/INTERNET": true, "accounts/NONE": true, "costs/FREE": true}

// words are the values of resources in words, by facet and value.
type words map[string]string

// closed is the word for a link that does not open from the network of the readers.
const closed = "closed"

// words returns what the catalogue calls the values of its resources, and what we call the rest.
func (w *widget) words(ctx context.Context, lang string) (words, error) {
	const query = `{ resources(first: 1) { facets { kinds { value title } languages { value title } networks { value title } accounts { value title } costs { value title } } } }`
	var answer struct {
		Resources struct {
			Facets map[string][]struct{ Value, Title string }
		}
	}
	if err := w.Ask.Into(ctx, &answer, lang, query, nil); err != nil {
		return nil, err
	}
	all := words{closed: texts.In(lang, "")[closed]}
	for facet, values := range answer.Resources.Facets {
		for _, v := range values {
			all[facet+"/"+v.Value] = v.Title
		}
	}
	return all, nil
}

// entry is a resource as a page shows it.
type entry struct {
	Title, Language, URL string
	Facts                string
	Summary              string
	Why                  string
	Next                 bool
	Snippet              []piece
}

// piece is a part of an extract.
type piece struct {
	Text  string
	Match bool
}

// entry returns what is shown of a resource: what it is, in which language, how long it takes, what it asks for.
func (of words) entry(r resource) entry {
	facts := []string{of["kinds/"+r.Kind]}
	for _, l := range r.Languages {
		facts = append(facts, cmp.Or(of["languages/"+l], l))
	}
	if r.Minutes != nil {
		facts = append(facts, strconv.Itoa(*r.Minutes)+" min")
	}
	for _, key := range []string{"networks/" + r.Access.Network, "accounts/" + r.Access.Account, "costs/" + r.Access.Cost} {
		if !ordinary[key] && !strings.HasSuffix(key, "/UNKNOWN") {
			facts = append(facts, of[key])
		}
	}
	if !r.Reachable {
		facts = append(facts, of[closed])
	}
	if r.Provider != nil {
		facts = append(facts, *r.Provider)
	}
	e := entry{Title: r.Title, Language: r.Language, URL: r.URL, Facts: strings.Join(facts, " · ")}
	if r.Summary != nil {
		e.Summary = *r.Summary
	}
	return e
}

// pathPage is what the page of a path shows.
type pathPage struct {
	framed

	Heading string
	About   string
	Stages  []stage
	LeftOut []entry
}

type stage struct {
	Number       int
	Title, Count string
	Open         bool
	Items        []entry
}

// learningPath is a path as the graph answers it.
type learningPath struct {
	Roles    []struct{ Title string }
	From, To struct {
		Number int
		Title  string
	}
	Stages []struct {
		Step struct {
			Number int
			Title  string
		}
		Items []struct {
			State, Explanation string
			Resource           resource
		}
	}
	LeftOut []struct {
		Explanation string
		Resource    resource
	}
}

const pathQuery = `query EmbeddedPath($profile: ProfileInput!) { learningPath(profile: $profile) { roles { title } from { number title } to { number title }
stages { step { number title } items { state explanation resource { ...R } } } leftOut { explanation resource { ...R } } } } ` + fragment

// profile returns the profile that an address asks a path for.
func profile(with url.Values) map[string]any {
	roles := []string{}
	for _, some := range with["role"] {
		roles = append(roles, strings.FieldsFunc(some, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	p := map[string]any{"roles": roles}
	for _, name := range []string{"from", "to"} {
		if step := with.Get(name); step != "" {
			p[name] = step
		}
	}
	return p
}

// askPath asks for the path that an address names.
func (w *widget) askPath(ctx context.Context, lang string, with url.Values) (learningPath, error) {
	var answer struct{ LearningPath learningPath }
	err := w.Ask.Into(ctx, &answer, lang, pathQuery, map[string]any{"profile": profile(with)})
	return answer.LearningPath, err
}

// title returns what a path is called: for whom it is.
func (p learningPath) title(lang string) string {
	say := texts.In(lang, "")
	var roles []string
	for _, r := range p.Roles {
		roles = append(roles, r.Title)
	}
	if len(roles) == 0 {
		return say["path"]
	}
	return fmt.Sprintf(say["path.for"], strings.Join(roles, ", "))
}

// about says from where to where a path leads.
func (p learningPath) about(lang string) string {
	say := texts.In(lang, "")
	count := 0
	for _, s := range p.Stages {
		count += len(s.Items)
	}
	if p.From.Number == p.To.Number {
		return fmt.Sprintf(say["path.one"], p.From.Number, p.From.Title, count)
	}
	return fmt.Sprintf(say["path.many"], p.From.Number, p.To.Number, count)
}

// whole returns the address of the page where a reader goes on from a path: the same one, to be made the reader's own.
func whole(lang string, profile map[string]any) string {
	with := url.Values{"lang": {lang}}
	with["role"], _ = profile["roles"].([]string)
	if from, ok := profile["from"].(string); ok {
		with.Set("step", from)
	}
	return "/?" + with.Encode()
}

func (w *widget) path(r *http.Request, lang string, f framed) (document, error) {
	p, err := w.askPath(r.Context(), lang, r.URL.Query())
	if err != nil {
		return document{}, err
	}
	of, err := w.words(r.Context(), lang)
	if err != nil {
		return document{}, err
	}
	body := pathPage{framed: f, Heading: p.title(lang), About: p.about(lang)}
	body.Whole = whole(lang, profile(r.URL.Query()))
	open := false // the stage of what comes next, else the first
	for _, s := range p.Stages {
		shown := stage{Number: s.Step.Number, Title: s.Step.Title, Count: strconv.Itoa(len(s.Items))}
		for _, it := range s.Items {
			e := of.entry(it.Resource)
			e.Why, e.Next = it.Explanation, it.State == "NEXT"
			shown.Open = shown.Open || e.Next
			shown.Items = append(shown.Items, e)
		}
		open = open || shown.Open
		body.Stages = append(body.Stages, shown)
	}
	if !open && len(body.Stages) > 0 {
		body.Stages[0].Open = true
	}
	for _, l := range p.LeftOut {
		e := of.entry(l.Resource)
		e.Why = l.Explanation
		body.LeftOut = append(body.LeftOut, e)
	}
	here := address(kindPath, "", r.URL.Query())
	return document{"path", page.View{
		Title: body.Heading, About: body.About, Canon: w.Site.URL(r, here), OEmbed: w.Site.OEmbed(r, here), LD: p.linked(lang), Body: body,
	}}, nil
}

// resourcePage is what the page of a resource shows.
type resourcePage struct {
	framed
	entry
}

// askResource asks for a resource. One that is not there is errUnknown.
func (w *widget) askResource(ctx context.Context, lang, id string) (*resource, error) {
	const query = `query EmbeddedResource($id: ID!) { resource(id: $id) { ...R } } ` + fragment
	var answer struct{ Resource *resource }
	if err := w.Ask.Into(ctx, &answer, lang, query, map[string]any{"id": id}); err != nil {
		return nil, err
	}
	if answer.Resource == nil {
		return nil, errUnknown
	}
	return answer.Resource, nil
}

func (w *widget) resource(r *http.Request, lang string, f framed) (document, error) {
	one, err := w.askResource(r.Context(), lang, r.PathValue("id"))
	if err != nil {
		return document{}, err
	}
	of, err := w.words(r.Context(), lang)
	if err != nil {
		return document{}, err
	}
	body := resourcePage{f, of.entry(*one)}
	here := address(kindResource, one.Slug, r.URL.Query())
	return document{"resource", page.View{
		Title: one.Title, About: cmp.Or(body.Summary, body.Facts), Canon: w.Site.URL(r, here), OEmbed: w.Site.OEmbed(r, here), LD: one.linked(), Body: body,
	}}, nil
}

// searchPage is what the page of a search shows.
type searchPage struct {
	framed

	Text  string
	Kept  []parameter // what a new search keeps of the address
	Found string      // how much was found, "" where nothing was asked
	Items []entry
	More  string // address of what follows, "" for nothing
}

type parameter struct{ Name, Value string }

// How many results a page has, and how many characters are searched for.
const (
	results  = 10
	longestQ = 200
)

func (w *widget) search(r *http.Request, lang string, f framed) (document, error) {
	const query = `query EmbeddedSearch($text: String!, $first: Int!, $after: String) { resources(search: $text, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
edges { snippet { text match } node { ...R } } } } ` + fragment
	with := r.URL.Query()
	body := searchPage{framed: f, Text: strings.ToValidUTF8(with.Get("q"), "")}
	if runes := []rune(body.Text); len(runes) > longestQ {
		body.Text = string(runes[:longestQ])
	}
	for _, name := range []string{"theme", "lang"} {
		if v := with.Get(name); v != "" {
			body.Kept = append(body.Kept, parameter{name, v})
		}
	}
	say := texts.In(lang, "")
	if strings.TrimSpace(body.Text) != "" {
		variables := map[string]any{"text": body.Text, "first": results}
		if after := with.Get("after"); after != "" {
			variables["after"] = after
		}
		var answer struct {
			Resources struct {
				TotalCount int
				PageInfo   struct {
					HasNextPage bool
					EndCursor   string
				}
				Edges []struct {
					Snippet []piece
					Node    resource
				}
			}
		}
		if err := w.Ask.Into(r.Context(), &answer, lang, query, variables); err != nil {
			return document{}, err
		}
		of, err := w.words(r.Context(), lang)
		if err != nil {
			return document{}, err
		}
		found := answer.Resources
		body.Found = amount(say, found.TotalCount)
		for _, e := range found.Edges {
			shown := of.entry(e.Node)
			if slices.ContainsFunc(e.Snippet, func(p piece) bool { return !p.Match }) { // else it repeats what was asked
				shown.Snippet = e.Snippet
			}
			body.Items = append(body.Items, shown)
		}
		if found.PageInfo.HasNextPage {
			with.Set("after", found.PageInfo.EndCursor)
			body.More = address(kindSearch, "", with)
		}
	}
	with.Del("after")
	here := address(kindSearch, "", with)
	title := say["search"]
	if body.Found != "" {
		title = body.Text + " – " + title
	}
	return document{"search", page.View{
		Title: title, About: say["search.about"], Canon: w.Site.URL(r, here), OEmbed: w.Site.OEmbed(r, here), Robots: "noindex", Body: body,
	}}, nil
}

// amount says how much was found.
func amount(say map[string]string, n int) string {
	switch n {
	case 0:
		return say["found.none"]
	case 1:
		return say["found.one"]
	}
	return fmt.Sprintf(say["found"], n)
}
