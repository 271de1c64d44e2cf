package report

import (
	"slices"

	"parley/draw"
	"parley/expr"
	"parley/game"
)

// A Look is a drawing laid out, with what its nodes stand for.
type Look struct {
	Scene *draw.Scene
	Tree  *draw.Tree
	Nodes []LookNode // as in Tree
}

// A LookNode says what a node of the picture stands for.
type LookNode struct {
	Node   game.NodeID // the first one of a part that is not drawn
	Fold   bool        // it stands for a part that is not drawn
	Opens  game.NodeID // of such a part: the node to open; game.None else
	Events []string    // that happen at an end, or at some end of a part that is not drawn, as Solution.Events names them
	Params []int       // that stand in a payoff or in a probability of chance there, by index in the pool
}

// Look lays the drawing out to be at most so wide, as Within does, and tells what its nodes stand for.
func (d *Drawing) Look(width int) *Look {
	t, shown := d.tree()
	l := &Look{Tree: &t.out}
	if in := d.played(); tabular(in) {
		l.Scene = Shrunk(d.Scene(), width)
	} else {
		l.Scene = within(l.Tree, width)
	}
	events, params := t.eventNames(), newParamsOf(t.in.Game)
	for _, item := range shown.list {
		n := LookNode{Node: item.node, Fold: item.folded, Opens: game.None}
		roots := item.roots
		switch {
		case !item.folded:
			roots = nil
			if t.in.Terminal(item.node) {
				roots = []game.NodeID{item.node}
			}
			n.Params = params.at(item.node)
		case len(item.merged) > 0:
			n.Opens = item.parent
		default:
			n.Opens = item.node
		}
		for _, r := range roots {
			for k := r; k < t.in.Nodes[r].End; k++ {
				n.Events = append(n.Events, events(k)...)
				if item.folded {
					n.Params = append(n.Params, params.at(k)...)
				}
			}
		}
		n.Events, n.Params = sortedSet(n.Events), sortedSet(n.Params)
		l.Nodes = append(l.Nodes, n)
	}
	return l
}

// sortedSet sorts a list and drops what is there twice.
func sortedSet[T string | int](list []T) []T {
	if len(list) > 1 {
		slices.Sort(list)
		list = slices.Compact(list)
	}
	return list
}

// eventNames tells what happens at an end of play, as view.outcomes names it.
func (t *tree) eventNames() func(game.NodeID) []string {
	if len(t.in.Marks) > 0 {
		at := make([][]string, len(t.in.Nodes))
		for _, m := range t.in.Marks {
			for _, n := range m.Nodes {
				for k := n; k < t.in.Nodes[n].End; k++ {
					if t.in.Terminal(k) {
						at[k] = append(at[k], m.Name)
					}
				}
			}
		}
		return func(n game.NodeID) []string { return at[n] }
	}
	return func(n game.NodeID) []string {
		switch {
		case !t.in.Terminal(n):
			return nil
		case t.in.Nodes[n].Outcome != "":
			return []string{t.in.Nodes[n].Outcome}
		}
		return []string{join(t.in.History(n), ", ")}
	}
}

// paramsOf finds the params at nodes. Expressions come again and again, and so each is looked at once.
type paramsOf struct {
	g     *game.Game
	known map[expr.ID][]int
}

func newParamsOf(g *game.Game) *paramsOf { return &paramsOf{g, map[expr.ID][]int{}} }

func (p *paramsOf) at(n game.NodeID) []int {
	var out []int
	add := func(id expr.ID) {
		list, ok := p.known[id]
		if !ok {
			list = p.g.Pool.Params(id)
			p.known[id] = list
		}
		out = append(out, list...)
	}
	if h := p.g.Nodes[n].Infoset; h != game.None {
		if s := &p.g.Infosets[h]; s.Player == game.Chance {
			for a := s.First; a < s.First+game.ActionID(s.Num); a++ {
				add(p.g.Actions[a].Prob)
			}
		}
		return sortedSet(out)
	}
	for j := range p.g.Players {
		add(p.g.Payoff(n, game.PlayerID(j)))
	}
	return sortedSet(out)
}
