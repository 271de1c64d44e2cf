package prove

import (
	"parley/game"
	"parley/internal/affine"
)

// A sign is a form of which more may be known than its range tells.
type sign struct {
	f              affine.Form
	plus, minus    bool // certainly positive, certainly negative
	above, beneath bool // certainly not negative, certainly not positive
}

func signOf(f affine.Form) sign {
	r := f.Range
	return sign{f, r.Lo > 0, r.Hi < 0, r.Lo >= 0, r.Hi <= 0}
}

// positive returns a sign of a form that is not negative.
func positive(f affine.Form, sure bool) sign {
	s := signOf(f)
	s.above = true
	s.plus = s.plus || sure
	return s
}

func (d *desk) times(x, y sign) sign {
	out := signOf(d.mem.Mul(x.f, y.f))
	if x.f.IsZero() || y.f.IsZero() {
		return out
	}
	out.plus = out.plus || x.plus && y.plus || x.minus && y.minus
	out.minus = out.minus || x.plus && y.minus || x.minus && y.plus
	out.above = out.above || out.plus || x.above && y.above || x.beneath && y.beneath
	out.beneath = out.beneath || out.minus || x.above && y.beneath || x.beneath && y.above
	return out
}

func (d *desk) minus(x, y sign) sign {
	out := signOf(d.mem.Sub(x.f, y.f))
	out.plus = out.plus || x.plus && y.beneath || x.above && y.minus
	out.minus = out.minus || x.minus && y.above || x.beneath && y.plus
	out.above = out.above || out.plus || x.above && y.beneath
	out.beneath = out.beneath || out.minus || x.beneath && y.above
	return out
}

// slacks returns forms that have the sign of a - b wherever both are defined: without a division, and with it.
func (d *desk) slacks(a, b value) []sign {
	out := []sign{signOf(d.mem.Sub(a.whole, b.whole))}
	one := exactly(1)
	simple := func(v value) bool { return !v.share && v.den.IsOne() }
	switch {
	case simple(a) && simple(b):
	case a.share && b.share:
		// x/(x+y) - u/(u+v) has the sign of x·v - y·u.
		out = append(out, d.minus(d.times(positive(a.num, a.sureNum), positive(b.rest, b.sureRest)), d.times(positive(a.rest, a.sureRest), positive(b.num, b.sureNum))))
	case a.share && simple(b):
		out = append(out, d.minus(d.times(signOf(d.mem.Sub(one, b.num)), positive(a.num, a.sureNum)), d.times(signOf(b.num), positive(a.rest, a.sureRest))))
	case simple(a) && b.share:
		out = append(out, d.minus(d.times(signOf(a.num), positive(b.rest, b.sureRest)), d.times(signOf(d.mem.Sub(one, a.num)), positive(b.num, b.sureNum))))
	default:
		out = append(out, signOf(d.mem.Sub(d.mem.Mul(a.num, b.den), d.mem.Mul(b.num, a.den))))
	}
	return out
}

// settled tells whether some literal of the clause holds at every point of the cell. If not, it cuts the cell by the failing of those that are
// defined throughout.
func (d *desk) settled() bool {
	d.because = ""
	for _, x := range d.sys.clause {
		a, b := d.evaluate(x.a), d.evaluate(x.b)
		if why := a.cannot; d.because == "" {
			if why == "" {
				why = b.cannot
			}
			d.because = why
		}
		if !a.defined || !b.defined {
			if d.because == "" {
				d.because = "play may not reach what it is about"
			}
			continue
		}
		all := d.slacks(a, b)
		for _, s := range all {
			if s.plus || !x.strict && s.above {
				return true
			}
		}
		for _, s := range all {
			for _, t := range s.f.Terms {
				d.lean[t.Var] -= t.Coeff
			}
			d.atLeast(d.mem.Neg(s.f), 1)
			if d.empty {
				return true
			}
		}
	}
	return false
}

// choose returns the unknown to split: an action that may be used or not, as long as something undecided depends on one or few
// are left; then the unknown on which most depends.
func (d *desk) choose() int {
	best, act := -1, -1
	opened, deepest := 0, -1
	for k := range d.games {
		l := d.games[k].l
		for _, s := range l.steps {
			if s.h == game.None || !l.rational[s.h] {
				continue
			}
			for a := range l.g.Infosets[s.h].Num {
				v := l.play + int(l.g.Infosets[s.h].First) + a
				if d.c.standing[v] != open {
					continue
				}
				if opened++; deepest < 0 {
					deepest = v
				}
				if d.impact[v] > 0 && (act < 0 || d.impact[v] > d.impact[act]) {
					act = v
				}
			}
		}
	}
	for v := range d.impact {
		if d.impact[v] *= d.c.box[v].Width() / d.sys.width[v]; d.impact[v] > 0 && (best < 0 || d.impact[v] > d.impact[best]) && d.splits(v) {
			best = v
		}
	}
	switch {
	case act >= 0:
		return act
	case opened > 0 && (best < 0 || opened <= fewOpen):
		return deepest
	case best >= 0:
		return best
	}
	for v := range d.c.box {
		if d.splits(v) && (best < 0 || d.c.box[v].Width() > d.c.box[best].Width()) {
			best = v
		}
	}
	return best
}

// fewOpen is how many actions that may be used or not are all tried before anything else is split.
const fewOpen = 16

// splits tells whether an unknown can be split.
func (d *desk) splits(v int) bool {
	const least = 1e-7
	b := d.c.box[v]
	return b.Width() > least*(1+max(b.Hi, -b.Lo))
}

// split returns the parts of a cell: an action that may be used or not is used or is not, and any other unknown lies in one half
// or the other.
func (c *cell) split(v int) []*cell {
	x, y := c.clone(), c.clone()
	if c.standing[v] == open && c.box[v].Lo == 0 && c.box[v].Hi > 0 && c.acts[v] {
		x.standing[v], y.standing[v] = used, unused
		y.box[v] = affine.Point(0)
		return []*cell{x, y}
	}
	m := c.box[v].Mid()
	x.box[v].Hi, y.box[v].Lo = m, m
	return []*cell{x, y}
}
