package prove

import (
	"parley/game"
	"parley/internal/affine"
	"parley/query"
)

// A value is what is known of a query over a cell. It is the quotient of two forms, so that comparisons need not divide.
type value struct {
	num, den affine.Form // den is not negative
	rest     affine.Form // of a probability: den - num
	share    bool        // it is a probability: num and rest are not negative
	sureNum  bool        // num is certainly positive; so with rest
	sureRest bool
	whole    affine.Form // num / den
	defined  bool        // it has a value at every point
	cannot   string      // why it could not be bounded
}

func plain(f affine.Form) value {
	return value{num: f, den: exactly(1), whole: f, defined: true}
}

// evaluate bounds a query over the cell.
func (d *desk) evaluate(q query.Query) value {
	switch q := q.(type) {
	case query.Number:
		return plain(d.expr(&d.games[0], q.ID))
	case query.Arith:
		return d.arith(q)
	}
	lf := d.sys.leaves[q.String()]
	x := &d.games[lf.game]
	switch q := q.(type) {
	case query.Prob:
		return d.probability(x, lf)
	case query.Payoff:
		return d.payoff(x, lf)
	case query.Belief:
		return d.beliefIn(x, lf)
	case query.Plays:
		return d.plays(x, lf)
	case query.Count:
		if d.c.single[lf.game] {
			return plain(exactly(1))
		}
		v := plain(affine.Number(affine.Interval{Lo: 1, Hi: affine.Whole.Hi}))
		v.cannot = q.String() + " asks for the number of equilibria, which is known over a region only where actions that are worse for certain leave a single one"
		return v
	case query.Informs:
		return unbounded(unit, q)
	case query.Influence:
		return unbounded(unit, q)
	case query.Alignment:
		return unbounded(affine.Interval{Lo: -1, Hi: 1}, q)
	}
	return unbounded(affine.Whole, q)
}

// unbounded stands for a query of which only the range is known, and not even whether it is defined.
func unbounded(i affine.Interval, q query.Query) value {
	v := plain(affine.Number(i))
	v.defined, v.cannot = false, q.String()+" cannot be bounded over a region yet"
	return v
}

func (d *desk) arith(q query.Arith) value {
	a, b := d.evaluate(q.A), d.evaluate(q.B)
	var f affine.Form
	defined := a.defined && b.defined
	switch q.Op {
	case '+':
		f = d.mem.Add(a.whole, b.whole)
	case '-':
		f = d.mem.Sub(a.whole, b.whole)
	case '*':
		f = d.mem.Mul(a.whole, b.whole)
	case '/':
		f = d.mem.Quo(a.whole, b.whole)
		defined = defined && (b.whole.Range.Lo > 0 || b.whole.Range.Hi < 0)
	}
	v := plain(f)
	v.defined = defined
	if v.cannot = a.cannot; v.cannot == "" {
		v.cannot = b.cannot
	}
	return v
}

// shareOf makes the value num / (num + rest) of two quantities that are not negative.
func (d *desk) shareOf(num, rest affine.Form, sureNum, sureRest bool) value {
	v := value{num: num, rest: rest, share: true, sureNum: sureNum || num.Range.Lo > 0, sureRest: sureRest || rest.Range.Lo > 0}
	v.defined = v.sureNum || v.sureRest
	v.den = d.mem.Add(num, rest)
	switch {
	case rest.IsZero():
		v.whole = exactly(1)
	case num.IsZero():
		v.whole = affine.Form{}
	default:
		i := fraction(num.Range, rest.Range)
		if v.den.Range.Lo > 0 {
			v.whole = d.mem.Quo(num, v.den).Bounded(i).Settle()
		} else {
			v.whole = affine.Number(i)
		}
	}
	return v
}

func (d *desk) probability(x *gameDesk, lf *leafLayout) value {
	p := d.forced(x, lf)
	num, sureNum := p.total(0, lf.yes)
	if lf.Given == nil {
		rest, sureRest := p.total(0, lf.no)
		v := value{num: num, rest: rest, share: true, sureNum: sureNum || num.Range.Lo > 0, sureRest: sureRest || rest.Range.Lo > 0, den: exactly(1), whole: num, defined: p.said}
		if rest.IsZero() {
			v.num, v.whole = exactly(1), exactly(1)
		}
		return v
	}
	rest, sureRest := p.total(0, lf.no)
	v := d.shareOf(num, rest, sureNum, sureRest)
	v.defined = v.defined && p.said
	return v
}

func (d *desk) payoff(x *gameDesk, lf *leafLayout) value {
	p := d.forced(x, lf)
	num := p.payoff(0, lf)
	if lf.Given == nil {
		v := plain(num)
		v.defined = p.said
		return v
	}
	den, sure := p.total(0, lf.yes)
	v := value{num: num, den: den, defined: p.said && (sure || den.Range.Lo > 0)}
	hull := p.hull(lf)
	if den.Range.Lo > 0 {
		v.whole = d.mem.Quo(num, den).Bounded(hull).Settle()
	} else {
		v.whole = affine.Number(hull)
	}
	return v
}

// beliefIn bounds a belief. At one information set it is the mean over its nodes, on the path and off it. Of several
// it is, on the path, a mean of theirs and, off it, any of them.
func (d *desk) beliefIn(x *gameDesk, lf *leafLayout) value {
	p := walker{d: d, x: x, prob: x.prob, sure: x.sure, said: true}
	var all []affine.Form
	for _, s := range lf.Sets {
		nodes := x.l.g.Infosets[s.Infoset].Nodes
		f := d.expectation(x, s.Infoset, func(j int) affine.Form {
			f, _ := p.total(nodes[j], lf.yes)
			return f
		})
		all = append(all, f.Bounded(unit))
	}
	return plain(hullOf(all))
}

func hullOf(all []affine.Form) affine.Form {
	out := all[0]
	for _, f := range all[1:] {
		out = affine.Number(out.Range.Hull(f.Range))
	}
	return out
}

// plays bounds how often an action is taken: a mean of its probabilities at the information sets asked about where play
// reaches them, and any of these where it does not.
func (d *desk) plays(x *gameDesk, lf *leafLayout) value {
	p := walker{d: d, x: x, prob: x.prob, sure: x.sure, said: true}
	num, sureNum := p.total(0, lf.yes)
	rest, sureRest := p.total(0, lf.no)
	v := d.shareOf(num, rest, sureNum, sureRest)
	reached := v.defined
	if len(lf.Sets) == 0 {
		return v
	}
	var all []affine.Form
	sure, sureNot := true, true
	for _, s := range lf.Sets {
		if s.Action == game.None {
			all, sure = append(all, affine.Form{}), false
			continue
		}
		all = append(all, x.prob[s.Action])
		sure = sure && x.sure[s.Action]
		others := false
		set := &x.l.g.Infosets[s.Infoset]
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			others = others || a != s.Action && x.sure[a]
		}
		sureNot = sureNot && others
	}
	hull := hullOf(all)
	switch {
	case lf.steady && (len(all) == 1 || !reached):
		// A share of the action's probability and of the rest of it.
		return value{num: hull, rest: d.mem.Sub(exactly(1), hull), share: true, sureNum: sure, sureRest: sureNot, den: exactly(1), whole: hull, defined: true}
	case lf.steady:
		v.whole = v.whole.Bounded(hull.Range)
		return v
	case reached:
		return v
	}
	return plain(affine.Number(unit))
}
