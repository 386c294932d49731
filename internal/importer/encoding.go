package importer

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decode returns a page as UTF-8 with the ends of line of Unix, without a mark at its start and without zeros. What is no
// UTF-8 is read as Windows-1252, sign by sign, so that one stray sign does not spoil a page.
func decode(raw []byte) []byte {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		raw = decode16(raw[2:], binary.LittleEndian)
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		raw = decode16(raw[2:], binary.BigEndian)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	var b strings.Builder
	b.Grow(len(raw))
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteRune(charmap.Windows1252.DecodeByte(raw[0]))
		case r == '\r':
			b.WriteByte('\n')
			if size < len(raw) && raw[size] == '\n' {
				size++
			}
		case r != 0:
			b.WriteRune(r)
		}
		raw = raw[size:]
	}
	return []byte(b.String())
}

func decode16(raw []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
