package slope

import (
	"fmt"

	"parley/dual"
	"parley/game"
	"parley/num"
	"parley/query"
	"parley/solve"
)

// A branch is the equilibria near one, at values of the params near these, in which everybody uses the same
// actions. Its numbers have gradients in the params and in those unknowns that the equations leave free.
type branch struct {
	why     string                 // why there is none
	blocked map[dual.Side][]string // by param: why it is not known to go on as the param grows, or shrinks
	free    map[int]string         // the free unknowns: by variable, what they are

	in      *game.Instance
	a       *game.Assessment
	numbers *dual.Valuation
	count   int // of the game's equilibria
	exact   bool
	slack   num.Rat // of what is 0 in exact equilibria; 0 for those

	params   int
	first    int       // variable of the first unknown
	unknowns []unknown // those on the path first
	sets     []set     // of players, by information set; the zero value for those of chance

	profile []dual.Number                 // by action
	tremble map[game.ActionID]dual.Number // of actions out of use that beliefs depend on
	memo    map[memo]dual.Number          // of values
	symbols *symbols                      // nil until needed
	taken   *query.Moving                 // nil until needed
}

// An unknown is a probability in use, or the relative weight of an action out of use in beliefs.
type unknown struct {
	action game.ActionID
	onPath bool
	value  num.Rat
}

// A set is what counts at an information set: the nodes at which its player may be, and on what the
// probabilities of these depend.
type set struct {
	onPath bool
	used   []game.ActionID // in use, the first one first
	nodes  []game.NodeID
	paths  [][]game.ActionID // by node: the moves of others that tell it from the rest of the nodes
}

type memo struct {
	n game.NodeID
	p game.PlayerID
}

// stops counts the params in which the branch is not known to go on.
func (b *branch) stops(side dual.Side) int {
	if b.why != "" {
		return b.params + 1
	}
	n := 0
	for _, why := range b.blocked[side] {
		if why != "" {
			n++
		}
	}
	return n
}

func newBranch(w query.Solved, k key, numbers *dual.Valuation, a *game.Assessment, params, first int) *branch {
	e := &w.Equilibria[k.entry]
	b := &branch{in: w.In, a: a, numbers: numbers, params: params, first: first, exact: e.Certificate == solve.Exact, count: len(w.Equilibria),
		blocked: map[dual.Side][]string{dual.Up: make([]string, params), dual.Down: make([]string, params)}, free: map[int]string{}}
	switch {
	case a.Trembles == nil:
		b.why = "derivatives are worked out for sequential equilibria"
		return b
	case e.Certificate == solve.Numeric:
		b.why = "the equilibrium is known in floating point only"
		return b
	case !b.exact:
		b.slack = num.Frac(1, 1_000_000_000)
	}
	b.survey()
	b.start()
	rows := b.indifference()
	b.settle(rows)
	b.memo = map[memo]dual.Number{}
	b.ties()
	return b
}

// survey finds what counts at each information set.
func (b *branch) survey() {
	reach := b.in.Reach(b.a.Profile)
	order := make([]int64, len(b.in.Nodes))
	for i := 1; i < len(order); i++ {
		n := &b.in.Nodes[i]
		order[i] = order[n.Parent] + int64(b.a.Trembles.Order[n.Via])
	}
	b.sets = make([]set, len(b.in.Infosets))
	for i := range b.in.Infosets {
		h, s := &b.in.Infosets[i], &b.sets[i]
		if h.Player == game.Chance {
			continue
		}
		least := order[h.Nodes[0]]
		for _, n := range h.Nodes {
			least = min(least, order[n])
			s.onPath = s.onPath || !reach[n].IsZero()
		}
		for _, a := range b.in.ActionsAt(game.InfosetID(i)) {
			if !b.a.Profile[a].IsZero() {
				s.used = append(s.used, a)
			}
		}
		for _, n := range h.Nodes {
			if order[n] == least {
				s.nodes = append(s.nodes, n)
			}
		}
		s.paths = b.apart(h.Player, s.nodes)
	}
}

// apart returns, for each node, the moves of others than p on the way there that not all nodes share. His own
// are the same at all nodes of an information set, by perfect recall.
func (b *branch) apart(p game.PlayerID, nodes []game.NodeID) [][]game.ActionID {
	out := make([][]game.ActionID, len(nodes))
	if len(nodes) == 1 {
		return out
	}
	count := map[game.ActionID]int{}
	for i, n := range nodes {
		for _, a := range b.in.Path(n) {
			if b.in.Infosets[b.in.Actions[a].Infoset].Player != p {
				out[i] = append(out[i], a)
				count[a]++
			}
		}
	}
	for i, path := range out {
		var kept []game.ActionID
		for _, a := range path {
			if count[a] < len(nodes) {
				kept = append(kept, a)
			}
		}
		out[i] = kept
	}
	return out
}

// start gives each unknown a variable of its own.
func (b *branch) start() {
	for _, onPath := range []bool{true, false} {
		for i := range b.sets {
			if s := &b.sets[i]; s.onPath == onPath && len(s.used) > 1 {
				for _, a := range s.used[1:] {
					b.unknowns = append(b.unknowns, unknown{a, onPath, b.a.Profile[a]})
				}
			}
		}
	}
	known := map[game.ActionID]bool{}
	for i := range b.sets {
		for _, path := range b.sets[i].paths {
			for _, a := range path {
				if b.a.Profile[a].IsZero() && !known[a] {
					known[a] = true
					b.unknowns = append(b.unknowns, unknown{a, false, b.a.Trembles.Weight[a]})
				}
			}
		}
	}
	values := make([]dual.Number, len(b.unknowns))
	for i, u := range b.unknowns {
		values[i] = dual.Variable(u.value, b.first+i)
	}
	b.assign(values)
}

// assign takes the unknowns' values for the numbers of the branch.
func (b *branch) assign(values []dual.Number) {
	b.memo = map[memo]dual.Number{}
	b.profile, b.tremble = make([]dual.Number, len(b.in.Actions)), map[game.ActionID]dual.Number{}
	for i := range b.in.Infosets {
		h := &b.in.Infosets[i]
		for _, a := range b.in.ActionsAt(game.InfosetID(i)) {
			switch {
			case h.Player == game.Chance:
				b.profile[a] = b.numbers.Get(b.in.Actions[a].Prob)
				b.edge(a)
			case !b.a.Profile[a].IsZero():
				b.profile[a] = dual.Const(num.One)
			}
		}
	}
	for i, u := range b.unknowns {
		if b.a.Profile[u.action].IsZero() {
			b.tremble[u.action] = values[i]
			continue
		}
		b.profile[u.action] = values[i]
		first := b.sets[b.in.Actions[u.action].Infoset].used[0]
		b.profile[first] = b.profile[first].Sub(values[i])
	}
}

// edge notes the params that move a probability of chance which is 0: one way it would be negative, the other
// way play goes where it does not go here.
func (b *branch) edge(a game.ActionID) {
	if b.profile[a].Sign() != 0 {
		return
	}
	for _, p := range b.profile[a].D {
		b.block(p.Of, 0, fmt.Sprintf("the probability of “%s” at “%s” is 0 just here", b.in.Actions[a].Name, b.setName(b.in.Actions[a].Infoset)))
	}
}

// block notes why the branch is not known to go on where a param grows (side Up), shrinks (Down) or either
// (0). The first reason stays.
func (b *branch) block(param int, side dual.Side, why string) {
	if param >= b.params {
		return
	}
	for _, s := range []dual.Side{dual.Up, dual.Down} {
		if (side == 0 || side == s) && b.blocked[s][param] == "" {
			b.blocked[s][param] = why
		}
	}
}

// setName names an information set: by its name, with its player if it has one.
func (b *branch) setName(h game.InfosetID) string { return b.in.Infosets[h].Name }

// weight returns the relative probability of the i-th node that counts at an information set, but for what
// all of them share.
func (b *branch) weight(s *set, i int) dual.Number {
	out := dual.Const(num.One)
	for _, a := range s.paths[i] {
		if w, ok := b.tremble[a]; ok {
			out = out.Mul(w)
		} else {
			out = out.Mul(b.profile[a])
		}
	}
	return out
}

// value returns what a player can expect from a node on.
func (b *branch) value(n game.NodeID, p game.PlayerID) dual.Number {
	if b.in.Terminal(n) {
		return b.numbers.Get(b.in.Payoff(n, p))
	}
	if v, ok := b.memo[memo{n, p}]; ok {
		return v
	}
	var sum dual.Number
	for c := n + 1; c < b.in.Nodes[n].End; c = b.in.Nodes[c].End {
		if q := b.profile[b.in.Nodes[c].Via]; q.Sign() != 0 {
			sum = sum.Add(q.Mul(b.value(c, p)))
		}
	}
	b.memo[memo{n, p}] = sum
	return sum
}

// gain returns how much more one action than another is worth at an information set, times a positive number.
func (b *branch) gain(h game.InfosetID, a, than game.ActionID) dual.Number {
	s, of := &b.sets[h], &b.in.Infosets[h]
	var sum dual.Number
	for i, n := range s.nodes {
		x := b.value(b.in.Child(n, int(a-of.First)), of.Player)
		y := b.value(b.in.Child(n, int(than-of.First)), of.Player)
		sum = sum.Add(b.weight(s, i).Mul(x.Sub(y)))
	}
	return sum
}

// moving returns the branch as queries take it.
func (b *branch) moving() *query.Moving {
	if b.taken == nil {
		b.taken = &query.Moving{Profile: b.profile, Belief: b.belief, Value: b.numbers.Get, Exact: b.exact, Count: b.count}
	}
	return b.taken
}

// belief returns the probability of a node given its information set.
func (b *branch) belief(n game.NodeID) dual.Number {
	s := &b.sets[b.in.Nodes[n].Infoset]
	var own, all dual.Number
	for i, m := range s.nodes {
		w := b.weight(s, i)
		if all = all.Add(w); m == n {
			own = w
		}
	}
	return own.Quo(all)
}
