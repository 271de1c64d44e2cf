package num

import "math/bits"

// A u128 is a whole number from 0 to 2^128 - 1.
type u128 struct{ hi, lo uint64 }

func (a u128) isZero() bool { return a.hi|a.lo == 0 }
func (a u128) isOne() bool  { return a.hi == 0 && a.lo == 1 }

func (a u128) less(b u128) bool { return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo }

// approx returns a with a relative error of at most 2^-52.
func (a u128) approx() float64 { return float64(a.hi)*(1<<64) + float64(a.lo) }

func (a u128) bitLen() int {
	if a.hi != 0 {
		return 64 + bits.Len64(a.hi)
	}
	return bits.Len64(a.lo)
}

// add returns a + b and whether it fits.
func (a u128) add(b u128) (u128, bool) {
	lo, c := bits.Add64(a.lo, b.lo, 0)
	hi, c := bits.Add64(a.hi, b.hi, c)
	return u128{hi, lo}, c == 0
}

// sub returns a - b, b <= a.
func (a u128) sub(b u128) u128 {
	lo, c := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(a.hi, b.hi, c)
	return u128{hi, lo}
}

// mul returns a · b and whether it fits.
func (a u128) mul(b u128) (u128, bool) {
	if a.hi != 0 && b.hi != 0 {
		return u128{}, false
	}
	hi, lo := bits.Mul64(a.lo, b.lo)
	if a.hi|b.hi == 0 {
		return u128{hi, lo}, true
	}
	if a.hi == 0 {
		a, b = b, a
	}
	over, cross := bits.Mul64(a.hi, b.lo)
	sum, carry := bits.Add64(hi, cross, 0)
	return u128{sum, lo}, over|carry == 0
}

// wider returns a · b in full, the upper half first.
func (a u128) wider(b u128) (hi, lo u128) {
	h0, l0 := bits.Mul64(a.lo, b.lo)
	h1, l1 := bits.Mul64(a.lo, b.hi)
	h2, l2 := bits.Mul64(a.hi, b.lo)
	h3, l3 := bits.Mul64(a.hi, b.hi)
	lo.lo = l0
	s, c1 := bits.Add64(h0, l1, 0)
	s, c2 := bits.Add64(s, l2, 0)
	lo.hi = s
	s, c3 := bits.Add64(h1, h2, c1)
	s, c4 := bits.Add64(s, l3, c2)
	hi.lo, hi.hi = s, h3+c3+c4
	return hi, lo
}

// compareProducts is -1, 0 or 1 as a·b is less than, equal to or greater than c·d.
func compareProducts(a, b, c, d u128) int {
	h1, l1 := a.wider(b)
	h2, l2 := c.wider(d)
	switch {
	case h1.less(h2):
		return -1
	case h2.less(h1):
		return 1
	case l1.less(l2):
		return -1
	case l2.less(l1):
		return 1
	}
	return 0
}

// quoRem returns the quotient and the rest of a / b, b > 0.
func (a u128) quoRem(b u128) (q, r u128) {
	switch {
	case a.hi|b.hi == 0:
		return u128{0, a.lo / b.lo}, u128{0, a.lo % b.lo}
	case b.hi == 0:
		q.hi = a.hi / b.lo
		q.lo, r.lo = bits.Div64(a.hi%b.lo, a.lo, b.lo)
		return q, r
	case a.less(b):
		return u128{}, a
	}
	// The quotient fits one word. Estimated from leading words, it is at most one too small once one is
	// taken off (Warren 2013, section 9-5).
	shift := bits.LeadingZeros64(b.hi)
	top := b.left(shift).hi
	half := a.right(1)
	estimate, _ := bits.Div64(half.hi, half.lo, top)
	if estimate >>= 63 - shift; estimate != 0 {
		estimate--
	}
	q = u128{0, estimate}
	product, _ := b.mul(q)
	if r = a.sub(product); !r.less(b) {
		q, r = u128{0, estimate + 1}, r.sub(b)
	}
	return q, r
}

// quo returns a / b, which must be whole.
func (a u128) quo(b u128) u128 {
	if b.isOne() {
		return a
	}
	q, _ := a.quoRem(b)
	return q
}

// left and right shift by 0 to 63 bits.
func (a u128) left(k int) u128  { return u128{a.hi<<k | a.lo>>1>>(63-k), a.lo << k} }
func (a u128) right(k int) u128 { return u128{a.hi >> k, a.lo>>k | a.hi<<1<<(63-k)} }

// odd returns a > 0 without its factors of 2, and their number.
func (a u128) odd() (u128, int) {
	if a.lo == 0 {
		k := bits.TrailingZeros64(a.hi)
		return u128{0, a.hi >> k}, 64 + k
	}
	k := bits.TrailingZeros64(a.lo)
	return a.right(k), k
}

// gcd64 returns the greatest common divisor; that of 0 and b is b. Where the numbers are of like size it
// halves and subtracts (Stein 1967), which needs no division.
func gcd64(a, b uint64) uint64 {
	for a != 0 && b != 0 {
		if a == 1 || b == 1 {
			return 1
		}
		switch la, lb := bits.Len64(a), bits.Len64(b); {
		case la > lb+6:
			a %= b
			continue
		case lb > la+6:
			b %= a
			continue
		}
		twos := bits.TrailingZeros64(a | b)
		a >>= bits.TrailingZeros64(a)
		for b >>= bits.TrailingZeros64(b); a != b; {
			// a becomes the smaller one, b the difference without its factors of 2. Which of them is the
			// smaller one is as good as random, so that a branch would be foretold wrong half the time.
			d, borrow := bits.Sub64(b, a, 0)
			smaller := -borrow
			a += d & smaller
			b = ((d ^ smaller) - smaller) >> bits.TrailingZeros64(d)
		}
		return a << twos
	}
	return a | b
}

// gcd128 is gcd64 for longer numbers, neither of which is 0.
func gcd128(a, b u128) u128 {
	if a.isOne() || b.isOne() {
		return u128{0, 1}
	}
	if a.hi != 0 && b.hi != 0 {
		var i, j int
		a, i = a.odd()
		b, j = b.odd()
		for a.hi != 0 && b.hi != 0 {
			lo, c := bits.Sub64(b.lo, a.lo, 0)
			hi, c := bits.Sub64(b.hi, a.hi, c)
			if hi|lo == 0 {
				return a.shifted(min(i, j))
			}
			smaller := -c // as in gcd64
			var carry uint64
			a.lo, carry = bits.Add64(a.lo, lo&smaller, 0)
			a.hi, _ = bits.Add64(a.hi, hi&smaller, carry)
			lo, c = bits.Sub64(lo^smaller, smaller, 0)
			hi, _ = bits.Sub64(hi^smaller, smaller, c)
			b, _ = u128{hi, lo}.odd()
		}
		return gcdShort(a, b).shifted(min(i, j))
	}
	return gcdShort(a, b)
}

// gcdShort returns the greatest common divisor of two numbers of which one has one word.
func gcdShort(a, b u128) u128 {
	switch {
	case a.hi != 0:
		_, a = a.quoRem(b)
	case b.hi != 0:
		_, b = b.quoRem(a)
	}
	return u128{0, gcd64(a.lo, b.lo)}
}

// shifted returns a shifted to the left by any number of bits, of which none is lost.
func (a u128) shifted(k int) u128 {
	if k >= 64 {
		return u128{a.lo << (k - 64), 0}
	}
	return a.left(k)
}
