package lemke

import (
	"context"
	"math"

	"parley/internal/sparse"
	"parley/num"
)

// A follower follows the path in floating point on sparse columns. Right-hand sides are perturbed by
// different small amounts, so that ties do not come up; where it ends, the perturbation is taken back.
type follower struct {
	*system
	a     sparse.Matrix // the columns of all variables
	basis []int         // by row
	x     []float64     // by row: of the basic variables
	b     []float64
	lu    sparse.LU
	alpha []float64
	Steps int64
}

func (s *system) newFollower(seed uint64) *follower {
	f := &follower{system: s, basis: s.start(), alpha: make([]float64, s.rows())}
	f.a.Rows = s.rows()
	for v := range s.variables() {
		rows, coef := s.column(v)
		values := make([]float64, len(coef))
		for e, c := range coef {
			values[e] = c.Float()
		}
		f.a.AddCol(rows, values)
	}
	f.sides()
	f.perturb(seed)
	return f
}

// sides sets the right-hand sides without perturbation.
func (f *follower) sides() {
	f.b = make([]float64, f.rows())
	for i, u := range f.rhs() {
		f.b[i] = u.Float()
	}
}

// perturb gives the basic variables of the start a little more than 0: all but the values, which are free.
func (f *follower) perturb(seed uint64) {
	for _, v := range f.basis {
		if f.free(v) {
			continue
		}
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		eps := 1e-7 * (1 + float64(seed>>11)/(1<<53))
		rows, values := f.a.Col(v)
		for e, r := range rows {
			f.b[r] += values[e] * eps
		}
	}
}

func (f *follower) free(v int) bool { return v >= 2*(f.n[0]+f.n[1]) && v < f.t() }

func (f *follower) refactor() bool {
	swaps := f.lu.Factor(f.rows(), func(i int) ([]int32, []float64) { return f.a.Col(f.basis[i]) })
	if len(swaps) > 0 {
		return false
	}
	f.x = append(f.x[:0], f.b...)
	f.lu.Solve(f.x)
	return true
}

// follow goes to the end of the path. It returns false if the context or the steps ended before or if
// rounding errors led it off.
func (f *follower) follow(ctx context.Context, most int64, progress func(int64)) bool {
	if !f.refactor() {
		return false
	}
	entering := f.t()
	for ; f.Steps < most; f.Steps++ {
		if f.Steps&63 == 63 {
			if ctx.Err() != nil {
				return false
			}
			if progress != nil {
				progress(f.Steps)
			}
		}
		if f.lu.Heavy() && !f.refactor() {
			return false
		}
		clear(f.alpha)
		rows, values := f.a.Col(entering)
		for e, r := range rows {
			f.alpha[r] = values[e]
		}
		f.lu.Solve(f.alpha)
		at := f.leaving()
		if at < 0 {
			return false
		}
		step := math.Max(0, f.x[at]/f.alpha[at])
		for i, a := range f.alpha {
			if a != 0 {
				f.x[i] -= step * a
			}
		}
		f.lu.Update(at, f.alpha)
		leaving := f.basis[at]
		f.basis[at], f.x[at] = entering, step
		if leaving == f.z() {
			f.Steps++
			return true
		}
		entering = f.complement(leaving)
	}
	return false
}

// leaving returns the row whose basic variable bounds the step; of those within rounding error of the
// first, the one of the largest pivot; z goes before all.
func (f *follower) leaving() int {
	const tol, pivot = 1e-10, 1e-9
	bound := math.Inf(1)
	for i, a := range f.alpha {
		if a > pivot && !f.free(f.basis[i]) {
			bound = math.Min(bound, (math.Max(f.x[i], 0)+tol)/a)
		}
	}
	at, most := -1, 0.0
	for i, a := range f.alpha {
		if a > pivot && !f.free(f.basis[i]) && math.Max(f.x[i], 0)/a <= bound {
			if f.basis[i] == f.z() {
				return i
			}
			if a > most {
				at, most = i, a
			}
		}
	}
	return at
}

// plans returns the plans of the basis without the perturbation.
func (f *follower) plans() (out [2][]float64, ok bool) {
	f.sides()
	if !f.refactor() {
		return out, false
	}
	for i := range out {
		out[i] = make([]float64, f.n[i])
	}
	for i, v := range f.basis {
		switch {
		case v < f.n[0]:
			out[0][v] = f.x[i]
		case v < f.n[0]+f.n[1]:
			out[1][v-f.n[0]] = f.x[i]
		}
	}
	return out, true
}

// solved solves the last basis in exact arithmetic.
func (f *follower) solved(ctx context.Context, bits int) (x, y []num.Rat, ok bool) {
	m := f.rows()
	rows, columns := make([][]int32, m), make([][]num.Rat, m)
	floats := make([][]float64, m)
	for i, v := range f.basis {
		rows[i], columns[i] = f.column(v)
		floats[i] = make([]float64, len(columns[i]))
		for e, c := range columns[i] {
			floats[i][e] = c.Float()
		}
	}
	var lu sparse.LU
	if swaps := lu.Factor(m, func(i int) ([]int32, []float64) { return rows[i], floats[i] }); len(swaps) > 0 {
		return nil, nil, false
	}
	col := func(i int) ([]int32, []num.Rat) { return rows[i], columns[i] }
	v, ok := sparse.NewSystem(m, col, f.rhs(), false).Exact(ctx, lu.Solve, bits)
	if !ok {
		return nil, nil, false
	}
	plans := [2][]num.Rat{make([]num.Rat, f.n[0]), make([]num.Rat, f.n[1])}
	for i, name := range f.basis {
		switch {
		case name < f.n[0]:
			plans[0][name] = v[i]
		case name < f.n[0]+f.n[1]:
			plans[1][name-f.n[0]] = v[i]
		}
	}
	return plans[0], plans[1], true
}
