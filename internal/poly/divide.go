package poly

import "parley/num"

// Coefficients returns the polynomials c_0, c_1, … in the other variables with p = Σ c_k · x_i^k; the last is
// 0 only if p is.
func (p Poly) Coefficients(i int) []Poly { return p.coefficients(i) }

// DegreeIn returns the greatest power of x_i in p; 0 for the polynomial 0.
func (p Poly) DegreeIn(i int) int { return p.degreeIn(i) }

// Has tells whether x_i occurs in p.
func (p Poly) Has(i int) bool { return p.has(i) }

// A Term is a coefficient, not 0, and the variables of its monomial in increasing order, each as often as
// its power says.
type Term struct {
	Coef num.Rat
	Vars []int
}

// Each returns the terms of p, greatest monomial first.
func (p Poly) Each() []Term {
	out := make([]Term, len(p.t))
	for k, a := range p.t {
		out[k].Coef = a.c
		for _, b := range []byte(a.m) {
			out[k].Vars = append(out[k].Vars, int(b)-1)
		}
	}
	return out
}

// Primitive returns c and q with p = c · q, where q's coefficients are whole numbers without a common divisor
// and that of its greatest monomial is positive. The polynomial 0 gives 0 and 0.
func (p Poly) Primitive() (c num.Rat, q Poly) {
	if len(p.t) == 0 {
		return num.Zero, p
	}
	q = p.primitive()
	if q.t[0].c.Sign() < 0 {
		q = q.Neg()
	}
	return p.t[0].c.Quo(q.t[0].c), q
}

// Quo returns p / q if q divides p; q must not be 0.
func (p Poly) Quo(q Poly) (r Poly, ok bool) { return p.divide(q) }
