// Package catalog holds the vocabulary of Parcours: steps, roles, resources, questions and what links them.
//
// A [Draft] is what authors wrote, with references as text and the place each thing was written at. [New] turns it
// into a [Catalog], or says all that is wrong with it. A Catalog is valid because it exists, never changes, and may be
// read by any number of goroutines; its relations are pointers, so that walking the graph costs no look-up.
//
// The package is pure: it reads no file, no clock and no network.
package catalog

// Identifiers are what authors write as the name of a file or the `id` of an entry: lower-case ASCII letters and
// digits, in words joined by single hyphens ("kubernetes-concepts"). Each kind has its own type, so that a step cannot
// be passed for a role.
type (
	// StepID names a Step.
	StepID string
	// RoleID names a Role.
	RoleID string
	// ResourceID names a Resource.
	ResourceID string
	// SectionID names a Section.
	SectionID string
	// QuestionID names a Question.
	QuestionID string
	// RespondentID names a Respondent.
	RespondentID string
	// TopicID names a Topic.
	TopicID string
	// GuideID names a Guide.
	GuideID string
	// PlannedID names a Planned resource.
	PlannedID string
	// ServiceID names a Service.
	ServiceID string
	// RuleID names a Rule.
	RuleID string
	// FactID names a Fact.
	FactID string
	// FactValueID names a FactValue of its Fact.
	FactValueID string
	// TermID names a Term.
	TermID string
	// ArticleID names an Article.
	ArticleID string
)

// Catalog is a sound catalogue with its relations resolved. All slices are in their documented order and are shared:
// read them, never write to them.
type Catalog struct {
	Title       Text
	Description Text
	Languages   []Lang // what the catalogue is written in; the first is the reference language
	Licence     string // SPDX identifier of the content, "" if not said
	Upstream    []Upstream
	Contact     string // e-mail address of the programme, "" if none
	Revision    string // 64 hexadecimal digits, a hash of the whole content; see [Draft.Revision]

	Steps       []*Step       // by number
	Roles       []*Role       // by position, then identifier
	Resources   []*Resource   // by identifier
	Planned     []*Planned    // by step, then position, then identifier
	Sections    []*Section    // by step, then position
	Questions   []*Question   // by step, section, position
	Respondents []*Respondent // in the order written
	Topics      []*Topic      // by identifier
	Guides      []*Guide      // by identifier
	Services    []*Service    // in the order written
	Facts       []*Fact       // in the order written
	Rules       []*Rule       // in the order written
	Holes       []*Hole       // in the order written
	Terms       []*Term       // by identifier
	Articles    []*Article    // by identifier
	Removed     []*Removed    // by type, then identifier

	index index
}

// Upstream is a base that the catalogue's facts come from.
type Upstream struct {
	Name   string
	URL    string
	Commit string
	Date   string // YYYY-MM-DD, "" if not said
}

// Origin says where something was written.
type Origin struct {
	Layer string // name of the content folder or overlay it comes from
	File  string // path below that folder, with slashes
}

// Step is one of the ordered stages of onboarding.
type Step struct {
	ID               StepID
	Origin           Origin
	Number           int32 // 1, 2, … without holes
	Title            Text
	MaturityQuestion Text      // what a team asks itself at this stage
	Body             Text      // Markdown, may be empty
	ChecklistIntro   Text      // what the step's checklist is for, may be empty
	Actions          []*Action // what to do and read in the programme's own guides, in order
	ActionsPending   bool      // the programme announces guides that are not there yet
	Support          Support
	Gate             Gate

	Previous   *Step        // nil at the first
	Next       *Step        // nil at the last
	Objectives []*Objective // by role
	Placements []*Placement // everyone's first, then by role, each by position
	Planned    []*Planned   // by position
	Sections   []*Section   // by position
	Services   []*Service   // granted at this step, in the catalogue's order
	Articles   []*Article   // by identifier
}

// Action is something to do at a Step according to the programme's guides.
type Action struct {
	Label Text
	Links []Target // may be empty
}

// Support is the help a team may ask for at a Step.
type Support struct {
	Label       Text   // what to do to obtain it, may be empty
	Link        Target // the form to fill in, zero if none
	Appointment Text   // what the meeting is, may be empty
	With        Text   // whom it is with, may be empty
	Pending     bool   // announced, not offered yet
}

// Gate holds the thresholds a Step's answers must reach, between 0 and 1.
type Gate struct {
	Score    float64
	Coverage float64
}

// Role is a perimeter of responsibility, never a job title.
type Role struct {
	ID          RoleID
	Origin      Origin
	Position    int32
	Title       Text
	Description Text
	Body        Text   // Markdown, may be empty
	Aliases     []Text // other names of the same perimeter
	Profiles    []Text // examples of people in it; an open list

	Objectives []*Objective // by step
	Placements []*Placement // by step, then position; without everyone's
}

// Objective is what a Role should reach at a Step.
type Objective struct {
	Step *Step
	Role *Role
	Text Text
}

// Kind is the sort of thing a Resource is.
type Kind string

// The kinds of resources.
const (
	KindArticle       Kind = "ARTICLE"
	KindChecklist     Kind = "CHECKLIST"
	KindCourse        Kind = "COURSE"
	KindDocumentation Kind = "DOCUMENTATION"
	KindEbook         Kind = "EBOOK"
	KindForm          Kind = "FORM"
	KindSlides        Kind = "SLIDES"
	KindTool          Kind = "TOOL"
	KindTutorial      Kind = "TUTORIAL"
	KindVideo         Kind = "VIDEO"
)

// Kinds returns every kind in alphabetical order.
func Kinds() []Kind {
	return []Kind{
		KindArticle, KindChecklist, KindCourse, KindDocumentation, KindEbook,
		KindForm, KindSlides, KindTool, KindTutorial, KindVideo,
	}
}

// Network is where a link can be opened from.
type Network string

// The networks. The zero value is not a network: a sound catalogue says [NetworkUnknown].
const (
	NetworkInternet Network = "INTERNET"
	NetworkState    Network = "STATE_NETWORK" // only from the French State's intranet (RIE)
	NetworkUnknown  Network = "UNKNOWN"
)

// Networks returns every network, the unknown one last.
func Networks() []Network { return []Network{NetworkInternet, NetworkState, NetworkUnknown} }

// Account is what a link asks of its reader before it opens.
type Account string

// The accounts, from the least asked to the most.
const (
	AccountNone         Account = "NONE"
	AccountRegistration Account = "REGISTRATION" // a form to fill in
	AccountFree         Account = "FREE_ACCOUNT" // an account anyone can open
	AccountStateAgent   Account = "STATE_AGENT"  // an account reserved to State agents
	AccountUnknown      Account = "UNKNOWN"
)

// Accounts returns every account requirement, the unknown one last.
func Accounts() []Account {
	return []Account{AccountNone, AccountRegistration, AccountFree, AccountStateAgent, AccountUnknown}
}

// Cost is what a link costs its reader.
type Cost string

// The costs.
const (
	CostFree         Cost = "FREE"
	CostMetered      Cost = "METERED" // a few pages free, then paid
	CostPaid         Cost = "PAID"
	CostSubscription Cost = "SUBSCRIPTION"
	CostUnknown      Cost = "UNKNOWN"
)

// Costs returns every cost, the unknown one last.
func Costs() []Cost { return []Cost{CostFree, CostMetered, CostPaid, CostSubscription, CostUnknown} }

// Access is what it takes to open a link.
type Access struct {
	Network Network
	Account Account
	Cost    Cost
}

// Resource is a thing to learn from.
type Resource struct {
	ID        ResourceID
	Origin    Origin
	Title     Text
	Summary   Text // one sentence, may be empty
	Body      Text // Markdown, may be empty
	URL       string
	Kind      Kind
	Provider  string // who publishes it, as the host's name; "" if unknown
	Languages []Lang // what it is written or spoken in; empty if unknown
	Minutes   int32  // how long it takes; 0 if unknown
	Access    Access
	Dead      *Dead // nil while the link is not known to be dead

	// Unreachable says that the link does not open from the network of the readers, as whoever serves the catalogue knows.
	// Authors do not write it.
	Unreachable bool

	Topics     []*Topic       // in the order written
	Requires   []*Requirement // in the order written
	RequiredBy []*Requirement // by the identifier of the resource that requires this one
	Placements []*Placement   // by step, then position; at least one
	Helps      []*Help        // by question
	Actions    []*Step        // steps whose actions or support link to it, by number
}

// Usable reports whether the link can be expected to open: it is not lost, and can be reached.
func (r *Resource) Usable() bool { return !r.Lost() && !r.Unreachable }

// Lost reports whether the link is dead and nothing is known to replace it.
func (r *Resource) Lost() bool { return r.Dead.Lost() }

// Link returns the URL to open: the successor of a dead link where it is known, else the URL.
func (r *Resource) Link() string {
	if r.Dead != nil && r.Dead.Successor != "" {
		return r.Dead.Successor
	}
	return r.URL
}

// Dead says that a link no longer opens, and why that is known.
type Dead struct {
	Reason    Text   `json:"reason,omitempty"`
	Successor string `json:"successor,omitempty"` // URL that took its place, "" if none
}

// Lost reports whether nothing is known to have taken the place; a nil Dead is not.
func (d *Dead) Lost() bool { return d != nil && d.Successor == "" }

// Basis says how a relation between two resources is known.
type Basis string

// The bases of a requirement.
const (
	BasisStated   Basis = "STATED"   // visible in the titles or addresses of the resources
	BasisInferred Basis = "INFERRED" // a pedagogical judgement
)

// Requirement says that a Resource should be met after another.
type Requirement struct {
	Resource *Resource // the one that requires
	Requires *Resource // the one that comes before
	Basis    Basis
	Why      Text // may be empty
}

// Placement is a Resource at a Step for an audience.
type Placement struct {
	Resource *Resource
	Step     *Step
	Roles    []*Role // in the catalogue's order; empty for everyone
	Position int32   // order in the step among the same audience, and of the content as a whole
	Title    Text    // the resource's title in this place, empty where it is the resource's own
}

// Everyone reports whether the placement is for every role.
func (p *Placement) Everyone() bool { return len(p.Roles) == 0 }

// Planned is a resource that is announced and not there yet. It is listed, never recommended.
type Planned struct {
	ID       PlannedID
	Origin   Origin
	Step     *Step
	Position int32
	Title    Text
}

// Section is a part of a Step's checklist.
type Section struct {
	ID          SectionID
	Origin      Origin
	Step        *Step
	Position    int32 // 1, 2, … in the step
	Title       Text
	Blocking    bool // every question of it is blocking
	SupportOnly bool // only for teams that ask for support

	Questions []*Question // by position
}

// QuestionKind is how a Question is answered.
type QuestionKind string

// The kinds of questions.
const (
	QuestionChoice   QuestionKind = "CHOICE"   // closed
	QuestionEvidence QuestionKind = "EVIDENCE" // open: the team says whether it is documented, its prose is never sent
	QuestionAction   QuestionKind = "ACTION"   // something to do
)

// Expectation is what a Question hopes to hear.
type Expectation string

// The expectations.
const (
	ExpectYes      Expectation = "YES"
	ExpectAnswered Expectation = "ANSWERED" // no answer is wrong
)

// AnswerValue is what a team may answer to a Question.
type AnswerValue string

// The answers.
const (
	AnswerYes           AnswerValue = "YES"
	AnswerPartly        AnswerValue = "PARTLY"
	AnswerNo            AnswerValue = "NO"
	AnswerNotApplicable AnswerValue = "NOT_APPLICABLE"
	AnswerUnknown       AnswerValue = "UNKNOWN"
)

// AnswerValues returns every answer in the order above.
func AnswerValues() []AnswerValue {
	return []AnswerValue{AnswerYes, AnswerPartly, AnswerNo, AnswerNotApplicable, AnswerUnknown}
}

// Question is an item of a Step's checklist.
type Question struct {
	ID          QuestionID
	Origin      Origin
	Section     *Section
	Position    int32 // 1, 2, … in the section
	Text        Text
	Details     Text // more about what is asked, may be empty
	Kind        QuestionKind
	Expects     Expectation
	Blocking    bool
	SupportOnly bool
	OnlyIf      *Condition    // nil if it always applies
	ValidDays   int32         // how long an answer stays true; 0 for ever
	Weight      int32         // in its step's score; 1 unless written
	Respondents []*Respondent // who can answer, in the catalogue's order; empty if not said
	Source      string        // where the question comes from, "" if not said

	HelpedBy    []*Help     // direct ones first, then in the order written
	ConditionOf []*Question // questions that apply only on this one's answer, by position
}

// Step returns the step whose checklist holds q.
func (q *Question) Step() *Step { return q.Section.Step }

// Condition says that a Question applies only where another was answered in one of some ways.
type Condition struct {
	Question *Question // earlier in the catalogue's order
	Answers  []AnswerValue
}

// Strength says how well something helps with a Question.
type Strength string

// The strengths.
const (
	StrengthDirect  Strength = "DIRECT"
	StrengthPartial Strength = "PARTIAL"
)

// Help says that a Resource, Guide or Article helps with a Question.
type Help struct {
	Question *Question
	Target   Target // never zero
	Strength Strength
	Why      Text // may be empty
}

// Target is a Resource, a Guide or an Article: at most one is not nil.
type Target struct {
	Resource *Resource
	Guide    *Guide
	Article  *Article
}

// IsZero reports whether t points at nothing.
func (t Target) IsZero() bool { return t == Target{} }

// Respondent is a part of an organisation that can answer Questions.
type Respondent struct {
	ID    RespondentID
	Title Text
}

// Topic is a tag of Resources.
type Topic struct {
	ID        TopicID
	Origin    Origin
	Title     Text
	Resources []*Resource // by identifier
}

// Guide is a page or form of the programme itself, or a reference it cites, that Steps and Questions link to.
// It is not a Resource: no path recommends it.
type Guide struct {
	ID     GuideID
	Origin Origin
	Title  Text
	URL    string
	Access Access
	Helps  []*Help // by question
	Steps  []*Step // steps whose actions or support link to it, by number
}

// Service is help offered by the programme.
type Service struct {
	ID          ServiceID
	Origin      Origin
	Title       Text
	Description Text
	Steps       []*Step // where it is given, by number
}

// Fact is something the support rules need to know about an organisation.
type Fact struct {
	ID       FactID
	Question Text // to ask where the fact is missing
	Values   []*FactValue
}

// FactValue is one of the values a Fact can have.
type FactValue struct {
	ID    FactValueID
	Title Text
}

// Outcome is what a Rule says of a Service.
type Outcome string

// The outcomes. NeedsFacts is never written in a rule: it is what support.Eligible answers while facts are missing.
const (
	Granted    Outcome = "GRANTED"
	Denied     Outcome = "DENIED"
	ToBeAgreed Outcome = "TO_BE_AGREED"
	NeedsFacts Outcome = "NEEDS_FACTS"
)

// Clause says which values of a Fact a Rule or Hole covers.
type Clause struct {
	Fact   *Fact
	Values []*FactValue // at least one
}

// Rule is a row of the decision table that grants support.
type Rule struct {
	ID       RuleID
	Origin   Origin
	Title    Text
	When     []Clause              // all must hold; a Fact not named may have any value
	Outcomes map[ServiceID]Outcome // one for each service of the catalogue; not named means DENIED
	Note     Text                  // may be empty
	Source   string                // where the rule comes from, "" if not said
}

// Hole is a combination of facts that no Rule covers, declared so, with what to do.
type Hole struct {
	When    []Clause
	Message Text
	Contact string // e-mail address, "" for the catalogue's own
}

// Term is an entry of the glossary.
type Term struct {
	ID         TermID
	Origin     Origin
	Term       Text
	Meaning    Text
	Definition Text // longer, may be empty
}

// Article is a long-form page.
type Article struct {
	ID        ArticleID
	Origin    Origin
	Title     Text
	Summary   Text
	Body      Text   // Markdown
	Step      *Step  // nil if it belongs to none
	Questions []Text // that it answers, in order
	Takeaways []Text // to keep in mind, in order
	Helps     []*Help
}
