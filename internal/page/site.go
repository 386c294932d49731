package page

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Site is the address that readers reach the pages at, which metadata and recipes name. Its zero value is the address that
// each request was made to.
type Site struct{ base string }

// ResourcePath is what the path of the page about a resource begins with; the resource's identifier follows.
const ResourcePath = "/resource/"

// ParseSite returns the site at an address, such as "https://parcours.example.org"; the zero one for "". Pages name each
// other from the root, so that an address with a path is refused.
func ParseSite(address string) (Site, error) {
	if address == "" {
		return Site{}, nil
	}
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Path+u.RawQuery+u.Fragment != "" {
		return Site{}, fmt.Errorf("%q is not the address of a site: write it as https://parcours.example.org, without a path", address)
	}
	return Site{u.Scheme + "://" + strings.ToLower(u.Host)}, nil
}

// URL returns the absolute address of a path of ours, for a reader who made a request.
func (s Site) URL(r *http.Request, path string) string {
	switch {
	case s.base != "":
		return s.base + path
	case r.TLS != nil:
		return "https://" + r.Host + path
	}
	return "http://" + r.Host + path
}

// OEmbed returns the address of the oEmbed document of a path of ours, without its format: what [View.OEmbed] takes.
func (s Site) OEmbed(r *http.Request, path string) string {
	return s.URL(r, "/oembed?url="+url.QueryEscape(s.URL(r, path)))
}
