package importer

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// DefaultMapping is the built-in mapping as it is written, with the comments that explain it.
//
//go:embed mapping.yaml
var DefaultMapping []byte

// Mapping is every rule of thumb by which a base is understood. See mapping.yaml for what each word does.
type Mapping struct {
	Catalog struct {
		Title    string `yaml:"title"`
		Language string `yaml:"language"`
		Contact  string `yaml:"contact"`
		Licence  string `yaml:"licence"`
	} `yaml:"catalog"`
	Files struct {
		Ignore    []string `yaml:"ignore"`
		Checklist []string `yaml:"checklist"`
		Support   []string `yaml:"support"`
	} `yaml:"files"`
	Steps struct {
		Words []string `yaml:"words"`
		ID    string   `yaml:"id"`
		Most  int      `yaml:"most"`
	} `yaml:"steps"`
	Roles struct {
		Markers []string      `yaml:"markers"`
		Known   []mappingRole `yaml:"known"`
	} `yaml:"roles"`
	Everyone struct {
		Strong []string `yaml:"strong"`
		Words  []string `yaml:"words"`
		Themes []string `yaml:"themes"`
	} `yaml:"everyone"`
	Planned  []string `yaml:"planned"`
	Headings struct {
		Resources  []string `yaml:"resources"`
		Roles      []string `yaml:"roles"`
		Checklist  []string `yaml:"checklist"`
		Support    []string `yaml:"support"`
		Questions  []string `yaml:"questions"`
		Takeaways  []string `yaml:"takeaways"`
		Objectives []string `yaml:"objectives"`
		Noise      []string `yaml:"noise"`
	} `yaml:"headings"`
	Checklist struct {
		Blocking      []string           `yaml:"blocking"`
		SupportOnly   []string           `yaml:"supportOnly"`
		Open          []string           `yaml:"open"`
		Neutral       []string           `yaml:"neutral"`
		Interrogative []string           `yaml:"interrogative"`
		Opening       []string           `yaml:"opening"`
		Conditions    []mappingCondition `yaml:"conditions"`
	} `yaml:"checklist"`
	Support struct {
		Granted []string `yaml:"granted"`
		Denied  []string `yaml:"denied"`
		Agreed  []string `yaml:"agreed"`
		Common  []string `yaml:"common"`
	} `yaml:"support"`
	Columns map[string][]string `yaml:"columns"`
	Kinds   []mappingKind       `yaml:"kinds"`
	Remarks struct {
		Languages []mappingLanguage `yaml:"languages"`
		Costs     []mappingCost     `yaml:"costs"`
		Accounts  []mappingAccount  `yaml:"accounts"`
		Networks  []mappingNetwork  `yaml:"networks"`
		Generic   []string          `yaml:"generic"`
		Examples  []string          `yaml:"examples"`
	} `yaml:"remarks"`
	Addresses struct {
		Base      string            `yaml:"base"`
		Tracking  []string          `yaml:"tracking"`
		Identity  map[string]string `yaml:"identity"`
		State     []string          `yaml:"state"`
		Languages map[string]string `yaml:"languages"`
	} `yaml:"addresses"`
	Texts struct {
		Objective        string `yaml:"objective"`
		Description      string `yaml:"description"`
		StepTitle        string `yaml:"stepTitle"`
		MaturityQuestion string `yaml:"maturityQuestion"`
		Hole             string `yaml:"hole"`
		Organisation     string `yaml:"organisation"`
		Topics           string `yaml:"topics"`
		FrontPage        string `yaml:"frontPage"`
	} `yaml:"texts"`

	words words
}

type mappingRole struct {
	ID          string   `yaml:"id"`
	Title       string   `yaml:"title"`
	Description string   `yaml:"description"`
	Aliases     []string `yaml:"aliases"`
	Themes      []string `yaml:"themes"`
}

type mappingCondition struct {
	Words   []string `yaml:"words"`
	Answers []string `yaml:"answers"`
}

type mappingKind struct {
	Kind  string   `yaml:"kind"`
	Hosts []string `yaml:"hosts"`
	Paths []string `yaml:"paths"`
	Title []string `yaml:"title"`
}

type (
	mappingLanguage struct {
		Language string   `yaml:"language"`
		Words    []string `yaml:"words"`
	}
	mappingCost struct {
		Cost  string   `yaml:"cost"`
		Words []string `yaml:"words"`
	}
	mappingAccount struct {
		Account string   `yaml:"account"`
		Words   []string `yaml:"words"`
	}
	mappingNetwork struct {
		Network string   `yaml:"network"`
		Words   []string `yaml:"words"`
	}
)

// words are the lists of a mapping, ready to compare with.
type words struct {
	steps, markers, strong, everyone, everyoneThemes, planned                             phrases
	resources, roles, checklist, support, questions, takeaways, objectives, noise         phrases
	blocking, supportOnly, open, neutral, interrogative, opening, granted, denied, agreed phrases
	generic, examples, checklistFiles, supportFiles                                       phrases
	common                                                                                map[string]bool
	aliases, themes                                                                       []phrases // by role
	conditions, languages, costs, accounts, networks, kinds                               []phrases
	columns                                                                               map[string]phrases
}

// NewMapping returns the built-in mapping with overlay, as YAML, laid over it; an empty overlay changes nothing. It
// returns an error that says where overlay is not a mapping.
func NewMapping(overlay []byte) (*Mapping, error) {
	m := new(Mapping)
	if err := yaml.UnmarshalWithOptions(DefaultMapping, m, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("built-in mapping: %w", err)
	}
	if len(strings.TrimSpace(string(overlay))) > 0 {
		over := new(Mapping)
		if err := yaml.UnmarshalWithOptions(overlay, over, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("mapping: %w", err)
		}
		m.lay(over)
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	m.compile()
	return m, nil
}

// lay puts another mapping over m.
func (m *Mapping) lay(o *Mapping) {
	text := func(to *string, s string) {
		if s != "" {
			*to = s
		}
	}
	list := func(to *[]string, s []string) { *to = append(slices.Clone(s), *to...) }
	text(&m.Catalog.Title, o.Catalog.Title)
	text(&m.Catalog.Language, o.Catalog.Language)
	text(&m.Catalog.Contact, o.Catalog.Contact)
	text(&m.Catalog.Licence, o.Catalog.Licence)
	text(&m.Steps.ID, o.Steps.ID)
	text(&m.Addresses.Base, o.Addresses.Base)
	if o.Steps.Most > 0 {
		m.Steps.Most = o.Steps.Most
	}
	theirs := o.lists()
	for i, to := range m.lists() {
		list(to, *theirs[i])
	}
	for _, r := range o.Roles.Known {
		i := slices.IndexFunc(m.Roles.Known, func(known mappingRole) bool { return known.ID == r.ID })
		if i < 0 {
			m.Roles.Known = append(m.Roles.Known, r)
			continue
		}
		known := &m.Roles.Known[i]
		text(&known.Title, r.Title)
		text(&known.Description, r.Description)
		list(&known.Aliases, r.Aliases)
		list(&known.Themes, r.Themes)
		// A word that the overlay gives to one role is taken from the others.
		for j := range m.Roles.Known {
			if j != i {
				other := &m.Roles.Known[j]
				other.Aliases = without(other.Aliases, r.Aliases)
				other.Themes = without(other.Themes, r.Themes)
			}
		}
	}
	for name, words := range o.Columns {
		m.Columns[name] = append(slices.Clone(words), m.Columns[name]...)
	}
	m.Checklist.Conditions = append(o.Checklist.Conditions, m.Checklist.Conditions...)
	m.Kinds = append(o.Kinds, m.Kinds...)
	m.Remarks.Languages = append(o.Remarks.Languages, m.Remarks.Languages...)
	m.Remarks.Costs = append(o.Remarks.Costs, m.Remarks.Costs...)
	m.Remarks.Accounts = append(o.Remarks.Accounts, m.Remarks.Accounts...)
	m.Remarks.Networks = append(o.Remarks.Networks, m.Remarks.Networks...)
	maps.Copy(m.Addresses.Identity, o.Addresses.Identity)
	maps.Copy(m.Addresses.Languages, o.Addresses.Languages)
	texts := o.texts()
	for i, to := range m.texts() {
		text(to, *texts[i])
	}
}

func without(list, taken []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(taken, s) })
}

// lists returns the lists of words of a mapping, always in the same order.
func (m *Mapping) lists() []*[]string {
	return []*[]string{
		&m.Files.Ignore, &m.Files.Checklist, &m.Files.Support, &m.Steps.Words, &m.Roles.Markers,
		&m.Everyone.Strong, &m.Everyone.Words, &m.Everyone.Themes, &m.Planned,
		&m.Headings.Resources, &m.Headings.Roles, &m.Headings.Checklist, &m.Headings.Support, &m.Headings.Questions,
		&m.Headings.Takeaways, &m.Headings.Objectives, &m.Headings.Noise,
		&m.Checklist.Blocking, &m.Checklist.SupportOnly, &m.Checklist.Open, &m.Checklist.Neutral, &m.Checklist.Interrogative, &m.Checklist.Opening,
		&m.Support.Granted, &m.Support.Denied, &m.Support.Agreed, &m.Support.Common,
		&m.Remarks.Generic, &m.Remarks.Examples, &m.Addresses.Tracking, &m.Addresses.State,
	}
}

// texts returns the texts that a mapping fills in, always in the same order.
func (m *Mapping) texts() []*string {
	t := &m.Texts
	return []*string{
		&t.Objective, &t.Description, &t.StepTitle, &t.MaturityQuestion, &t.Hole, &t.Organisation, &t.Topics, &t.FrontPage,
	}
}

// check returns an error where a mapping names what no catalogue has.
func (m *Mapping) check() error {
	for _, r := range m.Roles.Known {
		if slug(r.ID) != r.ID || r.ID == "" {
			return fmt.Errorf("mapping: role %q: an identifier is lower-case words joined by hyphens", r.ID)
		}
	}
	for _, k := range m.Kinds {
		if !slices.Contains(catalog.Kinds(), catalog.Kind(constant(k.Kind))) {
			return fmt.Errorf("mapping: no kind of resource is called %q", k.Kind)
		}
	}
	if b := m.Addresses.Base; b != "" && (!sound(b) || !strings.HasSuffix(b, "/")) {
		return fmt.Errorf("mapping: addresses.base %q is no address that ends with a slash", b)
	}
	if slug(m.Steps.ID) != m.Steps.ID || m.Steps.ID == "" {
		return fmt.Errorf("mapping: steps.id %q is no identifier", m.Steps.ID)
	}
	if strings.Count(m.Texts.StepTitle, "%d") != 1 || strings.Count(m.Texts.StepTitle, "%") != 1 {
		return fmt.Errorf("mapping: texts.stepTitle %q holds no single %%d", m.Texts.StepTitle)
	}
	for _, t := range m.texts() {
		if clean(*t) == "" {
			return errors.New("mapping: a text that is to be filled in is empty")
		}
	}
	for _, p := range slices.Concat(m.Files.Ignore, m.Addresses.Tracking, m.Addresses.State) {
		if _, err := path.Match(p, ""); err != nil {
			return fmt.Errorf("mapping: pattern %q: %w", p, err)
		}
	}
	return nil
}

// constant returns the word of a file as the constant of the catalogue that it stands for.
func constant(word string) string { return strings.ToUpper(strings.ReplaceAll(word, "-", "_")) }

// compile prepares the lists for comparison.
func (m *Mapping) compile() {
	w := &m.words
	for to, from := range map[*phrases][]string{
		&w.steps: m.Steps.Words, &w.markers: m.Roles.Markers, &w.strong: m.Everyone.Strong, &w.everyone: m.Everyone.Words,
		&w.everyoneThemes: m.Everyone.Themes, &w.planned: m.Planned, &w.resources: m.Headings.Resources,
		&w.roles: m.Headings.Roles, &w.checklist: m.Headings.Checklist, &w.support: m.Headings.Support,
		&w.questions: m.Headings.Questions, &w.takeaways: m.Headings.Takeaways, &w.objectives: m.Headings.Objectives,
		&w.noise: m.Headings.Noise, &w.blocking: m.Checklist.Blocking, &w.supportOnly: m.Checklist.SupportOnly,
		&w.open: m.Checklist.Open, &w.neutral: m.Checklist.Neutral, &w.interrogative: m.Checklist.Interrogative, &w.opening: m.Checklist.Opening,
		&w.granted: m.Support.Granted, &w.denied: m.Support.Denied, &w.agreed: m.Support.Agreed,
		&w.generic: m.Remarks.Generic, &w.examples: m.Remarks.Examples,
		&w.checklistFiles: m.Files.Checklist, &w.supportFiles: m.Files.Support,
	} {
		*to = newPhrases(from)
	}
	w.common = map[string]bool{}
	for _, s := range m.Support.Common {
		w.common[s] = true
	}
	w.aliases, w.themes = nil, nil
	for _, r := range m.Roles.Known {
		w.aliases = append(w.aliases, newPhrases(append([]string{r.ID, r.Title}, r.Aliases...)))
		w.themes = append(w.themes, newPhrases(r.Themes))
	}
	for _, c := range m.Checklist.Conditions {
		w.conditions = append(w.conditions, newPhrases(c.Words))
	}
	for _, k := range m.Kinds {
		w.kinds = append(w.kinds, newPhrases(k.Title))
	}
	for _, l := range m.Remarks.Languages {
		w.languages = append(w.languages, newPhrases(l.Words))
	}
	for _, l := range m.Remarks.Costs {
		w.costs = append(w.costs, newPhrases(l.Words))
	}
	for _, l := range m.Remarks.Accounts {
		w.accounts = append(w.accounts, newPhrases(l.Words))
	}
	for _, l := range m.Remarks.Networks {
		w.networks = append(w.networks, newPhrases(l.Words))
	}
	w.columns = map[string]phrases{}
	for name, list := range m.Columns {
		w.columns[name] = newPhrases(list)
	}
}

// stepOf returns the number of the step that a text opens with, and what follows it: "Étape n°2 : Préparer" gives 2 and
// "Préparer".
func (m *Mapping) stepOf(text string) (n int, rest string, ok bool) {
	all := tokens(text)
	for at := range min(len(all), 4) {
		if !m.words.steps.is(all[at]) {
			continue
		}
		for skip := 1; skip <= 2 && at+skip < len(all); skip++ {
			word := all[at+skip]
			n, ok := number(word)
			if !ok && skip == 1 && (word == "n" || word == "no" || word == "numero") {
				continue
			}
			if !ok || n > m.Steps.Most {
				break
			}
			rest = text
			for range at + skip + 1 {
				rest = afterWord(rest)
			}
			return n, trimSeparators(rest), true
		}
	}
	return 0, text, false
}

// roleOf returns the index of the role that a label names, by the longest alias in it, the first of two as long; or -1.
func (m *Mapping) roleOf(label string) int { return best(m.words.aliases, label) }

// themeOf returns the index of the role that a theme belongs to, or -1.
func (m *Mapping) themeOf(label string) int { return best(m.words.themes, label) }

func best(of []phrases, label string) int {
	words := tokens(label)
	found, where, long := -1, 0, 0
	for i, ps := range of {
		at, length := ps.in(words)
		if at >= 0 && (length > long || length == long && at < where) {
			found, where, long = i, at, length
		}
	}
	return found
}

// kind returns the kind of a resource by the first rule that its address or title meets, and whether any rule but the
// last one does.
func (m *Mapping) kind(address, title string) (kind, why string) {
	h, p := host(address), fold(pathOf(address))
	for i, k := range m.Kinds {
		switch {
		case slices.ContainsFunc(k.Hosts, func(pattern string) bool { return hostMatches(h, pathOf(address), pattern) }):
			return k.Kind, "by its host"
		case slices.ContainsFunc(k.Paths, func(pattern string) bool { return globMatches(p, pattern) }):
			return k.Kind, "by its address"
		case m.words.kinds[i].has(title):
			return k.Kind, "by its title"
		}
	}
	return m.Kinds[len(m.Kinds)-1].Kind, ""
}

func pathOf(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	i := strings.IndexByte(rest, '/')
	if i < 0 {
		return ""
	}
	return rest[i:]
}

// hostMatches reports whether a host is the one of a pattern or below it; a pattern may end with a path.
func hostMatches(h, p, pattern string) bool {
	name, folder, hasFolder := strings.Cut(pattern, "/")
	if hasFolder && !strings.HasPrefix(p, "/"+folder) {
		return false
	}
	return h == name || strings.HasSuffix(h, "."+name) || globMatches(h, name)
}

// globMatches reports whether a text matches a pattern in which * stands for anything, slashes included.
func globMatches(s, pattern string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return s == pattern
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}

// ignored reports whether a page is no part of the base, by its name.
func (m *Mapping) ignored(name string) bool {
	base := fold(strings.NewReplacer("-", " ", "_", " ").Replace(path.Base(name)))
	return slices.ContainsFunc(m.Files.Ignore, func(pattern string) bool {
		return globMatches(base, strings.NewReplacer("-", " ", "_", " ").Replace(pattern)) && path.Base(name) != ""
	})
}
