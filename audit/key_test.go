package audit

import (
	"slices"
	"testing"

	"parley/model"
)

// The key assumptions check is a view: it holds what RestsOn and Linchpins hold, and says what the claims behind them carry.
func TestKeyAssumptions(t *testing.T) {
	m, list := model.LoadSource(nil, "model.star", `
title("Threat")
src = source("An account")
C1 = claim(src, "the threat hurts", id = "C1")
C2 = claim(src, "the prize is small", id = "C2")
C3 = claim(src, "nothing rests on this", id = "C3")
a, b = player("A"), player("B")
pain = param("pain", 1, within = (0, 2), because = C2)
prize = param("prize", 0.5, within = (0, 2), because = C2)
idle = param("idle", 1, within = (0, 2), because = C3)
assume(pain > prize, because = C1)
assume(pain > -1)
def story(g):
    if g.choose(a, "dare", ["yes", "no"]) == "yes":
        g.pay(a, prize - pain)
        g.mark("dared")
game(story)
conclude("Nobody dares.", P("dared") <= 0, claim = C1)
conclude("All is well.", P("dared") <= 1)
`, model.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	a, err := Run(t.Context(), []*model.Model{m}, Options{Draws: 200, Sensitivity: 0})
	if err != nil {
		t.Fatal(err)
	}
	x := &a.Models[0]
	key := x.KeyAssumptions()
	type cell struct {
		row, conclusion int
	}
	want := map[cell]Effect{{0, 0}: Falls, {0, 1}: Stands, {1, 0}: Unbroken, {1, 1}: Unbroken}
	for at, e := range want {
		if got := key.Rows[at.row].Cells[at.conclusion].Effect; got != e {
			t.Errorf("row %d, conclusion %d: %s, want %s", at.row, at.conclusion, got, e)
		}
	}
	c := key.Rows[0].Cells[0]
	if key.Rows[0].Assumption != 0 || c.Rest.Broken.Count != 0 || c.Rest.Broken.Of == 0 || x.Conclusions[0].Without(c.Rest) != Fragile || x.Conclusions[0].Verdict != Robust {
		t.Errorf("without its assumption the conclusion falls from robust to fragile: %+v", c.Rest)
	}
	for _, r := range key.Rows[2:] {
		if r.Assumption >= 0 || r.Param == 2 {
			t.Errorf("a param that flips something is wanted: %+v", r)
		}
		// Exactly at pain = prize both are best replies.
		if e := r.Cells[0]; e.Effect != Flips || !e.Flips[0].FlipsAt.Equal(x.Baseline[1-r.Param]) {
			t.Errorf("%s flips it where the two are equal: %+v", m.Params[r.Param].Name, e)
		}
	}
	if len(key.Rows) != 4 {
		t.Errorf("%d rows", len(key.Rows))
	}
	for _, c := range key.Claims {
		id := m.Claims[c.Claim].ID
		switch {
		case id == "C1" && (!slices.Equal(c.Carries, []int{0}) || !slices.Equal(c.Cited, []int{0}) || !slices.Equal(c.Rows, []int{0})),
			id == "C2" && (!slices.Equal(c.Carries, []int{0}) || len(c.Rows) != 2 || c.Cited != nil),
			id == "C3":
			t.Errorf("%s: %+v", id, c)
		}
	}
}

// Before any draw nothing is said of assumptions.
func TestKeyAssumptionsWithoutDraws(t *testing.T) {
	m, list := model.LoadSource(nil, "model.star", "title(\"T\")\na = player(\"A\")\np = param(\"p\", 1, within = (0, 2))\nassume(p > 1 / 2)\ndef story(g):\n    if g.choose(a, \"m\", [\"x\", \"y\"]) == \"x\":\n        g.pay(a, p)\n        g.mark(\"x\")\ngame(story)\nconclude(\"c\", P(\"x\") > 0)\n", model.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	a, err := Run(t.Context(), []*model.Model{m}, Options{Draws: -1})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Models[0].KeyAssumptions().Rows[0].Cells[0].Effect; got != NotLooked {
		t.Errorf("%s", got)
	}
}
