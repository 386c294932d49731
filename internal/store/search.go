package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// maxSearchWords is how many words of a search count; the rest is not looked at.
const maxSearchWords = 8

// minStem is how long a stem must be, in bytes, to stand for the words it begins: "conteneur" for "conteneurisation".
const minStem = 6

// SearchQuery asks for a page of what a text finds. The page is cut as that of a [ResourceQuery].
type SearchQuery struct {
	Text          string
	Kinds         []HitKind    // that are wanted; every kind for none
	Lang          catalog.Lang // of titles to prefer, and to show; the reference language for any other
	First, Last   *int32
	After, Before string
}

// SearchPage is a page of hits, the best first.
type SearchPage struct {
	Hits                 []Hit
	HasNext, HasPrevious bool  // as in a [ResourcePage]
	Total                int32 // how many hits there are in all, exactly
	Partial              bool  // nothing has all the words: these have some, those with more of them first
}

// Hit is a thing found.
type Hit struct {
	Kind HitKind
	ID   string // of its kind, as in the catalogue
	Snippet
	Cursor string
}

// Search returns a page of everything that what somebody typed finds. It runs no more than two SQL statements. It returns
// [ErrBadCursor] or [ErrBadQuery] in its error; no text is an error.
//
// All words must be in the thing, in any of its languages; small words of French and English count only where there are no
// others. Case, accents and inflections make no difference, and the last word may be the beginning of one. Where nothing
// has all the words, what has some of them is found, and the page says so.
//
// Things whose title in the query's language has all the words come first, those with whole words before those with
// beginnings; then those with all in titles or topics of any language; then those with one of them there; then the rest.
// Equals come in the order of [HitKinds], and resources among them as in their path.
func (s *Store) Search(ctx context.Context, q SearchQuery) (SearchPage, error) {
	if q.First != nil && *q.First < 0 || q.Last != nil && *q.Last < 0 {
		return SearchPage{}, fmt.Errorf("%w: first and last count from 0", ErrBadQuery)
	}
	b := s.scratch()
	defer s.release(b)
	words := s.search.words.parse(q.Text)
	m, err := s.match(ctx, b, words, s.lang(q.Lang), s.search.within(b, q.Kinds))
	if err != nil {
		return SearchPage{}, err
	}
	l := s.ranked("search", m)
	span, err := l.cut(q.First, q.Last, q.After, q.Before)
	if err != nil {
		return SearchPage{}, err
	}
	page := SearchPage{HasNext: span.next, HasPrevious: span.previous, Total: m.found.count(), Partial: m.partial}
	for _, i := range span.places {
		d := s.document(l.resource(i))
		page.Hits = append(page.Hits, Hit{Kind: d.kind, ID: d.id, Snippet: s.snippet(words, d, s.lang(q.Lang)), Cursor: cursor(l.name, l.key(i))})
	}
	return page, nil
}

// lang returns a language of the catalogue: lang, or the reference language for any other.
func (s *Store) lang(lang catalog.Lang) catalog.Lang {
	if slices.Contains(s.catalog.Languages, lang) {
		return lang
	}
	return s.catalog.Languages[0]
}

// searchIndex is what searching needs in memory.
type searchIndex struct {
	words  vocabulary
	others []document // the documents behind those of resources
	kinds  map[HitKind]set
	all    set
	order  []uint32 // all documents as equals come
	ranks  []uint32 // of each document in that order
	total  int
}

// indexDocuments prepares what searching needs; the lists are there.
func (s *Store) indexDocuments() {
	x := &s.search
	resources := len(s.catalog.Resources)
	x.others = documents(s.catalog)
	x.total = resources + len(x.others)
	x.kinds, x.all = map[HitKind]set{}, full(x.total)
	for i, d := range x.others {
		if x.kinds[d.kind] == nil {
			x.kinds[d.kind] = newSet(x.total)
		}
		x.kinds[d.kind].add(uint32(resources + i)) //nolint:gosec // there are fewer documents than that
	}
	x.kinds[HitResource] = newSet(x.total)
	copy(x.kinds[HitResource], full(resources))
	next := 0
	for _, kind := range HitKinds() {
		if kind == HitResource {
			for _, e := range s.lists.byPath {
				if first := s.catalog.Resources[e.resource].Placements; len(first) == 0 || first[0] == e.placement {
					x.order = append(x.order, e.resource)
				}
			}
		}
		for ; next < len(x.others) && x.others[next].kind == kind; next++ {
			x.order = append(x.order, uint32(resources+next)) //nolint:gosec // as above
		}
	}
	x.ranks = make([]uint32, len(x.order))
	for i, d := range x.order {
		x.ranks[d] = uint32(i)
	}
}

// within returns the documents of some kinds, of every kind for none.
func (x *searchIndex) within(b *scratch, kinds []HitKind) set {
	if len(kinds) == 0 {
		return x.all
	}
	all := b.empty(len(x.all))
	for _, kind := range kinds {
		if x.kinds[kind] != nil {
			all.or(x.kinds[kind])
		}
	}
	return all
}

// asDocuments returns a set of resources as documents.
func (s *Store) asDocuments(b *scratch, resources set) set {
	all := b.empty(len(s.search.all))
	copy(all, resources)
	return all
}

// document returns the document of a number.
func (s *Store) document(number uint32) document {
	if n := len(s.catalog.Resources); int(number) >= n {
		return s.search.others[int(number)-n]
	}
	return resourceDocument(s.catalog.Resources[number])
}

// documentKey returns what documents are put in order by.
func (s *Store) documentKey(number uint32) key {
	if n := len(s.catalog.Resources); int(number) >= n {
		d := &s.search.others[int(number)-n]
		return append(key{byte(slices.Index(HitKinds(), d.kind))}, d.order...) //nolint:gosec // there are few kinds
	}
	e := entry{resource: number}
	if p := s.catalog.Resources[number].Placements; len(p) > 0 {
		e.placement = p[0]
	}
	return append(key{byte(slices.Index(HitKinds(), HitResource))}, s.pathKey(e)...) //nolint:gosec // as above
}

// searchWord is a word of a search.
type searchWord struct {
	whole  []string // stems that it may stand for
	loose  []string // those and the stems of words that it may be the beginning of
	common []string // the beginnings among the common terms, for what stands behind them in place of loose
	begin  []string // what a word may begin with
}

// parse returns the words of a text that count.
func (v *vocabulary) parse(text string) []searchWord {
	if len(text) > 1000 {
		text = text[:1000]
	}
	found := slices.Collect(new(speller).tokens(text))
	large := slices.DeleteFunc(slices.Clone(found), func(t token) bool { return smallWords[t.word] })
	if len(large) == 0 && len(found) > 0 {
		large = found[len(found)-1:]
	}
	if len(large) > maxSearchWords {
		large = large[:maxSearchWords]
	}
	words := make([]searchWord, len(large))
	for i, t := range large {
		w := &words[i]
		stems := append(stems("", t.word, t.form), stems("", t.form, t.form)...)
		for _, form := range append([]string{t.form}, stems...) {
			w.whole = append(w.whole, v.stemsOf(form)...)
		}
		if t == found[len(found)-1] && t.end == len(strings.TrimRight(text, " ")) {
			w.begin = append(w.begin, t.form)
		}
		for _, stem := range stems {
			if len(stem) >= minStem && strings.HasPrefix(t.form, stem) {
				w.begin = append(w.begin, stem)
			}
		}
		w.loose = slices.Clone(w.whole)
		for _, begin := range w.begin {
			if v.common[begin+"*"] {
				w.common = append(w.common, begin+"*")
			} else {
				w.loose = append(w.loose, v.beginning(begin)...)
			}
		}
		for _, stems := range []*[]string{&w.whole, &w.loose, &w.common, &w.begin} {
			slices.Sort(*stems)
			*stems = slices.Compact(*stems)
		}
	}
	return words
}

// match is what a search finds.
type match struct {
	base    set    // wherever it is
	found   set    // where it was wanted
	tiers   []tier // the best first; each holds what those before it do not
	partial bool
}

// tier is documents that answer equally well.
type tier struct {
	number int32 // the same in every catalogue, for cursors
	set    set
}

// zones are the documents that have a word.
type zones struct{ whole, title, head, any set }

// match finds the documents of within that have the words, preferring titles in lang.
func (s *Store) match(ctx context.Context, b *scratch, words []searchWord, lang catalog.Lang, within set) (match, error) {
	m := match{base: b.empty(len(within)), found: b.empty(len(within))}
	if len(words) == 0 {
		return m, nil
	}
	have, err := s.zones(ctx, b, words, lang)
	if err != nil {
		return m, err
	}
	all := func(zone func(*zones) set) set {
		found := b.copy(zone(&have[0]))
		for i := range have[1:] {
			found.and(zone(&have[i+1]))
		}
		return found
	}
	m.base = all(func(z *zones) set { return z.any })
	m.found = b.copy(m.base)
	m.found.and(within)
	if m.found.count() == 0 && len(words) > 1 {
		m.some(b, have, within)
		return m, nil
	}
	oneInHead := b.empty(len(within))
	for i := range have {
		oneInHead.or(have[i].head)
	}
	for i, found := range []set{
		all(func(z *zones) set { return z.whole }), all(func(z *zones) set { return z.title }), all(func(z *zones) set { return z.head }),
		oneInHead, b.copy(m.found),
	} {
		found.and(m.found)
		for _, better := range m.tiers {
			found.andNot(better.set)
		}
		m.tiers = append(m.tiers, tier{int32(i), found})
	}
	return m, nil
}

// some finds the documents of within that have some of the words, those with more of them first.
func (m *match) some(b *scratch, have []zones, within set) {
	least := make([]set, len(have)) // that have at least one word, two, …
	for i := range least {
		least[i] = b.empty(len(within))
	}
	for _, z := range have {
		for i := len(least) - 1; i > 0; i-- {
			least[i].orBoth(least[i-1], z.any)
		}
		least[0].or(z.any)
	}
	m.partial, m.base = true, b.copy(least[0])
	for i, found := range slices.Backward(least) {
		found.and(within)
		m.found.or(found)
		for _, better := range m.tiers {
			found.andNot(better.set)
		}
		m.tiers = append(m.tiers, tier{int32(100 - i), found}) //nolint:gosec // there are few words
	}
}

// The statements of a search: what is common is read, the rest found in the full-text index.
const (
	searchCommon = `SELECT k.key, c.documents FROM json_each(?) AS k JOIN common AS c ON c.term = k.value ->> 0 AND c.zone = k.value ->> 1`
	searchText   = `SELECT q.key, (SELECT group_concat(rowid) FROM text WHERE text MATCH q.value) FROM json_each(?) AS q`
)

// zones returns what has each word.
func (s *Store) zones(ctx context.Context, b *scratch, words []searchWord, lang catalog.Lang) ([]zones, error) {
	have := make([]zones, len(words))
	var common [][2]string
	var commonTo []set
	var matches []string
	type destination struct {
		set   set
		title bool
	}
	var matchTo []destination
	add := func(stems, beginnings []string, zone, columns string) set {
		to := b.empty(len(s.search.all))
		var rare []string
		for _, stem := range stems {
			if s.search.words.common[stem] {
				common, commonTo = append(common, [2]string{stem, zone}), append(commonTo, to)
			} else {
				rare = append(rare, `"`+stem+`"`)
			}
		}
		for _, beginning := range beginnings {
			common, commonTo = append(common, [2]string{beginning, zone}), append(commonTo, to)
		}
		if len(rare) > 0 {
			matches = append(matches, columns+"("+strings.Join(rare, " OR ")+")")
			matchTo = append(matchTo, destination{to, zone != zoneHead && zone != zoneAny})
		}
		return to
	}
	for i, w := range words {
		z := &have[i]
		z.whole = add(w.whole, nil, zoneTitle+string(lang), "title : ")
		z.title = z.whole
		if len(w.loose) > len(w.whole) || len(w.common) > 0 {
			z.title = add(w.loose, w.common, zoneTitle+string(lang), "title : ")
		}
		z.head = add(w.loose, w.common, zoneHead, "{title tags} : ")
		z.any = add(w.loose, w.common, zoneAny, "")
	}
	if len(common) > 0 {
		err := s.rows(ctx, s.common, common, func(i int64, documents []byte) error {
			return unpackInto(commonTo[i], s.search.total, documents)
		})
		if err != nil {
			return nil, err
		}
	}
	if len(matches) == 0 {
		return have, nil
	}
	langs := len(s.catalog.Languages)
	place := slices.Index(s.catalog.Languages, lang)
	return have, s.rows(ctx, s.text, matches, func(i int64, rows []byte) error {
		to := matchTo[i]
		for len(rows) > 0 {
			n := 0
			for len(rows) > 0 && rows[0] != ',' {
				if n = 10*n + int(rows[0]-'0'); rows[0] < '0' || rows[0] > '9' || n/langs >= s.search.total {
					return errList
				}
				rows = rows[1:]
			}
			if !to.title || n%langs == place {
				to.set.add(uint32(n / langs)) //nolint:gosec // below the total
			}
			if len(rows) > 0 {
				rows = rows[1:]
			}
		}
		return nil
	})
}

// rows runs a statement that takes a list and answers its places with something, which is lent to row.
func (s *Store) rows(ctx context.Context, statement *sql.Stmt, list any, row func(i int64, value []byte) error) error {
	argument, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	s.statements.Add(1)
	rows, err := statement.QueryContext(ctx, string(argument))
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var i int64
		var value sql.RawBytes
		if err := rows.Scan(&i, &value); err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if err := row(i, value); err != nil {
			return fmt.Errorf("search: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	return nil
}

// ranked is the list of what a search finds, the best first.
func (s *Store) ranked(name string, m match) list {
	order := s.search.order
	// The documents of each tier in order: those that it has where they are few, else all, of which it has most.
	type part struct {
		tier

		documents []uint32
		start     int // of the part in the list
	}
	var parts []part
	length := 0
	for _, t := range m.tiers {
		n := int(t.set.count())
		if n == 0 {
			continue
		}
		p := part{tier: t, documents: order, start: length}
		if n < len(order)/64 {
			p.documents = slices.SortedFunc(t.set.all(), func(a, b uint32) int { return cmp.Compare(s.search.ranks[a], s.search.ranks[b]) })
		}
		length += len(p.documents)
		parts = append(parts, p)
	}
	at := func(i int) (*part, uint32) {
		n := 0
		for n+1 < len(parts) && parts[n+1].start <= i {
			n++
		}
		return &parts[n], parts[n].documents[i-parts[n].start]
	}
	return list{
		name: name, length: length,
		resource: func(i int) uint32 {
			_, d := at(i)
			return d
		},
		wanted: func(i int) bool {
			p, d := at(i)
			return p.set.has(d)
		},
		key: func(i int) key {
			p, d := at(i)
			return append(key(nil).int(p.number), s.documentKey(d)...)
		},
	}
}
