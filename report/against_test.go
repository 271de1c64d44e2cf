package report_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley/draw"
	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/report"
	"parley/solve"
)

// pair returns a drawing that sets two assessments of a game against each other.
func pair(in *game.Instance, concept solve.Concept, a, b solve.Equilibrium) *report.Drawing {
	r := &solve.Result{Concept: concept, Complete: true, Equilibria: []solve.Equilibrium{a, b}}
	return &report.Drawing{Game: in, Solution: &report.Solution{Game: in, Result: r, Regrets: []num.Rat{num.Zero, num.Zero}}, Against: 2}
}

// believing makes a sequential assessment of a profile, with beliefs by Bayes' rule and even ones where play never comes.
func believing(in *game.Instance, p game.Profile) solve.Equilibrium {
	a := game.Assessment{Profile: p, Beliefs: make(game.Beliefs, len(in.Nodes))}
	reach := in.Reach(p)
	for h := range in.Infosets {
		nodes, sum := in.Infosets[h].Nodes, num.Zero
		for _, n := range nodes {
			sum = sum.Add(reach[n])
		}
		for _, n := range nodes {
			if a.Beliefs[n] = num.Frac(1, int64(len(nodes))); sum.Sign() > 0 {
				a.Beliefs[n] = reach[n].Quo(sum)
			}
		}
	}
	return solve.Point(a)
}

// Only what differs has a number: the strong type does the same in both, the weak one and the answer do not.
func TestAgainst(t *testing.T) {
	in := bluff()
	one := believing(in, gametest.Profile(in, map[string]string{"strong loud": "1", "weak quiet": "1", "reply yield": "1"}))
	two := believing(in, gametest.Profile(in, map[string]string{"strong loud": "1", "weak loud": "1/2", "weak quiet": "1/2", "reply resist": "1/4", "reply yield": "3/4"}))
	d := pair(in, solve.Sequential, one, two)
	tree := d.Tree()
	if n := find(t, tree, "strong", "loud"); n.Changed || n.Prob != "" || n.Belief == nil || n.Belief.Text != "100 % → 57 %" || n.Belief.Low != 1 || n.Belief.Other < 0.57 || n.Belief.Other > 0.58 {
		t.Errorf("%+v with the belief %+v", n, n.Belief)
	}
	if n := find(t, tree, "weak", "loud"); !n.Changed || n.Prob != "0 % → 50 %" || n.Play != draw.Never || n.OtherPlay != draw.Played || n.OtherWeight != 0.5 || n.Level {
		t.Errorf("%+v", n)
	}
	if n := find(t, tree, "strong", "loud", "resist"); n.Reach != "0 % → 10 %" || !n.Reached {
		t.Errorf("%+v", n)
	}
	if n := find(t, tree, "strong", "quiet"); n.Changed || n.Reach != "0 %" {
		t.Errorf("%+v", n)
	}
	want := []string{
		"outcome  strong, loud, resist: 0 %, 10 %", "outcome  strong, loud, yield: 40 %, 30 %", "outcome  weak, quiet: 60 %, 30 %", "outcome  weak, loud, resist: 0 %, 8 %", "outcome  weak, loud, yield: 0 %, 23 %",
		"play A at weak quiet: 100 %, 50 %", "play B at reply resist: 0 %, 25 %", "belief B at reply having come by strong, loud: 100 %, 57 %",
	}
	var got []string
	for _, x := range d.Solution.Differences(1, 2) {
		if x.Kind != report.DiffersInPayoff {
			got = append(got, fmt.Sprintf("%s %s %s: %s, %s", x.Kind, x.Where, x.What, x.First, x.Second))
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("no %q among\n%s", w, strings.Join(got, "\n"))
		}
	}
}

// An equilibrium does not differ from itself, and what differs one way differs the other way as well.
func TestDifferencesAreSymmetric(t *testing.T) {
	differing := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 31))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MinInfosets: 2, MaxInfosets: 7}))
		a, b := solve.Point(*gametest.Assessment(r, in)), solve.Point(*gametest.Assessment(r, in))
		if same := pair(in, solve.Sequential, a, a).Solution.Differences(1, 2); len(same) > 0 {
			t.Fatalf("seed %d: an assessment differs from itself in %+v", seed, same)
		}
		there, back := pair(in, solve.Sequential, a, b).Solution.Differences(1, 2), pair(in, solve.Sequential, b, a).Solution.Differences(1, 2)
		differing += len(there)
		if len(there) != len(back) {
			t.Fatalf("seed %d: %d differences one way, %d the other", seed, len(there), len(back))
		}
		said := map[string]bool{}
		for _, x := range back {
			said[fmt.Sprint(x.Kind, x.Where, x.What, x.Second, x.First)] = true
		}
		for _, x := range there {
			if x.Kind != report.DiffersInOutcome && !said[fmt.Sprint(x.Kind, x.Where, x.What, x.First, x.Second)] {
				t.Errorf("seed %d: %+v one way only", seed, x)
			}
			if x.First == x.Second {
				t.Errorf("seed %d: %+v reads the same in both", seed, x)
			}
		}
	}
	if differing < 300 {
		t.Errorf("%d differences in all: the games are too much alike", differing)
	}
}

// What is at stake, against definitions: the worth of play is the mean of the actions' by their probabilities, and the gain is what the
// best one adds; at the root of the tree it is the expected payoff.
func TestStakes(t *testing.T) {
	in := bluff()
	e := believing(in, gametest.Profile(in, map[string]string{"strong loud": "1", "weak loud": "1/2", "weak quiet": "1/2", "reply resist": "1/4", "reply yield": "3/4"}))
	r := &solve.Result{Concept: solve.Sequential, Complete: true, Equilibria: []solve.Equilibrium{e}}
	d := &report.Drawing{Game: in, Solution: &report.Solution{Game: in, Result: r}}
	got := map[string]string{}
	for _, s := range d.Stakes() {
		text := s.Play.String() + " gain " + s.Gain.String()
		for _, a := range s.Actions {
			text += fmt.Sprintf("; %s %s %v", in.Actions[a.Action].Name, a.Value, a.Best)
		}
		got[in.Infosets[s.Infoset].Name] = text
	}
	// Loud pays 1/4 of ±1 and 3/4 of 1. The answer meets the strong type with 4/7: resisting pays -4/7 + 3/7.
	for set, want := range map[string]string{
		"strong": "1 gain 0; quiet 0 false; loud 1 true", "weak": "1/4 gain 1/4; quiet 0 false; loud 1/2 true", "reply": "-1/28 gain 1/28; resist -1/7 false; yield 0 true",
	} {
		if got[set] != want {
			t.Errorf("%s: %s, want %s", set, got[set], want)
		}
	}
}

// The strategic form of a tree: expected payoffs and best responses as computed by hand from the tree, and mixed strategies that reach
// each end as often as the equilibrium does.
func TestStrategicForm(t *testing.T) {
	in := bluff()
	e := believing(in, gametest.Profile(in, map[string]string{"strong loud": "1", "weak loud": "1/3", "weak quiet": "2/3", "reply resist": "1/4", "reply yield": "3/4"}))
	r := &solve.Result{Concept: solve.Sequential, Complete: true, Equilibria: []solve.Equilibrium{e}}
	d := &report.Drawing{Game: in, Solution: &report.Solution{Game: in, Result: r}}
	table, err := d.Strategic(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for k, c := range table.Cells {
		row, col := table.Strategies[0][k/2], table.Strategies[1][k%2]
		got = append(got, fmt.Sprintf("%s %s | %s %s: %v %v %s", row.Name, row.Prob, col.Name, col.Prob, c.Payoffs, c.Best, c.Reach))
	}
	want := []string{ // payoffs: 2/5 of the strong type's end and 3/5 of the weak type's
		"quiet, quiet 0 % | resist 25 %: [0 1] [false true] 0 %", "quiet, quiet 0 % | yield 75 %: [0 1] [false true] 0 %",
		"quiet, loud 0 % | resist 25 %: [−0.6 1] [false true] 0 %", "quiet, loud 0 % | yield 75 %: [0.6 0.4] [false false] 0 %",
		"loud, quiet 67 % | resist 25 %: [0.4 0.2] [true false] 17 %", "loud, quiet 67 % | yield 75 %: [0.4 0.6] [false true] 50 %",
		"loud, loud 33 % | resist 25 %: [−0.2 0.2] [false true] 8 %", "loud, loud 33 % | yield 75 %: [1 0] [true false] 25 %",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if _, err := d.Strategic(context.Background(), 7); err == nil || !strings.Contains(err.Error(), "more than 7 profiles") {
		t.Errorf("8 profiles where 7 are allowed: %v", err)
	}
}

// Searching finds moves, outcomes and actions by all of their words, and counts what it does not list.
func TestFind(t *testing.T) {
	d := &report.Drawing{Game: bluff()}
	for _, c := range []struct {
		text  string
		total int
		first string
	}{
		{"B reply", 2, "B at reply, after strong, loud"}, {"LOUD", 2, "B at reply, after strong, loud"}, {"yield", 2, "End, after strong, loud, yield"}, {"chance", 1, "Chance at type"}, {"end", 6, "End, after strong, quiet"}, {"nothing", 0, ""}, {" ", 0, ""},
	} {
		list, total := d.Find(c.text, 1)
		if total != c.total || total > 0 && (len(list) != 1 || list[0].Text != c.first) {
			t.Errorf("%q: %d, %+v; want %d, %q", c.text, total, list, c.total, c.first)
		}
	}
}

// Opening a part draws what follows, closing one hides it, and every end is drawn or counted once whatever is opened and closed.
func TestOpenAndClose(t *testing.T) {
	opened := 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 12))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MinInfosets: 3, MaxInfosets: 8}))
		e := solve.Point(*gametest.Assessment(r, in))
		d := &report.Drawing{Game: in, Fold: report.FoldPath, Solution: &report.Solution{Game: in, Result: &solve.Result{Concept: solve.Sequential, Complete: true, Equilibria: []solve.Equilibrium{e}}}}
		for range 4 {
			look := d.Look(0)
			if got, want := endsOf(t, look.Tree), in.Terminals(); got != want {
				t.Fatalf("seed %d, opened %v, closed %v: %d ends are drawn or counted, and there are %d", seed, d.Open, d.Close, got, want)
			}
			for i, n := range look.Nodes {
				if !n.Fold {
					continue
				}
				open := *d
				open.Open = append(append([]game.NodeID{}, d.Open...), n.Opens)
				if err := open.CheckNodes(); err != nil {
					t.Fatal(err)
				}
				if after := open.Look(0); len(after.Nodes) <= len(look.Nodes)-1 || len(after.Nodes) == len(look.Nodes) && after.Tree.Nodes[i].Player == draw.AtFold {
					t.Errorf("seed %d: opening node %d draws nothing more", seed, n.Opens)
				}
				opened++
				d = &open
				break
			}
			close := *d
			close.Close = []game.NodeID{0}
			if l := close.Look(0); len(l.Nodes) != 1 || l.Nodes[0].Opens != 0 {
				t.Errorf("seed %d: with the root closed there are %d nodes", seed, len(l.Nodes))
			}
		}
	}
	if opened < 50 {
		t.Errorf("%d parts were opened: too few", opened)
	}
}

// endsOf counts the ends that a tree draws or tells of.
func endsOf(t *testing.T, tree *draw.Tree) int {
	t.Helper()
	ends := 0
	for _, n := range tree.Nodes {
		switch n.Player {
		case draw.AtEnd:
			ends++
		case draw.AtFold:
			var k int
			if _, err := fmt.Sscanf(n.Outcome, "%d end", &k); err != nil {
				t.Fatal(n.Outcome, err)
			}
			ends += k
		}
	}
	return ends
}
