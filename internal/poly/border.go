package poly

import (
	"context"
	"math"
	"slices"

	"parley/num"
)

const (
	maxLinearWork  = 40_000_000 // of the linear programs of one call of Solve
	maxProgramWork = 5_000_000  // of one of them
	maxDepth       = 6          // of the splits of a part that may be cut off
	maxCoefficient = 12         // up to which linear programs are quick enough to come first
)

// cutOdds are the odds below which no solution is looked for.
var cutOdds = []num.Rat{num.One, num.Frac(1, 4), num.Frac(1, 16), num.Frac(1, 64)}

// A cutter proves by linearization that there are no solutions: anywhere, or near parts of the border.
type cutter struct {
	ctx  context.Context
	o    *oddsSystem
	work int // still allowed
}

// empty tells whether it is proved that o has no solution, by monomials whose degrees are the least possible
// and up to extra more.
func (c *cutter) empty(o *oddsSystem, extra int) bool {
	degrees := o.base()
	var raised func(extra, from int) bool
	raised = func(extra, from int) bool {
		if extra == 0 {
			return c.impossible(o, degrees)
		}
		for g := from; g < len(degrees); g++ {
			degrees[g]++
			ok := raised(extra-1, g)
			degrees[g]--
			if ok {
				return true
			}
		}
		return false
	}
	for e := range extra + 1 {
		if raised(e, 0) {
			return true
		}
	}
	return false
}

func (c *cutter) impossible(o *oddsSystem, degrees []int) bool {
	if c.exhausted() {
		return false
	}
	l, ok := o.linearization(degrees)
	if !ok || l.work() > maxProgramWork {
		return false
	}
	c.work -= l.work()
	return l.impossible()
}

func (c *cutter) exhausted() bool { return c.work < 0 || c.ctx.Err() != nil }

// cut cuts off the parts where one unknown of a group is small beside another, as far as it is proved that no
// solution is there. What is cut off helps to cut off more. Where linear programs alone prove nothing, such a part is
// split, up to some depth.
func (c *cutter) cut() {
	type pair struct{ i, j int }
	done := map[pair]bool{}
	for depth := 0; depth <= maxDepth; depth++ {
		for again := true; again; {
			again = false
			for _, group := range c.o.groups {
				for _, i := range group {
					for _, j := range group {
						if i == j || done[pair{i, j}] || depth > 0 && !c.o.strict[i] {
							continue
						}
						if c.cutPair(i, j, depth) {
							done[pair{i, j}] = true
							again = true
						}
					}
				}
			}
		}
	}
}

// cutPair looks for odds below which x_i : x_j is at no solution.
func (c *cutter) cutPair(i, j, depth int) bool {
	for _, odds := range cutOdds {
		// Twice as much is looked at as is cut off, so that solutions are inside of what is left.
		if c.emptyInParts(c.o.sheared(j, i, odds.Inv(), true), depth, (c.o.groupOf[i]+1)%len(c.o.groups)) {
			c.o = c.o.sheared(i, j, odds.Mul(num.Half), c.o.strict[i])
			return true
		}
	}
	return false
}

// emptyInParts is empty for a system that may be split: at the places where two unknowns of a group are equal, group
// by group from the given one on.
func (c *cutter) emptyInParts(o *oddsSystem, depth, group int) bool {
	if c.empty(o, 1) {
		return true
	}
	if depth == 0 || c.exhausted() {
		return false
	}
	unknowns := o.groups[group]
	i, j := unknowns[0], unknowns[len(unknowns)-1]
	next := (group + 1) % len(o.groups)
	return c.emptyInParts(o.sheared(i, j, num.One, false), depth-1, next) && c.emptyInParts(o.sheared(j, i, num.One, false), depth-1, next)
}

// nowhere tells whether it is proved, by little work and once, that the system has no solution.
func (v *solver) nowhere() bool {
	if v.cutter == nil {
		c := v.linearized()
		v.none = c.o != nil && c.o.small() && c.empty(c.o, 1)
	}
	return v.none
}

func (v *solver) linearized() *cutter {
	if v.cutter == nil {
		v.cutter = &cutter{ctx: v.ctx, work: maxLinearWork}
		if o, ok := newOddsSystem(v.s); ok {
			v.cutter.o = o
		}
	}
	return v.cutter
}

// again deals with a system that was not solved completely. Most often it has solutions on the border that are no
// solutions of the strict conditions, or almost has. The border is cut off, and the rest is solved once more.
func (v *solver) again() {
	c := v.linearized()
	rest := v.s
	if c.o != nil {
		if c.empty(c.o, 2) {
			v.found, v.because = nil, ""
			return
		}
		c.cut()
		rest = c.o.confined(v.s)
	}
	w := newSolver(v.ctx, rest, v.lim)
	w.boxes -= v.lim.Boxes / firstBoxes
	w.cutter = c
	w.runIf(newState(rest))
	switch {
	case w.because == "":
		v.found, v.because = w.found, ""
	case c.o != nil && c.empty(c.o, 2):
		v.found, v.because = nil, ""
	default:
		for _, b := range w.found {
			if !slices.ContainsFunc(v.found, func(a candidate) bool { return a.piece.sameEnclosure(&b.piece) }) {
				v.found = append(v.found, b)
			}
		}
	}
}

// sameEnclosure tells whether both enclose irrational points that cannot be told apart.
func (p *Piece) sameEnclosure(q *Piece) bool {
	if p.Dimension > 0 || q.Dimension > 0 || p.Radius == 0 || q.Radius == 0 {
		return false
	}
	for k, x := range p.Point {
		if math.Abs(x.Sub(q.Point[k]).Float()) > p.Radius+q.Radius {
			return false
		}
	}
	return true
}
