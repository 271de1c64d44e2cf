package correlated_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	. "parley/game/gametest"
	"parley/solve"
	"parley/solve/correlated"
)

// The figures of docs/performance.md.
func BenchmarkCorrelated(b *testing.B) {
	for _, n := range []int{6, 10, 16} {
		r := rand.New(rand.NewPCG(uint64(n), 1))
		in := Instance(OneShot(r, []int{n, n}, 100))
		for _, c := range []solve.Concept{solve.Correlated, solve.Coarse} {
			b.Run(fmt.Sprintf("%dx%d/%s", n, n, c), func(b *testing.B) {
				for b.Loop() {
					if _, err := (correlated.Solver{Concept: c}).Solve(context.Background(), in, solve.Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
	for _, n := range [][3]int{{2, 2, 3}, {3, 2, 3}, {3, 3, 3}} {
		r := rand.New(rand.NewPCG(uint64(n[0]), 2))
		in := Instance(Signalling(r, n[0], n[1], n[2], 100))
		for _, c := range all {
			b.Run(fmt.Sprintf("signalling-%d-%d-%d/%s", n[0], n[1], n[2], c), func(b *testing.B) {
				for b.Loop() {
					if _, err := (correlated.Solver{Concept: c}).Solve(context.Background(), in, solve.Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
