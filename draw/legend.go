package draw

// A legendEntry is a sign and what it means.
type legendEntry struct {
	wide float64 // of the sign
	sign func(x, y float64) []Item
	text string
}

// legend lists the signs that the picture uses, in lines below y, and returns where they end.
func (m *treeMaker) legend(y, width float64) float64 { return m.lay(m.legendEntries(), y, width) }

func (m *treeMaker) lay(entries []legendEntry, y, width float64) float64 {
	p := page{theme: m.theme}
	y = p.legend(entries, y, width)
	m.items = append(m.items, p.items...)
	return y
}

// legend explains signs in lines below y and returns where they end.
func (p *page) legend(entries []legendEntry, y, width float64) float64 {
	g := Group{ID: "legend"}
	x := float64(margin)
	const gap, line = 20, 24
	y += line / 2
	for _, e := range entries {
		text := Shorten(e.text, fontSmall, false, width-2*margin-e.wide-8)
		w := e.wide + 7 + Width(text, fontSmall, false)
		if x+w > width-margin && x > margin {
			x, y = margin, y+line
		}
		g.Items = append(g.Items, e.sign(x, y)...)
		g.Items = append(g.Items, Text{At: Point{x + e.wide + 7, y + 4}, Text: text, Size: fontSmall, Color: p.theme.Ink})
		x += w + gap
	}
	p.add(g)
	return y + line/2
}

func (m *treeMaker) legendEntries() []legendEntry {
	var out []legendEntry
	for p := range m.Players {
		out = append(out, legendEntry{2 * nodeRadius, func(x, y float64) []Item {
			return m.looks[p].Mark(Point{x + nodeRadius, y}, m.Players[p].Letter)
		}, m.Players[p].Name})
	}
	has := m.uses()
	if has.chance {
		out = append(out, legendEntry{16, func(x, y float64) []Item { return m.theme.ChanceMark(Point{x + 8, y}) }, "chance"})
	}
	if has.band {
		look := m.looks[has.bandOf]
		out = append(out, legendEntry{34, func(x, y float64) []Item {
			return []Item{Rect{X: x, Y: y - 8, W: 34, H: 16, Round: 8, Style: Style{Fill: Plain(look.Pale), Stroke: look.Fill, Width: 0.9, Dash: []float64{3, 3}}}}
		}, "who moves there cannot tell these nodes apart"})
	}
	if has.number {
		out = append(out, legendEntry{14, func(x, y float64) []Item { return m.badgeMark("1", has.numberOf, Point{x + 7, y}) }, "nodes with the same number cannot be told apart"})
	}
	if has.fold {
		out = append(out, legendEntry{14, func(x, y float64) []Item { return []Item{m.fold(Point{x + 7, y}, false)} }, "more follows that is not drawn"})
	}
	if !m.Solved {
		return out
	}
	if m.Against {
		return append(out, m.againstLegend(has)...)
	}
	out = append(out, legendEntry{34, func(x, y float64) []Item {
		ring := []Point{{x, y - 0.6}, {x + 34, y - 3.5}, {x + 34, y + 3.5}, {x, y + 0.6}}
		return []Item{Polygon{Rings: [][]Point{ring}, Style: Style{Fill: Plain(m.theme.Chance)}}}
	}, "the thicker, the likelier once there"})
	if has.never {
		out = append(out, legendEntry{34, func(x, y float64) []Item {
			return []Item{Line{Points: []Point{{x, y}, {x + 34, y}}, Style: Style{Stroke: m.theme.Grey, Width: neverEdge, Dash: []float64{5, 4}}}}
		}, "never played"})
	}
	if has.elsewise {
		out = append(out, legendEntry{34, func(x, y float64) []Item {
			return []Item{Line{Points: []Point{{x, y}, {x + 34, y}}, Style: Style{Stroke: blend(m.theme.Chance, m.theme.Paper, 0.5), Width: 3}}}
		}, "pale: would be played, but play never comes there"})
	}
	if has.level {
		out = append(out, legendEntry{10, func(x, y float64) []Item { return m.level(Point{x + 5, y}) }, "equally good to who mixes them"})
	}
	if has.belief {
		b := &TreeBelief{Low: 0.67, High: 0.67, Prior: -1}
		text := "belief"
		if has.prior {
			b.Prior, text = 0.4, "belief; the tick: before any move was seen"
		}
		out = append(out, legendEntry{barWidth, func(x, y float64) []Item { return m.bar(b, has.beliefOf, x, y-barHeight/2) }, text})
	}
	if has.open {
		b := &TreeBelief{Low: 0.4, High: 1, Prior: -1, Open: true}
		out = append(out, legendEntry{barWidth, func(x, y float64) []Item { return m.bar(b, has.openOf, x, y-barHeight/2) }, "the belief lies in the hatched part"})
	}
	return out
}

// A usage says which signs a tree uses, and which player's is the first.
type usage struct {
	chance, band, number, fold, never, elsewise, level, belief, prior, open bool
	bandOf, numberOf, beliefOf, openOf                                      int
}

func (m *treeMaker) uses() usage {
	var u usage
	m.useSigns(&u)
	for _, t := range m.Rest {
		rest := newTreeMaker(t)
		rest.chooseBands()
		if t.Outline {
			rest.numberAll()
		}
		rest.useSigns(&u)
	}
	return u
}

// useSigns adds the signs of one tree.
func (m *treeMaker) useSigns(u *usage) {
	first := func(flag *bool, of *int, player int) {
		if !*flag {
			*flag, *of = true, player
		}
	}
	for i := range m.Nodes {
		n := &m.Nodes[i]
		u.chance = u.chance || n.Player == AtChance
		u.fold = u.fold || n.Player == AtFold
		if !m.Against || n.Changed {
			u.never = u.never || n.Play == Never || m.Against && n.OtherPlay == Never
			u.elsewise = u.elsewise || n.Play == Elsewise || m.Against && n.OtherPlay == Elsewise
		}
		u.level = u.level || n.Level
		if n.Set != None && m.badge[n.Set] == 0 {
			first(&u.band, &u.bandOf, n.Player)
		} else if n.Set != None {
			first(&u.number, &u.numberOf, n.Player)
		}
		switch b := n.Belief; {
		case b == nil:
		case b.Open:
			first(&u.open, &u.openOf, n.Player)
		default:
			first(&u.belief, &u.beliefOf, n.Player)
			u.prior = u.prior || b.Prior >= 0
		}
	}
}
