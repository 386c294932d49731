package export

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// writeCSV writes the resources, one a row, in the columns that `import csv` reads again. It is UTF-8 without a byte order
// mark, with commas and CRLF (RFC 4180). What a row has no column for, bodies and reasons, stays in the content.
func writeCSV(b *bufio.Writer, s Source, v View) error {
	c := s.Catalog
	w := csv.NewWriter(b)
	w.UseCRLF = true
	header := []string{"id"}
	for _, name := range []string{"title_", "summary_"} {
		for _, l := range c.Languages {
			header = append(header, name+string(l))
		}
	}
	header = append(header, "url", "kind", "provider", "languages", "minutes", "network", "account", "cost", "topics", "requires", "placements", "dead", "successor")
	if err := w.Write(header); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	for i, r := range c.Resources {
		row := []string{string(r.ID)}
		for _, t := range []catalog.Text{r.Title, r.Summary} {
			for _, l := range c.Languages {
				row = append(row, t[l])
			}
		}
		dead, successor := deadCells(r.Dead, c.Languages)
		row = append(row, r.URL, word(r.Kind), r.Provider, strings.Join(strs(r.Languages), ", "), minutes(r.Minutes),
			known(r.Access.Network, catalog.NetworkUnknown), known(r.Access.Account, catalog.AccountUnknown),
			known(r.Access.Cost, catalog.CostUnknown),
			strings.Join(each(r.Topics, func(t *catalog.Topic) string { return string(t.ID) }), ", "),
			strings.Join(each(r.Requires, func(q *catalog.Requirement) string {
				return fmt.Sprintf("%s (%s)", q.Requires.ID, word(q.Basis))
			}), " | "),
			strings.Join(each(r.Placements, placementCell), " | "), dead, successor)
		for i := range row {
			row[i] = harmless(row[i])
		}
		if err := w.Write(row); err != nil {
			return fmt.Errorf("%s: %w", r.ID, err)
		}
		v.progress(i+1, len(c.Resources))
	}
	w.Flush()
	return w.Error() //nolint:wrapcheck // of the writer, which is told once
}

// dangers are what a cell must not begin with: a spreadsheet takes what follows for a formula. The apostrophe is among
// them so that a reader can tell ours, which it takes away, from a text's own.
const dangers = "=+-@\t\r\n'＝＋－＠"

// harmless returns a cell that no spreadsheet takes for a formula: `import csv` takes the apostrophe away again.
func harmless(cell string) string {
	if strings.IndexAny(cell, dangers) == 0 {
		return "'" + cell
	}
	return cell
}

// placementCell writes a placement as "prepare: governance, technical (60)".
func placementCell(p *catalog.Placement) string {
	who := "everyone"
	if !p.Everyone() {
		who = strings.Join(strs(each(p.Roles, roleID)), ", ")
	}
	cell := string(p.Step.ID) + ": " + who
	if p.Position != 0 {
		cell += fmt.Sprintf(" (%d)", p.Position)
	}
	return cell
}

// deadCells returns why a link is dead, in the first language that says it, and what took its place.
func deadCells(d *catalog.Dead, langs []catalog.Lang) (reason, successor string) {
	if d == nil {
		return "", ""
	}
	reason, _ = d.Reason.In(langs...)
	if reason == "" && d.Successor == "" {
		reason = "yes"
	}
	return reason, d.Successor
}

func minutes(n int32) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(int(n))
}

// known returns a word as authors write it, nothing for the one that says that it is not known.
func known[E ~string](e, unknown E) string {
	if e == unknown {
		return ""
	}
	return word(e)
}

// word returns a constant as authors write it.
func word[E ~string](e E) string { return strings.ReplaceAll(strings.ToLower(string(e)), "_", "-") }
