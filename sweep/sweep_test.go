package sweep

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/expr"
	"parley/model"
	"parley/num"
)

// space makes a model of params a, b, c, ... with the given distributions.
func space(t *testing.T, dists ...model.Dist) *model.Model {
	t.Helper()
	m := &model.Model{Pool: &expr.Pool{}}
	for i, d := range dists {
		name := string(rune('a' + i))
		m.Pool.Declare(name)
		m.Params = append(m.Params, model.Param{Name: name, Value: d.Low.Add(d.High).Quo(num.Int(2)), Dist: d})
	}
	return m
}

func evenly(low, high string) model.Dist { return dist("uniform", low, high, low, high) }

func dist(kind, low, high string, args ...string) model.Dist {
	d := model.Dist{Kind: kind, Low: num.MustParse(low), High: num.MustParse(high)}
	for _, a := range args {
		d.Args = append(d.Args, num.MustParse(a))
	}
	return d
}

// assume adds an assumption between two params.
func assume(m *model.Model, left int, op string, right int) {
	m.Assumptions = append(m.Assumptions, model.Assumption{
		Text: m.Params[left].Name + " " + op + " " + m.Params[right].Name, Op: op,
		Left: expr.ID(left), Right: expr.ID(right),
	})
}

func baseline(m *model.Model) []num.Rat {
	var out []num.Rat
	for _, p := range m.Params {
		out = append(out, p.Value)
	}
	return out
}

func TestDrawsFollowTheirDistribution(t *testing.T) {
	for _, test := range []struct {
		d    model.Dist
		u    float64
		want float64
	}{
		{evenly("2", "6"), 0.25, 3},
		{dist("loguniform", "1", "100", "1", "100"), 0.5, 10},
		{dist("triangular", "0", "4", "0", "1", "4"), 0.25, 1},
		{dist("triangular", "0", "4", "0", "1", "4"), 0.25 + 0.75*0.75, 2.5}, // (4-2.5)^2/12 = 3/16 lies above
		{dist("normal", "-5.1516", "5.1516", "0", "2"), 0.5, 0},
		{dist("normal", "-5.1516", "5.1516", "0", "2"), (0.841344746 - 0.005) / 0.99, 2}, // one standard deviation
		{dist("normal", "-5.1516", "5.1516", "0", "2"), 1e-12, -5.1516},                  // cut at 0.5 %
		{dist("lognormal", "0.0761", "13.14", "0", "1"), 0.5, 1},
		{dist("beta", "0", "1", "1", "1"), 0.3, 0.3},   // uniform
		{dist("beta", "0", "1", "2", "1"), 0.49, 0.7},  // F = x^2
		{dist("beta", "0", "1", "2", "2"), 0.352, 0.4}, // F = 3x^2 - 2x^3
		{dist("beta", "0", "1", "50", "50"), 0.5, 0.5},
		{dist("fixed", "2", "2", "2"), 0.9, 2},
	} {
		s := newSpace(space(t, test.d).Params, nil, &expr.Pool{Names: []string{"a"}})
		got := s.Quantile(0, test.u)
		step := s.steps[0]
		if math.Abs(got.Float()-test.want) > 0.51*step.Float() {
			t.Errorf("%s%v at %.3f: %s, want %g", test.d.Kind, test.d.Args, test.u, got, test.want)
		}
		if !step.IsZero() && !got.Quo(step).IsInt() {
			t.Errorf("%s%v at %.3f: %s is no multiple of %s", test.d.Kind, test.d.Args, test.u, got, step)
		}
	}
}

func TestDrawsRespectAssumptionsAndRanges(t *testing.T) {
	m := space(t, evenly("0", "2"), evenly("1", "3"), evenly("0", "1"), evenly("-1", "0"))
	assume(m, 0, ">", 1) // one pair of draws in eight
	s, err := NewSpace(m, []num.Rat{num.Int(2), num.One, num.Half, num.Zero})
	if err != nil {
		t.Fatal(err)
	}
	violating := 0
	for i := range 500 {
		v, err := s.Draw(7, i)
		if err != nil {
			t.Fatal(err)
		}
		if b := s.Broken(v); len(b) > 0 {
			t.Fatalf("draw %d breaks %v: %v", i, b, v)
		}
		for p, x := range v {
			if d := m.Params[p].Dist; x.Less(d.Low) || d.High.Less(x) {
				t.Fatalf("draw %d: %s = %s lies outside %s to %s", i, m.Params[p].Name, x, d.Low, d.High)
			}
		}
		w, err := s.Without(0).Draw(7, i)
		if err != nil {
			t.Fatal(err)
		}
		violating += len(s.Broken(w))
	}
	if share := float64(violating) / 500; math.Abs(share-7.0/8) > 0.06 {
		t.Errorf("without the assumption %.3f of the draws break it, want about 7/8", share)
	}
}

// A param without a range stays at the baseline that is asked for, which need not be the model's own.
func TestDrawsLeaveFixedParamsAtTheBaseline(t *testing.T) {
	m := space(t, evenly("0", "1"), dist("fixed", "0.5", "0.5", "0.5"))
	assume(m, 0, ">", 1)
	s, err := NewSpace(m, []num.Rat{num.One, num.MustParse("0.9")})
	if err != nil {
		t.Fatal(err)
	}
	for _, design := range Designs() {
		for i := range 20 {
			if v := draw(t, drawer(t, s, design, 1, 20), i); v[1].String() != "9/10" || !v[1].Less(v[0]) {
				t.Fatalf("%s: point %d is %v, want b = 9/10 < a", design, i, v)
			}
		}
	}
}

func TestDrawsDependOnSeedAndNumberOnly(t *testing.T) {
	m := space(t, evenly("0", "1"), evenly("0", "1"))
	assume(m, 0, "<", 1)
	values := []num.Rat{num.Frac(1, 4), num.Half}
	s, _ := NewSpace(m, values)
	u, _ := NewSpace(m, values)
	for range 10 {
		u.Draw(3, 99)
	}
	a, _ := s.Draw(3, 5)
	b, _ := u.Draw(3, 5)
	c, _ := s.Draw(4, 5)
	d, _ := s.Draw(3, 6)
	same := func(x, y []num.Rat) bool { return slices.EqualFunc(x, y, num.Rat.Equal) }
	if !same(a, b) {
		t.Errorf("draw 5 of seed 3 is %v and then %v", a, b)
	}
	if same(a, c) || same(a, d) {
		t.Errorf("another seed or number gives the same draw %v", a)
	}
}

func TestWrongSpacesAreNamed(t *testing.T) {
	m := space(t, evenly("0", "1"), evenly("2", "3"))
	assume(m, 0, ">", 1)
	if _, err := NewSpace(m, baseline(m)); err == nil || !strings.Contains(err.Error(), "breaks the assumption a > b: there it is 0.5 > 2.5") {
		t.Errorf("a baseline that breaks an assumption: %v", err)
	}
	s := newSpace(m.Params, m.Assumptions, m.Pool)
	var empty *EmptyError
	if _, err := s.Draw(1, 0); !errors.As(err, &empty) || !strings.Contains(err.Error(), "a > b") {
		t.Errorf("assumptions that no draw satisfies: %v", err)
	}
	if _, err := s.Without(0).Draw(1, 0); err != nil {
		t.Errorf("without that assumption: %v", err)
	}
}

func TestResultsDoNotDependOnWorkers(t *testing.T) {
	run := func(workers int) []string {
		out, n, err := Run(t.Context(), 200, workers, func() (Worker[string], error) {
			return Worker[string]{Work: func(_ context.Context, i int) (string, error) {
				time.Sleep(time.Duration(i*7919%13) * 10 * time.Microsecond) // finish out of order
				return fmt.Sprint("draw ", i), nil
			}}, nil
		}, nil)
		if err != nil || n != 200 {
			t.Fatalf("%d workers: %d results, %v", workers, n, err)
		}
		return out
	}
	if diff := cmp.Diff(run(1), run(7)); diff != "" {
		t.Error(diff)
	}
}

func TestFirstErrorInOrderIsReturned(t *testing.T) {
	for _, workers := range []int{1, 4, 16} {
		out, n, err := Run(t.Context(), 100, workers, func() (Worker[int], error) {
			return Worker[int]{Work: func(_ context.Context, i int) (int, error) {
				if i == 20 {
					time.Sleep(5 * time.Millisecond)
				}
				if i >= 20 {
					return 0, fmt.Errorf("draw %d", i)
				}
				return i, nil
			}}, nil
		}, nil)
		if n != 20 || len(out) != 20 || err == nil || err.Error() != "draw 20" {
			t.Errorf("%d workers: %d results, error %v; want 20 and that of draw 20", workers, n, err)
		}
	}
}

func TestCancelKeepsThePrefix(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out, n, err := Run(ctx, 1000, 3, func() (Worker[int], error) {
		return Worker[int]{Work: func(_ context.Context, i int) (int, error) { return i, nil }}, nil
	}, func(done int) {
		if done == 50 {
			cancel()
		}
	})
	if err != nil || n != len(out) || n == 1000 {
		t.Fatalf("%d results, %v; want fewer than all and no error", n, err)
	}
	for i, x := range out {
		if i != x {
			t.Fatalf("result %d is %d", i, x)
		}
	}
}
