package importer

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// schemes open an address in a text.
var schemes = []string{"https://", "http://", "ftp://"}

// schemeAt returns the scheme that s begins with, or "".
func schemeAt(s string) string {
	for _, scheme := range schemes {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			return scheme
		}
	}
	return ""
}

// nextURL returns where the next address in s begins, or -1. An address without scheme counts where it begins with www.
func nextURL(s string) int {
	for i := range len(s) {
		if schemeAt(s[i:]) != "" {
			return i
		}
		if i+5 < len(s) && strings.EqualFold(s[i:i+4], "www.") && isAlnum(s[i+4]) && (i == 0 || !isAlnum(s[i-1])) {
			return i
		}
	}
	return -1
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// urlToken returns how many bytes of s, which begins with an address, belong to it as its author typed it: up to the
// next blank or what no address holds.
func urlToken(s string) int {
	for i, r := range s {
		if isBlank(r) || unicode.IsControl(r) || strings.ContainsRune("<>`|\\", r) || r == ']' && strings.HasPrefix(s[i:], "](") {
			return i
		}
	}
	return len(s)
}

// junk is what authors leave at the end of an address, and no address ends with.
const junk = "\"'«»“”‘’.,;:!?*…"

// cleaned is an address as it should have been written.
type cleaned struct {
	url   string
	glued []string // other addresses that stood in it without a blank
	noted bool     // something was taken off
}

// cleanURL takes off an address what its author did not mean to be part of it: quotes and punctuation at the end, a
// parenthesis that was never opened, the parameters that only track readers, a second address glued to it. What an
// address means is kept as it was typed: percent signs, fragments, parentheses in pairs.
func (m *Mapping) cleanURL(raw string) cleaned {
	s := strings.TrimFunc(raw, isBlank)
	s = strings.TrimLeft(s, "\"'«“‘(<[")
	first, rest := unglue(s)
	c := cleaned{}
	for rest != "" {
		var next string
		next, rest = unglue(rest)
		c.glued = append(c.glued, m.cleanURL(next).url)
	}
	u := trimURL(first)
	if schemeAt(u) == "" && strings.EqualFold(u[:min(4, len(u))], "www.") {
		u = "https://" + u
	}
	u = m.untrack(u)
	c.url = strings.NewReplacer(" ", "%20", "\t", "%20", "\"", "%22", "'", "%27", "<", "%3C", ">", "%3E", "`", "%60", "\u00a0", "%C2%A0").Replace(u)
	if host := strings.Index(c.url, "://"); host > 0 {
		end := host + 3
		for end < len(c.url) && !strings.ContainsRune("/?#", rune(c.url[end])) {
			end++
		}
		c.url = strings.ToLower(c.url[:host]) + c.url[host:end] + c.url[end:]
	}
	c.noted = c.url != raw
	return c
}

// unglue cuts an address before a second one. One that is a value of the first, as archives and redirections have it, is
// part of it: it is written so that it cannot be taken for a second one.
func unglue(s string) (first, rest string) {
	for i := 1; i < len(s); i++ {
		if schemeAt(s[i:]) == "" {
			continue
		}
		if s[i-1] == '=' || s[i-1] == '/' {
			j := i + strings.Index(s[i:], "://")
			s = s[:j] + "%3A" + s[j+1:]
			continue
		}
		return s[:i], s[i:]
	}
	return s, ""
}

// trimURL takes junk off the end of an address, again and again.
func trimURL(s string) string {
	for {
		r, size := utf8.DecodeLastRuneInString(s)
		switch {
		case size == 0:
			return s
		case isBlank(r) || strings.ContainsRune(junk, r),
			r == ')' && strings.Count(s, ")") > strings.Count(s, "("),
			r == ']' && strings.Count(s, "]") > strings.Count(s, "["),
			r == '}' && strings.Count(s, "}") > strings.Count(s, "{"),
			r == '(' || r == '[':
			s = s[:len(s)-size]
		default:
			return s
		}
	}
}

// untrack takes out the parameters that only say where a reader came from.
func (m *Mapping) untrack(s string) string {
	before, after, ok := strings.Cut(s, "?")
	if !ok {
		return s
	}
	query, fragment, hasFragment := strings.Cut(after, "#")
	kept := slices.DeleteFunc(strings.Split(query, "&"), func(parameter string) bool {
		name, _, _ := strings.Cut(parameter, "=")
		return slices.ContainsFunc(m.Addresses.Tracking, func(pattern string) bool {
			matched, err := path.Match(pattern, strings.ToLower(name))
			return err == nil && matched
		})
	})
	if len(kept) > 0 && strings.Join(kept, "") != "" {
		before += "?" + strings.Join(kept, "&")
	}
	if hasFragment {
		before += "#" + fragment
	}
	return before
}

// identity returns what makes two addresses the same resource: neither the scheme, nor www., nor a final slash, nor the
// parameters beside the one that names a thing on a site that has such a one.
func (m *Mapping) identity(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	p := strings.TrimSuffix(u.EscapedPath(), "/")
	if host == "youtu.be" && len(p) > 1 {
		return "youtube.com?v=" + p[1:]
	}
	if parameter := m.Addresses.Identity[host]; parameter != "" && u.Query().Get(parameter) != "" {
		return host + "?" + parameter + "=" + u.Query().Get(parameter)
	}
	id := host + p
	if u.RawQuery != "" {
		id += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		id += "#" + u.EscapedFragment()
	}
	return id
}

// sound reports whether an address can stand in a catalogue.
func sound(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") &&
		strings.Count(address, "://") == 1 && !strings.ContainsAny(address, "\"'<>` \t\n\r\u00a0") &&
		!strings.HasSuffix(address, ".") && !strings.HasSuffix(address, ",") && strings.Count(address, ")") <= strings.Count(address, "(")
}

// host returns the name of an address's host without www., or "".
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}
