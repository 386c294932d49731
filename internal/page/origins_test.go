package page_test

import (
	"strings"
	"testing"

	"github.com/cloud-pi-native/parcours/internal/page"
)

func TestOrigins(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"":                             "*",
		"https://intranet.example.org": "'self' https://intranet.example.org",
		"https://*.example.org http://localhost:8080": "'self' https://*.example.org http://localhost:8080",
		"https://intranet.example.org/":               "",
		"intranet.example.org":                        "",
		"https://INTRANET.example.org":                "",
		"https://in*.example.org":                     "",
		"https://a.example;script-src":                "",
		"*":                                           "",
		"null":                                        "",
		"https://a.example.org, https://b.example.org":            "",
		"https://intranet.example.org ftp://intranet.example.org": "",
	} {
		origins, err := page.ParseOrigins(strings.Fields(written))
		got := ""
		if err == nil {
			got = strings.Join(origins.Ancestors(), " ")
		}
		if got != want {
			t.Errorf("%q: %q, %v; want %q", written, got, err, want)
		}
	}
}
