package dual_test

import (
	"testing"

	"pgregory.net/rapid"

	"parley/dual"
	"parley/expr"
	_ "parley/internal/fixedseed"
	"parley/num"
)

// randomPool returns a pool with random expressions of two params, the last of which depends on many of the
// others.
func randomPool(t *rapid.T) (*expr.Pool, expr.ID) {
	p := &expr.Pool{}
	ids := []expr.ID{p.Declare("x"), p.Declare("y"), p.Const(num.Int(2)), p.Const(num.Frac(-1, 3))}
	ops := []expr.Op{expr.Add, expr.Sub, expr.Mul, expr.Div, expr.Min, expr.Max}
	for range rapid.IntRange(1, 12).Draw(t, "operations") {
		a := ids[rapid.IntRange(0, len(ids)-1).Draw(t, "a")]
		b := ids[rapid.IntRange(max(0, len(ids)-4), len(ids)-1).Draw(t, "b")]
		if rapid.IntRange(0, 7).Draw(t, "negate") == 0 {
			ids = append(ids, p.Neg(a))
			continue
		}
		if id, err := p.Binary(ops[rapid.IntRange(0, len(ops)-1).Draw(t, "op")], a, b); err == nil {
			ids = append(ids, id)
		}
	}
	return p, ids[len(ids)-1]
}

// eval returns the value of an expression, and whether it has one.
func eval(p *expr.Pool, id expr.ID, x, y num.Rat) (v num.Rat, ok bool) {
	defer func() { ok = recover() == nil }()
	return p.At([]num.Rat{x, y}).Get(id), true
}

// The derivative of an expression from one side is the limit of exact difference quotients from that side: with
// ever smaller steps they come ever closer.
func TestDerivativesAreLimitsOfDifferences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, id := randomPool(t)
		at := []num.Rat{num.Frac(int64(rapid.IntRange(-4, 4).Draw(t, "x")), 2), num.Frac(int64(rapid.IntRange(-4, 4).Draw(t, "y")), 3)}
		value, ok := eval(p, id, at[0], at[1])
		if !ok {
			return
		}
		for _, side := range []dual.Side{dual.Up, dual.Down} {
			v := dual.At(p, []dual.Number{dual.Variable(at[0], 0), dual.Variable(at[1], 1)}, side)
			got := v.Get(id)
			if !got.V.Equal(value) {
				t.Fatalf("%s is %s, want %s", p.String(id), got.V, value)
			}
			for k := range at {
				slope, depends := got.Slope(k)
				h := num.Frac(int64(side), 1_000_000_000_000)
				moved := append([]num.Rat{}, at...)
				moved[k] = at[k].Add(h)
				next, ok := eval(p, id, moved[0], moved[1])
				if !ok {
					continue
				}
				quotient := next.Sub(value).Quo(h)
				if !depends && !quotient.IsZero() {
					t.Fatalf("%s changes with %s, which it is said not to depend on", p.String(id), p.Names[k])
				}
				if d := quotient.Sub(slope).Abs().Float(); d > 1e-6*(1+slope.Abs().Float()) {
					t.Fatalf("%s at %s, %s: derivative in %s to side %d is %s, the difference quotient %s", p.String(id), at[0], at[1], p.Names[k], side, slope, quotient.Decimal(9))
				}
			}
		}
	})
}

// Two sides that differ are told as a kink.
func TestKinksAreTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, id := randomPool(t)
		at := []num.Rat{num.Int(int64(rapid.IntRange(-2, 2).Draw(t, "x"))), num.Int(int64(rapid.IntRange(-2, 2).Draw(t, "y")))}
		if _, ok := eval(p, id, at[0], at[1]); !ok {
			return
		}
		var sides [2]dual.Number
		kinks := 0
		for i, side := range []dual.Side{dual.Up, dual.Down} {
			v := dual.At(p, []dual.Number{dual.Variable(at[0], 0), dual.Variable(at[1], 1)}, side)
			sides[i] = v.Get(id)
			kinks += len(v.Kinks)
		}
		for k := range at {
			a, _ := sides[0].Slope(k)
			b, _ := sides[1].Slope(k)
			if !a.Equal(b) && kinks == 0 {
				t.Fatalf("%s has derivatives %s and %s in %s, and no kink", p.String(id), a, b, p.Names[k])
			}
		}
	})
}

func TestSmooth(t *testing.T) {
	x, y := dual.Variable(num.Int(3), 0), dual.Variable(num.Int(4), 7)
	z := dual.Smooth(5, []dual.Number{x.Mul(y), y, dual.Const(num.One)}, []float64{0.5, -1, 9})
	if a, _ := z.Slope(0); !a.Equal(num.Int(2)) { // 0.5 · 4
		t.Errorf("in x %s", a)
	}
	if b, _ := z.Slope(7); !b.Equal(num.Frac(1, 2)) { // 0.5 · 3 - 1
		t.Errorf("in y %s", b)
	}
	if _, depends := z.Slope(1); depends || z.Float() != 5 {
		t.Errorf("%v", z)
	}
}
