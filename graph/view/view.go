// Package view shows a catalogue and its paths in the languages of one request.
//
// Its methods walk the snapshot and take no context, so that the graph's edges are resolved in line. It refuses to
// decide anything: what belongs in a path is decided before it is viewed.
package view

import (
	"math"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// In is how a request sees the catalogue: the languages it prefers, best first.
type In struct{ Langs []catalog.Lang }

// Text returns t in the best language there is.
func (in *In) Text(t catalog.Text) string {
	text, _ := t.In(in.Langs...)
	return text
}

// Optional returns t in the best language there is, or nil where it is empty.
func (in *In) Optional(t catalog.Text) *string { return optional(in.Text(t)) }

// Texts returns each of ts in the best language there is.
func (in *In) Texts(ts []catalog.Text) []string { return each(ts, in.Text) }

// language returns the language that [In.Text] serves t in.
func (in *In) language(t catalog.Text) string {
	_, lang := t.In(in.Langs...)
	return string(lang)
}

// Node is a thing that has a global identifier.
type Node interface{ IsNode() }

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func each[T, U any](list []T, show func(T) U) []U {
	shown := make([]U, len(list))
	for i, one := range list {
		shown[i] = show(one)
	}
	return shown
}

func words[T ~string](list []T) []string { return each(list, func(t T) string { return string(t) }) }

// Step is a catalog.Step as a request sees it.
type Step struct {
	of *catalog.Step
	in *In
}

// Step returns of as the request sees it, or nil for nil.
func (in *In) Step(of *catalog.Step) *Step {
	if of == nil {
		return nil
	}
	return &Step{of, in}
}

// Role is a catalog.Role as a request sees it.
type Role struct {
	of *catalog.Role
	in *In
}

// Role returns of as the request sees it, or nil for nil.
func (in *In) Role(of *catalog.Role) *Role {
	if of == nil {
		return nil
	}
	return &Role{of, in}
}

// Resource is a catalog.Resource as a request sees it.
type Resource struct {
	of *catalog.Resource
	in *In
}

// Resource returns of as the request sees it, or nil for nil.
func (in *In) Resource(of *catalog.Resource) *Resource {
	if of == nil {
		return nil
	}
	return &Resource{of, in}
}

// Topic is a catalog.Topic as a request sees it.
type Topic struct {
	of *catalog.Topic
	in *In
}

// Topic returns of as the request sees it, or nil for nil.
func (in *In) Topic(of *catalog.Topic) *Topic {
	if of == nil {
		return nil
	}
	return &Topic{of, in}
}

// Objective is a catalog.Objective as a request sees it.
type Objective struct {
	of *catalog.Objective
	in *In
}

// Objective returns of as the request sees it, or nil for nil.
func (in *In) Objective(of *catalog.Objective) *Objective {
	if of == nil {
		return nil
	}
	return &Objective{of, in}
}

// Placement is a catalog.Placement as a request sees it.
type Placement struct {
	of *catalog.Placement
	in *In
}

// Placement returns of as the request sees it, or nil for nil.
func (in *In) Placement(of *catalog.Placement) *Placement {
	if of == nil {
		return nil
	}
	return &Placement{of, in}
}

// LearningPath is a tailor.LearningPath as a request sees it.
type LearningPath struct {
	of *tailor.LearningPath
	in *In
}

// LearningPath returns of as the request sees it, or nil for nil.
func (in *In) LearningPath(of *tailor.LearningPath) *LearningPath {
	if of == nil {
		return nil
	}
	return &LearningPath{of, in}
}

// Stage is a tailor.Stage as a request sees it.
type Stage struct {
	of *tailor.Stage
	in *In
}

// Stage returns of as the request sees it, or nil for nil.
func (in *In) Stage(of *tailor.Stage) *Stage {
	if of == nil {
		return nil
	}
	return &Stage{of, in}
}

// Item is a tailor.Item as a request sees it.
type Item struct {
	of *tailor.Item
	in *In
}

// Item returns of as the request sees it, or nil for nil.
func (in *In) Item(of *tailor.Item) *Item {
	if of == nil {
		return nil
	}
	return &Item{of, in}
}

// LeftOut is a tailor.LeftOut as a request sees it.
type LeftOut struct {
	of *tailor.LeftOut
	in *In
}

// LeftOut returns of as the request sees it, or nil for nil.
func (in *In) LeftOut(of *tailor.LeftOut) *LeftOut {
	if of == nil {
		return nil
	}
	return &LeftOut{of, in}
}

// Reason is a tailor.Reason as a request sees it.
type Reason struct {
	of *tailor.Reason
	in *In
}

// Reason returns of as the request sees it, or nil for nil.
func (in *In) Reason(of *tailor.Reason) *Reason {
	if of == nil {
		return nil
	}
	return &Reason{of, in}
}

// IsNode marks a Step as a Node.
func (v *Step) IsNode() {}

// ID returns the global identifier.
func (v *Step) ID() string { return "step:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Step) Slug() string { return string(v.of.ID) }

// Language returns the language that the title is served in.
func (v *Step) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Step) Title() string { return v.in.Text(v.of.Title) }

// IsNode marks a Role as a Node.
func (v *Role) IsNode() {}

// ID returns the global identifier.
func (v *Role) ID() string { return "role:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Role) Slug() string { return string(v.of.ID) }

// Language returns the language that the title is served in.
func (v *Role) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Role) Title() string { return v.in.Text(v.of.Title) }

// IsNode marks a Resource as a Node.
func (v *Resource) IsNode() {}

// ID returns the global identifier.
func (v *Resource) ID() string { return "resource:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Resource) Slug() string { return string(v.of.ID) }

// Language returns the language that the title is served in.
func (v *Resource) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Resource) Title() string { return v.in.Text(v.of.Title) }

// IsNode marks a Topic as a Node.
func (v *Topic) IsNode() {}

// ID returns the global identifier.
func (v *Topic) ID() string { return "topic:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Topic) Slug() string { return string(v.of.ID) }

// Language returns the language that the title is served in.
func (v *Topic) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Topic) Title() string { return v.in.Text(v.of.Title) }

// Number returns the number, from 1.
func (v *Step) Number() int32 { return v.of.Number }

// MaturityQuestion returns what a team asks itself.
func (v *Step) MaturityQuestion() string { return v.in.Text(v.of.MaturityQuestion) }

// Previous returns the step before, or nil.
func (v *Step) Previous() *Step { return v.in.Step(v.of.Previous) }

// Next returns the step after, or nil.
func (v *Step) Next() *Step { return v.in.Step(v.of.Next) }

// Objectives returns the objectives.
func (v *Step) Objectives() []*Objective { return each(v.of.Objectives, v.in.Objective) }

// Placements returns the placements.
func (v *Step) Placements() []*Placement { return each(v.of.Placements, v.in.Placement) }

// Objectives returns the objectives.
func (v *Role) Objectives() []*Objective { return each(v.of.Objectives, v.in.Objective) }

// Placements returns the placements.
func (v *Role) Placements() []*Placement { return each(v.of.Placements, v.in.Placement) }

// Step returns the step.
func (v *Objective) Step() *Step { return v.in.Step(v.of.Step) }

// Role returns the role.
func (v *Objective) Role() *Role { return v.in.Role(v.of.Role) }

// Text returns what should be reached.
func (v *Objective) Text() string { return v.in.Text(v.of.Text) }

// Resource returns the resource.
func (v *Placement) Resource() *Resource { return v.in.Resource(v.of.Resource) }

// Step returns the step.
func (v *Placement) Step() *Step { return v.in.Step(v.of.Step) }

// Everyone returns whether it is for every role.
func (v *Placement) Everyone() bool { return v.of.Everyone() }

// Roles returns the roles it is for.
func (v *Placement) Roles() []*Role { return each(v.of.Roles, v.in.Role) }

// Description returns what the role answers for.
func (v *Role) Description() string { return v.in.Text(v.of.Description) }

// Aliases returns the other names.
func (v *Role) Aliases() []string { return v.in.Texts(v.of.Aliases) }

// Profiles returns the example profiles.
func (v *Role) Profiles() []string { return v.in.Texts(v.of.Profiles) }

// Summary returns one sentence, or nil.
func (v *Resource) Summary() *string { return v.in.Optional(v.of.Summary) }

// URL returns the link to open.
func (v *Resource) URL() string { return v.of.Link() }

// Kind returns the kind.
func (v *Resource) Kind() string { return string(v.of.Kind) }

// Provider returns the publisher, or nil.
func (v *Resource) Provider() *string { return optional(v.of.Provider) }

// Languages returns the languages it is in.
func (v *Resource) Languages() []string { return words(v.of.Languages) }

// Access returns what it takes to open it.
func (v *Resource) Access() *Access {
	return &Access{string(v.of.Access.Network), string(v.of.Access.Account), string(v.of.Access.Cost)}
}

// Placements returns where it is placed.
func (v *Resource) Placements() []*Placement { return each(v.of.Placements, v.in.Placement) }

// Requires returns what comes before.
func (v *Resource) Requires() []*Resource {
	return each(v.of.Requires, func(r *catalog.Requirement) *Resource { return v.in.Resource(r.Requires) })
}

// RequiredBy returns what comes after.
func (v *Resource) RequiredBy() []*Resource {
	return each(v.of.RequiredBy, func(r *catalog.Requirement) *Resource { return v.in.Resource(r.Resource) })
}

// Topics returns what it is about.
func (v *Resource) Topics() []*Topic { return each(v.of.Topics, v.in.Topic) }

// Resources returns the resources about it.
func (v *Topic) Resources() []*Resource { return each(v.of.Resources, v.in.Resource) }

// Minutes returns how long it takes, or nil where that is not known.
func (v *Resource) Minutes() *int32 {
	if v.of.Minutes == 0 {
		return nil
	}
	return &v.of.Minutes
}

// Steps returns the steps it is placed at, by number, each once.
func (v *Resource) Steps() []*Step {
	var steps []*Step
	for i, p := range v.of.Placements {
		if i == 0 || v.of.Placements[i-1].Step != p.Step {
			steps = append(steps, v.in.Step(p.Step))
		}
	}
	return steps
}

// Access is what it takes to open a link.
type Access struct{ Network, Account, Cost string }

// Duration sums what is known of how long things take.
type Duration = tailor.Duration

// Catalog is the catalogue as a request sees it.
type Catalog struct {
	of *catalog.Catalog
	in *In
}

// Catalog returns of as the request sees it.
func (in *In) Catalog(of *catalog.Catalog) *Catalog { return &Catalog{of, in} }

// Counts says how many things of each kind there are.
type Counts struct{ Steps, Roles, Resources, Placements, PlannedResources, Questions, Topics int32 }

// size returns a length as GraphQL's Int: files of 1 MiB and memory keep any of ours far below its bound.
func size[T any](things []T) int32 { return int32(min(len(things), math.MaxInt32)) }

// Counts returns how much the catalogue holds.
func (v *Catalog) Counts() *Counts {
	c := &Counts{
		size(v.of.Steps), size(v.of.Roles), size(v.of.Resources), 0,
		size(v.of.Planned), size(v.of.Questions), size(v.of.Topics),
	}
	for _, r := range v.of.Resources {
		c.Placements += size(r.Placements)
	}
	return c
}

// Title returns the title.
func (v *Catalog) Title() string { return v.in.Text(v.of.Title) }

// Description returns what it is about.
func (v *Catalog) Description() string { return v.in.Text(v.of.Description) }

// Revision returns the hash of the content.
func (v *Catalog) Revision() string { return v.of.Revision }

// Languages returns the languages, the reference first.
func (v *Catalog) Languages() []string { return words(v.of.Languages) }

// Licence returns the licence, or nil.
func (v *Catalog) Licence() *string { return optional(v.of.Licence) }

// Roles returns the roles.
func (v *LearningPath) Roles() []*Role { return each(v.of.Roles, v.in.Role) }

// From returns the first step.
func (v *LearningPath) From() *Step { return v.in.Step(v.of.From) }

// To returns the last step.
func (v *LearningPath) To() *Step { return v.in.Step(v.of.To) }

// Stages returns a stage for each step.
func (v *LearningPath) Stages() []*Stage { return each(v.of.Stages, v.in.Stage) }

// Next returns the first item to do, or nil.
func (v *LearningPath) Next() *Item { return v.in.Item(v.of.Next) }

// LeftOut returns what a constraint keeps out.
func (v *LearningPath) LeftOut() []*LeftOut { return each(v.of.LeftOut, v.in.LeftOut) }

// Duration returns how long it takes.
func (v *LearningPath) Duration() *Duration { return &v.of.Duration }

// Fingerprint returns the hash of the path.
func (v *LearningPath) Fingerprint() string { return v.of.Fingerprint }

// Objectives returns what to reach.
func (v *Stage) Objectives() []*Objective { return each(v.of.Objectives, v.in.Objective) }

// Items returns the items, in order.
func (v *Stage) Items() []*Item { return each(v.of.Items, v.in.Item) }

// Duration returns how long it takes.
func (v *Stage) Duration() *Duration { return &v.of.Duration }

// Step returns the step.
func (v *Stage) Step() *Step { return v.in.Step(v.of.Step) }

// Step returns the step.
func (v *Item) Step() *Step { return v.in.Step(v.of.Step) }

// Step returns the step.
func (v *LeftOut) Step() *Step { return v.in.Step(v.of.Step) }

// Resource returns the resource.
func (v *Item) Resource() *Resource { return v.in.Resource(v.of.Resource) }

// Resource returns the resource.
func (v *LeftOut) Resource() *Resource { return v.in.Resource(v.of.Resource) }

// Position returns its rank in the path, from 1.
func (v *Item) Position() int32 { return v.of.Position }

// State returns what remains to be done.
func (v *Item) State() model.ItemState { return model.ItemState(v.of.State) }

// Reasons returns why the item is in the path.
func (v *Item) Reasons() []*Reason {
	reasons := make([]*Reason, len(v.of.Reasons))
	for i := range v.of.Reasons {
		reasons[i] = v.in.Reason(&v.of.Reasons[i])
	}
	return reasons
}

// Causes returns why it is left out.
func (v *LeftOut) Causes() []model.Cause {
	return each(v.of.Causes, func(c tailor.Cause) model.Cause { return model.Cause(c) })
}

// Kind returns the kind.
func (v *Reason) Kind() model.ReasonKind { return model.ReasonKind(v.of.Kind) }

// Role returns the role, or nil.
func (v *Reason) Role() *Role { return v.in.Role(v.of.Role) }

// Objective returns the objective, or nil.
func (v *Reason) Objective() *Objective { return v.in.Objective(v.of.Objective) }

// Of returns the resource, or nil.
func (v *Reason) Of() *Resource { return v.in.Resource(v.of.Of) }

// Sentence returns the reason as a sentence.
func (v *Reason) Sentence() string {
	if len(v.in.Langs) == 0 {
		return v.of.Sentence("")
	}
	return v.of.Sentence(v.in.Langs[0])
}
