package httpapi

import (
	"net/http"
	"slices"

	"github.com/rs/cors"
)

// Headers that are the same in each answer. A shared cache may keep them, since they depend on no request.
var (
	anyOrigin = []string{"*"}
	exposed   = []string{"Content-Language, ETag, Parcours-Content-Problems, Retry-After, X-Request-Id"}
)

// crossing says which pages of other origins may read answers. No credentials are ever allowed: there are none.
type crossing struct {
	any  bool
	cors *cors.Cors
}

// newCrossing lets the pages of some origins read answers; those of any origin where the list is empty.
func newCrossing(origins []string) crossing {
	all := len(origins) == 0
	if all {
		origins = anyOrigin
	}
	return crossing{all, cors.New(cors.Options{
		AllowedOrigins: origins, AllowedMethods: []string{http.MethodGet, http.MethodPost}, AllowedHeaders: []string{"*"},
		ExposedHeaders: exposed, MaxAge: 86400,
	})}
}

// allow writes the headers of an answer. Where any origin may read, they are constants: rs/cors has each answer vary by
// the origin that asks, which would split every shared cache.
func (c crossing) allow(w http.ResponseWriter, r *http.Request) {
	if c.any {
		w.Header()["Access-Control-Allow-Origin"] = anyOrigin
		w.Header()["Access-Control-Expose-Headers"] = exposed
		return
	}
	c.cors.HandlerFunc(w, r)
}

// preflight answers what a browser asks before it lets a page ask.
func (c crossing) preflight(x *exchange) {
	x.status = http.StatusNoContent
	if x.r.Header.Get("Access-Control-Request-Method") == "" {
		x.w.Header()["Allow"] = allowed
		x.w.WriteHeader(x.status)
		return
	}
	c.cors.HandlerFunc(x.w, x.r)
}

// varies adds to what an answer depends on, besides the origin that [crossing.allow] may have named.
func varies(header http.Header, on []string) {
	if named := header["Vary"]; named != nil {
		on = slices.Concat(named, on)
	}
	header["Vary"] = on
}
