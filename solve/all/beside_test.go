//go:build !js

package all

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	. "parley/game/gametest"
	"parley/solve"
)

// What runs beside the search has an instance of its own and is over when the search returns: under the race detector
// this fails if either is not so.
func TestTheBranchBesideTheSearchLeavesTheInstanceAlone(t *testing.T) {
	defer func(d time.Duration) { patience = d }(patience)
	patience = 0
	for seed := range uint64(20) {
		in := Instance(Signalling(rand.New(rand.NewPCG(seed, 1)), 3, 3, 3, 20))
		res, err := For(solve.Sequential)[0].Solver.Solve(context.Background(), in, solve.Options{})
		if err != nil || len(res.Equilibria) == 0 {
			t.Fatalf("%+v, %v", res, err)
		}
		if err := in.Set(in.Values); err != nil {
			t.Fatal(err)
		}
	}
}
