package gametest

import (
	"math/rand/v2"

	"parley/game"
	"parley/num"
)

// Assessment returns a random consistent assessment: random supports, and beliefs that are the limit
// of random trembles. It is no equilibrium, but by chance.
func Assessment(r *rand.Rand, in *game.Instance) *game.Assessment {
	t := &game.Trembles{Order: make([]int32, len(in.Actions)), Weight: make([]num.Rat, len(in.Actions))}
	p := make(game.Profile, len(in.Actions))
	for i := range in.Infosets {
		acts := in.ActionsAt(game.InfosetID(i))
		sure := acts[r.IntN(len(acts))]
		sum := num.Zero
		for _, act := range acts {
			t.Order[act], t.Weight[act] = 1+r.Int32N(3), num.Int(1+r.Int64N(3))
			if in.Infosets[i].Player == game.Chance {
				p[act] = in.Prob(act)
			} else if act == sure || r.IntN(3) == 0 {
				p[act] = t.Weight[act]
			}
			sum = sum.Add(p[act])
		}
		for _, act := range acts {
			if p[act] = p[act].Quo(sum); !p[act].IsZero() {
				t.Order[act], t.Weight[act] = 0, p[act]
			}
		}
	}
	return &game.Assessment{Profile: p, Beliefs: Limit(in, t), Trembles: t}
}

// Limit returns the beliefs that trembles lead to: at each information set the leading terms of the
// probabilities of its nodes, which are polynomials in eps.
func Limit(in *game.Instance, t *game.Trembles) game.Beliefs {
	b := make(game.Beliefs, len(in.Nodes))
	for _, s := range in.Infosets {
		order := make([]int32, len(s.Nodes))
		weight := make([]num.Rat, len(s.Nodes))
		sums := map[int32]num.Rat{}
		for i, n := range s.Nodes {
			weight[i] = num.One
			for _, a := range in.Path(n) {
				order[i], weight[i] = order[i]+t.Order[a], weight[i].Mul(t.Weight[a])
			}
			sums[order[i]] = sums[order[i]].Add(weight[i])
		}
		least := order[0]
		for _, k := range order {
			least = min(least, k)
		}
		for i, n := range s.Nodes {
			if order[i] == least {
				b[n] = weight[i].Quo(sums[least])
			}
		}
	}
	return b
}

// Plant returns the game of in, which must have no params, with payoffs changed so that a is one of
// its sequential equilibria; a must be consistent. At each information set, a player's last ones
// first, all that follows an action gains or loses the same, so that the actions of the support are
// equally good and no other is better (some are as good).
func Plant(r *rand.Rand, in *game.Instance, a *game.Assessment) *game.Game {
	k := len(in.Players)
	pay := make([]num.Rat, len(in.Nodes)*k)
	for n := range in.Nodes {
		for p := range k {
			if in.Terminal(game.NodeID(n)) {
				pay[n*k+p] = in.PayoffAt(game.NodeID(n), game.PlayerID(p))
			}
		}
	}
	payoff := func(n game.NodeID, p game.PlayerID) num.Rat { return pay[int(n)*k+int(p)] }
	for h := len(in.Infosets) - 1; h >= 0; h-- {
		s := &in.Infosets[h]
		if s.Player == game.Chance {
			continue
		}
		values := Instance(WithPayoffs(in, payoff)).NodeValues(a.Profile)
		worth := make([]num.Rat, s.Num)
		var target num.Rat
		for j := range s.Num {
			for _, n := range s.Nodes {
				worth[j] = worth[j].Add(a.Beliefs[n].Mul(values[int(in.Child(n, j))*k+int(s.Player)]))
			}
			if !a.Profile[int(s.First)+j].IsZero() {
				target = worth[j]
			}
		}
		for j := range s.Num {
			var add num.Rat
			switch {
			case !a.Profile[int(s.First)+j].IsZero():
				add = target.Sub(worth[j])
			case target.Less(worth[j]):
				add = target.Sub(worth[j]).Sub(num.Int(r.Int64N(4)))
			}
			for _, n := range s.Nodes {
				c := in.Child(n, j)
				for m := c; m < in.Nodes[c].End; m++ {
					if in.Terminal(m) {
						pay[int(m)*k+int(s.Player)] = pay[int(m)*k+int(s.Player)].Add(add)
					}
				}
			}
		}
	}
	return WithPayoffs(in, payoff)
}
