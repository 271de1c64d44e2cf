package num

import "math/big"

// GCD returns the greatest rational g such that x/g and y/g are whole numbers; 0 if both are 0.
// For whole numbers it is their greatest common divisor. Never negative.
func GCD(x, y Rat) Rat {
	switch {
	case x.IsZero():
		return y.Abs()
	case y.IsZero():
		return x.Abs()
	}
	if x.b == nil && y.b == nil {
		// In lowest terms, gcd(a/b, c/d) = gcd(a, c) / lcm(b, d).
		xd, yd := x.den(), y.den()
		if d, ok := mul64(xd/gcd(xd, yd), yd); ok {
			return Rat{n: gcd(abs(x.n), abs(y.n)), d: d}
		}
	}
	_, xn, xd, ok1 := x.parts()
	_, yn, yd, ok2 := y.parts()
	if ok1 && ok2 {
		if d, ok := xd.quo(gcd128(xd, yd)).mul(yd); ok {
			return lowest(false, gcd128(xn, yn), d)
		}
	}
	a, b := x.big(), y.big()
	var n, d, g big.Int
	n.GCD(nil, nil, d.Abs(a.Num()), g.Abs(b.Num()))
	g.GCD(nil, nil, a.Denom(), b.Denom())
	d.Mul(d.Quo(a.Denom(), &g), b.Denom())
	return own(new(big.Rat).SetFrac(&n, &d))
}

// Int64 returns x and true if x is a whole number that fits, and is not the least one.
func (x Rat) Int64() (int64, bool) { return x.n, x.b == nil && x.den() == 1 }

// Floor returns the greatest whole number that is at most x.
func (x Rat) Floor() Rat {
	if x.b != nil {
		b := x.big()
		return own(new(big.Rat).SetInt(new(big.Int).Div(b.Num(), b.Denom()))) // Euclidean: the denominator is positive
	}
	q := x.n / x.den()
	if x.n < 0 && q*x.den() != x.n {
		q--
	}
	return Int(q)
}
