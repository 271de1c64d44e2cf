package probe

import (
	"testing"

	"parley/model"
)

// A lean probe believes what a full one does at an information set of a single node that play does not reach: he knows where he is.
func TestLeanProbesBelieveTheCertain(t *testing.T) {
	m, list := model.LoadSource(nil, "model.star", `
title("Left out")
a = player("A")
b = player("B")
def story(g):
    t = g.chance("type", {"hi": 1 / 2, "lo": 1 / 2}, seen_by = [a, b])
    if g.choose(a, "first", ["l", "r"]) == "r":
        g.pay(a, 1)
        g.stop()
    if g.choose(b, "second", ["u", "d"]) == "u":
        g.pay(b, 1)
game(story)
conclude("He knows it.", belief(b, event("type", "hi"), at = event("first", "l") & event("type", "hi")) >= 1)
`, model.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	s, err := New(m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, lean := range []bool{false, true} {
		b, err := s.Probe()
		if err != nil {
			t.Fatal(err)
		}
		b.Lean = lean
		at, err := b.At(nil)
		if err != nil {
			t.Fatal(err)
		}
		if f, err := at.Face(t.Context(), s.Conclusions[0], false); f != All || err != nil {
			t.Errorf("lean %v: %s (%v)", lean, f, err)
		}
	}
}
