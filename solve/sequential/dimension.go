package sequential

import (
	"parley/internal/poly"
	"parley/num"
)

// Of a set bounded by curves the algebra says only what dimension it has at most. Near a regular point, where
// as many equations as count are independent, the set is a manifold (implicit function theorem), whose
// dimension is the number of unknowns less that of these equations; where the bounds are equal, the dimension
// is proved.

// proved tells whether the dimension of m is proved, and not only an upper bound.
func (s *search) proved(m *component) bool {
	most := m.dimension()
	for _, c := range m.cells {
		if c.piece.Dimension == most && (most == 0 || c.piece.Vertices != nil || s.regular(c)) {
			return true
		}
	}
	return false
}

// provedAll tells it of a factor: of one of its pieces that have the given dimension.
func (s *search) provedAll(f factor, dimension int) bool {
pieces:
	for _, piece := range f {
		sum := 0
		for _, m := range piece {
			sum += m.dimension()
		}
		if sum < dimension {
			continue
		}
		for _, m := range piece {
			if !s.proved(m) {
				continue pieces
			}
		}
		return true
	}
	return false
}

// regular tells whether c has the dimension that its piece says near its sample point.
func (s *search) regular(c *cell) bool {
	if c.piece.Radius > 0 {
		return false
	}
	b, x := c.b, c.piece.Point
	equations, ok := independent(b.zero, b.unknowns, x)
	if !ok || b.unknowns-len(equations)-b.excess != c.piece.Dimension {
		return false
	}
	// Where the sample point is on the border of what weak conditions allow, there must be a way inside.
	d := &direction{n: b.unknowns, x: x}
	for _, p := range equations {
		d.along(p)
	}
	for k := range x {
		if x[k].IsZero() {
			d.inward(poly.Var(k), true)
		}
	}
	for _, p := range b.nonneg {
		if p.Eval(x).IsZero() {
			d.inward(p, true)
		}
	}
	return d.exists(s)
}

// independent returns, of equations that hold at x, those whose gradients at x are independent. It is ok if
// the others follow from them: if each is a linear combination of them.
func independent(equations []poly.Poly, n int, x []num.Rat) (out []poly.Poly, ok bool) {
	type row struct {
		slope []num.Rat
		p     poly.Poly
		pivot int
	}
	var rows []row
	for _, p := range equations {
		if p.IsZero() {
			continue
		}
		r := row{slope: make([]num.Rat, n), p: p, pivot: -1}
		for _, k := range p.Vars() {
			r.slope[k] = p.Derivative(k).Eval(x)
		}
		for _, o := range rows {
			f := r.slope[o.pivot].Quo(o.slope[o.pivot])
			if f.IsZero() {
				continue
			}
			for k := range r.slope {
				r.slope[k] = r.slope[k].Sub(f.Mul(o.slope[k]))
			}
			r.p = r.p.Sub(o.p.Scale(f))
		}
		for k, v := range r.slope {
			if !v.IsZero() {
				r.pivot = k
				break
			}
		}
		switch {
		case r.pivot >= 0:
			rows, out = append(rows, r), append(out, p)
		case !r.p.IsZero():
			return nil, false
		}
	}
	return out, true
}
