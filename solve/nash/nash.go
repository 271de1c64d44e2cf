// Package nash finds all Nash equilibria of small games by going through supports of the reduced
// strategic form. Strategies that iterated strict dominance takes out are in none, and go first. The rest
// is solved as a game in which each player moves once, unseen: its sequential equilibria are its Nash
// equilibria.
package nash

import (
	"context"
	"errors"
	"fmt"

	"parley/game"
	"parley/solve"
	"parley/solve/sequential"
)

// Method is the name of this method in results.
const Method = "support enumeration on the reduced strategic form"

// MaxProfiles bounds the strategic forms that are built.
const MaxProfiles = 50_000

// Solver finds all Nash equilibria. The zero value is ready to use.
type Solver struct{}

// Solve finds all Nash equilibria of in, in mixed strategies. Its error wraps solve.ErrUnsuited if the
// strategic form has more than MaxProfiles profiles.
func (Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	form, err := Form(in)
	if err != nil {
		return nil, err
	}
	return Mixed(ctx, form, opt)
}

// Form returns the strategic form of in, or an error that wraps solve.ErrUnsuited.
func Form(in *game.Instance) (*game.Strategic, error) {
	form, err := game.NewStrategic(in, MaxProfiles)
	if errors.Is(err, game.ErrTooLarge) {
		return nil, fmt.Errorf("%w: %w (sequential equilibria need no strategic form: --concept sequential)", solve.ErrUnsuited, err)
	}
	return form, err
}

// Mixed finds all Nash equilibria of a strategic form.
func Mixed(ctx context.Context, form *game.Strategic, opt solve.Options) (*solve.Result, error) {
	small, err := reduce(ctx, form)
	if err != nil {
		return nil, err
	}
	in := form.Instance
	if small != nil {
		in = small.Instance
	}
	res, err := sequential.Solver{}.Solve(ctx, in, opt)
	if err != nil {
		return nil, err
	}
	res.Concept, res.Method, res.In = solve.Nash, Method, form.Instance
	res.WithoutBeliefs()
	if small == nil {
		return res, nil
	}
	n := len(form.Actions)
	for i := range res.Equilibria {
		e := &res.Equilibria[i]
		e.Profile, e.Low, e.High = small.whole(e.Profile, n), small.whole(e.Low, n), small.whole(e.High, n)
		for j := range e.Vertices {
			e.Vertices[j].Profile = small.whole(e.Vertices[j].Profile, n)
		}
		for j := range e.Pieces {
			e.Pieces[j] = solve.Piece{Low: small.whole(e.Pieces[j].Low, n), High: small.whole(e.Pieces[j].High, n)}
		}
		for j := range e.Irrational {
			e.Irrational[j].Action = small.to[e.Irrational[j].Action]
		}
	}
	return res, nil
}
