package spe

import (
	"context"
	"math/rand/v2"
	"testing"

	. "parley/game/gametest"
	"parley/solve"
	"parley/solve/solvetest"
)

// Where both ways can be gone they find the same: what one lists, the other does.
func TestBothWaysAgree(t *testing.T) {
	both := 0
	for seed := range uint64(1500) {
		in := Instance(Random(rand.New(rand.NewPCG(seed, 12)), Config{MaxInfosets: 5, MaxNodes: 30, Span: []int64{2, 20, Generic}[seed%3]}))
		if !stages(in) {
			continue
		}
		limits := solve.Options{Limits: solve.Limits{Systems: 5000}}
		a, err := sequentially(context.Background(), in, limits)
		if err != nil {
			t.Fatal(err)
		}
		b, err := bottomUp(context.Background(), in, limits)
		if err != nil {
			t.Fatal(err)
		}
		if !a.Complete || !b.Complete {
			continue
		}
		both++
		for _, pair := range [][2]*solve.Result{{a, b}, {b, a}} {
			for i := range pair[0].Equilibria {
				for _, m := range pair[0].Equilibria[i].Members() {
					if !solvetest.Listed(pair[1], &m) {
						t.Fatalf("seed %d: one way only: %s\n%s%s%s", seed, solvetest.Show(in, &m), Describe(in), solvetest.ShowResult(a), solvetest.ShowResult(b))
					}
				}
			}
		}
	}
	if both < 300 {
		t.Errorf("only %d games could be solved both ways", both)
	}
}

// A player whose choice between equal ends decides what another gets makes a continuum of equilibria of
// different worth; every one is followed.
func TestContinuumOfSubgame(t *testing.T) {
	in := Instance(Game(Move(0, "in or out",
		Do("out", End(1, 1)),
		Do("in", Move(1, "reply", Do("kind", End(2, 1)), Do("harsh", End(0, 1))))), "A", "B"))
	if !stages(in) {
		t.Fatal("perfect information is not told")
	}
	res, err := Solver{}.Solve(context.Background(), in, solve.Options{})
	if err != nil || !res.Complete {
		t.Fatalf("%v, complete %v: %s", err, res.Complete, res.IncompleteBecause)
	}
	if len(res.Equilibria) != 1 || res.Equilibria[0].Dimension != 1 {
		t.Errorf("not one component of dimension 1:\n%s", solvetest.ShowResult(res))
	}
}

// A player who does not see which of two moves was made, after a third that ends play, may never move.
func TestStagesOffThePath(t *testing.T) {
	in := Instance(Game(Move(0, "three", Do("end", End(2, 2)),
		Do("left", Move(1, "blind", Do("l", End(1, 0)), Do("r", End(3, 1)))),
		Do("right", Move(1, "blind", Do("l", End(0, 1)), Do("r", End(1, 0))))), "A", "B"))
	if stages(in) {
		t.Error("an information set that play may miss goes unnoticed")
	}
}
