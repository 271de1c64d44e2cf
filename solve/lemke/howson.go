package lemke

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"parley/game"
	"parley/internal/pivoting"
	"parley/num"
	"parley/solve"
)

// HowsonMethod is the name of the method of Lemke and Howson in results.
const HowsonMethod = "Lemke and Howson's method on the reduced strategic form"

// MostProfiles bounds the strategic forms that are built.
const MostProfiles = 250_000

// Howson finds one Nash equilibrium of a two-player game in reduced strategic form by the method of Lemke
// and Howson (1964), or those to which its paths from each label lead. The zero value is ready to use.
//
// Labels are the strategies, those of the first player first. The path that begins by dropping a label
// ends with it. solve.Options.Start is the label, from 1; 0 stands for the first and EveryLabel for all,
// one after another.
type Howson struct{}

// EveryLabel as solve.Options.Start asks for the paths of all labels.
const EveryLabel = -1

// Solve finds a Nash equilibrium of in. Its error wraps solve.ErrUnsuited if there are not two players or
// if the strategic form is too large, or says that there is no such label.
func (Howson) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	if err := two(in); err != nil {
		return nil, err
	}
	form, err := game.NewStrategic(in, MostProfiles)
	if errors.Is(err, game.ErrTooLarge) {
		return nil, fmt.Errorf("%w: %w (a game with perfect recall needs no strategic form: --method lemke)", solve.ErrUnsuited, err)
	}
	if err != nil {
		return nil, err
	}
	b := newBimatrix(form)
	labels := []int{max(1, opt.Start) - 1}
	switch count := b.n[0] + b.n[1]; {
	case opt.Start == EveryLabel:
		labels = labels[:0]
		for k := range count {
			labels = append(labels, k)
		}
	case opt.Start < 0 || opt.Start > count:
		return nil, fmt.Errorf("there is no label %d: the game has the labels 1 to %d, one for each strategy", opt.Start, count)
	}
	return b.solve(ctx, labels, opt), nil
}

// A bimatrix is a two-player game in strategic form.
type bimatrix struct {
	form *game.Strategic
	n    [2]int
	u    [2][][]num.Rat // by player, the first one's strategy, the second one's: positive
	at   [2]game.ActionID
}

func newBimatrix(form *game.Strategic) *bimatrix {
	b := &bimatrix{form: form, n: [2]int{len(form.Strategies[0]), len(form.Strategies[1])}}
	for h := range form.Infosets {
		b.at[form.Infosets[h].Player] = form.Infosets[h].First
	}
	for p := range b.u {
		b.u[p] = make([][]num.Rat, b.n[0])
		for i := range b.u[p] {
			b.u[p][i] = make([]num.Rat, 0, b.n[1])
		}
	}
	least := [2]num.Rat{}
	k := 0 // profiles come with the second player's strategy varying fastest
	for n := range form.Nodes {
		if !form.Terminal(game.NodeID(n)) {
			continue
		}
		for p := range b.u {
			u := form.PayoffAt(game.NodeID(n), game.PlayerID(p))
			if k == 0 || u.Less(least[p]) {
				least[p] = u
			}
			b.u[p][k/b.n[1]] = append(b.u[p][k/b.n[1]], u)
		}
		k++
	}
	for p := range b.u { // positive, so that every strategy's bound binds somewhere
		for _, row := range b.u[p] {
			for j := range row {
				row[j] = row[j].Sub(least[p]).Add(num.One)
			}
		}
	}
	return b
}

// solve follows the paths of the labels and lists the equilibria at their ends, each once.
func (b *bimatrix) solve(ctx context.Context, labels []int, opt solve.Options) *solve.Result {
	res := &solve.Result{Concept: solve.Nash, In: b.form.Instance, Method: HowsonMethod}
	for _, label := range labels {
		left := int64(0)
		if opt.Iterations > 0 {
			if left = opt.Iterations - res.Stats.Iterations; left <= 0 {
				res.IncompleteBecause = fmt.Sprintf("the bound of %d steps was reached", opt.Iterations)
				return res
			}
		}
		p, steps, ok := b.path(ctx, label, left, func(n int64) {
			if opt.Progress != nil {
				opt.Progress(solve.Stats{Iterations: res.Stats.Iterations + n})
			}
		})
		res.Stats.Iterations += steps
		switch {
		case ok:
		case ctx.Err() != nil:
			res.IncompleteBecause = "interrupted"
			return res
		default:
			res.IncompleteBecause = fmt.Sprintf("the bound of %d steps was reached", opt.Iterations)
			return res
		}
		if !slices.ContainsFunc(res.Equilibria, func(e solve.Equilibrium) bool { return slices.EqualFunc(e.Profile, p, num.Rat.Equal) }) {
			res.Equilibria = append(res.Equilibria, solve.Point(game.Assessment{Profile: p}))
		}
	}
	res.Value = value(b.form.Instance, res.Equilibria[0].Profile)
	res.Finished, res.IncompleteBecause = true, incomplete
	if len(labels) > 1 {
		res.IncompleteBecause = "this method finds those equilibria to which its paths lead"
	}
	return res
}

// dictionary returns that of { x >= 0, Σ_s u(s, k) x_s <= 1 for each strategy k of the other }: x are the
// strategies of player i, scaled, and k's slack is 0 where k is a best reply. Variables have the names of
// labels, x_s its own and slacks that of k, with the number of labels added to those of slacks.
func (b *bimatrix) dictionary(i int) *pivoting.Dictionary {
	labels := b.n[0] + b.n[1]
	own, other := b.n[i], b.n[1-i]
	basic, column := make([]int, other), make([]int, own)
	coef, rhs := make([][]num.Rat, other), make([]num.Rat, other)
	for s := range column {
		column[s] = i*b.n[0] + s
	}
	for k := range basic {
		basic[k], rhs[k] = labels+(1-i)*b.n[0]+k, num.One
		coef[k] = make([]num.Rat, own)
		for s := range own {
			if i == 0 {
				coef[k][s] = b.u[1][s][k]
			} else {
				coef[k][s] = b.u[0][k][s]
			}
		}
	}
	return pivoting.New(basic, column, coef, rhs)
}

// path follows the path of a label to its end. It returns false if the context or the steps (0: no bound)
// ended before.
func (b *bimatrix) path(ctx context.Context, label int, most int64, progress func(int64)) (p game.Profile, steps int64, ok bool) {
	labels := b.n[0] + b.n[1]
	d := [2]*pivoting.Dictionary{b.dictionary(0), b.dictionary(1)}
	// The strategy of that label enters in its own player's dictionary; the label that leaves there is
	// entered by the variable with it in the other's.
	side, entering := 0, label
	if label >= b.n[0] {
		side = 1
	}
	for {
		if ctx.Err() != nil || most > 0 && steps >= most {
			return nil, steps, false
		}
		if steps&15 == 15 {
			progress(steps)
		}
		leaving, ok := d[side].Leaving(entering)
		if !ok { // the polytope is bounded, as payoffs are positive
			panic("lemke: a ray")
		}
		d[side].Pivot(entering, leaving)
		steps++
		if leaving%labels == label {
			return b.profile(d), steps, true
		}
		entering, side = (leaving+labels)%(2*labels), 1-side
	}
}

// profile returns the mixed strategies at a vertex pair, scaled to sum to 1.
func (b *bimatrix) profile(d [2]*pivoting.Dictionary) game.Profile {
	p := make(game.Profile, len(b.form.Actions))
	for i := range d {
		sum := num.Zero
		x := make([]num.Rat, b.n[i])
		for s := range x {
			x[s] = d[i].Value(i*b.n[0] + s)
			sum = sum.Add(x[s])
		}
		for s := range x {
			p[int(b.at[i])+s] = x[s].Quo(sum)
		}
	}
	return p
}
