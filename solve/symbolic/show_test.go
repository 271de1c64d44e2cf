package symbolic_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"parley/game"
	"parley/model"
	"parley/solve"
	"parley/solve/sequential"
	"parley/solve/symbolic"
)

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

func TestShow(t *testing.T) {
	for _, path := range strings.Fields(os.Getenv("SHOW")) {
		dir, file := path[:strings.LastIndex(path, "/")], path[strings.LastIndex(path, "/")+1:]
		m, diags := model.Load(os.DirFS(dir), file, model.Options{})
		if m == nil {
			t.Fatal(diags)
		}
		d, err := symbolic.New(m.Game, domainOf(m))
		if err != nil {
			t.Fatal(err)
		}
		in, _ := game.NewInstance(m.Game, m.Baseline())
		s, _ := sequential.New(m.Game)
		res, err := s.Solve(context.Background(), in, solve.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range res.Equilibria {
			e := &res.Equilibria[i]
			classes, err := d.Derive(context.Background(), symbolic.PlayOf(in, e.Profile), in.Values)
			t.Logf("%s E%d %v", path, i+1, err)
			for _, c := range classes {
				show(t, d, m.Game, c)
				t.Logf("  holds %v", c.Holds(in.Values))
			}
		}
	}
}

func show(t *testing.T, d *symbolic.Deriver, g *game.Game, c *symbolic.Class) {
	w := d.Text()
	for h, support := range c.Play {
		for _, a := range support {
			if c.Known[a] {
				t.Logf("  %s: %s %s", g.Infosets[h].Name, g.Actions[a].Name, w.Func(c.Mixing[a]))
			}
		}
	}
	for i := range c.Conditions {
		t.Logf("  if %s", w.Condition(&c.Conditions[i]))
	}
	for _, p := range c.Parts {
		for _, k := range p.Cases {
			t.Logf("  either")
			for i := range k.Conditions {
				t.Logf("      %s", w.Condition(&k.Conditions[i]))
			}
		}
	}
	for i := range c.Given {
		t.Logf("  given %s", w.Condition(&c.Given[i]))
	}
	for _, p := range c.Ties {
		t.Logf("  tie %s", w.Poly(p))
	}
}
