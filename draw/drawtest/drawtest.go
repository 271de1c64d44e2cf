// Package drawtest finds what no picture may have: text that lies on other text, on a node or a line, or outside.
package drawtest

import (
	"fmt"
	"math"

	"parley/draw"
)

// A box is an upright rectangle.
type box struct{ x0, y0, x1, y1 float64 }

func (a box) meets(b box) bool {
	return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}

func (a box) holds(b box) bool {
	return a.x0 <= b.x0+slack && a.y0 <= b.y0+slack && a.x1 >= b.x1-slack && a.y1 >= b.y1-slack
}

// slack is what a text may reach beyond what holds it, in pixels.
const slack = 1

// The parts of the size of a text that its letters take above and below the base line: those of capitals and of "g".
const (
	ascent  = 0.73
	descent = 0.21
)

// mark is the largest side of a shape that counts as a sign: larger ones are grounds and frames.
const mark = 50

type text struct {
	box
	draw.Text
	at int // in the order of painting
}

type shape struct {
	box
	outline []draw.Point
	at      int
	ground  bool // it hides what lies below
	band    bool // it joins signs: text on it has to lie in one
}

type line struct {
	points []draw.Point
	half   float64 // of its width
	at     int
}

type collector struct {
	texts  []text
	shapes []shape
	lines  []line
	n      int
}

// Faults lists what overlaps in a scene.
func Faults(s *draw.Scene) []string {
	var c collector
	c.items(s.Items)
	var out []string
	for i, t := range c.texts {
		if page := (box{0, 0, s.Width, s.Height}); !page.holds(t.box) {
			out = append(out, fmt.Sprintf("%q reaches outside the picture", t.Text.Text))
		}
		for _, o := range c.texts[:i] {
			if t.meets(o.box) {
				out = append(out, fmt.Sprintf("%q at %.0f,%.0f lies on %q at %.0f,%.0f", t.Text.Text, t.At.X, t.At.Y, o.Text.Text, o.At.X, o.At.Y))
			}
		}
		for _, o := range c.shapes {
			if o.band && t.meets(o.box) && !c.inSign(t) {
				out = append(out, fmt.Sprintf("%q at %.0f,%.0f lies on a band at %.0f,%.0f", t.Text.Text, t.At.X, t.At.Y, o.x0, o.y0))
			}
			if t.meets(o.box) && !o.holds(t.box) && meetsOutline(t.box, o.outline) {
				out = append(out, fmt.Sprintf("%q at %.0f,%.0f lies on a sign at %.0f,%.0f", t.Text.Text, t.At.X, t.At.Y, o.x0, o.y0))
			}
		}
		for _, l := range c.lines {
			if l.meets(t.box) && !c.hidden(l, t) {
				out = append(out, fmt.Sprintf("%q at %.0f,%.0f lies on a line from %.0f,%.0f", t.Text.Text, t.At.X, t.At.Y, l.points[0].X, l.points[0].Y))
			}
		}
	}
	return out
}

// inSign tells whether a text stands in a sign that is no band.
func (c *collector) inSign(t text) bool {
	for _, o := range c.shapes {
		if o.outline != nil && !o.band && o.holds(t.box) {
			return true
		}
	}
	return false
}

// hidden tells whether a ground between a line and a text hides the line behind the text.
func (c *collector) hidden(l line, t text) bool {
	for _, o := range c.shapes {
		if o.ground && o.at > l.at && o.at < t.at && o.holds(t.box) {
			return true
		}
	}
	return false
}

func (c *collector) items(items []draw.Item) {
	for _, it := range items {
		c.n++
		switch it := it.(type) {
		case draw.Group:
			c.items(it.Items)
		case draw.Text:
			c.text(it)
		case draw.Line:
			c.lines = append(c.lines, line{it.Points, it.Width / 2, c.n})
		case draw.Polygon:
			for _, ring := range it.Rings {
				c.shape(ring, it.Style)
			}
		default:
			c.shape(draw.Outline(it), style(it))
		}
	}
}

func style(it draw.Item) draw.Style {
	if r, ok := it.(draw.Rect); ok {
		return r.Style
	}
	return it.(draw.Circle).Style
}

func (c *collector) text(t draw.Text) {
	w := draw.Width(t.Text, t.Size, t.Bold)
	x := t.At.X
	switch t.Anchor {
	case draw.Middle:
		x -= w / 2
	case draw.End:
		x -= w
	}
	b := box{x, t.At.Y - ascent*t.Size, x + w, t.At.Y + descent*t.Size}
	if t.Turned {
		dx, dy := b.x0-t.At.X, b.y0-t.At.Y
		b = box{t.At.X + dy, t.At.Y - dx - w, t.At.X + descent*t.Size, t.At.Y - dx}
	}
	c.texts = append(c.texts, text{b, t, c.n})
}

// shape keeps signs and the grounds of texts.
func (c *collector) shape(outline []draw.Point, s draw.Style) {
	low, high := draw.Bounds([][]draw.Point{outline})
	b := box{low.X, low.Y, high.X, high.Y}
	ground := len(s.Fill) == 1 && s.Fill[0].Hatch == draw.NoHatch && s.Fill[0].Ground != ""
	small := b.x1-b.x0 <= mark && b.y1-b.y0 <= mark
	band := len(s.Fill) > 0 && s.Dash != nil
	if !small && s.Stroke != "" { // text may lie within, and not on the rim
		c.lines = append(c.lines, line{append(append([]draw.Point(nil), outline...), outline[0]), s.Width / 2, c.n})
	}
	if !small {
		outline = nil
	}
	if small || ground {
		c.shapes = append(c.shapes, shape{b, outline, c.n, ground, band})
	}
}

func (l line) meets(b box) bool {
	grown := box{b.x0 - l.half, b.y0 - l.half, b.x1 + l.half, b.y1 + l.half}
	for i := 1; i < len(l.points); i++ {
		if crosses(l.points[i-1], l.points[i], grown) {
			return true
		}
	}
	return false
}

// meetsOutline tells whether a box meets the area of a convex outline, by the axis that would part them.
func meetsOutline(b box, outline []draw.Point) bool {
	if outline == nil {
		return false
	}
	corners := []draw.Point{{X: b.x0, Y: b.y0}, {X: b.x1, Y: b.y0}, {X: b.x1, Y: b.y1}, {X: b.x0, Y: b.y1}}
	for i, p := range outline {
		q := outline[(i+1)%len(outline)]
		nx, ny := q.Y-p.Y, p.X-q.X
		lo1, hi1 := spread(corners, nx, ny)
		lo2, hi2 := spread(outline, nx, ny)
		if math.Hypot(nx, ny) > 1e-9 && (hi1 <= lo2 || hi2 <= lo1) {
			return false
		}
	}
	return true
}

func spread(points []draw.Point, nx, ny float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range points {
		v := p.X*nx + p.Y*ny
		low, high = math.Min(low, v), math.Max(high, v)
	}
	return low, high
}

// crosses tells whether a segment meets the inside of a box.
func crosses(p, q draw.Point, b box) bool {
	from, until := 0.0, 1.0
	dx, dy := q.X-p.X, q.Y-p.Y
	for _, e := range [][2]float64{{-dx, p.X - b.x0}, {dx, b.x1 - p.X}, {-dy, p.Y - b.y0}, {dy, b.y1 - p.Y}} {
		switch d, room := e[0], e[1]; {
		case d == 0 && room <= 0:
			return false
		case d < 0:
			from = math.Max(from, room/d)
		case d > 0:
			until = math.Min(until, room/d)
		}
	}
	return from < until
}
