package authoring

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// format says how a T is written: how it is read into one, and what it looks like. Reading over a T that a layer below
// has filled changes what is written again and keeps the rest.
type format[T any] struct {
	read  func(v value, to *T)
	shape *shape
}

// shape is what a value may be: schemas, canonical order and scaffolds are made from it.
type shape struct {
	sort   sort
	fields []fieldShape // of a record, in canonical order
	one    []string     // of a record: of these fields there is exactly one
	of     *shape       // elements of a list, values of a table
	keys   string       // of a table: what its keys are
	words  []string     // of a choice
	least  int          // of a number
	to     catalog.Type // of an identifier: what it names, "" where it names the thing itself
	things bool         // of a list: its elements are things, which a layer above changes one by one
}

// sort is the sort of a value.
type sort int

const (
	sortString sort = iota
	sortText        // one text in the reference language, or one a language
	sortIdentifier
	sortAddress
	sortNumber
	sortShare // a number from 0 to 1
	sortFlag
	sortChoice
	sortLanguage
	sortAudience // `everyone` or a list of roles
	sortRecord
	sortList
	sortTable // a mapping whose keys are the author's own
)

// fieldShape is a field of a record.
type fieldShape struct {
	name     string
	required bool
	about    string // one sentence
	shape    *shape
}

// field is a field of a record of type T.
type field[T any] struct {
	fieldShape

	read func(v value, to *T)
}

// must returns a field that has to be written.
func must[T, F any](name string, f format[F], at func(*T) *F, about string) field[T] {
	return field[T]{
		fieldShape{name: name, required: true, about: about, shape: f.shape},
		func(v value, to *T) { f.read(v, at(to)) },
	}
}

// may returns a field that can be left out.
func may[T, F any](name string, f format[F], at func(*T) *F, about string) field[T] {
	m := must(name, f, at, about)
	m.required = false
	return m
}

// record returns the format of a mapping with these fields, in canonical order. Any other field is a problem.
func record[T any](fields ...field[T]) format[T] {
	s := &shape{sort: sortRecord}
	byName := make(map[string]field[T], len(fields))
	names := make([]string, 0, len(fields))
	for _, f := range fields {
		s.fields = append(s.fields, f.fieldShape)
		byName[f.name] = f
		names = append(names, f.name)
	}
	slices.Sort(names)
	return format[T]{shape: s, read: func(v value, to *T) {
		v.mapping(func(key string, v value, at catalog.Position) {
			f, ok := byName[key]
			if !ok {
				v.unknown(key, names, at)
				return
			}
			if v.given(at) {
				f.read(v, to)
			}
		})
	}}
}

// exactlyOne returns a record of which exactly one of some fields is written. The reader leaves it to the catalogue to say so.
func exactlyOne[T any](r format[T], of ...string) format[T] {
	r.shape.one = of
	return r
}

// unknown says that there is no field of that name. Where another was meant, it is not said to be missing.
func (v value) unknown(key string, known []string, at catalog.Position) {
	hint := "known fields: " + strings.Join(known, ", ")
	if near, ok := catalog.Nearest(key, known); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
		meant := value{f: v.f, path: strings.TrimSuffix(v.path, key) + near}
		if _, written := v.f.places().At(meant.path); !written {
			meant.note(at)
		}
	}
	v.f.problem("unknown-field", at, v.path, "no such field", hint)
}

// places returns where the fields of the thing being read stand.
func (f *file) places() *catalog.Places {
	if f.node == nil {
		return new(catalog.Places)
	}
	return &f.node.Fields
}

// optional returns the format of what may be nil.
func optional[T any](f format[T]) format[*T] {
	return format[*T]{shape: f.shape, read: func(v value, to **T) {
		if *to == nil {
			*to = new(T)
		}
		f.read(v, *to)
	}}
}

// list returns the format of a list. A list in a layer above takes the place of the one below.
func list[T any](f format[T]) format[[]T] {
	return format[[]T]{shape: &shape{sort: sortList, of: f.shape}, read: func(v value, to *[]T) {
		v.forget()
		*to = nil
		v.each(func(v value) {
			var t T
			f.read(v, &t)
			*to = append(*to, t)
		})
	}}
}

// table returns the format of a mapping from the author's own keys to values of one format.
func table[T any](keys string, f format[T]) format[map[string]T] {
	return format[map[string]T]{shape: &shape{sort: sortTable, keys: keys, of: f.shape}, read: func(v value, to *map[string]T) {
		if *to == nil {
			*to = map[string]T{}
		}
		v.entries(func(key string, v value) {
			t := (*to)[key]
			f.read(v, &t)
			(*to)[key] = t
		})
	}}
}

// line reads a string of one sort.
func line[S ~string](s *shape) format[S] {
	return format[S]{shape: s, read: func(v value, to *S) {
		written, ok := v.scalar()
		written = strings.TrimSpace(written)
		switch {
		case !ok:
			v.wrong("a text")
		case written == "":
			v.problem("empty-field", "has no value", "give it one or take the line out")
		default:
			*to = S(written)
		}
	}}
}

var (
	str      = line[string](&shape{sort: sortString})
	address  = line[string](&shape{sort: sortAddress})
	self     = line[string](&shape{sort: sortIdentifier})
	language = line[catalog.Lang](&shape{sort: sortLanguage})
)

// ref returns the format of the identifier of another thing.
func ref(to catalog.Type) format[string] {
	return line[string](&shape{sort: sortIdentifier, to: to})
}

// text is the format of a text: a string in the reference language, or one string a language. A string takes the place
// of every language of the layers below, since what they say may no longer be true.
var text = format[catalog.Text]{shape: &shape{sort: sortText}, read: func(v value, to *catalog.Text) {
	if s, ok := v.scalar(); ok {
		v.forget()
		*to = catalog.Text{v.f.r.reference(): strings.TrimSpace(s)}
		return
	}
	if _, ok := v.n.(*ast.MappingNode); !ok {
		v.wrong("a text")
		return
	}
	if *to == nil {
		*to = catalog.Text{}
	}
	v.entries(func(lang string, v value) {
		s, ok := v.scalar()
		if !ok {
			v.wrong("a text")
		}
		(*to)[catalog.Lang(lang)] = strings.TrimSpace(s)
	})
}}

// whole returns the format of a whole number.
func whole(least int) format[int32] {
	return format[int32]{shape: &shape{sort: sortNumber, least: least}, read: func(v value, to *int32) {
		n, ok := v.number()
		if !ok || n != math.Trunc(n) || math.Abs(n) > math.MaxInt32 {
			v.wrong("a whole number")
			return
		}
		*to = int32(n)
	}}
}

var share = format[float64]{shape: &shape{sort: sortShare}, read: func(v value, to *float64) {
	n, ok := v.number()
	if !ok {
		v.wrong("a number")
		return
	}
	*to = n
}}

// number returns what v counts; a number between quotes is a text.
func (v value) number() (float64, bool) {
	switch n := v.n.(type) {
	case *ast.IntegerNode:
		switch i := n.Value.(type) {
		case int64:
			return float64(i), true
		case uint64:
			return float64(i), true
		}
	case *ast.FloatNode:
		return n.Value, true
	}
	return 0, false
}

var flag = format[bool]{shape: &shape{sort: sortFlag}, read: func(v value, to *bool) {
	b, ok := v.n.(*ast.BoolNode)
	if !ok {
		v.wrong("true or false")
		return
	}
	*to = b.Value
}}

// choice returns the format of a constant, which authors write in lower case with hyphens.
func choice[E ~string](values ...E) format[E] {
	words := make([]string, len(values))
	for i, e := range values {
		words[i] = word(e)
	}
	return format[E]{shape: &shape{sort: sortChoice, words: words}, read: func(v value, to *E) {
		s, ok := v.scalar()
		if !ok {
			v.wrong("a text")
			return
		}
		i := slices.Index(words, strings.TrimSpace(s))
		if i < 0 {
			hint := "one of " + strings.Join(words, ", ")
			if near, ok := catalog.Nearest(strings.ToLower(s), words); ok {
				hint = fmt.Sprintf("did you mean %q? %s", near, hint)
			}
			v.problem("unknown-value", strconv.Quote(s)+" is not a value", hint)
			return
		}
		*to = values[i]
	}}
}

// word returns a constant as authors write it.
func word[E ~string](e E) string { return strings.ReplaceAll(strings.ToLower(string(e)), "_", "-") }

// everyone is how authors write the audience of what is for every role.
const everyone = "everyone"

// audience is the format of whom a placement is for.
var audience = format[catalog.PlacementDraft]{shape: &shape{sort: sortAudience}, read: func(v value, to *catalog.PlacementDraft) {
	if s, ok := v.scalar(); ok && strings.TrimSpace(s) == everyone {
		to.Everyone, to.Roles = true, nil
		return
	}
	if _, ok := v.n.(*ast.SequenceNode); !ok {
		v.problem("audience", "should be `everyone` or a list of roles", "a single role stands in brackets: [technical]")
		return
	}
	to.Everyone = false
	list(ref(catalog.TypeRole)).read(v, &to.Roles)
}}
