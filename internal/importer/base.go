package importer

import (
	"slices"
	"strings"
)

// Kinds of things, as folders, files and the report call them.
const (
	kindCatalog  = "catalogues"
	kindStep     = "steps"
	kindRole     = "roles"
	kindResource = "resources"
	kindPlanned  = "planned"
	kindSection  = "sections"
	kindQuestion = "questions"
	kindTopic    = "topics"
	kindGuide    = "guides"
	kindArticle  = "articles"
	kindService  = "services"
	kindFact     = "facts"
	kindRule     = "rules"
	kindHole     = "holes"
)

var thingKinds = []string{
	kindStep, kindRole, kindResource, kindPlanned, kindSection, kindQuestion, kindTopic, kindGuide, kindArticle, kindService,
	kindFact, kindRule, kindHole,
}

// thing is what every thing that is written has: where it stands, and what makes it the same thing at the next import.
type thing struct {
	kind string
	key  string // the same at every import of a source that still holds it
	near string // another key, where the first may have changed: a title
	want string // the identifier it would like
	id   string
	file string
}

// path returns where the thing is written: a file, or an entry of one.
func (t *thing) path() string {
	switch t.kind {
	case kindStep, kindRole, kindResource, kindArticle, kindCatalog:
		return t.file
	}
	return t.file + "#" + t.id
}

// audience is who a resource is for.
type audience struct {
	everyone bool
	roles    []*role
	why      string // how it is known, where the source does not say it: an assumption
}

func (a audience) key() string {
	if a.everyone {
		return "everyone"
	}
	ids := make([]string, len(a.roles))
	for i, r := range a.roles {
		ids[i] = r.id
	}
	slices.Sort(ids)
	return strings.Join(ids, ",")
}

type step struct {
	thing
	number   int
	title    string
	question string
	intro    []string
	body     []string // Markdown
	actions  []*action
	pending  bool // its actions are announced
	support  support
	goals    map[*role]*choice
	pages    []string
	orders   int // placements given out

	titles, questionsSaid, everyGoal choice
}

// goal returns what is said of the objective of a role.
func (s *step) goal(r *role) *choice {
	if s.goals[r] == nil {
		s.goals[r] = new(choice)
	}
	return s.goals[r]
}

type action struct {
	label string
	links []target
}

type support struct {
	label, appointment, with string
	link                     target
	pending                  bool
}

// target is what a link leads to: one of them.
type target struct {
	resource *resource
	guide    *guide
	article  *article
}

func (t target) none() bool { return t == target{} }

type role struct {
	thing
	title       string
	description string
	aliases     []string
	profiles    []string
	body        []string
	order       int  // in the source, 0 where it is not listed
	used        bool // the source names it
	words       []phrases
}

type resource struct {
	thing
	url        string
	title      string
	named      bool // the source gives it a title
	summary    string
	body       []string
	provider   string
	kind       string
	languages  []string
	minutes    int
	network    string
	account    string
	cost       string
	topics     []*topic
	placements []*placement
	at         string
}

type placement struct {
	step  *step
	who   audience
	title string
	order int
	mark  *mark
}

type planned struct {
	thing
	step  *step
	title string
}

type section struct {
	thing
	step        *step
	title       string
	blocking    bool
	supportOnly bool
	questions   []*question
}

type question struct {
	thing
	text, details string
	kind          string
	expects       string
	why           string
	onlyIf        *question
	answers       []string
	helpedBy      []target
	source        string
}

type topic struct {
	thing
	title string
	head  []*mark // headings that name it
	kept  bool    // whether or not a resource has it
}

type guide struct {
	thing
	title   string
	url     string
	network string
	as      *resource // the resource that has its address, which stands for it
}

type article struct {
	thing
	page      string
	title     string
	step      *step
	questions []string
	takeaways []string
	body      []string
	used      bool
}

type service struct {
	thing
	title, description string
	steps              []*step
	words              map[string]bool
	mark               *mark
}

type fact struct {
	thing
	question string
	values   []*factValue
}

type factValue struct{ id, title string }

type rule struct {
	thing
	title    string
	when     map[*fact][]*factValue
	outcomes map[*service]string
	note     string
	source   string
	mark     *mark
}

type hole struct {
	when    map[*fact][]*factValue
	message string
}

// base is everything that was understood of a source.
type base struct {
	m         *Mapping
	report    *Report
	title     string
	contact   string
	roles     []*role
	steps     map[int]*step
	resources []*resource
	byURL     map[string]*resource
	planned   []*planned
	sections  []*section
	topics    []*topic
	byTopic   map[string]*topic
	guides    []*guide
	byGuide   map[string]*guide
	articles  []*article
	services  []*service
	facts     []*fact
	rules     []*rule
	holes     []hole
	settings  thing
	assumed   []func() // assumptions, said once everything has a name
}

func newBase(m *Mapping, r *Report) *base {
	b := &base{
		m: m, report: r, steps: map[int]*step{}, byURL: map[string]*resource{}, byTopic: map[string]*topic{},
		byGuide: map[string]*guide{}, settings: thing{kind: kindCatalog, key: "catalog", file: "catalog.yaml"},
	}
	for i, known := range m.Roles.Known {
		b.roles = append(b.roles, &role{
			thing: thing{kind: kindRole, key: known.ID, want: known.ID}, title: "", description: known.Description,
			words: []phrases{m.words.aliases[i]},
		})
	}
	return b
}

// assume lists something that the source does not say.
func (b *base) assume(t *thing, field, value, why string) {
	b.assumeOf(t, why, func() (string, string) { return field, value })
}

// assumeOf lists something whose field or value is known once everything has a name.
func (b *base) assumeOf(t *thing, why string, of func() (field, value string)) {
	b.assumed = append(b.assumed, func() {
		field, value := of()
		b.report.Assumptions = append(b.report.Assumptions, Assumption{File: t.path(), Field: field, Value: value, Why: why})
	})
}

// step returns the step of a number, which is made where it is new.
func (b *base) step(n int) *step {
	s := b.steps[n]
	if s == nil {
		s = &step{thing: thing{kind: kindStep, key: itoa(n)}, number: n, goals: map[*role]*choice{}}
		b.steps[n] = s
	}
	return s
}

// roleOf returns the role that a label names, or nil.
func (b *base) roleOf(label string) *role {
	words := tokens(label)
	var found *role
	where, long := 0, 0
	for _, r := range b.roles {
		for _, ps := range r.words {
			at, length := ps.in(words)
			if at >= 0 && (found == nil || length > long || length == long && at < where) {
				found, where, long = r, at, length
			}
		}
	}
	return found
}

// rolesOf returns the roles that a label names, in its order: "Pilotage et technique" names two.
func (b *base) rolesOf(label string) []*role {
	whole := b.roleOf(label)
	if whole == nil {
		return nil
	}
	var all []*role
	for _, part := range strings.FieldsFunc(strings.NewReplacer(" et ", ",", " and ", ",", " ou ", ",").Replace(label),
		func(r rune) bool { return strings.ContainsRune(",;&+", r) }) {
		if r := b.roleOf(part); r != nil && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		all = []*role{whole}
	}
	return all
}

// useRole notes a name that the source gives a role.
func (b *base) useRole(r *role, name string) {
	r.used = true
	name = clean(strings.Trim(name, " :*\"«»“”"))
	if name == "" || len([]rune(name)) > 90 {
		return
	}
	if fold(name) == fold(r.title) || slices.ContainsFunc(r.aliases, func(a string) bool { return fold(a) == fold(name) }) {
		return
	}
	r.aliases = append(r.aliases, name)
}

// newRole makes a role that no alias knows.
func (b *base) newRole(name string) *role {
	title := clean(strings.Trim(name, " :*\"«»“”"))
	r := &role{
		thing: thing{kind: kindRole, key: "new:" + slug(title), want: slug(title)}, title: title, used: true,
		words: []phrases{newPhrases([]string{title})},
	}
	b.roles = append(b.roles, r)
	return r
}

// topic returns the topic of a title.
func (b *base) topic(title string) *topic {
	title = clean(strings.TrimRight(title, " .…:"))
	key := slug(title)
	if key == "" {
		return nil
	}
	t := b.byTopic[key]
	if t == nil {
		t = &topic{thing: thing{kind: kindTopic, key: key, want: key, file: "topics.yaml"}, title: title}
		b.byTopic[key] = t
		b.topics = append(b.topics, t)
	}
	return t
}

// link returns what an address leads to, a guide where it is no resource; title is what the link says.
func (b *base) link(address, title string) target {
	id := b.m.identity(address)
	if r := b.byURL[id]; r != nil {
		return target{resource: r}
	}
	g := b.byGuide[id]
	if g == nil {
		g = &guide{thing: thing{kind: kindGuide, key: id, file: "guides.yaml"}, url: address, title: title, network: b.network(address)}
		b.byGuide[id] = g
		b.guides = append(b.guides, g)
	}
	if g.title == "" {
		g.title = title
	}
	return target{guide: g}
}

// network returns what a host's name says of the network it is on.
func (b *base) network(address string) string {
	h := host(address)
	if slices.ContainsFunc(b.m.Addresses.State, func(pattern string) bool { return globMatches(h, pattern) }) {
		return "state-network"
	}
	return ""
}

// article returns the article that a page's prose goes into.
func (b *base) article(page string) *article {
	for _, a := range b.articles {
		if a.page == page {
			return a
		}
	}
	a := &article{thing: thing{kind: kindArticle, key: page}, page: page}
	b.articles = append(b.articles, a)
	return a
}
