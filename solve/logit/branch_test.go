package logit_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/num"
)

// zero finds where a function that changes sign once between low and high does so, by bisection.
func zero(f func(float64) float64, low, high float64) float64 {
	rising := f(high) > 0
	for range 200 {
		mid := (low + high) / 2
		if f(mid) > 0 == rising {
			high = mid
		} else {
			low = mid
		}
	}
	return (low + high) / 2
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.12g, want %.12g within %g", what, got, want, tol)
	}
}

// Of a 2x2 game whose logit equilibrium is unique the fixed point in one variable is found by bisection.
func TestTwoByTwoAgainstBisection(t *testing.T) {
	for _, pay := range [][][][2]int64{pennies, ochs9, ochs4} {
		b := trace(t, bimatrix(pay))
		gain := func(i int, other float64) float64 { // of the first action, if the other plays his first with this probability
			if i == 0 {
				return other*float64(pay[0][0][0]-pay[1][0][0]) + (1-other)*float64(pay[0][1][0]-pay[1][1][0])
			}
			return other*float64(pay[0][0][1]-pay[0][1][1]) + (1-other)*float64(pay[1][0][1]-pay[1][1][1])
		}
		for _, lambda := range []float64{0.01, 0.3, 0.5, 1, 2, 3, 5, 10, 33, 100, 1000} {
			row := func(p float64) float64 { return logistic(lambda * gain(1, p)) }
			p := zero(func(p float64) float64 { return logistic(lambda*gain(0, row(p))) - p }, 0, 1)
			x := at(t, b, lambda)
			near(t, "row", x.P[0], p, 1e-9)
			near(t, "column", x.P[2], row(p), 1e-9)
		}
	}
}

// In symmetric chicken and coordination the symmetric branch is crossed by another where
// lambda · |slope of the gain| · p · (1-p) = 1.
func TestForksOfSymmetricGames(t *testing.T) {
	for name, c := range map[string]struct {
		pay              [][][2]int64
		constant, slope  float64 // of the gain from the first action in the other's probability of it
		other, low, high float64
	}{
		"chicken":      {chicken, 1, -3, -1, 1, 2},
		"coordination": {coordination, -1, 2, 1, 1.5, 3},
	} {
		p := func(lambda float64) float64 {
			return zero(func(p float64) float64 { return logistic(lambda*(c.constant+c.slope*p)) - p }, 0, 1)
		}
		if name == "coordination" {
			p = func(float64) float64 { return 0.5 }
		}
		want := zero(func(lambda float64) float64 {
			q := p(lambda)
			return lambda*math.Abs(c.slope)*q*(1-q) - 1
		}, c.low, c.high)
		b := trace(t, bimatrix(c.pay))
		end := b.End()
		if len(end.Forks) != 1 || math.Abs(end.Forks[0]-want) > 1e-4 {
			t.Errorf("%s: forks at %v, want one at %.6f", name, end.Forks, want)
		}
		if !end.Settled || math.Abs(end.Profile[0]-end.Profile[2]) > 1e-6 {
			t.Errorf("%s: the branch does not stay symmetric: %v, settled %v", name, end.Profile, end.Settled)
		}
		near(t, name+" at lambda 3", at(t, b, 3).P[0], p(3), 1e-9)
	}
}

// Where the symmetry is broken ever so little there is no fork: the branch bends away, and a tracer that
// went straight on would be on another branch.
func TestNoForkWhereSymmetryIsBroken(t *testing.T) {
	for _, d := range []int64{1_000_000, 1_000, 10, -10, -1_000} {
		const unit = 10_000_000
		end := trace(t, bimatrix([][][2]int64{{{0, 0}, {7 * unit, 2 * unit}}, {{2 * unit, 7 * unit}, {6*unit + d, 6 * unit}}})).End()
		row := 0.0 // with d > 0 Row gains by staying out
		if d < 0 {
			row = 1
		}
		if len(end.Forks) != 0 || !end.Settled || math.Abs(end.Profile[0]-row) > 1e-6 || math.Abs(end.Profile[2]-(1-row)) > 1e-6 {
			t.Errorf("off symmetry by %d: the branch ends at %v with forks at %v, want %g and no fork", d, end.Profile, end.Forks, row)
		}
	}
}

// With perfect information logit play follows from the last move back.
func TestCentipedeAgainstBackwardInduction(t *testing.T) {
	in := centipede()
	b := trace(t, in)
	take := [][2]float64{{40, 10}, {20, 80}, {160, 40}, {80, 320}}
	for _, lambda := range []float64{0.001, 0.01, 0.05, 0.2, 1} {
		x := at(t, b, lambda)
		next := [2]float64{640, 160}
		for k := 3; k >= 0; k-- {
			p := logistic(lambda * (take[k][k%2] - next[k%2]))
			near(t, "take", x.P[2*k], p, 1e-10)
			for i := range next {
				next[i] = p*take[k][i] + (1-p)*next[i]
			}
		}
	}
	if p := b.End().Profile; p[0] < 1-1e-6 || p[2] < 1-1e-6 {
		t.Errorf("the limit is %v: everybody should take at once", p)
	}
}

func TestPokerLimit(t *testing.T) {
	end := trace(t, poker()).End()
	for a, want := range map[game.ActionID]float64{2: 1, 4: 2.0 / 3, 6: 1.0 / 3} {
		near(t, poker().Actions[a].Name, end.Profile[a], want, 1e-5)
	}
}

func random(seed uint64) *game.Instance {
	r := rand.New(rand.NewPCG(seed, 5))
	return gametest.Instance(gametest.Random(r, gametest.Config{MaxInfosets: 8, MaxNodes: 100, Span: gametest.Generic, ZeroChance: seed%3 == 0}))
}

// Multiplying all payoffs by a number divides lambda by it and changes nothing else; adding to a player's
// payoffs changes nothing.
func TestPositiveAffinePayoffs(t *testing.T) {
	for seed := range uint64(60) {
		in := random(seed)
		scale, shift := make([]num.Rat, len(in.Players)), make([]num.Rat, len(in.Players))
		for i := range scale {
			scale[i], shift[i] = num.Frac(7, 2), num.Int(int64(100*i-13))
		}
		other := gametest.Instance(gametest.Rescale(in, scale, shift))
		b, c := trace(t, in), trace(t, other)
		for _, tau := range []float64{0.5, 3, 20} {
			x, err := b.Crossings(tau / b.Spread())
			y, err2 := c.Crossings(tau / b.Spread() / 3.5)
			if err != nil || err2 != nil || len(x) != len(y) {
				t.Fatal(seed, err, err2, len(x), len(y))
			}
			for k := range x {
				for a := range x[k].P {
					near(t, "probability", y[k].P[a], x[k].P[a], 1e-9)
				}
			}
		}
	}
}

func TestRelabellingChangesNothing(t *testing.T) {
	for seed := range uint64(60) {
		in := random(seed)
		r := gametest.Relabel(rand.New(rand.NewPCG(seed, 9)), in)
		b, c := trace(t, in), trace(t, gametest.Instance(r.Game))
		tau := 4 / b.Spread()
		x, err := b.Crossings(tau)
		y, err2 := c.Crossings(tau)
		if err != nil || err2 != nil || len(x) != len(y) {
			t.Fatal(seed, err, err2, len(x), len(y))
		}
		for k := range x {
			for a := range x[k].P {
				near(t, "probability", y[k].P[r.Action[a]], x[k].P[a], 1e-9)
			}
		}
	}
}
