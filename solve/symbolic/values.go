package symbolic

import (
	"parley/game"
	"parley/internal/ratfunc"
	"parley/num"
)

// value returns p's expected payoff from n on. ok is false if play at some information set on the way is not decided
// yet. Values of nodes that only decided play of the path follows are kept.
func (w *derivation) value(n game.NodeID, p game.PlayerID) (v ratfunc.Func, ok bool) {
	g := w.g
	key := int(n)*len(g.Players) + int(p)
	if g.Terminal(n) {
		return w.payoff[key], true
	}
	if v, ok := w.values[key]; ok {
		return v, true
	}
	h := g.Nodes[n].Infoset
	if !w.decided[h] {
		return v, false
	}
	a := g.Infosets[h].First
	for c := n + 1; c < g.Nodes[n].End; c = g.Nodes[c].End {
		if s := w.sigma[a]; !s.IsZero() {
			u, ok := w.value(c, p)
			if !ok {
				return v, false
			}
			v = v.Add(s.Mul(u))
		}
		a++
	}
	if w.reached[n] {
		w.values[key] = v
	}
	return v, true
}

// others returns the probability that the other players and chance play towards n.
func (w *derivation) others(n game.NodeID, p game.PlayerID) ratfunc.Func {
	r := ratfunc.Const(num.One)
	for v := &w.g.Nodes[n]; v.Via != game.None; v = &w.g.Nodes[v.Parent] {
		if w.g.Infosets[w.g.Actions[v.Via].Infoset].Player != p {
			r = r.Mul(w.sigma[v.Via])
		}
	}
	return r
}

// reach returns the probability of n.
func (w *derivation) reach(n game.NodeID) ratfunc.Func { return w.others(n, game.None-1) }

// child returns where action a of n's information set leads.
func (w *derivation) child(n game.NodeID, a game.ActionID) game.NodeID {
	return w.g.Child(n, int(a-w.g.Infosets[w.g.Actions[a].Infoset].First))
}

// gain returns by how much a is worth more than b at an information set that is reached, times the probability
// that the others come there.
func (w *derivation) gain(h game.InfosetID, a, b game.ActionID) (v ratfunc.Func, ok bool) {
	p := w.g.Infosets[h].Player
	for _, n := range w.g.Infosets[h].Nodes {
		if !w.reached[n] {
			continue
		}
		x, ok := w.value(w.child(n, a), p)
		if !ok {
			return v, false
		}
		y, ok := w.value(w.child(n, b), p)
		if !ok {
			return v, false
		}
		if d := x.Sub(y); !d.IsZero() {
			v = v.Add(w.others(n, p).Mul(d))
		}
	}
	return v, true
}
