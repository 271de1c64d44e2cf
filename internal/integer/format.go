package integer

import "math/big"

// mark keeps the sign of an entry that is not in one machine word.
func (m *Matrix) mark(at int) {
	if m.width == inTwo {
		m.word.entry[at] = m.wide.entry[at].mark()
	} else {
		m.word.entry[at] = int64(m.large.entry[at].Sign())
	}
}

// widen goes from one machine word to two.
func (m *Matrix) widen() {
	m.roomForWide()
	for k, x := range m.word.entry {
		m.wide.entry[k] = two{x >> 63, uint64(x)}
	}
	m.wide.det = two{0, uint64(m.word.det)}
	m.width = inTwo
}

func (m *Matrix) roomForWide() {
	if n := m.rows * m.cols; m.wide == nil {
		m.wide = &wides{entry: make([]two, n), next: make([]two, n)}
	}
}

// narrow goes from two machine words to one; all entries fit.
func (m *Matrix) narrow() {
	m.word.size = 0
	for k, x := range m.wide.entry {
		m.word.entry[k] = int64(x.lo)
		m.word.size |= magnitude(int64(x.lo))
	}
	m.word.det = int64(m.wide.det.lo)
	m.word.size |= uint64(m.word.det)
	m.width = inWord
}

// enlarge goes from two machine words to big integers.
func (m *Matrix) enlarge() {
	if m.large == nil {
		m.large = &larges{entry: make([]big.Int, m.rows*m.cols)}
	}
	for k, x := range m.wide.entry {
		x.to(&m.large.entry[k])
	}
	m.wide.det.to(&m.large.det)
	m.width = inLarge
}

// shrink goes from big integers to machine words if all entries fit, with some bits to spare.
func (m *Matrix) shrink() {
	most := m.large.det.BitLen()
	for k := range m.large.entry {
		if most = max(most, m.large.entry[k].BitLen()); most > wideBits-2 {
			return
		}
	}
	m.roomForWide()
	for k := range m.large.entry {
		m.wide.entry[k] = toTwo(&m.large.entry[k])
	}
	m.wide.det = toTwo(&m.large.det)
	m.width = inTwo
	if most <= wordBits {
		m.narrow()
	}
}
