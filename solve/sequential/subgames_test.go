package sequential

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/solve"
)

func searchOf(t *testing.T, in *game.Instance) *search {
	t.Helper()
	p, err := New(in.Game)
	if err != nil {
		t.Fatal(err)
	}
	s := newSearch(context.Background(), p.at(in), in, solve.Options{Limits: solve.Limits{Supports: DefaultSupports, Systems: DefaultSystems}})
	s.eliminate()
	s.reduce()
	return s
}

// A game solved at its subgames first has the same connected sets of equilibria as in one piece: as many,
// of the same dimensions, with the same ranges of each probability where these are exact.
func TestSubgamesCompose(t *testing.T) {
	split := 0
	for i := range 400 {
		r := rand.New(rand.NewPCG(11, uint64(i)))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MinInfosets: 3, MaxInfosets: 7, MaxNodes: 50, Span: []int64{1, 2, 20}[i%3], ZeroChance: i%4 == 0}))
		a, b := searchOf(t, in), searchOf(t, in)
		if a.subgames().inner == nil {
			continue
		}
		split++
		parts := a.equilibria()
		var whole []solve.Equilibrium
		for _, f := range b.solveActive() {
			whole = append(whole, b.joinFactors([]factor{f}))
		}
		if a.because != "" || b.because != "" || a.curved || b.curved {
			continue
		}
		if got, want := ranges(in, parts), ranges(in, whole); !slices.Equal(got, want) {
			t.Fatalf("game %d: solved at its subgames\n%v\nin one piece\n%v\n%s", i, got, want, gametest.Describe(in))
		}
	}
	if split < 100 {
		t.Errorf("only %d games have subgames", split)
	}
}

func ranges(in *game.Instance, list []solve.Equilibrium) []string {
	var out []string
	for i := range list {
		s := fmt.Sprint(list[i].Dimension, ":")
		for a := range in.Actions {
			low, high := list[i].Range(game.ActionID(a))
			s += fmt.Sprintf(" %v..%v", low, high)
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}
