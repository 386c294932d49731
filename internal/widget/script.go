package widget

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/cloud-pi-native/parcours/internal/page"
)

// script is a script that pages of others load from an address which stays.
type script struct {
	content []byte
	cache   string // Cache-Control
}

// ServeHTTP answers the script.
func (s script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256(s.content)
	h := w.Header()
	page.Neutral(h)
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cache-Control", s.cache)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(s.content))
}

// integrity returns what a page writes into the integrity attribute of the script.
func (s script) integrity() string {
	sum := sha512.Sum384(s.content)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}
