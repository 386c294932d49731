package main

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/registry"
)

type publishCmd struct {
	contentFlags

	Reference string   `arg:"" help:"Where to: oci://registry/repository:tag."`
	Catalogue string   `env:"PARCOURS_CATALOGUE" type:"existingfile" placeholder:"FILE" help:"What build wrote, in place of a folder."`
	Key       string   `env:"PARCOURS_SIGNING_KEY" required:"" placeholder:"FILE" help:"Private key that signs: a file, or PEM in the variable."`
	Trust     []string `env:"PARCOURS_KEY" placeholder:"FILE" help:"Public key by which the publication before may be signed too, while a key is being replaced; may be repeated."`
	Commit    string   `env:"PARCOURS_COMMIT,CI_COMMIT_SHA,GITHUB_SHA" help:"Commit of the content's source."`
	StartOver bool     `help:"Take the place of whatever the tag is on, without its history."`

	registryFlags
}

// Run publishes the catalogue, unless the tag is on the very same already.
func (p publishCmd) Run(stdout stdout, stderr stderr) (err error) {
	ctx, stop := untilStopped()
	defer stop()
	text, err := keyText(p.Key)
	if err != nil {
		return err
	}
	private, err := registry.ParsePrivateKey(text)
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	trusted, err := publicKeys(p.Trust)
	if err != nil {
		return err
	}
	own, ok := private.Public().(ed25519.PublicKey)
	if !ok {
		return errors.New("key: not an ed25519 key")
	}
	to, err := p.repository(p.Reference, true)
	if err != nil {
		return err
	}
	file, remove, err := p.file(ctx, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	l, err := openFile(ctx, file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	before, err := p.before(ctx, to, append([]ed25519.PublicKey{own}, trusted...))
	if err != nil {
		return err
	}
	digest, _, err := registry.FileDigest(file)
	if err != nil {
		return err
	}
	if before != nil && before.Catalog.Digest == digest && before.Key == registry.KeyID(own) {
		_, err = fmt.Fprintf(stdout, "nothing to publish: %s holds revision %.12s already\n", to, before.Revision)
		return err
	}
	created, err := now()
	if err != nil {
		return err
	}
	entry := registry.Entry{
		Revision: l.c.Revision, Catalog: digest, Sequence: registry.Next(before, created), Created: created, Commit: p.Commit,
	}
	var past registry.History
	if before != nil {
		if past, _, err = to.ReadHistory(ctx, before); err != nil {
			return fmt.Errorf("%s: the publication before: %w", to, err)
		}
		entry.Changes, entry.Complete = changesSince(ctx, to, before, l.c, stderr)
	}
	release, err := to.Publish(ctx, registry.Publication{
		File: file, Sequence: entry.Sequence, Key: private, History: past.With(entry), Progress: reporter(stderr),
		About: about(l.c, created, p.Commit),
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "published %s\n  digest    %s\n  revision  %s\n  sequence  %d\n  signed by %s\n", to, release.Digest,
		release.Revision, release.Sequence, registry.KeyID(own))
	if err == nil && entry.Complete {
		_, err = fmt.Fprintf(stdout, "  changes   %d since revision %.12s\n", len(entry.Changes), before.Revision)
	}
	return err
}

// file returns the catalogue to publish, and how to take it away afterwards.
func (p publishCmd) file(ctx context.Context, stderr io.Writer) (string, func() error, error) {
	if p.Catalogue != "" && len(p.Content) == 0 {
		return p.Catalogue, func() error { return nil }, nil
	}
	temporary, err := os.MkdirTemp("", "parcours-")
	if err != nil {
		return "", nil, fmt.Errorf("publish: %w", err)
	}
	remove := func() error { return os.RemoveAll(temporary) }
	file := filepath.Join(temporary, "catalogue.db")
	if _, err := compile(ctx, p.Content, file, stderr); err != nil {
		return "", nil, errors.Join(err, remove())
	}
	return file, remove, nil
}

// before returns the publication that the tag is on, nil where there is none.
func (p publishCmd) before(ctx context.Context, to *registry.Repository, keys []ed25519.PublicKey) (*registry.Release, error) {
	if p.StartOver {
		return nil, nil
	}
	release, err := to.Latest(ctx, keys)
	switch reason := registry.ReasonOf(err); {
	case err == nil:
		return release, nil
	case reason == registry.Missing:
		return nil, nil
	case reason == registry.NotCatalogue, reason == registry.Unsigned, reason == registry.Untrusted:
		return nil, fmt.Errorf("%s: %w (--trust names the key of the publication before, --start-over takes its place without its history)", to, err)
	default:
		return nil, fmt.Errorf("%s: %w", to, err)
	}
}

// changesSince returns what changed since a publication; false, after saying why, where that cannot be told.
func changesSince(ctx context.Context, from *registry.Repository, before *registry.Release, c *catalog.Catalog, stderr io.Writer) ([]catalog.Change, bool) {
	old, err := pulled(ctx, from, before)
	if err != nil {
		fmt.Fprintf(stderr, "the changes are not told, for the publication before cannot be read: %v\n", err)
		return nil, false
	}
	changes := catalog.Diff(old.c, c)
	if err := old.close(); err != nil {
		fmt.Fprintln(stderr, err)
	}
	return changes, true
}

func about(c *catalog.Catalog, created time.Time, commit string) registry.About {
	title, _ := c.Title.In(c.Languages...)
	return registry.About{
		Revision: c.Revision, Title: title, Licence: c.Licence, Commit: commit, Created: created,
		Counts: map[string]int{
			"steps": len(c.Steps), "roles": len(c.Roles), "resources": len(c.Resources), "questions": len(c.Questions),
			"topics": len(c.Topics), "articles": len(c.Articles), "terms": len(c.Terms),
		},
	}
}

// now returns the time, to the second; that of SOURCE_DATE_EPOCH where it is set, so that a publication can be made again.
func now() (time.Time, error) {
	epoch := os.Getenv("SOURCE_DATE_EPOCH")
	if epoch == "" {
		return time.Now().UTC().Truncate(time.Second), nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// reporter returns a function that writes a line for each part once it is there, and how far a large one is, in tenths.
func reporter(w io.Writer) func(registry.Progress) {
	tenths := map[string]int64{}
	return func(p registry.Progress) {
		tenth := 10 * p.Sent / max(p.Size, 1)
		switch key := p.Part + strconv.FormatInt(p.Size, 10); {
		case p.Skipped:
			fmt.Fprintf(w, "%s: there already, %d bytes\n", p.Part, p.Size)
		case p.Sent == p.Size:
			fmt.Fprintf(w, "%s: %s, %d bytes\n", p.Part, cmp.Or(map[string]string{"tag": "moved"}[p.Part], "sent"), p.Size)
		case p.Size > 1<<20 && tenth > tenths[key]:
			tenths[key] = tenth
			fmt.Fprintf(w, "%s: %d0 %%\n", p.Part, tenth)
		}
	}
}
