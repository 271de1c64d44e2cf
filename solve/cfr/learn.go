package cfr

import "math"

// A learner is one player's state, by sequence unless it says otherwise.
type learner struct {
	*side
	strategy []float64 // the probability of the sequence's last action
	plan     []float64 // the product of the strategy along the sequence
	regret   []float64 // accumulated, of the sequence's last action
	average  []float64 // plan, averaged over iterations
	value    []float64 // of the sequence: what follows it, weighted by the others and chance
	forecast []float64 // the same under the next strategy, for the predictive rule
	mean     []float64 // the average as a strategy, when it is measured; its plan stands in forecast then
	kept     []float64 // the mean of least regret so far
}

func newLearner(s *side) *learner {
	n := s.sequences()
	all := make([]float64, 8*n)
	cut := func(k int) []float64 { return all[k*n : (k+1)*n : (k+1)*n] }
	l := &learner{side: s, strategy: cut(0), plan: cut(1), regret: cut(2), average: cut(3), value: cut(4), forecast: cut(5), mean: cut(6), kept: cut(7)}
	for h := range l.parent {
		uniform(l.strategy[l.first[h]:l.first[h+1]])
	}
	l.plan[0], l.average[0] = 1, 1
	l.follow(1)
	return l
}

func uniform(x []float64) {
	for k := range x {
		x[k] = 1 / float64(len(x))
	}
}

// follow turns the strategy into a plan and moves the average towards it by the given share.
func (l *learner) follow(share float64) {
	for h, up := range l.parent {
		lo, hi := l.first[h], l.first[h+1]
		strategy := l.strategy[lo:hi]
		plan, average := l.plan[lo:hi][:len(strategy)], l.average[lo:hi][:len(strategy)]
		reach := l.plan[up]
		for k, p := range strategy {
			x := reach * p
			plan[k] = x
			average[k] += share * (x - average[k])
		}
	}
}

// match makes the strategy proportional to the positive parts of weights that sum to total; uniform if
// there are none (regret matching, Hart and Mas-Colell 2000).
func match(strategy, weights []float64, total float64) {
	if total <= 0 {
		uniform(strategy)
		return
	}
	const tiny = 1e-290 // below it the reciprocal overflows
	if total < tiny {
		for k, w := range weights[:len(strategy)] {
			strategy[k] = max(w, 0) / total
		}
		return
	}
	scale := 1 / total
	for k, w := range weights[:len(strategy)] {
		strategy[k] = max(w, 0) * scale
	}
}

// plus is regret matching+ (Tammelin 2014): accumulated regrets are cut off at 0.
func (l *learner) plus() {
	for h := len(l.parent) - 1; h >= 0; h-- {
		lo, hi := l.first[h], l.first[h+1]
		strategy := l.strategy[lo:hi]
		value, regret := l.value[lo:hi][:len(strategy)], l.regret[lo:hi][:len(strategy)]
		mean := 0.0
		for k, p := range strategy {
			mean += p * value[k]
		}
		total := 0.0
		for k, r := range regret {
			r = max(r+(value[k]-mean), 0)
			regret[k] = r
			total += r
		}
		match(strategy, regret, total)
		l.value[l.parent[h]] += mean
	}
}

// discounted is regret matching with regrets discounted by sign (Brown and Sandholm 2019, section 3).
func (l *learner) discounted(positive, negative float64) {
	for h := len(l.parent) - 1; h >= 0; h-- {
		lo, hi := l.first[h], l.first[h+1]
		strategy := l.strategy[lo:hi]
		value, regret := l.value[lo:hi][:len(strategy)], l.regret[lo:hi][:len(strategy)]
		mean := 0.0
		for k, p := range strategy {
			mean += p * value[k]
		}
		total := 0.0
		for k, r := range regret {
			if r += value[k] - mean; r > 0 {
				r *= positive
				total += r
			} else {
				r *= negative
			}
			regret[k] = r
		}
		match(strategy, regret, total)
		l.value[l.parent[h]] += mean
	}
}

// predictive is predictive regret matching+ (Farina, Kroer and Sandholm 2021, figure 3 and section 5): the
// next strategy also counts the regrets that would follow if the values of this iteration came again.
// Those values are taken under the next strategies below.
func (l *learner) predictive() {
	copy(l.forecast, l.value)
	for h := len(l.parent) - 1; h >= 0; h-- {
		lo, hi := l.first[h], l.first[h+1]
		strategy := l.strategy[lo:hi]
		value, regret := l.value[lo:hi][:len(strategy)], l.regret[lo:hi][:len(strategy)]
		forecast := l.forecast[lo:hi][:len(strategy)]
		mean, before := 0.0, 0.0
		for k, p := range strategy {
			mean += p * value[k]
			before += p * forecast[k]
		}
		total := 0.0
		for k, r := range regret {
			r = max(r+(value[k]-mean), 0)
			regret[k] = r
			w := max(r+(forecast[k]-before), 0)
			value[k] = w
			total += w
		}
		match(strategy, value, total)
		after := 0.0
		for k, p := range strategy {
			after += p * forecast[k]
		}
		l.value[l.parent[h]] += mean
		l.forecast[l.parent[h]] += after
	}
}

// settle turns the average into a strategy and that into its plan: sums of many plans are off by rounding,
// and what is measured should be what is returned. Where the average does not lead, the strategy is the last one.
func (l *learner) settle() (plan []float64) {
	plan = l.forecast
	plan[0] = 1
	for h, up := range l.parent {
		lo, hi := l.first[h], l.first[h+1]
		mean := l.mean[lo:hi]
		total := 0.0
		for _, x := range l.average[lo:hi] {
			total += x
		}
		if total > 0 {
			for k, x := range l.average[lo:hi] {
				mean[k] = x / total
			}
		} else {
			copy(mean, l.strategy[lo:hi])
		}
		for k, p := range mean {
			plan[int(lo)+k] = plan[up] * p
		}
	}
	return plan
}

// best returns the most that the player gets from the values, a strategy chosen afresh, and what a plan gets.
func (l *learner) best(plan []float64) (best, got float64) {
	for s, v := range l.value {
		got += v * plan[s]
	}
	for h := len(l.parent) - 1; h >= 0; h-- {
		top := math.Inf(-1)
		for _, v := range l.value[l.first[h]:l.first[h+1]] {
			top = max(top, v)
		}
		l.value[l.parent[h]] += top
	}
	return l.value[0], got
}
