package poly

import (
	"math/big"
	"slices"

	"parley/num"
)

// A Factor is a factor of a polynomial, in the form of Primitive, and how often it divides.
type Factor struct {
	Poly
	Power int
}

// Factorize returns p = c · Π f^k with factors that have no common divisor, the simplest first. Each is irreducible over the
// rational numbers if it is of degree 1 or 2 in some variable; others are free of squares, and may be products still.
// The polynomial 0 gives 0 and no factors.
func (p Poly) Factorize() (c num.Rat, factors []Factor) {
	c, p = p.Primitive()
	if p.Degree() < 1 {
		return c, nil
	}
	var list []Factor
	add := func(f Poly, k int) {
		for i := range list {
			if list[i].Equal(f) {
				list[i].Power += k
				return
			}
		}
		list = append(list, Factor{f, k})
	}
	mono, p := p.splitMonomial()
	for _, b := range []byte(mono) {
		add(Var(int(b)-1), 1)
	}
	p.factorInto(1, add)
	list = coprime(list)
	slices.SortFunc(list, func(a, b Factor) int {
		if d := len(a.t) - len(b.t); d != 0 {
			return d
		}
		return comparePolys(a.Poly, b.Poly)
	})
	return c, list
}

// comparePolys orders polynomials by degree, then by their terms.
func comparePolys(a, b Poly) int {
	if d := a.Degree() - b.Degree(); d != 0 {
		return d
	}
	for k := range min(len(a.t), len(b.t)) {
		if d := compareMonomials(a.t[k].m, b.t[k].m); d != 0 {
			return d
		}
		if d := a.t[k].c.Cmp(b.t[k].c); d != 0 {
			return d
		}
	}
	return len(a.t) - len(b.t)
}

// factorInto adds the factors of p^k; p is primitive, and no monomial divides it.
func (p Poly) factorInto(k int, add func(Poly, int)) {
	if p.Degree() < 1 {
		return
	}
	vars := p.Vars()
	for _, i := range vars {
		if c := p.Content(i); c.Degree() > 0 {
			rest, _ := p.Quo(c)
			c.factorInto(k, add)
			rest.factorInto(k, add)
			return
		}
	}
	for _, i := range vars {
		if p.degreeIn(i) == 1 { // a·x + b without a common divisor of a and b
			add(p, k)
			return
		}
	}
	for _, i := range vars {
		if g := GCD(p, p.Derivative(i)); g.Degree() > 0 {
			rest, _ := p.Quo(g)
			g.factorInto(k, add)
			rest.factorInto(k, add)
			return
		}
	}
	for _, i := range vars {
		if p.degreeIn(i) == 2 {
			if f, g, ok := p.splitQuadratic(i); ok {
				f.factorInto(k, add)
				g.factorInto(k, add)
				return
			}
			break // irreducible: a factor would be of degree 1 in x_i
		}
	}
	add(p, k)
}

// splitQuadratic factors a polynomial of degree 2 in x_i, primitive in it, if its discriminant is a square.
func (p Poly) splitQuadratic(i int) (f, g Poly, ok bool) {
	c := p.coefficients(i)
	root, ok := c[1].Mul(c[1]).Sub(c[2].Mul(c[0]).Scale(num.Int(4))).sqrt()
	if !ok {
		return f, g, false
	}
	f = GCD(p, c[2].Mul(Var(i)).Scale(num.Int(2)).Add(c[1]).Sub(root))
	g, ok = p.Quo(f)
	if !ok || f.Degree() < 1 || g.Degree() < 1 {
		return f, g, false
	}
	_, g = g.Primitive()
	return f, g, true
}

// sqrt returns q with p = q², if there is one.
func (p Poly) sqrt() (q Poly, ok bool) {
	if p.IsZero() {
		return p, true
	}
	c, factors := p.Factorize()
	r, ok := sqrtRat(c)
	if !ok {
		return q, false
	}
	q = Const(r)
	for _, f := range factors {
		if f.Power%2 == 1 {
			return q, false
		}
		q = q.Mul(f.Pow(f.Power / 2))
	}
	return q, true
}

func sqrtRat(c num.Rat) (r num.Rat, ok bool) {
	if c.Sign() < 0 {
		return r, false
	}
	b := c.Big()
	n, d := new(big.Int).Sqrt(b.Num()), new(big.Int).Sqrt(b.Denom())
	r = num.FromBig(new(big.Rat).SetFrac(n, d))
	return r, r.Mul(r).Equal(c)
}

// coprime splits factors until no two have a common divisor.
func coprime(list []Factor) []Factor {
	for i := 0; i < len(list); i++ {
		for j := i + 1; j < len(list); j++ {
			g := GCD(list[i].Poly, list[j].Poly)
			if g.Degree() < 1 {
				continue
			}
			a, _ := list[i].Quo(g)
			b, _ := list[j].Quo(g)
			parts := []Factor{{g, list[i].Power + list[j].Power}, {a, list[i].Power}, {b, list[j].Power}}
			list = slices.Delete(list, j, j+1)
			list = slices.Delete(list, i, i+1)
			for _, f := range parts {
				if f.Degree() < 1 {
					continue
				}
				_, f.Poly = f.Primitive()
				if at := slices.IndexFunc(list, func(o Factor) bool { return o.Equal(f.Poly) }); at >= 0 {
					list[at].Power += f.Power
				} else {
					list = append(list, f)
				}
			}
			return coprime(list)
		}
	}
	return list
}
