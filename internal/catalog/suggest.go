package catalog

import (
	"cmp"
	"fmt"
	"slices"
)

// InputError says what is wrong with what a client asked, where, and what was probably meant.
type InputError struct {
	Field   string // path in the input: "answers[2].value"
	Value   string // what was written there
	Nearest string // the known value nearest to it, "" if none is near
	Message string // what is wrong: lower-case, no full stop
}

// Error returns the field, what is wrong with it and what was probably meant.
func (e *InputError) Error() string {
	if e.Nearest == "" {
		return e.Field + ": " + e.Message
	}
	return e.Field + ": " + e.Message + " (did you mean \"" + e.Nearest + "\"?)"
}

// Unknown returns the error for a value of field that is none of the known ones, which are all of some kind.
func Unknown[S ~string](field string, value S, known []S, kind string) *InputError {
	nearest, _ := Nearest(string(value), known)
	return &InputError{
		Field: field, Value: string(value), Nearest: string(nearest),
		Message: fmt.Sprintf("no %s %q", kind, string(value)),
	}
}

// Nearest returns the candidate closest to word by edit distance, if it is near enough to be what was meant: at most
// a third of the word's letters differ, and at least one letter may. Ties go to the candidate that sorts first.
func Nearest[S ~string](word string, candidates []S) (nearest S, ok bool) {
	best := max(1, len(word)/3) + 1
	for _, c := range slices.SortedFunc(slices.Values(candidates), cmp.Compare[S]) {
		if abs(len(c)-len(word)) >= best {
			continue
		}
		if d := distance(word, string(c)); d < best {
			best, nearest, ok = d, c, true
		}
	}
	return nearest, ok
}

func abs(n int) int { return max(n, -n) }

// distance returns how many insertions, deletions, substitutions and swaps of neighbouring bytes turn a into b.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
