package report

import (
	"strings"

	"parley/game"
)

// A Found is a node that a search found.
type Found struct {
	Node game.NodeID
	Text string // what it is, and the way there
}

// Find returns the first nodes whose player, move, information set, action that leads there or outcome hold all words of a text,
// in any case, and how many there are.
func (d *Drawing) Find(text string, most int) (found []Found, total int) {
	words := strings.Fields(strings.ToLower(Plain(text)))
	if len(words) == 0 {
		return nil, 0
	}
	t := newTree(d)
	t.outcomes()
	for i := range t.in.Nodes {
		n := game.NodeID(i)
		what := t.says(n)
		low := strings.ToLower(what)
		if v := t.in.Nodes[i].Via; v != game.None {
			low += " " + strings.ToLower(Plain(t.in.Actions[v].Name))
		}
		if !all(words, low) {
			continue
		}
		if total++; total > most {
			continue
		}
		if way := t.in.History(n); len(way) > 0 {
			what += ", after " + Plain(join(way, ", "))
		}
		found = append(found, Found{n, what})
	}
	return found, total
}

// says names a node: who moves where, or what happens at an end.
func (t *tree) says(n game.NodeID) string {
	h := t.in.Nodes[n].Infoset
	if h == game.None {
		if t.ends[n] != "" {
			return "End with " + t.ends[n]
		}
		return "End"
	}
	s := &t.in.Infosets[h]
	who := "Chance"
	if s.Player != game.Chance {
		who = capital(Plain(t.in.Players[s.Player]))
	}
	return who + " at " + Plain(title(s))
}

func all(words []string, text string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
