package solve

import (
	"parley/game"
	"parley/num"
	"slices"
)

// Bounds encloses the expected value, over the set of equilibria, of a number that each terminal node
// has. It goes by the bounds of the probabilities at each node as if those at different information
// sets varied freely, so it may be wider than the set needs; where play on the path does not vary
// it is exact. A set that is known in pieces is bounded piece by piece.
func (e *Equilibrium) Bounds(in *game.Instance, value func(game.NodeID) num.Rat) (low, high num.Rat) {
	for i := range e.Pieces {
		piece := Equilibrium{Low: e.Pieces[i].Low, High: e.Pieces[i].High}
		l, h := piece.Bounds(in, value)
		if i == 0 {
			low, high = l, h
		}
		low, high = num.Min(low, l), num.Max(high, h)
	}
	if e.Pieces != nil {
		return low, high
	}
	lows, highs := make([]num.Rat, len(in.Nodes)), make([]num.Rat, len(in.Nodes))
	for i := len(in.Nodes) - 1; i >= 0; i-- {
		n := game.NodeID(i)
		if in.Terminal(n) {
			lows[i] = value(n)
			highs[i] = lows[i]
			continue
		}
		h := in.Nodes[n].Infoset
		kids := in.Children(n)
		lows[i] = e.extreme(in, h, func(k int) num.Rat { return lows[kids[k]] })
		highs[i] = e.extreme(in, h, func(k int) num.Rat { return highs[kids[k]].Neg() }).Neg()
	}
	return lows[0], highs[0]
}

// extreme returns the least expected value at an information set, given the value of each action,
// over the distributions within the bounds: as much as possible goes to the actions of least value.
func (e *Equilibrium) extreme(in *game.Instance, h game.InfosetID, value func(k int) num.Rat) num.Rat {
	actions := in.ActionsAt(h)
	order := make([]int, len(actions))
	sum, left := num.Zero, num.One
	for k, a := range actions {
		order[k] = k
		low, _ := e.Range(a)
		left = left.Sub(low)
		sum = sum.Add(low.Mul(value(k)))
	}
	slices.SortStableFunc(order, func(j, k int) int { return value(j).Cmp(value(k)) })
	for _, k := range order {
		low, high := e.Range(actions[k])
		more := num.Min(left, high.Sub(low))
		left = left.Sub(more)
		sum = sum.Add(more.Mul(value(k)))
	}
	return sum
}
