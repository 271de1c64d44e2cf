package correlated_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/game"
	. "parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/solve/correlated"
)

var all = []solve.Concept{solve.Correlated, solve.Coarse, solve.Extensive, solve.Agent, solve.Communication}

// bimatrix is a game in which A chooses a row and B, who does not see it, a column.
func bimatrix(rows, columns []string, pay [][][2]int64) *game.Instance {
	var a []Branch
	for i, r := range rows {
		var b []Branch
		for j, c := range columns {
			b = append(b, Do(c, End(pay[i][j][0], pay[i][j][1])))
		}
		a = append(a, Do(r, Move(1, "column", b...)))
	}
	return Instance(Game(Move(0, "row", a...), "A", "B"))
}

// job is the signalling game of von Stengel and Forges (2008, Figure 1): a good or a bad student, equally likely, sends a
// costless signal with his application; the professor, who sees the signal only, lets him work with her or refuses.
func job() *game.Instance {
	student := func(kind string, accepted Tree) Tree {
		answer := func(signal string) Tree {
			return Move(1, "answer to "+signal, Do("let", accepted), Do("refuse", End(0, 6)))
		}
		return Move(0, kind, Do("X", answer("X")), Do("Y", answer("Y")))
	}
	return Instance(Game(Nature("kind", With("1/2", "good", student("good", End(4, 10))), With("1/2", "bad", student("bad", End(6, 0)))), "student", "professor"))
}

// broker is the sender-receiver game of Myerson (1991, section 6.7), in which the informed player can do no more than be
// there.
func broker() *game.Instance {
	receiver := func(x, y, z Tree) Tree {
		return Move(1, "course", Do("x", x), Do("y", y), Do("z", z))
	}
	return Instance(Game(Nature("type",
		With("1/2", "a", Move(0, "a", Do("wait", receiver(End(2, 3), End(0, 2), End(-1, 0))))),
		With("1/2", "b", Move(0, "b", Do("wait", receiver(End(1, 0), End(2, 2), End(0, 3)))))), "sender", "receiver"))
}

// cyclic is rock, scissors, paper with a tie at a loss of 1/2 to both, in units of 1/2.
func cyclic() *game.Instance {
	return bimatrix([]string{"rock", "scissors", "paper"}, []string{"rock", "scissors", "paper"}, [][][2]int64{
		{{-1, -1}, {2, -2}, {-2, 2}}, {{-2, 2}, {-1, -1}, {2, -2}}, {{2, -2}, {-2, 2}, {-1, -1}}})
}

// payoff counts what player p gets; p < 0 stands for the sum.
func counted(in *game.Instance, p int) []num.Rat {
	if p < 0 {
		return nil
	}
	return correlated.Payoff(in, game.PlayerID(p))
}

// What is published about these games, or follows by hand.
func TestPublishedGames(t *testing.T) {
	chicken := bimatrix([]string{"yield", "dare"}, []string{"yield", "dare"}, [][][2]int64{{{6, 6}, {2, 7}}, {{7, 2}, {0, 0}}})
	sexes := bimatrix([]string{"opera", "match"}, []string{"opera", "match"}, [][][2]int64{{{2, 1}, {0, 0}}, {{0, 0}, {1, 2}}})
	prisoners := bimatrix([]string{"keep", "break"}, []string{"keep", "break"}, [][][2]int64{{{3, 3}, {0, 5}}, {{5, 0}, {1, 1}}})
	for _, c := range []struct {
		name    string
		in      *game.Instance
		concept solve.Concept
		player  int // -1: the sum
		want    string
	}{
		// Aumann 1974: together at most 10.5 by yielding both in half of the cases; the least by 2/5, 2/5, 1/5.
		{"chicken", chicken, solve.Correlated, -1, "36/5 to 21/2"},
		{"chicken", chicken, solve.Communication, -1, "36/5 to 21/2"},
		{"chicken", chicken, solve.Agent, -1, "36/5 to 21/2"},
		{"chicken", chicken, solve.Extensive, 0, "2 to 7"},
		// What A can secure, 2/3, is also what the mixed equilibrium gives him.
		{"battle of the sexes", sexes, solve.Correlated, 0, "2/3 to 2"},
		{"battle of the sexes", sexes, solve.Coarse, 0, "2/3 to 2"},
		{"battle of the sexes", sexes, solve.Correlated, -1, "4/3 to 3"},
		// A dominant strategy leaves nothing to a mediator.
		{"prisoners", prisoners, solve.Correlated, -1, "2 to 2"},
		{"prisoners", prisoners, solve.Coarse, -1, "2 to 2"},
		{"prisoners", prisoners, solve.Communication, 0, "1 to 1"},
		// In the manner of Moulin and Vial 1978. Made symmetric, a correlated equilibrium must be uniform: told rock, one
		// would rather play scissors if ties are rarer than 1/3, and paper if they are more frequent. A coarse one need
		// have no ties at all: whoever does not follow then loses by the ties of his own making.
		{"rock, scissors, paper", cyclic(), solve.Correlated, -1, "-2/3 to -2/3"},
		{"rock, scissors, paper", cyclic(), solve.Extensive, -1, "-2/3 to -2/3"},
		{"rock, scissors, paper", cyclic(), solve.Coarse, -1, "-2/3 to 0"},
		// Von Stengel and Forges 2008: told his signal only when he knows his type, the bad student cannot copy the
		// good one. With g and b the probabilities that a good and a bad one is let in, 10 g >= 6 (g + b) and g <= 1/2
		// bound the student's 4 g + 6 b by 4; 2 b >= g, because a guess of the signal is right half of the time,
		// bounds the professor's 6 + 4 g - 6 b by 6.5. Told the signals of both types, the bad one copies.
		{"job", job(), solve.Correlated, 0, "0 to 0"},
		{"job", job(), solve.Correlated, 1, "6 to 6"},
		{"job", job(), solve.Extensive, 0, "0 to 4"},
		{"job", job(), solve.Extensive, 1, "6 to 13/2"},
		{"job", job(), solve.Agent, 1, "6 to 13/2"},
		// A mediator to whom a bad student may claim to be good helps nobody.
		{"job", job(), solve.Communication, 1, "6 to 6"},
		// Myerson 1991: x with probability 2/3, else y, to type a; y with 2/3, else z, to type b. By hand: b is honest
		// if z_b <= x_a / 2, and y is followed if y_a >= y_b / 2, so that x_a <= 2/3; the receiver gets
		// (2 + x_a)/2 + (2 + z_b)/2.
		{"broker", broker(), solve.Communication, 1, "2 to 5/2"},
		// Without a report the mediator can pass nothing on.
		{"broker", broker(), solve.Correlated, 1, "2 to 2"},
	} {
		got := checked(t, c.in, c.concept, counted(c.in, c.player)).Objective
		if s := span(got); s != c.want {
			t.Errorf("%s, %s, player %d: %s, want %s", c.name, c.concept, c.player, s, c.want)
		}
	}
}

// The published plans are found where they are the only ones.
func TestPublishedPlans(t *testing.T) {
	in := broker()
	plan := checked(t, in, solve.Communication, counted(in, 1)).Objective.High.Plan
	want := map[string]string{"a x": "1/3", "a y": "1/6", "b y": "1/3", "b z": "1/6"}
	for n, p := range plan.Reach {
		if !in.Terminal(game.NodeID(n)) || p.IsZero() {
			continue
		}
		h := in.History(game.NodeID(n))
		if key := h[0] + " " + h[2]; want[key] != p.String() {
			t.Errorf("%s has probability %s, want %s", key, p, want[key])
		}
	}
}

// Where the players' interests are opposed, a mediator changes nothing, if everybody moves once or follows or leaves him
// as a whole: each can secure the value.
func TestZeroSum(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	for i := range 30 {
		in := Instance(ZeroSum(Instance(Random(r, Config{Players: 2, MaxInfosets: 4, MaxNodes: 30}))))
		if i%3 == 0 {
			in = Instance(ZeroSum(Instance(OneShot(r, []int{3, 3}, 5))))
		}
		value := ""
		for _, c := range []solve.Concept{solve.Correlated, solve.Coarse, solve.Extensive} {
			s := checked(t, in, c, counted(in, 0)).Objective
			if !s.Low.Value.Equal(s.High.Value) {
				t.Fatalf("%s spans %s\n%s", c, span(s), Describe(in))
			}
			if value != "" && value != s.Low.Value.String() {
				t.Fatalf("%s gives %s, another concept %s", c, s.Low.Value, value)
			}
			value = s.Low.Value.String()
		}
	}
}

// A player who moves twice, and whose second self is told to do badly: his first self, who goes by what the second is told,
// stays out. So an agent-form correlated equilibrium may give less than the player could secure.
func TestAgentFormIsWeaker(t *testing.T) {
	in := Instance(Game(Move(0, "first", Do("out", End(0)), Do("in", Move(0, "second", Do("lose", End(-1)), Do("win", End(1))))), "A"))
	for c, want := range map[solve.Concept]string{solve.Agent: "0 to 1", solve.Extensive: "1 to 1", solve.Correlated: "1 to 1", solve.Coarse: "1 to 1"} {
		if s := span(checked(t, in, c, nil).Objective); s != want {
			t.Errorf("%s: %s, want %s", c, s, want)
		}
	}
}

// Games in which there is little to choose.
func TestDegenerateGames(t *testing.T) {
	for _, c := range []struct {
		name, want string
		tree       Tree
		players    []string
	}{
		{"nobody moves", "2 to 2", Nature("draw", With("1/2", "a", End(1, 0)), With("1/2", "b", End(3, 0))), []string{"A", "B"}},
		{"one action", "4 to 4", Move(0, "go", Do("go", End(4, 0))), []string{"A", "B"}},
		{"one player", "5 to 5", Move(0, "go", Do("left", End(3)), Do("right", End(5))), []string{"A"}},
		{"all the same to everybody", "0 to 0", Move(0, "go", Do("left", End(0, 0)), Do("right", Move(1, "then", Do("up", End(0, 0)), Do("down", End(0, 0))))), []string{"A", "B"}},
		{"indifferent", "1 to 9", Move(0, "go", Do("left", End(0, 1)), Do("right", End(0, 9))), []string{"A", "B"}},
		{"chance of 0", "1 to 1", Nature("draw", With("0", "a", Move(0, "x", Do("l", End(5, 0)), Do("r", End(9, 0)))), With("1", "b", Move(0, "y", Do("l", End(1, 0)), Do("r", End(0, 0))))), []string{"A", "B"}},
	} {
		in := Instance(Game(c.tree, c.players...))
		for _, concept := range all {
			if s := span(checked(t, in, concept, nil).Objective); s != c.want {
				t.Errorf("%s, %s: %s, want %s", c.name, concept, s, c.want)
			}
		}
	}
}

// Payoffs in other units, and names and actions in another order, change nothing.
func TestOtherForms(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 15 {
		in := Instance(Random(r, Config{MaxInfosets: 4, MaxNodes: 30}))
		scale, shift := make([]num.Rat, len(in.Players)), make([]num.Rat, len(in.Players))
		for p := range scale {
			scale[p], shift[p] = num.Frac(1+r.Int64N(5), 2), num.Int(r.Int64N(9)-4)
		}
		other := Instance(Rescale(in, scale, shift))
		moved := Relabel(r, in)
		for _, c := range treeConcepts {
			a, b, m := checked(t, in, c, nil), checked(t, other, c, nil), checked(t, Instance(moved.Game), c, nil)
			for p := range in.Players {
				want := span(solve.Span{Low: solve.Extreme{Value: scale[p].Mul(a.Payoffs[p].Low.Value).Add(shift[p])}, High: solve.Extreme{Value: scale[p].Mul(a.Payoffs[p].High.Value).Add(shift[p])}})
				if got := span(b.Payoffs[p]); got != want {
					t.Fatalf("%s: in other units %s gets %s, want %s", c, in.Players[p], got, want)
				}
				if got, want := span(m.Payoffs[moved.Player[p]]), span(a.Payoffs[p]); got != want {
					t.Fatalf("%s: relabelled, %s gets %s, want %s", c, in.Players[p], got, want)
				}
			}
		}
	}
}

// The same game gives the same plans and proofs.
func TestRepeats(t *testing.T) {
	in := Instance(Signalling(rand.New(rand.NewPCG(4, 4)), 2, 2, 2, 4))
	for _, c := range all {
		a, b := checked(t, in, c, nil), checked(t, in, c, nil)
		for i, x := range []solve.Extreme{a.Objective.High, a.Objective.Low, a.Payoffs[1].High} {
			y := []solve.Extreme{b.Objective.High, b.Objective.Low, b.Payoffs[1].High}[i]
			if show(&x) != show(&y) {
				t.Errorf("%s: %s, again %s", c, show(&x), show(&y))
			}
		}
	}
}

func TestUnsuited(t *testing.T) {
	forgets := Instance(Game(Nature("draw",
		With("1/2", "a", Move(0, "first", Do("l", Move(0, "second", Do("l", End(1)), Do("r", End(0)))), Do("r", Move(0, "second", Do("l", End(0)), Do("r", End(2)))))),
		With("1/2", "b", End(0))), "A"))
	twice := Instance(Game(Move(0, "first", Do("out", End(0)), Do("in", Move(0, "second", Do("lose", End(-1)), Do("win", End(1))))), "A"))
	for _, c := range []struct {
		in      *game.Instance
		concept solve.Concept
		says    string
	}{
		{forgets, solve.Correlated, "--concept nash"},
		{forgets, solve.Agent, "perfect recall"},
		{twice, solve.Communication, `A moves again at "second"`},
		{large(17), solve.Correlated, "--concept sequential"},
		{large(17), solve.Agent, "more than 50000"},
	} {
		_, err := correlated.Solver{Concept: c.concept}.Solve(context.Background(), c.in, solve.Options{})
		if !errors.Is(err, solve.ErrUnsuited) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want one that says %s", c.concept, err, c.says)
		}
	}
}

// large is a game of one player with 2^n strategies.
func large(n int) *game.Instance {
	var moves []Branch
	for i := range n {
		p := num.Frac(1, int64(n)).String()
		moves = append(moves, With(p, string(rune('a'+i)), Move(0, string(rune('a'+i)), Do("l", End(0)), Do("r", End(1)))))
	}
	return Instance(Game(Nature("draw", moves...), "A"))
}

// Bounds stop the search, and the result says so.
func TestStops(t *testing.T) {
	in := cyclic()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	res, err := correlated.Solver{Concept: solve.Correlated}.Solve(ctx, in, solve.Options{})
	if err != nil || res.Complete || res.Mediated != nil || res.IncompleteBecause != "interrupted" {
		t.Errorf("interrupted: %+v, %v", res, err)
	}
	res, err = correlated.Solver{Concept: solve.Correlated}.Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Iterations: 2}})
	if err != nil || res.Complete || !strings.Contains(res.IncompleteBecause, "2 rounds") {
		t.Errorf("two rounds: %+v, %v", res, err)
	}
}
