package gametest

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/game"
	"parley/game/sequence"
	"parley/num"
)

// Random games keep perfect recall and their bounds, and between them have every feature that the
// solvers have to treat.
func TestRandom(t *testing.T) {
	var mixedDepth, subgames, chance, large, hidden int
	for seed := range uint64(500) {
		c := Config{MinInfosets: 2, MaxInfosets: 8, MaxNodes: 60}
		g := Random(rand.New(rand.NewPCG(seed, 1)), c)
		if err := g.PerfectRecall(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if n := g.PersonalInfosets(); n < 2 || n > 8 || len(g.Nodes) > 60 || len(g.Players) < 2 || len(g.Players) > 3 {
			t.Fatalf("seed %d: %d information sets, %d nodes, %d players", seed, n, len(g.Nodes), len(g.Players))
		}
		if n := g.PersonalInfosets(); n >= 6 {
			large++
		}
		if len(g.Subgames()) > 1 {
			subgames++
		}
		features := map[string]bool{}
		for _, s := range g.Infosets {
			if s.Player == game.Chance {
				features["chance"] = true
			}
			if len(s.Nodes) > 1 {
				features["hidden"] = true
			}
			for _, n := range s.Nodes {
				if len(g.Path(n)) != len(g.Path(s.Nodes[0])) {
					features["depth"] = true
				}
			}
		}
		for f, n := range map[string]*int{"chance": &chance, "hidden": &hidden, "depth": &mixedDepth} {
			if features[f] {
				*n++
			}
		}
	}
	for what, n := range map[string]int{"information sets across depths": mixedDepth, "proper subgames": subgames, "chance": chance, "six or more information sets": large, "hidden moves": hidden} {
		if n < 25 {
			t.Errorf("%d of 500 random games have %s", n, what)
		}
	}
}

func TestRandomRepeats(t *testing.T) {
	describe := func() string {
		return Describe(Instance(Random(rand.New(rand.NewPCG(7, 7)), Config{})))
	}
	if diff := cmp.Diff(describe(), describe()); diff != "" {
		t.Error(diff)
	}
}

// The maps of a relabelling lead every payoff, chance probability and information set to its place.
func TestRelabel(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		in := Instance(Random(r, Config{}))
		l := Relabel(r, in)
		to := Instance(l.Game)
		if err := l.Game.PerfectRecall(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for i := range in.Nodes {
			n := game.NodeID(i)
			m := l.Node[n]
			if in.Terminal(n) != to.Terminal(m) {
				t.Fatalf("seed %d: node %d is terminal in one game only", seed, n)
			}
			if n > 0 && (to.Nodes[m].Parent != l.Node[in.Nodes[n].Parent] || to.Nodes[m].Via != l.Action[in.Nodes[n].Via]) {
				t.Fatalf("seed %d: node %d does not follow its parent", seed, n)
			}
			if !in.Terminal(n) {
				h := in.Nodes[n].Infoset
				if to.Nodes[m].Infoset != l.Infoset[h] {
					t.Fatalf("seed %d: node %d is in another information set", seed, n)
				}
				if p := in.Infosets[h].Player; p != game.Chance && to.Infosets[l.Infoset[h]].Player != l.Player[p] {
					t.Fatalf("seed %d: another player moves at node %d", seed, n)
				}
				continue
			}
			for p := range in.Players {
				if !in.PayoffAt(n, game.PlayerID(p)).Equal(to.PayoffAt(m, l.Player[p])) {
					t.Fatalf("seed %d: another payoff at node %d", seed, n)
				}
			}
		}
		for a := range in.Actions {
			b := l.Action[a]
			if in.Actions[a].Name != to.Actions[b].Name {
				t.Fatalf("seed %d: action %d has another name", seed, a)
			}
			if in.Actions[a].Prob != game.None && !in.Prob(game.ActionID(a)).Equal(to.Prob(b)) {
				t.Fatalf("seed %d: action %d has another probability", seed, a)
			}
		}
	}
}

// The large games have the sizes that the literature counts, and perfect recall. That of Leduc hold'em is 288
// information sets, or 936 if players tell suits apart; liar's dice with 6 faces has 24,576 of them and 294,883 histories.
func TestLargeGames(t *testing.T) {
	for _, c := range []struct {
		game            *game.Game
		infosets, nodes int
	}{
		{Kuhn(2), 12, 58},
		{Kuhn(3), 48, 617},
		{Leduc(false), 288, 9457},
		{Leduc(true), 936, 9457},
		{LiarsDice(4), 1024, 8181},
		{LiarsDice(6), 24576, 294883},
		{Goofspiel(3), 72, 1 + 3 + 9 + 18 + 36 + 36 + 36},
		{Deals(rand.New(rand.NewPCG(1, 1)), 3, 2, 4, 9), 45, 1 + 3 + 9*31},
	} {
		if n, h := len(c.game.Nodes), c.game.PersonalInfosets(); n != c.nodes || h != c.infosets {
			t.Errorf("%s: %d information sets and %d nodes, want %d and %d", c.game.Title, h, n, c.infosets, c.nodes)
		}
		if err := c.game.PerfectRecall(); err != nil {
			t.Errorf("%s: %v", c.game.Title, err)
		}
		in := Instance(c.game)
		if _, constant := sequence.ConstantSum(in); !constant && len(in.Players) == 2 {
			t.Errorf("%s is not zero-sum", c.game.Title)
		}
	}
}

func TestRescale(t *testing.T) {
	in := Instance(Signalling(rand.New(rand.NewPCG(3, 3)), 2, 2, 2, 9))
	to := Instance(Rescale(in, []num.Rat{num.Int(3), num.Half}, []num.Rat{num.Int(-1), num.Int(7)}))
	for i := range in.Nodes {
		n := game.NodeID(i)
		if !in.Terminal(n) {
			continue
		}
		if got, want := to.PayoffAt(n, 0), num.Int(3).Mul(in.PayoffAt(n, 0)).Sub(num.One); !got.Equal(want) {
			t.Errorf("node %d: %v, want %v", n, got, want)
		}
		if got, want := to.PayoffAt(n, 1), num.Half.Mul(in.PayoffAt(n, 1)).Add(num.Int(7)); !got.Equal(want) {
			t.Errorf("node %d: %v, want %v", n, got, want)
		}
	}
}
