package solvetest

import (
	"context"
	"os"
	"testing"

	"parley/game"
	"parley/model"
	"parley/solve"
	"parley/solve/nash"
	"parley/solve/pure"
	"parley/solve/spe"
	"parley/verify"
)

// How many equilibria of each concept a textbook game has, each checked from the game alone.
func TestConceptsOnTextbookGames(t *testing.T) {
	solvers := map[string]solve.Solver{"spe": spe.Solver{}, "nash": nash.Solver{}, "pure": pure.Solver{}}
	for _, c := range []struct {
		file, concept string
		entries       int
	}{
		{"matching-pennies.star", "pure", 0},
		{"matching-pennies.star", "nash", 1},
		{"matching-pennies.star", "spe", 1},
		{"centipede.star", "spe", 1},
		{"outside-option.star", "spe", 3}, // either pure equilibrium of the subgame, or its mixed one
	} {
		t.Run(c.file+"/"+c.concept, func(t *testing.T) {
			m, diags := model.Load(os.DirFS("../../textbook"), c.file, model.Options{})
			if m == nil {
				t.Fatal(diags)
			}
			in, err := game.NewInstance(m.Game, m.Baseline())
			if err != nil {
				t.Fatal(err)
			}
			res, err := solvers[c.concept].Solve(context.Background(), in, solve.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !res.Complete || len(res.Equilibria) != c.entries {
				t.Errorf("%d entries, complete %v (%s); want %d", len(res.Equilibria), res.Complete, res.IncompleteBecause, c.entries)
			}
			for i := range res.Equilibria {
				cert, err := verify.Check(res.In, &res.Equilibria[i].Assessment, res.Concept)
				if err != nil || !cert.OK() {
					t.Errorf("entry %d: %v %s", i+1, err, cert.Failure())
				}
			}
		})
	}
}
