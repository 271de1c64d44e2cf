package spe

import (
	"parley/game"
	"parley/num"
)

// stages tells whether, whatever the players do, play in each subgame that does not pass on to a smaller
// one comes to all of its information sets: perfect information, simultaneous moves whose outcome is
// seen, types that chance draws. Then nothing lies off the path within a subgame, what is optimal for the
// subgame is so at each of its information sets, and a profile is subgame perfect exactly if it is
// sequentially rational at beliefs that Bayes' rule gives: the sequential equilibria are all of them.
func stages(in *game.Instance) bool {
	roots := in.Subgames()
	inner := make([]bool, len(in.Nodes))
	for _, r := range roots {
		inner[r] = true
	}
	sure := make([]num.Rat, len(in.Nodes)) // scratch space
	for _, r := range roots {
		for _, h := range own(in, r, inner) {
			if leastReach(in, r, h, inner, sure).IsZero() {
				return false
			}
		}
	}
	return true
}

// own returns the information sets of players in the subgame at r that are in no smaller one.
func own(in *game.Instance, r game.NodeID, inner []bool) []game.InfosetID {
	var out []game.InfosetID
	for n := r; n < in.Nodes[r].End; n++ {
		h := in.Nodes[n].Infoset
		switch {
		case n != r && inner[n]:
			n = in.Nodes[n].End - 1
		case h != game.None && in.Infosets[h].Player != game.Chance && in.Infosets[h].Nodes[0] == n:
			out = append(out, h)
		}
	}
	return out
}

// leastReach returns the probability with which play from r comes to h at the least, whatever is done at
// each node, in the subgame at r without the smaller ones.
func leastReach(in *game.Instance, r game.NodeID, h game.InfosetID, inner []bool, sure []num.Rat) num.Rat {
	for n := in.Nodes[r].End - 1; n >= r; n-- {
		at := in.Nodes[n].Infoset
		switch {
		case at == h:
			sure[n] = num.One
			continue
		case at == game.None || n != r && inner[n]:
			sure[n] = num.Zero
			continue
		}
		set := &in.Infosets[at]
		low := num.One
		if set.Player == game.Chance {
			low = num.Zero
		}
		for k, c := range in.Children(n) {
			if set.Player == game.Chance {
				low = low.Add(in.Prob(set.First + game.ActionID(k)).Mul(sure[c]))
			} else {
				low = num.Min(low, sure[c])
			}
		}
		sure[n] = low
	}
	return sure[r]
}
