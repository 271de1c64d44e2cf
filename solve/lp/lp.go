// Package lp solves two-player games whose payoffs have a constant sum, with perfect recall, as a linear
// program on the sequence form (von Stengel 1996; Koller, Megiddo and von Stengel 1996): the value of the
// game and a maximin behaviour strategy of each player. The program is solved in floating point; its last
// basis is then solved in exact arithmetic, and if what comes out is optimal exactly, that is proved.
package lp

import (
	"context"
	"errors"
	"fmt"
	"math"

	"parley/game"
	"parley/game/sequence"
	"parley/internal/simplex"
	"parley/num"
	"parley/solve"
)

// Method is the name of this method in results.
const Method = "linear program on the sequence form"

// Solver finds one Nash equilibrium of a constant-sum game of two players with perfect recall. The zero
// value is ready to use.
type Solver struct {
	// Bits bounds the numbers of the exact solution: denominators of up to about so many bits; 0 stands
	// for 4096, a negative number for no exact solution.
	Bits int
}

// Solve finds maximin strategies and the value of in. Its error wraps solve.ErrUnsuited if there are not
// two players, if their payoffs have no constant sum or if a player forgets.
func (s Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	form, pay, sum, err := prepare(in)
	if err != nil {
		return nil, err
	}
	r := &run{in: in, form: form, pay: pay, sum: sum, opt: opt, res: &solve.Result{Concept: solve.Nash, In: in, Method: Method}}
	r.solve(ctx, s.bits())
	return r.res, nil
}

// Suits tells whether in is a constant-sum game of two players with perfect recall that has too many
// strategies to list all its equilibria.
func Suits(in *game.Instance) (why string, ok bool) {
	if len(in.Players) != 2 || sequence.Enumerable(in.Game) {
		return "", false
	}
	sum, ok := sequence.ConstantSum(in)
	if !ok || in.PerfectRecall() != nil {
		return "", false
	}
	if !sum.IsZero() {
		return "two players whose payoffs have a constant sum, too large to enumerate", true
	}
	return "two players, zero-sum, too large to enumerate", true
}

func (s Solver) bits() int {
	if s.Bits == 0 {
		return 4096
	}
	return s.Bits
}

func prepare(in *game.Instance) (*sequence.Form, *sequence.Payoffs, num.Rat, error) {
	if len(in.Players) != 2 {
		return nil, nil, num.Zero, fmt.Errorf("%w: the linear program is for two players, and there are %d (all Nash equilibria of small games: --method supports)",
			solve.ErrUnsuited, len(in.Players))
	}
	sum, ok := sequence.ConstantSum(in)
	if !ok {
		return nil, nil, num.Zero, fmt.Errorf("%w: the linear program is for games whose payoffs have the same sum at every end of play, and here they have not (one Nash equilibrium of two players: --method lemke)",
			solve.ErrUnsuited)
	}
	form, err := sequence.New(in.Game)
	if errors.Is(err, game.ErrImperfectRecall) {
		return nil, nil, num.Zero, fmt.Errorf("%w: %w (a strategic form needs no recall: --method lemke-howson)", solve.ErrUnsuited, err)
	}
	if err != nil {
		return nil, nil, num.Zero, err
	}
	pay, err := form.Payoffs(in)
	return form, pay, sum, err
}

// A run is one solve.
type run struct {
	in    *game.Instance
	form  *sequence.Form
	pay   *sequence.Payoffs
	sum   num.Rat
	opt   solve.Options
	prog  *program
	basis *simplex.Solution
	res   *solve.Result
}

// solve looks for a basis that is best exactly: first with the usual tolerances, then, from its end, with
// narrow ones, then, in a small game, by exact pivots. Else floating point has to do.
func (r *run) solve(ctx context.Context, bits int) {
	r.prog = newProgram(r.form, r.pay)
	start := r.prog.start(r.opening(ctx))
	var best *simplex.Solution
	for _, tolerance := range []float64{1e-9, 1e-12} {
		r.basis = r.minimize(ctx, start, tolerance)
		if r.basis.Status != simplex.Optimal {
			break // the program of a game is feasible and bounded
		}
		best = r.basis
		if bits < 0 {
			break
		}
		if r.exact(ctx, bits) {
			return
		}
		start = &r.basis.Basis
	}
	switch {
	case bits >= 0 && r.small(ctx):
	case best != nil:
		r.basis = best
		r.numeric()
	case ctx.Err() != nil:
		r.res.IncompleteBecause = "interrupted"
	case r.basis.Status == simplex.Stopped:
		r.res.IncompleteBecause = fmt.Sprintf("the bound of %d steps was reached before the linear program was solved", r.opt.Iterations)
	default:
		r.res.IncompleteBecause = unsolved
	}
}

const unsolved = "rounding errors kept the linear program from being solved"

func (r *run) minimize(ctx context.Context, start *simplex.Basis, tolerance float64) *simplex.Solution {
	before := r.res.Stats.Iterations
	opt := simplex.Options{Start: start, Tolerance: tolerance}
	if r.opt.Iterations > 0 {
		opt.Iterations = int(min(max(1, r.opt.Iterations-before), math.MaxInt32))
	}
	if r.opt.Progress != nil {
		opt.Progress = func(n int) { r.opt.Progress(solve.Stats{Iterations: before + int64(n)}) }
	}
	s := simplex.Minimize(ctx, &r.prog.Problem, opt)
	r.res.Stats.Iterations += int64(s.Iterations)
	return s
}

// rounds is how many rounds of regret matching choose where the simplex method begins: they cost little
// and halve its steps.
const rounds = 300

// opening returns the first player's pure strategy that takes what is likeliest near an equilibrium.
func (r *run) opening(ctx context.Context) []int32 {
	one := &r.form.Sides[0]
	x, _ := rough(ctx, r.form, r.pay, rounds)
	choice := make([]int32, len(one.Sets))
	for h := range one.Sets {
		set := &one.Sets[h]
		for q := set.First; q < set.First+set.Num; q++ {
			if x[q] > x[set.First+choice[h]] {
				choice[h] = q - set.First
			}
		}
	}
	return choice
}

// incomplete is why a result of one equilibrium is no list of all.
const incomplete = "this method finds one equilibrium"

// done puts an equilibrium with exact plans into the result.
func (r *run) done(x, y []num.Rat, value num.Rat, unique bool) {
	p := make(game.Profile, len(r.in.Actions))
	sequence.SetChance(r.in, p)
	for i, plan := range [][]num.Rat{x, y} {
		r.form.Sides[i].Behave(p, plan, r.replies(i, floats(x), floats(y)))
	}
	r.res.Equilibria = []solve.Equilibrium{solve.Point(game.Assessment{Profile: p})}
	value = r.pay.Utils(0, value, false)
	r.res.Value = &solve.Value{Low: value, High: value, Sum: r.sum}
	if r.res.Complete = unique; !unique {
		r.res.Finished, r.res.IncompleteBecause = true, incomplete
	}
}

// replies returns player i's best action at each of his sets against the other's plan.
func (r *run) replies(i int, x, y []float64) []int32 {
	side := &r.form.Sides[i]
	if i == 0 {
		_, choice := side.BestFloat(r.pay.AgainstFloat(0, 0, side.Len(), y))
		return choice
	}
	worth := r.pay.AgainstFloat(1, 0, side.Len(), x)
	for k := range worth {
		worth[k] = -worth[k]
	}
	_, choice := side.BestFloat(worth)
	return choice
}

func floats(x []num.Rat) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i].Float()
	}
	return out
}

// good is the regret, for payoffs of about 1, beyond which a floating-point solution counts as none.
const good = 1e-6

// numeric puts the floating-point equilibrium into the result, with the regret that it has, if that is small.
func (r *run) numeric() {
	x, y := r.basis.X[:r.prog.n1], r.basis.Y[:r.prog.n2]
	probs := make([]float64, len(r.in.Actions))
	const tiny = 1e-12
	for i, plan := range [][]float64{x, y} {
		r.form.Sides[i].BehaveFloat(probs, plan, r.replies(i, x, y), tiny)
	}
	p := r.in.FromFloats(probs)
	// The plans of what is returned, and what each lets the other get.
	var plans [2][]float64
	for i := range plans {
		plans[i] = floats(r.form.Sides[i].Plan(p))
	}
	high, _ := r.form.Sides[0].BestFloat(r.pay.AgainstFloat(0, 0, r.prog.n1, plans[1]))
	worth := r.pay.AgainstFloat(1, 0, r.prog.n2, plans[0])
	for k := range worth {
		worth[k] = -worth[k]
	}
	low, _ := r.form.Sides[1].BestFloat(worth)
	low = -low
	if high < low {
		high, low = low, high
	}
	if high-low > good {
		r.res.IncompleteBecause = unsolved
		return
	}
	gap := r.pay.Utils(0, num.FromFloat(high-low), true).Float()
	r.res.Stats.Gap = gap
	r.res.Equilibria = []solve.Equilibrium{{Assessment: game.Assessment{Profile: p}, Certificate: solve.Numeric, Gap: gap}}
	r.res.Value = &solve.Value{Low: r.pay.Utils(0, num.FromFloat(low), false), High: r.pay.Utils(0, num.FromFloat(high), false), Sum: r.sum}
	r.res.Finished, r.res.IncompleteBecause = true, incomplete
}
