package logit

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/game/gametest"
)

// The derivatives agree with differences, at points that are no equilibria.
func TestJacobianAgainstDifferences(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MaxInfosets: 8, MaxNodes: 100, Span: 9, ZeroChance: seed%2 == 0}))
		s := newSystem(in)
		n := s.Size()
		x := make([]float64, n+1)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		x[n] = 2 + x[n]
		rows := make([][]float64, n)
		for i := range rows {
			rows[i] = make([]float64, n+1)
		}
		s.Jacobian(x, rows)
		f, g := make([]float64, n), make([]float64, n)
		for j := range x {
			const h = 1e-5
			y := slices.Clone(x)
			y[j] += h
			s.Eval(y, f)
			y[j] -= 2 * h
			s.Eval(y, g)
			for i := range f {
				if d := (f[i] - g[i]) / (2 * h); math.Abs(d-rows[i][j]) > 1e-8 {
					t.Fatalf("game %d: the derivative of equation %d by unknown %d is %.12g, by differences %.12g", seed, i, j, rows[i][j], d)
				}
			}
		}
	}
}
