package refine

import (
	"context"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// PerfectByTrembles judges perfection without van Damme's theorem for two players.
func PerfectByTrembles(in *game.Instance, a *game.Assessment) Judgement {
	j := &judging{ctx: context.Background(), in: in, res: &solve.Result{}}
	return j.perfectMember(a)
}

// Trembles returns, for a profile that passes by trembles, their orders and weights by action: those of the
// actions not played, and by how much the played ones move for each unit of eps. It is nil if none are found.
func Trembles(in *game.Instance, a *game.Assessment) map[game.ActionID]Tremble {
	b, err := newNeighbourhood(in, a.Profile)
	if err != nil {
		return nil
	}
	t := trembles{b: b}
	for h := range in.Infosets {
		if in.Infosets[h].Player != game.Chance {
			if err := t.add(b, game.InfosetID(h)); err != nil {
				return nil
			}
		}
	}
	t.reduce()
	for orders, weights := range t.candidates(a.Trembles) {
		x := t.find(orders, weights)
		if x == nil {
			continue
		}
		out := map[game.ActionID]Tremble{}
		for k, act := range t.unknown {
			out[act] = Tremble{orders[k], x[k]}
		}
		return out
	}
	return nil
}

// A Tremble is the probability Weight · eps^Order.
type Tremble struct {
	Order  int
	Weight num.Rat
}
