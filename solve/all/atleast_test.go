//go:build !js

package all_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"parley/game"
	"parley/model"
	"parley/solve"
	"parley/solve/all"
	"parley/verify"
)

func loaded(t *testing.T, dir, file string) *game.Instance {
	t.Helper()
	m, diags := model.Load(os.DirFS(dir), file, model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// A search that has to give up before it has found an equilibrium names one all the same, which passes the
// checker, and is not called complete. So does one that is interrupted.
func TestOneAtLeast(t *testing.T) {
	in := loaded(t, "../../textbook", "kuhn-poker.star")
	m, _, err := all.Pick(solve.Sequential, "", in)
	if err != nil {
		t.Fatal(err)
	}
	res, err := m.Solver.Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Supports: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if res.Complete || len(res.Equilibria) != 1 || len(res.Warnings) != 1 {
		t.Fatalf("complete %v, %d equilibria, warnings %q", res.Complete, len(res.Equilibria), res.Warnings)
	}
	cert, err := verify.CheckWithin(in, &res.Equilibria[0].Assessment, solve.Sequential, res.Equilibria[0].Radius)
	if err != nil || !cert.OK() {
		t.Errorf("%v %s", err, cert.Failure())
	}
}

// What is cancelled from the start comes back with nothing, and at once.
func TestNothingIfCancelled(t *testing.T) {
	in := loaded(t, "../../textbook", "leduc.star")
	m, _, err := all.Pick(solve.Sequential, "", in)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("at once"))
	start := time.Now()
	res, err := m.Solver.Solve(ctx, in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if res.Complete || len(res.Equilibria) > 0 || time.Since(start) > 20*time.Second {
		t.Errorf("complete %v, %d equilibria after %v", res.Complete, len(res.Equilibria), time.Since(start))
	}
}
