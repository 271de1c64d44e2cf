package sorting

import "sort"

// SortFunc sorts; elements that compare equal come in the order in which slices.SortFunc leaves them, whose algorithm
// sort.Sort shares.
func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) { sort.Sort(&view[E]{x, cmp}) }

// SortStableFunc sorts and keeps the order of elements that compare equal.
func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) { sort.Stable(&view[E]{x, cmp}) }

// A view is a slice as package sort sees it.
type view[E any] struct {
	x   []E
	cmp func(a, b E) int
}

func (v *view[E]) Len() int           { return len(v.x) }
func (v *view[E]) Less(i, j int) bool { return v.cmp(v.x[i], v.x[j]) < 0 }
func (v *view[E]) Swap(i, j int)      { v.x[i], v.x[j] = v.x[j], v.x[i] }
