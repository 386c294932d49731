package registry

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/errcode"
)

// stall is how long a download may bring nothing.
const stall = 30 * time.Second

// Tagged returns the digest of what the tag is on, as the registry says. Nothing of it is verified.
func (r *Repository) Tagged(ctx context.Context) (digest.Digest, error) {
	d, err := r.remote().Manifests().Resolve(ctx, r.reference.Reference)
	if err != nil {
		return "", reasoned(err)
	}
	return d.Digest, nil
}

// Latest returns the publication that the tag is on, once one of its signatures was found to be by one of keys. Its
// layers are not read. The error has a [Reason].
func (r *Repository) Latest(ctx context.Context, keys []ed25519.PublicKey) (*Release, error) {
	at := r.remote()
	d, body, err := at.Manifests().FetchReference(ctx, r.reference.Reference)
	if err != nil {
		return nil, reasoned(err)
	}
	text, err := readAll(body, d, maxManifest, "the manifest")
	if err != nil {
		return nil, err
	}
	release, err := readManifest(d.MediaType, text)
	if err != nil {
		return nil, err
	}
	d.Digest = release.Digest
	if err := signed(ctx, at, d, release, keys); err != nil {
		return nil, err
	}
	return release, nil
}

// readAll reads a small thing, of the size and digest that d promises.
func readAll(body io.ReadCloser, d ocispec.Descriptor, most int64, what string) ([]byte, error) {
	defer body.Close()
	if d.Size > most {
		return nil, refuse(TooLarge, "%s is said to be of %d bytes; at most %d are read", what, d.Size, most)
	}
	text, err := content.ReadAll(body, d)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, content.ErrTrailingData), errors.Is(err, content.ErrMismatchedDigest):
		return nil, refuse(Altered, "%s is not what its digest says: %w", what, err)
	case err != nil:
		return nil, reasoned(fmt.Errorf("%s: %w", what, err))
	}
	return text, nil
}

// signed looks among the referrers of a manifest for a signature by one of keys, and keeps it in release.
func signed(ctx context.Context, at *remote.Repository, subject ocispec.Descriptor, release *Release, keys []ed25519.PublicKey) error {
	seen := 0
	enough := errors.New("enough")
	err := at.Referrers(ctx, subject, TypeSignature, func(referrers []ocispec.Descriptor) error {
		for _, d := range referrers {
			if seen++; seen > maxSignatures {
				return enough
			}
			text, err := signature(ctx, at, d)
			if err != nil {
				return err
			}
			if key := verify(text, release.Digest, keys); key != "" {
				release.Key, release.signature = key, text
				return enough
			}
		}
		return nil
	})
	switch {
	case release.Key != "":
		return nil
	case err != nil && !errors.Is(err, enough) && !errors.Is(err, errdef.ErrNotFound):
		return reasoned(fmt.Errorf("signature: %w", err))
	case seen == 0:
		return refuse(Unsigned, "%s is not signed", release.Digest)
	}
	return refuse(Untrusted, "none of the %d signatures of %s is by a key that is trusted here", min(seen, maxSignatures), release.Digest)
}

// signature returns the envelope of a signature, nil where it is none: anybody may refer to a manifest.
func signature(ctx context.Context, at *remote.Repository, d ocispec.Descriptor) ([]byte, error) {
	if d.MediaType != ocispec.MediaTypeImageManifest || d.Size > maxManifest {
		return nil, nil
	}
	body, err := at.Manifests().Fetch(ctx, d)
	if err != nil {
		return nil, err
	}
	text, err := readAll(body, d, maxManifest, "the signature's manifest")
	if err != nil {
		return nil, err
	}
	layer, err := envelopeLayer(text)
	if err != nil {
		return nil, nil //nolint:nilerr // not a signature of ours: others may be
	}
	if body, err = at.Blobs().Fetch(ctx, layer); err != nil {
		return nil, err
	}
	return readAll(body, layer, maxSignature, "the signature")
}

// ReadHistory returns the history that a release promises.
func (r *Repository) ReadHistory(ctx context.Context, release *Release) (History, []byte, error) {
	if release.History.Size > maxHistory {
		return nil, nil, refuse(TooLarge, "the history is said to be of %d bytes; at most %d are read", release.History.Size, maxHistory)
	}
	body, err := r.remote().Blobs().Fetch(ctx, release.History)
	if err != nil {
		return nil, nil, reasoned(fmt.Errorf("history: %w", err))
	}
	text, err := readAll(body, release.History, maxHistory, "the history")
	if err != nil {
		return nil, nil, err
	}
	history, err := decodeHistory(text)
	return history, text, err
}

// Download writes the catalogue of a release to a file, and ends without error only when its size and digest are those
// that were signed. What the file holds from an earlier attempt is not read again, where the registry can go on from it.
func (r *Repository) Download(ctx context.Context, release *Release, file string) error {
	want := release.Catalog
	if want.Size > r.maxSize {
		return refuse(TooLarge, "the catalogue is said to be of %d bytes; at most %d are allowed", want.Size, r.maxSize)
	}
	out, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the caller says where
	if err != nil {
		return refuse(Local, "%w", err)
	}
	defer out.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	had, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return refuse(Local, "%w", err)
	}
	body, from, err := r.blob(ctx, want, had)
	if err != nil {
		return err
	}
	defer body.Close()
	hash := digest.SHA256.Digester()
	if err := keep(out, from, hash.Hash()); err != nil {
		return err
	}
	idle := time.AfterFunc(stall, func() { cancel(errStalled) })
	defer idle.Stop()
	n, err := io.Copy(io.MultiWriter(out, hash.Hash()), io.LimitReader(awake{body, idle}, want.Size-from+1))
	if cause := context.Cause(ctx); errors.Is(cause, errStalled) {
		err = cause
	}
	switch n += from; {
	case err == nil && n < want.Size || errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(Altered, "the catalogue ends after %d of %d bytes", n, want.Size)
	case err != nil:
		return reasoned(fmt.Errorf("catalogue: after %d of %d bytes: %w", n, want.Size, err))
	case n > want.Size || hash.Digest() != want.Digest:
		return errors.Join(refuse(Altered, "the catalogue is not what was signed: its bytes have another digest"), keep(out, 0, io.Discard))
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return refuse(Local, "%w", err)
	}
	return nil
}

var errStalled = fmt.Errorf("nothing came for %v", stall)

// awake puts off the end of a download as long as something comes.
type awake struct {
	from io.Reader
	idle *time.Timer
}

// Read reads on.
func (a awake) Read(p []byte) (int, error) {
	n, err := a.from.Read(p)
	if n > 0 {
		a.idle.Reset(stall)
	}
	return n, err
}

// blob asks for a blob from the byte at offset on, and returns what comes with the offset that it begins at: 0 where the
// registry cannot begin in the middle.
func (r *Repository) blob(ctx context.Context, want ocispec.Descriptor, offset int64) (io.ReadCloser, int64, error) {
	ref := r.reference
	scheme := "https"
	if r.plainHTTP {
		scheme = "http"
	}
	url := fmt.Sprintf("%s://%s/v2/%s/blobs/%s", scheme, ref.Host(), ref.Repository, want.Digest)
	req, err := http.NewRequestWithContext(auth.AppendRepositoryScope(ctx, ref, auth.ActionPull), http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, 0, reasoned(fmt.Errorf("catalogue: %w", err))
	}
	if offset >= want.Size {
		offset = 0
	}
	if offset > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", offset))
	}
	res, err := r.client.Do(req)
	if err != nil {
		return nil, 0, reasoned(fmt.Errorf("catalogue: %w", err))
	}
	part := res.StatusCode == http.StatusPartialContent
	switch {
	case part && offset > 0 && res.Header.Get("Content-Range") == fmt.Sprintf("bytes %d-%d/%d", offset, want.Size-1, want.Size):
	case res.StatusCode == http.StatusOK:
		offset = 0
	case part:
		err = refuse(Unreachable, "the registry answers another part of the catalogue than was asked for: %q", res.Header.Get("Content-Range"))
	default:
		err = reasoned(fmt.Errorf("catalogue: %w", &errcode.ErrorResponse{Method: req.Method, URL: res.Request.URL, StatusCode: res.StatusCode}))
	}
	if n := res.ContentLength; err == nil && n >= 0 && n != want.Size-offset {
		err = refuse(Altered, "the registry announces %d bytes of the catalogue, where %d are to come", n, want.Size-offset)
	}
	if err != nil {
		return nil, 0, errors.Join(err, res.Body.Close())
	}
	return res.Body, offset, nil
}

// keep hashes the first n bytes of out, and cuts off what follows.
func keep(out *os.File, n int64, hash io.Writer) error {
	_, err := out.Seek(0, io.SeekStart)
	if err == nil {
		_, err = io.CopyN(hash, out, n)
	}
	if err == nil {
		err = out.Truncate(n)
	}
	if err == nil {
		_, err = out.Seek(n, io.SeekStart)
	}
	if err != nil {
		return refuse(Local, "%w", err)
	}
	return nil
}
