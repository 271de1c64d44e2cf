package gamefile

import (
	"fmt"
	"strconv"
	"strings"

	"parley/diag"
	"parley/expr"
	"parley/game"
)

// An openMove is a node whose actions have not all been followed.
type openMove struct {
	node, next, of int32 // next of the actions comes next
}

// valueOf returns the place of a key's value in the object that starts at a byte, or of the object's
// brace if it has no such key.
func (j *jsonGame) valueOf(from int, key string) diag.Span {
	l := newLexer(j.pos.File, j.src)
	l.advance(from)
	l.inJSON = true
	brace := l.next()
	for depth := 1; depth > 0; {
		switch t := l.next(); {
		case t.kind == endOfFile:
			return brace.span
		case t.kind == mark && strings.Contains("{[", t.text):
			depth++
		case t.kind == mark && strings.Contains("}]", t.text):
			depth--
		case depth == 1 && t.kind == text && t.text == key:
			if l.next().text == ":" {
				return l.next().span
			}
		}
	}
	return brace.span
}

// contradiction ends reading at a node's value of a key, or at its brace.
func (j *jsonGame) contradiction(i int, key, what, note, fix string) {
	if key != "" {
		what = "." + key + what
	}
	j.fatal(diag.Diagnostic{Code: "F028", Summary: fmt.Sprintf("nodes[%d]%s", i, what), Span: j.valueOf(j.nodes[i].from, key), Note: note, Fix: fix})
}

// build makes the game of what was read.
func (j *jsonGame) build(all diag.Span) *game.Game {
	if len(j.nodes) == 0 {
		j.fatal(diag.Diagnostic{Code: "F006", Summary: "nodes: a game has at least one node", Span: all})
	}
	b := game.Builder{Title: j.title, Comment: j.comment, Players: j.distinct(j.players, j.playersAt), Pool: j.pool}
	for h := range j.infosets {
		s := &j.infosets[h]
		if s.player > len(j.players) {
			j.fatal(diag.Diagnostic{Code: "F009", Summary: fmt.Sprintf("infosets[%d].player: there is no player of this number", h), Span: j.valueOf(s.from, "player"),
				Note: fmt.Sprintf("this is %d, and players names %d", s.player, len(j.players)), Fix: "players are numbered from 1, in the order of the list; 0 is chance"})
		}
		s.actions = j.distinct(s.actions, s.actionsAt)
	}
	var setOf []int32 // the file's, by information set of the game
	var open []openMove
	for i := range j.nodes {
		n := &j.nodes[i]
		j.checkPlace(i, open)
		if len(open) > 0 {
			open[len(open)-1].next++
		}
		if n.infoset < 0 {
			b.Terminal(j.payoffsAt(i))
		} else {
			if len(open) >= j.lim.Depth {
				j.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("nodes[%d]: the tree is more than %s deep", i, plural(j.lim.Depth, "move")), Span: all, Fix: shorter})
			}
			setOf = j.move(&b, i, setOf)
			open = append(open, openMove{node: int32(i), of: int32(len(j.infosets[n.infoset].actions))})
		}
		if n.name != "" || n.outcome != "" {
			b.Label(game.NodeID(i), n.name, n.outcome)
		}
		for len(open) > 0 && open[len(open)-1].next == open[len(open)-1].of {
			open = open[:len(open)-1]
		}
	}
	j.complete(open)
	for k := range j.marks {
		j.addMark(&b, k)
	}
	if j.keepValues {
		for _, name := range j.names {
			j.pool.Declare(name)
		}
	}
	g, err := b.Build()
	if err != nil {
		panic("gamefile: " + err.Error())
	}
	j.nameInfosets(g, setOf)
	return g
}

// checkPlace checks that the node at i is what comes next.
func (j *jsonGame) checkPlace(i int, open []openMove) {
	const order = "nodes stand in preorder: each node, then its first action's subtree, then the second's"
	n := &j.nodes[i]
	parent, action := int32(-1), int32(-1)
	if len(open) > 0 {
		parent, action = open[len(open)-1].node, open[len(open)-1].next
	} else if i > 0 {
		j.contradiction(i, "", " comes after the end of the tree", "all actions have been followed before this", order)
	}
	if n.parent != parent {
		j.contradiction(i, "parent", " should be "+strconv.Itoa(int(parent)), fmt.Sprintf("this is %d", n.parent), order)
	}
	if n.action != action {
		j.contradiction(i, "action", " should be "+strconv.Itoa(int(action)), fmt.Sprintf("this is %d", n.action), order)
	}
	if int(n.infoset) >= len(j.infosets) {
		j.contradiction(i, "infoset", fmt.Sprintf(": there is no information set %d", n.infoset), fmt.Sprintf("infosets has %d, counted from 0", len(j.infosets)), "an end of the game has infoset -1")
	}
}

// payoffsAt returns the payoffs at an end of the game.
func (j *jsonGame) payoffsAt(i int) []expr.ID {
	n := &j.nodes[i]
	switch {
	case n.pays < 0:
		j.contradiction(i, "", " ends the game and has no payoffs", "", `give it payoffs, one for each player: ["1", "-1/2"]`)
	case int(n.pays) != len(j.players):
		j.contradiction(i, "payoffs", " should have one for each player", fmt.Sprintf("%s for %s", plural(int(n.pays), "payoff"), plural(len(j.players), "player")), "")
	}
	return j.payoffs[n.pay : n.pay+n.pays]
}

// move adds a move to the tree.
func (j *jsonGame) move(b *game.Builder, i int, setOf []int32) []int32 {
	n := &j.nodes[i]
	s := &j.infosets[n.infoset]
	if n.pays >= 0 {
		j.contradiction(i, "payoffs", ": a move has none", "", "payoffs stand at the ends of the game, added up over the way; an end has infoset -1")
	}
	spec := game.InfosetSpec{Player: game.PlayerID(s.player - 1), Key: strconv.Itoa(int(n.infoset)), Actions: s.actions}
	switch {
	case s.player == chance:
		b.Chance(spec, s.ids)
		setOf = append(setOf, n.infoset)
	case !s.used:
		setOf = append(setOf, n.infoset)
		fallthrough
	default:
		b.Decision(spec)
	}
	s.used = true
	return setOf
}

// complete checks that every action leads to a node and every information set has one.
func (j *jsonGame) complete(open []openMove) {
	if len(open) > 0 {
		m := open[len(open)-1]
		s := &j.infosets[j.nodes[m.node].infoset]
		j.contradiction(int(m.node), "", fmt.Sprintf(": there is no node for its action %s", list(s.actions[m.next:m.next+1])), "the list of nodes ends before the tree does", "add the missing nodes, in preorder")
	}
	for h := range j.infosets {
		if !j.infosets[h].used {
			j.report(diag.Diagnostic{Code: "F028", Summary: fmt.Sprintf("infosets[%d]: no node stands in this information set", h), Span: j.valueOf(j.infosets[h].from, ""), Fix: "take it out, and count the later ones anew"})
		}
	}
}

func (j *jsonGame) addMark(b *game.Builder, k int) {
	m := &j.marks[k]
	for i, n := range m.nodes {
		if int(n) >= len(j.nodes) {
			j.fatal(diag.Diagnostic{Code: "F028", Summary: fmt.Sprintf("marks[%d].nodes[%d]: there is no node %d", k, i, n), Span: j.valueOf(m.from, "nodes"), Note: fmt.Sprintf("nodes has %d, counted from 0", len(j.nodes))})
		}
		b.Mark(n, m.name)
	}
}

// nameInfosets gives the information sets the file's names and numbers. Names of a player's sets are
// made distinct; chance moves may share one.
func (j *jsonGame) nameInfosets(g *game.Game, setOf []int32) {
	byPlayer := make([][]int, len(g.Players))
	for h := range g.Infosets {
		s, from := &g.Infosets[h], &j.infosets[setOf[h]]
		s.Number, s.Name, s.Label = from.number, from.name, from.label
		if s.Player != game.Chance {
			byPlayer[s.Player] = append(byPlayer[s.Player], h)
		}
	}
	for p, sets := range byPlayer {
		var labels []string
		for _, h := range sets {
			name := g.Infosets[h].Name
			if name == "" && len(sets) > 1 {
				name = unlabelled(game.PlayerID(p), g.Infosets[h].Number)
			}
			labels = append(labels, name)
		}
		if len(sets) == 1 {
			continue // one without a name may stay so
		}
		for i, name := range distinct(labels) {
			j.renamed(labels[i], name, j.infosets[setOf[sets[i]]].nameAt)
			g.Infosets[sets[i]].Name = name
		}
	}
}
