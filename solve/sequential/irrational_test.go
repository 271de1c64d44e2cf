package sequential_test

import (
	"fmt"
	"math"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/solve"
)

// matrix returns the game of three players who choose at once among two actions each: payoffs of (a, b, c)
// at [4a + 2b + c].
func matrix(u [8][3]int64) *game.Game {
	var tree func(i, at int) gametest.Tree
	tree = func(i, at int) gametest.Tree {
		if i == 3 {
			return gametest.End(u[at][:]...)
		}
		set := string(rune('A' + i))
		return gametest.Move(i, set, gametest.Do("1", tree(i+1, 2*at)), gametest.Do("2", tree(i+1, 2*at+1)))
	}
	return gametest.Game(tree(0, 0), "A", "B", "C")
}

// The three-player game of Nau, Gomez Canovas and Hansen 2004, whose only equilibrium is irrational.
func TestIrrationalEquilibrium(t *testing.T) {
	res := run(t, gametest.Instance(matrix([8][3]int64{
		{3, 0, 2}, {1, 0, 0}, {0, 2, 0}, {0, 1, 0},
		{0, 1, 0}, {0, 3, 0}, {1, 0, 0}, {2, 0, 3},
	})))
	if !res.Complete || len(res.Equilibria) != 1 {
		t.Fatalf("complete %v, %d equilibria", res.Complete, len(res.Equilibria))
	}
	e := &res.Equilibria[0]
	if e.Certificate != solve.Interval || e.Radius > 1e-12 || len(e.Irrational) != 6 {
		t.Fatalf("certificate %s, radius %v, %d irrational numbers", e.Certificate, e.Radius, len(e.Irrational))
	}
	// B plays 1 with probability (-13 + √601)/24.
	b := e.Irrational[2]
	if got := fmt.Sprint(b.Root); got != "[-9 13 12]" {
		t.Errorf("B's probability is a root of %s", got)
	}
	if got, want := e.Profile[b.Action].Float(), (math.Sqrt(601)-13)/24; math.Abs(got-want) > 1e-15 {
		t.Errorf("B plays 1 with probability %v, want %v", got, want)
	}
}
