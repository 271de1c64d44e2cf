// Package simplex solves sparse linear programs in floating point by the revised primal simplex method
// (Dantzig 1963): bounded variables, a sparse triangular factorization of the basis, reference-framework
// ("devex") pricing (Harris 1973), her ratio test of two passes, and bounds that are perturbed where many
// steps in a row would have no length. It ends with a basis, from which sparse.Exact gets exact numbers;
// what it says is otherwise right up to rounding only.
package simplex

import (
	"context"
	"math"

	"parley/internal/sparse"
)

// Inf is the bound of what is not bounded.
var Inf = math.Inf(1)

// A Problem is to minimize Cost · x where Lo <= x <= Hi and RowLo <= A x <= RowHi.
type Problem struct {
	A            *sparse.Matrix
	Cost         []float64
	Lo, Hi       []float64
	RowLo, RowHi []float64
}

// A Basis says which variables are basic. Variables are the columns of A and then its rows, whose
// variable is the row's activity.
type Basis struct {
	Basic []int32 // one for each row, in no order
	AtHi  []bool  // by variable: it is not basic and stands at its upper bound; nil for none
}

// A Status says how a run ended.
type Status uint8

// The ways a run ends.
const (
	Optimal Status = iota
	Infeasible
	Unbounded
	Stopped // the context ended or the iterations were used up
	Failed  // rounding errors got the better of it
)

// String returns the status in lower case.
func (s Status) String() string {
	return [...]string{"optimal", "infeasible", "unbounded", "stopped", "failed"}[s]
}

// Options steer a run.
type Options struct {
	Start      *Basis          // to begin with; nil: the rows' own variables
	Iterations int             // at most; 0: no bound
	Tolerance  float64         // of bounds and of reduced costs, after scaling; 0: 1e-9
	Progress   func(steps int) // called now and then, if not nil
}

// A Solution is where a run ended.
type Solution struct {
	Status     Status
	X          []float64 // by column
	Y          []float64 // by row: the multipliers; the reduced costs are Cost - Aᵀ Y
	Value      float64   // Cost · X
	Basis      Basis
	Iterations int
}

// Minimize solves p. The result depends on p and opt only.
func Minimize(ctx context.Context, p *Problem, opt Options) *Solution {
	s := newSolver(p, opt)
	status := s.run(ctx)
	return s.solution(status)
}

// A variable's place.
const (
	atLo int8 = iota
	atHi
	free // not basic, not bounded, at 0
	basic
)

type solver struct {
	p          *Problem
	opt        Options
	tol        float64
	m, n, all  int
	a, at      *sparse.Matrix // scaled, and its transpose
	scale      []float64      // by variable: x = scale · scaled x
	rowScale   []float64
	cost       []float64 // scaled, by variable
	lo, hi     []float64 // scaled, maybe perturbed
	lo0, hi0   []float64 // scaled
	place      []int8
	x          []float64 // by variable
	basis      []int32   // by position
	lu         sparse.LU
	d          []float64 // reduced costs, by variable
	weight     []float64 // devex reference weights, by variable
	alpha, rho []float64 // by position; by row
	rowVal     []float64 // by variable: the pivot row
	touched    []int32
	iterations int
	perturbed  bool
	phase1     bool
	seed       uint64
	one        [1]int32
	oneVal     [1]float64
}

func newSolver(p *Problem, opt Options) *solver {
	s := &solver{p: p, opt: opt, tol: opt.Tolerance, m: p.A.Rows, n: p.A.Cols(), seed: 0x9E3779B97F4A7C15}
	if s.tol == 0 {
		s.tol = 1e-9
	}
	s.all = s.m + s.n
	s.scaling()
	s.place = make([]int8, s.all)
	s.x, s.d, s.weight, s.rowVal = make([]float64, s.all), make([]float64, s.all), make([]float64, s.all), make([]float64, s.all)
	s.alpha, s.rho = make([]float64, s.m), make([]float64, s.m)
	s.basis = make([]int32, s.m)
	for i := range s.basis {
		s.basis[i] = int32(s.n + i)
	}
	if opt.Start != nil {
		copy(s.basis, opt.Start.Basic)
	}
	for j := range s.place {
		s.place[j] = s.rest(j, opt.Start != nil && opt.Start.AtHi != nil && opt.Start.AtHi[j])
	}
	for _, j := range s.basis {
		s.place[j] = basic
	}
	return s
}

// rest returns where a variable stands that is not basic.
func (s *solver) rest(j int, high bool) int8 {
	switch {
	case math.IsInf(s.lo[j], -1) && math.IsInf(s.hi[j], 1):
		return free
	case math.IsInf(s.lo[j], -1) || high && !math.IsInf(s.hi[j], 1):
		return atHi
	}
	return atLo
}

// scaling makes the entries of rows and columns more alike, by powers of two so that nothing is rounded:
// two rounds of geometric means.
func (s *solver) scaling() {
	a := s.p.A
	row, col := make([]float64, s.m), make([]float64, s.n)
	for i := range row {
		row[i] = 1
	}
	for j := range col {
		col[j] = 1
	}
	for range 2 {
		least, most := make([]float64, s.m), make([]float64, s.m)
		for j := range s.n {
			idx, val := a.Col(j)
			for e, i := range idx {
				v := math.Abs(val[e]) * col[j]
				if v == 0 {
					continue
				}
				if least[i] == 0 || v < least[i] {
					least[i] = v
				}
				most[i] = max(most[i], v)
			}
		}
		for i := range row {
			if most[i] > 0 {
				row[i] = powerOfTwo(1 / math.Sqrt(least[i]*most[i]))
			}
		}
		for j := range s.n {
			idx, val := a.Col(j)
			l, h := 0.0, 0.0
			for e, i := range idx {
				v := math.Abs(val[e]) * row[i]
				if v == 0 {
					continue
				}
				if l == 0 || v < l {
					l = v
				}
				h = max(h, v)
			}
			if h > 0 {
				col[j] = powerOfTwo(1 / math.Sqrt(l*h))
			}
		}
	}
	s.a = &sparse.Matrix{Rows: s.m, Start: a.Start, Index: a.Index, Value: make([]float64, len(a.Value))}
	for j := range s.n {
		for e := a.Start[j]; e < a.Start[j+1]; e++ {
			s.a.Value[e] = a.Value[e] * col[j] * row[a.Index[e]]
		}
	}
	s.at = s.a.Transpose()
	s.rowScale = row
	s.scale, s.cost = make([]float64, s.all), make([]float64, s.all)
	s.lo, s.hi = make([]float64, s.all), make([]float64, s.all)
	for j := range s.n {
		s.scale[j] = col[j]
		s.cost[j] = s.p.Cost[j] * col[j]
		s.lo[j], s.hi[j] = s.p.Lo[j]/col[j], s.p.Hi[j]/col[j]
	}
	for i := range s.m {
		s.scale[s.n+i] = 1 / row[i]
		s.lo[s.n+i], s.hi[s.n+i] = s.p.RowLo[i]*row[i], s.p.RowHi[i]*row[i]
	}
	s.lo0, s.hi0 = append([]float64(nil), s.lo...), append([]float64(nil), s.hi...)
}

func powerOfTwo(x float64) float64 { return math.Exp2(math.Round(math.Log2(x))) }

// column returns the column of variable j: of A, or for the activity of a row minus a unit vector.
func (s *solver) column(j int32) ([]int32, []float64) {
	if int(j) < s.n {
		return s.a.Col(int(j))
	}
	s.one[0], s.oneVal[0] = j-int32(s.n), -1
	return s.one[:], s.oneVal[:]
}

func (s *solver) solution(status Status) *Solution {
	out := &Solution{Status: status, X: make([]float64, s.n), Y: make([]float64, s.m), Iterations: s.iterations,
		Basis: Basis{Basic: append([]int32(nil), s.basis...), AtHi: make([]bool, s.all)}}
	for j := range s.n {
		out.X[j] = s.x[j] * s.scale[j]
		out.Value += s.p.Cost[j] * out.X[j]
	}
	y := s.multipliers(s.cost)
	for i := range y {
		out.Y[i] = y[i] * s.rowScale[i]
	}
	for j := range s.all {
		out.Basis.AtHi[j] = s.place[j] == atHi
	}
	return out
}

// multipliers returns y of Bᵀ y = the basic variables' costs.
func (s *solver) multipliers(cost []float64) []float64 {
	y := make([]float64, s.m)
	for p, j := range s.basis {
		y[p] = cost[j]
	}
	s.lu.SolveT(y)
	return y
}
