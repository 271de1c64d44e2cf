// Package expr holds expressions of params: payoffs, chance probabilities and assumptions are
// built once and evaluated at many values, exactly or in floating point.
//
// A Pool is a flat tape: an expression refers only to expressions of smaller id, equal expressions
// have one id, and a forward loop over the tape evaluates them all.
package expr

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/num"
)

// An ID names an expression of a Pool.
type ID int32

// Op is what an expression does with its operands.
type Op uint8

// The operations. Const and Param have no operands; Neg has one; the others two.
const (
	Const Op = iota
	Param
	Neg
	Add
	Sub
	Mul
	Div
	Min
	Max
)

// A Node is one expression: an operation and its operands. For Const, A indexes the pool's
// constants; for Param, A is the param's index.
type Node struct {
	Op   Op
	A, B ID
}

// A Pool holds expressions that share their common parts. Its zero value is empty and ready to
// use. Once built it may be read by many goroutines.
type Pool struct {
	Nodes  []Node
	Consts []num.Rat
	Names  []string // of the params, by index

	ids    map[Node]ID
	consts map[string]ID
}

func (p *Pool) add(n Node) ID {
	if id, ok := p.ids[n]; ok {
		return id
	}
	if p.ids == nil {
		p.ids = map[Node]ID{}
	}
	id := ID(len(p.Nodes))
	p.Nodes = append(p.Nodes, n)
	p.ids[n] = id
	return id
}

// Const returns the expression that is always x.
func (p *Pool) Const(x num.Rat) ID {
	if id, ok := p.consts[x.String()]; ok {
		return id
	}
	if p.consts == nil {
		p.consts = map[string]ID{}
	}
	p.Consts = append(p.Consts, x)
	id := p.add(Node{Op: Const, A: ID(len(p.Consts) - 1)})
	p.consts[x.String()] = id
	return id
}

// Declare adds a param of the given name and returns the expression of its value. Params are
// numbered from 0 in the order of their declaration.
func (p *Pool) Declare(name string) ID {
	p.Names = append(p.Names, name)
	return p.add(Node{Op: Param, A: ID(len(p.Names) - 1)})
}

// Value returns the constant that id stands for, if it is one.
func (p *Pool) Value(id ID) (num.Rat, bool) {
	if n := p.Nodes[id]; n.Op == Const {
		return p.Consts[n.A], true
	}
	return num.Rat{}, false
}

// Clone returns a pool in which every id of p means the same and to which others can be added.
func (p *Pool) Clone() *Pool {
	return &Pool{Nodes: slices.Clone(p.Nodes), Consts: slices.Clone(p.Consts), Names: slices.Clone(p.Names),
		ids: maps.Clone(p.ids), consts: maps.Clone(p.consts)}
}

// Neg returns -a.
func (p *Pool) Neg(a ID) ID {
	if x, ok := p.Value(a); ok {
		return p.Const(x.Neg())
	}
	if n := p.Nodes[a]; n.Op == Neg {
		return n.A
	}
	return p.add(Node{Op: Neg, A: a})
}

// Binary returns op(a, b), with constants folded and neutral elements dropped. It returns an error
// only for a division by the constant 0.
func (p *Pool) Binary(op Op, a, b ID) (ID, error) {
	x, xc := p.Value(a)
	y, yc := p.Value(b)
	if op == Div && yc && y.IsZero() {
		return 0, fmt.Errorf("division by zero")
	}
	if xc && yc {
		return p.Const(apply(op, x, y)), nil
	}
	isZero := func(v num.Rat, c bool) bool { return c && v.IsZero() }
	isOne := func(v num.Rat, c bool) bool { return c && v.Equal(num.One) }
	switch op {
	case Add:
		if isZero(x, xc) {
			return b, nil
		}
		if isZero(y, yc) {
			return a, nil
		}
		if n := p.Nodes[b]; n.Op == Neg {
			return p.Binary(Sub, a, n.A)
		}
		if n := p.Nodes[a]; n.Op == Neg {
			return p.Binary(Sub, b, n.A)
		}
		if a > b {
			a, b = b, a
		}
	case Sub:
		if isZero(y, yc) {
			return a, nil
		}
		if isZero(x, xc) {
			return p.Neg(b), nil
		}
		if a == b {
			return p.Const(num.Zero), nil
		}
		if n := p.Nodes[b]; n.Op == Neg {
			return p.Binary(Add, a, n.A)
		}
	case Mul:
		if isZero(x, xc) || isZero(y, yc) {
			return p.Const(num.Zero), nil
		}
		if isOne(x, xc) {
			return b, nil
		}
		if isOne(y, yc) {
			return a, nil
		}
		if a > b {
			a, b = b, a
		}
	case Div:
		if isOne(y, yc) {
			return a, nil
		}
	case Min, Max:
		if a == b {
			return a, nil
		}
		if a > b {
			a, b = b, a
		}
	}
	return p.add(Node{Op: op, A: a, B: b}), nil
}

// Sum returns a + b.
func (p *Pool) Sum(a, b ID) ID { id, _ := p.Binary(Add, a, b); return id }

func apply(op Op, x, y num.Rat) num.Rat {
	switch op {
	case Add:
		return x.Add(y)
	case Sub:
		return x.Sub(y)
	case Mul:
		return x.Mul(y)
	case Div:
		return x.Quo(y)
	case Min:
		return num.Min(x, y)
	case Max:
		return num.Max(x, y)
	}
	panic("expr: not a binary operation")
}

// A Valuation is the exact values of a pool's expressions at given values of the params. It
// computes each expression when first asked for, so it is for one goroutine.
type Valuation struct {
	pool   *Pool
	params []num.Rat
	known  []bool
	vals   []num.Rat
}

// At returns the valuation of p at the given values, one for each param. The caller must not
// change them as long as the valuation is in use.
func (p *Pool) At(params []num.Rat) *Valuation {
	if len(params) != len(p.Names) {
		panic(fmt.Sprintf("expr: %d values for %d params", len(params), len(p.Names)))
	}
	return &Valuation{pool: p, params: params, known: make([]bool, len(p.Nodes)), vals: make([]num.Rat, len(p.Nodes))}
}

// Reset forgets all values and takes others for the params.
func (v *Valuation) Reset(params []num.Rat) {
	v.params = params
	clear(v.known)
}

// Get returns the value of an expression. It panics with a DivisionByZero where the expression
// divides by an expression that is 0 at these values; Check finds those first.
func (v *Valuation) Get(id ID) num.Rat {
	if v.known[id] {
		return v.vals[id]
	}
	var x num.Rat
	switch n := v.pool.Nodes[id]; n.Op {
	case Const:
		x = v.pool.Consts[n.A]
	case Param:
		x = v.params[n.A]
	case Neg:
		x = v.Get(n.A).Neg()
	case Div:
		y := v.Get(n.B)
		if y.IsZero() {
			panic(DivisionByZero{v.pool.String(id)})
		}
		x = v.Get(n.A).Quo(y)
	default:
		x = apply(n.Op, v.Get(n.A), v.Get(n.B))
	}
	v.known[id], v.vals[id] = true, x
	return x
}

// DivisionByZero says that an expression has no value at the given params.
type DivisionByZero struct{ Expr string }

func (e DivisionByZero) Error() string { return e.Expr + " divides by zero at these values" }

// Check returns a DivisionByZero if some expression of the pool has no value here, nil otherwise.
func (v *Valuation) Check() (err error) {
	for id, n := range v.pool.Nodes {
		if n.Op == Div && v.Get(n.B).IsZero() {
			return DivisionByZero{v.pool.String(ID(id))}
		}
		if n.Op == Div {
			v.Get(ID(id))
		}
	}
	return nil
}

// Floats evaluates every expression in floating point: out[id] is its value. It reuses out if that
// is large enough. A division by zero gives an infinity or NaN, as usual.
func (p *Pool) Floats(params []float64, out []float64) []float64 {
	if cap(out) < len(p.Nodes) {
		out = make([]float64, len(p.Nodes))
	}
	out = out[:len(p.Nodes)]
	for i, n := range p.Nodes {
		switch n.Op {
		case Const:
			out[i] = p.Consts[n.A].Float()
		case Param:
			out[i] = params[n.A]
		case Neg:
			out[i] = -out[n.A]
		case Add:
			out[i] = out[n.A] + out[n.B]
		case Sub:
			out[i] = out[n.A] - out[n.B]
		case Mul:
			out[i] = out[n.A] * out[n.B]
		case Div:
			out[i] = out[n.A] / out[n.B]
		case Min:
			out[i] = min(out[n.A], out[n.B])
		case Max:
			out[i] = max(out[n.A], out[n.B])
		}
	}
	return out
}

// Params returns the indices of the params on which id depends, ascending.
func (p *Pool) Params(id ID) []int {
	need := make([]bool, id+1)
	need[id] = true
	used := make([]bool, len(p.Names))
	for i := id; i >= 0; i-- {
		if !need[i] {
			continue
		}
		switch n := p.Nodes[i]; n.Op {
		case Const:
		case Param:
			used[n.A] = true
		case Neg:
			need[n.A] = true
		default:
			need[n.A], need[n.B] = true, true
		}
	}
	var out []int
	for i, u := range used {
		if u {
			out = append(out, i)
		}
	}
	return out
}

var symbols = map[Op]string{Add: " + ", Sub: " - ", Mul: " * ", Div: " / "}

var rank = map[Op]int{Add: 1, Sub: 1, Mul: 2, Div: 2, Neg: 3, Const: 4, Param: 4, Min: 4, Max: 4}

// String writes the expression in the model language.
func (p *Pool) String(id ID) string {
	var b strings.Builder
	p.write(&b, id)
	return b.String()
}

func (p *Pool) write(b *strings.Builder, id ID) {
	n := p.Nodes[id]
	operand := func(c ID, least int) {
		r := rank[p.Nodes[c].Op]
		if x, ok := p.Value(c); ok && (x.Sign() < 0 || !x.IsInt()) {
			r = 2
		}
		if r < least {
			b.WriteByte('(')
			p.write(b, c)
			b.WriteByte(')')
			return
		}
		p.write(b, c)
	}
	switch n.Op {
	case Const:
		b.WriteString(p.Consts[n.A].String())
	case Param:
		b.WriteString(p.Names[n.A])
	case Neg:
		b.WriteByte('-')
		operand(n.A, 3)
	case Min, Max:
		b.WriteString(map[Op]string{Min: "min(", Max: "max("}[n.Op])
		p.write(b, n.A)
		b.WriteString(", ")
		p.write(b, n.B)
		b.WriteByte(')')
	default:
		operand(n.A, rank[n.Op])
		b.WriteString(symbols[n.Op])
		least := rank[n.Op]
		if n.Op == Sub || n.Op == Div {
			least++
		}
		operand(n.B, least)
	}
}
