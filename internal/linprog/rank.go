package linprog

import (
	"slices"

	"parley/num"
)

// Rank returns the rank of vectors of equal length.
func Rank(vectors [][]num.Rat) int {
	var echelon [][]num.Rat
	var pivots []int
	for _, v := range vectors {
		x := slices.Clone(v)
		for i, e := range echelon {
			subtract(x, e, pivots[i])
		}
		k := slices.IndexFunc(x, func(c num.Rat) bool { return !c.IsZero() })
		if k < 0 {
			continue
		}
		inv := x[k].Inv()
		for j := k; j < len(x); j++ {
			x[j] = x[j].Mul(inv)
		}
		echelon, pivots = append(echelon, x), append(pivots, k)
	}
	return len(pivots)
}

// subtract takes from x the multiple of e that leaves 0 at the place where e has its first number, a one.
func subtract(x, e []num.Rat, first int) {
	f := x[first]
	if f.IsZero() {
		return
	}
	for k := first; k < len(x); k++ {
		x[k] = x[k].Sub(f.Mul(e[k]))
	}
}
