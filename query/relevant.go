package query

import (
	"slices"

	"parley/game"
)

// relevant fills playAt and beliefAt: the information sets at which play, or belief, bears on the leaf's
// value. Equilibria that agree there need not be told apart.
func (l *leaf) relevant() {
	r := &relevance{s: l.s, play: make([]bool, len(l.s.g.Infosets)), belief: make([]bool, len(l.s.g.Infosets))}
	if l.force >= 0 {
		r.force = l.s.forced[l.force]
	}
	switch q := l.q.(type) {
	case Prob:
		r.below(0, func(z game.NodeID) int32 {
			switch {
			case l.given != nil && !l.given[z]:
				return -1
			case l.event[z]:
				return 1
			}
			return 0
		})
	case Payoff:
		r.below(0, func(z game.NodeID) int32 {
			if l.given != nil && !l.given[z] {
				return -1
			}
			return int32(z) // every payoff counts
		})
	case Belief:
		for _, s := range l.sets {
			r.belief[s.h] = true
			for _, n := range l.s.g.Infosets[s.h].Nodes {
				r.above(n)
				r.below(n, func(z game.NodeID) int32 {
					if l.event[z] {
						return 1
					}
					return 0
				})
			}
		}
	case Plays:
		r.below(0, func(z game.NodeID) int32 {
			if l.made[z] == 0 || l.given != nil && !l.given[z] {
				return -1
			}
			return int32(l.made[z])<<8 + int32(l.taken[z])
		})
		for _, s := range l.sets {
			r.play[s.h] = true
		}
	case Informs:
		r.below(0, func(z game.NodeID) int32 {
			if l.x[z] < 0 || l.y[z] < 0 {
				return -1
			}
			return l.x[z]*int32(l.ny) + l.y[z]
		})
	case Alignment:
		if !q.Uniform {
			r.all()
		}
	case Influence:
		r.all()
	}
	for h := range r.play {
		if l.s.g.Infosets[h].Player == game.Chance {
			continue
		}
		if r.play[h] {
			l.playAt = append(l.playAt, game.InfosetID(h))
		}
		if r.belief[h] {
			l.beliefAt = append(l.beliefAt, game.InfosetID(h))
		}
	}
}

// relevance collects information sets.
type relevance struct {
	s            *site
	force        *forcing
	play, belief []bool
}

func (r *relevance) all() {
	for h := range r.play {
		r.play[h] = true
	}
}

// above adds the information sets on the way to n.
func (r *relevance) above(n game.NodeID) {
	for n = r.s.g.Nodes[n].Parent; n != game.None; n = r.s.g.Nodes[n].Parent {
		r.play[r.s.g.Nodes[n].Infoset] = true
	}
}

// below adds the information sets at or below n where play decides between terminal nodes of different
// classes.
func (r *relevance) below(n game.NodeID, class func(game.NodeID) int32) {
	g := r.s.g
	if r.force != nil && slices.ContainsFunc(r.force.sets, func(h game.InfosetID) bool { return r.open(h) > 1 }) {
		r.all() // the choice among the forced actions is the equilibrium's own, or not defined
		return
	}
	// of is the class of a node, if all terminal nodes that can be reached below have the same.
	const mixed, nothing = -2, -3
	end := g.Nodes[n].End
	of := make([]int32, end-n)
	for i := end - 1; i >= n; i-- {
		if g.Terminal(i) {
			of[i-n] = class(i)
			continue
		}
		k := int32(nothing)
		for c := i + 1; c < g.Nodes[i].End; c = g.Nodes[c].End {
			switch x := of[c-n]; {
			case r.excluded(c) || x == nothing:
			case k == nothing:
				k = x
			case k != x:
				k = mixed
			}
		}
		of[i-n] = k
	}
	for i := n; i < end; {
		if of[i-n] != mixed || i > n && r.excluded(i) {
			i = g.Nodes[i].End
			continue
		}
		if h := g.Nodes[i].Infoset; r.force == nil || !slices.Contains(r.force.sets, h) {
			r.play[h] = true
		}
		i++
	}
}

// excluded tells whether the action that leads to n is ruled out by what is forced.
func (r *relevance) excluded(n game.NodeID) bool {
	via := r.s.g.Nodes[n].Via
	return r.force != nil && !r.force.allowed[via] && slices.Contains(r.force.sets, r.s.g.Actions[via].Infoset)
}

// open counts the actions that the forcing leaves at h.
func (r *relevance) open(h game.InfosetID) int {
	n := 0
	for _, a := range r.s.g.ActionsAt(h) {
		if r.force.allowed[a] {
			n++
		}
	}
	return n
}
