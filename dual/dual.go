// Package dual is numbers with a gradient: exact rational numbers that carry their derivatives in some
// variables through every operation (forward mode of automatic differentiation; Griewank and Walther 2008,
// chapter 3), and expressions of params evaluated in them.
package dual

import "parley/num"

// A Number is a value with its derivatives. Numbers are not modified, so they may share their parts.
type Number struct {
	V num.Rat
	// D are the derivatives in the variables on which the number may depend, by ascending variable. A variable
	// that is not there has no influence at all, however far it moves; one whose derivative is 0 may have some.
	D []Part
}

// A Part is the derivative of a number in one variable.
type Part struct {
	Of int // the variable
	X  num.Rat
}

// Const returns a number that depends on nothing.
func Const(x num.Rat) Number { return Number{V: x} }

// Variable returns the number x that is the variable of the given index itself.
func Variable(x num.Rat, of int) Number { return Number{x, []Part{{of, num.One}}} }

// Slope returns the derivative in a variable, and whether the number may depend on it at all.
func (x Number) Slope(of int) (num.Rat, bool) {
	for _, p := range x.D {
		if p.Of == of {
			return p.X, true
		}
	}
	return num.Zero, false
}

// combine returns a·x + b·y for the gradients of x and y.
func combine(a num.Rat, x []Part, b num.Rat, y []Part) []Part {
	switch {
	case len(y) == 0:
		return scaled(a, x)
	case len(x) == 0:
		return scaled(b, y)
	}
	out := make([]Part, 0, len(x)+len(y))
	for len(x) > 0 || len(y) > 0 {
		switch {
		case len(y) == 0 || len(x) > 0 && x[0].Of < y[0].Of:
			out, x = append(out, Part{x[0].Of, a.Mul(x[0].X)}), x[1:]
		case len(x) == 0 || y[0].Of < x[0].Of:
			out, y = append(out, Part{y[0].Of, b.Mul(y[0].X)}), y[1:]
		default:
			out = append(out, Part{x[0].Of, a.Mul(x[0].X).Add(b.Mul(y[0].X))})
			x, y = x[1:], y[1:]
		}
	}
	return out
}

func scaled(a num.Rat, x []Part) []Part {
	if len(x) == 0 || a.Equal(num.One) {
		return x
	}
	out := make([]Part, len(x))
	for i, p := range x {
		out[i] = Part{p.Of, a.Mul(p.X)}
	}
	return out
}

// Scale returns a·x.
func (x Number) Scale(a num.Rat) Number {
	if a.IsZero() {
		return Number{}
	}
	return Number{a.Mul(x.V), scaled(a, x.D)}
}

// Neg returns -x.
func (x Number) Neg() Number { return x.Scale(num.Int(-1)) }

// Add returns x + y.
func (x Number) Add(y Number) Number {
	return Number{x.V.Add(y.V), combine(num.One, x.D, num.One, y.D)}
}

// Sub returns x - y.
func (x Number) Sub(y Number) Number {
	return Number{x.V.Sub(y.V), combine(num.One, x.D, num.Int(-1), y.D)}
}

// Mul returns x · y. What is constantly 0 makes the product constantly 0.
func (x Number) Mul(y Number) Number {
	switch {
	case len(x.D) == 0:
		return y.Scale(x.V)
	case len(y.D) == 0:
		return x.Scale(y.V)
	}
	return Number{x.V.Mul(y.V), combine(y.V, x.D, x.V, y.D)}
}

// Quo returns x / y; y must not be 0.
func (x Number) Quo(y Number) Number {
	inv := y.V.Inv()
	if len(y.D) == 0 {
		return x.Scale(inv)
	}
	v := x.V.Mul(inv)
	if v.IsZero() && len(x.D) == 0 {
		return Number{}
	}
	return Number{v, combine(inv, x.D, v.Mul(inv).Neg(), y.D)}
}

// Sign returns the sign of the value.
func (x Number) Sign() int { return x.V.Sign() }

// Float returns the value, rounded.
func (x Number) Float() float64 { return x.V.Float() }

// Smooth returns the number of the given value whose derivative in args[i] is partial[i]: a function that is
// worked out in floating point.
func Smooth(value float64, args []Number, partial []float64) Number {
	out := Const(num.FromFloat(value))
	for i, a := range args {
		if len(a.D) > 0 {
			out.D = combine(num.One, out.D, num.FromFloat(partial[i]), a.D)
		}
	}
	return out
}
