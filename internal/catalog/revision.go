package catalog

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
)

// Revision returns the hash of everything d says, in hexadecimal. It does not depend on where things were written:
// moving an entry to another file, or a comment, keeps it. Nor does it depend on fields that say nothing, so that a new
// optional field keeps the revision of content that does not use it.
func (d Draft) Revision() string {
	sum := sha256.New()
	h := hasher{w: bufio.NewWriterSize(sum, 64<<10), fields: map[reflect.Type][]named{}}
	h.value(reflect.ValueOf(&d).Elem())
	_ = h.w.Flush() // a hash takes everything
	return hex.EncodeToString(sum.Sum(nil))
}

// hasher writes values so that no two write the same bytes. It goes through them by reflection, so that a field added to
// a draft cannot be forgotten.
type hasher struct {
	w      *bufio.Writer
	fields map[reflect.Type][]named
	buffer [binary.MaxVarintLen64]byte
	keys   []Lang
}

// named is a field with its name, as the `json` tag says it.
type named struct {
	name  string
	index int
}

var (
	typeNode = reflect.TypeFor[Node]()
	typeText = reflect.TypeFor[Text]()
)

func (h *hasher) fieldsOf(t reflect.Type) []named {
	if fields, ok := h.fields[t]; ok {
		return fields
	}
	fields := []named{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || f.Type == typeNode { // how it was read, not what it says
			continue
		}
		if name == "" {
			name = f.Name
		}
		fields = append(fields, named{name, i})
	}
	h.fields[t] = fields
	return fields
}

func (h *hasher) number(n uint64) {
	_, _ = h.w.Write(h.buffer[:binary.PutUvarint(h.buffer[:], n)])
}

func (h *hasher) string(s string) {
	h.number(uint64(len(s)))
	_, _ = h.w.WriteString(s)
}

func (h *hasher) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		h.string(v.String())
	case reflect.Bool:
		if v.Bool() {
			h.number(1)
		} else {
			h.number(0)
		}
	case reflect.Int32:
		h.number(uint64(v.Int())) //nolint:gosec // a bijection
	case reflect.Float64:
		h.number(math.Float64bits(v.Float()))
	case reflect.Pointer:
		h.value(v.Elem())
	case reflect.Slice:
		h.number(uint64(v.Len())) //nolint:gosec // a length
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	case reflect.Map:
		h.mapping(v)
	case reflect.Struct:
		for _, f := range h.fieldsOf(v.Type()) {
			if field := v.Field(f.index); !empty(field) {
				h.string(f.name)
				h.value(field)
			}
		}
		h.string("") // no field has that name
	default:
		panic("catalog: a draft holds no " + v.Type().String())
	}
}

func (h *hasher) mapping(v reflect.Value) {
	if v.Type() == typeText { // by far the most of a draft
		if t, ok := reflect.TypeAssert[Text](v); ok {
			h.keys = slices.AppendSeq(h.keys[:0], maps.Keys(t))
			slices.Sort(h.keys)
			h.number(uint64(len(t)))
			for _, l := range h.keys {
				h.string(string(l))
				h.string(t[l])
			}
			return
		}
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	h.number(uint64(len(keys)))
	for _, k := range keys {
		h.string(k.String())
		h.value(v.MapIndex(k))
	}
}

// empty reports whether a value says nothing.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		for _, field := range v.Fields() {
			if !empty(field) {
				return false
			}
		}
		return true
	default:
		return v.IsZero()
	}
}
