package poly

import (
	"math"
	"slices"

	"parley/num"
)

// A upoly is a polynomial in one unknown, from the constant coefficient up, without zeros at the
// end; nil is the polynomial 0.
type upoly []num.Rat

// univariate returns p as a polynomial in x_i, the only variable that may occur in it.
func (p Poly) univariate(i int) upoly {
	f := make(upoly, p.Degree()+1)
	for _, a := range p.t {
		f[len(a.m)] = a.c
	}
	return f
}

// poly returns f(x_i).
func (f upoly) poly(i int) Poly {
	var t []term
	m := ""
	for _, c := range f {
		if !c.IsZero() {
			t = append(t, term{m, c})
		}
		m += single[i]
	}
	slices.Reverse(t)
	return Poly{t}
}

func (f upoly) trim() upoly {
	for len(f) > 0 && f[len(f)-1].IsZero() {
		f = f[:len(f)-1]
	}
	return f
}

func (f upoly) degree() int   { return len(f) - 1 }
func (f upoly) lead() num.Rat { return f[len(f)-1] }

func (f upoly) eval(x num.Rat) num.Rat {
	var v num.Rat
	for k := len(f) - 1; k >= 0; k-- {
		v = v.Mul(x).Add(f[k])
	}
	return v
}

// bounds returns bounds of f over [lo, hi].
func (f upoly) bounds(lo, hi num.Rat) (a, b num.Rat) {
	// Around the middle the terms cancel least: f(m + e), |e| <= h.
	m := lo.Add(hi).Mul(num.Half)
	h := hi.Sub(m)
	g := f.shift(m)
	if len(g) == 0 {
		return num.Zero, num.Zero
	}
	var r num.Rat
	for k := len(g) - 1; k >= 1; k-- {
		r = r.Add(g[k].Abs()).Mul(h)
	}
	return g[0].Sub(r), g[0].Add(r)
}

// shift returns f(x + m).
func (f upoly) shift(m num.Rat) upoly {
	g := slices.Clone(f)
	for i := range g {
		for k := len(g) - 2; k >= i; k-- {
			g[k] = g[k].Add(m.Mul(g[k+1]))
		}
	}
	return g
}

func (f upoly) derivative() upoly {
	if len(f) < 2 {
		return nil
	}
	d := make(upoly, len(f)-1)
	for k := range d {
		d[k] = f[k+1].Mul(num.Int(int64(k + 1)))
	}
	return d
}

// primitive returns f divided by a positive number, so that its coefficients are whole and have no
// common divisor.
func (f upoly) primitive() upoly {
	var g num.Rat
	for _, c := range f {
		g = num.GCD(g, c)
	}
	if g.IsZero() || g.Equal(num.One) {
		return f
	}
	inv := g.Inv()
	p := make(upoly, len(f))
	for k, c := range f {
		p[k] = c.Mul(inv)
	}
	return p
}

func (f upoly) sub(g upoly) upoly {
	d := make(upoly, max(len(f), len(g)))
	copy(d, f)
	for k, c := range g {
		d[k] = d[k].Sub(c)
	}
	return d.trim()
}

func (f upoly) mul(g upoly) upoly {
	if len(f) == 0 || len(g) == 0 {
		return nil
	}
	p := make(upoly, len(f)+len(g)-1)
	for i, a := range f {
		if a.IsZero() {
			continue
		}
		for j, b := range g {
			p[i+j] = p[i+j].Add(a.Mul(b))
		}
	}
	return p
}

func (f upoly) scale(c num.Rat) upoly {
	p := make(upoly, len(f))
	for k := range f {
		p[k] = f[k].Mul(c)
	}
	return p.trim()
}

// divide returns quotient and remainder of f by g, which is not 0.
func (f upoly) divide(g upoly) (q, r upoly) {
	r = slices.Clone(f)
	if len(f) < len(g) {
		return nil, r
	}
	q = make(upoly, len(f)-len(g)+1)
	inv := g.lead().Inv()
	for k := len(q) - 1; k >= 0; k-- {
		c := r[k+len(g)-1]
		if c.IsZero() {
			continue
		}
		c = c.Mul(inv)
		q[k] = c
		for i, b := range g {
			r[k+i] = r[k+i].Sub(c.Mul(b))
		}
	}
	return q, r[:len(g)-1].trim()
}

func (f upoly) mod(g upoly) upoly {
	if len(f) < len(g) {
		return f
	}
	_, r := f.divide(g)
	return r
}

// gcd returns a primitive greatest common divisor of f and g.
func (f upoly) gcd(g upoly) upoly {
	for len(g) > 0 {
		f, g = g, f.mod(g).primitive()
	}
	return f.primitive()
}

// squarefree returns the product of the distinct factors of f, which is not 0.
func (f upoly) squarefree() upoly {
	f = f.primitive()
	if g := f.gcd(f.derivative()); g.degree() > 0 {
		f, _ = f.divide(g)
	}
	return f.primitive()
}

// sturm returns the Sturm sequence of a square-free f.
func (f upoly) sturm() []upoly {
	s := []upoly{f, f.derivative().primitive()}
	for {
		r := s[len(s)-2].mod(s[len(s)-1])
		if len(r) == 0 {
			return s
		}
		s = append(s, r.primitive().scale(minusOne))
	}
}

// variations counts the sign changes of a Sturm sequence at x. The number of roots in (a, b] is the
// difference between a and b.
func variations(s []upoly, x num.Rat) int {
	n, last := 0, 0
	for _, f := range s {
		if sign := f.eval(x).Sign(); sign != 0 {
			if last == -sign {
				n++
			}
			last = sign
		}
	}
	return n
}

// An algebraic is a real number: the only root of f in the open interval (lo, hi), irrational and
// simple. Its interval shrinks, and f may be replaced by a factor, as more is asked of it; the
// number stays the same.
type algebraic struct {
	f      upoly
	lo, hi num.Rat
	sign   int // of f at lo; at hi it is the opposite
}

// A root is a rational number or, if irrational is set, that number.
type root struct {
	rational   num.Rat
	irrational *algebraic
}

// signOf returns the sign of f at the root.
func (r root) signOf(f upoly) int {
	if r.irrational != nil {
		return r.irrational.signOf(f)
	}
	return f.eval(r.rational).Sign()
}

// roots returns the roots of f (not 0) in [lo, hi], in increasing order.
func (f upoly) roots(lo, hi num.Rat) []root {
	var out []root
	f = f.squarefree()
	rational := func(x num.Rat) {
		out = append(out, root{rational: x})
		f, _ = f.divide(upoly{x.Neg(), num.One})
		f = f.primitive()
	}
	for _, end := range []num.Rat{lo, hi} {
		if f.degree() > 0 && f.eval(end).IsZero() && (len(out) == 0 || !out[0].rational.Equal(end)) {
			rational(end)
		}
	}
	for f.degree() > 0 && lo.Less(hi) {
		if f.degree() > 2 {
			if x, ok := f.rationalRoot(lo, hi); ok {
				rational(x)
				continue
			}
		} else if x, y, ok := f.solveRational(); ok {
			for _, x := range []num.Rat{x, y} {
				if lo.Less(x) && x.Less(hi) && (len(out) == 0 || !out[len(out)-1].rational.Equal(x)) {
					out = append(out, root{rational: x})
				}
			}
			break
		}
		for _, a := range f.isolate(lo, hi) {
			out = append(out, root{irrational: a})
		}
		break
	}
	slices.SortFunc(out, compareRoots)
	return out
}

// solveRational solves f of degree 1 or 2 if its roots are rational.
func (f upoly) solveRational() (x, y num.Rat, ok bool) {
	if f.degree() == 1 {
		x = f[0].Quo(f[1]).Neg()
		return x, x, true
	}
	// x = (-b ± √(b² - 4ac)) / 2a
	d := f[1].Mul(f[1]).Sub(num.Int(4).Mul(f[2]).Mul(f[0]))
	s, ok := sqrt(d)
	if !ok {
		return x, y, false
	}
	inv := f[2].Add(f[2]).Inv()
	return f[1].Neg().Sub(s).Mul(inv), f[1].Neg().Add(s).Mul(inv), true
}

// sqrt returns the square root of d if it is rational.
func sqrt(d num.Rat) (num.Rat, bool) {
	if d.Sign() < 0 {
		return num.Zero, false
	}
	b := d.Big()
	n, m := b.Num(), b.Denom()
	n.Sqrt(n)
	m.Sqrt(m)
	s := num.FromBig(b.SetFrac(n, m))
	return s, s.Mul(s).Equal(d)
}

// rationalRoot finds a rational root of f in (lo, hi). f is primitive and square-free, with nonzero
// values at lo and hi.
func (f upoly) rationalRoot(lo, hi num.Rat) (num.Rat, bool) {
	// The denominator of a root divides the leading coefficient l, so that an interval shorter
	// than 1/l² holds at most one candidate: its simplest fraction.
	l := f.lead()
	width := l.Mul(l).Inv()
	for _, a := range f.isolate(lo, hi) {
		if x, ok := a.narrow(width); ok {
			return x, true
		}
		if x := simplest(a.lo, a.hi); f.eval(x).IsZero() {
			return x, true
		}
	}
	return num.Zero, false
}

// isolate returns open intervals within (lo, hi), each with exactly one root of f, together all
// roots there, from left to right; the roots need not be irrational. f is square-free with nonzero
// values at lo and hi.
func (f upoly) isolate(lo, hi num.Rat) []*algebraic {
	s := f.sturm()
	var out []*algebraic
	var bisect func(a, b num.Rat, va, vb int)
	bisect = func(a, b num.Rat, va, vb int) {
		if va == vb {
			return
		}
		if va == vb+1 {
			out = append(out, &algebraic{f: f, lo: a, hi: b, sign: f.eval(a).Sign()})
			return
		}
		m := f.between(a, b)
		vm := variations(s, m)
		bisect(a, m, va, vm)
		bisect(m, b, vm, vb)
	}
	bisect(lo, hi, variations(s, lo), variations(s, hi))
	return out
}

// between returns a point in the middle of (a, b) where f is not 0.
func (f upoly) between(a, b num.Rat) num.Rat {
	m := a.Add(b).Mul(num.Half)
	for f.eval(m).IsZero() { // there are no more than deg f such points
		m = a.Add(m).Mul(num.Half)
	}
	return m
}

// simplest returns the fraction of least denominator strictly between 0 <= a < b (and among those
// of least numerator).
func simplest(a, b num.Rat) num.Rat {
	floor := a.Floor()
	if next := floor.Add(num.One); next.Less(b) {
		return next
	}
	// a and b lie in [floor, floor + 1]; invert the fractions.
	x, y := a.Sub(floor), b.Sub(floor)
	if x.IsZero() {
		return floor.Add(y.Inv().Floor().Add(num.One).Inv())
	}
	return floor.Add(simplest(y.Inv(), x.Inv()).Inv())
}

// narrow shrinks the interval below the given width. If it hits a rational root, it returns it; that
// cannot happen with an irrational number.
func (a *algebraic) narrow(width num.Rat) (num.Rat, bool) {
	if x, ok := a.guess(); ok {
		return x, true
	}
	// Quadratic interval refinement (Abbott 2006): guess by the secant in which of n parts the
	// root lies; n grows with success.
	n := int64(4)
	for a.hi.Sub(a.lo).Cmp(width) >= 0 {
		if n <= 4 {
			if x, ok := a.halve(); ok {
				return x, true
			}
			n = 16
			continue
		}
		fa, fb := a.f.eval(a.lo), a.f.eval(a.hi)
		step := a.hi.Sub(a.lo).Mul(num.Frac(1, n))
		at := fa.Quo(fa.Sub(fb)).Mul(num.Int(n)).Floor()
		x := a.lo.Add(at.Mul(step))
		y := x.Add(step)
		sx, sy := a.sign, -a.sign
		if a.lo.Less(x) {
			sx = a.f.eval(x).Sign()
		}
		if y.Less(a.hi) {
			sy = a.f.eval(y).Sign()
		}
		switch {
		case sx == 0:
			return x, true
		case sy == 0:
			return y, true
		case sx == a.sign && sy == -a.sign:
			a.lo, a.hi = x, y
			if n < 1<<20 {
				n *= n
			}
		default:
			n = 4
		}
	}
	return num.Zero, false
}

// guess narrows a wide interval at once to about the precision of floating point, by Newton steps
// whose outcome is then checked exactly.
func (a *algebraic) guess() (num.Rat, bool) {
	if a.hi.Sub(a.lo).Cmp(num.Frac(1, 1<<20)) < 0 {
		return num.Zero, false
	}
	x := a.lo.Add(a.hi).Mul(num.Half).Float()
	c := make([]float64, len(a.f))
	for k := range c {
		c[k] = a.f[k].Float()
	}
	for range 60 {
		v, d := 0.0, 0.0
		for k := len(c) - 1; k >= 0; k-- {
			d = float64(d*x) + v
			v = float64(v*x) + c[k]
		}
		y := x - v/d
		if y == x {
			break
		}
		x = y
	}
	const grid = 1 << 40
	if math.IsNaN(x) || math.Abs(x) > 1<<20 {
		return num.Zero, false
	}
	k := int64(math.Floor(x * grid))
	for _, e := range []int64{1, 1 << 8} {
		lo, hi := num.Frac(k-e, grid), num.Frac(k+1+e, grid)
		if !a.lo.Less(lo) || !hi.Less(a.hi) {
			continue
		}
		sl, sh := a.f.eval(lo).Sign(), a.f.eval(hi).Sign()
		switch {
		case sl == 0:
			return lo, true
		case sh == 0:
			return hi, true
		case sl == a.sign && sh == -a.sign:
			a.lo, a.hi = lo, hi
			return num.Zero, false
		}
	}
	return num.Zero, false
}

func (a *algebraic) halve() (num.Rat, bool) {
	m := a.lo.Add(a.hi).Mul(num.Half)
	switch a.f.eval(m).Sign() {
	case 0:
		return m, true
	case a.sign:
		a.lo = m
	default:
		a.hi = m
	}
	return num.Zero, false
}

// signOf returns the sign of g at the number.
func (a *algebraic) signOf(g upoly) int {
	g = g.mod(a.f)
	if len(g) == 0 {
		return 0
	}
	if len(g) == 1 {
		return g[0].Sign()
	}
	for try := 0; ; try++ {
		lo, hi := g.bounds(a.lo, a.hi)
		switch {
		case lo.Sign() > 0:
			return 1
		case hi.Sign() < 0:
			return -1
		}
		if try == 1 && a.isRootOf(g) {
			return 0
		}
		w := a.hi.Sub(a.lo)
		a.narrow(w.Mul(w).Mul(num.Frac(1, 16)))
	}
}

// isRootOf tells whether g, of lower degree than f, is 0 at the number. Either way f loses the
// factor that it has in common with g or has not.
func (a *algebraic) isRootOf(g upoly) bool {
	d := a.f.gcd(g)
	if d.degree() == 0 {
		return false
	}
	// f is square-free, so that d changes its sign at each of its roots and has no others in the
	// interval than the number.
	yes := d.eval(a.lo).Sign() != d.eval(a.hi).Sign()
	if !yes {
		d, _ = a.f.divide(d)
	}
	a.f = d.primitive()
	a.sign = a.f.eval(a.lo).Sign()
	return yes
}

// inverse returns h with g·h = 1 at the number, where g is not 0.
func (a *algebraic) inverse(g upoly) upoly {
	if g = g.mod(a.f); len(g) > 1 {
		a.isRootOf(g) // leaves f without common factor with g
		g = g.mod(a.f)
	}
	// Extended Euclid: s·g ≡ r mod f throughout.
	r0, r1 := a.f, g
	var s0, s1 upoly = nil, upoly{num.One}
	for len(r1) > 1 {
		q, r := r0.divide(r1)
		r0, r1 = r1, r
		s0, s1 = s1, s0.sub(q.mul(s1))
	}
	return s1.scale(r1[0].Inv()).mod(a.f)
}

// compareRoots orders real numbers.
func compareRoots(x, y root) int {
	if x.irrational == nil && y.irrational == nil {
		return x.rational.Cmp(y.rational)
	}
	if x.irrational == nil {
		return -compareRoots(y, x)
	}
	a := x.irrational
	if y.irrational == nil {
		return a.compareRational(y.rational)
	}
	b := y.irrational
	for try := 0; a != b; try++ {
		switch {
		case a.hi.Cmp(b.lo) <= 0:
			return -1
		case b.hi.Cmp(a.lo) <= 0:
			return 1
		}
		if try == 1 {
			// Equal exactly if the common divisor has a root in the common interval.
			lo, hi := num.Max(a.lo, b.lo), num.Min(a.hi, b.hi)
			d := a.f.gcd(b.f)
			if d.degree() > 0 && d.eval(lo).Sign() != d.eval(hi).Sign() {
				return 0
			}
		}
		wa, wb := a.hi.Sub(a.lo), b.hi.Sub(b.lo)
		a.narrow(wa.Mul(wa).Mul(num.Frac(1, 16)))
		b.narrow(wb.Mul(wb).Mul(num.Frac(1, 16)))
	}
	return 0
}

// compareRational orders the number against x.
func (a *algebraic) compareRational(x num.Rat) int {
	switch {
	case x.Cmp(a.lo) <= 0:
		return 1
	case x.Cmp(a.hi) >= 0:
		return -1
	}
	// x lies within the interval and is not the root.
	if a.f.eval(x).Sign() == a.sign {
		a.lo = x
		return 1
	}
	a.hi = x
	return -1
}
