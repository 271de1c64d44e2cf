package audit

import (
	"context"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/sensitivity"
)

// crisis is the demo game, whose sensitivities are published.
func crisis(t *testing.T) *model.Model {
	t.Helper()
	m, list := model.Load(os.DirFS("../examples/crisis-signalling"), "model.star", model.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	return m
}

// The published sensitivities of P(war) and of "war is a real risk" come from 32,768 rows; 4096 give them
// within the two intervals together.
func TestPublishedSensitivities(t *testing.T) {
	demo := crisis(t)
	demo.Questions, demo.Conclusions = demo.Questions[:1], demo.Conclusions[:1]
	a, err := Run(t.Context(), []*model.Model{demo}, Options{Draws: -1, Sensitivity: 4096})
	if err != nil {
		t.Fatal(err)
	}
	m := &a.Models[0]
	war := &m.Questions[0]
	for _, c := range []struct {
		param                  string
		first, within          float64
		total                  float64
		low, high              float64
		alone                  bool
		flipBelow, flipAbove   string
		insideBelow, insideTop bool
	}{
		{param: "prior", first: 0.43, within: 0.04, total: 0.88, low: 2.0 / 13, high: 6.0 / 13, alone: true, flipBelow: "13/40", insideBelow: true, flipAbove: "2/3"},
		{param: "audience_cost", first: 0.07, within: 0.01, total: 0.07, low: 4.0 / 11, high: 4.0 / 15, alone: true, flipAbove: "3/5"},
		{param: "war_cost", first: 0.05, within: 0.03, total: 0.47, low: 4.0 / 13, high: 4.0 / 13, flipAbove: "3/2"},
		{param: "war_value", low: 4.0 / 13, high: 4.0 / 13},
	} {
		p := paramOf(m.Model, c.param)
		i := slices.IndexFunc(m.Design.Factors, func(f Factor) bool { return slices.Equal(f.Params, []int{p}) })
		x := war.Indices.Factors[i]
		agrees(t, c.param+": S1", x.First, c.first, c.within)
		agrees(t, c.param+": ST", x.Total, c.total, 0.02)
		s := war.Swings[slices.IndexFunc(war.Swings, func(s Swing) bool { return s.Param == p })]
		if math.Abs(s.AtLow.Low-c.low) > 1e-9 || math.Abs(s.AtHigh.High-c.high) > 1e-9 || s.Moves(AnswerBand(war.Answers)) != c.alone {
			t.Errorf("%s by itself moves P(war) from %+v to %+v, want %.3f to %.3f", c.param, s.AtLow, s.AtHigh, c.low, c.high)
		}
		for _, f := range []struct {
			at       string
			up, in   bool
			wantedAs string
		}{{c.flipBelow, false, c.insideBelow, "below"}, {c.flipAbove, true, false, "above"}} {
			if f.at == "" {
				continue
			}
			list := m.Conclusions[0].Beyond
			if f.in {
				list = m.Conclusions[0].Linchpins
			}
			if !slices.ContainsFunc(list, func(l Linchpin) bool {
				return l.Param == p && l.Up == f.up && l.Exact && l.FlipsAt.Equal(num.MustParse(f.at)) && l.To == None
			}) {
				t.Errorf("%s flips the conclusion %s %s exactly, and that was not found: %+v", c.param, f.wantedAs, f.at, list)
			}
		}
	}
}

// What is published is right: P(war) is prior / (1 + audience cost) where prior < 1 / (1 + war cost), and else 0, so
// that its indices are integrals. War is worth fighting for the resolute alone, whatever it is worth.
func TestIndicesOfTheDemoAgainstIntegrals(t *testing.T) {
	const n = 60
	at := func(low, high float64, i int) float64 { return low + (high-low)*(float64(i)+0.5)/n }
	war := func(p, a, c int) float64 {
		if prior := at(0.2, 0.6, p); prior < 1/(1+at(0.3, 0.9, c)) {
			return prior / (1 + at(0.1, 0.5, a))
		}
		return 0
	}
	all := func(f func(i, j, k int)) {
		for i := range n {
			for j := range n {
				for k := range n {
					f(i, j, k)
				}
			}
		}
	}
	var mean, square float64
	var given, others [3]map[[2]int][2]float64 // by param: sums over the others, and over it, of P(war) and its square
	for q := range 3 {
		given[q], others[q] = map[[2]int][2]float64{}, map[[2]int][2]float64{}
	}
	all(func(p, a, c int) {
		x := war(p, a, c)
		mean += x / (n * n * n)
		square += x * x / (n * n * n)
		index := [3]int{p, a, c}
		for q := range 3 {
			own, rest := [2]int{index[q], 0}, [2]int{index[(q+1)%3], index[(q+2)%3]}
			s := given[q][own]
			given[q][own] = [2]float64{s[0] + x, s[1] + x*x}
			s = others[q][rest]
			others[q][rest] = [2]float64{s[0] + x, s[1] + x*x}
		}
	})
	variance := square - mean*mean
	demo := crisis(t)
	demo.Questions, demo.Conclusions = demo.Questions[:1], nil
	a, err := Run(t.Context(), []*model.Model{demo}, Options{Draws: -1, Steps: -1, Joint: -1, Sensitivity: 2048})
	if err != nil {
		t.Fatal(err)
	}
	published := [3][3]float64{{0.43, 0.04, 0.88}, {0.07, 0.01, 0.07}, {0.05, 0.03, 0.47}}
	for q := range 3 {
		var first, total float64
		for _, s := range given[q] {
			m := s[0] / (n * n)
			first += (m - mean) * (m - mean) / n / variance
		}
		for _, s := range others[q] {
			m := s[0] / n
			total += (s[1]/n - m*m) / (n * n) / variance
		}
		if math.Abs(first-published[q][0]) > published[q][1]+0.002 || math.Abs(total-published[q][2]) > 0.02 {
			t.Errorf("param %d: the integrals are %.3f and %.3f, published %v", q, first, total, published[q])
		}
		x := a.Models[0].Questions[0].Indices.Factors[q]
		agrees(t, demo.Params[q].Name+": S1", x.First, first, 0.005)
		agrees(t, demo.Params[q].Name+": ST", x.Total, total, 0.005)
	}
}

// agrees tells whether an estimate and a published one, which is known to so much, can be of one number.
func agrees(t *testing.T, what string, e sensitivity.Estimate, published, within float64) {
	t.Helper()
	if e.Low > published+within || e.High < published-within {
		t.Errorf("%s is %.3f (%.3f to %.3f), published %.2f ± %.2f", what, e.Value, e.Low, e.High, published, within)
	}
}

// adding is one player who is bold where a sum of params is more than 1.
const adding = `
title("Sum")
kim = player("Kim")
x = param("x", 0.2, within = (0, 1))
y = param("y", 0.3, within = (0, 1))
z = param("z", 0.5, within = (0, 1))
@assume
def story(g):
    if g.choose(kim, "act", ["safe", "bold"]) == "bold":
        g.pay(kim, @sum)
        g.mark("bold")
    else:
        g.pay(kim, 1)
game(story)
conclude("He is safe.", P("bold") <= 0)
`

func TestNearestJointChangeIsTheClosedForm(t *testing.T) {
	for _, c := range []struct {
		name, sum, assume string
		distance          float64
		params            int
	}{
		{"a plane", "x + y", "", 0.5 / math.Sqrt2, 2},
		{"a plane in three params", "x + 2*y + z/4", "", 0.075 / math.Sqrt(1+4+1.0/16), 3},
		{"a hyperbola", "4*(x + 0.1)*y", "", math.Sqrt2 * 0.2, 2},
		{"an assumption in the way", "x + y", "assume(x < 0.4)", math.Sqrt(0.04 + 0.09), 2},
		{"one param only", "x + y - y", "", 0.8, 1},
		{"out of reach", "x + y - 2", "", 0, 0},
	} {
		for _, draws := range []int{-1, 2000} {
			text := strings.NewReplacer("@sum", c.sum, "@assume", c.assume).Replace(adding)
			a := runAudit(t, text, Options{Draws: draws, Joint: 400})
			m := &a.Models[0]
			j := m.Conclusions[0].Joint
			if c.params == 0 {
				if j != nil {
					t.Errorf("%s: found %+v, want none", c.name, j)
				}
				continue
			}
			if j == nil {
				t.Errorf("%s, %d draws: nothing was found", c.name, draws)
				continue
			}
			if j.Distance < c.distance-1e-9 || j.Distance > 1.02*c.distance+1e-6 || len(j.Params) != c.params {
				t.Errorf("%s, %d draws: distance %.4f with %d params, want %.4f with %d (%v)", c.name, draws, j.Distance, len(j.Params), c.distance, c.params, j.Values)
			}
			resolves(t, m, j)
			for _, l := range m.Conclusions[0].Linchpins {
				if len(l.Breaks) == 0 && l.Distance < j.Distance-1e-5 {
					t.Errorf("%s: %.4f is farther than a single flip at %.4f", c.name, j.Distance, l.Distance)
				}
			}
		}
	}
}

// resolves solves a joint change anew: its face is as told, it lies within the ranges and breaks nothing.
func resolves(t *testing.T, m *ModelAudit, j *Joint) {
	t.Helper()
	s, err := probe.New(m.Model, probe.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Probe()
	if err != nil {
		t.Fatal(err)
	}
	at, err := b.At(j.Values)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := at.Face(t.Context(), s.Conclusions[0], false); err != nil || f != j.To || f == m.Conclusions[0].Plain.Baseline {
		t.Errorf("at %v the face is %s (%v), told was %s", j.Values, f, err, j.To)
	}
	for p, v := range j.Values {
		if d := m.Model.Params[p].Dist; v.Less(d.Low) || d.High.Less(v) {
			t.Errorf("%s = %s is outside its range", m.Model.Params[p].Name, v)
		}
	}
}

// gates is one player who passes two gates, one where x is low and one where y is high: the conclusion fails in a
// box.
const gates = `
title("Gates")
kim = player("Kim")
x = param("x", 0.7, within = (0, 1))
y = param("y", 0.2, within = (0, 2))
z = param("z", 0.5, within = (0, 1))
def story(g):
    if g.choose(kim, "first", ["stop", "pass"]) == "stop":
        g.pay(kim, 0)
        g.stop()
    g.pay(kim, 0.3 - x)
    if g.choose(kim, "second", ["stop", "pass"]) == "pass":
        g.pay(kim, 0)
        g.mark("through")
    else:
        g.pay(kim, z - z + y - y - 10*(y - 1.2)/(2))
game(story)
conclude("He does not get through.", P("through") <= 0)
`

func TestBoxOfFailures(t *testing.T) {
	a := runAudit(t, gates, Options{Draws: 6000})
	k := &a.Models[0].Conclusions[0]
	if len(k.Boxes) != 1 {
		t.Fatalf("%d boxes, want 1: %+v", len(k.Boxes), k.Boxes)
	}
	b := k.Boxes[0]
	if len(b.Bounds) != 2 || b.Bounds[0].Low != nil || b.Bounds[1].High != nil ||
		math.Abs(b.Bounds[0].High.Float()-0.3) > 0.02 || math.Abs(b.Bounds[1].Low.Float()-1.2) > 0.04 {
		t.Errorf("the box is %+v, want x < 0.3 and y > 1.2", b.Bounds)
	}
	if b.Coverage.Value() < 0.9 || b.Density.Value() < 0.9 {
		t.Errorf("coverage %.2f, density %.2f", b.Coverage.Value(), b.Density.Value())
	}
}

// bound is a payoff of x - y on the triangle x > y, uniform: the variance is 1/18, and with either param fixed
// 1/24 on average, three quarters.
const bound = `
title("Triangle")
kim = player("Kim")
x = param("x", 0.7, within = (0, 1))
y = param("y", 0.2, within = (0, 1))
unused = param("unused", 0.2, within = (0, 1))
free = param("free", 0, within = (0, 1))
assume(x > y)
def story(g):
    g.choose(kim, "act", ["go"])
    g.pay(kim, x - y + free*0.0001)
game(story)
ask("How much?", payoff(kim))
`

func TestBoundParamsHaveTotalIndicesOnly(t *testing.T) {
	a := runAudit(t, bound, Options{Draws: -1, Sensitivity: 4096})
	m := &a.Models[0]
	want := []Factor{{Params: []int{0, 1}}, {Params: []int{0}, Bound: true}, {Params: []int{1}, Bound: true}, {Params: []int{3}}}
	if len(m.Design.Factors) != len(want) {
		t.Fatalf("factors %+v, want %+v", m.Design.Factors, want)
	}
	x := m.Questions[0].Indices.Factors
	for i, f := range m.Design.Factors {
		if !slices.Equal(f.Params, want[i].Params) || f.Bound != want[i].Bound || x[i].HasFirst == f.Bound {
			t.Errorf("factor %d is %+v with first-order index %v, want %+v", i, f, x[i].HasFirst, want[i])
		}
	}
	agrees(t, "S1 of both", x[0].First, 1, 0.01)
	agrees(t, "ST of both", x[0].Total, 1, 0.01)
	agrees(t, "ST of x given y", x[1].Total, 0.75, 0.005)
	agrees(t, "ST of y given x", x[2].Total, 0.75, 0.005)
}

// Without x > y the mean of x - y is 0, half of the draws break it, and there it is -1/3.
func TestAnswersRestOnAssumptions(t *testing.T) {
	a := runAudit(t, bound, Options{Draws: 4000, Without: 1500, Joint: -1, Steps: -1})
	q := &a.Models[0].Questions[0]
	x := q.RestsOn[0]
	for _, c := range []struct {
		what      string
		got, want float64
	}{{"the mean", q.Mean.Value, 1.0 / 3}, {"the mean where it fails", x.Broken.Value, -1.0 / 3}, {"the mean without", x.Without, 0}, {"the share that breaks it", x.Breaking, 0.5}} {
		if math.Abs(c.got-c.want) > 0.03 {
			t.Errorf("%s is %.3f, want %.3f", c.what, c.got, c.want)
		}
	}
	if !x.Carries || x.Broken.Of != 1500 {
		t.Errorf("%+v", x)
	}
}

func TestStoppedSensitivityKeepsItsRows(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a, err := Run(ctx, []*model.Model{crisis(t)}, Options{Draws: 50, Workers: 1, Joint: -1, Sensitivity: 100_000, Progress: func(p Progress) {
		if p.Stage == "sensitivity" && p.Done >= 40*6 {
			cancel()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	m := &a.Models[0]
	if d := m.Design; !a.Stopped || m.Stages.Sensitivity || d == nil || d.Rows < 39 || d.Rows > 1000 || d.Points != 6*d.Rows {
		t.Errorf("stopped %v, stages %+v, design %+v", a.Stopped, m.Stages, d)
	}
	if x := m.Questions[0].Indices; x == nil || x.Of != m.Design.Rows || len(x.Factors) != 4 {
		t.Errorf("indices %+v", x)
	}
}

func TestDesignsThatDoNotFitAreRefused(t *testing.T) {
	_, err := Run(t.Context(), []*model.Model{crisis(t)}, Options{Draws: -1, Joint: -1, Steps: -1, Sensitivity: 10_000_000})
	if err == nil || !strings.Contains(err.Error(), "ask for at most") {
		t.Errorf("10 million rows: %v", err)
	}
}
