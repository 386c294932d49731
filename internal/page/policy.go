package page

import "strings"

// Policy is the content security policy of a page. Its zero value allows a page its own files and the graph, no frame,
// and no place in one.
type Policy struct {
	Ancestors []string // who may frame the page: origins, or "*"; nobody where it is empty
	Frames    bool     // whether it frames pages of ours
	Editor    bool     // whether it holds an editor that writes its own styles and works in the background
}

// String returns the policy as a header says it.
func (p Policy) String() string {
	parts := []string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
		"form-action 'self'", "base-uri 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
	}
	if p.Editor {
		parts = []string{
			"default-src 'none'", "script-src 'self'", "worker-src 'self'", "style-src 'self' 'unsafe-inline'", "font-src 'self' data:",
			"img-src 'self' data:", "connect-src 'self'", "form-action 'none'", "base-uri 'none'",
		}
	}
	if p.Frames {
		parts = append(parts, "frame-src 'self'")
	}
	if len(p.Ancestors) == 0 {
		return strings.Join(append(parts, "frame-ancestors 'none'"), "; ")
	}
	return strings.Join(append(parts, "frame-ancestors "+strings.Join(p.Ancestors, " ")), "; ")
}
