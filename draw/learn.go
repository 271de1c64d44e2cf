package draw

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// A Learning is what players learn from what they see: a slope chart for each place, with what was believed before on the
// left and what is believed there on the right.
type Learning struct {
	ID      string
	Title   string
	Finding string // what it shows, in a sentence
	Places  []LearningPlace
	Notes   []string
	Theme   *Theme // nil for Light
}

// A LearningPlace is an information set at which something hidden is judged.
type LearningPlace struct {
	Name   string // who, and where
	About  string // how often play comes there
	Reach  float64
	Comes  bool // whether play comes there
	Hidden string
	Kinds  []LearningKind
	Words  string // why, in words
}

// A LearningKind is one of the things that may be so.
type LearningKind struct {
	Name          string
	Prior         float64
	PriorText     string
	Low, High     float64 // of the belief; equal for one that is known
	PosteriorText string
}

// The measures of a chart of beliefs.
const (
	slopeWide  = 104 // between prior and posterior
	slopeHigh  = 150
	slopeLeft  = 150 // room for kinds and priors
	slopeRight = 96  // room for posteriors
	slopeGap   = 30
	slopeStep  = 15 // the least distance between two texts
	slopeThin  = 1.5
	slopeThick = 8
	slopeCols  = 2
)

type learnMaker struct {
	*Learning
	page
}

// Scene lays the chart out.
func (l *Learning) Scene() *Scene {
	m := &learnMaker{Learning: l, page: page{theme: l.Theme}}
	if m.theme == nil {
		m.theme = &Light
	}
	columns := min(slopeCols, max(1, len(l.Places)))
	const panel = slopeLeft + slopeWide + slopeRight
	width := math.Max(float64(columns*panel+(columns-1)*slopeGap)+2*margin, headWidth)
	y := m.paragraph(l.Title, margin, margin-8, fontTitle, width-2*margin, true, m.theme.Ink)
	y = m.paragraph(l.Finding, margin, y+3, fontText, width-2*margin, false, m.theme.Faint) + 10
	for i := 0; i < len(l.Places); i += columns {
		head, bottom := 0.0, y
		row := l.Places[i:min(i+columns, len(l.Places))]
		for k := range row { // heads first, so that panels of one row stand at one height
			x := margin + float64(k*(panel+slopeGap))
			head = math.Max(head, m.placeHead(&row[k], x, y, panel))
		}
		for k := range row {
			x := margin + float64(k*(panel+slopeGap))
			bottom = math.Max(bottom, m.place(&row[k], i+k, x, head+14, panel))
		}
		y = bottom + 18
	}
	y = m.legend(m.entries(), y-8, width)
	for _, n := range l.Notes {
		y = m.paragraph(n, margin, y+3, fontSmall, width-2*margin, false, m.theme.Faint)
	}
	return &Scene{ID: l.ID, Width: math.Ceil(width), Height: math.Ceil(y + margin), Title: l.Title, Desc: l.Finding, Background: m.theme.Paper, Items: m.items}
}

func (m *learnMaker) placeHead(p *LearningPlace, x, y, width float64) float64 {
	y = m.paragraph(p.Name, x, y, fontText, width, true, m.theme.Ink)
	return m.paragraph(p.About, x, y+1, fontSmall, width, false, m.theme.Faint)
}

// place draws one panel below y.
func (m *learnMaker) place(p *LearningPlace, number int, x, y, width float64) float64 {
	g := Group{ID: "place-" + strconv.Itoa(number+1), Title: p.Name + ". " + p.Words}
	add := func(items ...Item) { g.Items = append(g.Items, items...) }
	ink := m.theme.Ink
	left, right := x+slopeLeft, x+slopeLeft+slopeWide
	top := y + 20
	at := func(v float64) float64 { return top + slopeHigh*(1-v) }
	spread := func() (lefts, rights []float64) {
		priors, posts := make([]float64, len(p.Kinds)), make([]float64, len(p.Kinds))
		for i, k := range p.Kinds {
			priors[i], posts[i] = at(k.Prior), at((k.Low+k.High)/2)
		}
		return apart(priors, slopeStep), apart(posts, slopeStep)
	}
	lefts, rights := spread()
	if least := slices.Min(append(slices.Clone(lefts), rights...)); least < y+18 { // room for texts that were moved up
		top += y + 18 - least
		lefts, rights = spread()
	}
	before := "before any move"
	if Width(before, fontSmall, false) > slopeLeft {
		before = "before"
	}
	add(Text{At: Point{left - 8, y + 10}, Text: before, Size: fontSmall, Color: m.theme.Faint, Anchor: End},
		Text{At: Point{right + 8, y + 10}, Text: "there", Size: fontSmall, Color: m.theme.Faint})
	for _, axis := range []float64{left, right} {
		add(Line{Points: []Point{{axis, at(1)}, {axis, at(0)}}, Style: Style{Stroke: m.theme.Rule, Width: 1}})
	}
	m.kinds(add, p, left, right, at)
	low := at(0)
	for i, k := range p.Kinds {
		t := Width(k.PriorText, fontSmall, false)
		add(Text{At: Point{left - 9, lefts[i] + 4}, Text: k.PriorText, Size: fontSmall, Color: ink, Anchor: End},
			Text{At: Point{left - 15 - t, lefts[i] + 4}, Text: Shorten(k.Name, fontSmall, true, slopeLeft-16-t), Size: fontSmall, Bold: true, Color: ink, Anchor: End},
			Text{At: Point{right + 9, rights[i] + 4}, Text: Shorten(k.PosteriorText, fontSmall, true, slopeRight-10), Size: fontSmall, Bold: true, Color: ink})
		low = math.Max(low, math.Max(lefts[i], rights[i]))
	}
	m.add(g)
	return m.paragraph(p.Words, x, low+10, fontSmall, width, false, m.theme.Faint)
}

// kinds draws the lines: as wide as the place is likely to be reached, broken where play never comes.
func (m *learnMaker) kinds(add func(...Item), p *LearningPlace, left, right float64, at func(float64) float64) {
	for i, k := range p.Kinds {
		look := m.theme.Look(i)
		s := Style{Stroke: look.Ink, Width: slopeThin + (slopeThick-slopeThin)*math.Min(math.Max(p.Reach, 0), 1)}
		if !p.Comes {
			s.Stroke, s.Width, s.Dash = m.theme.Grey, slopeThin, []float64{5, 4}
		}
		if k.Low < k.High {
			add(Polygon{Rings: [][]Point{{{left, at(k.Prior)}, {right, at(k.High)}, {right, at(k.Low)}}}, Style: Style{Fill: Paint{{Hatch: Sparse, Ink: m.theme.Grey}}}})
			add(Line{Points: []Point{{left, at(k.Prior)}, {right, at(k.Low)}}, Style: Style{Stroke: s.Stroke, Width: slopeThin, Dash: []float64{5, 4}}},
				Line{Points: []Point{{left, at(k.Prior)}, {right, at(k.High)}}, Style: Style{Stroke: s.Stroke, Width: slopeThin, Dash: []float64{5, 4}}})
		} else {
			add(Line{Points: []Point{{left, at(k.Prior)}, {right, at(k.Low)}}, Style: s})
		}
	}
	for i, k := range p.Kinds {
		add(m.kindMark(i, Point{left, at(k.Prior)})...)
		if k.Low == k.High { // no number that looks known where it is open
			add(m.kindMark(i, Point{right, at(k.Low)})...)
		}
	}
}

// kindMark is the sign of the i-th kind: shapes take turns, so that lines that cross can be told apart without colour.
func (m *learnMaker) kindMark(i int, p Point) []Item {
	const r = 4.2
	s := Style{Fill: Plain(m.theme.Paper), Stroke: m.theme.Look(i).Ink, Width: 1.8}
	switch i % 4 {
	case 0:
		s.Fill = Plain(m.theme.Look(i).Ink)
		return []Item{Circle{At: p, Radius: r, Style: s}}
	case 1:
		return []Item{Polygon{Rings: [][]Point{regular(p, 4, r*1.3, 0)}, Style: s}}
	case 2:
		s.Fill = Plain(m.theme.Look(i).Ink)
		return []Item{Polygon{Rings: [][]Point{regular(p, 4, r*1.3, 0.5)}, Style: s}}
	}
	return []Item{Polygon{Rings: [][]Point{regular(p, 3, r*1.4, 0)}, Style: s}}
}

func (m *learnMaker) entries() []legendEntry {
	var comes, never, open bool
	for _, p := range m.Places {
		comes, never = comes || p.Comes, never || !p.Comes
		for _, k := range p.Kinds {
			open = open || k.Low < k.High
		}
	}
	var out []legendEntry
	if comes {
		out = append(out, legendEntry{34, func(x, y float64) []Item {
			ring := []Point{{x, y - 0.8}, {x + 34, y - 3.8}, {x + 34, y + 3.8}, {x, y + 0.8}}
			return []Item{Polygon{Rings: [][]Point{ring}, Style: Style{Fill: Plain(m.theme.Chance)}}}
		}, "the thicker, the oftener play comes there"})
	}
	if never {
		out = append(out, legendEntry{34, func(x, y float64) []Item {
			return []Item{Line{Points: []Point{{x, y}, {x + 34, y}}, Style: Style{Stroke: m.theme.Grey, Width: slopeThin, Dash: []float64{5, 4}}}}
		}, "play never comes there"})
	}
	if open {
		out = append(out, legendEntry{34, func(x, y float64) []Item {
			return []Item{Rect{X: x, Y: y - 7, W: 34, H: 14, Style: Style{Fill: Paint{{Hatch: Sparse, Ink: m.theme.Grey}}}}}
		}, "the belief lies in the hatched part"})
	}
	return out
}

// apart moves places so that none is nearer to another than step, and as few as possible move far.
func apart(at []float64, step float64) []float64 {
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	type block struct {
		first, n int // in order
		start    float64
	}
	var blocks []block
	wanted := func(b block) float64 { // the start that moves its members least, on average
		sum := 0.0
		for k := range b.n {
			sum += at[order[b.first+k]] - step*float64(k)
		}
		return sum / float64(b.n)
	}
	for k := range order {
		b := block{first: k, n: 1}
		b.start = wanted(b)
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if last.start+step*float64(last.n) <= b.start {
				break
			}
			b = block{first: last.first, n: last.n + b.n}
			b.start = wanted(b)
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	out := make([]float64, len(at))
	for _, b := range blocks {
		for k := range b.n {
			out[order[b.first+k]] = b.start + step*float64(k)
		}
	}
	return out
}
