// Package cfr comes near a Nash equilibrium by counterfactual regret minimization (Zinkevich et al.
// 2007): at every information set a small learner lowers its regret, and the average of all play has a
// regret that vanishes. It is for trees that are too large for exact methods.
//
// In a two-player game of constant sum the average comes as near to an equilibrium as one likes. In others
// it need not: what is sure there is that play as a whole comes near the coarse correlated equilibria, and
// the profile of averages has the regret that is measured, whatever that is. Perfect recall is needed.
//
// Three rules: CFR+ (Tammelin 2014), discounted CFR (Brown and Sandholm 2019) and predictive CFR+
// (Farina, Kroer and Sandholm 2021). All update the players in turn. The game is compiled into its
// sequence form on flat arrays; an iteration is a sparse product with the payoffs, a backward loop over a
// player's information sets and a forward one, for each player, and allocates nothing.
package cfr

import (
	"context"
	"fmt"
	"math"

	"parley/game"
	"parley/game/sequence"
	"parley/solve"
)

// A Rule says how regrets are accumulated and play is averaged.
type Rule int

// The rules.
const (
	Predictive Rule = iota // predictive CFR+: regret matching+ with the last values as forecast, quadratic averages
	Plus                   // CFR+: regret matching+, linear averages
	Discounted             // discounted CFR: positive regrets by t^1.5/(t^1.5+1), negative by 1/2, quadratic averages
)

// String returns the rule's name.
func (r Rule) String() string { return [...]string{"predictive CFR+", "CFR+", "discounted CFR"}[r] }

// RelativeGap is the default of solve.Limits.Gap, as a share of the difference between the largest and
// the least payoff of a player.
const RelativeGap = 1e-6

// The default bounds of iterations: where the regret is sure to vanish, and where not.
const (
	MaxIterations        = 1_000_000
	MaxIterationsGeneral = 20_000
)

// The differences between payoffs, in utils, that can be added up and multiplied by probabilities.
const (
	smallest = 1e-280
	largest  = 1e300
)

// Solver runs one rule.
type Solver struct{ Rule Rule }

// Solve returns the profile of average strategies that has the least regret of those measured, with
// that regret as its Gap. It ends at the regret of opt.Gap (in utils), after opt.Iterations, or with ctx; the
// result is Finished in the first case. Where a player's own play excludes an information set, the profile
// holds his last strategy there. Its error wraps solve.ErrUnsuited if
// payoffs are beyond what floating point can do with, and game.ErrImperfectRecall as well if a player forgets.
func (s Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	if err := in.PerfectRecall(); err != nil {
		return nil, fmt.Errorf("%w: regret at information sets means nothing without perfect recall: %w (--method supports goes by the strategic form, which does not need it)", solve.ErrUnsuited, err)
	}
	res := &solve.Result{Concept: solve.Nash, In: in, Method: s.Rule.String(), Equilibria: []solve.Equilibrium{}}
	f, err := compile(ctx, in)
	if err != nil {
		res.IncompleteBecause = "stopped before the first iteration"
		return res, nil //nolint:nilerr // the context ended: an incomplete result
	}
	if !(f.spread <= largest) || f.spread > 0 && f.spread < smallest {
		return nil, fmt.Errorf("%w: its payoffs differ by %.2g, and floating point can do with 1e-280 to 1e300 (exact: --method supports)", solve.ErrUnsuited, f.spread)
	}
	_, sure := sequence.ConstantSum(in)
	limit, target := bounds(f, sure, opt.Limits)
	r := newRun(f, s.Rule)
	stopped := r.until(ctx, limit, target, opt.Progress)

	res.Stats = solve.Stats{Iterations: r.t, Gap: r.gap}
	res.Equilibria = append(res.Equilibria, solve.Equilibrium{Assessment: game.Assessment{Profile: r.profile(in)}, Certificate: solve.Numeric, Gap: r.gap})
	res.Finished = r.gap <= target
	switch {
	case res.Finished:
		res.IncompleteBecause = "this method looks for one"
	case stopped:
		res.IncompleteBecause = "stopped"
	default:
		res.IncompleteBecause = fmt.Sprintf("the regret of %.2g was not reached in %d iterations", target, r.t)
	}
	if !sure {
		res.Warnings = append(res.Warnings, unsure(in))
	}
	return res, nil
}

// Large is the number of nodes from which these methods are picked by themselves. Below it a linear program
// on the sequence form is faster to the same regret, and exact.
const Large = 300_000

// Suits tells whether in is a two-player game of constant sum that is too large for exact methods. On trees of
// that size discounted CFR has the least regret after the iterations that one can afford; predictive CFR+
// overtakes it on smaller ones.
func Suits(in *game.Instance) (why string, ok bool) {
	if len(in.Players) != 2 || len(in.Nodes) <= Large {
		return "", false
	}
	if sum, constant := sequence.ConstantSum(in); !constant || in.PerfectRecall() != nil {
		return "", false
	} else if !sum.IsZero() {
		return "two players whose payoffs have a constant sum, more than 300,000 nodes", true
	}
	return "two players, zero-sum, more than 300,000 nodes", true
}

// unsure says what this method is worth where it need not come near an equilibrium.
func unsure(in *game.Instance) string {
	what := "is not of constant sum"
	if len(in.Players) != 2 {
		what = fmt.Sprintf("has %d players", len(in.Players))
	}
	return "The game " + what + ": averages of play need not come near a Nash equilibrium (play as a whole comes near the coarse correlated ones). What holds is the measured regret."
}

// bounds returns the most iterations and the regret at which to stop.
func bounds(f *form, sure bool, l solve.Limits) (limit int64, target float64) {
	limit, target = MaxIterations, l.Gap
	if !sure {
		limit = MaxIterationsGeneral
	}
	if l.Iterations > 0 {
		limit = l.Iterations
	}
	if target == 0 {
		target = RelativeGap * f.spread
	}
	return limit, target
}

// until iterates up to a number of iterations or down to a regret; it tells whether ctx ended it. The regret
// is measured at the first iteration, at every twentieth part of what has been done, and at the end.
func (r *run) until(ctx context.Context, limit int64, target float64, progress func(solve.Stats)) (stopped bool) {
	const stride = 1 << 18 // outcomes and sequences between two looks at ctx
	each, work := r.work(), 0
	for next := int64(1); ; {
		r.iterate()
		if work += each; work >= stride {
			work = 0
			stopped = ctx.Err() != nil
			if progress != nil && !math.IsInf(r.gap, 1) {
				progress(solve.Stats{Iterations: r.t, Gap: r.gap})
			}
		}
		if r.t < next && r.t < limit && !stopped {
			continue
		}
		r.measure()
		if stopped || r.t >= limit || r.gap <= target {
			return stopped && r.gap > target
		}
		next = r.t + max(10, r.t/20)
	}
}

// work is about how many array entries an iteration touches.
func (r *run) work() int {
	n := r.outcomes * len(r.learners)
	for _, l := range r.learners {
		n += l.sequences()
	}
	return n
}

// profile returns the kept strategies.
func (r *run) profile(in *game.Instance) game.Profile {
	out := make([]float64, len(in.Actions))
	for _, l := range r.learners {
		for h, id := range l.infosets {
			copy(out[in.Infosets[id].First:], l.kept[l.first[h]:l.first[h+1]])
		}
	}
	return in.FromFloats(out)
}

var _ solve.Solver = Solver{}
