package report

import (
	"parley/game"
	"parley/num"
)

// A Stake is what is at stake at an information set: what play from there on is worth to who moves, and what each action would be.
// Beliefs are those of the equilibrium, and later moves are as it has them. Numbers are in utils.
type Stake struct {
	Infoset game.InfosetID
	Play    num.Rat
	Actions []ActionStake
	Gain    num.Rat // what the best of the actions would add; 0 where nothing is gained by deviating here once
}

// An ActionStake is what an action is worth.
type ActionStake struct {
	Action game.ActionID
	Prob   num.Rat
	Value  num.Rat
	Best   bool // no other action is worth more
}

// Stakes tells what is at stake at each information set of a player, in an equilibrium that is known exactly; of a component, in the
// member that is drawn. It is nil for a plain drawing and for equilibria that are only known in floating point. Information sets
// are left out where the concept has no beliefs and play never comes.
func (d *Drawing) Stakes() []Stake {
	if d.Solution == nil {
		return nil
	}
	in := d.played()
	v := newView(in, &d.Solution.Result.Equilibria[d.Equilibrium])
	if v.numeric {
		return nil
	}
	values := in.NodeValues(v.Profile)
	var out []Stake
	for h := range in.Infosets {
		if s, ok := v.stake(game.InfosetID(h), values); ok {
			out = append(out, s)
		}
	}
	return out
}

// stake weighs the actions at an information set; values are those of nodes, by node and player.
func (v *view) stake(h game.InfosetID, values []num.Rat) (s Stake, ok bool) {
	set := &v.in.Infosets[h]
	if set.Player == game.Chance {
		return s, false
	}
	s = Stake{Infoset: h, Play: num.Zero, Actions: make([]ActionStake, set.Num)}
	for i := range s.Actions {
		a := set.First + game.ActionID(i)
		s.Actions[i] = ActionStake{Action: a, Prob: v.Profile[a], Value: num.Zero}
	}
	k := len(v.in.Players)
	for _, n := range set.Nodes {
		p := num.One
		if len(set.Nodes) > 1 {
			if p, _, _, ok = v.belief(n); !ok {
				return s, false
			}
		}
		if p.IsZero() {
			continue
		}
		for i, c := 0, n+1; i < set.Num; i, c = i+1, v.in.Nodes[c].End {
			s.Actions[i].Value = s.Actions[i].Value.Add(p.Mul(values[int(c)*k+int(set.Player)]))
		}
	}
	best := s.Actions[0].Value
	for _, a := range s.Actions {
		s.Play = s.Play.Add(a.Prob.Mul(a.Value))
		best = num.Max(best, a.Value)
	}
	for i := range s.Actions {
		s.Actions[i].Best = s.Actions[i].Value.Equal(best)
	}
	s.Gain = best.Sub(s.Play)
	return s, true
}
