package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/httpapi"
	"github.com/cloud-pi-native/parcours/internal/registry"
	"github.com/cloud-pi-native/parcours/internal/store"
)

// followFlags are the flags for [registry.Follower].
type followFlags struct {
	From          string        `env:"PARCOURS_FROM" placeholder:"REFERENCE" help:"Follow what is published at oci://registry/repository:tag."`
	Key           []string      `env:"PARCOURS_KEY" placeholder:"FILE" help:"Public key by which it should be signed: a file, or PEM in the variable; may be repeated."`
	Poll          time.Duration `env:"PARCOURS_POLL" default:"30s" help:"Time between two looks at the registry."`
	AllowRollback bool          `env:"PARCOURS_ALLOW_ROLLBACK" help:"Take an older publication than the last good one."`
	Cache         string        `env:"PARCOURS_CACHE" type:"path" placeholder:"FOLDER" help:"Where the last good publication is kept, for the next start; one folder a process."`

	registryFlags
}

// shortestPoll keeps a fleet of replicas from being a burden to its registry.
const shortestPoll = 100 * time.Millisecond

// follower returns what keeps now up with the registry. What it kept from another time is served already.
func (f followFlags) follower(ctx context.Context, now *current, log *slog.Logger) (*registry.Follower, error) {
	if len(f.Key) == 0 {
		return nil, errors.New("--from: say with --key by whom what is published should be signed")
	}
	keys, err := publicKeys(f.Key)
	if err != nil {
		return nil, err
	}
	if f.Poll < shortestPoll {
		return nil, fmt.Errorf("--poll: at least %v", shortestPoll)
	}
	from, err := f.repository(f.From, false)
	if err != nil {
		return nil, err
	}
	kept, err := registry.OpenCache(f.cache(), f.From)
	if err != nil {
		return nil, fmt.Errorf("%w: name with --cache a folder that can be written", err)
	}
	follower := &registry.Follower{From: from, Keys: keys, Cache: kept, Every: f.Poll, AllowRollback: f.AllowRollback, Log: log}
	follower.Open = func(ctx context.Context, held registry.Held) error {
		l, err := openHeld(ctx, held)
		if err != nil {
			return err
		}
		since := time.Now()
		l.source.Following = func() graph.Following { return following(held, since, follower.State()) }
		return now.publish(ctx, l)
	}
	follower.Resume(ctx)
	return follower, nil
}

// followKeeper keeps what is served up with a registry.
type followKeeper struct{ follower *registry.Follower }

func (k followKeeper) keep(ctx context.Context) { k.follower.Follow(ctx) }

// configure lets a server say how it follows.
func (k followKeeper) configure(c *httpapi.Config) {
	c.State = func() string { return followed(k.follower.State(), time.Now()) }
	c.Reload = k.follower.Nudge
	c.Collectors = append(c.Collectors, followMetrics{k.follower.State})
}

// cache returns the folder that is named, else one for the user, else a temporary one.
func (f followFlags) cache() string {
	if f.Cache != "" {
		return f.Cache
	}
	if dir, err := os.UserCacheDir(); err == nil {
		return filepath.Join(dir, "parcours")
	}
	return filepath.Join(os.TempDir(), "parcours-cache")
}

// openHeld opens a publication. All replicas say the same of it: when it was published, not when they loaded it.
func openHeld(ctx context.Context, held registry.Held) (loaded, error) {
	s, err := store.Open(ctx, held.File)
	if err != nil {
		return loaded{}, err
	}
	c := s.Catalog()
	if c.Revision != held.Revision {
		return loaded{}, errors.Join(fmt.Errorf("it is said to hold revision %s, and holds %s", held.Revision, c.Revision), s.Close())
	}
	return loaded{Store: s, c: c, history: held.History, source: graph.Source{
		Store: s, LoadedAt: held.Created, From: "registry", Changes: held.History.Since,
	}}, nil
}

// followed says in a few lines how a follower does, for whoever reads /readyz: without addresses or errors, which are in
// the log.
func followed(s registry.State, now time.Time) string {
	var text strings.Builder
	if s.Held != nil {
		fmt.Fprintf(&text, "revision: %s\npublished: %s\ndigest: %s\n", s.Held.Revision, s.Held.Created.Format(time.RFC3339), s.Held.Digest)
	}
	fmt.Fprintf(&text, "following: %s\n", stateOf(s))
	if !s.Agreed.IsZero() {
		fmt.Fprintf(&text, "agreed: %s ago\n", now.Sub(s.Agreed).Round(time.Second))
	}
	if s.Failures > 0 {
		fmt.Fprintf(&text, "failures: %d\nnext: in %s\n", s.Failures, max(0, s.Next.Sub(now)).Round(time.Second))
	}
	return text.String()
}

// The states that are no reason for a look to fail.
const (
	stateCurrent    = "CURRENT"
	stateNotChecked = "NOT_CHECKED"
)

// stateOf says in one word how the last look at the registry went: a FollowingState of the schema.
func stateOf(s registry.State) string {
	switch {
	case s.Problem != nil:
		return string(registry.ReasonOf(s.Problem))
	case s.Checked.IsZero():
		return stateNotChecked
	}
	return stateCurrent
}

// following says to a request that is answered from held how its server keeps up.
func following(held registry.Held, since time.Time, s registry.State) graph.Following {
	return graph.Following{
		State: stateOf(s), Digest: held.Digest.String(), PublishedAt: held.Created, Commit: held.Commit, Since: since,
		Checked: s.Checked, Agreed: s.Agreed, Failures: s.Failures,
	}
}
