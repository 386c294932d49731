package importer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// maxTable is how large a table may be, in bytes.
const maxTable = 256 << 20

// CSV reads a table of resources, one a row, and returns what to write so that dst, a content folder or an empty one, has
// them. Columns are found by their header, in French or English and in any order; name is what the report calls the table.
// What a table does not say, and what it has no column for, stays as it is in dst. It changes nothing. It returns an error
// where the table cannot be read, or where a file of dst is no file of a content folder.
func CSV(name string, source io.Reader, dst fs.FS, m *Mapping, o Options) (*Result, error) {
	rows, foreign, err := readRows(name, source)
	if err != nil {
		return nil, err
	}
	last, err := readState(dst)
	if err != nil {
		return nil, err
	}
	t := &csvTable{m: m, name: name, report: &Report{Documents: []Document{{File: name, As: "table of resources"}}}}
	if foreign {
		t.report.Assumptions = append(t.report.Assumptions, Assumption{File: name, Field: "encoding", Value: "Windows-1252 or UTF-16", Why: "the table is no UTF-8"})
	}
	t.header(rows[0])
	t.standing(dst, last.Imports["csv"], o)
	for i, r := range rows[1:] {
		if err := t.row(r); err != nil {
			return nil, err
		}
		o.progress(i+1, len(rows)-1)
	}
	t.unread()
	docs := t.documents()
	t.report.Summary.Things = map[string]int{kindResource: len(t.order), kindStep: len(t.newSteps), kindRole: len(t.newRoles), kindTopic: len(t.newTopics)}
	return settle(t.report, dst, "csv", last, docs, t.names, t.m, o)
}

// row is a line of a table.
type row struct {
	line  int
	cells []string
}

// readRows reads a table, its header first. The delimiter is the one that the header has most of. A table that is foreign is
// no UTF-8, and read as what spreadsheets wrote before.
func readRows(name string, source io.Reader) (rows []row, foreign bool, err error) {
	text, err := io.ReadAll(io.LimitReader(source, maxTable+1))
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", name, err)
	}
	if len(text) > maxTable {
		return nil, false, fmt.Errorf("%s: is larger than %d bytes: split it", name, maxTable)
	}
	foreign = !utf8.Valid(text)
	text = decode(text)
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = delimiter(text), -1, true
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var wrong *csv.ParseError
		switch {
		case errors.As(err, &wrong):
			return nil, false, fmt.Errorf("%s:%d: %w: a cell that holds a quote stands between quotes, and doubles its own", name, wrong.Line, wrong.Err)
		case err != nil:
			return nil, false, fmt.Errorf("%s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		for i := range cells {
			cells[i] = plainCell(cells[i])
		}
		rows = append(rows, row{line, cells})
	}
	if len(rows) == 0 {
		return nil, false, fmt.Errorf("%s: is empty: its first line names the columns, see parcours import csv --template", name)
	}
	return rows, foreign, nil
}

// delimiter returns what parts the cells of the first line.
func delimiter(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// plainCell takes away the apostrophe by which an export keeps a spreadsheet from taking a cell for a formula.
func plainCell(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && strings.IndexAny(rest, "=+-@\t\r\n'＝＋－＠") == 0 {
		cell = rest
	}
	return strings.TrimSpace(cell)
}

// tableColumn is what the cells under a header say.
type tableColumn struct {
	name string // as in columnNames, "" where nobody knows
	lang string // of a text, "" where the header does not say
}

// header finds out what the columns are. One that nobody knows is reported if anything stands in it.
func (t *csvTable) header(r row) {
	seen := map[tableColumn]bool{}
	for _, cell := range r.cells {
		c := columnOf(cell)
		if seen[c] {
			c = tableColumn{}
		}
		seen[c] = true
		t.columns = append(t.columns, c)
		if c.lang != "" && !slices.Contains(t.languages, c.lang) {
			t.languages = append(t.languages, c.lang)
		}
		mark := &mark{Kind: markHeading, File: t.name, Line: r.line, Text: cell}
		t.heads = append(t.heads, mark)
		t.report.Entries = append(t.report.Entries, mark)
	}
	t.used = make([]bool, len(t.columns))
}

// columnOf returns what a header names: "Titre (fr)" is the title in French.
func columnOf(header string) tableColumn {
	words := tokens(header)
	find := func(words []string) string {
		phrase := strings.Join(words, " ")
		for _, c := range columnNames {
			if phrase == c.name || slices.Contains(c.also, phrase) {
				return c.name
			}
		}
		return ""
	}
	if name := find(words); name != "" || len(words) < 2 {
		return tableColumn{name: name}
	}
	end := len(words) - 1
	lang := words[end]
	if known := languageWords[lang]; known != "" {
		lang = known
	}
	if name := find(words[:end]); slices.Contains(texts, name) && len(lang) == 2 {
		return tableColumn{name, lang}
	}
	return tableColumn{}
}

// unread says which columns were of no use.
func (t *csvTable) unread() {
	for i, m := range t.heads {
		switch {
		case t.columns[i].name != "":
			m.mergedWith("", "names a column")
		case t.used[i]:
			m.left("names no column that is known, or one twice: "+t.known(), true)
		default:
			m.left("an empty column", false)
		}
	}
}

func (t *csvTable) known() string {
	var names []string
	for _, c := range columnNames {
		names = append(names, c.name)
	}
	return strings.Join(names, ", ")
}

// cell returns what a row says in a column, and where it says it.
func (t *csvTable) cell(r row, name string) string {
	for i, c := range t.columns {
		if c.name == name && c.lang == "" && i < len(r.cells) {
			return r.cells[i]
		}
	}
	return ""
}

// text returns what a row says in the columns of a text, written as the resource has it: a string where only the reference
// language says something, else a text a language.
func (t *csvTable) text(r row, name string, of *tableThing) any {
	all := newMapping()
	for i, c := range t.columns {
		if c.name == name && i < len(r.cells) && r.cells[i] != "" {
			lang := c.lang
			if lang == "" {
				lang = t.reference
			}
			if all.values[lang] == nil {
				all.set(lang, strings.ReplaceAll(r.cells[i], "\n", " "))
			}
		}
	}
	if !of.wide(name) && len(all.keys) == 1 && all.keys[0] == t.reference {
		return all.values[t.reference]
	}
	if len(all.keys) == 0 {
		return nil
	}
	return all
}

// oddity reports a part of a row that is not understood.
func (t *csvTable) oddity(r row, name, cell, why string) {
	t.report.Entries = append(t.report.Entries, (&mark{Kind: markItem, File: t.name, Line: r.line, Text: name + ": " + cell}).left(why, true))
}

// word returns what a cell says in a column that takes a few words, "" where it says none of them.
func (t *csvTable) word(r row, name string) string {
	cell := t.cell(r, name)
	if cell == "" {
		return ""
	}
	folded := strings.Join(tokens(cell), " ")
	for _, w := range cellWords[name] {
		if folded == strings.ReplaceAll(w.value, "-", " ") || slices.Contains(w.also, folded) {
			return w.value
		}
	}
	values := make([]string, len(cellWords[name]))
	for i, w := range cellWords[name] {
		values[i] = w.value
	}
	t.oddity(r, name, cell, "is none of "+strings.Join(values, ", "))
	return ""
}

// minutes returns what a cell says of a duration.
func (t *csvTable) minutes(r row) any {
	cell := t.cell(r, "minutes")
	if cell == "" {
		return nil
	}
	number := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(fold(cell), "min"), "minutes"))
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil || n < 1 {
		t.oddity(r, "minutes", cell, "is no number of minutes")
		return nil
	}
	return strconv.FormatInt(n, 10)
}

// pieces cuts a list in a cell at any of these.
func pieces(cell, at string) []string {
	var all []string
	for _, p := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(at, r) }) {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

// langs returns the languages that a resource is in.
func (t *csvTable) langs(r row) []any {
	var all []any
	for _, p := range pieces(t.cell(r, "languages"), ",;|/\n") {
		lang := fold(p)
		if known := languageWords[lang]; known != "" {
			lang = known
		}
		if !languageForm.MatchString(lang) {
			t.oddity(r, "languages", p, "is no language code such as fr")
			continue
		}
		all = append(all, lang)
	}
	return all
}

var (
	languageForm   = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]+)*$`)
	identifierForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	endingForm     = regexp.MustCompile(`^(.*?)\s*\(([^()]*)\)$`)
)

// ending parts what stands between brackets at the end: "prepare: everyone (60)".
func ending(s string) (rest, inside string) {
	if m := endingForm.FindStringSubmatch(s); m != nil {
		return m[1], strings.TrimSpace(m[2])
	}
	return s, ""
}

// nearest ends a sentence with what was probably meant.
func nearest(word string, known []string) string {
	if near, ok := catalog.Nearest(fold(word), known); ok {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ": add it to the folder first"
}
