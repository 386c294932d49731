// Package registrytest is an OCI registry in memory, for tests: it takes and gives blobs, manifests, tags and referrers,
// and can be made to lie. It refuses to be used for anything else: nothing is authenticated, nothing outlives the process.
package registrytest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Registry is a registry in memory. Its zero value is empty and ready.
type Registry struct {
	// NoReferrers makes it one of those that do not know the referrers API.
	NoReferrers bool

	mu        sync.Mutex
	blobs     map[string][]byte            // by digest
	manifests map[string]map[string]stored // repository -> digest or tag
	before    func(w http.ResponseWriter, r *http.Request) bool
	served    []string
}

// stored is a manifest as it was sent.
type stored struct {
	mediaType string
	text      []byte
}

// Before makes f see each request first: it answers the request itself where it returns true. Nil takes it away.
func (g *Registry) Before(f func(w http.ResponseWriter, r *http.Request) bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.before = f
}

// Empty forgets everything.
func (g *Registry) Empty() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.blobs, g.manifests = nil, nil
}

// Served returns the requests since the last call, each as "METHOD path".
func (g *Registry) Served() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	served := g.served
	g.served = nil
	return served
}

// Tag puts a tag on a manifest, whatever it was on before; on nothing where text is nil.
func (g *Registry) Tag(repository, tag, mediaType string, text []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if text == nil {
		delete(g.manifests[repository], tag)
		return
	}
	g.keep(repository, tag, stored{mediaType, text})
}

// Tagged returns the manifest that a tag is on, nil if none.
func (g *Registry) Tagged(repository, tag string) (mediaType string, text []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	m := g.manifests[repository][tag]
	return m.mediaType, m.text
}

// Blob changes what is kept of a blob.
func (g *Registry) Blob(digest string, change func([]byte) []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.blobs[digest] = change(bytes.Clone(g.blobs[digest]))
}

// RoundTrip answers a request without a network, as an [http.RoundTripper] does.
func (g *Registry) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	if !finished(func() { g.ServeHTTP(w, r) }) {
		return nil, errors.New("connection reset by peer")
	}
	res := w.Result()
	res.Request = r
	res.ContentLength = -1
	if n, err := strconv.ParseInt(res.Header.Get("Content-Length"), 10, 64); err == nil {
		res.ContentLength = n
	}
	return res, nil
}

// finished calls serve and reports false where it gave up the connection, as http.ErrAbortHandler says.
func finished(serve func()) (ok bool) {
	defer func() {
		if v := recover(); v != nil && v != http.ErrAbortHandler { //nolint:errorlint // compared as net/http does
			panic(v)
		}
	}()
	serve()
	return true
}

var (
	blobPath      = regexp.MustCompile(`^/v2/(.+)/blobs/(sha256:[0-9a-f]{64})$`)
	uploadPath    = regexp.MustCompile(`^/v2/(.+)/blobs/uploads/$`)
	manifestPath  = regexp.MustCompile(`^/v2/(.+)/manifests/([^/]+)$`)
	referrersPath = regexp.MustCompile(`^/v2/(.+)/referrers/(sha256:[0-9a-f]{64})$`)
)

// ServeHTTP answers as the OCI distribution specification says.
func (g *Registry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	before := g.before
	g.served = append(g.served, r.Method+" "+r.URL.Path)
	g.mu.Unlock()
	if before != nil && before(w, r) {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		fail(w, http.StatusBadRequest, "BLOB_UPLOAD_INVALID")
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch path := r.URL.Path; {
	case path == "/v2/":
	case uploadPath.MatchString(path) && r.Method == http.MethodPost:
		w.Header().Set("Location", path)
		w.WriteHeader(http.StatusAccepted)
	case uploadPath.MatchString(path) && r.Method == http.MethodPut:
		if r.URL.Query().Get("digest") != digest(body) {
			fail(w, http.StatusBadRequest, "DIGEST_INVALID")
			return
		}
		if g.blobs == nil {
			g.blobs = map[string][]byte{}
		}
		g.blobs[digest(body)] = body
		w.WriteHeader(http.StatusCreated)
	case blobPath.MatchString(path):
		g.blob(w, r, blobPath.FindStringSubmatch(path)[2])
	case manifestPath.MatchString(path):
		m := manifestPath.FindStringSubmatch(path)
		g.manifest(w, r, m[1], m[2], body)
	case referrersPath.MatchString(path) && !g.NoReferrers:
		m := referrersPath.FindStringSubmatch(path)
		g.referrers(w, m[1], m[2])
	default:
		fail(w, http.StatusNotFound, "UNSUPPORTED")
	}
}

func fail(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"errors":[{"code":%q,"message":"no"}]}`, code)
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (g *Registry) blob(w http.ResponseWriter, r *http.Request, name string) {
	text, ok := g.blobs[name]
	if !ok {
		fail(w, http.StatusNotFound, "BLOB_UNKNOWN")
		return
	}
	w.Header().Set("Docker-Content-Digest", name)
	from, status := 0, http.StatusOK
	if n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.Header.Get("Range"), "bytes="), "-")); err == nil && n < len(text) {
		from, status = n, http.StatusPartialContent
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", n, len(text)-1, len(text)))
	}
	give(w, r, status, "application/octet-stream", text[from:])
}

func give(w http.ResponseWriter, r *http.Request, status int, mediaType string, text []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // the client has left: nobody to tell
	}
}

func (g *Registry) keep(repository, reference string, m stored) {
	if g.manifests == nil {
		g.manifests = map[string]map[string]stored{}
	}
	if g.manifests[repository] == nil {
		g.manifests[repository] = map[string]stored{}
	}
	g.manifests[repository][digest(m.text)] = m
	g.manifests[repository][reference] = m
}

func (g *Registry) manifest(w http.ResponseWriter, r *http.Request, repository, reference string, body []byte) {
	if r.Method == http.MethodPut {
		var m struct{ Subject *struct{ Digest string } }
		if json.Unmarshal(body, &m) != nil {
			fail(w, http.StatusBadRequest, "MANIFEST_INVALID")
			return
		}
		g.keep(repository, reference, stored{r.Header.Get("Content-Type"), body})
		if m.Subject != nil && !g.NoReferrers {
			w.Header().Set("OCI-Subject", m.Subject.Digest)
		}
		w.Header().Set("Docker-Content-Digest", digest(body))
		w.WriteHeader(http.StatusCreated)
		return
	}
	m, ok := g.manifests[repository][reference]
	if !ok {
		fail(w, http.StatusNotFound, "MANIFEST_UNKNOWN")
		return
	}
	w.Header().Set("Docker-Content-Digest", digest(m.text))
	give(w, r, http.StatusOK, m.mediaType, m.text)
}

// referrers lists the manifests whose subject is that digest, in the order of their own digests.
func (g *Registry) referrers(w http.ResponseWriter, repository, subject string) {
	list := []map[string]any{}
	for _, reference := range slices.Sorted(maps.Keys(g.manifests[repository])) {
		var m struct {
			ArtifactType string
			Subject      *struct{ Digest string }
		}
		s := g.manifests[repository][reference]
		if reference != digest(s.text) || json.Unmarshal(s.text, &m) != nil || m.Subject == nil || m.Subject.Digest != subject {
			continue
		}
		list = append(list, map[string]any{
			"mediaType": s.mediaType, "digest": reference, "size": len(s.text), "artifactType": m.ArtifactType,
		})
	}
	const index = "application/vnd.oci.image.index.v1+json"
	w.Header().Set("Content-Type", index)
	_ = json.NewEncoder(w).Encode(map[string]any{"schemaVersion": 2, "mediaType": index, "manifests": list})
}
