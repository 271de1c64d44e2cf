package symbolic

import (
	"slices"
	"strings"

	"parley/internal/poly"
	"parley/num"
)

// A set is conditions that hold together, and the play off the path that they allow.
type set struct {
	rels  []rel
	given []rel
	off   Play
}

// negation returns the condition that holds where r does not; ok is false for equations.
func (r rel) negation() (rel, bool) {
	switch r.op {
	case ge:
		return rel{p: r.p.Neg(), op: gt, why: r.why}, true
	case gt:
		return rel{p: r.p.Neg(), op: ge, why: r.why}, true
	}
	return r, false
}

func (r rel) key() string { return r.op.String() + r.p.String() }

func (s *set) key() string {
	keys := make([]string, len(s.rels))
	for i, r := range s.rels {
		keys[i] = r.key()
	}
	slices.Sort(keys)
	return strings.Join(keys, ";")
}

// simplify brings sets of conditions, of which one must hold, into a short form that says the same throughout the domain. None
// means that they hold nowhere.
func (f *facts) simplify(sets []set) []set {
	var out []set
	seen := map[string]bool{}
	for _, s := range sets {
		t, possible := f.reduced(s)
		if !possible {
			continue
		}
		if len(t.rels) == 0 {
			return []set{t}
		}
		if k := t.key(); !seen[k] {
			seen[k] = true
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b set) int { return a.size() - b.size() })
	out = f.feasible(out)
	for i := range out {
		out[i] = f.irredundant(out[i])
	}
	for {
		out = f.unsubsumed(out)
		if !f.relax(out) {
			break
		}
		for i := range out {
			if len(out[i].rels) == 0 {
				return out[i : i+1]
			}
		}
	}
	for i := range out {
		out[i] = f.irredundant(out[i])
	}
	return out
}

func (s *set) size() int {
	n := 0
	for _, r := range s.rels {
		n += r.p.Terms() + 2
	}
	return n
}

// reduced drops what is known of each condition's sign. possible is false if one holds nowhere.
func (f *facts) reduced(s set) (t set, possible bool) {
	t = set{off: s.off}
	for _, r := range s.given {
		t.given = appendRel(t.given, r)
	}
	for _, r := range s.rels {
		main, given, ok := f.parts(r)
		if !ok {
			return t, false
		}
		for _, g := range given {
			t.given = appendRel(t.given, g)
		}
		for _, m := range main {
			t.rels = appendRel(t.rels, m)
		}
	}
	for _, r := range t.rels {
		if n, ok := r.negation(); ok && slices.ContainsFunc(t.rels, func(o rel) bool { return o.p.Equal(n.p) && (o.op == n.op || o.op == gt) }) {
			return t, false
		}
	}
	return t, true
}

// appendRel adds a condition unless it is there; a strict one takes the place of a weak one.
func appendRel(list []rel, r rel) []rel {
	for i, o := range list {
		if o.p.Equal(r.p) {
			if o.op == ge {
				list[i].op = r.op
			}
			return list
		}
	}
	return append(list, r)
}

// parts splits a condition into what is to be said and what holds throughout the domain. ok is false if it holds nowhere.
func (f *facts) parts(r rel) (main, given []rel, ok bool) {
	c, factors := r.p.Factorize()
	if c.IsZero() {
		return nil, nil, r.op != gt
	}
	minus := c.Sign() < 0
	q := poly.Const(num.One)
	for _, g := range factors {
		s := f.sign(g.Poly)
		switch {
		case s == negative:
			minus = minus != (g.Power%2 == 1)
			given = append(given, rel{g.Neg(), gt, r.why})
		case s == positive:
			given = append(given, rel{g.Poly, gt, r.why})
		case r.op == gt && s == notNegative:
			main = append(main, rel{g.Poly, gt, r.why})
		case r.op == gt && s == notPositive:
			main = append(main, rel{g.Neg(), gt, r.why})
			minus = minus != (g.Power%2 == 1)
		case r.op == eq:
			q = q.Mul(g.Poly)
		default:
			q = q.Mul(g.Pow(g.Power))
		}
	}
	if minus {
		q = q.Neg()
	}
	if v, constant := q.Constant(); constant {
		if r.op == eq || v.Sign() < 0 {
			return nil, nil, false
		}
		if r.op == ge { // no division by what is left out: 0 is allowed
			for i := range given {
				given[i].op = ge
			}
		}
		return main, given, true
	}
	s := f.sign(q)
	switch {
	case r.op == ge && (s == notNegative || s == zero), r.op == eq && s == zero:
		return main, append(given, rel{q, r.op, r.why}), true
	case r.op == gt && (s == notPositive || s == zero):
		return nil, nil, false
	case r.op == ge && s == notPositive:
		return append(main, rel{q, ge, r.why}), given, true // holds with equality only
	}
	_, q = primitiveSigned(q)
	return append(main, rel{q, r.op, r.why}), given, true
}

// primitiveSigned returns p divided by a positive number, so that its coefficients are whole without a common divisor.
func primitiveSigned(p poly.Poly) (num.Rat, poly.Poly) {
	c, q := p.Primitive()
	if c.Sign() < 0 {
		return c.Neg(), q.Neg()
	}
	return c, q
}

func (f *facts) feasible(list []set) []set {
	return slices.DeleteFunc(list, func(s set) bool { return f.refuted(s.rels...) })
}

// irredundant moves to given what follows from the other conditions: the longest first.
func (f *facts) irredundant(s set) set {
	order := slices.Clone(s.rels)
	slices.SortStableFunc(order, func(a, b rel) int {
		if a.why.Kind != b.why.Kind && (a.why.Kind == Sign || b.why.Kind == Sign) {
			if a.why.Kind == Sign {
				return -1
			}
			return 1
		}
		return b.p.Terms() - a.p.Terms()
	})
	rels := s.rels
	for _, r := range order {
		n, ok := r.negation()
		if !ok || len(rels) == 1 {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(rels), func(o rel) bool { return o.key() == r.key() })
		if f.refuted(append(slices.Clone(others), n)...) {
			rels = others
			s.given = appendRel(slices.Clone(s.given), r)
		}
	}
	s.rels = rels
	return s
}

// implies tells whether the conditions are proved to imply all of the others.
func (f *facts) implies(rels, others []rel) bool {
	for _, o := range others {
		if slices.ContainsFunc(rels, func(r rel) bool { return r.p.Equal(o.p) && (r.op == o.op || r.op == gt && o.op == ge) }) {
			continue
		}
		n, ok := o.negation()
		if !ok || !f.refuted(append(slices.Clone(rels), n)...) {
			return false
		}
	}
	return true
}

// unsubsumed drops sets that imply another one: that says enough.
func (f *facts) unsubsumed(list []set) []set {
	for i := len(list) - 1; i >= 0; i-- {
		for j := range list {
			if i != j && f.implies(list[i].rels, list[j].rels) {
				list = slices.Delete(list, i, i+1)
				break
			}
		}
	}
	return list
}

// relax drops one condition that its set can do without, because where it fails and the others hold, another set holds.
// It tells whether there was one.
func (f *facts) relax(list []set) bool {
	for i := len(list) - 1; i >= 0; i-- {
		for k, r := range list[i].rels {
			n, ok := r.negation()
			if !ok {
				continue
			}
			rest := slices.Delete(slices.Clone(list[i].rels), k, k+1)
			there := append(slices.Clone(rest), n)
			for j := range list {
				if i != j && f.implies(there, list[j].rels) {
					// What held because of r, and the play off the path, belong to a part of the set only.
					given := slices.DeleteFunc(slices.Clone(list[i].given), func(g rel) bool { return !f.implies(rest, []rel{g}) })
					list[i] = set{rels: rest, given: given}
					return true
				}
			}
		}
	}
	return false
}
