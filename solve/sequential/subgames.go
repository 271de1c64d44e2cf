package sequential

import (
	"math"
	"slices"
	"strings"

	"parley/game"
	"parley/internal/poly"
	"parley/num"
)

// What elimination leaves undecided often falls into subgames: parts of the tree that no information
// set, and no tremble that decides a belief, has in common with the rest. A sequential equilibrium of the
// game is one of each subgame together with one of the game in which the subgame's value stands for
// it (Selten 1965 for the strategies; trembles in the two parts do not depend on each other, so beliefs
// compose too). A subgame is solved once, and its equilibria are told apart above only by what they
// are worth. Where a connected set of its equilibria is worth one thing here and another there, it is
// searched together with what is above it.

// A subgame is a part of the tree with the subgames inside it.
type subgame struct {
	root  game.NodeID
	own   []int // positions in und that are in none of inner
	inner []*subgame
}

// A set is a connected set of equilibria of a part of the tree.
type set struct {
	// factors are independent of each other: one for each part of the tree that was solved by itself.
	factors []factor
	// value is what the set is worth to each player where the part of the tree begins; nil if that
	// varies over the set or is irrational.
	value []num.Rat
}

// A factor is a connected set of equilibria in pieces: each a list of parts, any choice of a point from each
// of which is an equilibrium.
type factor [][]*component

// subgames returns the whole game and the subgames in it.
func (s *search) subgames() *subgame {
	low, high := s.spans()
	first, last := make([]game.NodeID, len(s.g.Nodes)), make([]game.NodeID, len(s.g.Nodes))
	for n := len(s.g.Nodes) - 1; n >= 0; n-- {
		first[n], last[n] = math.MaxInt32, -1
		if h := s.g.Nodes[n].Infoset; h != game.None && s.undAt[h] >= 0 {
			first[n], last[n] = low[s.undAt[h]], high[s.undAt[h]]
		}
		for _, c := range s.p.kids[s.p.kidsAt[n]:s.p.kidsAt[n+1]] {
			first[n], last[n] = min(first[n], first[c]), max(last[n], last[c])
		}
	}
	top := &subgame{}
	open := []*subgame{top}
	for n := range s.g.Nodes {
		for len(open) > 1 && game.NodeID(n) >= s.g.Nodes[open[len(open)-1].root].End {
			open = s.closeSubgame(open)
		}
		h := s.g.Nodes[n].Infoset
		if h == game.None {
			continue
		}
		at := s.undAt[h]
		if n > 0 && (at >= 0 || s.g.Infosets[h].Player == game.Chance) &&
			last[n] >= 0 && first[n] >= game.NodeID(n) && last[n] < s.g.Nodes[n].End {
			open = append(open, &subgame{root: game.NodeID(n)})
		}
		if at >= 0 && s.und[at].nodes[0] == game.NodeID(n) {
			sg := open[len(open)-1]
			sg.own = append(sg.own, int(at))
		}
	}
	for len(open) > 1 {
		open = s.closeSubgame(open)
	}
	return top
}

// closeSubgame hands the last open subgame to the one that it is in, or, if it has nothing of its own, those
// in it.
func (s *search) closeSubgame(open []*subgame) []*subgame {
	sg, up := open[len(open)-1], open[len(open)-2]
	if len(sg.own) == 0 {
		up.inner = append(up.inner, sg.inner...)
	} else {
		slices.Sort(sg.own)
		up.inner = append(up.inner, sg)
	}
	return open[:len(open)-1]
}

// spans returns, for each undecided information set, the first and the last node that it has to do with:
// its own, and those at which the actions can be taken by mistake that decide its beliefs.
func (s *search) spans() (low, high []game.NodeID) {
	low, high = make([]game.NodeID, len(s.und)), make([]game.NodeID, len(s.und))
	for i := range s.und {
		u := &s.und[i]
		low[i], high[i] = slices.Min(u.nodes), slices.Max(u.nodes)
		if u.class < 0 {
			continue
		}
		for _, way := range s.p.classes[u.class].ways {
			for _, a := range way {
				if s.sure(a) {
					continue
				}
				nodes := s.g.Infosets[s.g.Actions[a].Infoset].Nodes
				low[i], high[i] = min(low[i], slices.Min(nodes)), max(high[i], slices.Max(nodes))
			}
		}
	}
	return low, high
}

// sure tells whether action a is never a mistake: a chance outcome that may happen, or the only choice
// left.
func (s *search) sure(a game.ActionID) bool {
	h := s.g.Actions[a].Infoset
	if s.g.Infosets[h].Player == game.Chance {
		return !s.in.Prob(a).IsZero()
	}
	return s.undAt[h] < 0 && s.alive[h][0] == int(a-s.g.Infosets[h].First)
}

// A solved is what is known of a subgame.
type solved struct {
	root game.NodeID
	sets []set
	// If some set has no one value, the subgame has to be searched with what is above it: all that is
	// not in a subgame that can be cut out of it.
	loose []int
	cuts  []*solved
}

// solveSubgame solves a part of the tree, from the subgames inside it upwards.
func (s *search) solveSubgame(sg *subgame) *solved {
	out := &solved{root: sg.root, loose: slices.Clone(sg.own)}
	for _, inner := range sg.inner {
		in := s.solveSubgame(inner)
		if s.stopped {
			return out
		}
		if in.cuttable() {
			out.cuts = append(out.cuts, in)
		} else {
			out.loose = append(out.loose, in.loose...)
			out.cuts = append(out.cuts, in.cuts...)
		}
	}
	slices.Sort(out.loose)
	if s.cut == nil {
		s.cut = make([][]num.Rat, len(s.g.Nodes))
	}
	s.eachValue(out.cuts, func(chosen [][]set) {
		s.setActive(sg.root, out.loose)
		for _, found := range s.solveActive() {
			out.add(s, set{[]factor{found}, s.valueOf(found, sg.root)}, chosen)
		}
	})
	for _, c := range out.cuts {
		s.cut[c.root] = nil
	}
	return out
}

// cuttable tells whether a value can stand for the subgame in each of its equilibria.
func (v *solved) cuttable() bool {
	return !slices.ContainsFunc(v.sets, func(x set) bool { return x.value == nil })
}

// eachValue puts each combination of values in the place of the subgames and calls f with the sets that
// have them.
func (s *search) eachValue(cuts []*solved, f func(chosen [][]set)) {
	chosen := make([][]set, len(cuts))
	var choose func(i int)
	choose = func(i int) {
		if s.stopped {
			return
		}
		if i == len(cuts) {
			f(chosen)
			return
		}
		for _, same := range byValue(cuts[i].sets) {
			s.cut[cuts[i].root] = same[0].value
			chosen[i] = same
			choose(i + 1)
		}
	}
	choose(0)
}

// byValue groups sets that have the same value.
func byValue(sets []set) [][]set {
	var out [][]set
	at := map[string]int{}
	for _, x := range sets {
		var key strings.Builder
		for _, v := range x.value {
			key.WriteString(v.String())
			key.WriteByte(' ')
		}
		k, ok := at[key.String()]
		if !ok {
			k = len(out)
			at[key.String()] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], x)
	}
	return out
}

// add adds each combination of a set found above the subgames with one set of each subgame.
func (v *solved) add(s *search, above set, chosen [][]set) {
	var choose func(i int, factors []factor)
	choose = func(i int, factors []factor) {
		if len(v.sets) == maxSets {
			s.stop(tooManySets)
			return
		}
		if i == len(chosen) {
			v.sets = append(v.sets, set{factors, above.value})
			return
		}
		for _, x := range chosen[i] {
			choose(i+1, append(slices.Clip(factors), x.factors...))
		}
	}
	choose(0, above.factors)
}

// setActive makes the search one of the part of the tree that begins at root and has the undecided
// information sets at the given positions, with values for subgames as they stand in s.cut.
func (s *search) setActive(root game.NodeID, at []int) {
	s.root, s.active = root, at
	clear(s.inUse)
	for _, i := range at {
		u := &s.und[i]
		u.support, u.mask = nil, mask{} // which valueOf may have set
		if u.class >= 0 {
			s.inUse[u.class] = true
		}
		s.setJumps(u)
		clear(u.exact)
	}
}

// valueOf returns what a set is worth at root, if that is the same all over it.
func (s *search) valueOf(x factor, root game.NodeID) []num.Rat {
	var value []num.Rat
	for _, parts := range x {
		for _, c := range parts[0].all { // the others are not reached from the root
			v := s.cellValue(c, root)
			if v == nil || value != nil && !slices.EqualFunc(v, value, num.Rat.Equal) {
				return nil
			}
			value = v
		}
	}
	return value
}

// cellValue returns what a cell is worth at root, if that is the same all over it; nil otherwise.
func (s *search) cellValue(c *cell, root game.NodeID) []num.Rat {
	if c.piece.Radius > 0 {
		return nil
	}
	s.enter(c)
	e := exactJump{known: make([]num.Rat, s.k)}
	s.walkExact(root, num.One, &e)
	value := make([]num.Rat, s.k)
	for i := range value {
		v := poly.Const(e.known[i])
		for _, t := range e.terms {
			v = v.AddScaled(s.bestValue(c.b, t.n, i), t.w)
		}
		var ok bool
		if value[i], ok = c.constant(v); !ok {
			return nil
		}
	}
	return value
}

// bestValue is player i's expected payoff from the undecided node n on if he takes, of the actions that
// he mixes at each information set, the first: they are all worth the same to him.
func (s *search) bestValue(b *basis, n game.NodeID, i int) poly.Poly {
	at := s.undAt[s.g.Nodes[n].Infoset]
	u := &s.und[at]
	sum := poly.Poly{}
	for _, a := range u.support {
		e := s.exactJump(n, u, a)
		v := poly.Const(e.known[i])
		for _, t := range e.terms {
			v = v.AddScaled(s.bestValue(b, t.n, i), t.w)
		}
		if u.player == i || len(u.support) == 1 {
			return v
		}
		sum = sum.AddProduct(v, b.sigma[at][a])
	}
	return sum
}

// constant returns the value of v over the cell; not ok if it may vary.
func (c *cell) constant(v poly.Poly) (value num.Rat, ok bool) {
	for _, x := range v.Vars() { // what does not vary over the cell
		if c.piece.Low[x].Equal(c.piece.High[x]) {
			v = v.Subst(x, poly.Const(c.piece.Low[x]))
		}
	}
	if value, ok = v.Constant(); ok {
		return value, true
	}
	if v.Degree() > 1 || c.piece.Vertices == nil {
		return value, false
	}
	value = v.Eval(c.piece.Point)
	for _, x := range c.piece.Vertices {
		if !v.Eval(x).Equal(value) {
			return value, false
		}
	}
	return value, !c.piece.Some
}
