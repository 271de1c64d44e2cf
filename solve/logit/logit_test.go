package logit_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/gamefile"
	"parley/solve"
	"parley/solve/logit"
	"parley/verify"
)

func checker(t *testing.T, in *game.Instance) *verify.Checker {
	t.Helper()
	k, err := verify.New(in.Game)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Every traced point is a logit equilibrium, by the checker: to 1e-9 while lambda times the spread of payoffs is
// below 10,000, and to what rounding explains beyond.
func TestEveryTracedPointIsALogitEquilibrium(t *testing.T) {
	for seed := range uint64(200) {
		in := random(seed)
		k, b := checker(t, in), trace(t, in)
		if !b.Settled {
			t.Logf("game %d: %s", seed, b.Because)
		}
		for i := range b.Points {
			p := &b.Points[i]
			r, err := k.Logit(in, p.LogP, nil, p.Lambda)
			if err != nil {
				t.Fatal(err)
			}
			if !r.OK(1e-9) || p.Lambda*b.Spread() < 1e4 && r.Residual > 1e-9 {
				t.Errorf("game %d, lambda %g (%g relative to payoffs): residual %g, rounding %g", seed, p.Lambda, p.Lambda*b.Spread(), r.Residual, r.Rounding)
			}
			for a := range p.P {
				if math.Abs(math.Exp(p.LogP[a])-p.P[a]) > 1e-14 {
					t.Errorf("game %d: probability %g with logarithm %g", seed, p.P[a], p.LogP[a])
				}
			}
		}
	}
}

func response(t *testing.T, s solve.Solver, in *game.Instance, lambda float64) *solve.Result {
	t.Helper()
	r, err := s.Solve(t.Context(), in, solve.Options{Lambda: &lambda})
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Equilibria {
		k := checker(t, r.In)
		m, err := k.Logit(r.In, r.Branch.At[i].LogP, r.Equilibria[i].Beliefs, lambda)
		if err != nil || m.Residual > 1e-9 || m.Beliefs > 1e-12 {
			t.Errorf("equilibrium %d at lambda %g: %+v, %v", i, lambda, m, err)
		}
		regret, err := k.Measure(r.In, r.Equilibria[i].Profile)
		if err != nil || regret.Most() > r.Equilibria[i].Gap+regret.Rounding {
			t.Errorf("equilibrium %d at lambda %g: regret %g, claimed %g, %v", i, lambda, regret.Most(), r.Equilibria[i].Gap, err)
		}
	}
	if r.Complete {
		t.Error("the list is called complete")
	}
	return r
}

// In a one-shot game both forms are the same; on a tree they are not: the strategic form weighs what an action
// is worth by how likely play is to come there.
func TestFormsDifferOnTrees(t *testing.T) {
	one := bimatrix(ochs9)
	a, s := response(t, logit.Agent{}, one, 2), response(t, logit.Strategic{}, one, 2)
	if s.In != one || a.Equilibria[0].Profile[0].Cmp(s.Equilibria[0].Profile[0]) != 0 {
		t.Errorf("one shot: %v and %v", a.Equilibria[0].Profile, s.Equilibria[0].Profile)
	}
	// Ann stops or passes; then Bob chooses between 2 and 0. In the agent form he errs as if he always moved; in the
	// strategic form his error costs nothing when Ann stops.
	in := gametest.Instance(gametest.Game(gametest.Move(0, "first", gametest.Do("stop", gametest.End(3, 0)), gametest.Do("pass",
		gametest.Move(1, "second", gametest.Do("good", gametest.End(0, 2)), gametest.Do("bad", gametest.End(0, 0))))), "Ann", "Bob"))
	const lambda = 1
	ann := logistic(3 * lambda) // stops: passing is worth 0 whatever Bob does
	good := gametest.Action(in.Game, "second", "good")
	near(t, "Bob's good reply, agent form", response(t, logit.Agent{}, in, lambda).Equilibria[0].Profile[good].Float(), logistic(2*lambda), 1e-10)
	r := response(t, logit.Strategic{}, in, lambda)
	for h := range r.In.Infosets {
		if r.In.Infosets[h].Player == 1 {
			near(t, "Bob's good reply, strategic form", r.Equilibria[0].Profile[r.In.Infosets[h].First].Float(), logistic(2*lambda*(1-ann)), 1e-10)
		}
	}
}

// Some branches turn back: then some lambdas have several points, an odd number of them.
func TestBranchThatTurnsBack(t *testing.T) {
	found := 0
	for seed := uint64(0); found < 3 && seed < 3000; seed++ {
		in := gametest.Instance(gametest.OneShot(rand.New(rand.NewPCG(seed, 31)), []int{3, 3}, 20))
		end := trace(t, in).End()
		if len(end.Turnings) != 2 || !(end.Turnings[1] < 0.9*end.Turnings[0]) || len(end.Forks) > 0 {
			continue
		}
		found++
		middle := (end.Turnings[0] + end.Turnings[1]) / 2
		r := response(t, logit.Strategic{}, in, middle)
		if len(r.Equilibria) != 3 {
			t.Errorf("game %d: %d points at lambda %g, between the turnings at %v", seed, len(r.Equilibria), middle, end.Turnings)
		}
		if !strings.Contains(strings.Join(r.Warnings, " "), "turns back") {
			t.Errorf("game %d: no warning: %v", seed, r.Warnings)
		}
		for _, lambda := range []float64{0.9 * end.Turnings[1], 1.1 * end.Turnings[0]} {
			if n := len(response(t, logit.Strategic{}, in, lambda).Equilibria); n != 1 {
				t.Errorf("game %d: %d points at lambda %g, outside the turnings at %v", seed, n, lambda, end.Turnings)
			}
		}
	}
	if found < 3 {
		t.Errorf("only %d games have a branch that turns back twice", found)
	}
}

func TestResultTellsLimitFromLastPoint(t *testing.T) {
	in := poker()
	r, err := logit.Agent{}.Solve(t.Context(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	br := r.Branch
	if !br.End || !br.Settled || !r.Finished || r.Complete || len(r.Equilibria) != 1 || r.Equilibria[0].Certificate != solve.Numeric {
		t.Errorf("%+v", r)
	}
	if br.Limit == nil || br.Limit.Equilibrium == nil || br.Limit.Equilibrium.Certificate != solve.Exact || br.Limit.Concept != solve.Sequential {
		t.Fatalf("the limit: %+v", br.Limit)
	}
	queen := gametest.Action(in.Game, "queen", "bet")
	if got := br.Limit.Equilibrium.Profile[queen].String(); got != "1/3" {
		t.Errorf("the limit bets a queen with probability %s", got)
	}
	last := r.Equilibria[0].Profile[queen].Float()
	if last == 1.0/3 || math.Abs(last-1.0/3) > br.Limit.Distance || br.Limit.Distance > 1e-5 {
		t.Errorf("the last point bets a queen with probability %v, the limit is said to be %g away", last, br.Limit.Distance)
	}
}

func TestBoundsStopTheTrace(t *testing.T) {
	r, err := logit.Agent{}.Solve(t.Context(), poker(), solve.Options{Limits: solve.Limits{Iterations: 7}})
	if err != nil || r.Finished || !strings.Contains(r.IncompleteBecause, "the bound of 7 steps") || r.Branch.Limit.Equilibrium != nil || len(r.Branch.Points) != 8 {
		t.Errorf("%+v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err = logit.Agent{}.Solve(ctx, poker(), solve.Options{})
	if err != nil || r.Finished || !strings.Contains(r.IncompleteBecause, "interrupted") {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestGamesWithoutChoice(t *testing.T) {
	for name, tree := range map[string]gametest.Tree{
		"nobody moves": gametest.Nature("draw", gametest.With("1/3", "a", gametest.End(1)), gametest.With("2/3", "b", gametest.End(2))),
		"one action":   gametest.Move(0, "only", gametest.Do("go", gametest.End(1))),
		"all the same": gametest.Move(0, "move", gametest.Do("a", gametest.End(1)), gametest.Do("b", gametest.End(1))),
	} {
		in := gametest.Instance(gametest.Game(tree, "Ann"))
		r, err := logit.Agent{}.Solve(t.Context(), in, solve.Options{})
		if err != nil || !r.Finished || len(r.Equilibria) != 1 || r.Branch.Limit.Equilibrium == nil {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		if n := len(response(t, logit.Agent{}, in, 3).Equilibria); n != 1 {
			t.Errorf("%s: %d equilibria at lambda 3", name, n)
		}
	}
}

func TestUnsuitedGames(t *testing.T) {
	forgetful := gametest.Instance(gametest.Game(gametest.Move(0, "first", gametest.Do("a", gametest.Move(0, "second", gametest.Do("x", gametest.End(1)), gametest.Do("y", gametest.End(0)))),
		gametest.Do("b", gametest.Move(0, "second", gametest.Do("x", gametest.End(0)), gametest.Do("y", gametest.End(2))))), "Ann"))
	if _, err := (logit.Agent{}).Solve(t.Context(), forgetful, solve.Options{}); !errors.Is(err, solve.ErrUnsuited) || !errors.Is(err, game.ErrImperfectRecall) {
		t.Errorf("imperfect recall: %v", err)
	}
	var many []gametest.Branch
	for i := range logit.MaxUnknowns + 2 {
		many = append(many, gametest.Do(string(rune('A'+i)), gametest.End(int64(i))))
	}
	wide := gametest.Instance(gametest.Game(gametest.Move(0, "many", many...), "Ann"))
	if _, err := (logit.Agent{}).Solve(t.Context(), wide, solve.Options{}); !errors.Is(err, solve.ErrUnsuited) || !strings.Contains(err.Error(), "--concept") {
		t.Errorf("too many actions: %v", err)
	}
}

// Games of Gambit's catalogue for which its test suite asserts logit equilibria.
func TestReference(t *testing.T) {
	const dir = "../../../shared/reference/gambit"
	text, err := os.ReadFile(filepath.Join(dir, "expected_asserted.json"))
	if err != nil {
		t.Skip("the reference games are not there")
	}
	var doc struct {
		Cases []struct {
			ID, Game, Solver string
			Options          struct{ Lam []float64 }
			Expected         []json.RawMessage
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, c := range doc.Cases {
		if !strings.HasPrefix(c.Solver, "logit") {
			continue
		}
		seen++
		f, err := os.Open(filepath.Join(dir, c.Game))
		if err != nil {
			t.Fatal(err)
		}
		g, list := gamefile.Read(c.Game, f, gamefile.Limits{})
		f.Close()
		if g == nil {
			t.Fatal(list)
		}
		in := gametest.Instance(g)
		for _, e := range c.Expected {
			var at struct {
				Lambda  float64
				Profile [][]float64
			}
			var limit [][][]string
			switch {
			case json.Unmarshal(e, &at) == nil:
				compare(t, c.ID, response(t, logit.Agent{}, in, at.Lambda).Equilibria[0].Profile, flatten(at.Profile), in)
			case json.Unmarshal(e, &limit) == nil:
				r, err := logit.Agent{}.Solve(t.Context(), in, solve.Options{})
				if err != nil {
					t.Fatal(err)
				}
				want := []float64{}
				for _, player := range limit {
					for _, set := range player {
						for _, p := range set {
							want = append(want, rational(t, p))
						}
					}
				}
				compare(t, c.ID, r.Equilibria[0].Profile, want, in)
				compare(t, c.ID+" (limit)", r.Branch.Limit.Equilibrium.Profile, want, in)
			default:
				t.Errorf("%s: cannot read %s", c.ID, e)
			}
		}
	}
	if seen < 4 {
		t.Errorf("%d cases only", seen)
	}
}

func rational(t *testing.T, s string) float64 {
	t.Helper()
	for _, x := range []float64{0, 1, 1.0 / 3, 2.0 / 3} {
		if map[float64]string{0: "0", 1: "1", 1.0 / 3: "1/3", 2.0 / 3: "2/3"}[x] == s {
			return x
		}
	}
	t.Fatalf("what is %q?", s)
	return 0
}

func flatten(x [][]float64) []float64 {
	var out []float64
	for _, row := range x {
		out = append(out, row...)
	}
	return out
}

// compare wants the probabilities of players' actions, player by player, within the 0.001 of the reference.
func compare(t *testing.T, name string, p game.Profile, want []float64, in *game.Instance) {
	t.Helper()
	var got []float64
	for i := range in.Players {
		for h := range in.Infosets {
			if in.Infosets[h].Player == game.PlayerID(i) {
				for _, a := range in.ActionsAt(game.InfosetID(h)) {
					got = append(got, p[a].Float())
				}
			}
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d probabilities, want %d", name, len(got), len(want))
		return
	}
	for i := range got {
		near(t, name, got[i], want[i], 1e-3)
	}
}
