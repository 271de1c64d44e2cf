package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parley/game"
	"parley/num"
)

const two = "kim, xi = player(\"Kim\"), player(\"Xi\")\n"

// story puts the lines of a story into a model with two players.
func story(lines string) string {
	return two + "def story(g):\n    " + strings.ReplaceAll(strings.TrimSpace(lines), "\n", "\n    ") + "\ngame(story)\n"
}

// sets writes the information sets of the players: name and histories.
func sets(g *game.Game) []string {
	var out []string
	for _, h := range g.Infosets {
		if h.Player == game.Chance {
			continue
		}
		s := g.Players[h.Player] + ": " + h.Name + ":"
		for _, n := range h.Nodes {
			s += " " + strings.Join(append([]string{"/"}, g.History(n)...), "/")
		}
		out = append(out, strings.ReplaceAll(s, "//", "/"))
	}
	return out
}

func TestInformationSets(t *testing.T) {
	for _, c := range []struct {
		name, story string
		want        []string
	}{
		{
			"a move that is seen", `
g.choose(kim, "k", ["a", "b"])
g.choose(xi, "x", ["c", "d"])`,
			[]string{"Kim: k: /", "Xi: x | k=a: /a", "Xi: x | k=b: /b"},
		},
		{
			"a move that is not seen", `
g.choose(kim, "k", ["a", "b"], seen_by = [])
g.choose(xi, "x", ["c", "d"])`,
			[]string{"Kim: k: /", "Xi: x: /a /b"},
		},
		{
			"the mover sees his own move", `
g.choose(kim, "k", ["a", "b"], seen_by = [])
g.choose(kim, "k2", ["c"])`,
			[]string{"Kim: k: /", "Kim: k2 | k=a: /a", "Kim: k2 | k=b: /b"},
		},
		{
			"moves at the same time", `
m = g.simultaneous({kim: ("k", ["a", "b"]), xi: ("x", ["c", "d"])})
if m[kim] == "a" and m[xi] == "c":
    g.choose(kim, "then", ["e"])
else:
    g.choose(xi, "then", ["e"])`,
			[]string{"Kim: k: /", "Xi: x: /a /b", "Kim: then: /a/c", "Xi: then | x=d, k=a: /a/d", "Xi: then | x=c, k=b: /b/c", "Xi: then | x=d, k=b: /b/d"},
		},
		{
			"what is revealed", `
g.choose(kim, "k", ["a", "b"], seen_by = [])
if g.choose(xi, "spy", ["yes", "no"]) == "yes":
    g.reveal("k", to = [xi])
g.choose(xi, "x", ["c"])`,
			[]string{"Kim: k: /", "Xi: spy: /a /b", "Xi: x | spy=yes, k=a: /a/yes", "Xi: x | spy=no: /a/no /b/no", "Xi: x | spy=yes, k=b: /b/yes"},
		},
		{
			"a reveal of what was seen adds nothing", `
g.choose(kim, "k", ["a", "b"], seen_by = xi)
g.reveal("k", to = xi)
g.choose(xi, "x", ["c"])`,
			[]string{"Kim: k: /", "Xi: x | k=a: /a", "Xi: x | k=b: /b"},
		},
		{
			"a label on its own tells histories apart", `
k = g.choose(kim, "k", ["a", "b"], seen_by = [])
g.choose(xi, "x" + k, ["c"])`,
			[]string{"Kim: k: /", "Xi: xa: /a", "Xi: xb: /b"},
		},
		{
			"rounds with one label", `
for i in range(2):
    g.choose(kim, "k", ["a", "b"])`,
			[]string{"Kim: k: /", "Kim: k | k=a: /a", "Kim: k | k=b: /b"},
		},
		{
			"the order of what was seen", `
if g.choose(kim, "first", ["j", "k"], seen_by = []) == "j":
    g.choose(kim, "j", ["a"])
    g.choose(kim, "k", ["a"])
else:
    g.choose(kim, "k", ["a"])
    g.choose(kim, "j", ["a"])
g.choose(xi, "x", ["c"])`,
			[]string{"Kim: first: /", "Kim: j | first=j: /j", "Kim: k | first=j, j=a: /j/a", "Xi: x | j=a, k=a: /j/a/a", "Kim: k | first=k: /k", "Kim: j | first=k, k=a: /k/a", "Xi: x | k=a, j=a: /k/a/a"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := loadText(t, story(c.story))
			if diff := cmp.Diff(c.want, sets(m.Game)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if err := m.Game.PerfectRecall(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestVariantsChangeTheStory(t *testing.T) {
	m := loadText(t, two+`
cost = param("cost", 1, within = (0, 2))
other = param("other", 2, within = (0, 3))
def story(g):
    g.choose(kim, "k", ["a", "b", "c"], seen_by = [])
    g.choose(xi, "x", ["c", "d"])
    g.choose(kim, "k2", ["e"])
    g.pay(kim, -cost)
game(story)
variant("forbid", forbid = {"k": ["b"]})
variant("reveal", reveal = {"k": [xi]})
variant("hide", hide = {"x": [kim]})
variant("set", set = {cost: 2 * other, "other": 0})
variant("both", set = {cost: 0}, forbid = {"k": "a"})
`)
	want := map[string][]string{
		"forbid": {"Kim: k: /", "Xi: x: /a /c", "Kim: k2 | k=a, x=c: /a/c", "Kim: k2 | k=a, x=d: /a/d", "Kim: k2 | k=c, x=c: /c/c", "Kim: k2 | k=c, x=d: /c/d"},
		"reveal": {
			"Kim: k: /", "Xi: x | k=a: /a", "Kim: k2 | k=a, x=c: /a/c", "Kim: k2 | k=a, x=d: /a/d", "Xi: x | k=b: /b", "Kim: k2 | k=b, x=c: /b/c", "Kim: k2 | k=b, x=d: /b/d",
			"Xi: x | k=c: /c", "Kim: k2 | k=c, x=c: /c/c", "Kim: k2 | k=c, x=d: /c/d",
		},
		"hide": {"Kim: k: /", "Xi: x: /a /b /c", "Kim: k2 | k=a: /a/c /a/d", "Kim: k2 | k=b: /b/c /b/d", "Kim: k2 | k=c: /c/c /c/d"},
		"set":  sets(m.Game),
		"both": {"Kim: k: /", "Xi: x: /b /c", "Kim: k2 | k=b, x=c: /b/c", "Kim: k2 | k=b, x=d: /b/d", "Kim: k2 | k=c, x=c: /c/c", "Kim: k2 | k=c, x=d: /c/d"},
	}
	for _, v := range m.Variants {
		if diff := cmp.Diff(want[v.Name], sets(v.Game)); diff != "" {
			t.Errorf("%s: -want +got\n%s", v.Name, diff)
		}
		if v.Game.Pool != m.Pool {
			t.Errorf("%s has a pool of its own", v.Name)
		}
	}
	if m.Variant("set").Game != m.Game {
		t.Error("a variant that only sets params should have the model's own game")
	}
	values, err := m.Variant("set").Values(m, []num.Rat{num.Int(1), num.Frac(3, 2)})
	if err != nil || values[0].String() != "3" || values[1].String() != "0" {
		t.Errorf("the variant's values are %v, %v; want 3 0", values, err)
	}
}

func TestPayoffsAndMarks(t *testing.T) {
	m := loadText(t, story(`
p = 0.25
a = g.choose(kim, "k", ["a", "b"])
g.pay(kim, 0.1)
if a == "a":
    g.mark("early")
    c = g.chance("c", {"x": p, "y": 1 - p})
    g.pay(kim, 0.2)
    if c == "y":
        g.mark("late")
        g.stop()
    g.pay("Xi", 1/3)
else:
    g.mark("end")`))
	g := m.Game
	var got []string
	for n := range g.Nodes {
		if !g.Terminal(game.NodeID(n)) {
			continue
		}
		s := strings.Join(g.History(game.NodeID(n)), "/")
		for p := range g.Players {
			x, _ := g.Pool.Value(g.Payoff(game.NodeID(n), game.PlayerID(p)))
			s += " " + x.String()
		}
		got = append(got, s)
	}
	if diff := cmp.Diff([]string{"a/x 3/10 1/3", "a/y 3/10 0", "b 1/10 0"}, got); diff != "" {
		t.Errorf("payoffs: -want +got\n%s", diff)
	}
	want := []game.Mark{{Name: "early", Nodes: []game.NodeID{1}}, {Name: "late", Nodes: []game.NodeID{3}}, {Name: "end", Nodes: []game.NodeID{4}}}
	if diff := cmp.Diff(want, g.Marks); diff != "" {
		t.Errorf("marks: -want +got\n%s", diff)
	}
}

// A stage is a move of a random story. It takes place if the outcome of an earlier one is the given
// one.
type stage struct {
	mover   int // -1 for chance
	actions int
	seen    []int
	after   int // the earlier stage, -1 for always
	outcome int
}

func drawStages(t *rapid.T, players int) []stage {
	var out []stage
	for i := range rapid.IntRange(1, 5).Draw(t, "stages") {
		s := stage{
			mover: rapid.IntRange(-1, players-1).Draw(t, "mover"), actions: rapid.IntRange(1, 3).Draw(t, "actions"),
			seen: rapid.SliceOfNDistinct(rapid.IntRange(0, players-1), 0, players, rapid.ID[int]).Draw(t, "seen"), after: rapid.IntRange(-1, i-1).Draw(t, "after"),
		}
		if s.after >= 0 {
			s.outcome = rapid.IntRange(0, 2).Draw(t, "outcome")
		}
		out = append(out, s)
	}
	return out
}

func tell(players int, stages []stage) string {
	var b strings.Builder
	for p := range players {
		fmt.Fprintf(&b, "p%d = player(\"P%d\")\n", p, p)
	}
	b.WriteString("def story(g):\n    m = {}\n")
	for i, s := range stages {
		pad := "    "
		if s.after >= 0 {
			fmt.Fprintf(&b, "    if m.get(%d) == \"%d\":\n", s.after, s.outcome)
			pad += "    "
		}
		var seen, actions []string
		for _, p := range s.seen {
			seen = append(seen, fmt.Sprintf("p%d", p))
		}
		for a := range s.actions {
			if s.mover < 0 {
				actions = append(actions, fmt.Sprintf("\"%d\": 1 / %d", a, s.actions))
			} else {
				actions = append(actions, fmt.Sprintf("\"%d\"", a))
			}
		}
		// Labels repeat, so that a player can meet one in several rounds.
		if s.mover < 0 {
			fmt.Fprintf(&b, "%sm[%d] = g.chance(\"c\", {%s}, seen_by = [%s])\n", pad, i, strings.Join(actions, ", "), strings.Join(seen, ", "))
		} else {
			fmt.Fprintf(&b, "%sm[%d] = g.choose(p%d, \"a%d\", [%s], seen_by = [%s])\n", pad, i, s.mover, s.actions, strings.Join(actions, ", "), strings.Join(seen, ", "))
		}
	}
	b.WriteString("game(story)\n")
	return b.String()
}

// partition computes a random story's information sets from the rule: player, label, and all that the
// player has done and seen, in order.
func partition(players int, stages []stage) map[string][]string {
	out := map[string][]string{}
	var walk func(i int, outcomes []int, history []string, logs []string)
	walk = func(i int, outcomes []int, history []string, logs []string) {
		if i == len(stages) {
			return
		}
		s := stages[i]
		if s.after >= 0 && outcomes[s.after] != s.outcome {
			walk(i+1, append(slices.Clone(outcomes), -1), history, logs)
			return
		}
		label := "c"
		if s.mover >= 0 {
			label = fmt.Sprintf("a%d", s.actions)
			key := fmt.Sprintf("%d %s after %s", s.mover, label, logs[s.mover])
			out[key] = append(out[key], "/"+strings.Join(history, "/"))
		}
		for a := range s.actions {
			next := slices.Clone(logs)
			for p := range players {
				if p == s.mover || slices.Contains(s.seen, p) {
					next[p] += fmt.Sprintf(" %s=%d", label, a)
				}
			}
			walk(i+1, append(slices.Clone(outcomes), a), append(slices.Clone(history), fmt.Sprint(a)), next)
		}
	}
	walk(0, nil, nil, make([]string, players))
	return out
}

func TestInformationSetsFollowTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		players := rapid.IntRange(1, 3).Draw(t, "players")
		stages := drawStages(t, players)
		text := tell(players, stages)
		m, list := LoadSource(nil, "model.star", text, Options{})
		if m == nil {
			t.Fatalf("%s\n%s", render(list, nil), text)
		}
		if err := m.Game.PerfectRecall(); err != nil {
			t.Fatalf("%s\n%s", err, text)
		}
		var want, got []string
		for _, nodes := range partition(players, stages) {
			want = append(want, strings.Join(nodes, " "))
		}
		names := map[string]bool{}
		for _, h := range m.Game.Infosets {
			if h.Player == game.Chance {
				continue
			}
			name := fmt.Sprint(h.Player, h.Name)
			if names[name] {
				t.Fatalf("two sets are called %s\n%s", name, text)
			}
			names[name] = true
			var nodes []string
			for _, n := range h.Nodes {
				nodes = append(nodes, "/"+strings.Join(m.Game.History(n), "/"))
			}
			got = append(got, strings.Join(nodes, " "))
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-want +got\n%s\n%s", diff, text)
		}
	})
}
