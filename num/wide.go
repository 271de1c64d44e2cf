package num

import (
	"math"
	"math/big"
	"math/bits"
)

// A large is a number that does not fit n/d of a Rat: as a fraction of two numbers of up to 128 bits in
// lowest terms, or, if that does not hold it, as a big.Rat. It is never modified.
type large struct {
	neg  bool
	n, d u128
	big  *big.Rat // nil if n and d hold the number
}

// parts returns x as a fraction in lowest terms, and whether 128 bits hold both sides.
func (x Rat) parts() (neg bool, n, d u128, ok bool) {
	if x.b == nil {
		return x.n < 0, u128{0, magnitude(x.n)}, u128{0, uint64(x.den())}, true
	}
	return x.b.neg, x.b.n, x.b.d, x.b.big == nil
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// lowest returns a fraction that is in lowest terms.
func lowest(neg bool, n, d u128) Rat {
	if n.hi|d.hi == 0 && n.lo <= math.MaxInt64 && d.lo <= math.MaxInt64 {
		if neg {
			return Rat{n: -int64(n.lo), d: int64(d.lo)}
		}
		return Rat{n: int64(n.lo), d: int64(d.lo)}
	}
	return Rat{b: &large{neg: neg, n: n, d: d}}
}

// addWide returns x + y if 128 bits hold all that comes up.
func addWide(x, y Rat) (Rat, bool) {
	xneg, xn, xd, ok1 := x.parts()
	yneg, yn, yd, ok2 := y.parts()
	if !ok1 || !ok2 {
		return Rat{}, false
	}
	g := xd
	if xd != yd {
		g = gcd128(xd, yd)
	}
	xq, yq := xd.quo(g), yd.quo(g)
	a, ok1 := xn.mul(yq)
	b, ok2 := yn.mul(xq)
	d, ok3 := xd.mul(yq)
	if !ok1 || !ok2 || !ok3 {
		return Rat{}, false
	}
	neg, n := xneg, a
	switch {
	case xneg == yneg:
		if n, ok1 = a.add(b); !ok1 {
			return Rat{}, false
		}
	case b.less(a):
		n = a.sub(b)
	case a.less(b):
		neg, n = yneg, b.sub(a)
	default:
		return Rat{d: 1}, true
	}
	if !g.isOne() {
		if h := gcd128(n, g); !h.isOne() {
			n, d = n.quo(h), d.quo(h)
		}
	}
	return lowest(neg, n, d), true
}

// mulWide returns x · y, neither of which is 0, if 128 bits hold it.
func mulWide(x, y Rat) (Rat, bool) {
	xneg, xn, xd, ok1 := x.parts()
	yneg, yn, yd, ok2 := y.parts()
	if !ok1 || !ok2 {
		return Rat{}, false
	}
	g, h := gcd128(xn, yd), gcd128(yn, xd)
	n, ok1 := xn.quo(g).mul(yn.quo(h))
	d, ok2 := xd.quo(h).mul(yd.quo(g))
	if !ok1 || !ok2 {
		return Rat{}, false
	}
	return lowest(xneg != yneg, n, d), true
}

// own returns r, which nobody else may go on to modify.
func own(r *big.Rat) Rat {
	n, d := r.Num(), r.Denom()
	if n.BitLen() > 128 || d.BitLen() > 128 {
		return Rat{b: &large{big: r}}
	}
	return lowest(n.Sign() < 0, fromInt(n), fromInt(d))
}

// fromInt returns |n|, which must fit.
func fromInt(n *big.Int) (a u128) {
	for i, w := range n.Bits() {
		switch at := i * bits.UintSize; {
		case at < 64:
			a.lo |= uint64(w) << at
		default:
			a.hi |= uint64(w) << (at - 64)
		}
	}
	return a
}

// int returns a as a big.Int.
func (a u128) int() *big.Int {
	z := new(big.Int).SetUint64(a.hi)
	if a.hi != 0 {
		z.Lsh(z, 64)
	}
	return z.Or(z, new(big.Int).SetUint64(a.lo))
}

// big returns x as a big.Rat that must not be modified.
func (x Rat) big() *big.Rat {
	if x.b != nil && x.b.big != nil {
		return x.b.big
	}
	neg, n, d, _ := x.parts()
	z := new(big.Rat).SetInt(n.int())
	z.Denom().Set(d.int()) // in place; the fraction is in lowest terms already
	if neg {
		z.Neg(z)
	}
	return z
}
