package sequence

import "parley/game"

// Strategies counts the reduced pure strategies of player i in a game with perfect recall, up to most: the
// strategies of game.NewStrategic, which need not be listed for that.
func Strategies(g *game.Game, i game.PlayerID, most int) int {
	// By sequence, named by its last action: the product over the sets that follow it of the sum over their
	// actions. Sets come top down, so the last one is counted first.
	after := make([]int, len(g.Actions)+1) // [0] is the empty sequence
	for a := range after {
		after[a] = 1
	}
	for h := len(g.Infosets) - 1; h >= 0; h-- {
		set := &g.Infosets[h]
		if set.Player != i {
			continue
		}
		sum := 0
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			sum = min(most, sum+after[a+1])
		}
		up := &after[before(g, i, set.Nodes[0])+1]
		if *up > most/sum {
			*up = most
		} else {
			*up *= sum
		}
	}
	return min(most, after[0])
}

// before returns the last action of player i on the way to node n, None if there is none.
func before(g *game.Game, i game.PlayerID, n game.NodeID) game.ActionID {
	for ; g.Nodes[n].Via != game.None; n = g.Nodes[n].Parent {
		if a := g.Nodes[n].Via; g.Infosets[g.Actions[a].Infoset].Player == i {
			return a
		}
	}
	return game.None
}

// Enumerable tells whether the reduced strategic form of a two-player game is small enough to list all its
// equilibria: at most 50,000 pairs of strategies, and a player with at most 30. Where both move once and at
// the same time there are fewer ties than from trees: as many of all strategies as the player with fewer has
// may be chosen in 1e10 ways at most, which is 18 strategies each, or 12 and 29, or 4 and 700.
func Enumerable(g *game.Game) bool {
	const pairs, few, most = 50_000, 30, 1e10
	one, two := Strategies(g, 0, pairs+1), Strategies(g, 1, pairs+1)
	if one > pairs/two || min(one, two) > few {
		return false
	}
	return !g.Simultaneous() || choices(one+two, min(one, two)) <= most
}

// choices returns in how many ways k of n can be chosen.
func choices(n, k int) float64 {
	ways := 1.0
	for i := range k {
		ways *= float64(n-i) / float64(i+1)
	}
	return ways
}
