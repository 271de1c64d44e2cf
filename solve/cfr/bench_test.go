//go:build unix

package cfr_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"parley/game"
	"parley/game/gametest"
	"parley/solve"
	"parley/solve/cfr"
)

var rods = []struct {
	name string
	game func() *game.Game
	unit float64 // of the regrets below, in utils
}{
	{"kuhn", func() *game.Game { return gametest.Kuhn(2) }, 1},
	{"kuhn-3", func() *game.Game { return gametest.Kuhn(3) }, 1},
	{"leduc", func() *game.Game { return gametest.Leduc(true) }, 1},
	{"goofspiel-4", func() *game.Game { return gametest.Goofspiel(4) }, 1},
	{"goofspiel-5", func() *game.Game { return gametest.Goofspiel(5) }, 1},
	{"liars-dice-4", func() *game.Game { return gametest.LiarsDice(4) }, 1},
	{"liars-dice-5", func() *game.Game { return gametest.LiarsDice(5) }, 1},
	{"liars-dice-6", func() *game.Game { return gametest.LiarsDice(6) }, 1},
	{"deals-1e6", func() *game.Game { return gametest.Deals(rand.New(rand.NewPCG(1, 1)), 10, 3, 8, 1000) }, 1000},
}

var names = map[cfr.Rule]string{cfr.Predictive: "pcfr+", cfr.Plus: "cfr+", cfr.Discounted: "dcfr"}

// processor returns the processor time that the process has used so far, in seconds: what others do on the
// machine does not count.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// Iterations a second of processor time, and nodes of the tree times iterations a second.
func BenchmarkIterations(b *testing.B) {
	for _, g := range rods {
		in := gametest.Instance(g.game())
		for _, rule := range rules {
			b.Run(fmt.Sprintf("game=%s/method=%s", g.name, names[rule]), func(b *testing.B) {
				start := processor()
				if _, err := (cfr.Solver{Rule: rule}).Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Iterations: int64(b.N), Gap: 1e-300}}); err != nil {
					b.Fatal(err)
				}
				rate := float64(b.N) / (processor() - start)
				b.ReportMetric(rate, "iterations/s")
				b.ReportMetric(rate*float64(len(in.Nodes)), "nodes/s")
			})
		}
	}
}

// Processor time to a regret, in utils (of 1,000 for deals, whose payoffs go that far); a minute is the most. The metric regret says what was reached.
func BenchmarkTo(b *testing.B) {
	for _, g := range rods {
		in := gametest.Instance(g.game())
		for _, gap := range []string{"1e-3", "1e-6"} {
			for _, rule := range rules {
				b.Run(fmt.Sprintf("game=%s/regret=%s/method=%s", g.name, gap, names[rule]), func(b *testing.B) {
					limits := solve.Limits{Iterations: 100_000_000}
					if _, err := fmt.Sscan(gap, &limits.Gap); err != nil {
						b.Fatal(err)
					}
					limits.Gap *= g.unit
					var stats solve.Stats
					start := processor()
					for range b.N {
						ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
						res, err := cfr.Solver{Rule: rule}.Solve(ctx, in, solve.Options{Limits: limits})
						cancel()
						if err != nil {
							b.Fatal(err)
						}
						stats = res.Stats
					}
					b.ReportMetric(1000*(processor()-start)/float64(b.N), "cpu-ms")
					b.ReportMetric(float64(stats.Iterations), "iterations")
					b.ReportMetric(stats.Gap/g.unit, "regret")
				})
			}
		}
	}
}
