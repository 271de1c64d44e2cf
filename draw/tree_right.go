package draw

import (
	"math"
	"strconv"
)

// A tree that grows to the right has its edges in three parts: fanning out from the node that they leave, level below
// their label, and on to the next node. What happens at the ends stands in the columns of a table.

// The room that a node takes above and below, in a tree that grows to the right.
const (
	roomAbove = 20 // for the label of its edge
	roomEnd   = 9
	roomNode  = pillRadius + 4
	roomSet   = 27 // for a belief
	rowText   = 12.5
	labelIn   = 6 // how far from the bend of an edge its label begins
)

// right lays out a tree that grows to the right and returns the width and where it ends below.
func (m *treeMaker) right() (width, bottom float64) {
	m.chooseBands()
	high := m.across(func(i int) (lo, hi float64) {
		switch n := &m.Nodes[i]; {
		case n.Player < AtChance:
			return roomAbove, roomEnd
		case m.believes(i):
			return roomAbove, roomSet
		}
		return roomAbove, roomNode
	})
	start, end := m.columns()
	t := m.table(end)
	width = math.Max(t.width, headWidth)
	top := m.head(width) + t.head
	for i := range m.at {
		m.at[i].Y += top
	}
	m.drawBands()
	m.rightEdges(start, t.left)
	m.rightNodes(start, t)
	m.items = append(m.items, t.header(m, top))
	return width, top + high
}

// across places the nodes across the direction of growth; ends keep their row free as far as the table.
func (m *treeMaker) across(room func(i int) (lo, hi float64)) (size float64) {
	t := tidy{nodes: make([]tidyNode, len(m.Nodes))}
	for i := range m.Nodes {
		n := &t.nodes[i]
		n.children = m.kids[i]
		n.start, n.end = float64(m.depth[i]), float64(m.depth[i]+1)
		if len(n.children) == 0 {
			n.end = float64(m.deep + 2)
		}
		n.lo, n.hi = room(i)
	}
	size = t.place(0)
	for i := range m.Nodes {
		m.at[i].Y = t.nodes[i].x
	}
	return size
}

// columns places the nodes along the direction of growth, by depth. It returns where the level part of the edges to each depth
// begins, and where the last of the ends stands.
func (m *treeMaker) columns() (start []float64, end float64) {
	label := make([]float64, m.deep+1)
	fan := make([]float64, m.deep+1)
	for i := range m.Nodes {
		d := m.depth[i]
		if up := m.Nodes[i].Parent; up != None {
			label[d] = max(label[d], labelIn+m.labelWidth(i))
			fan[d] = max(fan[d], math.Abs(m.at[i].Y-m.at[up].Y))
		}
		if m.believes(i) {
			label[d] = max(label[d], m.beliefWidth(i))
		}
	}
	start = make([]float64, m.deep+1)
	x := make([]float64, m.deep+1)
	x[0] = margin + max(nodeRadius+4, m.lanes(0, -1))
	if m.believes(0) { // a part of a tree may begin at a node like any other
		x[0] += m.beliefWidth(0) + 14
	}
	for d := 1; d <= m.deep; d++ {
		start[d] = x[d-1] + max(nodeRadius, m.lanes(d-1, 1)) + 18 + min(max(fan[d]/5, 8), 72)
		x[d] = start[d] + label[d] + 10 + max(nodeRadius+9, m.lanes(d, -1)+2)
	}
	for i := range m.Nodes {
		d := m.depth[i]
		m.at[i].X = x[d]
		if m.Nodes[i].Player < AtChance { // short of the column, so that it stands in no band
			m.at[i].X = start[d] + label[d] + 6
		}
		end = max(end, m.at[i].X)
	}
	return start, end
}

// believes tells whether there is to be room for a belief at a node.
func (m *treeMaker) believes(i int) bool {
	n := &m.Nodes[i]
	return n.Belief != nil || n.Set != None && m.Solved && !m.Against
}

// beliefWidth is how much room a belief takes, whatever it is.
func (m *treeMaker) beliefWidth(i int) float64 {
	w := Width("99.9 % (was 99.9 %)", fontBelief, false)
	if m.Against {
		w = 0
	}
	if b := m.Nodes[i].Belief; b != nil {
		w = max(w, Width(b.Text, fontBelief, false))
	}
	return barWidth + 6 + w
}

func (m *treeMaker) rightEdges(start []float64, table float64) {
	g := Group{ID: "edges"}
	for _, never := range []bool{true, false} { // what is played lies over what is not
		for i := 1; i < len(m.Nodes); i++ {
			n := &m.Nodes[i]
			if (n.Play == Never) != never {
				continue
			}
			p, q := m.at[n.Parent], m.at[i]
			s := start[m.depth[i]]
			if n.Player < AtChance && table > 0 {
				g.Items = append(g.Items, Line{Points: []Point{{q.X + 8, q.Y}, {table - 7, q.Y}}, Style: Style{Stroke: m.theme.Rule, Width: 1, Dash: []float64{1, 4}}})
			}
			g.Items = append(g.Items, m.edges(i, []Point{p, {s, q.Y}, q})...)
		}
	}
	m.items = append(m.items, g)
}

func (m *treeMaker) rightNodes(start []float64, t *endTable) {
	g := Group{ID: "nodes"}
	for i := range m.Nodes {
		n, p := &m.Nodes[i], m.at[i]
		node := Group{ID: n.ID, Title: n.About, Data: n.Data, Items: m.glyph(i)}
		if n.Parent != None {
			action, c := m.label(i)
			x, y := start[m.depth[i]]+labelIn, p.Y-m.halfEdge(i)-4
			node.Items = append(node.Items, m.actionText(action, n.Prob, Point{x, y}, c)...)
		}
		node.Items = append(node.Items, m.number(i, Point{p.X - 8, p.Y - 14}, true)...)
		if b := n.Belief; b != nil {
			room := max(nodeRadius+9, m.lanes(m.depth[i], -1)+2)
			x := p.X - room - barWidth - 6 - Width(b.Text, fontBelief, false)
			node.Items = append(node.Items, m.bar(b, n.Player, x, p.Y+8)...)
			node.Items = append(node.Items, Text{At: Point{x + barWidth + 6, p.Y + 16}, Text: b.Text, Size: fontBelief, Color: m.theme.Ink})
		}
		node.Items = append(node.Items, t.row(m, i)...)
		g.Items = append(g.Items, node)
	}
	g.Items = append(g.Items, m.levels(func(c int) Point { return Point{start[m.depth[c]] - 9, m.at[c].Y} })...)
	m.items = append(m.items, g)
}

// actionText writes the name of an action and its probability.
func (m *treeMaker) actionText(action, prob string, p Point, c Color) []Item {
	var items []Item
	if action != "" {
		items = append(items, Text{At: p, Text: action, Size: fontEdge, Color: c})
		p.X += Width(action, fontEdge, false) + probGap
	}
	if prob != "" {
		items = append(items, Text{At: p, Text: prob, Size: fontEdge, Bold: true, Color: c})
	}
	return items
}

// levels puts the sign of indifference between each two actions that are mixed, side by side in the order of the actions. At returns
// where the fan of a child's edge ends.
func (m *treeMaker) levels(at func(c int) Point) []Item {
	var items []Item
	for i := range m.Nodes {
		last := None
		for _, c := range m.kids[i] {
			if !m.Nodes[c].Level {
				continue
			}
			if last != None {
				a, b := at(last), at(c)
				items = append(items, m.level(Point{(a.X + b.X) / 2, (a.Y + b.Y) / 2})...)
			}
			last = c
		}
	}
	return items
}

// An endTable is the columns beside the ends of play.
type endTable struct {
	left     float64 // 0 for none
	width    float64 // of the picture
	head     float64 // the height of the header
	outcome  float64 // where the name of the outcome begins
	named    bool
	reach    float64   // where the reach ends; 0 for none
	payoffs  []float64 // where each player's payoff ends
	outcomes []string
}

const (
	columnGap     = 18
	widestOutcome = 230
)

// table measures the columns; end is where the ends of play stand at the latest.
func (m *treeMaker) table(end float64) *endTable {
	t := &endTable{left: end + 30, head: 30, outcomes: make([]string, len(m.Nodes))}
	x := t.left
	outcome, reach := 0.0, Width("reach", fontBelief, false)
	payoffs := make([]float64, len(m.Players))
	for p := range payoffs {
		payoffs[p] = 2 * nodeRadius
	}
	for i := range m.Nodes {
		n := &m.Nodes[i]
		if n.Player >= AtChance {
			continue
		}
		t.outcomes[i] = Shorten(n.Outcome, rowText, true, widestOutcome)
		outcome = max(outcome, Width(t.outcomes[i], rowText, true))
		reach = max(reach, Width(n.Reach, rowText, true))
		for p, u := range n.Payoffs {
			payoffs[p] = max(payoffs[p], Width(u, rowText, false))
		}
	}
	t.outcome = x
	if outcome > 0 {
		t.named = true
		x += outcome + columnGap
	}
	if m.Solved {
		t.reach = x + max(reach, Width(">99.9 %", rowText, true))
		x = t.reach + columnGap
	}
	for _, w := range payoffs {
		t.payoffs = append(t.payoffs, x+w)
		x += w + columnGap
	}
	t.width = x - columnGap + margin
	return t
}

// header writes what the columns are, above the first row.
func (t *endTable) header(m *treeMaker, top float64) Item {
	g := Group{ID: "columns"}
	y := top - 14
	if t.reach > 0 {
		g.Items = append(g.Items, Text{At: Point{t.reach, y + 4}, Text: "reach", Size: fontBelief, Color: m.theme.Faint, Anchor: End})
	}
	for p, x := range t.payoffs {
		g.Items = append(g.Items, Group{ID: "payoffs-" + strconv.Itoa(p+1), Title: "payoffs of " + m.Players[p].Name, Items: m.looks[p].Mark(Point{x - nodeRadius, y}, m.Players[p].Letter)})
	}
	return g
}

// row writes what happens at an end.
func (t *endTable) row(m *treeMaker, i int) []Item {
	n := &m.Nodes[i]
	if n.Player >= AtChance {
		return nil
	}
	y := m.at[i].Y + 4.4
	c := m.theme.Ink
	if m.Solved && !n.Reached {
		c = m.theme.Faint
	}
	var items []Item
	if t.outcomes[i] != "" {
		items = append(items, Text{At: Point{t.outcome, y}, Text: t.outcomes[i], Size: rowText, Bold: n.Player == AtEnd, Italic: n.Player == AtFold, Color: c})
	}
	if n.Reach != "" {
		items = append(items, Text{At: Point{t.reach, y}, Text: n.Reach, Size: rowText, Bold: n.Reached, Color: c, Anchor: End})
	}
	for p, u := range n.Payoffs {
		if u != "" {
			items = append(items, Text{At: Point{t.payoffs[p], y}, Text: u, Size: rowText, Color: m.looks[p].Text, Anchor: End})
		}
	}
	return items
}
