package dominance_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/game"
	"parley/solve"
	"parley/solve/dominance"
	"parley/verify"
)

// randomTable is a game of n by n strategies with whole payoffs of up to three digits.
func randomTable(n int) *game.Instance {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	var names []string
	var cells [][2]int64
	for i := range n {
		names = append(names, fmt.Sprint(i))
		for range n {
			cells = append(cells, [2]int64{r.Int64N(1000), r.Int64N(1000)})
		}
	}
	return table(strings.Join(names, " "), strings.Join(names, " "), cells)
}

func BenchmarkElimination(b *testing.B) {
	for _, n := range []int{30, 60, 120} {
		in := randomTable(n)
		for _, by := range []solve.Dominance{solve.PureDominance, solve.MixedDominance, solve.WeakDominance} {
			b.Run(fmt.Sprintf("%dx%d/%s", n, n, by), func(b *testing.B) {
				for b.Loop() {
					res, err := dominance.Solver{By: by}.Solve(context.Background(), in, solve.Options{})
					if err != nil {
						b.Fatal(err)
					}
					if err := verify.Reduction(context.Background(), in, res.Reduction, true); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
