package vertices_test

import (
	"testing"

	"parley/game"
	"parley/solve"
	"parley/solve/nash"
	"parley/solve/solvetest"
	"parley/solve/vertices"
)

// The extreme equilibria that gambit-enummixed lists are those found here, in mixed strategies of the reduced
// strategic form.
func TestReferenceGames(t *testing.T) {
	solvetest.Published(t, "all_extreme_nash", 80, func(t *testing.T, in *game.Instance) ([]game.Profile, error) {
		form, err := nash.Form(in)
		if err != nil {
			return nil, err
		}
		res, err := vertices.Mixed(t.Context(), form, solve.Options{})
		if err != nil {
			return nil, err
		}
		if !res.Complete {
			t.Fatal(res.IncompleteBecause)
		}
		checked(t, res)
		var extreme []game.Profile
		for i := range res.Equilibria {
			e := &res.Equilibria[i]
			if e.Dimension == 0 {
				extreme = append(extreme, e.Profile)
			}
			for _, v := range e.Vertices {
				extreme = append(extreme, v.Profile)
			}
		}
		return extreme, nil
	})
}
