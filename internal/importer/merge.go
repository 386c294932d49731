package importer

import (
	"fmt"
	"slices"
	"strings"
)

// Resolve says what becomes of a field that both the source and an author have changed.
type Resolve string

// The ways to resolve conflicts. Without one they are reported, and what stands in the folder is kept until they are
// resolved.
const (
	ResolveNone   Resolve = ""
	ResolveMine   Resolve = "mine"   // what stands in the folder
	ResolveSource Resolve = "source" // what the source says
)

// merger merges three versions of a file: what the last import wrote, what stands there, what the source says now.
type merger struct {
	file      string
	resolve   Resolve
	language  string
	conflicts []Conflict
}

// merge returns what is to stand, and what the next import shall take as written by this one: that is what the source
// says, but for fields in conflict, which stay in conflict until somebody resolves them.
func (m *merger) merge(path string, last, mine, source any) (merged, written any) {
	switch {
	case equal(source, last):
		return mine, last
	case equal(mine, last), equal(mine, source):
		return source, source
	}
	if a, b, c, ok := m.texts(last, mine, source); ok {
		last, mine, source = a, b, c
	}
	ours, isMapping := mine.(*mapping)
	theirs, both := source.(*mapping)
	if isMapping && both {
		before, _ := last.(*mapping)
		return m.mappings(path, before, ours, theirs)
	}
	list, isList := mine.([]any)
	other, both := source.([]any)
	if isList && both {
		before, _ := last.([]any)
		if merged, written, ok := m.lists(path, before, list, other); ok {
			return merged, written
		}
	}
	return m.conflict(path, last, mine, source)
}

func (m *merger) conflict(path string, last, mine, source any) (merged, written any) {
	switch m.resolve {
	case ResolveMine:
		return mine, source
	case ResolveSource:
		return source, source
	case ResolveNone:
	}
	m.conflicts = append(m.conflicts, Conflict{File: m.file, Field: path, Last: show(last), Mine: show(mine), Source: show(source)})
	return mine, last
}

// texts writes three versions of a text in one way, where an author has added a translation: "x" is {fr: "x"}.
func (m *merger) texts(last, mine, source any) (a, b, c any, ok bool) {
	wide := func(v any) any {
		if s, ok := v.(string); ok {
			return newMapping().set(m.language, s)
		}
		return v
	}
	t, translated := mine.(*mapping)
	if !translated || t.values[m.language] == nil {
		return nil, nil, nil, false
	}
	if _, plain := source.(string); !plain {
		return nil, nil, nil, false
	}
	return wide(last), mine, wide(source), true
}

func (m *merger) mappings(path string, last, mine, source *mapping) (merged, written any) {
	if last == nil {
		last = newMapping()
	}
	out, base := newMapping(), newMapping()
	keys := slices.Clone(mine.keys)
	after := ""
	for _, k := range source.keys { // a new field stands where the source has it
		if !slices.Contains(keys, k) {
			keys = slices.Insert(keys, slices.Index(keys, after)+1, k)
		}
		after = k
	}
	for _, k := range last.keys {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		v, w := m.merge(dotted(path, k), last.values[k], mine.values[k], source.values[k])
		out.set(k, v)
		base.set(k, w)
	}
	return out, base
}

func dotted(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// keyOfEntry returns what tells an entry from the others of its list, or "".
func keyOfEntry(v any) string {
	m, ok := v.(*mapping)
	if !ok {
		return ""
	}
	if id, ok := m.values["id"].(string); ok {
		return id
	}
	if step, ok := m.values["step"].(string); ok && m.values["for"] != nil {
		return step + " for " + show(m.values["for"]) + show(m.values["title"])
	}
	return ""
}

// keyed returns the entries of a list by what tells them apart, or false where nothing does.
func keyed(list []any) (keys []string, byKey map[string]any, ok bool) {
	byKey = map[string]any{}
	for _, v := range list {
		k := keyOfEntry(v)
		if _, twice := byKey[k]; k == "" || twice {
			return nil, nil, false
		}
		keys, byKey[k] = append(keys, k), v
	}
	return keys, byKey, true
}

func (m *merger) lists(path string, last, mine, source []any) (merged, written any, ok bool) {
	if isScalars(last) && isScalars(mine) && isScalars(source) {
		return setMerge(last, mine, source), source, true
	}
	before, a, ok1 := keyed(last)
	here, b, ok2 := keyed(mine)
	there, c, ok3 := keyed(source)
	if ok1 && ok2 && ok3 {
		merged, written := m.entries(path, before, here, there, a, b, c)
		return merged, written, true
	}
	if len(last) == len(mine) && len(mine) == len(source) {
		var out, base []any
		for i := range mine {
			v, w := m.merge(fmt.Sprintf("%s[%d]", path, i), last[i], mine[i], source[i])
			out, base = append(out, v), append(base, w)
		}
		return out, base, true
	}
	return nil, nil, false
}

// setMerge merges lists of words: what either side added is there, what either side took out is not.
func setMerge(last, mine, source []any) []any {
	has := func(list []any, v any) bool {
		return slices.ContainsFunc(list, func(o any) bool { return equal(o, v) })
	}
	out := []any{}
	for _, v := range mine {
		if has(source, v) || !has(last, v) {
			out = append(out, v)
		}
	}
	for _, v := range source {
		if !has(last, v) && !has(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// entries merges lists whose entries have names, entry by entry. Their order is the source's where only that changed it,
// else the folder's, with what is new after what it follows.
func (m *merger) entries(path string, before, here, there []string, last, mine, source map[string]any) (merged, written any) {
	order := slices.Clone(here)
	if !slices.Equal(common(there, before), common(before, there)) && slices.Equal(common(here, before), common(before, here)) {
		order = nil
		order = append(order, there...)
		after := ""
		for _, k := range here {
			if !slices.Contains(order, k) {
				order = slices.Insert(order, slices.Index(order, after)+1, k)
			}
			after = k
		}
	}
	after := ""
	for _, k := range there {
		if !slices.Contains(order, k) {
			at := slices.Index(order, after) + 1
			if after == "" && len(order) > 0 {
				at = 0
			}
			order = slices.Insert(order, at, k)
		}
		after = k
	}
	for _, k := range before {
		if !slices.Contains(order, k) {
			order = append(order, k)
		}
	}
	out, base := []any{}, []any{}
	byKey := map[string]any{}
	for _, k := range order {
		v, w := m.merge(path+"["+k+"]", last[k], mine[k], source[k])
		if v != nil {
			out = append(out, v)
		}
		byKey[k] = w
	}
	for _, k := range there {
		if byKey[k] != nil {
			base = append(base, byKey[k])
		}
	}
	for _, k := range order {
		if byKey[k] != nil && !slices.Contains(there, k) {
			base = append(base, byKey[k])
		}
	}
	return out, base
}

// common returns the elements of a that are in b too.
func common(a, b []string) []string {
	in := make(map[string]bool, len(b))
	for _, s := range b {
		in[s] = true
	}
	var out []string
	for _, s := range a {
		if in[s] {
			out = append(out, s)
		}
	}
	return out
}

// splitPage cuts a Markdown file into its fields and its body, and says how many lines come before the fields.
func splitPage(text string) (front, body string, ok bool) {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return "", text, false
	}
	if body, found := strings.CutPrefix(rest, "---\n"); found {
		return "", body, true
	}
	if rest == "---" {
		return "", "", true
	}
	front, body, ok = strings.Cut(rest, "\n---\n")
	if !ok {
		front, ok = strings.CutSuffix(rest, "\n---")
		if !ok {
			return "", text, false
		}
		return front + "\n", "", true
	}
	return front + "\n", body, true
}
