package textbook

import (
	"context"
	"math"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/solve"
	"parley/solve/cfr"
	"parley/verify"
)

// The games that algorithms for large games are measured by, written in the language, are those of the
// generators, which count their information sets as the literature does; and their values are known. That of
// three-player Kuhn poker is not: its equilibria differ in it (Szafron, Gibson and Sturtevant 2013).
func TestMeasuringRods(t *testing.T) {
	for _, c := range []struct {
		file     string
		infosets int
		same     *game.Game
		value    float64 // of the first player; NaN if equilibria differ in it
	}{
		{"kuhn-poker.star", 12, gametest.Kuhn(2), -1.0 / 18},
		{"kuhn-poker-3.star", 48, gametest.Kuhn(3), math.NaN()},
		{"leduc.star", 288, gametest.Leduc(false), -0.0856064},
		{"liars-dice.star", 1024, gametest.LiarsDice(4), 1.0 / 16},
		{"goofspiel.star", 738, gametest.Goofspiel(4), 0},
	} {
		t.Run(c.file, func(t *testing.T) {
			in := load(t, c.file, nil)
			for _, in := range []*game.Instance{in, gametest.Instance(c.same)} {
				if n := in.PersonalInfosets(); n != c.infosets {
					t.Errorf("%d information sets, want %d", n, c.infosets)
				}
				res, err := cfr.Solver{}.Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Gap: 1e-5}})
				if err != nil {
					t.Fatal(err)
				}
				k, err := verify.New(in.Game)
				if err != nil {
					t.Fatal(err)
				}
				m, err := k.Measure(in, res.Equilibria[0].Profile)
				if err != nil {
					t.Fatal(err)
				}
				if m.Most() > 1e-5+m.Rounding {
					t.Errorf("somebody gains %v", m.Most())
				}
				// With regrets of at most g each, a zero-sum game's value lies within g of what the first player gets.
				if !math.IsNaN(c.value) && math.Abs(m.Value[0]-c.value) > 1e-5+1e-7 {
					t.Errorf("the first player gets %v, want %v", m.Value[0], c.value)
				}
			}
		})
	}
}
