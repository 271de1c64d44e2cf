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
