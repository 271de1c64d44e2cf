package refine_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"parley/game"
	"parley/model"
	"parley/solve"
	"parley/solve/refine"
	"parley/solve/sequential"
	"parley/sweep"
)

// Beer and quiche (Cho and Kreps 1987, section II): pooling on beer passes, pooling on quiche fails,
// because a wimp could only lose by beer.
func TestIntuitiveCriterion(t *testing.T) {
	m, diags := model.Load(os.DirFS("../../textbook"), "beer-quiche.star", model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	res, err := sequential.Solver{}.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	findings, err := refine.Intuitive(context.Background(), in, res)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Equilibria) != 2 || len(findings) != 2 {
		t.Fatalf("%d equilibria, %d findings; want 2 of each", len(res.Equilibria), len(findings))
	}
	for i, f := range findings {
		onBeer := false
		for a, p := range res.Equilibria[i].Profile {
			onBeer = onBeer || in.Actions[a].Name == "beer" && p.Sign() > 0
		}
		if f.Passes != onBeer {
			t.Errorf("pooling on beer %v: passes %v (%s)", onBeer, f.Passes, f.Reason)
		}
		if !f.Passes && !strings.Contains(f.Reason, "beer") {
			t.Errorf("the reason does not name the message: %q", f.Reason)
		}
	}
}

// A checker that goes from one draw to the next says of each what a new one says, even where the values are
// written into the same slice.
func TestIntuitiveAtOneDrawAfterAnother(t *testing.T) {
	m, diags := model.Load(os.DirFS("../../examples/beijing-2018"), "model.star", model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	space, err := sweep.NewSpace(m, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	prepared, err := sequential.New(m.Game)
	if err != nil {
		t.Fatal(err)
	}
	checker := refine.NewChecker(m.Game)
	values := m.Baseline()
	in, err := game.NewInstance(m.Game, values)
	if err != nil {
		t.Fatal(err)
	}
	judge := func(c *refine.Checker, in *game.Instance) []refine.Finding {
		res, err := prepared.Solve(t.Context(), in, solve.Options{})
		if err != nil {
			t.Fatal(err)
		}
		findings, err := c.Intuitive(t.Context(), in, res)
		if err != nil {
			t.Fatal(err)
		}
		return findings
	}
	failed := 0
	for i := range 60 {
		draw, err := space.Draw(1, i)
		if err != nil {
			t.Fatal(err)
		}
		copy(values, draw)
		if err := in.Set(values); err != nil {
			t.Fatal(err)
		}
		fresh, err := game.NewInstance(m.Game, slices.Clone(values))
		if err != nil {
			t.Fatal(err)
		}
		got, want := judge(checker, in), judge(refine.NewChecker(m.Game), fresh)
		if !slices.Equal(got, want) {
			t.Fatalf("draw %d: %v, and of a new checker %v", i, got, want)
		}
		for _, f := range want {
			if !f.Passes {
				failed++
			}
		}
	}
	if failed == 0 {
		t.Error("no equilibrium fails: this tests nothing")
	}
}
