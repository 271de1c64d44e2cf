package symbolic

import (
	"errors"
	"maps"
	"slices"

	"parley/game"
	"parley/internal/ratfunc"
)

// A cond is f op 0.
type cond struct {
	f   ratfunc.Func
	op  op
	why Reason
}

// solvePath solves the indifferences of the information sets that are reached and mix.
func (w *derivation) solvePath() ([]*solution, error) {
	var eqs []equation
	for h, support := range w.play {
		for _, a := range slices.Concat(support)[min(1, len(support)):] {
			g, _ := w.gain(game.InfosetID(h), a, support[0])
			eqs = append(eqs, equation{g.Num(), Reason{Tie, game.InfosetID(h), a, support[0]}})
		}
	}
	s, err := w.solveEquations(eqs)
	if errors.Is(err, ErrIrrational) {
		err = ErrDoubly
	}
	return s, err
}

// class derives conditions and formulas for one solution of the indifferences; nil if it holds nowhere.
func (w *derivation) class(s *solution) (*Class, error) {
	sigma, values, facts, ties, next := w.sigma, w.values, w.facts, w.ties, w.next
	defer func() { w.sigma, w.values, w.facts, w.ties, w.next = sigma, values, facts, ties, next }()
	w.facts = facts.with()
	w.sigma, w.values, w.ties = slices.Clone(sigma), map[int]ratfunc.Func{}, maps.Clone(ties)
	var path []cond
	free := map[int]bool{}
	for h, support := range w.play {
		for _, a := range support {
			f, ok := s.apply(w.sigma[a])
			if !ok {
				return nil, nil
			}
			w.sigma[a] = f
			if len(support) > 1 {
				path = append(path, cond{f, gt, Reason{Probability, game.InfosetID(h), a, game.None}})
			}
			for _, v := range append(f.Num().Vars(), f.Den().Vars()...) {
				if v >= w.facts.params {
					free[v] = true
				}
			}
		}
	}
	for _, t := range s.ties {
		path = append(path, cond{ratfunc.Poly(t.p), eq, t.why})
	}
	c := &Class{Play: w.play, Sufficient: w.fixed != nil}
	later, more := w.parts()
	path = append(path, more...)
	w.describe(c, free)
	b := &builder{w: w, c: c}
	if ok, err := b.common(path); err != nil || !ok {
		return nil, err
	}
	for _, p := range later {
		if ok, err := b.part(p); err != nil || !ok {
			return nil, err
		}
	}
	b.finish()
	for _, k := range slices.Sorted(maps.Keys(w.ties)) {
		c.Ties = append(c.Ties, w.ties[k])
	}
	return c, nil
}

// describe fills in the formulas of a class.
func (w *derivation) describe(c *Class, free map[int]bool) {
	g := w.g
	c.Mixing, c.Known, c.Reached = make([]ratfunc.Func, len(g.Actions)), make([]bool, len(g.Actions)), w.reached
	for h := range g.Infosets {
		if !w.decided[h] {
			continue
		}
		for _, a := range g.ActionsAt(game.InfosetID(h)) {
			if hasAny(w.sigma[a], free) {
				c.Free = append(c.Free, a)
				continue
			}
			c.Mixing[a], c.Known[a] = w.sigma[a], true
		}
	}
	if len(c.Free) > 0 {
		return
	}
	reach := make([]ratfunc.Func, len(g.Nodes))
	for n := range g.Nodes {
		if w.reached[n] {
			reach[n] = w.reach(game.NodeID(n))
		}
	}
	c.Beliefs = make([]ratfunc.Func, len(g.Nodes))
	for h := range g.Infosets {
		if w.play[h] == nil {
			continue
		}
		var total ratfunc.Func
		for _, n := range g.Infosets[h].Nodes {
			total = total.Add(reach[n])
		}
		for _, n := range g.Infosets[h].Nodes {
			c.Beliefs[n] = reach[n].Quo(total)
		}
	}
	for p := range g.Players {
		v, _ := w.value(0, game.PlayerID(p))
		c.Payoffs = append(c.Payoffs, v)
	}
	for _, m := range g.Marks {
		var total ratfunc.Func
		end := game.NodeID(0)
		for _, n := range m.Nodes {
			if n < end { // below a node that counts already
				continue
			}
			total, end = total.Add(reach[n]), g.Nodes[n].End
		}
		c.Marks = append(c.Marks, total)
	}
}

func hasAny(f ratfunc.Func, vars map[int]bool) bool {
	for v := range vars {
		if f.Has(v) {
			return true
		}
	}
	return false
}

// asRels turns a condition on a fraction into conditions on polynomials: one, or one for each sign that the denominator may
// have, as alternatives. None means that it fails; an alternative without conditions that it holds.
func (w *derivation) asRels(c cond, f *facts) [][]rel {
	d := c.f.Den()
	if d.Degree() < 1 || c.op == eq {
		return [][]rel{{{c.f.Num(), c.op, c.why}}}
	}
	sign := Reason{Sign, c.why.Infoset, c.why.Action, c.why.Than}
	p, m := rel{d, gt, sign}, rel{d.Neg(), gt, sign}
	up, down := []rel{p, {c.f.Num(), c.op, c.why}}, []rel{m, {c.f.Num().Neg(), c.op, c.why}}
	w.tie(d)
	switch f.sign(d) {
	case positive, notNegative:
		return [][]rel{up}
	case negative, notPositive:
		return [][]rel{down}
	case zero:
		return nil
	}
	return [][]rel{up, down}
}

// constants decides a condition without unknowns and params.
func constantRel(r rel) (truth, decided bool) {
	v, ok := r.p.Constant()
	if !ok {
		return false, false
	}
	switch r.op {
	case ge:
		return v.Sign() >= 0, true
	case gt:
		return v.Sign() > 0, true
	}
	return v.IsZero(), true
}
