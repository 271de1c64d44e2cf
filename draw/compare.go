package draw

import (
	"math"
	"strconv"
)

// A Comparison sets equilibria side by side: what comes of each, what it pays, which refinements it passes.
type Comparison struct {
	ID       string
	Title    string
	Finding  string // what it shows, in a sentence
	Outcomes []string
	Players  []string
	Cards    []Card
	Notes    []string
	Theme    *Theme // nil for Light
}

// A Card is one equilibrium, or several with the same distribution over outcomes.
type Card struct {
	Name    string // "E1"
	About   string // what they do
	Bars    []CardBar
	Payoffs []string // by player
	Marks   []CardMark
}

// A CardBar is how likely an outcome is.
type CardBar struct {
	Low, High float64 // equal unless it differs over a continuum
	Text      string
}

// A CardMark is whether an equilibrium passes a refinement.
type CardMark struct {
	Text   string
	Passes bool
	Open   bool // it was not decided
}

// The measures of a comparison.
const (
	cardWide  = 190
	cardGap   = 22
	cardRow   = 30
	cardNames = 180
	cardBar   = 116
)

type compareMaker struct {
	*Comparison
	page
	left float64
}

func (m *compareMaker) x(k int) float64 { return m.left + float64(k)*(cardWide+cardGap) }

// Scene lays the comparison out: a column for each card, a row for each outcome.
func (c *Comparison) Scene() *Scene {
	m := &compareMaker{Comparison: c, page: page{theme: c.Theme}}
	if m.theme == nil {
		m.theme = &Light
	}
	names := 70.0
	for _, list := range [][]string{c.Outcomes, c.Players} {
		for _, n := range list {
			names = math.Max(names, Width(n, fontText, false))
		}
	}
	names = math.Min(names, cardNames)
	m.left = margin + names + 24
	width := math.Max(m.x(len(c.Cards))-cardGap+margin, headWidth)
	y := m.paragraph(c.Title, margin, margin-8, fontTitle, width-2*margin, true, m.theme.Ink)
	y = m.paragraph(c.Finding, margin, y+3, fontText, width-2*margin, false, m.theme.Faint) + 10
	y = m.heads(y) + 12
	y = m.rows(y, names, "What comes of it", c.Outcomes, m.outcome)
	y = m.rows(y+6, names, "Expected payoffs, in utils", c.Players, func(card *Card, i int, x, y float64) []Item {
		return []Item{Text{At: Point{x, y + 4.5}, Text: Shorten(card.Payoffs[i], fontText, false, cardWide), Size: fontText, Color: m.theme.Ink}}
	})
	y = m.marks(y + 6)
	for _, n := range c.Notes {
		y = m.paragraph(n, margin, y+3, fontSmall, width-2*margin, false, m.theme.Faint)
	}
	return &Scene{ID: c.ID, Width: math.Ceil(width), Height: math.Ceil(y + margin), Title: c.Title, Desc: c.Finding, Background: m.theme.Paper, Items: m.items}
}

// heads names the cards.
func (m *compareMaker) heads(y float64) float64 {
	bottom := y
	for k, card := range m.Cards {
		g := page{theme: m.theme}
		next := g.paragraph(card.Name, m.x(k), y, fontText+1, cardWide, true, m.theme.Ink)
		for _, line := range wrapTo(card.About, fontSmall, false, cardWide, 4) {
			next += fontSmall * leading
			g.add(Text{At: Point{m.x(k), next}, Text: line, Size: fontSmall, Color: m.theme.Faint})
		}
		m.add(Group{ID: "head-" + strconv.Itoa(k+1), Items: g.items})
		bottom = math.Max(bottom, next)
	}
	return bottom
}

// rows writes a heading and then a row for each name.
func (m *compareMaker) rows(y, names float64, heading string, list []string, cell func(card *Card, i int, x, y float64) []Item) float64 {
	if len(list) == 0 {
		return y
	}
	end := m.x(len(m.Cards)) - cardGap
	m.add(Text{At: Point{margin, y + 14}, Text: heading, Size: fontSmall, Bold: true, Color: m.theme.Faint},
		Line{Points: []Point{{margin, y + 20}, {end, y + 20}}, Style: Style{Stroke: m.theme.Rule, Width: 1}})
	y += 22
	for i, name := range list {
		g := Group{Items: []Item{Text{At: Point{margin, y + cardRow/2 + 4.5}, Text: Shorten(name, fontText, false, names), Size: fontText, Color: m.theme.Ink}}}
		for k := range m.Cards {
			g.Items = append(g.Items, cell(&m.Cards[k], i, m.x(k), y+cardRow/2)...)
		}
		m.add(g)
		y += cardRow
	}
	return y
}

// outcome draws a bar of how likely an outcome is; what is open in a continuum is hatched.
func (m *compareMaker) outcome(card *Card, i int, x, y float64) []Item {
	const high = 14
	b := card.Bars[i]
	blue := m.theme.Players[0]
	items := []Item{Rect{X: x, Y: y - high/2, W: cardBar, H: high, Style: Style{Fill: Plain(blend(m.theme.Paper, m.theme.Rule, 0.3)), Stroke: m.theme.Rule, Width: 0.8}}}
	if b.High > b.Low {
		items = append(items, Rect{X: x + cardBar*b.Low, Y: y - high/2, W: cardBar * (b.High - b.Low), H: high, Style: Style{Fill: Paint{m.theme.Look(0)}, Stroke: blue, Width: 0.8}})
	}
	if b.Low > 0 {
		items = append(items, Rect{X: x, Y: y - high/2, W: math.Max(cardBar*b.Low, 1), H: high, Style: Style{Fill: Plain(blue)}})
	}
	return append(items, Text{At: Point{x + cardBar + 9, y + 4.5}, Text: Shorten(b.Text, fontText, true, cardWide-cardBar-8), Size: fontText, Bold: true, Color: m.theme.Ink})
}

// marks writes which refinements each card passes.
func (m *compareMaker) marks(y float64) float64 {
	bottom := y
	for k, card := range m.Cards {
		next := y
		for _, mark := range card.Marks {
			end := next + 20
			m.add(m.mark(mark, Point{m.x(k) + 7, next + 12})...)
			for i, line := range wrapTo(mark.Text, fontSmall, false, cardWide-22, 6) {
				m.add(Text{At: Point{m.x(k) + 21, next + 16 + float64(i)*fontSmall*leading}, Text: line, Size: fontSmall, Color: m.theme.Ink})
				end = next + 20 + float64(i)*fontSmall*leading
			}
			next = end + 4
		}
		bottom = math.Max(bottom, next)
	}
	return bottom
}

// mark is a tick, a cross or a ring for what is open.
func (m *compareMaker) mark(c CardMark, p Point) []Item {
	s := Style{Stroke: m.theme.Ink, Width: 2, Round: true}
	switch {
	case c.Open:
		return []Item{Circle{At: p, Radius: 4.5, Style: s}}
	case c.Passes:
		return []Item{Line{Points: []Point{{p.X - 5, p.Y}, {p.X - 1.5, p.Y + 4}, {p.X + 5, p.Y - 5}}, Style: s}}
	}
	return []Item{Line{Points: []Point{{p.X - 4.5, p.Y - 4.5}, {p.X + 4.5, p.Y + 4.5}}, Style: s}, Line{Points: []Point{{p.X - 4.5, p.Y + 4.5}, {p.X + 4.5, p.Y - 4.5}}, Style: s}}
}
