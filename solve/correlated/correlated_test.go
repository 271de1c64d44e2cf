package correlated_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/solve/correlated"
	"parley/solve/solvetest"
)

// checked solves a game for a concept and has everything checked: the plan at each end of each span, and the proof
// that nothing lies beyond.
func checked(t *testing.T, in *game.Instance, c solve.Concept, objective []num.Rat) *solve.Mediated {
	t.Helper()
	res, err := correlated.Solver{Concept: c}.Solve(context.Background(), in, solve.Options{Objective: objective})
	if err != nil {
		t.Fatalf("%s: %v", c, err)
	}
	if err := solvetest.CheckMediated(in, res, objective); err != nil {
		t.Fatalf("%s: %v\n%s", c, err, gametest.Describe(in))
	}
	return res.Mediated
}

func span(s solve.Span) string { return fmt.Sprintf("%s to %s", s.Low.Value, s.High.Value) }

// within tells whether the ends of s lie within those of o.
func within(s, o solve.Span) bool {
	return !s.Low.Value.Less(o.Low.Value) && !o.High.Value.Less(s.High.Value)
}

var treeConcepts = []solve.Concept{solve.Correlated, solve.Coarse, solve.Extensive, solve.Agent}

// On random games every plan and bound passes the checker, and the concepts are nested as their definitions are.
func TestRandomGames(t *testing.T) {
	games := 150
	if testing.Short() {
		games = 30
	}
	r := rand.New(rand.NewPCG(5, 8))
	wider := map[string]int{}
	for range games {
		in := gametest.Instance(gametest.Random(r, gametest.Config{}))
		objective := make([]num.Rat, len(in.Nodes))
		for n := range objective {
			objective[n] = num.Int(r.Int64N(5))
		}
		spans := map[solve.Concept]*solve.Mediated{}
		for _, c := range treeConcepts {
			spans[c] = checked(t, in, c, objective)
		}
		for _, pair := range [][2]solve.Concept{{solve.Correlated, solve.Extensive}, {solve.Extensive, solve.Agent}, {solve.Extensive, solve.Coarse}} {
			small, large := spans[pair[0]], spans[pair[1]]
			if !within(small.Objective, large.Objective) {
				t.Fatalf("%s spans %s, %s %s\n%s", pair[0], span(small.Objective), pair[1], span(large.Objective), gametest.Describe(in))
			}
			for i := range small.Payoffs {
				if !within(small.Payoffs[i], large.Payoffs[i]) {
					t.Fatalf("%s's payoff: %s spans %s, %s %s", in.Players[i], pair[0], span(small.Payoffs[i]), pair[1], span(large.Payoffs[i]))
				}
			}
			if !within(large.Objective, small.Objective) {
				wider[fmt.Sprint(pair)]++
			}
		}
	}
	t.Log("strictly wider:", wider)
}

// A random game of the class for which communication is defined: chance draws a type for each of two or three players,
// then each moves once, and those who move later may see what was done before.
func TestCommunicationOnRandomGames(t *testing.T) {
	games := 50
	if testing.Short() {
		games = 10
	}
	r := rand.New(rand.NewPCG(3, 1))
	wider := 0
	for i := 0; i < games; {
		in := gametest.Instance(gametest.Random(r, gametest.Config{}))
		if i%2 == 0 {
			in = gametest.Instance(gametest.Signalling(r, 2+r.IntN(2), 2, 2+r.IntN(2), 4))
		}
		if _, err := (correlated.Solver{Concept: solve.Communication}).Solve(context.Background(), in, solve.Options{}); err != nil {
			continue
		}
		i++
		objective := make([]num.Rat, len(in.Nodes))
		for n := range objective {
			objective[n] = num.Int(r.Int64N(5))
		}
		large := checked(t, in, solve.Communication, objective)
		small := checked(t, in, solve.Correlated, objective)
		if !within(small.Objective, large.Objective) {
			t.Fatalf("correlated spans %s, communication %s\n%s", span(small.Objective), span(large.Objective), gametest.Describe(in))
		}
		if !within(large.Objective, small.Objective) {
			wider++
		}
	}
	t.Log("strictly wider:", wider)
}

// show writes an end of a span with its plan and its proof.
func show(x *solve.Extreme) string {
	text := fmt.Sprint(x.Value, x.Plan.Parts, x.Plan.Rules, x.Plan.Reach)
	for _, d := range x.Proof {
		text += fmt.Sprint(d.Player, d.Weight, d.Told, d.Instead)
		if d.Lie != nil {
			text += fmt.Sprint(*d.Lie)
		}
	}
	return text
}
