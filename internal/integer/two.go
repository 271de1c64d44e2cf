package integer

import (
	"cmp"
	"math/big"
	"math/bits"

	"parley/num"
)

// A two is a whole number in two machine words, in two's complement, below 2^126 in size.
type two struct {
	hi int64
	lo uint64
}

func (x two) sign() int {
	switch {
	case x.hi < 0:
		return -1
	case x.hi == 0 && x.lo == 0:
		return 0
	}
	return 1
}

// mark returns a machine word with the sign of x.
func (x two) mark() int64 { return x.hi | int64(x.lo>>1|x.lo&1) }

func (x two) cmp(y two) int {
	if c := cmp.Compare(x.hi, y.hi); c != 0 {
		return c
	}
	return cmp.Compare(x.lo, y.lo)
}

// sub returns x - y, which is below 2^127 in size.
func (x two) sub(y two) two {
	lo, borrow := bits.Sub64(x.lo, y.lo, 0)
	return two{x.hi - y.hi - int64(borrow), lo}
}

func (x two) neg() two {
	lo, borrow := bits.Sub64(0, x.lo, 0)
	hi, _ := bits.Sub64(0, uint64(x.hi), borrow)
	return two{int64(hi), lo}
}

// times returns x if same, else -x.
func (x two) times(same bool) two {
	if same {
		return x
	}
	return x.neg()
}

// abs returns |x|.
func (x two) abs() (hi, lo uint64) {
	if x.hi < 0 {
		x = x.neg()
	}
	return uint64(x.hi), x.lo
}

// len returns the length of |x| in bits.
func (x two) len() int {
	hi, lo := x.abs()
	if hi != 0 {
		return 64 + bits.Len64(hi)
	}
	return bits.Len64(lo)
}

// mul returns x·y modulo 2^128.
func (x two) mul(y two) two {
	hi, lo := bits.Mul64(x.lo, y.lo)
	return two{int64(hi + x.lo*uint64(y.hi) + uint64(x.hi)*y.lo), lo}
}

// product returns x·y modulo 2^192, least word first.
func (x two) product(y two) (w0, w1, w2 uint64) {
	xh, xl := x.abs()
	yh, yl := y.abs()
	var carry uint64
	w1, w0 = bits.Mul64(xl, yl)
	h, l := bits.Mul64(xl, yh)
	w1, carry = bits.Add64(w1, l, 0)
	w2 = h + carry
	h, l = bits.Mul64(xh, yl)
	w1, carry = bits.Add64(w1, l, 0)
	w2 += h + carry + xh*yh
	if (x.hi < 0) != (y.hi < 0) {
		w0, carry = bits.Sub64(0, w0, 0)
		w1, carry = bits.Sub64(0, w1, carry)
		w2, _ = bits.Sub64(0, w2, carry)
	}
	return w0, w1, w2
}

// inverseTwo returns the inverse of an odd number modulo 2^128.
func inverseTwo(d two) two {
	x := two{0, inverse(d.lo)}
	e := d.mul(x).neg() // 2 - d·x
	lo, carry := bits.Add64(e.lo, 2, 0)
	return x.mul(two{e.hi + int64(carry), lo})
}

// compareWideProducts compares a·b with c·d, where b and d are positive.
func compareWideProducts(a, b, c, d two) int {
	sign := a.sign()
	if other := c.sign(); sign != other {
		return cmp.Compare(sign, other)
	}
	if sign < 0 {
		a, b, c, d = c.neg(), d, a.neg(), b
	}
	x, y := full(a, b), full(c, d)
	for i := 3; i >= 0; i-- {
		switch {
		case x[i] < y[i]:
			return -1
		case x[i] > y[i]:
			return 1
		}
	}
	return 0
}

// full returns the product of two numbers that are not negative, least word first.
func full(x, y two) (w [4]uint64) {
	xh, yh := uint64(x.hi), uint64(y.hi)
	var carry uint64
	w[1], w[0] = bits.Mul64(x.lo, y.lo)
	w[3], w[2] = bits.Mul64(xh, yh)
	for _, f := range [2][2]uint64{{x.lo, yh}, {xh, y.lo}} {
		h, l := bits.Mul64(f[0], f[1])
		w[1], carry = bits.Add64(w[1], l, 0)
		w[2], carry = bits.Add64(w[2], h, carry)
		w[3] += carry
	}
	return w
}

// rat returns x as a rational.
func (x two) rat() num.Rat {
	if n := int64(x.lo); n>>63 == x.hi {
		return num.Int(n)
	}
	return num.FromBig(new(big.Rat).SetInt(x.big()))
}

func (x two) big() *big.Int {
	z := new(big.Int)
	x.to(z)
	return z
}

// to sets z to x.
func (x two) to(z *big.Int) {
	hi, lo := x.abs()
	if z.SetUint64(hi); hi != 0 {
		z.Lsh(z, 64)
	}
	var low big.Int
	z.Add(z, low.SetUint64(lo))
	if x.hi < 0 {
		z.Neg(z)
	}
}

var word64 = new(big.Int).SetUint64(1<<64 - 1)

// toTwo returns a number of at most 127 bits.
func toTwo(x *big.Int) two {
	if x.IsInt64() {
		n := x.Int64()
		return two{n >> 63, uint64(n)}
	}
	abs := new(big.Int).Abs(x)
	y := two{int64(new(big.Int).Rsh(abs, 64).Uint64()), new(big.Int).And(abs, word64).Uint64()}
	return y.times(x.Sign() >= 0)
}
