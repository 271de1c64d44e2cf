package dominance_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/game"
	. "parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/solve/dominance"
	"parley/solve/sequential"
	"parley/verify"
)

func prune(t *testing.T, in *game.Instance) (*solve.ActionReduction, bool) {
	t.Helper()
	res, err := dominance.Actions{}.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Actions(context.Background(), in, res.Actions, res.Complete); err != nil {
		t.Fatalf("%v\n%s", err, Describe(in))
	}
	return res.Actions, res.Complete
}

// With perfect information and no ties what is left is backward induction, one move a round from the last.
func TestActionsAreBackwardInduction(t *testing.T) {
	end := func(a, b int64) Tree { return End(a, b) }
	tree := Move(0, "1", Do("take", end(4, 1)), Do("pass", Move(1, "2", Do("take", end(2, 8)), Do("pass",
		Move(0, "3", Do("take", end(16, 4)), Do("pass", Move(1, "4", Do("take", end(8, 32)), Do("pass", end(64, 16)))))))))
	in := Instance(Game(tree, "A", "B"))
	r, complete := prune(t, in)
	if !complete || r.Rounds != 4 {
		t.Fatalf("complete %v, %d rounds", complete, r.Rounds)
	}
	for k, set := range []string{"4", "3", "2", "1"} {
		x := r.Removed[k]
		if x.Action != Action(in.Game, set, "pass") || x.Round != k+1 || !x.Least.Equal(num.Int(int64(16>>k))) {
			t.Errorf("round %d: %+v", k+1, x)
		}
	}
}

// No sequential equilibrium takes an action that goes; names and order do not matter; what is said is
// checked.
func TestActionsOfRandomGames(t *testing.T) {
	gone, mixed := 0, 0
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 21))
		in := Instance(Random(rng, Config{MaxInfosets: 6, Span: 9}))
		r, complete := prune(t, in)
		if !complete {
			t.Fatalf("seed %d: too many plans\n%s", seed, Describe(in))
		}
		for _, x := range r.Removed {
			gone++
			for _, p := range x.Plans {
				if len(p.By) > 1 {
					mixed++
				}
			}
		}
		res, err := sequential.Solver{}.Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Supports: 5000}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range res.Equilibria {
			for a := range in.Actions {
				if _, high := res.Equilibria[i].Range(game.ActionID(a)); !r.Left[a] && num.FromFloat(res.Equilibria[i].Radius).Less(high) {
					t.Errorf("seed %d: an equilibrium takes %s at %s, which goes\n%s", seed, in.Actions[a].Name, in.Infosets[in.Actions[a].Infoset].Name, Describe(in))
				}
			}
		}
		l := Relabel(rng, in)
		other, _ := prune(t, Instance(l.Game))
		for a := range in.Actions {
			if r.Left[a] != other.Left[l.Action[a]] {
				t.Errorf("seed %d: %s is left %v, relabelled %v\n%s", seed, in.Actions[a].Name, r.Left[a], other.Left[l.Action[a]], Describe(in))
			}
		}
	}
	if gone < 200 || mixed < 5 {
		t.Errorf("%d actions go, %d by mixtures: the games are too tame", gone, mixed)
	}
}

// A game in strategic form: actions are strategies, and what is left is the same.
func TestActionsOfStrategicForms(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 22))
		var cells [][2]int64
		for range 12 {
			cells = append(cells, [2]int64{rng.Int64N(7), rng.Int64N(7)})
		}
		in := table("a b c", "d e f g", cells)
		r, _ := prune(t, in)
		want := reduce(t, in, solve.MixedDominance)
		for i, h := range []string{"row", "column"} {
			var left []int
			for k, a := range in.ActionsAt(Infoset(in.Game, h)) {
				if r.Left[a] {
					left = append(left, k)
				}
			}
			if !slices.Equal(left, want.Left[i]) {
				t.Errorf("seed %d: %v of %s are left, %v as strategies\n%s", seed, left, h, want.Left[i], Describe(in))
			}
		}
	}
}

// The checker refuses what is wrong.
func TestVerifyRefusesActions(t *testing.T) {
	in := table("top middle bottom", "left right", [][2]int64{{3, 1}, {0, 0}, {1, 0}, {1, 4}, {0, 1}, {3, 0}})
	for what, spoil := range map[string]func(r *solve.ActionReduction){
		"a gain too large":         func(r *solve.ActionReduction) { r.Removed[0].Least = num.One },
		"an action not dominated":  func(r *solve.ActionReduction) { r.Removed[0].Action = Action(in.Game, "row", "top") },
		"weights not of a mixture": func(r *solve.ActionReduction) { r.Removed[0].Plans[0].By = r.Removed[0].Plans[0].By[:1] },
		"a plan not looked at":     func(r *solve.ActionReduction) { r.Removed[0].Plans = r.Removed[0].Plans[:0] },
		"a round too early":        func(r *solve.ActionReduction) { r.Removed[1].Round, r.Removed[2].Round, r.Rounds = 1, 2, 2 },
		"stopped too early":        func(r *solve.ActionReduction) { r.Removed, r.Rounds, r.Left[2] = r.Removed[:2], 2, true },
		"one left too few":         func(r *solve.ActionReduction) { r.Left[0] = false },
		"no beliefs":               func(r *solve.ActionReduction) { r.Kept = nil },
		"a wrong belief":           func(r *solve.ActionReduction) { r.Kept[0].Belief[0].P = num.Half },
	} {
		r, _ := prune(t, in)
		spoil(r)
		if err := verify.Actions(context.Background(), in, r, true); err == nil {
			t.Errorf("%s passes", what)
		}
	}
}

// Where too many plans follow, bounds decide, and the result says that more may go.
func TestActionsByBounds(t *testing.T) {
	// A may stop for 5, or go on: then B has nine ways, which A sees and answers in two ways each, none worth
	// more than 3 to him. That is 2^9 plans after going on.
	var branches []Branch
	for k := range 9 {
		name := string(rune('p' + k))
		branches = append(branches, Do(name, Move(0, "after "+name, Do("x", End(int64(k%4), 0)), Do("y", End(int64((k+1)%4), 0)))))
	}
	in := Instance(Game(Move(0, "start", Do("stop", End(5, 0)), Do("go", Move(1, "B", branches...))), "A", "B"))
	r, _ := prune(t, in)
	if r.Left[Action(in.Game, "start", "go")] {
		t.Error("going on is not eliminated")
	}
	x := r.Removed[slices.IndexFunc(r.Removed, func(x solve.ActionRemoval) bool { return x.Action == Action(in.Game, "start", "go") })]
	if x.Plans[0].Plan != nil || !x.Least.Equal(num.Int(2)) {
		t.Errorf("by %+v, at least %s", x.Plans, x.Least)
	}
}
