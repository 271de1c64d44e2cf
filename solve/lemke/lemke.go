// Package lemke finds one Nash equilibrium of a two-player game by complementary pivoting.
//
// Solver follows the path of von Stengel, van den Elzen and Talman (2002) on the sequence form (Koller,
// Megiddo and von Stengel 1996): from best replies to a prior, by the method of Lemke (1965). Howson is
// the method of Lemke and Howson (1964) on the reduced strategic form. Both methods pivot over whole
// numbers with lexicographic ties, which ends on every game; on larger trees the first pivots in floating
// point, and the basis at the end is solved and proved in exact arithmetic.
package lemke

import (
	"context"
	"errors"
	"fmt"

	"parley/game"
	"parley/game/sequence"
	"parley/num"
	"parley/solve"
)

// Method is the name of this method in results.
const Method = "Lemke's method on the sequence form"

// Solver finds one Nash equilibrium of a game of two players with perfect recall. The zero value is ready
// to use.
type Solver struct {
	// Exact is the number of sequences of both players up to which all pivots are exact: 0 stands for
	// 120, a negative number for none.
	Exact int
	// Bits bounds the numbers of the exact solution of larger games: denominators of up to about so many
	// bits; 0 stands for 4096, a negative number for no exact solution.
	Bits int
}

// incomplete is why a result of one equilibrium is no list of all.
const incomplete = "this method finds one equilibrium"

// Solve finds a Nash equilibrium of in. Its error wraps solve.ErrUnsuited if there are not two players or
// if one forgets.
func (s Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	if err := two(in); err != nil {
		return nil, err
	}
	form, err := sequence.New(in.Game)
	if errors.Is(err, game.ErrImperfectRecall) {
		return nil, fmt.Errorf("%w: %w (a strategic form needs no recall: --method lemke-howson)", solve.ErrUnsuited, err)
	}
	if err != nil {
		return nil, err
	}
	pay, err := form.Payoffs(in)
	if err != nil {
		return nil, err
	}
	if s.Exact == 0 {
		s.Exact = 120
	}
	if s.Bits == 0 {
		s.Bits = 4096
	}
	r := &run{in: in, sys: newSystem(form, pay), opt: opt, res: &solve.Result{Concept: solve.Nash, In: in, Method: Method}}
	r.solve(ctx, s)
	return r.res, nil
}

// Suits tells whether in is a game of two players with perfect recall that has too many strategies to list
// all its equilibria.
func Suits(in *game.Instance) (why string, ok bool) {
	if len(in.Players) != 2 || sequence.Enumerable(in.Game) || in.PerfectRecall() != nil {
		return "", false
	}
	return "two players, too large to enumerate", true
}

func two(in *game.Instance) error {
	if len(in.Players) == 2 {
		return nil
	}
	return fmt.Errorf("%w: complementary pivoting is for two players, and there are %d (all Nash equilibria of small games: --method supports)",
		solve.ErrUnsuited, len(in.Players))
}

// A run is one solve.
type run struct {
	in  *game.Instance
	sys *system
	opt solve.Options
	res *solve.Result
}

// largest is the number of sequences up to which exact pivots are tried where floating point failed.
const largest = 400

func (r *run) solve(ctx context.Context, s Solver) {
	sequences := r.sys.n[0] + r.sys.n[1]
	if sequences <= s.Exact {
		r.pivot(ctx)
		return
	}
	for seed := uint64(1); seed <= 3 && ctx.Err() == nil; seed++ {
		f := r.sys.newFollower(seed * 0x9E3779B97F4A7C15)
		ended := f.follow(ctx, r.steps(), r.progress())
		r.res.Stats.Iterations += f.Steps
		if !ended {
			continue
		}
		if s.Bits > 0 {
			if x, y, ok := f.solved(ctx, s.Bits); ok && r.proved(x, y) {
				r.done(x, y)
				return
			}
		}
		if plans, ok := f.plans(); ok && r.numeric(plans) {
			return
		}
	}
	switch {
	case ctx.Err() != nil:
		r.res.IncompleteBecause = "interrupted"
	case r.opt.Iterations > 0:
		r.res.IncompleteBecause = fmt.Sprintf("the bound of %d steps was reached", r.opt.Iterations)
	case sequences <= largest && s.Exact > 0:
		r.pivot(ctx)
	default:
		r.res.IncompleteBecause = "rounding errors led off the path, and the game is too large for exact pivots"
	}
}

// steps bounds the steps of floating-point runs: paths are of the order of the number of rows, and what
// takes a thousand times that has lost its way.
func (r *run) steps() int64 {
	if r.opt.Iterations > 0 {
		return r.opt.Iterations
	}
	return 1000 * int64(r.sys.rows())
}

func (r *run) progress() func(int64) {
	if r.opt.Progress == nil {
		return nil
	}
	return func(n int64) { r.opt.Progress(solve.Stats{Iterations: n}) }
}

// pivot follows the path in exact arithmetic.
func (r *run) pivot(ctx context.Context) {
	x, y, steps, ok := r.sys.exact(ctx, r.opt.Iterations, r.progress())
	r.res.Stats.Iterations += steps
	switch {
	case ok:
		r.done(x, y)
	case ctx.Err() != nil:
		r.res.IncompleteBecause = "interrupted"
	default:
		r.res.IncompleteBecause = fmt.Sprintf("the bound of %d steps was reached", r.opt.Iterations)
	}
}

// proved tells whether x and y are realization plans and best replies to each other, exactly.
func (r *run) proved(x, y []num.Rat) bool {
	plans := [2][]num.Rat{x, y}
	for i := range plans {
		side := &r.sys.form.Sides[i]
		if side.CheckPlan(plans[i]) != nil {
			return false
		}
	}
	for i := range plans {
		worth := r.sys.pay.Against(i, i, r.sys.n[i], plans[1-i])
		best, _ := r.sys.form.Sides[i].Best(worth)
		got := num.Zero
		for q, w := range plans[i] {
			if !w.IsZero() {
				got = got.Add(w.Mul(worth[q]))
			}
		}
		if !got.Equal(best) {
			return false
		}
	}
	return true
}

// done puts an exact equilibrium into the result.
func (r *run) done(x, y []num.Rat) {
	p := make(game.Profile, len(r.in.Actions))
	sequence.SetChance(r.in, p)
	plans := [2][]num.Rat{x, y}
	for i := range plans {
		side := &r.sys.form.Sides[i]
		_, choice := side.Best(r.sys.pay.Against(i, i, r.sys.n[i], plans[1-i]))
		side.Behave(p, plans[i], choice)
	}
	r.res.Equilibria = []solve.Equilibrium{solve.Point(game.Assessment{Profile: p})}
	r.res.Value = value(r.in, p)
	r.res.Finished, r.res.IncompleteBecause = true, incomplete
}

// value returns the value of a constant-sum game, which any exact equilibrium tells; nil for other games.
func value(in *game.Instance, p game.Profile) *solve.Value {
	sum, ok := sequence.ConstantSum(in)
	if !ok {
		return nil
	}
	v := in.NodeValues(p)[0]
	return &solve.Value{Low: v, High: v, Sum: sum}
}

// good is the regret, for payoffs of about 1, beyond which a floating-point run counts as failed.
const good = 1e-6

// numeric puts the floating-point equilibrium into the result with its regret, if that is small.
func (r *run) numeric(plans [2][]float64) bool {
	probs := make([]float64, len(r.in.Actions))
	for i := range plans {
		side := &r.sys.form.Sides[i]
		_, choice := side.BestFloat(r.sys.pay.AgainstFloat(i, i, r.sys.n[i], plans[1-i]))
		side.BehaveFloat(probs, plans[i], choice, 1e-12)
	}
	p := r.in.FromFloats(probs)
	for i := range plans {
		plans[i] = r.sys.form.Sides[i].PlanFloat(p)
	}
	gap, most := 0.0, 0.0 // in utils; for payoffs of about 1
	for i := range plans {
		worth := r.sys.pay.AgainstFloat(i, i, r.sys.n[i], plans[1-i])
		best, _ := r.sys.form.Sides[i].BestFloat(worth)
		got := 0.0
		for q, w := range plans[i] {
			got += w * worth[q]
		}
		most = max(most, best-got)
		gap = max(gap, r.sys.pay.Utils(i, num.FromFloat(best-got), true).Float())
	}
	if most > good {
		return false
	}
	r.res.Equilibria = []solve.Equilibrium{{Assessment: game.Assessment{Profile: p}, Certificate: solve.Numeric, Gap: gap}}
	r.res.Stats.Gap = gap
	r.res.Finished, r.res.IncompleteBecause = true, incomplete
	return true
}
