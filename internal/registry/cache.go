package registry

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// The files of a publication in a cache.
const (
	fileCatalog   = "catalogue.db"
	fileHistory   = "history.json"
	fileManifest  = "manifest.json"
	fileSignature = "signature.json"
	fileCurrent   = "current.json"
	incoming      = "incoming-"
)

// Held is a publication of which every byte was found right.
type Held struct {
	*Release
	File    string // the catalogue: it stays where it is as long as the publication is the last good one or the one before
	History History
}

// Cache keeps the last good publication of one reference in a folder. The folder belongs to one process at a time.
type Cache struct{ dir string }

// current is what a cache knows of the publication it keeps.
type current struct {
	Digest  digest.Digest `json:"digest"`
	Highest int64         `json:"highest"` // sequence
}

// OpenCache makes the folder of a reference below dir, and takes away what an interrupted process left there.
func OpenCache(dir, reference string) (*Cache, error) {
	sum := sha256.Sum256([]byte(reference))
	c := &Cache{dir: filepath.Join(dir, hex.EncodeToString(sum[:8]))}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), incoming) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(c.dir, e.Name())))
		}
	}
	probe := filepath.Join(c.dir, incoming+"probe")
	if err := errors.Join(err, os.WriteFile(probe, nil, 0o600), os.Remove(probe)); err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	return c, nil
}

// Last returns the publication that was kept last, with the highest sequence that was ever kept; nil where there is none.
// Everything is verified again: keys may have changed, and so may the files.
func (c *Cache) Last(keys []ed25519.PublicKey) (*Held, int64, error) {
	text, err := os.ReadFile(filepath.Join(c.dir, fileCurrent))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	var now current
	if err == nil {
		err = json.Unmarshal(text, &now)
	}
	if err != nil {
		return nil, 0, refuse(Local, "cache: %w", err)
	}
	if now.Digest.Validate() != nil {
		return nil, 0, refuse(Local, "cache: %s is not what was written there", fileCurrent)
	}
	held, err := c.read(now.Digest, keys)
	return held, now.Highest, err
}

func (c *Cache) read(d digest.Digest, keys []ed25519.PublicKey) (*Held, error) {
	dir := filepath.Join(c.dir, d.Encoded())
	var manifest, signature, past []byte
	for name, into := range map[string]*[]byte{fileManifest: &manifest, fileSignature: &signature, fileHistory: &past} {
		text, err := os.ReadFile(filepath.Join(dir, name)) //nolint:gosec // a file of the cache
		if err != nil {
			return nil, refuse(Local, "cache: %w", err)
		}
		*into = text
	}
	release, err := readManifest(ocispec.MediaTypeImageManifest, manifest)
	if err != nil {
		return nil, err
	}
	if release.Key = verify(signature, release.Digest, keys); release.Key == "" || release.Digest != d {
		return nil, refuse(Untrusted, "cache: the publication kept is not signed by a key that is trusted here")
	}
	release.signature = signature
	file := filepath.Join(dir, fileCatalog)
	sum, size, err := FileDigest(file)
	if err != nil {
		return nil, refuse(Local, "cache: %w", err)
	}
	if sum != release.Catalog.Digest || size != release.Catalog.Size || digest.FromBytes(past) != release.History.Digest {
		return nil, refuse(Altered, "cache: the files kept are not those that were signed")
	}
	history, err := decodeHistory(past)
	if err != nil {
		return nil, err
	}
	return &Held{Release: release, File: file, History: history}, nil
}

// incoming returns an empty folder for a publication on its way.
func (c *Cache) incoming() (string, error) {
	dir, err := os.MkdirTemp(c.dir, incoming)
	if err != nil {
		return "", refuse(Local, "cache: %w", err)
	}
	return dir, nil
}

// settle moves a publication whose catalogue is in the folder dir to its place.
func (c *Cache) settle(dir string, release *Release, history []byte) (string, error) {
	place := filepath.Join(c.dir, release.Digest.Encoded())
	err := errors.Join(
		os.WriteFile(filepath.Join(dir, fileManifest), release.manifest, 0o600),
		os.WriteFile(filepath.Join(dir, fileSignature), release.signature, 0o600),
		os.WriteFile(filepath.Join(dir, fileHistory), history, 0o600),
	)
	if err == nil {
		// what may be there is not in use: it was found wrong, or it would not have been pulled again
		err = errors.Join(os.RemoveAll(place), os.Rename(dir, place))
	}
	if err != nil {
		return "", refuse(Local, "cache: %w", err)
	}
	return filepath.Join(place, fileCatalog), nil
}

// commit makes a publication the one that [Cache.Last] returns, and takes away all others but before, which requests under
// way may still read.
func (c *Cache) commit(held *Held, highest int64, before *Held) error {
	text, err := json.Marshal(current{held.Digest, highest})
	if err != nil {
		return refuse(Local, "cache: %w", err)
	}
	next := filepath.Join(c.dir, incoming+"current")
	if err := errors.Join(write(next, text), os.Rename(next, filepath.Join(c.dir, fileCurrent))); err != nil {
		return refuse(Local, "cache: %w", err)
	}
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return refuse(Local, "cache: %w", err)
	}
	for _, e := range entries {
		kept := e.Name() == held.Digest.Encoded() || before != nil && e.Name() == before.Digest.Encoded()
		if e.IsDir() && !kept && !strings.HasPrefix(e.Name(), incoming) {
			_ = os.RemoveAll(filepath.Join(c.dir, e.Name())) // where a file that is open cannot be removed, the next time will do
		}
	}
	return nil
}

// write writes a file and waits until the disk has it.
func write(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // a file of the cache
	if err != nil {
		return err
	}
	_, err = bytes.NewReader(text).WriteTo(f)
	return errors.Join(err, f.Sync(), f.Close())
}
