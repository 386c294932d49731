// Package bounded holds a map whose content is bounded in bytes, for what a server keeps because clients asked for it.
//
// It refuses to know what a value weighs: whoever puts one says so. It starts no goroutine and looks at no clock: what
// is no longer asked for leaves when room is needed.
package bounded

import (
	"sync"
	"sync/atomic"
)

// overhead is what an entry costs besides what its owner says: node, map cell, string header.
const overhead = 160

// Map is a map that holds at most so many bytes. Its methods may be called concurrently. A nil Map holds nothing.
//
// Entries leave by the SIEVE rule: a hand goes from the oldest to the newest, spares once what was asked for since it
// last passed, and takes out the rest. So a hit only sets a flag, under a lock that readers share, and a scan of
// one-time entries does not push out what is asked for often.
type Map[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]*node[K, V]
	newest  *node[K, V]
	oldest  *node[K, V]
	hand    *node[K, V]
	bytes   int
	limit   int
}

type node[K comparable, V any] struct {
	key          K
	value        V
	bytes        int
	asked        atomic.Bool
	newer, older *node[K, V]
}

// New returns an empty map of at most limit bytes; 0 keeps nothing.
func New[K comparable, V any](limit int) *Map[K, V] {
	return &Map[K, V]{entries: map[K]*node[K, V]{}, limit: limit}
}

// Get returns the value of key, and whether there is one.
func (m *Map[K, V]) Get(key K) (value V, ok bool) {
	if m == nil {
		return value, false
	}
	m.mu.RLock()
	n, ok := m.entries[key]
	if ok {
		value = n.value
	}
	m.mu.RUnlock()
	if ok && !n.asked.Load() {
		n.asked.Store(true)
	}
	return value, ok
}

// Put keeps value for key, which weigh so many bytes together, and lets others go to make room. What weighs more than
// an eighth of the limit is not kept, so that no single entry empties the map. A key that is there keeps its value.
func (m *Map[K, V]) Put(key K, value V, bytes int) {
	bytes += overhead
	if m == nil || bytes > m.limit/8 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, there := m.entries[key]; there {
		return
	}
	for m.bytes+bytes > m.limit {
		m.evict()
	}
	n := &node[K, V]{key: key, value: value, bytes: bytes, older: m.newest}
	if m.newest != nil {
		m.newest.newer = n
	} else {
		m.oldest = n
	}
	m.newest = n
	m.entries[key] = n
	m.bytes += bytes
}

// evict takes out one entry; there is one.
func (m *Map[K, V]) evict() {
	n := m.hand
	for {
		if n == nil {
			n = m.oldest
		}
		if !n.asked.Swap(false) {
			break
		}
		n = n.newer
	}
	m.hand = n.newer
	if n.newer != nil {
		n.newer.older = n.older
	} else {
		m.newest = n.older
	}
	if n.older != nil {
		n.older.newer = n.newer
	} else {
		m.oldest = n.newer
	}
	delete(m.entries, n.key)
	m.bytes -= n.bytes
}

// Clear takes everything out.
func (m *Map[K, V]) Clear() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.entries)
	m.newest, m.oldest, m.hand, m.bytes = nil, nil, nil, 0
}

// Size returns how many entries there are and how many bytes they weigh.
func (m *Map[K, V]) Size() (entries, bytes int) {
	if m == nil {
		return 0, 0
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.entries), m.bytes
}
