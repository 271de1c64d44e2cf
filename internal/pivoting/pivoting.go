// Package pivoting is dictionaries of linear equations over whole numbers with a lexicographic ratio
// test, for complementary pivoting (Lemke and Howson 1964; Lemke 1965).
package pivoting

import (
	"parley/internal/integer"
	"parley/num"
)

// A Dictionary holds the equations
//
//	d · y_basic[i] + Σ_j a[i,j] · y_column[j] = a[i,n]     for each row i
//
// with one common denominator d > 0. The y are named by whole numbers that the caller chooses.
type Dictionary struct {
	m, n   int
	a      *integer.Matrix // m × (n+1)
	basic  []int           // by row
	column []int           // by column
	scale  []num.Rat       // by row at the start: what made it whole
	row    map[int]int     // of basic variables
	col    map[int]int     // of the others
	first  []int           // basic variables at the start of the lexicographic order
	name   map[int]int     // of a variable that was basic at first: its row then, for its scale
	Pivots int64
}

// New returns the dictionary of the equations y_basic[i] + Σ_j coef[i][j] · y_column[j] = rhs[i].
func New(basic, column []int, coef [][]num.Rat, rhs []num.Rat) *Dictionary {
	t := &Dictionary{m: len(basic), n: len(column), basic: append([]int(nil), basic...), column: append([]int(nil), column...),
		row: map[int]int{}, col: map[int]int{}, name: map[int]int{}}
	values := make([]num.Rat, 0, t.m*(t.n+1))
	for i, b := range t.basic {
		t.row[b], t.name[b] = i, i
		line := append(append(make([]num.Rat, 0, t.n+1), coef[i]...), rhs[i])
		s := integer.Scale(line)
		t.scale = append(t.scale, s)
		for _, v := range line {
			values = append(values, v.Mul(s))
		}
	}
	for j, c := range t.column {
		t.col[c] = j
	}
	t.a = integer.New(t.m, t.n+1, values)
	t.Order()
	return t
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
	u := &Dictionary{m: len(rows), n: len(columns), scale: t.scale, name: t.name, Pivots: t.Pivots, row: map[int]int{}, col: map[int]int{}}
	for _, i := range rows {
		u.row[t.basic[i]] = len(u.basic)
		u.basic = append(u.basic, t.basic[i])
	}
	for _, j := range columns {
		u.col[t.column[j]] = len(u.column)
		u.column = append(u.column, t.column[j])
	}
	u.a = t.a.Select(rows, append(columns, t.n))
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
	v := t.a.Value(i, t.n)
	if at, ok := t.name[name]; ok { // its row was scaled, and it with it
		return v.Quo(t.scale[at])
	}
	return v
}

// Leaving returns the variable that becomes 0 first as the given one, which is not basic, grows from 0;
// ties are broken lexicographically, so that no basis comes twice (Dantzig, Orden and Wolfe 1955). ok is
// false if none does.
func (t *Dictionary) Leaving(entering int) (name int, ok bool) {
	c := t.col[entering]
	var ties []int
	for i := range t.m {
		if t.a.Sign(i, c) > 0 {
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
		switch s := t.a.CompareRatios(i, best[0], j, c); {
		case s < 0:
			best = append(best[:0], i)
		case s == 0:
			best = append(best, i)
		}
	}
	return best
}

// Pivot makes the variable entering basic in the place of the one leaving. The coefficient of the first in
// the other's row must be positive.
func (t *Dictionary) Pivot(entering, leaving int) {
	r, c := t.row[leaving], t.col[entering]
	if t.a.Sign(r, c) <= 0 {
		panic("pivoting: the pivot is not positive")
	}
	t.a.Pivot(r, c)
	t.basic[r], t.column[c] = entering, leaving
	delete(t.row, leaving)
	delete(t.col, entering)
	t.row[entering], t.col[leaving] = r, c
	t.Pivots++
}
