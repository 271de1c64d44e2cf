package report

import (
	"parley/game"
)

// TreeJSON is a game in extensive form at given values of its params. Nodes stand in preorder: the
// children of a node follow it, each with its subtree, in the order of the actions.
type TreeJSON struct {
	Schema   string            `json:"schema"`
	Title    string            `json:"title"`
	Comment  string            `json:"comment,omitempty"`
	Players  []string          `json:"players"`
	Values   map[string]string `json:"values,omitempty"` // of the params
	Infosets []InfosetJSON     `json:"infosets"`
	Nodes    []TreeNodeJSON    `json:"nodes"`
	Marks    map[string][]int  `json:"marks,omitempty"` // nodes at which an event has happened
}

// InfosetJSON is an information set; Player 0 is chance, players count from 1.
type InfosetJSON struct {
	Name    string           `json:"name"`
	Player  int              `json:"player"`
	Number  int              `json:"number"`
	Actions []TreeActionJSON `json:"actions"`
}

// TreeActionJSON is an action; P is the probability of a chance action.
type TreeActionJSON struct {
	Name string `json:"name"`
	P    string `json:"p,omitempty"`
}

// TreeNodeJSON is a node. Ids count from 0; Parent and Action are -1 at the root, Infoset is -1 at a
// terminal node.
type TreeNodeJSON struct {
	Parent  int      `json:"parent"`
	Action  int      `json:"action"` // by position at the parent's information set
	Infoset int      `json:"infoset"`
	Payoffs []string `json:"payoffs,omitempty"`
	Outcome string   `json:"outcome,omitempty"`
}

// NewTreeJSON writes a game out.
func NewTreeJSON(in *game.Instance) TreeJSON {
	doc := TreeJSON{Schema: "parley/game/1", Title: in.Title, Comment: in.Comment, Players: append([]string{}, in.Players...), Infosets: []InfosetJSON{}, Nodes: []TreeNodeJSON{}}
	for i, name := range in.Pool.Names {
		if doc.Values == nil {
			doc.Values = map[string]string{}
		}
		doc.Values[name] = in.Values[i].String()
	}
	for h := range in.Infosets {
		s := &in.Infosets[h]
		j := InfosetJSON{Name: s.Name, Player: int(s.Player) + 1, Number: s.Number}
		for _, a := range in.ActionsAt(game.InfosetID(h)) {
			act := TreeActionJSON{Name: in.Actions[a].Name}
			if s.Player == game.Chance {
				act.P = in.Prob(a).String()
			}
			j.Actions = append(j.Actions, act)
		}
		doc.Infosets = append(doc.Infosets, j)
	}
	for i := range in.Nodes {
		n := &in.Nodes[i]
		j := TreeNodeJSON{Parent: int(n.Parent), Action: -1, Infoset: int(n.Infoset), Outcome: n.Outcome}
		if n.Via != game.None {
			j.Action = int(n.Via - in.Infosets[in.Actions[n.Via].Infoset].First)
		}
		if in.Terminal(game.NodeID(i)) {
			for p := range in.Players {
				j.Payoffs = append(j.Payoffs, in.PayoffAt(game.NodeID(i), game.PlayerID(p)).String())
			}
		}
		doc.Nodes = append(doc.Nodes, j)
	}
	for _, m := range in.Marks {
		if doc.Marks == nil {
			doc.Marks = map[string][]int{}
		}
		for _, n := range m.Nodes {
			doc.Marks[m.Name] = append(doc.Marks[m.Name], int(n))
		}
	}
	return doc
}
