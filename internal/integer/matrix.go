// Package integer is matrices of whole numbers over one common denominator, for pivoting without
// fractions (Edmonds 1967, Bareiss 1968): every entry is a minor of the first matrix, so that divisions
// leave no remainder.
//
// Entries are machine words as long as they fit, two machine words after that, and big integers where
// those do not suffice. A pivot that does not fit is done again in the next larger format, and the
// matrix goes back to a smaller one when it fits again; nobody who uses it sees which it is.
package integer

import (
	"cmp"
	"math/big"

	"parley/num"
)

// A Matrix holds the numbers a[i,j]/d with whole a[i,j] and one d > 0. Rows and columns count from 0.
type Matrix struct {
	rows, cols int
	width      width
	word       words
	wide       *wides  // nil until needed
	large      *larges // nil until needed
	effort     int64
}

type width uint8

const (
	inWord  width = iota // one machine word
	inTwo                // two machine words
	inLarge              // math/big
)

// New returns the matrix of the given whole numbers, row by row, with d = 1.
func New(rows, cols int, values []num.Rat) *Matrix {
	m := &Matrix{rows: rows, cols: cols}
	if m.load(values) {
		return m
	}
	l := &larges{entry: make([]big.Int, len(values))}
	l.det.SetInt64(1)
	for k, v := range values {
		l.entry[k].Set(v.Big().Num())
	}
	m.large, m.width = l, inLarge
	for k := range values {
		m.mark(k)
	}
	m.shrink()
	return m
}

// load takes the numbers as machine words; false if one does not fit.
func (m *Matrix) load(values []num.Rat) bool {
	m.word.init(len(values))
	for k, v := range values {
		if v.IsZero() {
			continue
		}
		n, ok := v.Int64()
		if !ok || magnitude(n) >= mostWord {
			return false
		}
		m.word.entry[k] = n
		m.word.size |= magnitude(n)
	}
	return true
}

// Scale returns a positive factor that makes all numbers whole, without common divisor.
func Scale(v []num.Rat) num.Rat {
	var g num.Rat
	for _, x := range v {
		g = num.GCD(g, x)
	}
	if g.IsZero() {
		return num.One
	}
	return g.Inv()
}

// Sign returns the sign of a[i,j].
func (m *Matrix) Sign(i, j int) int {
	x := m.word.entry[i*m.cols+j]
	return int(x>>63) | int(uint64(-x)>>63)
}

// Value returns a[i,j]/d.
func (m *Matrix) Value(i, j int) num.Rat {
	at := i*m.cols + j
	switch m.width {
	case inWord:
		return num.Frac(m.word.entry[at], m.word.det)
	case inTwo:
		return num.FromBig(new(big.Rat).SetFrac(m.wide.entry[at].big(), m.wide.det.big()))
	}
	return num.FromBig(new(big.Rat).SetFrac(&m.large.entry[at], &m.large.det))
}

// Entry returns a[i,j].
func (m *Matrix) Entry(i, j int) num.Rat {
	at := i*m.cols + j
	switch m.width {
	case inWord:
		return num.Int(m.word.entry[at])
	case inTwo:
		return m.wide.entry[at].rat()
	}
	return num.FromBig(new(big.Rat).SetInt(&m.large.entry[at]))
}

// Denominator returns d.
func (m *Matrix) Denominator() num.Rat {
	switch m.width {
	case inWord:
		return num.Int(m.word.det)
	case inTwo:
		return m.wide.det.rat()
	}
	return num.FromBig(new(big.Rat).SetInt(&m.large.det))
}

// Compare compares a[i,j] with a[k,l].
func (m *Matrix) Compare(i, j, k, l int) int {
	x, y := i*m.cols+j, k*m.cols+l
	switch m.width {
	case inWord:
		return cmp.Compare(m.word.entry[x], m.word.entry[y])
	case inTwo:
		return m.wide.entry[x].cmp(m.wide.entry[y])
	}
	return m.large.entry[x].Cmp(&m.large.entry[y])
}

// CompareRatios compares a[i,j]/a[i,c] with a[k,j]/a[k,c], where both entries in column c are positive.
func (m *Matrix) CompareRatios(i, k, j, c int) int {
	bi, ai := i*m.cols+j, i*m.cols+c
	bk, ak := k*m.cols+j, k*m.cols+c
	switch m.width {
	case inWord:
		e := m.word.entry
		return compareProducts(e[bi], e[ak], e[bk], e[ai])
	case inTwo:
		e := m.wide.entry
		return compareWideProducts(e[bi], e[ak], e[bk], e[ai])
	}
	return m.large.compareProducts(bi, ak, bk, ai)
}

// Pivot exchanges the variables of row r and of column c, where the entries stand for the equations
//
//	d · y_row[i] + Σ_j a[i,j] · y_column[j] = 0
//
// (a right-hand side is a column whose variable is -1 for good). a[r,c] must not be 0.
func (m *Matrix) Pivot(r, c int) {
	m.pivot(r, c)
	m.effort += int64(len(m.word.entry)) * weight[m.width]
}

// weight is how many times as long an entry of a pivot takes as one in a machine word, in round figures.
var weight = [...]int64{inWord: 1, inTwo: 5, inLarge: 100}

// Effort measures the time that pivots took, the same on every machine: in entries that came out as machine
// words, of which a core computes some hundreds of millions a second.
func (m *Matrix) Effort() int64 { return m.effort }

func (m *Matrix) pivot(r, c int) {
	switch m.width {
	case inWord:
		if m.word.pivot(m, r, c) {
			return
		}
		m.widen()
		if !m.wide.pivot(m, r, c) {
			m.enlarge()
			m.large.pivot(m, r, c)
		}
	case inTwo:
		if !m.wide.pivot(m, r, c) {
			m.enlarge()
			m.large.pivot(m, r, c)
		} else if m.wide.small {
			m.narrow()
		}
	default:
		m.large.pivot(m, r, c)
		m.shrink()
	}
}
