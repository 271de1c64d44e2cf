package logit

import (
	"math"
	"slices"

	"parley/game"
	"parley/num"
)

// A system is the conditions of an agent-form logit equilibrium as n equations in n+1 unknowns. For each
// information set the log-odds z_a = log p_a - log p_r of its actions against one of them, r, satisfy
//
//	z_a = τ · (v_a - v_r),
//
// where v_a is what a is worth to its player at the information set, given the beliefs that the profile
// implies there (McKelvey and Palfrey 1998; in logarithms as in Turocy 2010). Payoffs
// are divided by their greatest spread, so that τ = λ · spread is a pure number.
//
// As reference r serves an action that is likely: between two likely actions whose odds against an unlikely
// one are large, the difference of large numbers would leave few digits. References are changed on the way.
type system struct {
	in     *game.Instance
	spread float64 // in utils; 1 if nobody's payoffs vary

	refs    []int32         // by information set: the position of its reference among its actions
	of      []game.ActionID // by unknown: its action
	column  []int32         // by action: its unknown; -1 for references and chance
	sets    []game.InfosetID
	players int
	pay     []float64 // as PayoffsF, above the least, divided by spread
	zeros   []int32   // by node: chance moves of probability 0 on the way
	// ways has, for each node of an information set of several nodes, the actions of positive chance that lead
	// there and not to all other nodes of the set.
	ways  [][]game.ActionID
	depth float64 // moves on the longest path

	tau    float64
	logp   []float64 // by action
	p      []float64
	reach  []float64 // by node of an information set of several nodes: log-probability of its way
	value  []float64 // by node and player
	belief []float64 // by node, 0 at terminal and chance nodes
	worth  []float64 // by action: to the player who moves
	fuzz   float64   // bound of the rounding error of beliefs, which come from differences of large logarithms

	row, base rowOf
}

// newSystem prepares the equations of a game that has perfect recall.
func newSystem(in *game.Instance) *system {
	g := in.Game
	s := &system{in: in, players: len(g.Players), column: make([]int32, len(g.Actions)), pay: make([]float64, len(in.PayoffsF)),
		zeros: make([]int32, len(g.Nodes)), ways: make([][]game.ActionID, len(g.Nodes)), logp: make([]float64, len(g.Actions)), p: make([]float64, len(g.Actions)),
		reach: make([]float64, len(g.Nodes)), value: make([]float64, len(g.Nodes)*len(g.Players)), belief: make([]float64, len(g.Nodes)),
		worth: make([]float64, len(g.Actions))}
	for h := range g.Infosets {
		set := &g.Infosets[h]
		if set.Player != game.Chance {
			s.sets = append(s.sets, game.InfosetID(h))
			continue
		}
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			s.p[a], s.logp[a] = in.ProbsF[a], math.Log(in.ProbsF[a])
		}
	}
	s.deepestFirst()
	s.refer(make([]int32, len(g.Infosets)))
	s.measure()
	s.payoffs()
	s.row, s.base = newRow(g), newRow(g)
	return s
}

// measure finds the depth, and where chance moves of probability 0 lead.
func (s *system) measure() {
	g := s.in.Game
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
		if set := &g.Infosets[h]; len(set.Nodes) > 1 {
			s.findWays(set)
		}
	}
}

// findWays lists the actions in which the ways to the nodes of an information set differ: what they have in
// common cancels out of beliefs, and left in would cost them digits.
func (s *system) findWays(set *game.Infoset) {
	count := map[game.ActionID]int{}
	for _, n := range set.Nodes {
		for _, a := range s.in.Path(n) {
			count[a]++
		}
	}
	for _, n := range set.Nodes {
		var way []game.ActionID
		for _, a := range s.in.Path(n) {
			if count[a] < len(set.Nodes) && !(s.isChance(a) && s.in.ProbsF[a] == 0) {
				way = append(way, a)
			}
		}
		s.ways[n] = way
	}
}

// payoffs sets the payoffs of each player above his least one, divided by the greatest spread. The
// subtraction is exact, so that a large sum common to all payoffs costs no precision.
func (s *system) payoffs() {
	g, k := s.in.Game, s.players
	s.spread = 0
	for i := range k {
		low, high := num.Zero, num.Zero
		first := true
		for n := range g.Nodes {
			if g.Nodes[n].Infoset == game.None {
				u := s.in.PayoffAt(game.NodeID(n), game.PlayerID(i))
				if first {
					low, high, first = u, u, false
				}
				low, high = num.Min(low, u), num.Max(high, u)
			}
		}
		for n := range g.Nodes {
			if g.Nodes[n].Infoset == game.None {
				s.pay[n*k+i] = s.in.PayoffAt(game.NodeID(n), game.PlayerID(i)).Sub(low).Float()
			}
		}
		s.spread = math.Max(s.spread, high.Sub(low).Float())
	}
	if s.spread == 0 {
		s.spread = 1
	}
	for i := range s.pay {
		s.pay[i] /= s.spread
	}
}

func (s *system) isChance(a game.ActionID) bool {
	return s.in.Infosets[s.in.Actions[a].Infoset].Player == game.Chance
}

// deepestFirst puts the information sets in the order in which their unknowns are best eliminated. Equations
// tie information sets to those above and below them only, so that taking out the deepest ties just those above.
func (s *system) deepestFirst() {
	depth := make([]int, len(s.in.Nodes))
	for n := 1; n < len(depth); n++ {
		depth[n] = depth[s.in.Nodes[n].Parent] + 1
	}
	deepest := func(h game.InfosetID) int {
		most := 0
		for _, n := range s.in.Infosets[h].Nodes {
			most = max(most, depth[n])
		}
		return most
	}
	slices.SortStableFunc(s.sets, func(a, b game.InfosetID) int { return deepest(b) - deepest(a) })
}

// refer takes other references, which the system keeps and does not change.
func (s *system) refer(refs []int32) {
	s.refs, s.of = refs, s.of[:0]
	for a := range s.column {
		s.column[a] = -1
	}
	for _, h := range s.sets {
		set := &s.in.Infosets[h]
		for k := range set.Num {
			if a := set.First + game.ActionID(k); int32(k) != refs[h] {
				s.column[a] = int32(len(s.of))
				s.of = append(s.of, a)
			}
		}
	}
}

// ref is the reference of an information set.
func (s *system) ref(h game.InfosetID) game.ActionID {
	return s.in.Infosets[h].First + game.ActionID(s.refs[h])
}

// outdated returns better references for the point that was loaded last, nil if the present ones will do.
func (s *system) outdated() []int32 {
	var better []int32
	for _, h := range s.sets {
		set := &s.in.Infosets[h]
		best := s.ref(h)
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			if s.logp[a] > s.logp[best] {
				best = a
			}
		}
		if s.logp[best] > s.logp[s.ref(h)]+1 {
			if better == nil {
				better = slices.Clone(s.refs)
			}
			better[h] = int32(best - set.First)
		}
	}
	return better
}

// translate writes unknowns, or a direction of unknowns, for other references.
func (s *system) translate(x []float64, to []int32) []float64 {
	out := make([]float64, len(x))
	j := 0
	for _, h := range s.sets {
		set := &s.in.Infosets[h]
		at := func(k int32) float64 {
			if c := s.column[set.First+game.ActionID(k)]; c >= 0 {
				return x[c]
			}
			return 0
		}
		for k := range int32(set.Num) {
			if k != to[h] {
				out[j] = at(k) - at(to[h])
				j++
			}
		}
	}
	out[j] = x[j] // lambda
	return out
}

// Size returns the number of equations.
func (s *system) Size() int { return len(s.of) }

// Noise bounds the rounding error of an equation: that of τ times a sum of payoffs of at most 1 along paths.
// It is about the point that was loaded last.
func (s *system) Noise([]float64) float64 { return math.Abs(s.tau) * ((s.depth+4)*0x1p-53 + s.fuzz) }

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
		most := 0.0
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			s.logp[a] = 0
			if c := s.column[a]; c >= 0 {
				s.logp[a] = x[c]
				most = math.Max(most, x[c])
			}
		}
		sum := 0.0
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			s.p[a] = math.Exp(s.logp[a] - most)
			sum += s.p[a]
		}
		log := math.Log(sum)
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			s.p[a] /= sum
			s.logp[a] = s.logp[a] - most - log
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
	s.fuzz = 0
	for _, h := range s.sets {
		set := &s.in.Infosets[h]
		if len(set.Nodes) == 1 {
			s.belief[set.Nodes[0]] = 1
			continue
		}
		least, most := s.zeros[set.Nodes[0]], math.Inf(-1)
		for _, n := range set.Nodes[1:] {
			least = min(least, s.zeros[n])
		}
		for _, n := range set.Nodes {
			s.reach[n] = 0
			for _, a := range s.ways[n] {
				s.reach[n] += s.logp[a]
			}
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
		fuzz := 0.0
		for _, n := range set.Nodes {
			s.belief[n] /= sum
			fuzz += s.belief[n] * (1 - s.belief[n]) * math.Abs(s.reach[n]) * 0x1p-52
		}
		s.fuzz = math.Max(s.fuzz, fuzz)
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
		f[j] = x[j] - s.tau*(s.worth[a]-s.worth[s.ref(s.in.Actions[a].Infoset)])
	}
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
