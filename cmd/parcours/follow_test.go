package main

import (
	"slices"
	"testing"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/registry"
)

// TestFollowingStates compares the states of the schema with the reasons why a look at a registry may fail.
func TestFollowingStates(t *testing.T) {
	t.Parallel()
	want := []model.FollowingState{model.FollowingStateCurrent, model.FollowingStateNotChecked}
	for _, r := range registry.Reasons() {
		want = append(want, model.FollowingState(r))
	}
	if !slices.Equal(model.AllFollowingState, want) {
		t.Errorf("the schema has %v, want %v", model.AllFollowingState, want)
	}
}
