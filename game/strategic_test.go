package game_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/expr"
	"parley/game"
	"parley/game/gametest"
	"parley/num"
)

// full lists a player's pure strategies: an action at each of his information sets, reached or not.
func full(in *game.Instance, p game.PlayerID) [][]game.ActionID {
	out := [][]game.ActionID{nil}
	for h := range in.Infosets {
		if in.Infosets[h].Player != p {
			continue
		}
		var next [][]game.ActionID
		for _, s := range out {
			for _, a := range in.ActionsAt(game.InfosetID(h)) {
				next = append(next, append(slices.Clone(s), a))
			}
		}
		out = next
	}
	return out
}

// payoffs of pure strategies, by the definition.
func payoffs(in *game.Instance, strategies ...game.Strategy) string {
	p := make(game.Profile, len(in.Actions))
	for a := range in.Actions {
		p[a] = num.Zero
		if in.Infosets[in.Actions[a].Infoset].Player == game.Chance {
			p[a] = in.Prob(game.ActionID(a))
		}
	}
	for _, s := range strategies {
		for _, a := range s {
			p[a] = num.One
		}
	}
	return fmt.Sprint(in.NodeValues(p)[:len(in.Players)])
}

// combine calls f with each choice of one element per list.
func combine(lists [][]game.Strategy, f func([]game.Strategy)) {
	var pick func(chosen []game.Strategy)
	pick = func(chosen []game.Strategy) {
		if len(chosen) == len(lists) {
			f(chosen)
			return
		}
		for _, s := range lists[len(chosen)] {
			pick(append(slices.Clone(chosen), s))
		}
	}
	pick(nil)
}

// A cell of the form pays what its strategies pay in the tree; the reduced strategies have the payoffs
// of all strategies, no two of them differ only where they are not reached. This holds with and without
// perfect recall; with it they are in order.
func TestStrategicAgainstDefinition(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 8))
		g := gametest.Random(r, gametest.Config{MaxInfosets: 5, ZeroChance: seed%3 == 0})
		if seed%2 == 1 {
			g = forgetful(r, g)
		}
		in := gametest.Instance(g)
		form, err := game.NewStrategic(in, 3000)
		if errors.Is(err, game.ErrTooLarge) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if !form.Simultaneous() {
			t.Fatalf("seed %d: not in strategic form", seed)
		}
		all := make([][]game.Strategy, len(in.Players))
		for p := range in.Players {
			for _, s := range full(in, game.PlayerID(p)) {
				all[p] = append(all[p], s)
			}
			for k := 1; k < len(form.Strategies[p]); k++ {
				if g.PerfectRecall() == nil && slices.Compare(form.Strategies[p][k-1], form.Strategies[p][k]) >= 0 {
					t.Fatalf("seed %d: strategies out of order", seed)
				}
			}
		}
		var cell []string
		for i := range form.Nodes {
			if n := game.NodeID(i); form.Terminal(n) {
				var x []num.Rat
				for p := range in.Players {
					x = append(x, form.PayoffAt(n, game.PlayerID(p)))
				}
				cell = append(cell, fmt.Sprint(x))
			}
		}
		reduced := map[string]bool{}
		combine(form.Strategies, func(s []game.Strategy) {
			// Where a strategy says nothing the tree is not reached, whatever is done there.
			whole := make([]game.Strategy, len(s))
			for p := range s {
				for _, f := range all[p] {
					if contains(f, s[p]) {
						whole[p] = f
						break
					}
				}
			}
			want := payoffs(in, whole...)
			if cell[0] != want {
				t.Fatalf("seed %d: %v pays %s, want %s\n%s", seed, s, cell[0], want, gametest.Describe(in))
			}
			cell = cell[1:]
			reduced[want] = true
		})
		combine(all, func(s []game.Strategy) {
			if x := payoffs(in, s...); !reduced[x] {
				t.Fatalf("seed %d: the reduced form never pays %s, which %v does\n%s", seed, x, s, gametest.Describe(in))
			}
		})
		for p := range in.Players {
			if got, want := len(form.Strategies[p]), classes(in, game.PlayerID(p)); got != want {
				t.Fatalf("seed %d: player %d has %d reduced strategies, want %d\n%s", seed, p, got, want, gametest.Describe(in))
			}
		}
	}
}

func contains(f, part game.Strategy) bool {
	for _, a := range part {
		if !slices.Contains(f, a) {
			return false
		}
	}
	return true
}

// classes counts a player's strategies that differ at some information set which they reach.
func classes(in *game.Instance, p game.PlayerID) int {
	seen := map[string]bool{}
	for _, s := range full(in, p) {
		reached := make([]bool, len(in.Nodes))
		var at []string
		for i := range in.Nodes {
			n := &in.Nodes[i]
			reached[i] = n.Parent == game.None || reached[n.Parent] && (in.Infosets[in.Actions[n.Via].Infoset].Player != p || slices.Contains(s, n.Via))
			if reached[i] && n.Infoset != game.None && in.Infosets[n.Infoset].Player == p {
				for _, a := range s {
					if in.Actions[a].Infoset == n.Infoset {
						at = append(at, fmt.Sprint(a))
					}
				}
			}
		}
		slices.Sort(at)
		seen[strings.Join(slices.Compact(at), " ")] = true
	}
	return len(seen)
}

// forgetful joins information sets of one player at random where their actions allow it.
func forgetful(r *rand.Rand, g *game.Game) *game.Game {
	b := &game.Builder{Players: g.Players, Pool: g.Pool}
	key := map[game.InfosetID]string{}
	for h := range g.Infosets {
		s := &g.Infosets[h]
		key[game.InfosetID(h)] = fmt.Sprint(h)
		if r.IntN(2) == 0 {
			key[game.InfosetID(h)] = fmt.Sprint("joined ", s.Num)
		}
	}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		if n.Infoset == game.None {
			b.Terminal(g.Payoffs[i*len(g.Players) : (i+1)*len(g.Players)])
			continue
		}
		s := &g.Infosets[n.Infoset]
		spec := game.InfosetSpec{Player: s.Player, Key: key[n.Infoset], Name: s.Name}
		for k := range s.Num {
			spec.Actions = append(spec.Actions, string(rune('a'+k)))
		}
		if s.Player == game.Chance {
			var probs []expr.ID
			for _, a := range g.ActionsAt(n.Infoset) {
				probs = append(probs, g.Actions[a].Prob)
			}
			b.Chance(spec, probs)
			continue
		}
		b.Decision(spec)
	}
	joined, err := b.Build()
	if err != nil {
		panic(err)
	}
	return joined
}

// Gambit calls a reduced strategy by the numbers of its actions, with * where it is not reached.
func TestNumbers(t *testing.T) {
	in := gametest.Instance(gametest.Game(gametest.Move(0, "first",
		gametest.Do("out", gametest.End(0, 0, 0)),
		gametest.Do("in", gametest.Move(1, "reply",
			gametest.Do("fight", gametest.Move(0, "second", gametest.Do("a", gametest.End(1, 1, 0)), gametest.Do("b", gametest.End(2, 2, 0)))),
			gametest.Do("yield", gametest.End(3, 3, 0))))), "A", "B", "idle"))
	form, err := game.NewStrategic(in, 100)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"1*", "21", "22"}, {"1", "2"}, {"*"}}, form.Numbers(in.Game)); diff != "" {
		t.Error(diff)
	}
	var names []string
	for _, a := range form.Actions {
		names = append(names, a.Name)
	}
	if diff := cmp.Diff([]string{"out", "in, a", "in, b", "fight", "yield", "*"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestSimultaneous(t *testing.T) {
	end := gametest.End(0, 0)
	pair := func(set string) gametest.Tree {
		return gametest.Move(1, set, gametest.Do("l", end), gametest.Do("r", end))
	}
	for _, c := range []struct {
		name string
		tree gametest.Tree
		want bool
	}{
		{"both move unseen", gametest.Move(0, "a", gametest.Do("u", pair("b")), gametest.Do("d", pair("b"))), true},
		{"the second sees", gametest.Move(0, "a", gametest.Do("u", pair("b")), gametest.Do("d", pair("c"))), false},
		{"the second may not move", gametest.Move(0, "a", gametest.Do("u", pair("b")), gametest.Do("d", end)), false},
		{"the second moves first", gametest.Move(1, "a", gametest.Do("u", gametest.Move(0, "b", gametest.Do("l", end)))), false},
		{"chance moves", gametest.Nature("n", gametest.With("1", "x", pair("b"))), false},
		{"nobody moves", end, false},
		{"one player does not move", pair("b"), false},
	} {
		if got := gametest.Game(c.tree, "A", "B").Simultaneous(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// The forms' bounds, and the end of a context.
func TestStrategicWithin(t *testing.T) {
	in := gametest.Instance(gametest.Random(rand.New(rand.NewPCG(1, 1)), gametest.Config{}))
	if _, err := game.NewStrategic(in, 1); !errors.Is(err, game.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := game.StrategicWithin(ctx, in, 1000); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A tree of 300,000 moves one after the other overflows no stack and takes no quadratic time.
func TestDeep(t *testing.T) {
	const deep = 300_000
	b := newBuilder()
	for i := range deep {
		b.move(game.PlayerID(i%2), fmt.Sprint(i), "go")
	}
	b.end()
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(g.Subgames()); got != deep {
		t.Errorf("%d subgames, want %d", got, deep)
	}
	if err := g.PerfectRecall(); err != nil {
		t.Error(err)
	}
	form, err := game.NewStrategic(in, 10)
	if err != nil || len(form.Nodes) != 3 {
		t.Errorf("strategic form: %v", err)
	}
	profile := make(game.Profile, len(g.Actions))
	for a := range profile {
		profile[a] = num.One
	}
	if reach := in.Reach(profile); !reach[deep].Equal(num.One) {
		t.Error("the end is not reached")
	}
	in.NodeValues(profile)
}

// Payoffs are the same in machine words and in rationals that do not fit them, and those of the tree: a
// profile as behaviour in the tree is worth what the tables say.
func TestTables(t *testing.T) {
	huge := num.MustParse("1000000000000000000000000000057/7")
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 11))
		g := gametest.Random(r, gametest.Config{MaxInfosets: 5, ZeroChance: seed%3 == 0})
		in := gametest.Instance(g)
		tables, err := game.NewTables(t.Context(), in, 2000)
		if errors.Is(err, game.ErrTooLarge) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		large := gametest.Instance(gametest.WithPayoffs(in, func(n game.NodeID, p game.PlayerID) num.Rat { return in.PayoffAt(n, p).Mul(huge).Add(num.One) }))
		largeTables, err := game.NewTables(t.Context(), large, 2000)
		if err != nil {
			t.Fatal(err)
		}
		for p := range in.Players {
			pay, err := tables.Payoffs(t.Context(), game.PlayerID(p))
			if err != nil {
				t.Fatal(err)
			}
			largePay, err := largeTables.Payoffs(t.Context(), game.PlayerID(p))
			if err != nil {
				t.Fatal(err)
			}
			for k := range tables.Profiles {
				chosen := map[game.InfosetID]game.ActionID{}
				for q := range in.Players {
					for _, a := range tables.Strategies[q][tables.Choice(k, game.PlayerID(q))] {
						chosen[in.Actions[a].Infoset] = a
					}
				}
				want := worth(in, chosen, 0, game.PlayerID(p))
				if got := pay.At(k); !got.Equal(want) {
					t.Fatalf("seed %d: profile %d pays %s %s, want %s", seed, k, in.Players[p], got, want)
				}
				if got := largePay.At(k); !got.Equal(want.Mul(huge).Add(num.One)) {
					t.Fatalf("seed %d: profile %d pays %s, with large numbers", seed, k, got)
				}
				if l := r.IntN(tables.Profiles); pay.Less(k, l) != largePay.Less(k, l) || pay.Less(k, l) != pay.At(k).Less(pay.At(l)) {
					t.Fatalf("seed %d: profiles %d and %d", seed, k, l)
				}
			}
		}
	}
}

// worth returns the expected payoff from node n on.
func worth(in *game.Instance, chosen map[game.InfosetID]game.ActionID, n game.NodeID, p game.PlayerID) num.Rat {
	if in.Terminal(n) {
		return in.PayoffAt(n, p)
	}
	h := in.Nodes[n].Infoset
	if in.Infosets[h].Player != game.Chance {
		return worth(in, chosen, in.Child(n, int(chosen[h]-in.Infosets[h].First)), p)
	}
	sum := num.Zero
	for k := range in.Infosets[h].Num {
		sum = sum.Add(in.Prob(in.Infosets[h].First + game.ActionID(k)).Mul(worth(in, chosen, in.Child(n, k), p)))
	}
	return sum
}

// The context ends a form of millions of profiles at once.
func TestTablesInterrupted(t *testing.T) {
	in := gametest.Instance(gametest.OneShot(rand.New(rand.NewPCG(2, 2)), []int{40, 40, 40}, 9))
	ctx, cancel := context.WithCancel(t.Context())
	tables, err := game.NewTables(ctx, in, 100_000)
	if err != nil || tables.Profiles != 64_000 {
		t.Fatal(err)
	}
	cancel()
	if _, err := tables.Payoffs(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := game.NewTables(t.Context(), in, 63_999); !errors.Is(err, game.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}
