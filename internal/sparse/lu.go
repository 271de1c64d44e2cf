package sparse

import "math"

// An LU is a triangular factorization of a square matrix B given by its columns, with updates in product
// form (Dantzig and Orchard-Hays 1954) for columns that were exchanged since. Pivots are chosen for
// sparsity (Markowitz 1957) among those that are no smaller than a tenth of the largest entry of their
// row; rows and columns with one entry, of which the matrices of trees have many, are taken first.
type LU struct {
	m      int
	row    []int32 // by step: the pivot's row
	col    []int32 // by step: the pivot's column
	diag   []float64
	stepOf []int32 // by column: the step that took it

	// L as a sequence of operations: from row lrow[e], times the values, to other rows.
	lrow   []int32
	lstart []int32
	lidx   []int32
	lval   []float64

	// U without its diagonal, by rows (entries are columns) and by columns (entries are rows).
	urStart, urIdx []int32 // by step
	urVal          []float64
	ucStart, ucIdx []int32 // by column
	ucVal          []float64

	// product-form updates
	epos   []int32
	epivot []float64
	estart []int32
	eidx   []int32
	eval   []float64

	base int // entries of L and U at the last factorization
	tmp  []float64
	k    kernel
}

// tinyPivot is the least size of a pivot: what is smaller counts as 0.
const tinyPivot = 1e-11

// Updates returns how many columns were exchanged since the factorization.
func (f *LU) Updates() int { return len(f.epos) }

// Heavy tells whether the updates have grown so large that factorizing again pays.
func (f *LU) Heavy() bool {
	return len(f.epos) >= 100 || len(f.epos) > 16 && len(f.eval) > 3*(f.base+f.m)
}

// A Swap says that column Col of a singular matrix depends on others and that a unit vector in row Row
// takes its place.
type Swap struct{ Col, Row int32 }

// Factor factorizes the m×m matrix whose columns col gives. Columns that depend on others are replaced
// by unit vectors; the list says which, and is empty for a matrix that is not singular.
func (f *LU) Factor(m int, col func(j int) ([]int32, []float64)) []Swap {
	f.reset(m)
	k := &f.k
	k.load(m, col)
	k.singletons(f)
	k.nucleus(f)
	var swaps []Swap
	if len(f.row) < m {
		swaps = k.complete(f)
	}
	f.finish()
	return swaps
}

func (f *LU) reset(m int) {
	f.m = m
	f.row, f.col, f.diag = f.row[:0], f.col[:0], f.diag[:0]
	f.lrow, f.lstart, f.lidx, f.lval = f.lrow[:0], append(f.lstart[:0], 0), f.lidx[:0], f.lval[:0]
	f.urStart, f.urIdx, f.urVal = append(f.urStart[:0], 0), f.urIdx[:0], f.urVal[:0]
	f.epos, f.epivot, f.estart, f.eidx, f.eval = f.epos[:0], f.epivot[:0], append(f.estart[:0], 0), f.eidx[:0], f.eval[:0]
	f.stepOf = resize(f.stepOf, m)
	f.tmp = resize(f.tmp, m)
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// step records a pivot with the rest of its row of U.
func (f *LU) step(row, col int32, pivot float64, cols []int32, vals []float64) {
	f.stepOf[col] = int32(len(f.row))
	f.row, f.col, f.diag = append(f.row, row), append(f.col, col), append(f.diag, pivot)
	for i, c := range cols {
		if c != col {
			f.urIdx, f.urVal = append(f.urIdx, c), append(f.urVal, vals[i])
		}
	}
	f.urStart = append(f.urStart, int32(len(f.urIdx)))
}

// finish writes U by columns.
func (f *LU) finish() {
	f.ucStart = resize(f.ucStart, f.m+1)
	f.ucIdx, f.ucVal = resize(f.ucIdx, len(f.urIdx)), resize(f.ucVal, len(f.urIdx))
	for _, c := range f.urIdx {
		f.ucStart[c+1]++
	}
	for c := range f.m {
		f.ucStart[c+1] += f.ucStart[c]
	}
	at := append([]int32(nil), f.ucStart[:f.m]...)
	for s := range f.row {
		for e := f.urStart[s]; e < f.urStart[s+1]; e++ {
			c := f.urIdx[e]
			f.ucIdx[at[c]], f.ucVal[at[c]] = f.row[s], f.urVal[e]
			at[c]++
		}
	}
	f.base = len(f.urIdx) + len(f.lidx)
}

// Solve replaces v, by rows, by the solution x of B x = v, by columns.
func (f *LU) Solve(v []float64) {
	for e, r := range f.lrow {
		t := v[r]
		if t == 0 {
			continue
		}
		for k := f.lstart[e]; k < f.lstart[e+1]; k++ {
			v[f.lidx[k]] -= f.lval[k] * t
		}
	}
	x := f.tmp
	for s := f.m - 1; s >= 0; s-- {
		r, c := f.row[s], f.col[s]
		t := v[r]
		if t == 0 {
			x[c] = 0
			continue
		}
		t /= f.diag[s]
		x[c] = t
		for k := f.ucStart[c]; k < f.ucStart[c+1]; k++ {
			v[f.ucIdx[k]] -= f.ucVal[k] * t
		}
	}
	copy(v, x[:f.m])
	for e, p := range f.epos {
		t := v[p]
		if t == 0 {
			continue
		}
		t /= f.epivot[e]
		v[p] = t
		for k := f.estart[e]; k < f.estart[e+1]; k++ {
			v[f.eidx[k]] -= f.eval[k] * t
		}
	}
}

// SolveT replaces v, by columns, by the solution y of Bᵀ y = v, by rows.
func (f *LU) SolveT(v []float64) {
	for e := len(f.epos) - 1; e >= 0; e-- {
		p := f.epos[e]
		t := v[p]
		for k := f.estart[e]; k < f.estart[e+1]; k++ {
			t -= f.eval[k] * v[f.eidx[k]]
		}
		v[p] = t / f.epivot[e]
	}
	y := f.tmp
	for s, r := range f.row {
		c := f.col[s]
		t := v[c]
		if t == 0 {
			y[r] = 0
			continue
		}
		t /= f.diag[s]
		y[r] = t
		for k := f.urStart[s]; k < f.urStart[s+1]; k++ {
			v[f.urIdx[k]] -= f.urVal[k] * t
		}
	}
	copy(v, y[:f.m])
	for e := len(f.lrow) - 1; e >= 0; e-- {
		t := 0.0
		for k := f.lstart[e]; k < f.lstart[e+1]; k++ {
			t += f.lval[k] * v[f.lidx[k]]
		}
		v[f.lrow[e]] -= t
	}
}

// Update exchanges column p for the one whose solution (B⁻¹ times it) is alpha.
func (f *LU) Update(p int, alpha []float64) {
	for i, a := range alpha {
		if i != p && math.Abs(a) > 1e-14 {
			f.eidx, f.eval = append(f.eidx, int32(i)), append(f.eval, a)
		}
	}
	f.epos, f.epivot, f.estart = append(f.epos, int32(p)), append(f.epivot, alpha[p]), append(f.estart, int32(len(f.eidx)))
}
