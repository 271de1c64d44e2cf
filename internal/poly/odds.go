package poly

import (
	"slices"

	"parley/num"
)

// maxOddsTerms bounds the terms of a polynomial that is made homogeneous.
const maxOddsTerms = 4_000

// An oddsSystem is a System in homogeneous coordinates: its unknowns fall into groups, of which those of one
// system, with what they lack to 1, have the sum 1, and each polynomial is homogeneous in each group. So
// only the ratios within each group count, no probability is 1 less others, and the conditions are at
// their plainest where unknowns are 0. Conditions of a System that bound a sum by 1 make the groups, and an
// unknown of none is one with what it lacks to 1.
type oddsSystem struct {
	groups  [][]int // unknowns of each group; the last is what the others lack to 1
	groupOf []int   // by unknown
	strict  []bool  // by unknown: it is positive
	forms   []Poly  // by unknown: what it is in the unknowns of the system that this is a part of
	zero    []Poly
	cond    []cond
}

// newOddsSystem writes s in homogeneous coordinates. ok is false if that would be too large.
func newOddsSystem(s *System) (o *oddsSystem, ok bool) {
	o = &oddsSystem{groupOf: make([]int, s.N), strict: make([]bool, s.N)}
	for i := range o.groupOf {
		o.groupOf[i] = -1
		o.strict[i] = i < len(s.Positive) && s.Positive[i]
	}
	var rest []cond
	for k, p := range slices.Concat(s.Pos, s.NonNeg) {
		strict := k < len(s.Pos)
		if u := o.shares(p); u != nil {
			o.group(u, strict)
		} else {
			rest = append(rest, cond{p, strict})
		}
	}
	for i := range s.N {
		if o.groupOf[i] < 0 {
			o.group([]int{i}, false)
		}
	}
	if len(o.groupOf) > 254 {
		return nil, false
	}
	for i := range o.groupOf {
		o.forms = append(o.forms, Var(i))
	}
	for _, p := range s.Zero {
		q, ok := o.homogeneous(p)
		if !ok {
			return nil, false
		}
		o.zero = append(o.zero, q.primitive())
	}
	for _, c := range rest {
		q, ok := o.homogeneous(c.p)
		if !ok {
			return nil, false
		}
		o.cond = append(o.cond, cond{q.primitive(), c.strict})
	}
	return o, true
}

// shares returns unknowns that p is what they lack to 1, if they are in no group yet; nil if p is nothing of
// the sort.
func (o *oddsSystem) shares(p Poly) (unknowns []int) {
	if p.Degree() != 1 || !p.constantTerm().Equal(num.One) {
		return nil
	}
	for _, a := range p.t {
		if a.m == "" {
			continue
		}
		i := int(a.m[0]) - 1
		if o.groupOf[i] >= 0 || !a.c.Equal(minusOne) {
			return nil
		}
		unknowns = append(unknowns, i)
	}
	return unknowns
}

// group makes unknowns a group; strict says that what they lack to 1 is positive.
func (o *oddsSystem) group(unknowns []int, strict bool) {
	last := len(o.groupOf)
	for _, i := range unknowns {
		o.groupOf[i] = len(o.groups)
	}
	o.groupOf, o.strict = append(o.groupOf, len(o.groups)), append(o.strict, strict)
	o.groups = append(o.groups, append(unknowns, last))
}

// degrees returns the degree of a monomial in each group.
func (o *oddsSystem) degrees(m string) []int {
	d := make([]int, len(o.groups))
	for _, b := range []byte(m) {
		d[o.groupOf[b-1]]++
	}
	return d
}

// degreesOf returns the greatest degree of p in each group.
func (o *oddsSystem) degreesOf(p Poly) []int {
	d := make([]int, len(o.groups))
	for _, a := range p.t {
		for g, k := range o.degrees(a.m) {
			d[g] = max(d[g], k)
		}
	}
	return d
}

// homogeneous multiplies the terms of p by as many factors 1, written as the sum of a group, as make their
// degrees alike.
func (o *oddsSystem) homogeneous(p Poly) (Poly, bool) {
	whole := o.degreesOf(p)
	for g := range o.groups {
		var sum Poly
		for _, i := range o.groups[g] {
			sum = sum.Add(Var(i))
		}
		parts := make([]Poly, whole[g]+1)
		for _, a := range p.t {
			d := o.degrees(a.m)[g]
			parts[d].t = append(parts[d].t, a)
		}
		p = Poly{}
		for _, q := range parts {
			p = p.Mul(sum).Add(q)
		}
		if len(p.t) > maxOddsTerms {
			return Poly{}, false
		}
	}
	return p, true
}

// small tells whether all coefficients are small numbers.
func (o *oddsSystem) small() bool {
	small := func(p Poly) bool {
		return !slices.ContainsFunc(p.t, func(a term) bool { return num.Int(maxCoefficient).Less(a.c.Abs()) })
	}
	return !slices.ContainsFunc(o.zero, func(p Poly) bool { return !small(p) }) &&
		!slices.ContainsFunc(o.cond, func(c cond) bool { return !small(c.p) })
}

// base returns the least degrees in which every polynomial stands.
func (o *oddsSystem) base() []int {
	base := make([]int, len(o.groups))
	add := func(p Poly) {
		for g, d := range o.degreesOf(p) {
			base[g] = max(base[g], d)
		}
	}
	for _, p := range o.zero {
		add(p)
	}
	for _, c := range o.cond {
		add(c.p)
	}
	return base
}

// sheared returns the part where x_i >= c·x_j, of two unknowns of one group, in coordinates of its own: with
// x_i + c·x_j in place of x_i. strict says that x_i = c·x_j is left out.
func (o *oddsSystem) sheared(i, j int, c num.Rat, strict bool) *oddsSystem {
	out := *o
	e := Var(i).plus(Var(j), c)
	out.zero = make([]Poly, len(o.zero))
	for k, p := range o.zero {
		out.zero[k] = p.Subst(i, e).primitive()
	}
	out.cond = make([]cond, len(o.cond))
	for k, d := range o.cond {
		out.cond[k] = cond{d.p.Subst(i, e).primitive(), d.strict}
	}
	out.strict, out.forms = slices.Clone(o.strict), slices.Clone(o.forms)
	out.strict[i] = strict
	out.forms[i] = o.forms[i].plus(o.forms[j], c.Neg())
	return &out
}

// confined returns s with the conditions that its solutions are in the part o.
func (o *oddsSystem) confined(s *System) *System {
	out := *s
	out.Pos, out.NonNeg = slices.Clip(s.Pos), slices.Clip(s.NonNeg)
	for i, p := range o.forms {
		if _, ok := p.Variable(); ok {
			continue
		}
		group := o.groups[o.groupOf[i]]
		last := Const(num.One)
		for _, x := range group[:len(group)-1] {
			last = last.Sub(Var(x))
		}
		p = p.Subst(group[len(group)-1], last).primitive()
		if o.strict[i] {
			out.Pos = append(out.Pos, p)
		} else {
			out.NonNeg = append(out.NonNeg, p)
		}
	}
	return &out
}
