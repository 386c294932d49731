package view

import "github.com/cloud-pi-native/parcours/internal/catalog"

// Number returns the number, from 1.
func (v *Step) Number() int32 { return v.of.Number }

// MaturityQuestion returns what a team asks itself.
func (v *Step) MaturityQuestion() string { return v.in.Text(v.of.MaturityQuestion) }

// Body returns more about it, or nil.
func (v *Step) Body() *string { return v.in.Optional(v.of.Body) }

// Previous returns the step before, or nil.
func (v *Step) Previous() *Step { return v.in.Step(v.of.Previous) }

// Next returns the step after, or nil.
func (v *Step) Next() *Step { return v.in.Step(v.of.Next) }

// Objectives returns the objectives.
func (v *Step) Objectives() []*Objective { return each(v.of.Objectives, v.in.Objective) }

// Placements returns the placements.
func (v *Step) Placements() []*Placement { return each(v.of.Placements, v.in.Placement) }

// PlannedResources returns what is announced.
func (v *Step) PlannedResources() []*PlannedResource { return each(v.of.Planned, v.in.PlannedResource) }

// ChecklistIntro returns what the checklist is for, or nil.
func (v *Step) ChecklistIntro() *string { return v.in.Optional(v.of.ChecklistIntro) }

// Sections returns the parts of the checklist.
func (v *Step) Sections() []*Section { return each(v.of.Sections, v.in.Section) }

// Actions returns what to do in the guides.
func (v *Step) Actions() []*Action { return each(v.of.Actions, v.in.Action) }

// ActionsPending returns whether guides are announced.
func (v *Step) ActionsPending() bool { return v.of.ActionsPending }

// Support returns the help to ask for.
func (v *Step) Support() *StepSupport { return &StepSupport{&v.of.Support, v.in} }

// SupportServices returns the services given here.
func (v *Step) SupportServices() []*SupportService { return each(v.of.Services, v.in.SupportService) }

// Gate returns the thresholds.
func (v *Step) Gate() *Gate { return &v.of.Gate }

// Articles returns the articles about it.
func (v *Step) Articles() []*Article { return each(v.of.Articles, v.in.Article) }

// Gate holds the thresholds of a step.
type Gate = catalog.Gate

// IsNode marks an Objective as a Node.
func (v *Objective) IsNode() {}

// ID returns the global identifier.
func (v *Objective) ID() string {
	return "objective:" + string(v.of.Step.ID) + "/" + string(v.of.Role.ID)
}

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

// Title returns what the resource is called in this place.
func (v *Placement) Title() string {
	if len(v.of.Title) == 0 {
		return v.in.Text(v.of.Resource.Title)
	}
	return v.in.Text(v.of.Title)
}

// Label returns what to do.
func (v *Action) Label() string { return v.in.Text(v.of.Label) }

// Links returns where to do it.
func (v *Action) Links() []Target { return each(v.of.Links, v.in.Target) }

// StepSupport is a catalog.Support as a request sees it.
type StepSupport struct {
	of *catalog.Support
	in *In
}

// Label returns what to do, or nil.
func (v *StepSupport) Label() *string { return v.in.Optional(v.of.Label) }

// Link returns the form to fill in, or nil.
func (v *StepSupport) Link() Target { return v.in.Target(v.of.Link) }

// Appointment returns what the meeting is, or nil.
func (v *StepSupport) Appointment() *string { return v.in.Optional(v.of.Appointment) }

// With returns whom it is with, or nil.
func (v *StepSupport) With() *string { return v.in.Optional(v.of.With) }

// Pending returns whether it is announced and not offered yet.
func (v *StepSupport) Pending() bool { return v.of.Pending }

// Target is what a step, an action or a question points at.
type Target interface{ IsTarget() }

// IsTarget marks a Resource as a Target.
func (v *Resource) IsTarget() {}

// IsTarget marks a Guide as a Target.
func (v *Guide) IsTarget() {}

// IsTarget marks an Article as a Target.
func (v *Article) IsTarget() {}

// Target returns of as the request sees it, or nil where it points at nothing.
func (in *In) Target(of catalog.Target) Target {
	switch {
	case of.Resource != nil:
		return in.Resource(of.Resource)
	case of.Guide != nil:
		return in.Guide(of.Guide)
	case of.Article != nil:
		return in.Article(of.Article)
	}
	return nil
}

// URL returns the link to open.
func (v *Guide) URL() string { return v.of.URL }

// Access returns what it takes to open it.
func (v *Guide) Access() *Access { return access(v.of.Access) }

// Helps returns the questions it helps with.
func (v *Guide) Helps() []*Help { return each(v.of.Helps, v.in.Help) }

// Steps returns the steps that link to it.
func (v *Guide) Steps() []*Step { return each(v.of.Steps, v.in.Step) }

// Step returns the step it is announced at.
func (v *PlannedResource) Step() *Step { return v.in.Step(v.of.Step) }
