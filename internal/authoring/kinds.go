package authoring

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
)

// Kind is a kind of file that a content folder holds.
type Kind struct {
	Name  string // "resource"
	Files string // "resources/ID.md"
	About string // one sentence
	shape *shape
}

// Kinds returns the kinds of files, in the order in which content/README.md explains them.
func Kinds() []Kind { return slices.Clone(kinds) }

var kinds = []Kind{
	{"catalog", settingsFile, "The catalogue itself: its title, its languages, where its facts come from.", settings.shape},
	{"step", "steps/ID.md", "One step of the onboarding.", steps.record.shape},
	{"role", "roles/ID.md", "One role: a perimeter of responsibility, not a job title.", roles.record.shape},
	{"resource", "resources/ID.md", "One learning resource: a link, what it takes to open it, where it stands.", resources.record.shape},
	{"article", "articles/ID.md", "One article that is written here.", articles.record.shape},
	{"questions", "questions/STEP.yaml", "The checklist of a step.", checklist.shape},
	{"topics", "topics.yaml", "Tags of resources.", topics.list().shape},
	{"respondents", "respondents.yaml", "Who in an organisation can answer a question.", respondents.list().shape},
	{"guides", "guides.yaml", "Pages that are linked to, never recommended.", guides.list().shape},
	{"planned", "planned.yaml", "Resources that are announced and not there yet.", planned.list().shape},
	{"glossary", "glossary.yaml", "Abbreviations and terms.", terms.list().shape},
	{"removed", "removed.yaml", "What was taken out, and what took its place.", removed.list().shape},
	{"support", "support.yaml", "Who may obtain which help.", support.shape},
}

// KindOf returns the kind of a file of a content folder, or false for a name that has no place in one.
func KindOf(name string) (Kind, bool) {
	folder, base := path.Split(name)
	for _, k := range kinds {
		in, like := path.Split(k.Files)
		if in == folder && (base == like || in != "" && path.Ext(base) == path.Ext(like)) && !ignored(base) {
			return k, true
		}
	}
	return Kind{}, false
}

// Files returns the names of the files of a content folder, in order: those that have a kind.
func Files(fsys fs.FS) ([]string, error) {
	var names []string
	for _, folder := range []string{".", "articles", checklists, "resources", "roles", "steps"} {
		entries, err := fs.ReadDir(fsys, folder)
		if err != nil && (folder == "." || !errors.Is(err, fs.ErrNotExist)) {
			return nil, fmt.Errorf("content: %w", err)
		}
		for _, e := range entries {
			name := path.Join(folder, e.Name())
			if _, known := KindOf(name); known && !e.IsDir() {
				names = append(names, name)
			}
		}
	}
	return names, nil
}
