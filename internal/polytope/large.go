package polytope

import "math/big"

// larges is a dictionary in big integers.
type larges struct {
	det   *big.Int
	entry []*big.Int
	x, y  big.Int // scratch
}

func (l *larges) pivot(t *Tableau, r, s int) {
	p := new(big.Int).Set(l.entry[r*t.stride+s])
	negative := p.Sign() < 0
	for i := range t.rows {
		if i == r {
			continue
		}
		at := i * t.stride
		c := l.entry[at+s]
		for j := range t.stride {
			if j == s {
				continue
			}
			e := l.entry[at+j]
			l.x.Mul(p, e)
			if c.Sign() != 0 {
				l.x.Sub(&l.x, l.y.Mul(c, l.entry[r*t.stride+j]))
			}
			e.Quo(&l.x, l.det)
			if negative {
				e.Neg(e)
			}
		}
		if !negative {
			c.Neg(c)
		}
	}
	l.entry[r*t.stride+s].Set(l.det)
	if negative {
		for j := range t.stride {
			e := l.entry[r*t.stride+j]
			e.Neg(e)
		}
	}
	l.det = p.Abs(p)
}

// ratio compares the products of the entries at a and b with that at c and d.
func (l *larges) ratio(a, b, c, d int) int {
	return l.x.Mul(l.entry[a], l.entry[b]).Cmp(l.y.Mul(l.entry[c], l.entry[d]))
}

// widen goes from one machine word to two.
func (t *Tableau) widen() {
	t.roomForWide()
	for k, x := range t.word.entry {
		t.wide.entry[k] = two{x >> 63, uint64(x)}
	}
	t.wide.det = two{0, uint64(t.word.det)}
	t.width = inTwo
}

func (t *Tableau) roomForWide() {
	if n := len(t.word.entry); t.wide.entry == nil {
		t.wide.entry, t.wide.next = make([]two, n), make([]two, n)
	}
}

// narrow goes from two machine words to one; all entries fit.
func (t *Tableau) narrow() {
	t.word.size = 0
	for k, x := range t.wide.entry {
		t.word.entry[k] = int64(x.lo)
		t.word.size |= magnitude(int64(x.lo))
	}
	t.word.det = int64(t.wide.det.lo)
	t.word.size |= uint64(t.word.det)
	t.width = inWord
}

// enlarge goes from two machine words to big integers.
func (t *Tableau) enlarge() {
	if t.large.entry == nil {
		t.large.entry = make([]*big.Int, len(t.wide.entry))
	}
	for k, x := range t.wide.entry {
		t.large.entry[k] = x.big()
	}
	t.large.det = t.wide.det.big()
	t.width = inLarge
}

// shrink goes from big integers to machine words if all entries fit.
func (t *Tableau) shrink() {
	most := t.large.det.BitLen()
	for _, x := range t.large.entry {
		if most = max(most, x.BitLen()); most > wideBits-2 {
			return
		}
	}
	t.roomForWide()
	for k, x := range t.large.entry {
		t.wide.entry[k] = toTwo(x)
	}
	t.wide.det = toTwo(t.large.det)
	t.width = inTwo
	if most <= wordBits {
		t.narrow()
	}
}
