// Package sensitivity says which inputs of a function carry its output, from values of the function that
// somebody else has worked out: variance-based indices with confidence intervals, and boxes in which an
// output of yes or no is mostly yes. It knows no games.
package sensitivity

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
)

// A Sample holds the values of a function at the points of a two-matrix design (Saltelli et al. 2010):
// rows of A, rows of B, and for each factor the rows of A with that factor drawn anew. NaN stands for a
// point at which the function is undefined. All slices have the same length.
//
// A factor is one input, or several that are looked at as one.
type Sample struct {
	A, B    []float64
	Columns []Column
}

// A Column is what becomes of the rows of A if one factor is drawn anew, given all the others.
type Column struct {
	F []float64
	// Swapped tells that the factor's new value is the one in the row of B, and that it is independent
	// of the other factors. Only then has it a first-order index. A factor that others bind is drawn from
	// its distribution given theirs: then it has a total-order index only (Kucherenko et al. 2012).
	Swapped bool
}

// An Estimate is a number estimated from a sample, with its 95 % bootstrap interval.
type Estimate struct{ Value, Low, High float64 }

// Zero tells whether the number is 0 within the error of the estimate.
func (e Estimate) Zero() bool { return e.Low <= 0 && e.High >= 0 }

// An Index says how much of the variance of the output a factor accounts for.
type Index struct {
	// First is the share that fixing the factor would take away on average; the estimate may lie below 0
	// by chance. Only if HasFirst.
	First    Estimate
	HasFirst bool
	// Total is the share that stays on average where all factors but this are fixed: 0 only if the
	// output does not depend on it.
	Total Estimate
	// Moved is how many of Rows changed the output at all.
	Moved, Rows int
}

// A Decomposition is the indices of all factors.
type Decomposition struct {
	Mean, Variance float64 // of the output, over the rows of A and B
	Rows           int     // of A and B, at which the output is defined in both
	Of             int     // rows in all
	Factors        []Index // empty if the output is the same at every point
}

// Constant tells that the output was the same at every point: there is no variance to account for.
func (d *Decomposition) Constant() bool { return len(d.Factors) == 0 }

// Resamples is how many times rows are drawn anew for an interval.
const Resamples = 500

// Sobol estimates the indices of Sobol' (1993): first-order ones as Saltelli et al. (2010, table 2, b),
// with the mean taken off first, total-order ones as Jansen (1999). The intervals hold the middle 95 % of
// Resamples bootstrap replicates, in which rows are drawn anew from the given seed.
//
// A row in which something that an index needs is undefined is left out. What is left then says
// something about the points at which the output is defined; Rows and Of tell how many these are.
func Sobol(s *Sample, seed uint64) Decomposition {
	s = s.exact()
	d := Decomposition{Of: len(s.A)}
	base := s.base()
	d.Rows = len(base.rows)
	d.Mean = base.mean
	if d.Rows > 0 {
		d.Variance = mean(base.square)
	}
	if math.Sqrt(d.Variance) <= 1e-12*math.Abs(d.Mean) {
		d.Variance = 0
	}
	changes := slices.ContainsFunc(s.Columns, func(c Column) bool { return moved(s.A, c.F) > 0 })
	if !(d.Variance > 0) && !changes {
		return d
	}
	weights := resamples(len(s.A), seed)
	for _, c := range s.Columns {
		d.Factors = append(d.Factors, s.index(c, base.mean, weights))
	}
	return d
}

// exact returns the sample with changes that are rounding of floating point taken back.
func (s *Sample) exact() *Sample {
	most := 0.0
	for j := range s.A {
		for _, x := range []float64{s.A[j], s.B[j]} {
			if x = math.Abs(x); x > most { // false of NaN
				most = x
			}
		}
	}
	out := &Sample{A: s.A, B: s.B}
	for _, c := range s.Columns {
		f := slices.Clone(c.F)
		for j := range f {
			if math.Abs(f[j]-s.A[j]) <= most*1e-12 {
				f[j] = s.A[j]
			}
		}
		out.Columns = append(out.Columns, Column{f, c.Swapped})
	}
	return out
}

// moved counts the rows in which redrawing a factor changed the output.
func moved(a, f []float64) int {
	n := 0
	for j := range a {
		if defined(a[j], f[j]) && a[j] != f[j] {
			n++
		}
	}
	return n
}

type base struct {
	rows   []int
	square []float64 // by row: the mean of the squares of what is off the mean, in A and in B
	mean   float64
}

func defined(xs ...float64) bool {
	return !slices.ContainsFunc(xs, math.IsNaN)
}

func (s *Sample) base() base {
	var out base
	for j := range s.A {
		if defined(s.A[j], s.B[j]) {
			out.rows = append(out.rows, j)
			out.mean += (s.A[j] + s.B[j]) / 2
		}
	}
	out.mean /= float64(max(1, len(out.rows)))
	for _, j := range out.rows {
		out.square = append(out.square, spread(s.A[j]-out.mean, s.B[j]-out.mean))
	}
	return out
}

func spread(a, b float64) float64 { return (a*a + b*b) / 2 }

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

// terms are what the rows add to the sums that an index is made of.
type terms struct{ first, total, variance []float64 }

// index estimates the indices of one factor from the rows in which it has all that they need.
func (s *Sample) index(c Column, centre float64, weights [][]uint8) Index {
	x := Index{HasFirst: c.Swapped, Moved: moved(s.A, c.F)}
	n := len(s.A)
	t := terms{make([]float64, n), make([]float64, n), make([]float64, n)}
	for j := range n {
		a, b, f := s.A[j]-centre, s.B[j]-centre, c.F[j]-centre
		if !defined(a, b, f) {
			continue
		}
		x.Rows++
		t.first[j] = b * (f - a)
		t.total[j] = (f - a) * (f - a) / 2
		t.variance[j] = spread(a, b)
	}
	if x.Moved == 0 {
		return x
	}
	firsts, totals := make([]float64, 0, len(weights)), make([]float64, 0, len(weights))
	for _, w := range weights {
		if first, total, ok := t.ratios(w); ok {
			firsts, totals = append(firsts, first), append(totals, total)
		}
	}
	first, total, ok := t.ratios(nil)
	if !ok {
		return Index{HasFirst: c.Swapped, Rows: x.Rows, First: unknown(), Total: unknown(), Moved: x.Moved}
	}
	x.Total = interval(total, totals)
	if c.Swapped {
		x.First = interval(first, firsts)
	}
	return x
}

func unknown() Estimate { return Estimate{math.NaN(), math.Inf(-1), math.Inf(1)} }

// ratios sums the terms, each row as often as the weights say (nil: once), and divides by the variance.
func (t terms) ratios(w []uint8) (first, total float64, ok bool) {
	var variance float64
	if w == nil {
		for j := range t.first {
			first, total, variance = first+t.first[j], total+t.total[j], variance+t.variance[j]
		}
	} else {
		for j, c := range w {
			k := float64(c)
			first, total, variance = first+k*t.first[j], total+k*t.total[j], variance+k*t.variance[j]
		}
	}
	return first / variance, total / variance, variance > 0
}

// resamples draws rows with replacement, and says how often each was drawn.
func resamples(n int, seed uint64) [][]uint8 {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	copy(key[8:], "bootstrap")
	r := rand.New(rand.NewChaCha8(key))
	out := make([][]uint8, Resamples)
	for i := range out {
		out[i] = make([]uint8, n)
		for range n {
			if j := r.IntN(n); out[i][j] < math.MaxUint8 {
				out[i][j]++
			}
		}
	}
	return out
}

// interval puts the middle 95 % of the replicates around an estimate, which it includes.
func interval(value float64, replicates []float64) Estimate {
	if len(replicates) == 0 {
		return Estimate{value, math.Inf(-1), math.Inf(1)}
	}
	slices.Sort(replicates)
	return Estimate{value, min(value, Quantile(replicates, 0.025)), max(value, Quantile(replicates, 0.975))}
}

// Quantile returns the p-quantile of sorted numbers, with linear interpolation.
func Quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
