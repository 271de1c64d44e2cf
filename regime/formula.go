package regime

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"parley/num"
)

// A Formula is a polynomial in the two params of a map that is 0 on a boundary.
type Formula struct {
	// Terms have whole coefficients without a common divisor, the first of them positive, in a fixed order.
	Terms []Term
	// Points says at how many places of the boundary, none of them used to find the formula, the regimes were solved a
	// billionth of the axis to either side of the curve and found to be those that the boundary divides.
	Points int
}

// A Term is Coefficient · x^X · y^Y.
type Term struct {
	Coefficient num.Rat
	X, Y        int
}

// At returns the polynomial's value.
func (f *Formula) At(x, y num.Rat) num.Rat {
	sum := num.Zero
	for _, t := range f.Terms {
		sum = sum.Add(t.Coefficient.Mul(power(x, t.X)).Mul(power(y, t.Y)))
	}
	return sum
}

// float returns the value in floating point and the sum of what its terms contribute.
func (f *Formula) float(x, y float64) (v, size float64) {
	for _, t := range f.Terms {
		c := t.Coefficient.Float() * math.Pow(x, float64(t.X)) * math.Pow(y, float64(t.Y))
		v, size = v+c, size+math.Abs(c)
	}
	return v, size
}

func power(x num.Rat, n int) num.Rat {
	out := num.One
	for range n {
		out = out.Mul(x)
	}
	return out
}

// equal tells whether two formulas are the same polynomial.
func (f *Formula) equal(g *Formula) bool {
	return slices.EqualFunc(f.Terms, g.Terms, func(a, b Term) bool { return a.X == b.X && a.Y == b.Y && a.Coefficient.Equal(b.Coefficient) })
}

// newFormula returns the formula with these coefficients of these monomials, in whole numbers.
func newFormula(coefficients []num.Rat, family []monomial) Formula {
	lcm := num.One
	for _, c := range coefficients {
		d := denominator(c)
		lcm = lcm.Mul(d).Quo(num.GCD(lcm, d))
	}
	var f Formula
	gcd := num.Zero
	for i, c := range coefficients {
		if !c.IsZero() {
			c = c.Mul(lcm)
			gcd = num.GCD(gcd, c.Abs())
			f.Terms = append(f.Terms, Term{c, family[i].x, family[i].y})
		}
	}
	slices.SortFunc(f.Terms, func(a, b Term) int { // by degree, from the highest
		return cmp.Or(cmp.Compare(b.X+b.Y, a.X+a.Y), cmp.Compare(b.X, a.X))
	})
	if f.Terms[0].Coefficient.Sign() < 0 {
		gcd = gcd.Neg()
	}
	for i := range f.Terms {
		f.Terms[i].Coefficient = f.Terms[i].Coefficient.Quo(gcd)
	}
	return f
}

func denominator(x num.Rat) num.Rat { return num.FromBig(newRat(x.Big().Denom())) }

// A Side says on which side of a boundary's formula a regime lies.
type Side struct {
	Formula  int // index of Map.Formulas
	Positive bool
}

// in writes the part of a polynomial that multiplies v^k, in the other variable.
func (f *Formula) part(ofX bool, k int) (terms []Term) {
	for _, t := range f.Terms {
		if ofX && t.X == k {
			t.X = 0
			terms = append(terms, t)
		} else if !ofX && t.Y == k {
			t.Y = 0
			terms = append(terms, t)
		}
	}
	return terms
}

// degree is the highest power of x or y.
func (f *Formula) degree(ofX bool) int {
	d := 0
	for _, t := range f.Terms {
		if ofX {
			d = max(d, t.X)
		} else {
			d = max(d, t.Y)
		}
	}
	return d
}

// Text writes the formula as an equation, solved for a param in which it is linear: "prior = 1/(1 + war_cost)".
func (m *Map) Text(f *Formula) string {
	left, right, _ := m.solved(f)
	return left + " = " + right
}

// SideText writes a condition: "prior < 1/(1 + war_cost)".
func (m *Map) SideText(s Side) string {
	f := &m.Formulas[s.Formula]
	left, right, sign := m.solved(f)
	if (sign > 0) == s.Positive {
		return left + " > " + right
	}
	return left + " < " + right
}

// solved writes the two sides of a formula; sign tells whether the polynomial is positive where the left side is greater.
func (m *Map) solved(f *Formula) (left, right string, sign int) {
	x, y := m.Model.Params[m.X.Param].Name, m.Model.Params[m.Y.Param].Name
	for _, ofX := range []bool{true, false} {
		if f.degree(ofX) != 1 {
			continue
		}
		name := x
		if !ofX {
			name = y
		}
		a, b := f.part(ofX, 1), f.part(ofX, 0)
		s := m.signOf(a)
		if s == 0 {
			continue // it may divide by zero
		}
		for i := range b { // name = -b/a
			b[i].Coefficient = b[i].Coefficient.Neg()
		}
		if s < 0 { // written with a positive divisor
			for i := range a {
				a[i].Coefficient = a[i].Coefficient.Neg()
			}
			for i := range b {
				b[i].Coefficient = b[i].Coefficient.Neg()
			}
		}
		return name, fraction(b, a, x, y), s
	}
	all := slices.Clone(f.Terms)
	return sum(all, x, y), "0", 1
}

// signOf returns the sign of a polynomial in one of the params, if it is the same at all of a fine row of points of the map; else 0.
func (m *Map) signOf(terms []Term) int {
	g := Formula{Terms: terms}
	sign := 0
	const steps = 64
	for k := range steps + 1 {
		share := num.Frac(int64(k), steps)
		s := g.At(on(m.X, share), on(m.Y, share)).Sign()
		if s == 0 || sign != 0 && s != sign {
			return 0
		}
		sign = s
	}
	return sign
}

// fraction writes b/a.
func fraction(b, a []Term, x, y string) string {
	if len(a) == 1 && a[0].X+a[0].Y == 0 {
		d := a[0].Coefficient
		if len(b) > 1 && slices.ContainsFunc(b, func(t Term) bool { return t.X+t.Y > 0 && !t.Coefficient.Quo(d).IsInt() }) {
			return "(" + sum(b, x, y) + ")/" + d.String()
		}
		for i := range b {
			b[i].Coefficient = b[i].Coefficient.Quo(d)
		}
		return sum(b, x, y)
	}
	top, bottom := sum(b, x, y), sum(a, x, y)
	if len(b) > 1 {
		top = "(" + top + ")"
	}
	if len(a) > 1 || strings.ContainsAny(bottom, "·") {
		bottom = "(" + bottom + ")"
	}
	return top + "/" + bottom
}

// sum writes a polynomial, the lowest degree first if it then begins with a positive term.
func sum(terms []Term, x, y string) string {
	terms = slices.Clone(terms)
	slices.SortStableFunc(terms, func(a, b Term) int { return cmp.Compare(a.X+a.Y, b.X+b.Y) })
	if i := slices.IndexFunc(terms, func(t Term) bool { return t.Coefficient.Sign() > 0 }); i > 0 {
		t := terms[i]
		terms = slices.Insert(slices.Delete(terms, i, i+1), 0, t)
	}
	var b strings.Builder
	for i, t := range terms {
		switch {
		case i > 0 && t.Coefficient.Sign() < 0:
			b.WriteString(" − ")
		case i > 0:
			b.WriteString(" + ")
		case t.Coefficient.Sign() < 0:
			b.WriteString("−")
		}
		var factors []string
		if c := t.Coefficient.Abs(); !c.Equal(num.One) || t.X+t.Y == 0 {
			factors = append(factors, c.String())
		}
		for _, v := range []struct {
			name string
			n    int
		}{{x, t.X}, {y, t.Y}} {
			switch {
			case v.n == 1:
				factors = append(factors, v.name)
			case v.n > 1:
				factors = append(factors, fmt.Sprintf("%s^%d", v.name, v.n))
			}
		}
		b.WriteString(strings.Join(factors, "·"))
	}
	if len(terms) == 0 {
		return "0"
	}
	return b.String()
}
