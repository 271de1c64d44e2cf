package poly

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/num"

	"pgregory.net/rapid"
)

func newCutter(t testing.TB, s *System) *cutter {
	t.Helper()
	o, ok := newOddsSystem(s)
	if !ok {
		t.Fatal("no homogeneous coordinates")
	}
	return &cutter{ctx: context.Background(), o: o, work: maxLinearWork}
}

// The coordinates of the same point: what the unknowns of a group lack to 1 is the last of them.
func (o *oddsSystem) point(x []num.Rat) []num.Rat {
	x = slices.Clone(x)
	for _, group := range o.groups {
		last := num.One
		for _, i := range group[:len(group)-1] {
			last = last.Sub(x[i])
		}
		x = append(x, last)
	}
	return x
}

// Polynomials have the same values in homogeneous coordinates.
func TestHomogeneous(t *testing.T) {
	s := system(4, "2*x0*x1 - x2 + 3*x3^2 = 0", "x0 - x1*x2*x3 >= 0", "1 - x0 - x1 > 0", "1 - x2 >= 0")
	o, ok := newOddsSystem(s)
	if !ok || fmt.Sprint(o.groups) != "[[0 1 4] [2 5] [3 6]]" {
		t.Fatal(o.groups)
	}
	x := []num.Rat{num.Frac(1, 5), num.Frac(1, 7), num.Frac(2, 3), num.Frac(3, 4)}
	y := o.point(x)
	if a, b := s.Zero[0].Eval(x).Quo(o.zero[0].Eval(y)), s.NonNeg[0].Eval(x).Quo(o.cond[0].p.Eval(y)); !a.Equal(num.One) || !b.Equal(num.One) {
		t.Error(a, b)
	}
	for _, p := range append(slices.Clone(o.zero), o.cond[0].p) {
		for g, d := range o.degreesOf(p) {
			for _, a := range p.t {
				if o.degrees(a.m)[g] != d {
					t.Errorf("%v has different degrees in group %d", p, g)
				}
			}
		}
	}
}

// Systems that have solutions on the border only, so that boxes never end there.
func TestEmptyInside(t *testing.T) {
	for _, c := range []struct {
		name  string
		s     *System
		extra int
		empty bool
	}{
		{"x + y = 0", system(2, "x0 + x1 = 0", "x0 > 0"), 0, true},
		{"not without strictness", system(2, "x0 + x1 = 0"), 0, false},
		{"x - xy = 0 is strict at y = 1", system(2, "x0 - x0*x1 = 0", "x0 > 0", "1 - x1 > 0"), 0, true},
		{"only a combination shows it", system(2, "x1 - 1 - x0*x1 + x0 = 0", "1 - x0 > 0", "1 - x1 > 0"), 0, true},
		// y(1-x) >= 1 and x >= 1 + y in odds.
		{"inequalities", system(2, "-3*x0*x1 + x0 + 2*x1 - 1 >= 0", "-1*x0*x1 + 2*x0 - 1 >= 0", "x0 > 0", "x1 > 0", "1 - x0 > 0", "1 - x1 > 0"), 1, true},
		{"a solution inside", system(2, "x0 - x1 = 0", "x0 + x1 - 1 = 0", "x0 > 0", "1 - x0 > 0", "x1 > 0", "1 - x1 > 0"), 2, false},
		// u = v and uv = 2 w, w = 1/2 with u + v + w = 1.
		{"three that sum to 1", system(2, "x0 - x1 = 0", "4*x0*x1 - 1 + x0 + x1 = 0", "x0 > 0", "x1 > 0", "1 - x0 - x1 > 0"), 2, false},
	} {
		if got := newCutter(t, c.s).empty(c.s.homogeneousForTest(t), c.extra); got != c.empty {
			t.Errorf("%s: empty %v", c.name, got)
		}
	}
}

func (s *System) homogeneousForTest(t testing.TB) *oddsSystem { return newCutter(t, s).o }

// fewValues returns a system of indifference conditions with payoffs in {0, …, values - 1} that a drawn point
// satisfies: of one that is well inside, or close to the border.
func fewValues(r *rand.Rand, n, k int, values int64) (*System, []num.Rat) {
	s := mixed(r, n, k)
	x := make([]num.Rat, s.N)
	for i := range n {
		left := num.One
		for a := range k - 1 {
			f := []num.Rat{num.Half, num.Frac(1, 3), num.Frac(3, 4), num.Frac(1, 9), num.Frac(15, 16)}[r.IntN(5)]
			x[i*(k-1)+a] = left.Mul(f)
			left = left.Sub(x[i*(k-1)+a])
		}
	}
	for e, p := range s.Zero {
		t := make([]term, len(p.t))
		for j, a := range p.t {
			c, _ := a.c.Int64()
			t[j] = term{a.m, num.Int(c % values)}
		}
		p = normal(t)
		s.Zero[e] = p.Sub(Const(p.Eval(x)))
	}
	return s, x
}

// A planted solution is never cut off, and is found in what is left.
func TestPlantedInside(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	cut, solved, total := 0, 0, 0
	for _, c := range []struct{ players, actions int }{{2, 3}, {3, 2}, {4, 2}, {2, 4}} {
		for range 4 {
			s, x := fewValues(r, c.players, c.actions, 3)
			k := newCutter(t, s)
			if k.empty(k.o, 1) {
				t.Fatalf("%v is excluded\n%v", x, s)
			}
			k.work = 3_000_000
			k.cut()
			y := k.o.point(x)
			for i, f := range k.o.forms {
				if _, whole := f.Variable(); !whole {
					cut++
				}
				if v := f.Eval(y); v.Sign() <= 0 {
					t.Fatalf("x%d = %v is cut off\n%v", i, f, s)
				}
			}
			if !k.o.confined(s).Holds(x) {
				t.Fatalf("%v is not in what is left", x)
			}
			total++
			got := solve(context.Background(), k.o.confined(s), Limits{Boxes: 2000, Vertices: 256})
			if !got.Complete {
				continue
			}
			solved++
			if !slices.ContainsFunc(got.Pieces, func(p Piece) bool { return p.contains(x) }) {
				t.Fatalf("%v is missing among %v\n%v", x, got.Pieces, s)
			}
		}
	}
	if t.Logf("%d cuts, %d of %d solved", cut, solved, total); cut < 50 || solved < total*3/4 {
		t.Error("too little was cut off or solved")
	}
}

// Whatever a system has for a solution, on the border too, nothing proves that it has none, and nothing cuts it off.
func TestNothingIsCutOff(t *testing.T) {
	empty, excluded := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s, x := planted(t, 2)
		o, ok := newOddsSystem(s)
		if !ok {
			return
		}
		c := &cutter{ctx: context.Background(), o: o, work: 500_000}
		if c.empty(o, 1) {
			t.Fatalf("%v is excluded\n%v", x, s)
		}
		c.cut()
		if !c.o.confined(s).Holds(x) {
			t.Fatalf("%v is cut off by %v\n%v", x, c.o.forms, s)
		}
		// The same without the planted solution is excluded now and then.
		s.Zero = append(s.Zero, Var(0).Sub(Const(x[0].Add(num.Frac(1, 7)))))
		empty++
		if c.o, ok = newOddsSystem(s); ok && c.empty(c.o, 1) {
			excluded++
			if got := solve(context.Background(), s, Limits{Boxes: 500, Vertices: 256}); len(got.Pieces) > 0 {
				t.Fatalf("excluded, but it has %v\n%v", got.Pieces, s)
			}
		}
	})
	t.Logf("%d of %d excluded", excluded, empty)
}

// Where all equations vanish in a corner, to a high order, boxes do not end; off it there is one solution, or none.
func TestSingularCorners(t *testing.T) {
	one := Const(num.One)
	x, y, z := Var(0), Var(1), Var(2)
	l, m, n := one.Sub(x), one.Sub(y), one.Sub(z)
	for _, c := range []struct {
		name   string
		zero   []Poly
		pieces int
	}{
		{"odds with y = x², xy = z², z = xy", []Poly{
			y.Mul(l).Mul(l).Sub(x.Mul(x).Mul(m)),
			x.Mul(y).Mul(n).Mul(n).Sub(z.Mul(z).Mul(l).Mul(m)),
			z.Mul(l).Mul(m).Sub(x.Mul(y).Mul(n)),
		}, 1},
	} {
		s := &System{N: 3, Positive: []bool{true, true, true}, Zero: c.zero, Pos: []Poly{l, m, n}}
		got := Solve(context.Background(), s, Limits{})
		if !got.Complete || len(got.Pieces) != c.pieces {
			t.Errorf("%s: %v, %s", c.name, got.Pieces, got.Because)
		}
	}
}
