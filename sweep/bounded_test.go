package sweep

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"parley/expr"
	_ "parley/internal/fixedseed"
	"parley/model"
	"parley/num"
)

// What floating point says of an expression is within its bound of the exact value, whatever cancels.
func TestScreensAreRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := &expr.Pool{}
		params := make([]model.Param, 4)
		for i := range params {
			name := string(rune('a' + i))
			pool.Declare(name)
			low := num.Frac(rapid.Int64Range(-1000, 1000).Draw(t, "low"), rapid.Int64Range(1, 300).Draw(t, "by"))
			params[i] = model.Param{Name: name, Value: low, Dist: model.Dist{Kind: "uniform", Low: low, High: low.Add(num.Frac(1, 3))}}
		}
		ops := []expr.Op{expr.Add, expr.Sub, expr.Mul, expr.Div, expr.Min, expr.Max}
		for range rapid.IntRange(2, 12).Draw(t, "nodes") {
			n := len(pool.Nodes) - 1
			op := rapid.SampledFrom(ops).Draw(t, "op")
			_, _ = pool.Binary(op, expr.ID(rapid.IntRange(0, n).Draw(t, "left")), expr.ID(rapid.IntRange(0, n).Draw(t, "right")))
		}
		n := len(pool.Nodes) - 1
		left, right := expr.ID(rapid.IntRange(0, n).Draw(t, "of")), expr.ID(n)
		op := rapid.SampledFrom([]string{"<", "<=", ">", ">="}).Draw(t, "relation")
		s := newSpace(params, []model.Assumption{{Op: op, Left: left, Right: right}}, pool)
		g := &group{params: []int{0, 1, 2, 3}, assumptions: []int{0}}
		for p := range params {
			s.place(p, rapid.Float64Range(1e-9, 1-1e-9).Draw(t, "quantile"))
		}
		values := make([]num.Rat, 4)
		s.put(g, values)
		broken := s.broken(g)
		if holds := len(s.Broken(values)) == 0; holds != (broken < 0) {
			t.Fatalf("%s %s %s at %v: holds %v, screened %v", pool.String(left), op, pool.String(right), values, holds, broken < 0)
		}
		c := s.screen(g)
		c.run(0, s.near)
		defer func() { _ = recover() }() // a division by zero
		l, r := s.values.Get(left), s.values.Get(right)
		exact := r.Sub(l)
		if op[0] == '>' {
			exact = exact.Neg()
		}
		if d := c.slack(0); !math.IsInf(d.err, 0) && !math.IsNaN(d.x) && num.FromFloat(d.x).Sub(exact).Abs().Float() > d.err*(1+1e-9) {
			panic("the bound is wrong") // not t.Fatalf, which recovers
		}
	})
}
