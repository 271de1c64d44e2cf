package game_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/expr"
	"parley/game"
	"parley/game/gametest"
	"parley/num"
)

// lottery is one chance move with the probability p of winning 10/p, for A and B alike.
func lottery(t *testing.T) *game.Game {
	t.Helper()
	pool := &expr.Pool{}
	p := pool.Declare("p")
	one := pool.Const(num.One)
	rest, err := pool.Binary(expr.Sub, one, p)
	if err != nil {
		t.Fatal(err)
	}
	prize, err := pool.Binary(expr.Div, pool.Const(num.Int(10)), p)
	if err != nil {
		t.Fatal(err)
	}
	b := &game.Builder{Players: []string{"A", "B"}, Pool: pool}
	b.Chance(game.InfosetSpec{Name: "luck", Actions: []string{"win", "lose"}}, []expr.ID{p, rest})
	b.Terminal([]expr.ID{prize, prize})
	b.Terminal([]expr.ID{one, one})
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// One tree gives the numbers at any values, exact and rounded, without being built again.
func TestInstance(t *testing.T) {
	g := lottery(t)
	in, err := game.NewInstance(g, []num.Rat{num.Frac(1, 3)})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []num.Rat{num.Frac(1, 3), num.Frac(1, 7), num.One} {
		if err := in.Set([]num.Rat{p}); err != nil {
			t.Fatal(err)
		}
		if got := in.Prob(1); !got.Equal(num.One.Sub(p)) {
			t.Errorf("p = %v: the probability of losing is %v", p, got)
		}
		if got := in.PayoffAt(1, 1); !got.Equal(num.Int(10).Quo(p)) {
			t.Errorf("p = %v: the prize is %v", p, got)
		}
		if got, want := in.PayoffsF[1*2+0], 10/p.Float(); math.Abs(got-want) > 1e-12*want {
			t.Errorf("p = %v: the prize is about %v", p, got)
		}
		if got := in.ProbsF[0]; got != p.Float() {
			t.Errorf("p = %v: the probability of winning is about %v", p, got)
		}
		// 10 + (1-p) whatever p is
		if got, want := in.NodeValues(game.Profile{in.Prob(0), in.Prob(1)})[0], num.Int(11).Sub(p); !got.Equal(want) {
			t.Errorf("p = %v: the lottery is worth %v, want %v", p, got, want)
		}
	}
}

func TestInstanceErrors(t *testing.T) {
	g := lottery(t)
	for _, c := range []struct {
		p    num.Rat
		want string
	}{
		{num.Int(2), `the probability of "lose" at "luck" is -1 at these values: it should lie between 0 and 1`},
		{num.Frac(-1, 4), `the probability of "win" at "luck" is -0.25`},
		{num.Zero, "divides by zero at these values"},
	} {
		if _, err := game.NewInstance(g, []num.Rat{c.p}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("p = %v: %v, want %q", c.p, err, c.want)
		}
	}

	b := newBuilder()
	b.chance("luck", num.Half, num.Frac(1, 3))
	b.end()
	b.end()
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := game.NewInstance(g, nil); err == nil || !strings.Contains(err.Error(), `the probabilities at "luck" sum to 5/6`) {
		t.Errorf("probabilities of 5/6 in all: %v", err)
	}
}

// Reach is the product of the probabilities on the path, and the value of a node the sum over the ends
// below it of payoff times the probability of getting there.
func TestReachAndValues(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 5))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MaxInfosets: 8, ZeroChance: true}))
		p := make(game.Profile, len(in.Actions))
		for h := range in.Infosets {
			acts := in.ActionsAt(game.InfosetID(h))
			rest := num.One
			for k, a := range acts {
				switch {
				case in.Infosets[h].Player == game.Chance:
					p[a] = in.Prob(a)
				case k == len(acts)-1:
					p[a] = rest
				default:
					p[a] = rest.Mul(num.Frac(r.Int64N(4), 3))
					rest = rest.Sub(p[a])
				}
			}
		}
		reach, values := in.Reach(p), in.NodeValues(p)
		along := func(from, to game.NodeID) num.Rat {
			x := num.One
			for ; to != from; to = in.Nodes[to].Parent {
				x = x.Mul(p[in.Nodes[to].Via])
			}
			return x
		}
		for i := range in.Nodes {
			n := game.NodeID(i)
			if want := along(0, n); !reach[n].Equal(want) {
				t.Fatalf("seed %d: node %d is reached with %v, want %v", seed, n, reach[n], want)
			}
			for q := range in.Players {
				want := num.Zero
				for m := n; m < in.Nodes[n].End; m++ {
					if in.Terminal(m) {
						want = want.Add(along(n, m).Mul(in.PayoffAt(m, game.PlayerID(q))))
					}
				}
				if got := values[i*len(in.Players)+q]; !got.Equal(want) {
					t.Fatalf("seed %d: node %d is worth %v to player %d, want %v", seed, n, got, q, want)
				}
			}
		}
	}
}
