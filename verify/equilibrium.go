package verify

import (
	"context"
	"errors"
	"fmt"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Equilibrium measures all members of a set of equilibria that are known, or for a numeric one its regret, and returns the
// most that a player could gain by deviating, in utils. Its error says why it is no equilibrium of the concept; it wraps
// that of ctx if that ended first, and then nothing is known.
func (k *Checker) Equilibrium(ctx context.Context, in *game.Instance, e *solve.Equilibrium, concept solve.Concept) (num.Rat, error) {
	most := num.Zero
	if e.Certificate == solve.Numeric {
		m, err := k.Measure(in, e.Profile)
		switch {
		case err != nil:
			return most, err
		case m.Most() > e.Gap+m.Rounding:
			return most, fmt.Errorf("somebody gains %.3g by another strategy; the solver claims %.3g at most", m.Most(), e.Gap)
		}
		return num.FromFloat(m.Most()), nil
	}
	for _, m := range e.Members() {
		if ctx.Err() != nil {
			return most, ctx.Err()
		}
		c, err := k.CheckWithin(in, &m, concept, e.Radius)
		if err != nil {
			return most, err
		}
		if !c.OK() {
			return most, errors.New(c.Failure())
		}
		most = num.Max(most, c.Local)
		for _, r := range c.Regret {
			most = num.Max(most, r)
		}
	}
	return most, nil
}
