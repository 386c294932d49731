package catalog

import (
	"slices"
	"strings"
)

// Draft is a catalogue as it was written: references are identifiers, nothing has been checked. The order of each
// slice is that of the files, which matters where a comment says "in the order written".
type Draft struct {
	Node        `json:"-"`
	Title       Text            `json:"title,omitempty"`
	Description Text            `json:"description,omitempty"`
	Languages   []Lang          `json:"languages,omitempty"`
	Licence     string          `json:"licence,omitempty"`
	Contact     string          `json:"contact,omitempty"`
	Upstream    []Upstream      `json:"upstream,omitempty"`
	Steps       []StepDraft     `json:"steps,omitempty"`
	Roles       []RoleDraft     `json:"roles,omitempty"`
	Resources   []ResourceDraft `json:"resources,omitempty"`
	Planned     []PlannedDraft  `json:"planned,omitempty"`
	Sections    []SectionDraft  `json:"sections,omitempty"`
	Respondents []NamedDraft    `json:"respondents,omitempty"`
	Topics      []NamedDraft    `json:"topics,omitempty"`
	Guides      []GuideDraft    `json:"guides,omitempty"`
	Services    []ServiceDraft  `json:"services,omitempty"`
	Facts       []FactDraft     `json:"facts,omitempty"`
	Rules       []RuleDraft     `json:"rules,omitempty"`
	Holes       []HoleDraft     `json:"holes,omitempty"`
	Terms       []TermDraft     `json:"terms,omitempty"`
	Articles    []ArticleDraft  `json:"articles,omitempty"`
	Removed     []RemovedDraft  `json:"removed,omitempty"`

	// Unread names what was written but could not be read, or not wholly, which has been said already: what depends on it
	// is not looked at. A Ref without identifier stands for any thing of its type, one of [TypeCatalog] for the settings.
	Unread []Ref `json:"-"`

	// Hidden says where a layer hides things of those below, so that whoever refers to one is told.
	Hidden map[Ref]Position `json:"-"`
}

// Position is a place in a file; line and column count from 1, in characters for the column. Zero means unknown.
type Position struct {
	File   string
	Line   int
	Column int
}

// Node is what every written thing carries: where it comes from and where each of its fields was written.
type Node struct {
	Origin Origin   `json:"-"`
	At     Position `json:"-"` // the thing itself
	Fields Places   `json:"-"`
}

// Places says where the fields of one thing were written, by path: "url", "title.fr", "requires[1].resource". Its zero
// value is empty. There may be many things with a few dozen fields each: it is a list, and small, for the memory.
type Places struct {
	all    []place
	files  []string // mostly one
	sorted bool
}

type place struct {
	path               string
	line, column, file int32
}

// At returns where the field at path was written.
func (p *Places) At(path string) (at Position, ok bool) {
	i := -1
	if p.sorted {
		if j, found := slices.BinarySearchFunc(p.all, path, func(q place, path string) int { return strings.Compare(q.path, path) }); found {
			i = j
		}
	} else {
		for j, q := range slices.Backward(p.all) {
			if q.path == path {
				i = j
				break
			}
		}
	}
	if i < 0 {
		return Position{}, false
	}
	q := p.all[i]
	return Position{File: p.files[q.file], Line: int(q.line), Column: int(q.column)}, true
}

// Add records where the field at path was written; the last call for a path counts.
func (p *Places) Add(path string, at Position) {
	file := slices.Index(p.files, at.File)
	if file < 0 {
		file = len(p.files)
		p.files = append(p.files, at.File)
	}
	//nolint:gosec // files are small and few
	p.all = append(p.all, place{path, int32(at.Line), int32(at.Column), int32(file)})
	p.sorted = false
}

// Empty reports whether nothing was recorded.
func (p *Places) Empty() bool { return len(p.all) == 0 }

// Drop forgets the fields below path, not path itself.
func (p *Places) Drop(path string) {
	p.all = slices.DeleteFunc(p.all, func(q place) bool {
		rest, below := strings.CutPrefix(q.path, path)
		return below && rest != "" && (rest[0] == '.' || rest[0] == '[')
	})
}

// Sort makes looking up fast in a thing with many fields, and takes no more memory than needed. Call it once all are
// recorded.
func (p *Places) Sort() {
	slices.SortStableFunc(p.all, func(a, b place) int { return strings.Compare(a.path, b.path) })
	last := p.all[:0]
	for i, q := range p.all {
		if i+1 == len(p.all) || p.all[i+1].path != q.path {
			last = append(last, q)
		}
	}
	p.all, p.sorted = append(make([]place, 0, len(last)), last...), true
}

// Where returns the place of the field at path, else of the nearest field that holds it, else of the thing itself.
func (n *Node) Where(path string) Position {
	for path != "" {
		if at, ok := n.Fields.At(path); ok {
			return at
		}
		path = parentPath(path)
	}
	return n.At
}

// parentPath drops the last ".name" or "[index]" of a path.
func parentPath(path string) string {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '.' || path[i] == '[' {
			return path[:i]
		}
	}
	return ""
}

// TargetDraft names a resource, a guide or an article: exactly one.
type TargetDraft struct {
	Resource string `json:"resource,omitempty"`
	Guide    string `json:"guide,omitempty"`
	Article  string `json:"article,omitempty"`
}

// IsZero reports whether t names nothing.
func (t TargetDraft) IsZero() bool { return t == TargetDraft{} }

// StepDraft is a [Step] as written.
type StepDraft struct {
	Node
	ID               string           `json:"id"`
	Number           int32            `json:"number"`
	Title            Text             `json:"title"`
	MaturityQuestion Text             `json:"maturityQuestion"`
	Body             Text             `json:"body,omitempty"`
	ChecklistIntro   Text             `json:"checklistIntro,omitempty"`
	Actions          []ActionDraft    `json:"actions,omitempty"`
	ActionsPending   bool             `json:"actionsPending,omitempty"`
	Support          SupportDraft     `json:"support,omitzero"`
	Gate             *Gate            `json:"gate,omitempty"`
	Objectives       []ObjectiveDraft `json:"objectives,omitempty"` // in the order written
}

// ActionDraft is an [Action] as written.
type ActionDraft struct {
	Label Text          `json:"label"`
	Links []TargetDraft `json:"links,omitempty"`
}

// SupportDraft is a [Support] as written.
type SupportDraft struct {
	Label       Text        `json:"label,omitempty"`
	Link        TargetDraft `json:"link,omitzero"`
	Appointment Text        `json:"appointment,omitempty"`
	With        Text        `json:"with,omitempty"`
	Pending     bool        `json:"pending,omitempty"`
}

// ObjectiveDraft is an [Objective] as written, in its step.
type ObjectiveDraft struct {
	Role string `json:"role"`
	Text Text   `json:"text"`
}

// RoleDraft is a [Role] as written.
type RoleDraft struct {
	Node
	ID          string `json:"id"`
	Position    int32  `json:"position"`
	Title       Text   `json:"title"`
	Description Text   `json:"description"`
	Body        Text   `json:"body,omitempty"`
	Aliases     []Text `json:"aliases,omitempty"`
	Profiles    []Text `json:"profiles,omitempty"`
}

// ResourceDraft is a [Resource] as written.
type ResourceDraft struct {
	Node
	ID         string             `json:"id"`
	Title      Text               `json:"title"`
	Summary    Text               `json:"summary,omitempty"`
	Body       Text               `json:"body,omitempty"`
	URL        string             `json:"url"`
	Kind       Kind               `json:"kind"`
	Provider   string             `json:"provider,omitempty"`
	Languages  []Lang             `json:"languages,omitempty"`
	Minutes    int32              `json:"minutes,omitempty"`
	Access     Access             `json:"access"`
	Dead       *Dead              `json:"dead,omitempty"`
	Topics     []string           `json:"topics,omitempty"`
	Requires   []RequirementDraft `json:"requires,omitempty"`
	Placements []PlacementDraft   `json:"placements,omitempty"`

	Unreachable bool `json:"unreachable,omitempty"` // written by no author: see [Resource.Unreachable]
}

// RequirementDraft is a [Requirement] as written, in the resource that requires.
type RequirementDraft struct {
	Resource string `json:"resource"`
	Basis    Basis  `json:"basis"`
	Why      Text   `json:"why,omitempty"`
}

// PlacementDraft is a [Placement] as written, in its resource.
type PlacementDraft struct {
	Step     string   `json:"step"`
	Everyone bool     `json:"everyone,omitempty"`
	Roles    []string `json:"roles,omitempty"`
	Position int32    `json:"position"`
	Title    Text     `json:"title,omitempty"`
}

// PlannedDraft is a [Planned] as written.
type PlannedDraft struct {
	Node
	ID       string `json:"id"`
	Step     string `json:"step"`
	Position int32  `json:"position"` // its rank among the step's, from the order written
	Title    Text   `json:"title"`
}

// SectionDraft is a [Section] as written.
type SectionDraft struct {
	Node
	ID          string          `json:"id"`
	Step        string          `json:"step"`
	Title       Text            `json:"title"`
	Blocking    bool            `json:"blocking,omitempty"`
	SupportOnly bool            `json:"supportOnly,omitempty"`
	Questions   []QuestionDraft `json:"questions,omitempty"` // in the order written, which is their position
}

// QuestionDraft is a [Question] as written, in its section.
type QuestionDraft struct {
	Node
	ID          string          `json:"id"`
	Text        Text            `json:"text"`
	Details     Text            `json:"details,omitempty"`
	Kind        QuestionKind    `json:"kind"`
	Expects     Expectation     `json:"expects"`
	Blocking    *bool           `json:"blocking,omitempty"`    // nil: as its section
	SupportOnly *bool           `json:"supportOnly,omitempty"` // nil: as its section
	OnlyIf      *ConditionDraft `json:"onlyIf,omitempty"`
	ValidDays   int32           `json:"validDays,omitempty"`
	Weight      int32           `json:"weight,omitempty"` // 0: 1
	Respondents []string        `json:"respondents,omitempty"`
	HelpedBy    []HelpDraft     `json:"helpedBy,omitempty"`
	Source      string          `json:"source,omitempty"`
}

// ConditionDraft is a [Condition] as written.
type ConditionDraft struct {
	Question string        `json:"question"`
	Answers  []AnswerValue `json:"answers"`
}

// HelpDraft is a [Help] as written, in its question.
type HelpDraft struct {
	TargetDraft
	Strength Strength `json:"strength"`
	Why      Text     `json:"why,omitempty"`
}

// NamedDraft is a [Topic] or a [Respondent] as written.
type NamedDraft struct {
	Node
	ID    string `json:"id"`
	Title Text   `json:"title"`
}

// GuideDraft is a [Guide] as written.
type GuideDraft struct {
	Node
	ID     string `json:"id"`
	Title  Text   `json:"title"`
	URL    string `json:"url"`
	Access Access `json:"access"`
}

// ServiceDraft is a [Service] as written.
type ServiceDraft struct {
	Node
	ID          string   `json:"id"`
	Title       Text     `json:"title"`
	Description Text     `json:"description"`
	Steps       []string `json:"steps,omitempty"`
}

// FactDraft is a [Fact] as written.
type FactDraft struct {
	Node
	ID       string           `json:"id"`
	Question Text             `json:"question"`
	Values   []FactValueDraft `json:"values"`
}

// FactValueDraft is a [FactValue] as written.
type FactValueDraft struct {
	ID    string `json:"id"`
	Title Text   `json:"title"`
}

// RuleDraft is a [Rule] as written.
type RuleDraft struct {
	Node
	ID       string              `json:"id"`
	Title    Text                `json:"title"`
	When     map[string][]string `json:"when,omitempty"` // fact -> values
	Outcomes map[string]Outcome  `json:"outcomes,omitempty"`
	Note     Text                `json:"note,omitempty"`
	Source   string              `json:"source,omitempty"`
}

// HoleDraft is a [Hole] as written.
type HoleDraft struct {
	Node
	When    map[string][]string `json:"when,omitempty"`
	Message Text                `json:"message"`
	Contact string              `json:"contact,omitempty"`
}

// TermDraft is a [Term] as written.
type TermDraft struct {
	Node
	ID         string `json:"id"`
	Term       Text   `json:"term"`
	Meaning    Text   `json:"meaning"`
	Definition Text   `json:"definition,omitempty"`
}

// ArticleDraft is an [Article] as written.
type ArticleDraft struct {
	Node
	ID        string `json:"id"`
	Title     Text   `json:"title"`
	Summary   Text   `json:"summary,omitempty"`
	Body      Text   `json:"body,omitempty"`
	Step      string `json:"step,omitempty"`
	Questions []Text `json:"questions,omitempty"`
	Takeaways []Text `json:"takeaways,omitempty"`
}
