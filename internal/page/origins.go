package page

import (
	"fmt"
	"regexp"
)

// Origins are those whose pages may frame ours and read answers; all of them where it is empty. "https://*.example.org"
// stands for every subdomain.
type Origins []string

var originForm = regexp.MustCompile(`^https?://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$`)

// ParseOrigins returns the origins that are written, or an error that names the first which is none.
func ParseOrigins(written []string) (Origins, error) {
	for _, o := range written {
		if !originForm.MatchString(o) {
			return nil, fmt.Errorf("%q is not an origin: write it as https://intranet.example.org or https://*.example.org, in lower case and without a path", o)
		}
	}
	return written, nil
}

// Ancestors returns them as [Policy.Ancestors] takes them. Pages of ours frame each other.
func (o Origins) Ancestors() []string {
	if len(o) == 0 {
		return []string{"*"}
	}
	return append([]string{"'self'"}, o...)
}
