package lemke

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/verify"
)

// checked fails unless the result has one equilibrium that passes the checker.
func checked(t *testing.T, res *solve.Result, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Equilibria) != 1 || !res.Finished || res.Complete {
		t.Fatalf("%d equilibria, finished %v, complete %v: %s\n%s", len(res.Equilibria), res.Finished, res.Complete, res.IncompleteBecause, gametest.Describe(res.In))
	}
	e := &res.Equilibria[0]
	k, err := verify.New(res.In.Game)
	if err != nil {
		t.Fatal(err)
	}
	if e.Certificate == solve.Numeric {
		if m, err := k.Measure(res.In, e.Profile); err != nil || m.Most() > e.Gap+m.Rounding {
			t.Fatalf("%v: regret %g, claimed %g", err, m.Most(), e.Gap)
		}
		return
	}
	if c, err := k.Check(res.In, &e.Assessment, solve.Nash); err != nil || !c.OK() {
		t.Fatalf("%v %s\n%s", err, c.Failure(), gametest.Describe(res.In))
	}
}

// trees are random two-player games with perfect recall, many of them with ties.
func trees(seed uint64, n int, each func(in *game.Instance)) {
	r := rand.New(rand.NewPCG(seed, 17))
	for i := range n {
		c := gametest.Config{Players: 2, MinInfosets: 2, MaxInfosets: 12, MaxNodes: 120, Span: []int64{1, 4, gametest.Generic}[i%3], ZeroChance: i%5 == 0}
		each(gametest.Instance(gametest.Random(r, c)))
	}
}

// On random trees exact pivots end with an equilibrium, and so do floating-point ones; nearly always the
// basis at their end is proved.
func TestRandomTrees(t *testing.T) {
	proved, all := 0, 0
	trees(1, 1500, func(in *game.Instance) {
		res, err := Solver{}.Solve(context.Background(), in, solve.Options{})
		checked(t, res, err)
		res, err = Solver{Exact: -1}.Solve(context.Background(), in, solve.Options{})
		checked(t, res, err)
		if all++; res.Equilibria[0].Certificate == solve.Exact {
			proved++
		}
	})
	t.Log(proved, all)
	if proved < all*99/100 {
		t.Errorf("%d of %d floating-point runs were proved", proved, all)
	}
}

// A bimatrix game as a tree: the second player does not see the first one's move.
func bimatrixGame(a, b [][]int64) *game.Instance {
	var root []gametest.Branch
	for i := range a {
		var reply []gametest.Branch
		for j := range a[i] {
			reply = append(reply, gametest.Do(fmt.Sprint("c", j+1), gametest.End(a[i][j], b[i][j])))
		}
		root = append(root, gametest.Do(fmt.Sprint("r", i+1), gametest.Move(1, "columns", reply...)))
	}
	return gametest.Instance(gametest.Game(gametest.Move(0, "rows", root...), "row", "column"))
}

func randomMatrix(r *rand.Rand, m, n int, span int64) [][]int64 {
	a := make([][]int64, m)
	for i := range a {
		for range n {
			a[i] = append(a[i], r.Int64N(2*span+1)-span)
		}
	}
	return a
}

// Each label's path on random games, degenerate ones too, ends with an equilibrium.
func TestHowsonRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for k := range 300 {
		m, n := 1+r.IntN(7), 1+r.IntN(7)
		span := []int64{1, 3, 100, gametest.Generic}[k%4]
		in := bimatrixGame(randomMatrix(r, m, n, span), randomMatrix(r, m, n, span))
		for label := range m + n + 1 {
			res, err := Howson{}.Solve(context.Background(), in, solve.Options{Start: label})
			checked(t, res, err)
		}
		res, err := Howson{}.Solve(context.Background(), in, solve.Options{Start: EveryLabel})
		if err != nil || len(res.Equilibria) == 0 || !res.Finished {
			t.Fatalf("%v: %d equilibria", err, len(res.Equilibria))
		}
	}
}

// Shapley's game has one equilibrium; every label leads to it, by either method.
func TestShapley(t *testing.T) {
	in := bimatrixGame([][]int64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, [][]int64{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}})
	for _, s := range []solve.Solver{Solver{}, Solver{Exact: -1}, Howson{}} {
		for label := range 7 {
			res, err := s.Solve(context.Background(), in, solve.Options{Start: label})
			checked(t, res, err)
			for _, p := range res.Equilibria[0].Profile {
				if !p.Equal(num.Frac(1, 3)) {
					t.Errorf("%T plays %v", s, res.Equilibria[0].Profile)
				}
			}
		}
	}
}

// The paths of the six labels of a 3x3 coordination game lead to its three pure equilibria.
func TestEveryLabel(t *testing.T) {
	a := [][]int64{{3, 0, 0}, {0, 2, 0}, {0, 0, 1}}
	res, err := Howson{}.Solve(context.Background(), bimatrixGame(a, a), solve.Options{Start: EveryLabel})
	if err != nil || len(res.Equilibria) != 3 || res.Complete {
		t.Fatalf("%v: %d equilibria, complete %v", err, len(res.Equilibria), res.Complete)
	}
}

func TestNotSuited(t *testing.T) {
	three := gametest.Instance(gametest.Random(rand.New(rand.NewPCG(1, 1)), gametest.Config{Players: 3}))
	forgets := gametest.Instance(gametest.Game(gametest.Move(0, "first",
		gametest.Do("a", gametest.Move(0, "second", gametest.Do("l", gametest.End(1, 0)), gametest.Do("r", gametest.End(0, 1)))),
		gametest.Do("b", gametest.Move(0, "second", gametest.Do("l", gametest.End(0, 1)), gametest.Do("r", gametest.End(1, 0))))), "A", "B"))
	for _, c := range []struct {
		s    solve.Solver
		in   *game.Instance
		says string
	}{
		{Solver{}, three, "--method supports"},
		{Howson{}, three, "--method supports"},
		{Solver{}, forgets, "--method lemke-howson"},
	} {
		_, err := c.s.Solve(context.Background(), c.in, solve.Options{})
		if !errors.Is(err, solve.ErrUnsuited) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%T: %v, want a hint at %s", c.s, err, c.says)
		}
	}
	if _, err := (Howson{}).Solve(context.Background(), bimatrixGame([][]int64{{1}}, [][]int64{{1}}), solve.Options{Start: 9}); err == nil {
		t.Error("there is no label 9, and nobody says so")
	}
}

// A bound and a context that ended stop a run; nothing is claimed then.
func TestStopped(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	in := bimatrixGame(randomMatrix(r, 12, 12, 1000), randomMatrix(r, 12, 12, 1000))
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, s := range []solve.Solver{Solver{}, Solver{Exact: -1}, Howson{}} {
		for _, c := range []struct {
			ctx context.Context
			opt solve.Options
		}{{context.Background(), solve.Options{Limits: solve.Limits{Iterations: 1}}}, {ended, solve.Options{}}} {
			res, err := s.Solve(c.ctx, in, c.opt)
			if err != nil || len(res.Equilibria) > 0 || res.Complete || res.Finished || res.IncompleteBecause == "" {
				t.Errorf("%T: %v, %d equilibria, %q", s, err, len(res.Equilibria), res.IncompleteBecause)
			}
		}
	}
}

// Whatever the units, and whether payoffs are near 0 or not, a floating-point path ends in an equilibrium
// that is proved.
func TestUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 8))
	for range 40 {
		in := gametest.Instance(gametest.Random(r, gametest.Config{Players: 2, MinInfosets: 3, MaxInfosets: 9, MaxNodes: 90, Span: 20}))
		for _, c := range []struct{ scale, shift string }{{"1e12", "0"}, {"1e-12", "0"}, {"1/7", "1e6"}, {"1e-6", "100"}} {
			scale, shift := num.MustParse(c.scale), num.MustParse(c.shift)
			other := gametest.Instance(gametest.Rescale(in, []num.Rat{scale, num.One}, []num.Rat{shift, num.Zero}))
			for _, s := range []Solver{{}, {Exact: -1}} {
				res, err := s.Solve(context.Background(), other, solve.Options{})
				checked(t, res, err)
				if res.Equilibria[0].Certificate != solve.Exact {
					t.Errorf("times %s, plus %s: %s", c.scale, c.shift, res.Equilibria[0].Certificate)
				}
			}
		}
	}
}

// Bimatrix games of 60 strategies a side, with ties and without.
func TestLargeBimatrix(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 8))
	for _, span := range []int64{1, 2, 10, 1000} {
		in := gametest.Instance(gametest.OneShot(r, []int{60, 60}, span))
		for _, s := range []solve.Solver{Solver{}, Solver{Exact: -1}, Howson{}} {
			res, err := s.Solve(context.Background(), in, solve.Options{})
			checked(t, res, err)
			if res.Equilibria[0].Certificate != solve.Exact {
				t.Errorf("%T, span %d: %s", s, span, res.Equilibria[0].Certificate)
			}
		}
	}
}

// Poker with a rake has no constant sum; it is followed in floating point and proved in exact arithmetic.
// Without one the value is that of the linear program.
func TestPoker(t *testing.T) {
	for _, rake := range []int64{0, 5} {
		in := gametest.Instance(gametest.Poker(3, rake))
		res, err := Solver{}.Solve(context.Background(), in, solve.Options{})
		checked(t, res, err)
		if res.Equilibria[0].Certificate != solve.Exact {
			t.Errorf("rake %d: %s", rake, res.Equilibria[0].Certificate)
		}
		switch v := res.Value; {
		case (v == nil) != (rake > 0):
			t.Errorf("rake %d: value %v", rake, v)
		case v != nil && (math.Abs(v.Low.Float()+0.0856064240780) > 1e-9 || !v.Low.Equal(v.High)):
			t.Errorf("value %s to %s", v.Low, v.High)
		}
		near, err := Solver{Bits: -1}.Solve(context.Background(), in, solve.Options{})
		checked(t, near, err)
		if near.Equilibria[0].Certificate != solve.Numeric || near.Equilibria[0].Gap > 1e-9 {
			t.Errorf("rake %d: %s, regret %g", rake, near.Equilibria[0].Certificate, near.Equilibria[0].Gap)
		}
	}
}

// The games of docs/performance.md.
func BenchmarkGames(b *testing.B) {
	r := func() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
	for _, c := range []struct {
		name string
		g    func() *game.Game
		s    solve.Solver
	}{
		{"poker-3", func() *game.Game { return gametest.Poker(3, 5) }, Solver{}},
		{"poker-6", func() *game.Game { return gametest.Poker(6, 5) }, Solver{}},
		{"poker-9", func() *game.Game { return gametest.Poker(9, 5) }, Solver{}},
		{"bimatrix-60", func() *game.Game { return gametest.OneShot(r(), []int{60, 60}, 1000) }, Solver{}},
		{"bimatrix-200", func() *game.Game { return gametest.OneShot(r(), []int{200, 200}, 1000) }, Solver{}},
		{"howson-60", func() *game.Game { return gametest.OneShot(r(), []int{60, 60}, 1000) }, Howson{}},
		{"howson-200", func() *game.Game { return gametest.OneShot(r(), []int{200, 200}, 1000) }, Howson{}},
	} {
		b.Run(c.name, func(b *testing.B) {
			in := gametest.Instance(c.g())
			for b.Loop() {
				res, err := c.s.Solve(context.Background(), in, solve.Options{})
				if err != nil || len(res.Equilibria) != 1 || res.Equilibria[0].Certificate != solve.Exact {
					b.Fatal(err, res)
				}
				b.ReportMetric(float64(res.Stats.Iterations), "steps/op")
			}
		})
	}
}
