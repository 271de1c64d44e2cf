// Package pure finds all Nash equilibria in pure strategies by looking at every profile of the
// reduced strategic form.
package pure

import (
	"context"

	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
)

// Method is the name of this method in results.
const Method = "every profile of the reduced strategic form"

// Solver finds all pure Nash equilibria. The zero value is ready to use.
type Solver struct{}

// Solve finds all Nash equilibria of in in pure strategies. Its error wraps solve.ErrUnsuited if the
// strategic form is too large.
func (Solver) Solve(ctx context.Context, in *game.Instance, _ solve.Options) (*solve.Result, error) {
	form, err := nash.Form(in)
	if err != nil {
		return nil, err
	}
	res := &solve.Result{Concept: solve.Pure, In: form.Instance, Method: Method, Equilibria: []solve.Equilibrium{}}
	pay := payoffs(form)
	size := make([]int, len(form.Strategies))
	step := make([]int, len(form.Strategies)) // distance in pay between neighbouring strategies
	cells := 1
	for i := len(size) - 1; i >= 0; i-- {
		size[i], step[i] = len(form.Strategies[i]), cells
		cells *= size[i]
	}
	for at := range cells {
		if at&0xfff == 0 && ctx.Err() != nil {
			res.IncompleteBecause = "interrupted"
			return res, nil
		}
		if stable(pay, at, size, step) {
			res.Equilibria = append(res.Equilibria, solve.Point(game.Assessment{Profile: profile(form, at, size, step)}))
		}
		res.Stats.Supports++
	}
	res.Complete = true
	return res, nil
}

// payoffs lists each player's payoff at each profile, the last player's strategy varying fastest.
func payoffs(form *game.Strategic) [][]num.Rat {
	var out [][]num.Rat
	for n := range form.Nodes {
		if form.Terminal(game.NodeID(n)) {
			row := make([]num.Rat, len(form.Players))
			for i := range row {
				row[i] = form.PayoffAt(game.NodeID(n), game.PlayerID(i))
			}
			out = append(out, row)
		}
	}
	return out
}

func stable(pay [][]num.Rat, at int, size, step []int) bool {
	for i := range size {
		own := at / step[i] % size[i]
		for k := range size[i] {
			if pay[at][i].Less(pay[at+(k-own)*step[i]][i]) {
				return false
			}
		}
	}
	return true
}

func profile(form *game.Strategic, at int, size, step []int) game.Profile {
	p := make(game.Profile, len(form.Actions))
	for h := range form.Infosets {
		i := form.Infosets[h].Player
		p[int(form.Infosets[h].First)+at/step[i]%size[i]] = num.One
	}
	return p
}
