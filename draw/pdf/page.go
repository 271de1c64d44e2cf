package pdf

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"parley/draw"
	"parley/draw/fonts"
)

// A page is the operators that paint a scene, in the scene's coordinates.
type page struct {
	b      bytes.Buffer
	height float64
	fonts  []*usedFont
	used   map[*fonts.Face]*usedFont
}

func (p *page) op(format string, args ...any) {
	fmt.Fprintf(&p.b, format, args...)
	p.b.WriteByte('\n')
}

func (p *page) items(items []draw.Item) {
	for _, it := range items {
		switch it := it.(type) {
		case draw.Group:
			p.items(it.Items)
		case draw.Polygon:
			var path strings.Builder
			for _, ring := range it.Rings {
				path.WriteString(polyline(ring) + "h ")
			}
			p.shape(path.String(), it.Rings, it.Style)
		case draw.Rect:
			p.shape(rectangle(it), [][]draw.Point{draw.Outline(it)}, it.Style)
		case draw.Circle:
			r := draw.Rect{X: it.At.X - it.Radius, Y: it.At.Y - it.Radius, W: 2 * it.Radius, H: 2 * it.Radius, Round: it.Radius}
			p.shape(rectangle(r), [][]draw.Point{draw.Outline(it)}, it.Style)
		case draw.Line:
			p.stroke(polyline(it.Points), it.Style)
		case draw.Text:
			p.text(it)
		}
	}
}

func polyline(points []draw.Point) string {
	var b strings.Builder
	for i, q := range points {
		op := "l "
		if i == 0 {
			op = "m "
		}
		b.WriteString(number(q.X) + " " + number(q.Y) + " " + op)
	}
	return b.String()
}

// rectangle is the path of a rectangle; rounded corners are Bézier curves.
func rectangle(r draw.Rect) string {
	round := math.Min(r.Round, math.Min(r.W, r.H)/2)
	if round <= 0 {
		return fmt.Sprintf("%s %s %s %s re ", number(r.X), number(r.Y), number(r.W), number(r.H))
	}
	const quarter = 0.5522847498 // of the radius: the handles of a quarter of a circle
	k := round * (1 - quarter)
	x0, y0, x1, y1 := r.X, r.Y, r.X+r.W, r.Y+r.H
	var b strings.Builder
	op := func(name string, v ...float64) {
		for _, x := range v {
			b.WriteString(number(x) + " ")
		}
		b.WriteString(name + " ")
	}
	op("m", x0+round, y0)
	op("l", x1-round, y0)
	op("c", x1-k, y0, x1, y0+k, x1, y0+round)
	op("l", x1, y1-round)
	op("c", x1, y1-k, x1-k, y1, x1-round, y1)
	op("l", x0+round, y1)
	op("c", x0+k, y1, x0, y1-k, x0, y1-round)
	op("l", x0, y0+round)
	op("c", x0, y0+k, x0+k, y0, x0+round, y0)
	op("h")
	return b.String()
}

// shape fills and strokes a path; rings are the same area as polygons.
func (p *page) shape(path string, rings [][]draw.Point, s draw.Style) {
	if len(s.Fill) == 1 && s.Fill[0].Hatch == draw.NoHatch {
		if g := s.Fill[0].Ground; g != "" {
			p.op("%s rg %sf*", rgb(g), path)
		}
	} else if len(s.Fill) > 0 {
		p.op("q %sW* n", path)
		low, high := draw.Bounds(rings)
		for i, stripe := range s.Fill.Stripes(low, high) {
			p.band(s.Fill[i], stripe, low, high)
		}
		p.op("Q")
	}
	p.stroke(path, s)
}

// band paints one look where it shows, within what is clipped already.
func (p *page) band(b draw.Band, stripe [][]draw.Point, low, high draw.Point) {
	if len(stripe) == 0 {
		return
	}
	var path strings.Builder
	for _, ring := range stripe {
		path.WriteString(polyline(ring) + "h ")
	}
	p.op("q %sW n", path.String())
	if b.Ground != "" {
		p.op("%s rg %sf", rgb(b.Ground), path.String())
	}
	s := b.Strokes(low, high)
	for _, l := range s.Lines {
		p.b.WriteString(polyline(l[:]))
	}
	if len(s.Lines) > 0 {
		p.op("%s RG %s w 0 J [] 0 d S", rgb(b.Ink), number(s.Width))
	}
	for _, d := range s.Dots {
		p.b.WriteString(rectangle(draw.Rect{X: d.At.X - d.Radius, Y: d.At.Y - d.Radius, W: 2 * d.Radius, H: 2 * d.Radius, Round: d.Radius}))
	}
	if len(s.Dots) > 0 {
		p.op("%s rg f", rgb(b.Ink))
	}
	p.op("Q")
}

func (p *page) stroke(path string, s draw.Style) {
	if s.Stroke == "" || s.Width <= 0 {
		return
	}
	round := 0
	if s.Round {
		round = 1
	}
	var dash []string
	for _, d := range s.Dash {
		dash = append(dash, number(d))
	}
	p.op("%s RG %s w %d J %d j 4 M [%s] 0 d %sS", rgb(s.Stroke), number(s.Width), round, round, strings.Join(dash, " "), path)
}

// text shows a text. Its halo is drawn as shapes, so that the text is there once for whoever searches.
func (p *page) text(t draw.Text) {
	if t.Text == "" {
		return
	}
	if t.Halo != "" {
		var path strings.Builder
		for _, ring := range fonts.Outlines(t) {
			path.WriteString(polyline(ring) + "h ")
		}
		p.op("/Artifact BMC")
		p.stroke(path.String(), draw.Style{Stroke: t.Halo, Width: t.Size / 3.2, Round: true})
		p.op("EMC")
	}
	u := p.font(fonts.Get(t.Bold, t.Italic))
	at := fonts.Start(t)
	var glyphs strings.Builder
	for _, r := range t.Text {
		fmt.Fprintf(&glyphs, "%04X", u.use(r))
	}
	// The scene's y runs down, and that of a glyph up.
	p.op("BT %s rg /F%d 1 Tf %s %s %s %s %s %s Tm <%s> Tj ET", rgb(t.Color), u.number, number(at.X.X), number(at.X.Y), number(-at.Y.X), number(-at.Y.Y), number(at.At.X), number(at.At.Y), glyphs.String())
}

func (p *page) font(f *fonts.Face) *usedFont {
	u := p.used[f]
	if u == nil {
		u = &usedFont{face: f, number: len(p.fonts) + 1, runes: map[fonts.GlyphID]rune{}}
		p.used[f] = u
		p.fonts = append(p.fonts, u)
	}
	return u
}
