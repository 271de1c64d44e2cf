package prove

import (
	"math"

	"parley/expr"
	"parley/game"
	"parley/internal/affine"
)

// A standing is what is known of an action in a cell.
type standing uint8

const (
	open   standing = iota // it may be used or not
	used                   // its probability is positive, so it is a best action
	unused                 // its probability is 0
	worse                  // another action is better at every point of the cell: it is unused, and nobody is tempted by it
)

// A cell is a set of points: values of the params with assessments of every game of a system. Each unknown lies in its box.
type cell struct {
	box      []affine.Interval
	standing []standing // by unknown; meaningful for actions
	single   []bool     // by game: it has exactly one equilibrium at every point of the box of params
	acts     []bool     // by unknown: it is the probability of an action; shared
	want     int        // the unknown to split next, -1 if none helps
}

func (c *cell) clone() *cell {
	d := *c
	d.box = append([]affine.Interval(nil), c.box...)
	d.standing = append([]standing(nil), c.standing...)
	d.single = append([]bool(nil), c.single...)
	return &d
}

// A desk is where one goroutine works on cells.
type desk struct {
	sys     *system
	mem     affine.Arena
	c       *cell
	snap    []affine.Interval // by unknown: the interval that its symbol stands for
	snapped []bool
	games   []gameDesk
	empty   bool          // the cell holds no point
	changed bool          // it has become smaller, enough to look again
	impact  []float64     // by unknown: how much depends on it of what is undecided
	lean    []float64     // by unknown: to which end the failing of the clause leans
	rows    []affine.Form // the conditions of this pass, each not negative, that do not hold by themselves
	because string        // why a part of the conclusion could not be decided here
}

// A gameDesk is the forms of one game.
type gameDesk struct {
	l      *layout
	exprs  []affine.Form
	known  []bool
	prob   []affine.Form // by action
	sure   []bool        // by action: certainly of positive probability
	value  []affine.Form // [n*players+i]
	belief [][]affine.Form
	held   []bool // by class: its beliefs are there
}

func newDesk(s *system) *desk {
	d := &desk{sys: s, snap: make([]affine.Interval, s.unknowns), snapped: make([]bool, s.unknowns), impact: make([]float64, s.unknowns), lean: make([]float64, s.unknowns)}
	for _, l := range s.layouts {
		d.games = append(d.games, gameDesk{
			l: l, exprs: make([]affine.Form, len(s.pool.Nodes)), known: make([]bool, len(s.pool.Nodes)),
			prob: make([]affine.Form, len(l.g.Actions)), sure: make([]bool, len(l.g.Actions)),
			value: make([]affine.Form, len(l.g.Nodes)*len(l.g.Players)), belief: make([][]affine.Form, len(l.classes)), held: make([]bool, len(l.classes)),
		})
	}
	return d
}

// symbol returns the form of an unknown. All its forms of one pass share a symbol.
func (d *desk) symbol(v int) affine.Form {
	if !d.snapped[v] {
		d.snapped[v], d.snap[v] = true, d.c.box[v]
	}
	return d.mem.Symbol(v, d.snap[v]).Bounded(d.c.box[v])
}

// shrink narrows an unknown.
func (d *desk) shrink(v int, i affine.Interval) {
	was := d.c.box[v]
	now := was.Intersect(i)
	if now == was {
		return
	}
	if now.Empty() {
		d.empty = true
		return
	}
	d.c.box[v] = now
	if now.Width() < 0.9*was.Width() {
		d.changed = true
	}
}

// stand notes what is found out about an action.
func (d *desk) stand(v int, s standing) {
	if d.c.standing[v] == s {
		return
	}
	d.c.standing[v] = s
	d.changed = true
	if s == unused || s == worse {
		d.shrink(v, affine.Point(0))
	}
}

// atLeast cuts the cell by the condition that a quantity is not negative, to which each of its symbols gives a bound if all
// others are at their best.
func (d *desk) atLeast(f affine.Form, weight float64) {
	if f.Range.Hi < 0 {
		d.empty = true
		return
	}
	if f.Range.Lo >= 0 {
		return
	}
	spread := f.Spread()
	total := affine.Up(affine.Up(f.Mid+spread) + f.Rest)
	if math.IsNaN(total) || math.IsInf(total, 0) {
		return
	}
	d.rows = append(d.rows, f)
	for _, t := range f.Terms {
		size := math.Abs(t.Coeff)
		d.impact[t.Var] += weight * size / (spread + f.Rest)
		// size·e >= -(total - size), with e the symbol or its opposite
		room := affine.Up(total - size)
		if room >= size {
			continue
		}
		v := int(t.Var)
		s := d.snap[v]
		e := affine.Down(-room / size)
		reach := affine.Interval{Lo: e, Hi: 1}
		if t.Coeff < 0 {
			reach = reach.Neg()
		}
		r := affine.Radius(s)
		d.shrink(v, affine.Point(s.Mid()).Add(reach.Mul(affine.Point(r))))
		if d.empty {
			return
		}
	}
}

// narrow works on a cell until nothing more comes of it. It returns true if the cell is settled: it holds no point at which
// the clause fails.
func (d *desk) narrow(c *cell) bool {
	d.c = c
	for range maxPasses {
		if d.pass(true) {
			return true
		}
		if !d.changed {
			break
		}
	}
	if d.contradiction() {
		return true
	}
	c.want = d.choose()
	return false
}

// count works on a cell that holds all equilibria over a box of params, and notes which games have exactly one at every
// point of it. It does not use that the clause fails.
func (d *desk) count(c *cell) {
	d.c = c
	for range maxPasses {
		if d.pass(false) {
			return // there is no point
		}
		if !d.changed {
			break
		}
	}
	for k := range d.games {
		c.single[k] = c.single[k] || d.games[k].decided(d)
	}
}

// maxPasses bounds how often a cell is looked at before it is split.
const maxPasses = 8

// pass looks at everything once. If asked, it uses that the clause fails. It returns true if the cell is settled.
func (d *desk) pass(fails bool) bool {
	d.mem.Reset()
	clear(d.snapped)
	clear(d.impact)
	clear(d.lean)
	d.rows = d.rows[:0]
	d.empty, d.changed, d.because = false, false, ""
	for k := range d.games {
		clear(d.games[k].known)
	}
	base := &d.games[0]
	for _, a := range d.sys.assumptions {
		diff := d.mem.Sub(d.expr(base, a.Left), d.expr(base, a.Right))
		if a.Op == "<" || a.Op == "<=" {
			diff = d.mem.Neg(diff)
		}
		d.atLeast(diff, 0.1)
	}
	for k := range d.games {
		if d.empty {
			return true
		}
		d.play(&d.games[k])
	}
	return d.empty || fails && d.settled()
}

// play works through one game.
func (d *desk) play(x *gameDesk) {
	d.probabilities(x)
	if d.empty {
		return
	}
	d.bayes(x)
	for _, s := range x.l.steps {
		if d.empty {
			return
		}
		if s.h == game.None {
			d.valueNode(x, s.n)
		} else if x.l.rational[s.h] {
			d.compareActions(x, s.h)
		}
	}
}

// expr returns the form of an expression in a game.
func (d *desk) expr(x *gameDesk, id expr.ID) affine.Form {
	if x.known[id] {
		return x.exprs[id]
	}
	var f affine.Form
	n := d.sys.pool.Nodes[id]
	switch n.Op {
	case expr.Const:
		c := d.sys.pool.Consts[n.A]
		f = affine.Number(affine.Enclosing(c, c))
	case expr.Param:
		if other, ok := x.l.set[int(n.A)]; ok {
			f = d.expr(&d.games[0], other)
		} else {
			f = d.symbol(int(n.A))
		}
	case expr.Neg:
		f = d.mem.Neg(d.expr(x, n.A))
	case expr.Add:
		f = d.mem.Add(d.expr(x, n.A), d.expr(x, n.B))
	case expr.Sub:
		f = d.mem.Sub(d.expr(x, n.A), d.expr(x, n.B))
	case expr.Mul:
		f = d.mem.Mul(d.expr(x, n.A), d.expr(x, n.B))
	case expr.Div:
		f = d.mem.Quo(d.expr(x, n.A), d.expr(x, n.B))
	case expr.Min:
		f = d.mem.Min(d.expr(x, n.A), d.expr(x, n.B))
	case expr.Max:
		f = d.mem.Max(d.expr(x, n.A), d.expr(x, n.B))
	}
	x.known[id], x.exprs[id] = true, f
	return f
}
