package draw

import (
	"math"
	"strconv"
)

// A RegimeMap is what a map of regimes shows. Places on it are shares of its axes, from 0 at the low end to 1.
type RegimeMap struct {
	ID          string
	Title       string
	Finding     string // what it shows, in a sentence: the description
	X, Y        MapAxis
	Regimes     []MapRegime
	Regions     []MapRegion
	Lines       [][]Point // boundaries
	Box         *[2]Point // the params' own ranges; nil for none
	BoxText     string
	Baseline    *Point // nil if it lies outside
	BaseText    string
	Notes       []string // below: what the map does not tell
	Theme       *Theme   // nil for Light
	LegendTitle string
	Brief       bool // entries of the legend are cut after two lines: a table beside the picture has them whole
}

// A MapAxis is one axis of a map.
type MapAxis struct {
	Name      string
	About     string // what the param is, with its unit; may be ""
	Low, High float64
}

// A MapRegime is one regime.
type MapRegime struct {
	Letter string // short: it stands in each of its regions
	Name   string
	Count  string  // how many equilibria, if several: it stands beside the letter; else ""
	Looks  []int   // one look for each kind of equilibrium in it, for Theme.Look; nil for no result
	Detail []Entry // in the legend, below the name
}

// An Entry is a paragraph of the legend.
type Entry struct {
	Text  string
	Faint bool
	Look  *int // of a swatch before the text; nil for none
}

// A MapRegion is a connected piece of a regime.
type MapRegion struct {
	Regime int
	Rings  [][]Point // the outer one first
}

// The measures of a map.
const (
	mapSide    = 470 // of the square
	mapLeft    = 78
	legendGap  = 28
	legendWide = 284
	margin     = 20
	fontTitle  = 19
	fontText   = 13
	fontSmall  = 11.5
	leading    = 1.35
)

// mapper lays out one map.
type mapper struct {
	*RegimeMap
	theme *Theme
	items []Item
	top   float64 // of the square
}

// Scene lays the map out: the square with its regimes, axes and marks on the left, the legend on the right.
func (m *RegimeMap) Scene() *Scene {
	l := &mapper{RegimeMap: m, theme: m.Theme}
	if l.theme == nil {
		l.theme = &Light
	}
	width := float64(mapLeft + mapSide + legendGap + legendWide + margin)
	l.head(width)
	l.regions()
	l.axes()
	l.marks()
	l.letters()
	bottom := math.Max(l.captions(), l.legend())
	bottom = l.notes(bottom, width)
	return &Scene{ID: m.ID, Width: width, Height: math.Ceil(bottom + margin), Title: m.Title, Desc: m.Finding, Background: l.theme.Paper, Items: l.items}
}

func (l *mapper) add(items ...Item) { l.items = append(l.items, items...) }

// at returns where a share of the axes stands.
func (l *mapper) at(p Point) Point {
	return Point{mapLeft + p.X*mapSide, l.top + (1-p.Y)*mapSide}
}

func (l *mapper) ring(points []Point) []Point {
	out := make([]Point, len(points))
	for i, p := range points {
		out[i] = l.at(p)
	}
	return out
}

// paragraph sets a text in lines below y and returns where the next begins.
func (l *mapper) paragraph(text string, x, y, size, width float64, bold bool, c Color) float64 {
	for _, line := range Wrap(text, size, bold, width) {
		y += size * leading
		l.add(Text{At: Point{x, y}, Text: line, Size: size, Bold: bold, Color: c})
	}
	return y
}

// entry sets a paragraph of the legend.
func (l *mapper) entry(text string, x, y, size, width float64, bold bool, c Color) float64 {
	if !l.Brief {
		return l.paragraph(text, x, y, size, width, bold, c)
	}
	for _, line := range wrapTo(text, size, bold, width, 2) {
		y += size * leading
		l.add(Text{At: Point{x, y}, Text: line, Size: size, Bold: bold, Color: c})
	}
	return y
}

func (l *mapper) head(width float64) {
	y := l.paragraph(l.Title, margin, margin-8, fontTitle, width-2*margin, true, l.theme.Ink)
	y = l.paragraph(l.Finding, margin, y+3, fontText, width-2*margin, false, l.theme.Faint)
	l.top = y + 26
}

func (l *mapper) paint(r int) Paint {
	looks := l.Regimes[r].Looks
	if looks == nil {
		return Paint{l.theme.NoGame}
	}
	var p Paint
	for _, k := range looks {
		p = append(p, l.theme.Look(k))
	}
	return p
}

func (l *mapper) regions() {
	for i, r := range l.Regimes {
		g := Group{ID: "regime-" + strconv.Itoa(i+1), Title: r.Letter + ": " + r.Name}
		for _, reg := range l.Regions {
			if reg.Regime != i {
				continue
			}
			var rings [][]Point
			for _, ring := range reg.Rings {
				rings = append(rings, l.ring(ring))
			}
			g.Items = append(g.Items, Polygon{Rings: rings, Style: Style{Fill: l.paint(i)}})
		}
		l.add(g)
	}
	var lines Group
	lines.ID = "boundaries"
	for _, b := range l.Lines {
		lines.Items = append(lines.Items, Line{Points: l.ring(b), Style: Style{Stroke: l.theme.Ink, Width: 2, Round: true}})
	}
	l.add(lines, Rect{X: mapLeft, Y: l.top, W: mapSide, H: mapSide, Style: Style{Stroke: l.theme.Ink, Width: 1.2}})
}

func (l *mapper) axes() {
	g := Group{ID: "axes"}
	for _, t := range Ticks(l.X.Low, l.X.High, 8) {
		p := l.at(Point{(t - l.X.Low) / (l.X.High - l.X.Low), 0})
		g.Items = append(g.Items, Line{Points: []Point{p, {p.X, p.Y + 5}}, Style: Style{Stroke: l.theme.Ink, Width: 1}},
			Text{At: Point{p.X, p.Y + 19}, Text: tickText(t), Size: fontSmall, Color: l.theme.Ink, Anchor: Middle})
	}
	for _, t := range Ticks(l.Y.Low, l.Y.High, 8) {
		p := l.at(Point{0, (t - l.Y.Low) / (l.Y.High - l.Y.Low)})
		g.Items = append(g.Items, Line{Points: []Point{p, {p.X - 5, p.Y}}, Style: Style{Stroke: l.theme.Ink, Width: 1}},
			Text{At: Point{p.X - 9, p.Y + 4}, Text: tickText(t), Size: fontSmall, Color: l.theme.Ink, Anchor: End})
	}
	mid := l.at(Point{0.5, 0.5})
	g.Items = append(g.Items,
		Text{At: Point{mid.X, l.top + mapSide + 40}, Text: Shorten(l.X.Name, fontText, true, mapSide), Size: fontText, Bold: true, Color: l.theme.Ink, Anchor: Middle},
		Text{At: Point{mapLeft - 50, mid.Y}, Text: Shorten(l.Y.Name, fontText, true, mapSide), Size: fontText, Bold: true, Color: l.theme.Ink, Anchor: Middle, Turned: true})
	l.add(g)
}

// captions say below the square what the params are.
func (l *mapper) captions() float64 {
	y := l.top + mapSide + 46
	for _, a := range []MapAxis{l.X, l.Y} {
		if a.About != "" {
			y = l.paragraph(a.Name+": "+a.About, mapLeft, y, fontSmall, mapSide, false, l.theme.Faint)
		}
	}
	return y
}

func (l *mapper) marks() {
	if l.Box != nil {
		low, high := l.at(l.Box[0]), l.at(l.Box[1])
		r := Rect{X: low.X, Y: high.Y, W: high.X - low.X, H: low.Y - high.Y}
		under, over := r, r
		under.Style = Style{Stroke: l.theme.Paper, Width: 4.5}
		over.Style = Style{Stroke: l.theme.Ink, Width: 1.8, Dash: []float64{7, 4}}
		l.add(Group{ID: "ranges", Title: l.BoxText, Items: []Item{under, over}})
	}
	if l.Baseline != nil {
		p := l.at(*l.Baseline)
		l.add(Group{ID: "baseline", Title: l.BaseText, Items: []Item{
			Circle{At: p, Radius: 7.5, Style: Style{Fill: Plain(l.theme.Paper), Stroke: l.theme.Ink, Width: 1.8}},
			Circle{At: p, Radius: 3.2, Style: Style{Fill: Plain(l.theme.Ink)}}}})
	}
}

// legend lists the regimes, then the marks.
func (l *mapper) legend() float64 {
	x := float64(mapLeft + mapSide + legendGap)
	y := l.top - fontText*leading + 4
	if l.LegendTitle != "" {
		y = l.paragraph(l.LegendTitle, x, y, fontText, legendWide, true, l.theme.Ink) + 4
	}
	const swatch, text = 34, 46
	for i, r := range l.Regimes {
		y += 10
		l.add(Rect{X: x, Y: y, W: swatch, H: 26, Round: 3, Style: Style{Fill: l.paint(i), Stroke: l.theme.Ink, Width: 1}})
		l.badge(Point{x + swatch/2, y + 13}, r.Letter, 12)
		next := l.entry(r.Name, x+text, y-4, fontText, legendWide-text, true, l.theme.Ink)
		for _, d := range r.Detail {
			c := l.theme.Ink
			if d.Faint {
				c = l.theme.Faint
			}
			left := x + text
			if d.Look != nil {
				l.add(Rect{X: left, Y: next + 5, W: 18, H: 11, Style: Style{Fill: Paint{l.theme.Look(*d.Look)}, Stroke: l.theme.Ink, Width: 0.8}})
				left += 25
			}
			next = l.entry(d.Text, left, next+1, fontSmall, x+legendWide-left, false, c)
		}
		y = math.Max(next, y+26)
	}
	if l.Box != nil {
		y += 12
		l.add(Rect{X: x + 4, Y: y, W: swatch - 8, H: 18, Style: Style{Stroke: l.theme.Ink, Width: 1.8, Dash: []float64{5, 3}}})
		y = math.Max(l.paragraph(l.BoxText, x+text, y-4, fontSmall, legendWide-text, false, l.theme.Ink), y+18)
	}
	if l.Baseline != nil {
		y += 12
		l.add(Circle{At: Point{x + swatch/2, y + 9}, Radius: 7.5, Style: Style{Fill: Plain(l.theme.Paper), Stroke: l.theme.Ink, Width: 1.8}},
			Circle{At: Point{x + swatch/2, y + 9}, Radius: 3.2, Style: Style{Fill: Plain(l.theme.Ink)}})
		y = math.Max(l.paragraph(l.BaseText, x+text, y-4, fontSmall, legendWide-text, false, l.theme.Ink), y+18)
	}
	return y
}

func (l *mapper) notes(y, width float64) float64 {
	y += 8
	for _, n := range l.Notes {
		y = l.paragraph(n, margin, y, fontSmall, width-2*margin, false, l.theme.Faint)
	}
	return y
}

// badge writes a letter on a plain ground.
func (l *mapper) badge(p Point, text string, size float64) {
	w := Width(text, size, true) + size*0.6
	h := size * 1.35
	l.add(Rect{X: p.X - w/2, Y: p.Y - h/2, W: w, H: h, Round: size * 0.25, Style: Style{Fill: Plain(l.theme.Paper), Stroke: l.theme.Ink, Width: 0.8}},
		Text{At: Point{p.X, p.Y + size*0.36}, Text: text, Size: size, Bold: true, Color: l.theme.Ink, Anchor: Middle})
}

// Ticks returns round numbers between low and high, at most about n.
func Ticks(low, high float64, n int) []float64 {
	width := high - low
	if !(width > 0) || math.IsInf(width, 0) {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10(width/float64(n))))
	for _, f := range []float64{1, 2, 5, 10} {
		if width/(step*f) <= float64(n) {
			step *= f
			break
		}
	}
	var out []float64
	for k := math.Ceil(low/step - 1e-9); k*step <= high+step*1e-9; k++ {
		out = append(out, k*step)
	}
	return out
}

func tickText(x float64) string {
	s := strconv.FormatFloat(x, 'g', 6, 64)
	if s == "-0" {
		s = "0"
	}
	if s[0] == '-' {
		s = "−" + s[1:]
	}
	return s
}
