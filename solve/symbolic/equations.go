package symbolic

import (
	"fmt"
	"slices"

	"parley/internal/poly"
	"parley/internal/ratfunc"
)

// A solution is unknowns as rational functions of the params and of unknowns that stay free.
type solution struct {
	is   map[int]ratfunc.Func
	ties []rel // equations between params that are needed
}

func (s *solution) clone() *solution {
	c := &solution{is: make(map[int]ratfunc.Func, len(s.is)), ties: slices.Clone(s.ties)}
	for k, v := range s.is {
		c.is[k] = v
	}
	return c
}

// apply puts the solution into a function. ok is false if its denominator becomes 0.
func (s *solution) apply(f ratfunc.Func) (r ratfunc.Func, ok bool) {
	for { // a solved unknown never stands in another's solution
		at := -1
		for _, v := range append(f.Num().Vars(), f.Den().Vars()...) {
			if _, ok := s.is[v]; ok {
				at = v
				break
			}
		}
		if at < 0 {
			return f, true
		}
		if f, ok = f.Subst(at, s.is[at]); !ok {
			return f, false
		}
	}
}

// An equation says that a polynomial is 0.
type equation struct {
	p   poly.Poly
	why Reason
}

// solveEquations eliminates unknowns one after another, each from an equation in which it stands to the first power. Equations
// that fall into factors make several solutions.
func (w *derivation) solveEquations(eqs []equation) ([]*solution, error) {
	return w.eliminate(eqs, &solution{is: map[int]ratfunc.Func{}})
}

func (w *derivation) eliminate(eqs []equation, s *solution) ([]*solution, error) {
	if w.work++; w.work > mostCases {
		return nil, fmt.Errorf("%w: equations fall into more than %d", ErrLarge, mostCases)
	}
	eqs, possible, split := w.cleared(eqs, s)
	switch {
	case !possible:
		return nil, nil
	case split != nil:
		var out []*solution
		for _, f := range split.factors {
			c := slices.Clone(eqs)
			c[split.at].p = f.Poly
			more, err := w.eliminate(c, s.clone())
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		}
		return out, nil
	case len(eqs) == 0:
		return []*solution{s}, nil
	}
	at, x := w.pick(eqs)
	if at < 0 {
		return nil, ErrIrrational
	}
	c := eqs[at].p.Coefficients(x)
	w.tie(c[1])
	f := ratfunc.Frac(c[0].Neg(), c[1])
	for k, v := range s.is {
		if r, ok := v.Subst(x, f); ok {
			s.is[k] = r
		} else {
			return nil, nil
		}
	}
	s.is[x] = f
	rest := slices.Delete(slices.Clone(eqs), at, at+1)
	for i := range rest {
		r, ok := ratfunc.Poly(rest[i].p).Subst(x, f)
		if !ok {
			return nil, nil
		}
		rest[i].p = r.Num()
	}
	return w.eliminate(rest, s)
}

// A split is an equation that falls into several factors.
type split struct {
	at      int
	factors []poly.Factor
}

// cleared drops from equations factors that are never 0 and equations that always hold; those of params only
// become ties. possible is false if one cannot hold.
func (w *derivation) cleared(eqs []equation, s *solution) (out []equation, possible bool, several *split) {
	for _, e := range eqs {
		if e.p.IsZero() {
			continue
		}
		_, factors := e.p.Factorize()
		factors = slices.DeleteFunc(factors, func(f poly.Factor) bool {
			t := w.facts.sign(f.Poly)
			return t == positive || t == negative
		})
		if len(factors) == 0 {
			return nil, false, nil
		}
		p := factors[0].Poly
		for _, f := range factors[1:] {
			p = p.Mul(f.Poly)
		}
		if w.paramsOnly(p) {
			s.ties = append(s.ties, rel{p: p, op: eq, why: Reason{Tie, e.why.Infoset, e.why.Action, e.why.Than}})
			continue
		}
		if len(factors) > 1 && several == nil {
			several = &split{len(out), factors}
		}
		out = append(out, equation{p, e.why})
	}
	return out, true, several
}

func (w *derivation) paramsOnly(p poly.Poly) bool {
	return !slices.ContainsFunc(p.Vars(), func(v int) bool { return v >= w.facts.params })
}

// pick chooses an equation and an unknown that stands in it to the first power: the simplest coefficient first, one that is
// never 0 before others.
func (w *derivation) pick(eqs []equation) (at, x int) {
	at, best := -1, 0
	for i, e := range eqs {
		for _, v := range e.p.Vars() {
			if v < w.facts.params || e.p.DegreeIn(v) != 1 {
				continue
			}
			a := e.p.Coefficients(v)[1]
			score := a.Terms() + e.p.Terms()
			if s := w.facts.sign(a); s != positive && s != negative {
				score += 1000
			}
			if !w.paramsOnly(a) {
				score += 10_000
			}
			if at < 0 || score < best {
				at, x, best = i, v, score
			}
		}
	}
	return at, x
}
