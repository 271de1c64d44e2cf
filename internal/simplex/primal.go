package simplex

import (
	"context"
	"math"
)

// run iterates until the problem is decided or the run has to stop.
func (s *solver) run(ctx context.Context) Status {
	if !s.refactor() {
		return Failed
	}
	s.resetWeights()
	s.startPhase()
	flat := 0 // steps without length in a row
	cleanups, troubles := 0, 0
	for {
		if s.iterations&63 == 0 {
			if ctx.Err() != nil {
				return Stopped
			}
			if s.opt.Progress != nil {
				s.opt.Progress(s.iterations)
			}
		}
		if s.opt.Iterations > 0 && s.iterations >= s.opt.Iterations {
			return Stopped
		}
		if s.lu.Heavy() {
			if !s.refactor() {
				return Failed
			}
			s.startPhase()
		}
		if s.phase1 {
			s.startPhase()
		}
		q := s.entering()
		if q < 0 {
			if s.lu.Updates() > 0 { // look again with fresh numbers
				if !s.refactor() {
					return Failed
				}
				s.startPhase()
				if s.entering() >= 0 {
					continue
				}
			}
			if s.perturbed {
				s.restoreBounds()
				if !s.refactor() {
					return Failed
				}
				s.startPhase()
				if cleanups++; s.entering() >= 0 || s.phase1 {
					flat = -(1 << cleanups) * 200 // without perturbation for some time
					continue
				}
			}
			if s.phase1 {
				return Infeasible
			}
			return Optimal
		}
		if flat > 20 && !s.perturbed && !s.phase1 {
			s.perturb()
			flat = 0
		}
		dir := 1.0
		if s.d[q] > 0 {
			dir = -1
		}
		s.solveColumn(q)
		if !s.agrees(q) {
			if troubles++; troubles > 50 {
				return Failed
			}
			if s.lu.Updates() > 0 {
				if !s.refactor() {
					return Failed
				}
				s.startPhase()
				continue
			}
		}
		r, step, high := s.ratio(q, dir)
		switch {
		case r < 0 && math.IsInf(step, 1):
			if s.phase1 || s.lu.Updates() > 0 {
				if troubles++; troubles > 50 {
					return Failed
				}
				if !s.refactor() {
					return Failed
				}
				s.startPhase()
				continue
			}
			return Unbounded
		case r < 0: // to its other bound
			s.move(q, dir, step)
			s.place[q] ^= atLo ^ atHi
			s.iterations++
			continue
		}
		if step < 1e-12 {
			flat++
		} else if flat > 0 {
			flat = 0
		}
		s.exchange(q, r, dir, step, high)
	}
}

// refactor factorizes the basis and computes the basic variables from the others; a singular basis is
// mended by rows' own variables.
func (s *solver) refactor() bool {
	swaps := s.lu.Factor(s.m, func(p int) ([]int32, []float64) { return s.column(s.basis[p]) })
	for _, w := range swaps {
		out, in := s.basis[w.Col], int32(s.n)+w.Row
		if s.place[in] == basic {
			return false
		}
		s.place[out] = s.rest(int(out), false)
		s.basis[w.Col], s.place[in] = in, basic
	}
	if len(swaps) > 0 {
		if again := s.lu.Factor(s.m, func(p int) ([]int32, []float64) { return s.column(s.basis[p]) }); len(again) > 0 {
			return false
		}
	}
	v := make([]float64, s.m)
	for j := range s.all {
		switch s.place[j] {
		case basic:
			continue
		case atLo:
			s.x[j] = s.lo[j]
		case atHi:
			s.x[j] = s.hi[j]
		case free:
			s.x[j] = 0
		}
		if x := s.x[j]; x != 0 {
			idx, val := s.column(int32(j))
			for e, i := range idx {
				v[i] -= val[e] * x
			}
		}
	}
	s.lu.Solve(v)
	for p, j := range s.basis {
		s.x[j] = v[p]
	}
	return true
}

// startPhase decides between the phases and computes all reduced costs: in phase 1 those of the sum of
// the distances by which basic variables are out of their bounds.
func (s *solver) startPhase() {
	was := s.phase1
	s.phase1 = false
	y := s.rho
	for p, j := range s.basis {
		switch {
		case s.x[j] < s.lo[j]-s.tol:
			y[p], s.phase1 = -1, true
		case s.x[j] > s.hi[j]+s.tol:
			y[p], s.phase1 = 1, true
		default:
			y[p] = 0
		}
	}
	if !s.phase1 {
		for p, j := range s.basis {
			y[p] = s.cost[j]
		}
	}
	if was != s.phase1 {
		s.resetWeights()
	}
	s.lu.SolveT(y)
	for j := range s.n {
		if s.place[j] == basic {
			s.d[j] = 0
			continue
		}
		d := 0.0
		if !s.phase1 {
			d = s.cost[j]
		}
		for e := s.a.Start[j]; e < s.a.Start[j+1]; e++ {
			d -= s.a.Value[e] * y[s.a.Index[e]]
		}
		s.d[j] = d
	}
	for i := range s.m {
		s.d[s.n+i] = y[i]
		if s.place[s.n+i] == basic {
			s.d[s.n+i] = 0
		}
	}
}

func (s *solver) resetWeights() {
	for j := range s.weight {
		s.weight[j] = 1
	}
}

// entering returns the variable whose reduced cost promises most for its reference weight, -1 for none.
func (s *solver) entering() int {
	best, most := -1, 0.0
	for j, d := range s.d {
		if d <= s.tol && d >= -s.tol {
			continue
		}
		switch s.place[j] {
		case basic:
			continue
		case atLo:
			if d > 0 || s.lo[j] == s.hi[j] {
				continue
			}
		case atHi:
			if d < 0 || s.lo[j] == s.hi[j] {
				continue
			}
		}
		if score := d * d / s.weight[j]; score > most {
			best, most = j, score
		}
	}
	return best
}

func (s *solver) solveColumn(q int) {
	clear(s.alpha)
	idx, val := s.column(int32(q))
	for e, i := range idx {
		s.alpha[i] = val[e]
	}
	s.lu.Solve(s.alpha)
}

// agrees tells whether the reduced cost of q that was carried along is what its column says.
func (s *solver) agrees(q int) bool {
	if s.phase1 {
		return true
	}
	d := s.cost[q]
	for p, a := range s.alpha {
		if a != 0 {
			d -= s.cost[s.basis[p]] * a
		}
	}
	was := s.d[q]
	return (d < 0) == (was < 0) && math.Abs(d-was) <= 1e-6*(1+math.Abs(d))
}

// ratio returns the position of the basic variable that bounds the step of variable q in the direction
// dir, the step's length, and whether that variable stops at its upper bound. The position is -1 where
// q's own bounds are nearer or nothing bounds the step, which then has infinite length.
func (s *solver) ratio(q int, dir float64) (row int, step float64, high bool) {
	const pivotTol = 1e-9
	own := s.hi[q] - s.lo[q]
	// Pass 1: how far q may go if every bound may be overstepped by the tolerance.
	most := math.Inf(1)
	for p, a := range s.alpha {
		if a < pivotTol && a > -pivotTol {
			continue
		}
		if limit, _ := s.limit(p, a*dir, s.tol); limit < most {
			most = limit
		}
	}
	if own <= most {
		return -1, own, false
	}
	// Pass 2: of those that stop it by then, the one of the largest pivot.
	row = -1
	pivot := 0.0
	for p, a := range s.alpha {
		if a < pivotTol && a > -pivotTol {
			continue
		}
		limit, hi := s.limit(p, a*dir, 0)
		if limit <= most && math.Abs(a) > pivot {
			row, step, high, pivot = p, limit, hi, math.Abs(a)
		}
	}
	if row < 0 {
		return -1, math.Inf(1), false
	}
	return row, max(0, step), high
}

// limit returns how far a step may go until the basic variable at p, which falls by rate for each unit of
// the step, meets a bound that may be overstepped by tol; high tells whether that is the upper one. In
// phase 1 a variable out of its bounds stops where it comes back into them.
func (s *solver) limit(p int, rate, tol float64) (limit float64, high bool) {
	j := s.basis[p]
	x := s.x[j]
	if rate > 0 { // falls
		switch {
		case s.phase1 && x > s.hi[j]+s.tol:
			return (x - s.hi[j] + tol) / rate, true
		case s.phase1 && x < s.lo[j]-s.tol:
			return math.Inf(1), false
		}
		return (x - s.lo[j] + tol) / rate, false
	}
	switch {
	case s.phase1 && x < s.lo[j]-s.tol:
		return (s.lo[j] - x + tol) / -rate, false
	case s.phase1 && x > s.hi[j]+s.tol:
		return math.Inf(1), false
	}
	return (s.hi[j] - x + tol) / -rate, true
}

// move changes variable q by dir times step and the basic ones with it.
func (s *solver) move(q int, dir, step float64) {
	if step == 0 {
		return
	}
	t := dir * step
	for p, a := range s.alpha {
		if a != 0 {
			s.x[s.basis[p]] -= t * a
		}
	}
	s.x[q] += t
}

// exchange makes q basic in the place of the variable at position r.
func (s *solver) exchange(q, r int, dir, step float64, high bool) {
	out := s.basis[r]
	s.move(q, dir, step)
	if !s.phase1 {
		s.pivotRow(q, r)
	}
	s.lu.Update(r, s.alpha)
	s.basis[r], s.place[q] = int32(q), basic
	switch {
	case math.IsInf(s.lo[out], -1) && math.IsInf(s.hi[out], 1):
		s.place[out] = free
	case high:
		s.place[out], s.x[out] = atHi, s.hi[out]
	default:
		s.place[out], s.x[out] = atLo, s.lo[out]
	}
	s.iterations++
}

// pivotRow computes the row of the tableau at position r and brings reduced costs and reference weights
// up to date.
func (s *solver) pivotRow(q, r int) {
	clear(s.rho)
	s.rho[r] = 1
	s.lu.SolveT(s.rho)
	touched := s.touched[:0]
	for i, y := range s.rho {
		if y < 1e-14 && y > -1e-14 {
			continue
		}
		for e := s.at.Start[i]; e < s.at.Start[i+1]; e++ {
			j := s.at.Index[e]
			if s.place[j] == basic {
				continue
			}
			if s.rowVal[j] == 0 {
				touched = append(touched, j)
			}
			s.rowVal[j] += y * s.at.Value[e]
		}
		if j := s.n + i; s.place[j] != basic {
			touched = append(touched, int32(j))
			s.rowVal[j] = -y
		}
	}
	out := s.basis[r]
	pivot := s.alpha[r]
	ratio := s.d[q] / pivot
	wq := s.weight[q]
	for _, j := range touched {
		v := s.rowVal[j]
		s.rowVal[j] = 0
		if v == 0 || int(j) == q {
			continue
		}
		s.d[j] -= ratio * v
		if w := v / pivot * v / pivot * wq; w > s.weight[j] {
			s.weight[j] = w
		}
	}
	s.touched = touched
	s.d[q] = 0
	s.d[out] = -ratio
	s.weight[out] = max(wq/(pivot*pivot), 1)
	if s.weight[out] > 1e12 {
		s.resetWeights()
	}
}

// perturb moves the bounds of basic variables outwards by different small amounts, so that steps that had
// no length get one.
func (s *solver) perturb() {
	s.perturbed = true
	for _, j := range s.basis {
		if s.lo[j] == s.lo0[j] && !math.IsInf(s.lo[j], -1) {
			s.lo[j] -= s.noise() * (1 + math.Abs(s.lo[j]))
		}
		if s.hi[j] == s.hi0[j] && !math.IsInf(s.hi[j], 1) {
			s.hi[j] += s.noise() * (1 + math.Abs(s.hi[j]))
		}
	}
}

// noise returns a number between 5e-7 and 1e-6: the same ones in every run.
func (s *solver) noise() float64 {
	s.seed ^= s.seed << 13
	s.seed ^= s.seed >> 7
	s.seed ^= s.seed << 17
	return 5e-7 * (1 + float64(s.seed>>11)/(1<<53))
}

func (s *solver) restoreBounds() {
	copy(s.lo, s.lo0)
	copy(s.hi, s.hi0)
	s.perturbed = false
}
