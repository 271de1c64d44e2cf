// Package ratfunc computes with rational functions of several variables over the rational numbers, kept as
// fractions of polynomials without a common divisor, and writes them for people: as text in the model language
// and as LaTeX.
package ratfunc

import (
	"parley/internal/poly"
	"parley/num"
)

// A Func is a rational function. Equal functions have equal numerators and denominators: they have no common
// divisor, and the denominator is in the form of poly.Primitive. The zero value is the function 0. Funcs are
// immutable and may be copied.
type Func struct {
	num poly.Poly
	den poly.Poly // the polynomial 0 stands for 1
}

var one = poly.Const(num.One)

// Const returns the constant c.
func Const(c num.Rat) Func { return Func{num: poly.Const(c)} }

// Var returns the variable x_i; see poly.Var.
func Var(i int) Func { return Func{num: poly.Var(i)} }

// Poly returns p as a rational function.
func Poly(p poly.Poly) Func { return Func{num: p} }

// Frac returns p / q, cancelled; q must not be 0.
func Frac(p, q poly.Poly) Func {
	if p.IsZero() {
		return Func{}
	}
	if q.Degree() > 0 {
		if g := poly.GCD(p, q); g.Degree() > 0 {
			p, _ = p.Quo(g)
			q, _ = q.Quo(g)
		}
	}
	return normal(p, q)
}

// normal returns p / q, which have no common divisor.
func normal(p, q poly.Poly) Func {
	c, q := q.Primitive()
	p = p.Scale(c.Inv())
	if q.Degree() == 0 {
		return Func{num: p}
	}
	return Func{p, q}
}

// Num returns the numerator; its coefficients are rational numbers.
func (f Func) Num() poly.Poly { return f.num }

// Den returns the denominator, in the form of poly.Primitive.
func (f Func) Den() poly.Poly {
	if f.den.IsZero() {
		return one
	}
	return f.den
}

// IsZero tells whether f is the function 0.
func (f Func) IsZero() bool { return f.num.IsZero() }

// Constant returns the value of f and true if f is constant.
func (f Func) Constant() (num.Rat, bool) {
	if !f.den.IsZero() {
		return num.Zero, false
	}
	return f.num.Constant()
}

// Equal tells whether f and g are the same function.
func (f Func) Equal(g Func) bool { return f.num.Equal(g.num) && f.Den().Equal(g.Den()) }

// Neg returns -f.
func (f Func) Neg() Func { return Func{f.num.Neg(), f.den} }

// Add returns f + g.
func (f Func) Add(g Func) Func {
	fd, gd := f.Den(), g.Den()
	switch {
	case f.IsZero():
		return g
	case g.IsZero():
		return f
	case fd.Equal(gd):
		return Frac(f.num.Add(g.num), fd)
	}
	d := poly.GCD(fd, gd)
	a, _ := fd.Quo(d)
	b, _ := gd.Quo(d)
	return Frac(f.num.Mul(b).Add(g.num.Mul(a)), a.Mul(gd))
}

// Sub returns f - g.
func (f Func) Sub(g Func) Func { return f.Add(g.Neg()) }

// Mul returns f · g.
func (f Func) Mul(g Func) Func {
	if f.IsZero() || g.IsZero() {
		return Func{}
	}
	a, b := Frac(f.num, g.Den()), Frac(g.num, f.Den())
	return normal(a.num.Mul(b.num), a.Den().Mul(b.Den())) // nothing is left to cancel
}

// Inv returns 1 / f; f must not be 0.
func (f Func) Inv() Func { return normal(f.Den(), f.num) }

// Quo returns f / g; g must not be 0.
func (f Func) Quo(g Func) Func { return f.Mul(g.Inv()) }

// Eval returns f(x). ok is false where the denominator is 0.
func (f Func) Eval(x []num.Rat) (v num.Rat, ok bool) {
	d := f.Den().Eval(x)
	if d.IsZero() {
		return d, false
	}
	return f.num.Eval(x).Quo(d), true
}

// Has tells whether x_i occurs in f.
func (f Func) Has(i int) bool { return f.num.Has(i) || f.den.Has(i) }

// Subst returns f with g in place of x_i. ok is false if the denominator becomes 0.
func (f Func) Subst(i int, g Func) (r Func, ok bool) {
	if !f.Has(i) {
		return f, true
	}
	d := substPoly(f.Den(), i, g)
	if d.IsZero() {
		return r, false
	}
	return substPoly(f.num, i, g).Quo(d), true
}

func substPoly(p poly.Poly, i int, g Func) Func {
	if !p.Has(i) {
		return Poly(p)
	}
	// Σ c_k n^k d^(m-k) / d^m: one fraction, cancelled once.
	c := p.Coefficients(i)
	m := len(c) - 1
	var sum poly.Poly
	d := one
	for k := m; k >= 0; k-- {
		sum = sum.Add(c[k].Mul(g.num.Pow(k)).Mul(d))
		if k > 0 {
			d = d.Mul(g.Den())
		}
	}
	return Frac(sum, d)
}
