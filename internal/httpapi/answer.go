package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// answer is a body without errors, which may be sent many times. Each of its codings is made once, when it is first asked
// for.
type answer struct {
	tag       string // the strong entity tag of the plain body, without quotes
	operation string
	codings   [3]coded
}

// coded is a body as it is sent, with the headers that say so.
type coded struct {
	once         sync.Once
	body         []byte
	encoding     []string // nil: none
	etag, length []string
}

// smallest is how long a body is that is worth being compressed.
const smallest = 1024

func newAnswer(body []byte, tag string) *answer {
	a := &answer{tag: tag}
	a.codings[identity].body = body
	return a
}

// in returns the answer in a coding, plain where compression gains nothing.
func (a *answer) in(coding int) *coded {
	plain := a.codings[identity].body
	if len(plain) < smallest {
		coding = identity
	}
	c := &a.codings[coding]
	c.once.Do(func() {
		if coding != identity {
			c.body = compress(plain, coding)
			c.encoding = []string{codings[coding]}
		}
		c.etag = []string{quoted(a.tag, coding)}
		c.length = []string{strconv.Itoa(len(c.body))}
	})
	return c
}

// weight returns how many bytes the answer takes: JSON compresses to far less than half its size in either coding.
func (a *answer) weight() int { return 512 + 2*len(a.codings[identity].body) }

// serve sends the answer as one of a media type, or says that the client has it.
func (a *answer) serve(w http.ResponseWriter, r *http.Request, media, control []string) (status, sent int) {
	if list := r.Header["If-None-Match"]; len(list) > 0 {
		if etag, ok := matches(list[0], a.tag); ok {
			return notModified(w, etag, control), 0
		}
	}
	header := w.Header()
	header["Content-Type"] = media
	header["Cache-Control"] = control
	c := a.in(codingOf(r))
	header["Etag"] = c.etag
	return http.StatusOK, c.send(w, r)
}

// notModified says that the client has the answer, and what RFC 9110, 15.4.5, wants said of it: not what it is, which the client has too.
func notModified(w http.ResponseWriter, etag string, control []string) (status int) {
	header := w.Header()
	delete(header, "Content-Language")
	header["Etag"] = []string{etag}
	header["Cache-Control"] = control
	w.WriteHeader(http.StatusNotModified)
	return http.StatusNotModified
}

// send writes the body and the headers that depend on its coding.
func (c *coded) send(w http.ResponseWriter, r *http.Request) int {
	header := w.Header()
	header["Content-Length"] = c.length
	if c.encoding != nil {
		header["Content-Encoding"] = c.encoding
	}
	w.WriteHeader(http.StatusOK)
	return write(w, r, c.body)
}

// sendOnce sends a body that is sent this one time.
func sendOnce(w http.ResponseWriter, r *http.Request, status int, body []byte) int {
	header := w.Header()
	if coding := codingOf(r); coding != identity && len(body) >= smallest {
		body = compress(body, coding)
		header["Content-Encoding"] = []string{codings[coding]}
	}
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	return write(w, r, body)
}

var gzips = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.DefaultCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

var zstds = sync.Pool{New: func() any {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(128<<10))
	if err != nil {
		panic(err) // the options are constants
	}
	return w
}}

// compress returns body in a coding other than identity.
func compress(body []byte, coding int) []byte {
	if coding == zstandard {
		w, _ := zstds.Get().(*zstd.Encoder)
		defer zstds.Put(w)
		return w.EncodeAll(body, make([]byte, 0, len(body)/4))
	}
	w, _ := gzips.Get().(*gzip.Writer)
	defer gzips.Put(w)
	var out bytes.Buffer
	w.Reset(&out)
	_, err := w.Write(body)
	if closing := w.Close(); err != nil || closing != nil {
		panic("gzip in memory failed") // nothing there can fail
	}
	return out.Bytes()
}

// tag returns an entity tag for what the parts say.
func tag(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}
