package importer_test

import (
	"bytes"
	"fmt"
	"html"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/cloud-pi-native/parcours/internal/importer"
)

// accounted fails where a report leaves a part of the pages without an account, or accounts for it twice. The pages are
// read here in another way than the importer's: addresses line by line in the text, items and rows by the Markdown parser
// as it comes.
func accounted(t *testing.T, src fstest.MapFS, i imported) {
	t.Helper()
	urls, items, rows := map[string][]string{}, map[string]int{}, map[string]int{}
	for _, e := range i.entries(t) {
		at := fmt.Sprintf("%s:%d", e.File, e.Line)
		switch {
		case e.Verdict == importer.Imported && len(e.To) == 0, e.Verdict == importer.Left && e.Why == "",
			e.Verdict == importer.Merged && e.Why == "", e.Verdict == "":
			t.Errorf("%s: no account: %+v", at, e)
		}
		for _, to := range e.To {
			if file, _, _ := strings.Cut(to, ":"); !fs.ValidPath(strings.SplitN(file, "#", 2)[0]) || i.files[strings.SplitN(file, "#", 2)[0]] == nil {
				t.Errorf("%s: %s %s%s is said to be in %s, which is not there", at, e.Kind, e.URL, e.Text, to)
			}
		}
		switch e.Kind {
		case "url":
			written := e.URL
			if e.Written != "" {
				written = e.Written
			}
			urls[at] = append(urls[at], written)
		case "item":
			items[at]++
		case "row":
			rows[at]++
		}
	}
	for name, page := range src {
		if !strings.HasSuffix(name, ".md") {
			continue
		}
		for n, line := range strings.Split(string(page.Data), "\n") {
			at := fmt.Sprintf("%s:%d", name, n+1)
			accountedURLs(t, at, line, urls[at])
		}
		wantItems, wantRows := partsOf(name, page.Data)
		if bytes.Contains(page.Data, []byte("<")) {
			continue // HTML holds items and rows too, which this reader does not see
		}
		for at, n := range wantItems {
			if items[at] != n {
				t.Errorf("%s begins %d items, the report accounts for %d", at, n, items[at])
			}
		}
		for at, n := range wantRows {
			if rows[at] != n {
				t.Errorf("%s holds %d rows, the report accounts for %d", at, n, rows[at])
			}
		}
	}
}

var address = regexp.MustCompile(`(?i)https?://[^\s<>"')\]|]*[^\s<>"')\]|.,;:!?*]`)

// accountedURLs fails where an address of a line has no entry, or where the line has more entries than addresses.
func accountedURLs(t *testing.T, at, line string, entries []string) {
	t.Helper()
	line = html.UnescapeString(line)
	found := address.FindAllString(line, -1)
	for _, u := range found {
		known := false
		for _, e := range entries {
			known = known || strings.Contains(e, u) || len(e) > len("https://") && strings.HasPrefix(u, e)
		}
		if !known {
			t.Errorf("%s: %s is accounted for nowhere in %q", at, u, entries)
		}
	}
	literal := 0
	for _, e := range entries {
		if strings.Contains(e, "://") && strings.Contains(line, e) {
			literal++
		}
	}
	if most := strings.Count(strings.ToLower(line), "://"); literal > most {
		t.Errorf("%s holds %d addresses, the report has %d: %q", at, most, literal, entries)
	}
}

// partsOf returns how many items of lists begin, and how many rows of tables are, on each line of a page.
func partsOf(name string, raw []byte) (items, rows map[string]int) {
	items, rows = map[string]int{}, map[string]int{}
	if bytes.HasPrefix(raw, []byte("---\n")) {
		return items, rows // its lines before the first blank one may be fields
	}
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(raw))
	at := func(offset int) string { return fmt.Sprintf("%s:%d", name, 1+bytes.Count(raw[:offset], []byte("\n"))) }
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.ListItem:
			if first := firstText(n); first >= 0 {
				items[at(first)]++
			}
		case *extast.TableRow, *extast.TableHeader:
			head := firstText(n.Parent())
			if head < 0 || !bytes.Contains(bytes.SplitN(raw[head:], []byte("\n"), 2)[0], []byte("|")) {
				break // dashes under one column: a title, or text
			}
			if first := firstText(n); first >= 0 {
				rows[at(first)]++
			}
		}
		return ast.WalkContinue, nil
	})
	return items, rows
}

// firstText returns where the first text in a node begins, or -1 where it has none.
func firstText(n ast.Node) int {
	first := -1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			first = n.Segment.Start
		default:
			if n.Type() == ast.TypeBlock && entering && n.Lines() != nil && n.Lines().Len() > 0 {
				first = n.Lines().At(0).Start
			}
		}
		if first >= 0 {
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return first
}
