package linprog

import (
	"math"
	"math/big"
	"math/bits"

	"parley/num"
)

// A tableau is a simplex dictionary over whole numbers with one common denominator d > 0:
//
//	d · y_basis[i] + Σ_j a[i,j] · y_column[j] = a[i,n]
//
// and in row m the objective with its reduced costs. Pivots are fraction-free (Edmonds 1967, Bareiss
// 1968): every entry is a minor of the first matrix, so that the divisions leave no remainder. The
// entries are machine words until one overflows, then big integers.
type tableau struct {
	m, n    int
	a       []int64 // (m+1) × (n+1)
	d       int64
	wide    []big.Int // in place of a, once set
	wideD   big.Int
	basis   []int // variable that is basic in a row; -1: artificial
	column  []int // variable of a column; -1: artificial, never enters
	real    int   // variables below it stand for unknowns, those from it on are slacks
	unknown []int
	minus   []bool // the variable is the negative part of a free unknown
	spare   []int64

	scale     []num.Rat // by row: what its coefficients were multiplied with, turned round or not
	costScale num.Rat   // the same of the objective
}

// wholeScale returns a positive factor that makes every entry whole, without common divisor.
func wholeScale(v []num.Rat) num.Rat {
	var g num.Rat
	for _, x := range v {
		g = num.GCD(g, x)
	}
	if g.IsZero() {
		return num.One
	}
	return g.Inv()
}

// load takes whole numbers as entries, with d = 1.
func (t *tableau) load(values []num.Rat) {
	t.d = 1
	t.a = make([]int64, len(values))
	for k, v := range values {
		if v.IsZero() {
			continue
		}
		n, ok := v.Int64()
		if !ok {
			t.a = nil
			t.wide = make([]big.Int, len(values))
			t.wideD.SetInt64(1)
			for k, v := range values {
				t.wide[k].Set(v.Big().Num())
			}
			return
		}
		t.a[k] = n
	}
}

func (t *tableau) widen() {
	t.wide = make([]big.Int, len(t.a))
	for k, v := range t.a {
		t.wide[k].SetInt64(v)
	}
	t.wideD.SetInt64(t.d)
	t.a = nil
}

func (t *tableau) at(i, j int) int { return i*(t.n+1) + j }

func (t *tableau) sign(i, j int) int {
	if t.a == nil {
		return t.wide[t.at(i, j)].Sign()
	}
	switch v := t.a[t.at(i, j)]; {
	case v < 0:
		return -1
	case v > 0:
		return 1
	}
	return 0
}

// value returns the value of the basic variable of row i.
func (t *tableau) value(i int) num.Rat {
	if t.a == nil {
		return num.FromBig(new(big.Rat).SetFrac(&t.wide[t.at(i, t.n)], &t.wideD))
	}
	return num.Frac(t.a[t.at(i, t.n)], t.d)
}

// reducedCost returns the entry of column j in the objective's row.
func (t *tableau) reducedCost(j int) num.Rat {
	if t.a == nil {
		return num.FromBig(new(big.Rat).SetFrac(&t.wide[t.at(t.m, j)], &t.wideD))
	}
	return num.Frac(t.a[t.at(t.m, j)], t.d)
}

func (t *tableau) negateRow(i int) {
	for j := range t.n + 1 {
		if k := t.at(i, j); t.a == nil {
			t.wide[k].Neg(&t.wide[k])
		} else {
			t.a[k] = -t.a[k]
		}
	}
}

// subtractFromObjective takes row i off the objective row; used before the first pivot.
func (t *tableau) subtractFromObjective(i int) {
	for j := range t.n + 1 {
		k, z := t.at(i, j), t.at(t.m, j)
		if t.a != nil {
			if v, ok := sub64(t.a[z], t.a[k]); ok {
				t.a[z] = v
				continue
			}
			t.widen()
		}
		t.wide[z].Sub(&t.wide[z], &t.wide[k])
	}
}

// price sets the objective row to the reduced costs of maximizing cost · y.
func (t *tableau) price(cost []num.Rat) {
	d := num.Int(t.d)
	if t.a == nil {
		d = num.FromBig(new(big.Rat).SetInt(&t.wideD))
	}
	entry := func(k int) num.Rat {
		if t.a == nil {
			return num.FromBig(new(big.Rat).SetInt(&t.wide[k]))
		}
		return num.Int(t.a[k])
	}
	for j := range t.n + 1 {
		var z num.Rat
		if j < t.n {
			if v := t.column[j]; v >= 0 && v < t.real {
				z = cost[v].Mul(d).Neg()
			}
		}
		for i, v := range t.basis {
			if v >= 0 && v < t.real && !cost[v].IsZero() {
				z = z.Add(cost[v].Mul(entry(t.at(i, j))))
			}
		}
		if n, ok := z.Int64(); ok && t.a != nil {
			t.a[t.at(t.m, j)] = n
			continue
		}
		if t.a != nil {
			t.widen()
		}
		t.wide[t.at(t.m, j)].Set(z.Big().Num())
	}
}

// entering returns the column to enter the basis: that of the most negative reduced cost, or
// (first) of the first variable whose reduced cost is negative; -1 if none is.
func (t *tableau) entering(first bool) int {
	best := -1
	for j := range t.n {
		if t.column[j] < 0 || t.sign(t.m, j) >= 0 {
			continue
		}
		switch {
		case best < 0:
			best = j
		case first:
			if t.column[j] < t.column[best] {
				best = j
			}
		case t.a == nil:
			if t.wide[t.at(t.m, j)].Cmp(&t.wide[t.at(t.m, best)]) < 0 {
				best = j
			}
		case t.a[t.at(t.m, j)] < t.a[t.at(t.m, best)]:
			best = j
		}
	}
	return best
}

// leaving returns the row that bounds the entering column c, of least basic variable among equals
// (artificial ones first); -1 if none does.
func (t *tableau) leaving(c int) int {
	best := -1
	for i := range t.m {
		if t.sign(i, c) <= 0 {
			continue
		}
		if best < 0 {
			best = i
			continue
		}
		if s := t.compareRatios(i, best, c); s < 0 || (s == 0 && t.basis[i] < t.basis[best]) {
			best = i
		}
	}
	return best
}

// compareRatios compares a[i,n]/a[i,c] with a[k,n]/a[k,c]; the denominators are positive.
func (t *tableau) compareRatios(i, k, c int) int {
	bi, ai, bk, ak := t.at(i, t.n), t.at(i, c), t.at(k, t.n), t.at(k, c)
	if t.a == nil {
		var x, y big.Int
		return x.Mul(&t.wide[bi], &t.wide[ak]).Cmp(y.Mul(&t.wide[bk], &t.wide[ai]))
	}
	xh, xl := bits.Mul64(uint64(t.a[bi]), uint64(t.a[ak])) // right-hand sides are not negative
	yh, yl := bits.Mul64(uint64(t.a[bk]), uint64(t.a[ai]))
	switch {
	case xh < yh || (xh == yh && xl < yl):
		return -1
	case xh == yh && xl == yl:
		return 0
	}
	return 1
}

// pivot exchanges the basic variable of row r with the variable of column c; a[r,c] > 0.
func (t *tableau) pivot(r, c int) {
	if t.a == nil || !t.pivotNarrow(r, c) {
		if t.a != nil {
			t.widen()
		}
		t.pivotWide(r, c)
	}
	t.basis[r], t.column[c] = t.column[c], t.basis[r]
}

func (t *tableau) pivotNarrow(r, c int) bool {
	w := t.n + 1
	if t.spare == nil {
		t.spare = make([]int64, len(t.a))
	}
	p := t.a[r*w+c]
	pivotRow := t.a[r*w : r*w+w]
	for i := range t.m + 1 {
		old, row := t.a[i*w:i*w+w], t.spare[i*w:i*w+w]
		if i == r {
			copy(row, old)
			row[c] = t.d
			continue
		}
		f := old[c]
		for j, v := range old {
			if j == c {
				row[j] = -f
				continue
			}
			if (v | f) == 0 {
				row[j] = 0
				continue
			}
			x, ok := cross(v, p, f, pivotRow[j], t.d)
			if !ok {
				return false
			}
			row[j] = x
		}
	}
	t.a, t.spare = t.spare, t.a
	t.d = p
	return true
}

func (t *tableau) pivotWide(r, c int) {
	var x, y, p big.Int
	p.Set(&t.wide[t.at(r, c)])
	for i := range t.m + 1 {
		if i == r {
			continue
		}
		var f big.Int
		f.Set(&t.wide[t.at(i, c)])
		for j := range t.n + 1 {
			e := &t.wide[t.at(i, j)]
			if j == c {
				e.Neg(e)
				continue
			}
			x.Mul(e, &p)
			y.Mul(&f, &t.wide[t.at(r, j)])
			e.Quo(x.Sub(&x, &y), &t.wideD)
		}
	}
	t.wide[t.at(r, c)].Set(&t.wideD)
	t.wideD.Set(&p)
}

func sub64(a, b int64) (int64, bool) {
	s := a - b
	return s, (s < a) == (b > 0) && s != math.MinInt64
}

// cross returns (a·p − b·q)/d, which leaves no remainder, and whether it fits; d > 0.
func cross(a, p, b, q, d int64) (int64, bool) {
	const small = 1<<31 - 1
	if a <= small && a >= -small && p <= small && b <= small && b >= -small && q <= small && q >= -small {
		return (a*p - b*q) / d, true
	}
	h1, l1 := mul128(a, p)
	h2, l2 := mul128(b, q)
	l, borrow := bits.Sub64(l1, l2, 0)
	h, _ := bits.Sub64(h1, h2, borrow)
	negative := int64(h) < 0
	if negative {
		l, borrow = bits.Sub64(0, l, 0)
		h, _ = bits.Sub64(0, h, borrow)
	}
	if h >= uint64(d) {
		return 0, false
	}
	v, _ := bits.Div64(h, l, uint64(d))
	if v > math.MaxInt64 {
		return 0, false
	}
	if negative {
		return -int64(v), true
	}
	return int64(v), true
}

func mul128(a, b int64) (hi, lo uint64) {
	hi, lo = bits.Mul64(uint64(a), uint64(b))
	hi -= uint64(a>>63)&uint64(b) + uint64(b>>63)&uint64(a)
	return hi, lo
}
