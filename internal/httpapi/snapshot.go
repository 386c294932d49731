package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/language"

	"github.com/cloud-pi-native/parcours/internal/bounded"
)

// Snapshot is a catalogue as requests see it: each is answered from one, from start to end. It keeps the answers it has
// given, so a new one starts with none.
type Snapshot struct {
	revision  string
	languages []language.Tag
	shown     [][]string // the languages, as values of a header
	bind      func(ctx context.Context, r Request) context.Context
	matcher   language.Matcher
	matched   *bounded.Map[wish, int]
	answers   *bounded.Map[asked, *answer]
	flights   flights
}

// wish is what a request says of the language of its answer.
type wish struct{ parameter, header string }

// asked is what a kept answer answers: exactly these bytes, asked in this way, in this language.
type asked struct {
	language int
	how      byte // 'G' for the query of a GET, 'P' for the body of a POST, 'N' for the sum of a normalised request
	text     string
}

// NewSnapshot returns the snapshot of a revision that comes in these languages, of which there is one at least, the
// reference language first. bind returns the context in which a request is answered. Answers are kept up to so many bytes.
func NewSnapshot(revision string, languages []language.Tag, bind func(ctx context.Context, r Request) context.Context, keep int) *Snapshot {
	s := &Snapshot{
		revision: revision, languages: languages, bind: bind, matcher: language.NewMatcher(languages),
		matched: bounded.New[wish, int](64 << 10), answers: bounded.New[asked, *answer](keep),
	}
	for _, l := range languages {
		s.shown = append(s.shown, []string{l.String()})
	}
	return s
}

// prefer returns the best of the languages for a request: what ?lang= asks for, else Accept-Language.
func (s *Snapshot) prefer(r *http.Request) int {
	w := wish{langParameter(r.URL.RawQuery), r.Header.Get("Accept-Language")}
	if i, known := s.matched.Get(w); known {
		return i
	}
	_, i := language.MatchStrings(s.matcher, w.parameter, w.header)
	w.parameter, w.header = strings.Clone(w.parameter), strings.Clone(w.header)
	s.matched.Put(w, i, len(w.parameter)+len(w.header))
	return i
}

// langParameter returns the parameter lang of a URL's query without reading the others, of which one holds a document.
func langParameter(query string) string {
	for rest := query; rest != ""; {
		i := strings.Index(rest, "lang=")
		if i < 0 {
			return ""
		}
		if i > 0 && rest[i-1] != '&' {
			rest = rest[i+len("lang="):]
			continue
		}
		value, _, _ := strings.Cut(rest[i+len("lang="):], "&")
		value, err := url.QueryUnescape(value)
		if err != nil {
			return ""
		}
		return value
	}
	return ""
}
