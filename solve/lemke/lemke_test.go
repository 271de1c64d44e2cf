package lemke

import (
	"context"
	"math/rand/v2"
	"testing"

	"parley/game"
	"parley/game/gametest"
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
