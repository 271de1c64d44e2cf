package model_test

import (
	"testing"
	"testing/fstest"

	"parley/game"
	"parley/model"
)

// Each node knows the call that makes its move, also where one information set is reached by two calls, in a function that is
// called twice, and in a file that is loaded. Variants change nothing about it.
func TestMoveAt(t *testing.T) {
	m, list := model.Load(fstest.MapFS{
		"model.star": {Data: []byte(`load("part.star", "answer")
kim = player("Kim")
xi = player("Xi")

def story(g):
    way = g.chance("way", {"by sea": 0.5, "by land": 0.5})
    if way == "by sea":
        g.simultaneous({kim: ("sail", ["out", "in"]),
                        xi: ("watch", ["east", "west"])})
    else:
        g.choose(
            kim, "march", ["on", "back"])
    answer(g, xi, "Xi's answer")
    answer(g, kim, "Kim's answer")

game(story)
variant("blind", hide = {"way": xi})
`)},
		"part.star": {Data: []byte("def answer(g, who, label):\n    g.choose(who, label, [\"yes\", \"no\"])\n")},
	}, "model.star", model.Options{})
	if m == nil {
		t.Fatal(list)
	}
	want := map[string]struct {
		file string
		line int
	}{
		"way": {"model.star", 6}, "sail": {"model.star", 8}, "watch": {"model.star", 8}, "march": {"model.star", 11}, "Xi's answer": {"part.star", 2}, "Kim's answer": {"part.star", 2},
	}
	seen := map[string]bool{}
	for n := range m.Game.Nodes {
		id := game.NodeID(n)
		call, ok := m.MoveAt(id)
		if m.Game.Terminal(id) {
			if ok {
				t.Errorf("an end of play has the call at %v", call)
			}
			continue
		}
		label := m.Game.Infosets[m.Game.Nodes[n].Infoset].Label
		seen[label] = true
		if w := want[label]; !ok || call.Start.File != w.file || call.Start.Line != w.line {
			t.Errorf("the move %q stands at %v, want %v", label, call.Start, w)
		}
	}
	if len(seen) != len(want) {
		t.Errorf("moves %v, want those of %v", seen, want)
	}
}
