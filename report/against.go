package report

import (
	"fmt"
	"slices"

	"parley/draw"
	"parley/game"
	"parley/num"
)

// A Difference is something in which two equilibria of one game differ.
type Difference struct {
	Kind    DifferenceKind
	Infoset game.InfosetID // where, of plays and beliefs; game.None else
	Node    game.NodeID    // of beliefs; game.None else
	Where   string         // the player and the information set; "" of what comes of it
	What    string         // the action, the belief, the outcome, the player
	First   string         // in the first equilibrium
	Second  string
}

// A DifferenceKind says what differs.
type DifferenceKind string

// What may differ.
const (
	DiffersInOutcome DifferenceKind = "outcome"
	DiffersInPayoff  DifferenceKind = "payoff"
	DiffersInPlay    DifferenceKind = "play"
	DiffersInBelief  DifferenceKind = "belief"
)

// arrow sets two texts side by side; one that stays the same stands alone.
func arrow(a, b string) string {
	if a == b {
		return a
	}
	return a + " → " + b
}

// against is the view of an equilibrium beside another one.
type against struct {
	in            *game.Instance
	first, second *view
	slack         num.Rat // two numbers so near to each other count as one; 0 between exact equilibria
}

// Differences lists in what two equilibria of a solution differ, numbered from 1: what comes of them, what they pay, how is
// played where, and what is believed where. Numbers are compared exactly, with their bounds over components.
func (s *Solution) Differences(first, second int) []Difference {
	in := s.Played()
	return newAgainst(in, newView(in, &s.Result.Equilibria[first-1]), newView(in, &s.Result.Equilibria[second-1])).list()
}

func newAgainst(in *game.Instance, first, second *view) *against {
	a := &against{in: in, first: first, second: second}
	if first.numeric || second.numeric {
		a.slack = numericSlack
	}
	return a
}

// numericSlack is below what two numbers that were computed in floating point do not count as different.
var numericSlack = num.Frac(1, 1_000_000)

func (a *against) list() []Difference {
	return slices.Concat(a.outcomes(), a.payoffs(), a.plays(), a.beliefs())
}

// same tells whether two ranges are one.
func (a *against) same(x, y quantity) bool { return a.near(x.low, y.low) && a.near(x.high, y.high) }

func (a *against) near(x, y num.Rat) bool {
	return x.Equal(y) || !a.slack.Less(x.Sub(y).Abs())
}

// probabilityOf returns the bounds of a probability in an equilibrium.
func (v *view) probabilityOf(a game.ActionID) quantity {
	low, high := v.Range(a)
	return quantity{v.Profile[a], low, high}
}

// apart writes two different ranges so that the difference is seen: in per cent, or exactly where these read the same.
func apart(x, y quantity) (string, string) {
	a, b := Percents(x.low, x.high), Percents(y.low, y.high)
	if a != b {
		return a, b
	}
	return exactRange(x), exactRange(y)
}

func exactRange(q quantity) string {
	if q.low.Equal(q.high) {
		return q.low.String()
	}
	return q.low.String() + " to " + q.high.String()
}

func (a *against) outcomes() []Difference {
	var out []Difference
	add := func(name string, x, y quantity) {
		if !a.same(x, y) {
			one, two := apart(x, y)
			out = append(out, Difference{DiffersInOutcome, game.None, game.None, "", name, one, two})
		}
	}
	if len(a.in.Marks) > 0 {
		for _, m := range a.in.Marks {
			passed := a.first.passed(m)
			worth := func(n game.NodeID) num.Rat { return indicator(passed[n]) }
			add(Plain(m.Name), a.first.expected(worth), a.second.expected(worth))
		}
		return out
	}
	var names []string
	ends := map[string][]game.NodeID{}
	for i := range a.in.Nodes {
		if n := game.NodeID(i); a.in.Terminal(n) && (a.first.comes(n) || a.second.comes(n) || a.first.Dimension+a.second.Dimension > 0) {
			name := a.in.Nodes[n].Outcome
			if name == "" {
				name = join(a.in.History(n), ", ")
			}
			if ends[name] == nil {
				names = append(names, name)
			}
			ends[name] = append(ends[name], n)
		}
	}
	for _, name := range names {
		add(Plain(name), a.first.probability(ends[name]), a.second.probability(ends[name]))
	}
	return out
}

func (a *against) payoffs() []Difference {
	var out []Difference
	x, y := a.first.payoffs(), a.second.payoffs()
	for p := range x {
		if !a.same(x[p], y[p]) {
			out = append(out, Difference{DiffersInPayoff, game.None, game.None, "", Plain(a.in.Players[p]), span(x[p]), span(y[p])})
		}
	}
	return out
}

// span writes a payoff, or the two between which it lies.
func span(q quantity) string {
	if low, high := Number(q.low), Number(q.high); low != high {
		return low + " to " + high
	}
	return Number(q.low)
}

func (a *against) plays() []Difference {
	var out []Difference
	for _, h := range inTime(a.in.Game) {
		s := &a.in.Infosets[h]
		for _, act := range a.in.ActionsAt(h) {
			if x, y := a.first.probabilityOf(act), a.second.probabilityOf(act); !a.same(x, y) {
				one, two := apart(x, y)
				out = append(out, Difference{DiffersInPlay, h, game.None, a.where(h), Plain(a.in.Actions[act].Name), a.unreached(a.first, h, one), a.unreached(a.second, h, two)})
				if s.Num == 2 { // the other one follows
					break
				}
			}
		}
	}
	return out
}

func (a *against) where(h game.InfosetID) string {
	s := &a.in.Infosets[h]
	return capital(Plain(a.in.Players[s.Player])) + " at " + Plain(title(s))
}

// unreached says of play where play never comes to that it is not seen.
func (a *against) unreached(v *view, h game.InfosetID, text string) string {
	if v.Dimension == 0 && !v.reached(h) {
		return text + " if play came there"
	}
	return text
}

// beliefs compares what players think who cannot tell nodes apart; of two nodes one tells both.
func (a *against) beliefs() []Difference {
	var out []Difference
	for _, h := range inTime(a.in.Game) {
		nodes := a.in.Infosets[h].Nodes
		if len(nodes) < 2 || strategic(a.in.Game) {
			continue
		}
		for k, n := range nodes {
			if k == len(nodes)-1 && len(nodes) == 2 && len(out) > 0 && out[len(out)-1].Node == nodes[0] {
				continue
			}
			x, y := a.belief(a.first, n), a.belief(a.second, n)
			if x != y {
				out = append(out, Difference{DiffersInBelief, h, n, a.where(h), "having come by " + Plain(join(a.in.History(n), ", ")), x, y})
			}
		}
	}
	return out
}

// belief writes what a view says of a node: "67 %", with its bounds where it is open.
func (a *against) belief(v *view, n game.NodeID) string {
	_, low, high, ok := v.belief(n)
	switch {
	case !ok:
		return "none: play does not come there"
	case low.IsZero() && high.Equal(num.One):
		return "open"
	}
	return Percents(low, high)
}

// againstHead says what two equilibria have in common and what not.
func (t *tree) againstHead(with string) {
	s := t.Solution
	names := Names(t.in, s.Result.Equilibria)
	t.out.Heading = fmt.Sprintf("Equilibrium %d against %d: %s → %s", t.Equilibrium+1, t.Against, Plain(names[t.Equilibrium]), Plain(names[t.Against-1]))
	sets, outcomes := map[game.InfosetID]bool{}, []string{}
	for _, d := range t.against.list() {
		switch d.Kind {
		case DiffersInPlay:
			sets[d.Infoset] = true
		case DiffersInOutcome:
			outcomes = append(outcomes, d.What+" "+arrow(d.First, d.Second))
		}
	}
	const most = 8
	if len(outcomes) > most {
		outcomes = append(outcomes[:most], "and others")
	}
	t.out.Finding = with + fmt.Sprintf("Play differs at %d of %s.", len(sets), Count(t.in.PersonalInfosets(), "information set", ""))
	if len(outcomes) > 0 {
		t.out.Finding += " What comes of it: " + join(outcomes, ", ") + "."
	} else {
		t.out.Finding += " What comes of it is the same."
	}
	for _, v := range []*view{t.view, t.other} {
		if v.Dimension > 0 {
			t.out.Notes = append(t.out.Notes, "Where a number is a range, the equilibrium is a component: all that lies within bounds it, and not every combination belongs to it.")
			break
		}
	}
}

// playsOtherwise tells whether play at an information set differs between the two equilibria.
func (t *tree) playsOtherwise(h game.InfosetID) bool {
	return slices.ContainsFunc(t.in.ActionsAt(h), func(a game.ActionID) bool {
		return !t.against.same(t.view.probabilityOf(a), t.other.probabilityOf(a))
	})
}

// edgeAgainst fills in how likely actions are in the other equilibrium. What is the same in both has no number.
func (t *tree) edgeAgainst(n *draw.TreeNode, parent game.NodeID, acts []game.ActionID, here quantity) {
	ol, oh, op := num.Zero, num.Zero, num.Zero
	for _, a := range acts {
		l, h := t.other.Range(a)
		ol, oh, op = ol.Add(l), num.Min(num.One, oh.Add(h)), op.Add(t.other.Profile[a])
	}
	if t.against.same(here, quantity{op, ol, oh}) {
		n.Prob = ""
		return
	}
	n.Changed, n.OtherWeight = true, op.Float()
	if t.other.Dimension > 0 && !ol.Equal(oh) {
		n.OtherWeight = (ol.Float() + oh.Float()) / 2
	}
	one, two := apart(here, quantity{op, ol, oh})
	n.Prob = one + " → " + two
	switch {
	case oh.IsZero():
		n.OtherPlay = draw.Never
	case t.other.comes(parent) || t.other.Dimension > 0:
		n.OtherPlay = draw.Played
	default:
		n.OtherPlay = draw.Elsewise
	}
}

// beliefAgainst sets a belief against that of the other equilibrium; nil where it is the same.
func (t *tree) beliefAgainst(id game.NodeID, h game.InfosetID, b *draw.TreeBelief) *draw.TreeBelief {
	x, y := t.against.belief(t.view, id), t.against.belief(t.other, id)
	if x == y {
		return nil
	}
	if !t.view.reached(h) && x != "open" {
		x += " off the path"
	}
	b.Text, b.Prior, b.Other = x+" → "+y, -1, -1
	if p, low, high, ok := t.other.belief(id); ok && low.Equal(high) {
		b.Other = p.Float()
	}
	return b
}

// showChanges shows the moves at which play or belief differs, with their actions, and the way there.
func (t *tree) showChanges(show []bool) {
	show[0] = true
	changed := map[game.InfosetID]bool{}
	for _, d := range t.against.list() {
		if d.Infoset != game.None {
			changed[d.Infoset] = true
		}
	}
	nodes := 0
	for i := range t.in.Nodes {
		n := &t.in.Nodes[i]
		if n.Infoset == game.None || !changed[n.Infoset] {
			continue
		}
		if nodes++; nodes > mostDrawn/4 {
			continue
		}
		for _, c := range t.in.Children(game.NodeID(i)) {
			for up := c; up != game.None && !show[up]; up = t.in.Nodes[up].Parent {
				show[up] = true
			}
		}
	}
	if nodes > mostDrawn/4 {
		t.out.Notes = append(t.out.Notes, fmt.Sprintf("Drawn are the first %d of %s at which something differs; the table of differences has all.", mostDrawn/4, Count(nodes, "node", "")))
	} else {
		t.out.Notes = append(t.out.Notes, "Drawn is where play or a belief differs, and the way there.")
	}
}
