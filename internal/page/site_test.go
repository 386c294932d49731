package page_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cloud-pi-native/parcours/internal/page"
)

func TestSite(t *testing.T) {
	t.Parallel()
	plain := httptest.NewRequest(http.MethodGet, "http://a.example:8080/x", http.NoBody)
	secure := plain.Clone(t.Context())
	secure.TLS = new(tls.ConnectionState)
	for name, tc := range map[string]struct {
		base string
		r    *http.Request
		want string
	}{
		"as asked":        {"", plain, "http://a.example:8080/y?z"},
		"as asked, safer": {"", secure, "https://a.example:8080/y?z"},
		"as said":         {"https://Parcours.example.org/", plain, "https://parcours.example.org/y?z"},
	} {
		s, err := page.ParseSite(tc.base)
		if got := s.URL(tc.r, "/y?z"); err != nil || got != tc.want {
			t.Errorf("%s: %s, %v; want %s", name, got, err, tc.want)
		}
	}
	for _, wrong := range []string{"parcours.example.org", "ftp://a.example", "https://a.example/path", "https://a.example?x", "https://u:p@a.example", "//a.example"} {
		if _, err := page.ParseSite(wrong); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
	var s page.Site
	if got, want := s.OEmbed(plain, "/a?b=c&d"), "http://a.example:8080/oembed?url=http%3A%2F%2Fa.example%3A8080%2Fa%3Fb%3Dc%26d"; got != want {
		t.Errorf("OEmbed = %s, want %s", got, want)
	}
}
