package cfr

import "math"

// A run is the state of all players.
type run struct {
	*form
	rule     Rule
	learners []*learner
	plans    [][]float64 // by player: what values are taken against
	t        int64       // iterations done
	gap      float64
}

func newRun(f *form, rule Rule) *run {
	r := &run{form: f, rule: rule, gap: math.Inf(1)}
	for i := range f.sides {
		l := newLearner(&f.sides[i])
		r.learners, r.plans = append(r.learners, l), append(r.plans, l.plan)
	}
	return r
}

// iterate updates the players one after the other, each against the newest strategies of the others.
func (r *run) iterate() {
	r.t++
	t := float64(r.t)
	for i, l := range r.learners {
		r.values(i)
		switch r.rule {
		case Discounted:
			// alpha = 3/2, beta = 0, gamma = 2
			p := t * math.Sqrt(t)
			l.discounted(p/(p+1), 0.5)
		case Plus:
			l.plus()
		case Predictive:
			l.predictive()
		}
		l.follow(r.share())
	}
}

// share is the weight of the iteration in the average of all so far: t of them linearly (Tammelin 2014),
// its square for the others (Brown and Sandholm 2019; Farina, Kroer and Sandholm 2021).
func (r *run) share() float64 {
	t := float64(r.t)
	if r.rule == Plus {
		return 2 / (t + 1)
	}
	return 6 * t / ((t + 1) * (2*t + 1))
}

// values sets player i's values against the plans of the others.
func (r *run) values(i int) {
	l := r.learners[i]
	if len(r.learners) == 2 {
		l.rows.times(r.plans[1-i], l.value)
		return
	}
	clear(l.value)
	n := len(r.learners)
	for k := range r.outcomes {
		w := r.pay[k*n+i]
		for j, s := range r.seq[k*n : (k+1)*n] {
			if j != i {
				w *= r.plans[j][s]
			}
		}
		l.value[r.seq[k*n+i]] += w
	}
}

// times sets out to the product of m and x.
func (m *matrix) times(x, out []float64) {
	at := m.start[0]
	for row := range out {
		end := m.start[row+1]
		col, sum := m.col[at:end], 0.0
		val := m.val[at:end][:len(col)]
		for k, c := range col {
			sum += val[k] * x[c]
		}
		out[row], at = sum, end
	}
}

// measure computes the largest regret of the averages, and keeps them if it is the least so far.
func (r *run) measure() {
	for i, l := range r.learners {
		r.plans[i] = l.settle()
	}
	gap := 0.0
	for i, l := range r.learners {
		r.values(i)
		best, got := l.best(r.plans[i])
		gap = max(gap, best-got)
	}
	for i, l := range r.learners {
		r.plans[i] = l.plan
		if gap < r.gap {
			l.mean, l.kept = l.kept, l.mean
		}
	}
	r.gap = min(r.gap, gap)
}
