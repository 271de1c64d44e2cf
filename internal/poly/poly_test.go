package poly

import (
	"slices"
	"testing"

	"parley/num"

	"pgregory.net/rapid"
)

// drawPoly draws a polynomial in n variables with small coefficients.
func drawPoly(t *rapid.T, n int) Poly {
	var p Poly
	for range rapid.IntRange(0, 5).Draw(t, "terms") {
		m := Const(num.Frac(rapid.Int64Range(-4, 4).Draw(t, "numerator"), rapid.Int64Range(1, 3).Draw(t, "denominator")))
		for range rapid.IntRange(0, 3).Draw(t, "degree") {
			m = m.Mul(Var(rapid.IntRange(0, n-1).Draw(t, "variable")))
		}
		p = p.Add(m)
	}
	return p
}

func drawPoint(t *rapid.T, n int) []num.Rat {
	x := make([]num.Rat, n)
	for i := range x {
		x[i] = num.Frac(rapid.Int64Range(-6, 6).Draw(t, "numerator"), rapid.Int64Range(1, 5).Draw(t, "denominator"))
	}
	return x
}

func TestString(t *testing.T) {
	for _, want := range []string{"0", "1", "-1/2", "x0", "-x3 + 2", "x0^2*x1 - 1/2*x2 + 1", "x254"} {
		if got := parse(want).String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := parse("x1*x0 + 3 - x0^2*x1 + 2*x0*x1 - 3").String(); got != "-x0^2*x1 + 3*x0*x1" {
		t.Errorf("not in normal form: %s", got)
	}
}

// Operations on polynomials are those on their values.
func TestOperations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 3
		p, q, x := drawPoly(t, n), drawPoly(t, n), drawPoint(t, n)
		c, i := x[0], rapid.IntRange(0, n-1).Draw(t, "i")
		a, b := p.Eval(x), q.Eval(x)
		y := slices.Clone(x)
		y[i] = b
		for _, e := range []struct {
			name      string
			got, want num.Rat
		}{
			{"+", p.Add(q).Eval(x), a.Add(b)},
			{"-", p.Sub(q).Eval(x), a.Sub(b)},
			{"·", p.Mul(q).Eval(x), a.Mul(b)},
			{"scale", p.Scale(c).Eval(x), a.Mul(c)},
			{"square", p.Pow(2).Eval(x), a.Mul(a)},
			{"substitution", p.Subst(i, q).Eval(x), p.Eval(y)},
		} {
			if !e.got.Equal(e.want) {
				t.Fatalf("%s of %v and %v at %v: %v, want %v", e.name, p, q, x, e.got, e.want)
			}
		}
		if !p.Add(q).Sub(q).Equal(p) || !p.Mul(q).Equal(q.Mul(p)) {
			t.Fatalf("%v and %v do not commute or cancel", p, q)
		}
		if !parse(p.String()).Equal(p) {
			t.Fatalf("%v is read as %v", p, parse(p.String()))
		}
		// The product rule, and the derivative of a power.
		if !p.Mul(q).Derivative(i).Equal(p.Derivative(i).Mul(q).Add(p.Mul(q.Derivative(i)))) || !Var(i).Pow(4).Derivative(i).Equal(Var(i).Pow(3).Scale(num.Int(4))) {
			t.Fatalf("derivatives of %v and %v by x%d", p, q, i)
		}
	})
}

func TestDivisionAndGCD(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q, r := drawPoly(t, 3), drawPoly(t, 3), drawPoly(t, 3)
		if p.IsZero() || q.IsZero() || r.IsZero() {
			return
		}
		if d, ok := p.Mul(q).divide(q); !ok || !d.Equal(p) {
			t.Fatalf("(%v)(%v) / (%v) = %v, %v", p, q, q, d, ok)
		}
		if d, ok := p.divide(q); ok && !d.Mul(q).Equal(p) {
			t.Fatalf("%v / %v = %v", p, q, d)
		}
		g := GCD(p.Mul(r), q.Mul(r))
		a, ok1 := p.Mul(r).divide(g)
		b, ok2 := q.Mul(r).divide(g)
		if _, ok := g.divide(r); !ok || !ok1 || !ok2 {
			t.Fatalf("gcd of (%v)(%v) and (%v)(%v) = %v", p, r, q, r, g)
		}
		if h := GCD(a, b); h.Degree() != 0 {
			t.Fatalf("gcd of %v and %v is not the greatest: %v is left", p.Mul(r), q.Mul(r), h)
		}
	})
}

// Exact and floating-point bounds over a box hold the values at points of the box.
func TestIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 3
		p := drawPoly(t, n)
		a, b := drawPoint(t, n), drawPoint(t, n)
		at := new([255]int)
		var box []ival
		x := make([]num.Rat, n)
		for i := range a {
			if b[i].Less(a[i]) {
				a[i], b[i] = b[i], a[i]
			}
			at[i] = i
			box = append(box, enclosing(a[i], b[i]))
			w := num.Frac(rapid.Int64Range(0, 3).Draw(t, "part"), 3)
			x[i] = a[i].Add(w.Mul(b[i].Sub(a[i])))
		}
		v := p.Eval(x)
		if lo, hi := p.EvalInterval(a, b); v.Less(lo) || hi.Less(v) {
			t.Fatalf("%v at %v: %v is not in [%v, %v]", p, x, v, lo, hi)
		}
		tape := compile(p, at)
		for name, r := range map[string]ival{"eval": tape.eval(box), "natural": tape.natural(box)} {
			if v.Less(num.FromFloat(r.lo)) || num.FromFloat(r.hi).Less(v) {
				t.Fatalf("%s of %v at %v: %v is not in %v", name, p, x, v, r)
			}
		}
	})
}

// The state's range of a polynomial holds its values, and its ends only if they are attained.
func TestRangeOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 3
		p := drawPoly(t, n)
		st, _ := newState(&System{N: n})
		x := make([]num.Rat, n)
		for i := range x {
			b := &st.x[i]
			cut := func(name string, lower bool) {
				st.tighten(i, num.Frac(rapid.Int64Range(0, 4).Draw(t, name), 4), rapid.Bool().Draw(t, "strict"), lower)
			}
			cut("low", true)
			cut("high", false)
			x[i] = num.Frac(rapid.Int64Range(0, 8).Draw(t, "x"), 8)
			if !b.contains(x[i]) {
				return
			}
		}
		v := p.Eval(x)
		bernstein, ok := st.bernstein(p)
		for _, r := range []bound{st.rangeOf(p), st.termRange(p), bernstein} {
			if !r.contains(v) {
				t.Fatalf("%v at %v: %v is not in %+v", p, x, v, r)
			}
		}
		if !ok {
			t.Fatalf("%v has no Bernstein form", p)
		}
	})
}

// Floating point never tells another sign than exact arithmetic, however much cancels.
func TestSignAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.Custom(func(t *rapid.T) num.Rat {
			return num.Frac(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "n"), rapid.SampledFrom([]int64{1, 7, 1_000_000, 1 << 40}).Draw(t, "d"))
		})
		x := []num.Rat{small.Draw(t, "x0"), small.Draw(t, "x1"), small.Draw(t, "x2")}
		near := make([]float64, len(x))
		for i, v := range x {
			near[i] = v.Approx()
		}
		p := Poly{}
		for range rapid.IntRange(0, 5).Draw(t, "terms") {
			term := Const(small.Draw(t, "c"))
			for range rapid.IntRange(0, 4).Draw(t, "degree") {
				term = term.Mul(Var(rapid.IntRange(0, 2).Draw(t, "variable")))
			}
			p = p.Add(term)
		}
		off := rapid.SampledFrom([]num.Rat{num.Zero, num.Zero, num.Frac(1, 1<<60), num.Frac(-1, 1<<60), num.One}).Draw(t, "off")
		if rapid.Bool().Draw(t, "cancel") {
			p = p.Sub(Const(p.Eval(x))).Add(Const(off)) // off at x, by cancellation
		}
		if got, want := p.signAt(x, near), p.Eval(x).Sign(); got != want {
			t.Fatalf("the sign of %v at %v is %d, want %d", p, x, got, want)
		}
	})
}

// Sums with a multiple or a product are what they are in two steps.
func TestFusedSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q, r := drawPoly(t, 3), drawPoly(t, 3), drawPoly(t, 3)
		if rapid.Bool().Draw(t, "cancel") {
			p = q.Mul(r).Neg().Add(r)
		}
		c := num.Frac(rapid.Int64Range(-3, 3).Draw(t, "c"), 2)
		if got, want := p.AddProduct(q, r), p.Add(q.Mul(r)); !got.Equal(want) {
			t.Fatalf("%v + (%v)(%v) = %v, want %v", p, q, r, got, want)
		}
		if got, want := p.AddScaled(q, c), p.Add(q.Scale(c)); !got.Equal(want) {
			t.Fatalf("%v + %v (%v) = %v, want %v", p, c, q, got, want)
		}
	})
}
