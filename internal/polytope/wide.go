package polytope

import (
	"math/big"
	"math/bits"
)

// A two is a whole number in two machine words, in two's complement, below 2^126 in size.
type two struct {
	hi int64
	lo uint64
}

// wides is a dictionary in pairs of machine words.
type wides struct {
	det         two
	entry, next []two
	small       bool // all entries and det fit a machine word
}

const (
	wideBits = 126 // entries are below 2^wideBits
	wordBits = 60  // a dictionary goes back to machine words when its entries are below 2^wordBits
)

// pivot is false, and leaves the dictionary as it is, if an entry might not fit.
func (w *wides) pivot(t *Tableau, r, s int) bool {
	p := w.entry[r*t.stride+s]
	shift := uint(bits.TrailingZeros64(w.det.lo))
	if w.det.lo == 0 {
		return false
	}
	inv := inverseTwo(two{w.det.hi >> shift, w.det.lo>>shift | uint64(w.det.hi)<<(64-shift)})
	negative := p.hi < 0
	if negative {
		inv = inv.neg()
	}
	room := wideBits + w.det.len() - 2 // bits that each product may have
	pLen := p.len()
	most := 0
	for i := range t.rows {
		row, next := w.entry[i*t.stride:(i+1)*t.stride], w.next[i*t.stride:(i+1)*t.stride]
		pr := w.entry[r*t.stride : (r+1)*t.stride]
		c := row[s]
		if i == r {
			for j, x := range row {
				next[j] = x.times(!negative)
				most = max(most, x.len())
			}
			next[s] = w.det.times(!negative)
			continue
		}
		cLen := c.len()
		for j, x := range row {
			if j == s {
				continue
			}
			if pLen+x.len() > room || cLen+pr[j].len() > room {
				return false
			}
			y := quotient(p, x, c, pr[j], shift, inv)
			next[j] = y
			most = max(most, y.len())
		}
		next[s] = c.times(negative)
		most = max(most, cLen)
	}
	most = max(most, w.det.len(), pLen)
	w.entry, w.next = w.next, w.entry
	w.det = p.times(!negative)
	w.small = most <= wordBits
	return true
}

// quotient returns (p·x - c·r)/d, known to be whole and to fit, by the inverse of d's odd part
// modulo 2^128; d has shift < 64 factors of 2.
func quotient(p, x, c, r two, shift uint, inv two) two {
	a0, a1, a2 := p.product(x)
	b0, b1, b2 := c.product(r)
	var borrow uint64
	a0, borrow = bits.Sub64(a0, b0, 0)
	a1, borrow = bits.Sub64(a1, b1, borrow)
	a2, _ = bits.Sub64(a2, b2, borrow)
	return two{int64(a1>>shift | a2<<(64-shift)), a0>>shift | a1<<(64-shift)}.mul(inv)
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

// compareWideProducts compares a·b with c·d, none of which is negative.
func compareWideProducts(a, b, c, d two) int {
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

func (x two) big() *big.Int {
	hi, lo := x.abs()
	z := new(big.Int).SetUint64(hi)
	z.Lsh(z, 64).Or(z, new(big.Int).SetUint64(lo))
	if x.hi < 0 {
		z.Neg(z)
	}
	return z
}

var word64 = new(big.Int).SetUint64(1<<64 - 1)

// toTwo returns a number of at most 127 bits.
func toTwo(x *big.Int) two {
	abs := new(big.Int).Abs(x)
	y := two{int64(new(big.Int).Rsh(abs, 64).Uint64()), new(big.Int).And(abs, word64).Uint64()}
	return y.times(x.Sign() >= 0)
}
