//go:build !js

package sorting

import "slices"

// SortFunc sorts; elements that compare equal come in any order, which is the same in every run.
func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) { slices.SortFunc(x, cmp) }

// SortStableFunc sorts and keeps the order of elements that compare equal.
func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) { slices.SortStableFunc(x, cmp) }
