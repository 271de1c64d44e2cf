package regime_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/model"
	"parley/num"
	"parley/regime"
)

func load(t testing.TB, path string) *model.Model {
	t.Helper()
	m, list := model.Load(os.DirFS(filepath.Dir(path)), filepath.Base(path), model.Options{})
	if m == nil {
		t.Fatal(list)
	}
	return m
}

func axis(t testing.TB, m *model.Model, name, low, high string) regime.Axis {
	t.Helper()
	p, ok := m.Param(name)
	if !ok {
		t.Fatalf("no param %s", name)
	}
	return regime.Axis{Param: p, Low: num.MustParse(low), High: num.MustParse(high)}
}

func TestDemoX(t *testing.T) {
	show := func(file string, basis regime.Basis, x, xl, xh, y, yl, yh string) {
		m := load(t, file)
		start := time.Now()
		mp, err := regime.Run(context.Background(), m, regime.Options{Basis: basis, X: axis(t, m, x, xl, xh), Y: axis(t, m, y, yl, yh)})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(file, x, y, time.Since(start), mp.Points, mp.Because, mp.AtRegime, mp.Box, mp.At, mp.Junctions)
		for i, r := range mp.Regimes {
			t.Log(i, r.Kind, r.Share, r.Inside, r.Solved, r.Classes, r.Why)
			for _, s := range r.Condition {
				t.Log("   ", mp.SideText(s))
			}
		}
		for _, c := range mp.Classes {
			t.Log(c)
		}
		for _, b := range mp.Boundaries {
			f := ""
			if b.Formula >= 0 {
				f = mp.Text(&mp.Formulas[b.Formula])
			}
			t.Log(b.Left, b.Right, len(b.Points), len(b.Line), f)
		}
	}
	show("../examples/crisis-signalling/model.star", "", "prior", "0.05", "0.95", "audience_cost", "0", "0.9")
	show("../examples/crisis-signalling/model.star", "path", "prior", "0.05", "0.95", "audience_cost", "0", "0.9")
	show("../examples/crisis-signalling/model.star", "", "prior", "0.05", "0.95", "war_cost", "0.1", "3")
	show("../examples/crisis-signalling/model.star", "", "prior", "-0.2", "1.2", "war_cost", "0.1", "3")
	show("../examples/coordination/model.star", "", "success", "1", "4", "free_ride", "0", "3")
	if os.Getenv("HM_BEIJING") != "" {
		show("../examples/beijing-2018/model.star", "path", "p_sincere", "0.05", "0.95", "cost_of_war", "0.1", "3")
	}
}
