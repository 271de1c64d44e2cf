package symbolic

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"

	"parley/internal/poly"
	"parley/num"
)

// An op relates a polynomial to 0.
type op uint8

const (
	ge op = iota
	gt
	eq
)

func (o op) String() string { return [...]string{">=", ">", "=="}[o] }

// A rel is p op 0.
type rel struct {
	p   poly.Poly
	op  op
	why Reason
}

// bounds are what is known of one variable.
type bounds struct {
	low, high         num.Rat
	hasLow, hasHigh   bool
	openLow, openHigh bool // the bound itself is excluded
}

// facts are what is known of the variables: their bounds, and polynomials of known sign.
type facts struct {
	vars    []bounds // params, then unknowns
	params  int
	list    []rel // of params only
	unknown []rel // of unknowns: dependent probabilities are positive
	samples [][]float64
	work    *int            // entries of linear programs so far, for one class
	memo    map[string]sign // of polynomials of params
	dim     map[string]sign // of polynomials with unknowns; forgotten when these change
}

// A sign is what is known of a polynomial's sign.
type sign uint8

const (
	anySign sign = iota
	negative
	notPositive
	zero
	notNegative
	positive
)

func (s sign) neg() sign {
	return [...]sign{anySign, positive, notNegative, zero, notPositive, negative}[s]
}

func (s sign) times(t sign) sign {
	switch {
	case s == zero || t == zero:
		return zero
	case s == anySign || t == anySign:
		return anySign
	case s == negative || s == notPositive:
		return s.neg().times(t).neg()
	case t == negative || t == notPositive:
		return s.times(t.neg()).neg()
	case s == positive && t == positive:
		return positive
	}
	return notNegative
}

func signOfRat(c num.Rat) sign { return [...]sign{negative, zero, positive}[c.Sign()+1] }

// with returns the facts with others added.
func (f *facts) with(list ...rel) *facts {
	g := *f
	g.vars = append([]bounds{}, f.vars...)
	g.list = append(append([]rel{}, f.list...), list...)
	g.memo, g.dim = nil, nil
	g.samples = nil
	for _, s := range f.samples {
		if holdsAll(list, s) {
			g.samples = append(g.samples, s)
		}
	}
	for _, r := range list {
		g.open(r)
	}
	return &g
}

// open excludes the end of a range at which a strict condition on one variable fails.
func (f *facts) open(r rel) {
	v := r.p.Vars()
	if len(v) != 1 || r.p.Degree() != 1 || r.op != gt {
		return
	}
	c := r.p.Coefficients(v[0])
	b, _ := c[0].Constant()
	a, _ := c[1].Constant()
	at, x := b.Neg().Quo(a), &f.vars[v[0]]
	if a.Sign() > 0 && (!x.hasLow || !at.Less(x.low)) {
		x.low, x.hasLow, x.openLow = at, true, true
	} else if a.Sign() < 0 && (!x.hasHigh || !x.high.Less(at)) {
		x.high, x.hasHigh, x.openHigh = at, true, true
	}
}

// sign returns what is known of p's sign, from its factors.
func (f *facts) sign(p poly.Poly) sign {
	if c, ok := p.Constant(); ok {
		return signOfRat(c)
	}
	memo := &f.memo
	if slices.ContainsFunc(p.Vars(), func(v int) bool { return v >= f.params }) {
		memo = &f.dim
	}
	key := p.String()
	if s, ok := (*memo)[key]; ok {
		return s
	}
	c, factors := p.Factorize()
	s := signOfRat(c)
	for _, g := range factors {
		t := f.factorSign(g.Poly)
		if g.Power%2 == 0 {
			if t == positive || t == negative {
				t = positive
			} else if t != zero {
				t = notNegative
			}
		}
		s = s.times(t)
	}
	if *memo == nil {
		*memo = map[string]sign{}
	}
	(*memo)[key] = s
	return s
}

func (f *facts) factorSign(p poly.Poly) sign {
	for _, list := range [][]rel{f.list, f.unknown} {
		for _, r := range list {
			if s := r.sign(); r.p.Equal(p) {
				return s
			} else if r.p.Equal(p.Neg()) {
				return s.neg()
			}
		}
	}
	s := f.boxSign(p)
	if s == positive || s == negative || len(f.list) == 0 {
		return s
	}
	for _, v := range p.Vars() {
		if v >= f.params {
			return s
		}
	}
	if f.refuted(rel{p: p.Neg(), op: ge}) {
		return positive
	}
	if f.refuted(rel{p: p, op: ge}) {
		return negative
	}
	if s == anySign && f.refuted(rel{p: p.Neg(), op: gt}) {
		return notNegative
	}
	if s == anySign && f.refuted(rel{p: p, op: gt}) {
		return notPositive
	}
	return s
}

func (r rel) sign() sign { return [...]sign{notNegative, positive, zero}[r.op] }

// boxSign is the sign over the box alone.
func (f *facts) boxSign(p poly.Poly) sign {
	for _, t := range []struct {
		p         poly.Poly
		pos, weak sign
	}{{p, positive, notNegative}, {p.Neg(), negative, notPositive}} {
		work := mostCorners
		if f.above(t.p, true, &work) {
			return t.pos
		}
		work = mostCorners
		if f.above(t.p, false, &work) {
			return t.weak
		}
	}
	return anySign
}

// mostCorners bounds the coefficients that are looked at for one sign.
const mostCorners = 4096

// above tells whether p >= 0, or > 0 if strict, is seen on the box from Bernstein coefficients: taken variable by
// variable, they are exact where p is of degree at most 1 in each.
func (f *facts) above(p poly.Poly, strict bool, work *int) bool {
	if c, ok := p.Constant(); ok {
		return c.Sign() > 0 || !strict && c.Sign() == 0
	}
	if *work--; *work < 0 {
		return false
	}
	v := p.Vars()[0]
	x := f.vars[v]
	var b []poly.Poly
	first, last := x.openLow, x.openHigh // the end is excluded
	switch {
	case x.hasLow && x.hasHigh:
		if x.low.Equal(x.high) {
			return f.above(p.Subst(v, poly.Const(x.low)), strict, work)
		}
		b = bernstein(shifted(p, v, x.low, x.high.Sub(x.low)))
	case x.hasLow:
		b, last = shifted(p, v, x.low, num.One), true
	case x.hasHigh:
		b, first, last = shifted(p, v, x.high, num.Int(-1)), x.openHigh, true
	default:
		return false
	}
	if !strict {
		for _, c := range b {
			if !f.above(c, false, work) {
				return false
			}
		}
		return true
	}
	n := len(b) - 1
	some := false
	for k, c := range b {
		must := k == 0 && !first || k == n && !last
		switch {
		case (must || !some) && f.above(c, true, work):
			some = true
		case must || !f.above(c, false, work):
			return false
		}
	}
	return some
}

// shifted returns the coefficients of p in t, with low + width·t in place of x_v.
func shifted(p poly.Poly, v int, low, width num.Rat) []poly.Poly {
	q := p.Subst(v, poly.Const(low).Add(poly.Var(v).Scale(width)))
	return q.Coefficients(v)
}

// bernstein returns the coefficients in the Bernstein basis over 0 <= t <= 1 of Σ c_j t^j.
func bernstein(c []poly.Poly) []poly.Poly {
	n := len(c) - 1
	b := make([]poly.Poly, n+1)
	for k := range b {
		for j := 0; j <= k; j++ {
			b[k] = b[k].Add(c[j].Scale(num.Frac(binomial(k, j), binomial(n, j))))
		}
	}
	return b
}

func binomial(n, k int) int64 {
	r := int64(1)
	for i := range k {
		r = r * int64(n-i) / int64(i+1)
	}
	return r
}

// sampleCount is how many points of the domain are tried before a proof is looked for.
const sampleCount = 300

// sample draws points of the domain. They spare proofs that cannot be: nothing rests on them.
func (f *facts) sample() {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], 1)
	r := rand.New(rand.NewChaCha8(key))
	f.samples = nil
	for range 20 * sampleCount {
		x := make([]float64, f.params)
		for i := range x {
			b, u := f.vars[i], r.Float64()
			switch {
			case b.hasLow && b.hasHigh:
				x[i] = b.low.Float() + u*(b.high.Float()-b.low.Float())
			case b.hasLow:
				x[i] = b.low.Float() + u/(1-u)
			case b.hasHigh:
				x[i] = b.high.Float() - u/(1-u)
			default:
				x[i] = math.Tan(math.Pi * (u - 0.5))
			}
		}
		if holdsAll(f.list, x) {
			if f.samples = append(f.samples, x); len(f.samples) == sampleCount {
				return
			}
		}
	}
}

func holdsAll(list []rel, x []float64) bool {
	for _, r := range list {
		v := evalFloat(r.p, x)
		if !(v > 1e-9 || r.op == eq && math.Abs(v) < 1e-9) {
			return false
		}
	}
	return true
}

func evalFloat(p poly.Poly, x []float64) float64 {
	s := 0.0
	for _, t := range p.Each() {
		v := t.Coef.Float()
		for _, i := range t.Vars {
			v *= x[i]
		}
		s += v
	}
	return s
}
