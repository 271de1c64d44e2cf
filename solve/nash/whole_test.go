package nash_test

import (
	"os"
	"testing"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/solve"
	. "parley/solve/nash"
)

// Where dominated strategies went first, all that is said of an equilibrium is about the whole form again:
// here the first strategy of the first player goes, before an equilibrium in irrational numbers is found.
func TestWholeForm(t *testing.T) {
	m, diags := model.Load(os.DirFS("../../textbook"), "irrational.star", model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	inner, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	in := table([]int{3, 2, 2}, func(p []int) []int64 {
		if p[0] == 0 {
			return []int64{-100, 0, 0}
		}
		n := inner.Child(inner.Child(inner.Child(0, p[0]-1), p[1]), p[2])
		out := make([]int64, 3)
		for i := range out {
			out[i], _ = inner.PayoffAt(n, game.PlayerID(i)).Int64()
		}
		return out
	})
	res := solved(t, in)
	if len(res.Equilibria) != 1 || len(res.Equilibria[0].Irrational) == 0 {
		t.Fatalf("%d equilibria: %+v", len(res.Equilibria), res.Equilibria)
	}
	e := &res.Equilibria[0]
	for _, x := range e.Irrational {
		value := func(p num.Rat) num.Rat {
			sum, power := num.Zero, num.One
			for _, c := range x.Root {
				sum, power = sum.Add(c.Mul(power)), power.Mul(p)
			}
			return sum
		}
		p, r := e.Profile[x.Action], num.FromFloat(e.Radius)
		if value(p.Sub(r)).Sign()*value(p.Add(r)).Sign() > 0 {
			t.Errorf("%s: no root of its polynomial lies near %s", res.In.Actions[x.Action].Name, p.Decimal(6))
		}
	}
}

// The pieces of a set bound every action of the whole form.
func TestPiecesOfTheWholeForm(t *testing.T) {
	pieces := 0
	for _, file := range []string{"common-belief.star", "inspection.star", "horse.star", "centipede.star"} {
		m, diags := model.Load(os.DirFS("../../textbook"), file, model.Options{})
		if m == nil {
			t.Fatal(diags)
		}
		in, err := game.NewInstance(m.Game, m.Baseline())
		if err != nil {
			t.Fatal(err)
		}
		res, err := Solver{}.Solve(t.Context(), in, solve.Options{Limits: solve.Limits{Supports: 20_000}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range res.Equilibria {
			for _, p := range res.Equilibria[i].Pieces {
				pieces++
				if len(p.Low) != len(res.In.Actions) || len(p.High) != len(res.In.Actions) {
					t.Errorf("%s: a piece of entry %d bounds %d of %d actions", file, i+1, len(p.Low), len(res.In.Actions))
				}
			}
		}
	}
	if pieces == 0 {
		t.Error("no set is known in pieces: the games are too tame")
	}
}
