package authoring

import (
	"cmp"
	"slices"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// Rules returns every rule that [LoadLayers] checks, those of [catalog.WritingRules] among them, in the order of their
// identifiers.
func Rules() []catalog.WritingRule {
	all := append(catalog.WritingRules(), reading()...)
	slices.SortStableFunc(all, func(a, b catalog.WritingRule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// reading returns the rules of reading files that the catalogue itself does not check too.
func reading() []catalog.WritingRule {
	const failure, note = catalog.SeverityError, catalog.SeverityNote
	return []catalog.WritingRule{
		{ID: "case-clash", Severity: failure, About: "Names of files differ by more than case."},
		{ID: "duplicate-field", Severity: failure, About: "A field is written once."},
		{ID: "empty-field", Severity: failure, About: "A field that is written has a value."},
		{ID: "file-too-large", Severity: failure, About: "A file is at most 1 MiB large."},
		{ID: "hidden", Severity: note, About: "A layer hides a thing of one below."},
		{ID: "invalid-utf-8", Severity: failure, About: "A file is UTF-8."},
		{ID: "lone-translation", Severity: failure, About: "A translation has a file that it translates."},
		{ID: "no-front-matter", Severity: failure, About: "A Markdown file begins with its fields between two lines `---`."},
		{ID: "nothing-to-hide", Severity: failure, About: "What a layer hides is there below it."},
		{ID: "shadowed", Severity: note, About: "A layer changes a thing of one below."},
		{ID: "symbolic-link", Severity: failure, About: "A symbolic link leads to a file of the folder."},
		{ID: "translated-front-matter", Severity: failure, About: "A translation holds a body only."},
		{ID: "unknown-field", Severity: failure, About: "A field is one of those of its file."},
		{ID: "unknown-file", Severity: failure, About: "A file is one of those a catalogue is made of."},
		{ID: "unreadable", Severity: failure, About: "A file can be opened and read."},
		{ID: "unsafe-markdown", Severity: failure, About: "Markdown holds no raw HTML and links to nothing that could run."},
		{ID: "wrong-type", Severity: failure, About: "A value is of the sort that its field asks for."},
		{ID: "yaml-alias", Severity: failure, About: "Values are written out, without anchors and aliases."},
		{ID: "yaml-syntax", Severity: failure, About: "A file is well-formed YAML, and nests no deeper than our formats need."},
		{ID: "yaml-tag", Severity: failure, About: "Values are written without tags."},
	}
}
