package importer

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// maxSource is how large a page of a source may be, in bytes.
const maxSource = 64 << 20

// Options are what an import may be told beside its source.
type Options struct {
	Name     string                // of the source, for the catalogue's title where nothing in it gives one
	Resolve  Resolve               // of conflicts
	Progress func(done, total int) // called now and then, may be nil
}

func (o Options) progress(done, total int) {
	if o.Progress != nil {
		o.Progress(done, total)
	}
}

// Markdown reads the pages of src and returns what to write so that dst, a content folder or an empty one, has them. It
// changes nothing. It returns an error where src cannot be read, or where a file of dst is no file of a content folder.
func Markdown(src, dst fs.FS, m *Mapping, o Options) (*Result, error) {
	pages, others, err := files(src)
	if err != nil {
		return nil, err
	}
	own := *m // what is found out of this source is no rule for the next
	m = &own
	report := new(Report)
	r := &reading{
		base: newBase(m, report), byName: map[string]*sheet{}, links: map[string][]linkFrom{}, cited: map[string]string{},
	}
	for _, name := range others {
		report.Entries = append(report.Entries, (&mark{Kind: markFile, File: name, Line: 1}).left("no Markdown page", false))
	}
	total := 2 * len(pages)
	for i, name := range pages {
		if err := r.load(src, name); err != nil {
			return nil, err
		}
		o.progress(i, total)
	}
	r.ownRepositories()
	r.foldersOfSteps()
	r.order()
	for i, s := range r.sheets {
		r.hint(s)
		r.read(s)
		o.progress(len(pages)+i, total)
	}
	r.settings(o)
	last, err := readState(dst)
	if err != nil {
		return nil, err
	}
	known := last.Imports["markdown"]
	n := newNames(known.IDs)
	adopt(n, dst, known, m)
	r.finish(n)
	r.keepOrders(known)
	for _, s := range r.sheets {
		report.Documents = append(report.Documents, Document{File: s.name, As: s.kind.String(), Step: s.number})
	}
	report.Summary.Things = r.figures()
	return settle(report, dst, "markdown", last, r.documents(), n, m, o)
}

// load takes a page apart and counts what stands in it.
func (r *reading) load(src fs.FS, name string) error {
	info, err := fs.Stat(src, name)
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	if info.Size() > maxSource {
		r.report.Entries = append(r.report.Entries,
			(&mark{Kind: markFile, File: name, Line: 1}).left(fmt.Sprintf("is larger than %d bytes: split it", maxSource), true))
		return nil
	}
	raw, err := fs.ReadFile(src, name)
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	raw = decode(raw)
	s := &sheet{page: outline(name, raw)}
	from := len(r.report.Entries)
	s.count(r.report)
	s.unseen(r.report, from, raw)
	if r.m.ignored(name) {
		r.report.Entries = append(r.report.Entries, (&mark{Kind: markFile, File: name, Line: 1}).left("set aside: its name is one of files.ignore in the mapping", false))
		for _, m := range r.report.Entries[from:] {
			m.left("the page is set aside", false)
		}
		return nil
	}
	r.survey(s)
	r.sheets = append(r.sheets, s)
	r.byName[strings.ToLower(name)] = s
	return nil
}

// order puts the pages that say what the others are about first: those with a table of steps.
func (r *reading) order() {
	rank := func(s *sheet) int {
		for _, b := range s.blocks {
			if b.kind != blockTable {
				continue
			}
			saved := marksOf(b)
			g := newGrid(b)
			if t, ok := r.transposed(g); ok {
				g = t
			}
			hub := len(g.rows) > 0 && r.isStepTable(g, r.columns(g))
			restore(b, saved)
			if hub {
				return 0
			}
		}
		if isFront(s.name) {
			return 1
		}
		return 2
	}
	ranks := map[*sheet]int{}
	for _, s := range r.sheets {
		ranks[s] = rank(s)
	}
	slices.SortStableFunc(r.sheets, func(a, b *sheet) int { return ranks[a] - ranks[b] })
}

// marksOf and restore undo what looking at a table has said of it.
func marksOf(b *block) map[*mark]mark {
	saved := map[*mark]mark{}
	b.each(func(b *block) {
		for _, m := range b.marks {
			saved[m] = *m
		}
	})
	return saved
}

func restore(b *block, saved map[*mark]mark) {
	b.each(func(b *block) {
		b.used = false
		for _, m := range b.marks {
			*m = saved[m]
		}
	})
}

// hint gives a page the step and the audience of the tables that link to it, where it says none itself.
func (r *reading) hint(s *sheet) {
	links := r.links[s.name]
	if len(links) == 0 || s.kind == pageChecklist || s.kind == pageSupport {
		return
	}
	steps := map[int]bool{}
	for _, weak := range []bool{false, true} {
		for _, l := range links {
			if l.weak == weak {
				steps[l.step] = true
			}
		}
		if len(steps) > 0 {
			break
		}
	}
	if s.number == 0 && len(steps) == 1 && !s.several {
		for n := range steps {
			s.number = n
		}
	}
	if s.who != nil || s.kind != pageResources {
		return
	}
	var who *audience
	for _, l := range links {
		if l.weak || l.who == nil || l.step != s.number {
			return
		}
		if who == nil {
			who = &audience{everyone: l.who.everyone}
		}
		for _, role := range l.who.roles {
			if !slices.Contains(who.roles, role) {
				who.roles = append(who.roles, role)
			}
		}
	}
	s.who = who
}

// settings finds the title and the contact of the catalogue.
func (r *reading) settings(o Options) {
	r.title = r.m.Catalog.Title
	why := ""
	if r.title == "" {
		r.title, why = r.frontTitle(), "the first heading of the front page that says something"
	}
	if r.title == "" {
		r.title, why = capital(clean(strings.NewReplacer("_", " ", "-", " ").Replace(path.Base(o.Name)))), "the name of the source"
	}
	if clean(r.title) == "" || r.title == "." || r.title == "/" {
		r.title, why = r.m.Texts.FrontPage, "the source gives no title"
	}
	if why != "" {
		r.assume(&r.base.settings, "title", r.title, why)
	}
	r.assume(&r.base.settings, "languages", r.m.Catalog.Language, "the language of the mapping")
	if r.m.Catalog.Contact != "" {
		r.contact = r.m.Catalog.Contact
		return
	}
	if r.contact != "" {
		r.assume(&r.base.settings, "contact", r.contact, "the first mailbox in the source")
	}
}

// frontTitle returns the first heading of the front page that is no question and says something, or "".
func (r *reading) frontTitle() string {
	for _, s := range r.sheets {
		if !isFront(s.name) || strings.Contains(s.name, "/") {
			continue
		}
		if s.title != "" {
			return s.title
		}
		for level := 1; level <= 2; level++ {
			for _, b := range s.blocks {
				if b.kind != blockHeading || b.level != level {
					continue
				}
				text := b.text()
				_, _, step := r.m.stepOf(text)
				if text != "" && !step && !strings.HasSuffix(text, "?") && !r.m.words.noise.has(text) && r.head(text, pageProse, false).kind != headRole {
					return text
				}
			}
		}
	}
	return ""
}

// figures counts what the catalogue has from the source.
func (r *reading) figures() map[string]int {
	n := map[string]int{
		kindStep: len(r.steps), kindRole: len(r.usedRoles()), kindResource: len(r.resources), kindPlanned: len(r.planned),
		kindTopic: len(r.topics), kindArticle: len(r.articles), kindService: len(r.services), kindFact: len(r.facts),
		kindRule: len(r.rules), kindHole: len(r.holes), kindSection: len(r.sections),
	}
	for _, g := range r.guides {
		if g.as == nil {
			n[kindGuide]++
		}
	}
	for _, s := range r.sections {
		n[kindQuestion] += len(s.questions)
	}
	for _, res := range r.resources {
		n["placements"] += len(res.placements)
	}
	return n
}

// stateFile is where an import keeps what it wrote, so that the next one can tell an author's changes from the source's.
const stateFile = ".parcours-import.json"

// state is what imports have written in a folder.
type state struct {
	Version int                    `json:"version"`
	Imports map[string]importState `json:"imports"` // by kind of source
}

type importState struct {
	IDs   map[string]map[string]string `json:"ids"`   // kind -> key -> identifier
	Files map[string]fileState         `json:"files"` // as the source said them
}

type fileState struct {
	Tree json.RawMessage `json:"tree,omitempty"`
	Body string          `json:"body,omitempty"`
}

func (f fileState) tree() any {
	if len(f.Tree) == 0 {
		return nil
	}
	v, err := treeFromJSON(f.Tree)
	if err != nil {
		return nil
	}
	return v
}

func readState(dst fs.FS) (state, error) {
	s := state{Version: 1, Imports: map[string]importState{}}
	raw, err := fs.ReadFile(dst, stateFile)
	if err != nil {
		if isNotExist(err) {
			return s, nil
		}
		return s, fmt.Errorf("destination: %w", err)
	}
	if err := json.Unmarshal(raw, &s); err != nil || s.Version != 1 {
		return s, fmt.Errorf("destination: %s is not what an import writes: take it out to import as if for the first time", stateFile)
	}
	if s.Imports == nil {
		s.Imports = map[string]importState{}
	}
	return s, nil
}

// adopt lets things keep the identifiers that stand in the folder already, where authors have renamed them too, and keeps
// identifiers of other things from being given out.
func adopt(n *names, dst fs.FS, last importState, m *Mapping) {
	if n.last == nil {
		n.last = map[string]map[string]string{}
	}
	all := standing(dst, m)
	there, mine := map[string]map[string]bool{}, map[string]map[string]bool{}
	for kind := range n.taken {
		there[kind], mine[kind] = map[string]bool{}, map[string]bool{}
		for _, id := range last.IDs[kind] {
			mine[kind][id] = true
		}
	}
	for _, t := range all {
		there[t.kind][t.id] = true
	}
	for _, t := range all {
		if mine[t.kind][t.id] {
			continue
		}
		before := n.last[t.kind][t.key]
		if t.key == "" || before != "" && there[t.kind][before] {
			n.taken[t.kind][t.id] = true
			continue
		}
		if n.last[t.kind] == nil {
			n.last[t.kind] = map[string]string{}
		}
		n.last[t.kind][t.key] = t.id
		if was, ok := last.Files[t.kind+"/"+before+".md"]; ok && before != "" { // its author has renamed the file
			last.Files[t.kind+"/"+t.id+".md"] = was
			delete(last.Files, t.kind+"/"+before+".md")
		}
	}
}

// standing returns the things that stand in a folder, each with the key that an import would give it, "" for none.
func standing(dst fs.FS, m *Mapping) []thing {
	draft, _ := authoring.Read(dst, "destination")
	var all []thing
	add := func(kind, key, id string) {
		if id != "" {
			all = append(all, thing{kind: kind, key: key, id: id})
		}
	}
	language := catalog.Lang(m.Catalog.Language)
	for _, s := range draft.Steps {
		add(kindStep, itoa(int(s.Number)), s.ID)
	}
	for _, t := range draft.Roles {
		key := ""
		for i, known := range m.Roles.Known {
			if known.ID == t.ID || m.roleOf(t.Title[language]) == i {
				key = known.ID
			}
		}
		add(kindRole, key, t.ID)
	}
	for i := range draft.Resources {
		add(kindResource, m.identity(draft.Resources[i].URL), draft.Resources[i].ID)
	}
	for _, t := range draft.Planned {
		add(kindPlanned, "", t.ID)
	}
	for _, t := range draft.Topics {
		add(kindTopic, slug(t.Title[language]), t.ID)
	}
	for _, t := range draft.Guides {
		add(kindGuide, m.identity(t.URL), t.ID)
	}
	for _, t := range draft.Articles {
		add(kindArticle, "", t.ID)
	}
	for _, t := range draft.Sections {
		add(kindSection, "", t.ID)
		for _, q := range t.Questions {
			add(kindQuestion, "", q.ID)
		}
	}
	for _, t := range draft.Services {
		add(kindService, "", t.ID)
	}
	for _, t := range draft.Facts {
		add(kindFact, "", t.ID)
	}
	for _, t := range draft.Rules {
		add(kindRule, "", t.ID)
	}
	return all
}
