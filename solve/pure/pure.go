// Package pure finds all Nash equilibria in pure strategies: every profile of the reduced strategic form is
// looked at, in tables of payoffs. Larger forms are never built as a game: their equilibria are told on
// the tree.
package pure

import (
	"context"
	"errors"
	"fmt"

	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
)

// Method is the name of this method in results.
const Method = "every profile of the reduced strategic form"

// MaxProfiles bounds the strategic forms that are gone through.
const MaxProfiles = 5_000_000

// mostNumbers bounds the probabilities in a list of equilibria that are told on the tree.
const mostNumbers = 20_000_000

// Solver finds all pure Nash equilibria. The zero value is ready to use.
type Solver struct{}

// Solve finds all Nash equilibria of in in pure strategies. They are profiles of its strategic form if that
// has at most nash.MaxProfiles profiles; else of in itself, where the first action stands for whatever a
// player does at information sets that his own choices exclude. Its error wraps solve.ErrUnsuited if
// the strategic form has more than MaxProfiles profiles, or more than nash.MaxProfiles and a player forgets.
func (Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	res := &solve.Result{Concept: solve.Pure, In: in, Method: Method, Equilibria: []solve.Equilibrium{}}
	err := find(ctx, in, opt, res)
	if err != nil && errors.Is(err, ctx.Err()) {
		res.Equilibria, res.IncompleteBecause = res.Equilibria[:0], "interrupted"
		return res, nil
	}
	if err != nil {
		return nil, err
	}
	return res, nil
}

// find fills in the result; it returns the error of ctx if that ends.
func find(ctx context.Context, in *game.Instance, opt solve.Options, res *solve.Result) error {
	t, err := game.NewTables(ctx, in, MaxProfiles)
	switch {
	case errors.Is(err, game.ErrTooLarge):
		return fmt.Errorf("%w: %w (sequential equilibria need no strategic form: --concept sequential)", solve.ErrUnsuited, err)
	case err != nil:
		return err
	}
	var form *game.Strategic
	most := t.Profiles
	if t.Profiles > nash.MaxProfiles {
		if err := in.PerfectRecall(); err != nil {
			return fmt.Errorf("%w: %w, and the strategic form has more than %d profiles (what survives elimination: --concept rationalizable)", solve.ErrUnsuited, err, nash.MaxProfiles)
		}
		most = max(1, mostNumbers/len(in.Actions))
	} else if form, err = t.Strategic(ctx); err != nil {
		return err
	}
	best, err := bestReplies(ctx, t, func(profiles int64) {
		res.Stats.Supports = profiles
		if opt.Progress != nil {
			opt.Progress(res.Stats)
		}
	})
	if err != nil {
		return err
	}
	if form != nil {
		res.In = form.Instance
	}
	for at, ok := range best {
		if !ok {
			continue
		}
		if len(res.Equilibria) == most {
			res.IncompleteBecause = fmt.Sprintf("there are more than %d equilibria", most)
			return nil
		}
		res.Equilibria = append(res.Equilibria, solve.Point(game.Assessment{Profile: profile(t, in, form, at)}))
	}
	res.Complete = true
	return nil
}

// bestReplies tells for each profile whether every player's strategy is a best reply to the others'.
// Progress is told how many profiles have been looked at, on the average of the players.
func bestReplies(ctx context.Context, t *game.Tables, progress func(int64)) ([]bool, error) {
	best := make([]bool, t.Profiles)
	for k := range best {
		best[k] = true
	}
	players := len(t.Strategies)
	for i, list := range t.Strategies {
		pay, err := t.Payoffs(ctx, game.PlayerID(i))
		if err != nil {
			return nil, err
		}
		step, own := t.Step[i], len(list)
		for rest := range t.Profiles / own { // profiles of the others
			if rest&0xfff == 0 {
				if err := ctx.Err(); err != nil {
					return nil, err
				}
				progress((int64(i)*int64(t.Profiles) + int64(rest)*int64(own)) / int64(players))
			}
			first := rest/step*step*own + rest%step
			top := first
			for k := 1; k < own; k++ {
				if at := first + k*step; pay.Less(top, at) {
					top = at
				}
			}
			for k := range own {
				if at := first + k*step; pay.Less(at, top) {
					best[at] = false
				}
			}
		}
	}
	progress(int64(t.Profiles))
	return best, nil
}

// profile returns a profile of the tables as one of the strategic form, or, if that is nil, of in.
func profile(t *game.Tables, in *game.Instance, form *game.Strategic, at int) game.Profile {
	if form != nil {
		p := make(game.Profile, len(form.Actions))
		for h := range form.Infosets {
			p[int(form.Infosets[h].First)+t.Choice(at, form.Infosets[h].Player)] = num.One
		}
		return p
	}
	p := make(game.Profile, len(in.Actions))
	first := make([]bool, len(in.Infosets)) // no choice is made there
	for h := range in.Infosets {
		first[h] = in.Infosets[h].Player != game.Chance
		if !first[h] {
			for _, a := range in.ActionsAt(game.InfosetID(h)) {
				p[a] = in.Prob(a)
			}
		}
	}
	for i, list := range t.Strategies {
		for _, a := range list[t.Choice(at, game.PlayerID(i))] {
			p[a] = num.One
			first[in.Actions[a].Infoset] = false
		}
	}
	for h, ok := range first {
		if ok {
			p[in.Infosets[h].First] = num.One
		}
	}
	return p
}
