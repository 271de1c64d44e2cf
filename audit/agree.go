package audit

import (
	"math"
	"slices"

	"parley/game"
	"parley/num"
)

// An Agreement is how far players rank the outcomes of a game alike.
type Agreement struct {
	Players []game.PlayerID // in an order that puts those who agree side by side
	// Tau holds Kendall's rank correlation for each pair of Players, from −1 to 1: tau-b, which allows for ties (Kendall
	// 1945). Every end of play is an outcome and counts once, however likely it is. NaN for a player to whom all outcomes are
	// worth the same.
	Tau  [][]float64
	Ends int // of play
}

// mostEnds bounds the ends of play that are compared pair by pair.
const mostEnds = 4000

// Agree compares how the players of a game rank its outcomes. ok is false if there are fewer than two players or more
// than some thousands of ends.
func Agree(in *game.Instance) (a Agreement, ok bool) {
	var ends []game.NodeID
	for n := range in.Nodes {
		if in.Terminal(game.NodeID(n)) {
			ends = append(ends, game.NodeID(n))
		}
	}
	k := len(in.Players)
	a.Ends = len(ends)
	if k < 2 || len(ends) < 2 || len(ends) > mostEnds {
		return a, false
	}
	ranks := make([][]int, k)
	for p := range k {
		ranks[p] = ranking(in, ends, game.PlayerID(p))
	}
	tau := make([][]float64, k)
	for p := range k {
		tau[p] = make([]float64, k)
		tau[p][p] = 1
		for q := range p {
			tau[p][q] = kendall(ranks[p], ranks[q])
			tau[q][p] = tau[p][q]
		}
	}
	order := cluster(tau)
	a.Tau = make([][]float64, k)
	for i, p := range order {
		a.Players = append(a.Players, game.PlayerID(p))
		a.Tau[i] = make([]float64, k)
		for j, q := range order {
			a.Tau[i][j] = tau[p][q]
		}
	}
	return a, true
}

// ranking numbers the ends by their payoff to a player; equal payoffs have the same number.
func ranking(in *game.Instance, ends []game.NodeID, p game.PlayerID) []int {
	order := make([]int, len(ends))
	pay := make([]num.Rat, len(ends))
	for i, n := range ends {
		order[i], pay[i] = i, in.PayoffAt(n, p)
	}
	slices.SortStableFunc(order, func(a, b int) int { return pay[a].Cmp(pay[b]) })
	out := make([]int, len(ends))
	rank := 0
	for k, i := range order {
		if k > 0 && pay[order[k-1]].Less(pay[i]) {
			rank++
		}
		out[i] = rank
	}
	return out
}

// kendall is tau-b: the pairs that both rank alike less those that they rank the other way round, over the geometric mean of
// the pairs that each ranks at all.
func kendall(a, b []int) float64 {
	var balance, inA, inB int
	for i := range a {
		for j := range i {
			x, y := sign(a[i]-a[j]), sign(b[i]-b[j])
			balance += x * y
			inA += x * x
			inB += y * y
		}
	}
	if inA == 0 || inB == 0 {
		return math.NaN()
	}
	return float64(balance) / (math.Sqrt(float64(inA)) * math.Sqrt(float64(inB)))
}

func sign(x int) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// cluster orders items so that similar ones stand side by side: it joins the two groups that are most alike on average
// until one is left, and turns each so that the members that meet are the most alike.
func cluster(like [][]float64) []int {
	value := func(i, j int) float64 {
		if v := like[i][j]; !math.IsNaN(v) {
			return v
		}
		return 0
	}
	var groups [][]int
	for i := range like {
		groups = append(groups, []int{i})
	}
	for len(groups) > 1 {
		first, second, best := 0, 1, math.Inf(-1)
		for j := range groups {
			for i := range j {
				sum := 0.0
				for _, x := range groups[i] {
					for _, y := range groups[j] {
						sum += value(x, y)
					}
				}
				if mean := sum / float64(len(groups[i])*len(groups[j])); mean > best {
					first, second, best = i, j, mean
				}
			}
		}
		joined := meet(groups[first], groups[second], value)
		groups = slices.Delete(groups, second, second+1)
		groups[first] = joined
	}
	return groups[0]
}

// meet joins two groups end to end.
func meet(a, b []int, value func(i, j int) float64) []int {
	turned := func(list []int) []int {
		out := slices.Clone(list)
		slices.Reverse(out)
		return out
	}
	var best []int
	most := math.Inf(-1)
	for _, x := range [][]int{a, turned(a)} {
		for _, y := range [][]int{b, turned(b)} {
			if v := value(x[len(x)-1], y[0]); v > most {
				best, most = slices.Concat(x, y), v
			}
		}
	}
	return best
}
