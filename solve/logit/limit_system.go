package logit

import (
	"fmt"
	"math"
	"slices"

	"parley/game"
	"parley/internal/poly"
	"parley/num"
	"parley/solve"
)

// equations writes the indifference between the used actions of each information set, given its beliefs.
func (l *limiter) equations() (zero []poly.Poly, ok bool) {
	l.values = map[int][]poly.Poly{}
	for h := range l.in.Infosets {
		set := &l.in.Infosets[h]
		if set.Player == game.Chance {
			continue
		}
		use := l.support(game.InfosetID(h))
		if len(use) < 2 {
			continue
		}
		worth := make([]poly.Poly, len(use))
		for _, n := range set.Nodes {
			if !l.believed[n] {
				continue
			}
			w := l.weight(n, set)
			for k, a := range use {
				v := l.value(l.in.Child(n, int(a-set.First)))
				if v == nil {
					return nil, false
				}
				worth[k] = worth[k].Add(w.Mul(v[set.Player]))
			}
		}
		for k := range use[1:] {
			zero = append(zero, worth[k+1].Sub(worth[0]))
		}
	}
	return zero, true
}

// prob is the probability of a used action.
func (l *limiter) prob(a game.ActionID) poly.Poly {
	h := l.in.Actions[a].Infoset
	if l.in.Infosets[h].Player == game.Chance {
		return poly.Const(l.in.Prob(a))
	}
	if i, ok := l.column[int32(a)]; ok {
		return poly.Var(i)
	}
	p := polyOne // the last used action has what the others leave
	for _, o := range l.support(h) {
		if o != a {
			p = p.Sub(poly.Var(l.column[int32(o)]))
		}
	}
	return p
}

// weight is proportional to the belief in a believed node: the product of the used actions on the way and of
// the weights x/(1-x) of unused ones, times 1-x for each x that stands in some believed node's weight.
func (l *limiter) weight(n game.NodeID, set *game.Infoset) poly.Poly {
	w := polyOne
	for _, a := range l.in.Path(n) {
		if l.used[a] && l.in.Infosets[l.in.Actions[a].Infoset].Player != set.Player {
			w = w.Mul(l.prob(a))
		}
	}
	if !l.offPath(set) {
		return w
	}
	for _, a := range l.weights {
		here, there := l.onWay(n, a), false
		for _, m := range set.Nodes {
			there = there || l.believed[m] && l.onWay(m, a)
		}
		x := poly.Var(l.column[int32(a)])
		switch {
		case here:
			w = w.Mul(x)
		case there:
			w = w.Mul(polyOne.Sub(x))
		}
	}
	return w
}

func (l *limiter) onWay(n game.NodeID, a game.ActionID) bool {
	return slices.Contains(l.unused[n], a)
}

// value is what play from node n on is worth to each player; nil if the polynomials grow too large.
func (l *limiter) value(n game.NodeID) []poly.Poly {
	if v, ok := l.values[int(n)]; ok {
		return v
	}
	out := make([]poly.Poly, len(l.in.Players))
	h := l.in.Nodes[n].Infoset
	if h == game.None {
		for i := range out {
			out[i] = poly.Const(l.in.PayoffAt(n, game.PlayerID(i)))
		}
		l.values[int(n)] = out
		return out
	}
	set := &l.in.Infosets[h]
	c := n + 1
	for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
		if l.used[a] {
			v := l.value(c)
			if v == nil {
				return nil
			}
			p := l.prob(a)
			for i := range out {
				out[i] = out[i].Add(p.Mul(v[i]))
				if out[i].Terms() > mostTerms {
					l.why = fmt.Sprintf("its conditions are polynomials of more than %d terms", mostTerms)
					return nil
				}
			}
		}
		c = l.in.Nodes[c].End
	}
	l.values[int(n)] = out
	return out
}

// equilibrium makes an assessment of values of the unknowns.
func (l *limiter) equilibrium(x []num.Rat, radius float64) (*solve.Equilibrium, float64, string) {
	e := &solve.Equilibrium{Certificate: solve.Exact}
	mid := l.assess(x)
	e.Assessment = mid
	if radius > 0 {
		e.Certificate, e.Radius = solve.Interval, l.spreadOf(x, radius)
	}
	far := 0.0
	for a, p := range mid.Profile {
		far = math.Max(far, math.Abs(p.Float()-l.last.P[a]))
	}
	for n, p := range mid.Beliefs {
		if h := l.in.Nodes[n].Infoset; h != game.None && l.in.Infosets[h].Player != game.Chance {
			far = math.Max(far, math.Abs(p.Float()-l.last.Beliefs[n]))
		}
	}
	if far > nearEnough {
		return nil, far, fmt.Sprintf("the equilibrium with its supports lies %.2g away", far)
	}
	return e, far, ""
}

// assess returns the assessment at the given values of the unknowns.
func (l *limiter) assess(x []num.Rat) game.Assessment {
	p := make(game.Profile, len(l.in.Actions))
	t := &game.Trembles{Order: l.order, Weight: make([]num.Rat, len(p))}
	for a := range p {
		id := game.ActionID(a)
		if l.used[a] {
			p[a] = l.prob(id).Eval(x)
			t.Weight[a] = p[a]
			continue
		}
		t.Weight[a] = num.One
		if i, ok := l.column[int32(a)]; ok {
			t.Weight[a] = x[i].Quo(num.One.Sub(x[i]))
		}
	}
	return game.Assessment{Profile: p, Trembles: t, Beliefs: l.beliefs(t)}
}

// spreadOf bounds how far probabilities, weights and beliefs lie from their values at x if each unknown lies
// within radius of x's: the sum over unknowns of what moving that one does, times 2 for what is not linear
// over such a distance.
func (l *limiter) spreadOf(x []num.Rat, radius float64) float64 {
	base := l.assess(x)
	sum := 0.0
	for i := range x {
		most := 0.0
		for _, move := range []num.Rat{num.FromFloat(radius), num.FromFloat(-radius)} {
			y := slices.Clone(x)
			y[i] = y[i].Add(move)
			most = math.Max(most, gap(&base, l.assess(y)))
		}
		sum += most
	}
	return 2 * sum
}

// gap is the largest difference between numbers of two assessments.
func gap(a *game.Assessment, b game.Assessment) float64 {
	most := 0.0
	for _, pair := range [][2][]num.Rat{{a.Profile, b.Profile}, {a.Beliefs, b.Beliefs}, {a.Trembles.Weight, b.Trembles.Weight}} {
		for i, x := range pair[0] {
			most = math.Max(most, x.Sub(pair[1][i]).Abs().Float())
		}
	}
	return most
}

// beliefs returns the limit of beliefs under the trembles.
func (l *limiter) beliefs(t *game.Trembles) game.Beliefs {
	g := l.in.Game
	order, weight := make([]int64, len(g.Nodes)), make([]num.Rat, len(g.Nodes))
	weight[0] = num.One
	for n := 1; n < len(g.Nodes); n++ {
		x := &g.Nodes[n]
		order[n] = order[x.Parent] + int64(t.Order[x.Via])
		weight[n] = weight[x.Parent].Mul(t.Weight[x.Via])
	}
	out := make(game.Beliefs, len(g.Nodes))
	for h := range g.Infosets {
		nodes := g.Infosets[h].Nodes
		least := order[nodes[0]]
		for _, n := range nodes {
			least = min(least, order[n])
		}
		sum := num.Zero
		for _, n := range nodes {
			if order[n] == least {
				sum = sum.Add(weight[n])
			}
		}
		for _, n := range nodes {
			if order[n] == least {
				out[n] = weight[n].Quo(sum)
			}
		}
	}
	return out
}
