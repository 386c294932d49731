package store

import (
	"iter"
	"math/bits"
)

// set is a set of places in [catalog.Catalog.Resources], one bit each. All sets of a store are of one length.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

// full returns the set of the first n places.
func full(n int) set {
	s := newSet(n)
	for i := range s {
		s[i] = ^uint64(0)
	}
	if n%64 != 0 {
		s[len(s)-1] = 1<<(n%64) - 1
	}
	return s
}

func (s set) has(i uint32) bool { return s[i/64]&(1<<(i%64)) != 0 }
func (s set) add(i uint32)      { s[i/64] |= 1 << (i % 64) }

// and keeps in s what t has too.
func (s set) and(t set) {
	for i := range s {
		s[i] &= t[i]
	}
}

// andNot takes out of s what t has.
func (s set) andNot(t set) {
	for i := range s {
		s[i] &^= t[i]
	}
}

// or adds to s what t has.
func (s set) or(t set) {
	for i := range s {
		s[i] |= t[i]
	}
}

// orBoth adds to s what both t and u have.
func (s set) orBoth(t, u set) {
	for i := range s {
		s[i] |= t[i] & u[i]
	}
}

// scratch lends sets for one question, and gives the same again for the next.
type scratch struct {
	sets []set
	used int
}

// scratch returns what is to be handed back with release, once none of its sets is needed.
func (s *Store) scratch() *scratch {
	if b, ok := s.scratches.Get().(*scratch); ok {
		return b
	}
	return new(scratch)
}

func (s *Store) release(b *scratch) {
	b.used = 0
	s.scratches.Put(b)
}

// empty returns an empty set of so many words of 64 places.
func (b *scratch) empty(words int) set {
	if b.used == len(b.sets) {
		b.sets = append(b.sets, nil)
	}
	if cap(b.sets[b.used]) < words {
		b.sets[b.used] = make(set, words)
	}
	s := b.sets[b.used][:words]
	b.used++
	clear(s)
	return s
}

// copy returns a copy of s.
func (b *scratch) copy(s set) set {
	c := b.empty(len(s))
	copy(c, s)
	return c
}

func (s set) count() int32 {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return int32(n)
}

// all goes through the places in order.
func (s set) all() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, w := range s {
			for ; w != 0; w &= w - 1 {
				if !yield(uint32(i*64 + bits.TrailingZeros64(w))) { //nolint:gosec // there are fewer than that
					return
				}
			}
		}
	}
}

// posting is the places that have some value: a list while they are few, else a set, whichever is smaller.
type posting struct {
	list []uint32
	set  set
	n    int32
}

// newPosting returns the posting of a list of places in order, out of total.
func newPosting(list []uint32, total int) posting {
	p := posting{list: list, n: int32(len(list))} //nolint:gosec // as above
	if len(list)*32 > total {
		p.set = newSet(total)
		for _, i := range list {
			p.set.add(i)
		}
		p.list = nil
	}
	return p
}

// addTo adds p to s.
func (p posting) addTo(s set) {
	if p.set != nil {
		s.or(p.set)
		return
	}
	for _, i := range p.list {
		s.add(i)
	}
}

// countIn returns how many of p are in s.
func (p posting) countIn(s set) int32 {
	n := int32(0)
	if p.set != nil {
		for i, w := range p.set {
			n += int32(bits.OnesCount64(w & s[i])) //nolint:gosec // at most 64
		}
		return n
	}
	for _, i := range p.list {
		if s.has(i) {
			n++
		}
	}
	return n
}
