package sparse

import (
	"math"
	"math/rand/v2"
	"testing"
)

// random returns a sparse square matrix that is not singular: a permuted diagonal with entries added.
func random(r *rand.Rand, m, extra int) *Matrix {
	perm := r.Perm(m)
	entries := make([]map[int32]float64, m)
	for j := range entries {
		entries[j] = map[int32]float64{int32(perm[j]): 1 + r.Float64()}
	}
	for range extra {
		entries[r.IntN(m)][int32(r.IntN(m))] = r.NormFloat64()
	}
	a := &Matrix{Rows: m}
	for _, c := range entries {
		var idx []int32
		var val []float64
		for i := range int32(m) {
			if v, ok := c[i]; ok {
				idx, val = append(idx, i), append(val, v)
			}
		}
		a.AddCol(idx, val)
	}
	return a
}

func times(a *Matrix, x []float64) []float64 {
	out := make([]float64, a.Rows)
	for j := range a.Cols() {
		idx, val := a.Col(j)
		for e, i := range idx {
			out[i] += val[e] * x[j]
		}
	}
	return out
}

func distance(a, b []float64) float64 {
	most := 0.0
	for i := range a {
		most = math.Max(most, math.Abs(a[i]-b[i]))
	}
	return most
}

// Both solves reproduce a known solution, after factorization and after every exchange of a column.
func TestSolve(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 60 {
		m := 1 + r.IntN(60)
		a := random(r, m, r.IntN(4*m))
		var f LU
		if swaps := f.Factor(m, a.Col); len(swaps) > 0 {
			continue // singular by chance
		}
		check := func() {
			t.Helper()
			x := make([]float64, m)
			for i := range x {
				x[i] = r.NormFloat64()
			}
			v := times(a, x)
			f.Solve(v)
			w := times(a.Transpose(), x)
			f.SolveT(w)
			if d := max(distance(v, x), distance(w, x)); !(d < 1e-5) {
				t.Fatalf("%d rows, %d updates: off by %g", m, f.Updates(), d)
			}
		}
		check()
		for range 10 {
			b := random(r, m, 2*m)
			idx, val := b.Col(0)
			alpha := make([]float64, m)
			for e, i := range idx {
				alpha[i] = val[e]
			}
			f.Solve(alpha)
			p := r.IntN(m)
			if math.Abs(alpha[p]) < 0.1 {
				continue
			}
			f.Update(p, alpha)
			c := &Matrix{Rows: m}
			for j := range m {
				i, v := a.Col(j)
				if j == p {
					i, v = idx, val
				}
				c.AddCol(i, v)
			}
			a = c
			check()
		}
	}
}

// A singular matrix is completed by unit vectors, and the solves are those of the completed matrix.
func TestSingular(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 60 {
		m := 2 + r.IntN(20)
		a := random(r, m, m)
		b := &Matrix{Rows: m}
		from, to := r.IntN(m), r.IntN(m)
		for j := range m {
			src := j
			if j == to {
				src = from
			}
			b.AddCol(a.Col(src))
		}
		var f LU
		swaps := f.Factor(m, b.Col)
		if from != to && len(swaps) == 0 {
			t.Fatalf("a column stands twice, and the matrix is not called singular")
		}
		full := &Matrix{Rows: m}
		for j := range m {
			idx, val := b.Col(j)
			for _, s := range swaps {
				if int(s.Col) == j {
					idx, val = []int32{s.Row}, []float64{1}
				}
			}
			full.AddCol(idx, val)
		}
		x := make([]float64, m)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		v := times(full, x)
		f.Solve(v)
		w := times(full.Transpose(), x)
		f.SolveT(w)
		if d := max(distance(v, x), distance(w, x)); !(d < 1e-5) {
			t.Fatalf("off by %g", d)
		}
	}
}
