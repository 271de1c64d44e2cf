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
	supports [][]int
	masks    []uint32
	piece    poly.Piece
	member   game.Assessment
}

// keep records a solution.
func (s *search) keep(b *basis, piece poly.Piece) {
	c := cell{b: b, piece: piece, supports: make([][]int, len(s.und)), masks: make([]uint32, len(s.und))}
	for i := range s.und {
		c.supports[i], c.masks[i] = slices.Clone(s.und[i].support), s.und[i].mask
	}
	c.piece.Dimension -= b.excess
	c.member = s.assess(&c, piece.Point)
	s.cells = append(s.cells, c)
}

// enter puts the supports of c back in s.und.
func (s *search) enter(c *cell) {
	for i := range s.und {
		s.und[i].support, s.und[i].mask = c.supports[i], c.masks[i]
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

// profile returns the behaviour strategy profile at the unknowns x.
func (s *search) profile(c *cell, x []num.Rat) game.Profile {
	p := make(game.Profile, len(s.g.Actions))
	for h := range s.g.Infosets {
		set := &s.g.Infosets[h]
		if set.Player == game.Chance {
			for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
				p[a] = s.in.Prob(a)
			}
			continue
		}
		at := s.undAt[h]
		if at < 0 {
			p[int(set.First)+s.alive[h][0]] = num.One
			continue
		}
		for _, a := range c.supports[at] {
			p[int(set.First)+s.und[at].alive[a]] = c.b.sigma[at][a].Eval(x)
		}
	}
	return p
}

// assess returns the assessment at the unknowns x, which meet the strict conditions of c. Its
// beliefs are those of its trembles.
func (s *search) assess(c *cell, x []num.Rat) game.Assessment {
	p := s.profile(c, x)
	t := &game.Trembles{Order: make([]int32, len(p)), Weight: make([]num.Rat, len(p))}
	// Trembles that nothing depends on have an order high enough that others can be set below it.
	scale := int32(2)
	for cl := range s.p.classes {
		if s.inUse[cl] && c.b.kinds[cl] == free {
			for _, way := range s.p.classes[cl].ways {
				scale = max(scale, 2*int32(len(way)))
			}
		}
	}
	for a := range p {
		if p[a].Sign() > 0 {
			t.Weight[a] = p[a]
		} else {
			t.Order[a], t.Weight[a] = scale, num.One
		}
	}
	for a, o := range c.b.order {
		t.Order[a] = int32(o) * scale
		if xi, ok := c.b.xi[a]; ok {
			t.Weight[a] = xi.Eval(x)
		}
	}
	for cl := range s.p.classes {
		if s.inUse[cl] && c.b.kinds[cl] == free {
			s.tremble(c, cl, x, t)
		}
	}
	for a, first := range s.p.symbol { // chance actions of probability 0 tremble alike
		t.Order[a], t.Weight[a] = t.Order[first], t.Weight[first]
	}
	return game.Assessment{Profile: p, Trembles: t, Beliefs: s.beliefs(t)}
}

// tremble sets the trembles of class cl, whose beliefs are free, so that they come out as at x.
func (s *search) tremble(c *cell, cl int, x []num.Rat, t *game.Trembles) {
	ways := s.p.classes[cl].ways
	unused := make([][]game.ActionID, len(ways))
	uses := map[game.ActionID]int{}
	for j, way := range ways {
		for _, a := range way {
			if t.Order[a] > 0 {
				unused[j] = append(unused[j], a)
			}
		}
	}
	for other := range s.p.classes {
		if !s.inUse[other] || c.b.kinds[other] == byBayes {
			continue
		}
		for _, way := range s.p.classes[other].ways {
			for _, a := range way {
				if t.Order[a] > 0 {
					uses[a]++
				}
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
	mu := make([]num.Rat, len(ways))
	for j := range ways {
		mu[j] = c.b.weight[cl][j].Eval(x)
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
	byClass := make([][]num.Rat, len(s.p.classes))
	for h := range s.g.Infosets {
		set := &s.g.Infosets[h]
		cl := s.p.classOf[h]
		if cl < 0 {
			out[set.Nodes[0]] = num.One
			continue
		}
		if byClass[cl] == nil {
			byClass[cl] = limitOdds(s.p.classes[cl].ways, t)
		}
		for _, n := range set.Nodes {
			out[n] = byClass[cl][s.p.slot[n]]
		}
	}
	return out
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
