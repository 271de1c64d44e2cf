// Package sparse solves sparse linear systems: in floating point by a triangular factorization that
// follows the exchange of single columns, as simplex and complementary pivoting need it, and exactly, in
// rationals, from the floating-point factorization.
package sparse

// A Matrix is sparse; its columns stand one after another.
type Matrix struct {
	Rows  int
	Start []int32 // by column, and one more: its entries are [Start[j], Start[j+1])
	Index []int32 // by entry: its row
	Value []float64
}

// Cols returns the number of columns.
func (a *Matrix) Cols() int { return len(a.Start) - 1 }

// Col returns the rows and values of column j, not to be modified.
func (a *Matrix) Col(j int) ([]int32, []float64) {
	return a.Index[a.Start[j]:a.Start[j+1]], a.Value[a.Start[j]:a.Start[j+1]]
}

// AddCol adds a column. It keeps no reference to its arguments.
func (a *Matrix) AddCol(rows []int32, values []float64) {
	if len(a.Start) == 0 {
		a.Start = append(a.Start, 0)
	}
	a.Index = append(a.Index, rows...)
	a.Value = append(a.Value, values...)
	a.Start = append(a.Start, int32(len(a.Index)))
}

// Transpose returns the transposed matrix; rows within its columns ascend.
func (a *Matrix) Transpose() *Matrix {
	t := &Matrix{Rows: a.Cols(), Start: make([]int32, a.Rows+1), Index: make([]int32, len(a.Index)), Value: make([]float64, len(a.Value))}
	for _, i := range a.Index {
		t.Start[i+1]++
	}
	for i := range a.Rows {
		t.Start[i+1] += t.Start[i]
	}
	at := append([]int32(nil), t.Start[:a.Rows]...)
	for j := range a.Cols() {
		for k := a.Start[j]; k < a.Start[j+1]; k++ {
			i := a.Index[k]
			t.Index[at[i]], t.Value[at[i]] = int32(j), a.Value[k]
			at[i]++
		}
	}
	return t
}
