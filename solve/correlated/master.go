package correlated

import (
	"context"
	"errors"

	"parley/game"
	"parley/internal/integer"
	"parley/num"
	"parley/solve"
)

// A family is the pure plans of a mediator and the deviations from them, with a pool of each that only grows.
// Plans and deviations go by their position in the pool.
type family interface {
	// aim sets what terminal nodes count for price, by node.
	aim(objective []num.Rat)
	// size is how many plans and deviations the pool holds; there is a plan from the start.
	size() (plans, deviations int)
	// value returns the expected value of a plan if terminal nodes count this, by node.
	value(plan int, objective []num.Rat) num.Rat
	// gain returns what the deviator gets from the trigger on by following less what he gets by deviating.
	gain(deviation, plan int) num.Rat
	// price looks for plans whose unit · value + Σ y[d] gain(d) exceeds the bound, and adds some that the pool lacks.
	price(ctx context.Context, unit num.Rat, y []num.Rat, bound num.Rat) (search, error)
	// tempt looks for deviations by which somebody gains more than least if plans have probabilities in proportion to mu,
	// and adds some that the pool lacks.
	tempt(mu []num.Rat, least num.Rat) search

	// form is the game that marginals belong to.
	form() *game.Instance
	plan(mu []num.Rat) *solve.Plan
	marginals(*solve.Plan) game.Profile
	deviation(d int, weight num.Rat) solve.Deviation
}

// A search says whether there is anything of the kind that was looked for, and whether some of it was new to the pool.
type search struct{ found, added bool }

// A master solves the program over the pool of a family and lets the pool grow.
//
// With top at least as large as any value of the objective, the dual of the program over the pool is
//
//	maximize fall, subject to fall + Σ_d y(d) g(d, p) <= top - c(p) for every plan p, and fall, y >= 0,
//
// with lambda = top - fall. For a plan that among the best ones for another objective is the best one for this, that the other
// objective is no less than its optimum is one more condition, like a deviation by which nobody may gain. The program starts from the solution 0, and its duals are the probabilities mu. As long as the
// pool has too few plans for any mixture of them to be followed, fall has no bound; fall <= depth stands for a plan of
// which nobody wants to deviate, whose value is so low that no solution of the whole program uses it. If it is used
// in the end, it was not low enough.
type master struct {
	family
	gains    [][]num.Rat // by plan and deviation
	target   *target
	values   []num.Rat // by plan
	excess   []num.Rat // by plan: how far it lies above the condition; nil if there is none
	top      num.Rat
	depth    num.Rat
	scale    num.Rat // of the objective and the payoffs
	progress func(solve.Stats)
	rounds   int64
	limit    int64 // on rounds; 0: none
}

var (
	errLimit     = errors.New("the limit on iterations was reached")
	errUnsettled = errors.New("floating point did not settle, and the program is too large for exact arithmetic alone")
)

// mostExact bounds plans times deviations of a program that is solved in exact arithmetic alone, which cannot be stopped.
const mostExact = 10_000

// A target is an objective, for which one may have to do with plans that are the best ones for another.
type target struct {
	objective []num.Rat // by node
	above     []num.Rat // the other objective, by node; nil: none
	least     num.Rat   // its optimum
}

// A point is a solution of the program over the pool.
type point struct {
	y, mu []num.Rat // by deviation, by plan
	keep  num.Rat   // the weight of the condition that another objective stays at its optimum
	bound num.Rat   // lambda
	rest  num.Rat   // the probability of the plan that stands in for those that are missing
}

// span finds both ends of an objective. If tidy is not nil, the plans at the ends are, of those that attain them, the best
// ones for what tidy counts.
func (m *master) span(ctx context.Context, objective, tidy []num.Rat) (s solve.Span, err error) {
	if s.High, err = m.end(ctx, objective, tidy); err != nil {
		return s, err
	}
	negative := make([]num.Rat, len(objective))
	for n, v := range objective {
		negative[n] = v.Neg()
	}
	s.Low, err = m.end(ctx, negative, tidy)
	s.Low.Value = s.Low.Value.Neg()
	return s, err
}

// end finds the plan with the highest expected objective among those that everybody follows.
func (m *master) end(ctx context.Context, objective, tidy []num.Rat) (x solve.Extreme, err error) {
	p, err := m.highest(ctx, &target{objective: objective})
	if err != nil {
		return x, err
	}
	x = solve.Extreme{Value: p.bound, Plan: m.plan(p.mu)}
	for d, w := range p.y {
		if w.Sign() > 0 {
			x.Proof = append(x.Proof, m.deviation(d, w))
		}
	}
	if tidy == nil {
		return x, nil
	}
	better, err := m.highest(ctx, &target{objective: tidy, above: objective, least: p.bound})
	if err == nil {
		x.Plan = m.plan(better.mu)
	}
	return x, nil // the first plan serves as well, if there is no time for another
}

// highest solves the program for a target. It lets the pool grow by solutions in floating point until these show no
// more to add, and then goes by exact ones.
func (m *master) highest(ctx context.Context, t *target) (*point, error) {
	top, bottom := extremes(t.objective)
	m.target, m.values, m.excess = t, nil, nil
	m.top, m.depth = top, num.Int(2).Mul(top.Sub(bottom)).Add(num.One)
	near := &approach{master: m}
	exactly := false
	for {
		if err := near.grow(ctx); err != nil {
			return nil, err
		}
		if err := m.round(ctx); err != nil {
			return nil, err
		}
		p, ok := near.exact(ctx)
		if exactly || !ok {
			if plans, deviations := m.size(); plans*deviations > mostExact {
				return nil, errUnsettled
			}
			p, exactly = m.solve(), false
		}
		// Whole numbers in proportion to y and mu need no common denominators when they are added up.
		y, unit := whole(append([]num.Rat{p.bound, p.keep}, p.y...))
		plans, err := m.find(ctx, unit, y[2:], y[1], y[0])
		if err != nil {
			return nil, err
		}
		mu, _ := whole(p.mu)
		deviations := m.tempt(mu, num.Zero)
		switch {
		case plans.added || deviations.added:
		case plans.found || deviations.found:
			exactly = true // what floating point took for a solution of the program over the pool is none
		case p.rest.Sign() > 0:
			m.depth = m.depth.Mul(num.Int(64))
		default:
			return p, nil
		}
	}
}

// find prices plans for the target, whose condition has the weight keep.
func (m *master) find(ctx context.Context, unit num.Rat, y []num.Rat, keep, bound num.Rat) (search, error) {
	t := m.target
	if t.above == nil || keep.IsZero() {
		m.aim(t.objective)
		return m.price(ctx, unit, y, bound)
	}
	both := make([]num.Rat, len(t.objective))
	for n := range both {
		both[n] = t.objective[n].Mul(unit).Add(t.above[n].Mul(keep))
	}
	m.aim(both)
	return m.price(ctx, num.One, y, bound.Add(keep.Mul(t.least)))
}

// round counts a solution of the program, and tells when to stop.
func (m *master) round(ctx context.Context) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case m.limit > 0 && m.rounds >= m.limit:
		return errLimit
	}
	m.rounds++
	if m.progress != nil {
		m.progress(solve.Stats{Iterations: m.rounds})
	}
	return nil
}

// fill computes the values and gains that are new.
func (m *master) fill() (plans, deviations int) {
	plans, deviations = m.size()
	for p := len(m.values); p < plans; p++ {
		m.values = append(m.values, m.value(p, m.target.objective))
		if m.target.above != nil {
			m.excess = append(m.excess, m.value(p, m.target.above).Sub(m.target.least))
		}
	}
	for p := range plans {
		if p == len(m.gains) {
			m.gains = append(m.gains, nil)
		}
		for d := len(m.gains[p]); d < deviations; d++ {
			m.gains[p] = append(m.gains[p], m.gain(d, p))
		}
	}
	return plans, deviations
}

// whole returns whole numbers in proportion to others, and the factor.
func whole(v []num.Rat) (w []num.Rat, factor num.Rat) {
	factor = integer.Scale(v)
	for _, x := range v {
		w = append(w, x.Mul(factor))
	}
	return w, factor
}

// extremes returns the largest and the smallest number of a list, or 0 if that is larger or smaller.
func extremes(v []num.Rat) (top, bottom num.Rat) {
	for _, x := range v {
		top, bottom = num.Max(top, x), num.Min(bottom, x)
	}
	return top, bottom
}
