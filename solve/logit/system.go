package logit

import (
	"math"

	"parley/game"
)

// A system is the conditions of an agent-form logit equilibrium as n equations in n+1 unknowns. For each
// information set the log-odds z_a = log p_a - log p_r of its actions against its first one, r, satisfy
//
//	z_a = τ · (v_a - v_r),
//
// where v_a is what a is worth to its player at the information set, given the beliefs that the profile
// implies there (McKelvey and Palfrey 1998; in logarithms as in Turocy 2010). Payoffs
// are divided by their greatest spread, so that τ = λ · spread is a pure number.
type system struct {
	in     *game.Instance
	spread float64 // in utils; 1 if nobody's payoffs vary

	of      []game.ActionID // by unknown: its action
	column  []int32         // by action: its unknown; -1 for first actions and chance
	sets    []game.InfosetID
	players int
	pay     []float64 // as PayoffsF, divided by spread
	zeros   []int32   // by node: chance moves of probability 0 on the way
	several []bool    // by information set: has nodes between which beliefs must choose
	depth   float64   // moves on the longest path

	tau    float64
	logp   []float64 // by action
	p      []float64
	reach  []float64 // by node: log of its probability but for zeros
	value  []float64 // by node and player
	belief []float64 // by node, 0 at terminal and chance nodes
	worth  []float64 // by action: to the player who moves

	row, base rowOf
}

// newSystem prepares the equations of a game that has perfect recall.
func newSystem(in *game.Instance) *system {
	g := in.Game
	s := &system{in: in, players: len(g.Players), column: make([]int32, len(g.Actions)), pay: make([]float64, len(in.PayoffsF)),
		zeros: make([]int32, len(g.Nodes)), several: make([]bool, len(g.Infosets)), logp: make([]float64, len(g.Actions)), p: make([]float64, len(g.Actions)),
		reach: make([]float64, len(g.Nodes)), value: make([]float64, len(g.Nodes)*len(g.Players)), belief: make([]float64, len(g.Nodes)),
		worth: make([]float64, len(g.Actions))}
	for h := range g.Infosets {
		set := &g.Infosets[h]
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			s.column[a] = -1
			switch {
			case set.Player == game.Chance:
				s.p[a], s.logp[a] = in.ProbsF[a], math.Log(in.ProbsF[a])
			case a == set.First:
				s.sets = append(s.sets, game.InfosetID(h))
			default:
				s.column[a] = int32(len(s.of))
				s.of = append(s.of, a)
			}
		}
	}
	s.measure()
	s.row, s.base = newRow(g), newRow(g)
	return s
}

// measure finds the spread of payoffs, the depth, and where chance moves of probability 0 lead.
func (s *system) measure() {
	g := s.in.Game
	s.spread = 0
	for i := range s.players {
		low, high := math.Inf(1), math.Inf(-1)
		for n := range g.Nodes {
			if g.Nodes[n].Infoset == game.None {
				u := s.in.PayoffsF[n*s.players+i]
				low, high = math.Min(low, u), math.Max(high, u)
			}
		}
		s.spread = math.Max(s.spread, high-low)
	}
	if s.spread <= 0 {
		s.spread = 1
	}
	for i, u := range s.in.PayoffsF {
		s.pay[i] = u / s.spread
	}
	depth := make([]int32, len(g.Nodes))
	for n := 1; n < len(g.Nodes); n++ {
		x := &g.Nodes[n]
		depth[n] = depth[x.Parent] + 1
		s.depth = math.Max(s.depth, float64(depth[n]))
		s.zeros[n] = s.zeros[x.Parent]
		if s.isChance(x.Via) && s.in.ProbsF[x.Via] == 0 {
			s.zeros[n]++
		}
	}
	for h := range g.Infosets {
		s.several[h] = len(g.Infosets[h].Nodes) > 1
	}
}

func (s *system) isChance(a game.ActionID) bool {
	return s.in.Infosets[s.in.Actions[a].Infoset].Player == game.Chance
}

// Size returns the number of equations.
func (s *system) Size() int { return len(s.of) }

// Noise bounds the rounding error of an equation: that of τ times a sum of payoffs of at most 1 along paths.
func (s *system) Noise(x []float64) float64 { return math.Abs(x[len(s.of)]) * (s.depth + 4) * 0x1p-53 }

// load computes probabilities, beliefs and values at the unknowns x.
func (s *system) load(x []float64) {
	s.tau = x[len(s.of)]
	s.odds(x)
	s.values()
	s.beliefs()
	s.worths()
}

// odds sets the probabilities.
func (s *system) odds(x []float64) {
	g := s.in.Game
	for _, h := range s.sets {
		set := &g.Infosets[h]
		if set.Num == 1 {
			s.p[set.First], s.logp[set.First] = 1, 0
			continue
		}
		at := s.column[set.First+1]
		z := x[at : int(at)+set.Num-1]
		most := 0.0
		for _, v := range z {
			most = math.Max(most, v)
		}
		first := math.Exp(-most)
		sum := first
		p := s.p[set.First+1:]
		for k, v := range z {
			e := math.Exp(v - most)
			p[k] = e
			sum += e
		}
		log := most + math.Log(sum)
		s.p[set.First], s.logp[set.First] = first/sum, -log
		for k, v := range z {
			p[k] /= sum
			s.logp[int(set.First)+1+k] = v - log
		}
	}
}

// values sets what play from each node on is worth to each player.
func (s *system) values() {
	g, k := s.in.Game, s.players
	copy(s.value, s.pay) // 0 but at terminal nodes
	for n := range g.Nodes {
		if g.Nodes[n].Infoset != game.None {
			clear(s.value[n*k : n*k+k])
		}
	}
	for n := len(g.Nodes) - 1; n > 0; n-- {
		x := &g.Nodes[n]
		w := s.p[x.Via]
		if w == 0 {
			continue
		}
		up, own := s.value[int(x.Parent)*k:int(x.Parent)*k+k], s.value[n*k:n*k+k]
		for i := range up {
			up[i] += w * own[i]
		}
	}
}

// beliefs sets the probability of each node given its information set, from logarithms, so that those of
// information sets that play hardly ever reaches survive. A node behind more chance moves of probability 0
// than another of its information set has belief 0, as if those trembled first.
func (s *system) beliefs() {
	g := s.in.Game
	s.reach[0] = 0
	for n := 1; n < len(g.Nodes); n++ {
		x := &g.Nodes[n]
		s.reach[n] = s.reach[x.Parent]
		if l := s.logp[x.Via]; !math.IsInf(l, -1) {
			s.reach[n] += l
		}
	}
	for _, h := range s.sets {
		set := &g.Infosets[h]
		if !s.several[h] {
			s.belief[set.Nodes[0]] = 1
			continue
		}
		least := s.zeros[set.Nodes[0]]
		for _, n := range set.Nodes[1:] {
			least = min(least, s.zeros[n])
		}
		most := math.Inf(-1)
		for _, n := range set.Nodes {
			if s.zeros[n] == least {
				most = math.Max(most, s.reach[n])
			}
		}
		sum := 0.0
		for _, n := range set.Nodes {
			s.belief[n] = 0
			if s.zeros[n] == least {
				s.belief[n] = math.Exp(s.reach[n] - most)
				sum += s.belief[n]
			}
		}
		for _, n := range set.Nodes {
			s.belief[n] /= sum
		}
	}
}

// worths sets what each action is worth at its information set.
func (s *system) worths() {
	g, k := s.in.Game, s.players
	for _, h := range s.sets {
		set := &g.Infosets[h]
		own := s.worth[set.First : int(set.First)+set.Num]
		clear(own)
		for _, n := range set.Nodes {
			mu := s.belief[n]
			if mu == 0 {
				continue
			}
			c := n + 1
			for j := range own {
				own[j] += mu * s.value[int(c)*k+int(set.Player)]
				c = g.Nodes[c].End
			}
		}
	}
}

// Eval sets f to z_a - τ·(v_a - v_r).
func (s *system) Eval(x, f []float64) {
	s.load(x)
	for j, a := range s.of {
		f[j] = x[j] - s.tau*(s.worth[a]-s.worth[s.first(a)])
	}
}

func (s *system) first(a game.ActionID) game.ActionID {
	return s.in.Infosets[s.in.Actions[a].Infoset].First
}

// regret returns the largest loss at an information set from not taking its best action there once, given
// beliefs, as a share of the spread. It is about the point that was loaded last.
func (s *system) regret() float64 {
	most := 0.0
	for _, h := range s.sets {
		set := &s.in.Infosets[h]
		best, sum := math.Inf(-1), 0.0
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			best = math.Max(best, s.worth[a])
			sum += s.p[a] * s.worth[a]
		}
		most = math.Max(most, best-sum)
	}
	return most
}
