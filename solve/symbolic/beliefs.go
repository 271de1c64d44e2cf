package symbolic

import (
	"slices"

	"parley/game"
	"parley/internal/linprog"
	"parley/internal/ratfunc"
	"parley/num"
)

// simple tells whether every belief at h is consistent, whatever beliefs are elsewhere in the region: each node can
// be made as likely as one wants by an unused action that leads to it alone (Kreps and Wilson 1982, section 5).
func (w *derivation) simple(h game.InfosetID, region []game.InfosetID) bool {
	for _, n := range w.g.Infosets[h].Nodes {
		if !slices.ContainsFunc(w.g.Path(n), func(a game.ActionID) bool { return w.unused(a) && w.leadsOnly(a, n, region) }) {
			return false
		}
	}
	return true
}

// unused tells whether a is surely not played.
func (w *derivation) unused(a game.ActionID) bool {
	return w.decided[w.g.Actions[a].Infoset] && w.sigma[a].IsZero()
}

// leadsOnly tells whether, of all nodes at which beliefs are held in the region, a leads to n alone.
func (w *derivation) leadsOnly(a game.ActionID, n game.NodeID, region []game.InfosetID) bool {
	for _, h := range region {
		s := &w.g.Infosets[h]
		if len(s.Nodes) < 2 {
			continue
		}
		for _, m := range s.Nodes {
			if m != n && slices.Contains(w.g.Path(m), a) {
				return false
			}
		}
	}
	return true
}

// A comparison says that at h one action is worth at least as much as another, node by node; or just as much.
type comparison struct {
	h     game.InfosetID
	equal bool
	gain  []ratfunc.Func // by node
	why   Reason
}

// believe adds optimal play at the region's information sets for some consistent beliefs.
func (e *explorer) believe(conds []cond) error {
	var eqs []equation
	var open []comparison
	var doubtful []game.InfosetID // where beliefs matter
	for _, h := range e.infosets {
		support := e.off[h]
		for _, a := range e.w.g.ActionsAt(h) {
			if a == support[0] {
				continue
			}
			d, _ := e.gains(h, support[0], a)
			c := comparison{h, slices.Contains(support, a), d, Reason{NoGain, h, a, support[0]}}
			if c.equal {
				c.why.Kind = Tie
			}
			same := !slices.ContainsFunc(d, func(f ratfunc.Func) bool { return !f.Equal(d[0]) })
			s := e.w.signs(d)
			switch {
			case same && c.equal:
				eqs = append(eqs, equation{d[0].Num(), c.why})
			case same:
				conds = append(conds, cond{d[0], ge, c.why})
			case !c.equal && (s == positive || s == notNegative):
				for _, f := range d {
					conds = append(conds, cond{f, ge, c.why})
				}
			default:
				open = append(open, c)
				if !slices.Contains(doubtful, h) {
					doubtful = append(doubtful, h)
				}
			}
		}
	}
	weights := make([]ratfunc.Func, len(e.w.g.Nodes))
	var linked []game.InfosetID
	restore := e.w.push()
	defer restore()
	for _, h := range doubtful {
		if !e.w.simple(h, e.infosets) {
			linked = append(linked, h)
			continue
		}
		conds = append(conds, e.anyBelief(h, weights)...)
	}
	return e.link(linked, nil, weights, eqs, conds, open)
}

// anyBelief gives an unknown belief to the nodes of h.
func (e *explorer) anyBelief(h game.InfosetID, weights []ratfunc.Func) (conds []cond) {
	nodes := e.w.g.Infosets[h].Nodes
	rest := ratfunc.Const(num.One)
	for _, n := range nodes[1:] {
		x := ratfunc.Var(e.w.unknown(bounds{low: num.Zero, high: num.One, hasLow: true, hasHigh: true}))
		weights[n], rest = x, rest.Sub(x)
	}
	weights[nodes[0]] = rest
	for _, n := range nodes {
		conds = append(conds, cond{weights[n], ge, Reason{OffPath, h, game.None, game.None}})
	}
	return conds
}

// link tries, for information sets whose beliefs rest on common trembles, every choice of nodes that are believed.
func (e *explorer) link(linked []game.InfosetID, believed [][]game.NodeID, weights []ratfunc.Func, eqs []equation, conds []cond, open []comparison) error {
	k := len(believed)
	if k < len(linked) {
		nodes := e.w.g.Infosets[linked[k]].Nodes
		if len(nodes) > mostActions {
			return ErrLarge
		}
		for m := uint(1); m < 1<<len(nodes); m++ {
			var some []game.NodeID
			for i, n := range nodes {
				if m>>i&1 == 1 {
					some = append(some, n)
				}
			}
			next := append(slices.Clone(believed), some)
			if !e.ordered(linked[:k+1], next) {
				continue
			}
			if err := e.link(linked, next, weights, eqs, conds, open); err != nil {
				return err
			}
		}
		return nil
	}
	weights = slices.Clone(weights)
	restore := e.w.push()
	defer restore()
	more, ok := e.ratios(believed, weights)
	if !ok {
		return ErrCurved
	}
	conds, eqs = append(slices.Clone(conds), more...), slices.Clone(eqs)
	for _, c := range open {
		var sum ratfunc.Func
		for i, n := range e.w.g.Infosets[c.h].Nodes {
			sum = sum.Add(weights[n].Mul(c.gain[i]))
		}
		if c.equal {
			eqs = append(eqs, equation{sum.Num(), c.why})
		} else {
			conds = append(conds, cond{sum, ge, c.why})
		}
	}
	return e.settle(eqs, conds)
}

// trembles returns the unused actions on the way to n.
func (w *derivation) trembles(n game.NodeID) []game.ActionID {
	return slices.DeleteFunc(w.g.Path(n), func(a game.ActionID) bool { return !w.unused(a) })
}

// ordered tells whether unused actions can tremble with such orders that at each of the information sets just
// the given nodes are the likeliest: then just these are believed.
func (e *explorer) ordered(sets []game.InfosetID, believed [][]game.NodeID) bool {
	column := map[game.ActionID]int{}
	var rows []linprog.Row
	add := func(n, m game.NodeID, o linprog.Op, b int64) {
		var coef []num.Rat
		at := func(a game.ActionID, c int64) {
			j, ok := column[a]
			if !ok {
				j = len(column)
				column[a] = j
			}
			for len(coef) <= j {
				coef = append(coef, num.Zero)
			}
			coef[j] = coef[j].Add(num.Int(c))
			b -= c // orders are 1 + x with x >= 0
		}
		for _, a := range e.w.trembles(n) {
			at(a, 1)
		}
		for _, a := range e.w.trembles(m) {
			at(a, -1)
		}
		rows = append(rows, linprog.Row{Coef: coef, Op: o, B: num.Int(b)})
	}
	for i, h := range sets {
		first := believed[i][0]
		for _, n := range e.w.g.Infosets[h].Nodes {
			switch {
			case n == first:
			case slices.Contains(believed[i], n):
				add(n, first, linprog.EQ, 0)
			default:
				add(n, first, linprog.GE, 1)
			}
		}
	}
	p := &linprog.Problem{N: len(column), Rows: rows}
	_, _, status := p.Maximize(nil)
	return status == linprog.Optimal
}

// ratios writes how likely believed nodes are, relative to the first of their information set: a product of
// known probabilities and of weights of trembles. Ratios whose weights are independent are
// unknowns, positive; the others are products of powers of them. ok is false if a power is not whole.
func (e *explorer) ratios(believed [][]game.NodeID, weights []ratfunc.Func) (conds []cond, ok bool) {
	b := &basis{column: map[game.ActionID]int{}}
	for _, nodes := range believed {
		first := nodes[0]
		weights[first] = ratfunc.Const(num.One)
		known := e.knownPart(first)
		for _, n := range nodes[1:] {
			k := e.knownPart(n).Quo(known)
			powers, independent := b.express(e.w.trembles(n), e.w.trembles(first))
			if independent {
				x := ratfunc.Var(e.w.unknown(bounds{low: num.Zero, hasLow: true, openLow: true}))
				b.ratio, b.known = append(b.ratio, x), append(b.known, k)
				weights[n] = x
				conds = append(conds, cond{x, gt, Reason{OffPath, e.w.g.Nodes[n].Infoset, game.None, game.None}})
				continue
			}
			r := k
			for i, c := range powers {
				if !c.IsInt() {
					return nil, false
				}
				f := b.ratio[i].Quo(b.known[i])
				if c.Sign() < 0 {
					f = f.Inv()
				}
				for range int(c.Abs().Float()) {
					r = r.Mul(f)
				}
			}
			weights[n] = r
		}
	}
	return conds, true
}

// knownPart is the probability of the actions on the way to n that are used.
func (e *explorer) knownPart(n game.NodeID) ratfunc.Func {
	r := ratfunc.Const(num.One)
	for _, a := range e.w.g.Path(n) {
		if !e.w.unused(a) {
			r = r.Mul(e.w.sigma[a])
		}
	}
	return r
}

// A basis holds independent products of weights, as rows of powers.
type basis struct {
	column map[game.ActionID]int
	rows   [][]num.Rat    // reduced
	combos [][]num.Rat    // how each reduced row is made of the products
	pivot  []int          // the column at which a row leads
	ratio  []ratfunc.Func // the unknown for each product
	known  []ratfunc.Func // and its part without weights
}

// express writes the product of the weights of up, divided by those of down, as powers of earlier products; or adds it
// as independent.
func (b *basis) express(up, down []game.ActionID) (powers []num.Rat, independent bool) {
	var row []num.Rat
	at := func(a game.ActionID, c num.Rat) {
		j, ok := b.column[a]
		if !ok {
			j = len(b.column)
			b.column[a] = j
		}
		for len(row) <= j {
			row = append(row, num.Zero)
		}
		row[j] = row[j].Add(c)
	}
	for _, a := range up {
		at(a, num.One)
	}
	for _, a := range down {
		at(a, num.Int(-1))
	}
	powers = make([]num.Rat, len(b.rows))
	for i, r := range b.rows {
		if b.pivot[i] >= len(row) || row[b.pivot[i]].IsZero() {
			continue
		}
		c := row[b.pivot[i]].Quo(r[b.pivot[i]])
		for len(row) < len(r) {
			row = append(row, num.Zero)
		}
		for j := range r {
			row[j] = row[j].Sub(c.Mul(r[j]))
		}
		for j, m := range b.combos[i] {
			powers[j] = powers[j].Add(c.Mul(m))
		}
	}
	lead := slices.IndexFunc(row, func(x num.Rat) bool { return !x.IsZero() })
	if lead < 0 {
		return powers, false
	}
	combo := make([]num.Rat, len(b.rows)+1)
	for j, m := range powers {
		combo[j] = m.Neg()
	}
	combo[len(b.rows)] = num.One
	b.rows, b.combos, b.pivot = append(b.rows, row), append(b.combos, combo), append(b.pivot, lead)
	return nil, true
}
