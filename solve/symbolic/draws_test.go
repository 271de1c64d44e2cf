package symbolic_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/solve"
	"parley/solve/sequential"
	"parley/solve/symbolic"
	"parley/sweep"
)

var drawsTried = flag.Int("draws", 10_000, "draws of each model in TestAgreesWithTheSolver")

// agreement is the models at whose draws formulas and solver must agree, and how many classes of equilibria are met.
var agreement = []struct {
	path    string
	classes int // in formulas
	outside int // that no rational function gives
}{
	{"../../examples/crisis-signalling/model.star", 0, 0},
	{"../../examples/deterrence/model.star", 0, 0},
	{"../../examples/coordination/model.star", 0, 0},
	{"testdata/entry.star", 0, 0},
	{"testdata/beer-quiche.star", 0, 0},
	{"testdata/spence.star", 0, 0},
	{"testdata/ultimatum.star", 0, 0},
	{"testdata/chicken.star", 0, 0},
	{"testdata/inspection.star", 0, 0},
	{"testdata/pennies.star", 0, 0},
}

func domainOf(m *model.Model) symbolic.Domain {
	var d symbolic.Domain
	for _, p := range m.Params {
		d.Ranges = append(d.Ranges, symbolic.Range{Low: p.Dist.Low, High: p.Dist.High, Bounded: p.Dist.Kind != "fixed"})
	}
	for _, a := range m.Assumptions {
		d.Assume = append(d.Assume, symbolic.Inequality{Op: a.Op, Left: a.Left, Right: a.Right})
	}
	return d
}

func load(t testing.TB, path string) *model.Model {
	t.Helper()
	m, diags := model.Load(os.DirFS(filepath.Dir(path)), filepath.Base(path), model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	return m
}

// met is a class of equilibria, by their play on the path.
type met struct {
	play    symbolic.Play
	classes []*symbolic.Class
	err     error
}

// At every draw the classes whose conditions hold are those of the solver's equilibria, and their mixing
// probabilities are the same numbers.
func TestAgreesWithTheSolver(t *testing.T) {
	for _, c := range agreement {
		t.Run(filepath.Base(filepath.Dir(c.path))+"/"+filepath.Base(c.path), func(t *testing.T) {
			agree(t, c.path, *drawsTried, c.classes, c.outside)
		})
	}
}

func agree(t *testing.T, path string, draws, classes, outside int) {
	m := load(t, path)
	space, err := sweep.NewSpace(m, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	solver, err := sequential.New(m.Game)
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	d, err := symbolic.New(m.Game, domainOf(m))
	if err != nil {
		t.Fatal(err)
	}
	lean := &solve.Lean{}
	for h := range m.Game.Infosets {
		if m.Game.Infosets[h].Player != game.Chance {
			lean.Play = append(lean.Play, game.InfosetID(h))
		}
	}
	var list []*met
	by := map[string]*met{}
	type draw struct {
		values []num.Rat
		found  map[string]game.Profile
	}
	all := make([]draw, draws)
	for i := range all {
		values, err := space.Draw(1, i)
		if err != nil {
			t.Fatal(err)
		}
		if err := in.Set(values); err != nil {
			t.Fatal(err)
		}
		res, err := solver.Solve(context.Background(), in, solve.Options{Lean: lean})
		if err != nil || !res.Complete {
			t.Fatalf("draw %d: %v %v", i, err, res.IncompleteBecause)
		}
		all[i] = draw{values, map[string]game.Profile{}}
		for k := range res.Equilibria {
			for _, a := range res.Equilibria[k].Members() {
				play := symbolic.PlayOf(in, a.Profile)
				key := play.Key()
				all[i].found[key] = a.Profile
				if by[key] == nil {
					x := &met{play: play}
					x.classes, x.err = d.Derive(context.Background(), play, values)
					if x.err != nil && !errors.Is(x.err, symbolic.ErrIrrational) {
						t.Fatal(x.err)
					}
					by[key], list = x, append(list, x)
				}
			}
		}
	}
	tied := 0
	for i := range all {
		for _, x := range list {
			if x.err == nil {
				tied += compare(t, m, d, i, all[i].values, all[i].found, x)
			}
		}
	}
	t.Logf("%d classes, %d ties", len(list), tied)
	if tied > draws/100 {
		t.Errorf("%d of %d draws lie on ties", tied, draws)
	}
}

func compare(t *testing.T, m *model.Model, d *symbolic.Deriver, i int, values []num.Rat, found map[string]game.Profile, x *met) int {
	p, ok := found[x.play.Key()]
	holds := 0
	for _, c := range x.classes {
		if !c.Holds(values) {
			continue
		}
		holds++
		if !ok {
			continue
		}
		for a, f := range c.Mixing {
			if !c.Known[a] {
				continue
			}
			if v, defined := f.Eval(values); len(x.classes) == 1 && (!defined || !v.Equal(p[a])) {
				t.Fatalf("draw %d: %q has probability %v, in formulas %v", i, m.Game.Actions[a].Name, p[a], v)
			}
		}
	}
	if ok == (holds > 0) {
		return 0
	}
	for _, c := range x.classes {
		if c.Tied(values) {
			return 1
		}
	}
	t.Errorf("draw %d: the solver finds this class: %v; in formulas %d hold; at %v", i, ok, holds, values)
	for _, c := range x.classes {
		t.Log(describe(d, m.Game, c))
	}
	t.FailNow()
	return 0
}
