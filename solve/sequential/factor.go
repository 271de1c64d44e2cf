package sequential

import (
	"fmt"
	"slices"

	"parley/game"
	"parley/internal/partition"
	"parley/internal/poly"
	"parley/solve"
)

// Off the path, what follows one surprise is independent of what follows another: each only has to
// make its surprise unattractive. So a support profile is solved in parts. Its path comes first: the
// supports of the information sets that play reaches. The rest falls into blocks that share no unknown,
// and every combination of their solutions is an equilibrium. Paths and blocks recur in many support
// profiles and are solved once.
//
// Where a path leaves a continuum, or irrational numbers, the blocks whose conditions depend on where in it
// play is are solved together with the path. Where its conditions by themselves are too much for algebra,
// the support profiles that have it are solved as a whole (leaf.go).

// A path is the supports of the information sets that play reaches.
type path struct {
	points []*pathPoint
	whole  bool // not solved by itself
}

// A pathPoint is one solution of a path's conditions, as far as they do not depend on play off it, or
// all of them.
type pathPoint struct {
	core    *block        // the path, with what depends on where in a continuum play is
	base    *basis        // the path's unknowns and conditions
	sigma   [][]poly.Poly // of the path, with constants for what is known
	blockOf []int         // by position in und; -1 on the path
	blocks  []*block      // apart from the core
}

// A block is a part that is solved by itself.
type block struct {
	at     []int // positions in und
	limits []limit
	tried  map[string]bool // nil if it is solved
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
	for _, i := range s.active {
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
		if p != nil {
			s.pathList = append(s.pathList, p)
		}
	}
	switch {
	case p == nil:
	case p.whole:
		s.leaf()
	default:
		for _, pt := range p.points {
			s.solveBlock(pt, pt.core)
			for _, b := range pt.blocks {
				s.solveBlock(pt, b)
			}
		}
	}
}

// reached tells which undecided information sets play reaches under the supports in s.und.
func (s *search) reached() []bool {
	out := s.onPath
	for _, i := range s.active {
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
	for _, i := range s.active {
		u := &s.und[i]
		u.ways = make([][]upstream, len(u.nodes))
	nodes:
		for j, n := range u.nodes {
			way := []upstream{}
			for ; n != s.root; n = s.g.Nodes[n].Parent {
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
	for _, i := range s.active {
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
	switch {
	case s.stopped:
		return nil
	case !sol.Complete:
		return &path{whole: true}
	case len(sol.Pieces) == 0:
		return nil
	}
	p := &path{}
	if slices.ContainsFunc(sol.Pieces, func(x poly.Piece) bool { return x.Dimension > 0 || x.Radius > 0 }) {
		p.points = append(p.points, s.split(b, sol.Pieces, sol.Pieces, at, reached, off, touched))
		return p
	}
	for i := range sol.Pieces {
		p.points = append(p.points, s.split(b, sol.Pieces[i:i+1], sol.Pieces, at, reached, off, touched))
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
// or are met by one limit. pieces are those of all the path's solutions that it is about.
func (s *search) split(b *basis, pieces, all []poly.Piece, at []int, reached []bool, off [][]limit, touched [][]int) *pathPoint {
	pt := &pathPoint{base: b, core: &block{at: at}, sigma: make([][]poly.Poly, len(s.und))}
	for _, piece := range pieces {
		pt.core.cells = append(pt.core.cells, s.newCell(b, piece, at, all))
	}
	for _, i := range at {
		pt.sigma[i] = make([]poly.Poly, len(b.sigma[i]))
		for a, q := range b.sigma[i] {
			pt.sigma[i][a] = settled(q, pieces)
		}
	}
	tied := partition.New(len(s.und))
	tie := func(i, j int) { tied.Unite(i, j) }
	s.tieTrembles(reached, tie)
	for _, i := range s.active {
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
	for i := range pt.blockOf {
		pt.blockOf[i] = -1
	}
	for _, i := range s.active {
		if reached[i] {
			continue
		}
		r := tied.Find(i)
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
	s.takeIn(pt, reached)
	return pt
}

// settled returns q with numbers for the unknowns that are the same in all pieces.
func settled(q poly.Poly, pieces []poly.Piece) poly.Poly {
	for _, x := range q.Vars() {
		v := pieces[0].Low[x]
		same := !slices.ContainsFunc(pieces, func(p poly.Piece) bool { return !p.Low[x].Equal(v) || !p.High[x].Equal(v) })
		if same {
			q = q.Subst(x, poly.Const(v))
		}
	}
	return q
}

// takeIn moves the blocks that depend on the unknowns of the path into its core.
func (s *search) takeIn(pt *pathPoint, reached []bool) {
	if !slices.ContainsFunc(pt.sigma, varies) {
		return // a single rational point
	}
	d := &dependence{s: s, pt: pt, reached: reached, seen: map[game.NodeID]bool{}}
	apart := pt.blocks[:0]
	moved := false
	for _, bl := range pt.blocks {
		if !d.of(bl) {
			apart = append(apart, bl)
			continue
		}
		moved = true
		pt.core.at = append(slices.Clip(pt.core.at), bl.at...)
		pt.core.limits = append(pt.core.limits, bl.limits...)
	}
	pt.blocks = apart
	if moved {
		slices.Sort(pt.core.at)
		pt.core.tried, pt.core.cells = map[string]bool{}, nil
	}
	for i := range pt.blockOf {
		pt.blockOf[i] = -1
	}
	for k, bl := range pt.blocks {
		for _, i := range bl.at {
			pt.blockOf[i] = k
		}
	}
}

// A dependence tells which blocks depend on unknowns of the path.
type dependence struct {
	s       *search
	pt      *pathPoint
	reached []bool
	seen    map[game.NodeID]bool // what is at these nodes and below does not
}

func varies(qs []poly.Poly) bool {
	return slices.ContainsFunc(qs, func(q poly.Poly) bool { _, constant := q.Constant(); return !constant })
}

func (d *dependence) of(bl *block) bool {
	s := d.s
	for _, l := range bl.limits {
		u := &s.und[l.i]
		if u.class >= 0 && d.odds(int(u.class)) {
			return true
		}
		for _, n := range u.nodes {
			if d.jump(s.exactJump(n, u, u.support[0]), u.player) || d.jump(s.exactJump(n, u, l.a), -1) {
				return true
			}
		}
	}
	for _, i := range bl.at {
		u := &s.und[i]
		if u.class >= 0 && d.odds(int(u.class)) {
			return true
		}
		for _, n := range u.nodes {
			if d.node(n, -1) {
				return true
			}
		}
	}
	return false
}

// odds tells whether the odds of class c depend on an unknown of the path.
func (d *dependence) odds(c int) bool {
	for _, way := range d.s.p.classes[c].ways {
		for _, a := range way {
			h := d.s.g.Actions[a].Infoset
			if at := d.s.undAt[h]; at >= 0 && d.pt.sigma[at] != nil {
				if k := d.s.und[at].position(int(a - d.s.g.Infosets[h].First)); k >= 0 && varies(d.pt.sigma[at][k:k+1]) {
					return true
				}
			}
		}
	}
	return false
}

// jump tells whether what an action leads to depends on an unknown of the path; player is the one whose
// value is asked for, as nodeValue takes it, or -1.
func (d *dependence) jump(e *exactJump, player int) bool {
	return slices.ContainsFunc(e.terms, func(t exactTerm) bool { return d.node(t.n, player) })
}

func (d *dependence) node(n game.NodeID, player int) bool {
	if d.seen[n] {
		return false
	}
	s := d.s
	at := s.undAt[s.g.Nodes[n].Infoset]
	u := &s.und[at]
	actions := s.allOf(u)
	if d.reached[at] {
		if actions = u.support; u.player == player {
			actions = actions[:1]
		} else if varies(d.pt.sigma[at]) {
			return true
		}
	}
	for _, a := range actions {
		if d.jump(s.exactJump(n, u, a), player) {
			return true
		}
	}
	if player < 0 {
		d.seen[n] = true
	}
	return false
}

// allOf returns the positions of all actions left at u.
func (s *search) allOf(u *undecided) []int {
	for len(s.counting) < len(u.alive) {
		s.counting = append(s.counting, len(s.counting))
	}
	return s.counting[:len(u.alive)]
}

// tieTrembles ties information sets off the path whose beliefs may depend on the order of the same
// trembles. Those whose beliefs are free whatever the others do can be left apart.
func (s *search) tieTrembles(reached []bool, tie func(i, j int)) {
	var off []int // classes that may be off the path
	for c := range s.p.classes {
		if s.inUse[c] && !slices.ContainsFunc(s.p.classes[c].ways, func(way []game.ActionID) bool { return s.mayTremble(way, reached) == nil }) {
			off = append(off, c)
		}
	}
	if len(off) < 2 {
		return
	}
	uses := map[game.ActionID]int{}
	for _, c := range off {
		for _, way := range s.p.classes[c].ways {
			for _, a := range s.mayTremble(way, reached) {
				uses[a]++
			}
		}
	}
	for _, c := range off {
		ways := s.p.classes[c].ways
		unused := make([][]game.ActionID, len(ways))
		for j, way := range ways {
			unused[j] = s.mayTremble(way, reached)
		}
		if freeBase(unused, uses) >= 0 {
			continue
		}
		for _, other := range off {
			if other != c && slices.ContainsFunc(s.p.classes[other].ways, func(way []game.ActionID) bool {
				return slices.ContainsFunc(unused, func(u []game.ActionID) bool { return len(intersect(u, way)) > 0 })
			}) {
				s.tieMembers(c, other, reached, tie)
			}
		}
	}
}

// tieMembers ties the information sets off the path that have class c or class d.
func (s *search) tieMembers(c, d int, reached []bool, tie func(i, j int)) {
	first := -1
	for _, list := range [][]int{s.members[c], s.members[d]} {
		for _, i := range list {
			switch {
			case reached[i] || !s.isActive(i):
			case first < 0:
				first = i
			default:
				tie(first, i)
			}
		}
	}
}

func (s *search) isActive(i int) bool {
	_, ok := slices.BinarySearch(s.active, i)
	return ok
}

// mayTremble returns the actions of a way that may be unused, given the path.
func (s *search) mayTremble(way []game.ActionID, reached []bool) []game.ActionID {
	var out []game.ActionID
	for _, a := range way {
		at := s.undAt[s.g.Actions[a].Infoset]
		if at >= 0 && !reached[at] || !s.used(a) {
			out = append(out, a)
		}
	}
	return out
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
	if bl.tried == nil || s.stopped {
		return
	}
	key := make([]byte, 0, len(bl.at))
	for _, i := range bl.at {
		key = s.und[i].mask.appendTo(key, len(s.und[i].alive))
	}
	if bl.tried[string(key)] {
		return
	}
	bl.tried[string(key)] = true
	b := s.blockBasis(pt, bl)
	var classes []int
	for _, i := range bl.at {
		if c := int(s.und[i].class); c >= 0 && b.weight[c] == nil && !slices.Contains(classes, c) {
			classes = append(classes, c)
		}
	}
	s.believe(b, classes, func(b *basis) { s.finishBlock(b, pt, bl) })
}

// blockBasis returns the unknowns of a block's supports, with what is known of the path.
func (s *search) blockBasis(pt *pathPoint, bl *block) *basis {
	var b *basis
	if bl == pt.core {
		b = pt.base.clone()
	} else {
		b = s.newBasis()
		copy(b.sigma, pt.sigma)
	}
	for _, i := range bl.at {
		if b.sigma[i] == nil {
			s.addSupport(b, i)
		}
	}
	// Beliefs on the path, for the limits.
	for _, l := range bl.limits {
		if c := s.und[l.i].class; c >= 0 && b.weight[c] == nil {
			b.kinds[c], b.weight[c] = byBayes, s.odds(b, int(c))
		}
	}
	return b
}

// finishBlock solves the conditions of a block.
func (s *search) finishBlock(b *basis, pt *pathPoint, bl *block) {
	s.stats.Systems++
	if b.tooMany {
		s.leaveOut(fmt.Sprintf("a system of more than %d unknowns", maxUnknowns))
		return
	}
	for _, l := range bl.limits {
		u := &s.und[l.i]
		if !b.demand(s.worth(b, u, u.support[0]).Sub(s.worth(b, u, l.a)), false) {
			return
		}
	}
	for _, i := range bl.at {
		if bl == pt.core && pt.base.sigma[i] != nil {
			continue // on the path: its conditions are there, but for the limits
		}
		if !s.conditions(b, &s.und[i]) {
			return
		}
	}
	sol := s.solveSystem(b.system())
	if !sol.Complete {
		s.leaveOut(sol.Because)
	}
	// Beliefs that belong to the path are not the block's to say.
	for c := range b.weight {
		if bl != pt.core && b.weight[c] != nil && b.kinds[c] == byBayes && !s.inBlock(c, pt, bl) {
			b.weight[c] = nil
		}
	}
	for _, piece := range sol.Pieces {
		bl.cells = append(bl.cells, s.newCell(b, piece, bl.at, sol.Pieces))
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

// merge adds the set b to the set a, which it touches.
func merge(a *solve.Equilibrium, b solve.Equilibrium) {
	a.Vertices = append(a.Vertices, b.Members()...)
	a.Dimension = max(a.Dimension, b.Dimension)
	a.Outer = a.Outer || b.Outer
	if b.Radius > a.Radius {
		a.Certificate, a.Radius = b.Certificate, b.Radius
	}
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
