package correlated

import (
	"context"
	"math"

	"parley/internal/linprog"
	"parley/internal/simplex"
	"parley/internal/sparse"
	"parley/num"
)

// first is the column of the first deviation, after those of fall and of the condition.
const first = 2

// entry is the coefficient of a column in the row of a plan.
func (m *master) entry(plan, column int) num.Rat {
	switch {
	case column == 0:
		return num.One
	case column >= first:
		return m.gains[plan][column-first]
	case m.excess != nil:
		return m.excess[plan]
	}
	return num.Zero
}

// solve solves the program over the pool in exact arithmetic throughout.
func (m *master) solve() *point {
	plans, deviations := m.fill()
	p := linprog.Problem{N: first + deviations}
	for i := range plans {
		row := make([]num.Rat, p.N)
		for j := range row {
			row[j] = m.entry(i, j)
		}
		p.Rows = append(p.Rows, linprog.Row{Coef: row, B: m.top.Sub(m.values[i])})
	}
	p.Rows = append(p.Rows, linprog.Row{Coef: []num.Rat{num.One}, B: m.depth})
	v, dual, fall, status := p.MaximizeDual([]num.Rat{num.One})
	if status != linprog.Optimal {
		panic("correlated: a program that has the solution 0 and is bounded by a row is " + status.String())
	}
	return &point{y: v[first:], keep: v[1], mu: dual[:plans], bound: m.top.Sub(fall), rest: dual[plans]}
}

// An approach solves the program over the pool in floating point: its solutions say what to add to the pool, and its last
// basis where the exact solution is likely to be.
type approach struct {
	*master
	last  *simplex.Solution
	plans int
}

// tolerance is which part of the scale of payoffs is taken for 0 in floating point.
const tolerance = 1e-7

// grow solves and lets the pool grow until there is nothing to add.
func (a *approach) grow(ctx context.Context) error {
	slack := num.FromFloat(tolerance).Mul(a.scale)
	for {
		if err := a.round(ctx); err != nil {
			return err
		}
		a.solveFloat(ctx)
		if a.last.Status != simplex.Optimal {
			return ctx.Err()
		}
		y, mu := make([]num.Rat, len(a.last.X)-first), make([]num.Rat, a.plans)
		for d := range y {
			y[d] = rounded(a.last.X[first+d])
		}
		for p := range mu {
			mu[p] = rounded(-a.last.Y[p])
		}
		bound := a.top.Sub(num.FromFloat(a.last.X[0])).Add(slack)
		plans, err := a.find(ctx, num.One, y, rounded(a.last.X[1]), bound)
		switch {
		case err != nil:
			return err
		case a.tempt(mu, slack).added || plans.added:
		case a.low():
			a.depth = a.depth.Mul(num.Int(64))
		default:
			return nil
		}
	}
}

// low tells whether fall stands at its bound.
func (a *approach) low() bool {
	return a.last.Basis.AtHi != nil && a.last.Basis.AtHi[0]
}

// rounded is a number that is not negative as a fraction with a small denominator, so that exact arithmetic with it
// is quick.
func rounded(x float64) num.Rat {
	const unit = 1 << 24
	switch {
	case !(x > 0.5/unit):
		return num.Zero
	case x < 1<<30:
		return num.Frac(int64(math.Round(x*unit)), unit)
	}
	return num.FromFloat(math.Round(x))
}

// solveFloat solves the program over the pool, from the basis of the last time.
func (a *approach) solveFloat(ctx context.Context) {
	plans, deviations := a.fill()
	p := &simplex.Problem{A: &sparse.Matrix{Rows: plans, Start: []int32{0}}}
	rows, values := make([]int32, 0, plans), make([]float64, 0, plans)
	for j := range first + deviations {
		rows, values = rows[:0], values[:0]
		for i := range plans {
			if v := a.entry(i, j); !v.IsZero() {
				rows, values = append(rows, int32(i)), append(values, v.Float())
			}
		}
		p.A.AddCol(rows, values)
		p.Cost, p.Lo, p.Hi = append(p.Cost, 0), append(p.Lo, 0), append(p.Hi, simplex.Inf)
	}
	p.Cost[0], p.Hi[0] = -1, a.depth.Float()
	for i := range plans {
		p.RowLo, p.RowHi = append(p.RowLo, -simplex.Inf), append(p.RowHi, a.top.Sub(a.values[i]).Float())
	}
	opt := simplex.Options{Start: a.start(plans, deviations), Iterations: 1000 + 10*(plans+deviations)} // more is going in circles
	a.plans = plans
	a.last = simplex.Minimize(ctx, p, opt)
	if a.last.Status != simplex.Optimal && opt.Start != nil {
		a.last = simplex.Minimize(ctx, p, simplex.Options{Iterations: 10 * opt.Iterations})
	}
}

// start is the basis of the last time, for a pool that has grown; nil the first time.
func (a *approach) start(plans, deviations int) *simplex.Basis {
	if a.last == nil || a.last.Status != simplex.Optimal {
		return nil
	}
	before := len(a.last.X)
	b := &simplex.Basis{}
	for _, j := range a.last.Basis.Basic {
		if int(j) >= before {
			j += int32(first + deviations - before)
		}
		b.Basic = append(b.Basic, j)
	}
	for i := a.plans; i < plans; i++ {
		b.Basic = append(b.Basic, int32(first+deviations+i))
	}
	if a.low() {
		b.AtHi = make([]bool, first+deviations+plans)
		b.AtHi[0] = true
	}
	return b
}

// exact solves exactly for the basis at which floating point ended: the columns that have weight in it and the plans
// that are tight. It tells whether these numbers are a solution of the program over these; the rest of the pool,
// and all that is not in it, is looked at by those who use it.
func (a *approach) exact(ctx context.Context) (*point, bool) {
	if a.last.Status != simplex.Optimal || a.low() {
		return nil, false
	}
	before := len(a.last.X)
	loose := make([]bool, a.plans)
	var columns []int // basic ones; 0 is fall
	for _, j := range a.last.Basis.Basic {
		if int(j) < before {
			columns = append(columns, int(j))
		} else {
			loose[int(j)-before] = true
		}
	}
	var tight []int
	for p := range loose {
		if !loose[p] {
			tight = append(tight, p)
		}
	}
	if len(tight) != len(columns) {
		return nil, false
	}
	one := make([]num.Rat, len(columns))
	for k, j := range columns {
		if j == 0 {
			one[k] = num.One
		}
	}
	var spare []num.Rat
	for _, p := range tight {
		spare = append(spare, a.top.Sub(a.values[p]))
	}
	weights, ok := square(ctx, len(tight), func(i, k int) num.Rat { return a.entry(tight[i], columns[k]) }, spare)
	if !ok {
		return nil, false
	}
	chances, ok := square(ctx, len(tight), func(k, i int) num.Rat { return a.entry(tight[i], columns[k]) }, one)
	if !ok {
		return nil, false
	}
	pt := &point{y: make([]num.Rat, before-first), mu: make([]num.Rat, a.plans), bound: a.top}
	for k, j := range columns {
		ok = ok && (j == 0 || weights[k].Sign() >= 0)
		switch j {
		case 0:
			pt.bound = a.top.Sub(weights[k])
		case 1:
			pt.keep = weights[k]
		default:
			pt.y[j-first] = weights[k]
		}
	}
	for i, p := range tight {
		pt.mu[p] = chances[i]
		ok = ok && chances[i].Sign() >= 0
	}
	return pt, ok
}

// mostBits bounds the fractions of an exact solution.
const mostBits = 50_000

// square solves Σ_k entry(i, k) x[k] = b[i] exactly.
func square(ctx context.Context, n int, entry func(i, k int) num.Rat, b []num.Rat) ([]num.Rat, bool) {
	rows := make([][]int32, n)
	values := make([][]num.Rat, n)
	floats := make([][]float64, n)
	for k := range n {
		for i := range n {
			if v := entry(i, k); !v.IsZero() {
				rows[k], values[k], floats[k] = append(rows[k], int32(i)), append(values[k], v), append(floats[k], v.Float())
			}
		}
	}
	var lu sparse.LU
	if len(lu.Factor(n, func(j int) ([]int32, []float64) { return rows[j], floats[j] })) > 0 {
		return nil, false
	}
	return sparse.NewSystem(n, func(j int) ([]int32, []num.Rat) { return rows[j], values[j] }, b, false).Exact(ctx, lu.Solve, mostBits)
}
