package poly

import (
	"math/big"
	"slices"

	"parley/num"
)

// GCD returns the greatest common divisor of p and q over the rational numbers in the form of Primitive; 0 if
// both are 0. It is found variable by variable from primitive remainder sequences (Brown 1971), after images
// modulo a prime have told which variables it cannot hold.
func GCD(p, q Poly) Poly {
	_, p = p.Primitive()
	_, q = q.Primitive()
	switch {
	case p.IsZero():
		return q
	case q.IsZero():
		return p
	}
	a, p := p.splitMonomial()
	b, q := q.splitMonomial()
	return gcdPrimitive(p, q).timesTerm(num.One, gcdMonomials(a, b))
}

// splitMonomial returns the greatest monomial that divides p, and p without it.
func (p Poly) splitMonomial() (mono string, rest Poly) {
	mono = p.commonFactor()
	if mono == "" {
		return "", p
	}
	return mono, p.divideMonomial(mono)
}

var one = Const(num.One)

// gcdPrimitive is GCD for polynomials in the form of Primitive that no monomial divides.
func gcdPrimitive(p, q Poly) Poly {
	if p.Degree() == 0 || q.Degree() == 0 {
		return one
	}
	if p.Equal(q) {
		return p
	}
	pv, qv := p.vars(), q.vars()
	// What holds a variable that the other lacks is divided through its coefficients only.
	if alone := pv.without(qv); alone.count() > 0 {
		return gcdAll(append(p.coefficients(alone.list()[0]), q))
	}
	if alone := qv.without(pv); alone.count() > 0 {
		return gcdAll(append(q.coefficients(alone.list()[0]), p))
	}
	x, least := -1, 0
	for _, i := range pv.list() {
		d := imageDegree(p, q, i)
		if d == 0 {
			return GCD(gcdAll(p.coefficients(i)), gcdAll(q.coefficients(i)))
		}
		if x < 0 || d < least {
			x, least = i, d
		}
	}
	return gcdIn(p, q, x)
}

// Content returns the greatest common divisor of p's coefficients as a polynomial in x_i.
func (p Poly) Content(i int) Poly { return gcdAll(p.coefficients(i)) }

func gcdAll(list []Poly) Poly {
	slices.SortStableFunc(list, func(a, b Poly) int { return len(a.t) - len(b.t) })
	var g Poly
	for _, c := range list {
		g = GCD(g, c)
		if g.Degree() == 0 {
			return one
		}
	}
	return g
}

// gcdIn is the primitive remainder sequence in x_i.
func gcdIn(p, q Poly, i int) Poly {
	cp, cq := p.Content(i), q.Content(i)
	p, _ = p.Quo(cp)
	q, _ = q.Quo(cq)
	content := GCD(cp, cq)
	if p.degreeIn(i) < q.degreeIn(i) {
		p, q = q, p
	}
	for q.degreeIn(i) > 0 {
		r := pseudoRemainder(p, q, i)
		if r.IsZero() {
			_, g := q.Mul(content).Primitive()
			return g
		}
		r, _ = r.Quo(r.Content(i))
		_, r = r.Primitive()
		p, q = q, r
	}
	return content // what is left holds no x_i, and both were primitive in it
}

// pseudoRemainder returns the remainder of p by q in x, times a polynomial without x.
func pseudoRemainder(p, q Poly, x int) Poly {
	cq := q.coefficients(x)
	n := len(cq) - 1
	for {
		cp := p.coefficients(x)
		m := len(cp) - 1
		if m < n || p.IsZero() {
			return p
		}
		p = p.Mul(cq[n]).Sub(q.Mul(cp[m]).Mul(Var(x).Pow(m - n)))
	}
}

const imagePrime = 1<<31 - 1

// imageDegree returns an upper bound of the degree in x_i of the greatest common divisor: that of the images
// modulo a prime, with numbers for the other variables, provided that a leading coefficient does not vanish there.
func imageDegree(p, q Poly, i int) int {
	a, b := p.image(i), q.image(i)
	if a[len(a)-1] == 0 && b[len(b)-1] == 0 {
		return min(len(a), len(b)) - 1
	}
	return modularGCDDegree(trim(a), trim(b))
}

// image returns the coefficients of p as a polynomial in x_i modulo the prime, with a fixed number for each
// other variable.
func (p Poly) image(i int) []uint64 {
	out := make([]uint64, p.degreeIn(i)+1)
	for _, a := range p.t {
		v, k := modulo(a.c), 0
		for _, b := range []byte(a.m) {
			if int(b)-1 == i {
				k++
				continue
			}
			v = v * imagePoint(int(b)) % imagePrime
		}
		out[k] = (out[k] + v) % imagePrime
	}
	return out
}

// imagePoint is the number for a variable: scattered by a multiplicative step, none 0.
func imagePoint(i int) uint64 { return 1 + uint64(i)*1_103_515_245%(imagePrime-1) }

// modulo returns a whole number modulo the prime.
func modulo(c num.Rat) uint64 {
	return new(big.Int).Mod(c.Big().Num(), big.NewInt(imagePrime)).Uint64()
}

func trim(a []uint64) []uint64 {
	for len(a) > 0 && a[len(a)-1] == 0 {
		a = a[:len(a)-1]
	}
	return a
}

func modularGCDDegree(a, b []uint64) int {
	for len(b) > 0 {
		inv := modularInverse(b[len(b)-1])
		for len(a) >= len(b) {
			f := a[len(a)-1] * inv % imagePrime
			shift := len(a) - len(b)
			for k, c := range b {
				a[shift+k] = (a[shift+k] + imagePrime - f*c%imagePrime) % imagePrime
			}
			a = trim(a)
		}
		a, b = b, a
	}
	return max(len(a)-1, 0)
}

func modularInverse(x uint64) uint64 {
	r := uint64(1)
	for e := uint64(imagePrime - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			r = r * x % imagePrime
		}
		x = x * x % imagePrime
	}
	return r
}
