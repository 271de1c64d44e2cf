// Package affine computes with quantities that depend on uncertain numbers, with rounding errors
// accounted for: affine arithmetic (de Figueiredo and Stolfi 2004) joined with interval arithmetic (Moore 1966).
//
// A Form says how a quantity depends, in first order, on symbols that lie between -1 and 1, and bounds
// what is left. Differences of forms cancel what both depend on, which intervals alone cannot see.
package affine

import "math"

// A Term is the coefficient of one symbol.
type Term struct {
	Var   int32
	Coeff float64
}

// A Form stands for a quantity q. There is, for every choice of symbols e_j in [-1, 1] that describes a point,
// a number r with |r| <= Rest so that q = Mid + sum of Coeff_j · e_j + r; and q lies in Range, which may be narrower
// than what the form tells. Terms are ascending by Var. The zero Form is the number 0.
type Form struct {
	Mid   float64
	Terms []Term
	Rest  float64
	Range Interval
}

// An Arena makes forms. They stay valid until Reset. It is for one goroutine.
type Arena struct {
	slabs [][]Term
	slab  int // in use
	used  int // terms of it
}

const slabSize = 1 << 14

// Reset takes the memory of all forms back.
func (a *Arena) Reset() { a.slab, a.used = 0, 0 }

// take returns room for up to n terms, of which give keeps some.
func (a *Arena) take(n int) []Term {
	for {
		if a.slab == len(a.slabs) {
			a.slabs = append(a.slabs, make([]Term, max(slabSize, n)))
			a.used = 0
		}
		if s := a.slabs[a.slab]; a.used+n <= len(s) {
			return s[a.used : a.used : a.used+n]
		}
		a.slab++
		a.used = 0
	}
}

func (a *Arena) keep(t []Term) []Term {
	a.used += len(t)
	return t[:len(t):len(t)]
}

const (
	// ulp is twice the greatest relative error of one rounding.
	ulp = 0x1p-52
	// inflate makes up for the rounding of sums of a few thousand nonnegative numbers.
	inflate = 1 + 0x1p-38
	// tiny makes up for products that underflow.
	tiny = 0x1p-1000
)

// Number returns the form of a number that is known to lie in i, without saying on what it depends.
func Number(i Interval) Form {
	if i.Lo == i.Hi {
		return Form{Mid: i.Lo, Range: i}
	}
	m := i.Mid()
	return Form{Mid: m, Rest: radius(i, m), Range: i}
}

// radius bounds the distance of the numbers of i from m.
func radius(i Interval, m float64) float64 {
	r := max(m-i.Lo, i.Hi-m)
	if !(r >= 0) {
		return math.Inf(1)
	}
	return Up(r)
}

// Symbol returns the form of a number that lies in i and is described by the symbol v:
// its value is i.Mid() plus Radius(i) times the symbol.
func (a *Arena) Symbol(v int, i Interval) Form {
	if i.Lo == i.Hi {
		return Number(i)
	}
	t := append(a.take(1), Term{int32(v), Radius(i)})
	return Form{Mid: i.Mid(), Terms: a.keep(t), Range: i}
}

// Radius returns what a Symbol of i counts for: the numbers of i lie within it from i.Mid().
func Radius(i Interval) float64 { return radius(i, i.Mid()) }

// Spread bounds the sum of the absolute values of the coefficients from above.
func (f *Form) Spread() float64 {
	s := 0.0
	for _, t := range f.Terms {
		s += math.Abs(t.Coeff)
	}
	return s * inflate
}

// IsZero tells whether f is exactly 0.
func (f *Form) IsZero() bool { return f.Range == zero }

// IsOne tells whether f is exactly 1.
func (f *Form) IsOne() bool { return f.Range == one }

// Bounded returns f, known to lie in i as well. Where that tells much more than the form, the form gives way.
func (f Form) Bounded(i Interval) Form {
	f.Range = f.Range.Intersect(i)
	if f.Range.Lo == f.Range.Hi {
		return Number(f.Range)
	}
	return f
}

// Settle returns f or, if its range is less than half as wide as what its terms and rest tell, the
// number in that range.
func (f Form) Settle() Form {
	if !f.Range.Empty() && f.Range.Width() < 0.5*(f.Spread()+f.Rest) {
		return Number(f.Range)
	}
	return f
}

// done works out the rest and the range of a form: e is the sum of the errors of its making, and known what is
// known of its range.
func (f *Form) done(e float64, known Interval) {
	if e > 0 {
		f.Rest = (f.Rest + e) * inflate
	}
	if len(f.Terms) == 0 && f.Rest == 0 {
		f.Range = Point(f.Mid).Intersect(known)
		return
	}
	w := (f.Spread() + f.Rest) * inflate
	lo, _ := sum(f.Mid, -w)
	_, hi := sum(f.Mid, w)
	f.Range = Interval{lo, hi}.Intersect(known)
	if math.IsNaN(f.Range.Lo) {
		f.Range.Lo = math.Inf(-1)
	}
	if math.IsNaN(f.Range.Hi) {
		f.Range.Hi = math.Inf(1)
	}
}

// addMid returns the sum of two middles and its error.
func addMid(a, b float64) (s, e float64) {
	s = a + b
	t := s - a
	if (a-(s-t))+(b-t) != 0 {
		e = ulp * math.Abs(s)
	}
	return s, e
}

// Add returns x + y.
func (a *Arena) Add(x, y Form) Form { return a.plus(x, y, 1) }

// Sub returns x - y.
func (a *Arena) Sub(x, y Form) Form { return a.plus(x, y, -1) }

// plus returns x + s·y with s = 1 or -1.
func (a *Arena) plus(x, y Form, s float64) Form {
	if y.IsZero() {
		return x
	}
	if x.IsZero() && s == 1 {
		return y
	}
	mid, e := addMid(x.Mid, s*y.Mid)
	out := Form{Mid: mid, Rest: x.Rest + y.Rest}
	if x.Rest > 0 && y.Rest > 0 {
		out.Rest = Up(out.Rest)
	}
	t := a.take(len(x.Terms) + len(y.Terms))
	p, q := x.Terms, y.Terms
	for len(p) > 0 || len(q) > 0 {
		switch {
		case len(q) == 0 || len(p) > 0 && p[0].Var < q[0].Var:
			t = append(t, p[0])
			p = p[1:]
		case len(p) == 0 || q[0].Var < p[0].Var:
			t = append(t, Term{q[0].Var, s * q[0].Coeff})
			q = q[1:]
		default:
			c := p[0].Coeff + s*q[0].Coeff
			e += ulp * math.Abs(c)
			if c != 0 {
				t = append(t, Term{p[0].Var, c})
			}
			p, q = p[1:], q[1:]
		}
	}
	out.Terms = a.keep(t)
	other := y.Range
	if s < 0 {
		other = other.Neg()
	}
	out.done(e, x.Range.Add(other))
	return out
}

// Neg returns -x.
func (a *Arena) Neg(x Form) Form {
	t := a.take(len(x.Terms))
	for _, p := range x.Terms {
		t = append(t, Term{p.Var, -p.Coeff})
	}
	return Form{Mid: -x.Mid, Terms: a.keep(t), Rest: x.Rest, Range: x.Range.Neg()}
}

// scaled returns c·x for a number c that is exact.
func (a *Arena) scaled(c float64, x Form) Form {
	switch {
	case c == 0:
		return Form{}
	case c == 1:
		return x
	case c == -1:
		return a.Neg(x)
	}
	out := Form{Mid: c * x.Mid, Rest: Up(math.Abs(c) * x.Rest)}
	if x.Rest == 0 {
		out.Rest = 0
	}
	e := ulp*math.Abs(out.Mid) + tiny
	t := a.take(len(x.Terms))
	for _, p := range x.Terms {
		v := c * p.Coeff
		e += ulp*math.Abs(v) + tiny
		t = append(t, Term{p.Var, v})
	}
	out.Terms = a.keep(t)
	out.done(e, x.Range.Mul(Point(c)))
	return out
}

// Mul returns x · y.
func (a *Arena) Mul(x, y Form) Form {
	switch {
	case x.IsZero() || y.IsZero():
		return Form{}
	case x.IsOne():
		return y
	case y.IsOne():
		return x
	case len(x.Terms) == 0 && x.Rest == 0:
		return a.scaled(x.Mid, y)
	case len(y.Terms) == 0 && y.Rest == 0:
		return a.scaled(y.Mid, x)
	}
	known := x.Range.Mul(y.Range)
	out := Form{Mid: float64(x.Mid * y.Mid)}
	e := ulp*math.Abs(out.Mid) + tiny
	t := a.take(len(x.Terms) + len(y.Terms))
	p, q := x.Terms, y.Terms
	for len(p) > 0 || len(q) > 0 {
		var v int32
		c := 0.0
		switch {
		case len(q) == 0 || len(p) > 0 && p[0].Var < q[0].Var:
			v, c = p[0].Var, float64(p[0].Coeff*y.Mid)
			p = p[1:]
		case len(p) == 0 || q[0].Var < p[0].Var:
			v, c = q[0].Var, float64(q[0].Coeff*x.Mid)
			q = q[1:]
		default:
			v = p[0].Var
			c1, c2 := float64(p[0].Coeff*y.Mid), float64(q[0].Coeff*x.Mid)
			c = c1 + c2
			e += ulp * (math.Abs(c1) + math.Abs(c2))
			p, q = p[1:], q[1:]
		}
		e += ulp*math.Abs(c) + tiny
		if c != 0 {
			t = append(t, Term{v, c})
		}
	}
	out.Terms = a.keep(t)
	sx, sy := (x.Spread()+x.Rest)*inflate, (y.Spread()+y.Rest)*inflate
	e += float64(math.Abs(x.Mid)*y.Rest) + float64(math.Abs(y.Mid)*x.Rest) + float64(sx*sy)
	if math.IsNaN(e) {
		e = math.Inf(1)
	}
	out.done(e, known)
	return out
}

// Inv returns 1/y. If y may be 0, nothing is known of it.
func (a *Arena) Inv(y Form) Form {
	r := y.Range
	switch {
	case r.Hi < 0:
		return a.Neg(a.Inv(a.Neg(y)))
	case !(r.Lo > 0) || math.IsInf(r.Hi, 1):
		return Number(Whole)
	case y.IsOne():
		return y
	}
	// 1/y + y/b², with b the upper end, falls over the range: from 1/a + a/b² to 2/b. Any slope is sound.
	slope := -1 / (r.Hi * r.Hi)
	if math.IsInf(slope, 0) || slope == 0 {
		return Number(one.Quo(r))
	}
	s := Point(-slope)
	low := one.Quo(Point(r.Hi)).Add(s.Mul(Point(r.Hi)))
	high := one.Quo(Point(r.Lo)).Add(s.Mul(Point(r.Lo)))
	// Rounding of the slope could put an extreme inside: a convex function is at most its ends, and at least its tangent's
	// minimum 2·sqrt(s).
	least := Down(Down(2 * Down(math.Sqrt(-slope))))
	rest := Interval{min(low.Lo, high.Lo, least), max(low.Hi, high.Hi)}
	out := a.Add(a.scaled(slope, y), Number(rest))
	out.Range = out.Range.Intersect(one.Quo(r))
	return out
}

// Quo returns x / y. If y may be 0, nothing is known of it.
func (a *Arena) Quo(x, y Form) Form {
	if x.IsZero() && (y.Range.Lo > 0 || y.Range.Hi < 0) {
		return Form{}
	}
	out := a.Mul(x, a.Inv(y))
	out.Range = out.Range.Intersect(x.Range.Quo(y.Range))
	return out
}

// Max returns the greater of x and y.
func (a *Arena) Max(x, y Form) Form {
	d := a.Sub(x, y)
	switch {
	case d.Range.Lo >= 0:
		return x
	case d.Range.Hi <= 0:
		return y
	}
	// (x + y + |d|) / 2
	out := a.scaled(0.5, a.Add(a.Add(x, y), a.abs(d)))
	out.Range = out.Range.Intersect(Interval{max(x.Range.Lo, y.Range.Lo), max(x.Range.Hi, y.Range.Hi)})
	return out
}

// Min returns the smaller of x and y.
func (a *Arena) Min(x, y Form) Form { return a.Neg(a.Max(a.Neg(x), a.Neg(y))) }

// abs returns |d| for a d that may have either sign: between its chord and as far below that as at 0.
func (a *Arena) abs(d Form) Form {
	l, u := d.Range.Lo, d.Range.Hi
	slope := (u + l) / (u - l)
	if math.IsNaN(slope) || math.IsInf(u-l, 0) {
		return Number(Interval{0, max(-l, u)})
	}
	s := Point(slope)
	// |d| - slope·d is convex: greatest at the ends of the range, least (0, as |slope| <= 1) at 0.
	top := Point(u).Sub(s.Mul(Point(u))).Hull(Point(-l).Sub(s.Mul(Point(l))))
	out := a.Add(a.scaled(slope, d), Number(Interval{0, top.Hi}))
	out.Range = out.Range.Intersect(Interval{0, max(-l, u)})
	return out
}
