package evidence

import (
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Held is what an equilibrium lets a player believe about the type at one of his information sets.
type Held struct {
	Player  game.PlayerID
	Infoset game.InfosetID
	Kinds   []Span // by type: his belief
	// Whole tells whether the ranges are proved to hold for all members; otherwise they are those of the members that are known.
	Whole bool
}

// held returns the beliefs of players who move while the observer's record is one of these and who do not know the type.
func (f *Frame) held(in *game.Instance, e *solve.Equilibrium, at []Record) []Held {
	if e.Beliefs == nil {
		return nil
	}
	kinds, seen := f.kindAt, f.seenAt
	var out []Held
	for h := range in.Infosets {
		s := &in.Infosets[h]
		if s.Player == game.Chance || !slices.ContainsFunc(s.Nodes, func(n game.NodeID) bool { return slices.Contains(at, seen[n]) }) {
			continue
		}
		first := kinds[s.Nodes[0]]
		if slices.ContainsFunc(s.Nodes, func(n game.NodeID) bool { return kinds[n] == open }) ||
			!slices.ContainsFunc(s.Nodes, func(n game.NodeID) bool { return kinds[n] != first }) {
			continue
		}
		out = append(out, f.belief(e, game.InfosetID(h), s, kinds))
	}
	return out
}

func (f *Frame) belief(e *solve.Equilibrium, h game.InfosetID, s *game.Infoset, kinds []int) Held {
	x := Held{Player: s.Player, Infoset: h, Kinds: make([]Span, len(f.Types)), Whole: true}
	for _, m := range e.Members() {
		by := make([]num.Rat, len(f.Types))
		for _, n := range s.Nodes {
			by[kinds[n]] = by[kinds[n]].Add(m.Beliefs[n])
		}
		for t := range by {
			x.Kinds[t].add(by[t], true)
		}
	}
	low, high := make([]num.Rat, len(f.Types)), make([]num.Rat, len(f.Types))
	for _, n := range s.Nodes {
		l, u := e.BeliefRange(n)
		low[kinds[n]], high[kinds[n]] = low[kinds[n]].Add(l), high[kinds[n]].Add(u)
	}
	for t := range f.Types {
		x.Whole = x.Whole && !low[t].Less(x.Kinds[t].Low) && !x.Kinds[t].High.Less(num.Min(high[t], num.One))
	}
	return x
}
