package bounded_test

import (
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/cloud-pi-native/parcours/internal/bounded"
)

// TestBound puts entries of any weight, in any order, and looks at the promises after each.
func TestBound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const limit = 10_000
		m := bounded.New[int, int](limit)
		put := map[int]int{}
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			key := rapid.IntRange(0, 60).Draw(t, "key")
			if rapid.Bool().Draw(t, "put") {
				value, weight := rapid.Int().Draw(t, "value"), rapid.IntRange(0, limit/4).Draw(t, "weight")
				before, there := m.Get(key)
				m.Put(key, value, weight)
				if there {
					value = before
				}
				got, ok := m.Get(key)
				if fits := weight+160 <= limit/8; ok != (there || fits) || ok && got != value {
					t.Fatalf("Put(%d, %d, %d), then Get: %d, %v", key, value, weight, got, ok)
				}
				if ok {
					put[key] = got
				}
			} else if got, ok := m.Get(key); ok && got != put[key] {
				t.Fatalf("Get(%d): %d, want %d", key, got, put[key])
			}
			if entries, bytes := m.Size(); bytes > limit || entries > 61 || (entries == 0) != (bytes == 0) {
				t.Fatalf("%d entries of %d bytes, limit %d", entries, bytes, limit)
			}
		}
	})
}

// TestScan asks for one entry again and again while a thousand others pass once.
func TestScan(t *testing.T) {
	t.Parallel()
	m := bounded.New[string, int](10_000)
	m.Put("wanted", 1, 100)
	for i := range 1000 {
		if _, ok := m.Get("wanted"); !ok {
			t.Fatalf("what is asked for left when %d others had passed", i)
		}
		m.Put(strconv.Itoa(i), i, 100)
	}
}

func TestNothingKept(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]*bounded.Map[string, int]{"nil": nil, "limit 0": bounded.New[string, int](0)} {
		m.Put("a", 1, 1)
		if _, ok := m.Get("a"); ok {
			t.Errorf("%s: kept an entry", name)
		}
		m.Clear()
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	m := bounded.New[string, int](10_000)
	for i := range 100 {
		m.Put(strconv.Itoa(i), i, 100)
	}
	m.Clear()
	if entries, bytes := m.Size(); entries != 0 || bytes != 0 {
		t.Errorf("%d entries of %d bytes after Clear", entries, bytes)
	}
	for i := range 100 {
		m.Put(strconv.Itoa(i), i, 100)
	}
	if _, ok := m.Get("99"); !ok {
		t.Error("nothing is kept after Clear")
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	m := bounded.New[int, int](5000)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 2000 {
				key := (i*7 + g) % 50
				if v, ok := m.Get(key); ok && v != key {
					t.Errorf("Get(%d): %d", key, v)
				}
				m.Put(key, key, key)
			}
		})
	}
	all.Wait()
}
