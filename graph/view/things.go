package view

import (
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// This file holds what all views have in common: the pair of a thing and of the request that sees it, and identity.

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

// IsNode marks a Step as a Node.
func (v *Step) IsNode() {}

// ID returns the global identifier.
func (v *Step) ID() string { return "step:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Step) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *Step) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *Step) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Step) Title() string { return v.in.Text(v.of.Title) }

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

// IsNode marks a Role as a Node.
func (v *Role) IsNode() {}

// ID returns the global identifier.
func (v *Role) ID() string { return "role:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Role) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *Role) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *Role) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Role) Title() string { return v.in.Text(v.of.Title) }

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

// IsNode marks a Resource as a Node.
func (v *Resource) IsNode() {}

// ID returns the global identifier.
func (v *Resource) ID() string { return "resource:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Resource) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *Resource) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *Resource) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Resource) Title() string { return v.in.Text(v.of.Title) }

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

// IsNode marks a Topic as a Node.
func (v *Topic) IsNode() {}

// ID returns the global identifier.
func (v *Topic) ID() string { return "topic:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Topic) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *Topic) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *Topic) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Topic) Title() string { return v.in.Text(v.of.Title) }

// Section is a catalog.Section as a request sees it.
type Section struct {
	of *catalog.Section
	in *In
}

// Section returns of as the request sees it, or nil for nil.
func (in *In) Section(of *catalog.Section) *Section {
	if of == nil {
		return nil
	}
	return &Section{of, in}
}

// IsNode marks a Section as a Node.
func (v *Section) IsNode() {}

// ID returns the global identifier.
func (v *Section) ID() string { return "section:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Section) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *Section) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *Section) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Section) Title() string { return v.in.Text(v.of.Title) }

// Question is a catalog.Question as a request sees it.
type Question struct {
	of *catalog.Question
	in *In
}

// Question returns of as the request sees it, or nil for nil.
func (in *In) Question(of *catalog.Question) *Question {
	if of == nil {
		return nil
	}
	return &Question{of, in}
}

// IsNode marks a Question as a Node.
func (v *Question) IsNode() {}

// ID returns the global identifier.
func (v *Question) ID() string { return "question:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Question) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *Question) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the text is served in.
func (v *Question) Language() string { return v.in.language(v.of.Text) }

// Guide is a catalog.Guide as a request sees it.
type Guide struct {
	of *catalog.Guide
	in *In
}

// Guide returns of as the request sees it, or nil for nil.
func (in *In) Guide(of *catalog.Guide) *Guide {
	if of == nil {
		return nil
	}
	return &Guide{of, in}
}

// IsNode marks a Guide as a Node.
func (v *Guide) IsNode() {}

// ID returns the global identifier.
func (v *Guide) ID() string { return "guide:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Guide) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *Guide) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *Guide) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Guide) Title() string { return v.in.Text(v.of.Title) }

// PlannedResource is a catalog.Planned as a request sees it.
type PlannedResource struct {
	of *catalog.Planned
	in *In
}

// PlannedResource returns of as the request sees it, or nil for nil.
func (in *In) PlannedResource(of *catalog.Planned) *PlannedResource {
	if of == nil {
		return nil
	}
	return &PlannedResource{of, in}
}

// IsNode marks a PlannedResource as a Node.
func (v *PlannedResource) IsNode() {}

// ID returns the global identifier.
func (v *PlannedResource) ID() string { return "planned-resource:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *PlannedResource) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *PlannedResource) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *PlannedResource) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *PlannedResource) Title() string { return v.in.Text(v.of.Title) }

// SupportService is a catalog.Service as a request sees it.
type SupportService struct {
	of *catalog.Service
	in *In
}

// SupportService returns of as the request sees it, or nil for nil.
func (in *In) SupportService(of *catalog.Service) *SupportService {
	if of == nil {
		return nil
	}
	return &SupportService{of, in}
}

// IsNode marks a SupportService as a Node.
func (v *SupportService) IsNode() {}

// ID returns the global identifier.
func (v *SupportService) ID() string { return "service:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *SupportService) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *SupportService) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *SupportService) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *SupportService) Title() string { return v.in.Text(v.of.Title) }

// SupportRule is a catalog.Rule as a request sees it.
type SupportRule struct {
	of *catalog.Rule
	in *In
}

// SupportRule returns of as the request sees it, or nil for nil.
func (in *In) SupportRule(of *catalog.Rule) *SupportRule {
	if of == nil {
		return nil
	}
	return &SupportRule{of, in}
}

// IsNode marks a SupportRule as a Node.
func (v *SupportRule) IsNode() {}

// ID returns the global identifier.
func (v *SupportRule) ID() string { return "rule:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *SupportRule) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *SupportRule) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *SupportRule) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *SupportRule) Title() string { return v.in.Text(v.of.Title) }

// Fact is a catalog.Fact as a request sees it.
type Fact struct {
	of *catalog.Fact
	in *In
}

// Fact returns of as the request sees it, or nil for nil.
func (in *In) Fact(of *catalog.Fact) *Fact {
	if of == nil {
		return nil
	}
	return &Fact{of, in}
}

// IsNode marks a Fact as a Node.
func (v *Fact) IsNode() {}

// ID returns the global identifier.
func (v *Fact) ID() string { return "fact:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Fact) Slug() string { return string(v.of.ID) }

// Respondent is a catalog.Respondent as a request sees it.
type Respondent struct {
	of *catalog.Respondent
	in *In
}

// Respondent returns of as the request sees it, or nil for nil.
func (in *In) Respondent(of *catalog.Respondent) *Respondent {
	if of == nil {
		return nil
	}
	return &Respondent{of, in}
}

// IsNode marks a Respondent as a Node.
func (v *Respondent) IsNode() {}

// ID returns the global identifier.
func (v *Respondent) ID() string { return "respondent:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Respondent) Slug() string { return string(v.of.ID) }

// Title returns the title.
func (v *Respondent) Title() string { return v.in.Text(v.of.Title) }

// Term is a catalog.Term as a request sees it.
type Term struct {
	of *catalog.Term
	in *In
}

// Term returns of as the request sees it, or nil for nil.
func (in *In) Term(of *catalog.Term) *Term {
	if of == nil {
		return nil
	}
	return &Term{of, in}
}

// IsNode marks a Term as a Node.
func (v *Term) IsNode() {}

// ID returns the global identifier.
func (v *Term) ID() string { return "term:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Term) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *Term) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the meaning is served in.
func (v *Term) Language() string { return v.in.language(v.of.Meaning) }

// Article is an catalog.Article as a request sees it.
type Article struct {
	of *catalog.Article
	in *In
}

// Article returns of as the request sees it, or nil for nil.
func (in *In) Article(of *catalog.Article) *Article {
	if of == nil {
		return nil
	}
	return &Article{of, in}
}

// IsNode marks an Article as a Node.
func (v *Article) IsNode() {}

// ID returns the global identifier.
func (v *Article) ID() string { return "article:" + string(v.of.ID) }

// Slug returns the identifier in the content.
func (v *Article) Slug() string { return string(v.of.ID) }

// Origin returns where it was written.
func (v *Article) Origin() *Origin { return &v.of.Origin }

// Language returns the language that the title is served in.
func (v *Article) Language() string { return v.in.language(v.of.Title) }

// Title returns the title.
func (v *Article) Title() string { return v.in.Text(v.of.Title) }

// Objective is an catalog.Objective as a request sees it.
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

// Action is an catalog.Action as a request sees it.
type Action struct {
	of *catalog.Action
	in *In
}

// Action returns of as the request sees it, or nil for nil.
func (in *In) Action(of *catalog.Action) *Action {
	if of == nil {
		return nil
	}
	return &Action{of, in}
}

// Requirement is a catalog.Requirement as a request sees it.
type Requirement struct {
	of *catalog.Requirement
	in *In
}

// Requirement returns of as the request sees it, or nil for nil.
func (in *In) Requirement(of *catalog.Requirement) *Requirement {
	if of == nil {
		return nil
	}
	return &Requirement{of, in}
}

// Help is a catalog.Help as a request sees it.
type Help struct {
	of *catalog.Help
	in *In
}

// Help returns of as the request sees it, or nil for nil.
func (in *In) Help(of *catalog.Help) *Help {
	if of == nil {
		return nil
	}
	return &Help{of, in}
}

// SupportHole is a catalog.Hole as a request sees it.
type SupportHole struct {
	of *catalog.Hole
	in *In
}

// SupportHole returns of as the request sees it, or nil for nil.
func (in *In) SupportHole(of *catalog.Hole) *SupportHole {
	if of == nil {
		return nil
	}
	return &SupportHole{of, in}
}

// FactValue is a catalog.FactValue as a request sees it.
type FactValue struct {
	of *catalog.FactValue
	in *In
}

// FactValue returns of as the request sees it, or nil for nil.
func (in *In) FactValue(of *catalog.FactValue) *FactValue {
	if of == nil {
		return nil
	}
	return &FactValue{of, in}
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

// Item is an tailor.Item as a request sees it.
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

// Sitting is a tailor.Sitting as a request sees it.
type Sitting struct {
	of *tailor.Sitting
	in *In
}

// Sitting returns of as the request sees it, or nil for nil.
func (in *In) Sitting(of *tailor.Sitting) *Sitting {
	if of == nil {
		return nil
	}
	return &Sitting{of, in}
}
