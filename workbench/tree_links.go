package workbench

import (
	"strings"

	"parley/game"
	"parley/num"
	"parley/report"
)

// A linker says what the groups of a picture stand for.
type linker struct {
	k     *book
	d     *report.Drawing
	look  *report.Look
	scene string
}

// game is the one that is drawn.
func (l *linker) game() *game.Game {
	if l.d.Solution != nil {
		return l.d.Solution.Played().Game
	}
	return l.d.Game.Game
}

// node tells what the i-th row of the table stands for.
func (l *linker) node(i int) TreeNode {
	x, g := &l.look.Nodes[i], l.game()
	out := TreeNode{ID: l.scene + "-" + l.look.Tree.Nodes[i].ID, Node: int(x.Node), Fold: x.Fold, Opens: -1, Events: x.Events}
	own := g == l.k.model.Game
	for _, p := range x.Params {
		if own && p < len(l.k.model.Params) {
			out.Params = append(out.Params, l.k.model.Params[p].Name)
		}
	}
	at := x.Node
	if x.Fold {
		out.Opens = int(x.Opens)
		at = x.Opens
	}
	h := g.Nodes[at].Infoset
	if h == game.None {
		return out
	}
	if own {
		if call, ok := l.k.model.MoveAt(at); ok {
			out.File, out.Line = call.Start.File, call.Start.Line
			if call.End.Line > out.Line {
				out.EndLine = call.End.Line
			}
		}
	}
	if x.Fold {
		return out
	}
	s := &g.Infosets[h]
	out.Move = s.Label
	if s.Player != game.Chance {
		out.Infoset, out.Player = s.Name, g.Players[s.Player]
	}
	return out
}

// find looks for nodes.
func (l *linker) find(text string) *Found {
	list, total := l.d.Find(text, mostFound)
	drawn := map[game.NodeID]string{}
	for i, x := range l.look.Nodes {
		if !x.Fold {
			drawn[x.Node] = l.scene + "-" + l.look.Tree.Nodes[i].ID
		}
	}
	out := &Found{Total: total, Nodes: []FoundNode{}}
	for _, x := range list {
		out.Nodes = append(out.Nodes, FoundNode{Node: int(x.Node), Text: x.Text, ID: drawn[x.Node], Open: int(l.game().Nodes[x.Node].Parent)})
	}
	return out
}

func exact(x num.Rat) Exact { return Exact{x.String(), report.Number(x)} }

// stakes tells what is at stake at each information set.
func stakes(d *report.Drawing) (out []Stake, of string) {
	out = []Stake{}
	list := d.Stakes()
	if list == nil {
		return out, ""
	}
	in := d.Solution.Played()
	for _, s := range list {
		set := &in.Infosets[s.Infoset]
		one := Stake{Infoset: set.Name, Player: in.Players[set.Player], Play: exact(s.Play), Gain: exact(s.Gain)}
		for _, a := range s.Actions {
			one.Actions = append(one.Actions, ActionStake{in.Actions[a.Action].Name, report.Percent(a.Prob), exact(a.Value), a.Best})
		}
		out = append(out, one)
	}
	if d.Solution.Result.Equilibria[d.Equilibrium].Dimension > 0 {
		of = "the equilibrium is a component: these are the values in the member that is drawn"
	}
	return out, of
}

// differences lists in what the two equilibria of a drawing differ.
func differences(d *report.Drawing) []Differs {
	if d.Against == 0 {
		return nil
	}
	in := d.Solution.Played()
	out := []Differs{}
	for _, x := range d.Solution.Differences(d.Equilibrium+1, d.Against) {
		one := Differs{Kind: x.Kind, Where: x.Where, What: x.What, First: x.First, Second: x.Second}
		if x.Infoset != game.None {
			one.Infoset = in.Infosets[x.Infoset].Name
		}
		out = append(out, one)
	}
	return out
}

// nodesFlag writes a flag with the numbers of nodes.
func nodesFlag(flag string, nodes []int) []string {
	if len(nodes) == 0 {
		return nil
	}
	var parts []string
	for _, n := range nodes {
		parts = append(parts, number(n))
	}
	return []string{flag, strings.Join(parts, ",")}
}
