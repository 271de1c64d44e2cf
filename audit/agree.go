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
	// Divides holds for each pair of Players the ends that divide it most; nil if they never disagree.
	Divides [][]*Division
}

// A Division is two ends of play that two players rank the other way round.
type Division struct {
	First, Second game.NodeID // the end that the first player of the pair likes better, and the one that the second does
	// Gap is how far apart they stand in the ranking of the player to whom they are nearer, as a share of the whole of it.
	Gap float64
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
	tau, divides := make([][]float64, k), make([][]*Division, k)
	for p := range k {
		tau[p], divides[p] = make([]float64, k), make([]*Division, k)
		tau[p][p] = 1
		for q := range p {
			tau[p][q] = kendall(ranks[p], ranks[q])
			tau[q][p] = tau[p][q]
			if x := divide(ranks[p], ranks[q]); x != nil {
				first, second := ends[x.First], ends[x.Second]
				divides[p][q] = &Division{First: first, Second: second, Gap: x.Gap}
				divides[q][p] = &Division{First: second, Second: first, Gap: x.Gap}
			}
		}
	}
	order := cluster(tau)
	a.Tau, a.Divides = make([][]float64, k), make([][]*Division, k)
	for i, p := range order {
		a.Players = append(a.Players, game.PlayerID(p))
		a.Tau[i], a.Divides[i] = make([]float64, k), make([]*Division, k)
		for j, q := range order {
			a.Tau[i][j], a.Divides[i][j] = tau[p][q], divides[p][q]
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

// divide finds the two ends, as places in the lists of ranks, that divide two players most: each player's favourite of the two is the
// other's less liked one, and the gap between them is as large as can be for the player to whom it is smaller. Nil if there are none.
func divide(a, b []int) *Division {
	top := func(ranks []int) float64 { return float64(max(1, slices.Max(ranks))) }
	topA, topB := top(a), top(b)
	var best *Division
	for i := range a {
		for j := range a {
			if a[i] <= a[j] || b[i] >= b[j] {
				continue
			}
			if gap := math.Min(float64(a[i]-a[j])/topA, float64(b[j]-b[i])/topB); best == nil || gap > best.Gap {
				best = &Division{First: game.NodeID(i), Second: game.NodeID(j), Gap: gap}
			}
		}
	}
	return best
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
