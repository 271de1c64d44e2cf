// Package sequence is the sequence form of games with perfect recall (von Stengel 1996): a strategy is a
// vector of realization weights, one for each of a player's sequences of moves, and its size grows with
// the tree and not, like the strategic form, with the product of all choices.
package sequence

import "parley/game"

// A Side is what one player can do. Sequence 0 is the empty one, before his first move; every other ends
// with one of his actions, and by perfect recall there is one for each.
type Side struct {
	Player game.PlayerID
	Action []game.ActionID // by sequence: its last action; None for the empty one
	Of     []int32         // by sequence: the index in Sets of its last action's set; -1 for the empty one
	Sets   []Set           // top down: behind a set's parent there are earlier sets only
}

// A Set is an information set of the side's player.
type Set struct {
	Infoset game.InfosetID
	Parent  int32 // the sequence that leads to it
	First   int32 // the sequences that end with its actions are [First, First+Num)
	Num     int32
}

// A Form is the sequence form of a game: the sides of its players and the payoffs at pairs of sequences.
type Form struct {
	Game  *game.Game
	Sides []Side
	Of    []int32 // by ActionID: the sequence of the action's player that ends with it; 0 for chance
	// At[n*players+i] is player i's sequence at node n.
	At []int32
}

// New returns the sequence form of g. Its error wraps game.ErrImperfectRecall if a player forgets.
func New(g *game.Game) (*Form, error) {
	if err := g.PerfectRecall(); err != nil {
		return nil, err
	}
	k := len(g.Players)
	f := &Form{Game: g, Sides: make([]Side, k), Of: make([]int32, len(g.Actions)), At: make([]int32, len(g.Nodes)*k)}
	for i := range f.Sides {
		f.Sides[i] = Side{Player: game.PlayerID(i), Action: []game.ActionID{game.None}, Of: []int32{-1}}
	}
	// Infosets are by first appearance in preorder, and the first node of a set has a node of the
	// player's set before it on its path: the order is top down.
	for n := range g.Nodes {
		x := &g.Nodes[n]
		at := f.At[n*k : (n+1)*k]
		if n > 0 {
			copy(at, f.At[int(x.Parent)*k:])
			if p := g.Infosets[g.Actions[x.Via].Infoset].Player; p != game.Chance {
				at[p] = f.Of[x.Via]
			}
		}
		if x.Infoset == game.None {
			continue
		}
		h := &g.Infosets[x.Infoset]
		if h.Player == game.Chance || h.Nodes[0] != game.NodeID(n) {
			continue
		}
		s := &f.Sides[h.Player]
		set := Set{Infoset: x.Infoset, Parent: at[h.Player], First: int32(len(s.Action)), Num: int32(h.Num)}
		for a := h.First; a < h.First+game.ActionID(h.Num); a++ {
			f.Of[a] = int32(len(s.Action))
			s.Action = append(s.Action, a)
			s.Of = append(s.Of, int32(len(s.Sets)))
		}
		s.Sets = append(s.Sets, set)
	}
	return f, nil
}

// Len returns the number of sequences, the empty one included.
func (s *Side) Len() int { return len(s.Action) }
