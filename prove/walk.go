package prove

import (
	"parley/game"
	"parley/internal/affine"
)

// Counts at terminal nodes that are the same all over a subtree; mixed where they are not.
const mixed = -1

// A tally is a small count at each terminal node and, at other nodes, the count of all terminal nodes below if these
// have the same.
type tally []int16

func newTally(g *game.Game, of func(game.NodeID) int) tally {
	t := make(tally, len(g.Nodes))
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		n := game.NodeID(i)
		if g.Terminal(n) {
			t[i] = int16(of(n))
			continue
		}
		for j, c := range g.Children(n) {
			if j == 0 {
				t[i] = t[c]
			} else if t[c] != t[i] {
				t[i] = mixed
			}
		}
	}
	return t
}

// A walker works expected values out over a tree whose moves are forced in part.
type walker struct {
	d    *desk
	x    *gameDesk
	prob []affine.Form
	sure []bool
	said bool // the equilibrium says how forced moves are made
}

// forced returns the walker of a query: play as it is, but for the moves that do= forces.
func (d *desk) forced(x *gameDesk, lf *leafLayout) walker {
	w := walker{d: d, x: x, prob: x.prob, sure: x.sure, said: true}
	if lf.Force == nil {
		return w
	}
	w.prob, w.sure = append([]affine.Form(nil), x.prob...), append([]bool(nil), x.sure...)
	for _, h := range lf.Force {
		s := &x.l.g.Infosets[h]
		allowed, sum, some := 0, affine.Form{}, false
		for a := s.First; a < s.First+game.ActionID(s.Num); a++ {
			if lf.Allow[a] {
				allowed++
				sum = d.mem.Add(sum, x.prob[a])
				some = some || x.sure[a]
			}
		}
		w.said = w.said && (allowed == 1 || some || sum.Range.Lo > 0)
		for a := s.First; a < s.First+game.ActionID(s.Num); a++ {
			switch {
			case !lf.Allow[a]:
				w.prob[a], w.sure[a] = affine.Form{}, false
			case allowed == 1:
				w.prob[a], w.sure[a] = exactly(1), true
			case sum.Range.Lo > 0:
				w.prob[a] = d.mem.Quo(x.prob[a], sum).Bounded(unit)
			case !x.prob[a].IsZero():
				w.prob[a] = affine.Number(unit)
			}
		}
	}
	return w
}

// children lists the actions that may be taken at n, by position, and whether their probabilities are those of a
// mixture that sums to 1.
func (w *walker) children(n game.NodeID, out []int) []int {
	s := &w.x.l.g.Infosets[w.x.l.g.Nodes[n].Infoset]
	for k := range s.Num {
		if !w.prob[s.First+game.ActionID(k)].IsZero() {
			out = append(out, k)
		}
	}
	return out
}

// total returns the expected count from n on, and whether it is certainly positive.
func (w *walker) total(n game.NodeID, t tally) (f affine.Form, sure bool) {
	if t[n] != mixed {
		return exactly(float64(t[n])), t[n] > 0
	}
	g := w.x.l.g
	s := &g.Infosets[g.Nodes[n].Infoset]
	var buffer [16]int
	kids := w.children(n, buffer[:0])
	forms := make([]affine.Form, 0, len(kids))
	for _, k := range kids {
		c, positive := w.total(w.x.l.kids[n][k], t)
		forms = append(forms, c)
		sure = sure || positive && w.sure[s.First+game.ActionID(k)]
	}
	return w.mean(s, kids, forms), sure
}

// mean returns the mean of what the actions lead to. Exact zeros stay exact.
func (w *walker) mean(s *game.Infoset, kids []int, forms []affine.Form) affine.Form {
	if len(kids) == 0 {
		return affine.Number(affine.Whole)
	}
	if len(kids) == 1 {
		return forms[0] // the others have probability 0
	}
	zeros := 0
	hull := forms[0].Range
	for _, f := range forms {
		if f.IsZero() {
			zeros++
		}
		hull = hull.Hull(f.Range)
	}
	mem := &w.d.mem
	if zeros > 0 {
		var out affine.Form
		for i, f := range forms {
			if !f.IsZero() {
				out = mem.Add(out, mem.Mul(w.prob[s.First+game.ActionID(kids[i])], f))
			}
		}
		return out.Bounded(hull)
	}
	base := forms[len(forms)-1]
	out := base
	for i, f := range forms[:len(forms)-1] {
		out = mem.Add(out, mem.Mul(w.prob[s.First+game.ActionID(kids[i])], mem.Sub(f, base)))
	}
	return out.Bounded(hull)
}

// payoff returns the player's expected payoff from n on, counting only outcomes that are given.
func (w *walker) payoff(n game.NodeID, lf *leafLayout) affine.Form {
	g := w.x.l.g
	if lf.yes[n] == 0 {
		return affine.Form{}
	}
	if g.Terminal(n) {
		return w.d.expr(w.x, g.Payoff(n, lf.Player))
	}
	if lf.Given == nil && lf.Force == nil {
		return w.x.value[int(n)*len(g.Players)+int(lf.Player)]
	}
	s := &g.Infosets[g.Nodes[n].Infoset]
	var buffer [16]int
	kids := w.children(n, buffer[:0])
	var forms []affine.Form
	for _, k := range kids {
		forms = append(forms, w.payoff(w.x.l.kids[n][k], lf))
	}
	return w.mean(s, kids, forms)
}

// hull bounds the player's payoff at the outcomes that are given.
func (w *walker) hull(lf *leafLayout) affine.Interval {
	g := w.x.l.g
	out := affine.Interval{Lo: affine.Whole.Hi, Hi: affine.Whole.Lo}
	for n := range g.Nodes {
		if z := game.NodeID(n); g.Terminal(z) && lf.yes[n] != 0 {
			out = out.Hull(w.d.expr(w.x, g.Payoff(z, lf.Player)).Range)
		}
	}
	return out
}
