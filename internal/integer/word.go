package integer

import (
	"math/bits"
)

// words are entries in machine words, none above mostWord in size. While the matrix is in another
// format entry holds any numbers with the signs of the entries.
type words struct {
	det         int64
	entry, next []int64 // the entries, and room for those after the next pivot
	size        uint64  // no entry has a bit above its highest one, nor det
}

const mostWord = 1 << 62

func (w *words) init(n int) {
	both := make([]int64, 2*n)
	*w = words{det: 1, entry: both[:n:n], next: both[n:], size: 1}
}

// half bounds entries whose products and their differences fit a machine word.
const half = 1 << 30

// pivot is false, and leaves the entries as they are, if an entry would not fit.
func (w *words) pivot(m *Matrix, r, s int) bool {
	p := w.entry[r*m.cols+s]
	det := p
	if p < 0 {
		det = -p
	}
	shift := uint(bits.TrailingZeros64(uint64(w.det)))
	inv := inverse(uint64(w.det) >> shift)
	if p < 0 {
		inv = -inv
	}
	size := uint64(det) | uint64(w.det)
	ok := true
	if w.size < half {
		size |= w.short(m, r, s, p, shift, inv)
	} else if size, ok = w.long(m, r, s, p, shift, inv, size); !ok {
		return false
	}
	// The row and the column of the pivot.
	at := r * m.cols
	for j := range m.cols {
		x := w.entry[at+j]
		if p < 0 {
			x = -x
		}
		w.next[at+j] = x
		size |= magnitude(x)
	}
	for i := range m.rows {
		x := w.entry[i*m.cols+s]
		if p > 0 {
			x = -x
		}
		w.next[i*m.cols+s] = x
		size |= magnitude(x)
	}
	w.next[at+s] = w.det
	if p < 0 {
		w.next[at+s] = -w.det
	}
	w.entry, w.next = w.next, w.entry
	w.det, w.size = det, size
	return true
}

// short fills next with (p·entry - column·row)/det, where all products fit. A division without
// remainder is a multiplication by the inverse of the divisor's odd part modulo 2^64.
func (w *words) short(m *Matrix, r, s int, p int64, shift uint, inv uint64) (size uint64) {
	pivotRow := w.entry[r*m.cols : (r+1)*m.cols]
	for i := range m.rows {
		if i == r {
			continue
		}
		row, next := w.entry[i*m.cols:(i+1)*m.cols], w.next[i*m.cols:(i+1)*m.cols]
		next, pr := next[:len(row)], pivotRow[:len(row)]
		c := row[s]
		if c == 0 {
			if p == w.det {
				copy(next, row)
				size |= w.size
				continue
			}
			for j, x := range row {
				y := int64(uint64(p*x>>shift) * inv)
				next[j] = y
				size |= magnitude(y)
			}
			continue
		}
		for j, x := range row {
			y := int64(uint64((p*x-c*pr[j])>>shift) * inv)
			next[j] = y
			size |= magnitude(y)
		}
	}
	return size
}

// long is short with products of two machine words; ok is false if a quotient does not fit.
func (w *words) long(m *Matrix, r, s int, p int64, shift uint, inv, size uint64) (_ uint64, ok bool) {
	pivotRow := w.entry[r*m.cols : (r+1)*m.cols]
	mostHi, mostLo := uint64(w.det)>>2, uint64(w.det)<<62
	for i := range m.rows {
		if i == r {
			continue
		}
		row, next := w.entry[i*m.cols:(i+1)*m.cols], w.next[i*m.cols:(i+1)*m.cols]
		next, pr := next[:len(row)], pivotRow[:len(row)]
		c := row[s]
		for j, x := range row {
			if j == s {
				continue
			}
			if x == 0 && (c == 0 || pr[j] == 0) {
				next[j] = 0
				continue
			}
			h1, l1 := multiply(p, x)
			h2, l2 := multiply(c, pr[j])
			lo, borrow := bits.Sub64(l1, l2, 0)
			hi, _ := bits.Sub64(h1, h2, borrow)
			y := int64((hi<<(64-shift) | lo>>shift) * inv)
			if int64(hi) < 0 {
				lo, borrow = bits.Sub64(0, lo, 0)
				hi, _ = bits.Sub64(0, hi, borrow)
			}
			_, borrow = bits.Sub64(lo, mostLo, 0)
			if _, borrow = bits.Sub64(hi, mostHi, borrow); borrow == 0 {
				return 0, false
			}
			next[j] = y
			size |= magnitude(y)
		}
	}
	return size, true
}

// multiply returns x·y in two's complement of two machine words.
func multiply(x, y int64) (hi, lo uint64) {
	hi, lo = bits.Mul64(uint64(x), uint64(y))
	hi -= uint64(x>>63)&uint64(y) + uint64(y>>63)&uint64(x)
	return hi, lo
}

// magnitude returns |x| or |x| - 1, which has no higher bit than |x|.
func magnitude(x int64) uint64 { return uint64(x ^ x>>63) }

// inverse returns the inverse of an odd number modulo 2^64 (Newton's iteration doubles the bits that
// are right, from five on).
func inverse(d uint64) uint64 {
	x := d*3 ^ 2
	x *= 2 - d*x
	x *= 2 - d*x
	x *= 2 - d*x
	x *= 2 - d*x
	return x
}

// compareProducts compares a·b with c·d.
func compareProducts(a, b, c, d int64) int {
	h1, l1 := multiply(a, b)
	h2, l2 := multiply(c, d)
	switch {
	case int64(h1) < int64(h2) || h1 == h2 && l1 < l2:
		return -1
	case h1 == h2 && l1 == l2:
		return 0
	}
	return 1
}
