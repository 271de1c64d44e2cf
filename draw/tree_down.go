package draw

import "math"

// A tree that grows downwards has the labels on its edges, which make room for them: the name of the action in up to two lines, below it
// the probability. What happens at an end stands below it.

const (
	labelDown   = 104 // the widest line of a label
	lineDown    = 14.5
	beliefDown  = 28
	markDown    = 18 // between the dot of an end and the first line below it
	fanDown     = 34
	roomSide    = pillRadius + 5
	widestBelow = 120
)

// A below is the text on an edge, and below it at an end.
type below struct {
	lines []string // of the action
	end   []downLine
	width float64
}

type downLine struct {
	text   string
	bold   bool
	italic bool
	color  Color
}

// down lays out a tree that grows downwards and returns the width and where it ends below.
func (m *treeMaker) down() (width, bottom float64) {
	m.chooseBands()
	texts := make([]below, len(m.Nodes))
	for i := range texts {
		texts[i] = m.below(i)
	}
	start, y := m.rows(texts)
	across := m.downAcross(texts, start, y)
	width = math.Max(across+2*margin, headWidth)
	top := m.head(width) + nodeRadius + 8
	left := (width - across) / 2
	for i := range m.Nodes {
		d := m.depth[i]
		m.at[i].X += left
		m.at[i].Y = top + y[d]
		if m.Nodes[i].Player < AtChance {
			m.at[i].Y = top + m.endDown(d, y)
		}
		bottom = max(bottom, m.at[i].Y+pillRadius, m.at[i].Y+markDown+float64(len(texts[i].end))*lineDown)
	}
	m.drawBands()
	m.downEdges(start, top)
	m.downNodes(texts, start, top)
	return width, bottom
}

// below breaks the texts of a node into lines.
func (m *treeMaker) below(i int) below {
	n := &m.Nodes[i]
	var b below
	if n.Parent != None {
		most := m.LabelWidth
		if most == 0 {
			most = labelDown
		}
		b.lines = wrapTo(n.Action, fontEdge, false, most, 2)
	}
	for _, l := range b.lines {
		b.width = max(b.width, Width(l, fontEdge, false))
	}
	b.width = max(b.width, m.probWidth(i))
	if m.believes(i) {
		b.width = max(b.width, Width("(was 99.9 %)", fontBelief, false), barWidth)
		if n.Belief != nil {
			for _, l := range beliefLines(n.Belief.Text) {
				b.width = max(b.width, Width(l, fontBelief, false))
			}
		}
	}
	if n.Player < AtChance {
		b.end = m.endLines(n)
		for _, l := range b.end {
			b.width = max(b.width, Width(l.text, rowText, l.bold))
		}
	}
	return b
}

// endLines are what stands below an end: the outcome, the payoffs in the order of the players, the reach.
func (m *treeMaker) endLines(n *TreeNode) []downLine {
	var out []downLine
	c := m.theme.Ink
	if m.Solved && !n.Reached {
		c = m.theme.Faint
	}
	if n.Outcome != "" {
		for _, l := range wrapTo(n.Outcome, rowText, true, widestBelow, 3) {
			out = append(out, downLine{l, n.Player == AtEnd, n.Player == AtFold, c})
		}
	}
	for p, u := range n.Payoffs {
		if u != "" {
			out = append(out, downLine{u, false, false, m.looks[p].Text})
		}
	}
	if n.Reach != "" {
		out = append(out, downLine{n.Reach, n.Reached, false, c})
	}
	return out
}

// beliefLines breaks the text of a belief before the prior.
func beliefLines(text string) []string {
	for i := range text {
		if i > 0 && text[i] == '(' {
			return []string{text[:i-1], text[i:]}
		}
	}
	return Wrap(text, fontBelief, false, 92)
}

// wrapTo breaks a text into at most the given number of lines, and shortens what is longer.
func wrapTo(text string, size float64, bold bool, width float64, most int) []string {
	lines := Wrap(text, size, bold, width)
	if len(lines) > most {
		rest := lines[most-1]
		for _, l := range lines[most:] {
			rest += " " + l
		}
		lines = append(lines[:most-1:most-1], rest)
	}
	for i := range lines {
		lines[i] = Shorten(lines[i], size, bold, width)
	}
	return lines
}

// rows places the depths. It returns where the level part of the edges to each begins, and where its nodes stand: the root at 0.
func (m *treeMaker) rows(texts []below) (start, y []float64) {
	start, y, block := make([]float64, m.deep+1), make([]float64, m.deep+1), make([]float64, m.deep+1)
	lines := make([]int, m.deep+1) // below the ends at each depth
	for i := 1; i < len(m.Nodes); i++ {
		lines[m.depth[i]] = max(lines[m.depth[i]], len(texts[i].end))
		h := float64(len(texts[i].lines)) * lineDown
		if m.probWidth(i) > 0 {
			h += lineDown
		}
		if m.believes(i) {
			h += beliefDown + lineDown
		}
		block[m.depth[i]] = max(block[m.depth[i]], h)
	}
	ends := 0.0 // how far down what stands below the ends reaches
	for d := 1; d <= m.deep; d++ {
		start[d] = y[d-1] + max(nodeRadius, m.lanes(d-1, 1)) + fanDown
		y[d] = start[d] + 4 + block[d] + 6 + max(nodeRadius+8, m.lanes(d, -1)+2)
		if room := m.lanes(d, -1); room > 0 { // a band passes below the ends above
			y[d] = max(y[d], ends+room+4)
		}
		if lines[d] > 0 {
			ends = max(ends, m.endDown(d, y)+markDown+float64(lines[d])*lineDown)
		}
	}
	return start, y
}

// endDown is where the ends at a depth stand: beyond the information sets there.
func (m *treeMaker) endDown(d int, y []float64) float64 {
	if room := m.lanes(d, 1); room > 0 {
		return y[d] + room + 6
	}
	return y[d]
}

func (m *treeMaker) downAcross(texts []below, start, y []float64) float64 {
	t := tidy{nodes: make([]tidyNode, len(m.Nodes))}
	for i := range m.Nodes {
		n, d := &t.nodes[i], m.depth[i]
		n.children = m.kids[i]
		if d > 0 {
			n.start = y[d-1]
		} else {
			n.start = -pillRadius
		}
		n.end = y[d]
		if m.Nodes[i].Player < AtChance {
			n.end = m.endDown(d, y) + markDown + float64(len(texts[i].end))*lineDown
		} else if len(n.children) == 0 {
			n.end = y[d] + pillRadius
		}
		n.lo = max(texts[i].width/2+6, 12)
		if m.Nodes[i].Player >= AtChance {
			n.lo = max(n.lo, roomSide)
		}
		n.hi = n.lo
	}
	size := t.place(0)
	for i := range m.Nodes {
		m.at[i].X = t.nodes[i].x
	}
	return size
}

func (m *treeMaker) downEdges(start []float64, top float64) {
	g := Group{ID: "edges"}
	for _, never := range []bool{true, false} {
		for i := 1; i < len(m.Nodes); i++ {
			if n := &m.Nodes[i]; (n.Play == Never) == never {
				q := m.at[i]
				g.Items = append(g.Items, m.edges(i, []Point{m.at[n.Parent], {q.X, top + start[m.depth[i]]}, q})...)
			}
		}
	}
	m.items = append(m.items, g)
}

func (m *treeMaker) downNodes(texts []below, start []float64, top float64) {
	g := Group{ID: "nodes"}
	for i := range m.Nodes {
		n, p := &m.Nodes[i], m.at[i]
		node := Group{ID: n.ID, Title: n.About, Data: n.Data, Items: m.glyph(i)}
		if n.Parent != None {
			node.Items = append(node.Items, m.downLabel(i, texts[i], top+start[m.depth[i]]+4)...)
		}
		node.Items = append(node.Items, m.number(i, Point{p.X + 8, p.Y - 14}, false)...)
		y := p.Y + markDown
		for _, l := range texts[i].end {
			node.Items = append(node.Items, Text{At: Point{p.X, y}, Text: l.text, Size: rowText, Bold: l.bold, Italic: l.italic, Color: l.color, Anchor: Middle})
			y += lineDown
		}
		g.Items = append(g.Items, node)
	}
	g.Items = append(g.Items, m.levels(func(c int) Point { return Point{m.at[c].X, top + start[m.depth[c]] - 7} })...)
	m.items = append(m.items, g)
}

// downLabel writes the label of an edge below y, on a ground that interrupts the edge.
func (m *treeMaker) downLabel(i int, t below, y float64) []Item {
	n, x := &m.Nodes[i], m.at[i].X
	_, c := m.label(i)
	var items []Item
	width, from := 0.0, y
	line := func(text string, size float64, bold bool, c Color) {
		y += lineDown
		width = max(width, Width(text, size, bold))
		items = append(items, Text{At: Point{x, y - 3.5}, Text: text, Size: size, Bold: bold, Color: c, Anchor: Middle})
	}
	for _, l := range t.lines {
		line(l, fontEdge, false, c)
	}
	if n.Prob != "" {
		line(n.Prob, fontEdge, true, c)
	}
	if b := n.Belief; b != nil {
		items = append(items, m.bar(b, n.Player, x-barWidth/2, y+4)...)
		width = max(width, barWidth)
		y += barHeight + 5
		for _, l := range beliefLines(b.Text) {
			line(l, fontBelief, false, m.theme.Ink)
		}
	}
	if items == nil {
		return nil
	}
	ground := Rect{X: x - width/2 - 3, Y: from, W: width + 6, H: y - from + 1, Style: Style{Fill: Plain(m.theme.Paper)}}
	return append([]Item{ground}, items...)
}
