package refine

import (
	"fmt"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// payoffs returns bounds of each player's payoff over a set of equilibria, in utils, wide enough for
// probabilities that are only enclosed; ok is false where they are known in floating point only.
func (j *judging) payoffs(e *solve.Equilibrium) (low, high []num.Rat, ok bool) {
	if e.Certificate == solve.Numeric {
		return nil, nil, false
	}
	in := j.in
	for p := range in.Players {
		value := func(n game.NodeID) num.Rat { return in.PayoffAt(n, game.PlayerID(p)) }
		l, h := e.Bounds(in, value)
		if e.Certificate == solve.Interval {
			slack := j.slack(e.Radius, value)
			l, h = l.Sub(slack), h.Add(slack)
		}
		low, high = append(low, l), append(high, h)
	}
	return low, high, true
}

// slack bounds how far an expected payoff is off if each probability is off by at most r: at each move on
// a way the distributions differ by at most width · r in total, so those over ends by depth · width · r.
func (j *judging) slack(r float64, value func(game.NodeID) num.Rat) num.Rat {
	in := j.in
	width, depth, largest := 0, 0, num.Zero
	at := make([]int, len(in.Nodes))
	for n := range in.Nodes {
		if n > 0 {
			at[n] = at[in.Nodes[n].Parent] + 1
		}
		depth = max(depth, at[n])
		if in.Terminal(game.NodeID(n)) {
			largest = num.Max(largest, value(game.NodeID(n)).Abs())
		} else {
			width = max(width, in.Infosets[in.Nodes[n].Infoset].Num)
		}
	}
	return num.FromFloat(r).Mul(largest).Mul(num.Int(int64(depth * width)))
}

// payoffDominant tells whether another equilibrium of the list is better for every player (Harsanyi and
// Selten 1988).
func (j *judging) payoffDominant(i int) Judgement {
	if len(j.res.Equilibria) == 1 && j.res.Equilibria[0].Dimension == 0 && j.res.Complete {
		return inapplicable("there is no other equilibrium")
	}
	if j.constantSum() {
		return pass() // what one gains another loses
	}
	low, high, ok := j.payoffs(&j.res.Equilibria[i])
	if !ok {
		return undecided("payoffs are known in floating point only")
	}
	open := ""
	for k := range j.res.Equilibria {
		if k == i {
			continue
		}
		l, h, ok := j.payoffs(&j.res.Equilibria[k])
		if !ok {
			return undecided("payoffs are known in floating point only")
		}
		better, perhaps := true, true
		for p := range low {
			better = better && high[p].Less(l[p])
			perhaps = perhaps && low[p].Less(h[p])
		}
		switch {
		case better:
			var parts []string
			for p := range low {
				parts = append(parts, fmt.Sprintf("%s %s instead of %s", j.in.Players[p], between(l[p], h[p]), between(low[p], high[p])))
			}
			return fail("in E%d everybody gets more: %s", k+1, strings.Join(parts, ", "))
		case perhaps && open == "":
			open = fmt.Sprintf("some members of E%d may be better for everybody", k+1)
		}
	}
	e := &j.res.Equilibria[i]
	for p := range low {
		if open == "" && e.Dimension > 0 && !low[p].Equal(high[p]) && j.allVary(low, high) {
			open = "as far as bounds tell, some of its members may be better for all than others"
		}
	}
	switch {
	case open != "":
		return undecided("%s", open)
	case !j.res.Complete:
		return undecided("none of the list is better for everybody, but the list may not be complete")
	}
	return pass()
}

// constantSum tells whether the payoffs sum to the same at every end.
func (j *judging) constantSum() bool {
	total, first := num.Zero, true
	for n := range j.in.Nodes {
		if !j.in.Terminal(game.NodeID(n)) {
			continue
		}
		sum := num.Zero
		for p := range j.in.Players {
			sum = sum.Add(j.in.PayoffAt(game.NodeID(n), game.PlayerID(p)))
		}
		if !first && !sum.Equal(total) {
			return false
		}
		total, first = sum, false
	}
	return true
}

func (j *judging) allVary(low, high []num.Rat) bool {
	for p := range low {
		if low[p].Equal(high[p]) {
			return false
		}
	}
	return true
}

func between(low, high num.Rat) string {
	if l, h := low.Decimal(3), high.Decimal(3); l != h {
		return l + " to " + h
	}
	return low.Decimal(3)
}

// riskDominant tells whether another equilibrium of the list risk-dominates this one. It is asked of two
// players who play pure strategies in both, and decided in the game of two strategies each that the two
// equilibria span in the reduced strategic form: there the one with the greater product of what the players
// would lose by deviating alone risk-dominates the other (Harsanyi and Selten 1988). For games
// that are 2 by 2 this is their definition; in larger ones they trace a path of the whole game, which may
// decide otherwise.
func (j *judging) riskDominant(i int) Judgement {
	if len(j.in.Players) != 2 {
		return inapplicable("it is defined here for two players")
	}
	form, err := j.strategic()
	if err != nil {
		return undecided("%s", err)
	}
	own, ok := j.pure(form, i)
	if !ok {
		return inapplicable("it is defined here for single equilibria in pure strategies")
	}
	compared := false
	for k := range j.res.Equilibria {
		other, ok := j.pure(form, k)
		if k == i || !ok || own[0] == other[0] || own[1] == other[1] {
			continue
		}
		u := func(p, a, b int) num.Rat { return form.PayoffAt(form.Child(form.Child(0, a), b), game.PlayerID(p)) }
		// What each would lose by deviating alone to his strategy in the other equilibrium.
		here := [2]num.Rat{u(0, own[0], own[1]).Sub(u(0, other[0], own[1])), u(1, own[0], own[1]).Sub(u(1, own[0], other[1]))}
		there := [2]num.Rat{u(0, other[0], other[1]).Sub(u(0, own[0], other[1])), u(1, other[0], other[1]).Sub(u(1, other[0], own[1]))}
		if here[0].IsZero() || here[1].IsZero() || there[0].IsZero() || there[1].IsZero() {
			continue // not strict where they are compared
		}
		compared = true
		if a, b := here[0].Mul(here[1]), there[0].Mul(there[1]); a.Less(b) {
			return fail("E%d risk-dominates it: deviating would cost %s × %s there, %s × %s here", k+1,
				there[0].Decimal(3), there[1].Decimal(3), here[0].Decimal(3), here[1].Decimal(3))
		}
	}
	switch {
	case !compared:
		return inapplicable("there is no other equilibrium in pure strategies, strict against it, to compare it with")
	case !j.res.Complete:
		return undecided("none of the list risk-dominates it, but the list may not be complete")
	}
	return pass()
}

// pure returns the players' strategies in an equilibrium, if it is one point of pure strategies.
func (j *judging) pure(form *game.Strategic, i int) (own [2]int, ok bool) {
	e := &j.res.Equilibria[i]
	if e.Dimension > 0 || e.Certificate != solve.Exact {
		return own, false
	}
	for p, list := range form.Strategies {
		own[p] = -1
		for k, s := range list {
			sure := true
			for _, a := range s {
				sure = sure && e.Profile[a].Equal(num.One)
			}
			if sure {
				own[p] = k
			}
		}
		if own[p] < 0 {
			return own, false
		}
	}
	return own, true
}
