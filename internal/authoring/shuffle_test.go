package authoring

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
	"pgregory.net/rapid"
)

// TestCanonicalOfAnyOrder writes records in any order, style and amount of comments: the canonical form has their
// fields in order, says the same, keeps every comment and is its own canonical form.
func TestCanonicalOfAnyOrder(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		if !slices.Contains([]string{"step", "resource", "questions", "removed", "support"}, k.Name) {
			continue // nothing that these do not have
		}
		t.Run(k.Name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				w := &shuffler{t: t}
				w.block(k.shape, 0)
				before := w.String()
				if strings.HasSuffix(k.Files, ".md") {
					before = "---\n" + strings.TrimPrefix(before, "\n") + "---\nBody\n"
				}
				name := strings.NewReplacer("ID", "a", "STEP", "a").Replace(k.Files)
				after, problems := Canonical(name, []byte(before))
				if len(problems) > 0 {
					t.Fatalf("%v\n%s", problems, before)
				}
				front := func(text string) string { return strings.TrimSuffix(strings.TrimPrefix(text, "---\n"), "---\nBody\n") }
				f := newFile(&reader{stack: &stack{}}, &Layer{}, name, nil)
				x, ok1 := f.parseYAML(front(before))
				y, ok2 := f.parseYAML(front(after))
				if !ok1 || !ok2 || !sameNode(x.n, y.n) {
					t.Fatalf("says something else:\n%s\nafter:\n%s", before, after)
				}
				if at := unordered(y.n, k.shape); at != "" {
					t.Fatalf("not in order at %s:\n%s\nafter:\n%s", at, before, after)
				}
				if got := remarks(front(after)); !slices.Equal(got, w.comments()) {
					t.Fatalf("comments are %q, want %q:\n%s\nafter:\n%s", got, w.comments(), before, after)
				}
				if again, _ := Canonical(name, []byte(after)); again != after {
					t.Fatalf("once:\n%s\ntwice:\n%s", after, again)
				}
				w.besides(after)
			})
		})
	}
}

// remarks returns the comments of a YAML text, sorted.
func remarks(text string) []string {
	var all []string
	for _, t := range lexer.Tokenize(text) {
		if t.Type == token.CommentType {
			all = append(all, strings.TrimSpace(t.Value))
		}
	}
	slices.Sort(all)
	return all
}

// unordered returns the first field that stands before one it should follow.
func unordered(n ast.Node, s *shape) string {
	switch n := n.(type) {
	case *ast.MappingNode:
		last := 0
		for _, entry := range n.Values {
			rank, of := s.field(keyOf(entry))
			if rank < last && s.sort == sortRecord {
				return keyOf(entry)
			}
			last = rank
			if at := unordered(entry.Value, of); at != "" {
				return keyOf(entry) + "." + at
			}
		}
	case *ast.SequenceNode:
		for i, of := range n.Values {
			if at := unordered(of, s.of); at != "" {
				return fmt.Sprintf("[%d].%s", i, at)
			}
		}
	}
	return ""
}

// shuffler writes a text of a shape.
type shuffler struct {
	strings.Builder

	t        *rapid.T
	said     int      // comments
	attached []string // fields with a comment beside them: "key: # 3"
}

func (w *shuffler) comments() []string {
	var all []string
	for i := range w.said {
		all = append(all, fmt.Sprintf("remark %d", i))
	}
	slices.Sort(all)
	return all
}

func (w *shuffler) chance(n int) bool { return rapid.IntRange(1, n).Draw(w.t, "one in") == 1 }

func (w *shuffler) remark() string {
	w.said++
	return fmt.Sprintf("# remark %d", w.said-1)
}

// above writes blank lines and comments above what stands at an indentation.
func (w *shuffler) above(indent string) {
	for w.chance(5) {
		if w.chance(2) {
			w.WriteString("\n")
			continue
		}
		w.WriteString(indent + w.remark() + "\n")
	}
}

// shuffled returns some fields of a record in any order.
func (w *shuffler) shuffled(s *shape) []fieldShape {
	some := slices.DeleteFunc(slices.Clone(s.fields), func(f fieldShape) bool { return !f.required && w.chance(2) })
	if len(some) == 0 {
		some = s.fields[:1]
	}
	return rapid.Permutation(some).Draw(w.t, "order")
}

// block writes a value below a key or a dash, in block style where it can.
func (w *shuffler) block(s *shape, indent int) {
	margin := strings.Repeat(" ", indent)
	switch s.sort { //nolint:exhaustive // others stand on one line
	case sortRecord:
		for _, f := range w.shuffled(s) {
			w.above(margin)
			w.field(margin, f.name, f.shape, indent)
		}
	case sortTable:
		for _, key := range []string{"b", "a"} {
			w.above(margin)
			w.field(margin, key, s.of, indent)
		}
	case sortList:
		for range rapid.IntRange(1, 3).Draw(w.t, "elements") {
			w.above(margin)
			if s.of.sort != sortRecord || w.chance(3) {
				w.WriteString(margin + "- " + w.flow(s.of) + w.beside() + "\n")
				continue
			}
			if w.chance(8) {
				w.WriteString(margin + "-\n")
				w.block(s.of, indent+2)
				continue
			}
			for i, f := range w.shuffled(s.of) {
				if i > 0 {
					w.above(margin + "  ")
					w.field(margin+"  ", f.name, f.shape, indent+2)
					continue
				}
				w.field(margin+"- ", f.name, f.shape, indent+2)
			}
		}
	}
}

func (w *shuffler) field(prefix, key string, s *shape, indent int) {
	switch {
	case (s.sort == sortRecord || s.sort == sortTable || s.sort == sortList) && !w.chance(3):
		w.WriteString(prefix + key + ":" + w.beside() + "\n")
		step := 2
		if s.sort == sortList && w.chance(2) {
			step = 0
		}
		w.block(s, indent+step)
	case s.sort == sortText && w.chance(3):
		w.WriteString(prefix + key + ": |\n" + strings.Repeat(" ", indent+2) + "# no remark\n\n" + strings.Repeat(" ", indent+4) + "text\n")
	default:
		beside := w.beside()
		w.WriteString(prefix + key + ": " + w.flow(s) + beside + "\n")
		if beside != "" {
			w.attached = append(w.attached, beside)
		}
	}
}

func (w *shuffler) beside() string {
	if w.chance(6) {
		return " " + w.remark()
	}
	return ""
}

// flow returns a value on one line.
func (w *shuffler) flow(s *shape) string {
	var parts []string
	switch s.sort { //nolint:exhaustive // others are one word
	case sortRecord:
		for _, f := range w.shuffled(s) {
			parts = append(parts, f.name+": "+w.flow(f.shape))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case sortTable:
		return "{b: " + w.flow(s.of) + ", a: " + w.flow(s.of) + "}"
	case sortList:
		for range rapid.IntRange(0, 2).Draw(w.t, "elements") {
			parts = append(parts, w.flow(s.of))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return rapid.SampledFrom([]string{
		"a", "12", "true", `"q: \" # {, é"`, "'it''s, [so'", "l'offre", "{fr: Où, en: \"W}\"}", "[x, y]", "https://example.org/a?b=c",
	}).Draw(w.t, "value")
}

// besides fails where a comment beside a value has left it for a line of its own.
func (w *shuffler) besides(after string) {
	for _, remark := range w.attached {
		for line := range strings.Lines(after) {
			if strings.HasSuffix(strings.TrimSpace(line), strings.TrimSpace(remark)) && strings.HasPrefix(strings.TrimSpace(line), "#") {
				w.t.Fatalf("%s stands alone:\n%s", remark, after)
			}
		}
	}
}
