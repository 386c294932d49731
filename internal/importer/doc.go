// Package importer turns what an organisation already keeps, a folder of Markdown pages or a spreadsheet, into the files
// of a content folder, and says what became of every part of it.
//
// It reads structure, not text: a Markdown page is parsed, and headings, list items and table cells are understood by the
// words of a [Mapping], which is data that its user may change. Everything in the source is counted before anything is
// understood, so that what no rule claims is reported instead of lost. A second import compares three versions of each
// field, what the last import wrote, what stands there now and what the source says now, and leaves to people what both
// sides changed.
//
// It refuses to invent: what a base does not say stays unknown, and what a catalogue cannot do without is filled in with
// words that say so, and listed in the report as assumed. It writes nothing itself: [Result] holds the files to write, and
// [Result.Apply] writes them below one folder and nowhere else.
package importer
