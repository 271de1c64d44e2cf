package draw

import "math"

// A Ranges is what single params, and params together, do to one number or one statement. Up to three pictures stand side by
// side, a row for each param: how far the number moves as the param moves through its range, the share of the variance
// that goes with the param (Sobol indices), and where on the param's own range the statement changes. What is said of a param's
// thresholds has a line of its own below its pictures, so that it is never cut and the chart fits PageWidth.
type Ranges struct {
	ID      string
	Title   string
	Finding string      // what it shows, in a sentence
	Output  *RangeScale // nil for no bars of ranges
	Indices bool        // whether rows have Sobol indices
	Flips   bool        // whether rows have flips
	Rows    []RangeRow
	Notes   []string // below: what the picture does not tell
	Theme   *Theme   // nil for Light
}

// A RangeScale is the axis of the number.
type RangeScale struct {
	Name     string
	Low      float64
	High     float64
	Base     RangeBand // at the baseline
	BaseText string
	Format   func(float64) string // of ticks
}

// A RangeBand is the lowest and the highest value of a number over equilibria.
type RangeBand struct {
	Low, High float64
	Defined   bool
}

// A RangeRow is one param.
type RangeRow struct {
	Name  string
	About string // below the name: its range and where it stands

	AtLow, AtHigh RangeBand // the number with the param at the ends of its range
	Span          RangeBand // over the whole of its range
	LowText       string    // of the least and the greatest value, beside the bar
	HighText      string
	Still         string // what stands in place of a bar; "" for a bar

	Total, First *RangeIndex // nil for none
	IndexText    []string    // beside the bar, in two lines at most

	Track    bool        // whether the param's range is drawn
	Base     float64     // where the baseline stands on it, from 0 to 1
	Marks    []RangeMark // flips
	FlipText string
}

// A RangeIndex is a Sobol index with its confidence interval.
type RangeIndex struct{ Value, Low, High float64 }

// A RangeMark is a value of the param beyond which a statement changes.
type RangeMark struct {
	At float64 // as a share of the range; outside of 0 to 1: outside of it
	Up bool    // it changes above
}

// The measures of a chart of ranges.
const (
	rangeRow    = 42
	rangeLine   = 15  // of a line below it
	rangeName   = 150 // the widest column of names
	rangeOut    = 270 // the width of the panel of the number
	rangeEnds   = 60  // room for a value beside a bar
	rangeIndex  = 120 // the width of an index of 1
	rangeTexts  = 112 // of what is said of an index
	rangeTrack  = 110
	rangeGap    = 20
	rangeHeads  = 40
	rangeThick  = 15
	rangeCircle = 4.6
)

type rangeMaker struct {
	*Ranges
	page
	left, width float64    // of the panels, of the picture
	top, bottom float64    // of the rows
	flips       [][]string // by row: the lines of what is said of flips
	tops        []float64  // by row
}

// Scene lays the chart out.
func (r *Ranges) Scene() *Scene {
	m := &rangeMaker{Ranges: r, page: page{theme: r.Theme}}
	if m.theme == nil {
		m.theme = &Light
	}
	names := 90.0
	for _, row := range r.Rows {
		names = math.Max(names, math.Max(Width(row.Name, fontText, true), Width(row.About, fontSmall, false)))
	}
	names = math.Min(names, rangeName)
	m.left = margin + names + 22
	m.width = m.left + m.panels() + margin
	m.width = math.Max(m.width, headWidth)
	y := m.paragraph(r.Title, margin, margin-8, fontTitle, m.width-2*margin, true, m.theme.Ink)
	y = m.paragraph(r.Finding, margin, y+3, fontText, m.width-2*margin, false, m.theme.Faint)
	m.top = y + 14 + rangeHeads
	m.rows()
	m.rowNames(names)
	x := m.left
	if r.Output != nil {
		m.outputPanel(x)
		x += rangeOut + rangeGap
	}
	if r.Indices {
		m.indexPanel(x)
		x += rangeIndex + rangeTexts + rangeGap
	}
	if r.Flips {
		m.flipPanel(x)
	}
	y = m.bottom + 26
	if r.Output != nil {
		y += 10
	}
	y = m.key(y)
	for _, n := range r.Notes {
		y = m.paragraph(n, margin, y+3, fontSmall, m.width-2*margin, false, m.theme.Faint)
	}
	return &Scene{ID: r.ID, Width: math.Ceil(m.width), Height: math.Ceil(y + margin), Title: r.Title, Desc: r.Finding, Background: m.theme.Paper, Items: m.items}
}

// panels is how wide all panels are together.
func (m *rangeMaker) panels() float64 {
	w := -float64(rangeGap)
	if m.Output != nil {
		w += rangeOut + rangeGap
	}
	if m.Indices {
		w += rangeIndex + rangeTexts + rangeGap
	}
	if m.Flips {
		w += rangeTrack + 10 + rangeGap
	}
	return math.Max(w, 0)
}

// rows finds how high each row is: what is said of flips stands below its pictures.
func (m *rangeMaker) rows() {
	m.bottom = m.top
	for _, row := range m.Rows {
		var lines []string
		if m.Flips && row.FlipText != "" {
			lines = Wrap(row.FlipText, fontSmall, false, m.width-margin-m.left)
		}
		m.tops, m.flips = append(m.tops, m.bottom), append(m.flips, lines)
		m.bottom += m.height(len(lines))
	}
}

// height is how high a row with so many lines below it is.
func (m *rangeMaker) height(lines int) float64 {
	if lines == 0 {
		return rangeRow
	}
	return rangeRow + rangeLine*float64(lines) + 3
}

// middle is the height of the middle of a row's pictures.
func (m *rangeMaker) middle(i int) float64 { return m.tops[i] + rangeRow/2 }

// upright is a line through all rows, from a height above them to the axis below, but for where text stands.
func (m *rangeMaker) upright(x, from float64, s Style) []Item {
	var out []Item
	for i, lines := range m.flips {
		if to := m.tops[i] + rangeRow; len(lines) > 0 || i == len(m.flips)-1 {
			out = append(out, Line{Points: []Point{{x, from}, {x, to - 3}}, Style: s})
			from = m.tops[i] + m.height(len(lines)) - 3
		}
	}
	if from < m.bottom {
		out = append(out, Line{Points: []Point{{x, from}, {x, m.bottom}}, Style: s})
	}
	return out
}

func (m *rangeMaker) rowNames(width float64) {
	g := Group{ID: "params"}
	for i, row := range m.Rows {
		y := m.middle(i)
		if i%2 == 0 {
			g.Items = append(g.Items, Rect{X: margin - 8, Y: m.tops[i], W: m.width - 2*margin + 16, H: m.height(len(m.flips[i])), Round: 4, Style: Style{Fill: Plain(blend(m.theme.Paper, m.theme.Rule, 0.16))}})
		}
		base := y + 4.5
		if row.About != "" {
			base = y - 2.5
			g.Items = append(g.Items, Text{At: Point{margin, y + 12.5}, Text: Shorten(row.About, fontSmall, false, width), Size: fontSmall, Color: m.theme.Faint})
		}
		g.Items = append(g.Items, Text{At: Point{margin, base}, Text: Shorten(row.Name, fontText, true, width), Size: fontText, Bold: true, Color: m.theme.Ink})
	}
	m.add(g)
}

// heading stands above a panel, in two lines at most.
func (m *rangeMaker) heading(text string, x, width float64) {
	lines := wrapTo(text, fontSmall, true, width, 2)
	for k, line := range lines {
		m.add(Text{At: Point{x, m.top - 12 - float64(len(lines)-1-k)*15}, Text: line, Size: fontSmall, Bold: true, Color: m.theme.Ink})
	}
}

// outputPanel shows how far the number moves.
func (m *rangeMaker) outputPanel(x float64) {
	m.heading(m.Output.Name, x, rangeOut)
	low, high := m.Output.Low, m.Output.High
	if !(low < high) {
		low, high = low-0.5, high+0.5
	}
	at := func(v float64) float64 {
		return x + rangeEnds + (rangeOut-2*rangeEnds)*math.Min(math.Max((v-low)/(high-low), 0), 1)
	}
	g := Group{ID: "ranges"}
	add := func(items ...Item) { g.Items = append(g.Items, items...) }
	if b := m.Output.Base; b.Defined {
		for k, v := range []float64{b.Low, b.High} {
			if k == 1 && b.Low == b.High {
				break
			}
			add(m.upright(at(v), m.top-4, Style{Stroke: m.theme.Ink, Width: 1, Dash: []float64{4, 3}})...)
		}
	}
	for i, row := range m.Rows {
		m.rangeBar(add, &row, m.middle(i), x, at)
	}
	add(Line{Points: []Point{{x + rangeEnds, m.bottom}, {x + rangeOut - rangeEnds, m.bottom}}, Style: Style{Stroke: m.theme.Ink, Width: 1}})
	format := m.Output.Format
	if format == nil {
		format = tickText
	}
	for _, t := range Ticks(low, high, 4) {
		add(Line{Points: []Point{{at(t), m.bottom}, {at(t), m.bottom + 5}}, Style: Style{Stroke: m.theme.Ink, Width: 1}},
			Text{At: Point{at(t), m.bottom + 19}, Text: format(t), Size: fontSmall, Color: m.theme.Ink, Anchor: Middle})
	}
	m.add(g)
}

// rangeBar draws how far one param moves the number: a bar to where it leads at the ends of the range, with a line to what lies
// further out on the way.
func (m *rangeMaker) rangeBar(add func(...Item), row *RangeRow, y, x float64, at func(float64) float64) {
	ink := m.theme.Ink
	if row.Still != "" {
		low, high := x+rangeEnds-10, x+rangeEnds-10
		if b := m.Output.Base; b.Defined {
			low, high = at(b.Low), at(b.High)
		}
		t := Text{At: Point{high + 10, y + 4}, Size: fontSmall, Italic: true, Color: m.theme.Faint}
		room := x + rangeOut - high - 10 // of the sides of the baseline, and between its two lines, the one with most room
		if left := low - x - 10; left > room {
			room, t.At.X, t.Anchor = left, low-10, End
		}
		if between := high - low - 12; between > room {
			room, t.At.X, t.Anchor = between, (low+high)/2, Middle
		}
		t.Text = Shorten(row.Still, fontSmall, false, room)
		add(t)
		return
	}
	ends := row.AtLow
	if row.AtHigh.Defined {
		if !ends.Defined {
			ends = row.AtHigh
		}
		ends.Low, ends.High = math.Min(ends.Low, row.AtHigh.Low), math.Max(ends.High, row.AtHigh.High)
	}
	left, right := at(row.Span.Low), at(row.Span.High)
	add(Line{Points: []Point{{left, y}, {right, y}}, Style: Style{Stroke: ink, Width: 1.2}})
	if ends.Defined {
		a, b := at(ends.Low), at(ends.High)
		if base := m.Output.Base; base.Defined { // the bar holds the baseline, whichever side of it both ends lie
			a, b = math.Min(a, at(base.Low)), math.Max(b, at(base.High))
		}
		add(Rect{X: a, Y: y - rangeThick/2, W: math.Max(b-a, 1.5), H: rangeThick, Style: Style{Fill: Plain(m.theme.Look(0).Ground), Stroke: m.theme.Players[0], Width: 1.2}})
	}
	for k, e := range []RangeBand{row.AtLow, row.AtHigh} {
		if !e.Defined {
			continue
		}
		fill := m.theme.Paper
		if k == 1 {
			fill = ink
		}
		if at(e.High)-at(e.Low) > 1 {
			add(Line{Points: []Point{{at(e.Low), y}, {at(e.High), y}}, Style: Style{Stroke: ink, Width: 3}})
		}
		for _, v := range []float64{e.Low, e.High} {
			add(Circle{At: Point{at(v), y}, Radius: rangeCircle, Style: Style{Fill: Plain(fill), Stroke: ink, Width: 1.4}})
			if e.Low == e.High {
				break
			}
		}
	}
	add(Text{At: Point{left - 9, y + 4}, Text: Shorten(row.LowText, fontSmall, false, rangeEnds-8), Size: fontSmall, Color: ink, Anchor: End},
		Text{At: Point{right + 9, y + 4}, Text: Shorten(row.HighText, fontSmall, false, rangeEnds-8), Size: fontSmall, Color: ink})
}

// indexPanel shows first-order indices within total-order ones.
func (m *rangeMaker) indexPanel(x float64) {
	m.heading("Share of the variance: alone (S1) within together with others (ST)", x, rangeIndex+rangeTexts)
	g := Group{ID: "indices"}
	add := func(items ...Item) { g.Items = append(g.Items, items...) }
	size := func(v float64) float64 { return rangeIndex * math.Min(math.Max(v, 0), 1) } // a negative estimate is 0 in the picture
	for i, row := range m.Rows {
		y := m.middle(i)
		if row.Total != nil {
			outer := size(row.Total.Value)
			if row.First != nil {
				outer = math.Max(outer, size(row.First.Value))
			}
			add(Rect{X: x, Y: y - rangeThick/2, W: math.Max(outer, 1), H: rangeThick, Style: Style{Fill: Plain(m.theme.Look(0).Ground), Stroke: m.theme.Players[0], Width: 1}})
			if row.First != nil && row.First.Value > 0 {
				add(Rect{X: x, Y: y - rangeThick/2, W: math.Max(size(row.First.Value), 1), H: rangeThick, Style: Style{Fill: Plain(m.theme.Players[0])}})
			}
			if a, b := size(row.Total.Low), size(row.Total.High); b-a > 1 {
				add(Line{Points: []Point{{x + a, y}, {x + b, y}}, Style: Style{Stroke: m.theme.Ink, Width: 1.2}},
					Line{Points: []Point{{x + a, y - 4}, {x + a, y + 4}}, Style: Style{Stroke: m.theme.Ink, Width: 1.2}},
					Line{Points: []Point{{x + b, y - 4}, {x + b, y + 4}}, Style: Style{Stroke: m.theme.Ink, Width: 1.2}})
			}
		}
		for k, line := range row.IndexText {
			add(Text{At: Point{x + rangeIndex + 10, y + 4 + 14*(float64(k)-float64(len(row.IndexText)-1)/2)}, Text: Shorten(line, fontSmall, false, rangeTexts-10), Size: fontSmall, Color: m.theme.Ink})
		}
	}
	add(m.upright(x, m.top, Style{Stroke: m.theme.Ink, Width: 1})...)
	add(Line{Points: []Point{{x, m.bottom}, {x + rangeIndex, m.bottom}}, Style: Style{Stroke: m.theme.Ink, Width: 1}})
	for _, t := range []float64{0, 0.5, 1} {
		add(Line{Points: []Point{{x + size(t), m.bottom}, {x + size(t), m.bottom + 5}}, Style: Style{Stroke: m.theme.Ink, Width: 1}},
			Text{At: Point{x + size(t), m.bottom + 19}, Text: tickText(t), Size: fontSmall, Color: m.theme.Ink, Anchor: Middle})
	}
	m.add(g)
}

// flipPanel shows where on a param's range the statement changes.
func (m *rangeMaker) flipPanel(x float64) {
	m.heading("Where on its range it flips", x, rangeTrack+10)
	g := Group{ID: "flips"}
	add := func(items ...Item) { g.Items = append(g.Items, items...) }
	const height = 9
	for i, row := range m.Rows {
		y := m.middle(i)
		if row.Track {
			track := Rect{X: x, Y: y - height/2, W: rangeTrack, H: height, Style: Style{Fill: Plain(m.theme.Paper), Stroke: m.theme.Ink, Width: 1}}
			add(track)
			for _, f := range row.Marks {
				m.flip(add, f, x, y, height)
			}
			add(Circle{At: Point{x + rangeTrack*math.Min(math.Max(row.Base, 0), 1), y}, Radius: rangeCircle, Style: Style{Fill: Plain(m.theme.Ink), Stroke: m.theme.Paper, Width: 1}})
		}
		for k, line := range m.flips[i] {
			add(Text{At: Point{m.left, m.tops[i] + rangeRow + 8 + rangeLine*float64(k)}, Text: line, Size: fontSmall, Color: m.theme.Ink})
		}
	}
	m.add(g)
}

// flip paints the part of a range beyond a flip; one outside the range is an arrow at its end.
func (m *rangeMaker) flip(add func(...Item), f RangeMark, x, y, height float64) {
	if f.At < 0 || f.At > 1 {
		tip, back := x+rangeTrack+9, x+rangeTrack+3
		if f.At < 0 {
			tip, back = x-9, x-3
		}
		add(Polygon{Rings: [][]Point{{{tip, y}, {back, y - 5}, {back, y + 5}}}, Style: Style{Fill: Plain(m.theme.Players[1])}})
		return
	}
	at := x + rangeTrack*f.At
	a, b := at, x+rangeTrack
	if !f.Up {
		a, b = x, at
	}
	add(Rect{X: a, Y: y - height/2, W: math.Max(b-a, 0.5), H: height, Style: Style{Fill: Plain(m.theme.Players[1]), Stroke: m.theme.Ink, Width: 1}},
		Line{Points: []Point{{at, y - 9}, {at, y + 9}}, Style: Style{Stroke: m.theme.Ink, Width: 2.2}})
}

// key explains the signs.
func (m *rangeMaker) key(y float64) float64 {
	var entries []legendEntry
	ink := m.theme.Ink
	if m.Output != nil {
		entries = append(entries,
			legendEntry{10, func(x, y float64) []Item {
				return []Item{Circle{At: Point{x + 5, y}, Radius: rangeCircle, Style: Style{Fill: Plain(m.theme.Paper), Stroke: ink, Width: 1.4}}}
			}, "param at the low end of its range"},
			legendEntry{10, func(x, y float64) []Item {
				return []Item{Circle{At: Point{x + 5, y}, Radius: rangeCircle, Style: Style{Fill: Plain(ink), Stroke: ink, Width: 1.4}}}
			}, "at the high end"})
		if m.Output.Base.Defined {
			entries = append(entries, legendEntry{14, func(x, y float64) []Item {
				return []Item{Line{Points: []Point{{x + 7, y - 9}, {x + 7, y + 9}}, Style: Style{Stroke: ink, Width: 1, Dash: []float64{4, 3}}}}
			}, m.Output.BaseText})
		}
	}
	if m.Indices {
		entries = append(entries, legendEntry{30, func(x, y float64) []Item {
			return []Item{Rect{X: x, Y: y - 6, W: 30, H: 12, Style: Style{Fill: Plain(m.theme.Look(0).Ground), Stroke: m.theme.Players[0], Width: 1}},
				Rect{X: x, Y: y - 6, W: 13, H: 12, Style: Style{Fill: Plain(m.theme.Players[0])}}}
		}, "solid: alone; pale: only together with others"})
	}
	if m.Flips {
		entries = append(entries,
			legendEntry{10, func(x, y float64) []Item {
				return []Item{Circle{At: Point{x + 5, y}, Radius: rangeCircle, Style: Style{Fill: Plain(ink)}}}
			}, "baseline"},
			legendEntry{30, func(x, y float64) []Item {
				return []Item{Rect{X: x, Y: y - 4.5, W: 30, H: 9, Style: Style{Fill: Plain(m.theme.Players[1]), Stroke: ink, Width: 1}}}
			}, "here it is another than at the baseline"},
			legendEntry{8, func(x, y float64) []Item {
				return []Item{Polygon{Rings: [][]Point{{{x + 7, y}, {x + 1, y - 5}, {x + 1, y + 5}}}, Style: Style{Fill: Plain(m.theme.Players[1])}}}
			}, "outside the range only"})
	}
	return m.legend(entries, y+8, m.width)
}
