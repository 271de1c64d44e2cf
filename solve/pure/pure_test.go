package pure_test

import (
	"testing"

	"parley/game"
	"parley/solve"
	. "parley/solve/pure"
	"parley/solve/solvetest"
)

// The pure equilibria that gambit-enumpure lists are those found here; some of the games lack perfect recall.
func TestReferenceGames(t *testing.T) {
	solvetest.Published(t, "all_pure_nash", 100, func(t *testing.T, in *game.Instance) ([]game.Profile, error) {
		res, err := Solver{}.Solve(t.Context(), in, solve.Options{})
		if err != nil {
			return nil, err
		}
		if !res.Complete {
			t.Fatal(res.IncompleteBecause)
		}
		var found []game.Profile
		for i := range res.Equilibria {
			found = append(found, res.Equilibria[i].Profile)
		}
		return found, nil
	})
}
