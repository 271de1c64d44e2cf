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
	"math"

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
	members  map[place][]member
	next     int // the first variable that no branch has

	// Effort counts how often a query was differentiated along one choice of members and equilibria.
	Effort int
}

// A key names a member of an entry of a game's equilibria, and a side.
type key struct {
	where         string
	entry, member int
	side          dual.Side
}

// New returns the derivatives of the queries that e holds, where eval evaluates them and w are the solved games.
func New(m *model.Model, e *query.Evaluator, eval *query.Evaluation, w query.Worlds) *Field {
	return &Field{m: m, e: e, eval: eval, worlds: w, own: map[dual.Side]*dual.Valuation{}, branches: map[key]*branch{}, members: map[place][]member{}, next: len(m.Params)}
}

// MaxCombinations bounds the combinations of equilibria of variants, and of members of components, over which a
// derivative is compared.
const MaxCombinations = 256

// Query returns the derivatives of a query in entry i of the equilibria of the model's own game. Where several
// equilibria of variants go with it, or members of components, they must all give the same.
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
	var counts []int
	for _, where := range c.Where {
		counts = append(counts, len(f.worlds[where].Equilibria))
	}
	entries := product(counts)
	if entries == nil {
		return Table{Why: "the variants have too many equilibria"}
	}
	var out Table
	for k, x := range entries {
		t := f.entry(c, append([]int{i}, x...))
		if t.Why != "" {
			return t
		}
		for p := range t.Of {
			if k == 0 {
				out.Of = t.Of
				break
			}
			const why = "the equilibria of a variant give it different ones"
			out.Of[p] = Derivative{meet(out.Of[p].Up, t.Of[p].Up, why), meet(out.Of[p].Down, t.Of[p].Down, why)}
		}
	}
	return out
}

// product returns all choices of one of n[0], one of n[1] ..., nil if they are too many.
func product(n []int) [][]int {
	out := [][]int{{}}
	for _, count := range n {
		var longer [][]int
		for _, x := range out {
			for j := range count {
				longer = append(longer, append(x[:len(x):len(x)], j))
			}
		}
		if out = longer; len(out) > MaxCombinations {
			return nil
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

// meet returns what two values have in common: nothing if one of them is not defined, or for the given reason if
// they differ.
func meet(a, b query.Value, why string) query.Value {
	switch {
	case !a.Defined:
		return a
	case !b.Defined:
		return b
	case a.Exact && b.Exact && !a.Rat.Equal(b.Rat), math.Abs(a.Float-b.Float) > query.Tolerance*(1+math.Abs(a.Float)+math.Abs(b.Float)):
		return query.Value{Why: why}
	case b.Exact:
		return b
	}
	return a
}

// entry differentiates a query in one entry for each of its games.
func (f *Field) entry(c *query.Compiled, entries []int) Table {
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
	out := Table{Of: make([]Derivative, len(up))}
	for k := range out.Of {
		out.Of[k] = Derivative{up[k], down[k]}
	}
	return out
}

// side differentiates a query from one side: what the members of the entries have in common that differ where it
// matters. Kinks tells whether the other side may be different.
func (f *Field) side(c *query.Compiled, entries []int, side dual.Side) (out []query.Value, kinks bool, why string) {
	groups, counts := make([][]*branch, len(entries)), make([]int, len(entries))
	for g := range entries {
		groups[g] = []*branch{nil}
		if g > 0 || c.Base {
			groups[g] = f.groups(c, c.Game(g), entries[g], side)
		}
		counts[g] = len(groups[g])
	}
	choices := product(counts)
	if choices == nil {
		return nil, false, "the continua of equilibria have too many corners"
	}
	for i, x := range choices {
		branches := make([]*branch, len(x))
		for g, k := range x {
			branches[g] = groups[g][k]
		}
		values, also, why := f.along(c, branches, side)
		if why != "" {
			return nil, false, why
		}
		if kinks = kinks || also; i == 0 {
			out = values
			continue
		}
		for k := range out {
			out[k] = meet(out[k], values[k], "the members of the continuum of equilibria give it different ones")
		}
	}
	return out, kinks, ""
}

// along differentiates a query from one side along one branch for each of its games, nil for the model's own if it asks
// nothing of that.
func (f *Field) along(c *query.Compiled, branches []*branch, side dual.Side) (out []query.Value, kinks bool, why string) {
	in := map[string]*query.Moving{"": {Value: f.base(side).Get}}
	for g, b := range branches {
		switch {
		case b == nil:
		case b.why != "":
			return nil, false, b.why
		default:
			in[c.Game(g)] = b.moving()
		}
	}
	f.Effort++
	d := f.e.Gradient(c, in)
	if d.Why != "" {
		return nil, false, d.Why
	}
	for _, p := range d.Value.D {
		if p.Of >= len(f.m.Params) && !p.X.IsZero() {
			return nil, false, "it depends on " + name(branches, p.Of) + ", which the equilibrium leaves open"
		}
	}
	kinks = len(f.base(side).Kinks) > 0
	for _, b := range branches {
		kinks = kinks || b != nil && (len(b.numbers.Kinks) > 0 || b.stops(dual.Up)+b.stops(dual.Down) > 0)
	}
	for k := range f.m.Params {
		out = append(out, f.one(d, branches, side, k))
	}
	return out, kinks, ""
}

// name says what a free unknown is.
func name(branches []*branch, variable int) string {
	for _, b := range branches {
		if b != nil && b.free[variable] != "" {
			return b.free[variable]
		}
	}
	return "something"
}

// one returns the derivative in param k from one side.
func (f *Field) one(d query.Gradient, branches []*branch, side dual.Side, k int) query.Value {
	for _, b := range branches {
		if b != nil && b.blocked[side][k] != "" {
			return query.Value{Why: b.blocked[side][k]}
		}
	}
	if d.Corners[k] {
		return query.Value{Why: "what it compares is equal just here"}
	}
	x, _ := d.Value.Slope(k)
	v := query.Value{Defined: true, Float: x.Float(), Exact: d.Exact}
	if d.Exact {
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
