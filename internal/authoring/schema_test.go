package authoring_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/cloud-pi-native/parcours/internal/authoring"
	"github.com/cloud-pi-native/parcours/internal/catalog"
)

func compiled(t *testing.T, k authoring.Kind, overlay bool) *jsonschema.Schema {
	t.Helper()
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(authoring.Schema(k, overlay)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("kind.json", text); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("kind.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tree returns what the YAML of a file says, as JSON has it; false for a translation.
func tree(t *testing.T, name string, b []byte) (any, bool) {
	t.Helper()
	if strings.HasSuffix(name, ".md") {
		front, ok := bytes.CutPrefix(b, []byte("---\n"))
		if !ok {
			return nil, false
		}
		b, _, _ = bytes.Cut(front, []byte("\n---"))
	}
	var v any
	if err := yaml.Unmarshal(b, &v); err != nil {
		t.Fatal(name, err)
	}
	return asJSON(t, v), true
}

func asJSON(t *testing.T, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	v, err = jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestSchemaOfContent validates every file of the published catalogue.
func TestSchemaOfContent(t *testing.T) {
	t.Parallel()
	fsys := os.DirFS("../../content")
	names, err := authoring.Files(fsys)
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	schemas := map[string]*jsonschema.Schema{}
	for _, name := range names {
		k, _ := authoring.KindOf(name)
		if schemas[k.Name] == nil {
			schemas[k.Name] = compiled(t, k, false)
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := tree(t, name, b); ok {
			if err := schemas[k.Name].Validate(v); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestSchemaIsTheReader puts each of some values in each place of a catalogue that has every field, takes each field out and adds
// one that is not known: the schema refuses a file exactly where the reader or the catalogue does for a reason in that file
// alone.
func TestSchemaIsTheReader(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/schema.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	if problems := authoring.Problems(authoring.Layer{Files: files}); catalog.HasErrors(problems) {
		t.Fatal(problems)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		t.Run(strings.ReplaceAll(name, "/", "_"), func(t *testing.T) {
			t.Parallel()
			k, ok := authoring.KindOf(name)
			if !ok {
				t.Fatal("no kind")
			}
			s := compiled(t, k, false)
			v, _ := tree(t, name, files[name].Data)
			if err := s.Validate(v); err != nil {
				t.Fatal(err)
			}
			for field := range fields(authoring.Schema(k, false)) {
				if !bytes.Contains(files[name].Data, []byte(field+":")) {
					t.Errorf("testdata/schema.txtar has no %s", field)
				}
			}
			refused, accepted := 0, 0
			mutate(v, func(what string) {
				mutant := asJSON(t, v)
				text, err := json.Marshal(mutant) // JSON is YAML
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasSuffix(name, ".md") {
					text = fmt.Appendf(nil, "---\n%s\n---\n", text)
				}
				changed := fstest.MapFS{"catalog.yaml": files["catalog.yaml"]} // the others say nothing about this one
				changed[name] = &fstest.MapFile{Data: text}
				var said []catalog.Problem
				for _, p := range authoring.Problems(authoring.Layer{Files: changed}) {
					if p.Severity == catalog.SeverityError && p.At.File == name && (slices.Contains(alone, p.Rule) || p.Rule == "step-numbers" && strings.HasSuffix(what, `= "-1"`)) {
						said = append(said, p)
					}
				}
				err = s.Validate(mutant)
				if (err == nil) != (len(said) == 0) {
					t.Errorf("%s: the schema says %v, the reader %v", what, err, said)
				}
				if err == nil {
					accepted++
				} else {
					refused++
				}
			})
			if refused == 0 || accepted == 0 {
				t.Errorf("%d refused, %d accepted: too few to tell", refused, accepted)
			}
		})
	}
}

// alone are the rules that a file breaks by itself, whatever others hold.
var alone = []string{
	"audience", "empty-condition", "empty-field", "empty-text", "invalid-gate", "missing-field", "negative-number", "one-target",
	"unknown-field", "unknown-value", "wrong-type",
}

// fields returns the names of the fields in a schema.
func fields(schema []byte) map[string]bool {
	var v any
	if err := json.Unmarshal(schema, &v); err != nil {
		panic(err)
	}
	all := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if properties, ok := v["properties"].(map[string]any); ok {
				for name := range properties {
					all[name] = true
				}
			}
			for _, of := range v {
				walk(of)
			}
		case []any:
			for _, of := range v {
				walk(of)
			}
		}
	}
	walk(v)
	return all
}

// mutate changes each place of v in each way, calls try, and changes it back.
func mutate(v any, try func(what string)) {
	values := []any{nil, " ", "word", "everyone", true, json.Number("-1"), json.Number("0.5"), []any{}, []any{"word"}, map[string]any{}}
	seen := map[string]bool{} // what is written alike is changed once
	var walk func(v any, path string)
	each := func(path string, of any, set func(any)) {
		like := regexp.MustCompile(`\[\d+\]`).ReplaceAllString(path, "[]")
		if strings.HasSuffix(like, ".fr") {
			like = ".fr"
		}
		for _, other := range values {
			if seen[like] {
				break
			}
			set(other)
			try(fmt.Sprintf("%s = %#v", path, other))
		}
		seen[like] = true
		set(of)
		walk(of, path)
	}
	walk = func(v any, path string) {
		switch v := v.(type) {
		case map[string]any:
			v["nobodyknows"] = "word"
			try(path + " + nobodyknows")
			delete(v, "nobodyknows")
			for _, key := range slices.Sorted(maps.Keys(v)) {
				of := v[key]
				delete(v, key)
				try(path + " - " + key)
				each(path+"."+key, of, func(other any) { v[key] = other })
			}
		case []any:
			for i, of := range v {
				each(fmt.Sprintf("%s[%d]", path, i), of, func(other any) { v[i] = other })
			}
		}
	}
	walk(v, "")
}
