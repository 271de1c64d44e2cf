package draw

import (
	"math"
	"strconv"
)

// An outline shows a large tree in lines of text, one for each edge, indented by its depth, with the columns of the ends of play
// on the right.

const (
	lineOutline   = 25
	indentOutline = 22
)

// outline lays out an outline and returns the width and where it ends below.
func (m *treeMaker) outline() (width, bottom float64) {
	m.numberAll()
	end := 0.0
	for i := range m.Nodes {
		m.at[i] = Point{margin + 4 + float64(m.depth[i])*indentOutline, float64(i) * lineOutline}
		if i > 0 {
			end = max(end, m.outlineEnd(i))
		}
	}
	t := m.table(end)
	width = math.Max(t.width, headWidth)
	top := m.head(width) + t.head
	for i := range m.at {
		m.at[i].Y += top - lineOutline/2
	}
	m.at[0].Y = m.at[min(1, len(m.at)-1)].Y - nodeRadius - 6
	m.outlineEdges(t.left)
	g := Group{ID: "nodes"}
	for i := range m.Nodes {
		n := &m.Nodes[i]
		g.Items = append(g.Items, Group{ID: n.ID, Title: n.About, Data: n.Data, Items: append(m.outlineNode(i), t.row(m, i)...)})
	}
	m.items = append(m.items, g, t.header(m, top))
	return width, top + (float64(len(m.Nodes))-1.5)*lineOutline + nodeRadius
}

// numberAll tells every set by a number.
func (m *treeMaker) numberAll() {
	m.badge, m.bands = make([]int, len(m.Sets)), make([]band, len(m.Sets))
	for s := range m.badge {
		m.badge[s] = s + 1
	}
}

// outlineEnd is where the line of a node ends: what its mover knows stands in the line of his first action.
func (m *treeMaker) outlineEnd(i int) float64 {
	x := m.at[i].X + nodeRadius + 6 + m.labelWidth(i) + 8
	if m.Nodes[i].Level {
		x += 16
	}
	up := m.Nodes[i].Parent
	n := &m.Nodes[up]
	if m.Nodes[i].Player == AtFold {
		x += 18
	}
	if m.kids[up][0] != i {
		return x
	}
	if n.Set != None {
		x += m.numberWidth(n.Set)
	}
	if n.Belief != nil {
		x += barWidth + 6 + Width(n.Belief.Text, fontBelief, false) + 6
	}
	return x
}

// outlineEdges draws edges as the corners of an outline.
func (m *treeMaker) outlineEdges(table float64) {
	g := Group{ID: "edges"}
	for _, never := range []bool{true, false} {
		for i := 1; i < len(m.Nodes); i++ {
			n := &m.Nodes[i]
			if (n.Play == Never) != never {
				continue
			}
			p, q := m.at[n.Parent], m.at[i]
			g.Items = append(g.Items, m.edges(i, []Point{p, {p.X, q.Y}, q})...)
		}
	}
	for i := 1; i < len(m.Nodes); i++ {
		if from := m.outlineEnd(i) + 4; m.Nodes[i].Player < AtChance && from < table-12 {
			y := m.at[i].Y
			g.Items = append(g.Items, Line{Points: []Point{{from, y}, {table - 7, y}}, Style: Style{Stroke: m.theme.Rule, Width: 1, Dash: []float64{1, 4}}})
		}
	}
	m.items = append(m.items, g)
}

// outlineNode writes the line of a node: who takes the action that leads to it, the action, what he knows.
func (m *treeMaker) outlineNode(i int) []Item {
	p := m.at[i]
	if i == 0 {
		return []Item{Circle{At: p, Radius: endRadius, Style: Style{Fill: Plain(m.theme.Ink)}}}
	}
	up := m.Nodes[i].Parent
	n := &m.Nodes[up]
	items := m.mark(n.Player, p)
	x := p.X + nodeRadius + 6
	action, c := m.label(i)
	items = append(items, m.actionText(action, m.Nodes[i].Prob, Point{x, p.Y + 4.2}, c)...)
	x += m.labelWidth(i) + 8
	if m.Nodes[i].Level {
		items = append(items, m.level(Point{x + 4, p.Y})...)
		x += 16
	}
	if m.Nodes[i].Player == AtFold {
		items = append(items, m.fold(Point{x + 6, p.Y}, false))
		x += 18
	}
	if m.kids[up][0] != i {
		return items
	}
	if n.Set != None {
		items = append(items, m.number(up, Point{x, p.Y}, false)...)
		x += m.numberWidth(n.Set)
	}
	if b := n.Belief; b != nil {
		items = append(items, m.bar(b, n.Player, x, p.Y-barHeight/2)...)
		items = append(items, Text{At: Point{x + barWidth + 6, p.Y + 4}, Text: b.Text, Size: fontBelief, Color: m.theme.Ink})
	}
	return items
}

// numberWidth is how much room the number of a set takes in a line.
func (m *treeMaker) numberWidth(set int) float64 {
	return badgeWidth(strconv.Itoa(m.badge[set])) + 8
}
