package model

import (
	"parley/diag"
	"parley/game"
)

// moveSites tells where in the text the moves of a story are made. Many nodes share a call, so that each keeps only its number.
type moveSites struct {
	spans []diag.Span // the calls, by first appearance
	known map[diag.Span]int32
	at    []int32 // by node: 1 + the number of its call; 0 at ends
}

// add says that the move at n is made by the call at span.
func (s *moveSites) add(n game.NodeID, span diag.Span) {
	if s.known == nil {
		s.known = map[diag.Span]int32{}
	}
	k, ok := s.known[span]
	if !ok {
		s.spans = append(s.spans, span)
		k = int32(len(s.spans))
		s.known[span] = k
	}
	for len(s.at) <= int(n) {
		s.at = append(s.at, 0)
	}
	s.at[n] = k
}

// MoveAt returns the call that makes the move at a node of Game: of g.choose, g.chance or g.simultaneous, the innermost
// one of the story's functions. ok is false at ends of play. Nodes of one information set may have different calls.
func (m *Model) MoveAt(n game.NodeID) (call diag.Span, ok bool) {
	if int(n) >= len(m.moves.at) || m.moves.at[n] == 0 {
		return call, false
	}
	return m.moves.spans[m.moves.at[n]-1], true
}
