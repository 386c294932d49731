// Package registry publishes catalogues to an OCI registry, and follows what is published there.
//
// A publication is an artifact of its own media types: a layer that is the catalogue's file, a layer that tells the last
// changes, annotations, and an ed25519 signature that refers to it. Whoever follows a tag holds a catalogue only after the
// signature, the size and the digest of all its bytes were found right, and keeps the last good one whatever the registry
// does afterwards.
//
// The package refuses to trust a registry: to read more than was promised, to promise less than it checks, to go back to
// an older publication unless told to. It does not open catalogues: it hands files on.
package registry

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	orasregistry "oras.land/oras-go/v2/registry"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
	"oras.land/oras-go/v2/registry/remote/retry"
)

// Scheme begins the references to a registry.
const Scheme = "oci://"

// The bounds of what is read from a registry, in bytes; that of a catalogue is [Options.MaxSize].
const (
	maxManifest  = 1 << 20
	maxSignature = 64 << 10
	maxHistory   = 16 << 20
	// DefaultMaxSize is the largest catalogue that is pulled unless told otherwise.
	DefaultMaxSize = 1 << 30
)

const (
	maxRedirects  = 5
	maxSignatures = 20 // that are looked at for one artifact
)

// Options says how to reach a registry.
type Options struct {
	PlainHTTP bool
	CAFile    string            // certificates in PEM that are trusted besides the system's; "" for none
	Username  string            // "" to look in the docker configuration and its helpers
	Password  string            // or a token
	MaxSize   int64             // of a catalogue, in bytes; 0 for [DefaultMaxSize]
	Retry     bool              // ask again, a few times, where an answer says that it may help
	Agent     string            // who we say we are
	Transport http.RoundTripper // nil for the usual one
}

// Repository is a place in a registry, and the tag of interest there.
type Repository struct {
	reference orasregistry.Reference
	client    *auth.Client
	plainHTTP bool
	maxSize   int64
}

// Parse returns the repository of a reference such as "oci://registry.example.org/team/catalogue:stable". It opens no
// connection. A reference needs a tag; one to a digest cannot be followed or published to.
func Parse(reference string, o Options) (*Repository, error) {
	name, ok := strings.CutPrefix(reference, Scheme)
	if !ok {
		return nil, fmt.Errorf("%q: a reference begins with %s", reference, Scheme)
	}
	repo, err := remote.NewRepository(name)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", reference, err)
	}
	if err := repo.Reference.ValidateReferenceAsTag(); err != nil {
		return nil, fmt.Errorf("%q: write a tag after the name, such as %s:stable", reference, repo.Reference.Repository)
	}
	client, err := o.client(repo.Reference.Host())
	if err != nil {
		return nil, err
	}
	r := &Repository{reference: repo.Reference, client: client, plainHTTP: o.PlainHTTP, maxSize: o.MaxSize}
	if r.maxSize <= 0 {
		r.maxSize = DefaultMaxSize
	}
	return r, nil
}

// remote returns a client of the repository that has not found out yet what the registry can: another one may answer
// today, behind the same name.
func (r *Repository) remote() *remote.Repository {
	return &remote.Repository{
		Client: r.client, Reference: r.reference, PlainHTTP: r.plainHTTP,
		MaxMetadataBytes: maxManifest, ReferrerListMaxPages: 4,
		SkipReferrersGC: true, // few registries allow to delete; an index that nothing points to harms none
	}
}

// String returns the reference, without credentials.
func (r *Repository) String() string { return Scheme + r.reference.String() }

// client returns an HTTP client that knows who it is for host, and that goes along with few redirects, none of them from
// an encrypted connection to a plain one.
func (o Options) client(host string) (*auth.Client, error) {
	transport := o.Transport
	if transport == nil {
		usual, err := o.transport()
		if err != nil {
			return nil, err
		}
		transport = usual
	}
	if o.Retry {
		transport = retry.NewTransport(transport)
	}
	client := &auth.Client{
		Client: &http.Client{Transport: transport, CheckRedirect: func(r *http.Request, via []*http.Request) error {
			switch {
			case len(via) > maxRedirects:
				return fmt.Errorf("stopped after %d redirects", maxRedirects)
			case via[0].URL.Scheme == "https" && r.URL.Scheme != "https":
				return errors.New("redirected from an encrypted connection to a plain one")
			}
			return nil
		}},
		Header: http.Header{"User-Agent": {o.Agent}},
		Cache:  auth.NewCache(),
	}
	if o.Username != "" || o.Password != "" {
		client.Credential = auth.StaticCredential(host, auth.Credential{Username: o.Username, Password: o.Password})
		return client, nil
	}
	known, err := credentials.NewStoreFromDocker(credentials.StoreOptions{})
	if err != nil {
		return nil, fmt.Errorf("credentials of the docker configuration: %w", err)
	}
	client.Credential = credentials.Credential(known)
	return client, nil
}

func (o Options) transport() (*http.Transport, error) {
	usual, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return nil, errors.New("the process has replaced http.DefaultTransport")
	}
	t := usual.Clone()
	t.ResponseHeaderTimeout = 30 * time.Second
	t.MaxResponseHeaderBytes = 64 << 10
	t.DisableCompression = true // what is hashed is what was sent
	if o.CAFile == "" {
		return t, nil
	}
	pem, err := os.ReadFile(o.CAFile)
	if err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("certificates: %s holds none in PEM", o.CAFile)
	}
	t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return t, nil
}
