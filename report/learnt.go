package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"parley/audit"
	"parley/game"
	"parley/num"
	"parley/solve"
)

// mostSeen is how many moves the sentence on what is learnt names.
const mostSeen = 3

// A learntAt is what all equilibria have in common on one hidden move at one information set: bounds over all of them.
type learntAt struct {
	infoset game.InfosetID
	hidden  string
	reach   num.Rat // at least
	kinds   []audit.LessonKind
}

// LearntParts says which belief about a hidden move of chance play moves most, in pieces that point at the information set: of all
// information sets that play comes to in every member of every equilibrium, the one where the belief in one kind rises most, weighted
// by how likely play comes there. Where several equilibria differ, the bounds hold over all of them. Where no belief rises in all,
// but one stays what it was in all, that is said; else it is empty.
func (s *Solution) LearntParts() []SentencePart {
	in := s.Played()
	best, still := learntMost(in, s.Result.Equilibria)
	switch {
	case best.hidden != "":
		k := best.kinds[0]
		return s.learntSentence(&best, " moves ", " from "+Percent(k.Prior)+" to ", Percents(k.Low, k.High), "")
	case still.hidden != "":
		return s.learntSentence(&still, " leaves ", " ", Percent(still.kinds[0].Prior), ", as before")
	}
	return nil
}

// learntSentence begins with how many equilibria it holds of, where they are several.
func (s *Solution) learntSentence(x *learntAt, verb, from, percent, after string) []SentencePart {
	in := s.Played()
	over, seeing := "", "Seeing "
	if n := len(s.Result.Equilibria); n > 1 {
		over, seeing = fmt.Sprintf("In all %d equilibria, ", n), "seeing "
		if !s.Result.Complete {
			over = fmt.Sprintf("In the %d equilibria found, ", n)
		}
	}
	name := in.Infosets[x.infoset].Name
	who := withArticle(Plain(in.Players[in.Infosets[x.infoset].Player]))
	sure := " sure that " + Plain(x.hidden) + " is " + Plain(x.kinds[0].Action) + after
	return []SentencePart{
		{Text: over},
		{Text: seeing + join(seen(in, x), ", then ") + verb + who + from, Infoset: name},
		{Text: percent, Infoset: name, Of: PartProbability},
		{Text: sure, Infoset: name},
		{Text: "."},
	}
}

// learntMost returns where a belief rises most in all equilibria, with that kind alone, and the likeliest place at which all beliefs
// stay what they were; their hidden move is "" if there is none.
func learntMost(in *game.Instance, list []solve.Equilibrium) (best, still learntAt) {
	most := num.Zero
	for _, x := range learntByAll(in, list) {
		if len(seen(in, &x)) == 0 {
			continue
		}
		unmoved := true
		for _, k := range x.kinds {
			unmoved = unmoved && k.Low.Equal(k.Prior) && k.High.Equal(k.Prior)
			rise := k.Low.Sub(k.Prior).Mul(x.reach)
			if most.Less(rise) && Percent(k.Prior) != Percents(k.Low, k.High) {
				most, best = rise, x
				best.kinds = []audit.LessonKind{k}
			}
		}
		if unmoved && still.reach.Less(x.reach) {
			still = x
		}
	}
	return best, still
}

// learntByAll lists what is learnt where play comes in every member of every equilibrium, in the order of the game.
func learntByAll(in *game.Instance, list []solve.Equilibrium) []learntAt {
	var all []learntAt
	for i := range list {
		var here []learntAt
		for _, l := range audit.LearnedOnPath(in, &list[i]) {
			if low := surelyReached(in, &list[i], &l); low.Sign() > 0 {
				here = append(here, learntAt{l.Infoset, l.Hidden, low, l.Kinds})
			}
		}
		if i == 0 {
			all = here
			continue
		}
		all = slices.DeleteFunc(all, func(x learntAt) bool {
			return !slices.ContainsFunc(here, func(y learntAt) bool { return y.infoset == x.infoset && y.hidden == x.hidden })
		})
		for k := range all {
			j := slices.IndexFunc(here, func(y learntAt) bool { return y.infoset == all[k].infoset && y.hidden == all[k].hidden })
			all[k].widen(&here[j])
		}
	}
	return all
}

// widen lets the bounds hold of another equilibrium too: both list the kinds in the order of the game.
func (x *learntAt) widen(y *learntAt) {
	x.reach = num.Min(x.reach, y.reach)
	for k := range x.kinds {
		x.kinds[k].Low, x.kinds[k].High = num.Min(x.kinds[k].Low, y.kinds[k].Low), num.Max(x.kinds[k].High, y.kinds[k].High)
	}
}

// surelyReached bounds from below how likely play comes to where something is learnt, over the set that an equilibrium stands for: by the
// bounds of each action, as if they varied freely.
func surelyReached(in *game.Instance, e *solve.Equilibrium, l *audit.Lesson) num.Rat {
	if e.Dimension == 0 || l.Reach.IsZero() {
		return l.Reach
	}
	sum := num.Zero
	for _, n := range in.Infosets[l.Infoset].Nodes {
		low := num.One
		for _, a := range in.Path(n) {
			least, _ := e.Range(a)
			low = low.Mul(least)
		}
		sum = sum.Add(low)
	}
	return sum
}

// seen lists the moves after the hidden one that its observer is sure of at the information set: those of others on the way to all of
// its nodes, chance's only after a player has moved. Where there are many it is one phrase.
func seen(in *game.Instance, x *learntAt) []string {
	set := &in.Infosets[x.infoset]
	var out []string
	hidden, moved := false, false
	for _, id := range in.Path(set.Nodes[0]) {
		s := &in.Infosets[in.Actions[id].Infoset]
		hidden = hidden || s.Label == x.hidden
		moved = moved || s.Player != game.Chance
		if !hidden || !moved || s.Player == set.Player || s.Num < 2 {
			continue
		}
		if slices.ContainsFunc(set.Nodes[1:], func(n game.NodeID) bool { return !passes(in, n, s.Label, in.Actions[id].Name) }) {
			continue
		}
		out = append(out, Plain(in.Actions[id].Name))
	}
	if len(out) > mostSeen {
		return []string{fmt.Sprintf("all moves before %s", Plain(title(set)))}
	}
	return out
}

// passes tells whether an action of a label is made on the way to a node.
func passes(in *game.Instance, n game.NodeID, label, action string) bool {
	return slices.ContainsFunc(in.Path(n), func(id game.ActionID) bool {
		return in.Actions[id].Name == action && in.Infosets[in.Actions[id].Infoset].Label == label
	})
}

// withArticle writes "the challenger", but "Kim": names in small letters are common nouns.
func withArticle(player string) string {
	small := func(r rune) bool { return unicode.IsLower(r) || r == ' ' || r == '-' }
	if strings.ContainsFunc(player, unicode.IsLetter) && !strings.ContainsFunc(player, func(r rune) bool { return !small(r) }) {
		return "the " + player
	}
	return player
}
