package poly

import (
	"math"

	"parley/internal/linprog"
)

// tiny is what counts as 0 in floating point, among coefficients of at most 1.
const tiny = 1e-9

// A floatProgram looks, in floating point, for values of at least 0 that satisfy rows, by the first phase of the
// simplex method. Nothing is proved by it: it only says which rows to try exactly.
type floatProgram struct {
	t     [][]float64 // rows, then the reduced costs of the sum of the artificial variables
	basis []int
	n     int   // columns that may enter
	price []int // by row: the column whose reduced cost tells the row's multiplier
	first []float64
}

func newFloatProgram(columns int, rows []linprog.Row) *floatProgram {
	m := len(rows)
	slacks := 0
	for _, r := range rows {
		if r.Op != linprog.EQ {
			slacks++
		}
	}
	f := &floatProgram{t: make([][]float64, m+1), basis: make([]int, m), n: columns + slacks, price: make([]int, m), first: make([]float64, m)}
	width := f.n + m + 1 // the last is the right-hand side
	for i := range f.t {
		f.t[i] = make([]float64, width)
	}
	cost := f.t[m]
	slack := columns
	for i, r := range rows {
		row := f.t[i]
		scale := 0.0
		for j, c := range r.Coef {
			if !c.IsZero() {
				row[j] = c.Float()
				scale = max(scale, math.Abs(row[j]))
			}
		}
		row[width-1] = r.B.Float()
		scale = 1 / max(scale, math.Abs(row[width-1]), math.SmallestNonzeroFloat64)
		if row[width-1] < 0 || row[width-1] == 0 && r.Op == linprog.GE {
			scale = -scale
		}
		for j := range row {
			row[j] *= scale
		}
		basic := f.n + i // an artificial variable
		if r.Op != linprog.EQ {
			row[slack] = 1
			if (r.Op == linprog.GE) == (scale > 0) {
				row[slack] = -1
			} else {
				basic = slack
			}
			slack++
		}
		row[basic] = 1
		f.basis[i], f.price[i] = basic, basic
		if basic >= f.n {
			f.first[i] = 1
			for j, x := range row {
				cost[j] -= x
			}
			cost[basic] = 0
		}
	}
	return f
}

// infeasible tells whether the rows seem to have no solution, and which of them show it.
func (f *floatProgram) infeasible() (rows []int, ok bool) {
	m := len(f.basis)
	cost := f.t[m]
	end := len(cost) - 1
	for steps := 0; ; steps++ {
		if steps > 20*(m+f.n) {
			return nil, false
		}
		col := f.entering(steps > 4*(m+f.n))
		if col < 0 {
			break
		}
		row := f.leaving(col)
		if row < 0 {
			return nil, false
		}
		f.pivot(row, col)
	}
	if -cost[end] < 1e-7 {
		return nil, false
	}
	for i, k := range f.price {
		if math.Abs(f.first[i]-cost[k]) > tiny {
			rows = append(rows, i)
		}
	}
	return rows, true
}

func (f *floatProgram) entering(firstOnly bool) int {
	best, least := -1, -tiny
	for j, c := range f.t[len(f.basis)][:f.n] {
		if c < least {
			best, least = j, c
			if firstOnly {
				break
			}
		}
	}
	return best
}

func (f *floatProgram) leaving(col int) int {
	best, ratio := -1, math.Inf(1)
	for i := range f.basis {
		row := f.t[i]
		if row[col] < tiny {
			continue
		}
		switch r := row[len(row)-1] / row[col]; {
		case r < ratio-tiny, r < ratio+tiny && row[col] > f.t[best][col]:
			best, ratio = i, r
		}
	}
	return best
}

func (f *floatProgram) pivot(at, col int) {
	p := f.t[at]
	inv := 1 / p[col]
	for j := range p {
		p[j] *= inv
	}
	for i, row := range f.t {
		c := row[col]
		if i == at || c == 0 {
			continue
		}
		for j, x := range p {
			if x != 0 {
				row[j] -= float64(c * x) // rounded, so that it is the same on every machine
			}
		}
		row[col] = 0
	}
	f.basis[at] = col
}
