package model

import (
	"fmt"
	"math"

	"go.starlark.net/starlark"

	"parley/expr"
	"parley/num"
)

// baseline computes the newest expressions of the pool at the baseline and at the other points. It
// notes in l.bad which divide by zero at the baseline or have a monstrous value there.
func (l *loader) baseline() {
	p := l.model.Pool
	for i := len(l.base); i < len(p.Nodes); i++ {
		n := p.Nodes[i]
		size := 1
		switch n.Op {
		case expr.Const, expr.Param:
		case expr.Neg:
			size += l.size[n.A]
		default:
			size = min(size+l.size[n.A]+l.size[n.B], math.MaxInt32)
		}
		l.size = append(l.size, size)
		value := num.Zero
		if n.Op == expr.Param {
			value = l.model.Params[n.A].Value
		}
		x, bad := evaluate(p, n, l.base, value)
		l.base = append(l.base, x)
		for k := range l.alts {
			if n.Op == expr.Param {
				value = l.elsewhere(k, int(n.A))
			}
			y, none := evaluate(p, n, l.alts[k], value)
			undefined := none != ""
			if n.Op != expr.Const && n.Op != expr.Param {
				undefined = undefined || l.undefined[k][n.A] || n.Op != expr.Neg && l.undefined[k][n.B]
			}
			l.alts[k], l.undefined[k] = append(l.alts[k], y), append(l.undefined[k], undefined)
		}
		if bad != "" {
			l.bad[expr.ID(i)] = bad
		}
	}
}

// evaluate computes one expression from the values of earlier ones; param is its value if it is a
// param.
func evaluate(p *expr.Pool, n expr.Node, vals []num.Rat, param num.Rat) (x num.Rat, bad string) {
	switch n.Op {
	case expr.Const:
		x = p.Consts[n.A]
	case expr.Param:
		x = param
	case expr.Neg:
		x = vals[n.A].Neg()
	case expr.Add:
		x = vals[n.A].Add(vals[n.B])
	case expr.Sub:
		x = vals[n.A].Sub(vals[n.B])
	case expr.Mul:
		x = vals[n.A].Mul(vals[n.B])
	case expr.Min:
		x = num.Min(vals[n.A], vals[n.B])
	case expr.Max:
		x = num.Max(vals[n.A], vals[n.B])
	case expr.Div:
		if vals[n.B].IsZero() {
			return num.Zero, "zero"
		}
		x = vals[n.A].Quo(vals[n.B])
	}
	if bits(x) > maxBits {
		return num.Zero, "large"
	}
	return x, ""
}

// maxBits bounds the numerators and denominators of numbers.
const maxBits = 1 << 13

func bits(x num.Rat) int { return x.BitLen() }

// elsewhere is the value of a param at the k-th other point: at a different part of each param's
// range, so that two params do not cancel.
func (l *loader) elsewhere(k, param int) num.Rat {
	d := l.model.Params[param].Dist
	low, high := d.Low, d.High
	if low.Equal(high) {
		high = low.Add(num.Frac(1, 10))
	}
	return low.Add(high.Sub(low).Mul(num.Frac(int64((k+1)*37+param*17)%97+1, 100)))
}

// text writes an expression in the model language, unless it is monstrous.
func (l *loader) text(id expr.ID) string {
	if l.size[id] > 500 {
		return fmt.Sprintf("(an expression of %d parts)", l.size[id])
	}
	return l.model.Pool.String(id)
}

// symbolic returns the value of an expression: a plain number if it is constant.
func (l *loader) symbolic(id expr.ID) starlark.Value {
	if x, ok := l.model.Pool.Value(id); ok {
		return number(x)
	}
	return symValue{id, l}
}

func (l *loader) expression(v starlark.Value) (expr.ID, bool) {
	if s, ok := v.(symValue); ok {
		return s.id, true
	}
	if x, ok := toRat(v); ok {
		id := l.model.Pool.Const(x)
		l.baseline()
		return id, true
	}
	return 0, false
}
