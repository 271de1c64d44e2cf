package polytope

import "parley/num"

// Rank returns the rank of a matrix of whole numbers with at least one row, of rows of equal length.
func Rank(a [][]num.Rat) int {
	t := New(a)
	rank := 0
	for i := range t.rows {
		for j, v := range t.free {
			if v < t.cols && t.a.Sign(i, j) != 0 {
				t.pivot(i, j)
				rank++
				break
			}
		}
	}
	return rank
}
