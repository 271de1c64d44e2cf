package query

import "parley/game"

// An Outline is what a compiled query that is not made of others looks at, for those who bound its value without
// an equilibrium at hand. It must not be modified.
type Outline struct {
	Query  Query
	Where  string           // the variant
	Event  []bool           // by node: has it happened by then? nil: always
	Given  []bool           // likewise
	Player game.PlayerID    // whose payoff, belief or play it is
	Force  []game.InfosetID // where do= forces play
	Allow  []bool           // by action: left by do=; meaningful at Force
	Sets   []OutlineSet     // for Belief and Plays: the information sets at which the belief is held or the move made
	Taken  []int8           // by node, for Plays: how often the action was taken on the way there
	Made   []int8           // by node, for Plays: how often the move was made
	Never  string           // why it is not defined where play never reaches what it is about
}

// An OutlineSet is one information set that a query looks at.
type OutlineSet struct {
	Infoset game.InfosetID
	Asked   []game.NodeID // its nodes that count: where the event has happened
	Action  game.ActionID // for Plays: the action asked about, game.None where it is not offered
}

// Outline returns the outline of a query that is not made of others and that e holds, by itself or as a part of another;
// nil if it holds none such.
func (e *Evaluator) Outline(q Query) *Outline {
	i, ok := e.index[q.String()]
	if !ok {
		return nil
	}
	l := e.leaves[i]
	out := &Outline{Query: l.q, Where: l.where, Event: l.event, Given: l.given, Player: l.player, Taken: l.taken, Made: l.made, Never: l.never}
	if l.force >= 0 {
		f := l.s.forced[l.force]
		out.Force, out.Allow = f.sets, f.allowed
	}
	for k, s := range l.sets {
		set := OutlineSet{Infoset: s.h, Asked: s.asked, Action: game.None}
		if l.action != nil {
			set.Action = l.action[k]
		}
		out.Sets = append(out.Sets, set)
	}
	return out
}
