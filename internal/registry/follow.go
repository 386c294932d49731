package registry

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/opencontainers/go-digest"
)

const (
	// attempt is how long one look at the registry may take, download included.
	attempt = 15 * time.Minute
	// longestWait is what the time between two looks grows to while they fail, unless the usual time is longer.
	longestWait = 5 * time.Minute
	// impatience is the time before the second look while there is nothing to serve.
	impatience = time.Second
)

// Follower keeps up with the tag of a repository. What it holds is handed to Open; when that fails, or anything before
// it, the last good publication stays.
type Follower struct {
	From          *Repository
	Keys          []ed25519.PublicKey // any of which may have signed
	Cache         *Cache
	Every         time.Duration                     // between two looks, give or take a tenth
	AllowRollback bool                              // take an older publication than the last good one
	Open          func(context.Context, Held) error // serve it; called by one goroutine at a time
	Log           *slog.Logger

	mu    sync.Mutex
	state State
	nudge chan struct{}

	// of the goroutine that follows
	held    *Held
	highest int64
	partly  digest.Digest // what the folder below holds a part of
	folder  string
}

// State is how a follower does.
type State struct {
	Reference string
	Held      *Release         // nil where there is none yet
	History   History          // of Held
	Since     time.Time        // when Held was opened
	Checked   time.Time        // when the registry was last looked at
	Agreed    time.Time        // when it was last found that Held is what the tag is on
	Next      time.Time        // when it is looked at next
	Failures  int              // in a row
	Problem   error            // of the last look, nil if it went well
	Failed    map[Reason]int64 // looks that failed since the start
	Opened    int64            // publications opened since the start
}

// State returns how the follower does.
func (f *Follower) State() State {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.state
	s.Failed = maps.Clone(f.state.Failed)
	return s
}

// Nudge makes the follower look now rather than when the time comes.
func (f *Follower) Nudge() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.init()
	select {
	case f.nudge <- struct{}{}:
	default: // it was nudged already
	}
}

// init makes what a zero Follower lacks; f.mu is held.
func (f *Follower) init() {
	if f.nudge == nil {
		f.nudge = make(chan struct{}, 1)
		f.state = State{Reference: f.From.String(), Failed: map[Reason]int64{}}
	}
}

// Resume opens the last good publication of the cache, if there is one. Where it cannot be opened that is logged, and the
// registry will give another.
func (f *Follower) Resume(ctx context.Context) {
	f.mu.Lock()
	f.init()
	f.mu.Unlock()
	held, highest, err := f.Cache.Last(f.Keys)
	f.highest = highest
	if err == nil && held != nil {
		err = f.open(ctx, held)
	}
	if err != nil {
		f.Log.LogAttrs(ctx, slog.LevelWarn, "nothing resumed", slog.Any("error", err))
	}
}

// Follow looks at the registry again and again until ctx ends.
func (f *Follower) Follow(ctx context.Context) {
	f.mu.Lock()
	f.init()
	f.mu.Unlock()
	for ctx.Err() == nil {
		wait := f.settle(ctx, f.look(ctx))
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-f.nudge:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// settle notes how a look went, and returns the time until the next.
func (f *Follower) settle(ctx context.Context, err error) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, now := &f.state, time.Now()
	s.Checked, s.Problem = now, err
	if err == nil {
		s.Agreed, s.Failures = now, 0
	} else {
		s.Failures++
		s.Failed[ReasonOf(err)]++
	}
	next := wait(f.Every, s.Failures, s.Held != nil, rand.Float64()) //nolint:gosec // spreads replicas out: nobody gains by guessing it
	s.Next = now.Add(next)
	if err != nil && ctx.Err() == nil {
		f.Log.LogAttrs(ctx, slog.LevelWarn, "not followed", slog.String("reason", string(ReasonOf(err))), slog.Any("error", err),
			slog.Int("failures", s.Failures), slog.Duration("next", next.Round(time.Millisecond)))
	}
	return next
}

// wait returns the time until the next look, after so many failures in a row; chance is between 0 and 1. It doubles with
// each failure, and is spread over its second half, so that replicas that failed together do not come back together.
func wait(every time.Duration, failures int, serving bool, chance float64) time.Duration {
	if failures == 0 {
		return time.Duration(float64(every) * (0.9 + 0.2*chance))
	}
	most := max(every, longestWait)
	next := every
	if !serving {
		next = min(every, impatience)
	}
	for range failures - 1 {
		if next = 2 * next; next >= most {
			break
		}
	}
	next = min(next, most)
	return next/2 + time.Duration(float64(next/2)*chance)
}

// look takes what the tag is on, unless it is held already.
func (f *Follower) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, attempt)
	defer cancel()
	d, err := f.From.Tagged(ctx)
	if err != nil {
		if _, broken := errors.AsType[*url.Error](err); broken || ReasonOf(err) != Unreachable {
			return err
		} // else it may be a registry that does not tell the digest unless the manifest is read
	}
	if err == nil && f.held != nil && d == f.held.Digest {
		return nil
	}
	release, err := f.From.Latest(ctx, f.Keys)
	if err != nil {
		return err
	}
	if f.held != nil && release.Digest == f.held.Digest {
		return nil
	}
	if release.Sequence < f.highest && !f.AllowRollback {
		return refuse(RolledBack, "the tag is on publication %d of %s, older than %d which was held before", release.Sequence,
			release.Created.Format(time.RFC3339), f.highest)
	}
	held, err := f.fetch(ctx, release)
	if err != nil {
		return err
	}
	before := f.held
	if err := f.open(ctx, held); err != nil {
		return err
	}
	f.highest = release.Sequence
	return f.Cache.commit(held, f.highest, before)
}

// fetch brings a publication into the cache, unless it is there.
func (f *Follower) fetch(ctx context.Context, release *Release) (*Held, error) {
	if held, err := f.Cache.read(release.Digest, f.Keys); err == nil {
		return held, nil
	}
	history, past, err := f.From.ReadHistory(ctx, release)
	if err != nil {
		return nil, err
	}
	if f.partly != release.Digest {
		if f.folder != "" {
			err = os.RemoveAll(f.folder)
		}
		if err == nil {
			f.folder, err = f.Cache.incoming()
		}
		if err != nil {
			return nil, refuse(Local, "%w", err)
		}
		f.partly = release.Digest
	}
	if err := f.From.Download(ctx, release, filepath.Join(f.folder, fileCatalog)); err != nil {
		return nil, err
	}
	file, err := f.Cache.settle(f.folder, release, past)
	f.partly, f.folder = "", ""
	if err != nil {
		return nil, err
	}
	return &Held{Release: release, File: file, History: history}, nil
}

// open hands a publication over, and holds it from then on.
func (f *Follower) open(ctx context.Context, held *Held) error {
	if err := f.Open(ctx, *held); err != nil {
		return &Error{Unreadable, fmt.Errorf("%s: %w", held.Digest, err)}
	}
	f.mu.Lock()
	f.held, f.state.Held, f.state.History, f.state.Since = held, held.Release, held.History, time.Now()
	f.state.Opened++
	f.mu.Unlock()
	f.Log.LogAttrs(ctx, slog.LevelInfo, "following", slog.String("revision", held.Revision), slog.Int64("sequence", held.Sequence),
		slog.String("digest", held.Digest.String()), slog.Duration("age", age(held.Created, time.Now()).Round(time.Second)))
	return nil
}

// age is how long ago t was, at least 0.
func age(t, now time.Time) time.Duration { return max(0, now.Sub(t)) }
