package report_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"parley/draw"
	"parley/draw/drawtest"
	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/report"
	"parley/solve"
)

// drawn returns the tree of a game with an equilibrium.
func drawn(in *game.Instance, concept solve.Concept, e solve.Equilibrium) *draw.Tree {
	r := &solve.Result{Concept: concept, Complete: true, Equilibria: []solve.Equilibrium{e}}
	d := report.Drawing{Game: in, Solution: &report.Solution{Game: in, Result: r, Regrets: []num.Rat{num.Zero}}}
	return d.Tree()
}

// find returns the node that an action leads to.
func find(t *testing.T, tree *draw.Tree, path ...string) *draw.TreeNode {
	t.Helper()
	at := 0
	for _, a := range path {
		i := slices.IndexFunc(tree.Nodes, func(n draw.TreeNode) bool { return n.Parent == at && n.Action == a })
		if i < 0 {
			t.Fatalf("no %q below node %d", a, at)
		}
		at = i
	}
	return &tree.Nodes[at]
}

// bluff is a signal that both types may send, with a reply: payoffs make the reply a matter of beliefs.
func bluff() *game.Instance {
	reply := func(a, b int64) gametest.Tree {
		return gametest.Move(1, "reply", gametest.Do("resist", gametest.End(a, b)), gametest.Do("yield", gametest.End(1, 0)))
	}
	side := func(set string, a, b int64) gametest.Tree {
		return gametest.Move(0, set, gametest.Do("quiet", gametest.End(0, 1)), gametest.Do("loud", reply(a, b)))
	}
	return gametest.Instance(gametest.Game(gametest.Nature("type", gametest.With("2/5", "strong", side("strong", 1, -1)), gametest.With("3/5", "weak", side("weak", -1, 1))), "a", "b"))
}

func TestTreeOnThePath(t *testing.T) {
	in := bluff()
	p := gametest.Profile(in, map[string]string{"strong loud": "1", "weak quiet": "1/2", "weak loud": "1/2", "reply resist": "1/2", "reply yield": "1/2"})
	a := game.Assessment{Profile: p, Beliefs: make(game.Beliefs, len(in.Nodes))}
	for h := range in.Infosets {
		nodes, reach := in.Infosets[h].Nodes, in.Reach(p)
		sum := num.Zero
		for _, n := range nodes {
			sum = sum.Add(reach[n])
		}
		for _, n := range nodes {
			a.Beliefs[n] = reach[n].Quo(sum)
		}
	}
	tree := drawn(in, solve.Sequential, solve.Point(a))
	strong := find(t, tree, "strong", "loud")
	if b := strong.Belief; b == nil || b.Open || b.Text != "57 % (was 40 %)" || math.Abs(b.Low-4.0/7) > 1e-12 || b.High != b.Low || b.Prior != 0.4 {
		t.Errorf("belief %+v, want 4/7 and 2/5 before", b)
	}
	if n := find(t, tree, "weak", "loud"); n.Prob != "50 %" || n.Weight != 0.5 || n.Play != draw.Played || !n.Level || n.Set != strong.Set || n.Set == draw.None {
		t.Errorf("%+v", n)
	}
	if n := find(t, tree, "strong", "quiet"); n.Play != draw.Never || n.Level || n.Reach != "0 %" || n.Reached || !slices.Equal(n.Payoffs, []string{"0", "1"}) {
		t.Errorf("%+v", n)
	}
	if n := find(t, tree, "strong"); n.Set != draw.None || n.Level || n.Prob != "40 %" {
		t.Errorf("%+v: chance makes nobody indifferent", n)
	}
	if n := find(t, tree, "weak", "loud", "resist"); n.Reach != "15 %" || !n.Reached || n.Player != draw.AtEnd {
		t.Errorf("%+v", n)
	}
}

func TestTreeOffThePath(t *testing.T) {
	in := bluff()
	p := gametest.Profile(in, map[string]string{"strong quiet": "1", "weak quiet": "1", "reply resist": "1"})
	reply := in.Infosets[gametest.Infoset(in.Game, "reply")].Nodes
	point := func(low, high string) solve.Equilibrium {
		e := solve.Point(game.Assessment{Profile: p, Beliefs: make(game.Beliefs, len(in.Nodes))})
		l, h := num.MustParse(low), num.MustParse(high)
		e.Beliefs[reply[0]], e.Beliefs[reply[1]] = l, num.One.Sub(l)
		if low != high {
			e.Dimension = 1
			e.Low, e.High = p, p
			e.BeliefLow, e.BeliefHigh = make(game.Beliefs, len(in.Nodes)), make(game.Beliefs, len(in.Nodes))
			e.BeliefLow[reply[0]], e.BeliefHigh[reply[0]] = l, h
			e.BeliefLow[reply[1]], e.BeliefHigh[reply[1]] = num.One.Sub(h), num.One.Sub(l)
			e.Vertices = []game.Assessment{e.Assessment}
		}
		return e
	}
	for _, c := range []struct{ low, high, strong, weak string }{
		{"0", "1/2", "at most 50 %", "at least 50 %"}, {"0", "1", "open", "open"}, {"1/4", "1/2", "25–50 %", "50–75 %"}, {"1/3", "1/3", "must be 33 %", "must be 67 %"},
	} {
		tree := drawn(in, solve.Sequential, point(c.low, c.high))
		s, w := find(t, tree, "strong", "loud"), find(t, tree, "weak", "loud")
		if !s.Belief.Open || !w.Belief.Open || s.Belief.Text != c.strong || w.Belief.Text != c.weak || s.Belief.Prior >= 0 {
			t.Errorf("beliefs from %s to %s: %+v and %+v", c.low, c.high, s.Belief, w.Belief)
		}
		if n := find(t, tree, "strong", "loud", "resist"); n.Play != draw.Elsewise || n.Reached {
			t.Errorf("%+v: it would be played", n)
		}
	}
	e := point("1/3", "1/3")
	e.Beliefs = nil
	tree := drawn(in, solve.Nash, e)
	if b := find(t, tree, "strong", "loud").Belief; b != nil {
		t.Errorf("a Nash equilibrium has the belief %+v where play never comes", b)
	}
}

// Only exact equilibria prove that who mixes is indifferent; a Nash equilibrium does where play comes.
func TestLevel(t *testing.T) {
	in := bluff()
	on := gametest.Profile(in, map[string]string{"strong loud": "1", "weak quiet": "1/2", "weak loud": "1/2", "reply resist": "1/2", "reply yield": "1/2"})
	off := gametest.Profile(in, map[string]string{"strong quiet": "1", "weak quiet": "1", "reply resist": "1/2", "reply yield": "1/2"})
	for _, c := range []struct {
		concept solve.Concept
		p       game.Profile
		cert    solve.Certificate
		want    bool
	}{
		{solve.Nash, on, solve.Exact, true}, {solve.Nash, off, solve.Exact, false}, {solve.SPE, off, solve.Exact, false}, {solve.Sequential, off, solve.Exact, true},
		{solve.QRE, on, solve.Exact, false}, {solve.Nash, on, solve.Numeric, false}, {solve.Nash, on, solve.Interval, true},
	} {
		e := solve.Point(game.Assessment{Profile: c.p})
		e.Certificate = c.cert
		if c.concept == solve.Sequential {
			e.Beliefs = make(game.Beliefs, len(in.Nodes))
		}
		if got := find(t, drawn(in, c.concept, e), "strong", "loud", "resist").Level; got != c.want {
			t.Errorf("%s, %s: %v, want %v", c.concept, c.cert, got, c.want)
		}
	}
}

// The prior is shown only where nothing but chance tells the nodes apart.
func TestPrior(t *testing.T) {
	second := gametest.Move(1, "second", gametest.Do("l", gametest.End(1, 1)), gametest.Do("r", gametest.End(0, 0)))
	in := gametest.Instance(gametest.Game(gametest.Move(0, "first", gametest.Do("l", second), gametest.Do("r", second)), "a", "b"))
	p := gametest.Profile(in, map[string]string{"first l": "1/4", "first r": "3/4", "second l": "1"})
	tree := drawn(in, solve.Nash, solve.Point(game.Assessment{Profile: p}))
	if b := find(t, tree, "l").Belief; b == nil || b.Text != "25 %" || b.Prior >= 0 {
		t.Errorf("%+v", b)
	}
}

// Two equilibria of a game are drawn with every node in the same place.
func TestStructureOnly(t *testing.T) {
	compared := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 4))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MaxInfosets: 6}))
		var first []draw.Point
		for k := range 3 {
			a := gametest.Assessment(r, in)
			places := circles(drawn(in, solve.Sequential, solve.Point(*a)).Scene().Items, nil)
			if k == 0 {
				first = places
				continue
			}
			compared++
			if !reflect.DeepEqual(shifted(places), shifted(first)) {
				t.Fatalf("seed %d: nodes move from one assessment to another", seed)
			}
		}
	}
	if compared < 100 {
		t.Fatal(compared)
	}
}

// circles lists where the ends of play are drawn.
func circles(items []draw.Item, to []draw.Point) []draw.Point {
	for _, it := range items {
		switch it := it.(type) {
		case draw.Group:
			if it.ID != "legend" {
				to = circles(it.Items, to)
			}
		case draw.Circle:
			if it.Radius == 3.5 {
				to = append(to, it.At)
			}
		}
	}
	return to
}

// shifted moves points up as far as the head of the picture, which may be longer for one equilibrium than for another.
func shifted(points []draw.Point) []draw.Point {
	out := slices.Clone(points)
	for i := range out {
		out[i].Y = math.Round((out[i].Y-points[0].Y)*1e6) / 1e6
	}
	return out
}

// Games at the edge of what there is are drawn as well, and in all directions.
func TestOddTrees(t *testing.T) {
	chain := gametest.End(1)
	for range 300 {
		chain = gametest.Move(0, fmt.Sprint(rand.Uint64()), gametest.Do("go on", chain), gametest.Do("stop", gametest.End(0)))
	}
	var many []gametest.Branch
	var names []string
	for k := range 12 {
		names = append(names, fmt.Sprintf("player with a long name %d", k))
		many = append(many, gametest.Do(strings.Repeat("very long ", 10)+fmt.Sprint(k), gametest.End(make([]int64, 12)...)))
	}
	for name, in := range map[string]*game.Instance{
		"nobody moves":     gametest.Instance(gametest.Game(gametest.End(1, 2), "a", "b")),
		"one action":       gametest.Instance(gametest.Game(gametest.Move(0, "s", gametest.Do("", gametest.End(1))), "")),
		"chance alone":     gametest.Instance(gametest.Game(gametest.Nature("n", gametest.With("1", "x", gametest.End()), gametest.With("0", "y", gametest.End())))),
		"a chain":          gametest.Instance(gametest.Game(chain, "a")),
		"many and long":    gametest.Instance(gametest.Game(gametest.Move(7, "s", many...), names...)),
		"names of signs":   gametest.Instance(gametest.Game(gametest.Move(0, "<&>", gametest.Do("\"'<&>\x00\n", gametest.End(1)), gametest.Do("访问", gametest.End(2))), "!!")),
		"the same letters": gametest.Instance(gametest.Game(gametest.Move(0, "s", gametest.Do("x", gametest.End(1, 1, 1, 1))), "Ann", "Anna", "A", "A A")),
	} {
		for _, fold := range report.Folds {
			if fold == report.FoldLikely {
				continue
			}
			for _, down := range []bool{false, true} {
				s := (&report.Drawing{Game: in, Fold: fold, TopDown: down}).Scene()
				for _, f := range drawtest.Faults(s) {
					t.Errorf("%s, folded %s, top-down %v: %s", name, fold, down, f)
				}
				if !(s.Width > 0 && s.Width < 1e5 && s.Height > 0 && s.Height < 1e5) {
					t.Errorf("%s: %g by %g", name, s.Width, s.Height)
				}
			}
		}
	}
}

func TestLetters(t *testing.T) {
	for _, c := range []struct{ names, want string }{
		{"challenger defender", "C D"}, {"Kim Xi Trump", "K X T"}, {"inspector inspectee", "I In"}, {"a a a", "A 2 3"}, {"player1 player2", "P Pl"}, {"!! ??", "1 2"}, {"Ann Anna An", "A An 3"},
	} {
		if got := strings.Join(report.Letters(strings.Fields(c.names)), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.names, got, c.want)
		}
	}
}

// A fold stands for whole subtrees, once.
func TestFolds(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 9))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MinInfosets: 3, MaxInfosets: 8}))
		e := solve.Point(*gametest.Assessment(r, in))
		for _, fold := range report.Folds {
			res := &solve.Result{Concept: solve.Sequential, Complete: true, Equilibria: []solve.Equilibrium{e}}
			tree := (&report.Drawing{Game: in, Fold: fold, Solution: &report.Solution{Game: in, Result: res}}).Tree()
			ends := 0
			for _, n := range tree.Nodes {
				switch n.Player {
				case draw.AtEnd:
					ends++
				case draw.AtFold:
					var k int
					if _, err := fmt.Sscanf(n.Outcome, "%d end", &k); err != nil {
						t.Fatal(n.Outcome, err)
					}
					ends += k
				}
			}
			if ends != in.Terminals() {
				t.Errorf("seed %d, folded %s: %d ends are drawn or counted, and there are %d", seed, fold, ends, in.Terminals())
			}
		}
	}
}
