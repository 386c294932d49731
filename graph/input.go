package graph

import (
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/graph/model"
	"github.com/cloud-pi-native/parcours/graph/view"
	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// slug returns the content's identifier of a thing of that kind: id itself, or what follows the kind in a global one.
func slug(kind, id string) string { return strings.TrimPrefix(id, kind+":") }

// node returns the thing of a global identifier, or nil.
func node(c *catalog.Catalog, in *view.In, id string) view.Node {
	kind, name, _ := strings.Cut(id, ":")
	switch kind {
	case "step":
		if of := c.Step(catalog.StepID(name)); of != nil {
			return in.Step(of)
		}
	case "role":
		if of := c.Role(catalog.RoleID(name)); of != nil {
			return in.Role(of)
		}
	case "resource":
		if of := c.Resource(catalog.ResourceID(name)); of != nil {
			return in.Resource(of)
		}
	case "topic":
		if of := c.Topic(catalog.TopicID(name)); of != nil {
			return in.Topic(of)
		}
	}
	return nil
}

func profileOf(c *catalog.Catalog, p model.ProfileInput) tailor.Profile {
	return tailor.Profile{
		Roles:     show(p.Roles, func(id string) catalog.RoleID { return catalog.RoleID(slug("role", id)) }),
		From:      stepID(c, p.From),
		To:        stepID(c, p.To),
		Completed: show(p.Completed, func(id string) catalog.ResourceID { return catalog.ResourceID(slug("resource", id)) }),
		Languages: show(p.Languages, func(l string) catalog.Lang { return catalog.Lang(l) }),
	}
}

// stepID returns the step that id names: by its number, its slug or its global identifier.
func stepID(c *catalog.Catalog, id *string) catalog.StepID {
	if id == nil {
		return ""
	}
	if n, err := strconv.Atoi(*id); err == nil && n >= 1 && n <= len(c.Steps) {
		return c.Steps[n-1].ID
	}
	return catalog.StepID(slug("step", *id))
}

func show[T, U any](list []T, one func(T) U) []U {
	shown := make([]U, len(list))
	for i, t := range list {
		shown[i] = one(t)
	}
	return shown
}
