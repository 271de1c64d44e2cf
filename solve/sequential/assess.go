package sequential

import (
	"slices"

	"parley/game"
	"parley/internal/poly"
	"parley/num"
)

// A cell is one solution of one basis: a point, or a connected piece of a continuum.
type cell struct {
	b        *basis
	supports [][]int // nil at information sets outside the basis
	masks    []mask
	piece    poly.Piece
	all      []poly.Piece // of the basis's system

	affected []int // see there; nil until asked for
	trembles map[game.ActionID]bool
}

// newCell takes down the supports that stand in s.und at the given positions. all are the pieces of the
// basis's system.
func (s *search) newCell(b *basis, piece poly.Piece, at []int, all []poly.Piece) *cell {
	c := &cell{b: b, piece: piece, all: all, supports: make([][]int, len(s.und)), masks: make([]mask, len(s.und))}
	for _, i := range at {
		c.supports[i], c.masks[i] = slices.Clone(s.und[i].support), s.und[i].mask
	}
	c.piece.Dimension -= b.excess
	s.kept++
	s.curved = s.curved || c.piece.Dimension > 0 && c.piece.Vertices == nil
	return c
}

// enter puts the supports of c back in s.und.
func (s *search) enter(c *cell) {
	for i := range s.und {
		if c.supports[i] != nil {
			s.und[i].support, s.und[i].mask = c.supports[i], c.masks[i]
		}
	}
}

// strict tells whether x meets the strict conditions of c: whether it is in the cell, and not only in
// its closure.
func (c *cell) strict(x []num.Rat) bool {
	for i, v := range x {
		if c.b.positive[i] && v.Sign() <= 0 {
			return false
		}
	}
	for _, p := range c.b.pos {
		if p.Eval(x).Sign() <= 0 {
			return false
		}
	}
	return true
}

// Numbers are the values of a basis's unknowns, as an assessment needs them.
type numbers struct {
	sigma [][]num.Rat // by position in und and in alive; nil if undecided here
	odds  [][]num.Rat // by class: the beliefs of free classes; nil for others
	order map[game.ActionID]int64
	xi    map[game.ActionID]num.Rat
}

func (s *search) newNumbers() *numbers {
	return &numbers{sigma: make([][]num.Rat, len(s.und)), odds: make([][]num.Rat, len(s.p.classes))}
}

// put adds what c says at the unknowns x to v.
func (s *search) put(v *numbers, c *cell, x []num.Rat) {
	for i := range s.und {
		if c.supports[i] == nil {
			continue
		}
		v.sigma[i] = make([]num.Rat, len(s.und[i].alive))
		for _, a := range c.supports[i] {
			v.sigma[i][a] = c.b.sigma[i][a].Eval(x)
		}
	}
	for cl, w := range c.b.weight {
		if w == nil || c.b.kinds[cl] != free {
			continue
		}
		v.odds[cl] = make([]num.Rat, len(w))
		for j := range w {
			v.odds[cl][j] = w[j].Eval(x)
		}
	}
	if c.b.order != nil {
		v.order, v.xi = c.b.order, map[game.ActionID]num.Rat{}
		for a, q := range c.b.xi {
			v.xi[a] = q.Eval(x)
		}
	}
}

// decided returns the profile at chance moves and decided information sets, 0 elsewhere.
func (s *search) decided() game.Profile {
	if s.fixed != nil {
		return s.fixed
	}
	p := make(game.Profile, len(s.g.Actions))
	for h := range s.g.Infosets {
		set := &s.g.Infosets[h]
		if set.Player == game.Chance {
			for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
				p[a] = s.in.Prob(a)
			}
		} else if s.undAt[h] < 0 {
			p[int(set.First)+s.alive[h][0]] = num.One
		}
	}
	s.fixed = p
	return p
}

// profile returns the behaviour strategy profile with the given numbers.
func (s *search) profile(v *numbers) game.Profile {
	p := slices.Clone(s.decided())
	for i := range s.und {
		u := &s.und[i]
		for a, x := range v.sigma[i] {
			p[int(s.g.Infosets[u.h].First)+u.alive[a]] = x
		}
	}
	return p
}

// assess returns the assessment with the given numbers, which meet the strict conditions of their
// cells. Its beliefs are those of its trembles.
func (s *search) assess(v *numbers) game.Assessment {
	p := s.profile(v)
	t := s.trembling(v, p)
	out := game.Assessment{Profile: p, Trembles: t, Beliefs: s.beliefs(t)}
	if s.opt.Lean != nil {
		s.trembles, out.Trembles = t, nil // to be used again
	}
	return out
}

// vary returns what assess does for numbers that differ from those of base only in the part that c is
// of.
func (s *search) vary(base *game.Assessment, v *numbers, c *cell) game.Assessment {
	if s.opt.Lean == nil {
		return s.assess(v)
	}
	out := game.Assessment{Profile: slices.Clone(base.Profile), Beliefs: base.Beliefs}
	for i := range s.und {
		if c.supports[i] == nil {
			continue
		}
		u := &s.und[i]
		for a, x := range v.sigma[i] {
			out.Profile[int(s.g.Infosets[u.h].First)+u.alive[a]] = x
		}
	}
	affected := s.affected(c)
	if len(affected) == 0 {
		return out
	}
	out.Beliefs = slices.Clone(base.Beliefs)
	t := s.trembling(v, out.Profile)
	s.trembles = t
	for _, cl := range affected {
		s.setBeliefs(out.Beliefs, cl, s.p.holders[cl], t)
	}
	return out
}

// affected returns the classes that are asked for and whose beliefs depend on the part that c is of.
func (s *search) affected(c *cell) []int {
	if c.affected != nil {
		return c.affected
	}
	out := []int{}
	depends := func(cl int) bool {
		for _, way := range s.p.classes[cl].ways {
			for _, a := range way {
				if at := s.undAt[s.g.Actions[a].Infoset]; at >= 0 && c.supports[at] != nil {
					return true
				}
			}
		}
		// Free beliefs are set by trembles of actions outside the part, which other classes may share.
		for _, way := range s.p.classes[cl].ways {
			for _, a := range way {
				if c.trembles[a] {
					return true
				}
			}
		}
		return false
	}
	c.trembles = map[game.ActionID]bool{}
	for cl, w := range c.b.weight {
		if w != nil && c.b.kinds[cl] == free {
			for _, way := range s.p.classes[cl].ways {
				for _, a := range way {
					c.trembles[a] = true
				}
			}
		}
	}
	for cl := range s.p.classes {
		if s.wanted[cl] && depends(cl) {
			out = append(out, cl)
		}
	}
	c.affected = out
	return out
}

// trembling returns trembles of profile p under which beliefs come out as v says.
func (s *search) trembling(v *numbers, p game.Profile) *game.Trembles {
	t := s.trembles
	if t == nil {
		t = &game.Trembles{Order: make([]int32, len(p)), Weight: make([]num.Rat, len(p))}
	}
	// Trembles that nothing depends on have an order high enough that others can be set below it.
	scale := int32(2)
	for cl, odds := range v.odds {
		if odds != nil {
			for _, way := range s.p.classes[cl].ways {
				scale = max(scale, 2*int32(len(way)))
			}
		}
	}
	for a := range p {
		if p[a].Sign() > 0 {
			t.Order[a], t.Weight[a] = 0, p[a]
		} else {
			t.Order[a], t.Weight[a] = scale, num.One
		}
	}
	for a, o := range v.order {
		t.Order[a] = int32(o) * scale
		if xi, ok := v.xi[a]; ok {
			t.Weight[a] = xi
		}
	}
	uses := s.uses(t)
	for cl, odds := range v.odds {
		if odds != nil {
			s.tremble(cl, odds, uses, t)
		}
	}
	for a, first := range s.p.symbol { // chance actions of probability 0 tremble alike
		if t.Order[first] > 0 {
			t.Order[a], t.Weight[a] = t.Order[first], t.Weight[first]
		}
	}
	return t
}

// uses counts in how many places of the classes off the path each unused action stands.
func (s *search) uses(t *game.Trembles) []int32 {
	uses := make([]int32, len(s.g.Actions))
	for _, cl := range s.classesInUse {
		if onPath(s.p.classes[cl].ways, t) {
			continue
		}
		for _, way := range s.p.classes[cl].ways {
			for _, a := range way {
				if t.Order[a] > 0 {
					uses[a]++
				}
			}
		}
	}
	return uses
}

func onPath(ways [][]game.ActionID, t *game.Trembles) bool {
	for _, way := range ways {
		used := true
		for _, a := range way {
			used = used && t.Order[a] == 0
		}
		if used {
			return true
		}
	}
	return false
}

// tremble sets the trembles of class cl, whose beliefs are free, so that they come out as mu.
func (s *search) tremble(cl int, mu []num.Rat, uses []int32, t *game.Trembles) {
	ways := s.p.classes[cl].ways
	unused := make([][]game.ActionID, len(ways))
	for j, way := range ways {
		for _, a := range way {
			if t.Order[a] > 0 {
				unused[j] = append(unused[j], a)
			}
		}
	}
	base := 0
	for j := range ways {
		for _, a := range unused[j] {
			if uses[a] > 1 {
				base = j
			}
		}
	}
	rest := func(j int) num.Rat { // weight of the way as it stands
		w := num.One
		for _, a := range ways[j] {
			w = w.Mul(t.Weight[a])
		}
		return w
	}
	order := int32(0)
	for _, a := range unused[base] {
		order += t.Order[a]
	}
	set := func(j int, total int32) {
		for i, a := range unused[j] {
			t.Order[a] = 1
			if i == 0 {
				t.Order[a] = total - int32(len(unused[j])-1)
			}
		}
	}
	unit := num.One // weight of a way per unit of belief
	least := order
	if mu[base].Sign() > 0 {
		unit = rest(base).Quo(mu[base])
	} else {
		least--
	}
	for j := range ways {
		switch {
		case j == base:
		case mu[j].Sign() == 0:
			set(j, order+1)
		default:
			set(j, least)
			a := unused[j][0]
			t.Weight[a] = t.Weight[a].Mul(mu[j].Mul(unit).Quo(rest(j)))
		}
	}
}

// beliefs returns the limit of the beliefs under the trembles. Information sets of one class share
// theirs.
func (s *search) beliefs(t *game.Trembles) game.Beliefs {
	out := make(game.Beliefs, len(s.g.Nodes))
	for h := range s.g.Infosets {
		if s.p.classOf[h] < 0 {
			out[s.g.Infosets[h].Nodes[0]] = num.One
		}
	}
	for cl, hs := range s.p.holders {
		if s.wanted == nil || s.wanted[cl] {
			s.setBeliefs(out, cl, hs, t)
		}
	}
	return out
}

// setBeliefs sets the beliefs of class cl at the information sets that have it.
func (s *search) setBeliefs(out game.Beliefs, cl int, holders []game.InfosetID, t *game.Trembles) {
	odds := limitOdds(s.p.classes[cl].ways, t)
	for _, h := range holders {
		for _, n := range s.g.Infosets[h].Nodes {
			out[n] = odds[s.p.slot[n]]
		}
	}
}

// limitOdds returns the limit of the shares of the ways under the trembles.
func limitOdds(ways [][]game.ActionID, t *game.Trembles) []num.Rat {
	orders := make([]int32, len(ways))
	weights := make([]num.Rat, len(ways))
	for j, way := range ways {
		for _, a := range way {
			orders[j] += t.Order[a]
		}
	}
	least := slices.Min(orders)
	sum := num.Zero
	for j, way := range ways {
		if orders[j] > least {
			continue
		}
		weights[j] = num.One
		for _, a := range way {
			weights[j] = weights[j].Mul(t.Weight[a])
		}
		sum = sum.Add(weights[j])
	}
	for j := range weights {
		weights[j] = weights[j].Quo(sum)
	}
	return weights
}

// rangeOf bounds q, a linear function that is a probability or a weight, over the closure of c: exactly if
// all vertices are known.
func (c *cell) rangeOf(q poly.Poly) reach {
	if v, ok := q.Constant(); ok {
		return reach{v, v}
	}
	if c.piece.Dimension == 0 || c.piece.Vertices == nil || c.piece.Some || q.Degree() > 1 {
		lo, hi := q.EvalInterval(c.piece.Low, c.piece.High)
		return reach{num.Max(lo, num.Zero), hi}
	}
	r := reach{q.Eval(c.piece.Vertices[0]), q.Eval(c.piece.Vertices[0])}
	for _, x := range c.piece.Vertices[1:] {
		v := q.Eval(x)
		r = reach{num.Min(r.low, v), num.Max(r.high, v)}
	}
	return r
}
