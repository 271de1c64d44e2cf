package integer

import "math/bits"

// wides are entries in pairs of machine words.
type wides struct {
	det         two
	entry, next []two
	small       bool // all entries and det fit a machine word
}

const (
	wideBits = 126 // entries are below 2^wideBits
	wordBits = 60  // a matrix goes back to machine words when its entries are below 2^wordBits
)

// pivot is false, and leaves the entries as they are, if an entry might not fit.
func (w *wides) pivot(m *Matrix, r, s int) bool {
	p := w.entry[r*m.cols+s]
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
	for i := range m.rows {
		row, next := w.entry[i*m.cols:(i+1)*m.cols], w.next[i*m.cols:(i+1)*m.cols]
		pr := w.entry[r*m.cols : (r+1)*m.cols]
		mark := m.word.next[i*m.cols : (i+1)*m.cols][:len(row)]
		c := row[s]
		if i == r {
			for j, x := range row {
				next[j] = x.times(!negative)
				mark[j] = next[j].mark()
				most = max(most, x.len())
			}
			next[s] = w.det.times(!negative)
			mark[s] = next[s].mark()
			continue
		}
		cLen := c.len()
		for j, x := range row {
			if j == s {
				continue
			}
			if x == (two{}) && (cLen == 0 || pr[j] == (two{})) {
				next[j], mark[j] = two{}, 0
				continue
			}
			if pLen+x.len() > room || cLen+pr[j].len() > room {
				return false
			}
			y := quotient(p, x, c, pr[j], shift, inv)
			next[j], mark[j] = y, y.mark()
			most = max(most, y.len())
		}
		next[s] = c.times(negative)
		mark[s] = next[s].mark()
		most = max(most, cLen)
	}
	most = max(most, w.det.len(), pLen)
	w.entry, w.next = w.next, w.entry
	m.word.entry, m.word.next = m.word.next, m.word.entry
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
