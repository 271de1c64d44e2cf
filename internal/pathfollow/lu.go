package pathfollow

import "math"

// An lu is the factorization of a square matrix, P·A = L·U. Of the rows whose entry is not much smaller than the
// largest, the one with the fewest entries becomes the pivot row, and zeros are skipped (Markowitz 1957, with
// the columns in the order given): matrices that are sparse in a good order cost less than their size.
type lu struct {
	n     int
	a     []float64 // the factors, row by row
	rows  [][]float64
	perm  []int   // row of A at each row of the factors
	count []int   // entries of each row that are not 0
	sign  int     // of the determinant; 0 if singular to working precision
	cond  float64 // smallest pivot over largest, in absolute value: near 0 if near singular
	cols  []int32 // scratch: columns of the pivot row that are not 0
	solve []float64
}

// threshold is how small a pivot may be, relative to the largest entry of its column.
const threshold = 0.1

func newLU(n int) *lu {
	f := &lu{n: n, a: make([]float64, n*n), rows: make([][]float64, n), perm: make([]int, n), count: make([]int, n), cols: make([]int32, 0, n), solve: make([]float64, n)}
	f.reset()
	return f
}

// reset puts the rows in order, ready to take in another matrix.
func (f *lu) reset() {
	for i := range f.rows {
		f.rows[i] = f.a[i*f.n : (i+1)*f.n : (i+1)*f.n]
		f.perm[i] = i
	}
}

// factor replaces the matrix in f.rows by its factors.
func (f *lu) factor() {
	f.sign = 1
	for i, row := range f.rows {
		f.count[i] = 0
		for _, v := range row {
			if v != 0 {
				f.count[i]++
			}
		}
	}
	least, most := math.Inf(1), 0.0
	for k := range f.n {
		p := f.pivot(k)
		if p < 0 {
			f.sign, f.cond = 0, 0
			return
		}
		size := math.Abs(f.rows[p][k])
		least, most = math.Min(least, size), math.Max(most, size)
		if p != k {
			f.rows[p], f.rows[k] = f.rows[k], f.rows[p]
			f.perm[p], f.perm[k] = f.perm[k], f.perm[p]
			f.count[p], f.count[k] = f.count[k], f.count[p]
			f.sign = -f.sign
		}
		if f.rows[k][k] < 0 {
			f.sign = -f.sign
		}
		f.eliminate(k)
	}
	f.cond = 1
	if f.n > 0 {
		f.cond = least / most
	}
}

// pivot chooses the pivot row of column k; -1 if the column is 0 from there on, or not finite.
func (f *lu) pivot(k int) int {
	top := 0.0
	for _, row := range f.rows[k:] {
		v := row[k]
		if v < 0 {
			v = -v
		}
		if v > top {
			top = v
		}
	}
	if !(top > 0 && top <= math.MaxFloat64) {
		return -1
	}
	best, size := -1, 0.0
	for i := k; i < f.n; i++ {
		v := f.rows[i][k]
		if v < 0 {
			v = -v
		}
		if v >= threshold*top && (best < 0 || f.count[i] < f.count[best] || f.count[i] == f.count[best] && v > size) {
			best, size = i, v
		}
	}
	return best
}

// eliminate takes the pivot row k out of the rows below it.
func (f *lu) eliminate(k int) {
	pivot := f.rows[k]
	f.cols = f.cols[:0]
	for j := k + 1; j < f.n; j++ {
		if pivot[j] != 0 {
			f.cols = append(f.cols, int32(j))
		}
	}
	inv := 1 / pivot[k]
	dense := 3*len(f.cols) > 2*(f.n-k-1)
	for i := k + 1; i < f.n; i++ {
		row := f.rows[i]
		if row[k] == 0 {
			continue
		}
		m := row[k] * inv
		row[k] = m
		f.count[i]--
		if dense {
			subtract(row[k+1:], m, pivot[k+1:])
			f.count[i] = f.n - k - 1
			continue
		}
		filled := 0
		for _, j := range f.cols {
			if row[j] == 0 {
				filled++
			}
			row[j] -= m * pivot[j]
		}
		f.count[i] += filled
	}
}

// subtract takes m·y from x.
func subtract(x []float64, m float64, y []float64) {
	y = y[:len(x)]
	for len(x) >= 4 {
		x[0] -= m * y[0]
		x[1] -= m * y[1]
		x[2] -= m * y[2]
		x[3] -= m * y[3]
		x, y = x[4:], y[4:]
	}
	for j := range x {
		x[j] -= m * y[j]
	}
}

// apply replaces b by the solution x of A·x = b. The matrix must not be singular.
func (f *lu) apply(b []float64) {
	x := f.solve
	for i := range f.n {
		x[i] = b[f.perm[i]]
	}
	for i := range f.n {
		row, sum := f.rows[i][:i], x[i]
		for j, l := range row {
			sum -= l * x[j]
		}
		x[i] = sum
	}
	for i := f.n - 1; i >= 0; i-- {
		row, sum := f.rows[i], x[i]
		for j := i + 1; j < f.n; j++ {
			sum -= row[j] * x[j]
		}
		x[i] = sum / row[i]
	}
	copy(b, x)
}
