package sequential

import (
	"fmt"
	"slices"
	"strings"

	"parley/expr"
	"parley/game"
)

// A class is the odds that several information sets share: for each node, the actions on the way to
// it less those that are on the way to all of them. Two information sets of one class have the same
// beliefs in every completely mixed profile, and so in every consistent assessment.
type class struct {
	ways [][]game.ActionID // by slot; a chance action stands for all of equal probability
}

// prepare reads off the tree. Chance outcomes of equal probability expressions stand for each other in
// odds, but for those whose expressions are 0: each outcome that never happens trembles by itself.
func prepare(g *game.Game, isZero func(expr.ID) bool) *Prepared {
	p := &Prepared{g: g}
	p.kidsAt = make([]int32, len(g.Nodes)+1)
	for n := range g.Nodes {
		p.kids = append(p.kids, g.Children(game.NodeID(n))...)
		p.kidsAt[n+1] = int32(len(p.kids))
	}
	p.plan()
	p.findClasses(isZero)
	p.countOperations()
	p.payExprs = make([][]expr.ID, len(g.Players))
	for i := range g.Players {
		p.payExprs[i] = p.exprsOf(game.PlayerID(i))
	}
	return p
}

// countOperations bounds how many roundings enter a value: those of the longest expression, and those
// of the sums on the longest way through the tree.
func (p *Prepared) countOperations() {
	longest := 0
	depth := make([]int, len(p.g.Pool.Nodes))
	for i, n := range p.g.Pool.Nodes {
		switch n.Op {
		case expr.Const, expr.Param:
			depth[i] = 1
		case expr.Neg:
			depth[i] = depth[n.A] + 1
		default:
			depth[i] = depth[n.A] + depth[n.B] + 1
		}
		depth[i] = min(depth[i], 1<<20)
		longest = max(longest, depth[i])
	}
	way := make([]int, len(p.g.Nodes))
	most := 0
	for i := range p.g.Nodes {
		if up := p.g.Nodes[i].Parent; up != game.None {
			way[i] = way[up] + 2
			if h := p.g.Nodes[up].Infoset; p.g.Infosets[h].Player == game.Chance {
				way[i] += 2 * p.g.Infosets[h].Num
			}
		}
		most = max(most, way[i])
	}
	p.operations = longest + most + 8
}

// child returns the node that the k-th action at n leads to.
func (p *Prepared) child(n game.NodeID, k int) game.NodeID { return p.kids[int(p.kidsAt[n])+k] }

// at returns p, or, where shared probabilities are 0 at the values of in, p as it is then.
func (p *Prepared) at(in *game.Instance) *Prepared {
	var zero []expr.ID
	for _, id := range p.shared {
		if in.Eval(id).IsZero() {
			zero = append(zero, id)
		}
	}
	if zero == nil {
		return p
	}
	key := fmt.Sprint(zero)
	if q, ok := p.zeros.Load(key); ok {
		return q.(*Prepared)
	}
	constant := constantZero(p.g)
	q, _ := p.zeros.LoadOrStore(key, prepare(p.g, func(id expr.ID) bool { return constant(id) || slices.Contains(zero, id) }))
	return q.(*Prepared)
}

func constantZero(g *game.Game) func(expr.ID) bool {
	return func(id expr.ID) bool {
		x, ok := g.Pool.Value(id)
		return ok && x.IsZero()
	}
}

// A step is either an information set to be looked at or, with h None, a node to be valued.
type step struct {
	h game.InfosetID
	n game.NodeID
}

// plan orders the tree bottom up: a node comes after its children, and the nodes of a personal
// information set come together after all that is below any of them. Where information sets cross,
// some nodes come before nodes below them.
func (p *Prepared) plan() {
	g := p.g
	missing := make([]int32, len(g.Nodes))  // children not yet planned
	waiting := make([]int, len(g.Infosets)) // nodes with missing children
	for h := range g.Infosets {
		waiting[h] = len(g.Infosets[h].Nodes)
	}
	done := make([]bool, len(g.Infosets))
	var node func(n game.NodeID)
	infoset := func(h game.InfosetID) {
		done[h] = true
		if g.Infosets[h].Player != game.Chance {
			p.order = append(p.order, h)
			p.schedule = append(p.schedule, step{h: h})
		}
		for _, n := range g.Infosets[h].Nodes {
			node(n)
		}
	}
	var ready []game.InfosetID
	node = func(n game.NodeID) {
		p.schedule = append(p.schedule, step{h: game.None, n: n})
		up := g.Nodes[n].Parent
		if up == game.None {
			return
		}
		if missing[up]--; missing[up] == 0 {
			h := g.Nodes[up].Infoset
			if waiting[h]--; waiting[h] == 0 && !done[h] {
				ready = append(ready, h)
			}
		}
	}
	for n := range g.Nodes {
		missing[n] = p.kidsAt[n+1] - p.kidsAt[n]
	}
	// Postorder keeps what belongs together close together.
	flush := func() {
		for len(ready) > 0 {
			h := ready[0]
			ready = ready[1:]
			infoset(h)
		}
	}
	for n := len(g.Nodes) - 1; n >= 0; n-- {
		if g.Terminal(game.NodeID(n)) {
			node(game.NodeID(n))
			flush()
		}
	}
	// What is left waits for itself; chance nodes follow as soon as what is below them has come.
	for h := len(g.Infosets) - 1; h >= 0; h-- {
		if !done[h] && g.Infosets[h].Player != game.Chance {
			p.crossing = true
			infoset(game.InfosetID(h))
			flush()
		}
	}
}

func (p *Prepared) findClasses(isZero func(expr.ID) bool) {
	g := p.g
	sameProb := map[expr.ID]game.ActionID{}
	p.symbol = make([]game.ActionID, len(g.Actions))
	symbol := p.symbol
	for a := range g.Actions {
		symbol[a] = game.ActionID(a)
		if pr := g.Actions[a].Prob; pr != game.None {
			if isZero(pr) {
				continue
			}
			if first, ok := sameProb[pr]; ok {
				symbol[a] = first
				if _, constant := g.Pool.Value(pr); !constant && !slices.Contains(p.shared, pr) {
					p.shared = append(p.shared, pr)
				}
			} else {
				sameProb[pr] = game.ActionID(a)
			}
		}
	}
	p.classOf = make([]int32, len(g.Infosets))
	p.slot = make([]int32, len(g.Nodes))
	ids := map[string]int32{}
	for h := range g.Infosets {
		p.classOf[h] = -1
		s := &g.Infosets[h]
		if s.Player == game.Chance || len(s.Nodes) < 2 {
			continue
		}
		ways := make([][]game.ActionID, len(s.Nodes))
		for i, n := range s.Nodes {
			for _, a := range g.Path(n) {
				ways[i] = append(ways[i], symbol[a])
			}
			slices.Sort(ways[i])
		}
		common := slices.Clone(ways[0])
		for _, w := range ways[1:] {
			common = intersect(common, w)
		}
		at := make([]int, len(ways))
		for i := range ways {
			ways[i] = subtract(ways[i], common)
			at[i] = i
		}
		slices.SortStableFunc(at, func(i, j int) int { return slices.Compare(ways[i], ways[j]) })
		var key strings.Builder
		sorted := make([][]game.ActionID, len(ways))
		for k, i := range at {
			p.slot[s.Nodes[i]] = int32(k)
			sorted[k] = ways[i]
			fmt.Fprint(&key, ways[i])
		}
		id, ok := ids[key.String()]
		if !ok {
			id = int32(len(p.classes))
			ids[key.String()] = id
			p.classes = append(p.classes, class{ways: sorted})
			p.holders = append(p.holders, nil)
		}
		p.holders[id] = append(p.holders[id], game.InfosetID(h))
		p.classOf[h] = id
	}
}

// intersect and subtract work on sorted lists with repetitions.
func intersect(a, b []game.ActionID) []game.ActionID {
	out := a[:0:0]
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			out = append(out, a[i])
			i, j = i+1, j+1
		}
	}
	return out
}

func subtract(a, b []game.ActionID) []game.ActionID {
	out := a[:0:0]
	j := 0
	for _, x := range a {
		for j < len(b) && b[j] < x {
			j++
		}
		if j < len(b) && b[j] == x {
			j++
			continue
		}
		out = append(out, x)
	}
	return out
}

func (p *Prepared) exprsOf(i game.PlayerID) []expr.ID {
	need := make([]bool, len(p.g.Pool.Nodes))
	for n := range p.g.Nodes {
		if p.g.Terminal(game.NodeID(n)) {
			need[p.g.Payoff(game.NodeID(n), i)] = true
		}
	}
	var out []expr.ID
	for id := len(need) - 1; id >= 0; id-- {
		if !need[id] {
			continue
		}
		out = append(out, expr.ID(id))
		switch n := p.g.Pool.Nodes[id]; n.Op {
		case expr.Const, expr.Param:
		case expr.Neg:
			need[n.A] = true
		default:
			need[n.A], need[n.B] = true, true
		}
	}
	return out
}
