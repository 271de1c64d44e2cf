package sweep

import (
	"slices"

	"parley/expr"
	"parley/internal/linprog"
	"parley/num"
)

// A form is a linear expression of params: c + Σ coef[p] x_p.
type form struct {
	coef []num.Rat
	c    num.Rat
}

func (f form) plus(g form, by num.Rat) form {
	out := form{coef: make([]num.Rat, len(f.coef)), c: f.c.Add(by.Mul(g.c))}
	for p := range f.coef {
		out.coef[p] = f.coef[p].Add(by.Mul(g.coef[p]))
	}
	return out
}

// constant returns the value of a form without params.
func (f form) constant() (num.Rat, bool) {
	for _, x := range f.coef {
		if !x.IsZero() {
			return num.Zero, false
		}
	}
	return f.c, true
}

// linear returns an expression as a linear form in the params that vary, if it is one.
func (s *Space) linear(id expr.ID) (form, bool) {
	zero := form{coef: make([]num.Rat, len(s.params))}
	switch n := s.pool.Nodes[id]; n.Op {
	case expr.Const:
		zero.c = s.pool.Consts[n.A]
		return zero, true
	case expr.Param:
		if s.fixed(int(n.A)) {
			zero.c = s.params[n.A].Value
		} else {
			zero.coef[n.A] = num.One
		}
		return zero, true
	case expr.Neg:
		a, ok := s.linear(n.A)
		return zero.plus(a, num.Int(-1)), ok
	default:
		a, ok := s.linear(n.A)
		if !ok {
			return zero, false
		}
		b, ok := s.linear(n.B)
		if !ok {
			return zero, false
		}
		return combine(n.Op, a, b)
	}
}

func combine(op expr.Op, a, b form) (form, bool) {
	zero := form{coef: make([]num.Rat, len(a.coef))}
	x, isX := a.constant()
	y, isY := b.constant()
	switch {
	case op == expr.Add:
		return a.plus(b, num.One), true
	case op == expr.Sub:
		return a.plus(b, num.Int(-1)), true
	case op == expr.Mul && isX:
		return zero.plus(b, x), true
	case op == expr.Mul && isY:
		return zero.plus(a, y), true
	case op == expr.Div && isY && !y.IsZero():
		return zero.plus(a, y.Inv()), true
	case (op == expr.Min || op == expr.Max) && isX && isY:
		if op == expr.Min {
			return form{zero.coef, num.Min(x, y)}, true
		}
		return form{zero.coef, num.Max(x, y)}, true
	}
	return zero, false
}

// fixed tells whether draws leave param p at its value.
func (s *Space) fixed(p int) bool { return s.spreads[p].kind == fixed }

// A condition of a linear program: f >= 0, or > 0 or = 0, from an assumption or an end of a param's range.
type condition struct {
	f      form
	strict bool
	equal  bool
	k      int // the assumption, or -1
	p      int // the param whose range it is, if k is -1
}

// conditions returns the linear assumptions among those of g, and the ends of its params' ranges.
func (s *Space) conditions(g *group) []condition {
	var out []condition
	for _, k := range g.assumptions {
		if c, ok := s.linearCondition(k); ok {
			out = append(out, c)
		}
	}
	for _, p := range g.params {
		if s.fixed(p) {
			continue
		}
		low, high := form{coef: make([]num.Rat, len(s.params))}, form{coef: make([]num.Rat, len(s.params))}
		low.coef[p], low.c = num.One, s.params[p].Dist.Low.Neg()
		high.coef[p], high.c = num.Int(-1), s.params[p].Dist.High
		out = append(out, condition{f: low, k: -1, p: p}, condition{f: high, k: -1, p: p})
	}
	return out
}

// linearCondition returns assumption k as a condition, if it is linear.
func (s *Space) linearCondition(k int) (condition, bool) {
	a := s.assumptions[k]
	c := condition{k: k, strict: a.Op == "<" || a.Op == ">", equal: !isInequality(a.Op)}
	l, ok := s.linear(a.Left)
	if !ok {
		return c, false
	}
	r, ok := s.linear(a.Right)
	if a.Op == "<" || a.Op == "<=" {
		l, r = r, l
	}
	if ok {
		c.f = l.plus(r, num.Int(-1))
	}
	return c, ok
}

// room tells whether some point satisfies all conditions, and whether one satisfies them all strictly,
// so that there is a ball of such points.
func (s *Space) room(of []condition) (some, open bool) {
	var left []condition
	open = true
	for _, c := range of {
		x, constant := c.f.constant()
		switch {
		case !constant:
			left = append(left, c)
			open = open && !c.equal
		case x.Sign() < 0, x.IsZero() && c.strict, !x.IsZero() && c.equal:
			return false, false
		}
	}
	return s.margin(left, true), open && s.margin(left, false)
}

// margin tells whether some point satisfies all conditions, the strict ones (or else every one) by more
// than 0.
func (s *Space) margin(of []condition, strictOnly bool) bool {
	n := len(s.params)
	p := linprog.Problem{N: n + 1, Free: make([]bool, n+1)} // the last unknown is the margin
	margin := make([]num.Rat, n+1)
	margin[n] = num.One
	p.Rows = append(p.Rows, linprog.Row{Coef: margin, Op: linprog.LE, B: num.One})
	for j := range p.Free {
		p.Free[j] = true
	}
	for _, c := range of {
		row := linprog.Row{Coef: append(slices.Clone(c.f.coef), num.Int(-1)), Op: linprog.GE, B: c.f.c.Neg()}
		if c.equal {
			row.Op = linprog.EQ
		}
		if c.equal || strictOnly && !c.strict {
			row.Coef[n] = num.Zero
		}
		p.Rows = append(p.Rows, row)
	}
	_, value, status := p.Maximize(margin)
	return status == linprog.Optimal && value.Sign() > 0
}
