// Package page holds what the HTML pages of the binary have in common: how they ask the graph, in which language they
// speak, which files they load and which headers they carry.
//
// It knows nothing of what a page shows. It refuses what would need trust: pages set no cookie, load nothing from
// elsewhere, and run no script and no style but their own files.
package page

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Ask answers a query of the public graph in a language: the data of the answer, or an error. What a client could read
// as an error of the graph is an [AskError].
type Ask func(ctx context.Context, lang, query string, variables map[string]any) (json.RawMessage, error)

// AskError is the first error that the graph answered.
type AskError struct {
	Code    string // as in extensions.code
	Message string
}

// Error returns the code and the message.
func (e *AskError) Error() string { return e.Code + ": " + e.Message }

// Into asks and decodes the data into v.
func (ask Ask) Into(ctx context.Context, v any, lang, query string, variables map[string]any) error {
	data, err := ask(ctx, lang, query, variables)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("decode answer: %w", err)
	}
	return nil
}

// The languages that pages speak. A catalogue may have others: then its texts are its own, and ours are English.
const (
	French  = "fr"
	English = "en"
)

// Langs returns the languages that pages speak.
func Langs() []string { return []string{French, English} }

// Texts are the sentences of a set of pages, by key, in each language.
type Texts map[string]struct{ FR, EN string }

// unbroken puts the spaces that French has beside some marks where no line may be broken.
var unbroken = strings.NewReplacer(" :", "\u00a0:", " ;", "\u00a0;", " ?", "\u00a0?", " !", "\u00a0!", "« ", "«\u00a0", " »", "\u00a0»")

// In returns the sentences in a language, those whose key begins with prefix, without it.
func (t Texts) In(lang, prefix string) map[string]string {
	in := map[string]string{}
	for key, text := range t {
		name, ok := strings.CutPrefix(key, prefix)
		switch {
		case !ok:
		case lang == French:
			in[name] = unbroken.Replace(text.FR)
		default:
			in[name] = text.EN
		}
	}
	return in
}

// Config is what a set of pages is made of.
type Config struct {
	Templates fs.FS // *.html; each is a page, what layout.html needs aside
	Files     *Files
	Texts     Texts
	Languages func() []language.Tag // of the catalogue, the reference language first
	Funcs     template.FuncMap
	Log       *slog.Logger
}

// Set is a set of pages with the same files and sentences.
type Set struct {
	pages     map[string]map[string]*template.Template // by language, then name
	languages func() []language.Tag
	log       *slog.Logger
}

// View is what one page is rendered from.
type View struct {
	Lang     string // set by [Set.Write]
	Explicit bool   // whether the address asks for the language; set by [Set.Write]
	Self     *url.URL
	Title    string
	About    string // one sentence for search engines and cards; "" for none
	Canon    string // absolute address of the page, "" where it is not known
	Robots   string // "" or what search engines are told
	LD       any    // JSON-LD, nil for none
	OEmbed   string // address of the page's oEmbed document, as [Site.OEmbed] returns it, "" for none
	Policy   Policy
	Body     any
}

// link is an entry of the main menu.
type link struct{ Path, Text string }

// menu is the main menu.
var menu = []link{{"/", "nav.path"}, {"/search", "nav.search"}, {"/support", "nav.support"}, {"/embed", "nav.embed"}, {"/explore", "nav.explore"}}

// New returns a set of pages. A template that cannot be parsed is a broken invariant, since templates are embedded.
func New(c Config) *Set {
	s := &Set{pages: map[string]map[string]*template.Template{}, languages: c.Languages, log: c.Log}
	texts := maps.Clone(common)
	maps.Copy(texts, c.Texts)
	names, err := fs.Glob(c.Templates, "*.html")
	if err != nil {
		panic(err) // the pattern is sound
	}
	for _, lang := range Langs() {
		s.pages[lang] = map[string]*template.Template{}
		for _, name := range names {
			funcs := template.FuncMap{
				"t":     func(key string) (string, error) { return text(texts, lang, key) },
				"file":  c.Files.URL,
				"texts": func(prefix string) map[string]string { return texts.In(lang, prefix) },
				"langs": Langs,
				"nav":   func() []link { return menu },
				"dict":  dict,
			}
			maps.Copy(funcs, c.Funcs)
			page := template.Must(template.New("layout.html").Funcs(funcs).ParseFS(layout, "layout.html"))
			if parts, err := fs.Glob(c.Templates, "_*.html"); err == nil && len(parts) > 0 {
				template.Must(page.ParseFS(c.Templates, "_*.html"))
			}
			s.pages[lang][strings.TrimSuffix(name, ".html")] = template.Must(page.ParseFS(c.Templates, name))
		}
	}
	return s
}

// text returns one sentence.
func text(texts Texts, lang, key string) (string, error) {
	t, ok := texts[key]
	if !ok {
		return "", fmt.Errorf("no text %q", key)
	}
	if lang == French {
		return unbroken.Replace(t.FR), nil
	}
	return t.EN, nil
}

// dict returns a map of keys and values in turn, for templates to hand over several things.
func dict(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	for pair := range slices.Chunk(pairs, 2) {
		key, ok := pair[0].(string)
		if !ok || len(pair) != 2 {
			return nil, fmt.Errorf("dict: %v is not a key and a value", pair)
		}
		m[key] = pair[1]
	}
	return m, nil
}

// frenchFirst and englishFirst choose a language for a reader who names neither.
var (
	frenchFirst  = language.NewMatcher([]language.Tag{language.French, language.English})
	englishFirst = language.NewMatcher([]language.Tag{language.English, language.French})
)

// Lang returns the language to answer a request in, and whether its address asks for it. A reader who asks for none gets
// the reference language of the catalogue, where pages speak it.
func (s *Set) Lang(r *http.Request) (lang string, explicit bool) {
	m := englishFirst
	if reference, _ := s.languages()[0].Base(); reference.String() == French {
		m = frenchFirst
	}
	asked := r.URL.Query().Get("lang")
	tag, _ := language.MatchStrings(m, asked, r.Header.Get("Accept-Language"))
	base, _ := tag.Base()
	return base.String(), asked != "" && base.String() == asked
}

// Write answers a page.
func (s *Set) Write(w http.ResponseWriter, r *http.Request, status int, name string, v View) {
	v.Lang, v.Explicit = s.Lang(r)
	v.Self = r.URL
	var body bytes.Buffer
	if err := s.pages[v.Lang][name].Execute(&body, v); err != nil {
		s.log.LogAttrs(r.Context(), slog.LevelError, "page failed", slog.String("page", name), slog.Any("error", err))
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.Lang)
	h.Set("Content-Security-Policy", v.Policy.String())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	if status == http.StatusOK && r.Method != http.MethodPost {
		sum := sha256.Sum256(body.Bytes())
		tag := `"` + hex.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the client has left: nobody to tell
}

// Href returns an address of ours in the language of the page, where its own address asks for it.
func (v View) Href(path string) string {
	if !v.Explicit {
		return path
	}
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	query := u.Query()
	query.Set("lang", v.Lang)
	u.RawQuery = query.Encode()
	return u.String()
}

// In returns the address of this page in another language.
func (v View) In(lang string) string {
	query := v.Self.Query()
	query.Set("lang", lang)
	return v.Self.Path + "?" + query.Encode()
}

// At reports whether the page stands at path, or below it where path ends in a slash.
func (v View) At(path string) bool {
	return v.Self.Path == path || strings.HasSuffix(path, "/") && path != "/" && strings.HasPrefix(v.Self.Path, path)
}

// With returns the view of a part of the page, which sees the same page with another body.
func (v View) With(body any) View {
	v.Body = body
	return v
}
