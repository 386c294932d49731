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

// oembed is an answer as oembed.com describes it.
type oembed struct {
	Version      string `json:"version"`
	Type         string `json:"type"` // rich, or link where there is no room for a frame
	Title        string `json:"title"`
	ProviderName string `json:"provider_name"`
	ProviderURL  string `json:"provider_url"`
	CacheAge     int    `json:"cache_age"` // seconds
	HTML         string `json:"html,omitempty"`
	Width        int    `json:"width,omitempty"`
	Height       int    `json:"height,omitempty"`
}

// The sizes of frames in pixels: what they have where nobody says, and what they need. With the host script they are as
// high as their page.
const (
	width       = 640
	leastWidth  = 240
	leastHeight = 120
	cacheAge    = 3600
)

var heights = map[string]int{kindPath: 560, kindResource: 160, kindSearch: 420}

// embeddable is something that can be embedded: what an address of ours means.
type embeddable struct {
	kind  string // kindPath, kindResource, kindSearch
	id    string // of a resource
	with  url.Values
	title string
}

// The kinds of what can be embedded.
const (
	kindPath     = "path"
	kindResource = "resource"
	kindSearch   = "search"
)

// frame returns the address of its framed page.
func (e embeddable) frame() string { return address(e.kind, e.id, e.with) }

// html returns the frame with the link that stays where a page may not frame. Nothing in it needs a style that a page's
// policy could refuse.
func (e embeddable) html(site, width string, height int) string {
	src := site + e.frame()
	return "<iframe" + attribute("src", src) + attribute("title", e.title) + attribute("width", width) + attribute("height", strconv.Itoa(height)) +
		` frameborder="0" loading="lazy" data-parcours></iframe>` + "\n<p>" + link(src, e.title) + "</p>"
}

// link returns a link that opens beside the page it stands in.
func link(to, title string) string {
	return "<a" + attribute("href", to) + ` target="_blank" rel="noopener">` + html.EscapeString(title) + "</a>"
}

// attribute returns an attribute with a space before it.
func attribute(name, value string) string { return " " + name + `="` + html.EscapeString(value) + `"` }

// meaning returns what an address of ours means. One that is not ours, or cannot be embedded, is errUnknown; one that tells
// something of people is errPrivate.
func (w *widget) meaning(r *http.Request, of string) (embeddable, error) {
	u, err := url.Parse(of)
	if err != nil {
		return embeddable{}, errUnknown
	}
	site, err := url.Parse(w.Site.URL(r, ""))
	if err != nil || !strings.EqualFold(u.Host, site.Host) || u.Scheme != "http" && u.Scheme != "https" {
		return embeddable{}, errUnknown
	}
	with := u.Query()
	if slices.ContainsFunc(telling, with.Has) {
		return embeddable{}, errPrivate
	}
	e := embeddable{with: with}
	id, one := strings.CutPrefix(u.Path, resourceAddress)
	if !one {
		id, one = strings.CutPrefix(u.Path, page.ResourcePath)
	}
	switch {
	case u.Path == pathAddress:
		e.kind = kindPath
	case u.Path == searchAddress:
		e.kind = kindSearch
	case one && id != "" && !strings.Contains(id, "/"):
		e.kind, e.id = kindResource, id
	default:
		return embeddable{}, errUnknown
	}
	lang := w.langOf(r, with)
	e.title, err = w.titleOf(r, lang, e)
	return e, err
}

// langOf returns the language that an address asks for, else that of the request.
func (w *widget) langOf(r *http.Request, with url.Values) string {
	asked := r.Clone(r.Context())
	asked.URL = &url.URL{RawQuery: url.Values{"lang": with["lang"]}.Encode()}
	lang, _ := w.set.Lang(asked)
	return lang
}

// titleOf asks what an embeddable is called.
func (w *widget) titleOf(r *http.Request, lang string, e embeddable) (string, error) {
	switch e.kind {
	case kindResource:
		one, err := w.askResource(r.Context(), lang, e.id)
		if err != nil {
			return "", err
		}
		return one.Title, nil
	case kindPath:
		p, err := w.askPath(r.Context(), lang, e.with)
		return p.title(lang), err
	}
	return texts.In(lang, "")["search"], nil
}

// oembed answers what an address of ours is to a page that embeds it.
func (w *widget) oembed(rw http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	if format := asked.Get("format"); format != "" && format != "json" {
		http.Error(rw, "only format=json", http.StatusNotImplemented)
		return
	}
	widest, err := pixels(asked.Get("maxwidth"))
	highest, err2 := pixels(asked.Get("maxheight"))
	if err != nil || err2 != nil || asked.Get("url") == "" {
		http.Error(rw, "say url, and maxwidth and maxheight in pixels if at all", http.StatusBadRequest)
		return
	}
	e, err := w.meaning(r, asked.Get("url"))
	if err != nil {
		why := w.failed(r.Context(), err)
		if why == errAsked { // a role or a step that is not there
			why = errUnknown
		}
		http.Error(rw, texts.In(page.English, "")["problem."+why.text], why.status)
		return
	}
	answer := oembed{
		Version: "1.0", Type: "rich", Title: e.title, ProviderName: "Parcours", ProviderURL: w.Site.URL(r, "/"), CacheAge: cacheAge,
		Width: min(width, widest), Height: min(heights[e.kind], highest),
	}
	if answer.Width < leastWidth || answer.Height < leastHeight {
		answer.Type, answer.Width, answer.Height = "link", 0, 0
	} else {
		answer.HTML = e.html(w.Site.URL(r, ""), strconv.Itoa(answer.Width), answer.Height)
	}
	reply(rw, answer)
}

// pixels reads a bound; none is as large as can be.
func pixels(s string) (int, error) {
	if s == "" {
		return 1 << 20, nil
	}
	n, err := strconv.ParseUint(s, 10, 20)
	return int(n), err //nolint:wrapcheck // the caller only asks whether
}

// reply answers JSON.
func reply(w http.ResponseWriter, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(raw) // the client has left: nobody to tell
}
