package store

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
)

// ErrBadCursor says that a cursor is none that this list gave: it is damaged, or of a list in another order.
var ErrBadCursor = errors.New("bad cursor")

// key is a place in an order, as bytes that compare as the things do. It does not depend on the catalogue: it says what
// a thing is put in order by, so that it means the same place after an edit, even if the thing is gone.
type key []byte

func (k key) int(n int32) key {
	return binary.BigEndian.AppendUint32(k, uint32(n)^1<<31) //nolint:gosec // the order of bits is what is wanted
}

// string appends text that holds no zero byte, which ends it.
func (k key) string(s string) key { return append(append(k, strings.ReplaceAll(s, "\x00", "")...), 0) }

// cursor returns k as text, for lists in the order that name says.
func cursor(name string, k key) string {
	b := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(append([]byte(name+"\x00"), k...)))
	return base64.RawURLEncoding.EncodeToString(append(b, k...))
}

// parseCursor returns the key in a cursor that [cursor] made for lists in the order that name says.
func parseCursor(name, text string) (key, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) < 4 || crc32.ChecksumIEEE(append([]byte(name+"\x00"), b[4:]...)) != binary.BigEndian.Uint32(b) {
		return nil, ErrBadCursor
	}
	return b[4:], nil
}
