package query

import (
	"parley/dual"
	"parley/expr"
	"parley/game"
)

// A Moving is one assessment of one game whose numbers have gradients in some variables.
type Moving struct {
	Profile []dual.Number                 // by action; chance entries hold their fixed values
	Belief  func(game.NodeID) dual.Number // nil for concepts without beliefs
	Value   func(expr.ID) dual.Number     // of the expressions of the game's pool
	Exact   bool                          // the values are exact
	Count   int                           // of the game's equilibria

	world   *world[dual.Number] // kept from one query to the next
	corners map[int]bool        // of the query that is differentiated
}

// A Gradient is the value of a query in one member of one equilibrium for each of its games, with its
// derivatives.
type Gradient struct {
	Value dual.Number
	Exact bool   // the derivatives are exact; otherwise their error is of the order of that of the assessment, or of rounding
	Why   string // why there is none, "" if there is
	// Corners are the variables in which it has no derivative although the assessment has: it is a greatest
	// value that two things share, or tells apart payoffs that are equal here.
	Corners map[int]bool
}

// Gradient differentiates a query in assessments of its games, by name of the variant, "" for the model's
// own: in forward mode, through the code that evaluates it.
func (e *Evaluator) Gradient(c *Compiled, in map[string]*Moving) Gradient {
	out := Gradient{Corners: map[int]bool{}}
	for _, m := range in {
		m.corners = out.Corners
	}
	leaf := func(k int) result[dual.Number] {
		l := e.leaves[k]
		if _, ok := l.q.(Count); ok {
			return undefined[dual.Number]("a number of equilibria has no derivative")
		}
		w := in[l.where].in(e.sites[l.where])
		low, high := w.eval(l)
		if low.ok && high.ok && low.v.Sub(high.v).Sign() != 0 {
			return undefined[dual.Number]("its value is a range")
		}
		return low
	}
	r := arith(c.root, leaf)
	out.Value, out.Exact, out.Why = r.v, r.sure, r.why
	return out
}

// in returns the world in which m plays on a site.
func (m *Moving) in(s *site) *world[dual.Number] {
	if m.world != nil && len(m.world.reach) == 1+len(s.forced) {
		return m.world
	}
	from := source[dual.Number]{profile: m.Profile, conv: dual.Const, belief: m.Belief, value: m.Value}
	from.pay = func(n game.NodeID, p game.PlayerID) dual.Number { return m.Value(s.g.Payoff(n, p)) }
	from.smooth = func(value float64, args []dual.Number, partial func() []float64) dual.Number {
		return dual.Smooth(value, args, partial())
	}
	from.corner = func(difference dual.Number, jump bool) {
		for _, p := range difference.D {
			if jump || !p.X.IsZero() {
				m.corners[p.Of] = true
			}
		}
	}
	m.world = newWorld(&arena[dual.Number]{}, s, from, m.Exact, m.Count)
	return m.world
}
