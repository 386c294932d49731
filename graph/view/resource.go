package view

import (
	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Description returns what the role answers for.
func (v *Role) Description() string { return v.in.Text(v.of.Description) }

// Body returns more about it, or nil.
func (v *Role) Body() *string { return v.in.Optional(v.of.Body) }

// Aliases returns the other names.
func (v *Role) Aliases() []string { return v.in.Texts(v.of.Aliases) }

// Profiles returns the example profiles.
func (v *Role) Profiles() []string { return v.in.Texts(v.of.Profiles) }

// Objectives returns the objectives.
func (v *Role) Objectives() []*Objective { return each(v.of.Objectives, v.in.Objective) }

// Placements returns the placements.
func (v *Role) Placements() []*Placement { return each(v.of.Placements, v.in.Placement) }

// Summary returns one sentence, or nil.
func (v *Resource) Summary() *string { return v.in.Optional(v.of.Summary) }

// Body returns more about it, or nil.
func (v *Resource) Body() *string { return v.in.Optional(v.of.Body) }

// URL returns the link to open.
func (v *Resource) URL() string { return v.of.Link() }

// Kind returns the kind.
func (v *Resource) Kind() model.ResourceKind { return model.ResourceKind(v.of.Kind) }

// Provider returns the publisher, or nil.
func (v *Resource) Provider() *string { return optional(v.of.Provider) }

// Languages returns the languages it is in.
func (v *Resource) Languages() []string { return as[string](v.of.Languages) }

// Minutes returns how long it takes, or nil where that is not known.
func (v *Resource) Minutes() *int32 { return optional(v.of.Minutes) }

// Access returns what it takes to open it.
func (v *Resource) Access() *Access { return access(v.of.Access) }

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

// Requirements returns why what comes before does.
func (v *Resource) Requirements() []*Requirement { return each(v.of.Requires, v.in.Requirement) }

// Dependents returns why what comes after does.
func (v *Resource) Dependents() []*Requirement { return each(v.of.RequiredBy, v.in.Requirement) }

// Topics returns what it is about.
func (v *Resource) Topics() []*Topic { return each(v.of.Topics, v.in.Topic) }

// Helps returns the questions it helps with.
func (v *Resource) Helps() []*Help { return each(v.of.Helps, v.in.Help) }

// ActionSteps returns the steps whose actions or support link to it.
func (v *Resource) ActionSteps() []*Step { return each(v.of.Actions, v.in.Step) }

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
type Access struct {
	Network model.Network
	Account model.Account
	Cost    model.Cost
}

func access(of catalog.Access) *Access {
	return &Access{model.Network(of.Network), model.Account(of.Account), model.Cost(of.Cost)}
}

// Dead returns why the link no longer opens, or nil.
func (v *Resource) Dead() *DeadLink {
	if v.of.Dead == nil {
		return nil
	}
	return &DeadLink{v.of.URL, v.in.Text(v.of.Dead.Reason), optional(v.of.Dead.Successor)}
}

// Reachable reports whether the link opens from the network of the readers.
func (v *Resource) Reachable() bool { return !v.of.Unreachable }

// DeadLink says that a link no longer opens; an unknown successor is nil.
type DeadLink struct {
	URL       string
	Reason    string
	Successor *string
}

// Resource returns the one that requires.
func (v *Requirement) Resource() *Resource { return v.in.Resource(v.of.Resource) }

// Requires returns the one that comes before.
func (v *Requirement) Requires() *Resource { return v.in.Resource(v.of.Requires) }

// Basis returns how it is known.
func (v *Requirement) Basis() model.RequirementBasis { return model.RequirementBasis(v.of.Basis) }

// Why returns the reason, or nil.
func (v *Requirement) Why() *string { return v.in.Optional(v.of.Why) }
