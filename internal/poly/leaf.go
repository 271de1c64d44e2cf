package poly

import (
	"math"
	"slices"

	"parley/internal/linprog"
	"parley/num"
)

// A part is a set of values of some unknowns that share conditions.
type part struct {
	vars     []int
	dim      int
	point    []num.Rat
	vertices [][]num.Rat // of the closure; nil: the part is no polytope
	some     bool        // vertices are only some, among which each unknown attains lo and hi
	lo, hi   []num.Rat
}

// A block is a set of unknowns that no condition links with others. Numbers link none.
type block struct {
	set  varSet
	cond []cond
}

// leaf finds what satisfies a state without equations.
func (v *solver) leaf(st *state) {
	var choices [][]part // for each block
	for _, b := range st.blocks(st.cond) {
		parts, done := v.solveBlock(st, b)
		if done {
			return
		}
		if len(parts) == 0 {
			return
		}
		choices = append(choices, parts)
	}
	chosen := make([]part, len(choices))
	var product func(k int)
	product = func(k int) {
		if k == len(choices) {
			v.emit(st, chosen)
			return
		}
		for i, p := range choices[k] {
			if i > 0 && !v.more() {
				return
			}
			chosen[k] = p
			product(k + 1)
		}
	}
	product(0)
}

// blocks returns the blocks of the unknowns that are left, by least unknown, as conds link them.
func (st *state) blocks(conds []cond) []block {
	var out []block
	var linked varSet
	for _, c := range conds {
		set := c.p.vars()
		set = set.without(st.numbers)
		merged := block{set: set, cond: []cond{c}}
		linked.union(set)
		keep := out[:0]
		for _, b := range out {
			if b.set.meets(set) {
				merged.set.union(b.set)
				merged.cond = append(b.cond, merged.cond...)
			} else {
				keep = append(keep, b)
			}
		}
		out = append(keep, merged)
	}
	for i := range st.x {
		if !st.x[i].gone && !st.numbers.has(i) && !linked.has(i) {
			var set varSet
			set.add(i)
			out = append(out, block{set: set})
		}
	}
	slices.SortFunc(out, func(a, b block) int { return a.set.first() - b.set.first() })
	return out
}

// first returns the least variable of a set that is not empty.
func (s *varSet) first() int { return s.list()[0] }

// solveBlock returns the parts of the solution set of a block. done means that it ran the state by
// cases instead.
func (v *solver) solveBlock(st *state, b block) (parts []part, done bool) {
	vars := b.set.list()
	if len(b.cond) == 0 {
		r := st.x[vars[0]]
		return []part{interval(vars, r.lo, r.hi)}, false
	}
	linear, pure := true, true // pure: without irrational numbers
	for _, c := range b.cond {
		linear = linear && c.p.Degree() == 1
		set := c.p.vars()
		pure = pure && !set.meets(st.numbers)
	}
	switch {
	case linear && pure:
		p, ok := v.polytope(st, vars, b.cond)
		if !ok {
			return nil, false
		}
		return []part{p}, false
	case len(vars) == 1 && pure:
		return v.segments(st, vars[0], b.cond)
	}
	return v.search(st, vars, b.cond)
}

func interval(vars []int, lo, hi num.Rat) part {
	return part{vars: vars, dim: 1, point: []num.Rat{lo.Add(hi).Mul(num.Half)}, vertices: [][]num.Rat{{lo}, {hi}}, lo: []num.Rat{lo}, hi: []num.Rat{hi}}
}

// polytope solves linear conditions on vars. ok is false if they have no solution.
func (v *solver) polytope(st *state, vars []int, conds []cond) (out part, ok bool) {
	p, strict := st.program(vars, conds)
	vertices, all := linprog.Vertices(p, v.lim.Vertices)
	if !all {
		vertices = extremes(p, st.objectives(vars))
	}
	if len(vertices) == 0 {
		return part{}, false
	}
	// The mean of the vertices (of extremes, one for each condition) satisfies strictly whatever
	// any point of the polytope satisfies strictly.
	out = part{vars: vars, vertices: vertices, some: !all, point: mean(vertices)}
	var tight [][]num.Rat
	for i, r := range p.Rows {
		slack := r.B.Neg()
		for k, c := range r.Coef {
			if !c.IsZero() {
				slack = slack.Add(c.Mul(out.point[k]))
			}
		}
		if slack.IsZero() {
			if strict[i] {
				return part{}, false
			}
			tight = append(tight, r.Coef)
		}
	}
	for k, x := range vars {
		if out.point[k].IsZero() {
			if st.x[x].openLo {
				return part{}, false
			}
			unit := make([]num.Rat, len(vars))
			unit[k] = num.One
			tight = append(tight, unit)
		}
	}
	out.dim = len(vars) - linprog.Rank(tight)
	for _, x := range append(vertices, out.point) {
		for k, i := range vars {
			x[k] = x[k].Add(st.x[i].lo)
		}
	}
	out.lo, out.hi = hull(vertices)
	return out, true
}

// program writes linear conditions and the upper bounds of vars as rows; vars are counted from their
// lower bounds.
func (st *state) program(vars []int, conds []cond) (p *linprog.Problem, strict []bool) {
	n := len(vars)
	var at [255]int
	for k, x := range vars {
		at[x] = k
	}
	rows := make([]linprog.Row, 0, len(conds)+n)
	strict = make([]bool, 0, len(conds)+n)
	cells := make([]num.Rat, (len(conds)+n)*n)
	for _, c := range conds {
		coef := cells[:n:n]
		cells = cells[n:]
		var b num.Rat
		for _, a := range c.p.t {
			if a.m == "" {
				b = b.Sub(a.c)
				continue
			}
			x := int(a.m[0]) - 1
			coef[at[x]] = a.c
			b = b.Sub(a.c.Mul(st.x[x].lo))
		}
		rows, strict = append(rows, linprog.Row{Coef: coef, Op: linprog.GE, B: b}), append(strict, c.strict)
	}
	for k, x := range vars {
		coef := cells[:n:n]
		cells = cells[n:]
		coef[k] = num.One
		rows, strict = append(rows, linprog.Row{Coef: coef, Op: linprog.LE, B: st.x[x].hi.Sub(st.x[x].lo)}), append(strict, st.x[x].openHi)
	}
	return &linprog.Problem{N: n, Rows: rows}, strict
}

// hull returns the least and the greatest value of each coordinate.
func hull(points [][]num.Rat) (lo, hi []num.Rat) {
	lo, hi = slices.Clone(points[0]), slices.Clone(points[0])
	for _, x := range points[1:] {
		for k := range x {
			lo[k], hi[k] = num.Min(lo[k], x[k]), num.Max(hi[k], x[k])
		}
	}
	return lo, hi
}

func mean(points [][]num.Rat) []num.Rat {
	m := make([]num.Rat, len(points[0]))
	w := num.Frac(1, int64(len(points)))
	for k := range m {
		for _, x := range points {
			m[k] = m[k].Add(x[k])
		}
		m[k] = m[k].Mul(w)
	}
	return m
}

// objectives returns the eliminated unknowns as linear functions of vars, as far as they are.
func (st *state) objectives(vars []int) (out [][]num.Rat) {
	full := st.affineForms(varSet{}, nil)
	if full == nil {
		return nil // then they get bounds from outside
	}
	for _, e := range st.gone {
		c := make([]num.Rat, len(vars))
		for _, a := range full[e.v].t {
			if k := slices.Index(vars, int((a.m + "\x00")[0])-1); k >= 0 {
				c[k] = a.c
			}
		}
		out = append(out, c)
	}
	return out
}

// extremes returns points of a polytope that has too many vertices to list: for every unknown and
// objective a vertex where it is least and one where it is greatest, for every row one with most
// slack.
func extremes(p *linprog.Problem, objectives [][]num.Rat) (points [][]num.Rat) {
	add := func(c []num.Rat) bool {
		x, _, status := p.Maximize(c)
		if status != linprog.Optimal {
			return false
		}
		if !slices.ContainsFunc(points, func(y []num.Rat) bool { return slices.EqualFunc(x, y, num.Rat.Equal) }) {
			points = append(points, x)
		}
		return true
	}
	c := make([]num.Rat, p.N)
	for k := range c {
		for _, sign := range []int64{-1, 1} {
			c[k] = num.Int(sign)
			if !add(c) {
				return nil
			}
		}
		c[k] = num.Zero
	}
	negated := func(c []num.Rat) []num.Rat {
		out := make([]num.Rat, len(c))
		for k := range c {
			out[k] = c[k].Neg()
		}
		return out
	}
	for _, c := range objectives {
		add(c)
		add(negated(c))
	}
	for _, r := range p.Rows {
		if r.Op == linprog.LE {
			add(negated(r.Coef))
		} else {
			add(r.Coef)
		}
	}
	return points
}

// segments solves conditions on the single unknown x. done means that it ran the state by cases.
func (v *solver) segments(st *state, x int, conds []cond) (parts []part, done bool) {
	var isolated []root
	for _, r := range st.x[x].runs(x, conds) {
		if r.wide {
			parts = append(parts, segment(x, r.from, r.to))
		} else {
			isolated = append(isolated, r.from)
		}
	}
	if len(isolated) == 0 {
		return parts, false
	}
	// Isolated points become equations; the segments are kept apart by bounds around them.
	for _, r := range isolated {
		if !v.more() {
			return nil, true
		}
		c := st.clone()
		if r.irrational == nil {
			v.runIf(c, c.eliminate(x, Const(r.rational)))
			continue
		}
		a := r.irrational
		c.zero = append(c.zero, a.f.poly(x))
		v.runIf(c, c.tighten(x, a.lo, true, true) && c.tighten(x, a.hi, true, false))
	}
	for _, p := range parts {
		if !v.more() {
			return nil, true
		}
		c := st.clone()
		v.runIf(c, c.tighten(x, p.lo[0], false, true) && c.tighten(x, p.hi[0], false, false))
	}
	return nil, true
}

// A run is the closure of a connected set of solutions in one unknown: an interval if it is wide,
// otherwise a point.
type run struct {
	from, to root
	wide     bool
}

// runs returns where in the range of x the conditions hold, from left to right: between neighbouring
// roots of their polynomials no sign changes.
func (b *bound) runs(x int, conds []cond) (out []run) {
	fs := make([]upoly, len(conds))
	for i, c := range conds {
		fs[i] = c.p.univariate(x)
	}
	holdsAt := func(r root) bool {
		for i, c := range conds {
			if !c.holds(r.signOf(fs[i])) {
				return false
			}
		}
		return true
	}
	current := false // the last run has not ended
	previous := root{rational: b.lo}
	cell := func(holds, wide bool, from, to root) {
		if holds && !current {
			out = append(out, run{from: from})
		}
		if current = holds; holds {
			last := &out[len(out)-1]
			last.to, last.wide = to, last.wide || wide
		}
	}
	gap := func(to root) {
		if compareRoots(previous, to) != 0 {
			cell(holdsAt(root{rational: separate(previous, to)}), true, previous, to)
		}
	}
	for _, r := range b.breaks(fs) {
		gap(r)
		cell(holdsAt(r), false, r, r)
		previous = r
	}
	gap(root{rational: b.hi})
	return out
}

// breaks returns the ends of a range that belong to it and the roots in it, in increasing order.
func (b *bound) breaks(fs []upoly) []root {
	var out []root
	if !b.openLo {
		out = append(out, root{rational: b.lo})
	}
	if !b.openHi {
		out = append(out, root{rational: b.hi})
	}
	for _, f := range fs {
		for _, r := range f.roots(b.lo, b.hi) {
			if r.irrational != nil || b.contains(r.rational) {
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, compareRoots)
	return slices.CompactFunc(out, func(a, b root) bool { return compareRoots(a, b) == 0 })
}

// separate returns a rational number strictly between a < b.
func separate(a, b root) num.Rat {
	for {
		lo, hi := a.rational, b.rational
		if a.irrational != nil {
			lo = a.irrational.hi
		}
		if b.irrational != nil {
			hi = b.irrational.lo
		}
		if lo.Less(hi) {
			return simplest(lo, hi)
		}
		if lo.Equal(hi) && a.irrational != nil && b.irrational != nil {
			return lo
		}
		for _, r := range []root{a, b} {
			if r.irrational != nil {
				w := r.irrational.hi.Sub(r.irrational.lo)
				r.irrational.narrow(w.Mul(num.Frac(1, 4)))
			}
		}
	}
}

// segment returns the part between two roots; its bounds enclose them from outside.
func segment(x int, from, to root) part {
	const width = 1 << 44
	lo, hi := from.rational, to.rational
	p := part{vars: []int{x}, dim: 1}
	exact := true
	if a := from.irrational; a != nil {
		a.narrow(num.Frac(1, width))
		lo, exact = a.lo, false
	}
	if a := to.irrational; a != nil {
		a.narrow(num.Frac(1, width))
		hi, exact = a.hi, false
	}
	p.lo, p.hi = []num.Rat{lo}, []num.Rat{hi}
	p.point = []num.Rat{separate(from, to)}
	if exact {
		p.point[0] = lo.Add(hi).Mul(num.Half)
		p.vertices = [][]num.Rat{{lo}, {hi}}
	}
	return p
}

// A candidate is a piece, and the state that it comes from.
type candidate struct {
	piece Piece
	st    *state
}

// emit adds the product of the parts, one for each block, as a piece.
func (v *solver) emit(st *state, parts []part) {
	n := len(st.x)
	p := Piece{Point: make([]num.Rat, n)}
	irrational := st.numbers != (varSet{})
	polytope, some := true, false
	for _, b := range parts {
		p.Dimension += b.dim
		polytope, some = polytope && b.vertices != nil, some || b.some
		for k, x := range b.vars {
			p.Point[x] = b.point[k]
		}
	}
	if irrational {
		v.emitIrrational(st, parts, p)
		return
	}
	st.complete(p.Point)
	switch {
	case p.Dimension == 0:
		p.Low, p.High = p.Point, p.Point
	case polytope:
		if complete, ok := st.affine(parts); ok {
			v.listVertices(st, parts, &p, some, complete)
			break
		}
		fallthrough
	default:
		p.Low, p.High = v.outerBounds(st, parts)
	}
	v.keep(st, p)
}

// complete computes the eliminated unknowns from the others.
func (st *state) complete(x []num.Rat) {
	for k := len(st.gone) - 1; k >= 0; k-- {
		e := &st.gone[k]
		x[e.v] = e.num.Eval(x)
		if len(e.den.t) > 0 {
			x[e.v] = x[e.v].Quo(e.den.Eval(x))
		}
	}
}

// keep checks the piece's point against the system and adds the piece.
func (v *solver) keep(st *state, p Piece) {
	cut := func(x []num.Rat) []num.Rat {
		if len(x) == 0 {
			return x
		}
		return x[:v.s.N:v.s.N]
	}
	p.Point, p.Low, p.High = cut(p.Point), cut(p.Low), cut(p.High)
	for k := range p.Vertices {
		p.Vertices[k] = cut(p.Vertices[k])
	}
	if p.Radius == 0 && !v.s.Holds(p.Point) {
		v.giveUp("a point that was found did not pass its check")
		return
	}
	v.found = append(v.found, candidate{p, st})
}

// Holds tells whether x satisfies every condition of the system.
func (s *System) Holds(x []num.Rat) bool {
	for i, xi := range x {
		if xi.Sign() < 0 || num.One.Less(xi) || (i < len(s.Positive) && s.Positive[i] && xi.IsZero()) {
			return false
		}
	}
	for _, p := range s.Zero {
		if !p.Eval(x).IsZero() {
			return false
		}
	}
	near := make([]float64, len(x))
	for i, xi := range x {
		near[i] = xi.Approx()
	}
	for _, p := range s.NonNeg {
		if p.signAt(x, near) < 0 {
			return false
		}
	}
	for _, p := range s.Pos {
		if p.signAt(x, near) <= 0 {
			return false
		}
	}
	return true
}

// affine tells whether the eliminated unknowns are affine functions of the others, on parts, and
// returns what computes them, on the closure of the parts.
func (st *state) affine(parts []part) (complete func([]num.Rat), ok bool) {
	plain := true
	for _, e := range st.gone {
		plain = plain && len(e.den.t) == 0 && e.num.Degree() <= 1
	}
	if plain {
		return st.complete, true
	}
	fixed := make([]num.Rat, len(st.x))
	var known varSet
	for _, b := range parts {
		if b.dim == 0 {
			for k, x := range b.vars {
				known.add(x)
				fixed[x] = b.point[k]
			}
		}
	}
	full := st.affineForms(known, fixed)
	if full == nil {
		return nil, false
	}
	// On the closure a denominator may be 0; the forms hold there by continuity.
	return func(x []num.Rat) {
		for _, e := range st.gone {
			x[e.v] = full[e.v].Eval(x)
		}
	}, true
}

// affineForms writes each unknown as an affine function of those left that are not known; nil if
// that cannot be done.
func (st *state) affineForms(known varSet, fixed []num.Rat) []Poly {
	full := make([]Poly, len(st.x))
	for i := range full {
		full[i] = Var(i)
		if known.has(i) {
			full[i] = Const(fixed[i])
		}
	}
	compose := func(p Poly) Poly {
		var sum Poly
		for _, a := range p.t {
			m := Const(a.c)
			for _, b := range []byte(a.m) {
				m = m.Mul(full[b-1])
			}
			sum = sum.Add(m)
		}
		return sum
	}
	for k := len(st.gone) - 1; k >= 0; k-- {
		e := &st.gone[k]
		f := compose(e.num)
		if len(e.den.t) > 0 {
			q, ok := f.divide(compose(e.den))
			if !ok {
				return nil
			}
			f = q
		}
		if f.Degree() > 1 {
			return nil
		}
		full[e.v] = f
	}
	return full
}

// listVertices sets the vertices and the exact bounds of the product of polytopes.
func (v *solver) listVertices(st *state, parts []part, p *Piece, some bool, complete func([]num.Rat)) {
	total := 1
	for _, b := range parts {
		total *= len(b.vertices)
		if total > v.lim.Vertices {
			some = true
			break
		}
	}
	place := func(x []num.Rat, b part, k int) {
		for j, i := range b.vars {
			x[i] = b.vertices[k][j]
		}
	}
	if total <= v.lim.Vertices {
		for k := range total {
			x := make([]num.Rat, len(st.x))
			rest := k
			for b := len(parts) - 1; b >= 0; b-- { // the last block turns fastest
				n := len(parts[b].vertices)
				place(x, parts[b], rest%n)
				rest /= n
			}
			complete(x)
			p.Vertices = append(p.Vertices, x)
		}
	}
	if some {
		p.Some = true
		// Each unknown is an affine function of the blocks, so that the block vertices best for it
		// can be found one block at a time.
		if total > v.lim.Vertices {
			p.Vertices = nil
		}
		base := make([]num.Rat, len(st.x))
		for _, b := range parts {
			place(base, b, 0)
		}
		for i := range v.s.N {
			for _, sign := range []int{-1, 1} {
				x := slices.Clone(base)
				for _, b := range parts {
					best, bestValue := 0, num.Zero
					trial := slices.Clone(base)
					for k := range b.vertices {
						place(trial, b, k)
						complete(trial)
						if k == 0 || trial[i].Cmp(bestValue) == sign {
							best, bestValue = k, trial[i]
						}
					}
					place(x, b, best)
				}
				complete(x)
				if !slices.ContainsFunc(p.Vertices, func(y []num.Rat) bool { return slices.EqualFunc(x, y, num.Rat.Equal) }) {
					p.Vertices = append(p.Vertices, x)
				}
			}
		}
	}
	p.Low, p.High = hull(p.Vertices)
}

// outerBounds encloses each unknown over the product of the parts.
func (v *solver) outerBounds(st *state, parts []part) (low, high []num.Rat) {
	low, high = make([]num.Rat, len(st.x)), make([]num.Rat, len(st.x))
	for _, b := range parts {
		for k, x := range b.vars {
			low[x], high[x] = b.lo[k], b.hi[k]
		}
	}
	for _, x := range st.numbers.list() {
		low[x], high[x] = st.x[x].lo, st.x[x].hi
	}
	for k := len(st.gone) - 1; k >= 0; k-- {
		e := &st.gone[k]
		lo, hi := e.num.EvalInterval(low, high)
		if len(e.den.t) > 0 {
			a, b := e.den.EvalInterval(low, high)
			if a.Sign() > 0 {
				lo, hi = mulInterval(b.Inv(), a.Inv(), lo, hi)
			} else {
				lo, hi = num.Zero, num.One
			}
		}
		if e.v < v.s.N {
			lo, hi = num.Max(lo, num.Zero), num.Min(hi, num.One)
		}
		low[e.v], high[e.v] = lo, hi
	}
	return low, high
}

// emitIrrational adds a piece with an irrational number in it.
func (v *solver) emitIrrational(st *state, parts []part, p Piece) {
	points := slices.Clone(parts)
	for k := range points {
		points[k].lo, points[k].hi = points[k].point, points[k].point
	}
	for bits := 48; ; bits += 16 {
		if st.alg != nil {
			st.alg.narrow(num.FromFloat(math.Ldexp(1, -bits)))
			st.x[st.algAt].lo, st.x[st.algAt].hi = st.alg.lo, st.alg.hi
		}
		low, high := v.outerBounds(st, points)
		radius := num.Zero
		for _, x := range st.numbers.list() {
			p.Point[x] = st.x[x].lo.Add(st.x[x].hi).Mul(num.Half)
		}
		st.complete(p.Point)
		for i := range v.s.N {
			radius = num.Max(radius, num.Max(high[i].Sub(p.Point[i]), p.Point[i].Sub(low[i])))
		}
		p.Radius = math.Nextafter(radius.Float(), 1)
		if p.Radius > 1e-13 && st.alg != nil && bits < 400 {
			continue
		}
		p.Low, p.High = low, high
		break
	}
	p.Field = st.field(v.s.N, p.Point)
	if p.Radius > 1e-12 {
		v.giveUp("an irrational solution could not be enclosed closely enough")
	}
	if p.Dimension > 0 {
		p.Low, p.High = v.outerBounds(st, parts)
	}
	v.keep(st, p)
}

// absorb drops each piece that lies in the closure of a polytope found elsewhere.
func absorb(found []candidate) []Piece {
	var out []Piece
	for i := range found {
		inside := false
		for j := range found {
			if i != j && found[j].covers(&found[i]) && !(i < j && found[i].covers(&found[j])) {
				inside = true
				break
			}
		}
		if !inside {
			out = append(out, found[i].piece)
		}
	}
	return out
}

// covers tells whether d lies in the closure of polytope c: its point or all its vertices do.
func (c *candidate) covers(d *candidate) bool {
	if d.piece.Radius > 0 || c.piece.Radius > 0 || c.piece.Dimension < d.piece.Dimension {
		return false
	}
	if c.piece.Dimension == 0 {
		return slices.EqualFunc(c.piece.Point, d.piece.Point, num.Rat.Equal)
	}
	if c.piece.Vertices == nil || (d.piece.Dimension > 0 && d.piece.Vertices == nil) {
		return false
	}
	points := d.piece.Vertices
	if d.piece.Dimension == 0 {
		points = [][]num.Rat{d.piece.Point}
	}
	for _, x := range points {
		for i := range x { // tells apart the segments of a condition on one unknown
			if x[i].Less(c.piece.Low[i]) || c.piece.High[i].Less(x[i]) {
				return false
			}
		}
		if !c.st.closureHolds(x) {
			return false
		}
	}
	return true
}

// closureHolds tells whether x satisfies the state, strict conditions relaxed.
func (st *state) closureHolds(x []num.Rat) bool {
	if len(x) != len(st.x) {
		return false // there are auxiliary unknowns
	}
	for i := range st.x {
		if b := &st.x[i]; !b.gone && (x[i].Less(b.lo) || b.hi.Less(x[i])) {
			return false
		}
	}
	for _, c := range st.cond {
		if c.p.Eval(x).Sign() < 0 {
			return false
		}
	}
	for _, e := range st.gone {
		y := e.num.Eval(x)
		z := x[e.v]
		if len(e.den.t) > 0 {
			d := e.den.Eval(x)
			if d.IsZero() {
				return false // it cannot be told
			}
			z = z.Mul(d)
		}
		if !y.Equal(z) {
			return false
		}
	}
	return true
}
