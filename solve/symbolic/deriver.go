package symbolic

import (
	"context"
	"fmt"

	"parley/expr"
	"parley/game"
	"parley/internal/poly"
	"parley/internal/ratfunc"
	"parley/num"
)

// A Deriver derives classes of one game over one domain. It is for one goroutine.
type Deriver struct {
	g      *game.Game
	base   *facts // what is known of the params
	expr   map[expr.ID]ratfunc.Func
	branch bool // some payoff needed a choice between min and max at a point, so expr is for that point only
}

// mostParams bounds the params; the other variables of poly are for unknowns.
const mostParams = 150

// New prepares a game.
func New(g *game.Game, dom Domain) (*Deriver, error) {
	if len(g.Pool.Names) > mostParams {
		return nil, fmt.Errorf("%w: the game has %d params, and formulas hold up to %d", ErrLarge, len(g.Pool.Names), mostParams)
	}
	if err := g.PerfectRecall(); err != nil {
		return nil, err
	}
	d := &Deriver{g: g, expr: map[expr.ID]ratfunc.Func{}}
	f := &facts{vars: make([]bounds, len(g.Pool.Names)), params: len(g.Pool.Names)}
	for i := range f.vars {
		if i < len(dom.Ranges) && dom.Ranges[i].Bounded {
			r := dom.Ranges[i]
			f.vars[i] = bounds{low: r.Low, high: r.High, hasLow: true, hasHigh: true}
		}
	}
	d.base = f
	for _, a := range dom.Assume {
		r, ok := d.assumption(a)
		if !ok {
			continue // an assumption that cannot be used leaves the domain larger, and the conditions right
		}
		d.base = d.base.with(r)
	}
	d.base.sample()
	return d, nil
}

// assumption writes an assumption as a polynomial's sign.
func (d *Deriver) assumption(a Inequality) (r rel, ok bool) {
	var none []rel
	left, err := d.convert(a.Left, nil, &none)
	if err != nil {
		return r, false
	}
	right, err := d.convert(a.Right, nil, &none)
	if err != nil {
		return r, false
	}
	f := left.Sub(right)
	if a.Op == "<" || a.Op == "<=" {
		f = f.Neg()
	}
	o := ge
	switch a.Op {
	case "<", ">":
		o = gt
	case "==":
		o = eq
	}
	s := d.base.sign(f.Den())
	switch {
	case s == negative:
		f = f.Neg()
	case s != positive && o == eq:
	case s != positive:
		return r, false
	}
	_, p := f.Num().Primitive()
	if f.Num().Equal(p.Scale(f.Num().Each()[0].Coef.Abs().Quo(p.Each()[0].Coef))) {
		return rel{p: p, op: o}, true
	}
	return rel{p: p.Neg(), op: o}, p.Degree() > 0
}

// convert returns an expression as a rational function. Where min or max takes one branch throughout the domain it is
// that; elsewhere it is the branch at the given values, whose condition is added to chosen.
func (d *Deriver) convert(id expr.ID, at []num.Rat, chosen *[]rel) (f ratfunc.Func, err error) {
	if f, ok := d.expr[id]; ok {
		return f, nil
	}
	n := d.g.Pool.Nodes[id]
	switch n.Op {
	case expr.Const:
		f = ratfunc.Const(d.g.Pool.Consts[n.A])
	case expr.Param:
		f = ratfunc.Var(int(n.A))
	case expr.Neg:
		f, err = d.convert(n.A, at, chosen)
		f = f.Neg()
	default:
		var a, b ratfunc.Func
		if a, err = d.convert(n.A, at, chosen); err != nil {
			return f, err
		}
		if b, err = d.convert(n.B, at, chosen); err != nil {
			return f, err
		}
		switch n.Op {
		case expr.Add:
			f = a.Add(b)
		case expr.Sub:
			f = a.Sub(b)
		case expr.Mul:
			f = a.Mul(b)
		case expr.Div:
			if b.IsZero() {
				return f, fmt.Errorf("%s divides by zero at all values", d.g.Pool.String(id))
			}
			f = a.Quo(b)
		default:
			f, err = d.choose(n.Op, id, a, b, at, chosen)
		}
	}
	if err == nil {
		d.expr[id] = f
	}
	return f, err
}

// choose returns the branch of a min or max.
func (d *Deriver) choose(o expr.Op, id expr.ID, a, b ratfunc.Func, at []num.Rat, chosen *[]rel) (ratfunc.Func, error) {
	diff := a.Sub(b) // max is a where diff >= 0
	if o == expr.Min {
		diff = diff.Neg()
	}
	s := d.base.sign(diff.Num()).times(d.base.sign(diff.Den()))
	switch s {
	case positive, notNegative, zero:
		return a, nil
	case negative, notPositive:
		return b, nil
	}
	if at == nil {
		return a, fmt.Errorf("%w: %s", ErrBranches, d.g.Pool.String(id))
	}
	d.branch = true
	v, ok := diff.Eval(at)
	if !ok {
		return a, fmt.Errorf("%w: %s is not defined at the given values", ErrBranches, d.g.Pool.String(id))
	}
	p := diff.Num().Mul(diff.Den())
	if v.Sign() < 0 {
		p, a = p.Neg(), b
	}
	*chosen = append(*chosen, rel{p: p, op: ge, why: Reason{Kind: Branch, Infoset: game.None, Action: game.None, Than: game.None}})
	return a, nil
}

// A derivation is the work on one play.
type derivation struct {
	*Deriver
	ctx     context.Context
	play    Play
	at      []num.Rat // where the class was met
	fixed   Play      // supports off the path; nil to try all
	facts   *facts
	given   []rel // chance's probabilities are positive, branches
	payoff  []ratfunc.Func
	chance  []ratfunc.Func
	reached []bool
	sigma   []ratfunc.Func // by action: its probability, where known
	decided []bool         // by information set: sigma is set
	values  map[int]ratfunc.Func
	ties    map[string]poly.Poly
	next    int // variable for the next unknown
	work    int // cases looked at
}

func (w *derivation) unknown(b bounds) int {
	if len(w.facts.vars) != w.next {
		panic("symbolic: unknowns out of step")
	}
	w.facts.vars = append(w.facts.vars, b)
	w.next++
	return w.next - 1
}

// tie notes a surface on which payoffs coincide.
func (w *derivation) tie(p poly.Poly) {
	for _, v := range p.Vars() {
		if v >= w.facts.params {
			return
		}
	}
	if s := w.facts.sign(p); s == positive || s == negative || s == zero {
		return
	}
	_, p = p.Primitive()
	w.ties[p.String()] = p
}

// Derive returns the classes with the given play on the path: one, or several where the equations for mixing
// have several rational solutions, or none if such play is an equilibrium nowhere in the domain. at, if not
// nil, are values at which such an equilibrium was met; they choose branches of min and max. Errors wrap
// ErrIrrational, ErrLarge, ErrCurved or ErrBranches, or are ctx's.
func (d *Deriver) Derive(ctx context.Context, play Play, at []num.Rat) ([]*Class, error) {
	return d.derive(ctx, play, nil, at)
}

// DeriveFixed is Derive with the supports off the path given, too: all has the actions used at every information set of the
// players. The conditions are sufficient only: other play off the path may support the same class elsewhere. It is for
// games in which Derive finds too many ways to complete play.
func (d *Deriver) DeriveFixed(ctx context.Context, play, all Play, at []num.Rat) ([]*Class, error) {
	return d.derive(ctx, play, all, at)
}

func (d *Deriver) derive(ctx context.Context, play, all Play, at []num.Rat) ([]*Class, error) {
	if d.branch { // formulas belong to other values
		d.branch, d.expr = false, map[expr.ID]ratfunc.Func{}
	}
	w := &derivation{Deriver: d, ctx: ctx, play: play, at: at, fixed: all, facts: d.base.with(), values: map[int]ratfunc.Func{},
		ties: map[string]poly.Poly{}, next: d.base.params}
	w.facts.work = new(int)
	if err := w.formulas(); err != nil {
		return nil, err
	}
	if err := w.walk(); err != nil {
		return nil, err
	}
	solutions, err := w.solvePath()
	if err != nil {
		return nil, err
	}
	var out []*Class
	for _, s := range solutions {
		c, err := w.class(s)
		if err != nil {
			return nil, err
		}
		if c != nil {
			out = append(out, c)
		}
	}
	return out, nil
}

// formulas converts payoffs and chance's probabilities.
func (w *derivation) formulas() (err error) {
	g := w.g
	w.payoff, w.chance = make([]ratfunc.Func, len(g.Payoffs)), make([]ratfunc.Func, len(g.Actions))
	for n := range g.Nodes {
		if !g.Terminal(game.NodeID(n)) {
			continue
		}
		for p := range g.Players {
			k := n*len(g.Players) + p
			if w.payoff[k], err = w.convert(g.Payoffs[k], w.at, &w.given); err != nil {
				return err
			}
		}
	}
	for a := range g.Actions {
		h := g.Actions[a].Infoset
		if g.Infosets[h].Player != game.Chance {
			continue
		}
		if w.chance[a], err = w.convert(g.Actions[a].Prob, w.at, &w.given); err != nil {
			return err
		}
		f := w.chance[a]
		if _, constant := f.Constant(); !constant {
			r := rel{p: f.Num().Mul(f.Den()), op: gt, why: Reason{Probability, h, game.ActionID(a), game.None}}
			w.given = append(w.given, r)
		}
	}
	w.facts = w.facts.with(w.given...)
	return nil
}

// walk finds what is reached and gives an unknown to each probability that is mixed.
func (w *derivation) walk() error {
	g := w.g
	w.reached = make([]bool, len(g.Nodes))
	w.sigma, w.decided = make([]ratfunc.Func, len(g.Actions)), make([]bool, len(g.Infosets))
	for h := range g.Infosets {
		id := game.InfosetID(h)
		if g.Infosets[h].Player == game.Chance {
			for _, a := range g.ActionsAt(id) {
				w.sigma[a] = w.chance[a]
			}
			w.decided[h] = true
			continue
		}
		if w.play[h] != nil {
			w.mix(id, w.play[h], true)
		}
	}
	w.reached[0] = true
	for n := 1; n < len(g.Nodes); n++ {
		v := &g.Nodes[n]
		h := g.Actions[v.Via].Infoset
		w.reached[n] = w.reached[v.Parent] && w.decided[h] && !w.sigma[v.Via].IsZero()
		if s := v.Infoset; w.reached[n] && s != game.None && !w.decided[s] {
			return fmt.Errorf("the play says nothing about %q, which it reaches", g.Infosets[s].Name)
		}
	}
	return nil
}

// mix gives probabilities to the actions of a support: the last is what the others leave. Unknowns are strictly between
// 0 and 1 if strict. It returns the conditions that the probabilities are positive.
func (w *derivation) mix(h game.InfosetID, support []game.ActionID, strict bool) {
	w.decided[h] = true
	one := ratfunc.Const(num.One)
	for _, a := range w.g.ActionsAt(h) {
		w.sigma[a] = ratfunc.Func{}
	}
	rest := one
	for _, a := range support[:len(support)-1] {
		x := w.unknown(bounds{low: num.Zero, high: num.One, hasLow: true, hasHigh: true, openLow: strict, openHigh: strict})
		w.sigma[a] = ratfunc.Var(x)
		rest = rest.Sub(w.sigma[a])
	}
	w.sigma[support[len(support)-1]] = rest
	if len(support) > 2 {
		w.facts.unknown = append(w.facts.unknown[:len(w.facts.unknown):len(w.facts.unknown)], rel{p: rest.Num(), op: strictIf(strict)})
		w.facts.dim = nil
	}
}
