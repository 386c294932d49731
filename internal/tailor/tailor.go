// Package tailor chooses what a person or a team should learn next, in which order, and says why.
//
// [Path] applies rules 1 to 8 of the design to a catalogue and a [Profile]. It is pure: it reads no clock, file or
// network, so the same revision and the same profile give the same path, byte for byte. It refuses to guess: a duration
// that is not known is counted as unknown, and nothing that was placed disappears without a cause.
package tailor

import (
	"time"

	"github.com/cloud-pi-native/parcours/internal/assess"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// InputError says which part of a [Profile] is wrong, and what was probably meant.
type InputError = catalog.InputError

// Profile is what a path is tailored to. Its zero value is everyone's path through all steps.
type Profile struct {
	Roles     []catalog.RoleID     // empty: every role's resources
	From      catalog.StepID       // "": where the team stands by its answers; the first step without answers
	To        catalog.StepID       // "": the last step
	Completed []catalog.ResourceID // what is done already

	// Constraints (rule 3): what is allowed. An empty list allows everything. A resource of unknown language passes, and
	// one of unknown access unless StrictAccess is set or the list names UNKNOWN.
	Languages    []catalog.Lang
	Networks     []catalog.Network
	Accounts     []catalog.Account
	Costs        []catalog.Cost
	Kinds        []catalog.Kind
	StrictAccess bool

	Answers        []assess.Answer // what the team says of itself
	AsksSupport    bool            // the team asks the programme for support: support-only questions count
	AsOf           time.Time       // the day by which answers expire; zero: none has expired
	MinutesPerWeek int32           // 0: the path is not cut in sittings
}

// LearningPath is what a profile should learn, in order, with reasons.
type LearningPath struct {
	Roles  []*catalog.Role // those of the profile in the catalogue's order; empty where none was given
	From   *catalog.Step   // nil where the catalogue has no step
	To     *catalog.Step   // nil where the catalogue has no step
	Stages []*Stage        // one for each step from From to To, even where it has no item

	StartHere []*Item    // the items to do of the first stage that has any, at most three
	Next      *Item      // the first item to do, nil where nothing is left
	LeftOut   []*LeftOut // by step, in the order the resources would have had
	Duration  Duration
	Sittings  []*Sitting // rule 8; empty unless the profile says how many minutes a week
	Untimed   []*Item    // items to do that have no known duration, and so no sitting; empty as Sittings is

	Assessment assess.Assessment // what the answers say, of every step

	Fingerprint string // 64 hexadecimal digits: same fingerprint, same path
}

// Stage is the part of a path that belongs to a Step.
type Stage struct {
	Step       *catalog.Step
	Objectives []*catalog.Objective // of the profile's roles, of every role where none was given
	Items      []*Item
	Duration   Duration
}

// Item is a Resource in a path. A Resource is at most one item.
type Item struct {
	Resource  *catalog.Resource
	Placement *catalog.Placement // the first that applies; nil where the item was pulled in or is a substitute
	Step      *catalog.Step      // of the stage that holds the item
	Position  int32              // 1, 2, … in the whole path
	Reasons   []Reason           // at least one, in the order of the kinds
	State     State
	KnownBy   []Answered // the answers that say the item is mastered, whatever its state (rule 4)
	Unmet     []Unmet    // requirements that a constraint keeps out of the path
}

// Answered is a Question with what the team answered.
type Answered struct {
	Question *catalog.Question
	Value    catalog.AnswerValue
}

// ReasonKind is why an Item is in a path.
type ReasonKind string

// The reasons (rule 6), in the order in which an item lists them.
const (
	Essential    ReasonKind = "ESSENTIAL"    // it is for everyone
	ForRole      ReasonKind = "ROLE"         // it is for a role: Role, and Objective where the step has one
	Gap          ReasonKind = "GAP"          // it helps with a question not answered as expected: Question, Answer, Help
	Prerequisite ReasonKind = "PREREQUISITE" // an item requires it: Of, Requirement
	Substitute   ReasonKind = "SUBSTITUTE"   // it stands for a resource left out: Of, Cause
)

// ReasonKinds returns every kind of reason, in the order in which an item lists them.
func ReasonKinds() []ReasonKind {
	return []ReasonKind{Essential, ForRole, Gap, Prerequisite, Substitute}
}

// Reason says why an Item is in a path. Fields that its kind does not name are zero.
type Reason struct {
	Kind        ReasonKind
	Role        *catalog.Role
	Objective   *catalog.Objective
	Question    *catalog.Question
	Answer      catalog.AnswerValue
	Help        *catalog.Help
	Of          *catalog.Resource
	Requirement *catalog.Requirement
	Cause       Cause
}

// Why returns what authors say of the relation that the item is here by; nil where they say nothing.
func (r Reason) Why() catalog.Text {
	switch {
	case r.Help != nil:
		return r.Help.Why
	case r.Requirement != nil:
		return r.Requirement.Why
	}
	return nil
}

// State is what remains to be done of an Item.
type State string

// The states.
const (
	Done  State = "DONE"  // completed
	Known State = "KNOWN" // mastered, as the answers say (rule 4)
	Next  State = "NEXT"  // the first to do
	Todo  State = "TODO"
)

// States returns every state.
func States() []State { return []State{Done, Known, Next, Todo} }

// Cause is why a Resource is left out.
type Cause string

// The causes, in the order in which they are listed.
const (
	CauseDeadLink Cause = "DEAD_LINK" // its link no longer opens and nothing is known to replace it

	CauseUnreachable Cause = "UNREACHABLE" // whoever serves the catalogue says that the link does not open from here

	CauseNetwork  Cause = "NETWORK"
	CauseAccount  Cause = "ACCOUNT"
	CauseCost     Cause = "COST"
	CauseLanguage Cause = "LANGUAGE"
	CauseKind     Cause = "KIND"
)

// Causes returns every cause, in the order in which they are listed.
func Causes() []Cause {
	return []Cause{CauseDeadLink, CauseUnreachable, CauseNetwork, CauseAccount, CauseCost, CauseLanguage, CauseKind}
}

// Unmet is a requirement of an Item that is neither completed nor in the path, with what keeps it out.
type Unmet struct {
	Requirement *catalog.Requirement
	Causes      []Cause // at least one
}

// LeftOut is a Resource placed for the profile that a constraint keeps out of the path.
type LeftOut struct {
	Resource   *catalog.Resource
	Placement  *catalog.Placement // the first that applies
	Step       *catalog.Step
	Causes     []Cause           // at least one
	Substitute *catalog.Resource // an item offered in its place; nil unless its cell of the path is empty and one was found
}

// Duration sums what is known of how long items to do take (rule 7). Items done or known are not counted.
type Duration struct {
	KnownMinutes int32
	Known        int32 // items whose duration is in the sum
	Unknown      int32 // items whose duration is not known
}

// Sitting is what fits in the minutes of a week.
type Sitting struct {
	Number  int32 // 1, 2, …
	Items   []*Item
	Minutes int32
	Over    bool // its only item is longer than a week's minutes
}
