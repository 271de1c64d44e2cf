package draw

import (
	"math"
	"strconv"
)

// A Matrix is how far pairs agree: the lower triangle of a symmetric matrix of numbers from −1 to 1.
type Matrix struct {
	ID      string
	Title   string
	Finding string // what it shows, in a sentence
	Names   []string
	Values  [][]float64 // by row and column; NaN where nothing can be said
	Notes   []string
	Theme   *Theme // nil for Light
}

// The measures of a matrix.
const (
	matrixWide  = 92
	matrixHigh  = 46
	matrixNames = 170
)

// Scene lays the matrix out: names on the left and below.
func (a *Matrix) Scene() *Scene {
	m := &page{theme: a.Theme}
	if m.theme == nil {
		m.theme = &Light
	}
	n := len(a.Names)
	names := 60.0
	for _, name := range a.Names {
		names = math.Max(names, Width(name, fontText, true))
	}
	names = math.Min(names, matrixNames)
	left := margin + names + 12
	width := math.Max(left+float64(n-1)*matrixWide+margin, headWidth)
	y := m.paragraph(a.Title, margin, margin-8, fontTitle, width-2*margin, true, m.theme.Ink)
	y = m.paragraph(a.Finding, margin, y+3, fontText, width-2*margin, false, m.theme.Faint) + 12
	g := Group{ID: "matrix"}
	for i := 1; i < n; i++ {
		middle := y + matrixHigh/2
		g.Items = append(g.Items, Text{At: Point{left - 12, middle + 4.5}, Text: Shorten(a.Names[i], fontText, true, names), Size: fontText, Bold: true, Color: m.theme.Ink, Anchor: End})
		for j := range i {
			g.Items = append(g.Items, m.agreement(a, i, j, left+float64(j)*matrixWide, y))
		}
		y += matrixHigh
	}
	for j := range n - 1 {
		lines := wrapTo(a.Names[j], fontSmall, true, matrixWide-8, 2)
		for k, line := range lines {
			g.Items = append(g.Items, Text{At: Point{left + (float64(j)+0.5)*matrixWide, y + 16 + 14*float64(k)}, Text: line, Size: fontSmall, Bold: true, Color: m.theme.Ink, Anchor: Middle})
		}
	}
	m.add(g)
	y = m.legend(m.agreements(), y+40, width)
	for _, text := range a.Notes {
		y = m.paragraph(text, margin, y+3, fontSmall, width-2*margin, false, m.theme.Faint)
	}
	return &Scene{ID: a.ID, Width: math.Ceil(width), Height: math.Ceil(y + margin), Title: a.Title, Desc: a.Finding, Background: m.theme.Paper, Items: m.items}
}

// agreement is one cell: its number, on a ground that tells sign and size, with a mark that tells the sign without colour.
func (p *page) agreement(a *Matrix, i, j int, x, y float64) Group {
	v := a.Values[i][j]
	g := Group{ID: "pair-" + strconv.Itoa(i+1) + "-" + strconv.Itoa(j+1)}
	box := Rect{X: x + 1.5, Y: y + 1.5, W: matrixWide - 3, H: matrixHigh - 3, Round: 3, Style: Style{Fill: Plain(p.ground(v)), Stroke: p.theme.Rule, Width: 1}}
	text := "–"
	if !math.IsNaN(v) {
		text = signed(v)
	}
	g.Title = a.Names[i] + " and " + a.Names[j] + ": " + text
	at := Point{x + matrixWide/2 + 8, y + matrixHigh/2 + 5}
	g.Items = append(g.Items, box)
	g.Items = append(g.Items, p.sign(v, Point{x + 19, y + matrixHigh/2})...)
	g.Items = append(g.Items, Text{At: at, Text: text, Size: 14, Bold: true, Color: p.theme.readable(p.theme.Ink, p.ground(v)), Anchor: Middle})
	return g
}

// ground mixes the paper with blue for agreement and with orange for disagreement: equally dark for equal sizes.
func (p *page) ground(v float64) Color {
	switch {
	case math.IsNaN(v):
		return p.theme.Paper
	case v < 0:
		return blend(p.theme.Paper, p.theme.Players[1], 0.55*math.Min(-v, 1))
	}
	return blend(p.theme.Paper, p.theme.Players[0], 0.45*math.Min(v, 1))
}

// sign is a triangle upwards for agreement, one downwards for disagreement and a bar for neither; the larger, the more.
func (p *page) sign(v float64, at Point) []Item {
	fill := Style{Fill: Plain(p.theme.Ink)}
	size := 4 + 4*math.Min(math.Abs(v), 1)
	switch {
	case math.IsNaN(v):
		return nil
	case math.Abs(v) < 0.05:
		return []Item{Rect{X: at.X - 6, Y: at.Y - 1.5, W: 12, H: 3, Style: fill}}
	case v > 0:
		return []Item{Polygon{Rings: [][]Point{{{at.X, at.Y - size}, {at.X + size, at.Y + size*0.8}, {at.X - size, at.Y + size*0.8}}}, Style: fill}}
	}
	return []Item{Polygon{Rings: [][]Point{{{at.X, at.Y + size}, {at.X + size, at.Y - size*0.8}, {at.X - size, at.Y - size*0.8}}}, Style: fill}}
}

// agreements is the legend.
func (p *page) agreements() []legendEntry {
	entry := func(v float64, text string) legendEntry {
		return legendEntry{34, func(x, y float64) []Item {
			return append([]Item{Rect{X: x, Y: y - 9, W: 34, H: 18, Round: 3, Style: Style{Fill: Plain(p.ground(v)), Stroke: p.theme.Rule, Width: 1}}}, p.sign(v, Point{x + 17, y})...)
		}, text}
	}
	return []legendEntry{entry(0.8, "they rank outcomes alike"), entry(0, "neither"), entry(-0.8, "they rank them the other way round")}
}

// signed writes a number from −1 to 1 with two decimals and its sign.
func signed(v float64) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', 2, 64)
	switch {
	case s == "0.00":
		return "0"
	case v < 0:
		return "−" + s
	}
	return "+" + s
}
