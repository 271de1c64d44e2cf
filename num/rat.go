// Package num is exact rational arithmetic: 0.1 is 1/10. A number that fits two machine words is
// kept there, with overflow checks, and one that fits four in a fraction of 128-bit numbers; any other
// falls back to math/big. Results do not depend on which of them held a number.
package num

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// A Rat is an exact rational number. The zero value is 0. Values are immutable and may be copied.
// Compare with Equal or Cmp, not with ==.
type Rat struct {
	n, d int64  // in lowest terms; d > 0, or 0 in the zero value, where it stands for 1
	b    *large // set only if the number does not fit n/d
}

// Small constants.
var (
	Zero = Int(0)
	One  = Int(1)
	Half = Frac(1, 2)
)

// Int returns the whole number n.
func Int(n int64) Rat { return Rat{n: n, d: 1} }

// Frac returns n/d. It panics if d is 0.
func Frac(n, d int64) Rat {
	if d == 0 {
		panic("num: zero denominator")
	}
	if n == math.MinInt64 || d == math.MinInt64 {
		return FromBig(new(big.Rat).SetFrac(big.NewInt(n), big.NewInt(d)))
	}
	if d < 0 {
		n, d = -n, -d
	}
	if g := gcd(abs(n), d); g > 1 {
		n, d = n/g, d/g
	}
	return Rat{n: n, d: d}
}

// FromBig returns r, which the caller may go on to modify.
func FromBig(r *big.Rat) Rat {
	return own(new(big.Rat).Set(r))
}

// FromFloat returns the exact value of f, which must be finite.
func FromFloat(f float64) Rat {
	r := new(big.Rat)
	if r.SetFloat64(f) == nil {
		panic("num: not a finite number")
	}
	return own(r)
}

// MaxExponent bounds the decimal exponent that Parse takes, so that a short text cannot stand for
// a number of millions of digits.
const MaxExponent = 1000

// Parse reads a whole number, a decimal with or without an exponent, or a fraction of two whole
// numbers. Its errors say what is wrong with s, without a place.
func Parse(s string) (Rat, error) {
	if s == "" {
		return Rat{}, fmt.Errorf("a number is missing")
	}
	if len(s) > 10_000 {
		return Rat{}, fmt.Errorf("a number of %d characters is too long (at most 10000)", len(s))
	}
	body := strings.TrimLeft(s, "+-")
	if len(s)-len(body) > 1 || strings.Trim(body, "0123456789./eE+-") != "" || !strings.ContainsAny(body, "0123456789") {
		return Rat{}, fmt.Errorf("%q is not a number", s)
	}
	if i := strings.IndexAny(body, "eE"); i >= 0 {
		exp, err := strconv.Atoi(body[i+1:])
		if err != nil {
			return Rat{}, fmt.Errorf("%q is not a number: its exponent should be a whole number", s)
		}
		if exp > MaxExponent || exp < -MaxExponent {
			return Rat{}, fmt.Errorf("%q is out of range: its exponent should lie between -%d and %d", s, MaxExponent, MaxExponent)
		}
	}
	if i := strings.IndexByte(body, '/'); i >= 0 {
		if strings.Trim(body[i+1:], "0") == "" {
			return Rat{}, fmt.Errorf("%q divides by zero", s)
		}
		// big.Rat would read a leading 0 in a fraction as octal.
		if n := strings.TrimLeft(body[:i], "0"); n != "" {
			s = s[:len(s)-len(body)] + n + "/" + strings.TrimLeft(body[i+1:], "0")
		}
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Rat{}, fmt.Errorf("%q is not a number", s)
	}
	return own(r), nil
}

// MustParse is Parse for constants; it panics on an error.
func MustParse(s string) Rat {
	r, err := Parse(s)
	if err != nil {
		panic("num: " + err.Error())
	}
	return r
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

func gcd(a, b int64) int64 { return int64(gcd64(uint64(a), uint64(b))) } // both >= 0

func (x Rat) den() int64 {
	if x.d == 0 {
		return 1
	}
	return x.d
}

// Big returns x as a new big.Rat.
func (x Rat) Big() *big.Rat {
	if x.b != nil && x.b.big != nil {
		return new(big.Rat).Set(x.b.big)
	}
	return x.big()
}

func mul64(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	hi, lo := bits.Mul64(uint64(abs(a)), uint64(abs(b)))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

func add64(a, b int64) (int64, bool) {
	s := a + b
	return s, (s > a) == (b > 0) && s != math.MinInt64
}

// Add returns x + y.
func (x Rat) Add(y Rat) Rat {
	if x.b == nil && y.b == nil {
		xd, yd := x.den(), y.den()
		if xd == yd {
			if n, ok := add64(x.n, y.n); ok {
				if xd == 1 {
					return Rat{n: n, d: 1}
				}
				g := gcd(abs(n), xd)
				return Rat{n: n / g, d: xd / g}
			}
		} else {
			g := gcd(xd, yd)
			a, ok1 := mul64(x.n, yd/g)
			b, ok2 := mul64(y.n, xd/g)
			d, ok3 := mul64(xd, yd/g)
			if ok1 && ok2 && ok3 {
				if n, ok := add64(a, b); ok {
					if g == 1 {
						return Rat{n: n, d: d}
					}
					h := gcd(abs(n), g)
					return Rat{n: n / h, d: d / h}
				}
			}
		}
	}
	switch { // one does not fit
	case x.isSmall(0):
		return y
	case y.isSmall(0):
		return x
	}
	if z, ok := addWide(x, y); ok {
		return z
	}
	return own(new(big.Rat).Add(x.big(), y.big()))
}

// isSmall tells whether x is the whole number n.
func (x Rat) isSmall(n int64) bool { return x.b == nil && x.n == n && x.den() == 1 }

// Neg returns -x.
func (x Rat) Neg() Rat {
	if x.b != nil {
		if x.b.big != nil {
			return own(new(big.Rat).Neg(x.b.big))
		}
		return Rat{b: &large{neg: !x.b.neg, n: x.b.n, d: x.b.d}}
	}
	return Rat{n: -x.n, d: x.d}
}

// Sub returns x - y.
func (x Rat) Sub(y Rat) Rat { return x.Add(y.Neg()) }

// Mul returns x · y.
func (x Rat) Mul(y Rat) Rat {
	if x.b == nil && y.b == nil {
		xd, yd := x.den(), y.den()
		g, h := gcd(abs(x.n), yd), gcd(abs(y.n), xd)
		if x.n == 0 || y.n == 0 {
			return Rat{d: 1}
		}
		n, ok1 := mul64(x.n/g, y.n/h)
		d, ok2 := mul64(xd/h, yd/g)
		if ok1 && ok2 {
			return Rat{n: n, d: d}
		}
	}
	for range 2 { // one does not fit, or the product does not
		switch {
		case x.isSmall(0):
			return Rat{d: 1}
		case x.isSmall(1):
			return y
		case x.isSmall(-1):
			return y.Neg()
		}
		x, y = y, x
	}
	if z, ok := mulWide(x, y); ok {
		return z
	}
	return own(new(big.Rat).Mul(x.big(), y.big()))
}

// Inv returns 1/x. It panics if x is 0.
func (x Rat) Inv() Rat {
	switch {
	case x.Sign() == 0:
		panic("num: division by zero")
	case x.b != nil && x.b.big != nil:
		return own(new(big.Rat).Inv(x.b.big))
	case x.b != nil:
		return lowest(x.b.neg, x.b.d, x.b.n)
	case x.n < 0:
		return Rat{n: -x.den(), d: -x.n}
	}
	return Rat{n: x.den(), d: x.n}
}

// Quo returns x / y. It panics if y is 0.
func (x Rat) Quo(y Rat) Rat { return x.Mul(y.Inv()) }

// Sign is -1, 0 or 1.
func (x Rat) Sign() int {
	switch {
	case x.b != nil && x.b.big != nil:
		return x.b.big.Sign()
	case x.b != nil && x.b.neg, x.n < 0:
		return -1
	case x.b != nil:
		return 1
	case x.n > 0:
		return 1
	}
	return 0
}

// IsZero tells whether x is 0.
func (x Rat) IsZero() bool { return x.b == nil && x.n == 0 }

// IsInt tells whether x is a whole number.
func (x Rat) IsInt() bool {
	if x.b != nil && x.b.big != nil {
		return x.b.big.IsInt()
	}
	return x.b == nil && x.den() == 1 || x.b != nil && x.b.d.isOne()
}

// Cmp is -1 if x < y, 0 if they are equal, 1 if x > y.
func (x Rat) Cmp(y Rat) int {
	if x.b == nil && y.b == nil {
		if sx, sy := x.Sign(), y.Sign(); sx != sy {
			if sx < sy {
				return -1
			}
			return 1
		}
		xd, yd := x.den(), y.den()
		if xd == yd {
			return cmp.Compare(x.n, y.n)
		}
		ah, al := bits.Mul64(uint64(abs(x.n)), uint64(yd))
		bh, bl := bits.Mul64(uint64(abs(y.n)), uint64(xd))
		c := cmp.Compare(ah, bh)
		if c == 0 {
			c = cmp.Compare(al, bl)
		}
		return c * x.Sign() // where x is 0, so is y
	}
	if sx, sy := x.Sign(), y.Sign(); sx != sy {
		return cmp.Compare(sx, sy)
	}
	if neg, xn, xd, ok := x.parts(); ok {
		if _, yn, yd, ok := y.parts(); ok {
			if neg {
				return compareProducts(yn, xd, xn, yd)
			}
			return compareProducts(xn, yd, yn, xd)
		}
	}
	return x.big().Cmp(y.big())
}

// Equal tells whether x = y.
func (x Rat) Equal(y Rat) bool {
	if x.b == nil && y.b == nil {
		return x.n == y.n && x.den() == y.den()
	}
	if x.b == nil || y.b == nil || (x.b.big == nil) != (y.b.big == nil) {
		return false
	}
	if x.b.big == nil {
		return x.b.neg == y.b.neg && x.b.n == y.b.n && x.b.d == y.b.d
	}
	return x.b.big.Cmp(y.b.big) == 0
}

// Less tells whether x < y.
func (x Rat) Less(y Rat) bool { return x.Cmp(y) < 0 }

// Abs returns |x|.
func (x Rat) Abs() Rat {
	if x.Sign() < 0 {
		return x.Neg()
	}
	return x
}

// Min returns the smaller of x and y.
func Min(x, y Rat) Rat {
	if y.Less(x) {
		return y
	}
	return x
}

// Max returns the larger of x and y.
func Max(x, y Rat) Rat {
	if x.Less(y) {
		return y
	}
	return x
}

// Float returns the nearest float64.
func (x Rat) Float() float64 {
	if x.b == nil {
		const exact = 1 << 53
		if abs(x.n) <= exact && x.den() <= exact {
			return float64(x.n) / float64(x.den())
		}
		return nearest(x.n < 0, magnitude(x.n), uint64(x.den()))
	}
	f, _ := x.big().Float64()
	return f
}

// nearest returns the float64 nearest to n/d, n > 0.
func nearest(neg bool, n, d uint64) float64 {
	// A quotient of 63 or 64 bits, whose last bit stands for all that follows, is rounded as the fraction is.
	shift := 63 + bits.Len64(d) - bits.Len64(n)
	top := u128{0, n}.shifted(shift)
	q, r := bits.Div64(top.hi, top.lo, d)
	if r != 0 {
		q |= 1
	}
	f := math.Ldexp(float64(q), -shift)
	if neg {
		return -f
	}
	return f
}

// Approx returns a float64 within a relative error of 2^-50 of x, faster than Float returns the nearest; of
// numbers that no float64 comes near, infinity or 0.
func (x Rat) Approx() float64 {
	if x.b == nil {
		return float64(x.n) / float64(x.den())
	}
	if x.b.big != nil {
		return x.Float()
	}
	f := x.b.n.approx() / x.b.d.approx()
	if x.b.neg {
		return -f
	}
	return f
}

// BitLen returns the length of x in bits: of its numerator and its denominator together.
func (x Rat) BitLen() int {
	if x.b != nil {
		if x.b.big == nil {
			return x.b.n.bitLen() + x.b.d.bitLen()
		}
		return x.b.big.Num().BitLen() + x.b.big.Denom().BitLen()
	}
	return bits.Len64(uint64(abs(x.n))) + bits.Len64(uint64(x.den()))
}

// String returns the exact number: "3", "-1/18".
func (x Rat) String() string {
	if x.b != nil {
		return x.big().RatString()
	}
	if x.den() == 1 {
		return strconv.FormatInt(x.n, 10)
	}
	return strconv.FormatInt(x.n, 10) + "/" + strconv.FormatInt(x.d, 10)
}

// Decimal returns x with as many decimals as needed, at most the given number, rounded half away
// from zero and without trailing zeros.
func (x Rat) Decimal(decimals int) string {
	s := x.big().FloatString(decimals)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}
