package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/game"
	"parley/regime"
	"parley/solve"
)

// classNames names the classes of equilibria of a map: by what its types do at a signal or, without one, by the moves
// on the path, and by what tells classes of one name apart.
func classNames(m *regime.Map) []string {
	g := m.Model.Game
	groups := signals(g)
	names := make([]string, len(m.Classes))
	for i := range m.Classes {
		names[i] = className(m, i, groups)
	}
	for {
		same := map[string][]int{}
		for i, n := range names {
			same[n] = append(same[n], i)
		}
		told := false
		for i := range names {
			if who := same[names[i]]; len(who) > 1 && who[0] == i {
				told = classesApart(g, names, m.Classes, who) || told
			}
		}
		if !told {
			return names
		}
	}
}

// member returns an equilibrium of a class, with the game at the values at which it was found.
func member(m *regime.Map, class int) (*game.Instance, *solve.Equilibrium) {
	for i := range m.Regimes {
		r := &m.Regimes[i]
		if k := slices.Index(r.Class, class); k >= 0 {
			in, err := game.NewInstance(m.Model.Game, r.At)
			if err == nil {
				return in, &r.Result.Equilibria[k]
			}
		}
	}
	return nil, nil
}

// className is the name of an equilibrium of the class and, after a signal, of the first replies to it.
func className(m *regime.Map, class int, groups []signal) string {
	in, e := member(m, class)
	if e == nil {
		return "unnamed"
	}
	v := newView(in, e)
	name := v.name(groups)
	types := v.signal(groups)
	if types == nil {
		return name
	}
	var replies []string
	for _, mv := range m.Classes[class].Moves {
		s := &in.Infosets[mv.Infoset]
		if mv.Away || len(replies) == 2 || s.Player == in.Infosets[types[0]].Player {
			continue
		}
		used := slices.Concat(mv.Always, mv.Partly)
		if len(used) == 1 {
			replies = append(replies, "then "+in.Actions[used[0]].Name)
		} else {
			replies = append(replies, label(s)+" mixed")
		}
	}
	return join(append([]string{name}, dedupe(replies)...), ", ")
}

// signal returns the first signal of whose types more than one is on the path, nil if there is none.
func (v *view) signal(groups []signal) signal {
	for _, s := range groups {
		reached := slices.DeleteFunc(slices.Clone(s), func(h game.InfosetID) bool { return !v.reached(h) })
		if len(reached) > 1 {
			return reached
		}
	}
	return nil
}

// classesApart adds to the names of classes that share one what they do at the first information set at which they
// differ; it tells whether there is one.
func classesApart(g *game.Game, names []string, classes []regime.Class, who []int) bool {
	at := func(i int, h game.InfosetID) string {
		k := slices.IndexFunc(classes[i].Moves, func(m regime.Move) bool { return m.Infoset == h })
		if k < 0 {
			return ""
		}
		return moveText(g, &classes[i].Moves[k])
	}
	for h := range g.Infosets {
		id := game.InfosetID(h)
		texts := map[string]bool{}
		for _, i := range who {
			texts[at(i, id)] = true
		}
		if len(texts) < 2 {
			continue
		}
		for _, i := range who {
			text := at(i, id)
			if text == "" {
				text = title(&g.Infosets[h]) + ": left open"
			}
			names[i] += "; " + text
		}
		return true
	}
	return false
}

// moveText writes a move: "reply: resist or concede"; off the path "bluffing would fight at last word",
// or "off the path, tomorrow | demand=all: accept".
func moveText(g *game.Game, m *regime.Move) string {
	where := title(&g.Infosets[m.Infoset])
	var always, partly []string
	for _, a := range m.Always {
		always = append(always, g.Actions[a].Name)
	}
	for _, a := range m.Partly {
		partly = append(partly, g.Actions[a].Name)
	}
	if m.Away {
		move, facts, _ := strings.Cut(where, " | ")
		if of, who, ok := strings.Cut(facts, "="); ok && !strings.ContainsAny(who, "=,") && ofChance(g, of) {
			return who + " would " + join(always, "") + " at " + move // "bluffing would fight at last word"
		}
		return "off the path, " + where + ": " + join(always, "")
	}
	text := where + ": " + strings.Join(always, " and ")
	switch {
	case len(partly) > 0 && len(always) > 0:
		text += ", in part " + strings.Join(partly, " or ")
	case len(partly) > 0:
		text += strings.Join(partly, " or ")
	}
	return text
}

// ofChance tells whether a move of this label is one of chance: its outcome is a type of somebody, not what somebody did.
func ofChance(g *game.Game, move string) bool {
	return slices.ContainsFunc(g.Infosets, func(s game.Infoset) bool { return s.Player == game.Chance && s.Label == move })
}

// regimeNames names the regimes of a map.
func regimeNames(m *regime.Map, classes []string) []string {
	var out []string
	for i := range m.Regimes {
		out = append(out, regimeName(m, &m.Regimes[i], classes))
	}
	return out
}

func regimeName(m *regime.Map, r *regime.Regime, classes []string) string {
	switch r.Kind {
	case regime.NoGame:
		return "no game"
	case regime.Breaks:
		var texts []string
		for _, k := range r.Breaks {
			if k >= 0 {
				texts = append(texts, m.Model.Assumptions[k].Text)
			}
		}
		if texts == nil {
			return "an assumption divides by zero"
		}
		return "breaks " + strings.Join(texts, " and ")
	case regime.Open:
		return "not solved completely"
	case regime.Unknown:
		return "not looked at"
	}
	switch len(r.Classes) {
	case 0:
		return "no equilibrium"
	case 1:
		return classes[r.Classes[0]]
	}
	var parts []string
	for i, k := range r.Classes {
		if i > 0 && r.Classes[i-1] == k {
			continue
		}
		name := classes[k]
		if n := times(r.Classes, k); n > 1 {
			name += fmt.Sprintf(" (%d of this kind)", n)
		}
		parts = append(parts, name)
	}
	return Count(len(r.Classes), "equilibrium", "equilibria") + ": " + strings.Join(parts, " | ")
}

func times(list []int, k int) int {
	n := 0
	for _, x := range list {
		if x == k {
			n++
		}
	}
	return n
}

// letter returns A to Z, then AA and so on.
func letter(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}
