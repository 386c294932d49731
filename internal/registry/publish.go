package registry

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"os"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/registry/remote"
)

// Publication is what to publish.
type Publication struct {
	File     string // the catalogue
	Sequence int64  // see [Next]
	About    About
	History  History // its newest entry is of this publication
	Key      ed25519.PrivateKey
	Progress func(Progress) // called as bytes are sent; may be nil
}

// Progress is how far the sending of one part is.
type Progress struct {
	Part    string // "catalogue", "history", "manifest", "signature", "tag"
	Sent    int64  // bytes
	Size    int64
	Skipped bool // the registry had it already
}

// FileDigest returns the digest of a file and its size in bytes.
func FileDigest(file string) (digest.Digest, int64, error) {
	f, err := os.Open(file) //nolint:gosec // the caller says which
	if err != nil {
		return "", 0, fmt.Errorf("catalogue: %w", err)
	}
	defer f.Close()
	hash := digest.SHA256.Digester()
	size, err := io.Copy(hash.Hash(), f)
	if err != nil {
		return "", 0, fmt.Errorf("catalogue: %w", err)
	}
	return hash.Digest(), size, nil
}

// Publish sends a publication: what the registry has already is skipped, so that an interrupted one is taken up where it
// was; the tag moves last, when all it needs is there, so that no follower meets half of one.
func (r *Repository) Publish(ctx context.Context, p Publication) (*Release, error) {
	sum, size, err := FileDigest(p.File)
	if err != nil {
		return nil, err
	}
	file := ocispec.Descriptor{MediaType: TypeCatalog, Digest: sum, Size: size}
	past := p.History.encode()
	history := descriptor(TypeHistory, past)
	manifest, subject := describe(p.Sequence, p.About, file, history)
	signed, err := sign(subject.Digest, p.Key)
	if err != nil {
		return nil, err
	}
	envelope := descriptor(typeEnvelope, signed)
	signature, referrer := describeSignature(subject, envelope)
	subject.ArtifactType, referrer.ArtifactType = TypeArtifact, TypeSignature

	content, err := os.Open(p.File)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	defer content.Close()
	at := r.remote()
	for _, part := range []struct {
		name string
		ocispec.Descriptor
		from io.Reader
	}{
		{"catalogue", file, content},
		{"history", history, bytes.NewReader(past)},
		{"signature", envelope, bytes.NewReader(signed)},
		{"manifest", ocispec.DescriptorEmptyJSON, bytes.NewReader(ocispec.DescriptorEmptyJSON.Data)},
		{"manifest", subject, bytes.NewReader(manifest)},
		{"signature", referrer, bytes.NewReader(signature)},
	} {
		if err := send(ctx, at, part.name, part.Descriptor, part.from, p.Progress); err != nil {
			return nil, fmt.Errorf("publish %s: %s: %w", r, part.name, reasoned(err))
		}
	}
	if err := at.Manifests().PushReference(ctx, subject, bytes.NewReader(manifest), r.reference.Reference); err != nil {
		return nil, fmt.Errorf("publish %s: tag: %w", r, reasoned(err))
	}
	if p.Progress != nil {
		p.Progress(Progress{Part: "tag", Sent: subject.Size, Size: subject.Size})
	}
	return readManifest(subject.MediaType, manifest)
}

// send sends one part unless the registry has it. A manifest is sent in any case: the registry then lists a signature
// among the referrers of its subject, which an interrupted publication may have left undone.
func send(ctx context.Context, at *remote.Repository, name string, d ocispec.Descriptor, from io.Reader, progress func(Progress)) error {
	step := Progress{Part: name, Size: d.Size}
	isManifest := d.MediaType == ocispec.MediaTypeImageManifest
	if !isManifest {
		there, err := at.Blobs().Exists(ctx, d)
		if err != nil {
			return err
		}
		if there {
			step.Skipped, step.Sent = true, d.Size
			if progress != nil {
				progress(step)
			}
			return nil
		}
	}
	if isManifest {
		if err := at.Manifests().Push(ctx, d, from); err != nil {
			return err
		}
		step.Sent = d.Size
		if progress != nil {
			progress(step)
		}
		return nil
	}
	return at.Blobs().Push(ctx, d, &counted{from: from, step: step, tell: progress})
}

// counted tells how much of it was read.
type counted struct {
	from io.Reader
	step Progress
	tell func(Progress)
}

// Read reads on.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.step.Sent += int64(n)
	if c.tell != nil && n > 0 {
		c.tell(c.step)
	}
	return n, err
}

// Close closes nothing: the body of a request may be sent twice.
func (c *counted) Close() error { return nil }
