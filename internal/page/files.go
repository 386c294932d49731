package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

//go:embed layout.html
var layout embed.FS

//go:embed assets
var assets embed.FS

// types are the media types of files by ending; what the machine says of them does not count.
var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".json": "application/json", ".graphql": "application/graphql", ".ttf": "font/ttf", ".woff2": "font/woff2",
}

// Files are static files, served below an address that changes when one of them does, so that they may be kept for ever
// and name each other by relative addresses.
type Files struct {
	prefix  string // "/explore/assets/"
	version string
	files   map[string]file
}

// file is the content of a file, which may be compressed.
type file struct {
	content []byte
	gzipped bool
}

// NewFiles returns the files of some folders, and those that all pages share, to be served below prefix, which begins and
// ends with a slash. A file named NAME.gz is served as NAME. Two files of one name are a broken invariant.
func NewFiles(prefix string, folders ...fs.FS) *Files {
	f := &Files{prefix: prefix, files: map[string]file{}}
	hash := sha256.New()
	for _, folder := range append([]fs.FS{Folder(assets, "assets")}, folders...) {
		err := fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(folder, path)
			name, gzipped := strings.CutSuffix(path, ".gz")
			if _, twice := f.files[name]; twice {
				return fmt.Errorf("%s: two files of that name", name)
			}
			f.files[name] = file{content, gzipped}
			fmt.Fprintf(hash, "%s %d\n%s", name, len(content), content)
			return err
		})
		if err != nil {
			panic(err)
		}
	}
	f.version = hex.EncodeToString(hash.Sum(nil))[:12]
	return f
}

// Folder returns a folder of embedded files. One that is not there is a broken invariant.
func Folder(fsys fs.FS, name string) fs.FS {
	sub, err := fs.Sub(fsys, name)
	if err != nil {
		panic(err)
	}
	return sub
}

// Has reports whether there is a file of that name.
func (f *Files) Has(name string) bool {
	_, ok := f.files[name]
	return ok
}

// Pattern returns the pattern that the files are served at.
func (f *Files) Pattern() string { return "GET " + f.prefix }

// URL returns the address of a file.
func (f *Files) URL(name string) (string, error) {
	if _, ok := f.files[name]; !ok {
		return "", fmt.Errorf("no file %q", name)
	}
	return f.prefix + f.version + "/" + name, nil
}

// ServeHTTP answers a file. At an address of another version it answers today's file, to be asked for again next time.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	version, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, f.prefix), "/")
	file, ok := f.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", types[path.Ext(name)])
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cache-Control", "no-cache")
	Neutral(h)
	if version == f.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("ETag", `"`+f.version+`"`)
	content := file.content
	if file.gzipped {
		h.Add("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			h.Set("ETag", `"`+f.version+`-gzip"`)
		} else {
			content = gunzip(content)
		}
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

// Neutral takes from the headers of an answer that it depends on a language. Who may read it, it may still depend on.
func Neutral(h http.Header) {
	origin := slices.ContainsFunc(h["Vary"], func(on string) bool { return strings.EqualFold(on, "Origin") })
	h.Del("Vary")
	h.Del("Content-Language")
	if origin {
		h.Set("Vary", "Origin")
	}
}

// gunzip returns what was compressed. A file that cannot be read is a broken invariant: it is embedded.
func gunzip(content []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		panic(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return plain
}
