package tailor

import (
	"maps"
	"slices"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// cell is a Step for an audience: everyone where role is nil.
type cell struct {
	step int // index in the range
	role *catalog.Role
}

// substitute offers a resource for each cell that constraints emptied (rule 3): of those that may be used, that teach
// something useful and that ask for nothing the path does not have, the one that shares most topics with what the cell
// lost; then the one placed nearest to its step; then the first by identifier.
func (pl *plan) substitute() {
	before := make(map[*catalog.Resource]*choice, len(pl.choices)) // what a substitute may require
	maps.Copy(before, pl.choices)
	for step := range pl.slots {
		pl.substituteStep(step, before)
	}
}

func (pl *plan) substituteStep(step int, before map[*catalog.Resource]*choice) {
	kept := make(map[*catalog.Role]bool)
	lost := make(map[*catalog.Role][]int) // slots by audience
	var audiences []*catalog.Role         // in the order met
	for i, sl := range pl.slots[step] {
		for _, role := range pl.audiences(sl.placement) {
			if pl.leftOut[sl.placement.Resource] == nil {
				kept[role] = true
				continue
			}
			if lost[role] == nil {
				audiences = append(audiences, role)
			}
			lost[role] = append(lost[role], i)
		}
	}
	for _, role := range audiences {
		if !kept[role] {
			pl.offer(cell{step, role}, lost[role], before)
		}
	}
}

// audiences returns the roles of the profile a placement is for, nil standing for everyone.
func (pl *plan) audiences(place *catalog.Placement) []*catalog.Role {
	if place.Everyone() {
		return []*catalog.Role{nil}
	}
	var in []*catalog.Role
	for _, r := range place.Roles {
		if _, ok := pl.rank[r]; ok {
			in = append(in, r)
		}
	}
	return in
}

func (pl *plan) offer(at cell, lost []int, before map[*catalog.Resource]*choice) {
	slots := pl.slots[at.step]
	lost = slices.DeleteFunc(lost, func(i int) bool { // another cell's substitute stands for it here too
		return pl.leftOut[slots[i].placement.Resource].Substitute != nil
	})
	if len(lost) == 0 {
		return
	}
	topics := make(map[*catalog.Topic]bool)
	shared := make(map[*catalog.Resource]int)
	for _, i := range lost {
		for _, t := range slots[i].placement.Resource.Topics {
			if topics[t] {
				continue
			}
			topics[t] = true
			for _, r := range t.Resources {
				shared[r]++
			}
		}
	}
	step := slots[lost[0]].placement.Step
	var best *catalog.Resource
	for r := range shared { // in no order: the comparison is total
		if before[r] != nil || !pl.fits(r, before) {
			continue
		}
		if best == nil || nearer(r, best, shared, step) {
			best = r
		}
	}
	if best == nil {
		return
	}
	ch := pl.choices[best]
	if ch == nil {
		ch = pl.choose(best)
		ch.offered = true
		slots[lost[0]].substitutes = append(slots[lost[0]].substitutes, ch)
	}
	for _, i := range lost {
		of := slots[i].placement.Resource
		if !shareTopic(of, best) {
			continue
		}
		out := pl.leftOut[of]
		if out.Substitute == nil { // a resource may stand twice in a cell
			out.Substitute = best
			ch.replaces = append(ch.replaces, Reason{Kind: Substitute, Of: of, Cause: out.Causes[0]})
		}
	}
}

// fits reports whether r may be offered: it may be used, is still useful, and all it requires is done or in the path
// already. A substitute calls for nothing, so that lifting the constraint takes away the substitute and nothing else.
func (pl *plan) fits(r *catalog.Resource, before map[*catalog.Resource]*choice) bool {
	if pl.completed[r] || len(pl.allowed.causes(r)) > 0 || len(pl.mastered(r)) > 0 {
		return false
	}
	for _, q := range r.Requires {
		if before[q.Requires] == nil && !pl.completed[q.Requires] {
			return false
		}
	}
	return true
}

func nearer(a, b *catalog.Resource, shared map[*catalog.Resource]int, step *catalog.Step) bool {
	if shared[a] != shared[b] {
		return shared[a] > shared[b]
	}
	if da, db := distance(a, step), distance(b, step); da != db {
		return da < db
	}
	return a.ID < b.ID
}

// distance returns how many steps away from step the nearest placement of r is.
func distance(r *catalog.Resource, step *catalog.Step) int32 {
	var least int32 = 1 << 30
	for _, p := range r.Placements {
		least = min(least, max(p.Step.Number-step.Number, step.Number-p.Step.Number))
	}
	return least
}

func shareTopic(a, b *catalog.Resource) bool {
	for _, t := range a.Topics {
		if slices.Contains(b.Topics, t) {
			return true
		}
	}
	return false
}
