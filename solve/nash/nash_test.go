package nash_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley/expr"
	"parley/game"
	. "parley/game/gametest"
	"parley/num"
	"parley/solve"
	. "parley/solve/nash"
	"parley/solve/sequential"
	"parley/solve/solvetest"
	"parley/verify"
)

// table returns the game in which each player has as many strategies as size says; pay gives the payoffs of a
// profile.
func table(size []int, pay func(profile []int) []int64) *game.Instance {
	b := &game.Builder{Pool: &expr.Pool{}}
	for i := range size {
		b.Players = append(b.Players, string(rune('A'+i)))
	}
	profile := make([]int, len(size))
	var build func(i int)
	build = func(i int) {
		if i == len(size) {
			var ids []expr.ID
			for _, u := range pay(profile) {
				ids = append(ids, b.Pool.Const(num.Int(u)))
			}
			b.Terminal(ids)
			return
		}
		s := game.InfosetSpec{Player: game.PlayerID(i), Key: b.Players[i]}
		for k := range size[i] {
			s.Actions = append(s.Actions, fmt.Sprint(b.Players[i], k+1))
		}
		b.Decision(s)
		for profile[i] = range size[i] {
			build(i + 1)
		}
	}
	build(0)
	g, err := b.Build()
	if err != nil {
		panic(err)
	}
	return Instance(g)
}

func solved(t testing.TB, in *game.Instance) *solve.Result {
	t.Helper()
	res, err := Solver{}.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Complete {
		t.Fatalf("incomplete: %s", res.IncompleteBecause)
	}
	k, err := verify.New(res.In.Game)
	if err != nil {
		t.Fatal(err)
	}
	for i := range res.Equilibria {
		for _, m := range res.Equilibria[i].Members() {
			if c, err := k.CheckWithin(res.In, &m, solve.Nash, res.Equilibria[i].Radius); err != nil || !c.OK() {
				t.Fatalf("entry %d: %v %s", i+1, err, c.Failure())
			}
		}
	}
	return res
}

// Games of several players whose equilibria are known.
func TestKnownGames(t *testing.T) {
	alike := func(n int) func([]int) []int64 {
		return func(p []int) []int64 {
			out := make([]int64, n)
			if slices.Min(p) == slices.Max(p) {
				for i := range out {
					out[i] = 1
				}
			}
			return out
		}
	}
	for _, c := range []struct {
		name    string
		in      *game.Instance
		entries int
	}{
		// A game in Gambit's collection (2x2x2.nfg) that is there for its nine equilibria.
		{"nine equilibria", table([]int{2, 2, 2}, func(p []int) []int64 {
			switch fmt.Sprint(p) {
			case "[0 0 0]":
				return []int64{9, 8, 12}
			case "[1 1 0]":
				return []int64{9, 8, 2}
			case "[1 0 1]", "[0 1 1]":
				return []int64{3, 4, 6}
			}
			return []int64{0, 0, 0}
		}), 9},
		// All four get 1 if they choose alike: two ways; six in which two face two, so that nobody alone can bring
		// them together; and half and half.
		{"four meet in one of two places", table([]int{2, 2, 2, 2}, alike(4)), 9},
		{"every first strategy dominates", table([]int{3, 3, 3}, func(p []int) []int64 {
			return []int64{int64(2 - p[0] + p[1]), int64(2 - p[1] + p[2]), int64(2 - p[2] + p[0])}
		}), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if res := solved(t, c.in); len(res.Equilibria) != c.entries {
				t.Errorf("%d entries, want %d\n%s", len(res.Equilibria), c.entries, solvetest.ShowResult(res))
			}
		})
	}
}

// Random games of the sizes that the method is for are solved completely, and whatever is in equilibrium in pure
// strategies is listed.
func TestSizes(t *testing.T) {
	for _, size := range [][]int{{3, 3, 3}, {2, 2, 2, 2}, {2, 2, 2, 2, 2}} {
		for seed := range uint64(6) {
			span := []int64{2, 5, Generic}[seed%3]
			in := Instance(OneShot(rand.New(rand.NewPCG(seed, 77)), size, span))
			res := solved(t, in)
			k, _ := verify.New(res.In.Game)
			p := make(game.Profile, len(res.In.Actions))
			var walk func(h int)
			walk = func(h int) {
				if h < len(res.In.Infosets) {
					for _, a := range res.In.ActionsAt(game.InfosetID(h)) {
						p[a] = num.One
						walk(h + 1)
						p[a] = num.Zero
					}
					return
				}
				a := game.Assessment{Profile: slices.Clone(p)}
				if c, err := k.Check(res.In, &a, solve.Nash); err == nil && c.OK() && !solvetest.Listed(res, &a) {
					t.Errorf("%v, seed %d: a pure equilibrium is missing: %s", size, seed, solvetest.Show(res.In, &a))
				}
			}
			walk(0)
		}
	}
}

// Taking out dominated strategies first changes no equilibrium: the lists are those of the whole form, on
// games of which a strategy is replaced by a mixture of two others, less a bit.
func TestDominatedStrategies(t *testing.T) {
	compared := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 78))
		size := [][]int{{3, 2, 2}, {3, 3, 2}, {4, 3}}[seed%3]
		pays := map[string][]int64{}
		in := table(size, func(p []int) []int64 {
			out := make([]int64, len(size))
			for i := range out {
				out[i] = 4 * (r.Int64N(7) - 3)
			}
			if p[0] == 2 { // after those of 0 and 1
				at := func(k int) int64 { return pays[fmt.Sprint(append([]int{k}, p[1:]...))][0] }
				out[0] = (at(0)+at(1))/2 - 1
			}
			pays[fmt.Sprint(p)] = out
			return slices.Clone(out)
		})
		form, err := Form(in)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := sequential.Solver{}.Solve(context.Background(), form.Instance, solve.Options{})
		if err != nil {
			t.Fatal(err)
		}
		res := solved(t, in)
		if !whole.Complete {
			continue
		}
		compared++
		if a, b := signature(res), signature(whole); a != b {
			t.Fatalf("seed %d: without dominated strategies\n%s\nwith them\n%s", seed, a, b)
		}
		for i := range res.Equilibria {
			if _, high := res.Equilibria[i].Range(res.In.Infosets[0].First + 2); !high.IsZero() {
				t.Fatalf("seed %d: a dominated strategy is played", seed)
			}
		}
	}
	if compared < 50 {
		t.Errorf("only %d games compared", compared)
	}
}

// signature writes down the dimension and the bounds of each entry, sorted.
func signature(res *solve.Result) string {
	var out []string
	for i := range res.Equilibria {
		e := &res.Equilibria[i]
		s := fmt.Sprint(e.Dimension, ":")
		for a := range e.Profile {
			low, high := e.Range(game.ActionID(a))
			s += fmt.Sprintf(" %.6f..%.6f", low.Float(), high.Float())
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// Sizes that people ask about: one complete solve, payoffs of 0 and 1, from -2 to 2, and without ties.
func BenchmarkPlayers(b *testing.B) {
	for _, size := range [][]int{{2, 2, 2}, {3, 3, 3}, {2, 2, 2, 2}, {2, 2, 2, 2, 2}} {
		for _, values := range []int64{2, 5, 2 * Generic} {
			b.Run(fmt.Sprintf("size=%s/values=%d", strings.Trim(strings.ReplaceAll(fmt.Sprint(size), " ", "x"), "[]"), values), func(b *testing.B) {
				complete, found := 0, 0
				for i := range b.N {
					r := rand.New(rand.NewPCG(uint64(i%25), 77))
					in := table(size, func([]int) []int64 {
						out := make([]int64, len(size))
						for p := range out {
							out[p] = r.Int64N(values)
						}
						return out
					})
					res, err := Solver{}.Solve(context.Background(), in, solve.Options{})
					if err != nil {
						b.Fatal(err)
					}
					found += len(res.Equilibria)
					if res.Complete {
						complete++
					}
				}
				b.ReportMetric(float64(found)/float64(b.N), "components/op")
				b.ReportMetric(float64(complete)/float64(b.N), "complete/op")
			})
		}
	}
}
