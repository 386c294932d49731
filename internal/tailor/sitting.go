package tailor

// sit cuts what is to be done in sittings of a week's minutes (rule 8). The path's steps keep their order; in each step
// what is essential comes first, unless it requires something else. An item longer than a week's minutes is a sitting of
// its own. An item without a known duration cannot be fitted: it is named in Untimed, and nothing waits for it.
func (pl *plan) sit() {
	sat := make(map[*Item]bool)
	var sit func(*Item)
	sit = func(item *Item) {
		if sat[item] {
			return
		}
		sat[item] = true
		for _, q := range item.Resource.Requires {
			if before := pl.items[q.Requires]; before != nil {
				sit(before)
			}
		}
		switch {
		case item.State == Done || item.State == Known:
		case item.Resource.Minutes <= 0:
			pl.path.Untimed = append(pl.path.Untimed, item)
		default:
			pl.seat(item)
		}
	}
	for _, stage := range pl.path.Stages {
		for _, item := range stage.Items {
			if item.Reasons[0].Kind == Essential {
				sit(item)
			}
		}
		for _, item := range stage.Items {
			sit(item)
		}
	}
}

// seat puts item in the last sitting if it fits, else in a new one.
func (pl *plan) seat(item *Item) {
	minutes := item.Resource.Minutes
	if n := len(pl.path.Sittings); n > 0 {
		if last := pl.path.Sittings[n-1]; !last.Over && minutes <= pl.p.MinutesPerWeek-last.Minutes {
			last.Items, last.Minutes = append(last.Items, item), last.Minutes+minutes
			return
		}
	}
	pl.path.Sittings = append(pl.path.Sittings, &Sitting{
		Number: int32(len(pl.path.Sittings)) + 1, //nolint:gosec // at most one a resource
		Items:  []*Item{item}, Minutes: minutes, Over: minutes > pl.p.MinutesPerWeek,
	})
}
