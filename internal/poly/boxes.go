package poly

import (
	"math"
	"slices"

	"parley/num"
)

func (v *solver) interrupted() bool { return v.ctx.Err() != nil }

// box returns the ranges of the unknowns and then of the numbers of a state as intervals, and the
// places of both.
func (st *state) box(unknowns []int) (box []ival, at *[255]int) {
	at = new([255]int)
	for k, x := range slices.Concat(unknowns, st.numbers.list()) {
		at[x] = k
		box = append(box, enclosing(st.x[x].lo, st.x[x].hi))
	}
	return box, at
}

func (st *state) ends(unknowns []int) []open {
	e := make([]open, len(unknowns))
	for k, x := range unknowns {
		e[k] = open{st.x[x].openLo, st.x[x].openHi}
	}
	return e
}

// compile makes equations and the conditions on the same unknowns ready for boxes.
func (st *state) compile(equations []Poly, vars []int) (s *newton, box []ival) {
	box, at := st.box(vars)
	s = &newton{n: len(vars), domain: slices.Clone(box[:len(vars)]), ends: st.ends(vars)}
	known := st.numbers
	for _, x := range vars {
		known.add(x)
	}
	for _, p := range equations {
		s.equations = append(s.equations, compile(p, at))
	}
	for _, c := range st.cond {
		used := c.p.vars()
		if rest := used.without(known); rest.count() == 0 {
			s.cond = append(s.cond, compile(c.p, at))
		}
	}
	return s, box
}

// enclose finds the solutions of a component by boxes and runs the state for each. It returns false,
// having changed nothing, if it could not tell for sure what they are and which of them satisfy the
// conditions.
func (v *solver) enclose(st *state, c component) bool {
	unknowns := c.set.without(st.numbers)
	vars := unknowns.list()
	equations := make([]Poly, len(c.equations))
	for k, i := range c.equations {
		equations[k] = st.zero[i]
	}
	s, box := st.compile(equations, vars)
	_, at := st.box(vars)
	for _, p := range equations {
		var row []*tape
		for _, x := range vars {
			row = append(row, compile(p.Derivative(x), at))
		}
		s.jacobian = append(s.jacobian, row)
	}
	for k, e := range s.ends { // so that solutions on the border are inner ones
		w := box[k].width() / 64
		if !e.lo {
			box[k].lo -= w
		}
		if !e.hi {
			box[k].hi += w
		}
	}
	found, decided := s.branch(box, &v.boxes, v.interrupted)
	switch {
	case !decided && v.interrupted():
		v.giveUp("interrupted")
		return true
	case !decided:
		return false
	}
	slices.SortStableFunc(found, func(a, b enclosure) int { return compareBoxes(a.k, b.k) })
	var states []*state
	for _, e := range found {
		next, sure := st.substitute(e, vars, equations)
		if !sure {
			return false
		}
		if next != nil {
			next.zero = append(next.zero, st.without(c)...)
			states = append(states, next)
		}
	}
	return v.runTentatively(states)
}

// compareBoxes orders disjoint boxes.
func compareBoxes(a, b []ival) int {
	for k := range a {
		switch {
		case a[k].hi < b[k].lo:
			return -1
		case b[k].hi < a[k].lo:
			return 1
		}
	}
	return 0
}

// substitute returns the state with an enclosed solution in place of vars and without equations; nil if
// it violates a condition. sure is false if that is not certain.
func (st *state) substitute(e enclosure, vars []int, equations []Poly) (next *state, sure bool) {
	next = st.clone()
	next.zero = next.zero[:0]
	if x := e.rational(len(st.x), vars, equations, st.numbers); x != nil {
		for k, i := range vars {
			if !next.eliminate(i, Const(x[k])) {
				return nil, !next.unsure
			}
		}
		return next, true
	}
	if !e.all {
		return nil, false // whether the other equations hold as well cannot be told from intervals
	}
	sure, inside := next.pin(vars, e.k)
	if !inside {
		return nil, sure
	}
	return next, sure
}

// runTentatively runs cases. If they leave something undecided, it takes back what they found and
// returns false, so that another method may try.
func (v *solver) runTentatively(states []*state) bool {
	before, because := len(v.found), v.because
	v.because = ""
	for _, next := range states {
		if v.more() {
			v.run(next)
		}
	}
	if v.because != "" && !v.interrupted() {
		v.found, v.because = v.found[:before], because
		return false
	}
	if because != "" {
		v.because = because
	}
	return true
}

// rational returns the solution in an enclosure if it is rational with moderate denominators and
// satisfies the equations: then there is no other. n is the number of unknowns altogether.
func (e enclosure) rational(n int, vars []int, equations []Poly, numbers varSet) []num.Rat {
	full := make([]num.Rat, n)
	x := make([]num.Rat, len(vars))
	for k, i := range vars {
		// The middle of the enclosure is off by some units in the last place.
		lo, hi := num.FromFloat(e.k[k].lo-1e-13), num.FromFloat(e.k[k].hi+1e-13)
		switch {
		case lo.Sign() <= 0 && hi.Sign() >= 0:
			x[k] = num.Zero
		case lo.Sign() < 0:
			return nil
		default:
			x[k] = simplest(lo, hi)
		}
		if x[k].Less(num.FromFloat(e.region[k].lo)) || num.FromFloat(e.region[k].hi).Less(x[k]) {
			return nil
		}
		full[i] = x[k]
	}
	for _, p := range equations {
		if used := p.vars(); used.meets(numbers) || !p.Eval(full).IsZero() {
			return nil
		}
	}
	return x
}

// pin makes numbers of unknowns that are known to lie in a box. sure is false if a condition on them
// is not decided, inside if one does not hold.
func (st *state) pin(vars []int, box []ival) (sure, inside bool) {
	for k, x := range vars {
		lo, hi := num.FromFloat(box[k].lo), num.FromFloat(box[k].hi)
		b := &st.x[x]
		switch {
		case hi.Less(b.lo) || b.hi.Less(lo):
			return true, false
		case !b.lo.Less(lo) || !hi.Less(b.hi):
			return false, false
		}
		b.lo, b.hi, b.openLo, b.openHi = lo, hi, true, true
		st.numbers.add(x)
	}
	for _, x := range vars {
		if !st.decide(x) {
			return !st.unsure, false
		}
	}
	return true, true
}

// maxSearch is the number of boxes that one search for a member may take; slabBoxes, that each try to
// cut off a slab may take.
const (
	maxSearch = 4_000
	slabBoxes = 24
)

// search solves a nonlinear block: it looks for a member, preferably one that satisfies all
// conditions strictly, or proves that there is none. The whole solution set is then one part. done
// means that it ran the state by cases instead, or gave up.
func (v *solver) search(st *state, vars []int, conds []cond) (parts []part, done bool) {
	if p, ok := opposites(conds); ok {
		c := st.clone()
		c.zero = append(c.zero, p)
		v.run(c)
		return nil, true
	}
	var linear []cond
	for _, c := range conds {
		if used := c.p.vars(); c.p.Degree() == 1 && !used.meets(st.numbers) {
			linear = append(linear, c)
		}
	}
	whole, ok := v.polytope(st, vars, linear)
	if !ok {
		return nil, false
	}
	box, at := st.box(vars)
	for k := range vars {
		box[k] = enclosing(whole.lo[k], whole.hi[k])
	}
	s := &newton{n: len(vars), domain: slices.Clone(box[:len(vars)]), ends: st.ends(vars)}
	for k, x := range vars { // which may be narrower
		s.ends[k].lo = s.ends[k].lo && whole.lo[k].Equal(st.x[x].lo)
		s.ends[k].hi = s.ends[k].hi && whole.hi[k].Equal(st.x[x].hi)
	}
	for _, c := range conds {
		s.cond = append(s.cond, compile(c.p, at))
	}
	out := part{vars: vars, dim: len(vars)}
	empty, decided := v.member(st, &out, whole, conds, s, box)
	switch {
	case out.point != nil:
		out.lo, out.hi = s.shrink(box, whole, &v.boxes, v.interrupted)
		return []part{out}, false
	case empty:
		return nil, false
	case !decided && v.interrupted():
		v.giveUp("interrupted")
	case v.runLifted(st, vars, conds, nil):
	default:
		v.giveUp("it was not decided whether some nonlinear inequalities can hold together")
	}
	return nil, true
}

// runLifted runs the state with what a linear relaxation shows; false if that is nothing.
func (v *solver) runLifted(st *state, vars []int, conds []cond, zero []Poly) bool {
	next, ok := v.lift(st, vars, conds, zero)
	if !ok {
		return true // no solutions
	}
	if next == nil || !v.more() {
		return false
	}
	v.run(next)
	return true
}

// member sets the point of out to a member of a nonlinear block within whole, one that satisfies all
// conditions strictly if it finds any. empty means that there is no member: proved.
func (v *solver) member(st *state, out *part, whole part, conds []cond, s *newton, box []ival) (empty, decided bool) {
	try := func(x []num.Rat) (enough bool) {
		holds, strictly := st.check(out.vars, x, conds)
		if holds && (strictly || out.point == nil) {
			out.point = x
		}
		return strictly
	}
	seeds := [][]num.Rat{whole.point}
	for _, x := range whole.vertices {
		seeds = append(seeds, mean([][]num.Rat{x, whole.point}))
	}
	if slices.ContainsFunc(append(seeds, whole.vertices...), try) {
		return false, true
	}
	queue := [][]ival{box}
	for n := 0; n < len(queue); n++ {
		if v.boxes--; v.boxes < 0 || n > maxSearch || (n%64 == 0 && v.interrupted()) {
			return false, false
		}
		x := queue[n]
		queue[n] = nil
		if s.excludes(x) {
			continue
		}
		if y := middle(x[:s.n], whole); y != nil && try(y) {
			return false, true
		}
		k := s.widest(x)
		if x[k].width() < minWidth {
			return false, false
		}
		queue = append(queue, halves(x, k, x[k].mid())...)
	}
	return true, true
}

// shrink cuts slabs off whole in which there is certainly no solution and returns what is left.
func (s *newton) shrink(box []ival, whole part, limit *int, interrupted func() bool) (lo, hi []num.Rat) {
	lo, hi = slices.Clone(whole.lo), slices.Clone(whole.hi)
	box = slices.Clone(box)
	for k := range s.n {
		for _, lower := range []bool{true, false} {
			for f := 0.5; f > 0.01; f /= 2 {
				slab := slices.Clone(box)
				if lower {
					slab[k].hi = box[k].lo + f*box[k].width()
				} else {
					slab[k].lo = box[k].hi - f*box[k].width()
				}
				boxes := min(slabBoxes, *limit)
				left := boxes
				none := s.empty(slab, &left, interrupted)
				*limit -= boxes - left
				switch {
				case none && lower:
					box[k].lo, lo[k] = slab[k].hi, num.FromFloat(slab[k].hi)
				case none:
					box[k].hi, hi[k] = slab[k].lo, num.FromFloat(slab[k].lo)
				}
			}
		}
	}
	return lo, hi
}

// widest returns the widest unknown of a box.
func (s *newton) widest(x []ival) int {
	k := 0
	for i := range s.n {
		if x[i].width() > x[k].width() {
			k = i
		}
	}
	return k
}

// halves cuts a box in two at x_k = at.
func halves(x []ival, k int, at float64) [][]ival {
	lower, upper := slices.Clone(x), slices.Clone(x)
	lower[k].hi, upper[k].lo = at, at
	return [][]ival{lower, upper}
}

// opposites finds a polynomial p with the conditions p >= 0 and -p >= 0.
func opposites(conds []cond) (Poly, bool) {
	for i, a := range conds {
		p := a.p.primitive()
		for _, b := range conds[:i] {
			if len(b.p.t) == len(p.t) && b.p.primitive().Neg().Equal(p) {
				return p, true // if one is strict, p = 0 contradicts it
			}
		}
	}
	return Poly{}, false
}

// middle returns a simple rational point near the middle of a box, within the bounds of whole.
func middle(box []ival, whole part) []num.Rat {
	x := make([]num.Rat, len(box))
	for k, b := range box {
		w := b.width() / 8
		lo, hi := num.FromFloat(max(0, b.mid()-w)), num.FromFloat(b.mid()+w)
		if !lo.Less(hi) || math.IsNaN(w) {
			return nil
		}
		x[k] = simplest(lo, hi)
		if x[k].Less(whole.lo[k]) || whole.hi[k].Less(x[k]) {
			return nil
		}
	}
	return x
}

// check tells whether the point x of vars satisfies the conditions and the bounds, and whether it does
// so strictly.
func (st *state) check(vars []int, x []num.Rat, conds []cond) (holds, strictly bool) {
	strictly = true
	for k, i := range vars {
		b := &st.x[i]
		if !b.contains(x[k]) {
			return false, false
		}
		strictly = strictly && b.lo.Less(x[k]) && x[k].Less(b.hi)
	}
	for _, c := range conds {
		p := c.p
		for k, i := range vars {
			p = p.Subst(i, Const(x[k]))
		}
		var sign int
		if value, ok := p.Constant(); ok {
			sign = value.Sign()
		} else if vars := p.vars(); st.alg != nil && vars.count() == 1 && vars.has(st.algAt) {
			sign = st.alg.signOf(p.univariate(st.algAt))
		} else if sign = st.certainSign(p); sign == 0 {
			return false, false
		}
		if !c.holds(sign) {
			return false, false
		}
		strictly = strictly && sign > 0
	}
	return true, strictly
}

// sample solves a state with fewer equations than unknowns, all of which are nonlinear, as one
// continuum: it looks for a member with a simple value of one unknown, or proves by boxes that
// there is none.
func (v *solver) sample(st *state) {
	var used varSet
	for _, p := range st.zero {
		used.union(p.vars())
	}
	used = used.without(st.numbers)
	vars := used.list()
	s, box := st.compile(st.zero, vars)
	if s.empty(box, &v.boxes, v.interrupted) {
		return
	}
	if v.samples--; v.samples < 0 {
		v.giveUp("a curved continuum of solutions may exist, of which no member was found")
		return
	}
	before, because := len(v.found), v.because
	for _, x := range vars {
		for _, f := range []num.Rat{num.Half, num.Frac(1, 3), num.Frac(2, 3), num.Frac(1, 5), num.Frac(4, 5), num.Frac(1, 20), num.Frac(19, 20)} {
			if !v.more() {
				return
			}
			b := &st.x[x]
			c := st.clone()
			v.because = ""
			v.runIf(c, c.eliminate(x, Const(b.lo.Add(f.Mul(b.hi.Sub(b.lo))))))
			v.because = because
			if len(v.found) == before {
				continue
			}
			p := v.found[before].piece
			v.found = v.found[:before]
			p.Dimension = -1
			for i := range st.x {
				if !st.x[i].gone && !st.numbers.has(i) {
					p.Dimension++
				}
			}
			p.Vertices = nil
			whole := part{}
			for i := range st.x {
				if !st.x[i].gone && !st.numbers.has(i) {
					whole.vars = append(whole.vars, i)
					whole.lo, whole.hi = append(whole.lo, st.x[i].lo), append(whole.hi, st.x[i].hi)
				}
			}
			p.Low, p.High = v.outerBounds(st, []part{whole})
			v.keep(st, p)
			return
		}
	}
	v.because = because
	if v.runLifted(st, vars, st.cond, st.zero) {
		return
	}
	v.giveUp("a curved continuum of solutions may exist, of which no member was found")
}

// empty tells whether boxes prove that no solution exists.
func (s *newton) empty(box []ival, limit *int, interrupted func() bool) bool {
	queue := [][]ival{box}
	for n := 0; n < len(queue); n++ {
		if *limit--; *limit < 0 || n > maxSearch || (n%64 == 0 && interrupted()) {
			return false
		}
		x := queue[n]
		if s.excludes(x) {
			continue
		}
		k := s.widest(x)
		queue = append(queue, halves(x, k, x[k].mid())...)
	}
	return true
}
