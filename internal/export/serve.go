package export

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// Config is what handlers serve.
type Config struct {
	Current func() (s Source, ok bool)                // what is served now; false while nothing is
	URL     func(r *http.Request, path string) string // absolute address of a path of ours
	Build   string                                    // names the program: another one answers otherwise
	Log     *slog.Logger
}

// busiest is how many exports are written at a time: each takes a processor.
const busiest = 8

// patience is how long the client of an export may take to read it: a large one over a slow line.
const patience = 2 * time.Minute

// New returns the handlers of all forms by pattern of [http.ServeMux].
func New(c Config) map[string]http.Handler {
	all := map[string]http.Handler{}
	slots := make(chan struct{}, busiest)
	for _, f := range formats {
		pattern, exact := strings.CutSuffix(f.Path, "/")
		h := &handler{Config: c, Format: f, slots: slots}
		if exact {
			all["GET "+f.Path+"{$}"] = h
		}
		all["GET "+pattern] = h
	}
	return all
}

type handler struct {
	Config
	Format

	slots chan struct{}
}

// ServeHTTP answers the form, as it is written. The entity tag is weak, since a proxy may compress the same bytes.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s, ok := h.Current()
	if !ok {
		h.refuse(w, http.StatusServiceUnavailable, "NotReady", "nothing is served yet")
		return
	}
	query := r.URL.Query()
	v, err := h.view(s.Catalog, r, query)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	header := w.Header()
	h.languages(header, s.Catalog, v)
	header.Set("Cache-Control", "public, no-cache")
	tag := h.tag(s, v, query)
	if slices.ContainsFunc(strings.Split(r.Header.Get("If-None-Match"), ","), func(t string) bool { return strings.TrimSpace(t) == tag }) {
		header.Set("ETag", tag)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	default:
		header.Set("Retry-After", "1")
		h.refuse(w, http.StatusServiceUnavailable, "Busy", "too many exports at once: ask again in a second")
		return
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patience)) // else that of the server
	to := &answer{w: w, head: r.Method == http.MethodHead}
	to.begin = func() {
		header.Set("Content-Type", h.Type)
		header.Set("ETag", tag)
		header.Set("Content-Disposition", `inline; filename="`+h.File+`"`)
		header.Set("X-Content-Type-Options", "nosniff")
		if h.Name == "html" {
			header.Set("Content-Security-Policy", pagePolicy)
			header.Set("Referrer-Policy", "no-referrer")
		}
		w.WriteHeader(http.StatusOK)
	}
	err = h.Write(to, s, v)
	switch {
	case err == nil || errors.Is(err, errHead):
	case !to.begun:
		h.fail(w, r, err)
	case to.failed: // the client has left
	default:
		h.Log.LogAttrs(r.Context(), slog.LevelError, "export cut", slog.String("form", h.Name), slog.Any("error", err))
		panic(http.ErrAbortHandler) // the client reads that its answer was cut
	}
}

// answer is a writer that sends the headers before the first byte.
type answer struct {
	w             http.ResponseWriter
	begin         func()
	head          bool
	begun, failed bool
}

// errHead ends the writing of what is asked for its headers.
var errHead = errors.New("only the headers are wanted")

// Write sends bytes.
func (a *answer) Write(p []byte) (int, error) {
	if !a.begun {
		a.begun = true
		a.begin()
	}
	if a.head {
		return 0, errHead
	}
	n, err := a.w.Write(p)
	a.failed = err != nil
	return n, err //nolint:wrapcheck // of the connection
}

// view returns how a request wants the form.
func (h *handler) view(c *catalog.Catalog, r *http.Request, query url.Values) (View, error) {
	tags := each(c.Languages, func(l catalog.Lang) language.Tag { return language.Make(string(l)) })
	_, i := language.MatchStrings(language.NewMatcher(tags), h.locale(query), query.Get("lang"), r.Header.Get("Accept-Language"))
	v := View{Langs: append([]catalog.Lang{c.Languages[i]}, c.Languages...)}
	if h.Name == "atom" || h.Name == "catalog" {
		v.Base = strings.TrimSuffix(h.URL(r, "/"), "/")
	}
	if h.Tailored {
		for _, role := range strings.FieldsFunc(strings.Join(query["role"], ","), func(r rune) bool { return r == ',' || r == ' ' }) {
			v.Profile.Roles = append(v.Profile.Roles, catalog.RoleID(role))
		}
		v.Profile.From, v.Profile.To = Step(c, query.Get("from")), Step(c, query.Get("to"))
	}
	if h.Name == "catalog" {
		var err error
		if v.Filter, err = ParseFilter(query); err != nil {
			return v, err
		}
	}
	return v, nil
}

// locale returns the language that a client of the catalog form asks for in its own way.
func (h *handler) locale(query url.Values) string {
	if h.Name == "catalog" {
		return query.Get("locale")
	}
	return ""
}

// Step returns the identifier of the step that a number or an identifier names.
func Step(c *catalog.Catalog, name string) catalog.StepID {
	if n, err := strconv.ParseInt(name, 10, 32); err == nil {
		if s := c.StepNumber(int32(n)); s != nil {
			return s.ID
		}
	}
	return catalog.StepID(name)
}

// languages says in which languages the answer is, and whether it depends on what the request prefers.
func (h *handler) languages(header http.Header, c *catalog.Catalog, v View) {
	switch {
	case h.Lang:
		header.Set("Content-Language", string(v.lang()))
		header.Set("Vary", "Accept-Language")
	case h.Name == "schema":
		header.Set("Content-Language", "en")
		header.Del("Vary")
	default:
		header.Set("Content-Language", strings.Join(strs(c.Languages), ", "))
		header.Del("Vary")
	}
}

// tag returns an entity tag for everything that the answer depends on.
func (h *handler) tag(s Source, v View, query url.Values) string {
	sum := sha256.New()
	parts := []string{h.Build, h.Name, s.Catalog.Revision}
	if h.Lang {
		parts = append(parts, string(v.lang()), v.Base)
	}
	if h.Events {
		for _, p := range s.History {
			parts = append(parts, stamp(p.At))
		}
	}
	names := []string{"role", "from", "to"}
	if h.Name == "catalog" {
		names = []string{"type", "uid", "last_modified", "level", "role", "product", "subject"}
	}
	if h.Tailored || h.Name == "catalog" {
		for _, name := range names {
			parts = append(parts, name+"="+strings.Join(query[name], ","))
		}
	}
	for _, p := range parts {
		fmt.Fprintf(sum, "%d:%s", len(p), p)
	}
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:16]) + `"`
}

// fail answers an error: what the client can mend in words, anything else as it deserves.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	var mistake *tailor.InputError
	switch {
	case errors.As(err, &mistake):
		h.refuse(w, http.StatusBadRequest, "BadRequest", mistake.Error())
	case errors.Is(err, ErrNoDate):
		h.refuse(w, http.StatusNotFound, "NotFound", ErrNoDate.Error())
	default:
		h.Log.LogAttrs(r.Context(), slog.LevelError, "export failed", slog.String("form", h.Name), slog.Any("error", err))
		h.refuse(w, http.StatusInternalServerError, "InternalError", "internal error")
	}
}

// refuse answers why there is no export: as JSON to a client of JSON, else in words.
func (h *handler) refuse(w http.ResponseWriter, status int, code, message string) {
	header := w.Header()
	header.Del("Content-Language")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Type", "text/plain; charset=utf-8")
	body := []byte(message + "\n")
	if strings.Contains(h.Type, "json") {
		header.Set("Content-Type", "application/json")
		body = refusal(code, message)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client has left: nobody to tell
}
