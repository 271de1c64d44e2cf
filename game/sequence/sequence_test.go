package sequence_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/game/sequence"
	"parley/num"
)

// games are random two-player games with perfect recall, whose sets lie at different depths.
func games(n int, each func(r *rand.Rand, in *game.Instance)) {
	r := rand.New(rand.NewPCG(2, 6))
	for i := range n {
		in := gametest.Instance(gametest.Random(r, gametest.Config{Players: 2, MaxInfosets: 8, MaxNodes: 100, ZeroChance: i%3 == 0}))
		if i%4 == 0 { // payoffs far from 0
			in = gametest.Instance(gametest.Rescale(in, []num.Rat{num.Int(3), num.Frac(1, 3)}, []num.Rat{num.Int(1000), num.Int(-77)}))
		}
		each(r, in)
	}
}

// A behaviour strategy becomes a realization plan and comes back, but for sets that own play excludes.
func TestPlanRoundTrip(t *testing.T) {
	games(300, func(r *rand.Rand, in *game.Instance) {
		f, err := sequence.New(in.Game)
		if err != nil {
			t.Fatal(err)
		}
		p := gametest.Assessment(r, in).Profile
		back := make(game.Profile, len(p))
		sequence.SetChance(in, back)
		float := make([]float64, len(p))
		for i := range f.Sides {
			s := &f.Sides[i]
			x := s.Plan(p)
			if err := s.CheckPlan(x); err != nil {
				t.Fatal(err)
			}
			excluded := make([]int32, len(s.Sets))
			s.Behave(back, x, excluded)
			s.BehaveFloat(float, s.PlanFloat(p), excluded, 1e-12)
			if !slices.EqualFunc(s.Plan(back), x, num.Rat.Equal) {
				t.Fatal("the plan of the strategy of a plan is another")
			}
			for h := range s.Sets {
				set := &s.Sets[h]
				for q := set.First; q < set.First+set.Num; q++ {
					a := s.Action[q]
					want := p[a]
					if x[set.Parent].IsZero() {
						want = num.Zero
						if q == set.First {
							want = num.One
						}
					}
					if !back[a].Equal(want) || back[a].Float()-float[a] > 1e-12 || float[a]-back[a].Float() > 1e-12 {
						t.Fatalf("probability %s, in floats %g, want %s", back[a], float[a], want)
					}
				}
			}
		}
	})
}

// Payoffs at pairs of sequences give the expected payoffs of the tree, and best replies are at least as
// good as any plan.
func TestPayoffs(t *testing.T) {
	games(300, func(r *rand.Rand, in *game.Instance) {
		f, err := sequence.New(in.Game)
		if err != nil {
			t.Fatal(err)
		}
		m, err := f.Payoffs(in)
		if err != nil {
			t.Fatal(err)
		}
		p := gametest.Assessment(r, in).Profile
		want := in.NodeValues(p)
		for i := range 2 {
			worth := m.Against(i, i, f.Sides[i].Len(), f.Sides[1-i].Plan(p))
			floats := m.AgainstFloat(i, i, f.Sides[i].Len(), f.Sides[1-i].PlanFloat(p))
			got, near := num.Zero, 0.0
			for q, w := range f.Sides[i].Plan(p) {
				got = got.Add(w.Mul(worth[q]))
				near += w.Float() * floats[q]
			}
			if got, near := m.Utils(i, got, false), m.Utils(i, num.FromFloat(near), false); !got.Equal(want[i]) || math.Abs(near.Sub(want[i]).Float()) > 1e-9 {
				t.Fatalf("player %d gets %s (%s), want %s", i, got, near, want[i])
			}
			best, choice := f.Sides[i].Best(worth)
			if best.Less(got) {
				t.Fatal("a plan is better than the best one")
			}
			best = m.Utils(i, best, false)
			reply := make(game.Profile, len(p))
			copy(reply, p)
			pure := make([]num.Rat, f.Sides[i].Len()) // nothing but the empty sequence: every set is excluded
			pure[0] = num.One
			for h := range f.Sides[i].Sets {
				set := &f.Sides[i].Sets[h]
				pure[set.First+choice[h]] = pure[set.Parent]
			}
			f.Sides[i].Behave(reply, pure, choice)
			if v := in.NodeValues(reply); !v[i].Equal(best) {
				t.Fatalf("the best reply brings %s, said to be %s", v[i], best)
			}
		}
	})
}

// Strategies are counted as the strategic form lists them.
func TestStrategies(t *testing.T) {
	games(300, func(_ *rand.Rand, in *game.Instance) {
		form, err := game.NewStrategic(in, 100_000)
		if err != nil {
			return
		}
		for i := range in.Players {
			if n, want := sequence.Strategies(in.Game, game.PlayerID(i), 1_000_000), len(form.Strategies[i]); n != want {
				t.Fatalf("%d strategies, want %d\n%s", n, want, gametest.Describe(in))
			}
			if n := sequence.Strategies(in.Game, game.PlayerID(i), 2); n != min(2, len(form.Strategies[i])) {
				t.Fatalf("%d strategies up to 2", n)
			}
		}
	})
}

func TestConstantSum(t *testing.T) {
	end := func(a, b int64) gametest.Tree { return gametest.End(a, b) }
	for _, c := range []struct {
		tree gametest.Tree
		sum  int64
		ok   bool
	}{
		{gametest.Move(0, "m", gametest.Do("a", end(1, -1)), gametest.Do("b", end(3, -3))), 0, true},
		{gametest.Move(0, "m", gametest.Do("a", end(1, 4)), gametest.Do("b", end(3, 2))), 5, true},
		{gametest.Move(0, "m", gametest.Do("a", end(1, 4)), gametest.Do("b", end(3, 3))), 0, false},
		{gametest.Nature("n", gametest.With("1", "a", end(1, 4)), gametest.With("0", "b", end(3, 3))), 5, true},
	} {
		sum, ok := sequence.ConstantSum(gametest.Instance(gametest.Game(c.tree, "A", "B")))
		if ok != c.ok || !sum.Equal(num.Int(c.sum)) {
			t.Errorf("sum %s, %v; want %d, %v", sum, ok, c.sum, c.ok)
		}
	}
}
