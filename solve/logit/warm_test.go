package logit

import (
	"math/rand/v2"
	"slices"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/internal/pathfollow"
	"parley/num"
	"parley/solve"
)

// A logit equilibrium at one lambda, solved again after all payoffs have moved by up to 1 %, from where it was:
// Newton's method on the equations of the tree.
func BenchmarkWarm(b *testing.B) {
	r := rand.New(rand.NewPCG(4, 4))
	small := gametest.Instance(gametest.Signalling(r, 2, 2, 2, gametest.Generic))
	for _, c := range []struct {
		name string
		in   *game.Instance
	}{{"signalling", small}, {"kuhn", gametest.Instance(gametest.Kuhn(2))}} {
		b.Run(c.name, func(b *testing.B) {
			br, err := Trace(b.Context(), c.in, solve.Options{})
			if err != nil {
				b.Fatal(err)
			}
			lambda := 5 / br.Spread()
			list, err := br.Crossings(lambda)
			if err != nil || len(list) == 0 {
				b.Fatal(err)
			}
			moved := gametest.Instance(gametest.WithPayoffs(c.in, func(n game.NodeID, i game.PlayerID) num.Rat {
				return c.in.PayoffAt(n, i).Mul(num.Frac(1000+r.Int64N(20)-10, 1000))
			}))
			s := newSystem(moved)
			s.refer(list[0].refs)
			start := list[0].step.X
			start[s.Size()] = lambda * s.spread
			t, err := pathfollow.New(s, start, pathfollow.Options{})
			if err != nil {
				b.Fatal(err)
			}
			x := slices.Clone(start)
			before := t.Corrections()
			n := 0
			for b.Loop() {
				copy(x, start)
				if err := t.Fix(x); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64(t.Corrections()-before)/float64(n), "corrections")
			b.ReportMetric(float64(s.Size()), "unknowns")
			b.ReportMetric(float64(len(c.in.Nodes)), "nodes")
		})
	}
}
