package verify

import (
	"fmt"
	"math"

	"parley/game"
)

// A Measurement is what floating point says about a profile.
type Measurement struct {
	Value  []float64 // expected payoff of each player, in utils
	Regret []float64 // the most that each player gains by another strategy for the whole game, in utils
	// Rounding bounds how far rounding may have moved a regret, in utils.
	Rounding float64
}

// Most returns the largest regret, and no less than 0.
func (m *Measurement) Most() float64 {
	most := 0.0
	for _, r := range m.Regret {
		most = math.Max(most, r)
	}
	return most
}

// Measure returns each player's regret under a profile, in floating point: for profiles of methods that
// come close to an equilibrium and no closer, and for trees that are too large for exact arithmetic. Its
// time and memory are linear in the tree for each player. It returns an error if the profile is no
// distribution at some information set.
func (k *Checker) Measure(in *game.Instance, p game.Profile) (Measurement, error) {
	g := k.g
	switch {
	case in.Game != g:
		return Measurement{}, fmt.Errorf("the instance is of another game than the checker")
	case len(p) != len(g.Actions):
		return Measurement{}, fmt.Errorf("the profile has %d entries, the game %d actions", len(p), len(g.Actions))
	}
	prob := make([]float64, len(p))
	for a := range p {
		prob[a] = p[a].Float()
	}
	for h := range g.Infosets {
		s := &g.Infosets[h]
		sum := 0.0
		for a := s.First; a < s.First+game.ActionID(s.Num); a++ {
			if s.Player == game.Chance {
				prob[a] = in.ProbsF[a]
			}
			if prob[a] < 0 {
				return Measurement{}, fmt.Errorf("at %q the probability of %q is %g: it should not be negative", s.Name, g.Actions[a].Name, prob[a])
			}
			sum += prob[a]
		}
		if math.Abs(sum-1) > 1e-9 {
			return Measurement{}, fmt.Errorf("the probabilities at %q sum to %g: they should sum to 1", s.Name, sum)
		}
	}
	m := Measurement{}
	scale := 0.0
	for i := range g.Nodes {
		if g.Nodes[i].Infoset == game.None {
			for j := range g.Players {
				scale = math.Max(scale, math.Abs(in.PayoffsF[i*len(g.Players)+j]))
			}
		}
	}
	m.Rounding = scale * float64(k.depth+4) * float64(k.largest+k.width) * 0x1p-50
	f := follower{in: in, prob: prob, weight: make([]float64, len(g.Nodes)), value: make([]float64, len(g.Nodes)), order: k.bottomUp()}
	for i := range g.Players {
		followed := f.followed(game.PlayerID(i))
		m.Value = append(m.Value, followed)
		m.Regret = append(m.Regret, f.best(game.PlayerID(i))-followed)
	}
	return m, nil
}

// bottomUp lists the information sets of players so that, for each player, those below come before those
// above. By perfect recall all nodes of a player's information set have as many of his moves behind them.
func (k *Checker) bottomUp() []game.InfosetID {
	g := k.g
	own := make([]int32, len(g.Nodes)*len(g.Players)) // moves of each player on the way to a node
	most := int32(0)
	for i := 1; i < len(g.Nodes); i++ {
		n := &g.Nodes[i]
		at := own[i*len(g.Players) : (i+1)*len(g.Players)]
		copy(at, own[int(n.Parent)*len(g.Players):])
		if p := g.Infosets[g.Actions[n.Via].Infoset].Player; p != game.Chance {
			at[p]++
			most = max(most, at[p])
		}
	}
	by := make([][]game.InfosetID, most+1)
	for h := range g.Infosets {
		if s := &g.Infosets[h]; s.Player != game.Chance {
			d := own[int(s.Nodes[0])*len(g.Players)+int(s.Player)]
			by[d] = append(by[d], game.InfosetID(h))
		}
	}
	var out []game.InfosetID
	for d := most; d >= 0; d-- {
		out = append(out, by[d]...)
	}
	return out
}

// A follower computes what one player gets, on flat arrays.
type follower struct {
	in     *game.Instance
	prob   []float64
	weight []float64 // by node: the probability that chance and the others let it be reached
	value  []float64 // by node: weight times what the player gets from there on
	order  []game.InfosetID
}

// followed returns what player i gets if all follow the profile.
func (f *follower) followed(i game.PlayerID) float64 {
	g := f.in.Game
	f.weight[0] = 1
	sum := 0.0
	for n := range g.Nodes {
		if n > 0 {
			f.weight[n] = f.weight[g.Nodes[n].Parent] * f.prob[g.Nodes[n].Via]
		}
		if g.Nodes[n].Infoset == game.None {
			sum += f.weight[n] * f.in.PayoffsF[n*len(g.Players)+int(i)]
		}
	}
	return sum
}

// best returns the most that player i gets while the others follow the profile. The values of a node's
// children are added up where another player or chance moves; where he moves himself, all nodes of the
// information set take the action of the greatest sum.
func (f *follower) best(i game.PlayerID) float64 {
	g := f.in.Game
	f.weight[0] = 1
	for n := 1; n < len(g.Nodes); n++ {
		x := &g.Nodes[n]
		f.weight[n] = f.weight[x.Parent]
		if g.Infosets[g.Nodes[x.Parent].Infoset].Player != i {
			f.weight[n] *= f.prob[x.Via]
		}
	}
	// choice[h] is the action taken at an own information set, decided from the deepest up. A node's
	// value needs its subtree only, whose own information sets are decided before.
	choice := make([]game.ActionID, len(g.Infosets))
	var value func(n game.NodeID) float64
	value = func(n game.NodeID) float64 {
		x := &g.Nodes[n]
		if x.Infoset == game.None {
			return f.weight[n] * f.in.PayoffsF[int(n)*len(g.Players)+int(i)]
		}
		s := &g.Infosets[x.Infoset]
		if s.Player == i {
			return f.value[n]
		}
		sum := 0.0
		for m := n + 1; m < x.End; m = g.Nodes[m].End {
			if f.weight[m] != 0 {
				sum += value(m)
			}
		}
		return sum
	}
	for _, h := range f.order {
		s := &g.Infosets[h]
		if s.Player != i {
			continue
		}
		top := math.Inf(-1)
		for k := range s.Num {
			sum := 0.0
			for _, n := range s.Nodes {
				sum += value(g.Child(n, k))
			}
			if sum > top {
				top, choice[h] = sum, s.First+game.ActionID(k)
			}
		}
		for _, n := range s.Nodes {
			f.value[n] = value(g.Child(n, int(choice[h]-s.First)))
		}
	}
	return value(0)
}
