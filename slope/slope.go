// Package slope is derivatives: by how much the answer to a query changes, per unit, where a param of the model
// moves a little and the equilibrium moves with it.
//
// An equilibrium is a solution of equations: whoever mixes is indifferent between what he plays. The implicit
// function theorem (Rudin 1976, theorem 9.28) says how a solution moves with the numbers of its equations, as
// long as their Jacobian in the unknowns has full rank; and as long as every action that is not played is worth
// less than those that are, what moves a little stays an equilibrium with the same actions in use. Both are
// checked here, in exact arithmetic, and where one fails there is no derivative and the reason is told. It is
// the sensitivity analysis of nonlinear programming under strict complementarity (Fiacco 1983, theorem
// 3.2.2), for games.
//
// Everything is differentiated in forward mode (package dual): payoffs and probabilities of chance through
// their expressions, what params a variant sets through its substitutions, queries through the code that
// evaluates them.
package slope

import (
	"fmt"

	"parley/dual"
	"parley/model"
	"parley/query"
)

// A Table holds the derivatives of one query in one equilibrium.
type Table struct {
	Why string       // why there is none, in any param; "" if there may be some
	Of  []Derivative // by param of the model; nil if there is none
}

// A Derivative is the derivative of a query in a param: from the right, as the param grows, and from the left. Both
// are the change of the query per unit of the param; where they are equal there is one derivative. A value
// that is not defined says why.
type Derivative struct {
	Up, Down query.Value
}

// Both returns the derivative, if both sides have the same.
func (d Derivative) Both() (v query.Value, ok bool) {
	if !d.Up.Defined || !d.Down.Defined {
		return query.Value{}, false
	}
	if d.Up.Exact && d.Down.Exact {
		return d.Up, d.Up.Rat.Equal(d.Down.Rat)
	}
	return d.Up, d.Up.Float == d.Down.Float
}

// A Field is the derivatives of all queries at given values of the params. It works out how an equilibrium moves
// when it is first asked, and is for one goroutine; it is valid as long as the instances stay at these values.
type Field struct {
	m        *model.Model
	e        *query.Evaluator
	eval     *query.Evaluation
	worlds   query.Worlds
	own      map[dual.Side]*dual.Valuation // of the model's own game
	branches map[key]*branch
	next     int // the first variable that no branch has
}

type key struct {
	where string
	entry int
	side  dual.Side
}

// New returns the derivatives of the queries that e holds, where eval evaluates them and w are the solved games.
func New(m *model.Model, e *query.Evaluator, eval *query.Evaluation, w query.Worlds) *Field {
	return &Field{m: m, e: e, eval: eval, worlds: w, own: map[dual.Side]*dual.Valuation{}, branches: map[key]*branch{}, next: len(m.Params)}
}

// MaxCombinations bounds the combinations of equilibria of variants over which a derivative is compared.
const MaxCombinations = 256

// Query returns the derivatives of a query in entry i of the equilibria of the model's own game.
func (f *Field) Query(c *query.Compiled, i int) Table {
	a := f.eval.Answer(c, i, nil)
	switch {
	case !a.Low.Defined:
		return Table{Why: "it has no value: " + a.Low.Why}
	case a.Partly:
		return Table{Why: "in part it has no value: " + a.Why}
	case a.Low.Float != a.High.Float || a.Low.Exact && a.High.Exact && !a.Low.Rat.Equal(a.High.Rat):
		return Table{Why: f.ranges(c, i)}
	}
	combinations := [][]int{{i}}
	for _, where := range c.Where {
		var longer [][]int
		for _, x := range combinations {
			for j := range f.worlds[where].Equilibria {
				longer = append(longer, append(x[:len(x):len(x)], j))
			}
		}
		if combinations = longer; len(combinations) > MaxCombinations {
			return Table{Why: "the variants have too many equilibria"}
		}
	}
	var out Table
	for k, x := range combinations {
		t := f.combination(c, x)
		switch {
		case t.Why != "":
			return t
		case k == 0:
			out = t
		default:
			out.meet(t)
		}
	}
	return out
}

// ranges says why the value in an entry is not one number.
func (f *Field) ranges(c *query.Compiled, i int) string {
	for _, where := range c.Where {
		if n := len(f.worlds[where].Equilibria); n > 1 {
			return fmt.Sprintf("its value is not one number: the variant “%s” has %d equilibria", where, n)
		}
	}
	return "its value is not one number, it differs within the continuum of equilibria"
}

// meet keeps of t what is the same in u.
func (t *Table) meet(u Table) {
	side := func(a *query.Value, b query.Value) {
		switch {
		case !a.Defined:
		case !b.Defined:
			*a = b
		case a.Float != b.Float || a.Exact && b.Exact && !a.Rat.Equal(b.Rat):
			*a = query.Value{Why: "the equilibria of a variant give it different ones"}
		}
	}
	for k := range t.Of {
		side(&t.Of[k].Up, u.Of[k].Up)
		side(&t.Of[k].Down, u.Of[k].Down)
	}
}

// combination differentiates a query in one equilibrium for each of its games.
func (f *Field) combination(c *query.Compiled, entries []int) Table {
	up, kinks, why := f.side(c, entries, dual.Up)
	if why != "" {
		return Table{Why: why}
	}
	down := up
	if kinks {
		if down, _, why = f.side(c, entries, dual.Down); why != "" {
			return Table{Why: why}
		}
	}
	out := Table{Of: make([]Derivative, len(f.m.Params))}
	for k := range out.Of {
		out.Of[k] = Derivative{Up: up.value(k, dual.Up), Down: down.value(k, dual.Down)}
	}
	return out
}

// A slopes is a query with its gradient in the params, and the branches that it was taken along.
type slopes struct {
	query.Gradient
	along []*branch
}

// side differentiates a query; kinks tells whether the left side may be different.
func (f *Field) side(c *query.Compiled, entries []int, side dual.Side) (out slopes, kinks bool, why string) {
	in := map[string]*query.Moving{"": {Value: f.base(side).Get}}
	names := map[int]string{}
	for g, where := range append([]string{""}, c.Where...) {
		if where == "" && !c.Base {
			continue
		}
		b := f.branch(key{where, entries[g], side})
		if b.why != "" {
			return out, false, b.why
		}
		in[where] = b.moving(len(f.worlds[where].Equilibria))
		out.along = append(out.along, b)
		for v, name := range b.free {
			names[v] = name
		}
	}
	out.Gradient = f.e.Gradient(c, in)
	kinks = len(f.base(side).Kinks) > 0
	for _, b := range out.along {
		kinks = kinks || len(b.numbers.Kinks) > 0 || b.stops(dual.Down) > 0
	}
	if out.Why != "" {
		return out, kinks, out.Why
	}
	for _, p := range out.Value.D {
		if p.Of >= len(f.m.Params) && !p.X.IsZero() {
			return out, kinks, fmt.Sprintf("it depends on %s, which the equilibrium leaves open", names[p.Of])
		}
	}
	return out, kinks, ""
}

// value returns the derivative in param k from one side.
func (s *slopes) value(k int, side dual.Side) query.Value {
	for _, b := range s.along {
		if why := b.blocked[side][k]; why != "" {
			return query.Value{Why: why}
		}
	}
	if s.Corners[k] {
		return query.Value{Why: "what it compares is equal just here"}
	}
	x, _ := s.Value.Slope(k)
	v := query.Value{Defined: true, Float: x.Float(), Exact: s.Exact}
	if s.Exact {
		v.Rat = x
	}
	return v
}

// base returns the valuation of the model's own game.
func (f *Field) base(side dual.Side) *dual.Valuation {
	if f.own[side] == nil {
		in := f.worlds[""].In
		params := make([]dual.Number, len(in.Values))
		for k, v := range in.Values {
			params[k] = dual.Variable(v, k)
		}
		f.own[side] = dual.At(in.Pool, params, side)
	}
	return f.own[side]
}

// branch returns the equilibria near an entry of a game at values near these.
func (f *Field) branch(k key) *branch {
	if b := f.branches[k]; b != nil {
		return b
	}
	w := f.worlds[k.where]
	numbers := f.base(k.side)
	if v := f.m.Variant(k.where); v != nil {
		params := make([]dual.Number, len(f.m.Params))
		for p := range params {
			params[p] = dual.Variable(f.worlds[""].In.Values[p], p)
			if id, ok := v.Set[p]; ok {
				params[p] = numbers.Get(id)
			}
		}
		numbers = dual.At(w.In.Pool, params, k.side)
	}
	b := best(w, k.entry, k.side, numbers, len(f.m.Params), f.next)
	f.next += len(b.unknowns)
	f.branches[k] = b
	return b
}
