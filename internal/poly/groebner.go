package poly

import (
	"context"
	"slices"

	"parley/num"
)

// Bounds on the work of exact elimination; past them a system is solved by other means, or not.
const (
	maxBasis    = 150       // polynomials
	maxPairs    = 3_000     // pairs
	maxTermWork = 300_000   // terms added up in the reductions of one Gröbner basis
	maxWork     = 2_000_000 // the same, and operations on the quotient ring, in one call of Solve
	maxQuotient = 40        // dimension of the quotient ring: number of complex solutions
)

// lcmMonomials returns the least common multiple.
func lcmMonomials(a, b string) string {
	rest, _ := divideMonomials(b, gcdMonomials(a, b))
	return mulMonomials(a, rest)
}

// A reducer brings polynomials to normal form modulo others, within a bound on its work.
type reducer struct {
	g     []Poly // their leading terms come first
	work  int    // still allowed
	total *int   // still allowed altogether
}

// normalForm returns a remainder of p, times a positive number. ok is false if the work was too much.
func (r *reducer) normalForm(p Poly) (rest Poly, factor num.Rat, ok bool) {
	var done []term
	factor = num.One
next:
	for len(p.t) > 0 {
		for _, g := range r.g {
			m, divides := divideMonomials(p.t[0].m, g.t[0].m)
			if !divides {
				continue
			}
			// a·p − b·m·g in whole numbers: fractions would have to be reduced at every step.
			a, b := g.t[0].c, p.t[0].c
			d := num.GCD(a, b).Inv()
			if a.Sign() < 0 {
				d = d.Neg()
			}
			if a = a.Mul(d); !a.Equal(num.One) {
				factor = factor.Mul(a)
				for k := range done {
					done[k].c = done[k].c.Mul(a)
				}
			}
			p = p.Scale(a).plus(g.timesTerm(num.One, m), b.Mul(d).Neg())
			cost := (len(p.t) + len(g.t)) * (1 + p.bits()/64)
			r.work -= cost
			*r.total -= cost
			if r.work < 0 || *r.total < 0 {
				return Poly{}, factor, false
			}
			continue next
		}
		done = append(done, p.t[0])
		p.t = p.t[1:]
	}
	return Poly{done}, factor, true
}

// bits returns the length of the leading coefficient.
func (p Poly) bits() int {
	if len(p.t) == 0 {
		return 0
	}
	if _, ok := p.t[0].c.Int64(); ok {
		return 0
	}
	return p.t[0].c.Big().Num().BitLen()
}

// groebner returns the reduced Gröbner basis, in degree-reverse-lexicographic order, of the ideal of the
// equations (Buchberger 1965, with his two criteria), or of a greater ideal with the same zeros
// wherever strip only divides by what is positive. ok is false if the work was too much.
func groebner(ctx context.Context, equations []Poly, strip func(Poly) Poly, total *int) (basis []Poly, ok bool) {
	r := &reducer{work: maxTermWork, total: total}
	type pair struct {
		i, j int
		lcm  string
	}
	var pairs []pair
	treated := map[[2]int]bool{}
	add := func(p Poly) {
		p = strip(p.primitive())
		k := len(r.g)
		for i, g := range r.g {
			pairs = append(pairs, pair{i, k, lcmMonomials(g.t[0].m, p.t[0].m)})
		}
		r.g = append(r.g, p)
	}
	for _, p := range equations {
		rest, _, ok := r.normalForm(p.primitive())
		if !ok {
			return nil, false
		}
		if !rest.IsZero() {
			add(rest)
		}
	}
	for n := 0; len(pairs) > 0; n++ {
		if n > maxPairs || len(r.g) > maxBasis || ctx.Err() != nil {
			return nil, false
		}
		best := 0
		for k := range pairs {
			if compareMonomials(pairs[k].lcm, pairs[best].lcm) > 0 {
				best = k
			}
		}
		p := pairs[best]
		pairs = append(pairs[:best], pairs[best+1:]...)
		treated[[2]int{p.i, p.j}] = true
		f, g := r.g[p.i], r.g[p.j]
		if len(p.lcm) == len(f.t[0].m)+len(g.t[0].m) {
			continue // coprime leading monomials
		}
		skip := false
		for k := range r.g {
			if k == p.i || k == p.j {
				continue
			}
			if _, divides := divideMonomials(p.lcm, r.g[k].t[0].m); divides &&
				treated[[2]int{min(k, p.i), max(k, p.i)}] && treated[[2]int{min(k, p.j), max(k, p.j)}] {
				skip = true
				break
			}
		}
		if skip {
			continue
		}
		mf, _ := divideMonomials(p.lcm, f.t[0].m)
		mg, _ := divideMonomials(p.lcm, g.t[0].m)
		s := f.timesTerm(g.t[0].c, mf).Sub(g.timesTerm(f.t[0].c, mg))
		rest, _, ok := r.normalForm(s)
		if !ok {
			return nil, false
		}
		if rest.IsZero() {
			continue
		}
		if _, constant := rest.Constant(); constant {
			return []Poly{Const(num.One)}, true
		}
		add(rest)
		if last := r.g[len(r.g)-1]; last.Degree() == 0 {
			return []Poly{Const(num.One)}, true
		}
	}
	return r.reduced()
}

// reduced returns the reduced basis with the same leading ideal.
func (r *reducer) reduced() ([]Poly, bool) {
	g := slices.Clone(r.g)
	slices.SortStableFunc(g, func(a, b Poly) int { return -compareMonomials(a.t[0].m, b.t[0].m) })
	var minimal []Poly
next:
	for _, p := range g {
		for _, q := range minimal {
			if _, divides := divideMonomials(p.t[0].m, q.t[0].m); divides {
				continue next
			}
		}
		minimal = append(minimal, p)
	}
	r.g = minimal
	out := make([]Poly, len(minimal))
	for i, p := range minimal {
		tail, factor, ok := r.normalForm(Poly{p.t[1:]})
		if !ok {
			return nil, false
		}
		out[i] = Poly{append([]term{{p.t[0].m, p.t[0].c.Mul(factor)}}, tail.t...)}.primitive()
	}
	return out, true
}

// A quotient is the ring of polynomials modulo an ideal with finitely many zeros, as a vector space
// on the monomials that no leading monomial divides.
type quotient struct {
	vars  []int
	basis []string
	times [][][]num.Rat // times[k][j]: vars[k] times basis[j]
	total *int          // work still allowed altogether
}

// newQuotient returns the quotient by a Gröbner basis in vars. finite is false if it has infinite
// dimension; ok is false if it is too large.
func newQuotient(g []Poly, vars []int, total *int) (q *quotient, finite, ok bool) {
	for _, v := range vars {
		power := func(p Poly) bool { return radical(p.t[0].m) == single[v] }
		if !slices.ContainsFunc(g, power) {
			return nil, false, true
		}
	}
	q = &quotient{vars: vars, total: total}
	index := map[string]int{"": 0}
	q.basis = append(q.basis, "")
	standard := func(m string) bool {
		return !slices.ContainsFunc(g, func(p Poly) bool { _, d := divideMonomials(m, p.t[0].m); return d })
	}
	for i := 0; i < len(q.basis); i++ {
		for _, v := range vars {
			m := mulMonomials(q.basis[i], single[v])
			if _, seen := index[m]; !seen && standard(m) {
				index[m] = len(q.basis)
				q.basis = append(q.basis, m)
			}
		}
		if len(q.basis) > maxQuotient {
			return nil, true, false
		}
	}
	r := &reducer{g: g, work: maxTermWork, total: total}
	for _, v := range vars {
		rows := make([][]num.Rat, len(q.basis))
		for j, m := range q.basis {
			p, factor, ok := r.normalForm(Poly{[]term{{mulMonomials(m, single[v]), num.One}}})
			if !ok {
				return nil, true, false
			}
			rows[j] = make([]num.Rat, len(q.basis))
			for _, a := range p.t {
				rows[j][index[a.m]] = a.c.Quo(factor)
			}
		}
		q.times = append(q.times, rows)
	}
	return q, true, true
}

// product returns (Σ form_k · vars[k]) · x.
func (q *quotient) product(form, x []num.Rat) []num.Rat {
	out := make([]num.Rat, len(x))
	for k, c := range form {
		if c.IsZero() {
			continue
		}
		for j, xj := range x {
			if xj.IsZero() {
				continue
			}
			f := c.Mul(xj)
			for i, e := range q.times[k][j] {
				if !e.IsZero() {
					out[i] = out[i].Add(f.Mul(e))
				}
			}
		}
	}
	return out
}

// A powerBasis holds the powers 1, t, t², … of an element in echelon form.
type powerBasis struct {
	rows   [][]num.Rat // echelon form, pivot 1
	pivots []int
	combos []upoly // each row as a polynomial in t
}

// reduce takes the rows off x; what is left is x minus combo(t).
func (b *powerBasis) reduce(x []num.Rat) (rest []num.Rat, combo upoly) {
	rest = slices.Clone(x)
	for i, row := range b.rows {
		f := rest[b.pivots[i]]
		if f.IsZero() {
			continue
		}
		for k, e := range row {
			if !e.IsZero() {
				rest[k] = rest[k].Sub(f.Mul(e))
			}
		}
		combo = combo.sub(b.combos[i].scale(f.Neg()))
	}
	return rest, combo
}

// minimal returns the minimal polynomial of t = Σ form_k · vars[k], and its powers.
func (q *quotient) minimal(form []num.Rat) (upoly, *powerBasis) {
	*q.total -= len(q.basis) * len(q.basis) * len(q.basis)
	b := &powerBasis{}
	x := make([]num.Rat, len(q.basis))
	x[0] = num.One
	power := upoly{num.One}
	for {
		rest, combo := b.reduce(x)
		k := slices.IndexFunc(rest, func(c num.Rat) bool { return !c.IsZero() })
		if k < 0 {
			return power.sub(combo), b
		}
		inv := rest[k].Inv()
		for i := range rest {
			rest[i] = rest[i].Mul(inv)
		}
		b.rows, b.pivots = append(b.rows, rest), append(b.pivots, k)
		b.combos = append(b.combos, power.sub(combo).scale(inv))
		x = q.product(form, x)
		power = append(upoly{num.Zero}, power...)
	}
}

// unit returns the form vars[k].
func (q *quotient) unit(k int) []num.Rat {
	f := make([]num.Rat, len(q.vars))
	f[k] = num.One
	return f
}

// variable returns vars[k] as an element.
func (q *quotient) variable(k int) []num.Rat { return q.times[k][0] }

// separating returns a form with different values at all zeros of a radical ideal: a single unknown
// if possible. Its minimal polynomial has one root for each of them.
func (q *quotient) separating() (form []num.Rat, f upoly, powers *powerBasis) {
	for k := range q.vars {
		form = q.unit(k)
		if f, powers = q.minimal(form); f.degree() == len(q.basis) {
			return form, f, powers
		}
	}
	for a := int64(1); ; a++ { // only finitely many a fail
		c := num.One
		for k := range form {
			form[k] = c
			c = c.Mul(num.Int(a))
		}
		if f, powers = q.minimal(form); f.degree() == len(q.basis) {
			return form, f, powers
		}
	}
}
