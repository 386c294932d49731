package tailor

import (
	"cmp"
	"math"
	"slices"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Path returns what p should learn from c: a stage for each step of its range, each item with its reasons, and what was
// left out with its causes. No item comes before one it requires; a resource is at most one item. Equal inputs give equal
// paths. What p names and c does not have is an [*InputError].
func Path(c *catalog.Catalog, p Profile) (LearningPath, error) {
	pl, err := newPlan(c, p)
	if err != nil {
		return LearningPath{}, err
	}
	pl.collect()
	pl.pull()
	pl.substitute()
	pl.arrange()
	pl.path.Fingerprint = fingerprint(c, p, &pl.path)
	return pl.path, nil
}

// slot is a place of a path's base order: where a resource goes unless one that requires it comes before.
type slot struct {
	placement   *catalog.Placement
	audience    int       // 0 for everyone, else 1 + the rank of the first role of the profile it is for
	substitutes []*choice // offered in this place
}

// choice is a resource that the path will have.
type choice struct {
	resource  *catalog.Resource
	placement *catalog.Placement // nil unless the resource is placed for the profile
	placed    []Reason           // why it is there: essential and roles
	replaces  []Reason           // why it is there: what it stands for
	knownBy   []Answered
	done      bool
	offered   bool // as a substitute, which says only whom it stands for: another answer may call for another one
	emitted   bool
}

// pending reports whether the choice is still to be learned.
func (ch *choice) pending() bool { return !ch.done && len(ch.knownBy) == 0 }

// plan is a path in the making.
type plan struct {
	c         *catalog.Catalog
	p         Profile
	path      LearningPath
	rank      map[*catalog.Role]int // of the profile's roles, all of them where none was given
	completed map[*catalog.Resource]bool
	slots     [][]slot // of each step of the range
	choices   map[*catalog.Resource]*choice
	order     []*choice // choices in the order they were made
	leftOut   map[*catalog.Resource]*LeftOut
	allowed   allowed
	items     map[*catalog.Resource]*Item
}

// collect lists the slots of the range (rule 1), chooses what is placed there or leaves it out (rule 3), and keeps
// every reason for which a resource is placed although it is only once in the path (rules 5 and 6).
func (pl *plan) collect() {
	for s := pl.path.From; s != nil && s.Number <= pl.path.To.Number; s = s.Next {
		var slots []slot
		for _, place := range s.Placements {
			if audience, ok := pl.audience(place); ok {
				slots = append(slots, slot{placement: place, audience: audience})
			}
		}
		slices.SortStableFunc(slots, func(a, b slot) int {
			return cmp.Or(
				cmp.Compare(a.audience, b.audience),
				cmp.Compare(a.placement.Position, b.placement.Position),
				cmp.Compare(a.placement.Resource.ID, b.placement.Resource.ID),
			)
		})
		for _, sl := range slots {
			pl.place(sl.placement)
		}
		pl.slots = append(pl.slots, slots)
	}
}

// audience returns the rank of the first audience of place that p belongs to (rule 1).
func (pl *plan) audience(place *catalog.Placement) (rank int, ok bool) {
	if place.Everyone() {
		return 0, true
	}
	for _, r := range place.Roles { // in the catalogue's order, as ranks are
		if n, in := pl.rank[r]; in {
			return n + 1, true
		}
	}
	return 0, false
}

func (pl *plan) place(place *catalog.Placement) {
	r := place.Resource
	if pl.leftOut[r] != nil {
		return
	}
	ch := pl.choices[r]
	if ch == nil {
		if causes := pl.allowed.causes(r); len(causes) > 0 {
			out := &LeftOut{Resource: r, Placement: place, Step: place.Step, Causes: causes}
			pl.leftOut[r] = out
			pl.path.LeftOut = append(pl.path.LeftOut, out)
			return
		}
		ch = pl.choose(r)
		ch.placement = place
	}
	because := func(r Reason) {
		if !slices.Contains(ch.placed, r) {
			ch.placed = append(ch.placed, r)
		}
	}
	if place.Everyone() {
		because(Reason{Kind: Essential})
	}
	for _, role := range place.Roles {
		if _, in := pl.rank[role]; in {
			because(Reason{Kind: ForRole, Role: role, Objective: objective(place.Step, role)})
		}
	}
}

// objective returns what role should reach at s, nil if that is not said.
func objective(s *catalog.Step, role *catalog.Role) *catalog.Objective {
	i, ok := slices.BinarySearchFunc(s.Objectives, role, func(o *catalog.Objective, r *catalog.Role) int {
		return cmp.Or(cmp.Compare(o.Role.Position, r.Position), cmp.Compare(o.Role.ID, r.ID))
	})
	if !ok {
		return nil
	}
	return s.Objectives[i]
}

func (pl *plan) choose(r *catalog.Resource) *choice {
	ch := &choice{resource: r, knownBy: pl.mastered(r), done: pl.completed[r]}
	pl.choices[r] = ch
	pl.order = append(pl.order, ch)
	return ch
}

// mastered returns the answers that say r is known (rule 4): each question it helps is answered as expected, or does not
// concern the team, and it helps directly with at least one of them that expects YES. A question of which no answer is
// wrong says nothing of what a team masters, nor does one that r only contributes to. Without such answers r is useful
// (rule 2).
func (pl *plan) mastered(r *catalog.Resource) []Answered {
	var known []Answered
	for _, h := range r.Helps {
		switch standing := pl.path.Assessment.Of(h.Question); standing.Verdict {
		case assess.Met:
			if h.Question.Expects == catalog.ExpectYes && h.Strength == catalog.StrengthDirect {
				known = append(known, Answered{Question: h.Question, Value: standing.Value})
			}
		case assess.Out:
		case assess.Lacking, assess.Unanswered:
			return nil
		}
	}
	return known
}

// pull chooses what the choices require, and what that requires (rule 2). What is done or known asks for nothing more.
func (pl *plan) pull() {
	for i := 0; i < len(pl.order); i++ { //nolint:intrange // the list grows as it is walked
		ch := pl.order[i]
		if !ch.pending() {
			continue
		}
		for _, q := range ch.resource.Requires {
			r := q.Requires
			if pl.choices[r] != nil || pl.completed[r] || pl.leftOut[r] != nil || len(pl.allowed.causes(r)) > 0 {
				continue
			}
			pl.choose(r)
		}
	}
}

// arrange makes the items of the stages (rule 5): the base order, save that what an item requires comes just before it
// where it would have come later or has no place of its own.
func (pl *plan) arrange() {
	var position int32
	step := pl.path.From
	for _, slots := range pl.slots {
		stage := &Stage{Step: step, Objectives: pl.objectives(step)}
		var emit func(*choice)
		emit = func(ch *choice) {
			if ch.emitted {
				return
			}
			ch.emitted = true // before its requirements: a cycle, which no catalogue has, would end here
			for _, q := range ch.resource.Requires {
				if before := pl.choices[q.Requires]; before != nil {
					emit(before)
				}
			}
			position++
			item := pl.item(ch)
			item.Step, item.Position = step, position
			stage.Items = append(stage.Items, item)
			if item.State == Todo || item.State == Next {
				stage.Duration.Add(item.Resource.Minutes)
				pl.path.Duration.Add(item.Resource.Minutes)
			}
		}
		for _, sl := range slots {
			if ch := pl.choices[sl.placement.Resource]; ch != nil {
				emit(ch)
			}
			for _, ch := range sl.substitutes {
				emit(ch)
			}
		}
		pl.path.Stages = append(pl.path.Stages, stage)
		step = step.Next
	}
	for _, stage := range pl.path.Stages {
		for _, item := range stage.Items {
			if (item.State == Todo || item.State == Next) && len(pl.path.StartHere) < startHere &&
				(len(pl.path.StartHere) == 0 || pl.path.StartHere[0].Step == stage.Step) {
				pl.path.StartHere = append(pl.path.StartHere, item)
			}
		}
	}
	if pl.p.MinutesPerWeek > 0 {
		pl.sit()
	}
}

// startHere is how many items a path proposes to start with: what a reader takes in at a glance.
const startHere = 3

func (pl *plan) objectives(s *catalog.Step) []*catalog.Objective {
	var of []*catalog.Objective
	for _, o := range s.Objectives {
		if _, in := pl.rank[o.Role]; in {
			of = append(of, o)
		}
	}
	return of
}

// item makes the item of a choice, with its reasons in the order of their kinds (rule 6).
func (pl *plan) item(ch *choice) *Item {
	item := &Item{Resource: ch.resource, Placement: ch.placement, KnownBy: ch.knownBy, State: Todo}
	switch {
	case ch.done:
		item.State = Done
	case len(ch.knownBy) > 0:
		item.State = Known
	case pl.path.Next == nil:
		item.State, pl.path.Next = Next, item
	}
	item.Reasons = append(item.Reasons, ch.placed...)
	slices.SortStableFunc(item.Reasons, func(a, b Reason) int { return cmp.Compare(a.Kind, b.Kind) }) // ESSENTIAL < ROLE
	for _, h := range ch.resource.Helps {
		standing := pl.path.Assessment.Of(h.Question)
		if standing.Verdict == assess.Lacking && !ch.offered {
			item.Reasons = append(item.Reasons, Reason{Kind: Gap, Question: h.Question, Answer: standing.Value, Help: h})
		}
	}
	for _, q := range ch.resource.RequiredBy {
		if after := pl.choices[q.Resource]; after != nil && after.pending() {
			item.Reasons = append(item.Reasons, Reason{Kind: Prerequisite, Of: q.Resource, Requirement: q})
		}
	}
	item.Reasons = append(item.Reasons, ch.replaces...)
	if ch.pending() {
		for _, q := range ch.resource.Requires {
			if pl.choices[q.Requires] == nil && !pl.completed[q.Requires] {
				item.Unmet = append(item.Unmet, Unmet{Requirement: q, Causes: pl.allowed.causes(q.Requires)})
			}
		}
	}
	pl.items[ch.resource] = item
	return item
}

// Add counts an item of so many minutes, 0 being unknown (rule 7).
func (d *Duration) Add(minutes int32) {
	if minutes <= 0 {
		d.Unknown++
		return
	}
	d.Known++
	d.KnownMinutes = int32(min(int64(d.KnownMinutes)+int64(minutes), math.MaxInt32)) //nolint:gosec // bounded on this line
}

// newPlan checks p against c and resolves what it names.
func newPlan(c *catalog.Catalog, p Profile) (*plan, error) {
	pl := &plan{
		c: c, p: p,
		rank:      make(map[*catalog.Role]int),
		completed: make(map[*catalog.Resource]bool, len(p.Completed)),
		choices:   make(map[*catalog.Resource]*choice),
		leftOut:   make(map[*catalog.Resource]*LeftOut),
		items:     make(map[*catalog.Resource]*Item),
		allowed:   newAllowed(p),
	}
	if err := pl.resolve(); err != nil {
		return nil, err
	}
	assessment, err := assess.Score(c, assess.Input{Answers: p.Answers, AsksSupport: p.AsksSupport, AsOf: p.AsOf})
	if err != nil {
		return nil, err
	}
	pl.path.Assessment = assessment
	if err := pl.bounds(); err != nil {
		return nil, err
	}
	return pl, nil
}
