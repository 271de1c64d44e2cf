package poly

import "parley/num"

// A Field is an irrational number that the coordinates of a point are polynomials in.
type Field struct {
	alg    algebraic
	values []upoly // of each unknown; nil for one that is not known
}

// field returns the field of a state's point; nil if its irrational numbers are not written in one.
func (st *state) field(n int, point []num.Rat) *Field {
	if st.alg == nil || st.numbers.count() != 1 {
		return nil
	}
	f := &Field{alg: *st.alg, values: make([]upoly, len(st.x))}
	for i := range st.x {
		switch {
		case i == st.algAt:
			f.values[i] = upoly{num.Zero, num.One}
		case !st.x[i].gone:
			f.values[i] = upoly{point[i]}.trim()
		}
	}
	for k := len(st.gone) - 1; k >= 0; k-- {
		e := &st.gone[k]
		x := f.compose(e.num)
		if len(e.den.t) > 0 {
			x = x.mul(f.alg.inverse(f.compose(e.den))).mod(f.alg.f)
		}
		f.values[e.v] = x
	}
	f.values = f.values[:n]
	return f
}

// compose returns p at the point, as a polynomial in the irrational number.
func (f *Field) compose(p Poly) upoly {
	var sum upoly
	for _, a := range p.t {
		m := upoly{a.c}
		for _, b := range []byte(a.m) {
			m = m.mul(f.values[b-1]).mod(f.alg.f)
		}
		sum = sum.sub(m.scale(minusOne))
	}
	return sum.trim()
}

// Irrational tells whether p is irrational at the point: proved either way. If it is, root are the coefficients,
// constant term first, of a polynomial that it is a root of: whole numbers without a common divisor, and no
// rational roots.
func (f *Field) Irrational(p Poly) (root []num.Rat, irrational bool) {
	h := f.compose(p).mod(f.alg.f)
	if len(h) <= 1 {
		return nil, false
	}
	m := f.annihilator(h).squarefree().primitive()
	// A rational root of a polynomial over whole numbers is a whole number over the leading coefficient.
	lead := m.lead()
	for {
		lo, hi := h.bounds(f.alg.lo, f.alg.hi)
		if hi.Sub(lo).Mul(lead.Abs()).Less(num.Half) {
			break
		}
		w := f.alg.hi.Sub(f.alg.lo)
		f.alg.narrow(w.Mul(num.Frac(1, 16)))
	}
	lo, hi := h.bounds(f.alg.lo, f.alg.hi)
	if lead.Sign() < 0 {
		lo, hi = hi, lo
	}
	for k := lo.Mul(lead).Floor(); !hi.Mul(lead).Less(k); k = k.Add(num.One) {
		if f.alg.signOf(h.sub(upoly{k.Quo(lead)}.trim())) == 0 {
			return nil, false
		}
	}
	// Rational roots are other numbers' business.
	for {
		r, ok := m.anyRationalRoot()
		if !ok {
			break
		}
		m, _ = m.divide(upoly{r.Neg(), num.One})
	}
	return m.primitive(), true
}

// anyRationalRoot returns a rational root of f.
func (f upoly) anyRationalRoot() (num.Rat, bool) {
	if len(f) < 2 {
		return num.Zero, false
	}
	most := num.One // all roots lie within 1 + max |c_k / lead| (Cauchy)
	for _, c := range f[:len(f)-1] {
		most = num.Max(most, c.Quo(f.lead()).Abs())
	}
	most = most.Add(num.One)
	for _, r := range f.roots(most.Neg(), most) {
		if r.irrational == nil {
			return r.rational, true
		}
	}
	return num.Zero, false
}

// annihilator returns the monic polynomial of least degree that is 0 at h modulo the field's polynomial.
func (f *Field) annihilator(h upoly) upoly {
	d := f.alg.f.degree()
	var rows []upoly   // powers of h, reduced by one another
	var combos []upoly // each row as a combination of powers
	var pivots []int
	power := upoly{num.One}
	for k := 0; ; k++ {
		row := make(upoly, d)
		copy(row, power)
		combo := make(upoly, k+1)
		combo[k] = num.One
		for i, r := range rows {
			if c := row[pivots[i]]; !c.IsZero() {
				row = row.sub(r.scale(c))
				row = append(row, make(upoly, d-len(row))...)
				combo = combo.sub(combos[i].scale(c))
			}
		}
		pivot := -1
		for i := range row {
			if !row[i].IsZero() {
				pivot = i
				break
			}
		}
		if pivot < 0 {
			return combo.trim()
		}
		inv := row[pivot].Inv()
		rows, combos, pivots = append(rows, row.scale(inv)), append(combos, combo.scale(inv)), append(pivots, pivot)
		power = power.mul(h).mod(f.alg.f)
	}
}
