package refine_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"parley/game"
	. "parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/solve/refine"
	"parley/solve/sequential"
)

// agentsContent tells whether at each information set every action that p plays is a best reply of an agent
// who moves there alone, if all others play the completely mixed profile near.
func agentsContent(in *game.Instance, p, near game.Profile) bool {
	reach, values := in.Reach(near), in.NodeValues(near)
	for h := range in.Infosets {
		set := &in.Infosets[h]
		if set.Player == game.Chance {
			continue
		}
		worth := make([]num.Rat, set.Num)
		for _, n := range set.Nodes {
			for k, m := range in.Children(n) {
				worth[k] = worth[k].Add(reach[n].Mul(values[int(m)*len(in.Players)+int(set.Player)]))
			}
		}
		for k := range worth {
			for o := range worth {
				if p[int(set.First)+k].Sign() > 0 && worth[k].Less(worth[o]) {
					return false
				}
			}
		}
	}
	return true
}

func pureProfile(in *game.Instance, p game.Profile) bool {
	for a, x := range p {
		if in.Infosets[in.Actions[a].Infoset].Player != game.Chance && !x.IsZero() && !x.Equal(num.One) {
			return false
		}
	}
	return true
}

// trembling returns the profile in which each action that is not played has the given probability.
func trembling(in *game.Instance, p game.Profile, small func(a game.ActionID) num.Rat) game.Profile {
	out := make(game.Profile, len(p))
	for h := range in.Infosets {
		set := &in.Infosets[h]
		rest, played := num.One, set.First
		for _, a := range in.ActionsAt(game.InfosetID(h)) {
			switch {
			case set.Player == game.Chance:
				out[a] = p[a]
			case p[a].IsZero():
				out[a] = small(a)
				rest = rest.Sub(out[a])
			default:
				played = a
			}
		}
		if set.Player != game.Chance {
			out[played] = rest
		}
	}
	return out
}

// What is said of pure profiles is tried out, in trees and with three players: where trembles are said to
// be found, play with small ones leaves every agent content; where there are said to be none, no random ones do.
func TestPerfectionTriedOut(t *testing.T) {
	passes, fails := 0, 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 31))
		in := Instance(Random(r, Config{MaxInfosets: 5, Span: 2 + int64(seed%3)}))
		// Every pure profile, an equilibrium or not: far more fail than among equilibria.
		var p game.Profile
		if seed%2 == 0 {
			res, err := sequential.Solver{}.Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Supports: 5000}})
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Equilibria) == 0 {
				continue
			}
			p = res.Equilibria[r.IntN(len(res.Equilibria))].Profile
		} else {
			p = make(game.Profile, len(in.Actions))
			for h := range in.Infosets {
				set := &in.Infosets[h]
				for _, a := range in.ActionsAt(game.InfosetID(h)) {
					if set.Player == game.Chance {
						p[a] = in.Prob(a)
					}
				}
				if set.Player != game.Chance {
					p[int(set.First)+r.IntN(set.Num)] = num.One
				}
			}
		}
		if !pureProfile(in, p) {
			continue
		}
		a := &game.Assessment{Profile: p}
		switch x := refine.PerfectByTrembles(in, a); x.Verdict {
		case refine.Passes:
			passes++
			found := refine.Trembles(in, a)
			if found == nil {
				t.Fatalf("seed %d: it passes without trembles", seed)
			}
			eps := num.Frac(1, 100_000)
			near := trembling(in, p, func(a game.ActionID) num.Rat {
				x := found[a].Weight
				for range found[a].Order {
					x = x.Mul(eps)
				}
				return x
			})
			if !agentsContent(in, p, near) {
				t.Errorf("seed %d: with the trembles that were found some agent is not content\n%s", seed, Describe(in))
			}
		case refine.Fails:
			fails++
			for range 20 {
				near := trembling(in, p, func(game.ActionID) num.Rat {
					x := num.Frac(1+r.Int64N(9), 100_000)
					for range r.IntN(3) {
						x = x.Mul(num.Frac(1, 1000))
					}
					return x
				})
				if agentsContent(in, p, near) {
					t.Errorf("seed %d: every agent is content with these trembles, but: %s\n%s", seed, x.Reason, Describe(in))
					break
				}
			}
		}
	}
	t.Logf("%d pass, %d fail", passes, fails)
	if passes < 80 || fails < 80 {
		t.Errorf("%d pass, %d fail: the games are too tame", passes, fails)
	}
}

// Van Damme's theorem is for two players: with three an equilibrium may be undominated and not perfect. What
// passes is undominated with any number, as perfect equilibria are.
func TestPerfectIsUndominated(t *testing.T) {
	passes, more := 0, 0
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 32))
		leaf := func() Tree { return End(r.Int64N(3), r.Int64N(3), r.Int64N(3)) }
		third := func() Tree { return Move(2, "three", Do("e", leaf()), Do("f", leaf())) }
		second := func() Tree { return Move(1, "two", Do("c", third()), Do("d", third())) }
		in := Instance(Game(Move(0, "one", Do("a", second()), Do("b", second())), "A", "B", "C"))
		res, list := judge(t, sequential.Solver{}, in, "perfect", "undominated")
		for i := range res.Equilibria {
			if res.Equilibria[i].Dimension > 0 {
				continue
			}
			switch perfect, undominated := list[i][0].Verdict, list[i][1].Verdict; {
			case perfect == refine.Passes && undominated == refine.Fails:
				t.Errorf("seed %d: perfect and dominated\n%s%s", seed, Describe(in), show(in, res, list))
			case perfect == refine.Passes:
				passes++
			case perfect == refine.Fails && undominated == refine.Passes:
				more++
			}
		}
	}
	t.Logf("%d pass, %d undominated fail", passes, more)
	if passes < 50 || more < 1 {
		t.Errorf("%d pass, %d undominated fail: the games are too tame", passes, more)
	}
}
