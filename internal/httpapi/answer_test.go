package httpapi

import (
	"bytes"
	"sync"
	"testing"
)

// TestCompressedOnce has many ask for an answer in a coding at once: each gets the same bytes, which were made once.
func TestCompressedOnce(t *testing.T) {
	t.Parallel()
	a := newAnswer(bytes.Repeat([]byte("word "), 1000), "tag")
	for _, coding := range []int{gzipped, zstandard} {
		var all sync.WaitGroup
		bodies := make([]*byte, 20)
		for i := range bodies {
			all.Go(func() { bodies[i] = &a.in(coding).body[0] })
		}
		all.Wait()
		for _, b := range bodies {
			if b != bodies[0] {
				t.Errorf("%s: compressed more than once", codings[coding])
			}
		}
	}
	if small := newAnswer(make([]byte, smallest-1), "tag"); small.in(zstandard) != &small.codings[identity] {
		t.Error("a short answer is compressed")
	}
}
