package lp

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"parley/expr"
	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/verify"
)

// constantSum gives the second player what the first leaves over of sum.
func constantSum(g *game.Game, sum int64) *game.Instance {
	in := gametest.Instance(g)
	out := *g
	out.Payoffs = append([]expr.ID(nil), g.Payoffs...)
	for n := range g.Nodes {
		if g.Terminal(game.NodeID(n)) {
			out.Payoffs[2*n+1] = g.Pool.Const(num.Int(sum).Sub(in.PayoffAt(game.NodeID(n), 0)))
		}
	}
	return gametest.Instance(&out)
}

func solved(t *testing.T, s Solver, in *game.Instance) *solve.Result {
	t.Helper()
	res, err := s.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Equilibria) != 1 || !res.Finished && !res.Complete {
		t.Fatalf("%d equilibria, finished %v: %s", len(res.Equilibria), res.Finished, res.IncompleteBecause)
	}
	return res
}

// checked fails unless the equilibrium passes the checker: exactly, or with the regret that it claims.
func checked(t *testing.T, res *solve.Result) {
	t.Helper()
	e := &res.Equilibria[0]
	k, err := verify.New(res.In.Game)
	if err != nil {
		t.Fatal(err)
	}
	if e.Certificate == solve.Exact {
		if c, err := k.Check(res.In, &e.Assessment, solve.Nash); err != nil || !c.OK() {
			t.Fatalf("%v %s", err, c.Failure())
		} else if !c.Value[0].Equal(res.Value.Low) || !res.Value.Low.Equal(res.Value.High) {
			t.Fatalf("the first player gets %s, the value is said to be %s to %s", c.Value[0], res.Value.Low, res.Value.High)
		}
		return
	}
	m, err := k.Measure(res.In, e.Profile)
	if err != nil || m.Most() > e.Gap+m.Rounding || m.Most() > 1e-8 {
		t.Fatalf("%v: regret %g, claimed %g", err, m.Most(), e.Gap)
	}
	if v := m.Value[0]; v < res.Value.Low.Float()-m.Rounding || v > res.Value.High.Float()+m.Rounding {
		t.Fatalf("the first player gets %g, the value is said to be %s to %s", v, res.Value.Low, res.Value.High)
	}
}

func TestLeduc(t *testing.T) {
	res := solved(t, Solver{}, gametest.Instance(leduc(ranksX())))
	t.Log(res.Equilibria[0].Certificate, res.Value.Low.Decimal(10), res.Value.Low.BitLen(), res.Stats)
	checked(t, res)
	_ = errors.Is
	_ = rand.New
}
