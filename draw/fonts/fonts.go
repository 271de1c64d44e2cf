// Package fonts holds the face that pictures are set in, for back ends whose files have to bring it along: Liberation Sans, whose
// advances are those of Helvetica and Arial. Package draw knows the advances and nothing else of it.
package fonts

import (
	"errors"
	"fmt"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansbolditalic"
	"codeberg.org/go-fonts/liberation/liberationsansitalic"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"parley/draw"
)

// A Face is one style of the font.
type Face struct {
	Name string
	Data []byte // a TrueType file

	font  *sfnt.Font
	units fixed.Int26_6 // per em
	mu    sync.Mutex
	buf   sfnt.Buffer
}

// A GlyphID is the number of a sign in the font.
type GlyphID = sfnt.GlyphIndex

// A Segment is a piece of the outline of a glyph.
type Segment = sfnt.Segment

// The kinds of segments.
const (
	MoveTo = sfnt.SegmentOpMoveTo
	LineTo = sfnt.SegmentOpLineTo
	QuadTo = sfnt.SegmentOpQuadTo
	CubeTo = sfnt.SegmentOpCubeTo
)

var faces = sync.OnceValue(func() [4]*Face {
	return [4]*Face{
		load("LiberationSans", liberationsansregular.TTF), load("LiberationSans-Bold", liberationsansbold.TTF),
		load("LiberationSans-Italic", liberationsansitalic.TTF), load("LiberationSans-BoldItalic", liberationsansbolditalic.TTF),
	}
})

func load(name string, data []byte) *Face {
	f, err := sfnt.Parse(data)
	if err != nil {
		panic("parley: the embedded font: " + err.Error())
	}
	return &Face{Name: name, Data: data, font: f, units: fixed.Int26_6(f.UnitsPerEm())}
}

// Get returns the face of a style.
func Get(bold, italic bool) *Face {
	i := 0
	if bold {
		i++
	}
	if italic {
		i += 2
	}
	return faces()[i]
}

// ErrMissing is wrapped by errors that say that the font lacks a sign.
var ErrMissing = errors.New("the font of this kind of picture has no sign for it")

// Check returns an error if the font lacks a sign that a text of the scene uses.
func Check(s *draw.Scene) error { return check(s.Items) }

func check(items []draw.Item) error {
	for _, it := range items {
		switch it := it.(type) {
		case draw.Group:
			if err := check(it.Items); err != nil {
				return err
			}
		case draw.Text:
			for _, r := range it.Text {
				if Get(it.Bold, it.Italic).Glyph(r) == 0 {
					return fmt.Errorf("%q in %q: %w", r, it.Text, ErrMissing)
				}
			}
		}
	}
	return nil
}

// Glyph returns the glyph of a character, 0 if there is none.
func (f *Face) Glyph(r rune) GlyphID {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r == '\u00a0' {
		r = ' '
	}
	g, err := f.font.GlyphIndex(&f.buf, r)
	if err != nil {
		return 0
	}
	return g
}

// Advance returns how wide a glyph is, in units of the em.
func (f *Face) Advance(g GlyphID) float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	a, err := f.font.GlyphAdvance(&f.buf, g, f.units<<6, font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(a) / 64 / float64(f.units)
}

// Width returns how wide a text is at a size.
func (f *Face) Width(text string, size float64) float64 {
	w := 0.0
	for _, r := range text {
		w += f.Advance(f.Glyph(r))
	}
	return w * size
}

// Segments returns the outline of a glyph. Coordinates are in 1/64 of the font's units, y down; Scale makes them units of the em.
func (f *Face) Segments(g GlyphID) []Segment {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, err := f.font.LoadGlyph(&f.buf, g, f.units<<6, nil)
	if err != nil {
		return nil
	}
	return append([]Segment(nil), s...)
}

// Units returns the font's units per em.
func (f *Face) Units() float64 { return float64(f.units) }

// A Place is where a text stands: the point of a glyph at (x, y) in units of the em, y down, is At + x·X + y·Y.
type Place struct{ At, X, Y draw.Point }

// Start returns where a text begins and how it lies.
func Start(t draw.Text) Place {
	shift := 0.0
	switch w := Get(t.Bold, t.Italic).Width(t.Text, t.Size); t.Anchor {
	case draw.Middle:
		shift = w / 2
	case draw.End:
		shift = w
	}
	if t.Turned {
		return Place{draw.Point{X: t.At.X, Y: t.At.Y + shift}, draw.Point{Y: -t.Size}, draw.Point{X: t.Size}}
	}
	return Place{draw.Point{X: t.At.X - shift, Y: t.At.Y}, draw.Point{X: t.Size}, draw.Point{Y: t.Size}}
}

// Point returns where a point of an outline lies.
func (p Place) Point(q fixed.Point26_6, units float64) draw.Point {
	x, y := float64(q.X)/64/units, float64(q.Y)/64/units
	return draw.Point{X: p.At.X + x*p.X.X + y*p.Y.X, Y: p.At.Y + x*p.X.Y + y*p.Y.Y}
}

// Next returns the place after an advance, in units of the em.
func (p Place) Next(advance float64) Place {
	p.At = draw.Point{X: p.At.X + advance*p.X.X, Y: p.At.Y + advance*p.X.Y}
	return p
}

// Outlines returns the outlines of a text as closed rings.
func Outlines(t draw.Text) [][]draw.Point {
	f, p := Get(t.Bold, t.Italic), Start(t)
	var rings [][]draw.Point
	for _, r := range t.Text {
		g := f.Glyph(r)
		for _, s := range f.Segments(g) {
			to := func(k int) draw.Point { return p.Point(s.Args[k], f.Units()) }
			if s.Op == MoveTo {
				rings = append(rings, []draw.Point{to(0)})
				continue
			}
			ring := &rings[len(rings)-1]
			*ring = append(*ring, curve((*ring)[len(*ring)-1], s.Op, to)...)
		}
		p = p.Next(f.Advance(g))
	}
	return rings
}

// curve returns points along a segment, without the first.
func curve(from draw.Point, op sfnt.SegmentOp, to func(int) draw.Point) []draw.Point {
	const steps = 6
	if op == LineTo {
		return []draw.Point{to(0)}
	}
	out := make([]draw.Point, 0, steps)
	for k := 1; k <= steps; k++ {
		t := float64(k) / steps
		u := 1 - t
		a, b := to(0), to(1)
		if op == QuadTo {
			out = append(out, draw.Point{X: u*u*from.X + 2*u*t*a.X + t*t*b.X, Y: u*u*from.Y + 2*u*t*a.Y + t*t*b.Y})
			continue
		}
		c := to(2)
		out = append(out, draw.Point{X: u*u*u*from.X + 3*u*u*t*a.X + 3*u*t*t*b.X + t*t*t*c.X, Y: u*u*u*from.Y + 3*u*u*t*a.Y + 3*u*t*t*b.Y + t*t*t*c.Y})
	}
	return out
}
