package integer

import "math/big"

// larges are entries in big integers.
type larges struct {
	det   big.Int
	entry []big.Int
	x, y  big.Int // scratch
}

func (l *larges) pivot(m *Matrix, r, s int) {
	var p big.Int
	p.Set(&l.entry[r*m.cols+s])
	negative := p.Sign() < 0
	pivotRow := l.entry[r*m.cols : (r+1)*m.cols]
	same := p.CmpAbs(&l.det) == 0
	for i := range m.rows {
		if i == r {
			continue
		}
		row := l.entry[i*m.cols : (i+1)*m.cols]
		c := &row[s]
		zero := c.Sign() == 0
		if zero && same { // nothing but the sign of p, which goes out again
			continue
		}
		for j := range row {
			if j == s {
				continue
			}
			e, q := &row[j], &pivotRow[j]
			switch {
			case !zero && q.Sign() != 0:
				l.x.Mul(&p, e)
				l.x.Sub(&l.x, l.y.Mul(c, q))
			case e.Sign() == 0:
				continue
			default:
				l.x.Mul(&p, e)
			}
			e.Quo(&l.x, &l.det)
			if negative {
				e.Neg(e)
			}
		}
		if !negative {
			c.Neg(c)
		}
	}
	pivotRow[s].Set(&l.det)
	if negative {
		for j := range pivotRow {
			pivotRow[j].Neg(&pivotRow[j])
		}
	}
	l.det.Abs(&p)
	for k := range l.entry {
		m.mark(k)
	}
}

// compareProducts compares the product of the entries at a and b with that at c and d.
func (l *larges) compareProducts(a, b, c, d int) int {
	return l.x.Mul(&l.entry[a], &l.entry[b]).Cmp(l.y.Mul(&l.entry[c], &l.entry[d]))
}
