package correlated

import (
	"context"
	"errors"

	"parley/game"
	"parley/internal/linprog"
	"parley/num"
	"parley/solve"
)

// A family is the pure plans of a mediator and the deviations from them, with a pool of each that only grows.
// Plans and deviations go by their position in the pool.
type family interface {
	// aim sets what terminal nodes count in the objective, by node.
	aim(objective []num.Rat)
	// size is how many plans and deviations the pool holds; there is a plan from the start.
	size() (plans, deviations int)
	// value returns the expected objective of a plan.
	value(plan int) num.Rat
	// gain returns what the deviator gets from the trigger on by following less what he gets by deviating.
	gain(deviation, plan int) num.Rat
	// price adds plans whose value + Σ y[d] gain(d) exceeds the bound, and tells whether there are any.
	price(ctx context.Context, y []num.Rat, bound num.Rat) (bool, error)
	// tempt adds deviations by which somebody gains if plans have these probabilities, and tells whether there are any.
	tempt(mu []num.Rat) bool

	// form is the game that marginals belong to.
	form() *game.Instance
	plan(mu []num.Rat) *solve.Plan
	marginals(*solve.Plan) game.Profile
	deviation(d int, weight num.Rat) solve.Deviation
}

// A master solves the program over the pool of a family and lets the pool grow.
type master struct {
	family
	rows     []linprog.Row // by plan: the gains of the deviations, from the second entry on
	progress func(solve.Stats)
	rounds   int64
	limit    int64 // on rounds; 0: none
}

var errLimit = errors.New("the limit on iterations was reached")

// span finds both ends of an objective.
func (m *master) span(ctx context.Context, objective []num.Rat) (s solve.Span, err error) {
	if s.High, err = m.highest(ctx, objective); err != nil {
		return s, err
	}
	negative := make([]num.Rat, len(objective))
	for n, v := range objective {
		negative[n] = v.Neg()
	}
	s.Low, err = m.highest(ctx, negative)
	s.Low.Value = s.Low.Value.Neg()
	return s, err
}

// highest finds the plan with the highest expected objective among those that everybody follows.
//
// With top at least as large as any value of the objective, the dual of the program over the pool is
//
//	maximize fall, subject to fall + Σ_d y(d) g(d, p) <= top - c(p) for every plan p, and fall, y >= 0,
//
// with lambda = top - fall. It starts from the solution 0, and its duals are the probabilities mu. As long
// as the pool has too few plans for any mixture of them to be followed, fall has no bound; a plan of which nobody
// wants to deviate, and whose value is so low that no solution of the whole program uses it, stands in for those
// that are missing: the row fall <= depth. If it is used in the end, it was not low enough.
func (m *master) highest(ctx context.Context, objective []num.Rat) (x solve.Extreme, err error) {
	m.aim(objective)
	top, bottom := extremes(objective)
	depth := num.Int(2).Mul(top.Sub(bottom)).Add(num.One)
	for {
		switch {
		case ctx.Err() != nil:
			return x, ctx.Err()
		case m.limit > 0 && m.rounds >= m.limit:
			return x, errLimit
		}
		m.rounds++
		if m.progress != nil {
			m.progress(solve.Stats{Iterations: m.rounds})
		}
		y, mu, bound, rest := m.solve(top, depth)
		more, err := m.price(ctx, y, bound)
		if err != nil {
			return x, err
		}
		if m.tempt(mu) || more {
			continue
		}
		if rest.Sign() > 0 {
			depth = depth.Mul(num.Int(64))
			continue
		}
		x = solve.Extreme{Value: bound, Plan: m.plan(mu)}
		for d, w := range y {
			if w.Sign() > 0 {
				x.Proof = append(x.Proof, m.deviation(d, w))
			}
		}
		return x, nil
	}
}

// solve solves the program over the pool: the weights of the deviations, the probabilities of the plans, the value,
// and the probability of the plan that stands in for those that are missing.
func (m *master) solve(top, depth num.Rat) (y, mu []num.Rat, bound, rest num.Rat) {
	plans, deviations := m.size()
	p := linprog.Problem{N: 1 + deviations}
	for i := range plans {
		if i == len(m.rows) {
			m.rows = append(m.rows, linprog.Row{Coef: []num.Rat{num.One}})
		}
		r := &m.rows[i]
		for d := len(r.Coef) - 1; d < deviations; d++ {
			r.Coef = append(r.Coef, m.gain(d, i))
		}
		r.B = top.Sub(m.value(i))
		p.Rows = append(p.Rows, *r)
	}
	p.Rows = append(p.Rows, linprog.Row{Coef: []num.Rat{num.One}, B: depth})
	v, dual, fall, status := p.MaximizeDual([]num.Rat{num.One})
	if status != linprog.Optimal {
		panic("correlated: a program that has the solution 0 and is bounded by a row is " + status.String())
	}
	return v[1:], dual[:plans], top.Sub(fall), dual[plans]
}

// extremes returns the largest and the smallest number of a list, or 0 if that is larger or smaller.
func extremes(v []num.Rat) (top, bottom num.Rat) {
	for _, x := range v {
		top, bottom = num.Max(top, x), num.Min(bottom, x)
	}
	return top, bottom
}
