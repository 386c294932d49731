package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// deepest is how deep objects and lists may stand in one another.
const deepest = 200

// read returns the one value that a JSON text holds: nil, a bool, a string, a json.Number as it is written, []any or
// map[string]any. It refuses what the standard decoder lets pass: bytes that are not UTF-8, anything after the value, a
// key that stands twice in an object, of which another program might have read the other value.
func read(text string) (any, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	v, err := readValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("trailing data")
	}
	return v, nil
}

func readValue(d *json.Decoder, depth int) (any, error) {
	if depth > deepest {
		return nil, errors.New("too deep")
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		object := map[string]any{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			name, _ := key.(string) // the decoder lets nothing else pass
			if _, twice := object[name]; twice {
				return nil, errors.New("a key stands twice")
			}
			if object[name], err = readValue(d, depth+1); err != nil {
				return nil, err
			}
		}
		_, err := d.Token()
		return object, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := readValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.Token()
		return list, err
	}
	return token, nil
}

// readObject returns the object that a JSON text holds, nil for null.
func readObject(text string) (map[string]any, error) {
	v, err := read(text)
	if err != nil || v == nil {
		return nil, err
	}
	return asObject(v)
}

func asObject(v any) (map[string]any, error) {
	object, ok := v.(map[string]any)
	if !ok && v != nil {
		return nil, errors.New("not an object")
	}
	return object, nil
}
