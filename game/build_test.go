package game_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/expr"
	"parley/game"
	"parley/num"
)

// A builder of two players with the constant payoffs (0, 0), for trees where only the shape matters.
type builder struct{ *game.Builder }

func newBuilder() builder {
	return builder{&game.Builder{Players: []string{"A", "B"}, Pool: &expr.Pool{}}}
}

func (b builder) move(p game.PlayerID, key string, actions ...string) game.NodeID {
	return b.Decision(game.InfosetSpec{Player: p, Key: key, Name: key, Actions: actions})
}

func (b builder) end() game.NodeID {
	zero := b.Pool.Const(num.Zero)
	return b.Terminal([]expr.ID{zero, zero})
}

func (b builder) chance(name string, probs ...num.Rat) game.NodeID {
	s := game.InfosetSpec{Name: name}
	var ids []expr.ID
	for k, p := range probs {
		s.Actions = append(s.Actions, string(rune('a'+k)))
		ids = append(ids, b.Pool.Const(p))
	}
	return b.Chance(s, ids)
}

// Nodes come in preorder, each with its parent, the action that leads to it and the end of its
// subtree; nodes of one key are in one information set, whose actions stand once.
func TestBuilder(t *testing.T) {
	b := newBuilder()
	b.move(0, "first", "l", "r")  // 0
	b.move(1, "second", "x", "y") //   1
	b.end()                       //     2
	b.end()                       //     3
	b.move(1, "second", "x", "y") //   4
	b.end()                       //     5
	b.chance("luck", num.Half, num.Half)
	last := b.end()
	b.end()
	b.Mark(last, "lucky")
	b.Mark(5, "calm")
	b.Mark(2, "calm")
	b.Mark(2, "calm")
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	want := []game.Node{
		{Parent: game.None, End: 9, Infoset: 0, Via: game.None},
		{Parent: 0, End: 4, Infoset: 1, Via: 0},
		{Parent: 1, End: 3, Infoset: game.None, Via: 2},
		{Parent: 1, End: 4, Infoset: game.None, Via: 3},
		{Parent: 0, End: 9, Infoset: 1, Via: 1},
		{Parent: 4, End: 6, Infoset: game.None, Via: 2},
		{Parent: 4, End: 9, Infoset: 2, Via: 3},
		{Parent: 6, End: 8, Infoset: game.None, Via: 4},
		{Parent: 6, End: 9, Infoset: game.None, Via: 5},
	}
	if diff := cmp.Diff(want, g.Nodes); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]game.NodeID{1, 4}, g.Infosets[1].Nodes); diff != "" {
		t.Errorf("nodes of the second information set:\n%s", diff)
	}
	if diff := cmp.Diff([]game.Mark{{Name: "lucky", Nodes: []game.NodeID{7}}, {Name: "calm", Nodes: []game.NodeID{2, 5}}}, g.Marks); diff != "" {
		t.Errorf("marks:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"r", "y", "a"}, g.History(7)); diff != "" {
		t.Errorf("history:\n%s", diff)
	}
	if diff := cmp.Diff([]game.NodeID{5, 6}, g.Children(4)); diff != "" || g.Child(4, 1) != 6 {
		t.Errorf("children of 4: %d, %s", g.Child(4, 1), diff)
	}
	if g.Terminals() != 5 || g.PersonalInfosets() != 2 {
		t.Errorf("%d terminals and %d information sets of players, want 5 and 2", g.Terminals(), g.PersonalInfosets())
	}
	for i, number := range []int{1, 1, 1} { // each player's own count, chance's too
		if g.Infosets[i].Number != number {
			t.Errorf("information set %d has number %d, want %d", i, g.Infosets[i].Number, number)
		}
	}
	if p, ok := g.Player(6); p != game.Chance || !ok {
		t.Errorf("player at 6: %v, %v", p, ok)
	}
	if _, ok := g.Player(8); ok {
		t.Error("somebody moves at the end")
	}
}

func TestBuilderErrors(t *testing.T) {
	for _, c := range []struct {
		name  string
		build func(b builder)
		want  string
	}{
		{"nothing", func(builder) {}, "the game has no nodes"},
		{"unfinished", func(b builder) { b.move(0, "x", "l", "r"); b.end() }, `the tree ends before all actions of "x" have been followed`},
		{"two roots", func(b builder) { b.end(); b.end() }, "there is a node after the end of the tree"},
		{"no actions", func(b builder) { b.move(0, "x"); b.end() }, `information set "x" has no actions`},
		{"other actions", func(b builder) {
			b.move(0, "x", "l", "r")
			b.move(1, "y", "l", "r")
			b.end()
			b.end()
			b.move(1, "y", "l", "m")
			b.end()
			b.end()
		}, `information set "y" offers ["l" "r"] at one node and ["l" "m"] at another`},
		{"player", func(b builder) { b.move(2, "x", "l"); b.end() }, `player 3 moves at "x", but there are 2 players`},
		{"payoffs", func(b builder) { b.Terminal(nil) }, "an end of play has 0 payoffs for 2 players"},
		{"probabilities", func(b builder) {
			b.Chance(game.InfosetSpec{Name: "luck", Actions: []string{"a", "b"}}, []expr.ID{b.Pool.Const(num.One)})
			b.end()
			b.end()
		}, `the chance move "luck" has 2 outcomes and 1 probabilities`},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuilder()
			c.build(b)
			if _, err := b.Build(); err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// Equal keys of two players are two information sets.
func TestKeysArePlayers(t *testing.T) {
	b := newBuilder()
	b.move(0, "x", "l")
	b.move(1, "x", "m")
	b.end()
	g, err := b.Build()
	if err != nil || len(g.Infosets) != 2 {
		t.Errorf("%v, %d information sets, want 2", err, len(g.Infosets))
	}
}

func TestPerfectRecall(t *testing.T) {
	for _, c := range []struct {
		name  string
		build func(b builder)
		want  string // part of the error, or ""
	}{
		{"hidden move", func(b builder) {
			b.move(0, "x", "l", "r")
			for range 2 {
				b.move(1, "y", "l", "r")
				b.end()
				b.end()
			}
		}, ""},
		{"forgets what he did", func(b builder) {
			b.move(0, "x", "l", "r")
			for range 2 {
				b.move(0, "y", "l", "r")
				b.end()
				b.end()
			}
		}, `at "y" A cannot tell “l” from “r”, though what A knew or did before differs`},
		{"forgets what he knew", func(b builder) {
			b.chance("luck", num.Half, num.Half)
			for _, key := range []string{"rain", "sun"} {
				b.move(0, key, "go")
				b.move(0, "later", "l", "r")
				b.end()
				b.end()
			}
		}, `at "later" A cannot tell “a, go” from “b, go”`},
		{"absent-minded", func(b builder) { // Piccione and Rubinstein 1997
			b.move(0, "exit", "leave", "stay")
			b.end()
			b.move(0, "exit", "leave", "stay")
			b.end()
			b.end()
		}, `at "exit" A cannot tell the start from “stay”`},
		{"others may forget for him", func(b builder) {
			b.move(0, "x", "l", "r")
			b.move(1, "y1", "l")
			b.move(0, "z1", "go")
			b.end()
			b.move(1, "y2", "l")
			b.move(0, "z2", "go")
			b.end()
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuilder()
			c.build(b)
			g, err := b.Build()
			if err != nil {
				t.Fatal(err)
			}
			err = g.PerfectRecall()
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestSubgames(t *testing.T) {
	b := newBuilder()
	b.move(0, "in or out", "out", "in") // 0: a subgame, the whole game
	b.end()
	b.move(1, "own", "l", "r")    // 2: a subgame
	b.move(0, "hidden", "x", "y") // 3: none, shares its information set with 6
	b.end()
	b.end()
	b.move(0, "hidden", "x", "y") // 6
	b.end()
	b.chance("luck", num.One) // 8: a subgame
	b.end()
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]game.NodeID{0, 2, 8}, g.Subgames()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
