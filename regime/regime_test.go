package regime_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"parley/model"
	"parley/num"
	"parley/regime"
	"parley/solve"
)

func load(t testing.TB, path string) *model.Model {
	t.Helper()
	m, list := model.Load(os.DirFS(filepath.Dir(path)), filepath.Base(path), model.Options{})
	if m == nil {
		t.Fatal(list)
	}
	return m
}

func source(t testing.TB, text string) *model.Model {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model.star")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return load(t, path)
}

const demo = "../examples/crisis-signalling/model.star"

func axis(t testing.TB, m *model.Model, name, low, high string) regime.Axis {
	t.Helper()
	p, ok := m.Param(name)
	if !ok {
		t.Fatalf("no param %s", name)
	}
	return regime.Axis{Param: p, Low: num.MustParse(low), High: num.MustParse(high)}
}

func run(t testing.TB, m *model.Model, opt regime.Options) *regime.Map {
	t.Helper()
	out, err := regime.Run(context.Background(), m, opt)
	if err != nil {
		t.Fatal(err)
	}
	consistent(t, out)
	return out
}

// consistent checks what holds of every map: the regions cover the plane once, and each edge of one is an edge of another,
// the other way round, or lies on the rim.
func consistent(t testing.TB, m *regime.Map) {
	t.Helper()
	sum, shares := 0.0, 0.0
	edges := map[[2]regime.Vertex]int{}
	for i, g := range m.Regions {
		sum += g.Share
		for _, ring := range append([][]regime.Vertex{g.Outer}, g.Holes...) {
			for k, p := range ring {
				e := [2]regime.Vertex{p, ring[(k+1)%len(ring)]}
				if _, twice := edges[e]; twice {
					t.Errorf("regions %d and %d have the same edge %v in the same direction", i, edges[e], e)
				}
				edges[e] = i
			}
		}
	}
	for _, r := range m.Regimes {
		shares += r.Share
	}
	if math.Abs(sum-1) > 1e-9 || math.Abs(shares-1) > 1e-9 {
		t.Errorf("the regions cover %v of the map, the regimes %v", sum, shares)
	}
	rim := func(v regime.Vertex) bool { return v.X == 0 || v.X == 1 || v.Y == 0 || v.Y == 1 }
	for e, i := range edges {
		if _, ok := edges[[2]regime.Vertex{e[1], e[0]}]; !ok && !(rim(e[0]) && rim(e[1])) {
			t.Errorf("the edge %v of region %d has nothing on its other side", e, i)
		}
	}
}

// conditions writes the condition of each regime.
func conditions(m *regime.Map) []string {
	var out []string
	for _, r := range m.Regimes {
		var sides []string
		for _, s := range r.Condition {
			sides = append(sides, m.SideText(s))
		}
		out = append(out, strings.Join(sides, " and "))
	}
	return out
}

func formulas(m *regime.Map) []string {
	var out []string
	for i := range m.Formulas {
		out = append(out, string(m.Formulas[i].Known)+" "+m.Text(&m.Formulas[i]))
	}
	slices.Sort(out)
	return out
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %v, want %v within %v", what, got, want, within)
	}
}

// on checks that every point of the boundaries between two regimes lies on a curve: g is 0 there, and its slope along either axis, in
// shares of the axis, is at least 1.
func on(t *testing.T, m *regime.Map, a, b int, g func(x, y float64) float64) {
	t.Helper()
	n := 0
	for _, k := range m.Boundaries {
		if min(k.Left, k.Right) != min(a, b) || max(k.Left, k.Right) != max(a, b) {
			continue
		}
		for _, v := range k.Points {
			x := m.X.Low.Float() + v.X*m.X.High.Sub(m.X.Low).Float()
			y := m.Y.Low.Float() + v.Y*m.Y.High.Sub(m.Y.Low).Float()
			n++
			if d := math.Abs(g(x, y)); d > regime.Precision {
				t.Errorf("the point (%v, %v) between regimes %d and %d is off by %v", x, y, a, b, d)
			}
		}
	}
	if n == 0 {
		t.Errorf("regimes %d and %d have no boundary", a, b)
	}
}

// The three regimes of the demo game, worked out by hand in its README. Shares of the area: prior and audience cost below 2/3 and
// 3/5 of 0.05 to 0.95 and 0 to 0.9.
func TestDemo(t *testing.T) {
	m := load(t, demo)
	got := run(t, m, regime.Options{X: axis(t, m, "prior", "0.05", "0.95"), Y: axis(t, m, "audience_cost", "0", "0.9")})
	want(t, "conditions", conditions(got), []string{"prior < 2/3 and audience_cost < 3/5", "audience_cost > 3/5", "prior > 2/3 and audience_cost < 3/5"})
	prior := (2./3 - 0.05) / 0.9
	for i, share := range []float64{prior * 2 / 3, 1. / 3, (1 - prior) * 2 / 3} {
		near(t, "share", got.Regimes[i].Share, share, 2e-6)
	}
	on(t, got, 0, 2, func(x, _ float64) float64 { return (x - 2./3) / 0.9 })
	on(t, got, 0, 1, func(_, y float64) float64 { return (y - 0.6) / 0.9 })
	on(t, got, 1, 2, func(_, y float64) float64 { return (y - 0.6) / 0.9 })
	want(t, "junctions", len(got.Junctions), 1)
	near(t, "the junction's prior", got.Junctions[0].X, prior, 1e-6)
	near(t, "the junction's audience cost", got.Junctions[0].Y, 2./3, 1e-6)
	want(t, "the baseline's regime", got.AtRegime, 0)
	near(t, "what the ranges have of the first", got.Regimes[0].Inside, 1, 1e-9)
	war := got.Regimes[0].Answers[0]
	near(t, "least war", war.Low, 0.05/1.6, 1e-4) // prior / (1 + audience cost)
	near(t, "most war", war.High, 2./3, 1e-4)
	for _, r := range got.Regimes[1:] {
		want(t, "war where the defender yields", r.Answers[0], regime.Span{Defined: true})
	}
}

// By play on the path alone the two regimes in which the defender yields are one: what differs is what the bluffer would do.
func TestByPath(t *testing.T) {
	m := load(t, demo)
	got := run(t, m, regime.Options{Basis: regime.Path, X: axis(t, m, "prior", "0.05", "0.95"), Y: axis(t, m, "audience_cost", "0", "0.9")})
	want(t, "conditions", conditions(got), []string{"", "prior < 2/3 and audience_cost < 3/5"})
	want(t, "formulas", formulas(got), []string{"derived audience_cost = 3/5", "derived prior = 1 / (1 + war_cost)"})
	want(t, "junctions", len(got.Junctions), 0)
}

// The defender yields to everybody once prior · (−war_cost) + (1 − prior) < 0.
func TestCurvedBoundary(t *testing.T) {
	m := load(t, demo)
	got := run(t, m, regime.Options{X: axis(t, m, "prior", "-0.2", "1.2"), Y: axis(t, m, "war_cost", "0.1", "3")})
	want(t, "formulas", formulas(got), []string{"derived prior = 0", "derived prior = 1", "derived prior = 1 / (1 + war_cost)"})
	on(t, got, 0, 1, func(x, y float64) float64 { return (x - 1/(1+y)) / 1.4 })
	want(t, "kind", got.Regimes[2].Kind, regime.NoGame)
	want(t, "regions of what is no game", len(got.Regions), 4)
	near(t, "share of what is no game", got.Regimes[2].Share, 0.4/1.4, 2e-6)
	yields := (2.9 - math.Log(4/1.1)) / 1.4 / 2.9
	near(t, "share in which the defender yields", got.Regimes[0].Share, yields, 2e-5)
}

// Sanctions that need both: three equilibria unless staying out is worth more than success.
func TestOverlap(t *testing.T) {
	m := load(t, "../examples/coordination/model.star")
	got := run(t, m, regime.Options{X: axis(t, m, "success", "1", "4"), Y: axis(t, m, "free_ride", "0", "3")})
	want(t, "conditions", conditions(got), []string{"success > free_ride", "success < free_ride"})
	near(t, "share", got.Regimes[0].Share, 7./9, 1e-6)
	want(t, "equilibria", []int{len(got.Regimes[0].Classes), len(got.Regimes[1].Classes)}, []int{3, 1})
	both := got.Regimes[1].Classes[0]
	want(t, "regimes in which both stay out", got.Classes[both].Regimes, []int{0, 1})
}

// Three options, of which the best is taken, meet where all are worth the same.
const three = `
title("Three ways")
p = player("p")
q = player("q")
x = param("x", 0.4, within = (0, 1))
y = param("y", 0.4, within = (0, 1))
assume(x + y < 1.5)
def story(g):
    w = g.choose(p, "way", ["a", "b", "c"])
    g.pay(p, {"a": x, "b": y, "c": 1 - x - y}[w])
game(story)
`

func TestThreeMeetInAPoint(t *testing.T) {
	m := source(t, three)
	got := run(t, m, regime.Options{X: axis(t, m, "x", "0", "1"), Y: axis(t, m, "y", "0", "1")})
	want(t, "junctions", len(got.Junctions), 2) // one on the line of the assumption
	i := slices.IndexFunc(got.Junctions, func(v regime.Vertex) bool { return v.X < 0.5 })
	near(t, "the junction's x", got.Junctions[i].X, 1./3, 1e-6)
	near(t, "the junction's y", got.Junctions[i].Y, 1./3, 1e-6)
	want(t, "formulas", formulas(got), []string{"derived x = 1 - 2 * y", "derived x = 3/2 - y", "derived x = y", "derived y = 1 - 2 * x"})
	last := got.Regimes[3]
	want(t, "kind", last.Kind, regime.Breaks)
	near(t, "share", last.Share, 1./8, 1e-6)
	near(t, "share of the third way", got.Regimes[2].Share, 1./6, 1e-6)
}

// What q would do if p came in changes at x = y; p stays out all the same.
const outside = `
title("Outside")
p = player("p")
q = player("q")
x = param("x", 0.4, within = (0, 1))
y = param("y", 0.3, within = (0, 1))
def story(g):
    if g.choose(p, "entry", ["out", "in"]) == "out":
        g.pay(p, 2)
        g.stop()
    w = g.choose(q, "reply", ["a", "b"])
    g.pay(q, {"a": x, "b": y}[w])
    g.pay(p, 0)
game(story)
`

func TestOffThePath(t *testing.T) {
	m := source(t, outside)
	opt := regime.Options{X: axis(t, m, "x", "0", "1"), Y: axis(t, m, "y", "0", "1"), Grid: 16}
	got := run(t, m, opt)
	want(t, "formulas", formulas(got), []string{"fitted x = y"}) // the conditions of staying out say nothing of replies
	want(t, "regimes", len(got.Regimes), 2)
	opt.Basis = regime.Path
	want(t, "regimes by path", len(run(t, m, opt).Regimes), 1)
}

// No result depends on the number of workers.
func TestWorkers(t *testing.T) {
	m := load(t, demo)
	opt := regime.Options{X: axis(t, m, "prior", "0.05", "0.95"), Y: axis(t, m, "war_cost", "0.1", "3"), Grid: 16, Workers: 1}
	first := run(t, m, opt)
	for _, opt.Workers = range []int{2, 5} {
		if other := run(t, m, opt); !reflect.DeepEqual(first, other) {
			t.Errorf("%d workers find another map than one", opt.Workers)
		}
	}
}

// Where a bound ends the search the map covers the plane all the same, and says what happened.
func TestBounded(t *testing.T) {
	m := load(t, demo)
	opt := regime.Options{X: axis(t, m, "prior", "0.05", "0.95"), Y: axis(t, m, "war_cost", "0.1", "3"), Grid: 16, Points: 300}
	got := run(t, m, opt)
	if got.Refined || got.Because == "" {
		t.Errorf("bounded at 300 points: refined %v, because %q", got.Refined, got.Because)
	}
	if got.Points > 2000 {
		t.Errorf("%d points were solved", got.Points)
	}
	near(t, "share", got.Regimes[0].Share, run(t, m, regime.Options{X: opt.X, Y: opt.Y, Grid: 16}).Regimes[0].Share, 0.02)
}

// When the time is over there is a map of what was found; what was not looked at is a regime of its own.
func TestStopped(t *testing.T) {
	m := load(t, demo)
	for _, after := range []int{0, 40, 700} {
		ctx, cancel := context.WithCancel(context.Background())
		seen := 0
		opt := regime.Options{X: axis(t, m, "prior", "0.05", "0.95"), Y: axis(t, m, "war_cost", "0.1", "3"), Grid: 24, Workers: 1,
			Progress: func(string, int, int) {
				if seen++; seen > after {
					cancel()
				}
			}}
		if after == 0 {
			cancel()
		}
		got, err := regime.Run(ctx, m, opt)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		consistent(t, got)
		if got.Refined || !strings.HasPrefix(got.Because, "stopped") {
			t.Errorf("stopped after %d points: refined %v, because %q", after, got.Refined, got.Because)
		}
		last := got.Regimes[len(got.Regimes)-1]
		if unknown := last.Kind == regime.Unknown; unknown != (after < 625) {
			t.Errorf("stopped after %d points: the last regime is %q", after, last.Kind)
		}
	}
}

// A search for equilibria that a bound stopped says nothing about them.
func TestIncomplete(t *testing.T) {
	m := load(t, demo)
	got := run(t, m, regime.Options{X: axis(t, m, "prior", "0.05", "0.95"), Y: axis(t, m, "war_cost", "0.1", "3"), Grid: 8, Limits: solve.Limits{Supports: 1}})
	want(t, "regimes", len(got.Regimes), 1)
	want(t, "kind", got.Regimes[0].Kind, regime.Open)
	if got.Regimes[0].Classes != nil || got.Regimes[0].Result != nil || got.Regimes[0].Why == "" {
		t.Errorf("an incomplete search names equilibria: %+v", got.Regimes[0])
	}
}

// What cannot be mapped.
func TestWrong(t *testing.T) {
	m := load(t, demo)
	x, y := axis(t, m, "prior", "0", "1"), axis(t, m, "war_cost", "0", "1")
	for _, c := range []struct {
		opt  regime.Options
		says string
	}{
		{regime.Options{X: x, Y: x}, "both axes are prior"},
		{regime.Options{X: x, Y: regime.Axis{Param: y.Param, Low: num.One, High: num.One}}, "the range of war_cost is empty"},
		{regime.Options{X: x, Y: y, Grid: 1}, "the grid wants from 2"},
	} {
		if _, err := regime.Run(context.Background(), m, c.opt); err == nil || !strings.Contains(err.Error(), c.says) || !errors.Is(err, regime.ErrAxis) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}
