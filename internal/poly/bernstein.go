package poly

import (
	"parley/num"
)

// maxBernstein is the number of coefficients up to which ranges are computed in Bernstein form.
const maxBernstein = 128

// bernstein returns bounds of p, and whether they are certainly not attained, from its coefficients in
// Bernstein form on the ranges of its unknowns: p is a mean of them, with weights that are positive
// inside. ok is false if there would be too many.
func (st *state) bernstein(p Poly) (r bound, ok bool) {
	vars := p.Vars()
	degree, stride := make([]int, len(vars)), make([]int, len(vars))
	size := 1
	for k, x := range vars {
		degree[k], stride[k] = p.degreeIn(x), size
		if size *= degree[k] + 1; size > maxBernstein {
			return bound{}, false
		}
	}
	c := make([]num.Rat, size)
	for _, a := range p.t {
		at := 0
		for k, x := range vars {
			n, _ := split(a.m, x)
			at += n * stride[k]
		}
		c[at] = a.c
	}
	for k, x := range vars {
		b := &st.x[x]
		d, s := degree[k], stride[k]
		width := b.hi.Sub(b.lo)
		for base := range size {
			if base/s%(d+1) == 0 {
				toBernstein(c[base:], d, s, b.lo, width)
			}
		}
	}
	r.lo, r.hi = c[0], c[0]
	for _, v := range c[1:] {
		r.lo, r.hi = num.Min(r.lo, v), num.Max(r.hi, v)
	}
	for at, v := range c {
		if r.openLo && r.openHi {
			break
		}
		if sure := st.surelyWeighted(at, vars, degree, stride); sure {
			r.openLo = r.openLo || r.lo.Less(v)
			r.openHi = r.openHi || v.Less(r.hi)
		}
	}
	return r, true
}

// toBernstein turns the coefficients c[0], c[s], …, c[d·s] of powers of x into those of the Bernstein
// polynomials on [lo, lo + width].
func toBernstein(c []num.Rat, d, s int, lo, width num.Rat) {
	if !lo.IsZero() {
		for i := range d {
			for j := d - 1; j >= i; j-- {
				c[j*s] = c[j*s].Add(lo.Mul(c[(j+1)*s]))
			}
		}
	}
	scale, binomial := num.One, int64(1)
	for i := 1; i <= d; i++ {
		scale = scale.Mul(width)
		binomial = binomial * int64(d-i+1) / int64(i)
		if !c[i*s].IsZero() {
			c[i*s] = c[i*s].Mul(scale).Mul(num.Frac(1, binomial))
		}
	}
	for i := 1; i <= d; i++ {
		for j := d; j >= i; j-- {
			c[j*s] = c[j*s].Add(c[(j-1)*s])
		}
	}
}

// surelyWeighted tells whether the Bernstein polynomial of a coefficient is positive on the whole of
// the ranges: t^j (1-t)^(d-j) for each unknown, which is 0 only at an end.
func (st *state) surelyWeighted(at int, vars, degree, stride []int) bool {
	for k, x := range vars {
		j, b := at/stride[k]%(degree[k]+1), &st.x[x]
		if (j > 0 && !b.openLo) || (j < degree[k] && !b.openHi) {
			return false
		}
	}
	return true
}
