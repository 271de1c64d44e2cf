package solve_test

import (
	"math/rand/v2"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/solve"
)

// Two players choose in turn; the bounds of what the first gets follow by hand.
func TestBounds(t *testing.T) {
	in := gametest.Instance(gametest.Game(gametest.Move(0, "first",
		gametest.Do("stop", gametest.End(2, 0)),
		gametest.Do("go", gametest.Move(1, "second", gametest.Do("left", gametest.End(0, 0)), gametest.Do("right", gametest.End(4, 0))))), "A", "B"))
	e := solve.Point(game.Assessment{Profile: gametest.Profile(in, map[string]string{"first go": "1", "second right": "1"})})
	payoff := func(n game.NodeID) num.Rat { return in.PayoffAt(n, 0) }
	check := func(when, low, high string) {
		t.Helper()
		if l, h := e.Bounds(in, payoff); l.String() != low || h.String() != high {
			t.Errorf("%s: [%s, %s], want [%s, %s]", when, l, h, low, high)
		}
	}
	check("a point", "4", "4")
	right, left := gametest.Action(in.Game, "second", "right"), gametest.Action(in.Game, "second", "left")
	e.Low, e.High = append(game.Profile(nil), e.Profile...), append(game.Profile(nil), e.Profile...)
	e.Low[right], e.High[left] = num.Frac(1, 4), num.Frac(3, 4)
	check("the second varies", "1", "4")
	stop, onward := gametest.Action(in.Game, "first", "stop"), gametest.Action(in.Game, "first", "go")
	e.Low[stop], e.High[stop], e.Low[onward], e.High[onward] = num.One, num.One, num.Zero, num.Zero
	check("off the path only", "2", "2")
}

// A point's bounds are its expected payoffs.
func TestBoundsOfAPoint(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		in := gametest.Instance(gametest.Random(r, gametest.Config{}))
		e := solve.Point(*gametest.Assessment(r, in))
		want := in.NodeValues(e.Profile)
		for p := range in.Players {
			low, high := e.Bounds(in, func(n game.NodeID) num.Rat { return in.PayoffAt(n, game.PlayerID(p)) })
			if !low.Equal(want[p]) || !high.Equal(want[p]) {
				t.Fatalf("%s gets [%s, %s], want %s", in.Players[p], low, high, want[p])
			}
		}
	}
}
