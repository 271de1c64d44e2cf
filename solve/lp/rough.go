package lp

import (
	"context"

	"parley/game/sequence"
)

// rough returns realization plans near an equilibrium, by alternating regret matching+ with linear
// averages: CFR+ (Tammelin 2014) on the payoff matrix of the sequence form. It ends early with the context.
func rough(ctx context.Context, form *sequence.Form, pay *sequence.Payoffs, rounds int) (x, y []float64) {
	one, two := newMatcher(&form.Sides[0]), newMatcher(&form.Sides[1])
	worth := [2][]float64{make([]float64, len(one.plan)), make([]float64, len(two.plan))}
	for t := 1; t <= rounds && (t == 1 || ctx.Err() == nil); t++ {
		gains(pay, worth[0], two.plan, false)
		one.learn(worth[0], float64(t))
		gains(pay, worth[1], one.plan, true)
		two.learn(worth[1], float64(t))
	}
	return one.average(), two.average()
}

// gains writes the payoffs of the first player's sequences against a plan of the second, or the second's
// against one of the first.
func gains(pay *sequence.Payoffs, out, plan []float64, second bool) {
	clear(out)
	for r := range len(pay.Start) - 1 {
		for k := pay.Start[r]; k < pay.Start[r+1]; k++ {
			if second {
				out[pay.Col[k]] -= pay.Float[0][k] * plan[r]
			} else {
				out[r] += pay.Float[0][k] * plan[pay.Col[k]]
			}
		}
	}
}

// A matcher plays each action in proportion to its regret.
type matcher struct {
	side   *sequence.Side
	regret []float64
	plan   []float64
	sum    []float64 // of plans, by weight
}

func newMatcher(s *sequence.Side) *matcher {
	m := &matcher{side: s, regret: make([]float64, s.Len()), plan: make([]float64, s.Len()), sum: make([]float64, s.Len())}
	m.follow()
	return m
}

// follow makes the plan of the regrets.
func (m *matcher) follow() {
	m.plan[0] = 1
	for h := range m.side.Sets {
		set := &m.side.Sets[h]
		total := 0.0
		for q := set.First; q < set.First+set.Num; q++ {
			total += m.regret[q]
		}
		for q := set.First; q < set.First+set.Num; q++ {
			if total > 0 {
				m.plan[q] = m.plan[set.Parent] * m.regret[q] / total
			} else {
				m.plan[q] = m.plan[set.Parent] / float64(set.Num)
			}
		}
	}
}

// learn adds the regrets of one round, in which sequences were worth what worth says, which it uses up.
func (m *matcher) learn(worth []float64, weight float64) {
	for h := len(m.side.Sets) - 1; h >= 0; h-- {
		set := &m.side.Sets[h]
		total, value := 0.0, 0.0
		for q := set.First; q < set.First+set.Num; q++ {
			total += m.regret[q]
		}
		for q := set.First; q < set.First+set.Num; q++ {
			if total > 0 {
				value += worth[q] * m.regret[q] / total
			} else {
				value += worth[q] / float64(set.Num)
			}
		}
		for q := set.First; q < set.First+set.Num; q++ {
			m.regret[q] = max(0, m.regret[q]+worth[q]-value)
		}
		worth[set.Parent] += value
	}
	m.follow()
	for q, w := range m.plan {
		m.sum[q] += weight * w
	}
}

func (m *matcher) average() []float64 {
	for q := range m.sum {
		m.plan[q] = m.sum[q] / m.sum[0]
	}
	return m.plan
}
