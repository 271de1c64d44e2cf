package vertices_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley/game"
	. "parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
	"parley/solve/solvetest"
	. "parley/solve/vertices"
	"parley/verify"
)

func solved(t testing.TB, in *game.Instance) *solve.Result {
	t.Helper()
	res, err := Solver{}.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Complete {
		t.Fatalf("incomplete: %s", res.IncompleteBecause)
	}
	return res
}

// checked has every member checked from the game alone and returns the extreme equilibria, sorted.
func checked(t testing.TB, res *solve.Result) []string {
	t.Helper()
	k, err := verify.New(res.In.Game)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range res.Equilibria {
		e := &res.Equilibria[i]
		for j, m := range e.Members() {
			if c, err := k.Check(res.In, &m, solve.Nash); err != nil || !c.OK() {
				t.Fatalf("entry %d, member %d: %v %s", i+1, j, err, c.Failure())
			}
			if j > 0 || e.Dimension == 0 {
				out = append(out, fmt.Sprint(m.Profile))
			}
		}
	}
	slices.Sort(out)
	return out
}

// Games whose equilibria are known.
func TestPublishedGames(t *testing.T) {
	for _, c := range []struct {
		name       string
		in         *game.Instance
		extreme    int
		components []int // dimensions, sorted
	}{
		{"matching pennies", bimatrix(whole([][]int64{{1, -1}, {-1, 1}}), whole([][]int64{{-1, 1}, {1, -1}})), 1, []int{0}},
		{"prisoner's dilemma", bimatrix(whole([][]int64{{3, 0}, {5, 1}}), whole([][]int64{{3, 5}, {0, 1}})), 1, []int{0}},
		{"battle of the sexes", bimatrix(whole([][]int64{{2, 0}, {0, 1}}), whole([][]int64{{1, 0}, {0, 2}})), 3, []int{0, 0, 0}},
		// Shapley 1964, on which fictitious play cycles.
		{"Shapley", bimatrix(whole([][]int64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}), whole([][]int64{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}})), 1, []int{0}},
		// Avis et al. 2010, example (1), and with the tie of their section 8.
		{"3 x 2", bimatrix(whole([][]int64{{3, 3}, {2, 5}, {0, 6}}), whole([][]int64{{3, 2}, {2, 6}, {3, 1}})), 3, []int{0, 0, 0}},
		{"3 x 2 with a tie", bimatrix(whole([][]int64{{3, 3}, {2, 5}, {0, 6}}), whole([][]int64{{3, 3}, {2, 6}, {3, 1}})), 3, []int{0, 1}},
		{"an L of two subsets", bimatrix(whole([][]int64{{1, 1}, {1, 0}}), whole([][]int64{{1, 1}, {1, 0}})), 3, []int{1}},
		{"nobody cares", bimatrix(whole([][]int64{{1, 1, 1}, {1, 1, 1}}), whole([][]int64{{0, 0, 0}, {0, 0, 0}})), 6, []int{3}},
		{"one strategy each", bimatrix(whole([][]int64{{7}}), whole([][]int64{{-7}})), 1, []int{0}},
		{"coordination of 4", coordination(4), 15, make([]int, 15)},
		{"coordination of 8", coordination(8), 255, make([]int, 255)},
		// The most that 4 x 4 games have, and 75, more than the 63 of coordination, on 6 x 6.
		{"dual cyclic 4 x 4", dualCyclic(4), 15, make([]int, 15)},
		{"dual cyclic 6 x 6", dualCyclic(6), 75, make([]int, 75)},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := solved(t, c.in)
			var dimensions []int
			for i := range res.Equilibria {
				dimensions = append(dimensions, res.Equilibria[i].Dimension)
			}
			slices.Sort(dimensions)
			if extreme := checked(t, res); len(extreme) != c.extreme || !slices.Equal(dimensions, c.components) {
				t.Errorf("%d extreme equilibria, components of dimension %v; want %d, %v\n%s", len(extreme), dimensions, c.extreme, c.components, solvetest.ShowResult(res))
			}
		})
	}
}

// The L of two edges is two maximal Nash subsets that share a corner.
func TestSubsets(t *testing.T) {
	res := solved(t, bimatrix(whole([][]int64{{1, 1}, {1, 0}}), whole([][]int64{{1, 1}, {1, 0}})))
	if got := fmt.Sprint(res.Equilibria[0].Subsets); got != "[{1 [[[1 0]] [[1 0] [0 1]]]} {1 [[[1 0] [0 1]] [[1 0]]]}]" {
		t.Error(got)
	}
}

// Every corner of every maximal Nash subset is an equilibrium, and so are points inside; together they are the
// members; none lies in another one.
func TestSubsetsOfRandomGames(t *testing.T) {
	several := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 20))
		in := Instance(OneShot(r, []int{1 + r.IntN(6), 1 + r.IntN(6)}, []int64{1, 2}[r.IntN(2)]))
		res := solved(t, in)
		k, _ := verify.New(res.In.Game)
		for i := range res.Equilibria {
			e := &res.Equilibria[i]
			corners := map[string]bool{}
			if len(e.Subsets) > 1 {
				several++
			}
			for a, s := range e.Subsets {
				for b, other := range e.Subsets {
					if a != b && covers(other.Strategies[0], s.Strategies[0]) && covers(other.Strategies[1], s.Strategies[1]) {
						t.Fatalf("seed %d: subset %d lies in subset %d", seed, a, b)
					}
				}
				if s.Dimension > e.Dimension {
					t.Fatalf("seed %d: a subset of dimension %d in a component of dimension %d", seed, s.Dimension, e.Dimension)
				}
				for _, x := range s.Strategies[0] {
					for _, y := range s.Strategies[1] {
						corners[fmt.Sprint(append(slices.Clone(x), y...))] = true
					}
				}
				inside := game.Assessment{Profile: append(blend(r, s.Strategies[0]), blend(r, s.Strategies[1])...)}
				if c, err := k.Check(res.In, &inside, solve.Nash); err != nil || !c.OK() {
					t.Fatalf("seed %d: a point of a subset is no equilibrium: %v %s", seed, err, c.Failure())
				}
			}
			for _, v := range e.Vertices {
				if !corners[fmt.Sprint([]num.Rat(v.Profile))] {
					t.Fatalf("seed %d: member %v is in no subset", seed, v.Profile)
				}
			}
			if len(corners) != len(e.Vertices) {
				t.Fatalf("seed %d: %d corners of subsets, %d members", seed, len(corners), len(e.Vertices))
			}
		}
	}
	if several < 50 {
		t.Errorf("too easy: %d components of several subsets", several)
	}
}

func covers(all, some [][]num.Rat) bool {
	return !slices.ContainsFunc(some, func(x []num.Rat) bool {
		return !slices.ContainsFunc(all, func(y []num.Rat) bool { return fmt.Sprint(x) == fmt.Sprint(y) })
	})
}

// blend returns a random point of the convex hull.
func blend(r *rand.Rand, list [][]num.Rat) []num.Rat {
	out := make([]num.Rat, len(list[0]))
	sum := num.Zero
	for _, x := range list {
		w := num.Int(1 + r.Int64N(5))
		sum = sum.Add(w)
		for j := range x {
			out[j] = out[j].Add(w.Mul(x[j]))
		}
	}
	for j := range out {
		out[j] = out[j].Quo(sum)
	}
	return out
}

// The same components as support enumeration on the strategic form finds: with ties and without, zero-sum,
// symmetric, with duplicate strategies.
func TestAgainstSupports(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(400) {
		kind, in := random(seed)
		mine := solved(t, in)
		checked(t, mine)
		form, err := nash.Form(in)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := nash.Mixed(context.Background(), form, solve.Options{Limits: solve.Limits{Systems: 2_000}})
		if err != nil {
			t.Fatal(err)
		}
		if !theirs.Complete {
			continue
		}
		kinds[kind]++
		if a, b := signature(mine), signature(theirs); a != b {
			t.Fatalf("seed %d (%s): by vertices\n%s\nby supports\n%s\n%s", seed, kind, a, b, Describe(in))
		}
	}
	for _, kind := range []string{"ties", "no ties", "zero-sum", "symmetric", "duplicate strategies"} {
		if kinds[kind] < 40 {
			t.Errorf("too few games compared: %d of %s", kinds[kind], kind)
		}
	}
}

func random(seed uint64) (kind string, in *game.Instance) {
	r := rand.New(rand.NewPCG(seed, 21))
	m, n := 1+r.IntN(4), 1+r.IntN(4)
	draw := func(m, n int, span int64) [][]num.Rat {
		a := make([][]num.Rat, m)
		for i := range a {
			for range n {
				a[i] = append(a[i], num.Frac(r.Int64N(2*span+1)-span, 1+r.Int64N(2)))
			}
		}
		return a
	}
	a, b := draw(m, n, 2), draw(m, n, 2)
	switch seed % 5 {
	case 0:
		return "ties", bimatrix(a, b)
	case 1:
		return "no ties", bimatrix(draw(m, n, Generic), draw(m, n, Generic))
	case 2:
		for i := range b {
			for j := range b[i] {
				b[i][j] = a[i][j].Neg()
			}
		}
		return "zero-sum", bimatrix(a, b)
	case 3:
		a, b = draw(m, m, 2), draw(m, m, 2)
		for i := range b {
			for j := range b[i] {
				b[i][j] = a[j][i]
			}
		}
		return "symmetric", bimatrix(a, b)
	}
	k := r.IntN(m)
	return "duplicate strategies", bimatrix(append(a, a[k]), append(b, b[k]))
}

// signature writes down the dimension and the bounds of each entry, sorted.
func signature(res *solve.Result) string {
	var out []string
	for i := range res.Equilibria {
		e := &res.Equilibria[i]
		s := fmt.Sprint(e.Dimension, ":")
		for a := range e.Profile {
			low, high := e.Range(game.ActionID(a))
			s += fmt.Sprintf(" %s..%s", low, high)
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func TestUnsuited(t *testing.T) {
	in := Instance(OneShot(rand.New(rand.NewPCG(1, 1)), []int{2, 2, 2}, 3))
	if _, err := (Solver{}).Solve(context.Background(), in, solve.Options{}); !errors.Is(err, solve.ErrUnsuited) || !strings.Contains(err.Error(), "--method supports") {
		t.Errorf("three players: %v", err)
	}
}

// A bound gives what was found until then, and says so.
func TestLimits(t *testing.T) {
	in := Instance(OneShot(rand.New(rand.NewPCG(2, 2)), []int{10, 10}, 2))
	all := solved(t, in)
	res, err := Solver{}.Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Supports: all.Stats.Supports / 2}})
	if err != nil || res.Complete || !strings.Contains(res.IncompleteBecause, "partial support profiles") {
		t.Fatalf("%v, complete %v: %q", err, res.Complete, res.IncompleteBecause)
	}
	want := checked(t, all)
	for _, e := range checked(t, res) {
		if !slices.Contains(want, e) {
			t.Errorf("%s is not among all", e)
		}
	}
}

// A search ends when it has taken as long as it may, the same on every machine, with what it has found. A
// bound on supports takes the place of that one.
func TestEffort(t *testing.T) {
	a, b := matrices(1, 12, 2)
	in := bimatrix(a, b)
	whole := solved(t, in)
	for _, effort := range []int64{1, 1_000_000} {
		res, err := Solver{Effort: effort}.Solve(t.Context(), in, solve.Options{})
		if err != nil || res.Complete || !strings.Contains(res.IncompleteBecause, "default bound on the work") || res.Stats.Iterations >= whole.Stats.Iterations {
			t.Fatalf("%v %+v", err, res)
		}
		again, err := Solver{Effort: effort}.Solve(t.Context(), in, solve.Options{})
		if err != nil || again.Stats != res.Stats || len(again.Equilibria) != len(res.Equilibria) {
			t.Errorf("%v %+v, at first %+v", err, again.Stats, res.Stats)
		}
		if effort > 1 && len(res.Equilibria) == 0 {
			t.Error("nothing found")
		}
		checked(t, res)
	}
	res, err := Solver{Effort: 1}.Solve(t.Context(), in, solve.Options{Limits: solve.Limits{Supports: 1 << 40}})
	if err != nil || !res.Complete || len(res.Equilibria) != len(whole.Equilibria) {
		t.Errorf("%v %+v", err, res)
	}
}
