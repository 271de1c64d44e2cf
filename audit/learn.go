package audit

import (
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// A Lesson is what a player learns about a hidden move of chance by the time he moves: at one information set, in one
// equilibrium.
type Lesson struct {
	Infoset game.InfosetID
	Hidden  string  // the label of the move of chance
	Reach   num.Rat // how likely play comes to the information set
	Kinds   []LessonKind
}

// A LessonKind is an action of the hidden move.
type LessonKind struct {
	Action    string
	Prior     num.Rat // its probability before any move
	Low, High num.Rat // of the belief; equal unless the equilibrium allows several
	// Arrives is how likely play comes to the information set if the hidden move has this action.
	Arrives num.Rat
}

// Learned lists, in the order of the game, the information sets at which a player has a belief about a move of chance that
// he has not seen and that has the same probabilities wherever it is made.
func Learned(in *game.Instance, e *solve.Equilibrium) []Lesson { return learned(in, e, false) }

// LearnedOnPath is Learned for the information sets that play comes to alone, which takes less time.
func LearnedOnPath(in *game.Instance, e *solve.Equilibrium) []Lesson { return learned(in, e, true) }

func learned(in *game.Instance, e *solve.Equilibrium, onPath bool) []Lesson {
	if e.Beliefs == nil || e.Certificate == solve.Numeric {
		return nil
	}
	reach := in.Reach(e.Profile)
	var out []Lesson
	for h := range in.Infosets {
		s := &in.Infosets[h]
		if s.Player == game.Chance || len(s.Nodes) < 2 {
			continue
		}
		if onPath && !slices.ContainsFunc(s.Nodes, func(n game.NodeID) bool { return reach[n].Sign() > 0 }) {
			continue
		}
		for _, label := range hiddenAt(in, game.InfosetID(h)) {
			prior, ok := chances(in, label)
			if !ok {
				continue
			}
			if l, ok := lesson(in, e, reach, game.InfosetID(h), label, prior); ok {
				out = append(out, l)
			}
		}
	}
	return out
}

// hiddenAt lists the labels of the moves of chance in which the nodes of an information set differ.
func hiddenAt(in *game.Instance, h game.InfosetID) []string {
	nodes := in.Infosets[h].Nodes
	first := in.Path(nodes[0])
	var out []string
	for _, id := range first {
		s := &in.Infosets[in.Actions[id].Infoset]
		if s.Player != game.Chance || s.Label == "" || slices.Contains(out, s.Label) {
			continue
		}
		for _, n := range nodes[1:] {
			if made(in, n, s.Label) != in.Actions[id].Name {
				out = append(out, s.Label)
				break
			}
		}
	}
	return out
}

// made returns the action that a label had on the way to a node, "" if it was not made.
func made(in *game.Instance, n game.NodeID, label string) string {
	for _, id := range in.Path(n) {
		if in.Infosets[in.Actions[id].Infoset].Label == label {
			return in.Actions[id].Name
		}
	}
	return ""
}

// chances returns the probabilities of a label's actions; ok is false if they are not the same wherever chance makes the move.
func chances(in *game.Instance, label string) (map[string]num.Rat, bool) {
	var out map[string]num.Rat
	for h := range in.Infosets {
		s := &in.Infosets[h]
		if s.Label != label {
			continue
		}
		if s.Player != game.Chance {
			return nil, false
		}
		here := map[string]num.Rat{}
		for _, a := range in.ActionsAt(game.InfosetID(h)) {
			here[in.Actions[a].Name] = in.Prob(a)
		}
		if out == nil {
			out = here
			continue
		}
		if len(here) != len(out) {
			return nil, false
		}
		for name, p := range here {
			if q, ok := out[name]; !ok || !q.Equal(p) {
				return nil, false
			}
		}
	}
	return out, out != nil
}

// lesson adds up the belief over the nodes of each kind. ok is false where the move was not made on the way to some node.
func lesson(in *game.Instance, e *solve.Equilibrium, reach []num.Rat, h game.InfosetID, label string, prior map[string]num.Rat) (Lesson, bool) {
	out := Lesson{Infoset: h, Hidden: label}
	members := map[string][]game.NodeID{}
	for _, n := range in.Infosets[h].Nodes {
		kind := made(in, n, label)
		if kind == "" {
			return out, false
		}
		out.Reach = out.Reach.Add(reach[n])
		members[kind] = append(members[kind], n)
	}
	for i := range in.Infosets {
		if in.Infosets[i].Label != label {
			continue
		}
		for _, a := range in.ActionsAt(game.InfosetID(i)) {
			out.Kinds = append(out.Kinds, kindOf(e, reach, in.Actions[a].Name, prior, members[in.Actions[a].Name]))
		}
		break
	}
	return out, true
}

func kindOf(e *solve.Equilibrium, reach []num.Rat, name string, prior map[string]num.Rat, nodes []game.NodeID) LessonKind {
	k := LessonKind{Action: name, Prior: prior[name]}
	arrived := num.Zero
	for _, n := range nodes {
		low, high := e.BeliefRange(n)
		k.Low, k.High = k.Low.Add(low), k.High.Add(high)
		arrived = arrived.Add(reach[n])
	}
	k.High = num.Min(k.High, num.One)
	if k.Prior.Sign() > 0 {
		k.Arrives = arrived.Quo(k.Prior)
	}
	return k
}
