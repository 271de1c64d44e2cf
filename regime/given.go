package regime

import (
	"parley/expr"
	"parley/game"
	"parley/internal/ratfunc"
	"parley/model"
)

// given returns the polynomials whose sign decides whether the assumptions hold and whether chance's probabilities are in order. Those
// that take a minimum or maximum have none.
func (w *world) given() []clue {
	var out []clue
	add := func(f ratfunc.Func, ok bool) {
		if !ok {
			return
		}
		_, factors := f.Num().Factorize()
		for _, p := range factors {
			if c, ok := w.newFormula(p.Poly, Derived); ok {
				out = append(out, clue{c, -1})
			}
		}
	}
	c := converter{w.m, map[expr.ID]ratfunc.Func{}}
	for _, a := range w.m.Assumptions {
		l, okL := c.convert(a.Left)
		r, okR := c.convert(a.Right)
		add(l.Sub(r), okL && okR)
	}
	g := w.m.Game
	for i := range g.Actions {
		if g.Infosets[g.Actions[i].Infoset].Player == game.Chance {
			add(c.convert(g.Actions[i].Prob))
		}
	}
	return out
}

// A converter writes expressions as rational functions of the params.
type converter struct {
	m    *model.Model
	done map[expr.ID]ratfunc.Func
}

func (c *converter) convert(id expr.ID) (f ratfunc.Func, ok bool) {
	if f, ok := c.done[id]; ok {
		return f, true
	}
	n := c.m.Pool.Nodes[id]
	switch n.Op {
	case expr.Const:
		f, ok = ratfunc.Const(c.m.Pool.Consts[n.A]), true
	case expr.Param:
		f, ok = ratfunc.Var(int(n.A)), true
	case expr.Neg:
		f, ok = c.convert(n.A)
		f = f.Neg()
	case expr.Add, expr.Sub, expr.Mul, expr.Div:
		f, ok = c.binary(n)
	}
	if ok {
		c.done[id] = f
	}
	return f, ok
}

func (c *converter) binary(n expr.Node) (f ratfunc.Func, ok bool) {
	a, ok := c.convert(n.A)
	if !ok {
		return f, false
	}
	b, ok := c.convert(n.B)
	if !ok {
		return f, false
	}
	switch n.Op {
	case expr.Add:
		return a.Add(b), true
	case expr.Sub:
		return a.Sub(b), true
	case expr.Mul:
		return a.Mul(b), true
	}
	if b.IsZero() {
		return f, false
	}
	return a.Quo(b), true
}
