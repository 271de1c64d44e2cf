package simplex

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"parley/internal/linprog"
	"parley/internal/sparse"
	"parley/num"
)

// Random problems end as they do in exact arithmetic, with the same value.
func TestAgainstExact(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	seen := map[Status]int{}
	for range 2000 {
		n, m := 1+r.IntN(8), 1+r.IntN(8)
		p := &Problem{A: &sparse.Matrix{Rows: m}, Cost: make([]float64, n), Lo: make([]float64, n), Hi: make([]float64, n), RowLo: make([]float64, m), RowHi: make([]float64, m)}
		ex := linprog.Problem{N: n, Free: make([]bool, n)}
		rows := make([][]num.Rat, m)
		for i := range rows {
			rows[i] = make([]num.Rat, n)
		}
		cost := make([]num.Rat, n)
		for j := range n {
			var idx []int32
			var val []float64
			for i := range m {
				if v := r.Int64N(7) - 3; v != 0 && r.IntN(2) == 0 {
					idx, val = append(idx, int32(i)), append(val, float64(v))
					rows[i][j] = num.Int(v)
				}
			}
			p.A.AddCol(idx, val)
			c := r.Int64N(7) - 3
			p.Cost[j], cost[j] = float64(c), num.Int(-c)
			p.Hi[j] = Inf
			unit := make([]num.Rat, n)
			unit[j] = num.One
			switch r.IntN(4) {
			case 0:
				p.Lo[j], ex.Free[j] = -Inf, true
			case 1:
				b := r.Int64N(4)
				p.Hi[j] = float64(b)
				ex.Rows = append(ex.Rows, linprog.Row{Coef: unit, Op: linprog.LE, B: num.Int(b)})
			}
		}
		for i := range m {
			b := r.Int64N(9) - 4
			p.RowLo[i], p.RowHi[i] = float64(b), Inf
			op := linprog.GE
			switch r.IntN(3) {
			case 0:
				p.RowHi[i], op = float64(b), linprog.EQ
			case 1:
				p.RowLo[i], p.RowHi[i], op = -Inf, float64(b), linprog.LE
			}
			ex.Rows = append(ex.Rows, linprog.Row{Coef: rows[i], Op: op, B: num.Int(b)})
		}
		s := Minimize(context.Background(), p, Options{})
		_, want, status := ex.Maximize(cost)
		if s.Status.String() != status.String() {
			t.Fatalf("%v, want %v", s.Status, status)
		}
		seen[s.Status]++
		if s.Status == Optimal && math.Abs(s.Value+want.Float()) > 1e-7 {
			t.Fatalf("value %g, want %s", s.Value, want.Neg())
		}
	}
	for _, st := range []Status{Optimal, Infeasible, Unbounded} {
		if seen[st] < 100 {
			t.Errorf("only %d of the problems were %v", seen[st], st)
		}
	}
}
