package refine_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"parley/game"
	"parley/model"
	"parley/solve"
	"parley/solve/refine"
	"parley/solve/sequential"
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
