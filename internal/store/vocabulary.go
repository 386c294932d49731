package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// commonness says what is read from ready lists, and not from the full-text index.
type commonness struct {
	documents int // stems of more documents than these
	stems     int // words that begin alike, where they have more stems than these
	tail      int // or where those of their stems which are not common have more documents than these, added up
}

// usual is what is common: up to some thousand documents SQLite is as fast at one as at the other, and going through all of
// 100,000 documents takes it 20 ms.
var usual = commonness{documents: 1000, stems: 32, tail: 4000}

// The zones of a document, each of which holds the one before. That of titles is one a language.
const (
	zoneTitle = "title:"
	zoneHead  = "head"
	zoneAny   = "any"
)

// wordIndex is what is written of the words of a catalogue.
type wordIndex struct {
	langs []catalog.Lang // and "" behind them, for what is in none
	speller
	ids   map[string]uint32 // of each stem
	stems []string
	forms map[string][]uint32 // the stems of each form
	uses  []use               // document after document
	seen  []seen              // by stem

	columns uint32 // how many there were

	common commonness

	first []uint32 // by stem, and one more: where in by its uses begin
	by    []use    // by stem, then document
}

// use is a stem in a document, or a document that has a stem, with the zones it is in, one bit each: the titles of each
// language, then heads. It is somewhere, or there would be none.
type use struct{ what, zones uint32 }

// seen is the document that had a stem last, in which column, and which of the uses that is.
type seen struct{ document, column, use uint32 }

// maxLanguages is how many languages a catalogue can have here: there is a bit for each.
const maxLanguages = 30

func newWordIndex(langs []catalog.Lang, common commonness) *wordIndex {
	return &wordIndex{
		common: common,
		langs:  append(slices.Clone(langs), ""), speller: speller{map[string]*spelled{}}, ids: map[string]uint32{},
		forms: map[string][]uint32{},
	}
}

// id returns the number of a stem that a form stands for.
func (x *wordIndex) id(form, stem string) uint32 {
	i, ok := x.ids[stem]
	if !ok {
		i = uint32(len(x.stems)) //nolint:gosec // there are fewer words than that
		x.ids[stem] = i
		x.stems = append(x.stems, stem)
		x.seen = append(x.seen, seen{document: math.MaxUint32})
		x.forms[stem] = append(x.forms[stem], i)
	}
	if known := x.forms[form]; !slices.Contains(known, i) {
		x.forms[form] = append(known, i)
	}
	return i
}

// stemsOf returns the numbers of the stems of a word of a language.
func (x *wordIndex) stemsOf(t *spelled, lang int) []uint32 {
	if t.stems == nil {
		t.stems = make([][]uint32, len(x.langs))
	}
	if t.stems[lang] == nil {
		t.stems[lang] = []uint32{}
		if !smallWords[t.word] {
			own := stems(x.langs[lang], t.word, t.form)
			for i, unaccented := range stems(x.langs[lang], t.form, t.form) {
				t.stems[lang] = append(t.stems[lang], x.id(t.form, own[i]))
				x.id(unaccented, own[i]) // what comes of the word without its accents
			}
		}
	}
	return t.stems[lang]
}

// column returns the stems of some texts in a language, each once, parted by spaces, and notes that the document has them in some
// zones.
func (x *wordIndex) column(document uint32, lang int, texts []string, zones uint32) string {
	var column []byte
	x.columns++
	for _, text := range texts {
		for t := range x.tokens(text) {
			for _, stem := range x.stemsOf(t.spelled, lang) {
				last := &x.seen[stem]
				if last.column == x.columns {
					continue
				}
				if last.document == document {
					x.uses[last.use].zones |= zones
				} else {
					last.document, last.use = document, uint32(len(x.uses)) //nolint:gosec // fewer than that
					x.uses = append(x.uses, use{stem, zones})
				}
				last.column = x.columns
				column = append(append(column, x.stems[stem]...), ' ')
			}
		}
	}
	return string(column)
}

// row is a row of the table of texts.
type row struct {
	id                int64
	title, tags, body string
}

// documents hands over the rows of the documents of a catalogue: resources by identifier, then the rest. It ends early
// where add says so.
func (x *wordIndex) documents(c *catalog.Catalog, add func([]row) bool) {
	langs := len(c.Languages)
	in := func(texts []catalog.Text, lang int) []string {
		var found []string
		for _, t := range texts {
			if s, ok := t[x.langs[lang]]; ok {
				found = append(found, s)
			}
		}
		return found
	}
	number := uint32(0)
	var rows []row
	var ends []uint32 // of the uses of each document
	document := func(d document) bool {
		for lang := range langs {
			r := row{id: int64(number)*int64(langs) + int64(lang)}
			r.title = x.column(number, lang, in([]catalog.Text{d.title}, lang), 1<<lang|1<<langs)
			r.tags = x.column(number, lang, in(d.tags, lang), 1<<langs)
			r.body = x.column(number, lang, in(d.body, lang), 0)
			if lang == 0 && d.name != "" {
				r.body += x.column(number, langs, []string{d.name}, 0)
			}
			if r.title != "" || r.tags != "" || r.body != "" {
				rows = append(rows, r)
			}
		}
		number++
		ends = append(ends, uint32(len(x.uses))) //nolint:gosec // fewer than that
		if len(rows) < rowsPerInsert {
			return true
		}
		full := rows
		rows = nil
		return add(full)
	}
	for _, r := range c.Resources {
		if !document(resourceDocument(r)) {
			return
		}
	}
	for _, d := range documents(c) {
		if !document(d) {
			return
		}
	}
	if len(rows) > 0 {
		add(rows)
	}
	x.invert(ends)
}

// invert puts the uses by stem.
func (x *wordIndex) invert(ends []uint32) {
	x.first = make([]uint32, len(x.stems)+1)
	for _, u := range x.uses {
		x.first[u.what+1]++
	}
	for i := range x.stems {
		x.first[i+1] += x.first[i]
	}
	next := slices.Clone(x.first)
	x.by = make([]use, len(x.uses))
	from := uint32(0)
	for document, end := range ends {
		for _, u := range x.uses[from:end] {
			x.by[next[u.what]] = use{uint32(document), u.zones}
			next[u.what]++
		}
		from = end
	}
	x.uses = nil
}

// of returns the documents that have a stem, in order.
func (x *wordIndex) of(stem uint32) []use { return x.by[x.first[stem]:x.first[stem+1]] }

func (x *wordIndex) isCommon(stem uint32) bool { return len(x.of(stem)) > x.common.documents }

// startWords begins to read the words of the catalogue, which takes as long as writing the rest. There is room for what it
// has read of 100,000 resources in two languages, so that it need not wait for [writer.writeWords], which comes last.
func (w *writer) startWords(ctx context.Context) {
	w.words, w.texts = newWordIndex(w.c.Languages, w.common), make(chan []row, 2000)
	go func() {
		defer close(w.texts)
		w.words.documents(w.c, func(rows []row) bool {
			select {
			case w.texts <- rows:
				return true
			case <-ctx.Done():
				return false
			}
		})
	}()
}

// writeWords writes what startWords reads.
func (w *writer) writeWords(ctx context.Context) error {
	// As much as can be is gathered in memory, so that little has to be merged.
	if _, err := w.tx.ExecContext(ctx, `INSERT INTO text (text, rank) VALUES ('automerge', 0), ('hashsize', 50000000)`); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	// A statement of many rows would make the index write what it has gathered after each of them.
	err := w.insertRows(ctx, 1, "text", "rowid, title, tags, body", func(add func(...any)) {
		for rows := range w.texts {
			for _, r := range rows {
				add(r.id, r.title, r.tags, r.body)
			}
		}
	})
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, `INSERT INTO text (text) VALUES ('optimize')`); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	return w.writeVocabulary(ctx)
}

func (w *writer) writeVocabulary(ctx context.Context) error {
	x := w.words
	forms := slices.Sorted(maps.Keys(x.forms))
	err := w.insert(ctx, "word", "form, stem", func(add func(...any)) {
		for _, form := range forms {
			var stems []string
			for _, id := range x.forms[form] {
				stems = append(stems, x.stems[id])
			}
			slices.Sort(stems)
			for _, stem := range stems {
				add(form, stem)
			}
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "common", "number, term, zone, documents", func(add func(...any)) {
		number := 0
		each := func(term string, stems []uint32) {
			have := x.union(stems)
			zone := func(name string, bit uint32) {
				if documents := packed(have, bit); len(documents) > 0 {
					number++
					add(number, term, name, documents)
				}
			}
			for i, lang := range w.c.Languages {
				zone(zoneTitle+string(lang), 1<<i)
			}
			zone(zoneHead, 1<<len(w.c.Languages))
			zone(zoneAny, anywhere)
		}
		for _, form := range forms {
			if id, ok := x.ids[form]; ok && x.isCommon(id) {
				each(form, []uint32{id})
			}
		}
		x.prefixes(forms, "", each)
	})
}

// prefixes hands over the beginnings of words that have too much behind them, with the stems of those words. All forms
// begin with prefix.
func (x *wordIndex) prefixes(forms []string, prefix string, each func(term string, stems []uint32)) {
	for len(forms) > 0 {
		if forms[0] == prefix {
			forms = forms[1:]
			continue
		}
		next := forms[0][:len(prefix)+1]
		for !validEnd(next) {
			next = forms[0][:len(next)+1]
		}
		n := 0
		stems := map[uint32]bool{}
		for ; n < len(forms) && strings.HasPrefix(forms[n], next); n++ {
			for _, id := range x.forms[forms[n]] {
				stems[id] = true
			}
		}
		tail := 0
		list := make([]uint32, 0, len(stems))
		for id := range stems {
			list = append(list, id)
			if !x.isCommon(id) {
				tail += len(x.of(id))
			}
		}
		if len(list) > x.common.stems || tail > x.common.tail {
			each(next+"*", list)
			x.prefixes(forms[:n], next, each)
		}
		forms = forms[n:]
	}
}

// validEnd reports whether s ends with a whole character.
func validEnd(s string) bool { return strings.ToValidUTF8(s, "") == s }

// union returns the zones that each document has any of some stems in, 0 for nowhere and with one more bit for anywhere.
func (x *wordIndex) union(stems []uint32) []uint32 {
	var zones []uint32
	for _, id := range stems {
		uses := x.of(id)
		if len(uses) == 0 {
			continue
		}
		if n := int(uses[len(uses)-1].what) + 1; n > len(zones) {
			zones = append(zones, make([]uint32, n-len(zones))...)
		}
		for _, u := range uses {
			zones[u.what] |= u.zones | anywhere
		}
	}
	return zones
}

// anywhere is the bit of every document that has a word.
const anywhere = 1 << 31

// How a list of documents is written: as its first byte says, whichever is shorter.
const (
	asDifferences = 0 // between successive numbers, each an unsigned varint, the first from -1
	asBits        = 1 // one a document, the lowest of each byte first
)

// packed returns the documents in a zone; nil for none.
func packed(zones []uint32, zone uint32) []byte {
	differences, bits := []byte{asDifferences}, make([]byte, 1+(len(zones)+7)/8)
	bits[0] = asBits
	last := -1
	for d, z := range zones {
		if z&zone != 0 {
			differences = binary.AppendUvarint(differences, uint64(d-last)) //nolint:gosec // documents are in order
			bits[1+d/8] |= 1 << (d % 8)
			last = d
		}
	}
	switch {
	case last < 0:
		return nil
	case len(differences) < len(bits):
		return differences
	}
	return bits
}

var errList = errors.New("a list of documents is damaged")

// unpackInto adds the documents that [packed] returned to s, which has room for n of them.
func unpackInto(s set, n int, b []byte) error {
	if len(b) == 0 || b[0] > asBits || b[0] == asBits && len(b)-1 > (n+7)/8 {
		return errList
	}
	sort, b := b[0], b[1:]
	if sort == asBits {
		for i := 0; len(b) > 0; i++ {
			var word [8]byte
			b = b[copy(word[:], b):]
			s[i] |= binary.LittleEndian.Uint64(word[:])
		}
		if n%64 != 0 && s[n/64]>>(n%64) != 0 {
			return errList
		}
		return nil
	}
	at := int64(-1)
	for len(b) > 0 {
		difference, size := binary.Uvarint(b)
		if size <= 0 || difference == 0 || difference > uint64(n) { //nolint:gosec // a length
			return errList
		}
		if at += int64(difference); at >= int64(n) { //nolint:gosec // not above n
			return errList
		}
		s.add(uint32(at)) //nolint:gosec // below n
		b = b[size:]
	}
	return nil
}

// vocabulary is what words may be typed, read from the file.
type vocabulary struct {
	forms  []string // in order
	first  []uint32 // of each form, where its stems begin in stems; one more at the end
	stems  []string
	common map[string]bool // stems and "prefix*"
}

// readVocabulary reads the words.
func (r *reader) readVocabulary(ctx context.Context) (vocabulary, error) {
	v := vocabulary{common: map[string]bool{}}
	err := r.rows(ctx, `SELECT form, stem FROM word ORDER BY form, stem`, func(scan func(...any)) error {
		var form, stem string
		scan(&form, same(r, &stem))
		if n := len(v.forms); n == 0 || v.forms[n-1] != form {
			if form == stem {
				form = stem // one copy
			}
			v.forms, v.first = append(v.forms, form), append(v.first, uint32(len(v.stems))) //nolint:gosec // fewer than that
		}
		v.stems = append(v.stems, stem)
		return nil
	})
	if err != nil {
		return v, err
	}
	v.first = append(v.first, uint32(len(v.stems))) //nolint:gosec // fewer than that
	err = r.rows(ctx, `SELECT DISTINCT term FROM common ORDER BY term`, func(scan func(...any)) error {
		var term string
		scan(&term)
		v.common[term] = true
		return nil
	})
	return v, err
}

// stemsOf returns the stems that a form may stand for.
func (v *vocabulary) stemsOf(form string) []string {
	i, ok := slices.BinarySearch(v.forms, form)
	if !ok {
		return nil
	}
	return v.stems[v.first[i]:v.first[i+1]]
}

// beginning returns the stems of the words that begin with prefix, each once, where they are few.
func (v *vocabulary) beginning(prefix string) []string {
	from, _ := slices.BinarySearch(v.forms, prefix)
	to := from
	for to < len(v.forms) && strings.HasPrefix(v.forms[to], prefix) {
		to++
	}
	stems := slices.Clone(v.stems[v.first[from]:v.first[to]])
	slices.Sort(stems)
	return slices.Compact(stems)
}
