package sequential_test

import (
	"context"
	"fmt"
	"testing"

	"parley/expr"
	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/sequential"
)

func instance(t testing.TB, b *game.Builder) *game.Instance {
	t.Helper()
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func run(t testing.TB, in *game.Instance) *solve.Result {
	t.Helper()
	res, err := sequential.Solver{}.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func dump(t testing.TB, res *solve.Result) {
	in := res.In
	t.Logf("complete=%v %s stats=%+v", res.Complete, res.IncompleteBecause, res.Stats)
	for i, e := range res.Equilibria {
		s := fmt.Sprintf("E%d dim %d vertices %d:", i+1, e.Dimension, len(e.Vertices))
		for a := range in.Actions {
			if h := in.Actions[a].Infoset; in.Infosets[h].Player != game.Chance {
				lo, hi := e.Range(game.ActionID(a))
				s += fmt.Sprintf(" %s.%s=%v[%v,%v]", in.Infosets[h].Name, in.Actions[a].Name, e.Profile[a], lo, hi)
			}
		}
		for h := range in.Infosets {
			if len(in.Infosets[h].Nodes) > 1 {
				for _, n := range in.Infosets[h].Nodes {
					lo, hi := e.BeliefRange(n)
					s += fmt.Sprintf(" b(%s,%d)=%v[%v,%v]", in.Infosets[h].Name, n, e.Beliefs[n], lo, hi)
				}
			}
		}
		t.Log(s)
	}
}

// beerQuiche is the game of Cho and Kreps 1987, figure 1: surly with probability 9/10.
func beerQuiche() *game.Builder {
	b := &game.Builder{Title: "beer and quiche", Players: []string{"A", "B"}, Pool: &expr.Pool{}}
	c := func(n, d int64) expr.ID { return b.Pool.Const(num.Frac(n, d)) }
	b.Chance(game.InfosetSpec{Name: "type", Actions: []string{"surly", "wimp"}}, []expr.ID{c(9, 10), c(1, 10)})
	for _, ty := range []string{"surly", "wimp"} {
		b.Decision(game.InfosetSpec{Player: 0, Key: ty, Name: ty, Label: "breakfast", Actions: []string{"beer", "quiche"}})
		for _, m := range []string{"beer", "quiche"} {
			b.Decision(game.InfosetSpec{Player: 1, Key: m, Name: m, Label: "reply", Actions: []string{"duel", "not"}})
			for _, r := range []string{"duel", "not"} {
				x, y := int64(0), int64(0)
				if (ty == "surly") == (m == "beer") {
					x++
				}
				if r == "not" {
					x += 2
				}
				if (ty == "wimp") == (r == "duel") {
					y = 1
				}
				b.Terminal([]expr.ID{c(x, 1), c(y, 1)})
			}
		}
	}
	return b
}

func TestBeerQuiche(t *testing.T) {
	res := run(t, instance(t, beerQuiche()))
	dump(t, res)
	if !res.Complete || len(res.Equilibria) != 2 {
		t.Errorf("complete %v, %d equilibria; want both pooling components", res.Complete, len(res.Equilibria))
	}
}
