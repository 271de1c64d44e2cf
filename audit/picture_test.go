package audit

import (
	"math"
	"os"
	"slices"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/sweep"
)

// Kendall's tau-b against worked pairs: see the comments.
func TestAgreement(t *testing.T) {
	for _, c := range []struct {
		name string
		pay  [][]int64 // by end, by player
		want float64   // of the first two players
	}{
		{"the same order", [][]int64{{1, 10}, {2, 20}, {3, 30}}, 1},
		{"the opposite order", [][]int64{{1, 3}, {2, 2}, {3, 1}}, -1},
		{"one of three pairs turned", [][]int64{{1, 1}, {2, 3}, {3, 2}}, 1.0 / 3},
		// 5 pairs that the first ranks, 6 that the second ranks; of the 5 that both rank 4 agree and 1 does not: 3/√30.
		{"a tie", [][]int64{{1, 1}, {1, 2}, {2, 4}, {3, 3}}, 3 / math.Sqrt(30)},
		{"no order at all", [][]int64{{1, 5}, {2, 5}, {3, 5}}, math.NaN()},
	} {
		a, ok := Agree(oneShot(c.pay))
		if !ok {
			t.Fatalf("%s: nothing is said", c.name)
		}
		if got := a.Tau[0][1]; math.Abs(got-c.want) > 1e-12 && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if a.Ends != len(c.pay) || a.Tau[1][0] != a.Tau[0][1] && !math.IsNaN(c.want) {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
}

// Players who agree stand side by side.
func TestAgreementOrdersPlayers(t *testing.T) {
	a, ok := Agree(oneShot([][]int64{{1, 4, 1, 4}, {2, 3, 2, 3}, {3, 2, 4, 1}, {4, 1, 3, 2}}))
	if !ok {
		t.Fatal("nothing is said")
	}
	at := func(p game.PlayerID) int { return slices.Index(a.Players, p) }
	if d := at(0) - at(2); d != 1 && d != -1 {
		t.Errorf("players 1 and 3, who agree, stand at %v", a.Players)
	}
	if d := at(1) - at(3); d != 1 && d != -1 {
		t.Errorf("players 2 and 4, who agree, stand at %v", a.Players)
	}
	for i := range a.Players {
		if a.Tau[i][i] != 1 {
			t.Errorf("a player does not agree with himself: %v", a.Tau[i])
		}
	}
}

// What divides two players, by hand: of the ends a to d the first ranks d first and a last. The second likes a better than all others, so
// that d against a is the widest gap for both; with a third player who agrees with the first there is none.
func TestAgreementDivides(t *testing.T) {
	in := oneShot([][]int64{{1, 9, 2}, {2, 3, 3}, {3, 2, 4}, {4, 1, 5}})
	a, ok := Agree(in)
	if !ok {
		t.Fatal("nothing is said")
	}
	at := func(p game.PlayerID) int { return slices.Index(a.Players, p) }
	d := a.Divides[at(0)][at(1)]
	if d == nil || d.Gap != 1 {
		t.Fatalf("players 1 and 2 are divided by %+v", d)
	}
	if first, second := in.History(d.First), in.History(d.Second); first[0] != "d" || second[0] != "a" {
		t.Errorf("they are divided by %v and %v, want d and a", first, second)
	}
	if back := a.Divides[at(1)][at(0)]; back.First != d.Second || back.Second != d.First {
		t.Errorf("the other way round: %+v", back)
	}
	if a.Divides[at(0)][at(2)] != nil {
		t.Error("players 1 and 3 agree, and something divides them")
	}
}

// oneShot is a game in which the first player chooses the end.
func oneShot(pay [][]int64) *game.Instance {
	var branches []gametest.Branch
	for i, u := range pay {
		branches = append(branches, gametest.Do(string(rune('a'+i)), gametest.End(u...)))
	}
	names := []string{"one", "two", "three", "four"}[:len(pay[0])]
	return gametest.Instance(gametest.Game(gametest.Move(1, "choice", branches...), names...))
}

func crisisExample(t *testing.T, opt Options) *Audit {
	t.Helper()
	text, err := os.ReadFile("../examples/crisis-signalling/model.star")
	if err != nil {
		t.Fatal(err)
	}
	return runAudit(t, string(text), opt)
}

// What the defender learns in the crisis game, by hand: every resolute challenger escalates and a third of the bluffing ones,
// so that 40 % becomes 40/(40 + 60/3) = 2/3.
func TestLearned(t *testing.T) {
	a := crisisExample(t, Options{Draws: -1, Joint: -1, Steps: -1})
	g := a.Models[0].Games[0]
	lessons := Learned(g.In, &g.Result.Equilibria[0])
	if len(lessons) != 1 {
		t.Fatalf("%d places at which something is learnt, want 1", len(lessons))
	}
	l := lessons[0]
	if l.Hidden != "kind" || !l.Reach.Equal(num.Frac(3, 5)) {
		t.Errorf("about %s, reached with %s", l.Hidden, l.Reach)
	}
	want := []LessonKind{
		{Action: "resolute", Prior: num.Frac(2, 5), Low: num.Frac(2, 3), High: num.Frac(2, 3), Arrives: num.One},
		{Action: "bluffing", Prior: num.Frac(3, 5), Low: num.Frac(1, 3), High: num.Frac(1, 3), Arrives: num.Frac(1, 3)},
	}
	if !slices.EqualFunc(l.Kinds, want, func(a, b LessonKind) bool {
		return a.Action == b.Action && a.Prior.Equal(b.Prior) && a.Low.Equal(b.Low) && a.High.Equal(b.High) && a.Arrives.Equal(b.Arrives)
	}) {
		t.Errorf("%+v, want %+v", l.Kinds, want)
	}
}

// How often there is an equilibrium of the kind of the baseline's, by hand: the challenger bluffs now and then wherever the prior is below
// 1/(1 + war_cost), and else the defender always yields.
func TestFoundInDraws(t *testing.T) {
	const draws = 200
	a := crisisExample(t, Options{Draws: draws, Joint: -1, Steps: -1})
	m := &a.Models[0]
	space, err := sweep.NewSpace(m.Model, m.Baseline)
	if err != nil {
		t.Fatal(err)
	}
	prior, _ := m.Model.Param("prior")
	cost, _ := m.Model.Param("war_cost")
	want := 0
	for i := range draws {
		v, err := space.Draw(1, i)
		if err != nil {
			t.Fatal(err)
		}
		if v[prior].Mul(num.One.Add(v[cost])).Less(num.One) {
			want++
		}
	}
	found := m.Games[0].Found
	if len(found) != 1 || found[0] != (Share{Count: want, Of: draws}) {
		t.Errorf("found in %v, want %d of %d", found, want, draws)
	}
	if want == 0 || want == draws {
		t.Errorf("%d of %d draws tell nothing", want, draws)
	}
}

// The prior is what the crisis game turns on; war_value moves nothing and is not among what carries.
func TestCarriers(t *testing.T) {
	a := crisisExample(t, Options{Draws: 60, Joint: -1})
	m := &a.Models[0]
	var names []string
	for _, p := range m.Carriers(true) {
		names = append(names, m.Model.Params[p].Name)
	}
	if len(names) == 0 || names[0] != "prior" || slices.Contains(names, "war_value") {
		t.Errorf("what carries: %v", names)
	}
}
