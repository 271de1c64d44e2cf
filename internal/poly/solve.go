package poly

import (
	"context"
	"slices"

	"parley/num"
)

// A System is a set of conditions on the unknowns x_0, …, x_{N-1}, all of which lie in [0, 1]. N is
// at most 200.
type System struct {
	N        int
	Positive []bool // x_i > 0; missing entries are false
	Zero     []Poly // p = 0
	NonNeg   []Poly // p >= 0
	Pos      []Poly // p > 0
}

// A Piece is a part of the solution set: an isolated point or a continuum. A continuum that is no
// polytope may have several connected parts.
type Piece struct {
	// Dimension is 0 for an isolated point. It is exact for a polytope and an upper bound otherwise.
	Dimension int
	// Point is a solution: it satisfies every condition, strict ones strictly. In a polytope it
	// lies in the relative interior.
	Point []num.Rat
	// Radius is 0 if Point is exact. Otherwise some coordinates are irrational: there is a solution
	// within Radius of Point in each coordinate (proved), and no other of this piece if Dimension is 0.
	Radius float64
	// Field is what the irrational coordinates are written in, where that is known; nil otherwise.
	Field *Field
	// Vertices are the vertices of the closure (strict conditions relaxed) of a polytope of
	// Dimension > 0, nil otherwise. If there are more than Limits.Vertices, they are some of
	// them, among which each unknown attains its Low and its High.
	Vertices [][]num.Rat
	Some     bool // there are more vertices
	// Low and High bound each unknown over the closure: exactly for a point or a polytope,
	// otherwise from outside.
	Low, High []num.Rat
}

// Limits bound the work of Solve. A limit of 0 stands for the default.
type Limits struct {
	Boxes    int // boxes examined by all subdivisions together, before and after the border is cut off; 20,000
	Vertices int // vertices listed of a piece; 256
}

// A Solution is what Solve found.
type Solution struct {
	Pieces   []Piece
	Complete bool   // every solution of the system lies in one of Pieces: proved
	Because  string // why not Complete, in plain words
}

// Solve finds the solutions of s: exactly wherever they are rational, or algebraic over one
// irrational number; by proved enclosures elsewhere. The outcome depends only on its arguments,
// unless ctx ends first.
func Solve(ctx context.Context, s *System, lim Limits) Solution {
	if lim.Boxes == 0 {
		lim.Boxes = 20_000
	}
	if lim.Vertices == 0 {
		lim.Vertices = 256
	}
	if s.N > maxUnknowns {
		return Solution{Because: "there are more than 200 unknowns"}
	}
	return solve(ctx, s, lim)
}

func solve(ctx context.Context, s *System, lim Limits) Solution {
	v := newSolver(ctx, s, lim)
	v.boxes, v.work, v.cases = max(1, lim.Boxes/firstBoxes), maxWork/firstBoxes, maxCases/firstBoxes
	v.runIf(newState(s))
	if v.because != "" && ctx.Err() == nil {
		v.again()
	}
	return Solution{Pieces: absorb(v.found), Complete: v.because == "", Because: v.because}
}

func newSolver(ctx context.Context, s *System, lim Limits) *solver {
	return &solver{ctx: ctx, s: s, lim: lim, boxes: lim.Boxes, cases: maxCases, work: maxWork, samples: maxSamples}
}

const (
	maxUnknowns = 200
	maxCases    = 5_000 // case distinctions of one call
	maxSamples  = 3     // searches for members of curved continua of one call
	firstBoxes  = 8     // the part of the boxes that is tried before the border is cut off
)

// A solver holds what all cases of one call share.
type solver struct {
	ctx     context.Context
	s       *System
	lim     Limits
	boxes   int // still allowed
	cases   int // still allowed
	work    int // of exact elimination, still allowed
	samples int // searches for members of curved continua, still allowed
	lifts   int // linear relaxations tried
	found   []candidate
	because string
	cutter  *cutter // nil: not made yet
	none    bool    // it proved that there is no solution
}

// giveUp notes why the solution is not complete; the first reason stands.
func (v *solver) giveUp(because string) {
	if v.because == "" {
		v.because = because
	}
}

// A state is one case: what is left of the system, and how the unknowns that are gone follow from
// those that are left.
type state struct {
	x     []bound // the unknowns, then auxiliary ones
	zero  []Poly
	cond  []cond
	gone  []elimination // in the order of elimination: each refers only to unknowns that went later, or stayed
	alg   *algebraic    // value of unknown algAt, which every polynomial is reduced by; nil: none
	algAt int
	// numbers are the unknowns that stand for a number: algAt, and those that are only known to
	// lie within their (narrow) bounds.
	numbers varSet
	avoid   []Poly // not 0: where one of them is, another case has the solutions
	unsure  bool   // a condition on numbers could not be decided
	fixed   bool   // some unknown that is left may have lo = hi
	basis   bool   // zero is a Gröbner basis already
	boxed   bool   // boxes did not decide zero
	relaxed bool   // the ranges were tightened by the linear conditions
}

// A bound is the range of an unknown. All unknowns are known to be at least 0.
type bound struct {
	lo, hi         num.Rat
	openLo, openHi bool // the end does not belong to the range
	gone           bool // eliminated
}

func (b *bound) positive() bool { return b.lo.Sign() > 0 || b.openLo }

// A cond is p >= 0 or, if strict, p > 0.
type cond struct {
	p      Poly
	strict bool
}

func (c cond) holds(sign int) bool { return sign > 0 || (sign == 0 && !c.strict) }

// An elimination is x_v = num/den, with den > 0 on all that the state describes; no terms in den
// stand for 1.
type elimination struct {
	v        int
	num, den Poly
}

func newState(s *System) (*state, bool) {
	st := &state{x: make([]bound, s.N), algAt: -1}
	for i := range st.x {
		st.x[i] = bound{lo: num.Zero, hi: num.One, openLo: i < len(s.Positive) && s.Positive[i]}
	}
	st.zero = append(make([]Poly, 0, len(s.Zero)+2), s.Zero...)
	st.cond = make([]cond, 0, len(s.NonNeg)+len(s.Pos)+2*s.N)
	st.gone = make([]elimination, 0, s.N)
	for _, p := range s.NonNeg {
		if !st.require(p, false) {
			return st, false
		}
	}
	for _, p := range s.Pos {
		if !st.require(p, true) {
			return st, false
		}
	}
	return st, true
}

func (st *state) clone() *state {
	c := *st
	c.x = append(make([]bound, 0, len(st.x)+1), st.x...)
	c.zero = append(make([]Poly, 0, len(st.zero)+2), st.zero...)
	c.cond = append(make([]cond, 0, len(st.cond)+8), st.cond...)
	c.avoid = slices.Clone(st.avoid)
	c.gone = append(make([]elimination, 0, len(st.gone)+4), st.gone...)
	if st.alg != nil {
		a := *st.alg
		c.alg = &a
	}
	return &c
}

// require adds the condition p >= 0 (> 0 if strict). false means that the state has no solutions.
func (st *state) require(p Poly, strict bool) bool {
	if st.alg != nil && p.has(st.algAt) {
		p = st.reduce(p)
		if vars := p.vars(); vars.count() == 1 && vars.has(st.algAt) {
			return cond{strict: strict}.holds(st.alg.signOf(p.univariate(st.algAt)))
		}
	}
	if c, ok := p.Constant(); ok {
		return cond{strict: strict}.holds(c.Sign())
	}
	if st.numbers != (varSet{}) && st.onNumbers(p) {
		switch s := st.certainSign(p); {
		case s != 0:
			return s > 0
		default:
			st.unsure = true
			return false
		}
	}
	if n := len(p.t); len(p.t[0].m) == 1 && (n == 1 || (n == 2 && p.t[1].m == "")) {
		if i := int(p.t[0].m[0]) - 1; i != st.algAt {
			a, at := p.t[0].c, num.Zero
			if n == 2 {
				at = p.t[1].c.Quo(a).Neg()
			}
			return st.tighten(i, at, strict, a.Sign() > 0)
		}
	}
	// All unknowns are at least 0, so that terms of one sign decide.
	negative, positive := false, false
	for k := range p.t {
		if p.t[k].c.Sign() < 0 {
			negative = true
		} else {
			positive = true
		}
		if negative && positive {
			break
		}
	}
	constant := p.constantTerm().Sign()
	switch {
	case !negative && (!strict || constant > 0):
		return true
	case !positive && (strict || constant < 0):
		return false
	case !positive:
		st.zero = append(st.zero, p)
		return true
	}
	st.cond = append(st.cond, cond{p, strict})
	return true
}

// onNumbers tells whether only numbers occur in p.
func (st *state) onNumbers(p Poly) bool {
	vars := p.vars()
	rest := vars.without(st.numbers)
	return rest.count() == 0
}

// tighten adds x_i >= at, or x_i <= at if it is an upper bound, strictly or not.
func (st *state) tighten(i int, at num.Rat, strict, lower bool) bool {
	b := &st.x[i]
	if lower {
		switch c := at.Cmp(b.lo); {
		case c < 0 || (c == 0 && (!strict || b.openLo)):
			return true
		case c > 0:
			b.lo, b.openLo = at, strict
		default:
			b.openLo = true
		}
	} else {
		switch c := at.Cmp(b.hi); {
		case c > 0 || (c == 0 && (!strict || b.openHi)):
			return true
		case c < 0:
			b.hi, b.openHi = at, strict
		default:
			b.openHi = true
		}
	}
	switch c := b.lo.Cmp(b.hi); {
	case c > 0 || (c == 0 && (b.openLo || b.openHi)):
		return false
	case c == 0:
		st.fixed = true
	}
	return true
}

// changed notes that the equations or ranges are others.
func (st *state) changed() { st.basis, st.boxed, st.relaxed = false, false, false }

// eliminate puts x_v = e, where x_v does not occur in e.
func (st *state) eliminate(v int, e Poly) bool {
	b := st.x[v]
	st.x[v].gone = true
	st.gone = append(st.gone, elimination{v: v, num: e})
	st.changed()
	for i, p := range st.zero {
		st.zero[i] = p.Subst(v, e)
	}
	for i, p := range st.avoid {
		st.avoid[i] = p.Subst(v, e)
	}
	old := st.cond
	st.cond = st.cond[:0] // each condition read is replaced by at most one
	for _, c := range old {
		if !c.p.has(v) {
			st.cond = append(st.cond, c)
		} else if !st.require(c.p.Subst(v, e), c.strict) {
			return false
		}
	}
	if c, ok := e.Constant(); ok {
		return b.contains(c)
	}
	return st.require(e.plus(Const(b.lo), minusOne), b.openLo) && st.require(Const(b.hi).Sub(e), b.openHi)
}

func (b *bound) contains(c num.Rat) bool {
	lo, hi := c.Cmp(b.lo), c.Cmp(b.hi)
	return (lo > 0 || (lo == 0 && !b.openLo)) && (hi < 0 || (hi == 0 && !b.openHi))
}

// eliminateQuotient puts x_v = r/q, where x_v occurs in neither and q > 0 (or, if signed is not set,
// only q ≠ 0).
func (st *state) eliminateQuotient(v int, r, q Poly, signed bool) bool {
	if !signed {
		st.avoid = append(st.avoid, q)
		if !st.require(q.Mul(q), true) {
			return false
		}
	}
	if e, ok := r.divide(q); ok {
		return st.eliminate(v, e)
	}
	b := st.x[v]
	st.x[v].gone = true
	num, den := r, q
	if !signed {
		num, den = r.Mul(q), q.Mul(q)
	}
	st.gone = append(st.gone, elimination{v, num, den})
	st.changed()
	// clear returns p times a power of q.
	clear := func(p Poly) (product Poly, odd bool) {
		c := p.coefficients(v)
		sum, power := c[len(c)-1], q
		for k := len(c) - 2; k >= 0; k-- {
			sum = sum.Mul(r).Add(c[k].Mul(power))
			power = power.Mul(q)
		}
		odd = len(c)%2 == 0
		if e, ok := sum.divide(q); ok {
			sum, odd = e, !odd
		}
		return sum.primitive(), odd
	}
	for _, list := range [][]Poly{st.zero, st.avoid} {
		for i, p := range list {
			if p.has(v) {
				list[i], _ = clear(p)
			}
		}
	}
	old := st.cond
	st.cond = st.cond[:0]
	for _, c := range old {
		if !c.p.has(v) {
			st.cond = append(st.cond, c)
			continue
		}
		p, odd := clear(c.p)
		if odd && !signed { // an even power keeps the sign
			p = p.Mul(q)
		}
		if !st.require(p, c.strict) {
			return false
		}
	}
	return st.require(num.plus(den, b.lo.Neg()), b.openLo) && st.require(den.Scale(b.hi).Sub(num), b.openHi)
}

// reduce lowers the powers of the algebraic unknown below the degree of its polynomial.
func (st *state) reduce(p Poly) Poly {
	if p.degreeIn(st.algAt) < st.alg.f.degree() {
		return p
	}
	c := p.coefficients(st.algAt)
	var sum Poly
	power := upoly{num.One}
	for _, ck := range c {
		sum = sum.Add(ck.Mul(power.poly(st.algAt)))
		power = append(upoly{num.Zero}, power...).mod(st.alg.f).trim()
	}
	return sum
}

// run solves the state, case by case.
func (v *solver) run(st *state) { v.runIf(st, true) }

// runIf solves the state if it may have solutions, as the operation that made it says; it must be
// told even if not, because an undecided condition counts as one that does not hold.
func (v *solver) runIf(st *state, ok bool) {
	if ok {
		v.exhaust(st)
	}
	if st.unsure {
		v.giveUp("a condition is so close to equality, at a solution with several irrational coordinates, that it was not decided")
	}
}

func (v *solver) exhaust(st *state) {
	for {
		if !st.simplify() {
			return
		}
		if len(st.zero) == 0 {
			ok, again := st.prune()
			if !ok {
				return
			}
			if !again && st.nonlinear() {
				ok, again = v.relax(st)
				if !ok {
					return
				}
			}
			if again {
				continue
			}
			if !v.splitConditions(st) {
				v.leaf(st)
			}
			return
		}
		ok, done := v.step(st)
		if !ok || done {
			return
		}
	}
}

// more tells whether a further case may be looked at.
func (v *solver) more() bool {
	if v.ctx.Err() != nil {
		v.giveUp("interrupted")
		return false
	}
	if v.cases--; v.cases < 0 {
		v.giveUp("there were too many cases to tell apart")
		return false
	}
	return true
}

// step deals with one equation. ok is false if the state has no solutions; done, if the cases that
// it falls into have all been run.
func (v *solver) step(st *state) (ok, done bool) {
	if i, x := st.linearEquation(); i >= 0 {
		return st.solveFor(i, x), false
	}
	for i, p := range st.zero {
		if m := p.commonFactor(); m != "" {
			v.splitProduct(st, i, int(m[0])-1)
			return true, true
		}
	}
	for i, p := range st.zero {
		if vars := p.vars(); vars.count() == 1 && !vars.meets(st.numbers) {
			if v.splitRoots(st, i, vars.first()) {
				return true, true
			}
		}
	}
	if ok, again := v.relax(st); !ok || again {
		return ok, false
	}
	if i, x := st.explicit(); i >= 0 {
		return st.solveFor(i, x), false
	}
	if v.nowhere() {
		return false, false
	}
	if v.encloseLarge(st) {
		return true, true
	}
	if i, x, sign := st.quotient(); i >= 0 {
		return st.solveQuotient(i, x, sign), false
	}
	return true, !v.stuck(st)
}

// simplify brings the equations into their plainest form; false means that there are no solutions.
func (st *state) simplify() bool {
	for {
		if st.fixed {
			st.fixed = false
			for i := range st.x {
				if b := &st.x[i]; !b.gone && !st.numbers.has(i) && b.lo.Equal(b.hi) {
					if !st.eliminate(i, Const(b.lo)) {
						return false
					}
				}
			}
			continue
		}
		if !st.simplifyEquations() {
			return false
		}
		if !st.fixed {
			return true
		}
	}
}

func (st *state) simplifyEquations() bool {
	if len(st.avoid) > 0 && !st.divideAvoided() {
		return false
	}
	for i := 0; i < len(st.zero); i++ {
		p, settled, ok := st.simplifyEquation(st.zero[i])
		if !ok {
			return false
		}
		st.zero[i] = p
		if !settled && !sameSign(p) || !settled && len(p.t) == 1 && isSquarefree(p.t[0].m) {
			continue
		}
		st.zero[i] = st.zero[len(st.zero)-1]
		st.zero = st.zero[:len(st.zero)-1]
		i--
		if settled {
			continue
		}
		// A sum of terms that are at least 0 is 0 only if each of them is.
		for _, a := range p.t {
			if a.m == "" || st.surelyPositive(a.m) {
				return false
			}
			st.zero = append(st.zero, Poly{[]term{{radical(a.m), num.One}}})
		}
	}
	return true
}

// sameSign tells whether the coefficients of p have one sign.
func sameSign(p Poly) bool {
	for _, a := range p.t[1:] {
		if a.c.Sign() != p.t[0].c.Sign() {
			return false
		}
	}
	return true
}

// simplifyEquation brings p = 0 into its plainest form. settled means that it holds; it is not ok if it
// cannot hold.
func (st *state) simplifyEquation(p Poly) (simple Poly, settled, ok bool) {
	if st.alg != nil && p.has(st.algAt) {
		p = st.reduce(p)
		if vars := p.vars(); vars.count() == 1 && vars.has(st.algAt) {
			return p, true, st.alg.signOf(p.univariate(st.algAt)) == 0
		}
	}
	if c, constant := p.Constant(); constant {
		return p, true, c.IsZero()
	}
	if st.numbers != (varSet{}) && st.onNumbers(p) {
		st.unsure = st.unsure || st.certainSign(p) == 0
		return p, false, false
	}
	if len(p.t[0].m) > 1 {
		p = st.stripPositive(p)
	}
	_, constant := p.Constant() // a product of positive numbers is not 0
	return p, false, !constant
}

// divideAvoided divides the equations by what is known not to be 0; false means that it is 0.
func (st *state) divideAvoided() bool {
	for i, p := range st.avoid {
		if st.alg != nil && p.has(st.algAt) {
			p = st.reduce(p)
			if vars := p.vars(); vars.count() == 1 && vars.has(st.algAt) && st.alg.signOf(p.univariate(st.algAt)) == 0 {
				p = Poly{}
			}
			st.avoid[i] = p
		}
		if p.IsZero() {
			return false
		}
	}
	for i, p := range st.zero {
		for _, q := range st.avoid {
			if q.Degree() < 1 || p.Degree() < 2 {
				continue
			}
			for e, ok := p.divide(q); ok && !p.IsZero(); e, ok = p.divide(q) {
				p = e
			}
		}
		st.zero[i] = p
	}
	return true
}

func (st *state) surelyPositive(m string) bool {
	for _, b := range []byte(m) {
		if !st.x[b-1].positive() {
			return false
		}
	}
	return true
}

func isSquarefree(m string) bool {
	for k := 1; k < len(m); k++ {
		if m[k] == m[k-1] {
			return false
		}
	}
	return true
}

// radical returns the product of the distinct variables of m.
func radical(m string) string {
	if isSquarefree(m) {
		return m
	}
	b := []byte(m[:1])
	for k := 1; k < len(m); k++ {
		if m[k] != m[k-1] {
			b = append(b, m[k])
		}
	}
	return string(b)
}

// commonFactor returns the greatest monomial that divides every term of p.
func (p Poly) commonFactor() string {
	if len(p.t) == 0 {
		return ""
	}
	g := p.t[0].m
	for _, a := range p.t[1:] {
		if g == "" {
			return ""
		}
		g = gcdMonomials(g, a.m)
	}
	return g
}

func gcdMonomials(a, b string) string {
	var m []byte
	for a != "" && b != "" {
		switch {
		case a[0] == b[0]:
			m = append(m, a[0])
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return string(m)
}

// stripPositive divides p by the unknowns surely positive that are factors of every term.
func (st *state) stripPositive(p Poly) Poly {
	if p.t[len(p.t)-1].m == "" {
		return p
	}
	g := p.commonFactor()
	var m []byte
	for _, b := range []byte(g) {
		if st.x[b-1].positive() {
			m = append(m, b)
		}
	}
	if len(m) == 0 {
		return p
	}
	return p.divideMonomial(string(m))
}

// divideMonomial returns p/m, where m divides every term.
func (p Poly) divideMonomial(m string) Poly {
	t := make([]term, len(p.t))
	for k, a := range p.t {
		rest, _ := divideMonomials(a.m, m)
		t[k] = term{rest, a.c}
	}
	return Poly{t}
}

// divideMonomials returns a/b and whether b divides a.
func divideMonomials(a, b string) (string, bool) {
	if b == "" {
		return a, true
	}
	if len(b) > len(a) {
		return "", false
	}
	if a == b {
		return "", true
	}
	var buf [32]byte
	q := buf[:0]
	for a != "" {
		if b != "" && a[0] == b[0] {
			b = b[1:]
		} else {
			q = append(q, a[0])
		}
		a = a[1:]
	}
	return string(q), b == ""
}

// divide returns p/q if q divides p.
func (p Poly) divide(q Poly) (Poly, bool) {
	if len(p.t) == 0 {
		return p, true
	}
	if c, ok := q.Constant(); ok {
		return p.Scale(c.Inv()), true
	}
	// The least terms divide, too: a cheap first test.
	if _, ok := divideMonomials(p.t[len(p.t)-1].m, q.t[len(q.t)-1].m); !ok {
		return Poly{}, false
	}
	inv := q.t[0].c.Inv()
	var out []term
	for len(p.t) > 0 {
		m, ok := divideMonomials(p.t[0].m, q.t[0].m)
		if !ok {
			return Poly{}, false
		}
		c := p.t[0].c.Mul(inv)
		out = append(out, term{m, c})
		p = p.Sub(q.timesTerm(c, m))
	}
	return Poly{out}, true
}

// linearEquation returns the equation of degree 1 with the fewest terms, and the unknown of its
// last term that has one; -1 if there is none.
func (st *state) linearEquation() (i, x int) {
	i, fewest := -1, 0
	for k, p := range st.zero {
		if len(p.t) > 0 && len(p.t[0].m) == 1 && (i < 0 || len(p.t) < fewest) {
			last := p.t[len(p.t)-1].m
			if last == "" {
				last = p.t[len(p.t)-2].m
			}
			v := int(last[0]) - 1
			if st.numbers.has(v) {
				vars := p.vars()
				rest := vars.without(st.numbers)
				if rest.count() == 0 {
					continue
				}
				v = rest.first()
			}
			i, x, fewest = k, v, len(p.t)
		}
	}
	return i, x
}

// explicit returns an equation and an unknown that occurs in it only linearly, with a coefficient
// that is a nonzero number; among them the equation with the fewest terms; -1 if there is none.
func (st *state) explicit() (i, x int) {
	i, fewest := -1, 0
	for k, p := range st.zero {
		if i >= 0 && len(p.t) >= fewest {
			continue
		}
		for _, v := range p.Vars() {
			if st.numbers.has(v) || p.degreeIn(v) != 1 {
				continue
			}
			q := p.coefficients(v)[1]
			if _, ok := q.Constant(); !ok {
				if vars := q.vars(); st.alg == nil || vars.count() != 1 || !vars.has(st.algAt) || st.alg.signOf(q.univariate(st.algAt)) == 0 {
					continue
				}
			}
			i, x, fewest = k, v, len(p.t)
			break
		}
	}
	return i, x
}

// solveFor eliminates x by equation i, in which it occurs linearly with a nonzero number as its
// coefficient.
func (st *state) solveFor(i, x int) bool {
	p := st.zero[i]
	st.zero[i] = st.zero[len(st.zero)-1]
	st.zero = st.zero[:len(st.zero)-1]
	if len(p.t[0].m) == 1 { // a linear equation: drop one term
		e := Poly{make([]term, 0, len(p.t)-1)}
		var inv num.Rat
		for _, a := range p.t {
			if a.m == single[x] {
				inv = a.c.Inv().Neg()
			}
		}
		for _, a := range p.t {
			if a.m != single[x] {
				e.t = append(e.t, term{a.m, a.c.Mul(inv)})
			}
		}
		return st.eliminate(x, e)
	}
	c := p.coefficients(x)
	if k, ok := c[1].Constant(); ok {
		return st.eliminate(x, c[0].Scale(k.Inv().Neg()))
	}
	inv := st.alg.inverse(c[1].univariate(st.algAt))
	return st.eliminate(x, st.reduce(c[0].Neg().Mul(inv.poly(st.algAt))))
}

// quotient returns an equation and an unknown that occurs in it only linearly, with a coefficient
// whose sign (1 or -1) is certain; among them the coefficient with the fewest terms; -1 if there is none.
func (st *state) quotient() (i, x, sign int) {
	i, fewest := -1, 0
	for _, k := range st.focus() {
		p := st.zero[k]
		for _, v := range p.Vars() {
			if st.numbers.has(v) || p.degreeIn(v) != 1 {
				continue
			}
			q := p.coefficients(v)[1]
			if i >= 0 && len(q.t) >= fewest {
				continue
			}
			if s := st.certainSign(q); s != 0 {
				i, x, sign, fewest = k, v, s, len(q.t)
			}
		}
	}
	return i, x, sign
}

// certainSign returns 1 or -1 if p is positive or negative throughout, 0 if it may be neither.
func (st *state) certainSign(p Poly) int {
	r := st.rangeOf(p)
	switch {
	case r.lo.Sign() > 0 || (r.lo.IsZero() && r.openLo):
		return 1
	case r.hi.Sign() < 0 || (r.hi.IsZero() && r.openHi):
		return -1
	}
	return 0
}

// solveQuotient eliminates x by equation i, q·x + r = 0 with q of the given sign.
func (st *state) solveQuotient(i, x, sign int) bool {
	c := st.zero[i].coefficients(x)
	st.zero[i] = st.zero[len(st.zero)-1]
	st.zero = st.zero[:len(st.zero)-1]
	r, q := c[0].Neg(), c[1]
	if sign < 0 {
		r, q = c[0], q.Neg()
	}
	return st.eliminateQuotient(x, r, q, true)
}

// rangeOf returns bounds of p, and whether they are certainly not attained.
func (st *state) rangeOf(p Poly) bound {
	r := st.termRange(p)
	if p.Degree() <= 1 || r.lo.Sign() > 0 || r.hi.Sign() < 0 {
		return r
	}
	if b, ok := st.bernstein(p); ok {
		switch c := r.lo.Cmp(b.lo); {
		case c < 0:
			r.lo, r.openLo = b.lo, b.openLo
		case c == 0:
			r.openLo = r.openLo || b.openLo
		}
		switch c := b.hi.Cmp(r.hi); {
		case c < 0:
			r.hi, r.openHi = b.hi, b.openHi
		case c == 0:
			r.openHi = r.openHi || b.openHi
		}
	}
	return r
}

// termRange returns the sum of the ranges of the terms of p.
func (st *state) termRange(p Poly) bound {
	var r bound
	for k := range p.t {
		c, m := p.t[k].c, p.t[k].m
		lo, hi := num.One, num.One
		openLo, openHi, allPositive := false, false, true
		for _, v := range []byte(m) {
			b := &st.x[v-1]
			lo, hi = lo.Mul(b.lo), hi.Mul(b.hi)
			openLo, openHi = openLo || b.openLo, openHi || b.openHi
			allPositive = allPositive && b.positive()
		}
		if lo.IsZero() {
			openLo = allPositive && m != ""
		}
		openHi = openHi && !hi.IsZero()
		if c.Sign() < 0 {
			lo, hi, openLo, openHi = hi, lo, openHi, openLo
		}
		r.lo, r.hi = r.lo.Add(c.Mul(lo)), r.hi.Add(c.Mul(hi))
		r.openLo, r.openHi = r.openLo || openLo, r.openHi || openHi
	}
	return r
}

// prune drops conditions that hold throughout. ok is false if one cannot hold; again is true if the
// state gained equations.
func (st *state) prune() (ok, again bool) {
	old := st.cond
	st.cond = st.cond[:0]
	for _, c := range old {
		if len(c.p.t[0].m) > 1 {
			c.p = st.stripPositive(c.p)
		}
		r := st.rangeOf(c.p)
		switch {
		case r.lo.Sign() > 0 || (r.lo.IsZero() && (r.openLo || !c.strict)):
		case r.hi.Sign() < 0 || (r.hi.IsZero() && (c.strict || r.openHi)):
			return false, false
		case r.hi.IsZero():
			if t := st.termRange(c.p); !t.hi.IsZero() {
				st.zero = append(st.zero, c.p)
			} else if !st.force(c.p, false) {
				return false, false
			}
			again = true
		default:
			if !st.require(c.p, c.strict) {
				return false, false
			}
		}
	}
	return true, again || st.fixed
}

// force demands that p attains the least (or greatest) value of its range: that every term does.
func (st *state) force(p Poly, least bool) bool {
	for _, a := range p.t {
		if a.m == "" {
			continue
		}
		low := (a.c.Sign() > 0) == least // of the monomial
		zero, constant := false, false
		for _, b := range []byte(a.m) {
			zero = zero || st.x[b-1].lo.IsZero()
			constant = constant || st.x[b-1].hi.IsZero()
		}
		m := radical(a.m)
		switch {
		case constant: // 0
			continue
		case low && zero && len(m) > 1: // one of its factors is 0
			st.zero = append(st.zero, Poly{[]term{{m, num.One}}})
			continue
		}
		for _, b := range []byte(m) {
			i := int(b) - 1
			if st.numbers.has(i) {
				return false // an open range
			}
			at := st.x[i].hi
			if low {
				at = st.x[i].lo
			}
			if !st.tighten(i, at, false, !low) {
				return false
			}
		}
	}
	return true
}

// nonlinear tells whether a condition is.
func (st *state) nonlinear() bool {
	return slices.ContainsFunc(st.cond, func(c cond) bool { return c.p.Degree() > 1 })
}

// relax tightens the ranges of the unknowns by the linear conditions, and looks for conditions and
// equations that hold nowhere, or only on the border. Once they are substituted into one another,
// that is harder to see. ok is false if there are no solutions; again is true if an unknown turned
// out to be fixed or an equation was added.
func (v *solver) relax(st *state) (ok, again bool) {
	if st.relaxed {
		return true, false
	}
	st.relaxed = true
	if ok, again = st.prune(); !ok {
		return false, false
	}
	var linear []cond
	for _, c := range st.cond {
		if used := c.p.vars(); c.p.Degree() == 1 && !used.meets(st.numbers) {
			linear = append(linear, c)
		}
	}
	for _, b := range st.blocks(linear) {
		if len(b.cond) == 0 {
			continue
		}
		p, ok := v.polytope(st, b.set.list(), b.cond)
		if !ok {
			return false, false
		}
		for k, x := range p.vars {
			if !st.tighten(x, p.lo[k], false, true) || !st.tighten(x, p.hi[k], false, false) {
				return false, false
			}
		}
		if p.dim == len(p.vars) {
			continue
		}
		at := make([]num.Rat, len(st.x))
		for k, x := range p.vars {
			at[x] = p.point[k]
		}
		for _, c := range b.cond {
			if c.p.Eval(at).IsZero() {
				st.zero = append(st.zero, c.p)
				again = true
			}
		}
	}
	for _, p := range slices.Clone(st.zero) {
		r := st.rangeOf(p)
		switch {
		case r.lo.Sign() > 0 || r.hi.Sign() < 0 || (r.lo.IsZero() && r.openLo) || (r.hi.IsZero() && r.openHi):
			return false, false
		case p.Degree() > 1:
			if t := st.termRange(p); t.lo.IsZero() || t.hi.IsZero() {
				if !st.force(p, t.lo.IsZero()) {
					return false, false
				}
				again = again || st.fixed
			}
		}
	}
	return true, again || st.fixed
}

// splitProduct runs the cases x = 0 and x > 0 of equation i, which x divides.
func (v *solver) splitProduct(st *state, i, x int) {
	if !v.more() {
		return
	}
	if !st.x[x].positive() {
		c := st.clone()
		v.runIf(c, c.tighten(x, num.Zero, false, false))
	}
	st.changed()
	if v.more() {
		v.runIf(st, st.tighten(x, num.Zero, true, true))
	}
}

// splitConditions looks for a condition with a factor, c·q >= 0 or > 0, and runs the cases that the
// signs of c make. It declines if there is none.
func (v *solver) splitConditions(st *state) bool {
	for i, cond := range st.cond {
		if cond.p.Degree() < 2 {
			continue
		}
		for _, x := range cond.p.Vars() {
			c := cond.p.Content(x)
			if c.Degree() < 1 || st.onNumbers(c) {
				continue
			}
			q, ok := cond.p.divide(c)
			if !ok {
				continue
			}
			st.changed()
			sub := func(set func(s *state) bool) {
				if v.more() {
					s := st.clone()
					s.cond = slices.Delete(s.cond, i, i+1)
					v.runIf(s, set(s))
				}
			}
			r := st.rangeOf(c)
			if !cond.strict && r.contains(num.Zero) {
				sub(func(s *state) bool { s.zero = append(s.zero, c); return true })
			}
			if r.hi.Sign() > 0 {
				sub(func(s *state) bool { return s.require(c, true) && s.require(q, cond.strict) })
			}
			if r.lo.Sign() < 0 {
				sub(func(s *state) bool { return s.require(c.Neg(), true) && s.require(q.Neg(), cond.strict) })
			}
			return true
		}
	}
	return false
}

// splitRoots runs the cases of the univariate equation i in x. It declines, before it ran any, if a
// second irrational number would come in.
func (v *solver) splitRoots(st *state, i, x int) bool {
	b := st.x[x]
	f := st.zero[i].univariate(x)
	roots := f.roots(b.lo, b.hi)
	if st.numbers != (varSet{}) {
		for _, r := range roots {
			if r.irrational != nil {
				return false
			}
		}
	}
	for _, r := range roots {
		if r.irrational == nil && !b.contains(r.rational) {
			continue
		}
		if !v.more() {
			return true
		}
		c := st.clone()
		if r.irrational == nil {
			v.runIf(c, c.eliminate(x, Const(r.rational)))
			continue
		}
		c.zero = append(c.zero[:i], c.zero[i+1:]...)
		v.runIf(c, c.adjoin(x, r.irrational))
	}
	return true
}

// adjoin fixes unknown x to an irrational number.
func (st *state) adjoin(x int, a *algebraic) bool {
	if st.alg != nil {
		st.numbers.remove(st.algAt)
	}
	st.alg, st.algAt = a, x
	st.numbers.add(x)
	st.refreshRange()
	return st.decide(x)
}

// decide looks again at the conditions on x, which has become a number.
func (st *state) decide(x int) bool {
	old := st.cond
	st.cond = st.cond[:0]
	for _, c := range old {
		if !c.p.has(x) {
			st.cond = append(st.cond, c)
		} else if !st.require(c.p, c.strict) {
			return false
		}
	}
	return true
}

// refreshRange narrows the algebraic unknown's range.
func (st *state) refreshRange() {
	st.alg.narrow(num.Frac(1, 1<<44))
	b := &st.x[st.algAt]
	b.lo, b.hi, b.openLo, b.openHi = st.alg.lo, st.alg.hi, true, true
}
