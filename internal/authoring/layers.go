package authoring

import (
	"fmt"
	"maps"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// hideField is the field by which a layer hides a thing of those below.
const hideField = "hide"

// hides reports whether a thing is written only to hide one below; over says whether there is one.
func hides(v value, over bool) bool {
	m, ok := v.n.(*ast.MappingNode)
	if !ok {
		return false
	}
	for _, entry := range m.Values {
		if keyOf(entry) != hideField {
			continue
		}
		at, hidden := v.f.at(entry.Key), value{f: v.f, n: entry.Value, path: hideField}
		if b, ok := entry.Value.(*ast.BoolNode); !ok || !b.Value {
			hidden.wrong("true")
		}
		if !over {
			v.f.problem("nothing-to-hide", at, hideField, "hides nothing: no folder below has this", "mend the identifier, or take this out")
		}
		for _, other := range m.Values {
			if key := keyOf(other); key != hideField && key != "id" {
				v.f.problem("unknown-field", v.f.at(other.Key), key, "is a field of something hidden", "take it out, or `hide`")
			}
		}
		return true
	}
	return false
}

// hidden is a thing that a layer hides.
type hidden struct {
	ref   catalog.Ref
	layer int
	at    catalog.Position
}

// layer returns the rank of the layer that f is in, the lowest being 0.
func (f *file) layer() int {
	for i := range f.r.layers {
		if &f.r.layers[i] == f.in {
			return i
		}
	}
	return 0
}

func (r *reader) note(rule string, at catalog.Position, message string) {
	r.problems = append(r.problems, catalog.Problem{Rule: rule, Severity: catalog.SeverityNote, At: at, Message: message})
}

// hide says that v hides a thing that was written at node.
func (r *reader) hide(v value, typ catalog.Type, id string, node *catalog.Node) {
	r.hidden = append(r.hidden, hidden{catalog.Ref{Type: typ, ID: id}, v.f.layer(), v.f.at(v.n)})
	r.note("hidden", v.f.at(v.n), fmt.Sprintf("hides %s %q of %s", words(typ), id, node.At.File))
}

// shadow says what v changes of a thing that was written at node.
func (r *reader) shadow(v value, typ catalog.Type, id string, node *catalog.Node) {
	var changed, added []string
	m, ok := v.n.(*ast.MappingNode)
	if !ok {
		return
	}
	for _, entry := range m.Values {
		key := keyOf(entry)
		if _, below := node.Fields.At(key); !below {
			added = append(added, key)
		} else if key != "id" {
			changed = append(changed, key)
		}
	}
	var says []string
	if len(changed) > 0 {
		says = append(says, "changes "+strings.Join(changed, ", "))
	}
	if len(added) > 0 {
		says = append(says, "adds "+strings.Join(added, ", "))
	}
	if len(says) > 0 {
		r.note("shadowed", v.f.at(v.n), fmt.Sprintf("%s of %s %q of %s", strings.Join(says, " and "), words(typ), id, node.At.File))
	}
}

func words(t catalog.Type) string { return strings.ReplaceAll(string(t), "-", " ") }

// prune takes out of things what refers to something hidden by the same layer or one above: who wrote it could not know.
// What a layer above writes about something hidden below it is left, to be said to be unknown; so is what would mean
// something else without it, such as a condition.
func (s *stack) prune(d *catalog.Draft, gone []hidden) {
	if len(gone) == 0 {
		return
	}
	p := pruner{s, map[catalog.Ref]int{}}
	d.Hidden = map[catalog.Ref]catalog.Position{}
	for _, h := range gone {
		p.gone[h.ref] = max(h.layer, p.gone[h.ref])
		d.Hidden[h.ref] = h.at
	}
	for i := range d.Steps {
		p.step(&d.Steps[i])
	}
	for i := range d.Resources {
		p.resource(&d.Resources[i])
	}
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			p.question(&d.Sections[i].Questions[j])
		}
	}
	d.Sections = keep(d.Sections, func(_ int, t *catalog.SectionDraft) bool { return p.there(catalog.TypeStep, t.Step, &t.Node, "") })
	d.Planned = keep(d.Planned, func(_ int, t *catalog.PlannedDraft) bool { return p.there(catalog.TypeStep, t.Step, &t.Node, "step") })
	for i := range d.Articles {
		if a := &d.Articles[i]; !p.there(catalog.TypeStep, a.Step, &a.Node, "step") {
			a.Step = ""
		}
	}
	for i := range d.Services {
		t := &d.Services[i]
		t.Steps = p.refs(catalog.TypeStep, t.Steps, &t.Node, "steps")
	}
	for i := range d.Removed {
		if t := &d.Removed[i]; !p.there(t.Type.Succession(), t.Successor, &t.Node, "successor") {
			t.Successor = ""
		}
	}
	for i := range d.Rules {
		t := &d.Rules[i]
		maps.DeleteFunc(t.Outcomes, func(id string, _ catalog.Outcome) bool {
			return !p.there(catalog.TypeService, id, &t.Node, "outcomes."+id)
		})
	}
}

// pruner takes out references to things that are hidden.
type pruner struct {
	*stack

	gone map[catalog.Ref]int // the highest layer that hides each
}

// keep returns the things for which there is true.
func keep[T any](things []T, there func(int, *T) bool) []T {
	kept := things[:0]
	for i := range things {
		if there(i, &things[i]) {
			kept = append(kept, things[i])
		}
	}
	return kept
}

// there reports whether the thing that a field of n refers to is not hidden from it.
func (p pruner) there(typ catalog.Type, id string, n *catalog.Node, field string) bool {
	layer, gone := p.gone[catalog.Ref{Type: typ, ID: id}]
	return !gone || p.rank(n.Where(field).File) > layer
}

// rank returns the rank of the layer that a file is in: of the folders it lies in, the innermost.
func (p pruner) rank(name string) int {
	best, longest := 0, -1
	for i := range p.layers {
		folder := p.layers[i].file("")
		if folder == "." {
			folder = ""
		}
		if (folder == "" || strings.HasPrefix(name, folder+"/")) && len(folder) > longest {
			best, longest = i, len(folder)
		}
	}
	return best
}

func (p pruner) refs(typ catalog.Type, ids []string, n *catalog.Node, field string) []string {
	return keep(ids, func(i int, id *string) bool { return p.there(typ, *id, n, fmt.Sprintf("%s[%d]", field, i)) })
}

func (p pruner) target(t *catalog.TargetDraft, n *catalog.Node, field string) bool {
	return p.there(catalog.TypeResource, t.Resource, n, field) && p.there(catalog.TypeGuide, t.Guide, n, field) &&
		p.there(catalog.TypeArticle, t.Article, n, field)
}

func (p pruner) step(s *catalog.StepDraft) {
	s.Objectives = keep(s.Objectives, func(_ int, o *catalog.ObjectiveDraft) bool {
		return p.there(catalog.TypeRole, o.Role, &s.Node, "objectives."+o.Role)
	})
	for i := range s.Actions {
		a := &s.Actions[i]
		a.Links = keep(a.Links, func(j int, t *catalog.TargetDraft) bool {
			return p.target(t, &s.Node, fmt.Sprintf("actions[%d].links[%d]", i, j))
		})
	}
	if !p.target(&s.Support.Link, &s.Node, "support.link") {
		s.Support.Link = catalog.TargetDraft{}
	}
}

func (p pruner) resource(r *catalog.ResourceDraft) {
	n := &r.Node
	r.Topics = p.refs(catalog.TypeTopic, r.Topics, n, "topics")
	r.Requires = keep(r.Requires, func(i int, q *catalog.RequirementDraft) bool {
		return p.there(catalog.TypeResource, q.Resource, n, fmt.Sprintf("requires[%d].resource", i))
	})
	r.Placements = keep(r.Placements, func(i int, t *catalog.PlacementDraft) bool {
		field := fmt.Sprintf("placements[%d]", i)
		t.Roles = p.refs(catalog.TypeRole, t.Roles, n, field+".for")
		return p.there(catalog.TypeStep, t.Step, n, field+".step") && (t.Everyone || len(t.Roles) > 0)
	})
}

func (p pruner) question(q *catalog.QuestionDraft) {
	n := &q.Node
	q.Respondents = p.refs(catalog.TypeRespondent, q.Respondents, n, "respondents")
	q.HelpedBy = keep(q.HelpedBy, func(i int, h *catalog.HelpDraft) bool {
		return p.target(&h.TargetDraft, n, fmt.Sprintf("helpedBy[%d]", i))
	})
}
