package widget

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/page"
)

// choices are what the configurator offers and what is chosen of it.
type choices struct {
	Kinds     []choice
	Roles     []choice
	From, To  []choice
	Resources []choice // empty where there are too many to choose from a list
	ID        string
	Text      string
	Langs     []choice
	Themes    []choice
	Recipes   *recipes // nil where what is chosen names nothing
	Problem   string
}

// choice is a value with its name.
type choice struct {
	Value, Name string
	Chosen      bool
}

// recipes are what to copy.
type recipes struct {
	Title   string  `json:"title"`
	Src     string  `json:"src"` // of the frame that shows it here
	Height  int     `json:"height"`
	Frame   string  `json:"frame"`
	Element string  `json:"element"` // "" where there is none
	Shown   element `json:"shown"`   // the element that shows it here
	URL     string  `json:"url"`     // to paste where oEmbed is known
	OEmbed  string  `json:"oembed"`
	Card    string  `json:"card"`
	Site    string  `json:"site"`
	About   string  `json:"about"`
}

// element is a custom element without what stands in it.
type element struct {
	Name       string            `json:"name"`
	Attributes map[string]string `json:"attributes"`
}

// elementAttributes are the attributes of custom elements in the order they are written.
var elementAttributes = []string{"roles", "from", "to", "slug", "lang"}

// listed is how many resources are offered in a list.
const listed = 100

// chosen returns what an address of the configurator asks for.
func (w *widget) chosen(r *http.Request) embeddable {
	with := r.URL.Query()
	e := embeddable{kind: with.Get("what"), with: url.Values{}}
	if !slices.Contains([]string{kindPath, kindResource, kindSearch}, e.kind) {
		e.kind = kindPath
	}
	for _, name := range []string{"role", "from", "to", "q", "theme"} {
		e.with[name] = with[name]
	}
	if e.with["lang"] = with["in"]; !with.Has("in") { // lang is the language of this page
		lang, _ := w.set.Lang(r)
		e.with["lang"] = []string{lang}
	}
	if e.kind == kindResource {
		e.id = with.Get("id")
	}
	return e
}

// recipesOf returns the recipes for what is chosen.
func (w *widget) recipesOf(r *http.Request, e embeddable) (*recipes, error) {
	lang, _ := w.set.Lang(r)
	if e.with.Get("lang") != "" {
		lang = w.langOf(r, e.with)
	}
	var about string
	switch e.kind {
	case kindPath:
		p, err := w.askPath(r.Context(), lang, e.with)
		if err != nil {
			return nil, err
		}
		e.title, about = p.title(lang), p.about(lang)
	case kindResource:
		one, err := w.askResource(r.Context(), lang, e.id)
		if err != nil {
			return nil, err
		}
		of, err := w.words(r.Context(), lang)
		if err != nil {
			return nil, err
		}
		e.title, e.id, about = one.Title, one.Slug, of.entry(*one).Facts
	default:
		say := texts.In(lang, "")
		e.title, about = say["search"], say["search.about"]
	}
	site := w.Site.URL(r, "")
	host := script{content: read("frozen/frame-1.js")}
	link := link(site+e.frame(), e.title)
	rs := &recipes{
		Title: e.title, About: about, Site: site, URL: site + e.frame(), Src: e.frame(), Height: heights[e.kind],
		Frame: e.html(site, "100%", heights[e.kind]) + "\n<script" + attribute("src", site+frameAddress) + attribute("integrity", host.integrity()) +
			` crossorigin="anonymous" async></script>`,
		OEmbed: w.Site.OEmbed(r, e.frame()) + "&format=json",
		Card:   "<p>" + link + "<br>\n" + html.EscapeString(about) + "</p>",
	}
	if e.kind == kindSearch {
		return rs, nil
	}
	rs.Shown = e.element()
	rs.Element = `<script type="module"` + attribute("src", site+elementAddress) + "></script>\n" + rs.Shown.String() + link + "</" + rs.Shown.Name + ">"
	return rs, nil
}

// element returns the custom element that shows a path or a resource.
func (e embeddable) element() element {
	all := map[string]string{"lang": e.with.Get("lang")}
	name := "parcours-resource"
	if e.kind == kindPath {
		name = "parcours-path"
		all["roles"], all["from"], all["to"] = strings.Join(e.with["role"], " "), e.with.Get("from"), e.with.Get("to")
	} else {
		all["slug"] = e.id
	}
	given := map[string]string{}
	for key, value := range all {
		if value != "" {
			given[key] = value
		}
	}
	return element{name, given}
}

// shownAs returns an element as a data attribute holds it.
func shownAs(e element) (string, error) {
	raw, err := json.Marshal(e)
	return string(raw), err //nolint:wrapcheck // strings only
}

// String returns the start tag.
func (e element) String() string {
	var tag strings.Builder
	tag.WriteString("<" + e.Name)
	for _, key := range elementAttributes {
		if value, ok := e.Attributes[key]; ok {
			tag.WriteString(attribute(key, value))
		}
	}
	return tag.String() + ">"
}

// recipes answers the recipes for what is chosen, to the script of the configurator.
func (w *widget) recipes(rw http.ResponseWriter, r *http.Request) {
	rs, err := w.recipesOf(r, w.chosen(r))
	if err != nil {
		why := w.failed(r.Context(), err)
		lang, _ := w.set.Lang(r)
		reply(rw, map[string]string{"problem": texts.In(lang, "")["problem."+why.text]})
		return
	}
	reply(rw, rs)
}

const configureQuery = `query Embeds($n: Int!) { roles { slug title } steps { slug number title } resources(first: $n, orderBy: TITLE) { totalCount nodes { slug title } } }`

// configure answers the page where a recipe is chosen: a form, which works without scripts, and what it has chosen.
func (w *widget) configure(rw http.ResponseWriter, r *http.Request) {
	lang, _ := w.set.Lang(r)
	say := texts.In(lang, "")
	var offer struct {
		Roles []struct{ Slug, Title string }
		Steps []struct {
			Slug, Title string
			Number      int
		}
		Resources struct {
			TotalCount int
			Nodes      []struct{ Slug, Title string }
		}
	}
	if err := w.Ask.Into(r.Context(), &offer, lang, configureQuery, map[string]any{"n": listed}); err != nil {
		why := w.failed(r.Context(), err)
		http.Error(rw, say["problem."+why.text], why.status)
		return
	}
	e := w.chosen(r)
	if e.kind == kindResource && e.id == "" && len(offer.Resources.Nodes) > 0 {
		e.id = offer.Resources.Nodes[0].Slug
	}
	c := choices{ID: e.id, Text: e.with.Get("q")}
	for _, kind := range []string{kindPath, kindResource, kindSearch} {
		c.Kinds = append(c.Kinds, choice{kind, say["kind."+kind], kind == e.kind})
	}
	for _, role := range offer.Roles {
		c.Roles = append(c.Roles, choice{role.Slug, role.Title, slices.Contains(e.with["role"], role.Slug)})
	}
	c.From = []choice{{"", say["from.any"], false}}
	c.To = []choice{{"", say["to.any"], false}}
	for _, step := range offer.Steps {
		name := strconv.Itoa(step.Number) + ". " + step.Title
		c.From = append(c.From, choice{step.Slug, name, e.with.Get("from") == step.Slug})
		c.To = append(c.To, choice{step.Slug, name, e.with.Get("to") == step.Slug})
	}
	if offer.Resources.TotalCount <= listed {
		for _, one := range offer.Resources.Nodes {
			c.Resources = append(c.Resources, choice{one.Slug, one.Title, one.Slug == e.id})
		}
	}
	names := map[string]string{page.French: "français", page.English: "English"}
	c.Langs = []choice{{"", say["in.any"], false}}
	for _, l := range page.Langs() {
		c.Langs = append(c.Langs, choice{l, names[l], e.with.Get("lang") == l})
	}
	for _, theme := range []string{"", "light", "dark"} {
		name := say["theme."+theme]
		if theme == "" {
			name = say["theme.any"]
		}
		c.Themes = append(c.Themes, choice{theme, name, e.with.Get("theme") == theme})
	}
	rs, err := w.recipesOf(r, e)
	if err != nil {
		c.Problem = say["problem."+w.failed(r.Context(), err).text]
	}
	c.Recipes = rs
	w.set.Write(rw, r, http.StatusOK, "embed", page.View{
		Title: say["embed"], About: say["embed.lead"], Canon: w.Site.URL(r, "/embed"), Policy: page.Policy{Frames: true}, Body: c,
	})
}
