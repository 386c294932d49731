package httpapi

import (
	"iter"
	"net/http"
	"strconv"
	"strings"
)

// The media types of answers.
const (
	typeJSON     = "application/json"
	typeResponse = "application/graphql-response+json"
)

// answerType returns the media type of the answer, "" where the client accepts none of ours. What is accepted most wins;
// between equals the type made for GraphQL does where it is named, else JSON, which every client reads.
func answerType(accept string) string {
	if accept == "" || accept == "*/*" || accept == typeJSON {
		return typeJSON
	}
	quality := map[string]float64{}
	for name, q := range preferences(accept) {
		if _, named := quality[name]; !named {
			quality[name] = q
		}
	}
	of := func(names ...string) float64 { // the most specific that is named counts
		for _, name := range names {
			if q, named := quality[name]; named {
				return q
			}
		}
		return 0
	}
	plain, own := of(typeJSON, "application/*", "*/*"), of(typeResponse)
	switch {
	case own > 0 && own >= plain:
		return typeResponse
	case plain > 0:
		return typeJSON
	}
	return ""
}

// The codings of answers.
const (
	identity = iota
	gzipped
	zstandard
)

var codings = [...]string{identity: "", gzipped: "gzip", zstandard: "zstd"}

// codingOf returns the coding of the answer to a request.
func codingOf(r *http.Request) int { return coding(strings.Join(r.Header["Accept-Encoding"], ",")) }

// coding returns the coding of the answer: what is accepted most, zstd between equals, since it is smaller, and none only
// where the client names that, and accepts it more.
func coding(accept string) int {
	if accept == "" {
		return identity
	}
	best, chosen := 0.0, identity
	for name, q := range preferences(accept) {
		if name == "identity" && q > best {
			best, chosen = q, identity
		}
		for c := gzipped; c <= zstandard; c++ {
			if name == codings[c] && q > 0 && (q > best || q == best && c > chosen) {
				best, chosen = q, c
			}
		}
	}
	return chosen
}

// preferences yields the elements of a header like Accept, in lower case and without parameters, each with its quality.
// An element whose quality cannot be read is left out.
func preferences(header string) iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		for element := range strings.SplitSeq(header, ",") {
			name, parameters, _ := strings.Cut(element, ";")
			quality, ok := 1.0, true
			for parameter := range strings.SplitSeq(parameters, ";") {
				key, value, _ := strings.Cut(parameter, "=")
				switch strings.ToLower(strings.TrimSpace(key)) {
				case "q":
					quality, ok = weight(strings.TrimSpace(value))
				case "charset":
					ok = ok && strings.EqualFold(strings.Trim(value, `" `), "utf-8")
				}
			}
			name = strings.ToLower(strings.TrimSpace(name))
			if ok && name != "" && !yield(name, quality) {
				return
			}
		}
	}
}

// weight reads a quality: 0 to 1 with at most three decimals.
func weight(s string) (float64, bool) {
	if len(s) > 5 || s == "" || s[0] != '0' && s[0] != '1' {
		return 0, false
	}
	q, err := strconv.ParseFloat(s, 64)
	return q, err == nil && q <= 1
}

// matches reports whether a list of entity tags, as If-None-Match has it, holds the strong tag of an answer in some coding,
// and returns that tag.
func matches(list, tag string) (string, bool) {
	for candidate := range strings.SplitSeq(list, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		for c := range codings {
			if candidate == quoted(tag, c) {
				return candidate, true
			}
		}
	}
	return "", false
}

// quoted returns the entity tag of an answer in a coding: other bytes, another tag.
func quoted(tag string, coding int) string {
	if coding == identity {
		return `"` + tag + `"`
	}
	return `"` + tag + "-" + codings[coding] + `"`
}
