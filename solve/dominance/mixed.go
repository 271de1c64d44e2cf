package dominance

import (
	"context"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Dominating finds what weakly dominates a mixed strategy x of a player in a strategic form: a mixed
// strategy that is never worse, against any profile of the others, and better against some, with its
// greatest gain in utils; by is nil if there is none. x holds the weight of each of his strategies.
//
// Whether there is one depends on the support of x only: there is none exactly if all strategies in it are
// best replies to one belief that holds every profile of the others for possible.
func Dominating(ctx context.Context, form *game.Strategic, player int, x []num.Rat) (by []num.Rat, most num.Rat) {
	e := newElimination(ctx, nil, form, solve.WeakDominance)
	t := e.table(e.sites[player])
	for k, p := range x {
		if p.Equal(num.One) {
			if by, _ = t.judge(k, solve.WeakDominance); by != nil {
				_, most = t.gain(by, k)
			}
			return by, most
		}
	}
	virtual := make([]num.Rat, len(t.cols))
	for c := range t.cols {
		virtual[c] = t.value(x, c)
	}
	r := len(t.rows)
	t.rows, t.u = append(t.rows, []int{game.None}), append(t.u, virtual)
	if k := t.pure(r, true); k >= 0 {
		by = make([]num.Rat, r+1)
		by[k] = num.One
	} else if by, _ = t.weaklyMixed(r); by == nil {
		return nil, num.Zero
	}
	_, most = t.gain(by, r)
	return by[:r], most
}
