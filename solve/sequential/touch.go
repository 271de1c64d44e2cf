package sequential

import (
	"slices"

	"parley/internal/linprog"
	"parley/internal/poly"
	"parley/num"
)

// The set of sequential equilibria is closed, so two cells are parts of one connected set if the closure of
// one has a point in common with the other's. That is looked for among corners and sample points.

// A point is a part of an assessment: play and beliefs as far as they are set.
type point struct {
	sigma [][]num.Rat // by position in und and in alive
	odds  [][]num.Rat // by class and slot
}

// maxTouch bounds the linear programs that one search solves to tell which cells touch.
const maxTouch = 30_000

// pointAt returns the point at places in several parts; not ok where a belief is not defined.
func (s *search) pointAt(places []place) (z *point, ok bool) {
	z = &point{make([][]num.Rat, len(s.und)), make([][]num.Rat, len(s.p.classes))}
	for _, p := range places {
		for i := range s.und {
			if p.c.supports[i] == nil {
				continue
			}
			z.sigma[i] = make([]num.Rat, len(s.und[i].alive))
			for _, a := range p.c.supports[i] {
				z.sigma[i][a] = p.c.b.sigma[i][a].Eval(p.x)
			}
		}
		for cl, w := range p.c.b.weight {
			if w == nil || z.odds[cl] != nil {
				continue
			}
			odds, known := p.beliefs(cl)
			if !known {
				return nil, false
			}
			z.odds[cl] = odds
		}
	}
	return z, true
}

// known returns the values of c's unknowns at z: each is a probability or a belief. Not ok where z is not
// among what c can say, or an unknown is the weight of a tremble.
func (c *cell) known(z *point) (x []num.Rat, ok bool) {
	b := c.b
	x = make([]num.Rat, b.unknowns)
	set := make([]bool, b.unknowns)
	left := b.unknowns
	read := func(q poly.Poly, v num.Rat) {
		if k, is := q.Variable(); is && !set[k] {
			x[k], set[k] = v, true
			left--
		}
	}
	for i := range c.supports {
		if c.supports[i] == nil {
			continue
		}
		if z.sigma[i] == nil {
			return nil, false
		}
		for a, v := range z.sigma[i] {
			if v.Sign() > 0 && !c.masks[i].has(a) {
				return nil, false
			}
			read(b.sigma[i][a], v)
		}
	}
	for cl, w := range b.weight {
		if w == nil || z.odds[cl] == nil {
			continue
		}
		if b.kinds[cl] == free {
			for j := range w {
				read(w[j], z.odds[cl][j])
			}
		}
	}
	if left > 0 {
		return nil, false
	}
	for i := range c.supports {
		if c.supports[i] == nil {
			continue
		}
		for a, v := range z.sigma[i] {
			if !b.sigma[i][a].Eval(x).Equal(v) {
				return nil, false
			}
		}
	}
	return x, true
}

// closureHas tells whether z is in the closure of c: proved if true. Where c's conditions let z go
// some way in a direction in which those that are strict become so, c has points as near as one
// likes (for conditions that are not linear, by the implicit function theorem, as long as the
// equations are independent at z).
func (s *search) closureHas(c *cell, z *point) bool {
	if c.piece.Radius > 0 {
		return false
	}
	x, ok := c.known(z)
	if !ok {
		return false
	}
	b := c.b
	if len(c.all) > 1 && !c.only(x) {
		return false
	}
	d := &direction{n: b.unknowns, x: x}
	for _, p := range b.zero {
		if !p.Eval(x).IsZero() {
			return false
		}
		d.along(p)
	}
	for k := range x {
		switch {
		case x[k].Sign() < 0 || num.One.Less(x[k]):
			return false
		case x[k].IsZero():
			d.inward(poly.Var(k), k < len(b.positive) && b.positive[k])
		}
	}
	for k, list := range [][]poly.Poly{b.nonneg, b.pos} {
		for _, p := range list {
			switch v := p.Eval(x); {
			case v.Sign() < 0:
				return false
			case v.IsZero():
				d.inward(p, k == 1)
			}
		}
	}
	for cl, w := range b.weight {
		if w == nil {
			continue
		}
		if z.odds[cl] == nil || !d.odds(w, z.odds[cl]) {
			return false
		}
	}
	return d.exists(s)
}

// A direction is looked for in which a cell can be entered from the point x. Its coordinates are the
// unknowns, each as the difference of two numbers in [0, 1], and last the least slope.
type direction struct {
	n         int
	x         []num.Rat
	rows      []linprog.Row
	equations [][]num.Rat
	curved    bool // some equation is not linear
	strict    bool // some strict condition has to be opened
}

func (d *direction) slope(p poly.Poly) []num.Rat {
	g := make([]num.Rat, 2*d.n+1)
	for _, k := range p.Vars() {
		v := p.Derivative(k).Eval(d.x)
		g[k], g[d.n+k] = v, v.Neg()
	}
	return g
}

// along demands that p stays 0.
func (d *direction) along(p poly.Poly) {
	g := d.slope(p)
	d.curved = d.curved || p.Degree() > 1
	d.equations = append(d.equations, slices.Clone(g[:d.n]))
	d.rows = append(d.rows, linprog.Row{Coef: g, Op: linprog.EQ})
}

// inward demands that p, which is 0, becomes positive, or, if it need not and all is linear, does not
// become negative.
func (d *direction) inward(p poly.Poly, strict bool) {
	g := d.slope(p)
	if strict || d.curved || p.Degree() > 1 {
		g[2*d.n] = num.Int(-1)
	}
	d.strict = d.strict || strict
	d.rows = append(d.rows, linprog.Row{Coef: g, Op: linprog.GE})
}

// odds demands that weights tend to the given proportions; false if they are known not to.
func (d *direction) odds(w []poly.Poly, want []num.Rat) bool {
	sum := num.Zero
	values := make([]num.Rat, len(w))
	for j, q := range w {
		if !q.IsZero() {
			values[j] = q.Eval(d.x)
			sum = sum.Add(values[j])
		}
	}
	if !sum.IsZero() {
		for j := range w {
			if !values[j].Equal(want[j].Mul(sum)) {
				return false
			}
		}
		return true
	}
	slopes := make([][]num.Rat, len(w))
	total := make([]num.Rat, 2*d.n+1)
	for j, q := range w {
		slopes[j] = make([]num.Rat, 2*d.n+1)
		if !q.IsZero() {
			slopes[j] = d.slope(q)
		}
		for k := range total {
			total[k] = total[k].Add(slopes[j][k])
		}
	}
	for j := range w {
		row := slices.Clone(slopes[j])
		for k := range row {
			row[k] = row[k].Sub(want[j].Mul(total[k]))
		}
		d.rows = append(d.rows, linprog.Row{Coef: row, Op: linprog.EQ})
	}
	total[2*d.n] = num.Int(-1)
	d.strict = true
	d.rows = append(d.rows, linprog.Row{Coef: total, Op: linprog.GE})
	return true
}

// exists tells whether there is such a direction.
func (d *direction) exists(s *search) bool {
	if d.curved && linprog.Rank(d.equations) < len(d.equations) {
		return false
	}
	if !d.strict {
		return true // x is in the cell
	}
	if s.touched++; s.touched > maxTouch || s.ctx.Err() != nil {
		s.apart = true
		return false
	}
	for k := range 2*d.n + 1 {
		unit := make([]num.Rat, 2*d.n+1)
		unit[k] = num.One
		d.rows = append(d.rows, linprog.Row{Coef: unit, Op: linprog.LE, B: num.One})
	}
	p := &linprog.Problem{N: 2*d.n + 1, Rows: d.rows}
	best := make([]num.Rat, 2*d.n+1)
	best[2*d.n] = num.One
	_, v, status := p.Maximize(best)
	return status == linprog.Optimal && v.Sign() > 0
}

// meet tells whether the supports of two cells leave room for a common point of their closures.
func (c *cell) meet(d *cell) bool {
	for i := range c.supports {
		if c.supports[i] != nil && d.supports[i] != nil && !c.masks[i].meets(d.masks[i]) {
			return false
		}
	}
	return true
}

// only tells whether x can be in the closure of no other piece of the system than c's.
func (c *cell) only(x []num.Rat) bool {
	inside := func(p *poly.Piece) bool {
		for k := range x {
			if x[k].Less(p.Low[k]) || p.High[k].Less(x[k]) {
				return false
			}
		}
		return true
	}
	for i := range c.all {
		p := &c.all[i]
		if own := slices.EqualFunc(p.Point, c.piece.Point, num.Rat.Equal); own != inside(p) {
			return false
		}
	}
	return true
}
