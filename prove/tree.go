package prove

import (
	"math"

	"parley/game"
	"parley/internal/affine"
)

var unit = affine.Interval{Lo: 0, Hi: 1}

// number returns the form of an exact small number.
func exactly(x float64) affine.Form { return affine.Number(affine.Point(x)) }

// probabilities makes the forms of all action probabilities.
func (d *desk) probabilities(x *gameDesk) {
	for h := range x.l.g.Infosets {
		s := &x.l.g.Infosets[h]
		if s.Player != game.Chance {
			d.mixture(x, s)
			continue
		}
		for a := s.First; a < s.First+game.ActionID(s.Num); a++ {
			x.prob[a] = d.expr(x, x.l.g.Actions[a].Prob).Bounded(unit) // it is one wherever the model is a game
			x.sure[a] = x.prob[a].Range.Lo > 0
		}
	}
}

// mixture makes the forms of the probabilities at an information set: a symbol for each action that may be used but the last,
// which has the rest.
func (d *desk) mixture(x *gameDesk, s *game.Infoset) {
	c, v := d.c, x.l.play+int(s.First)
	if s.Num == 1 {
		x.prob[s.First], x.sure[s.First] = exactly(1), true
		return
	}
	d.simplex(v, s.Num)
	if d.empty {
		return
	}
	last, alive := -1, 0
	for k := range s.Num {
		switch b := c.box[v+k]; c.standing[v+k] {
		case open:
			if b.Hi == 0 {
				d.stand(v+k, unused)
			} else if b.Lo > 0 {
				d.stand(v+k, used)
			}
		case used:
			if b.Hi == 0 {
				d.empty = true
				return
			}
		}
		if st := c.standing[v+k]; st == open || st == used {
			last = k
			alive++
		}
	}
	if alive == 0 {
		d.empty = true
		return
	}
	if alive == 1 {
		d.stand(v+last, used)
		d.shrink(v+last, affine.Point(1))
	}
	rest := exactly(1)
	for k := range s.Num {
		a := s.First + game.ActionID(k)
		st := c.standing[v+k]
		x.sure[a] = st == used
		switch {
		case st == unused || st == worse:
			x.prob[a] = affine.Form{}
		case k == last:
			x.prob[a] = rest.Bounded(c.box[v+k])
		default:
			x.prob[a] = d.symbol(v + k)
			rest = d.mem.Sub(rest, x.prob[a])
		}
	}
}

// simplex tightens the bounds of n unknowns from v on that sum to 1.
func (d *desk) simplex(v, n int) {
	box := d.c.box
	for range 2 {
		total := affine.Point(0)
		for k := range n {
			total = total.Add(box[v+k])
		}
		if total.Lo > 1 || total.Hi < 1 {
			d.empty = true
			return
		}
		for k := range n {
			others := affine.Point(0)
			for j := range n {
				if j != k {
					others = others.Add(box[v+j])
				}
			}
			d.shrink(v+k, affine.Point(1).Sub(others))
			if d.empty {
				return
			}
		}
	}
}

// alive lists the actions at h that may be used, by position.
func (d *desk) alive(x *gameDesk, s *game.Infoset, out []int) []int {
	v := x.l.play + int(s.First)
	for k := range s.Num {
		if s.Player == game.Chance {
			if !x.prob[s.First+game.ActionID(k)].IsZero() {
				out = append(out, k)
			}
		} else if st := d.c.standing[v+k]; s.Num == 1 || st == open || st == used {
			out = append(out, k)
		}
	}
	return out
}

// valueNode makes the forms of the expected payoffs that are wanted at a node.
func (d *desk) valueNode(x *gameDesk, n game.NodeID) {
	g, k := x.l.g, len(x.l.g.Players)
	h := g.Nodes[n].Infoset
	if h == game.None {
		for _, i := range x.l.values[n] {
			x.value[int(n)*k+int(i)] = d.expr(x, g.Payoff(n, i))
		}
		return
	}
	s := &g.Infosets[h]
	var buffer [16]int
	alive := d.alive(x, s, buffer[:0])
	for _, i := range x.l.values[n] {
		f := d.mean(x, s, alive, func(a int) affine.Form { return x.value[int(x.l.kids[n][a])*k+int(i)] })
		if s.Player == i && len(s.Nodes) == 1 {
			f = d.best(x, n, s, f)
		}
		x.value[int(n)*k+int(i)] = f.Settle()
	}
}

// mean returns the mean of what the actions are worth, in the probabilities at hand.
func (d *desk) mean(x *gameDesk, s *game.Infoset, alive []int, of func(int) affine.Form) affine.Form {
	if len(alive) == 0 {
		return affine.Number(affine.Whole)
	}
	last := alive[len(alive)-1]
	base := of(last)
	out, hull := base, base.Range
	for _, a := range alive[:len(alive)-1] {
		f := of(a)
		out = d.mem.Add(out, d.mem.Mul(x.prob[s.First+game.ActionID(a)], d.mem.Sub(f, base)))
		hull = hull.Hull(f.Range)
	}
	return out.Bounded(hull)
}

// best bounds what a mover who knows where he is gets: no less than any action is worth, and no more than one that he uses.
func (d *desk) best(x *gameDesk, n game.NodeID, s *game.Infoset, f affine.Form) affine.Form {
	k, own := len(x.l.g.Players), int(s.Player)
	i := affine.Whole
	for a := range s.Num {
		r := x.value[int(x.l.kids[n][a])*k+own].Range
		i.Lo = max(i.Lo, r.Lo)
		if x.sure[s.First+game.ActionID(a)] {
			i.Hi = min(i.Hi, r.Hi)
		}
	}
	if i.Lo > i.Hi {
		d.empty = true
	}
	return f.Bounded(i)
}

// compareActions uses that an action which is used is worth no less than any other there, at the beliefs held.
func (d *desk) compareActions(x *gameDesk, h game.InfosetID) {
	s := &x.l.g.Infosets[h]
	v := x.l.play + int(s.First)
	st := d.c.standing
	left := 0
	for a := range s.Num {
		if st[v+a] == open || st[v+a] == used {
			left++
		}
	}
	for a := range s.Num {
		if st[v+a] != open && st[v+a] != used {
			continue
		}
		for b := range s.Num {
			if a == b || st[v+b] == worse {
				continue
			}
			if left == 1 && st[v+b] != unused {
				continue
			}
			gain := d.gain(x, h, a, b)
			if gain.Range.Hi < 0 {
				if st[v+a] == used {
					d.empty = true
					return
				}
				d.stand(v+a, worse)
				break
			}
			if st[v+a] == used {
				d.atLeast(gain, 0.3)
				if d.empty {
					return
				}
			}
		}
	}
	d.mixture(x, s) // with what is known now
}

// gain returns by how much action a is better than b for the mover.
func (d *desk) gain(x *gameDesk, h game.InfosetID, a, b int) affine.Form {
	s := &x.l.g.Infosets[h]
	k, own := len(x.l.g.Players), int(s.Player)
	diff := func(n game.NodeID) affine.Form {
		return d.mem.Sub(x.value[int(x.l.kids[n][a])*k+own], x.value[int(x.l.kids[n][b])*k+own])
	}
	if len(s.Nodes) == 1 {
		return diff(s.Nodes[0])
	}
	return d.expectation(x, h, func(j int) affine.Form { return diff(s.Nodes[j]) })
}

// expectation returns the mean of what the nodes of an information set are worth, at the beliefs held there.
func (d *desk) expectation(x *gameDesk, h game.InfosetID, of func(j int) affine.Form) affine.Form {
	set := &x.l.sets[h]
	if set.class < 0 {
		return of(0)
	}
	d.believe(x, set.class)
	beliefs, box := x.belief[set.class], d.c.box[x.l.classes[set.class].belief:]
	n := len(set.slot)
	at := make([]int, n) // node by slot
	for j, slot := range set.slot {
		at[slot] = j
	}
	last := n - 1
	for last > 0 && beliefs[last].IsZero() {
		last--
	}
	base := of(at[last])
	out := base
	forms := make([]affine.Form, n)
	forms[last] = base
	for slot := range last {
		if beliefs[slot].IsZero() {
			continue
		}
		forms[slot] = of(at[slot])
		out = d.mem.Add(out, d.mem.Mul(beliefs[slot], d.mem.Sub(forms[slot], base)))
	}
	return out.Bounded(affine.Interval{
		Lo: -meanUp(box[:n], func(j int) float64 { return -forms[j].Range.Lo }),
		Hi: meanUp(box[:n], func(j int) float64 { return forms[j].Range.Hi }),
	})
}

// meanUp bounds the mean of numbers from above, with weights that sum to 1 and lie in their boxes: the greatest are filled up
// first. What rounding may have cost is made up for at the end.
func meanUp(box []affine.Interval, of func(int) float64) float64 {
	total, left, most := 0.0, 1.0, 0.0
	var buffer [16]bool
	done := append(buffer[:0], make([]bool, len(box))...)
	for j := range box {
		if done[j] = box[j].Hi <= 0; done[j] {
			continue
		}
		lo := max(0, box[j].Lo)
		left -= lo
		total += float64(lo * of(j))
		most = max(most, math.Abs(of(j)))
	}
	for left > 0 {
		best := -1
		for j := range box {
			if !done[j] && (best < 0 || of(j) > of(best)) {
				best = j
			}
		}
		if best < 0 {
			break
		}
		done[best] = true
		w := min(left, box[best].Hi-max(0, box[best].Lo))
		total += float64(w * of(best))
		left -= w
	}
	if total += float64(len(box)+2) * 0x1p-48 * most; math.IsNaN(total) {
		return math.Inf(1)
	}
	return total
}
