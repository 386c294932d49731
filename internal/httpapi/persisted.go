package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/bounded"
)

// Trusted are documents that are known by the SHA-256 of their text, in hexadecimal digits.
type Trusted map[string]string

// ReadTrusted reads a manifest as graphql-codegen's client preset writes it: an object of documents by their hash, with or
// without "sha256:" before it. It returns an error for a document that has another hash.
func ReadTrusted(manifest []byte) (Trusted, error) {
	written, err := readObject(string(manifest))
	if err != nil {
		return nil, fmt.Errorf("not an object of documents by their hash: %w", err)
	}
	trusted := Trusted{}
	for id, v := range written {
		text, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("not an object of documents by their hash: %s is not a text", id)
		}
		hash := strings.TrimPrefix(id, "sha256:")
		if sum(text) != hash {
			return nil, fmt.Errorf("%s is not the SHA-256 of its document, which is %s", id, sum(text))
		}
		trusted[hash] = text
	}
	return trusted, nil
}

func sum(text string) string {
	of := sha256.Sum256([]byte(text))
	return hex.EncodeToString(of[:])
}

// library finds documents by their hash: trusted ones, and those that clients have sent once, which have passed all that a
// document has to pass.
type library struct {
	trusted Trusted
	only    bool // no document but trusted ones
	learnt  *bounded.Map[string, string]
}

// Errors of requests that name a document. Clients of automatic persisted queries know the first two messages.
var (
	notFound     = &refusal{0, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound"}
	notSupported = &refusal{0, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported"}
	mismatch     = &refusal{0, "PERSISTED_QUERY_HASH_MISMATCH", "the hash is not the SHA-256 of the query"}
	unknown      = &refusal{0, "DOCUMENT_NOT_FOUND", "no document has this documentId"}
	untrusted    = &refusal{0, "DOCUMENT_NOT_TRUSTED", "only trusted documents are answered"}
	both         = &refusal{http.StatusBadRequest, codeBadRequest, "give documentId or query, not both"}
	nothing      = &refusal{http.StatusBadRequest, codeBadRequest, "query is missing"}
)

// find fills in the query that p names, and tells whether p would have a query learnt that it sends along.
func (l library) find(p *params) (learn string, no *refusal) {
	hash, err := p.persisted()
	if err != nil {
		return "", notSupported
	}
	sent := p.Query != ""
	switch {
	case p.DocumentID != "" && sent:
		return "", both
	case p.DocumentID != "":
		if p.Query = l.trusted[strings.TrimPrefix(p.DocumentID, "sha256:")]; p.Query == "" {
			return "", unknown
		}
	case !sent && hash == "":
		return "", nothing
	case hash != "" && sent && sum(p.Query) != hash:
		return "", mismatch
	case !sent:
		var ok bool
		if p.Query, ok = l.trusted[hash]; !ok && !l.only {
			p.Query, ok = l.learnt.Get(hash)
		}
		if !ok && l.only {
			return "", untrusted
		}
		if !ok {
			return "", notFound
		}
	case l.only:
		if _, ok := l.trusted[sum(p.Query)]; !ok {
			return "", untrusted
		}
	case hash != "":
		return hash, nil
	}
	return "", nil
}

// learn keeps a document that has passed.
func (l library) learn(hash, text string) {
	if hash != "" {
		l.learnt.Put(hash, text, len(hash)+len(text))
	}
}

// persisted returns the hash that extensions.persistedQuery gives, "" where there is none.
func (p *params) persisted() (string, error) {
	given, ok := p.Extensions["persistedQuery"]
	if !ok || given == nil {
		return "", nil
	}
	fields, ok := given.(map[string]any)
	version, isNumber := fields["version"].(json.Number)
	hash, isText := fields["sha256Hash"].(string)
	if !ok || !isNumber || version != "1" || !isText || len(hash) != 2*sha256.Size {
		return "", errors.New("not version 1")
	}
	return hash, nil
}
