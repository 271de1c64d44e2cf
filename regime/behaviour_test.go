package regime

import (
	"math/rand/v2"
	"slices"
	"testing"

	"parley/game/gametest"
	"parley/solve"
)

// The key of a list does not depend on its order, and what differs off the path, and leaves open what would be done there, counts once.
func TestKeyOfAList(t *testing.T) {
	in := gametest.Instance(gametest.Game(gametest.Move(0, "entry",
		gametest.Do("out", gametest.End(2, 0)),
		gametest.Do("in", gametest.Move(1, "reply", gametest.Do("a", gametest.End(0, 1)), gametest.Do("b", gametest.End(3, 1))))), "p", "q"))
	point := func(probs map[string]string) solve.Equilibrium {
		e := solve.Equilibrium{Certificate: solve.Exact}
		e.Profile = gametest.Profile(in, probs)
		return e
	}
	half := map[string]string{"entry out": "1", "reply a": "1/2", "reply b": "1/2"}
	third := map[string]string{"entry out": "1", "reply a": "2/3", "reply b": "1/3"}
	in1 := map[string]string{"entry in": "1", "reply b": "1"}
	r := newReading(in.Game, Replies)
	list := []solve.Equilibrium{point(half), point(third), point(in1)}
	want := r.list(list)
	if len(want.classes) != 2 {
		t.Errorf("classes %q, want two", want.classes)
	}
	shuffle := rand.New(rand.NewPCG(1, 2)).Shuffle
	for range 5 {
		shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if got := r.list(list); got.key != want.key || !slices.Equal(got.classes, want.classes) {
			t.Errorf("key %q, want %q", got.key, want.key)
		}
	}
	// By the path alone a threat does not count; by replies it does.
	a, b := point(map[string]string{"entry out": "1", "reply a": "1"}), point(map[string]string{"entry out": "1", "reply b": "1"})
	for _, c := range []struct {
		basis   Basis
		classes int
	}{{Path, 1}, {Replies, 2}} {
		if got := newReading(in.Game, c.basis).list([]solve.Equilibrium{a, b}); len(got.classes) != c.classes {
			t.Errorf("by %s: classes %q, want %d", c.basis, got.classes, c.classes)
		}
	}
}
