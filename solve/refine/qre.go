//go:build !js

package refine

import (
	"fmt"
	"strings"

	"parley/game"
	"parley/solve"
	"parley/solve/logit"
)

// qreNear is how near the end of the branch has to be to an equilibrium, and qreApart how many times as far
// from every other one, in the largest difference between probabilities.
const (
	qreNear  = 1e-2
	qreApart = 10
)

// qreLimit tells whether the equilibrium is where the principal branch of logit quantal response equilibria
// leads as lambda grows (McKelvey and Palfrey 1998, Turocy 2010), in the agent form for the equilibria of a tree and in
// the strategic form for those of one. The branch is traced in floating point until it has come to rest, so
// that this, unlike other judgements, is no proof.
func (j *judging) qreLimit(i int) Judgement {
	if len(j.res.Equilibria) == 1 && j.res.Complete {
		return pass() // limits of logit equilibria are equilibria, and there is no other
	}
	if j.qre == nil {
		j.qre = j.traceBranch()
	}
	x := *j.qre
	switch {
	case x.Verdict != Passes:
	case j.qreAt != i:
		return fail("the branch leads to E%d%s", j.qreAt+1, x.Reason)
	default:
		x.Reason = strings.TrimPrefix(x.Reason, "; ")
	}
	return x
}

// traceBranch follows the branch and finds the equilibrium at its end.
func (j *judging) traceBranch() *Judgement {
	end, err := logit.Limit(j.ctx, j.in)
	say := func(x Judgement) *Judgement { return &x }
	switch {
	case err != nil:
		return say(undecided("%s", err))
	case !end.Settled:
		return say(undecided("the branch of logit equilibria had not come to rest at lambda %.3g: %s", end.Lambda, end.Because))
	}
	best, second := -1, -1
	var near, next float64
	for k := range j.res.Equilibria {
		switch d := j.distance(&j.res.Equilibria[k], end.Profile); {
		case best < 0 || d < near:
			second, next = best, near
			best, near = k, d
		case second < 0 || d < next:
			second, next = k, d
		}
	}
	switch {
	case near > qreNear:
		return say(undecided("the branch ends at lambda %.3g, %.2g away from the nearest equilibrium of the list, E%d", end.Lambda, near, best+1))
	case second >= 0 && next < qreApart*max(near, qreNear/100):
		return say(undecided("the branch ends at lambda %.3g near both E%d and E%d", end.Lambda, best+1, second+1))
	}
	j.qreAt = best
	x := pass()
	if len(end.Forks) > 0 {
		x.Reason = fmt.Sprintf("; another branch crosses it near lambda %.3g, where it was followed straight on", end.Forks[0])
	}
	return &x
}

// distance is the largest distance of a probability from its range in a set of equilibria.
func (j *judging) distance(e *solve.Equilibrium, p []float64) float64 {
	most := 0.0
	for a := range p {
		low, high := e.Range(game.ActionID(a))
		most = max(most, low.Float()-p[a], p[a]-high.Float())
	}
	return most
}
