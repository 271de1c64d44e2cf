package poly

import (
	"testing"

	"pgregory.net/rapid"

	_ "parley/internal/fixedseed"
	"parley/num"
)

func drawSmall(t *rapid.T, label string, vars, terms, degree int) Poly {
	var p Poly
	for range rapid.IntRange(1, terms).Draw(t, label+" terms") {
		m := Const(num.Frac(rapid.Int64Range(-6, 6).Draw(t, label+" coef"), rapid.Int64Range(1, 3).Draw(t, label+" den")))
		for range rapid.IntRange(0, degree).Draw(t, label+" degree") {
			m = m.Mul(Var(rapid.IntRange(0, vars-1).Draw(t, label+" var")))
		}
		p = p.Add(m)
	}
	return p
}

// A planted factor divides the greatest common divisor, which divides both; what is left has none.
func TestGCDOfPlantedFactors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, a, b := drawSmall(t, "f", 3, 4, 2), drawSmall(t, "a", 3, 4, 2), drawSmall(t, "b", 3, 4, 2)
		if f.IsZero() || a.IsZero() || b.IsZero() {
			return
		}
		p, q := f.Mul(a), f.Mul(b)
		g := GCD(p, q)
		if _, ok := g.Quo(f); !ok {
			t.Fatalf("gcd of %v and %v is %v, which %v does not divide", p, q, g, f)
		}
		pg, ok1 := p.Quo(g)
		qg, ok2 := q.Quo(g)
		if !ok1 || !ok2 {
			t.Fatalf("gcd of %v and %v is %v, which does not divide both", p, q, g)
		}
		if r := GCD(pg, qg); r.Degree() != 0 {
			t.Fatalf("%v and %v divided by %v still share %v", p, q, g, r)
		}
	})
}

// A product is divided by each factor and by nothing that leaves a remainder.
func TestQuo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSmall(t, "a", 3, 4, 3), drawSmall(t, "b", 3, 4, 3)
		if a.IsZero() || b.IsZero() {
			return
		}
		if q, ok := a.Mul(b).Quo(b); !ok || !q.Equal(a) {
			t.Fatalf("(%v)·(%v) divided by the second gives %v, %v", a, b, q, ok)
		}
		if b.Degree() > 0 {
			if q, ok := a.Mul(b).Add(Const(num.One)).Quo(b); ok {
				t.Fatalf("(%v)·(%v) + 1 divided by the second gives %v", a, b, q)
			}
		}
	})
}

// Factors multiply to the polynomial, are free of common divisors, and none holds a planted factor of another.
func TestFactorize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawSmall(t, "a", 3, 3, 2).Mul(drawSmall(t, "b", 3, 3, 2)).Mul(drawSmall(t, "c", 3, 2, 1))
		c, factors := p.Factorize()
		q := Const(c)
		for i, f := range factors {
			q = q.Mul(f.Pow(f.Power))
			for _, g := range factors[:i] {
				if GCD(f.Poly, g.Poly).Degree() > 0 {
					t.Fatalf("factors %v and %v of %v have a common divisor", f.Poly, g.Poly, p)
				}
			}
		}
		if !q.Equal(p) {
			t.Fatalf("factors of %v multiply to %v", p, q)
		}
	})
}

func TestFactorizeKnown(t *testing.T) {
	x, y, z, k := Var(0), Var(1), Var(2), Const(num.One)
	for _, c := range []struct {
		p    Poly
		want []string
	}{
		{x.Mul(x).Sub(y.Mul(y)), []string{"x0 - x1", "x0 + x1"}},
		{x.Mul(x).Add(y.Mul(y)), []string{"x0^2 + x1^2"}},
		{x.Mul(y).Add(x).Add(y).Add(k), []string{"x0 + 1", "x1 + 1"}},
		{x.Sub(k).Pow(3).Mul(y.Add(z)), []string{"x0 - 1", "x1 + x2"}},
		{x.Mul(x).Mul(y).Sub(y.Mul(z).Mul(z)), []string{"x1", "x0 - x2", "x0 + x2"}},
		{x.Mul(x).Sub(Const(num.Int(2))), []string{"x0^2 - 2"}},
	} {
		_, factors := c.p.Factorize()
		got := map[string]bool{}
		for _, f := range factors {
			got[f.String()] = true
		}
		for _, w := range c.want {
			if !got[w] || len(factors) != len(c.want) {
				t.Errorf("factors of %v: %v, want %v", c.p, factors, c.want)
				break
			}
		}
	}
}
