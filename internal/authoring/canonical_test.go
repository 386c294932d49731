package authoring_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// TestCanonical compares texts with their canonical form, each after its name in a file: before, `=>`, after.
func TestCanonical(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/canonical/*.txt")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range cases {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, texts, _ := strings.Cut(string(b), "\n")
			before, want, ok := strings.Cut(texts, "\n=>\n")
			if !ok {
				t.Fatal("no line =>")
			}
			got, problems := authoring.Canonical(name, []byte(before+"\n"))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Canonical(%s) mismatch (-want +got):\n%s", name, diff)
			}
			keeps(t, name, before+"\n", got)
		})
	}
}

// TestCanonicalUnreadable hands over what cannot be read: it comes back as it is, with the reason.
func TestCanonicalUnreadable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, rule string }{
		{"resources/a.md", "---\ntitle: [\n---\n", "yaml-syntax"},
		{"resources/a.md", "title: A\n", "no-front-matter"},
		{"resources/a.md", "---\ntitle: A\n", "no-front-matter"},
		{"topics.yaml", "- id: a\n  title: {\n", "yaml-syntax"},
		{"topics.yaml", "- id: \xff\n", "invalid-utf-8"},
		{"topics.yaml", "a: 1\n---\nb: 2\n", "yaml-syntax"},
		{"notes.txt", "anything", "unknown-file"},
	} {
		got, problems := authoring.Canonical(c.name, []byte(c.text))
		if got != c.text || len(problems) != 1 || problems[0].Rule != c.rule {
			t.Errorf("Canonical(%s, %q) = %q, %v, want it unchanged, and %s", c.name, c.text, got, problems, c.rule)
		}
	}
}

// keeps fails where a canonical form is not its own, says something else than the text it was made of, or lost a comment.
func keeps(t *testing.T, name, before, after string) {
	t.Helper()
	again, problems := authoring.Canonical(name, []byte(after))
	if diff := cmp.Diff(after, again); diff != "" || len(problems) > 0 {
		t.Errorf("not its own canonical form (-once +twice):\n%s%v", diff, problems)
	}
	if diff := cmp.Diff(comments(before), comments(after)); diff != "" {
		t.Errorf("comments (-before +after):\n%s", diff)
	}
	said, was := draft(name, before)
	says, is := draft(name, after)
	if diff := cmp.Diff(said, says, cmpopts.IgnoreTypes(catalog.Node{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("draft (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(was, is); diff != "" {
		t.Errorf("problems (-before +after):\n%s", diff)
	}
}

// comments returns the comments of a YAML text, sorted.
func comments(text string) []string {
	if strings.HasPrefix(text, "---\n") {
		text, _, _ = strings.Cut(text[len("---"):], "\n---") // what is between may be nothing
	}
	var all []string
	for _, t := range lexer.Tokenize(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)) {
		if t.Type == token.CommentType {
			all = append(all, strings.TrimSpace(t.Value))
		}
	}
	slices.Sort(all)
	return all
}

// draft returns what a file says, and the problems of reading it without their places, sorted.
func draft(name, text string) (catalog.Draft, []string) {
	d, problems := authoring.Read(fstest.MapFS{
		"catalog.yaml": {Data: []byte("title: Small\nlanguages: [fr, en]\n")}, name: {Data: []byte(text)},
	}, "content")
	var all []string
	for _, p := range problems {
		all = append(all, p.Rule+" "+p.Field)
	}
	slices.Sort(all)
	return d, all
}

// FuzzCanonical arranges any text as each kind of file: what can be read is its own canonical form, says the same and keeps its
// comments; what cannot be read stays as it is.
func FuzzCanonical(f *testing.F) {
	for _, dir := range []string{"../../content", "testdata/canonical"} {
		err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(file)
			f.Add(string(b), uint8(len(b)))
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	kinds := authoring.Kinds()
	f.Fuzz(func(t *testing.T, text string, kind uint8) {
		name := kinds[int(kind)%len(kinds)].Files
		name = strings.Replace(strings.Replace(name, "ID", "a", 1), "STEP", "a", 1)
		got, problems := authoring.Canonical(name, []byte(text))
		if len(problems) > 0 {
			if got != text {
				t.Errorf("%v, and changed to %q", problems, got)
			}
			return
		}
		keeps(t, name, text, got)
	})
}
