// Package pivoting is dictionaries of linear equations over whole numbers with a lexicographic ratio
// test, for complementary pivoting (Lemke and Howson 1964; Lemke 1965). Pivots are fraction-free
// (Edmonds 1967, Bareiss 1968): machine words until one overflows, then big integers.
package pivoting

import (
	"math"
	"math/big"
	"math/bits"

	"parley/num"
)

// A Dictionary holds the equations
//
//	d · y_basic[i] + Σ_j a[i,j] · y_column[j] = a[i,n]     for each row i
//
// with one common denominator d > 0. The y are named by whole numbers that the caller chooses.
type Dictionary struct {
	m, n   int
	a      []int64 // m × (n+1)
	d      int64
	wide   []big.Int // in place of a, once set
	wideD  big.Int
	basic  []int       // by row
	column []int       // by column
	scale  []num.Rat   // by row at the start: what made it whole
	row    map[int]int // of basic variables
	col    map[int]int // of the others
	first  []int       // basic variables at the start of the lexicographic order
	name   map[int]int // of a variable that was basic at first: its row then, for its scale
	spare  []int64
	Pivots int64
}

// New returns the dictionary of the equations y_basic[i] + Σ_j coef[i][j] · y_column[j] = rhs[i].
func New(basic, column []int, coef [][]num.Rat, rhs []num.Rat) *Dictionary {
	t := &Dictionary{m: len(basic), n: len(column), basic: append([]int(nil), basic...), column: append([]int(nil), column...),
		d: 1, row: map[int]int{}, col: map[int]int{}, name: map[int]int{}}
	values := make([]num.Rat, 0, t.m*(t.n+1))
	for i, b := range t.basic {
		t.row[b], t.name[b] = i, i
		line := append(append(make([]num.Rat, 0, t.n+1), coef[i]...), rhs[i])
		s := whole(line)
		t.scale = append(t.scale, s)
		for _, v := range line {
			values = append(values, v.Mul(s))
		}
	}
	for j, c := range t.column {
		t.col[c] = j
	}
	t.load(values)
	t.Order()
	return t
}

// whole returns a positive factor that makes every number whole, without common divisor.
func whole(v []num.Rat) num.Rat {
	var g num.Rat
	for _, x := range v {
		g = num.GCD(g, x)
	}
	if g.IsZero() {
		return num.One
	}
	return g.Inv()
}

func (t *Dictionary) load(values []num.Rat) {
	t.a = make([]int64, len(values))
	for k, v := range values {
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

// Order makes the basic variables of now the ones by which ties are broken. Right-hand sides must not be
// negative from then on.
func (t *Dictionary) Order() { t.first = append(t.first[:0], t.basic...) }

// Drop takes out the rows whose basic variable and the columns whose variable is not wanted. The rest stays
// as it is, and so does the common denominator.
func (t *Dictionary) Drop(unwanted func(name int) bool) {
	var rows, columns []int
	for i, b := range t.basic {
		if !unwanted(b) {
			rows = append(rows, i)
		}
	}
	for j, c := range t.column {
		if !unwanted(c) {
			columns = append(columns, j)
		}
	}
	u := &Dictionary{m: len(rows), n: len(columns), d: t.d, scale: t.scale, name: t.name, Pivots: t.Pivots, row: map[int]int{}, col: map[int]int{}}
	u.wideD.Set(&t.wideD)
	for _, i := range rows {
		u.row[t.basic[i]] = len(u.basic)
		u.basic = append(u.basic, t.basic[i])
	}
	for _, j := range columns {
		u.col[t.column[j]] = len(u.column)
		u.column = append(u.column, t.column[j])
	}
	columns = append(columns, t.n)
	for _, i := range rows {
		for _, j := range columns {
			if k := i*(t.n+1) + j; t.a != nil {
				u.a = append(u.a, t.a[k])
			} else {
				u.wide = append(u.wide, *new(big.Int).Set(&t.wide[k]))
			}
		}
	}
	*t = *u
	t.Order()
}

// Basic tells whether a variable is basic.
func (t *Dictionary) Basic(name int) bool {
	_, ok := t.row[name]
	return ok
}

// Value returns the value of a variable: 0 if it is not basic.
func (t *Dictionary) Value(name int) num.Rat {
	i, ok := t.row[name]
	if !ok {
		return num.Zero
	}
	k := i*(t.n+1) + t.n
	var v num.Rat
	if t.a == nil {
		v = num.FromBig(new(big.Rat).SetFrac(&t.wide[k], &t.wideD))
	} else {
		v = num.Frac(t.a[k], t.d)
	}
	if at, ok := t.name[name]; ok { // its row was scaled, and it with it
		return v.Quo(t.scale[at])
	}
	return v
}

func (t *Dictionary) sign(i, j int) int {
	k := i*(t.n+1) + j
	if t.a == nil {
		return t.wide[k].Sign()
	}
	switch v := t.a[k]; {
	case v < 0:
		return -1
	case v > 0:
		return 1
	}
	return 0
}

// Leaving returns the variable that becomes 0 first as the given one, which is not basic, grows from 0;
// ties are broken lexicographically, so that no basis comes twice (Dantzig, Orden and Wolfe 1955). ok is
// false if none does.
func (t *Dictionary) Leaving(entering int) (name int, ok bool) {
	c := t.col[entering]
	var ties []int
	for i := range t.m {
		if t.sign(i, c) > 0 {
			ties = append(ties, i)
		}
	}
	if len(ties) == 0 {
		return 0, false
	}
	ties = t.least(ties, t.n, c)
	for k := 0; len(ties) > 1 && k < len(t.first); k++ {
		if i, basic := t.row[t.first[k]]; basic {
			for e, tie := range ties { // its column is a unit vector
				if tie == i {
					ties = append(ties[:e], ties[e+1:]...)
					break
				}
			}
			continue
		}
		ties = t.least(ties, t.col[t.first[k]], c)
	}
	return t.basic[ties[0]], true
}

// least returns those of the rows whose entry in column j is least for their entry in column c.
func (t *Dictionary) least(rows []int, j, c int) []int {
	best := rows[:1]
	for _, i := range rows[1:] {
		switch s := t.compare(i, best[0], j, c); {
		case s < 0:
			best = append(best[:0], i)
		case s == 0:
			best = append(best, i)
		}
	}
	return best
}

// compare compares a[i,j]/a[i,c] with a[k,j]/a[k,c]; the denominators are positive.
func (t *Dictionary) compare(i, k, j, c int) int {
	w := t.n + 1
	bi, ai, bk, ak := i*w+j, i*w+c, k*w+j, k*w+c
	if t.a == nil {
		var x, y big.Int
		return x.Mul(&t.wide[bi], &t.wide[ak]).Cmp(y.Mul(&t.wide[bk], &t.wide[ai]))
	}
	xh, xl := mul128(t.a[bi], t.a[ak])
	yh, yl := mul128(t.a[bk], t.a[ai])
	switch {
	case int64(xh) < int64(yh) || xh == yh && xl < yl:
		return -1
	case xh == yh && xl == yl:
		return 0
	}
	return 1
}

// Pivot makes the variable entering basic in the place of the one leaving. The coefficient of the first in
// the other's row must be positive.
func (t *Dictionary) Pivot(entering, leaving int) {
	r, c := t.row[leaving], t.col[entering]
	if t.sign(r, c) <= 0 {
		panic("pivoting: the pivot is not positive")
	}
	if t.a == nil || !t.narrow(r, c) {
		if t.a != nil {
			t.widen()
		}
		t.pivotWide(r, c)
	}
	t.basic[r], t.column[c] = entering, leaving
	delete(t.row, leaving)
	delete(t.col, entering)
	t.row[entering], t.col[leaving] = r, c
	t.Pivots++
}

func (t *Dictionary) widen() {
	t.wide = make([]big.Int, len(t.a))
	for k, v := range t.a {
		t.wide[k].SetInt64(v)
	}
	t.wideD.SetInt64(t.d)
	t.a = nil
}

func (t *Dictionary) narrow(r, c int) bool {
	w := t.n + 1
	if t.spare == nil {
		t.spare = make([]int64, len(t.a))
	}
	p := t.a[r*w+c]
	pivotRow := t.a[r*w : r*w+w]
	for i := range t.m {
		old, row := t.a[i*w:i*w+w], t.spare[i*w:i*w+w]
		if i == r {
			copy(row, old)
			row[c] = t.d
			continue
		}
		f := old[c]
		for j, v := range old {
			switch {
			case j == c:
				row[j] = -f
			case v|f == 0:
				row[j] = 0
			default:
				x, ok := cross(v, p, f, pivotRow[j], t.d)
				if !ok {
					return false
				}
				row[j] = x
			}
		}
	}
	t.a, t.spare = t.spare, t.a
	t.d = p
	return true
}

func (t *Dictionary) pivotWide(r, c int) {
	w := t.n + 1
	var x, y, p, f big.Int
	p.Set(&t.wide[r*w+c])
	for i := range t.m {
		if i == r {
			continue
		}
		f.Set(&t.wide[i*w+c])
		for j := range w {
			e := &t.wide[i*w+j]
			if j == c {
				e.Neg(e)
				continue
			}
			q := &t.wide[r*w+j]
			if f.Sign() == 0 || q.Sign() == 0 {
				if e.Sign() != 0 {
					e.Quo(x.Mul(e, &p), &t.wideD)
				}
				continue
			}
			x.Mul(e, &p)
			y.Mul(&f, q)
			e.Quo(x.Sub(&x, &y), &t.wideD)
		}
	}
	t.wide[r*w+c].Set(&t.wideD)
	t.wideD.Set(&p)
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
