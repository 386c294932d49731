package catalog_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// fill sets every field of v to something, each another thing, and hands each that is not composed to leaf.
func fill(v reflect.Value, path string, leaf func(path string, v reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Type != reflect.TypeFor[catalog.Node]() && f.Tag.Get("json") != "-" {
				fill(v.Field(i), path+"."+f.Name, leaf)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), path, leaf)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), fmt.Sprintf("%s[%d]", path, i), leaf)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		leaf(path, v)
		for _, k := range []string{"fr", "en"} {
			e := reflect.New(v.Type().Elem()).Elem()
			fill(e, path+"."+k, func(string, reflect.Value) {})
			v.SetMapIndex(reflect.ValueOf(k).Convert(v.Type().Key()), e)
		}
	default:
		change(v, len(path))
		leaf(path, v)
	}
}

func change(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint(v.String(), n))
	case reflect.Int32:
		v.SetInt(v.Int() + int64(n))
	case reflect.Float64:
		v.SetFloat(v.Float() + float64(n))
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Map:
		k := reflect.ValueOf("xx").Convert(v.Type().Key())
		v.SetMapIndex(k, reflect.Zero(v.Type().Elem()))
	default:
		panic(v.Type().String())
	}
}

// TestRevisionSeesEveryField changes each field of a draft that has them all, in turn.
func TestRevisionSeesEveryField(t *testing.T) {
	t.Parallel()
	var paths []string
	var d catalog.Draft
	fill(reflect.ValueOf(&d).Elem(), "", func(path string, _ reflect.Value) { paths = append(paths, path) })
	seen := map[string]string{d.Revision(): "nothing"}
	for i, path := range paths {
		var d catalog.Draft
		n := 0
		var field reflect.Value
		fill(reflect.ValueOf(&d).Elem(), "", func(_ string, v reflect.Value) {
			if n == i {
				field = v
			}
			n++
		})
		change(field, 7)
		if other, ok := seen[d.Revision()]; ok {
			t.Errorf("changing %s gives the revision that changing %s gives", path, other)
		}
		seen[d.Revision()] = path
	}
	if len(paths) < 150 {
		t.Errorf("only %d fields were found", len(paths))
	}
}

func TestRevisionSkipsWhatSaysNothing(t *testing.T) {
	t.Parallel()
	a := catalog.Draft{Rules: []catalog.RuleDraft{{ID: "a"}}}
	b := catalog.Draft{
		Node:  catalog.Node{Origin: catalog.Origin{Layer: "l", File: "f"}, At: catalog.Position{File: "f", Line: 3}},
		Title: catalog.Text{}, Steps: []catalog.StepDraft{},
		Rules: []catalog.RuleDraft{{ID: "a", When: map[string][]string{}, Node: catalog.Node{Origin: catalog.Origin{Layer: "x"}}}},
	}
	if a.Revision() != b.Revision() {
		t.Error("empty fields and places change the revision")
	}
}
