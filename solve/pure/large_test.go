package pure_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
	. "parley/solve/pure"
	"parley/verify"
)

// stable lists the pure equilibria of a strategic form, as profiles of it, by the definition.
func stable(form *game.Strategic) []game.Profile {
	var ends []game.NodeID
	for n := range form.Nodes {
		if form.Terminal(game.NodeID(n)) {
			ends = append(ends, game.NodeID(n))
		}
	}
	step := make([]int, len(form.Players))
	for i, next := len(step)-1, 1; i >= 0; i-- {
		step[i] = next
		next *= len(form.Strategies[i])
	}
	var out []game.Profile
next:
	for k, n := range ends {
		p := make(game.Profile, len(form.Actions))
		for i, list := range form.Strategies {
			own := k / step[i] % len(list)
			for j := range list {
				if form.PayoffAt(n, game.PlayerID(i)).Less(form.PayoffAt(ends[k+(j-own)*step[i]], game.PlayerID(i))) {
					continue next
				}
			}
			for h := range form.Infosets {
				if form.Infosets[h].Player == game.PlayerID(i) {
					p[int(form.Infosets[h].First)+own] = num.One
				}
			}
		}
		out = append(out, p)
	}
	return out
}

func texts(list []game.Profile) []string {
	var out []string
	for _, p := range list {
		out = append(out, fmt.Sprint([]num.Rat(p)))
	}
	slices.Sort(out)
	return out
}

func profiles(res *solve.Result) []game.Profile {
	var out []game.Profile
	for i := range res.Equilibria {
		out = append(out, res.Equilibria[i].Profile)
	}
	return out
}

// On random games, with and without ties, the equilibria are those of the definition.
func TestRandomGames(t *testing.T) {
	count := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 12))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MaxInfosets: 5, ZeroChance: seed%3 == 0}))
		form, err := game.NewStrategic(in, 2000)
		if errors.Is(err, game.ErrTooLarge) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		res, err := Solver{}.Solve(t.Context(), in, solve.Options{})
		if err != nil || !res.Complete || !res.In.Simultaneous() || res.Stats.Supports != cells(form) {
			t.Fatalf("seed %d: %v %v", seed, err, res)
		}
		want := texts(stable(form))
		if got := texts(profiles(res)); !slices.Equal(got, want) {
			t.Fatalf("seed %d:\n%s\nwant\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		count += len(want)
	}
	if count < 200 {
		t.Errorf("too easy: %d equilibria", count)
	}
}

func cells(form *game.Strategic) int64 {
	n := int64(1)
	for _, list := range form.Strategies {
		n *= int64(len(list))
	}
	return n
}

// The equilibria of a larger form are told on the tree: those of the form, as behaviour.
func TestOnTheTree(t *testing.T) {
	count := 0
	for _, c := range []struct {
		name string
		g    *game.Game
	}{
		{"three players, one move each", gametest.OneShot(rand.New(rand.NewPCG(1, 3)), []int{40, 39, 41}, 3)},
		{"signals", gametest.Signalling(rand.New(rand.NewPCG(2, 3)), 5, 3, 6, 2)},
		{"more signals", gametest.Signalling(rand.New(rand.NewPCG(3, 3)), 6, 3, 5, 1)},
	} {
		in := gametest.Instance(c.g)
		form, err := game.NewStrategic(in, 100_000)
		if errors.Is(err, game.ErrTooLarge) {
			t.Fatalf("%s: %v", c.name, err)
		}
		if cells(form) <= nash.MaxProfiles {
			t.Errorf("%s: only %d profiles", c.name, cells(form))
		}
		res, err := Solver{}.Solve(t.Context(), in, solve.Options{})
		if err != nil || !res.Complete {
			t.Fatalf("%s: %v %v", c.name, err, res)
		}
		want := stable(form)
		for k, p := range want {
			want[k], _ = form.Behaviour(in, p)
		}
		if res.In != in {
			t.Errorf("%s: not told on the tree", c.name)
		}
		if got, want := texts(profiles(res)), texts(want); !slices.Equal(got, want) {
			t.Fatalf("%s: %d equilibria, want %d", c.name, len(got), len(want))
		}
		for i := range min(50, len(res.Equilibria)) {
			if cert, err := verify.Check(res.In, &res.Equilibria[i].Assessment, solve.Pure); err != nil || !cert.OK() {
				t.Errorf("%s: equilibrium %d: %v %v", c.name, i+1, err, cert.Failure())
			}
		}
		count += len(res.Equilibria)
	}
	if count < 100 {
		t.Errorf("too easy: %d equilibria", count)
	}
}

// What is too large is refused, or told to be incomplete: too many profiles, too many equilibria, a player
// who forgets, and a context that ends.
func TestBounds(t *testing.T) {
	flat := func(sizes ...int) *game.Instance {
		return gametest.Instance(gametest.WithPayoffs(gametest.Instance(gametest.OneShot(rand.New(rand.NewPCG(1, 1)), sizes, 1)), func(game.NodeID, game.PlayerID) num.Rat { return num.One }))
	}
	res, err := Solver{}.Solve(t.Context(), flat(300, 170), solve.Options{})
	if err != nil || res.Complete || res.IncompleteBecause != "there are more than 42553 equilibria" || len(res.Equilibria) != 42553 {
		t.Errorf("%v %d %s", err, len(res.Equilibria), res.IncompleteBecause)
	}
	if res, err := (Solver{}).Solve(t.Context(), flat(220, 220), solve.Options{}); err != nil || !res.Complete || len(res.Equilibria) != 220*220 {
		t.Errorf("not all of a small form: %v %s", err, res.IncompleteBecause)
	}
	deals := gametest.Instance(gametest.Poker(3, 0))
	if _, err := (Solver{}).Solve(t.Context(), deals, solve.Options{}); !errors.Is(err, solve.ErrUnsuited) || !errors.Is(err, game.ErrTooLarge) {
		t.Errorf("too many profiles: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if res, err := (Solver{}).Solve(ctx, flat(500, 400), solve.Options{}); err != nil || res.Complete || res.IncompleteBecause != "interrupted" || len(res.Equilibria) != 0 {
		t.Errorf("interrupted: %v %+v", err, res)
	}
}

// Who forgets whether he moved is not told on the tree.
func TestForgetful(t *testing.T) {
	var b []gametest.Branch
	for k := range 300 {
		b = append(b, gametest.Do(fmt.Sprint(k), gametest.Move(0, "again", gametest.Do("l", later(k)), gametest.Do("r", later(k+1)))))
	}
	in := gametest.Instance(gametest.Game(gametest.Move(0, "first", b...), "A", "B"))
	if in.PerfectRecall() == nil {
		t.Fatal("he remembers")
	}
	if _, err := (Solver{}).Solve(t.Context(), in, solve.Options{}); !errors.Is(err, solve.ErrUnsuited) || !errors.Is(err, game.ErrImperfectRecall) {
		t.Errorf("got %v", err)
	}
}

func later(k int) gametest.Tree {
	var b []gametest.Branch
	for j := range 90 {
		b = append(b, gametest.Do(fmt.Sprint(j), gametest.End(int64(k+j)%7, int64(k*j)%5)))
	}
	return gametest.Move(1, "B", b...)
}

// BenchmarkProfiles is a strategic form of so many profiles, read from a tree and gone through.
func BenchmarkProfiles(b *testing.B) {
	for _, c := range []struct {
		name string
		g    *game.Game
	}{
		{"2 players, 40,000 profiles", gametest.OneShot(rand.New(rand.NewPCG(1, 3)), []int{200, 200}, 9)},
		{"3 players, 1,000,000 profiles", gametest.OneShot(rand.New(rand.NewPCG(1, 3)), []int{100, 100, 100}, 9)},
		{"signals, 4,804,839 profiles", gametest.Signalling(rand.New(rand.NewPCG(2, 3)), 7, 3, 13, 1000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			in := gametest.Instance(c.g)
			for b.Loop() {
				res, err := Solver{}.Solve(b.Context(), in, solve.Options{})
				if err != nil || !res.Complete {
					b.Fatal(err, res)
				}
				b.ReportMetric(float64(res.Stats.Supports), "profiles/op")
			}
		})
	}
}
