package game

import (
	"fmt"
	"slices"

	"parley/expr"
	"parley/num"
)

// A Builder makes a Game node by node in preorder. Zero value: an empty game whose expressions are
// in a new pool.
//
// Call order: add a node with Decision, Chance or Terminal; its children follow it, each with its
// own subtree, in the order of the actions.
type Builder struct {
	Title, Comment string
	Players        []string
	Pool           *expr.Pool
	Logs           *Logs // to which Saw adds; nil: it is not said who sees what

	nodes    []Node
	infosets []Infoset
	actions  []Action
	payoffs  []expr.ID
	marks    map[string][]NodeID
	order    []string // of the marks
	open     []frame
	byKey    map[infosetKey]InfosetID
	err      error
}

type infosetKey struct {
	player PlayerID
	key    string
}

type frame struct {
	node NodeID
	next int // children so far
}

func (b *Builder) pool() *expr.Pool {
	if b.Pool == nil {
		b.Pool = &expr.Pool{}
	}
	return b.Pool
}

func (b *Builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
}

func (b *Builder) node(h InfosetID) NodeID {
	id := NodeID(len(b.nodes))
	n := Node{Parent: None, Infoset: h, Via: None}
	if len(b.open) > 0 {
		f := &b.open[len(b.open)-1]
		s := &b.infosets[b.nodes[f.node].Infoset]
		n.Parent, n.Via = f.node, s.First+ActionID(f.next)
		f.next++
	} else if id > 0 {
		b.fail("there is a node after the end of the tree")
	}
	b.nodes = append(b.nodes, n)
	zero := b.pool().Const(num.Zero)
	for range b.Players {
		b.payoffs = append(b.payoffs, zero)
	}
	return id
}

func (b *Builder) close() {
	for len(b.open) > 0 {
		f := b.open[len(b.open)-1]
		s := &b.infosets[b.nodes[f.node].Infoset]
		if f.next < s.Num {
			return
		}
		b.nodes[f.node].End = NodeID(len(b.nodes))
		b.open = b.open[:len(b.open)-1]
	}
}

// InfosetSpec describes the information set at a node.
type InfosetSpec struct {
	Player  PlayerID
	Key     string // nodes of one player with equal keys are in one information set
	Name    string
	Label   string
	Number  int // 0: numbered by first appearance
	Actions []string
}

// Decision adds a node at which a player moves. Nodes of one information set must offer the same
// actions in the same order.
func (b *Builder) Decision(s InfosetSpec) NodeID {
	key := infosetKey{s.Player, s.Key}
	h, ok := b.byKey[key]
	if !ok {
		h = b.infoset(s)
		if b.byKey == nil {
			b.byKey = map[infosetKey]InfosetID{}
		}
		b.byKey[key] = h
	} else if !b.offers(h, s.Actions) {
		b.fail("information set %q offers %q at one node and %q at another", s.Name, b.names(h), s.Actions)
	}
	return b.enter(h)
}

// Chance adds a node at which nature moves, with one probability for each action.
func (b *Builder) Chance(s InfosetSpec, probs []expr.ID) NodeID {
	s.Player = Chance
	h := b.infoset(s)
	if len(probs) != len(s.Actions) {
		b.fail("the chance move %q has %d outcomes and %d probabilities", s.Name, len(s.Actions), len(probs))
		probs = make([]expr.ID, b.infosets[h].Num)
	}
	for i, p := range probs {
		b.actions[int(b.infosets[h].First)+i].Prob = p
	}
	return b.enter(h)
}

func (b *Builder) infoset(s InfosetSpec) InfosetID {
	if s.Player < Chance || int(s.Player) >= len(b.Players) {
		b.fail("player %d moves at %q, but there are %d players", s.Player+1, s.Name, len(b.Players))
		s.Player = Chance
	}
	if len(s.Actions) == 0 {
		b.fail("information set %q has no actions", s.Name)
		s.Actions = []string{"?"}
	}
	h := InfosetID(len(b.infosets))
	b.infosets = append(b.infosets, Infoset{Name: s.Name, Label: s.Label, Player: s.Player, First: ActionID(len(b.actions)), Num: len(s.Actions), Number: s.Number})
	for _, a := range s.Actions {
		b.actions = append(b.actions, Action{Name: a, Infoset: h, Prob: None})
	}
	return h
}

// offers tells whether these are the actions of h.
func (b *Builder) offers(h InfosetID, actions []string) bool {
	s := &b.infosets[h]
	if s.Num != len(actions) {
		return false
	}
	for i, name := range actions {
		if b.actions[int(s.First)+i].Name != name {
			return false
		}
	}
	return true
}

func (b *Builder) names(h InfosetID) []string {
	var out []string
	s := &b.infosets[h]
	for _, a := range b.actions[s.First : int(s.First)+s.Num] {
		out = append(out, a.Name)
	}
	return out
}

func (b *Builder) enter(h InfosetID) NodeID {
	n := b.node(h)
	b.infosets[h].Nodes = append(b.infosets[h].Nodes, n)
	b.open = append(b.open, frame{node: n})
	return n
}

// Terminal adds a node at which play ends, with the payoff of each player.
func (b *Builder) Terminal(payoffs []expr.ID) NodeID {
	n := b.node(None)
	b.nodes[n].End = n + 1
	if len(payoffs) != len(b.Players) {
		b.fail("an end of play has %d payoffs for %d players", len(payoffs), len(b.Players))
	}
	copy(b.payoffs[int(n)*len(b.Players):], payoffs)
	b.close()
	return n
}

// Label sets the names that a file gives to a node and to the outcome there.
func (b *Builder) Label(n NodeID, name, outcome string) {
	b.nodes[n].Name, b.nodes[n].Outcome = name, outcome
}

// Mark says that the named event has happened at node n.
func (b *Builder) Mark(n NodeID, name string) {
	if b.marks == nil {
		b.marks = map[string][]NodeID{}
	}
	if _, ok := b.marks[name]; !ok {
		b.order = append(b.order, name)
	}
	b.marks[name] = append(b.marks[name], n)
}

// Saw says what has been done and seen at the node that was added last: by each player, then by all of them. Either every
// node has it or none.
func (b *Builder) Saw(logs []LogID) {
	if len(logs) != len(b.Players)+1 || b.Logs == nil || len(b.Logs.at) != (len(b.nodes)-1)*len(logs) {
		b.fail("what was seen at node %d does not follow what was seen at those before", len(b.nodes)-1)
		return
	}
	b.Logs.note(logs)
}

// Build returns the game. It fails if the tree is empty or unfinished or if a rule was broken on
// the way.
func (b *Builder) Build() (*Game, error) {
	switch {
	case b.err != nil:
		return nil, b.err
	case len(b.nodes) == 0:
		return nil, fmt.Errorf("the game has no nodes")
	case b.Logs != nil && len(b.Logs.at) != len(b.nodes)*(len(b.Players)+1):
		return nil, fmt.Errorf("it is said for some nodes what was seen there, and not for others")
	case len(b.open) > 0:
		return nil, fmt.Errorf("the tree ends before all actions of %q have been followed", b.infosets[b.nodes[b.open[len(b.open)-1].node].Infoset].Name)
	}
	g := &Game{Title: b.Title, Comment: b.Comment, Players: b.Players, Nodes: b.nodes, Infosets: b.infosets, Actions: b.actions, Pool: b.pool(), Payoffs: b.payoffs, Logs: b.Logs}
	count := make([]int, len(g.Players)+1)
	for i := range g.Infosets {
		s := &g.Infosets[i]
		count[s.Player+1]++
		if s.Number == 0 {
			s.Number = count[s.Player+1]
		}
	}
	for _, name := range b.order {
		nodes := b.marks[name]
		slices.Sort(nodes)
		g.Marks = append(g.Marks, Mark{Name: name, Nodes: slices.Compact(nodes)})
	}
	return g, nil
}
