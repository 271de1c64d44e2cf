package draw

import (
	"math"
	"strconv"
)

// A Table is what a picture of a game in strategic form shows, for one to three players: the first chooses the row, the second the
// column, the third the table.
type Table struct {
	ID         string
	Title      string
	Heading    string // which equilibrium; "" for none
	Finding    string
	Players    []TreePlayer
	Strategies [][]TableStrategy // by player
	Cells      []TableCell       // the last player's strategy varies fastest
	Solved     bool
	Notes      []string
	Theme      *Theme // nil for Light
}

// A TableStrategy is a strategy.
type TableStrategy struct {
	Name   string
	Prob   string // "" without an equilibrium
	Played bool
}

// A TableCell is a profile.
type TableCell struct {
	Payoffs []string
	Best    []bool // by player: his strategy is a best response to those of the others
	Reach   string // "" without an equilibrium
	Reached bool
	Weight  float64 // the reach
}

const (
	cellPad     = 12
	cellHeight  = 30
	widestRow   = 320
	widestHead  = 120
	tableGap    = 26
	payoffGap   = 14
	boxOver     = 4 // how far the box of a best response reaches beyond its number
	reachHeight = 15
)

// tableMaker lays out one table.
type tableMaker struct {
	*Table
	treeMaker
	rows, columns, tables int
	payoff                []float64 // the widest of each player
	head                  float64   // the height of the heads of columns
	side                  float64   // the width of the heads of rows
	cell                  float64   // the width of a cell
	height                float64   // of a cell
}

// Scene lays the table out.
func (t *Table) Scene() *Scene {
	tree := &Tree{ID: t.ID, Title: t.Title, Heading: t.Heading, Finding: t.Finding, Players: t.Players, Notes: t.Notes, Theme: t.Theme}
	m := &tableMaker{Table: t, treeMaker: *newTreeMaker(tree), rows: 1, columns: 1, tables: 1}
	for p, n := range []*int{&m.rows, &m.columns, &m.tables} {
		if p < len(t.Strategies) {
			*n = len(t.Strategies[p])
		}
	}
	m.measure()
	across := m.side + float64(m.columns)*m.cell
	width := math.Max(across+2*margin, headWidth)
	y := m.treeMaker.head(width)
	for k := range m.tables {
		y = m.one(k, y+8)
	}
	y = m.key(y+16, width)
	p := page{theme: m.theme}
	for _, n := range t.Notes {
		y = p.paragraph(n, margin, y+3, fontSmall, width-2*margin, false, m.theme.Faint)
	}
	m.items = append(m.items, p.items...)
	desc := t.Finding
	if t.Heading != "" {
		desc = t.Heading + ". " + desc
	}
	return &Scene{ID: t.ID, Width: math.Ceil(width), Height: math.Ceil(y + margin), Title: t.Title, Desc: desc, Background: m.theme.Paper, Items: m.items}
}

func (m *tableMaker) measure() {
	m.payoff = make([]float64, len(m.Table.Players))
	reach := 0.0
	for _, c := range m.Cells {
		for p, u := range c.Payoffs {
			m.payoff[p] = math.Max(m.payoff[p], Width(u, rowText, false))
		}
		reach = math.Max(reach, Width(c.Reach, fontBelief, true))
	}
	m.cell = 2*cellPad - payoffGap
	for _, w := range m.payoff {
		m.cell += w + payoffGap
	}
	m.cell = math.Max(m.cell, reach+2*cellPad)
	m.height = cellHeight
	if m.Solved {
		m.height += reachHeight
	}
	lines := 1
	if len(m.Strategies) > 1 {
		for _, s := range m.Strategies[1] {
			l := wrapTo(s.Name, fontEdge, false, widestHead, 3)
			lines = max(lines, len(l))
			for _, line := range l {
				m.cell = math.Max(m.cell, Width(line, fontEdge, false)+12)
			}
			m.cell = math.Max(m.cell, Width(s.Prob, fontEdge, true)+12)
		}
		m.head = 2*nodeRadius + 8 + float64(lines)*lineDown
		if m.Solved {
			m.head += lineDown
		}
	}
	for _, s := range m.Strategies[0] {
		w := Width(Shorten(s.Name, fontEdge, false, widestRow), fontEdge, false)
		if s.Prob != "" {
			w += probGap + Width(s.Prob, fontEdge, true)
		}
		m.side = math.Max(m.side, w+10)
	}
	m.side = math.Max(m.side, 2*nodeRadius+10) + 2*nodeRadius + 12
}

func (m *tableMaker) color(s TableStrategy) Color {
	if m.Solved && !s.Played {
		return m.theme.Faint
	}
	return m.theme.Ink
}

// one draws the table of the third player's k-th strategy below y and returns where it ends.
func (m *tableMaker) one(k int, y float64) float64 {
	g := Group{ID: "table-" + strconv.Itoa(k+1)}
	add := func(items ...Item) { g.Items = append(g.Items, items...) }
	x := float64(margin)
	if len(m.Strategies) > 2 {
		s := m.Strategies[2][k]
		add(m.looks[2].Mark(Point{x + nodeRadius, y + nodeRadius}, m.Table.Players[2].Letter)...)
		add(m.actionText(Shorten(s.Name, fontEdge, false, 2*widestRow), s.Prob, Point{x + 2*nodeRadius + 8, y + nodeRadius + 4.2}, m.color(s))...)
		y += 2*nodeRadius + 8
	}
	left := x + m.side
	if len(m.Strategies) > 1 {
		add(m.looks[1].Mark(Point{left + float64(m.columns)*m.cell/2, y + nodeRadius}, m.Table.Players[1].Letter)...)
		for j, s := range m.Strategies[1] {
			m.columnHead(add, s, left+(float64(j)+0.5)*m.cell, y+m.head)
		}
	}
	y += m.head + 4
	add(m.looks[0].Mark(Point{x + nodeRadius, y + float64(m.rows)*m.height/2}, m.Table.Players[0].Letter)...)
	for i, s := range m.Strategies[0] {
		top := y + float64(i)*m.height
		name := Shorten(s.Name, fontEdge, false, widestRow)
		w := Width(name, fontEdge, false)
		if s.Prob != "" {
			w += probGap + Width(s.Prob, fontEdge, true)
		}
		add(m.actionText(name, s.Prob, Point{left - 8 - w, top + m.height/2 + 4.2}, m.color(s))...)
		for j := range m.columns {
			m.drawCell(add, &m.Cells[(i*m.columns+j)*m.tables+k], Point{left + float64(j)*m.cell, top})
		}
	}
	m.items = append(m.items, g)
	return y + float64(m.rows)*m.height + tableGap/2
}

// columnHead writes the name of a column that ends at y, from below.
func (m *tableMaker) columnHead(add func(...Item), s TableStrategy, x, y float64) {
	if m.Solved {
		add(Text{At: Point{x, y - 3}, Text: s.Prob, Size: fontEdge, Bold: true, Color: m.color(s), Anchor: Middle})
		y -= lineDown
	}
	lines := wrapTo(s.Name, fontEdge, false, widestHead, 3)
	for i, l := range lines {
		add(Text{At: Point{x, y - 3 - float64(len(lines)-1-i)*lineDown}, Text: l, Size: fontEdge, Color: m.color(s), Anchor: Middle})
	}
}

// drawCell draws a cell: payoffs in the players' colours and order, best responses in a box, the darker the likelier.
func (m *tableMaker) drawCell(add func(...Item), c *TableCell, at Point) {
	ground := m.theme.Paper
	if c.Reached {
		ground = blend(m.theme.Paper, m.theme.Rule, 0.12+0.38*math.Min(c.Weight, 1))
	}
	add(Rect{X: at.X, Y: at.Y, W: m.cell, H: m.height, Style: Style{Fill: Plain(ground), Stroke: m.theme.Ink, Width: 0.9}})
	total := -float64(payoffGap)
	for _, w := range m.payoff {
		total += w + payoffGap
	}
	x := at.X + (m.cell-total)/2
	for p, u := range c.Payoffs {
		w := Width(u, rowText, false)
		right := x + m.payoff[p]
		if c.Best[p] {
			add(Rect{X: right - w - boxOver, Y: at.Y + 6, W: w + 2*boxOver, H: 18, Round: 2.5, Style: Style{Stroke: m.looks[p].Fill, Width: 1.5}})
		}
		add(Text{At: Point{right, at.Y + 19.4}, Text: u, Size: rowText, Color: m.theme.readable(m.looks[p].Text, ground), Anchor: End})
		x = right + payoffGap
	}
	if c.Reach != "" {
		color := m.theme.Faint
		if c.Reached {
			color = m.theme.Ink
		}
		add(Text{At: Point{at.X + m.cell/2, at.Y + cellHeight + 8}, Text: c.Reach, Size: fontBelief, Bold: c.Reached, Color: color, Anchor: Middle})
	}
}

// readable brings a colour nearer to the ink until it stands out from a ground.
func (t *Theme) readable(c, ground Color) Color {
	for share := 0.0; share < 1; share += 0.05 {
		if d := blend(c, t.Ink, share); contrast(d, ground) >= 4.5 {
			return d
		}
	}
	return t.Ink
}

// key is the legend of a table.
func (m *tableMaker) key(y, width float64) float64 {
	var entries []legendEntry
	for p := range m.Table.Players {
		text := m.Table.Players[p].Name
		if len(m.Table.Players) > 1 {
			text += [...]string{": row", ": column", ": table"}[min(p, 2)]
		}
		entries = append(entries, legendEntry{2 * nodeRadius, func(x, y float64) []Item {
			return m.looks[p].Mark(Point{x + nodeRadius, y}, m.Table.Players[p].Letter)
		}, text})
	}
	entries = append(entries, legendEntry{22, func(x, y float64) []Item {
		return []Item{Rect{X: x, Y: y - 9, W: 22, H: 18, Round: 2.5, Style: Style{Stroke: m.looks[0].Fill, Width: 1.5}}}
	}, "best response to the others' strategies"})
	if m.Solved {
		entries = append(entries, legendEntry{22, func(x, y float64) []Item {
			return []Item{Rect{X: x, Y: y - 8, W: 22, H: 16, Style: Style{Fill: Plain(blend(m.theme.Paper, m.theme.Rule, 0.4)), Stroke: m.theme.Ink, Width: 0.9}}}
		}, "comes to be played; below the payoffs: how likely"})
	}
	return m.lay(entries, y, width)
}
