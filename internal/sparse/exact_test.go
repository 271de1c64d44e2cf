package sparse

import (
	"context"
	"math/rand/v2"
	"testing"

	"parley/num"
)

// Solutions are the exact ones: of systems with fractions, with huge numbers, transposed or not.
func TestExact(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	solved := 0
	for range 200 {
		n := 1 + r.IntN(25)
		pattern := random(r, n, 3*n)
		var rat [][]num.Rat
		a := &Matrix{Rows: n}
		for j := range n {
			idx, _ := pattern.Col(j)
			var exact []num.Rat
			var float []float64
			for range idx {
				v := num.Frac(1+r.Int64N(1000), 1+r.Int64N(60))
				if r.IntN(20) == 0 {
					v = v.Mul(num.Frac(1<<40+r.Int64N(1<<40), 1<<20+r.Int64N(1<<20)))
				}
				exact, float = append(exact, v), append(float, v.Float())
			}
			a.AddCol(idx, float)
			rat = append(rat, exact)
		}
		column := func(j int) ([]int32, []num.Rat) {
			idx, _ := a.Col(j)
			return idx, rat[j]
		}
		var f LU
		if swaps := f.Factor(n, a.Col); len(swaps) > 0 {
			continue
		}
		want := make([]num.Rat, n)
		for j := range want {
			want[j] = num.Frac(r.Int64N(2_000_001)-1_000_000, 1+r.Int64N(1_000_000))
		}
		for _, transposed := range []bool{false, true} {
			rhs := make([]num.Rat, n)
			for j := range n {
				idx, val := column(j)
				for e, i := range idx {
					if transposed {
						rhs[j] = rhs[j].Add(val[e].Mul(want[i]))
					} else {
						rhs[i] = rhs[i].Add(val[e].Mul(want[j]))
					}
				}
			}
			solve := f.Solve
			if transposed {
				solve = f.SolveT
			}
			x, ok := NewSystem(n, column, rhs, transposed).Exact(context.Background(), solve, 1<<14)
			if !ok {
				continue // ill-conditioned by chance
			}
			solved++
			for j := range x {
				if !x[j].Equal(want[j]) {
					t.Fatalf("unknown %d is %s, want %s", j, x[j], want[j])
				}
			}
		}
	}
	if solved < 300 {
		t.Errorf("only %d systems were solved", solved)
	}
}
