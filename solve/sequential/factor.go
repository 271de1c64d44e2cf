package sequential

import (
	"slices"
	"strings"

	"parley/game"
	"parley/internal/poly"
	"parley/num"
	"parley/solve"
)

// Off the path, what follows one surprise is independent of what follows another: each only has to
// make its surprise unattractive. So a support profile is solved in parts. Its path comes first: the
// supports of the information sets that play reaches. Where they leave a single point, the rest falls
// into blocks that share no unknown, and every combination of their solutions is an equilibrium. Paths
// and blocks recur in many support profiles and are solved once.
//
// Where a path leaves a continuum, the support profiles that have it are solved as a whole (leaf.go);
// where beliefs depend on the order of trembles, all are.

// A path is the supports of the information sets that play reaches.
type path struct {
	points    []*pathPoint
	continuum bool // its conditions leave more than single points
}

// A pathPoint is one solution of a path's conditions, as far as they do not depend on play off it.
type pathPoint struct {
	cell    *cell
	sigma   [][]poly.Poly // of the path, as constants
	blockOf []int         // by position in und; -1 on the path
	blocks  []*block
}

// A block is a part off the path.
type block struct {
	at     []int // positions in und
	limits []limit
	tried  map[string]bool
	cells  []*cell
}

// A limit says that play on the path is no worse than action a at the i-th information set, which
// leads off it.
type limit struct {
	i, a int
}

// leafFactored solves the supports that stand in s.und in parts.
func (s *search) leafFactored() {
	reached := s.reached()
	key := make([]byte, 0, len(s.und))
	for i := range s.und {
		m := s.und[i].mask
		if !reached[i] {
			m = mask{}
		}
		key = m.appendTo(key, len(s.und[i].alive))
	}
	p, ok := s.paths[string(key)]
	if ok && p == nil || !s.plausible() {
		return
	}
	if !ok {
		p = s.solvePath(reached)
		s.paths[string(key)] = p
		if p == nil {
			return
		}
		s.pathList = append(s.pathList, p)
	}
	if p == nil {
		return
	}
	if p.continuum {
		s.leaf()
		return
	}
	for _, pt := range p.points {
		for _, b := range pt.blocks {
			if s.together || s.stopped {
				return
			}
			s.solveBlock(pt, b)
		}
	}
}

// reached tells which undecided information sets play reaches under the supports in s.und.
func (s *search) reached() []bool {
	out := s.onPath
	for i := range s.und {
		out[i] = false
	nodes:
		for _, way := range s.und[i].ways {
			if way == nil {
				continue
			}
			for _, w := range way {
				if !s.und[w.at].mask.has(w.a) {
					continue nodes
				}
			}
			out[i] = true
			break
		}
	}
	return out
}

// An upstream is an undecided action on the way to a node.
type upstream struct {
	at, a int
}

// findWays notes the undecided actions on the way to each undecided node; nil where a decided or
// impossible action stands on it.
func (s *search) findWays() {
	for i := range s.und {
		u := &s.und[i]
		u.ways = make([][]upstream, len(u.nodes))
	nodes:
		for j, n := range u.nodes {
			way := []upstream{}
			for ; s.g.Nodes[n].Via != game.None; n = s.g.Nodes[n].Parent {
				a := s.g.Nodes[n].Via
				h := s.g.Actions[a].Infoset
				k := int(a - s.g.Infosets[h].First)
				switch at := s.undAt[h]; {
				case s.g.Infosets[h].Player == game.Chance:
					if s.in.Prob(a).IsZero() {
						continue nodes
					}
				case at >= 0:
					pos := s.und[at].position(k)
					if pos < 0 {
						continue nodes
					}
					way = append(way, upstream{int(at), pos})
				case s.alive[h][0] != k:
					continue nodes
				}
			}
			u.ways[j] = way
		}
	}
}

// solvePath solves for play on the path; nil if there is none.
func (s *search) solvePath(reached []bool) *path {
	s.stats.Systems++
	b := s.newBasis()
	var at []int
	for i := range s.und {
		if !reached[i] {
			continue
		}
		at = append(at, i)
		s.addSupport(b, i)
	}
	for _, i := range at {
		if c := s.und[i].class; c >= 0 && b.weight[c] == nil {
			b.kinds[c], b.weight[c] = byBayes, s.odds(b, int(c))
		}
	}
	off := make([][]limit, 0)
	touched := [][]int{}
	for _, i := range at {
		u := &s.und[i]
		first := u.support[0]
		worth := s.worth(b, u, first)
		for a := range u.alive {
			if a == first {
				continue
			}
			inSupport := u.mask.has(a)
			if !inSupport {
				if t := s.leadsOff(b, u, a, reached); t != nil {
					off = append(off, []limit{{i, a}})
					touched = append(touched, t)
					continue
				}
			}
			if !b.demand(worth.Sub(s.worth(b, u, a)), inSupport) {
				return nil
			}
		}
	}
	sol := s.solveSystem(b.system())
	if !sol.Complete {
		s.together = true
		return nil
	}
	p := &path{}
	for _, piece := range sol.Pieces {
		if piece.Radius > 0 {
			s.together = true
			return nil
		}
		if piece.Dimension > 0 {
			return &path{continuum: true}
		}
		p.points = append(p.points, s.split(b, piece, at, reached, off, touched))
	}
	if len(p.points) == 0 {
		return nil
	}
	return p
}

// leadsOff returns the positions of the information sets off the path that action a at u comes to
// first, from nodes that are believed; nil if there are none.
func (s *search) leadsOff(b *basis, u *undecided, a int, reached []bool) []int {
	var out []int
	seen := map[game.NodeID]bool{}
	var follow func(e *exactJump)
	follow = func(e *exactJump) {
		for _, t := range e.terms {
			if seen[t.n] {
				continue
			}
			seen[t.n] = true
			at := s.undAt[s.g.Nodes[t.n].Infoset]
			if !reached[at] {
				out = append(out, int(at))
				continue
			}
			v := &s.und[at]
			for _, c := range v.support {
				follow(s.exactJump(t.n, v, c))
			}
		}
	}
	for j, n := range u.nodes {
		if u.class < 0 || !b.weight[u.class][u.slots[j]].IsZero() {
			follow(s.exactJump(n, u, a))
		}
	}
	return out
}

// split finds the blocks off the path: information sets that share beliefs, lie above one another
// or are met by one limit.
func (s *search) split(b *basis, piece poly.Piece, at []int, reached []bool, off [][]limit, touched [][]int) *pathPoint {
	pt := &pathPoint{cell: s.newCell(b, piece, at), sigma: make([][]poly.Poly, len(s.und))}
	for _, i := range at {
		pt.sigma[i] = make([]poly.Poly, len(b.sigma[i]))
		for a, q := range b.sigma[i] {
			if !q.IsZero() {
				pt.sigma[i][a] = poly.Const(q.Eval(piece.Point))
			}
		}
	}
	root := make([]int, len(s.und))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			i = root[i]
		}
		return i
	}
	tie := func(i, j int) { root[find(j)] = find(i) }
	for i := range s.und {
		u := &s.und[i]
		if reached[i] {
			continue
		}
		for _, js := range u.jumps {
			for _, j := range js {
				for _, t := range j.terms {
					s.tieBelow(i, t.n, reached, tie)
				}
			}
		}
		if u.class < 0 {
			continue
		}
		for _, way := range s.p.classes[u.class].ways {
			for _, a := range way {
				if k := int(s.undAt[s.g.Actions[a].Infoset]); k >= 0 && !reached[k] {
					tie(i, k)
				}
			}
		}
		for _, k := range s.members[u.class] {
			if !reached[k] {
				tie(i, k)
			}
		}
	}
	for _, t := range touched {
		for _, k := range t[1:] {
			tie(t[0], k)
		}
	}
	pt.blockOf = make([]int, len(s.und))
	index := map[int]int{}
	for i := range s.und {
		pt.blockOf[i] = -1
		if reached[i] {
			continue
		}
		r := find(i)
		k, ok := index[r]
		if !ok {
			k = len(pt.blocks)
			index[r] = k
			pt.blocks = append(pt.blocks, &block{tried: map[string]bool{}})
		}
		pt.blockOf[i] = k
		pt.blocks[k].at = append(pt.blocks[k].at, i)
	}
	for i, l := range off {
		bl := pt.blocks[pt.blockOf[touched[i][0]]]
		bl.limits = append(bl.limits, l...)
	}
	return pt
}

// tieBelow ties i to the information sets off the path that jumps at n come to first.
func (s *search) tieBelow(i int, n game.NodeID, reached []bool, tie func(i, j int)) {
	k := int(s.undAt[s.g.Nodes[n].Infoset])
	if !reached[k] {
		tie(i, k)
		return
	}
	u := &s.und[k]
	for j, m := range u.nodes {
		if m != n {
			continue
		}
		for _, jp := range u.jumps[j] {
			for _, t := range jp.terms {
				s.tieBelow(i, t.n, reached, tie)
			}
		}
	}
}

// solveBlock solves a block with the supports that stand in s.und, unless it was done before.
func (s *search) solveBlock(pt *pathPoint, bl *block) {
	key := make([]byte, 0, len(bl.at))
	for _, i := range bl.at {
		key = s.und[i].mask.appendTo(key, len(s.und[i].alive))
	}
	if bl.tried[string(key)] {
		return
	}
	b := s.newBasis()
	copy(b.sigma, pt.sigma)
	for _, i := range bl.at {
		s.addSupport(b, i)
	}
	// Beliefs on the path, for the limits, and in the block.
	for _, l := range bl.limits {
		if c := s.und[l.i].class; c >= 0 && b.weight[c] == nil {
			b.kinds[c], b.weight[c] = byBayes, s.odds(b, int(c))
		}
	}
	var uses map[game.ActionID]int
	for _, i := range bl.at {
		c := s.und[i].class
		if c < 0 || b.weight[c] != nil {
			continue
		}
		if w := s.odds(b, int(c)); w != nil {
			b.kinds[c], b.weight[c] = byBayes, w
			continue
		}
		if uses == nil {
			uses = s.offPathUses()
		}
		ways := s.p.classes[c].ways
		if s.base(ways, uses) < 0 {
			s.together = true
			return
		}
		b.kinds[c], b.weight[c] = free, b.share(len(ways), false)
	}
	bl.tried[string(key)] = true
	s.stats.Systems++
	for _, l := range bl.limits {
		u := &s.und[l.i]
		if !b.demand(s.worth(b, u, u.support[0]).Sub(s.worth(b, u, l.a)), false) {
			return
		}
	}
	for _, i := range bl.at {
		if !s.conditions(b, &s.und[i]) {
			return
		}
	}
	sol := s.solveSystem(b.system())
	if !sol.Complete {
		s.leaveOut(sol.Because)
	}
	for _, piece := range sol.Pieces {
		if piece.Radius > 0 {
			s.together = true
			return
		}
		// Beliefs that belong to the path are not the block's to say.
		for c := range b.weight {
			if b.weight[c] != nil && b.kinds[c] == byBayes && !s.inBlock(c, pt, bl) {
				b.weight[c] = nil
			}
		}
		bl.cells = append(bl.cells, s.newCell(b, piece, bl.at))
	}
}

func (s *search) inBlock(c int, pt *pathPoint, bl *block) bool {
	for _, i := range s.members[c] {
		if k := pt.blockOf[i]; k >= 0 && pt.blocks[k] == bl {
			return true
		}
	}
	return false
}

// products returns the equilibria: for each point of a path, every combination of its blocks'
// components, joined with solutions of whole support profiles that they touch.
func (s *search) products() []solve.Equilibrium {
	var items [][][]*cell // by item, the components of its parts
	for _, p := range s.pathList {
		for _, pt := range p.points {
			parts := [][][]*cell{{{pt.cell}}}
			dead := false
			for _, bl := range pt.blocks {
				dead = dead || len(bl.cells) == 0
				parts = append(parts, s.connected(bl.cells))
			}
			if dead {
				continue
			}
			chosen := make([][]*cell, len(parts))
			var choose func(i int)
			choose = func(i int) {
				if i == len(parts) {
					items = append(items, slices.Clone(chosen))
					return
				}
				for _, component := range parts[i] {
					chosen[i] = component
					choose(i + 1)
				}
			}
			choose(0)
		}
	}
	for _, whole := range s.connected(s.cells) {
		items = append(items, [][]*cell{whole})
	}
	out := []solve.Equilibrium{}
	for _, group := range s.touching(items) {
		e := s.join(group[0])
		for _, other := range group[1:] {
			merge(&e, s.join(other))
		}
		out = append(out, e)
	}
	return out
}

// maxCorners bounds the corners of one item at which touching looks.
const maxCorners = 4096

// touching groups items that share a corner.
func (s *search) touching(items [][][]*cell) [][][][]*cell {
	group := make([]int, len(items))
	for i := range group {
		group[i] = i
	}
	if len(s.cells) > 0 { // points of different paths never touch each other
		owner := map[string]int{}
		for i, parts := range items {
			s.fullKeys(parts, func(key string) {
				j, seen := owner[key]
				if !seen {
					owner[key] = group[i]
					return
				}
				for from, k := group[i], 0; from != group[j] && k < len(group); k++ {
					if group[k] == from {
						group[k] = group[j]
					}
				}
			})
		}
	}
	var out [][][][]*cell
	at := map[int]int{}
	for i, parts := range items {
		k, ok := at[group[i]]
		if !ok {
			k = len(out)
			at[group[i]] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], parts)
	}
	return out
}

// fullKeys calls f with the assessment at each corner of a product of components.
func (s *search) fullKeys(parts [][]*cell, f func(string)) {
	places := make([]place, len(parts))
	left := maxCorners
	var choose func(i int)
	choose = func(i int) {
		if i < len(parts) {
			for _, c := range parts[i] {
				for _, x := range c.corners() {
					if places[i] = (place{c, x}); left > 0 {
						choose(i + 1)
					}
				}
			}
			return
		}
		left--
		if key, ok := s.fullKey(places); ok {
			f(key)
		}
	}
	choose(0)
}

// fullKey writes down the undecided part of an assessment; not ok where a belief is not defined.
func (s *search) fullKey(places []place) (string, bool) {
	v := s.numbersAt(places)
	var key strings.Builder
	write := func(x []num.Rat) {
		for _, q := range x {
			key.WriteString(q.String())
			key.WriteByte(' ')
		}
	}
	for _, sigma := range v.sigma {
		write(sigma)
	}
	for _, cl := range s.classesInUse {
		known := false
		for _, p := range places {
			if p.c.b.weight[cl] == nil {
				continue
			}
			odds, ok := p.beliefs(cl)
			if !ok {
				return "", false
			}
			write(odds)
			known = true
			break
		}
		if !known {
			return "", false
		}
	}
	return key.String(), true
}

// merge adds the set b to the set a, which it touches.
func merge(a *solve.Equilibrium, b solve.Equilibrium) {
	a.Vertices = append(a.Vertices, b.Members()...)
	a.Dimension = max(a.Dimension, b.Dimension)
	if a.Low == nil {
		a.Low, a.High = slices.Clone(a.Profile), slices.Clone(a.Profile)
	}
	if a.BeliefLow == nil {
		a.BeliefLow, a.BeliefHigh = slices.Clone(a.Beliefs), slices.Clone(a.Beliefs)
	}
	for _, low := range []game.Profile{b.Profile, b.Low, b.High} {
		if low != nil {
			widen(a.Low, a.High, low)
		}
	}
	for _, low := range []game.Beliefs{b.Beliefs, b.BeliefLow, b.BeliefHigh} {
		if low != nil {
			widen(a.BeliefLow, a.BeliefHigh, low)
		}
	}
}
