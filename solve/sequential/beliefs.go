package sequential

import (
	"slices"

	"parley/game"
	"parley/num"
)

// maxCombined bounds the combinations of cells, and those of their corners, at which the beliefs at one
// information set are looked at.
const maxCombined = 256

// A reach bounds the share of a node's probability that cells decide.
type reach struct{ low, high num.Rat }

func (r reach) times(o reach) reach { return reach{r.low.Mul(o.low), r.high.Mul(o.high)} }

var certain = reach{num.One, num.One}

// productBeliefs widens the bounds of beliefs that are products of unknowns, and so may be extreme elsewhere
// than at the corners of one cell: at combinations of corners where each cell decides one factor at most, and
// otherwise by bounds of the factors, which enclose the beliefs from outside. play is that of the member.
func (s *search) productBeliefs(play game.Profile, parts []*component, low, high game.Beliefs) {
	for cl := range s.p.classes {
		decides := slices.IndexFunc(parts, func(m *component) bool {
			return slices.ContainsFunc(m.cells, func(c *cell) bool { return c.b.weight[cl] != nil })
		})
		if decides < 0 {
			s.combinedBeliefs(cl, play, parts, low, high)
			continue
		}
		for _, c := range parts[decides].cells {
			if w := c.b.weight[cl]; w != nil && c.piece.Dimension > 0 && c.piece.Vertices != nil {
				linear := true
				for _, q := range w {
					linear = linear && q.Degree() <= 1
				}
				if !linear || c.piece.Some {
					s.enclose(cl, s.reachesIn(c, cl), low, high)
				}
			}
		}
	}
}

// reachesIn bounds the weights by which c decides the beliefs of class cl.
func (s *search) reachesIn(c *cell, cl int) []reach {
	ways := s.p.classes[cl].ways
	out := make([]reach, len(ways))
	for j, way := range ways {
		w := c.b.weight[cl][j]
		if w.IsZero() {
			continue
		}
		if w.Degree() <= 1 {
			out[j] = c.rangeOf(w)
			continue
		}
		out[j] = certain
		for _, a := range way {
			if xi, ok := c.b.xi[a]; ok {
				out[j] = out[j].times(c.rangeOf(xi))
				continue
			}
			set := &s.g.Infosets[s.g.Actions[a].Infoset]
			if set.Player == game.Chance {
				if p := s.in.Prob(a); !p.IsZero() {
					out[j] = out[j].times(reach{p, p})
				}
				continue
			}
			if at := s.undAt[s.g.Actions[a].Infoset]; at >= 0 && c.b.sigma[at] != nil {
				if k := s.und[at].position(int(a - set.First)); k >= 0 {
					out[j] = out[j].times(c.rangeOf(c.b.sigma[at][k]))
				}
			}
		}
	}
	return out
}

// combinedBeliefs does it for a class whose beliefs no part decides by itself: Bayes' rule takes them from
// play in all of them.
func (s *search) combinedBeliefs(cl int, play game.Profile, parts []*component, low, high game.Beliefs) {
	ways := s.p.classes[cl].ways
	if s.mayBeOff(cl, parts) {
		s.anyBeliefOf(cl, low, high)
		return
	}
	var involved []*component
	number, factors := 1, 0
	for _, m := range parts {
		varying := false
		most := 0
		for _, c := range m.cells {
			for _, way := range ways {
				n := s.unknownFactors(c, way)
				most = max(most, n)
				varying = varying || n > 0 || len(m.cells) > 1 && s.enters(c, way)
			}
		}
		if varying {
			involved = append(involved, m)
			factors = max(factors, most)
			number = min(number*len(m.cells), maxCombined+1)
		}
	}
	if len(involved) == 0 || len(involved) == 1 && factors <= 1 && !slices.ContainsFunc(involved[0].cells, func(c *cell) bool { return c.piece.Some }) {
		return // the corners of one part tell
	}
	if number > maxCombined {
		s.anyBeliefOf(cl, low, high)
		return
	}
	s.eachCell(involved, func(cells []*cell) {
		corners := 1
		for _, c := range cells {
			corners = min(corners*len(c.corners()), maxCombined+1)
			if c.piece.Some || c.piece.Radius > 0 {
				corners = maxCombined + 1
			}
		}
		if factors > 1 || corners > maxCombined {
			s.enclose(cl, s.reachesOf(cells, play, cl, nil), low, high)
			return
		}
		at := make([][]num.Rat, len(cells))
		var choose func(i int)
		choose = func(i int) {
			if i == len(cells) {
				s.enclose(cl, s.reachesOf(cells, play, cl, at), low, high)
				return
			}
			for _, x := range cells[i].corners() {
				at[i] = x
				choose(i + 1)
			}
		}
		choose(0)
	})
}

func (s *search) anyBeliefOf(cl int, low, high game.Beliefs) {
	for _, h := range s.p.holders[cl] {
		s.anyBelief(int(h), low, high)
	}
}

// factorBeliefs widens the bounds of beliefs that depend on play in several factors, each of which may be at
// any of its pieces.
func (s *search) factorBeliefs(play game.Profile, factors []factor, low, high game.Beliefs) {
	for cl := range s.p.classes {
		var involved []*component
		clear := true // in no piece more than one part enters
		for _, f := range factors {
			all := &component{}
			for _, piece := range f {
				entering := 0
				for _, m := range piece {
					if slices.ContainsFunc(s.p.classes[cl].ways, func(way []game.ActionID) bool { return s.enters(m.all[0], way) }) {
						entering++
						all.cells, all.all = append(all.cells, m.cells...), append(all.all, m.all...)
					}
				}
				clear = clear && entering < 2
			}
			if all.cells != nil {
				involved = append(involved, all)
			}
		}
		switch {
		case len(involved) < 2: // the factor's own pieces tell
		case !clear:
			s.anyBeliefOf(cl, low, high)
		default:
			s.combinedBeliefs(cl, play, involved, low, high)
		}
	}
}

// maxUnions bounds the sets of ways that are blocked together which mayBeOff goes through.
const maxUnions = 4096

// mayBeOff tells whether some choice of a cell in each part leaves no way of a class on the path, so that any
// belief may do. Where that takes too long to find out it is assumed.
func (s *search) mayBeOff(cl int, parts []*component) bool {
	ways := s.p.classes[cl].ways
	if len(ways) > 64 {
		return true
	}
	unions := map[uint64]bool{s.blockedBy(ways, func(a game.ActionID) bool {
		return s.undAt[s.g.Actions[a].Infoset] < 0 && !s.used(a)
	}): true}
	for _, m := range parts {
		own := map[uint64]bool{}
		for _, c := range m.all {
			own[s.blockedBy(ways, func(a game.ActionID) bool {
				at := s.undAt[s.g.Actions[a].Infoset]
				if at < 0 || c.supports[at] == nil {
					return false
				}
				k := s.und[at].position(int(a - s.g.Infosets[s.und[at].h].First))
				return k < 0 || !c.masks[at].has(k)
			})] = true
		}
		next := map[uint64]bool{}
		for x := range unions {
			for y := range own {
				next[x|y] = true
			}
		}
		if unions = next; len(unions) > maxUnions {
			return true
		}
	}
	return unions[^uint64(0)>>(64-len(ways))]
}

// blockedBy returns the ways on which some action is unused.
func (s *search) blockedBy(ways [][]game.ActionID, unused func(game.ActionID) bool) (set uint64) {
	for j, way := range ways {
		if slices.ContainsFunc(way, unused) {
			set |= 1 << j
		}
	}
	return set
}

func (s *search) eachCell(parts []*component, f func(cells []*cell)) {
	cells := make([]*cell, len(parts))
	var choose func(i int)
	choose = func(i int) {
		if i == len(parts) {
			f(cells)
			return
		}
		for _, cells[i] = range parts[i].cells {
			choose(i + 1)
		}
	}
	choose(0)
}

// reachesOf bounds the probabilities of the ways over the given cells, or at points of them, with play as it
// is at the member in all other parts.
func (s *search) reachesOf(cells []*cell, play game.Profile, cl int, at [][]num.Rat) []reach {
	ways := s.p.classes[cl].ways
	out := make([]reach, len(ways))
	for j, way := range ways {
		out[j] = certain
		for _, a := range way {
			und := s.undAt[s.g.Actions[a].Infoset]
			k := slices.IndexFunc(cells, func(c *cell) bool { return und >= 0 && c.supports[und] != nil })
			if k < 0 {
				out[j] = out[j].times(reach{play[a], play[a]})
				continue
			}
			r := reach{}
			if pos := s.und[und].position(int(a - s.g.Infosets[s.und[und].h].First)); pos >= 0 {
				q := cells[k].b.sigma[und][pos]
				if at != nil {
					r = reach{q.Eval(at[k]), q.Eval(at[k])}
				} else {
					r = cells[k].rangeOf(q)
				}
			}
			out[j] = out[j].times(r)
		}
	}
	return out
}

// unknownFactors counts the actions of a way whose probabilities vary over c.
func (s *search) unknownFactors(c *cell, way []game.ActionID) int {
	n := 0
	for _, a := range way {
		if at := s.undAt[s.g.Actions[a].Infoset]; at >= 0 && c.supports[at] != nil && c.piece.Dimension > 0 {
			if pos := s.und[at].position(int(a - s.g.Infosets[s.und[at].h].First)); pos >= 0 {
				if _, constant := c.b.sigma[at][pos].Constant(); !constant {
					n++
				}
			}
		}
	}
	return n
}

// enters tells whether an action of a way is one that c decides about.
func (s *search) enters(c *cell, way []game.ActionID) bool {
	return slices.ContainsFunc(way, func(a game.ActionID) bool {
		at := s.undAt[s.g.Actions[a].Infoset]
		return at >= 0 && c.supports[at] != nil
	})
}

// enclose widens the bounds of the beliefs of a class whose nodes have probabilities within the given bounds.
// It does nothing where all are 0.
func (s *search) enclose(cl int, ways []reach, low, high game.Beliefs) {
	var lows, highs num.Rat
	for _, w := range ways {
		lows, highs = lows.Add(w.low), highs.Add(w.high)
	}
	if highs.IsZero() {
		return
	}
	for _, h := range s.p.holders[cl] {
		for _, n := range s.g.Infosets[h].Nodes {
			w := ways[s.p.slot[n]]
			lo, hi := num.Zero, num.Zero
			if !w.low.IsZero() {
				lo = w.low.Quo(w.low.Add(highs).Sub(w.high))
			}
			if !w.high.IsZero() {
				hi = w.high.Quo(w.high.Add(lows).Sub(w.low))
			}
			low[n], high[n] = num.Min(low[n], lo), num.Max(high[n], hi)
		}
	}
}
