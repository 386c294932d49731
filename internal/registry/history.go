package registry

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/opencontainers/go-digest"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// The bounds of a history.
const (
	maxEntries = 50
	maxChanges = 20_000 // of one entry: with more, it is cheaper to read everything anew
)

// History tells the last publications, the newest first. It travels with the newest, under its signature, so that
// whoever holds that one answers the same.
type History []Entry

// Entry is one publication.
type Entry struct {
	Revision string           `json:"revision"`
	Catalog  digest.Digest    `json:"catalog"` // of the file
	Sequence int64            `json:"sequence"`
	Created  time.Time        `json:"created"`
	Commit   string           `json:"commit,omitempty"` // of the content's source, "" if not said
	Changes  []catalog.Change `json:"changes"`          // since the entry that follows, in the order of [catalog.CompareChanges]
	Complete bool             `json:"complete"`         // false where Changes are not told: of the first, unknown, or too many
}

// With returns the history with e as its newest entry. Its changes are not kept where it is the first or where they are
// too many. The oldest entries go when there are too many or when they take too much room.
func (h History) With(e Entry) History {
	e.Complete = e.Complete && len(h) > 0 && len(e.Changes) <= maxChanges
	if !e.Complete {
		e.Changes = nil
	}
	next := append(History{e}, h[:min(len(h), maxEntries-1)]...)
	for len(next) > 1 && len(next.encode()) > maxHistory/2 {
		next = next[:len(next)-1]
	}
	return next
}

// Since returns what changed from a revision to the newest, in the order of [catalog.CompareChanges]; false where the
// history does not reach back to that revision, or does not know. A revision that was published twice counts as its last.
func (h History) Since(revision string) ([]catalog.Change, bool) {
	var lists [][]catalog.Change
	for i, e := range h {
		if e.Revision == revision {
			slices.Reverse(lists)
			return catalog.Amount(lists...), true
		}
		if !e.Complete || i == len(h)-1 {
			break
		}
		lists = append(lists, e.Changes)
	}
	return nil, false
}

func (h History) encode() []byte {
	text, err := json.Marshal(h)
	if err != nil {
		panic(fmt.Sprintf("registry: a history is made of values JSON can write: %v", err))
	}
	return text
}

// decodeHistory reads what encode wrote.
func decodeHistory(text []byte) (History, error) {
	var h History
	if err := json.Unmarshal(text, &h); err != nil {
		return nil, refuse(NotCatalogue, "the history cannot be read: %w", err)
	}
	return h, nil
}
