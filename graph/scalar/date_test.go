package scalar_test

import (
	"strings"
	"testing"

	"github.com/cloud-pi-native/parcours/graph/scalar"
)

func TestDate(t *testing.T) {
	t.Parallel()
	for _, v := range []any{"2026-01-31", "2024-02-29", "0001-01-01", "9999-12-31"} {
		day, err := scalar.UnmarshalDate(v)
		if err != nil {
			t.Errorf("%v is refused: %v", v, err)
		}
		var b strings.Builder
		scalar.MarshalDate(day).MarshalGQL(&b)
		if b.String() != `"`+v.(string)+`"` {
			t.Errorf("%v is written %s", v, &b)
		}
	}
	for _, v := range []any{nil, 20260131, "", "2026-1-31", "2026-02-30", "0000-01-01", "2026-01-31T00:00:00Z", "31/01/2026", "tomorrow"} {
		if day, err := scalar.UnmarshalDate(v); err == nil {
			t.Errorf("%v is read as %v", v, day)
		}
	}
}
