package importer_test

import (
	"bytes"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cloud-pi-native/parcours/internal/importer"
)

const shopPage = `# Étape 1 : Découvrir l'atelier

## Ressources essentielles (pour tous)
- Le marteau: https://example.org/marteau
- La scie: https://example.org/scie

### Périmètre technique
- Le rabot: https://example.org/rabot

## À venir
- La lime
- La gouge
`

// again is an import, what happens between it and the next, and what is to stand after that one.
type again struct {
	author  func(t *testing.T, dst fstest.MapFS) // edits the folder
	source  func(page string) string             // edits the page
	resolve importer.Resolve

	has       map[string][]string // lines that stand in files
	hasNot    map[string][]string // texts that do not
	gone      []string            // files that are not there
	changes   []string            // "file change" that the report lists, in order
	conflicts []string            // "file field"
	settled   bool                // a third import finds nothing to do
}

// edit replaces a text in a file, which must hold it.
func edit(file, from, to string) func(*testing.T, fstest.MapFS) {
	return func(t *testing.T, dst fstest.MapFS) {
		t.Helper()
		if dst[file] == nil || !bytes.Contains(dst[file].Data, []byte(from)) {
			t.Fatalf("%s does not hold %q; the folder has %v", file, from, sortedKeys(dst))
		}
		dst[file] = &fstest.MapFile{Data: bytes.Replace(dst[file].Data, []byte(from), []byte(to), 1)}
	}
}

func replace(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

func unchanged(page string) string { return page }

// TestAgain imports a second time, after an author or the source has changed something, or both.
func TestAgain(t *testing.T) {
	t.Parallel()
	const hammer = "resources/le-marteau.md"
	tests := map[string]again{
		"nothing changes": {author: func(*testing.T, fstest.MapFS) {}, source: unchanged, settled: true},
		"what authors edit is kept": {
			author: edit(hammer, "kind: article", "kind: video\nminutes: 12 # measured"),
			source: unchanged,
			has:    map[string][]string{hammer: {"kind: video", "minutes: 12 # measured"}}, settled: true,
		},
		"what the source changes is taken, and the file keeps its name": {
			author: func(*testing.T, fstest.MapFS) {}, source: replace("Le marteau", "Le grand marteau"),
			has: map[string][]string{hammer: {"title: Le grand marteau"}}, changes: []string{hammer + " updated"}, settled: true,
		},
		"both change different fields": {
			author: edit(hammer, "kind: article", "kind: video # seen"), source: replace("Le marteau", "Le grand marteau"),
			has: map[string][]string{hammer: {"title: Le grand marteau", "kind: video # seen"}}, changes: []string{hammer + " updated"}, settled: true,
		},
		"both change one field: reported, and kept as it stands": {
			author: edit(hammer, "title: Le marteau", "title: Le petit marteau"), source: replace("Le marteau", "Le grand marteau"),
			has: map[string][]string{hammer: {"title: Le petit marteau"}}, conflicts: []string{hammer + " title"},
		},
		"both change one field: mine": {
			author: edit(hammer, "title: Le marteau", "title: Le petit marteau"), source: replace("Le marteau", "Le grand marteau"),
			resolve: importer.ResolveMine,
			has:     map[string][]string{hammer: {"title: Le petit marteau"}}, settled: true,
		},
		"both change one field: source": {
			author: edit(hammer, "title: Le marteau", "title: Le petit marteau"), source: replace("Le marteau", "Le grand marteau"),
			resolve: importer.ResolveSource,
			has:     map[string][]string{hammer: {"title: Le grand marteau"}}, changes: []string{hammer + " updated"}, settled: true,
		},
		"both change one field to the same": {
			author: edit(hammer, "title: Le marteau", "title: Le grand marteau"), source: replace("Le marteau", "Le grand marteau"),
			has: map[string][]string{hammer: {"title: Le grand marteau"}}, settled: true,
		},
		"a translation stays when the source changes the text": {
			author: func(t *testing.T, dst fstest.MapFS) {
				t.Helper()
				edit(hammer, "title: Le marteau", "title:\n  fr: Le marteau\n  en: The hammer")(t, dst)
				edit("catalog.yaml", "[fr]", "[fr, en]")(t, dst)
			},
			source: replace("Le marteau", "Le grand marteau"),
			has:    map[string][]string{hammer: {"  fr: Le grand marteau", "  en: The hammer"}}, changes: []string{hammer + " updated"}, settled: true,
		},
		"what an author deletes stays deleted": {
			author: func(_ *testing.T, dst fstest.MapFS) { delete(dst, hammer) }, source: unchanged,
			gone: []string{hammer}, settled: true,
		},
		"what an author deletes and the source changes is reported": {
			author: func(_ *testing.T, dst fstest.MapFS) { delete(dst, hammer) }, source: replace("Le marteau", "Le grand marteau"),
			gone: []string{hammer}, conflicts: []string{hammer + " "},
		},
		"an entry that an author deletes stays deleted": {
			author: edit("planned.yaml", "- id: la-lime\n  step: etape-1\n  title: La lime\n", ""), source: unchanged,
			hasNot: map[string][]string{"planned.yaml": {"La lime"}}, settled: true,
		},
		"what the source deletes goes": {
			author: func(*testing.T, fstest.MapFS) {}, source: replace("- Le marteau: https://example.org/marteau\n", ""),
			gone: []string{hammer}, changes: []string{hammer + " deleted"}, settled: true,
		},
		"what the source deletes and an author has edited is reported": {
			author: edit(hammer, "kind: article", "kind: video"), source: replace("- Le marteau: https://example.org/marteau\n", ""),
			has:       map[string][]string{hammer: {"kind: video"}},
			conflicts: []string{hammer + " "},
		},
		"an entry that the source deletes goes, its neighbour and its comment stay": {
			author: edit("planned.yaml", "- id: la-gouge", "# the gouge is nearly there\n- id: la-gouge"), source: replace("- La lime\n", ""),
			has: map[string][]string{"planned.yaml": {"# the gouge is nearly there", "- id: la-gouge"}}, hasNot: map[string][]string{"planned.yaml": {"la-lime"}},
			changes: []string{"planned.yaml updated"}, settled: true,
		},
		"an address that moves keeps its file": {
			author: edit(hammer, "kind: article", "kind: video"), source: replace("https://example.org/marteau", "https://example.net/outils/marteau"),
			has: map[string][]string{hammer: {"url: https://example.net/outils/marteau", "kind: video"}}, changes: []string{hammer + " updated"}, settled: true,
		},
		"a resource that moves to another step keeps its file": {
			author: edit(hammer, "kind: article", "kind: video"),
			source: func(page string) string {
				return strings.Replace(page, "- Le marteau: https://example.org/marteau\n", "", 1) +
					"\n# Étape 2 : Préparer\n\n## Ressources essentielles (pour tous)\n- Le marteau: https://example.org/marteau\n"
			},
			has: map[string][]string{hammer: {"  - {step: etape-2, for: everyone, order: 10}", "kind: video"}}, settled: true,
		},
		"a file that an author renames is the resource's now": {
			author: func(_ *testing.T, dst fstest.MapFS) {
				dst["resources/hammer.md"] = dst[hammer]
				delete(dst, hammer)
			},
			source: replace("Le marteau", "Le grand marteau"),
			has:    map[string][]string{"resources/hammer.md": {"title: Le grand marteau"}}, gone: []string{hammer},
			changes: []string{"resources/hammer.md updated"}, settled: true,
		},
		"a file that an author renames and edits": {
			author: func(t *testing.T, dst fstest.MapFS) {
				t.Helper()
				edit(hammer, "kind: article", "kind: video")(t, dst)
				dst["resources/hammer.md"] = dst[hammer]
				delete(dst, hammer)
			},
			source: replace("Le marteau", "Le grand marteau"),
			has:    map[string][]string{"resources/hammer.md": {"title: Le grand marteau", "kind: video"}}, gone: []string{hammer},
			changes: []string{"resources/hammer.md updated"}, settled: true,
		},
		"what authors add of their own is theirs": {
			author: func(_ *testing.T, dst fstest.MapFS) {
				dst["resources/hache.md"] = &fstest.MapFile{Data: []byte("---\ntitle: La hache\nurl: https://example.org/hache\nkind: article\nplacements:\n  - {step: etape-1, for: everyone, order: 5}\n---\n")}
			},
			source: replace("- Le marteau: https://example.org/marteau\n", "- Le marteau: https://example.org/marteau\n- La hache: https://example.org/hache-2\n"),
			has: map[string][]string{
				"resources/hache.md": {"url: https://example.org/hache"}, "resources/la-hache.md": {"url: https://example.org/hache-2"},
			}, settled: true,
		},
		"what is new is created beside": {
			author: func(*testing.T, fstest.MapFS) {}, source: replace("- La scie", "- Le clou: https://example.org/clou\n- La scie"),
			has: map[string][]string{"resources/le-clou.md": {"url: https://example.org/clou"}}, settled: true,
		},
		"a placement that an author adds stays when the source adds one": {
			author: edit(hammer, "  - {step: etape-1, for: everyone, order: 10}\n", "  - {step: etape-1, for: everyone, order: 10}\n  - {step: etape-1, for: [technical], order: 5}\n"),
			source: func(page string) string {
				return page + "\n# Étape 2 : Préparer\n\n## Ressources essentielles (pour tous)\n- Le marteau: https://example.org/marteau\n"
			},
			has: map[string][]string{hammer: {
				"  - {step: etape-1, for: everyone, order: 10}", "  - {step: etape-1, for: [technical], order: 5}", "  - {step: etape-2, for: everyone, order: 10}",
			}}, settled: true,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := fstest.MapFS{"atelier.md": &fstest.MapFile{Data: []byte(shopPage)}}
			dst := maps.Clone(importPages(t, src, fstest.MapFS{}, nil, importer.ResolveNone).files)
			tt.author(t, dst)
			src = fstest.MapFS{"atelier.md": &fstest.MapFile{Data: []byte(tt.source(shopPage))}}
			got := importPages(t, src, dst, nil, tt.resolve)
			for file, lines := range tt.has {
				raw, err := fs.ReadFile(got.files, file)
				if err != nil {
					t.Errorf("%v; the folder has %v", err, sortedKeys(got.files))
					continue
				}
				for _, line := range lines {
					if !slices.Contains(strings.Split(string(raw), "\n"), line) {
						t.Errorf("%s has no line %q:\n%s", file, line, raw)
					}
				}
			}
			for file, texts := range tt.hasNot {
				for _, s := range texts {
					if strings.Contains(string(got.files[file].Data), s) {
						t.Errorf("%s has %q still:\n%s", file, s, got.files[file].Data)
					}
				}
			}
			for _, file := range tt.gone {
				if got.files[file] != nil {
					t.Errorf("%s is there", file)
				}
			}
			var changes, conflicts []string
			for _, c := range got.result.Report.Changes {
				changes = append(changes, c.File+" "+c.Change)
			}
			for _, c := range got.result.Report.Conflicts {
				conflicts = append(conflicts, c.File+" "+c.Field)
			}
			if tt.changes != nil {
				same(t, "changes", changes, tt.changes)
			}
			same(t, "conflicts", conflicts, tt.conflicts)
			got.catalogue(t)
			third := importPages(t, src, got.files, nil, importer.ResolveNone).result
			if tt.settled && (len(third.Files) > 0 || len(third.Delete) > 0 || len(third.Report.Conflicts) > 0) {
				t.Errorf("a third import writes %v, deletes %v, conflicts %v", sortedKeys(third.Files), third.Delete, third.Report.Conflicts)
			}
			if !tt.settled && len(third.Report.Conflicts) == 0 {
				t.Errorf("a third import has forgotten the conflict")
			}
		})
	}
}
