package dominance_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley/game"
	. "parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/solve/dominance"
	"parley/solve/nash"
	"parley/verify"
)

// table is a game of two players who choose at once.
func table(rows, cols string, cells [][2]int64) *game.Instance {
	r, c := strings.Fields(rows), strings.Fields(cols)
	first := []Branch{}
	for i, row := range r {
		second := []Branch{}
		for j, col := range c {
			x := cells[i*len(c)+j]
			second = append(second, Do(col, End(x[0], x[1])))
		}
		first = append(first, Do(row, Move(1, "column", second...)))
	}
	return Instance(Game(Move(0, "row", first...), "Row", "Column"))
}

func reduce(t *testing.T, in *game.Instance, by solve.Dominance) *solve.Reduction {
	t.Helper()
	res, err := dominance.Solver{By: by}.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Complete || len(res.Equilibria) != 0 {
		t.Fatalf("complete %v, %d equilibria", res.Complete, len(res.Equilibria))
	}
	if err := verify.Reduction(context.Background(), in, res.Reduction, true); err != nil {
		t.Fatalf("%s: %v\n%s", by, err, Describe(in))
	}
	return res.Reduction
}

// name writes a strategy as its actions.
func name(in *game.Instance, r *solve.Reduction, player, k int) string {
	var out []string
	for _, a := range r.Strategies[player][k] {
		out = append(out, in.Actions[a].Name)
	}
	return strings.Join(out, "-")
}

// story writes the order of elimination, a line each, and what is left.
func story(in *game.Instance, r *solve.Reduction) string {
	var b strings.Builder
	for _, x := range r.Removed {
		var by []string
		for _, w := range x.By {
			by = append(by, strings.TrimPrefix(w.P.String()+" ", "1 ")+name(in, r, int(x.Player), w.Strategy))
		}
		at := ""
		if x.At != game.None {
			at = " at " + in.Infosets[x.At].Name
		}
		fmt.Fprintf(&b, "%d: %s%s by %s, %s..%s\n", x.Round, name(in, r, int(x.Player), x.Strategy), at, strings.Join(by, " + "), x.Least, x.Most)
	}
	for i := range r.Left {
		var left []string
		for _, k := range r.Left[i] {
			left = append(left, name(in, r, i, k))
		}
		fmt.Fprintf(&b, "%s: %s\n", in.Players[i], strings.Join(left, " "))
	}
	return b.String()
}

func tidy(s string) string {
	var out []string
	for _, l := range strings.Split(strings.TrimSpace(s), "\n") {
		out = append(out, strings.TrimSpace(l))
	}
	return strings.Join(out, "\n")
}

// Orders and gains follow by hand.
func TestKnownGames(t *testing.T) {
	dilemma := table("quiet talk", "quiet talk", [][2]int64{{-1, -1}, {-10, 0}, {0, -10}, {-5, -5}})
	// Middle is worth 1 always, top and bottom 3 or 0: half of each is worth 3/2. Then right, worth 0 to
	// Column against top and bottom, falls to left.
	mixture := table("top middle bottom", "left right", [][2]int64{{3, 1}, {0, 0}, {1, 0}, {1, 4}, {0, 1}, {3, 0}})
	// Top and bottom go at once. Were only top to go first, left would go next and bottom never.
	weak := table("top middle bottom", "left right", [][2]int64{{1, 1}, {0, 0}, {1, 1}, {2, 1}, {0, 0}, {2, 1}})
	// Burning money, in short: out is worth 2; in with soft at most 1. Going in and playing soft is
	// dominated, so whoever sees "in" expects hard.
	forward := Instance(Game(Move(0, "door",
		Do("out", End(2, 2)),
		Do("in", Move(0, "hers",
			Do("hard", Move(1, "his", Do("yield", End(3, 1)), Do("fight", End(0, 0)))),
			Do("soft", Move(1, "his", Do("yield", End(0, 0)), Do("fight", End(1, 3))))))), "She", "He"))
	// At the second move stopping is better whatever follows; seen from the start going on at "b" is
	// dominated only conditionally: if A stops, B's plan is worth the same.
	short := Instance(Game(Move(0, "a",
		Do("stop", End(1, 0)),
		Do("go", Move(1, "b", Do("take", End(0, 2)), Do("pass", End(3, 1))))), "A", "B"))
	for _, c := range []struct {
		name string
		in   *game.Instance
		by   solve.Dominance
		want string
	}{
		{"prisoners", dilemma, solve.PureDominance, `
			1: quiet by talk, 1..5
			1: quiet by talk, 1..5
			Row: talk
			Column: talk`},
		{"only by a mixture", mixture, solve.MixedDominance, `
			1: middle by 1/2 top + 1/2 bottom, 1/2..1/2
			2: right by left, 1..1
			3: bottom by top, 3..3
			Row: top
			Column: left`},
		{"not by a pure strategy", mixture, solve.PureDominance, `
			Row: top middle bottom
			Column: left right`},
		{"weak", weak, solve.WeakDominance, `
			1: top by middle, 0..2
			1: bottom by middle, 0..1
			Row: middle
			Column: left right`},
		{"not strict", weak, solve.MixedDominance, `
			Row: top middle bottom
			Column: left right`},
		{"forward induction", forward, solve.MixedDominance, `
			1: in-soft by out, 1..2
			She: out in-hard
			He: yield fight`},
		{"forward induction on the tree", forward, solve.ConditionalDominance, `
			1: in-soft at door by out, 1..2
			2: fight at his by yield, 1..1
			3: out at door by in-hard, 1..1
			She: in-hard
			He: yield`},
		{"conditional", short, solve.ConditionalDominance, `
			1: pass at b by take, 1..1
			2: go at a by stop, 1..1
			A: stop
			B: take`},
		{"not from the start", short, solve.MixedDominance, `
			A: stop go
			B: take pass`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := tidy(story(c.in, reduce(t, c.in, c.by))), tidy(c.want); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// Guess two thirds of the average, 0 to 20, two players; the payoff is minus the distance. The best reply
// to j is j/2, rounded either way, and everything above the best reply to the highest guess goes: 20, 10, 5, 3
// (5/2 rounded up), 2, 1, where it ends, as 1 and 0 are as good as each other against 1.
func TestGuessingGame(t *testing.T) {
	const n = 20
	var rows []string
	var cells [][2]int64
	for i := range n + 1 {
		rows = append(rows, fmt.Sprint(i))
		for j := range n + 1 {
			// 2/3 of the average is (i+j)/3; distances are counted in thirds.
			d := func(x int) int64 { return -max(int64(3*x-i-j), int64(i+j-3*x)) }
			cells = append(cells, [2]int64{d(i), d(j)})
		}
	}
	in := table(strings.Join(rows, " "), strings.Join(rows, " "), cells)
	r := reduce(t, in, solve.MixedDominance)
	if !slices.Equal(r.Left[0], []int{0, 1}) || !slices.Equal(r.Left[1], []int{0, 1}) {
		t.Errorf("left: %v", r.Left)
	}
	want := []int{10, 5, 3, 2, 1}
	for round, most := range want {
		for _, x := range r.Removed {
			if x.Round <= round+1 && x.Strategy <= most || x.Round > round+1 && x.Strategy > most {
				t.Errorf("%d goes in round %d; round %d should leave 0 to %d", x.Strategy, x.Round, round+1, most)
			}
		}
	}
}

// Strict dominance leaves the same in whatever order (Gilboa, Kalai and Zemel 1990): here one strategy goes at a
// time, drawn at random, found by brute force among pure dominators.
func TestOrderDoesNotMatter(t *testing.T) {
	gone := 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 5))
		in := Instance(Random(rng, Config{MaxInfosets: 4, Span: 9}))
		r := reduce(t, in, solve.PureDominance)
		form, err := game.NewStrategic(in, 5000)
		if err != nil {
			continue
		}
		left := make([]map[int]bool, len(r.Strategies))
		for i := range left {
			left[i] = map[int]bool{}
			for k := range r.Strategies[i] {
				left[i][k] = true
			}
		}
		for {
			var can [][2]int
			for i := range left {
				for k := range left[i] {
					if pureDominated(form, left, i, k) {
						can = append(can, [2]int{i, k})
					}
				}
			}
			if len(can) == 0 {
				break
			}
			slices.SortFunc(can, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
			x := can[rng.IntN(len(can))]
			delete(left[x[0]], x[1])
			gone++
		}
		for i := range left {
			if len(left[i]) != len(r.Left[i]) {
				t.Fatalf("seed %d: %v left one by one, %v round by round\n%s", seed, left[i], r.Left[i], Describe(in))
			}
			for _, k := range r.Left[i] {
				if !left[i][k] {
					t.Fatalf("seed %d: %v left one by one, %v round by round\n%s", seed, left[i], r.Left[i], Describe(in))
				}
			}
		}
	}
	if gone < 50 {
		t.Errorf("only %d strategies went: the games are too tame", gone)
	}
}

func pureDominated(form *game.Strategic, left []map[int]bool, i, k int) bool {
	for o := range left[i] {
		better := o != k
		eachProfile(left, i, 0, make([]int, len(left)), func(p []int) {
			better = better && payoff(form, p, i, k).Less(payoff(form, p, i, o))
		})
		if better {
			return true
		}
	}
	return false
}

func eachProfile(left []map[int]bool, i, j int, p []int, do func([]int)) {
	switch {
	case j == len(left):
		do(p)
	case j == i:
		eachProfile(left, i, j+1, p, do)
	default:
		for k := range left[j] {
			p[j] = k
			eachProfile(left, i, j+1, p, do)
		}
	}
}

func payoff(form *game.Strategic, p []int, i, k int) num.Rat {
	n := game.NodeID(0)
	for j := range p {
		x := p[j]
		if j == i {
			x = k
		}
		n = form.Child(n, x)
	}
	return form.PayoffAt(n, game.PlayerID(i))
}

// What holds on random games: what verify checks; mixed strategies take out at least what pure ones do,
// weak dominance at least what strict does, the tree at least what the start does; every Nash equilibrium
// plays only what strict dominance leaves; and names and units do not matter.
func TestRandomGames(t *testing.T) {
	counts := map[solve.Dominance]int{}
	byMixture := 0
	for seed := range uint64(120) {
		rng := rand.New(rand.NewPCG(seed, 6))
		in := Instance(Random(rng, Config{MaxInfosets: 5, Span: 9}))
		if _, err := game.NewStrategic(in, 400); err != nil {
			continue
		}
		got := map[solve.Dominance]*solve.Reduction{}
		for _, by := range []solve.Dominance{solve.PureDominance, solve.MixedDominance, solve.WeakDominance, solve.ConditionalDominance} {
			got[by] = reduce(t, in, by)
			counts[by] += len(got[by].Removed)
		}
		for _, x := range got[solve.MixedDominance].Removed {
			if len(x.By) > 1 {
				byMixture++
			}
		}
		subset := func(small, large solve.Dominance) {
			for i := range got[small].Left {
				for _, k := range got[small].Left[i] {
					if !slices.Contains(got[large].Left[i], k) {
						t.Errorf("seed %d: %s leaves %s, %s does not\n%s", seed, small, name(in, got[small], i, k), large, Describe(in))
					}
				}
			}
		}
		subset(solve.MixedDominance, solve.PureDominance)
		subset(solve.ConditionalDominance, solve.MixedDominance)

		form, err := nash.Form(in)
		if err != nil {
			t.Fatal(err)
		}
		res, err := nash.Mixed(context.Background(), form, solve.Options{Limits: solve.Limits{Supports: 2000}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range res.Equilibria {
			for a, p := range res.Equilibria[i].Profile {
				h := form.Actions[a].Infoset
				player := form.Infosets[h].Player
				if k := a - int(form.Infosets[h].First); p.Sign() > 0 && !slices.Contains(got[solve.MixedDominance].Left[player], k) {
					t.Errorf("seed %d: an equilibrium plays %s, which goes\n%s", seed, form.Actions[a].Name, Describe(in))
				}
			}
		}
		checkRelabelled(t, rng, in, got)
	}
	if counts[solve.PureDominance] < 100 || byMixture < 3 || counts[solve.WeakDominance] <= counts[solve.MixedDominance] || counts[solve.ConditionalDominance] <= counts[solve.MixedDominance] {
		t.Errorf("the games are too tame: %v, %d by a mixture", counts, byMixture)
	}
}

// checkRelabelled compares with the same game in other order and units.
func checkRelabelled(t *testing.T, rng *rand.Rand, in *game.Instance, got map[solve.Dominance]*solve.Reduction) {
	t.Helper()
	l := Relabel(rng, in)
	scale, shift := make([]num.Rat, len(in.Players)), make([]num.Rat, len(in.Players))
	for p := range scale {
		scale[p], shift[p] = num.Frac(1+rng.Int64N(9), 1+rng.Int64N(9)), num.Int(rng.Int64N(19)-9)
	}
	to := Instance(Rescale(Instance(l.Game), scale, shift))
	for by, before := range got {
		after := reduce(t, to, by)
		round := map[string]int{}
		for _, x := range after.Removed {
			s := slices.Clone(after.Strategies[x.Player][x.Strategy])
			slices.Sort(s)
			round[fmt.Sprint(x.Player, s)] = x.Round
		}
		if len(round) != len(before.Removed) {
			t.Errorf("%s: %d strategies go, relabelled %d\n%s", by, len(before.Removed), len(round), Describe(in))
		}
		for _, x := range before.Removed {
			var s game.Strategy
			for _, a := range before.Strategies[x.Player][x.Strategy] {
				s = append(s, l.Action[a])
			}
			slices.Sort(s)
			if round[fmt.Sprint(l.Player[x.Player], s)] != x.Round {
				t.Errorf("%s: %s goes in another round when relabelled\n%s", by, name(in, before, int(x.Player), x.Strategy), Describe(in))
			}
		}
	}
}

// The checker refuses what is wrong.
func TestVerifyRefuses(t *testing.T) {
	in := table("top middle bottom", "left right", [][2]int64{{3, 1}, {0, 0}, {1, 0}, {1, 4}, {0, 1}, {3, 0}})
	for what, spoil := range map[string]func(r *solve.Reduction){
		"a gain too large":         func(r *solve.Reduction) { r.Removed[0].Least = num.One },
		"a strategy not dominated": func(r *solve.Reduction) { r.Removed[0].Strategy = 0 },
		"weights not of a mixture": func(r *solve.Reduction) { r.Removed[0].By = r.Removed[0].By[:1] },
		"a round too early":        func(r *solve.Reduction) { r.Removed[1].Round, r.Removed[2].Round, r.Rounds = 1, 2, 2 },
		"stopped too early": func(r *solve.Reduction) {
			r.Removed, r.Rounds, r.Left[0] = r.Removed[:2], 2, []int{0, 2}
		},
		"one left too few":   func(r *solve.Reduction) { r.Left[1] = nil },
		"a strategy missing": func(r *solve.Reduction) { r.Strategies[0] = r.Strategies[0][:2] },
		"no beliefs":         func(r *solve.Reduction) { r.Kept = nil },
		"a wrong belief":     func(r *solve.Reduction) { r.Kept[0].Belief[0].P = num.Half },
	} {
		r := reduce(t, in, solve.MixedDominance)
		spoil(r)
		if err := verify.Reduction(context.Background(), in, r, true); err == nil {
			t.Errorf("%s passes", what)
		}
	}
}

// A context that has ended leaves an incomplete result.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in := table("a b", "c d", [][2]int64{{1, 1}, {1, 1}, {0, 0}, {0, 0}})
	res, err := dominance.Solver{By: solve.MixedDominance}.Solve(ctx, in, solve.Options{})
	if err != nil || res.Complete || res.IncompleteBecause == "" {
		t.Errorf("%v, complete %v %q", err, res.Complete, res.IncompleteBecause)
	}
	if err := verify.Reduction(context.Background(), in, res.Reduction, false); err != nil {
		t.Error(err)
	}
}
