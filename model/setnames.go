package model

import (
	"fmt"
	"strings"

	"parley/game"
)

// nameSets gives every information set a name: its label, and what its player has seen and done that
// tells it from his other sets of that label. A chance move is told by all moves before it.
func (l *loader) nameSets(g *game.Game, s *shape) {
	type group struct {
		player game.PlayerID
		label  string
	}
	groups := map[group][]int{}
	var order []group
	for i, si := range s.sets {
		k := group{si.player, si.label}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	used := map[string]bool{}
	for _, k := range order {
		for i, name := range l.groupNames(k.label, groups[k], s.sets) {
			unique := name
			for n := 2; used[fmt.Sprint(k.player, " ", unique)]; n++ {
				unique = fmt.Sprintf("%s (%d)", name, n)
			}
			used[fmt.Sprint(k.player, " ", unique)] = true
			g.Infosets[groups[k][i]].Name = unique
		}
	}
}

// groupNames names the sets of one player and label: what all of them have in common is left out,
// unless two names would be the same then.
func (l *loader) groupNames(label string, group []int, sets []setInfo) []string {
	common := map[int32]int{} // in how many sets a token occurs
	for _, i := range group {
		seen := map[int32]bool{}
		for _, t := range sets[i].log {
			if !seen[t] {
				seen[t] = true
				common[t]++
			}
		}
	}
	names := func(short bool) ([]string, bool) {
		out := make([]string, len(group))
		seen := map[string]bool{}
		for k, i := range group {
			var rest []int32
			for _, t := range sets[i].log {
				if !short || common[t] < len(group) {
					rest = append(rest, t)
				}
			}
			out[k] = label
			if len(rest) > 0 {
				out[k] += " | " + l.shortLog(rest)
			}
			if seen[out[k]] {
				return nil, false
			}
			seen[out[k]] = true
		}
		return out, true
	}
	if out, ok := names(true); ok {
		return out
	}
	if out, ok := names(false); ok {
		return out
	}
	out := make([]string, len(group))
	for k, i := range group {
		out[k] = label + " | " + l.shortLog(sets[i].log)
	}
	return out
}

func (l *loader) logText(log []int32) string {
	var p []string
	for _, t := range log {
		p = append(p, l.tokens[t].label+"="+l.tokens[t].outcome)
	}
	if len(p) == 0 {
		return "nothing"
	}
	return strings.Join(p, ", ")
}

// shortLog leaves out the middle of what a player has seen, if that is very much.
func (l *loader) shortLog(log []int32) string {
	const first, last = 6, 10
	if len(log) <= first+last+1 {
		return l.logText(log)
	}
	return fmt.Sprintf("%s, ... (%d more) ..., %s", l.logText(log[:first]), len(log)-first-last, l.logText(log[len(log)-last:]))
}
