package importer

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// csvTable is a table while it is read.
type csvTable struct {
	m         *Mapping
	name      string
	report    *Report
	columns   []tableColumn
	heads     []*mark
	used      []bool   // which columns say something
	languages []string // that the header names
	reference string   // of texts that do not say theirs

	before importState
	dst    fs.FS
	names  *names
	fresh  bool // the folder holds no catalogue yet: steps and roles are made of what rows name
	title  string

	steps, roles, topics map[string]string // identifiers by every name
	stepIDs, roleIDs     []string
	byURL                map[string]string      // resources of the folder, by address
	files                map[string]string      // and their files, by identifier
	order                []string               // resources of the table, as they come
	things               map[string]*tableThing // by identifier
	newSteps, newRoles   []*tableNew            // made of names
	newTopics            []*tableNew
}

// tableThing is a resource of a table.
type tableThing struct {
	thing
	tree *mapping
	line int
	mine *mapping // what stands in the folder, nil where nothing does
	was  *mapping // what the last import wrote, nil where it wrote nothing
}

// tableNew is a step, role or topic that a table names and the folder does not have.
type tableNew struct{ id, title string }

// standing finds out what the folder holds.
func (t *csvTable) standing(dst fs.FS, before importState, o Options) {
	t.dst, t.before, t.names, t.title = dst, before, newNames(before.IDs), o.Name
	t.steps, t.roles, t.topics = map[string]string{}, map[string]string{}, map[string]string{}
	t.byURL, t.files, t.things = map[string]string{}, map[string]string{}, map[string]*tableThing{}
	_, err := fs.Stat(dst, "catalog.yaml")
	t.fresh = err != nil
	draft, _ := authoring.Read(dst, "destination")
	t.reference = t.m.Catalog.Language
	switch {
	case len(draft.Languages) > 0:
		t.reference = string(draft.Languages[0])
	case t.fresh && len(t.languages) > 0 && !slices.Contains(t.languages, t.reference):
		t.reference = t.languages[0]
	}
	own := *t.m
	own.Catalog.Language = t.reference
	t.m = &own
	call := func(names map[string]string, id string, texts ...catalog.Text) {
		names[fold(id)] = id
		for _, text := range texts {
			for _, s := range text {
				if key := fold(s); names[key] == "" {
					names[key] = id
				}
			}
		}
	}
	for _, s := range draft.Steps {
		t.stepIDs = append(t.stepIDs, s.ID)
		call(t.steps, s.ID, s.Title, catalog.Text{"": itoa(int(s.Number))})
	}
	for _, r := range draft.Roles {
		t.roleIDs = append(t.roleIDs, r.ID)
		call(t.roles, r.ID, append([]catalog.Text{r.Title}, r.Aliases...)...)
	}
	for _, topic := range draft.Topics {
		call(t.topics, topic.ID, topic.Title)
	}
	for i := range draft.Resources {
		r := &draft.Resources[i]
		t.byURL[t.m.identity(r.URL)] = r.ID
		t.files[r.ID] = r.Origin.File
		t.names.taken[kindResource][r.ID] = true
	}
}

// row reads one resource.
func (t *csvTable) row(r row) error {
	for i, cell := range r.cells {
		if cell != "" && i < len(t.used) {
			t.used[i] = true
		}
	}
	address := t.m.cleanURL(t.cell(r, "url")).url
	m := &mark{Kind: markRow, File: t.name, Line: r.line, Text: clean(strings.Join(r.cells, " "))}
	t.report.Entries = append(t.report.Entries, m)
	id := t.cell(r, "id")
	switch {
	case m.Text == "":
		m.left("nothing to read", false)
		return nil
	case len(r.cells) > len(t.columns) && strings.Join(r.cells[len(t.columns):], "") != "":
		m.left(fmt.Sprintf("has %d cells under %d headers: is a quote or a delimiter missing?", len(r.cells), len(t.columns)), true)
		return nil
	case address == "" || !strings.HasPrefix(address, "http") || host(address) == "":
		m.left("has no full http or https address", true)
		return nil
	case id != "" && !identifierForm.MatchString(id):
		m.left(fmt.Sprintf("%q is no identifier: lower-case letters and digits, in words joined by hyphens", id), true)
		return nil
	}
	key := t.m.identity(address)
	standing := t.byURL[key]
	if id != "" && standing != "" && standing != id {
		m.left(fmt.Sprintf("has the address of resource %q: one of them is too much", standing), true)
		return nil
	}
	if id == "" {
		id = t.identifier(key, standing, t.text(r, "title", nil), address)
	}
	url := &mark{Kind: markURL, File: t.name, Line: r.line, URL: address}
	t.report.Entries = append(t.report.Entries, url)
	thing := t.things[id]
	if thing != nil {
		url.mergedInto(&thing.thing, "url", "")
		m.mergedInto(&thing.thing, "", fmt.Sprintf("says more of the resource of line %d", thing.line))
		t.more(thing, r, address)
		return nil
	}
	thing, err := t.thing(id, key, r.line)
	if err != nil {
		return err
	}
	t.byURL[key] = id
	t.fill(thing, r, address)
	url.into(&thing.thing, "url")
	m.into(&thing.thing, "")
	return nil
}

// identifier returns that of a row that names none: the one of its address, in the folder or at the last import, else one
// by its title.
func (t *csvTable) identifier(key, standing string, title any, address string) string {
	if standing != "" {
		return standing
	}
	if id := t.before.IDs[kindResource][key]; id != "" {
		return id
	}
	words, _ := title.(string)
	if m, ok := title.(*mapping); ok {
		words, _ = m.values[m.keys[0]].(string)
	}
	want := slug(words)
	if want == "" {
		want = slug(titleOf(address))
	}
	want = cmpOr(want, "resource")
	id := want
	for n := 2; t.names.taken[kindResource][id]; n++ {
		id = numbered(want, n)
	}
	return id
}

// thing begins a resource, with what stands in the folder.
func (t *csvTable) thing(id, key string, line int) (*tableThing, error) {
	file := cmpOr(t.files[id], "resources/"+id+".md")
	thing := &tableThing{thing: thing{kind: kindResource, key: key, id: id, file: file}, tree: newMapping(), line: line}
	t.names.taken[kindResource][id], t.names.now[kindResource][key] = true, id
	t.things[id] = thing
	t.order = append(t.order, id)
	thing.was, _ = t.before.Files[file].tree().(*mapping)
	text, err := fs.ReadFile(t.dst, file)
	switch {
	case isNotExist(err):
		return thing, nil
	case err != nil:
		return nil, fmt.Errorf("destination: %w", err)
	}
	d, err := readDocument(string(text), true)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: mend it before importing over it", file, err)
	}
	thing.mine, _ = d.tree.(*mapping)
	return thing, nil
}

// standsAs returns what stands in the folder under a field of a resource.
func (t *tableThing) standsAs(field string) any {
	if t.mine == nil {
		return nil
	}
	return t.mine.values[field]
}

// wide reports whether a text of the resource is written a language: as at the last import, else as in the folder.
func (t *tableThing) wide(field string) bool {
	if t == nil {
		return false
	}
	from := t.mine
	if t.was != nil && t.was.values[field] != nil {
		from = t.was
	}
	if from == nil {
		return false
	}
	_, wide := from.values[field].(*mapping)
	return wide
}

// fill says what a row says of a resource.
func (t *csvTable) fill(to *tableThing, r row, address string) {
	title := t.text(r, "title", to)
	if title == nil {
		title = t.missing(to, "title", titleOf(address), "the table gives no title: the address")
	}
	var kind any = t.word(r, "kind")
	if kind == "" {
		words, _ := title.(string)
		guess, why := t.m.kind(address, words)
		kind = t.missing(to, "kind", guess, cmpOr(why, "nothing says what kind of resource it is"))
	}
	to.tree.set("title", title).set("summary", t.text(r, "summary", to)).set("url", address).set("kind", kind).
		set("provider", t.cell(r, "provider")).set("languages", t.langs(r)).set("minutes", t.minutes(r)).
		set("access", newMapping().set("network", t.word(r, "network")).set("account", t.word(r, "account")).set("cost", t.word(r, "cost"))).
		set("topics", t.tags(r)).set("requires", t.requires(to, r)).set("placements", t.places(to, r)).set("dead", t.dead(to, r))
}

// more adds what another row says of a resource: places and topics. What it says otherwise is reported.
func (t *csvTable) more(to *tableThing, r row, address string) {
	add := func(field string, values []any) {
		all, _ := to.tree.values[field].([]any)
		for _, v := range values {
			if !slices.ContainsFunc(all, func(o any) bool { return equal(o, v) }) {
				all = append(all, v)
			}
		}
		to.tree.set(field, all)
	}
	add("topics", t.tags(r))
	add("requires", t.requires(to, r))
	add("placements", t.placements(to, r))
	if t.m.identity(address) != to.key {
		t.oddity(r, "url", address, fmt.Sprintf("line %d says %s", to.line, show(to.tree.values["url"])))
	}
	for _, f := range []struct {
		name string
		says any
	}{
		{"title", t.text(r, "title", to)},
		{"summary", t.text(r, "summary", to)},
		{"kind", t.word(r, "kind")},
		{"provider", t.cell(r, "provider")},
		{"minutes", t.minutes(r)},
	} {
		stands := to.tree.values[f.name]
		if f.says == nil || f.says == "" || equal(f.says, stands) {
			continue
		}
		if stands == nil {
			to.tree.set(f.name, f.says)
			continue
		}
		t.oddity(r, f.name, show(f.says), fmt.Sprintf("line %d says %s", to.line, show(stands)))
	}
}

// missing returns what is written of a field that a resource must have and the table does not say: what the last import
// wrote, nothing where an author has written something, else the value, which is an assumption.
func (t *csvTable) missing(to *tableThing, field, value, why string) any {
	if to.was != nil && to.was.values[field] != nil {
		return to.was.values[field]
	}
	if to.standsAs(field) != nil {
		return nil
	}
	t.report.Assumptions = append(t.report.Assumptions, Assumption{File: to.file, Field: field, Value: value, Why: why})
	return value
}

// tags returns the topics of a row. One that the folder does not have is made.
func (t *csvTable) tags(r row) []any {
	var all []any
	for _, p := range pieces(t.cell(r, "topics"), ",;|\n") {
		id := t.topics[fold(p)]
		if id == "" {
			if id = slug(p); id == "" {
				t.oddity(r, "topics", p, "has no letter to make an identifier of")
				continue
			}
			if known := t.topics[id]; known == "" {
				t.newTopics = append(t.newTopics, &tableNew{id, p})
			}
			t.topics[id], t.topics[fold(p)] = id, id
		}
		if !slices.Contains(all, any(id)) {
			all = append(all, id)
		}
	}
	return all
}

// requires returns what comes before a resource: "docker (inferred)". Its reasons stand in the folder.
func (t *csvTable) requires(to *tableThing, r row) []any {
	var all []any
	for _, p := range pieces(t.cell(r, "requires"), "|,;\n") {
		id, basis := ending(p)
		if !identifierForm.MatchString(id) {
			t.oddity(r, "requires", p, "is no identifier of a resource")
			continue
		}
		how := "inferred"
		for _, w := range cellWords["basis"] {
			if fold(basis) == w.value || slices.Contains(w.also, fold(basis)) {
				how = w.value
			}
		}
		entry := newMapping().set("resource", id).set("basis", how)
		if same := find(to.standsAs("requires"), func(m *mapping) bool { return m.values["resource"] == id }); same != nil {
			entry = copied(same).set("basis", how)
		}
		all = append(all, entry)
	}
	return all
}

// places returns the placements of a resource; those that [csvTable.found] assumed where the table still names none.
func (t *csvTable) places(to *tableThing, r row) []any {
	places := t.placements(to, r)
	if len(places) == 0 && len(t.stepIDs) == 1 && to.was != nil {
		if was, ok := to.was.values["placements"].([]any); ok && equal(was, assumedPlaces(t.stepIDs[0])) {
			return was
		}
	}
	return places
}

// assumedPlaces is where a resource stands in a folder of one step that no row names.
func assumedPlaces(step string) []any {
	return []any{newMapping().set("step", step).set("for", "everyone")}
}

// placements returns where a resource stands: "prepare: technical (20) | launch: everyone", or the columns step, for and
// order. Titles of places stand in the folder.
func (t *csvTable) placements(to *tableThing, r row) []any {
	cells := pieces(t.cell(r, "placements"), "|\n")
	if step := t.cell(r, "step"); step != "" {
		cell := step + ": " + t.cell(r, "for")
		if order := t.cell(r, "order"); order != "" {
			cell += " (" + order + ")"
		}
		cells = append(cells, cell)
	}
	var all []any
	taken := map[*mapping]bool{}
	for _, cell := range cells {
		rest, order := ending(cell)
		name, who, _ := strings.Cut(rest, ":")
		step := t.step(r, strings.TrimSpace(name))
		if step == "" {
			continue
		}
		audience, ok := t.audience(r, who)
		if !ok {
			continue
		}
		entry := newMapping().set("step", step).set("for", audience)
		if same := to.placement(step, audience, order, taken); same != nil {
			taken[same], entry = true, copied(same)
		}
		if order != "" && order != "0" {
			if _, err := strconv.ParseUint(order, 10, 31); err != nil {
				t.oddity(r, "placements", cell, "the number between brackets is no order")
				continue
			}
			entry.set("order", order)
		}
		all = append(all, entry)
	}
	return all
}

// placement returns what stands in the folder for a place: of those at the step for the audience that are not taken, the one
// of the same order, else the first.
func (t *tableThing) placement(step string, audience any, order string, taken map[*mapping]bool) *mapping {
	at := func(same bool) *mapping {
		return find(t.standsAs("placements"), func(m *mapping) bool {
			o, _ := m.values["order"].(string)
			return !taken[m] && m.values["step"] == step && sameAudience(m.values["for"], audience) && (!same || o == order)
		})
	}
	if m := at(true); m != nil {
		return m
	}
	return at(false)
}

// called returns what an earlier import made of a name, if it is still there: a table that counts its steps 2 and 4 means
// the same two ever after, which are the first and the second of the folder.
func (t *csvTable) called(kind, name string, standing []string) string {
	id := t.before.IDs[kind][fold(name)]
	if !slices.Contains(standing, id) {
		return ""
	}
	t.names.now[kind][fold(name)] = id
	return id
}

// step returns the step that a name or a number means. In a folder without any it is made.
func (t *csvTable) step(r row, name string) string {
	if id := t.called(kindStep, name, t.stepIDs); id != "" {
		return id
	}
	if id := t.steps[fold(name)]; id != "" {
		return id
	}
	if !t.fresh || slug(name) == "" {
		t.oddity(r, "placements", name, "no step of that name"+nearest(name, t.stepIDs))
		return ""
	}
	id := slug(name)
	if _, err := strconv.Atoi(name); err == nil {
		id = t.m.Steps.ID + "-" + name
	}
	t.newSteps = append(t.newSteps, &tableNew{id, name})
	t.steps[fold(name)], t.steps[id] = id, id
	t.names.now[kindStep][fold(name)] = id
	return id
}

// audience returns whom a place is for: everyone, or roles.
func (t *csvTable) audience(r row, who string) (any, bool) {
	var ids []any
	for _, name := range pieces(who, ",;&/") {
		if slices.Contains(everyoneWords, fold(name)) {
			return "everyone", true
		}
		id := t.called(kindRole, name, t.roleIDs)
		if id == "" {
			id = t.roles[fold(name)]
		}
		if known := t.m.roleOf(name); id == "" && known >= 0 {
			id = t.roles[t.m.Roles.Known[known].ID]
		}
		switch {
		case id != "":
		case t.fresh && slug(name) != "":
			id = slug(name)
			if known := t.m.roleOf(name); known >= 0 {
				id = t.m.Roles.Known[known].ID
			}
			if !slices.ContainsFunc(t.newRoles, func(n *tableNew) bool { return n.id == id }) {
				t.newRoles = append(t.newRoles, &tableNew{id, capital(name)})
			}
			t.roles[fold(name)], t.roles[id] = id, id
			t.names.now[kindRole][fold(name)] = id
		default:
			t.oddity(r, "placements", name, "no role of that name"+nearest(name, t.roleIDs))
			return nil, false
		}
		if !slices.Contains(ids, any(id)) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		t.report.Assumptions = append(t.report.Assumptions, Assumption{
			File: t.name, Field: "for", Value: "everyone", Why: "nothing says who it is for",
		})
		return "everyone", true
	}
	return ids, true
}

// sameAudience reports whether two audiences are the same, whatever the order of roles.
func sameAudience(a, b any) bool {
	x, ok := a.([]any)
	y, both := b.([]any)
	if !ok || !both {
		return equal(a, b)
	}
	return len(x) == len(y) && !slices.ContainsFunc(x, func(v any) bool { return !slices.Contains(y, v) })
}

// dead returns that a link no longer opens, and why: the reason in one language, or only that it does.
func (t *csvTable) dead(to *tableThing, r row) any {
	reason, successor := t.text(r, "dead", nil), t.cell(r, "successor")
	if reason == nil && successor == "" {
		return nil
	}
	dead := newMapping()
	if stands, ok := to.standsAs("dead").(*mapping); ok {
		dead = copied(stands)
	}
	word, _ := reason.(string)
	mere := slices.Contains([]string{"yes", "oui", "x", "true", "vrai"}, fold(word)) && len(dead.keys) > 0
	if stands, ok := dead.values["reason"].(*mapping); reason != nil && !mere && (!ok || stands.values[t.reference] != reason) {
		dead.set("reason", reason)
	}
	return dead.set("successor", successor)
}

// find returns the entry of a list that is meant, or nil.
func find(list any, meant func(*mapping) bool) *mapping {
	all, _ := list.([]any)
	for _, v := range all {
		if m, ok := v.(*mapping); ok && meant(m) {
			return m
		}
	}
	return nil
}

func copied(m *mapping) *mapping {
	c := newMapping()
	for _, k := range m.keys {
		c.set(k, m.values[k])
	}
	return c
}

// documents returns the files that the resources are written in, and those of what they need that the folder lacks. What
// an earlier import made is said again, so that it stays.
func (t *csvTable) documents() map[string]*document {
	docs := map[string]*document{}
	for name, was := range t.before.Files {
		if path.Dir(name) != "resources" {
			docs[name] = &document{tree: was.tree(), body: was.Body, md: strings.HasSuffix(name, ".md")}
		}
	}
	if t.fresh {
		t.found(docs)
	}
	for _, id := range t.order {
		thing := t.things[id]
		t.keepRequires(thing)
		docs[thing.file] = &document{tree: thing.tree, md: true}
	}
	if len(t.newTopics) > 0 {
		var entries []any
		if was := docs["topics.yaml"]; was != nil {
			entries, _ = was.tree.([]any)
		}
		for _, n := range t.newTopics {
			entries = append(entries, newMapping().set("id", n.id).set("title", n.title))
		}
		docs["topics.yaml"] = &document{tree: entries}
	}
	return docs
}

// keepRequires leaves out what a resource requires and neither the table nor the folder has.
func (t *csvTable) keepRequires(of *tableThing) {
	all, _ := of.tree.values["requires"].([]any)
	kept := slices.DeleteFunc(slices.Clone(all), func(v any) bool {
		m, _ := v.(*mapping)
		id, _ := m.values["resource"].(string)
		if t.things[id] != nil || t.files[id] != "" {
			return false
		}
		t.oddity(row{line: of.line}, "requires", id, "no resource of that identifier")
		return true
	})
	if len(kept) < len(all) {
		of.tree.remove("requires")
		of.tree.set("requires", kept)
	}
}

// remove takes a field out.
func (m *mapping) remove(key string) {
	delete(m.values, key)
	m.keys = slices.DeleteFunc(m.keys, func(k string) bool { return k == key })
}

// found makes the catalogue that a folder lacks, of what the table names and of words that say so.
func (t *csvTable) found(docs map[string]*document) {
	assume := func(file, field, value, why string) string {
		t.report.Assumptions = append(t.report.Assumptions, Assumption{File: file, Field: field, Value: value, Why: why})
		return value
	}
	if len(t.newSteps) == 0 {
		id := t.m.Steps.ID + "-1"
		t.newSteps = append(t.newSteps, &tableNew{id, "1"})
		for _, thing := range t.things {
			thing.tree.set("placements", assumedPlaces(id))
		}
		assume("steps/"+id+".md", "number", "1", "the table names no step: everything stands at one, for everyone")
	}
	languages := list(t.languages)
	if len(languages) == 0 {
		languages = []any{t.reference}
	}
	slices.SortStableFunc(languages, func(a, b any) int {
		switch any(t.reference) {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	docs["catalog.yaml"] = &document{tree: newMapping().set("title", assume("catalog.yaml", "title", cmpOr(t.m.Catalog.Title, cmpOr(t.title, "Catalogue")), "the name of the table")).
		set("languages", languages)}
	for i, role := range t.newRoles {
		file := "roles/" + role.id + ".md"
		docs[file] = &document{md: true, tree: newMapping().set("order", itoa(i+1)).set("title", role.title).
			set("description", assume(file, "description", t.m.Texts.Description, "the table names the role and does not describe it"))}
	}
	slices.SortStableFunc(t.newSteps, func(a, b *tableNew) int { // those with numbers are in their order
		x, err1 := strconv.Atoi(a.title)
		y, err2 := strconv.Atoi(b.title)
		if err1 != nil || err2 != nil {
			return 0
		}
		return x - y
	})
	for i, step := range t.newSteps {
		file := "steps/" + step.id + ".md"
		title := step.title
		if _, err := strconv.Atoi(title); err == nil {
			title = assume(file, "title", fmt.Sprintf(t.m.Texts.StepTitle, i+1), "the table gives the step no title")
		}
		goals := newMapping()
		for _, role := range t.newRoles {
			goals.set(role.id, assume(file, "objectives."+role.id, t.m.Texts.Objective, "the table gives no objectives"))
		}
		docs[file] = &document{md: true, tree: newMapping().set("number", itoa(i+1)).set("title", title).
			set("maturityQuestion", assume(file, "maturityQuestion", t.m.Texts.MaturityQuestion, "the table asks no question for the step")).
			set("objectives", goals)}
	}
}
