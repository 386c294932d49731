package httpapi

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		`{ "a" : [1, -2.5e3, "é\n\u00e9", true, null, {}, [] ]}`: map[string]any{"a": []any{
			json.Number("1"), json.Number("-2.5e3"), "é\né", true, nil, map[string]any{}, []any{},
		}},
		`{"a":{"b":1},"b":{"b":1}}`: map[string]any{"a": map[string]any{"b": json.Number("1")}, "b": map[string]any{"b": json.Number("1")}},
		`null`:                      nil, `"x"`: "x", `12345678901234567890`: json.Number("12345678901234567890"),
		strings.Repeat("[", 200) + strings.Repeat("]", 200): nested(200),
	} {
		if got, err := read(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%.80s: %v %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{
		``, ` `, `{`, `}`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{,"a":1}`, `{"a" 1}`, `{"a":1 "b":2}`, `{a:1}`, `{'a':1}`, `{1:1}`, `{"a":1]`, `[1}`, `[1,]`, `[,1]`, `[1 2]`, `[`,
		`01`, `+1`, `1.`, `.5`, `1e`, `NaN`, `Infinity`, `tru`, `nul`, `TRUE`, `"`, `"\x"`, `"\u12"`, "\"\n\"", "\"\x00\"", "'a'",
		`{} {}`, `{}x`, `1 2`, `null,`, `{}/**/`, "\ufeff{}", "{}\x00", "\"\xff\"", "{\"\xc3\":1}",
		`{"a":1,"a":1}`, `{"a":1,"\u0061":2}`, `[{"b":{"a":1,"c":2,"a":null}}]`,
		strings.Repeat("[", 202) + strings.Repeat("]", 202), strings.Repeat(`{"a":`, 100_000), strings.Repeat("[", 100_000),
	} {
		if got, err := read(text); err == nil {
			t.Errorf("%.80q: %v", text, got)
		}
	}
}

func nested(depth int) any {
	if depth == 1 {
		return []any{}
	}
	return []any{nested(depth - 1)}
}

// FuzzRead compares with the standard decoder: what is read is what it reads, and what it refuses is refused.
func FuzzRead(f *testing.F) {
	f.Add(`{"query":"{a}","variables":{"x":[1,2.5,"y",true,null]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := read(text)
		if err != nil {
			return
		}
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, the standard decoder reads %v %v", text, got, want, err)
		}
	})
}
