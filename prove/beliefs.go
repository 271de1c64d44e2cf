package prove

import (
	"slices"

	"parley/game"
	"parley/internal/affine"
)

// bayes cuts the beliefs by what consistency says of them: in every consistent assessment, and for any two nodes of an
// information set, the belief in one times the probability of the way to the other is the belief in the other
// times that of the way to the one, ways being taken without what they share. It holds for the completely mixed
// profiles of which the assessment is a limit (Kreps and Wilson 1982), so it holds in the limit; where play reaches the
// information set it is Bayes' rule.
func (d *desk) bayes(x *gameDesk) {
	clear(x.held)
	for c := range x.l.classes {
		if d.wanted(x, c) {
			d.odds(x, c)
			if d.empty {
				return
			}
		}
	}
}

// wanted tells whether the beliefs of a class matter: someone chooses there, a query asks for them, or something was found out about
// them, which play must bear out.
func (d *desk) wanted(x *gameDesk, c int) bool {
	cl := &x.l.classes[c]
	if d.sys.asked[x.l.where][c] || slices.ContainsFunc(d.c.box[cl.belief:cl.belief+len(cl.ways)], func(i affine.Interval) bool { return i != unit }) {
		return true
	}
	for h := range x.l.sets {
		if x.l.sets[h].class != c || !x.l.rational[h] {
			continue
		}
		s := &x.l.g.Infosets[h]
		v, left := x.l.play+int(s.First), 0
		for a := range s.Num {
			switch d.c.standing[v+a] {
			case open, used:
				left++
			case unused:
				return true
			case worse:
			}
		}
		if left > 1 {
			return true
		}
	}
	return false
}

// way returns the probability of the way to a slot, and whether it is certainly positive.
func (d *desk) way(x *gameDesk, way []factor) (w affine.Form, sure bool) {
	w, sure = exactly(1), true
	for _, f := range way {
		if f.action == game.None {
			p := d.expr(x, f.chance).Bounded(unit)
			w = d.mem.Mul(w, p)
			sure = sure && p.Range.Lo > 0
			continue
		}
		w = d.mem.Mul(w, x.prob[f.action])
		sure = sure && x.sure[f.action]
	}
	return w.Bounded(unit), sure
}

// maxPairs bounds the slots of a class whose odds are compared with each other's.
const maxPairs = 8

func (d *desk) odds(x *gameDesk, c int) {
	cl := &x.l.classes[c]
	n := len(cl.ways)
	ways, sure := make([]affine.Form, n), make([]bool, n)
	reached := false
	for j := range ways {
		ways[j], sure[j] = d.way(x, cl.ways[j])
		reached = reached || sure[j] || ways[j].Range.Lo > 0
	}
	d.simplex(cl.belief, n)
	if d.empty {
		return
	}
	for j := range ways {
		if reached && !d.share(cl.belief+j, j, ways) {
			return
		}
	}
	d.hold(x, c)
	beliefs := x.belief[c]
	for i := range ways {
		for j := range i {
			if n > maxPairs && i != j+1 || d.c.box[cl.belief+i].Hi == 0 && d.c.box[cl.belief+j].Hi == 0 {
				continue
			}
			diff := d.mem.Sub(d.mem.Mul(beliefs[i], ways[j]), d.mem.Mul(beliefs[j], ways[i]))
			d.atLeast(diff, 0.1)
			if !d.empty {
				d.atLeast(d.mem.Neg(diff), 0.1)
			}
			if d.empty {
				return
			}
		}
	}
}

// share bounds a belief that is the share of one way in a sum of ways which is positive.
func (d *desk) share(v, j int, ways []affine.Form) bool {
	others := affine.Point(0)
	for k := range ways {
		if k != j {
			others = others.Add(ways[k].Range)
		}
	}
	d.shrink(v, fraction(ways[j].Range, others))
	return !d.empty
}

// fraction bounds a / (a + b) where a and b are not negative and their sum is positive.
func fraction(a, b affine.Interval) affine.Interval {
	a.Lo, b.Lo = max(0, a.Lo), max(0, b.Lo)
	out := unit
	switch {
	case a.Hi == 0:
		return affine.Point(0)
	case b.Hi == 0:
		return affine.Point(1)
	}
	if a.Lo > 0 {
		lo := affine.Point(a.Lo)
		out.Lo = max(0, lo.Quo(lo.Add(affine.Point(b.Hi))).Lo)
	}
	if b.Lo > 0 {
		hi := affine.Point(a.Hi)
		out.Hi = min(1, hi.Quo(hi.Add(affine.Point(b.Lo))).Hi)
	}
	return out
}

// hold makes the forms of the beliefs of a class: a symbol for each slot but the last that is believed, which has the
// rest.
func (d *desk) hold(x *gameDesk, c int) {
	cl := &x.l.classes[c]
	n := len(cl.ways)
	if x.belief[c] == nil {
		x.belief[c] = make([]affine.Form, n)
	}
	last := n - 1
	for last > 0 && d.c.box[cl.belief+last].Hi == 0 {
		last--
	}
	rest := exactly(1)
	for j := range n {
		switch b := d.c.box[cl.belief+j]; {
		case b.Hi == 0 || j > last:
			x.belief[c][j] = affine.Form{}
		case j == last:
			x.belief[c][j] = rest.Bounded(b)
		default:
			x.belief[c][j] = d.symbol(cl.belief + j)
			rest = d.mem.Sub(rest, x.belief[c][j])
		}
	}
	x.held[c] = true
}

// believe makes the forms of the beliefs of a class if they are not there.
func (d *desk) believe(x *gameDesk, c int) {
	if !x.held[c] {
		d.hold(x, c)
	}
}

// decided tells whether a game has exactly one equilibrium at every point of a cell that holds them all: at each information
// set one action is left, and none holds beliefs that play does not settle.
func (x *gameDesk) decided(d *desk) bool {
	g := x.l.g
	reached := make([]bool, len(g.Nodes))
	reached[0] = true
	for n := 1; n < len(g.Nodes); n++ {
		reached[n] = reached[g.Nodes[n].Parent] && x.sure[g.Nodes[n].Via]
	}
	for h := range g.Infosets {
		s := &g.Infosets[h]
		if s.Player == game.Chance {
			continue
		}
		var buffer [16]int
		if len(d.alive(x, s, buffer[:0])) > 1 {
			return false
		}
		if len(s.Nodes) == 1 {
			continue
		}
		on := false
		for _, n := range s.Nodes {
			on = on || reached[n]
		}
		if !on {
			return false
		}
	}
	return true
}
