package integer

import (
	"math/big"

	"parley/num"
)

// Set replaces a[i,j] by a whole number.
func (m *Matrix) Set(i, j int, v num.Rat) {
	at := i*m.cols + j
	if m.width == inWord {
		if n, ok := v.Int64(); ok && magnitude(n) < mostWord {
			m.word.entry[at] = n
			m.word.size |= magnitude(n)
			return
		}
		m.widen()
	}
	n := v.Big().Num()
	if m.width == inTwo {
		if n.BitLen() <= wideBits {
			m.wide.entry[at] = toTwo(n)
			m.mark(at)
			return
		}
		m.enlarge()
	}
	m.large.entry[at].Set(n)
	m.mark(at)
}

// Negate changes the signs of row i.
func (m *Matrix) Negate(i int) {
	for k := i * m.cols; k < (i+1)*m.cols; k++ {
		switch m.width {
		case inWord:
			x := -m.word.entry[k]
			m.word.entry[k] = x
			m.word.size |= magnitude(x)
		case inTwo:
			m.wide.entry[k] = m.wide.entry[k].neg()
			m.mark(k)
		default:
			m.large.entry[k].Neg(&m.large.entry[k])
			m.mark(k)
		}
	}
}

// Subtract takes row i off row k.
func (m *Matrix) Subtract(i, k int) {
	for j := range m.cols {
		m.subtract(i*m.cols+j, k*m.cols+j)
	}
}

// subtract takes the entry at one place off that at another.
func (m *Matrix) subtract(from, at int) {
	if m.width == inWord {
		x := m.word.entry[at] - m.word.entry[from] // below 2^63 in size
		if magnitude(x) < mostWord {
			m.word.entry[at] = x
			m.word.size |= magnitude(x)
			return
		}
		m.widen()
	}
	if m.width == inTwo {
		if x := m.wide.entry[at].sub(m.wide.entry[from]); x.len() <= wideBits {
			m.wide.entry[at] = x
			m.mark(at)
			return
		}
		m.enlarge()
	}
	m.large.entry[at].Sub(&m.large.entry[at], &m.large.entry[from])
	m.mark(at)
}

// Select returns the matrix of some rows and columns of m, with the same d.
func (m *Matrix) Select(rows, cols []int) *Matrix {
	s := &Matrix{rows: len(rows), cols: len(cols), width: m.width}
	size := len(rows) * len(cols)
	s.word.init(size)
	s.word.det, s.word.size = m.word.det, m.word.size
	switch m.width {
	case inWord:
	case inTwo:
		s.wide = &wides{det: m.wide.det, entry: make([]two, size), next: make([]two, size)}
	default:
		s.large = &larges{entry: make([]big.Int, size)}
		s.large.det.Set(&m.large.det)
	}
	to := 0
	for _, i := range rows {
		for _, j := range cols {
			at := i*m.cols + j
			s.word.entry[to] = m.word.entry[at]
			switch m.width {
			case inWord:
			case inTwo:
				s.wide.entry[to] = m.wide.entry[at]
			default:
				s.large.entry[to].Set(&m.large.entry[at])
			}
			to++
		}
	}
	return s
}
