package graph_test

import (
	"testing"

	"github.com/cloud-pi-native/parcours/graph"
)

// TestPromise compares the whole schema with its file, so that every change of it is read in review. `go generate` writes the
// file. Whether the change breaks what was released, .ci/clients/promise.js tells.
func TestPromise(t *testing.T) {
	t.Parallel()
	golden(t, "promise/schema.graphql", []byte(graph.SDL()))
}
