package draw

import (
	"math"
	"strconv"
)

// A Comparison sets equilibria side by side: what comes of each, what it pays, which refinements it passes, and in how many draws
// of the params there is one of its kind.
type Comparison struct {
	ID       string
	Title    string
	Finding  string // what it shows, in a sentence
	Outcomes []string
	Players  []string
	Checks   []string // the refinements
	Share    string   // what the share of a card is; "" for none
	Cards    []Card
	Notes    []string
	Theme    *Theme // nil for Light
}

// A Card is one equilibrium, or several with the same distribution over outcomes.
type Card struct {
	Name    string // "E1"
	About   string // what they do
	Bars    []CardBar
	Payoffs []string   // by player
	Marks   []CardMark // by check
	Share   CardBar    // no text for none
}

// A CardBar is how likely an outcome is.
type CardBar struct {
	Low, High float64 // equal unless it differs over a continuum
	Text      string
}

// A CardMark is whether an equilibrium passes a refinement.
type CardMark struct {
	Text string // in a few words
	Sign CardSign
}

// A CardSign is what a mark looks like.
type CardSign int

// The signs.
const (
	NoSign   CardSign = iota // there is nothing to judge
	TickSign                 // it passes
	CrossSign
	RingSign // it is open, or some of several pass
)

// The measures of a comparison.
const (
	cardWide  = 190
	cardGap   = 22
	cardRow   = 30
	cardNames = 180
	cardBar   = 116
	cardMark  = 22 // the height of a row of checks
	cardCols  = 3  // cards side by side: more stand below
)

type compareMaker struct {
	*Comparison
	page
	left  float64
	cards []Card // of the row of cards that is laid out
	first int    // of them
}

func (m *compareMaker) x(k int) float64 { return m.left + float64(k)*(cardWide+cardGap) }

// Scene lays the comparison out: a column for each card, a row for each outcome.
func (c *Comparison) Scene() *Scene {
	m := &compareMaker{Comparison: c, page: page{theme: c.Theme}}
	if m.theme == nil {
		m.theme = &Light
	}
	names := 70.0
	for _, list := range [][]string{c.Outcomes, c.Players, c.Checks, {c.Share}} {
		for _, n := range list {
			names = math.Max(names, Width(n, fontText, false))
		}
	}
	names = math.Min(names, cardNames)
	m.left = margin + names + 24
	width := math.Max(m.x(min(len(c.Cards), cardCols))-cardGap+margin, headWidth)
	y := m.paragraph(c.Title, margin, margin-8, fontTitle, width-2*margin, true, m.theme.Ink)
	y = m.paragraph(c.Finding, margin, y+3, fontText, width-2*margin, false, m.theme.Faint)
	for m.first = 0; m.first < len(c.Cards); m.first += cardCols {
		m.cards = c.Cards[m.first:min(m.first+cardCols, len(c.Cards))]
		y = m.row(y+10, names) + 8
	}
	for _, n := range c.Notes {
		y = m.paragraph(n, margin, y+3, fontSmall, width-2*margin, false, m.theme.Faint)
	}
	return &Scene{ID: c.ID, Width: math.Ceil(width), Height: math.Ceil(y + margin), Title: c.Title, Desc: c.Finding, Background: m.theme.Paper, Items: m.items}
}

// row lays out the cards that stand side by side.
func (m *compareMaker) row(y, names float64) float64 {
	y = m.heads(y) + 12
	y = m.rows(y, names, cardRow, "What comes of it", m.Outcomes, m.outcome)
	y = m.rows(y+6, names, cardRow, "Expected payoffs, in utils", m.Players, func(card *Card, i int, x, y float64) []Item {
		return []Item{Text{At: Point{x, y + 4.5}, Text: Shorten(card.Payoffs[i], fontText, false, cardWide), Size: fontText, Color: m.theme.Ink}}
	})
	if m.Share != "" {
		y = m.rows(y+6, names, cardRow, "Over the draws of the params", []string{m.Share}, m.share)
	}
	return m.rows(y+6, names, cardMark, "Refinements", m.Checks, m.check)
}

// heads names the cards.
func (m *compareMaker) heads(y float64) float64 {
	bottom := y
	for k, card := range m.cards {
		g := page{theme: m.theme}
		next := g.paragraph(card.Name, m.x(k), y, fontText+1, cardWide, true, m.theme.Ink)
		for _, line := range wrapTo(card.About, fontSmall, false, cardWide, 4) {
			next += fontSmall * leading
			g.add(Text{At: Point{m.x(k), next}, Text: line, Size: fontSmall, Color: m.theme.Faint})
		}
		m.add(Group{ID: "head-" + strconv.Itoa(m.first+k+1), Items: g.items})
		bottom = math.Max(bottom, next)
	}
	return bottom
}

// rows writes a heading and then a row of a given height for each name.
func (m *compareMaker) rows(y, names, high float64, heading string, list []string, cell func(card *Card, i int, x, y float64) []Item) float64 {
	if len(list) == 0 {
		return y
	}
	end := m.x(len(m.cards)) - cardGap
	m.add(Text{At: Point{margin, y + 14}, Text: heading, Size: fontSmall, Bold: true, Color: m.theme.Faint},
		Line{Points: []Point{{margin, y + 20}, {end, y + 20}}, Style: Style{Stroke: m.theme.Rule, Width: 1}})
	y += 22
	for i, name := range list {
		g := Group{Items: []Item{Text{At: Point{margin, y + high/2 + 4.5}, Text: Shorten(name, fontText, false, names), Size: fontText, Color: m.theme.Ink}}}
		for k := range m.cards {
			g.Items = append(g.Items, cell(&m.cards[k], i, m.x(k), y+high/2)...)
		}
		m.add(g)
		y += high
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

// share draws a bar of how often there is an equilibrium of the kind, with the interval of that share.
func (m *compareMaker) share(card *Card, _ int, x, y float64) []Item {
	if card.Share.Text == "" {
		return []Item{Text{At: Point{x, y + 4.5}, Text: "not told", Size: fontText, Color: m.theme.Faint}}
	}
	const high = 10
	items := []Item{Rect{X: x, Y: y - high/2, W: cardBar, H: high, Style: Style{Fill: Plain(blend(m.theme.Paper, m.theme.Rule, 0.3)), Stroke: m.theme.Rule, Width: 0.8}}}
	if v := card.Share.Low; v > 0 {
		items = append(items, Rect{X: x, Y: y - high/2, W: math.Max(cardBar*v, 1), H: high, Style: Style{Fill: Plain(m.theme.Chance)}})
	}
	return append(items, Text{At: Point{x + cardBar + 9, y + 4.5}, Text: Shorten(card.Share.Text, fontText, true, cardWide-cardBar-8), Size: fontText, Bold: true, Color: m.theme.Ink})
}

// check says whether a card passes one refinement, by a sign and in words.
func (m *compareMaker) check(card *Card, i int, x, y float64) []Item {
	mark := card.Marks[i]
	color := m.theme.Ink
	if mark.Sign == NoSign {
		color = m.theme.Faint
	}
	return append(m.tick(mark.Sign, Point{x + 7, y}), Text{At: Point{x + 21, y + 4.5}, Text: Shorten(mark.Text, fontSmall, false, cardWide-22), Size: fontSmall, Color: color})
}

// tick is a tick, a cross or a ring for what is open.
func (m *compareMaker) tick(c CardSign, p Point) []Item {
	s := Style{Stroke: m.theme.Ink, Width: 2, Round: true}
	switch c {
	case RingSign:
		return []Item{Circle{At: p, Radius: 4.5, Style: s}}
	case TickSign:
		return []Item{Line{Points: []Point{{p.X - 5, p.Y}, {p.X - 1.5, p.Y + 4}, {p.X + 5, p.Y - 5}}, Style: s}}
	case CrossSign:
		return []Item{Line{Points: []Point{{p.X - 4.5, p.Y - 4.5}, {p.X + 4.5, p.Y + 4.5}}, Style: s}, Line{Points: []Point{{p.X - 4.5, p.Y + 4.5}, {p.X + 4.5, p.Y - 4.5}}, Style: s}}
	case NoSign:
	}
	return nil
}
