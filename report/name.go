package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Names gives each equilibrium a short name that tells it from the others: what its types do where
// a player signals what the others cannot see ("pooling on visit", "separating"), otherwise the
// moves on its path.
func Names(in *game.Instance, list []solve.Equilibrium) []string {
	groups := signals(in.Game)
	names := make([]string, len(list))
	views := make([]*view, len(list))
	for i := range list {
		views[i] = newView(in, &list[i])
		names[i] = views[i].name(groups)
	}
	for range 2 { // where names agree, add what tells the equilibria apart
		same := map[string][]int{}
		for i, n := range names {
			same[n] = append(same[n], i)
		}
		for _, who := range same {
			if len(who) > 1 {
				tellApart(names, views, who)
			}
		}
	}
	return names
}

// Kinds returns what gives equilibria of one game the names of Names as far as these do not depend on which
// other equilibria there are: "pooling on visit", "separating at opening". It serves one goroutine at many values.
func Kinds(g *game.Game) func(*game.Instance, []solve.Equilibrium) []string {
	groups := signals(g)
	return func(in *game.Instance, list []solve.Equilibrium) []string {
		names := make([]string, len(list))
		for i := range list {
			names[i] = newView(in, &list[i]).name(groups)
		}
		return names
	}
}

// A signal is information sets of one player at which only what he knows of chance differs, and
// which somebody else cannot tell apart later on.
type signal []game.InfosetID

// mostLooks is how many nodes are looked at to find signals; names of larger games go by moves.
const mostLooks = 50_000_000

// signals finds the signals of a game, in order of first appearance.
func signals(g *game.Game) []signal {
	at := map[string]int{}
	var groups []signal
	for h := range g.Infosets {
		s := &g.Infosets[h]
		if s.Player == game.Chance {
			continue
		}
		key := publicKey(g, game.InfosetID(h))
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], game.InfosetID(h))
	}
	groups = slices.DeleteFunc(groups, func(s signal) bool { return len(s) < 2 })
	if len(groups)*len(g.Nodes) > mostLooks {
		return nil
	}
	return slices.DeleteFunc(groups, func(s signal) bool { return !hidden(g, s) })
}

// publicKey describes an information set without the outcomes of chance.
func publicKey(g *game.Game, h game.InfosetID) string {
	s := &g.Infosets[h]
	var b strings.Builder
	fmt.Fprintf(&b, "%d", s.Player)
	for _, a := range g.ActionsAt(h) {
		fmt.Fprintf(&b, "/%q", g.Actions[a].Name)
	}
	for _, a := range g.Path(s.Nodes[0]) {
		if p := g.Infosets[g.Actions[a].Infoset].Player; p == game.Chance {
			b.WriteString(" *")
		} else {
			fmt.Fprintf(&b, " %d:%q", p, g.Actions[a].Name)
		}
	}
	return b.String()
}

// hidden tells whether another player has an information set with nodes behind two of these.
func hidden(g *game.Game, s signal) bool {
	behind := make([]int, len(g.Nodes)) // 1 + the position in s of the set that was passed
	for i, h := range s {
		for _, n := range g.Infosets[h].Nodes {
			for m := n; m < g.Nodes[n].End; m++ {
				behind[m] = i + 1
			}
		}
	}
	for h := range g.Infosets {
		other := &g.Infosets[h]
		if other.Player == game.Chance || other.Player == g.Infosets[s[0]].Player {
			continue
		}
		seen := 0
		for _, n := range other.Nodes {
			if b := behind[n]; b > 0 && seen > 0 && b != seen {
				return true
			} else if b > 0 {
				seen = b
			}
		}
	}
	return false
}

func (v *view) name(groups []signal) string {
	for _, s := range groups {
		reached := slices.DeleteFunc(slices.Clone(s), func(h game.InfosetID) bool { return !v.reached(h) })
		if len(reached) > 1 {
			return v.signalName(reached)
		}
	}
	var moves, mixed []string
	for h := range v.in.Infosets {
		id := game.InfosetID(h)
		if v.in.Infosets[h].Player == game.Chance || !v.reached(id) {
			continue
		}
		support := v.support(id)
		moves = append(moves, v.in.Actions[support[0]].Name)
		if len(support) > 1 {
			mixed = append(mixed, label(&v.in.Infosets[h]))
		}
	}
	const most = 4
	by := ", "
	if strategic(v.in.Game) {
		by = "; " // a strategy is a list of actions itself
	}
	switch mixed = dedupe(mixed); {
	case len(mixed) > 0 && strategic(v.in.Game):
		return "mixed"
	case len(mixed) > most:
		return "mixing at " + join(mixed[:most], ", ") + " and elsewhere"
	case len(mixed) > 0:
		return "mixing at " + join(mixed, ", ")
	case len(moves) > most:
		return join(moves[:most], by) + " and so on"
	case len(moves) == 0:
		return "no move to make"
	}
	return join(moves, by)
}

func (v *view) support(h game.InfosetID) []game.ActionID {
	return slices.DeleteFunc(v.in.ActionsAt(h), func(a game.ActionID) bool { return v.Profile[a].IsZero() })
}

func (v *view) signalName(types signal) string {
	play := func(h game.InfosetID) []num.Rat {
		s := &v.in.Infosets[h]
		return v.Profile[s.First : int(s.First)+s.Num]
	}
	same, apart := true, true
	for i, h := range types {
		for _, k := range types[:i] {
			same = same && slices.EqualFunc(play(h), play(k), num.Rat.Equal)
			for a, p := range play(h) {
				apart = apart && (p.IsZero() || play(k)[a].IsZero())
			}
		}
	}
	where := label(&v.in.Infosets[types[0]])
	switch {
	case apart:
		return "separating at " + where
	case !same:
		return "semi-separating at " + where
	}
	var on []string
	for _, a := range v.support(types[0]) {
		on = append(on, v.in.Actions[a].Name)
	}
	return "pooling on " + join(on, " and ")
}

// tellApart adds to the names of equilibria that share one what they do at the first information
// set at which they differ: one on every path, if there is one.
func tellApart(names []string, views []*view, who []int) {
	in := views[who[0]].in
	differ := func(h game.InfosetID) bool {
		s := &in.Infosets[h]
		for _, i := range who[1:] {
			for a := s.First; a < s.First+game.ActionID(s.Num); a++ {
				if !views[i].Profile[a].Equal(views[who[0]].Profile[a]) {
					return true
				}
			}
		}
		return false
	}
	where, best := game.InfosetID(game.None), -1
	for h := range in.Infosets {
		id := game.InfosetID(h)
		if in.Infosets[h].Player == game.Chance || !differ(id) {
			continue
		}
		reached := 0
		for _, i := range who {
			if views[i].reached(id) {
				reached++
			}
		}
		if reached > best {
			where, best = id, reached
		}
	}
	if where == game.None {
		return
	}
	for _, i := range who {
		names[i] += "; " + label(&in.Infosets[where]) + ": " + views[i].moves(where)
	}
}

// label returns the name of the move at an information set.
func label(s *game.Infoset) string {
	switch {
	case s.Label != "":
		return s.Label
	case s.Name != "":
		return s.Name
	}
	return fmt.Sprintf("information set %d", s.Number)
}

func join(parts []string, by string) string { return strings.Join(parts, by) }

func dedupe(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
