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

// A set known in pieces is bounded by what each piece can give, not by what their ranges together could.
func TestBoundsOfPieces(t *testing.T) {
	in := gametest.Instance(gametest.Game(gametest.Move(0, "first",
		gametest.Do("stop", gametest.End(2, 0)),
		gametest.Do("go", gametest.Move(1, "second", gametest.Do("left", gametest.End(0, 0)), gametest.Do("right", gametest.End(3, 0))))), "A", "B"))
	profile := func(probs map[string]string) game.Profile { return gametest.Profile(in, probs) }
	stop := solve.Piece{Low: profile(map[string]string{"first stop": "1"}), High: profile(map[string]string{"first stop": "1", "second left": "1", "second right": "1"})}
	onward := profile(map[string]string{"first go": "1", "second right": "1"})
	e := solve.Point(game.Assessment{Profile: onward})
	e.Low = profile(nil)
	e.High = profile(map[string]string{"first stop": "1", "first go": "1", "second left": "1", "second right": "1"})
	payoff := func(n game.NodeID) num.Rat { return in.PayoffAt(n, 0) }
	if l, h := e.Bounds(in, payoff); l.String() != "0" || h.String() != "3" {
		t.Errorf("the ranges together: [%s, %s], want [0, 3]", l, h)
	}
	e.Pieces = []solve.Piece{stop, {Low: onward, High: onward}}
	if l, h := e.Bounds(in, payoff); l.String() != "2" || h.String() != "3" {
		t.Errorf("piece by piece: [%s, %s], want [2, 3]", l, h)
	}
}
