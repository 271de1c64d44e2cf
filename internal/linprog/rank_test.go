package linprog

import (
	"testing"

	"pgregory.net/rapid"

	_ "parley/internal/fixedseed"
	"parley/num"
)

// Sums of the rows of a matrix that has a triangle of ones have the rank that the triangle has.
func TestRank(t *testing.T) {
	if got := Rank(nil); got != 0 {
		t.Errorf("no vectors have rank %d", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		rank := rapid.IntRange(0, 4).Draw(t, "rank")
		cols := rank + rapid.IntRange(0, 3).Draw(t, "more columns")
		entry := func() num.Rat {
			return num.Frac(int64(rapid.IntRange(-3, 3).Draw(t, "n")), int64(rapid.IntRange(1, 3).Draw(t, "d")))
		}
		base := make([][]num.Rat, rank)
		for i := range base {
			base[i] = make([]num.Rat, cols)
			base[i][i] = num.One
			for j := i + 1; j < cols; j++ {
				base[i][j] = entry()
			}
		}
		vectors := append([][]num.Rat{}, base...)
		for range rapid.IntRange(0, 3).Draw(t, "sums") {
			sum := make([]num.Rat, cols)
			for _, b := range base {
				f := entry()
				for j := range sum {
					sum[j] = sum[j].Add(f.Mul(b[j]))
				}
			}
			vectors = append(vectors, sum)
		}
		vectors = rapid.Permutation(vectors).Draw(t, "order")
		if got := Rank(vectors); got != rank {
			t.Fatalf("%v has rank %d, want %d", vectors, got, rank)
		}
	})
}
