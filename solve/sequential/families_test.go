package sequential_test

import (
	"context"
	"flag"
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
	"parley/solve/sequential"
	"parley/verify"
)

var (
	familyGames = flag.Int("games", 2, "games of each family in TestFamilies")
	familyTime  = flag.Duration("gametime", 500*time.Millisecond, "for one game in TestFamilies")
	familyShow  = flag.Bool("show", false, "list each game of TestFamilies that is slow or incomplete")
)

// A family is a sort of random games; payoffs of tied families are whole numbers of a small range.
type family struct {
	name string
	make func(r *rand.Rand) *game.Game
}

var families = []family{
	{"random trees, 2 players, 8-14 sets, payoffs -1..1", func(r *rand.Rand) *game.Game {
		return gametest.Random(r, gametest.Config{Players: 2, MinInfosets: 8, MaxInfosets: 14, MaxNodes: 120, Span: 1, NoChance: r.IntN(2) == 0})
	}},
	{"random trees, 3-4 players, 8-14 sets, payoffs -1..1", func(r *rand.Rand) *game.Game {
		return gametest.Random(r, gametest.Config{Players: 3 + r.IntN(2), MinInfosets: 8, MaxInfosets: 14, MaxNodes: 120, Span: 1})
	}},
	{"random trees, 2-4 players, 8-14 sets, payoffs -4..4, outcomes of probability 0", func(r *rand.Rand) *game.Game {
		return gametest.Random(r, gametest.Config{Players: 2 + r.IntN(3), MinInfosets: 8, MaxInfosets: 14, MaxNodes: 120, ZeroChance: true})
	}},
	{"random trees, 2-4 players, 8-14 sets, generic payoffs", func(r *rand.Rand) *game.Game {
		return gametest.Random(r, gametest.Config{Players: 2 + r.IntN(3), MinInfosets: 8, MaxInfosets: 14, MaxNodes: 120, Span: gametest.Generic})
	}},
	{"perfect information, binary, 15 sets, 3 players, payoffs 0..2", func(r *rand.Rand) *game.Game { return perfectInformation(r, 3, 4, 2, 3) }},
	{"perfect information, ternary, 13 sets, 3 players, payoffs 0..2", func(r *rand.Rand) *game.Game { return perfectInformation(r, 3, 3, 3, 3) }},
	{"2x2x2, payoffs 0..2", func(r *rand.Rand) *game.Game { return simultaneous(r, 3, 2, 2, 2) }},
	{"2x2x2x2, payoffs 0..2", func(r *rand.Rand) *game.Game { return simultaneous(r, 3, 2, 2, 2, 2) }},
	{"3x3x3, payoffs 0..2", func(r *rand.Rand) *game.Game { return simultaneous(r, 3, 3, 3, 3) }},
	{"2x2x2, payoffs 0..99", func(r *rand.Rand) *game.Game { return simultaneous(r, 100, 2, 2, 2) }},
	{"3x3x3, payoffs 0..99", func(r *rand.Rand) *game.Game { return simultaneous(r, 100, 3, 3, 3) }},
	{"2x2x2x2, payoffs 0..99", func(r *rand.Rand) *game.Game { return simultaneous(r, 100, 2, 2, 2, 2) }},
	{"2x2x2x2x2, payoffs 0..99", func(r *rand.Rand) *game.Game { return simultaneous(r, 100, 2, 2, 2, 2, 2) }},
	{"5x5, payoffs 0..2", func(r *rand.Rand) *game.Game { return simultaneous(r, 3, 5, 5) }},
	{"2x2 twice, seen, payoffs 0..3", func(r *rand.Rand) *game.Game { return repeated(r, 2, 2, 4) }},
	{"2x2 three times, seen, payoffs 0..3", func(r *rand.Rand) *game.Game { return repeated(r, 3, 2, 4) }},
	{"signalling 2x2x2, payoffs -1..1", func(r *rand.Rand) *game.Game { return gametest.Signalling(r, 2, 2, 2, 1) }},
	{"signalling 3x3x3, payoffs -1..1", func(r *rand.Rand) *game.Game { return gametest.Signalling(r, 3, 3, 3, 1) }},
	{"signalling 3x3x3, payoffs -9..9", func(r *rand.Rand) *game.Game { return gametest.Signalling(r, 3, 3, 3, 9) }},
	{"crisis, 2x2 types, round payoffs", crisis},
}

// perfectInformation returns a full tree in which everybody sees everything.
func perfectInformation(r *rand.Rand, players, depth, actions int, span int64) *game.Game {
	var tree func(d int, name string) gametest.Tree
	tree = func(d int, name string) gametest.Tree {
		if d == 0 {
			return gametest.End(payoffs(r, players, span)...)
		}
		var bs []gametest.Branch
		for a := range actions {
			bs = append(bs, gametest.Do(string(rune('a'+a)), tree(d-1, name+string(rune('a'+a)))))
		}
		return gametest.Move(r.IntN(players), "m"+name, bs...)
	}
	return gametest.Game(tree(depth, ""), names(players)...)
}

// simultaneous returns a game in which everybody moves once, not knowing what others do.
func simultaneous(r *rand.Rand, span int64, actions ...int) *game.Game {
	var tree func(i int) gametest.Tree
	tree = func(i int) gametest.Tree {
		if i == len(actions) {
			return gametest.End(payoffs(r, len(actions), span)...)
		}
		var bs []gametest.Branch
		for a := range actions[i] {
			bs = append(bs, gametest.Do(string(rune('a'+a)), tree(i+1)))
		}
		return gametest.Move(i, string(rune('A'+i)), bs...)
	}
	return gametest.Game(tree(0), names(len(actions))...)
}

// repeated returns a 2x2 game played several times by two players who see each outcome; payoffs add up.
func repeated(r *rand.Rand, times, actions int, span int64) *game.Game {
	stage := make([][2]int64, actions*actions)
	for i := range stage {
		stage[i] = [2]int64{r.Int64N(span), r.Int64N(span)}
	}
	var tree func(t int, name string, u, v int64) gametest.Tree
	tree = func(t int, name string, u, v int64) gametest.Tree {
		if t == 0 {
			return gametest.End(u, v)
		}
		var first []gametest.Branch
		for a := range actions {
			var second []gametest.Branch
			for b := range actions {
				s := stage[a*actions+b]
				second = append(second, gametest.Do(string(rune('a'+b)), tree(t-1, name+string(rune('a'+a))+string(rune('a'+b)), u+s[0], v+s[1])))
			}
			first = append(first, gametest.Do(string(rune('a'+a)), gametest.Move(1, "B"+name, second...)))
		}
		return gametest.Move(0, "A"+name, first...)
	}
	return gametest.Game(tree(times, "", 0, 0), names(2)...)
}

// crisis returns a demand, an answer and a decision to fight between two sides of two types each, with
// payoffs on a coarse grid as analysts write them.
func crisis(r *rand.Rand) *game.Game {
	prior := []string{"1/4", "1/3", "1/2"}[r.IntN(3)]
	prior2 := []string{"1/4", "1/3", "1/2"}[r.IntN(3)]
	rest := map[string]string{"1/4": "3/4", "1/3": "2/3", "1/2": "1/2"}
	war := func(strong bool) int64 {
		if strong {
			return r.Int64N(3)
		}
		return -1 - r.Int64N(3)
	}
	prize := 1 + r.Int64N(4)
	audience := r.Int64N(3)
	var a [2]int64
	var b [2]int64
	for t := range 2 {
		a[t], b[t] = war(t == 0), war(t == 0)
	}
	fight := func(i, j int) gametest.Tree { return gametest.End(a[i], b[j]) }
	node := func(i, j int) gametest.Tree {
		ti, tj := fmt.Sprint(i), fmt.Sprint(j)
		return gametest.Move(0, "A"+ti,
			gametest.Do("quiet", gametest.End(0, prize)),
			gametest.Do("threaten", gametest.Move(1, "B"+tj,
				gametest.Do("concede", gametest.End(prize, 0)),
				gametest.Do("resist", gametest.Move(0, "A"+ti+" again",
					gametest.Do("back down", gametest.End(-audience, prize)),
					gametest.Do("escalate", gametest.Move(1, "B"+tj+" again",
						gametest.Do("fold", gametest.End(prize, -audience)),
						gametest.Do("fight", fight(i, j)))))))),
			gametest.Do("talk", gametest.Move(1, "B"+tj+" talk",
				gametest.Do("accept", gametest.End(prize/2, prize-prize/2)),
				gametest.Do("refuse", gametest.Move(0, "A"+ti+" refused",
					gametest.Do("drop it", gametest.End(0, prize)),
					gametest.Do("fight", fight(i, j)))))))
	}
	types := func(i int) gametest.Tree {
		return gametest.Nature("type of B "+fmt.Sprint(i), gametest.With(prior2, "strong", node(i, 0)), gametest.With(rest[prior2], "weak", node(i, 1)))
	}
	return gametest.Game(gametest.Nature("type of A", gametest.With(prior, "strong", types(0)), gametest.With(rest[prior], "weak", types(1))), names(2)...)
}

func payoffs(r *rand.Rand, n int, span int64) []int64 {
	u := make([]int64, n)
	for i := range u {
		u[i] = r.Int64N(span)
	}
	return u
}

func names(n int) []string { return strings.Split("A B C D E", " ")[:n] }

// TestFamilies solves games of each family, checks everything that comes out, and with -v says how many
// are solved completely and how fast:
//
//	go test ./solve/sequential -run TestFamilies -v -games 100 -gametime 10s
func TestFamilies(t *testing.T) {
	for k, f := range families {
		t.Run(f.name, func(t *testing.T) {
			var times []time.Duration
			complete, entries := 0, 0
			reasons := map[string]int{}
			for i := range *familyGames {
				r := rand.New(rand.NewPCG(uint64(k), uint64(i)))
				in := gametest.Instance(f.make(r))
				ctx, cancel := context.WithTimeout(context.Background(), *familyTime)
				start := time.Now()
				res, err := sequential.Solver{}.Solve(ctx, in, solve.Options{})
				took := time.Since(start)
				cancel()
				if err != nil {
					t.Fatal(err)
				}
				times = append(times, took)
				entries += len(res.Equilibria)
				if res.Complete {
					complete++
				} else {
					reasons[res.IncompleteBecause]++
				}
				if *familyShow && (!res.Complete || took > time.Second) {
					t.Logf("game %d: %v %q, %d entries, %+v", i, took.Round(time.Millisecond), res.IncompleteBecause, len(res.Equilibria), res.Stats)
				}
				if res.Complete && len(res.Equilibria) == 0 {
					t.Fatalf("game %d: said to have no equilibrium\n%s", i, gametest.Describe(in))
				}
				passCheck(t, in, res, i)
			}
			slices.Sort(times)
			t.Logf("| %s | %d of %d | %v | %v | %d |", f.name, complete, *familyGames, times[len(times)/2].Round(100*time.Microsecond), times[len(times)-1].Round(100*time.Microsecond), entries)
			for why, n := range reasons {
				t.Logf("    %d: %s", n, why)
			}
		})
	}
}

// passCheck fails if a member of an entry does not pass the checker, or lies outside the entry's bounds.
func passCheck(t *testing.T, in *game.Instance, res *solve.Result, i int) {
	t.Helper()
	k, err := verify.New(in.Game)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for j := range res.Equilibria {
		e := &res.Equilibria[j]
		for _, m := range e.Members() {
			if checked++; checked > 200 {
				return
			}
			cert, err := k.CheckWithin(in, &m, solve.Sequential, e.Radius)
			if err != nil || !cert.OK() {
				t.Fatalf("game %d, entry %d: %v %s\n%s", i, j+1, err, cert.Failure(), gametest.Describe(in))
			}
			for a := range m.Profile {
				low, high := e.Range(game.ActionID(a))
				if slack := num.FromFloat(2 * e.Radius); m.Profile[a].Add(slack).Less(low) || high.Add(slack).Less(m.Profile[a]) {
					t.Fatalf("game %d, entry %d: action %d has probability %v outside [%v, %v]", i, j+1, a, m.Profile[a], low, high)
				}
			}
		}
	}
}
