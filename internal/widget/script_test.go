package widget

import (
	"bytes"
	"compress/gzip"
	"testing"
)

// TestFrozen holds what is published under an address that never changes: pages of others name its hash. To say something
// else to frames, put another file beside it.
func TestFrozen(t *testing.T) {
	t.Parallel()
	const published = "sha384-rvxEfkeng909Icoz9l9VejJRf9HdTbWINcl1DW1ex03l3UmSqn5XpiU0KIxZgCWV"
	s := script{content: read("frozen/frame-1.js")}
	if got := s.integrity(); got != published {
		t.Errorf("frame-1.js has the hash %s; every page that pins %s would lose it", got, published)
	}
	if n := len(s.content); n >= 1000 {
		t.Errorf("frame-1.js has %d bytes, and should have less than a kilobyte", n)
	}
}

func TestElementIsSmall(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(read("assets/parcours.js")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() >= 8000 {
		t.Errorf("parcours.js has %d bytes compressed, and should have less than 8 kB", b.Len())
	}
}
