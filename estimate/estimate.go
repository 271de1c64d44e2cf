// Package estimate fits the precision lambda of logit quantal response equilibria to observed play, by maximum
// likelihood along the principal branch (McKelvey and Palfrey 1995).
//
// What is observed is how often each action was taken at each information set. Given lambda, choices at
// different information sets and in different plays are taken as independent, each with the probabilities
// of the equilibrium. One lambda is fitted for all players.
package estimate

import (
	"context"
	"errors"
	"math"

	"parley/game"
	"parley/solve"
	"parley/solve/logit"
)

// Counts is how often each action was taken, by ActionID; 0 for chance's.
type Counts []int64

// Total is the number of observed choices.
func (c Counts) Total() int64 {
	sum := int64(0)
	for _, n := range c {
		sum += n
	}
	return sum
}

// Level is the confidence level of intervals.
const Level = 0.95

// critical is the quantile of the chi-squared distribution with one degree of freedom at Level.
const critical = 3.841458820694124

// A Fit is an estimate of lambda. Logarithms of likelihoods leave out the number of orders in which the choices
// could have come, which is the same for all.
type Fit struct {
	Counts Counts
	N      int64 // choices observed
	// Lambda is the estimate, in 1/utils; +Inf if the likelihood grows up to the end of the branch.
	Lambda float64
	// Point is the equilibrium there; the last of the branch if Lambda is infinite.
	Point logit.Point
	// StdErr is the standard error from the curvature of the likelihood, in 1/utils; NaN where the maximum is at
	// an end of the range, lambda = 0 or infinity, or at a turning point of the branch.
	StdErr float64
	// Low and High bound the likelihood-ratio interval at Level: the lambdas of that part of the branch, around
	// the estimate, where twice the logarithm of the likelihood is within 3.84 of the greatest. High is +Inf if
	// the interval goes on to the end of the branch.
	Low, High float64

	LogLik float64 // at the estimate
	// LogLikUniform is at lambda = 0, where everybody chooses at random.
	LogLikUniform float64
	// LogLikNash is at the equilibrium to which the branch tends, or at the last point if that is not known
	// exactly; -Inf if something was observed that it rules out.
	LogLikNash float64
	NashExact  bool // LogLikNash is of the exact limit
	// LogLikFree is of the observed frequencies themselves, the most that any model can reach, and Free the number
	// of frequencies that vary freely.
	LogLikFree float64
	Free       int
	// Others are further local maxima along the branch, in its order.
	Others   []Maximum
	Warnings []string
}

// A Maximum is a local maximum of the likelihood along the branch.
type Maximum struct{ Lambda, LogLik float64 }

// ErrNothing says that nobody was observed at a choice.
var ErrNothing = errors.New("nothing was observed: all counts at information sets with a choice are 0")

// Lambda fits lambda to counts of the branch's game. limit is the equilibrium to which the branch tends, nil
// if not known. Its error wraps ErrNothing if there is nothing to fit.
func Lambda(ctx context.Context, b *logit.Branch, counts Counts, limit *solve.Equilibrium) (*Fit, error) {
	l := newLikelihood(b, counts)
	if l.n == 0 {
		return nil, ErrNothing
	}
	f := &Fit{Counts: counts, N: l.n, StdErr: math.NaN()}
	best, others, err := l.maximum(ctx)
	if err != nil {
		return nil, err
	}
	f.Point, f.Lambda, f.LogLik, f.Others = best.point, best.point.Lambda, best.log, others
	if best.end {
		f.Lambda = math.Inf(1)
	}
	if err := l.interval(ctx, f, best); err != nil {
		return nil, err
	}
	if !best.end && best.point.Lambda > 0 {
		f.StdErr = l.standardError(best)
	}
	l.compare(f, limit)
	if !b.Settled {
		f.Warnings = append(f.Warnings, "The branch was followed up to lambda = "+decimal(b.Last().Lambda)+" only: a better fit may lie beyond.")
	}
	return f, nil
}

// compare fills in the likelihoods of other models.
func (l *likelihood) compare(f *Fit, limit *solve.Equilibrium) {
	f.LogLikUniform = l.at(l.b.Points[0].LogP)
	f.LogLikNash = l.at(l.b.Last().LogP)
	if limit != nil {
		logs := make([]float64, len(limit.Profile))
		for a, p := range limit.Profile {
			logs[a] = math.Log(p.Float())
		}
		f.LogLikNash, f.NashExact = l.at(logs), true
	}
	for h := range l.b.In.Infosets {
		set := &l.b.In.Infosets[h]
		own := l.counts[set.First : int(set.First)+set.Num]
		total := Counts(own).Total()
		if set.Player == game.Chance || total == 0 {
			continue
		}
		f.Free += set.Num - 1
		for _, n := range own {
			if n > 0 {
				f.LogLikFree += float64(n) * math.Log(float64(n)/float64(total))
			}
		}
	}
}
