package catalog

import (
	"cmp"
	"slices"
)

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
