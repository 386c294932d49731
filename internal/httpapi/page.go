package httpapi

import (
	"embed"
	"net/http"
)

//go:embed page
var pages embed.FS

// page serves one of our own pages: nothing in it comes from another host, and its policy says so.
func page(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeFileFS(w, r, pages, "page/"+name)
	})
}
