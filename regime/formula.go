package regime

import (
	"math"

	"parley/internal/poly"
	"parley/internal/ratfunc"
	"parley/num"
)

// Known says how a formula is known.
type Known string

// How formulas are known.
const (
	// Derived: it is a condition, derived in symbols, under which equilibria of one side exist, in all params of the model; or it is an
	// assumption, or that a probability is not negative. That it is the condition that ends the regime was seen at the points of the
	// boundary.
	Derived Known = "derived"
	// Fitted: it passes through all points of the boundary that were found.
	Fitted Known = "fitted"
)

// A Formula is a polynomial in the params of the model, by index, that is 0 on a boundary.
type Formula struct {
	Known Known
	Poly  poly.Poly // without a common divisor of its coefficients
	Plane poly.Poly // the same on the plane of the map: with all other params at the baseline
	// Class is, for Derived, the class of equilibria whose condition it is; -1 if it is none.
	Class int
	// Points says at how many places of its boundaries, none of them used to find the formula, the regimes were solved a
	// billionth of the axis to either side of the curve and found to be those that the boundary divides.
	Points int

	terms []planeTerm
}

// A planeTerm is c · x^i · y^j.
type planeTerm struct {
	c    float64Rat
	i, j int
}

// A float64Rat is a coefficient, exactly and as the nearest float64.
type float64Rat struct {
	exact num.Rat
	near  float64
}

// newFormula returns a formula with its restriction to the plane; ok is false if that is constant.
func (w *world) newFormula(p poly.Poly, known Known) (f *Formula, ok bool) {
	_, p = p.Primitive()
	f = &Formula{Known: known, Poly: p, Class: -1, Plane: p}
	x, y := w.opt.X.Param, w.opt.Y.Param
	for _, v := range p.Vars() {
		if v != x && v != y {
			f.Plane = f.Plane.Subst(v, poly.Const(w.opt.Baseline[v]))
		}
	}
	_, f.Plane = f.Plane.Primitive()
	if f.Plane.Degree() < 1 {
		return nil, false
	}
	for _, t := range f.Plane.Each() {
		k := planeTerm{c: float64Rat{t.Coef, t.Coef.Float()}}
		for _, v := range t.Vars {
			if v == x {
				k.i++
			} else {
				k.j++
			}
		}
		f.terms = append(f.terms, k)
	}
	return f, true
}

// at returns the polynomial's value on the plane.
func (f *Formula) at(x, y num.Rat) num.Rat {
	sum := num.Zero
	for _, t := range f.terms {
		c := t.c.exact
		for range t.i {
			c = c.Mul(x)
		}
		for range t.j {
			c = c.Mul(y)
		}
		sum = sum.Add(c)
	}
	return sum
}

// float returns the value in floating point and the sum of what its terms contribute.
func (f *Formula) float(x, y float64) (v, size float64) {
	for _, t := range f.terms {
		c := t.c.near * math.Pow(x, float64(t.i)) * math.Pow(y, float64(t.j))
		v, size = v+c, size+math.Abs(c)
	}
	return v, size
}

// equal tells whether two formulas are the same, known in the same way.
func (f *Formula) equal(g *Formula) bool { return f.Known == g.Known && f.Poly.Equal(g.Poly) }

// A Side says on which side of a boundary's formula a regime lies.
type Side struct {
	Formula  int // index of Map.Formulas
	Positive bool
}

// Text writes a formula as an equation in all params, in the model language: "prior = 1 / (1 + war_cost)".
func (m *Map) Text(f *Formula) string {
	left, right, _ := m.solved(f.Poly)
	return left + " = " + right
}

// PlaneText writes the formula on the plane of the map: "prior = 2/3".
func (m *Map) PlaneText(f *Formula) string {
	left, right, _ := m.solved(f.Plane)
	return left + " = " + right
}

// SideText writes a condition on the plane of the map: "prior < 2/3".
func (m *Map) SideText(s Side) string {
	left, right, sign := m.solved(m.Formulas[s.Formula].Plane)
	if (sign > 0) == s.Positive {
		return left + " > " + right
	}
	return left + " < " + right
}

// solved writes p = 0 as two sides: as a threshold of a param of an axis, if it stands there to the first power and its
// coefficient has one sign on the map; sign tells whether p is positive where the left side is greater.
func (m *Map) solved(p poly.Poly) (left, right string, sign int) {
	syntax := ratfunc.Text(func(i int) string { return m.Model.Params[i].Name })
	left, right, sign = syntax.Func(ratfunc.Poly(p)), "0", 1
	best := math.MaxInt
	for _, v := range []int{m.X.Param, m.Y.Param} {
		if p.DegreeIn(v) != 1 {
			continue
		}
		c := p.Coefficients(v)
		s := m.signOf(c[1])
		if s == 0 {
			continue // it may divide by zero
		}
		text := syntax.Func(ratfunc.Frac(c[0].Neg(), c[1]))
		if n := len(text) + len(m.Model.Params[v].Name); n < best {
			left, right, sign, best = m.Model.Params[v].Name, text, s, n
		}
	}
	return left, right, sign
}

// signOf returns the sign of a polynomial if it is the same at all of a net of points of the map; else 0.
func (m *Map) signOf(p poly.Poly) int {
	if c, ok := p.Constant(); ok {
		return c.Sign()
	}
	const steps = 16
	values := append([]num.Rat{}, m.Baseline...)
	sign := 0
	for i := range steps + 1 {
		for j := range steps + 1 {
			values[m.X.Param] = on(m.X, num.Frac(int64(i), steps))
			values[m.Y.Param] = on(m.Y, num.Frac(int64(j), steps))
			s := p.Eval(values).Sign()
			if s == 0 || sign != 0 && s != sign {
				return 0
			}
			sign = s
		}
	}
	return sign
}
