package prove

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley/expr"
	"parley/game"
)

// A layout is what one game contributes to a system: its unknowns, and in which order the tree is worked through.
// Unknowns are the probability of each personal action and, for each class of information sets, the belief in
// each of its slots.
type layout struct {
	where    string
	g        *game.Game
	set      map[int]expr.ID // params that have another value in this variant
	kids     [][]game.NodeID // by node
	steps    []step
	play     int // the unknown of action a is play + a
	sets     []setLayout
	classes  []class
	values   [][]game.PlayerID // by node: whose expected payoff there is wanted
	rational []bool            // by information set: someone chooses there
}

// A step is an information set to be looked at or, with h None, a node to be valued.
type step struct {
	h game.InfosetID
	n game.NodeID
}

// A setLayout is an information set's place.
type setLayout struct {
	class int   // -1 if it has one node
	slot  []int // by position of the node
}

// A class is information sets that share their odds: for each node, what is on the way to it less what is on the
// way to all of them. In every completely mixed profile they hold the same beliefs, and so in every consistent
// assessment (Kreps and Wilson 1982).
type class struct {
	ways   [][]factor // by slot
	belief int        // the unknown of slot j is belief + j
}

// A factor of a way is an action or, where chance surely moves that way, the expression of its probability.
type factor struct {
	action game.ActionID // None for a chance probability
	chance expr.ID
}

// newLayout lays a game out; next is the first unknown that is free. surely tells whether the probability of a
// chance action is positive at every point of the region.
func newLayout(where string, g *game.Game, set map[int]expr.ID, next int, surely func(expr.ID) bool) (*layout, int) {
	l := &layout{where: where, g: g, set: set, play: next}
	next += len(g.Actions)
	for n := range g.Nodes {
		l.kids = append(l.kids, g.Children(game.NodeID(n)))
	}
	l.order()
	next = l.classify(next, surely)
	l.rational = make([]bool, len(g.Infosets))
	for h := range g.Infosets {
		l.rational[h] = g.Infosets[h].Player != game.Chance && g.Infosets[h].Num > 1
	}
	l.wants()
	return l, next
}

// order lists the tree bottom up: nodes after their children, information sets after all that is below any of
// their nodes and before these. Where information sets cross, one is looked at with less known about it.
func (l *layout) order() {
	g := l.g
	seen, looked := make([]bool, len(g.Nodes)), make([]bool, len(g.Infosets))
	var node func(n game.NodeID)
	below := func(n game.NodeID) {
		for _, c := range l.kids[n] {
			node(c)
		}
	}
	node = func(n game.NodeID) {
		if seen[n] {
			return
		}
		h := g.Nodes[n].Infoset
		if h != game.None && g.Infosets[h].Player != game.Chance && !looked[h] {
			looked[h] = true
			for _, m := range g.Infosets[h].Nodes {
				below(m)
			}
			l.steps = append(l.steps, step{h: h})
			for _, m := range g.Infosets[h].Nodes {
				if !seen[m] {
					seen[m] = true
					l.steps = append(l.steps, step{h: game.None, n: m})
				}
			}
			return
		}
		below(n)
		if !seen[n] {
			seen[n] = true
			l.steps = append(l.steps, step{h: game.None, n: n})
		}
	}
	node(0)
}

// classify finds the classes.
func (l *layout) classify(next int, surely func(expr.ID) bool) int {
	g := l.g
	index := map[string]int{}
	for h := range g.Infosets {
		s := &g.Infosets[h]
		if s.Player == game.Chance || len(s.Nodes) < 2 {
			l.sets = append(l.sets, setLayout{class: -1, slot: make([]int, len(s.Nodes))})
			continue
		}
		ways := make([][]factor, len(s.Nodes))
		for j, n := range s.Nodes {
			for _, a := range g.Path(n) {
				f := factor{action: a, chance: -1}
				if g.Infosets[g.Actions[a].Infoset].Player == game.Chance && surely(g.Actions[a].Prob) {
					f = factor{action: game.None, chance: g.Actions[a].Prob}
				}
				ways[j] = append(ways[j], f)
			}
			slices.SortFunc(ways[j], compareFactors)
		}
		ways = strip(ways)
		at := make([]int, len(ways))
		for j := range at {
			at[j] = j
		}
		slices.SortStableFunc(at, func(i, j int) int { return slices.CompareFunc(ways[i], ways[j], compareFactors) })
		set := setLayout{slot: make([]int, len(ways))}
		var sorted [][]factor
		var key strings.Builder
		for slot, j := range at {
			set.slot[j] = slot
			sorted = append(sorted, ways[j])
			fmt.Fprint(&key, ways[j], ";")
		}
		k, ok := index[key.String()]
		if !ok {
			k = len(l.classes)
			index[key.String()] = k
			l.classes = append(l.classes, class{ways: sorted, belief: next})
			next += len(sorted)
		}
		set.class = k
		l.sets = append(l.sets, set)
	}
	return next
}

func compareFactors(a, b factor) int {
	return cmp.Or(cmp.Compare(a.action, b.action), cmp.Compare(a.chance, b.chance))
}

// strip takes the factors out that all ways have.
func strip(ways [][]factor) [][]factor {
	common := slices.Clone(ways[0])
	for _, w := range ways[1:] {
		common = overlap(common, w)
	}
	for j, w := range ways {
		rest := []factor{}
		c := common
		for _, f := range w {
			if len(c) > 0 && f == c[0] {
				c = c[1:]
				continue
			}
			rest = append(rest, f)
		}
		ways[j] = rest
	}
	return ways
}

// overlap returns what two sorted lists have in common.
func overlap(a, b []factor) (out []factor) {
	for len(a) > 0 && len(b) > 0 {
		switch c := compareFactors(a[0], b[0]); {
		case c == 0:
			out = append(out, a[0])
			a, b = a[1:], b[1:]
		case c < 0:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return out
}

// wants works out whose expected payoff is needed where: at a node, of the players who choose there or above.
func (l *layout) wants() {
	g := l.g
	l.values = make([][]game.PlayerID, len(g.Nodes))
	for n := range g.Nodes {
		if up := g.Nodes[n].Parent; up != game.None {
			l.values[n] = l.values[up]
		}
		h := g.Nodes[n].Infoset
		if h == game.None || !l.rational[h] {
			continue
		}
		if p := g.Infosets[h].Player; !slices.Contains(l.values[n], p) {
			l.values[n] = append(slices.Clone(l.values[n]), p)
		}
	}
}

// want asks for a player's expected payoff at every node.
func (l *layout) want(p game.PlayerID) {
	for n := range l.values {
		if !slices.Contains(l.values[n], p) {
			l.values[n] = append(slices.Clone(l.values[n]), p)
		}
	}
}
