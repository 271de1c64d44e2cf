package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// An Objective is what a mediator would raise or lower.
type Objective struct {
	Name        string    // as the user wrote it: "welfare", `P("war")`
	Value       []num.Rat // what each terminal node counts, by node
	Probability bool      // it is a probability
}

// Unmediated is what happens without a mediator.
type Unmediated struct {
	Result    *solve.Result // all equilibria of some concept, at least one
	Objective Range
	Payoffs   []Range // by player, in utils
}

// A Range is the least and the greatest value of a number.
type Range struct{ Low, High num.Rat }

// RangeOver is the range over all equilibria of the expected value of what terminal nodes count.
func RangeOver(in *game.Instance, list []solve.Equilibrium, value func(game.NodeID) num.Rat) Range {
	var r Range
	for i := range list {
		low, high := list[i].Bounds(in, value)
		if i == 0 {
			r = Range{low, high}
		}
		r.Low, r.High = num.Min(r.Low, low), num.Max(r.High, high)
	}
	return r
}

// planView is a view of a mediator's plan: what comes of it if everybody follows.
func (s *Solution) planView(e *solve.Equilibrium) *view {
	return &view{Equilibrium: e, in: s.Game, reach: e.Plan.Reach}
}

// planName says which end of the objective a plan attains.
func (s *Solution) planName(i int) string {
	switch {
	case len(s.Result.Equilibria) == 1:
		return "the only " + s.Objective.Name
	case i == 0:
		return "highest " + s.Objective.Name
	}
	return "lowest " + s.Objective.Name
}

// recommended names what a profile recommends to each player: his actions, by the order of his information sets.
func (s *Solution) recommended(choice []game.ActionID) []string {
	var out []string
	for p := range s.Game.Players {
		var names []string
		for h := range s.Game.Infosets {
			if s.Game.Infosets[h].Player == game.PlayerID(p) && choice[h] != game.None {
				names = append(names, s.Game.Actions[choice[h]].Name)
			}
		}
		out = append(out, join(names, ", "))
	}
	return out
}

// parts lists the parts of a plan, the likeliest first.
func parts(plan *solve.Plan) []solve.Part {
	out := slices.Clone(plan.Parts)
	slices.SortStableFunc(out, func(a, b solve.Part) int { return b.P.Cmp(a.P) })
	return out
}

// told lists the rules of a plan that say what is recommended on the way to an end of the game, if everybody reports
// the truth and follows; by the reported types and, among equals, the likeliest first.
func (s *Solution) told(plan *solve.Plan) []solve.Rule {
	types := map[game.NodeID][]int32{}
	for p := range s.Game.Players {
		for t, starts := range s.Result.Mediated.Types[p] {
			for _, n := range starts {
				types[n] = append(types[n], int32(t))
			}
		}
	}
	honest := map[string]bool{}
	for n := range s.Game.Nodes {
		if !s.Game.Terminal(game.NodeID(n)) || plan.Reach[n].IsZero() {
			continue
		}
		var log []game.ActionID
		start := game.NodeID(n)
		for _, a := range s.Game.Path(game.NodeID(n)) {
			if s.Game.Infosets[s.Game.Actions[a].Infoset].Player != game.Chance {
				log = append(log, a)
			}
		}
		for m := game.NodeID(n); m != game.None; m = s.Game.Nodes[m].Parent {
			if types[m] != nil {
				start = m
			}
		}
		honest[fmt.Sprint(types[start], log)] = true
	}
	var out []solve.Rule
	for _, r := range plan.Rules {
		if honest[fmt.Sprint(r.Types, r.Log)] {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b solve.Rule) int {
		if c := slices.Compare(a.Types, b.Types); c != 0 {
			return c
		}
		return b.P.Cmp(a.P)
	})
	return out
}

// typeName says what a type knows: the outcomes of chance on which all its starts agree and others do not; "" for a
// player with one type.
func (s *Solution) typeName(p int, t int32) string {
	kinds := s.Result.Mediated.Types[p]
	if len(kinds) < 2 {
		return ""
	}
	var names []string
	first := s.Game.Path(kinds[t][0])
	for k, a := range first {
		agree, everywhere := true, true
		for u, starts := range kinds {
			for _, n := range starts {
				path := s.Game.Path(n)
				same := k < len(path) && s.Game.Actions[path[k]].Name == s.Game.Actions[a].Name
				if u == int(t) {
					agree = agree && same
				}
				everywhere = everywhere && same
			}
		}
		if agree && !everywhere {
			names = append(names, s.Game.Actions[a].Name)
		}
	}
	if len(names) == 0 {
		for _, n := range kinds[t] {
			names = append(names, join(s.Game.History(n), " "))
		}
		return join(names, " or ")
	}
	return join(names, ", ")
}

// reported names the types of those players that have several: "Xi: sincere".
func (s *Solution) reported(types []int32) string {
	var out []string
	for p, t := range types {
		if name := s.typeName(p, t); name != "" {
			out = append(out, s.Game.Players[p]+": "+name)
		}
	}
	return strings.Join(out, "; ")
}
