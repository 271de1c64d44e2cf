package sequential

import (
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// components joins the cells that touch. The set of sequential equilibria is closed, so two cells
// whose closures share a point are parts of one connected set. Cells meet face to face, so their
// vertices tell: the closures of two polytopal cells meet exactly if they have a vertex in common.
func (s *search) components() []solve.Equilibrium {
	parent := make([]int, len(s.cells))
	for i := range parent {
		parent[i] = i
	}
	var find func(int) int
	find = func(i int) int {
		if parent[i] != i {
			parent[i] = find(parent[i])
		}
		return parent[i]
	}
	owner := map[string]int{}
	if len(s.cells) > 1 {
		for i := range s.cells {
			c := &s.cells[i]
			s.enter(c)
			for _, x := range c.corners() {
				key, ok := s.key(c, x)
				if !ok {
					continue
				}
				if j, seen := owner[key]; seen {
					a, b := find(i), find(j)
					parent[max(a, b)] = min(a, b)
				} else {
					owner[key] = i
				}
			}
		}
	}
	groups := map[int][]*cell{}
	var roots []int
	for i := range s.cells {
		r := find(i)
		if groups[r] == nil {
			roots = append(roots, r)
		}
		groups[r] = append(groups[r], &s.cells[i])
	}
	out := []solve.Equilibrium{}
	for _, r := range roots {
		out = append(out, s.join(groups[r]))
	}
	return out
}

// corners returns the vertices of the closure, or the only point.
func (c *cell) corners() [][]num.Rat {
	if c.piece.Radius > 0 {
		return nil
	}
	if c.piece.Dimension == 0 || c.piece.Vertices == nil {
		return [][]num.Rat{c.piece.Point}
	}
	return c.piece.Vertices
}

// key writes down the undecided part of the assessment at x. It is not ok where a belief is not
// defined by x alone, on the border of the cell.
func (s *search) key(c *cell, x []num.Rat) (string, bool) {
	var b strings.Builder
	for i := range s.und {
		for a := range s.und[i].alive {
			if q := c.b.sigma[i][a]; !q.IsZero() {
				b.WriteString(q.Eval(x).String())
			} else {
				b.WriteByte('0')
			}
			b.WriteByte(' ')
		}
	}
	for cl := range s.p.classes {
		if !s.inUse[cl] {
			continue
		}
		sum := num.Zero
		w := make([]num.Rat, len(c.b.weight[cl]))
		for j, q := range c.b.weight[cl] {
			if !q.IsZero() {
				w[j] = q.Eval(x)
				sum = sum.Add(w[j])
			}
		}
		if sum.IsZero() {
			return "", false
		}
		for _, v := range w {
			b.WriteString(v.Quo(sum).String())
			b.WriteByte(' ')
		}
	}
	return b.String(), true
}

// join makes one equilibrium of the cells of a component.
func (s *search) join(cells []*cell) solve.Equilibrium {
	e := solve.Equilibrium{Assessment: cells[0].member, Certificate: solve.Exact, Radius: cells[0].piece.Radius}
	if e.Radius > 0 {
		e.Certificate = solve.Interval
	}
	low, high := newRange(len(s.g.Actions))
	bLow, bHigh := newRange(len(s.g.Nodes))
	for _, c := range cells {
		e.Dimension = max(e.Dimension, c.piece.Dimension)
		s.enter(c)
		if c != cells[0] {
			e.Vertices = append(e.Vertices, c.member)
		}
		widen(low, high, c.member.Profile)
		widen(bLow, bHigh, game.Profile(c.member.Beliefs))
		if c.piece.Dimension == 0 {
			continue
		}
		for _, x := range c.piece.Vertices {
			if c.strict(x) {
				a := s.assess(c, x)
				e.Vertices = append(e.Vertices, a)
				widen(low, high, a.Profile)
				widen(bLow, bHigh, game.Profile(a.Beliefs))
			} else {
				widen(low, high, s.profile(c, x))
			}
		}
		if c.piece.Vertices == nil {
			s.widenByBox(c, low, high, bLow, bHigh)
		}
	}
	s.freeBeliefs(cells, bLow, bHigh)
	for n := range bLow {
		if !bLow[n].Equal(bHigh[n]) {
			e.BeliefLow, e.BeliefHigh = game.Beliefs(bLow), game.Beliefs(bHigh)
			break
		}
	}
	if e.Dimension > 0 {
		e.Low, e.High = low, high
		if e.BeliefLow == nil {
			e.BeliefLow, e.BeliefHigh = game.Beliefs(bLow), game.Beliefs(bHigh)
		}
	}
	return e
}

func newRange(n int) (low, high game.Profile) {
	low, high = make(game.Profile, n), make(game.Profile, n)
	for i := range low {
		low[i], high[i] = num.Int(2), num.Int(-1)
	}
	return low, high
}

func widen(low, high, x game.Profile) {
	for i, v := range x {
		low[i], high[i] = num.Min(low[i], v), num.Max(high[i], v)
	}
}

// widenByBox bounds the numbers of a cell whose vertices are not known, generously.
func (s *search) widenByBox(c *cell, low, high, bLow, bHigh game.Profile) {
	for i := range s.und {
		set := &s.g.Infosets[s.und[i].h]
		if len(c.supports[i]) > 1 {
			for _, a := range c.supports[i] {
				k := int(set.First) + s.und[i].alive[a]
				low[k], high[k] = num.Zero, num.One
			}
		}
	}
	for h := range s.g.Infosets {
		if cl := s.p.classOf[h]; cl >= 0 {
			for _, n := range s.g.Infosets[h].Nodes {
				bLow[n], bHigh[n] = num.Zero, num.One
			}
		}
	}
}

// freeBeliefs widens the bounds at information sets off the path at which one action is best
// whatever is believed. There the beliefs of the member are one choice of many.
func (s *search) freeBeliefs(cells []*cell, bLow, bHigh game.Profile) {
	for _, c := range cells {
		s.enter(c)
		for h := range s.g.Infosets {
			cl := s.p.classOf[h]
			if cl < 0 || s.inUse[cl] {
				continue
			}
			known := false
			for _, way := range s.p.classes[cl].ways {
				known = known || s.unusedIn(way) == nil
			}
			if known {
				continue
			}
			for _, n := range s.g.Infosets[h].Nodes {
				bLow[n], bHigh[n] = num.Zero, num.One
			}
		}
	}
}
