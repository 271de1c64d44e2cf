// Package game is finite games in extensive form as flat arrays, at expressions of params and at
// given values; behaviour strategies, beliefs and assessments; reach and expected payoffs. It knows
// no file format and no solver.
package game

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley/expr"
)

// Ids index the arrays of a Game.
type (
	NodeID    int32
	InfosetID int32
	ActionID  int32
	PlayerID  int32
)

// None stands for no node, information set or action.
const None = -1

// Chance is the player whose action probabilities are fixed.
const Chance PlayerID = -1

// A Game is a finite game in extensive form. It is immutable and valid: Builder checks it once.
// Nodes are in preorder: the subtree of n is [n, Nodes[n].End), so a forward loop computes reach and
// a backward loop expected payoffs. Payoffs are von Neumann-Morgenstern utilities ("utils"), never
// compared across players.
type Game struct {
	Title    string
	Comment  string
	Players  []string
	Nodes    []Node
	Infosets []Infoset // by first appearance in preorder
	Actions  []Action
	Marks    []Mark
	Pool     *expr.Pool
	Payoffs  []expr.ID // Payoffs[int(n)*len(Players)+p]: at terminal nodes, the sum of all payoffs on the way
	Logs     *Logs     // who has seen what; nil if nobody said, as in a game file
}

// A Node is a history of play.
type Node struct {
	Parent  NodeID    // None at the root
	End     NodeID    // one past the last node of the subtree
	Infoset InfosetID // None at a terminal node
	Via     ActionID  // the action that leads here; None at the root
	Name    string    // the file's label, if any
	Outcome string    // the file's name for the outcome here, if any
}

// An Infoset holds nodes that its player cannot tell apart. Each chance node has one of its own.
type Infoset struct {
	Name   string // unique for its player, e.g. "answer | approach=visit"
	Label  string // of the move, e.g. "answer"
	Player PlayerID
	First  ActionID // its actions are [First, First+Num)
	Num    int
	Nodes  []NodeID // in preorder
	Number int      // a Gambit file's own number, or 1 + the position among the player's information sets
}

// An Action is one choice at an information set.
type Action struct {
	Name    string
	Infoset InfosetID
	Prob    expr.ID // at a chance information set its probability, else None
}

// A Mark is an event named in the story: it has happened at each of its nodes and everywhere below.
type Mark struct {
	Name  string
	Nodes []NodeID // ascending
}

// Terminal tells whether play ends at n.
func (g *Game) Terminal(n NodeID) bool { return g.Nodes[n].Infoset == None }

// Child returns the node that the k-th action of n's information set leads to. It walks over the
// earlier children.
func (g *Game) Child(n NodeID, k int) NodeID {
	c := n + 1
	for ; k > 0; k-- {
		c = g.Nodes[c].End
	}
	return c
}

// Children returns the children of n in the order of the actions.
func (g *Game) Children(n NodeID) []NodeID {
	var out []NodeID
	for c := n + 1; c < g.Nodes[n].End; c = g.Nodes[c].End {
		out = append(out, c)
	}
	return out
}

// Player returns who moves at n: Chance, a player, or None at a terminal node with ok false.
func (g *Game) Player(n NodeID) (p PlayerID, ok bool) {
	if h := g.Nodes[n].Infoset; h != None {
		return g.Infosets[h].Player, true
	}
	return None, false
}

// ActionsAt returns the ids of the actions of h.
func (g *Game) ActionsAt(h InfosetID) []ActionID {
	s := &g.Infosets[h]
	out := make([]ActionID, s.Num)
	for i := range out {
		out[i] = s.First + ActionID(i)
	}
	return out
}

// Payoff returns the expression of p's payoff at the terminal node n.
func (g *Game) Payoff(n NodeID, p PlayerID) expr.ID {
	return g.Payoffs[int(n)*len(g.Players)+int(p)]
}

// Path returns the actions that lead to n, from the root.
func (g *Game) Path(n NodeID) []ActionID {
	var out []ActionID
	for ; g.Nodes[n].Via != None; n = g.Nodes[n].Parent {
		out = append(out, g.Nodes[n].Via)
	}
	slices.Reverse(out)
	return out
}

// History returns the names of the actions that lead to n, from the root.
func (g *Game) History(n NodeID) []string {
	out := []string{}
	for _, a := range g.Path(n) {
		out = append(out, g.Actions[a].Name)
	}
	return out
}

// Terminals counts the terminal nodes.
func (g *Game) Terminals() int {
	n := 0
	for i := range g.Nodes {
		if g.Terminal(NodeID(i)) {
			n++
		}
	}
	return n
}

// PersonalInfosets counts the information sets of players other than chance.
func (g *Game) PersonalInfosets() int {
	n := 0
	for i := range g.Infosets {
		if g.Infosets[i].Player != Chance {
			n++
		}
	}
	return n
}

// Subgames returns the roots of all subgames, in preorder, the whole game's first: nodes whose
// subtree holds every node of each information set that it meets. Terminal nodes are left out.
func (g *Game) Subgames() []NodeID {
	// The first and the last node of all information sets that the subtree of a node meets.
	first, last := make([]NodeID, len(g.Nodes)), make([]NodeID, len(g.Nodes))
	for i := range g.Nodes {
		first[i], last[i] = NodeID(i), NodeID(i)
	}
	var out []NodeID
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		n := &g.Nodes[i]
		if n.Infoset != None {
			s := g.Infosets[n.Infoset].Nodes
			first[i], last[i] = min(first[i], s[0]), max(last[i], s[len(s)-1])
			if len(s) == 1 && first[i] >= NodeID(i) && last[i] < n.End {
				out = append(out, NodeID(i))
			}
		}
		if n.Parent != None {
			first[n.Parent], last[n.Parent] = min(first[n.Parent], first[i]), max(last[n.Parent], last[i])
		}
	}
	slices.Reverse(out)
	return out
}

// ErrImperfectRecall is wrapped by the error of PerfectRecall.
var ErrImperfectRecall = errors.New("imperfect recall")

// PerfectRecall returns nil if every player remembers what he knew and did: all nodes of an
// information set have the same own information sets and actions behind them. Otherwise its error
// names an information set and two histories in it.
func (g *Game) PerfectRecall() error {
	type step struct {
		prev int32 // experience before, as an index of a step; -1 at the start
		a    ActionID
	}
	ids := map[step]int32{}
	last := make([]int32, len(g.Nodes)*len(g.Players)) // experience of each player at each node
	for p := range g.Players {
		last[p] = -1
	}
	for i := 1; i < len(g.Nodes); i++ {
		n := &g.Nodes[i]
		copy(last[i*len(g.Players):(i+1)*len(g.Players)], last[int(n.Parent)*len(g.Players):])
		if p := g.Infosets[g.Actions[n.Via].Infoset].Player; p != Chance {
			at := &last[i*len(g.Players)+int(p)]
			s := step{*at, n.Via}
			id, ok := ids[s]
			if !ok {
				id = int32(len(ids))
				ids[s] = id
			}
			*at = id
		}
	}
	for _, h := range g.Infosets {
		if h.Player == Chance {
			continue
		}
		for _, n := range h.Nodes[1:] {
			if last[int(n)*len(g.Players)+int(h.Player)] != last[int(h.Nodes[0])*len(g.Players)+int(h.Player)] {
				return fmt.Errorf("%w: at %q %s cannot tell %s from %s, though what %[3]s knew or did before differs",
					ErrImperfectRecall, h.Name, g.Players[h.Player], g.describe(h.Nodes[0]), g.describe(n))
			}
		}
	}
	return nil
}

// mostDescribed bounds the actions of a history that an error tells.
const mostDescribed = 12

func (g *Game) describe(n NodeID) string {
	if n == 0 {
		return "the start"
	}
	path := g.History(n)
	if len(path) > mostDescribed {
		path = slices.Concat(path[:2], []string{"…"}, path[len(path)-mostDescribed+2:])
	}
	return "“" + strings.Join(path, ", ") + "”"
}
