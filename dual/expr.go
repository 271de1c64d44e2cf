package dual

import (
	"parley/expr"
	"parley/num"
)

// A Side says which of the two one-sided derivatives is taken where an expression has a kink.
type Side int

// The sides: the variables grow, or shrink.
const (
	Up   Side = 1
	Down Side = -1
)

// A Valuation is the values of a pool's expressions with their gradients. It computes each expression when
// first asked for, so it is for one goroutine.
type Valuation struct {
	// Kinks are the min(...) and max(...), among those that were asked for, whose operands are equal here and
	// whose derivatives differ: where one of their variables moves, left and right derivative are not the same.
	Kinks []Kink

	pool   *expr.Pool
	params []Number
	side   Side
	known  []bool
	vals   []Number
}

// A Kink is an expression that has no derivative in some variables, but a left and a right one.
type Kink struct {
	Expr expr.ID
	Of   []int // the variables, ascending
}

// At returns the valuation of a pool, given each param with its gradient in some variables. At a kink it takes
// the derivatives of the given side.
func At(pool *expr.Pool, params []Number, side Side) *Valuation {
	return &Valuation{pool: pool, params: params, side: side, known: make([]bool, len(pool.Nodes)), vals: make([]Number, len(pool.Nodes))}
}

// Get returns the value of an expression with its gradient. No expression may divide by 0.
func (v *Valuation) Get(id expr.ID) Number {
	if v.known[id] {
		return v.vals[id]
	}
	var x Number
	switch n := v.pool.Nodes[id]; n.Op {
	case expr.Const:
		x = Const(v.pool.Consts[n.A])
	case expr.Param:
		x = v.params[n.A]
	case expr.Neg:
		x = v.Get(n.A).Neg()
	case expr.Add:
		x = v.Get(n.A).Add(v.Get(n.B))
	case expr.Sub:
		x = v.Get(n.A).Sub(v.Get(n.B))
	case expr.Mul:
		x = v.Get(n.A).Mul(v.Get(n.B))
	case expr.Div:
		x = v.Get(n.A).Quo(v.Get(n.B))
	case expr.Min, expr.Max:
		x = v.extreme(id, n)
	}
	v.known[id], v.vals[id] = true, x
	return x
}

// extreme returns the min or max of two numbers. Where they are equal its derivative to the side of the
// valuation is the min or max of theirs in the direction of that side.
func (v *Valuation) extreme(id expr.ID, n expr.Node) Number {
	a, b := v.Get(n.A), v.Get(n.B)
	if c := a.V.Cmp(b.V); c != 0 {
		if (c < 0) == (n.Op == expr.Min) {
			return a
		}
		return b
	}
	pick := num.Min
	if (n.Op == expr.Min) != (v.side == Up) {
		pick = num.Max
	}
	out, kink := Number{V: a.V}, Kink{Expr: id}
	for _, p := range combine(num.One, a.D, num.One, b.D) {
		x, _ := a.Slope(p.Of)
		y, _ := b.Slope(p.Of)
		out.D = append(out.D, Part{p.Of, pick(x, y)})
		if !x.Equal(y) {
			kink.Of = append(kink.Of, p.Of)
		}
	}
	if kink.Of != nil {
		v.Kinks = append(v.Kinks, kink)
	}
	return out
}
