package httpapi

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

// reload lets whoever has the token, such as the webhook of a registry, say that there is something new. The body is not
// read: what is new is found out where it is.
func (c Config) reload(w http.ResponseWriter, r *http.Request) {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	has, want := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(c.ReloadToken))
	if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(has[:], want[:]) != 1 {
		w.Header().Set("WWW-Authenticate", "Bearer")
		text(w, http.StatusUnauthorized, "a bearer token is needed\n")
		return
	}
	c.Reload()
	text(w, http.StatusAccepted, "looking for something new\n")
}
