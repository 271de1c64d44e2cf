package symbolic

import (
	"fmt"
	"slices"

	"parley/internal/poly"
	"parley/num"
)

// mostCases bounds the cases looked at for one class.
const mostCases = 4_000

// alternatives writes conditions as sets of conditions on polynomials, of which one must hold: several where
// denominators may have either sign.
func (w *derivation) alternatives(conds []cond) ([][]rel, error) {
	type partial struct {
		rels []rel
		f    *facts
	}
	list := []partial{{nil, w.facts}}
	for _, c := range conds {
		var next []partial
		for _, p := range list {
			alts := w.asRels(c, p.f)
			for _, a := range alts {
				f := p.f
				if len(alts) > 1 && w.paramsOnly(a[0].p) {
					f = f.with(a[0])
				}
				next = append(next, partial{append(slices.Clone(p.rels), a...), f})
			}
		}
		if len(next) > 256 {
			return nil, fmt.Errorf("%w: denominators of unknown sign", ErrLarge)
		}
		list = next
	}
	out := make([][]rel, len(list))
	for i, p := range list {
		out[i] = p.rels
	}
	return out, nil
}

// project returns conditions on params only under which some values of the unknowns satisfy all rels, as sets of which
// one must hold.
func (w *derivation) project(rels []rel) ([][]rel, error) {
	if w.work++; w.work > mostCases {
		return nil, fmt.Errorf("%w: more than %d", ErrLarge, mostCases)
	}
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	rels, possible := w.tidied(rels)
	if !possible {
		return nil, nil
	}
	x, open := w.easiest(rels)
	switch {
	case !open:
		return [][]rel{rels}, nil
	case x < 0:
		return nil, ErrCurved
	}
	var out [][]rel
	for _, set := range w.substitutions(rels, x) {
		more, err := w.project(set)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// tidied drops from conditions on unknowns factors that are positive, and conditions that always hold. possible is false if
// one never holds.
func (w *derivation) tidied(rels []rel) (out []rel, possible bool) {
	seen := map[string]bool{}
	for _, r := range rels {
		if truth, decided := constantRel(r); decided {
			if !truth {
				return nil, false
			}
			continue
		}
		if !w.paramsOnly(r.p) && !w.bound(r.p) {
			r.p = w.facts.withoutPositive(r.p)
			if truth, decided := constantRel(r); decided {
				if !truth {
					return nil, false
				}
				continue
			}
		}
		key := r.op.String() + r.p.String()
		if !seen[key] {
			seen[key] = true
			out = append(out, r)
		}
	}
	return out, true
}

// bound tells whether p is a bound of unknowns, such as that a probability is positive. Facts say so too, and what follows
// from them is dropped; they themselves must stay until their unknowns are eliminated.
func (w *derivation) bound(p poly.Poly) bool {
	return p.Degree() == 1 && !slices.ContainsFunc(p.Vars(), func(v int) bool { return v < w.facts.params })
}

// withoutPositive divides p by its factors that are positive or negative throughout, keeping its sign; the result is primitive.
func (f *facts) withoutPositive(p poly.Poly) poly.Poly {
	c, factors := p.Factorize()
	q := poly.Const(num.One)
	minus := c.Sign() < 0
	for _, g := range factors {
		switch f.sign(g.Poly) {
		case positive:
		case negative:
			minus = minus != (g.Power%2 == 1)
		default:
			q = q.Mul(g.Pow(g.Power))
		}
	}
	if c.IsZero() {
		return poly.Poly{}
	}
	if minus {
		return q.Neg()
	}
	return q
}

// easiest returns the unknown to eliminate next: one of degree 1 wherever it stands, in as few conditions as possible.
// open is false if there is none left; x is negative if all that are left are of higher degree.
func (w *derivation) easiest(rels []rel) (x int, open bool) {
	degree, count := map[int]int{}, map[int]int{}
	for _, r := range rels {
		for _, v := range r.p.Vars() {
			if v >= w.facts.params {
				degree[v] = max(degree[v], r.p.DegreeIn(v))
				count[v]++
			}
		}
	}
	x = -1
	for v := range w.next {
		if degree[v] == 1 && (x < 0 || count[v] < count[x]) {
			x = v
		}
	}
	return x, len(degree) > 0
}

// A linear condition on x: a·x + b op 0.
type linear struct {
	a, b poly.Poly
	rel
	sign sign // of a
}

// substitutions eliminates x (Loos and Weispfenning 1993): if some x satisfies all conditions, then the greatest lower bound
// does, or a number just above it where that bound is strict. Every x has a lower bound, as
// probabilities and weights do. Upper bounds serve as well where they are fewer.
func (w *derivation) substitutions(rels []rel, x int) [][]rel {
	var on []linear
	var rest []rel
	for _, r := range rels {
		if !r.p.Has(x) {
			rest = append(rest, r)
			continue
		}
		c := r.p.Coefficients(x)
		on = append(on, linear{c[1], c[0], r, w.facts.sign(c[1])})
	}
	lower, upper := ends(on, false), ends(on, true)
	flip := len(upper) > 0 && w.facts.vars[x].hasHigh && len(upper) < len(lower)
	points := lower
	if flip {
		points = upper
	}
	if other := upper; !flip { // the far end, if it is a number: redundant, and often the simplest case
		for _, i := range other {
			_, constA := on[i].a.Constant()
			_, constB := on[i].b.Constant()
			if constA && constB && on[i].op == ge {
				points = append(points, i)
			}
		}
	}
	var out [][]rel
	for _, i := range points {
		out = append(out, w.inserted(on, rest, i, slices.Contains(upper, i) && (flip || on[i].sign == negative))...)
	}
	return out
}

// ends returns the conditions that may bound x from below, or from above.
func ends(on []linear, above bool) (out []int) {
	for i, l := range on {
		s := l.sign
		if above {
			s = s.neg()
		}
		if s == positive || s == notNegative || s == anySign {
			out = append(out, i)
		}
	}
	return out
}

// inserted puts x = -b/a of the i-th condition into the others, or a number just inside it if that condition is strict.
func (w *derivation) inserted(on []linear, rest []rel, i int, above bool) [][]rel {
	p := on[i]
	if above { // in -x it is a bound from below
		on = slices.Clone(on)
		for j := range on {
			on[j].a, on[j].sign = on[j].a.Neg(), on[j].sign.neg()
		}
		p = on[i]
	}
	sets := [][]rel{slices.Clone(rest)}
	if p.sign != positive {
		sets[0] = append(sets[0], rel{p.a, gt, Reason{OffPath, p.why.Infoset, p.why.Action, p.why.Than}})
	}
	for j, l := range on {
		if j == i {
			continue
		}
		why := l.why
		if p.why != (Reason{}) && p.why.Kind != Probability {
			why.Kind = OffPath
		}
		v := p.a.Mul(l.b).Sub(l.a.Mul(p.b))
		var alts [][]rel
		switch {
		case p.op != gt:
			alts = [][]rel{{{v, l.op, why}}}
		case l.sign == positive, l.sign == notNegative && l.op == ge:
			alts = [][]rel{{{v, ge, why}}}
		case l.sign == negative:
			alts = [][]rel{{{v, gt, why}}}
		default:
			alts = [][]rel{{{v, gt, why}}, {{v, ge, why}, {l.a, l.op, why}}}
		}
		var next [][]rel
		for _, s := range sets {
			for _, a := range alts {
				next = append(next, append(slices.Clone(s), a...))
			}
		}
		sets = next
	}
	return sets
}
