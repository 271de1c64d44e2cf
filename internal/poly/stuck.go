package poly

import (
	"fmt"
	"slices"

	"parley/num"
)

// stuck takes a state further whose equations are all nonlinear in several unknowns. again is true
// if it only rewrote the equations; otherwise it ran all cases.
func (v *solver) stuck(st *state) (again bool) {
	if !st.basis {
		for _, c := range st.components() {
			if len(c.equations) < c.unknowns {
				continue // not finitely many solutions, as a rule
			}
			if v.splitUnivariate(st, c) {
				return false
			}
			result := tooLarge
			if !c.set.meets(st.numbers) || (st.alg != nil && st.numbers.count() == 1) {
				result = v.finite(st, c)
			}
			switch {
			case result == rewritten:
				return true
			case result == ran:
				return false
			case result == tooLarge && (st.boxed || !v.enclose(st, c)):
				v.giveUp(fmt.Sprintf("a system of %d nonlinear equations in %d unknowns is too large for exact elimination, and has solutions that could not be enclosed", len(c.equations), c.unknowns))
				return false
			case result == tooLarge:
				return false
			}
		}
	}
	if v.splitCoefficient(st) {
		return false
	}
	for _, c := range st.components() {
		if len(c.equations) >= c.unknowns && v.enclose(st, c) {
			return false
		}
	}
	v.sample(st)
	return false
}

// encloseLarge tries boxes on components of many unknowns, for which they are faster than
// elimination. They are no match for it in what they can decide: exact solutions, plain conditions.
func (v *solver) encloseLarge(st *state) bool {
	if st.boxed {
		return false
	}
	for _, c := range st.components() {
		switch {
		case len(c.equations) < c.unknowns:
			continue
		case c.unknowns <= 3:
			return false
		case v.enclose(st, c):
			return true
		}
		st.boxed = true
	}
	return false
}

// focus returns the equations to deal with first: those of the least component with as many equations
// as unknowns, or all.
func (st *state) focus() []int {
	for _, c := range st.components() {
		if len(c.equations) >= c.unknowns {
			return c.equations
		}
	}
	all := make([]int, len(st.zero))
	for i := range all {
		all[i] = i
	}
	return all
}

// A component is a set of equations that share no unknown with others.
type component struct {
	equations []int // in state.zero
	set       varSet
	unknowns  int // in set, without numbers
}

// components returns the components of the equations, those with fewest unknowns first; of one that
// has a smaller part with as many equations as unknowns, only that part. Numbers link none, but
// belong to each in which they occur.
func (st *state) components() []component {
	var out []component
	for i, p := range st.zero {
		merged := component{equations: []int{i}, set: p.vars()}
		link := merged.set.without(st.numbers)
		keep := out[:0]
		for _, c := range out {
			if c.set.meets(link) {
				merged.equations = append(c.equations, merged.equations...)
				merged.set.union(c.set)
				link = merged.set.without(st.numbers)
			} else {
				keep = append(keep, c)
			}
		}
		out = append(keep, merged)
	}
	for k := range out {
		out[k] = st.core(out[k])
	}
	slices.SortStableFunc(out, func(a, b component) int { return a.unknowns - b.unknowns })
	return out
}

// core returns the least part of a component that up to three equations span and that has as many
// equations as unknowns; the component itself if there is none.
func (st *state) core(c component) component {
	sets := make([]varSet, len(c.equations))
	for k, i := range c.equations {
		vars := st.zero[i].vars()
		sets[k] = vars.without(st.numbers)
	}
	best := c
	whole := c.set.without(st.numbers)
	best.unknowns = whole.count()
	try := func(span varSet) {
		n := span.count()
		if n >= best.unknowns {
			return
		}
		part := component{unknowns: n}
		for k, i := range c.equations {
			if rest := sets[k].without(span); rest.count() == 0 {
				part.equations = append(part.equations, i)
				part.set.union(st.zero[i].vars())
			}
		}
		if len(part.equations) >= n {
			best = part
		}
	}
	if len(sets) > 20 {
		return best
	}
	for a := range sets {
		try(sets[a])
		for b := range a {
			two := sets[a]
			two.union(sets[b])
			try(two)
			for d := range b {
				three := two
				three.union(sets[d])
				try(three)
			}
		}
	}
	return best
}

// An outcome says what finite made of a component.
type outcome int

const (
	ran       outcome = iota // every case was run
	rewritten                // the state has other equations with the same solutions
	infinite                 // there are infinitely many complex solutions
	tooLarge                 // the work was too much
)

// without returns the equations that are not in the component.
func (st *state) without(c component) []Poly {
	var out []Poly
	for i, p := range st.zero {
		if !slices.Contains(c.equations, i) {
			out = append(out, p)
		}
	}
	return out
}

// finite solves a component with finitely many complex solutions: by a Gröbner basis and the
// minimal polynomials of its unknowns, whose rational roots are tried one by one; the other
// solutions are written as polynomials in one irrational number (a rational univariate
// representation, Rouillier 1999).
func (v *solver) finite(st *state, c component) outcome {
	others := st.without(c)
	equations := make([]Poly, 0, len(c.equations)+1)
	for _, i := range c.equations {
		equations = append(equations, st.zero[i])
	}
	if st.alg != nil { // even if it does not occur: all irrational numbers are to be written in one
		equations = append(equations, st.alg.f.poly(st.algAt))
		c.set.add(st.algAt)
	}
	vars := c.set.list()
	for first := true; ; first = false {
		g, ok := groebner(v.ctx, equations, st.stripPositive, &v.work)
		if !ok {
			if v.ctx.Err() != nil {
				v.giveUp("interrupted")
				return ran
			}
			return tooLarge
		}
		if g[0].Degree() == 0 {
			return ran // no solutions
		}
		q, finite, ok := newQuotient(g, vars, &v.work)
		if !finite {
			if first {
				st.zero = append(others, g...)
				st.basis = true
			}
			return infinite
		}
		if !ok {
			return tooLarge
		}
		equations = g
		grown := false
		for k, x := range vars {
			m, _ := q.minimal(q.unit(k))
			f := m.squarefree()
			b := st.x[x]
			roots := f.roots(b.lo, b.hi)
			if len(roots) == 0 {
				return ran
			}
			rest := f
			for _, r := range roots {
				if r.irrational != nil {
					continue
				}
				rest, _ = rest.divide(upoly{r.rational.Neg(), num.One})
				if !b.contains(r.rational) {
					continue
				}
				if !v.more() {
					return ran
				}
				cs := st.clone()
				cs.zero = append(slices.Clone(others), equations...)
				v.runIf(cs, cs.eliminate(x, Const(r.rational)))
			}
			if roots[len(roots)-1].irrational == nil && !slices.ContainsFunc(roots, func(r root) bool { return r.irrational != nil }) {
				return ran
			}
			if len(rest) < len(m) { // not square-free, or rational roots are done with
				equations = append(slices.Clip(equations), rest.primitive().poly(x))
				grown = true
			}
		}
		if grown {
			continue
		}
		// The ideal is radical (Seidenberg 1974), and all its coordinates in range are irrational.
		v.represent(st, others, q)
		return ran
	}
}

// represent runs the cases of a radical ideal without rational solutions in range.
func (v *solver) represent(st *state, others []Poly, q *quotient) {
	form, f, powers := q.separating()
	lo, hi := num.Zero, num.Zero
	primitive, at := 0, -1 // number of unknowns in the form; the only one
	for k, x := range q.vars {
		if form[k].IsZero() {
			continue
		}
		lo, hi = lo.Add(form[k].Mul(st.x[x].lo)), hi.Add(form[k].Mul(st.x[x].hi))
		primitive++
		at = x
	}
	if primitive > 1 {
		if at = len(st.x); at > 254 {
			v.giveUp("there are too many unknowns")
			return
		}
	}
	values := make([]Poly, len(q.vars))
	for k := range q.vars {
		_, combo := powers.reduce(q.variable(k))
		values[k] = combo.poly(at)
	}
	for _, r := range f.roots(lo, hi) {
		if !v.more() {
			return
		}
		c := st.clone()
		c.zero = slices.Clone(others)
		if at == len(c.x) {
			c.x = append(c.x, bound{lo: lo, hi: hi})
		}
		ok := true
		if r.irrational != nil {
			ok = c.adjoin(at, r.irrational)
		}
		for k, x := range q.vars {
			if ok && x != at {
				ok = c.eliminate(x, values[k])
			}
		}
		if ok && r.irrational == nil {
			ok = c.eliminate(at, Const(r.rational))
		}
		v.runIf(c, ok)
	}
}

// splitUnivariate takes an equation q·x + r = 0 of a component in which q has a single unknown, and runs
// the cases q = 0 and q ≠ 0. It declines if there is none. Systems that become linear once a few
// unknowns are fixed are so brought down to equations in those.
func (v *solver) splitUnivariate(st *state, c component) bool {
	at, x := -1, -1
	var q, r Poly
	for _, i := range c.equations {
		p := st.zero[i]
		for _, y := range p.Vars() {
			if st.numbers.has(y) || p.degreeIn(y) != 1 {
				continue
			}
			f := p.coefficients(y)
			if vars := f[1].vars(); vars.count() != 1 || vars.meets(st.numbers) {
				continue
			}
			if at < 0 || f[1].Degree() < q.Degree() || (f[1].Degree() == q.Degree() && len(f[0].t) < len(r.t)) {
				at, x, q, r = i, y, f[1], f[0]
			}
		}
	}
	if at < 0 {
		return false
	}
	st.changed()
	zero := st.clone()
	zero.zero[at] = q
	zero.zero = append(zero.zero, r)
	if v.more() {
		v.run(zero)
	}
	if v.more() {
		st.zero = slices.Delete(st.zero, at, at+1)
		v.runIf(st, st.eliminateQuotient(x, r.Neg(), q, false))
	}
	return true
}

// splitCoefficient takes an equation q·x + r = 0 and runs the cases q = 0, q > 0 and q < 0, or those
// of a common factor of q and r. It declines if no unknown occurs linearly in an equation.
func (v *solver) splitCoefficient(st *state) bool {
	at, x := -1, -1
	var q, r Poly
	for i, p := range st.zero {
		for _, y := range p.Vars() {
			if st.numbers.has(y) || p.degreeIn(y) != 1 {
				continue
			}
			c := p.coefficients(y)
			if at < 0 || c[1].Degree() < q.Degree() || (c[1].Degree() == q.Degree() && len(c[1].t) < len(q.t)) {
				at, x, q, r = i, y, c[1], c[0]
			}
		}
	}
	if at < 0 {
		return false
	}
	sub := func(set func(c *state) bool) {
		if !v.more() {
			return
		}
		c := st.clone()
		v.runIf(c, set(c))
	}
	st.changed()
	if g := GCD(q, r); g.Degree() > 0 {
		rest, _ := st.zero[at].divide(g)
		sub(func(c *state) bool { c.zero[at] = g; return true })
		sub(func(c *state) bool {
			c.zero[at] = rest
			c.avoid = append(c.avoid, g)
			return true
		})
		return true
	}
	sub(func(c *state) bool {
		c.zero[at] = q
		c.zero = append(c.zero, r)
		return true
	})
	sub(func(c *state) bool { return c.require(q, true) && c.solveQuotient(at, x, 1) })
	sub(func(c *state) bool { return c.require(q.Neg(), true) && c.solveQuotient(at, x, -1) })
	return true
}
