package draw

// A tree that sets two equilibria against each other shows play where it differs as two lines side by side, the first equilibrium's
// and the other one's, and all other play as one pale line.

// pairGap is how far apart the two lines of an edge run, and pairThick is the widest that each may be.
const (
	pairGap   = 5
	pairThick = 4
)

// edges returns the lines of the edge that leads to a node through points, and how far they reach to either side.
func (m *treeMaker) edges(i int, points []Point) []Item {
	n := &m.Nodes[i]
	if !m.Against || !n.Changed {
		return []Item{Line{Points: points, Style: m.edge(i)}}
	}
	var out []Item
	for k, s := range []Style{m.pairStyle(n.Play, n.Weight, m.color(m.Nodes[n.Parent].Player)), m.pairStyle(n.OtherPlay, n.OtherWeight, m.theme.Ink)} {
		off := pairGap * (float64(k) - 0.5)
		line := make([]Point, len(points))
		for j, p := range points {
			switch {
			case j == 0: // both leave one node
			case m.TopDown && !m.Outline:
				p.X += off
			default:
				p.Y += off
			}
			line[j] = p
		}
		if m.Outline { // the corner hangs from a line of its own
			line[0].X, line[1].X = line[0].X+off, line[1].X+off
		}
		out = append(out, Line{Points: line, Style: s})
	}
	return out
}

// pairStyle is that of one of the two lines.
func (m *treeMaker) pairStyle(play Play, weight float64, c Color) Style {
	if play == Never {
		return Style{Stroke: m.theme.Grey, Width: neverEdge, Dash: []float64{5, 4}}
	}
	if play == Elsewise {
		c = blend(c, m.theme.Paper, 0.5)
	}
	return Style{Stroke: c, Width: edgeThin + (pairThick-edgeThin)*min(max(weight, 0), 1), Round: true}
}

// halfEdge is how far the edge that leads to a node reaches to the side where its label stands.
func (m *treeMaker) halfEdge(i int) float64 {
	if m.Against && m.Nodes[i].Changed {
		return pairGap/2.0 + pairThick/2.0
	}
	return m.edge(i).Width / 2
}

// againstLegend lists the signs of such a tree.
func (m *treeMaker) againstLegend(has usage) []legendEntry {
	c, first := m.theme.Chance, m.theme.Chance
	if len(m.looks) > 0 {
		first = m.looks[0].Fill
	}
	out := []legendEntry{{34, func(x, y float64) []Item {
		return []Item{
			Line{Points: []Point{{x, y - pairGap/2.0}, {x + 34, y - pairGap/2.0}}, Style: Style{Stroke: first, Width: 3}},
			Line{Points: []Point{{x, y + pairGap/2.0}, {x + 34, y + pairGap/2.0}}, Style: Style{Stroke: m.theme.Ink, Width: 3}},
		}
	}, "differs: the first equilibrium in the player's colour, the second in black; the thicker, the likelier once there"}}
	if m.theme.Name == Dark.Name {
		out[0].text = "differs: the first equilibrium in the player's colour, the second in white; the thicker, the likelier once there"
	}
	if has.never {
		out = append(out, legendEntry{34, func(x, y float64) []Item {
			return []Item{Line{Points: []Point{{x, y}, {x + 34, y}}, Style: m.pairStyle(Never, 0, c)}}
		}, "never played"})
	}
	if has.elsewise {
		out = append(out, legendEntry{34, func(x, y float64) []Item {
			return []Item{Line{Points: []Point{{x, y}, {x + 34, y}}, Style: Style{Stroke: blend(c, m.theme.Paper, 0.5), Width: 3}}}
		}, "pale double line: would be played, but play never comes there"})
	}
	out = append(out, legendEntry{34, func(x, y float64) []Item {
		return []Item{Line{Points: []Point{{x, y}, {x + 34, y}}, Style: Style{Stroke: blend(c, m.theme.Paper, 0.55), Width: plainEdge}}}
	}, "thin, without a number: the same in both"})
	if has.belief {
		b := &TreeBelief{Low: 0.67, High: 0.67, Prior: -1, Other: 0.4}
		out = append(out, legendEntry{barWidth, func(x, y float64) []Item { return m.bar(b, has.beliefOf, x, y-barHeight/2) }, "belief in the first; the tick: in the second"})
	}
	if has.open {
		b := &TreeBelief{Low: 0.4, High: 1, Prior: -1, Open: true, Other: -1}
		out = append(out, legendEntry{barWidth, func(x, y float64) []Item { return m.bar(b, has.openOf, x, y-barHeight/2) }, "in the first the belief lies in the hatched part"})
	}
	return out
}
