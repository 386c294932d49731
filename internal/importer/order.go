package importer

import (
	"slices"
	"strconv"
)

// keepOrders gives the placements of each step the orders that the last import gave them, so that a resource added in
// the middle changes no other file. Where the source has moved something, or no number is left between two, those after
// it are numbered anew.
func (r *reading) keepOrders(last importState) {
	byStep := map[*step][]*placement{}
	known := map[*placement]int{}
	for _, res := range r.resources {
		tree, _ := last.Files[res.file].tree().(*mapping)
		var places []any
		if tree != nil {
			places, _ = tree.values["placements"].([]any)
		}
		for _, p := range res.placements {
			byStep[p.step] = append(byStep[p.step], p)
			for _, old := range places {
				if o, ok := old.(*mapping); ok && samePlace(o, p) {
					known[p], _ = strconv.Atoi(show1(o.values["order"]))
				}
			}
		}
	}
	for _, all := range byStep {
		slices.SortFunc(all, func(a, b *placement) int { return a.order - b.order })
		renumber(all, known)
	}
}

func show1(v any) string {
	s, _ := v.(string)
	return s
}

// samePlace reports whether a placement as written is this one.
func samePlace(o *mapping, p *placement) bool {
	if show1(o.values["step"]) != p.step.id || show1(o.values["title"]) != p.title {
		return false
	}
	if p.who.everyone {
		return show1(o.values["for"]) == "everyone"
	}
	roles, _ := o.values["for"].([]any)
	if len(roles) != len(p.who.roles) {
		return false
	}
	for i, role := range p.who.roles {
		if show1(roles[i]) != role.id {
			return false
		}
	}
	return true
}

// renumber gives placements, which are in the order of the source, rising orders: the known ones where they rise.
func renumber(all []*placement, known map[*placement]int) {
	last := 0
	for i := 0; i < len(all); {
		if k := known[all[i]]; k > last {
			all[i].order, last = k, k
			i++
			continue
		}
		end, next := i, 0 // the run that has no order yet, and the one after it
		for end < len(all) {
			if k := known[all[end]]; k > last {
				next = k
				break
			}
			end++
		}
		count := end - i
		gap := 10
		if next > 0 {
			gap = min((next-last)/(count+1), 10)
		}
		if gap == 0 { // no room: these, and what they push away, are numbered by tens
			gap = 10
		}
		for ; i < end; i++ {
			last += gap
			all[i].order = last
		}
	}
}
