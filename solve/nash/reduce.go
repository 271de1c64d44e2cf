package nash

import (
	"context"
	"fmt"

	"parley/expr"
	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/dominance"
)

// A reduced form is a strategic form without strategies that are in no Nash equilibrium.
type reduced struct {
	*game.Instance
	to []game.ActionID // by action: the one of the whole form
}

// reduce takes out what iterated strict dominance, by mixed strategies too, leaves no Nash equilibrium to
// play; nil if that is nothing.
func reduce(ctx context.Context, form *game.Strategic) (*reduced, error) {
	res, err := dominance.Solver{By: solve.MixedDominance}.Solve(ctx, form.Instance, solve.Options{})
	if err != nil || len(res.Reduction.Removed) == 0 {
		return nil, err
	}
	stays := make([]bool, len(form.Actions))
	for i, left := range res.Reduction.Left {
		for _, k := range left {
			stays[res.Reduction.Strategies[i][k][0]] = true
		}
	}
	return restrict(form.Instance, stays)
}

// restrict returns the strategic form in with the actions that stay only.
func restrict(in *game.Instance, stays []bool) (*reduced, error) {
	out := &reduced{}
	b := game.Builder{Title: in.Title, Players: in.Players, Pool: &expr.Pool{}}
	seen := make([]bool, len(in.Infosets))
	var build func(n game.NodeID)
	build = func(n game.NodeID) {
		if in.Terminal(n) {
			pay := make([]expr.ID, len(in.Players))
			for i := range pay {
				pay[i] = b.Pool.Const(in.PayoffAt(n, game.PlayerID(i)))
			}
			b.Terminal(pay)
			return
		}
		h := in.Nodes[n].Infoset
		spec := game.InfosetSpec{Player: in.Infosets[h].Player, Key: fmt.Sprint(h)}
		for _, a := range in.ActionsAt(h) {
			if !stays[a] {
				continue
			}
			spec.Actions = append(spec.Actions, in.Actions[a].Name)
			if !seen[h] {
				out.to = append(out.to, a)
			}
		}
		seen[h] = true
		b.Decision(spec)
		for k, a := range in.ActionsAt(h) {
			if stays[a] {
				build(in.Child(n, k))
			}
		}
	}
	build(0)
	g, err := b.Build()
	if err != nil {
		return nil, err
	}
	out.Instance, err = game.NewInstance(g, nil)
	return out, err
}

// whole returns a profile of the reduced form as one of the whole, which has so many actions.
func (r *reduced) whole(p game.Profile, actions int) game.Profile {
	if p == nil {
		return nil
	}
	out := make(game.Profile, actions)
	for a := range out {
		out[a] = num.Zero
	}
	for a, to := range r.to {
		out[to] = p[a]
	}
	return out
}
