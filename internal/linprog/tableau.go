package linprog

import (
	"parley/internal/integer"
	"parley/num"
)

// A tableau is a simplex dictionary over whole numbers with one common denominator d > 0:
//
//	d · y_basis[i] + Σ_j a[i,j] · y_column[j] = a[i,n]
//
// and in row m the objective with its reduced costs.
type tableau struct {
	m, n    int
	a       *integer.Matrix // (m+1) × (n+1)
	basis   []int           // variable that is basic in a row; -1: artificial
	column  []int           // variable of a column; -1: artificial, never enters
	real    int             // variables below it stand for unknowns, those from it on are slacks
	unknown []int
	minus   []bool // the variable is the negative part of a free unknown

	scale     []num.Rat // by row: what its coefficients were multiplied with, turned round or not
	costScale num.Rat   // the same of the objective
}

// value returns the value of the basic variable of row i.
func (t *tableau) value(i int) num.Rat { return t.a.Value(i, t.n) }

// price sets the objective row to the reduced costs of maximizing cost · y.
func (t *tableau) price(cost []num.Rat) {
	d := t.a.Denominator()
	for j := range t.n + 1 {
		var z num.Rat
		if j < t.n {
			if v := t.column[j]; v >= 0 && v < t.real {
				z = cost[v].Mul(d).Neg()
			}
		}
		for i, v := range t.basis {
			if v >= 0 && v < t.real && !cost[v].IsZero() {
				z = z.Add(cost[v].Mul(t.a.Entry(i, j)))
			}
		}
		t.a.Set(t.m, j, z)
	}
}

// entering returns the column to enter the basis: that of the most negative reduced cost, or
// (first) of the first variable whose reduced cost is negative; -1 if none is.
func (t *tableau) entering(first bool) int {
	best := -1
	for j := range t.n {
		if t.column[j] < 0 || t.a.Sign(t.m, j) >= 0 {
			continue
		}
		switch {
		case best < 0:
			best = j
		case first:
			if t.column[j] < t.column[best] {
				best = j
			}
		case t.a.Compare(t.m, j, t.m, best) < 0:
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
		if t.a.Sign(i, c) <= 0 {
			continue
		}
		if best < 0 {
			best = i
			continue
		}
		if s := t.a.CompareRatios(i, best, t.n, c); s < 0 || (s == 0 && t.basis[i] < t.basis[best]) {
			best = i
		}
	}
	return best
}

// pivot exchanges the basic variable of row r with the variable of column c; a[r,c] > 0.
func (t *tableau) pivot(r, c int) {
	t.a.Pivot(r, c)
	t.basis[r], t.column[c] = t.column[c], t.basis[r]
}
